package faults

import (
	"reflect"
	"regexp"

	"github.com/shareproof/shareproof/model/kernel"
)

var variable = regexp.MustCompile(`\$\{([^}]*)\}`)

// caller is the name of the account whose call it is.
const caller = "caller"

// names lists what the happenings refer to, nothing of it seen yet.
func (p Plan) names() map[string]string {
	names := map[string]string{}
	for _, s := range p.Script {
		for _, text := range append(textsOf(reflect.ValueOf(s.In)), s.As) {
			for _, found := range variable.FindAllStringSubmatch(text, -1) {
				names[found[1]] = ""
			}
		}
	}
	delete(names, caller)
	return names
}

// happenings lets happen what is due before a call, and keeps the fault that the
// script has for the call itself. Each is done once, though others may call while
// time passes.
func (a *Arrival) happenings(as kernel.Caller, to destination, in any) {
	i := a.injector
	for n := range i.plan.Script {
		s := &i.plan.Script[n]
		if (s.At.Call == "" || s.At.Call == to.name()) && (s.At.As == "" || s.At.As == as.Account) {
			i.came[n]++
		}
		if i.done[n] || i.came[n] < max(1, s.At.Nth) {
			continue
		}
		switch {
		case s.Advance > 0:
			i.done[n], a.Waited = true, true
			a.advance(s.Advance)
			a.note(as, "", s.Advance.String()+" pass")
		case !s.none():
			i.done[n] = a.happen(s.Happening, as)
		case s.Kind.fits(to, in):
			i.done[n], a.scripted = true, &s.Fault
		}
	}
}

// happen has somebody make a call; false where its names are not known yet.
func (a *Arrival) happen(h Happening, before kernel.Caller) bool {
	i := a.injector
	known := true
	expand := func(text string) string {
		return variable.ReplaceAllStringFunc(text, func(found string) string {
			name := found[2 : len(found)-1]
			if name == caller {
				return before.Account
			}
			known = known && i.seen[name] != ""
			return i.seen[name]
		})
	}
	by := kernel.Caller{Account: expand(h.As), Region: before.Region}
	if arn, err := kernel.ParseARN(by.Account); err == nil {
		by = kernel.Caller{Account: arn.Account, Region: arn.Region}
	}
	if h.Region != "" {
		by.Region = h.Region
	}
	in := reflect.New(reflect.TypeOf(h.In).Elem())
	copyOf(in.Elem(), reflect.ValueOf(h.In).Elem(), expand)
	if !known {
		return false
	}
	what := "done"
	if _, err := i.Calm(by, in.Interface()); err != nil {
		what = err.Error()
	}
	a.note(by, destinations[in.Type()].name(), what)
	return true
}

// copyOf writes a copy of a value, with its texts changed.
func copyOf(to, from reflect.Value, text func(string) string) {
	switch from.Kind() {
	case reflect.String:
		to.SetString(text(from.String()))
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyOf(to.Elem(), from.Elem(), text)
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				copyOf(to.Index(i), from.Index(i), text)
			}
		}
	case reflect.Map:
		if !from.IsNil() {
			to.Set(reflect.MakeMap(from.Type()))
			for _, k := range from.MapKeys() {
				v := reflect.New(from.Type().Elem()).Elem()
				copyOf(v, from.MapIndex(k), text)
				to.SetMapIndex(k, v)
			}
		}
	case reflect.Struct:
		for i := range from.NumField() {
			if to.Field(i).CanSet() {
				copyOf(to.Field(i), from.Field(i), text)
			}
		}
	default:
		to.Set(from)
	}
}

// textsOf lists the texts within a value.
func textsOf(v reflect.Value) (texts []string) {
	if v.IsValid() && v.Kind() == reflect.Pointer && !v.IsNil() {
		into := reflect.New(v.Type().Elem()).Elem()
		copyOf(into, v.Elem(), func(text string) string {
			texts = append(texts, text)
			return text
		})
	}
	return texts
}

// look keeps the texts under the names that happenings refer to.
func (i *Injector) look(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			i.look(v.Elem())
		}
	case reflect.Slice:
		for n := range v.Len() {
			i.look(v.Index(n))
		}
	case reflect.Struct:
		for n := range v.NumField() {
			field := v.Field(n)
			name := v.Type().Field(n).Name
			if _, wanted := i.seen[name]; wanted && field.Kind() == reflect.String && field.Len() > 0 {
				i.seen[name] = field.String()
			}
			i.look(field)
		}
	}
}
