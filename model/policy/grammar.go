package policy

import "fmt"

// Grammar is what the statements of a kind of policy must have. NotAction does
// for Action, and so on, unless it is told apart.
type Grammar struct {
	Principal, NotPrincipal, Action, Resource Need
	// Keys are condition keys that are known besides those of the model.
	Keys []string
}

// Need is how much a kind of policy needs an element. The zero Need leaves it
// to the author.
type Need int

// The needs.
const (
	Optional  Need = iota
	Required       // a policy without it is refused
	Effective      // a statement without it has no effect
	Forbidden
)

// The kinds of policies.
var (
	IdentityPolicy = &Grammar{Principal: Forbidden, Action: Required, Resource: Required}
	TrustPolicy    = &Grammar{Principal: Required, NotPrincipal: Forbidden, Action: Required, Resource: Forbidden}
	KeyPolicy      = &Grammar{Principal: Required, Action: Effective, Resource: Effective} // KMS-POL-27
	ResourcePolicy = &Grammar{Principal: Required, Action: Required}
	// PermissionTemplate is what a managed permission of RAM is made from.
	PermissionTemplate = &Grammar{Principal: Forbidden, Action: Required, Resource: Forbidden}
)

// check completes a statement, or says what it lacks or has too much.
func (g *Grammar) check(s *Statement, at string) error {
	for _, e := range []struct {
		name  string
		need  Need
		there bool
	}{
		{"NotPrincipal", g.NotPrincipal, s.NotPrincipals.Len() > 0},
		{"Principal", g.Principal, s.Principals.Len()+s.NotPrincipals.Len() > 0},
		{"Action", g.Action, len(s.Actions)+len(s.NotActions) > 0},
		{"Resource", g.Resource, len(s.Resources)+len(s.NotResources) > 0},
	} {
		switch {
		case e.need == Required && !e.there:
			return fmt.Errorf("%s: %s is missing", at, e.name)
		case e.need == Forbidden && e.there:
			return fmt.Errorf("%s.%s: this kind of policy has none", at, e.name)
		case e.need == Effective && !e.there:
			s.Void = true
		}
	}
	return nil
}
