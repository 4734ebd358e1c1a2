package invariants

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// History is what the calls so far say. A copy of the struct is a fork of it, but
// for the facts of the services.
type History struct {
	now    kernel.Time
	writes uint64 // how many were accepted

	seen  Map[ref, Seen]
	asked Map[request, answer]
	walks Map[token, walk]
	still []*kernel.Exchange // the reads since anything last changed

	unknown Map[question, told]
	foreign Map[question, told]

	facts  []any // by the slots of the services
	limits Limits
}

// ref names a resource.
type ref struct {
	kind   *Kind
	id, of string
}

// Seen is what answers have shown of a resource.
type Seen struct {
	// Scope is the owner's, or the scope of the first caller who was shown the
	// resource.
	Scope kernel.Scope
	// Since is when the resource was shown first.
	Since kernel.Time
	// Last points to the resource in the last answer that told more than its ID.
	Last any
	// State is the last one shown.
	State string
	// Gone is true if a listing of all did not show it any more.
	Gone bool
}

func (h *History) fork(c *Catalogue) *History {
	n := *h
	n.still = slices.Clip(h.still)
	n.facts = make([]any, len(h.facts))
	for i, s := range c.services {
		n.facts[i] = s.Facts.fork(h.facts[i])
	}
	return &n
}

// learn enters a call. What the call did comes before what its answer shows.
func (h *History) learn(c *Call) {
	if c.At != h.now {
		h.now, h.still = c.At, nil
	}
	if c.Refusal != nil {
		h.learnRefusal(c)
		h.learnRead(c)
		return
	}
	if !c.Op.Reads() {
		h.writes, h.still = h.writes+1, nil
	}
	if c.repeats {
		return
	}
	h.learnToken(c)
	h.learnPage(c)
	h.learnRead(c)
	for _, s := range c.catalogue.learning[c.Op.API] {
		s.Learn(c)
	}
	for i := range c.shown {
		h.see(c, &c.shown[i])
	}
}

func (h *History) see(c *Call, r *Resource) {
	key := ref{r.Kind, r.ID, r.Of}
	seen, known := h.seen.Find(key)
	if !known {
		seen.Scope, seen.Since = r.Scope, c.At
		if r.Scope.Account == "" {
			seen.Scope.Account = c.As.Account
			if !c.Op.API.Global {
				seen.Scope.Region = c.As.Region
			}
		}
	}
	if r.Shown != nil {
		seen.Last = r.Shown
	}
	if r.State != "" {
		seen.State = r.State
	}
	h.seen.Put(key, seen)
}
