package history

import (
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/target/pki"
)

// looks are the inputs of calls that show what there is.
var looks = func() (all []any) {
	for _, api := range model.APIs {
		for _, op := range api.Operations {
			if op.Reads() {
				all = append(all, reflect.New(op.In).Interface())
			}
		}
	}
	return append(all,
		&ram.GetResourceShares{ResourceOwner: "SELF"}, &ram.GetResourceShares{ResourceOwner: "OTHER-ACCOUNTS"},
		&ram.ListPermissions{PermissionType: "CUSTOMER_MANAGED"})
}()

// seek puts a call before this step that shows what the world minted of a text,
// where nothing has shown it yet.
func (r *reader) seek(as kernel.Caller, text string) {
	if !slices.Contains(r.callers, as) {
		r.callers = append(r.callers, as)
	}
	if strings.HasPrefix(text, certificate) {
		if text != pki.TrustAnchor() && r.csrOf(text) == nil {
			r.look(as, text, func() bool { return r.csrOf(text) != nil })
		}
		return
	}
	for token := range IDs(text) {
		if !r.said[token] && !kernel.IsAccount(token) {
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

// look asks the caller and then everybody else, until something is shown.
func (r *reader) look(as kernel.Caller, what string, shown func() bool) {
	if r.sought[what] {
		return
	}
	r.sought[what] = true
	for _, who := range append([]kernel.Caller{as}, r.callers...) {
		for _, in := range looks {
			out, err := r.world.Do(who, in)
			if err != nil || !holds(out, what) && !strings.HasPrefix(what, certificate) {
				continue
			}
			r.learn(len(r.steps), out)
			if shown() {
				r.steps = append(r.steps, Step{As: who, In: in})
				return
			}
			r.forget(len(r.steps))
		}
	}
}

func holds(out any, what string) bool {
	found := false
	eachString(reflect.ValueOf(out), "", func(_, text string) { found = found || strings.Contains(text, what) })
	return found
}

// forget undoes what was learnt from a look that showed nothing of use.
func (r *reader) forget(step int) {
	r.byLength = slices.DeleteFunc(r.byLength, func(s *shown) bool {
		if s.step == step {
			delete(r.shown, s.value)
		}
		return s.step == step
	})
}
