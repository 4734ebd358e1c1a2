package simulation

import (
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/history"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// Callers here know of things that no answer has shown them. Elsewhere nobody
// can: a history must say where its IDs come from, or they would be those of
// other things as soon as a call is left out. So before the first use of an ID
// that no answer has shown goes a call that shows it.

// revealed returns the recorded events with such calls among them, made anew in
// a fresh world. A refused call may name what no answer ever shows.
func revealed(recorded []history.Event, w history.World, regions, accounts []string) (all []history.Event) {
	r := revealer{world: w, known: map[string]bool{}, sought: map[string]bool{}}
	for _, account := range accounts {
		r.known[account] = true
		for _, region := range slices.Compact(slices.Clone(regions)) {
			r.callers = append(r.callers, kernel.Caller{Account: account, Region: region})
		}
	}
	ever := map[string]bool{}
	for _, e := range recorded {
		note(ever, e.Out)
	}
	for i, e := range recorded {
		if e.In == nil {
			w.Advance(e.Advance)
			all = append(all, e)
			continue
		}
		all = append(all, r.looks(e, func(id string) bool { return e.Err == nil || ever[id] || i == len(recorded)-1 })...)
		e.Out, e.Err = w.Do(e.As, e.In)
		note(r.known, e.Out)
		all = append(all, e)
	}
	return all
}

// revealer knows the IDs that answers have shown.
type revealer struct {
	world   history.World
	callers []kernel.Caller
	known   map[string]bool
	sought  map[string]bool // in vain or not
}

// longest is how long a text is at most in which IDs are shown.
const longest = 200

// note enters what an answer shows: its texts, and what ends them in ARNs.
func note(known map[string]bool, out any) {
	if out != nil {
		eachText(reflect.ValueOf(out), func(text string) {
			if len(text) < longest {
				known[text] = true
				if i := strings.LastIndexByte(text, '/'); i >= 0 {
					known[text[i:]] = true
				}
			}
		})
	}
}

// looks asks the caller and then everybody else for everything until all IDs of
// an input that are needed and can be shown are shown.
func (r *revealer) looks(e history.Event, needed func(id string) bool) (looks []history.Event) {
	var unknown []string
	eachText(reflect.ValueOf(e.In), func(text string) {
		for id := range history.IDs(text) {
			if id != text && !r.known[id] {
				id = "/" + id // in an ARN it is enough
			}
			if !r.known[id] && !r.sought[id] && needed(id) {
				unknown, r.sought[id] = append(unknown, id), true
			}
		}
	})
	for _, as := range append([]kernel.Caller{e.As}, r.callers...) {
		for _, in := range inquiries {
			for more := true; more && unknown != nil; {
				out, err := r.world.Do(as, in)
				look := history.Event{As: as, In: in, Out: out, Err: err}
				if in, more = continued(in, out); more || err == nil && shows(out, unknown) {
					looks = append(looks, look)
					note(r.known, out)
					unknown = slices.DeleteFunc(unknown, func(id string) bool { return r.known[id] || r.known[strings.TrimPrefix(id, "/")] })
					if len(unknown) == 0 {
						return looks
					}
				}
			}
		}
	}
	return looks
}

// shows tells whether an answer shows one of the IDs, those with a slash also at
// the end of an ARN.
func shows(out any, ids []string) (found bool) {
	eachText(reflect.ValueOf(out), func(text string) {
		found = found || len(text) < longest && slices.ContainsFunc(ids, func(id string) bool {
			return text == strings.TrimPrefix(id, "/") || id[0] == '/' && strings.HasSuffix(text, id)
		})
	})
	return found
}

// inquiries are calls that look and need to name nothing.
var inquiries = func() (all []any) {
	for _, api := range model.APIs {
		for _, op := range api.Operations {
			if op.Reads() {
				all = append(all, api.Habits.Inquiries(op)...)
			}
		}
	}
	return all
}()

func eachText(v reflect.Value, visit func(string)) {
	switch v.Kind() {
	case reflect.String:
		visit(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			eachText(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			eachText(v.Field(i), visit)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			eachText(v.MapIndex(key), visit)
		}
	}
}
