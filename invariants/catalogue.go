package invariants

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// Catalogue is a set of services with the invariants that hold for them.
type Catalogue struct {
	services []*Service
	all      []*Invariant
	serving  map[*kernel.API]*Service
	learning map[*kernel.API][]*Service
	checks   selection
}

// registered are the services of the packages that a program imports.
var registered []*Service

// Register adds a service to those that Registered lists, and returns it. It is called
// while packages initialise: so each comes after those whose packages its own imports,
// as one has to whose facts are read. It panics where a service says too little to be
// observed at all.
func Register(s *Service) *Service {
	switch {
	case len(s.APIs) == 0:
		panic("invariants: a Service lacks its APIs")
	case s.Facts == nil || s.Learn == nil:
		panic("invariants: the Service in invariants/" + s.APIs[0].System + " lacks its Facts, or Learn")
	}
	registered = append(registered, s)
	return s
}

// Registered lists the services that were registered.
func Registered() []*Service { return slices.Clone(registered) }

// NewCatalogue collects services, each after those whose facts it needs.
func NewCatalogue(services ...*Service) *Catalogue {
	c := &Catalogue{
		services: services, all: General(),
		serving: map[*kernel.API]*Service{}, learning: map[*kernel.API][]*Service{},
	}
	for i, s := range services {
		*s.Facts.slot() = i
		for _, api := range s.APIs {
			c.serving[api] = s
		}
		for _, k := range s.Kinds {
			k.leads = reachable(k.Next)
		}
		c.all = append(c.all, s.Invariants...)
	}
	for _, s := range services {
		for _, api := range slices.Concat(s.APIs, s.Hears) {
			c.learning[api] = append(c.learning[api], s)
		}
	}
	c.checks = c.selected(nil)
	return c
}

// Services lists the services.
func (c *Catalogue) Services() []*Service { return slices.Clone(c.services) }

// All lists the invariants: the general ones, then those of the services.
func (c *Catalogue) All() []*Invariant { return slices.Clone(c.all) }

// Find returns the invariant of an ID, or nil.
func (c *Catalogue) Find(id string) *Invariant {
	for _, i := range c.all {
		if i.ID == id {
			return i
		}
	}
	return nil
}

// Holds reports whether an invariant is checked at the calls of an API.
func (c *Catalogue) Holds(i *Invariant, api *kernel.API) bool {
	switch s := c.serving[api]; {
	case i.Needs != nil:
		return s != nil && i.Needs(s)
	case i.Hears != nil:
		return slices.Contains(i.Hears, api)
	default:
		return s != nil && slices.Contains(s.Invariants, i)
	}
}

// selection holds the invariants that a Checker checks, by the API of the call.
type selection map[*kernel.API]*checks

// checks are the invariants of one API's answers.
type checks struct {
	accepted, refused, everyone []*Invariant
	tokens                      bool
}

// selected picks the invariants of some IDs, all where there are none.
func (c *Catalogue) selected(ids []string) selection {
	s := selection{}
	for api := range c.serving {
		of := &checks{}
		for _, i := range c.all {
			if len(ids) > 0 && !slices.Contains(ids, i.ID) || !c.Holds(i, api) {
				continue
			}
			of.tokens = of.tokens || i == TokensActOnce
			if i.Accepted != nil {
				of.accepted = append(of.accepted, i)
			}
			if i.Refused != nil {
				of.refused = append(of.refused, i)
			}
			if i.Refused != nil && i.Everyone {
				of.everyone = append(of.everyone, i)
			}
		}
		s[api] = of
	}
	return s
}

// NewChecker returns a Checker of the invariants of some IDs, none means all, in
// a history without calls.
func (c *Catalogue) NewChecker(ids ...string) *Checker {
	w := &Checker{catalogue: c, checks: c.checks, history: &History{facts: make([]any, len(c.services))}}
	for i, s := range c.services {
		w.history.facts[i] = s.Facts.fresh()
	}
	if len(ids) > 0 {
		w.checks = c.selected(ids)
	}
	return w
}
