package policy

import "fmt"

// Decision is what identity and resource policies come to together.
type Decision struct {
	Allowed            bool
	Why                Reason // empty where allowed
	Identity, Resource Answer
}

// Reason is why access is denied.
type Reason string

// The reasons.
const (
	DeniedByIdentity Reason = "with an explicit deny in an identity-based policy"
	DeniedByResource Reason = "with an explicit deny in a resource-based policy"
	NoIdentityAllows Reason = "because no identity-based policy allows the %s action"
	NoResourceAllows Reason = "because no resource-based policy allows the %s action"
)

// Either decides within an account: one side has to allow. A resource policy
// that only names the account does not suffice.
func Either(identity, resource Answer) Decision {
	return decide(identity, resource, func() Reason {
		if identity.Effect == Allow || resource.Effect == Allow && !resource.Delegated {
			return ""
		}
		return NoIdentityAllows
	})
}

// Gated decides within an account over what nobody gets at but by its own
// policy, as over KMS keys and over assuming roles.
func Gated(identity, resource Answer) Decision {
	return decide(identity, resource, func() Reason {
		switch {
		case resource.Effect != Allow:
			return NoResourceAllows
		case resource.Delegated && identity.Effect != Allow:
			return NoIdentityAllows
		}
		return ""
	})
}

// Both decides across accounts: both sides have to allow.
func Both(identity, resource Answer) Decision {
	return decide(identity, resource, func() Reason {
		switch {
		case resource.Effect != Allow:
			return NoResourceAllows
		case identity.Effect != Allow:
			return NoIdentityAllows
		}
		return ""
	})
}

// decide lets a deny of either side win.
func decide(identity, resource Answer, otherwise func() Reason) Decision {
	d := Decision{Identity: identity, Resource: resource}
	switch {
	case identity.Effect == Deny:
		d.Why = DeniedByIdentity
	case resource.Effect == Deny:
		d.Why = DeniedByResource
	default:
		d.Why = otherwise()
	}
	d.Allowed = d.Why == ""
	return d
}

// Refusal is AWS's message to whom a decision denies a request.
func (d *Decision) Refusal(r *Request) string {
	on := ""
	if r.Resource != "" {
		on = " on resource: " + r.Resource
	}
	why := string(d.Why)
	if d.Why == NoIdentityAllows || d.Why == NoResourceAllows {
		why = fmt.Sprintf(why, r.Action)
	}
	return fmt.Sprintf("User: %s is not authorized to perform: %s%s %s", r.Principal.ARN, r.Action, on, why)
}
