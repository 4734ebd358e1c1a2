package kernel

// Sharing is one way in which what an account has is open to others, for those who run a
// world and look at it. What else these need, such as the right to use a key, is a
// sharing of its own.
type Sharing struct {
	// Owner is the account, and the Region in which the resource is.
	Owner    Scope
	Resource string // its ARN
	// With is an account number, an ARN of an account, a principal, an organization or a
	// unit, or * for everybody.
	With string
	// By is what opens it, in AWS's words, as in createVolumePermission.
	By string
	// State is that of a way that has a lifecycle, as ASSOCIATED or PENDING.
	State string
}

// SharedWith is a way that is open to several, one Sharing each.
func SharedWith(owner Scope, resource, by string, with []string) (all []Sharing) {
	for _, who := range with {
		all = append(all, Sharing{Owner: owner, Resource: resource, With: who, By: by})
	}
	return all
}
