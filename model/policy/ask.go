package policy

// Principal is who asks, as policies see it.
type Principal struct {
	Account string // 12 digits; empty for a service
	// ARN is arn:aws:iam::ACCOUNT:root for an administrator, that of a user, or
	// that of a role's session, arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION.
	ARN     string
	Role    string // of a session: the role's ARN
	ID      string // aws:userid, as in AROA...:SESSION
	Service string // of a service: dlm.amazonaws.com
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
