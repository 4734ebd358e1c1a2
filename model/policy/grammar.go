package policy

import (
	"strings"
)

// Grammar is what the statements of a kind of policy must have. NotAction does
// for Action, and so on, unless it is told apart.
type Grammar struct {
	Principal, NotPrincipal, Action, Resource Need
	// Modern policies have the version 2012-10-17.
	Modern bool
	// Sids are letters and digits, each once in a policy.
	Sids bool
	// Spelt policies have actions and resources as IAM takes them.
	Spelt bool
	// Completes tells that ARNs of fewer than six fields have all of the others.
	Completes bool
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
	IdentityPolicy = &Grammar{Principal: Forbidden, Action: Required, Resource: Required, Sids: true, Spelt: true,
		Completes: true}
	// ManagedPolicy is an identity policy with an ARN of its own.
	ManagedPolicy = &Grammar{Principal: Forbidden, Action: Required, Resource: Required, Modern: true, Sids: true,
		Spelt: true, Completes: true}
	// SessionPolicy limits a session. Its ARNs are whole (IAM User Guide, reference-arns).
	SessionPolicy = &Grammar{Principal: Forbidden, Action: Required, Resource: Required, Sids: true, Spelt: true}
	TrustPolicy   = &Grammar{Principal: Required, NotPrincipal: Forbidden, Action: Required, Resource: Forbidden,
		Sids: true}
	// ControlPolicy is a service control policy of an organization.
	ControlPolicy  = &Grammar{Principal: Forbidden, Action: Required, Resource: Required, Completes: true}
	KeyPolicy      = &Grammar{Principal: Required, Action: Effective, Resource: Effective} // KMS-POL-34
	ResourcePolicy = &Grammar{Principal: Required, Action: Required}
	// PermissionTemplate is what a managed permission of RAM is made from.
	PermissionTemplate = &Grammar{Principal: Forbidden, Action: Required, Resource: Forbidden}
)

// written is a statement as it stands in a policy.
type written struct {
	*Statement
	at     string
	effect string          // in the author's spelling
	there  map[string]bool // its elements
}

// check completes the statements of a policy, or tells the first fault.
func (g *Grammar) check(d *Document, statements []written) error {
	if g.Modern && d.Version != variablesSince {
		return fault(Versions, tooOld, "policy.Version", "want 2012-10-17")
	}
	for _, stage := range []func(*Grammar, []written) error{
		(*Grammar).parsesAsEver, (*Grammar).hasSids, (*Grammar).names, (*Grammar).acts, (*Grammar).concerns,
		(*Grammar).isSpelt, (*Grammar).hasKeys,
	} {
		if err := stage(g, statements); err != nil {
			return err
		}
	}
	for _, s := range statements {
		s.Void = g.Action == Effective && len(s.Actions)+len(s.NotActions) == 0 ||
			g.Resource == Effective && len(s.Resources)+len(s.NotResources) == 0
		if g.Completes {
			complete(s.Resources)
			complete(s.NotResources)
		}
	}
	return nil
}

// complete gives ARNs the fields that they lack: each is * (IAM User Guide,
// reference-arns).
func complete(arns []string) {
	for i, arn := range arns {
		if n := strings.Count(arn, ":"); n > 0 && n < parts {
			arns[i] = arn + strings.Repeat(":*", parts-n)
		}
	}
}

// parsesAsEver refuses what IAM calls legacy: effects in another case, dates that are
// none, and ARNs with an empty field too few.
func (g *Grammar) parsesAsEver(statements []written) error {
	for _, s := range statements {
		if s.effect != string(s.Effect) {
			return fault(Legacy, legacy, s.at+".Effect", "%q is neither Allow nor Deny", s.effect)
		}
		for _, c := range s.Conditions {
			_, name, _ := c.operator()
			for _, v := range c.Values {
				if strings.HasPrefix(name, "Date") && !isDate(v) {
					return fault(Legacy, legacy, s.at+".Condition."+c.Operator+"."+c.Key, "%q is no value for this operator", v)
				}
			}
		}
	}
	if !g.Spelt {
		return nil
	}
	for _, s := range statements {
		for element, arns := range s.resources {
			for _, arn := range arns {
				vendor, ok := vendorOf(arn)
				if ok && (vendor == "" || strings.Contains(arn, "::") && strings.Count(arn, ":") < parts) {
					return fault(Legacy, legacy, s.at+"."+element, "%q is no ARN", arn)
				}
			}
		}
	}
	return nil
}

