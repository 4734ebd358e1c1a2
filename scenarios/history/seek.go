package history

import (
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Inquiries are the inputs of calls that show what there is and need to name
// nothing.
var Inquiries = func() (all []any) {
	for _, api := range services.All {
		for _, op := range api.Operations {
			if op.Reads() {
				all = append(all, api.Generator.Inquiries(op)...)
			}
		}
	}
	return all
}()

// seek puts a call before this step that shows what the world minted of a text,
// where nothing has shown it yet: what is needed, and what is shown anyhow.
func (r *reader) seek(as kernel.Caller, text string, needed bool) {
	if strings.HasPrefix(text, certificate) {
		if needed && text != pki.TrustAnchor() && r.csrOf(text) == nil {
			r.look(as, text, func() bool { return r.csrOf(text) != nil })
		}
		return
	}
	for token := range words(text) {
		if (needed || r.answered[token]) && !r.said[token] && !kernel.IsAccount(token) && r.world.HasMade(token) {
			shown := func() bool {
				return slices.ContainsFunc(r.byLength, func(s *shown) bool { return strings.Contains(s.value, token) })
			}
			if !shown() {
				r.look(as, token, shown)
			}
		}
	}
}

func notOfID(c rune) bool {
	return c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z')
}

// look asks the caller and then everybody else for everything, until something
// is shown.
func (r *reader) look(as kernel.Caller, what string, shown func() bool) {
	if r.sought[what] {
		return
	}
	r.sought[what] = true
	for _, who := range append([]kernel.Caller{as}, r.callers...) {
		for _, in := range Inquiries {
			if r.leaf(who, in, what, shown) {
				return
			}
		}
	}
}

// leaf goes through the pages of a listing until something is shown.
func (r *reader) leaf(as kernel.Caller, in any, what string, shown func() bool) bool {
	var pages []Event
	for more := true; more; {
		out, err := r.world.Do(as, in)
		if err != nil {
			return false
		}
		pages = append(pages, Event{Exchange: kernel.Exchange{As: as, In: in, Out: out}})
		if (holds(out, what) || strings.HasPrefix(what, certificate)) && r.turned(pages, shown) {
			return true
		}
		in, more = services.OperationOf(in).Continued(in, out)
	}
	return false
}

// turned puts pages before this step if they show something.
func (r *reader) turned(pages []Event, shown func() bool) bool {
	before := len(r.steps)
	for _, page := range pages {
		r.steps = append(r.steps, Step{As: page.As, In: page.In})
		r.learn(len(r.steps)-1, page.Out)
	}
	if !shown() {
		r.forget(before)
		return false
	}
	for i := before; i < len(r.steps); i++ {
		r.steps[i].In = values.Rewritten(r.steps[i].In, r.symbol)
	}
	return true
}

func holds(out any, what string) bool {
	found := false
	values.EachString(reflect.ValueOf(out), "", func(_, text string) { found = found || strings.Contains(text, what) })
	return found
}

// forget undoes what was learnt from looks that showed nothing of use.
func (r *reader) forget(before int) {
	r.steps = r.steps[:before]
	r.byLength = slices.DeleteFunc(r.byLength, func(s *shown) bool {
		if s.step >= before {
			delete(r.shown, s.value)
		}
		return s.step >= before
	})
}
