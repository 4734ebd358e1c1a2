package history

import (
	"reflect"

	"github.com/shareproof/shareproof/model/kernel"
)

// Done is what came of a step. A call has its input, with values in place of
// names, and either an answer or an error.
type Done struct {
	As  kernel.Caller
	In  any
	Out any
	Err error
	// Skipped says that nothing was done, since a name was not bound.
	Skipped bool
}

// Perform performs the step and saves from the answer what is there of what it
// should save. An input without names is used as it is.
func (s *Step) Perform(w Stage, vars Vars) Done {
	if s.Advance > 0 {
		w.Advance(s.Advance)
		return Done{}
	}
	p, d := s.planned(), Done{}
	var ok bool
	if d.As, ok = p.caller(s.As, vars); !ok {
		return Done{Skipped: true}
	}
	if s.In == nil {
		cluster := s.Activate
		if p.activate != nil {
			if cluster, ok = p.activate.expand(vars); !ok {
				return Done{Skipped: true}
			}
		}
		d.Err = w.Activate(d.As, cluster)
		return d
	}
	if d.In, ok = p.input(s.In, vars); !ok {
		return Done{Skipped: true}
	}
	if d.Out, d.Err = w.Do(d.As, d.In); d.Err == nil {
		for i, way := range p.save {
			if value, ok := way.follow(d.Out); ok {
				vars[s.Save[i].Name] = value
			}
		}
	}
	return d
}

// Bind returns the step with values in place of names, ready to be performed
// often; false where a name is not bound.
func (s *Step) Bind(vars Vars) (Step, bool) {
	p, bound := s.planned(), *s
	var caller, activate, in bool
	if bound.As, caller = p.caller(s.As, vars); !caller {
		return bound, false
	}
	if bound.Activate, activate = vars.expand(s.Activate); !activate {
		return bound, false
	}
	if s.In != nil {
		if bound.In, in = p.input(s.In, vars); !in {
			return bound, false
		}
	}
	bound.plan = nil
	bound.Prepare()
	return bound, true
}

// caller puts values in place of the names of the caller.
func (p *plan) caller(as kernel.Caller, vars Vars) (_ kernel.Caller, ok bool) {
	if p.account != nil {
		if as.Account, ok = p.account.expand(vars); !ok {
			return as, false
		}
	}
	if p.principal != nil {
		if as.Principal, ok = p.principal.expand(vars); !ok {
			return as, false
		}
	}
	return as, true
}

// input puts values in place of the input's names, in a copy.
func (p *plan) input(in any, vars Vars) (any, bool) {
	if p.members == nil && !p.deep {
		return in, true
	}
	from := reflect.ValueOf(in).Elem()
	filled := reflect.New(from.Type())
	to := filled.Elem()
	to.Set(from)
	for _, m := range p.members {
		text, ok := m.expand(vars)
		if !ok {
			return nil, false
		}
		to.Field(m.field).SetString(text)
	}
	if p.deep {
		for i := range to.NumField() {
			if f := to.Field(i); f.CanSet() && f.Kind() != reflect.String && !rewrite(f, vars.expand) {
				return nil, false
			}
		}
	}
	return filled.Interface(), true
}

// rewritten returns a copy of an input with what f makes of its strings.
func rewritten(in any, f func(string) string) any {
	copied := reflect.New(reflect.TypeOf(in).Elem())
	copied.Elem().Set(reflect.ValueOf(in).Elem())
	rewrite(copied.Elem(), func(text string) (string, bool) { return f(text), true })
	return copied.Interface()
}

// rewrite puts what f makes of them in place of the strings of v. What v refers
// to is copied first. It is false where f is.
func rewrite(v reflect.Value, f func(string) (string, bool)) bool {
	switch v.Kind() {
	case reflect.String:
		text, ok := f(v.String())
		v.SetString(text)
		return ok
	case reflect.Pointer:
		if v.IsNil() || scalar(v.Type().Elem()) {
			return true
		}
		copied := reflect.New(v.Type().Elem())
		copied.Elem().Set(v.Elem())
		v.Set(copied)
		return rewrite(copied.Elem(), f)
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Field(i); field.CanSet() && !rewrite(field, f) {
				return false
			}
		}
	case reflect.Slice:
		if isBlob(v.Type()) && v.Len() > 0 {
			text, ok := f(spellBlob(v.Bytes()))
			v.SetBytes(readBlob(text))
			return ok
		}
		if v.IsNil() || scalar(v.Type().Elem()) {
			return true
		}
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(copied, v)
		v.Set(copied)
		for i := range v.Len() {
			if !rewrite(v.Index(i), f) {
				return false
			}
		}
	case reflect.Map:
		return v.IsNil() || rewriteMap(v, f)
	}
	return true
}

func rewriteMap(v reflect.Value, f func(string) (string, bool)) bool {
	copied := reflect.MakeMapWithSize(v.Type(), v.Len())
	for entries := v.MapRange(); entries.Next(); {
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(entries.Value())
		if !rewrite(value, f) {
			return false
		}
		copied.SetMapIndex(entries.Key(), value)
	}
	v.Set(copied)
	return true
}

func scalar(t reflect.Type) bool { return t.Kind() >= reflect.Bool && t.Kind() <= reflect.Float64 }