// resources are the lists of resources by their element, in order.
func (s *Statement) resources(each func(element string, arns []string) bool) {
	_ = each("Resource", s.Resources) && each("NotResource", s.NotResources)
}

// actions are the lists of actions by their element, in order.
func (s *Statement) actions(each func(element string, names []string) bool) {
	_ = each("Action", s.Actions) && each("NotAction", s.NotActions)
}

func (g *Grammar) hasSids(statements []written) error {
	if !g.Sids {
		return nil
	}
	seen := map[string]bool{}
	for _, s := range statements {
		if s.Sid != "" && seen[s.Sid] {
			return fault(Sids, sidsTwice, s.at+".Sid", "%q stands twice", s.Sid)
		}
		seen[s.Sid] = true
	}
	for _, s := range statements {
		if strings.Trim(s.Sid, lettersAndDigits) != "" {
			return fault(Sids, sidsSpelt, s.at+".Sid", "%q has more than letters and digits", s.Sid)
		}
	}
	return nil
}

func (g *Grammar) names(statements []written) error {
	for _, s := range statements {
		says, named := noPrincipals, s.Principals.Len()+s.NotPrincipals.Len() > 0
		switch {
		case g.NotPrincipal == Forbidden && s.NotPrincipals.Len() > 0:
			return fault(Naming, says, s.at+".NotPrincipal", "this kind of policy has none")
		case g.Principal == Forbidden && named:
			return fault(Naming, says, s.at+".Principal", "this kind of policy has none")
		case g.Principal == Required && !named:
			return fault(Naming, noPrincipal, s.at, "Principal is missing")
		}
	}
	return nil
}

// acts asks for actions, and that they name a service.
func (g *Grammar) acts(statements []written) error {
	for _, s := range statements {
		if err := has(&s, g.Action, "Action", len(s.Actions)+len(s.NotActions), Acting, noActions, ""); err != nil {
			return err
		}
	}
	for _, s := range statements {
		for element, names := range s.actions {
			for _, name := range names {
				if g.Spelt && name != "*" && strings.Index(name, ":") < 1 {
					return fault(Prefacing, noVendor, s.at+"."+element, "%q is neither service:Action nor *", name)
				}
			}
		}
	}
	return nil
}

func (g *Grammar) concerns(statements []written) error {
	for _, s := range statements {
		n := len(s.Resources) + len(s.NotResources)
		if err := has(&s, g.Resource, "Resource", n, Concerning, noResources, prohibited); err != nil {
			return err
		}
	}
	return nil
}

// has refuses a statement that lacks an element, or has one too much. A list without
// anything is none.
func has(s *written, need Need, element string, n int, stage Stage, missing, tooMuch string) error {
	empty := n == 0 && (s.there[element] || s.there["Not"+element])
	switch {
	case need == Forbidden && (n > 0 || empty):
		return fault(stage, tooMuch, s.at+"."+element, "this kind of policy has none")
	case empty:
		return fault(stage, missing, s.at+"."+element, "the list is empty")
	case need == Required && n == 0:
		return fault(stage, missing, s.at, "%s is missing", element)
	}
	return nil
}

func (g *Grammar) hasKeys(statements []written) error {
	for _, s := range statements {
		for _, c := range s.Conditions {
			if !g.knows(c.Key) {
				at := s.at + ".Condition." + c.Operator + "." + c.Key
				return fault(Keying, at+": unknown condition key", at, "unknown condition key")
			}
		}
	}
	return nil
}
