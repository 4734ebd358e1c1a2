package policy

import "maps"

// Request is what policies decide on.
type Request struct {
	Principal Principal
	Action    string // as in kms:Decrypt
	Resource  string // an ARN; empty where the action concerns none
	// Context holds the values of condition keys, such as aws:PrincipalOrgID.
	Context map[string][]string
	// Keys gives the values of condition keys that Context lacks; nil where there are
	// no others.
	Keys Keys
	// Later adds to Context, the first time that a policy asks for the value of a key: most
	// policies ask for none. Nil where there is nothing to add.
	Later func(*Request)
}

// Keys are condition keys whose values are only worked out where a policy asks for
// them: most policies ask for none.
type Keys interface {
	// Value returns the values of a key that is spelled as AWS does, nil where it has
	// none.
	Value(key string) []string
}

// Set gives a condition key its values.
func (r *Request) Set(key string, values ...string) {
	if r.Context == nil {
		r.Context = map[string][]string{}
	}
	r.Context[key] = values
}

// SetAll gives condition keys their values. The map becomes the request's.
func (r *Request) SetAll(context map[string][]string) {
	if r.Context == nil {
		r.Context = context
		return
	}
	maps.Copy(r.Context, context)
}

// Source is a document and what it is called in explanations.
type Source struct {
	Name     string
	Document *Document
}

// Answer is what one side, identity or resource policies, says to a request.
type Answer struct {
	// Effect is Allow, Deny, or empty where no statement applies.
	Effect Effect
	// Source and Statement tell which statement decided, by its index.
	Source    string
	Statement int
	Sid       string
	// Delegated tells that an allowing resource policy only names the account:
	// then the account's own identity policies must allow as well.
	Delegated bool
	// ByRole tells that an allowing resource policy names the role whose session
	// asks: then the permissions boundary of the role must allow as well.
	ByRole bool
	// Open tells that an allowing resource policy names everybody, or the user whose
	// session asks: then session policies must allow as well.
	Open bool
	// Bounded tells that a permissions boundary does not allow what is asked, and
	// Unbounded what identity policies say but for it.
	Bounded   bool
	Unbounded Effect
	// Limited tells that session policies do not allow what is asked, and Unlimited what
	// the others say but for them.
	Limited   bool
	Unlimited Effect
	// Controlled tells that service control policies do not allow what is asked.
	Controlled bool
	// Several tells that no statement allows, and that one would but for a
	// condition on a key of several values without ForAllValues: or ForAnyValue:.
	Several bool
}

// Ask tells what policies say to a request. One statement that denies beats all
// that allow, and one that allows beats those that leave it to an account, a role's
// boundary or session policies. Among equals the first is named.
func Ask(r *Request, sources ...Source) Answer {
	var best Answer
	several := false
	for _, source := range sources {
		for i := range source.Document.Statements {
			s := &source.Document.Statements[i]
			if o := s.obstacle(r, source.Document.Version); o.element != "" {
				several = several || o.several
				continue
			}
			a := Answer{Effect: s.Effect, Source: source.Name, Statement: i, Sid: s.Sid}
			if s.Effect == Allow && s.Principals.Len() > 0 {
				by := s.Principals.name(&r.Principal)
				a.Delegated, a.ByRole, a.Open = by == delegated, by == byRole, by == anyone
			}
			if a.rank() > best.rank() {
				best = a
			}
		}
	}
	best.Several = several && best.Effect == ""
	return best
}

func (a *Answer) rank() int {
	switch {
	case a.Effect == Deny:
		return 5
	case a.Effect == "":
		return 0
	case a.Delegated:
		return 1
	case a.ByRole:
		return 2
	case a.Open:
		return 3
	}
	return 4
}

// Allows reports whether the document by itself allows the request.
func (d *Document) Allows(r *Request) bool { return Ask(r, Source{Document: d}).Effect == Allow }

// obstacle is why a statement does not apply: the first element that does not
// match, empty where all do, and of conditions which.
type obstacle struct {
	element   string
	condition int
	several   bool // only conditions without their set operator are not met
}

func (s *Statement) obstacle(r *Request, version string) obstacle {
	scope := scope{r, version == variablesSince, s.Effect}
	switch {
	case s.Void:
		return obstacle{element: "Void"}
	case s.Principals.Len() > 0 && s.Principals.name(&r.Principal) == unnamed:
		return obstacle{element: "Principal"}
	case s.NotPrincipals.Len() > 0 && s.NotPrincipals.exempt(&r.Principal):
		return obstacle{element: "NotPrincipal"}
	case len(s.NotActions) == 0 && !isAction(s.Actions, r.Action):
		return obstacle{element: "Action"}
	case len(s.NotActions) > 0 && isAction(s.NotActions, r.Action):
		return obstacle{element: "NotAction"}
	case len(s.Resources) > 0 && !scope.isResource(s.Resources):
		return obstacle{element: "Resource"}
	case len(s.NotResources) > 0 && scope.isExcluded(s.NotResources):
		return obstacle{element: "NotResource"}
	}
	return scope.unmet(s.Conditions)
}

// unmet is the first condition that is not met, one that fails for itself before
// one that fails only for lack of a set operator.
func (s scope) unmet(conditions []Condition) (o obstacle) {
	for i := range conditions {
		switch met, several := s.holds(&conditions[i]); {
		case met, several && o.several:
		case several:
			o = obstacle{"Condition", i, true}
		default:
			return obstacle{element: "Condition", condition: i}
		}
	}
	return o
}
