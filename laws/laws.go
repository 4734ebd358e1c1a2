// Package laws states what holds in every history of calls and replies,
// whoever calls what in whatever order. A law is checked from the history
// alone: it never looks into the model, and it is silent where the history
// cannot decide.
package laws

import (
	"cmp"
	"slices"
	"sync"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Law is an invariant and its checker.
type Law struct {
	ID, Says string
	// Services are those that the law speaks of, as in kernel.API.Service; "all"
	// is every service.
	Services []string

	// accepted and refused return what is wrong with such a reply, given the
	// history; "" if nothing is.
	accepted, refused func(*books, *reply) string
}

// catalogue holds the laws by ID.
var catalogue []*Law

func add(l Law) *Law {
	at, _ := slices.BinarySearchFunc(catalogue, l.ID, func(o *Law, id string) int { return cmp.Compare(o.ID, id) })
	catalogue = slices.Insert(catalogue, at, &l)
	return &l
}

// All lists the laws by ID.
func All() []*Law { return slices.Clone(catalogue) }

// Find returns the law of an ID, or nil.
func Find(id string) *Law {
	for _, l := range catalogue {
		if l.ID == id {
			return l
		}
	}
	return nil
}

// Call is one call and its reply, at the world's time. Err is nil or a
// *kernel.Error; a call with any other error is ignored. In and Out are not to
// be changed afterwards.
type Call struct {
	At      kernel.Time
	As      kernel.Caller
	In, Out any
	Err     error
}

// Violation is a reply that breaks a law.
type Violation struct {
	Law     *Law
	Message string
}

func (v *Violation) Error() string { return v.Law.ID + ": " + v.Message }

// Watch is what the history says so far. It starts with the world's first call.
type Watch struct {
	books  *books
	shared bool // with a fork
	laws   selection
}

// selection holds the laws that are watched by the services of the calls that
// they speak of, "" for those that speak of every service.
type selection map[string][]*Law

func selected(ids []string) selection {
	s := selection{"": nil}
	for _, api := range services.All {
		s[api.Service] = nil
	}
	for _, l := range catalogue {
		if len(ids) > 0 && !slices.Contains(ids, l.ID) {
			continue
		}
		for service := range s {
			if slices.Contains(l.Services, "all") || slices.Contains(l.Services, service) {
				s[service] = append(s[service], l)
			}
		}
	}
	return s
}

// everything is the selection of all laws.
var everything = sync.OnceValue(func() selection { return selected(nil) })

// NewWatch returns the watch over the laws of some IDs, none means all, in a
// history without calls.
func NewWatch(ids ...string) *Watch {
	if len(ids) == 0 {
		return &Watch{books: &books{}, laws: everything()}
	}
	return &Watch{books: &books{}, laws: selected(ids)}
}

// Fork returns an independent copy.
func (w *Watch) Fork() *Watch {
	w.shared = true
	return &Watch{books: w.books, shared: true, laws: w.laws}
}

// See judges the call and learns it.
func (w *Watch) See(c *Call) *Violation {
	r, ok := replyOf(c)
	if !ok {
		return nil
	}
	v := w.judge(&r)
	w.learn(&r)
	return v
}

// Judge returns a violation of the first law that the reply breaks, or nil. It
// changes nothing.
func (w *Watch) Judge(c *Call) *Violation {
	r, ok := replyOf(c)
	if !ok {
		return nil
	}
	return w.judge(&r)
}

// Learn enters the call into the books.
func (w *Watch) Learn(c *Call) {
	if r, ok := replyOf(c); ok {
		w.learn(&r)
	}
}

func (w *Watch) judge(r *reply) *Violation {
	if w.books.repeats(r) {
		if !slices.Contains(w.laws[r.op.API.Service], TokensActOnce) {
			return nil
		}
		return broken(TokensActOnce, repeated(w.books, r), r)
	}
	about := r.op.API.Service
	if r.refusal != nil && r.As.Principal != "" {
		about = "" // it may be refused for what its policies say
	}
	for _, l := range w.laws[about] {
		check := l.accepted
		if r.refusal != nil {
			check = l.refused
		}
		if check == nil {
			continue
		}
		if v := broken(l, check(w.books, r), r); v != nil {
			return v
		}
	}
	return nil
}

func broken(l *Law, complaint string, r *reply) *Violation {
	if complaint == "" {
		return nil
	}
	return &Violation{l, complaint + ": " + r.op.Name + " by " + r.who() + " in " + r.As.Region + " at " + r.At.String()}
}

func (w *Watch) learn(r *reply) {
	if w.shared {
		w.books, w.shared = w.books.fork(), false
	}
	w.books.learn(r)
}

// reply is a call as the laws look at it.
type reply struct {
	*Call
	op      *kernel.Operation
	refusal *kernel.Error // nil where the call was accepted
	page    listing
	paged   bool // false where the call was refused or lists nothing
}

// who names the caller.
func (r *reply) who() string { return cmp.Or(r.As.Principal, "account "+r.As.Account) }

func replyOf(c *Call) (r reply, ok bool) {
	r.Call, r.op = c, services.OperationOf(c.In)
	if c.Err != nil {
		if r.refusal, ok = c.Err.(*kernel.Error); !ok {
			return r, false
		}
	}
	if r.op == nil || c.Err == nil && c.Out == nil {
		return r, false
	}
	if c.Err == nil {
		r.page, r.paged = listingOf(c)
	}
	return r, true
}
