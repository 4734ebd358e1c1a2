package history

import (
	"reflect"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
)

// Done is what came of a step. A call has its input, with values in place of
// names, and either an answer or an error.
type Done struct {
	kernel.Exchange
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
	d.Fails = s.Fails
	if d.Out, d.Err = Do(w, d.As, d.In, s.Fails); d.Err == nil {
		for i, path := range p.save {
			if value, ok := path.Follow(d.Out); ok {
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
			if f := to.Field(i); f.CanSet() && f.Kind() != reflect.String && !values.Rewrite(f, vars.expand) {
				return nil, false
			}
		}
	}
	return filled.Interface(), true
}
