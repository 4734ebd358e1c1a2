package history

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
)

// Outcome plays the history on a fresh world, and tells what its last call comes to: by which error and rule it
// is refused, or what it is answered but for instants and what the world minted. It returns false where a name
// that the call has is not bound.
func (h *History) Outcome(fresh Factory) (told string, ok bool) {
	w, vars := fresh(remembering(h.Options)), Vars{}
	var d Done
	for i := range h.Steps {
		d = h.Steps[i].Perform(w, vars)
	}
	if d.In == nil || d.Skipped {
		return "", false
	}
	var refused *kernel.Error
	if errors.As(d.Err, &refused) {
		told = "refused: " + refused.Code
		if refused.Rule != nil {
			told += ", " + refused.Rule.ID
		}
		return told, true
	}
	o := &outcome{w: w}
	o.tell("", reflect.ValueOf(d.Out))
	return "answered" + o.told.String(), true
}

// Observing is the trial of histories by what the last call of h comes to: another history of the same last call
// is as good where it comes to the same. It always fails where h leaves that open.
func (h *History) Observing(fresh Factory) Trial {
	wanted, ok := h.Outcome(fresh)
	last := h.Steps[len(h.Steps)-1]
	return func(other *History) int {
		at := len(other.Steps) - 1
		if !ok || at < 0 || other.Steps[at].As != last.As || !reflect.DeepEqual(other.Steps[at].In, last.In) {
			return -1
		}
		if told, ok := other.Outcome(fresh); !ok || told != wanted {
			return -1
		}
		return at
	}
}

// outcome tells an answer member by member.
type outcome struct {
	w    World
	told strings.Builder
}

func (o *outcome) tell(path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			o.tell(path, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				o.tell(path+"."+f.Name, v.Field(i))
			}
		}
	case reflect.Slice:
		if values.IsBlob(v.Type()) {
			fmt.Fprintf(&o.told, "\n%s: some: %t", path, v.Len() > 0)
			return
		}
		fmt.Fprintf(&o.told, "\n%s: %d", path, v.Len())
		for i := range v.Len() {
			o.tell(fmt.Sprint(path, ".", i), v.Index(i))
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			o.tell(path+"."+key.String(), v.MapIndex(key))
		}
	case reflect.String:
		fmt.Fprintf(&o.told, "\n%s: %s", path, o.unminted(v.String()))
	default:
		if _, instant := v.Interface().(kernel.Time); instant {
			fmt.Fprintf(&o.told, "\n%s: some: %t", path, !v.IsZero())
			return
		}
		fmt.Fprintf(&o.told, "\n%s: %v", path, v.Interface())
	}
}

// unminted is a text in which whatever the world minted is the same.
func (o *outcome) unminted(text string) string {
	if o.w.HasMade(text) {
		return "${}"
	}
	for word := range words(text) {
		if o.w.HasMade(word) {
			text = strings.ReplaceAll(text, word, "${}")
		}
	}
	return text
}
