package history

import (
	"reflect"
	"strings"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/services"
)

// plan is what can be known of a step before it is performed.
type plan struct {
	account, principal, activate template
	members                      []member // the input's strings with names, where all stand at its top
	deep                         bool     // there are names further down
	save                         []values.Path
	uses                         []string // names
}

// member is a string with names in a field of the input.
type member struct {
	field int
	template
}

// Prepare makes the step ready to be performed often, also by several workers.
func (s *Step) Prepare() { s.plan = s.planned() }

func (s *Step) planned() *plan {
	if s.plan != nil {
		return s.plan
	}
	p := &plan{account: parse(s.As.Account), principal: parse(s.As.Principal), activate: parse(s.Activate)}
	p.use(p.account)
	p.use(p.principal)
	p.use(p.activate)
	if s.In != nil {
		p.look(reflect.ValueOf(s.In).Elem())
		for _, saved := range s.Save {
			p.save = append(p.save, values.PathIn(services.OperationOf(s.In).Out, saved.Path))
		}
	}
	return p
}

func (p *plan) look(in reflect.Value) {
	for i := range in.NumField() {
		switch f := in.Field(i); {
		case !in.Type().Field(i).IsExported():
		case f.Kind() == reflect.String:
			if t := parse(f.String()); t != nil {
				p.members = append(p.members, member{i, t})
				p.use(t)
			}
		default:
			values.EachString(f, "", func(_, text string) {
				if t := parse(text); t != nil {
					p.deep = true
					p.use(t)
				}
			})
		}
	}
}

func (p *plan) use(t template) {
	for i := 1; i < len(t); i += 2 {
		if t[i] != TrustAnchor {
			p.uses = append(p.uses, strings.TrimPrefix(t[i], Sign))
		}
	}
}
