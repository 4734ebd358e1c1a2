package policy

import (
	"fmt"
	"strings"
)

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
	DeniedByBoundary Reason = "with an explicit deny in a permissions boundary"
	DeniedBySession  Reason = "with an explicit deny in a session policy"
	DeniedByControl  Reason = "with an explicit deny in a service control policy"
	NoIdentityAllows Reason = "because no identity-based policy allows the %s action"
	NoBoundaryAllows Reason = "because no permissions boundary allows the %s action"
	NoSessionAllows  Reason = "because no session policy allows the %s action"
	NoResourceAllows Reason = "because no resource-based policy allows the %s action"
	NoControlAllows  Reason = "because no service control policy allows the %s action"
)

// Bound is what identity policies say to a request where a permissions boundary
// says something to it, too.
func Bound(identity, boundary Answer) Answer {
	if identity.Effect == Deny || boundary.Effect == Allow {
		return identity
	}
	boundary.Bounded, boundary.Unbounded = true, identity.Effect
	return boundary
}

// Limit is what identity policies and a permissions boundary say to a request of a
// session that has session policies, too (IAM User Guide, access_policies).
func Limit(identity, session Answer) Answer {
	if identity.Effect == Deny || session.Effect == Allow {
		return identity
	}
	session.Limited, session.Unlimited = true, identity.Effect
	session.Bounded, session.Unbounded = identity.Bounded, identity.Unbounded
	return session
}

// Control is what identity policies say to a request of an account to which service
// control policies apply. Each level, from the root of the organization down to the
// account, has to allow it by some policy, and what one denies is denied (Organizations
// User Guide, orgs_manage_policies_scps_evaluation).
func Control(identity Answer, levels ...Answer) Answer {
	var forbids *Answer
	for i := range levels {
		if level := &levels[i]; level.Effect == Deny {
			level.Controlled = true
			return *level
		} else if level.Effect != Allow && forbids == nil {
			forbids = level
		}
	}
	if forbids == nil || identity.Effect == Deny {
		return identity
	}
	return Answer{Controlled: true}
}

// Denial is why identity policies with this answer do not allow a request.
func (a *Answer) Denial() Reason {
	switch {
	case a.Effect == Deny && a.Controlled:
		return DeniedByControl
	case a.Controlled:
		return NoControlAllows
	case a.Effect == Deny && a.Limited:
		return DeniedBySession
	case a.Effect == Deny && a.Bounded:
		return DeniedByBoundary
	case a.Effect == Deny:
		return DeniedByIdentity
	case a.Limited && a.Unlimited == Allow:
		return NoSessionAllows
	case a.Bounded && a.Unbounded == Allow:
		return NoBoundaryAllows
	}
	return NoIdentityAllows
}

// Either decides within an account: one side has to allow. A resource policy
// that only names the account does not suffice.
func Either(identity, resource Answer) Decision {
	return decide(identity, resource, func() Reason {
		switch {
		case identity.Effect == Allow:
			return ""
		case resource.Effect == Allow:
			return consent(identity, resource)
		}
		return identity.Denial()
	})
}

// Gated decides within an account over what nobody gets at but by its own
// policy, as over KMS keys and over assuming roles.
func Gated(identity, resource Answer) Decision {
	return decide(identity, resource, func() Reason {
		if resource.Effect != Allow {
			return NoResourceAllows
		}
		return consent(identity, resource)
	})
}

// limits reports whether session policies keep from what a resource's policy allows: they
// limit what it allows to the role, and not what it allows to the session itself.
func (a *Answer) limits(identity *Answer) bool { return (a.ByRole || a.Open) && identity.Limited }

// Consents tells why those whom a resource's policy allows something in its account are
// denied it by what limits their own policies; empty where nothing does.
func Consents(identity, resource Answer) Reason { return consent(identity, resource) }

// consent is why what a resource policy allows within its account is denied
// nevertheless, by the name that it has for who asks: an account leaves it to the
// identity policies, and the ARN of a role to that role's permissions boundary.
// Sessions, users and everybody are allowed what their own name is (IAM User
// Guide, reference_policies_evaluation-logic_policy-eval-denyallow). No name helps
// where service control policies do not allow.
func consent(identity, resource Answer) Reason {
	switch {
	case identity.Controlled, resource.Delegated && identity.Effect != Allow:
		return identity.Denial()
	case resource.limits(&identity):
		return NoSessionAllows
	case resource.ByRole && identity.Bounded:
		return NoBoundaryAllows
	}
	return ""
}

// Both decides across accounts: both sides have to allow.
func Both(identity, resource Answer) Decision {
	return decide(identity, resource, func() Reason {
		switch {
		case resource.Effect != Allow:
			return NoResourceAllows
		case identity.Effect != Allow:
			return identity.Denial()
		}
		return ""
	})
}

// decide lets a deny of either side win.
func decide(identity, resource Answer, otherwise func() Reason) Decision {
	d := Decision{Identity: identity, Resource: resource}
	switch {
	case identity.Effect == Deny:
		d.Why = identity.Denial()
	case resource.Effect == Deny:
		d.Why = DeniedByResource
	default:
		d.Why = otherwise()
	}
	d.Allowed = d.Why == ""
	return d
}

// For is the reason with the action that it is about.
func (r Reason) For(action string) string { return strings.ReplaceAll(string(r), "%s", action) }

// Refusal is AWS's message to whom a decision denies a request.
func (d *Decision) Refusal(r *Request) string {
	on := ""
	if r.Resource != "" {
		on = " on resource: " + r.Resource
	}
	return fmt.Sprintf("User: %s is not authorized to perform: %s%s %s", r.Principal.ARN, r.Action, on,
		d.Why.For(r.Action))
}
