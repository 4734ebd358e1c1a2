package faults

import (
	"reflect"
	"regexp"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
)

var variable = regexp.MustCompile(`\$\{([^}]*)\}`)

// caller is the name of the account whose call it is.
const caller = "caller"

// names lists what the happenings refer to, nothing of it seen yet.
func (p Plan) names() map[string]string {
	names := map[string]string{}
	for _, s := range p.Script {
		find := func(_, text string) {
			for _, found := range variable.FindAllStringSubmatch(text, -1) {
				names[found[1]] = ""
			}
		}
		find("", s.As)
		if s.In != nil {
			values.EachString(reflect.ValueOf(s.In), "", find)
		}
	}
	delete(names, caller)
	return names
}

// happenings lets happen what is due before a call, and keeps the fault that the
// script has for the call itself. Each is done once, though others may call while
// time passes.
func (a *Arrival) happenings(as kernel.Caller, op *kernel.Operation, in any) {
	i := a.injector
	for n := range i.plan.Script {
		s := &i.plan.Script[n]
		if (s.At.Call == "" || s.At.Call == op.FullName()) && (s.At.As == "" || s.At.As == as.Account) {
			i.came[n]++
		}
		if i.done[n] || i.came[n] < max(1, s.At.Nth) {
			continue
		}
		switch {
		case s.Advance > 0:
			i.done[n], a.Waited = true, true
			a.advance(s.Advance)
			a.note(as, nil, s.Advance.String()+" pass")
		case !s.none():
			i.done[n] = a.happen(s.Happening, as)
		case s.Kind.fits(op, in):
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
	in := values.Rewritten(h.In, expand)
	if !known {
		return false
	}
	what := "done"
	if _, err := i.Calm(by, in); err != nil {
		what = err.Error()
	}
	a.note(by, in, what)
	return true
}

// keep remembers a text, or a blob as its text, if there is one.
func (i *Injector) keep(name string, v reflect.Value) {
	switch {
	case v.Kind() == reflect.String && v.Len() > 0:
		i.seen[name] = v.String()
	case values.IsBlob(v.Type()) && v.Len() > 0:
		i.seen[name] = values.FormatBlob(v.Bytes())
	}
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
			if _, wanted := i.seen[name]; wanted {
				i.keep(name, field)
			}
			i.look(field)
		}
	}
}
