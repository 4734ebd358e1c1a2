package invariants

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Checker checks the calls of one history, one after the other. It starts with
// the world's first call.
type Checker struct {
	catalogue *Catalogue
	checks    selection
	history   *History
	shared    bool // the history, with a fork
	call      Call // the latest; its memory is used again
}

// Fork returns an independent copy.
func (w *Checker) Fork() *Checker {
	w.shared = true
	return &Checker{catalogue: w.catalogue, checks: w.checks, history: w.history, shared: true}
}

// See checks the call and learns it.
func (w *Checker) See(x *kernel.Exchange) *Violation {
	c := w.observe(x)
	if c == nil {
		return nil
	}
	v := w.check(c)
	w.learn(c)
	return v
}

// Check returns a violation of the first invariant that the answer breaks, or
// nil. It changes nothing.
func (w *Checker) Check(x *kernel.Exchange) *Violation {
	c := w.observe(x)
	if c == nil {
		return nil
	}
	return w.check(c)
}

// Learn enters the call into the history.
func (w *Checker) Learn(x *kernel.Exchange) {
	if c := w.observe(x); c != nil {
		w.learn(c)
	}
}

// observe returns the call as the invariants look at it; nil if its error is not
// the service's, or its operation is not known.
func (w *Checker) observe(x *kernel.Exchange) *Call {
	c := &w.call
	*c = Call{Exchange: x, Op: services.OperationOf(x.In), history: w.history, catalogue: w.catalogue, shown: c.shown[:0]}
	if x.Err != nil {
		if c.Refusal, _ = x.Err.(*kernel.Error); c.Refusal == nil {
			return nil
		}
	}
	if c.Op == nil || x.Err == nil && x.Out == nil {
		return nil
	}
	if c.Service = w.catalogue.serving[c.Op.API]; c.Service == nil {
		return nil
	}
	c.repeats = w.history.repeats(c)
	if c.Refusal != nil {
		return c
	}
	if c.Service.Shown != nil {
		c.Service.Shown(c, func(r Resource) { c.shown = append(c.shown, r) })
	}
	if c.Service.Page != nil {
		if c.Page, c.Paged = c.Service.Page(c); c.Paged {
			c.Page.Token, c.Page.Next = c.Op.Tokens(c.In, c.Out)
		}
	}
	return c
}

func (w *Checker) check(c *Call) *Violation {
	checks := w.checks[c.Op.API]
	if c.repeats {
		if !checks.tokens {
			return nil
		}
		return broken(TokensActOnce, repeated(c), c)
	}
	list := checks.accepted
	switch {
	case c.Refusal != nil && (c.As.Principal != "" || c.isBarred()):
		list = checks.everyone
	case c.Refusal != nil:
		list = checks.refused
	}
	for _, i := range list {
		check := i.Accepted
		if c.Refusal != nil {
			check = i.Refused
		}
		if v := broken(i, check(c), c); v != nil {
			return v
		}
	}
	return nil
}

func broken(i *Invariant, complaint string, c *Call) *Violation {
	if complaint == "" {
		return nil
	}
	who := c.As.Principal
	if who == "" {
		who = "account " + c.As.Account
	}
	return &Violation{Invariant: i, Was: c.was, Is: c.is,
		Message: complaint + ": " + c.Op.Name + " by " + who + " in " + c.As.Region + " at " + c.At.String()}
}

func (w *Checker) learn(c *Call) {
	if w.shared {
		w.history, w.shared = w.history.fork(w.catalogue), false
		c.history = w.history
	}
	w.history.learn(c)
}
