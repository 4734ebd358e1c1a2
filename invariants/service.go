package invariants

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// Service says how the calls of one service are observed: what general
// invariants check. It reads inputs and outputs, and its own facts, which come
// from inputs and outputs only. What it leaves out, it gives a reason for in
// Omits.
type Service struct {
	// APIs are the service's own.
	APIs []*kernel.API
	// Hears are APIs of other services whose calls the facts learn of too. The
	// services of these APIs have learned of a call before.
	Hears []*kernel.API
	// Facts are what the service remembers of a history.
	Facts Handle
	// Learn enters an accepted call into the facts.
	Learn func(c *Call)

	// Kinds are the kinds of resources that Shown shows.
	Kinds []*Kind
	// Shown calls show with each resource that an answer shows.
	Shown func(c *Call, show func(Resource))
	// Named calls name with each resource that a call names and that is its owner's
	// to use or to share.
	Named func(c *Call, name func(Name))
	// Alike is true if calls depend on one name alone, so that a name of another
	// account's resource and one of none must be refused alike.
	Alike bool
	// Page returns the page that a call got but for its tokens, false where the call
	// lists nothing.
	Page func(c *Call) (Page, bool)
	// Listed calls l.Must with what an unfiltered listing surely has to show.
	Listed func(l *Listing)
	// Filtered, Written and Quotas return what is wrong with an answer by the
	// filters of its call, by what was written before, and by the quotas; "" if
	// nothing is.
	Filtered, Written, Quotas func(c *Call) string
	// Tokens says how client tokens are heeded; nil where calls bear none.
	Tokens *Tokens
	// Restless reports whether an answer may change though no call is made and no
	// time passes; nil where none does.
	Restless func(c *Call) bool
	// Exists reports whether the resource of an ARN surely exists at a time; nil
	// where no other service asks.
	Exists func(c *Call, arn string, at kernel.Time) bool

	// Invariants hold for the service alone.
	Invariants []*Invariant
	// Omits says of general invariants, by ID, why the service shows nothing for
	// them to check.
	Omits map[string]string
}

// Title is how AWS calls the service.
func (s *Service) Title() string { return s.APIs[0].Title }

// Kind is a kind of resource: what is known of all of its resources. Hooks that
// are nil check nothing.
type Kind struct {
	Name string
	// Next lists the states that may follow a state as the documentation tells; a
	// final state has none.
	Next map[string][]string
	// Path is what the resource part of its ARNs begins with; "" where answers tell
	// no ARNs.
	Path string
	// Undated is true where answers tell no times.
	Undated bool

	// Same reports whether what never changes is the same in what an answer showed
	// and in what another one shows now.
	Same func(c *Call, was, is any) bool
	// Hidden returns why the caller must not be shown the resource now.
	Hidden func(c *Call, r *Resource) string
	// Shared reports whether another account's resource may be shared with the
	// caller now.
	Shared func(c *Call, id string) bool
	// Unknown reports whether a resource that no answer has shown may exist and be
	// the caller's own, or be shared with it.
	Unknown func(c *Call, n *Name) bool
	// Ended returns what is wrong with a resource that has come to its end by a
	// call.
	Ended func(c *Call, r *Resource) string
	// Caused returns what is wrong with a state to which only a call leads, or in
	// which a call leaves nothing.
	Caused func(c *Call, r *Resource) string
	// Due returns until when a resource may be in its state, 0 for ever.
	Due func(c *Call, r *Resource) kernel.Time

	leads map[string]map[string]bool // from a state to others, by way of others
}

// separator is what stands before the ID in an ARN.
func (k *Kind) separator() string { return k.Path[len(k.Path)-1:] }

// Resource is one resource as an answer shows it.
type Resource struct {
	Kind *Kind
	// ID is given to one resource of the kind only, together with Of.
	ID, Of string
	// ARN is the resource's, which ends with Name, or with the ID where that is "".
	ARN, Name string
	// Scope is the owner's; empty where the answer does not tell it. The Region of a
	// global resource is empty.
	Scope kernel.Scope
	// State is "" where the kind or the answer has none.
	State string
	// Created and Updated are the times that the answer tells, Updated 0 if it
	// tells none.
	Created, Updated kernel.Time
	// Ends is a time that lies Lasts after Created, 0 where there is none.
	Ends  kernel.Time
	Lasts time.Duration
	// Made is true if this call has just made the resource, Touched if it has just
	// updated it.
	Made, Touched bool
	// Shown points to the resource in the answer; nil where the answer tells but
	// its ID.
	Shown any
}

// Name is a resource that a call names.
type Name struct {
	Kind *Kind
	// ID is the resource's, and Text how the call spells it.
	ID, Text string
	// Scope is the owner's as far as the name tells it.
	Scope kernel.Scope
	// Owners is true if the call is for the owner alone.
	Owners bool
	// Sole is true if an answer depends on no other resource.
	Sole bool
}

// Page is one page of a listing.
type Page struct {
	Token, Next string
	// Most is how many entries the caller wants at most.
	Most int
	// Whole is true if nothing is filtered out but by ID.
	Whole bool
	// Order is that of the entries' times: 1 rising, -1 falling, 0 none.
	Order int
	// Places is true if the token counts places, which move when something changes.
	Places  bool
	Entries []Entry
}

// Entry names what a page shows, so that no two things have the same.
type Entry struct {
	ID, Of string
	At     kernel.Time
}

// PageOf completes a page by what its listing shows. Max is what the caller
// wants at most, or otherwise what the service gives. The Checker adds the tokens.
func PageOf[T any](p Page, max *int32, otherwise int, shown []T, name func(*T) Entry) (Page, bool) {
	p.Most = otherwise
	if max != nil {
		p.Most = int(*max)
	}
	p.Entries = make([]Entry, len(shown))
	for i := range shown {
		p.Entries[i] = name(&shown[i])
	}
	return p, true
}

// Same makes a Kind's hook of a function of its type.
func Same[T any](same func(c *Call, was, is *T) bool) func(c *Call, was, is any) bool {
	return func(c *Call, was, is any) bool {
		a, ok := was.(*T)
		b, also := is.(*T)
		return !ok || !also || same(c, a, b)
	}
}

// OwnOnly is the hook Hidden of kinds that only their owner is shown.
func OwnOnly(c *Call, r *Resource) string {
	scope := r.Scope
	if seen, ok := c.Seen(r.Kind, r.ID); ok {
		scope = seen.Scope
	}
	if scope.Account != "" && !c.Owns(scope) {
		return r.ID + " of account " + scope.Account + " is shown"
	}
	return ""
}

// reachable lists, for each state, the states that may follow it directly or by
// way of others.
func reachable(next map[string][]string) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for from := range next {
		to, queue := map[string]bool{}, []string{from}
		for i := 0; i < len(queue); i++ {
			for _, state := range next[queue[i]] {
				if !to[state] {
					to[state] = true
					queue = append(queue, state)
				}
			}
		}
		all[from] = to
	}
	return all
}
