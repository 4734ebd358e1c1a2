package policy

// Request is what policies decide on.
type Request struct {
	Principal Principal
	Action    string // as in kms:Decrypt
	Resource  string // an ARN; empty where the action concerns none
	// Context holds the values of condition keys, such as aws:PrincipalOrgID.
	Context map[string][]string
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
}

// Ask tells what policies say to a request. One statement that denies beats all
// that allow, and one that allows beats those that leave it to an account.
// Among equals the first is named.
func Ask(r *Request, sources ...Source) Answer {
	var best Answer
	for _, source := range sources {
		for i := range source.Document.Statements {
			s := &source.Document.Statements[i]
			if s.obstacle(r, source.Document.Version).element != "" {
				continue
			}
			a := Answer{s.Effect, source.Name, i, s.Sid, s.Effect == Allow && s.Principals.name(&r.Principal) == delegated}
			if a.rank() > best.rank() {
				best = a
			}
		}
	}
	return best
}

func (a *Answer) rank() int {
	switch {
	case a.Effect == Deny:
		return 3
	case a.Effect == Allow && !a.Delegated:
		return 2
	case a.Effect == Allow:
		return 1
	}
	return 0
}

// Allows tells whether the document by itself allows the request.
func (d *Document) Allows(r *Request) bool { return Ask(r, Source{Document: d}).Effect == Allow }

// obstacle is why a statement does not apply: the first element that does not
// match, empty where all do, and of conditions which.
type obstacle struct {
	element   string
	condition int
}

func (s *Statement) obstacle(r *Request, version string) obstacle {
	scope := scope{r, version == variablesSince}
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
	case len(s.NotResources) > 0 && (scope.isResource(s.NotResources) || scope.lacks(s.NotResources)):
		return obstacle{element: "NotResource"}
	}
	for i := range s.Conditions {
		if !scope.holds(&s.Conditions[i]) {
			return obstacle{"Condition", i}
		}
	}
	return obstacle{}
}
