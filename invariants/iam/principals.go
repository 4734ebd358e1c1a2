package iam

import (
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/services"
)

// What holds for users and sessions whatever they call.
var (
	// PrincipalsComeToAnEnd is the invariant of who can call.
	PrincipalsComeToAnEnd = &invariants.Invariant{
		ID: "INV-IAM-01", Hears: services.All,
		Says: "A user acts while it exists, and a role's session from when it was begun until it expires or its role " +
			"is deleted, also where another role gets the name.",
		Accepted: alive,
	}
	// NobodyDoesWhatIsDenied is the invariant of identity policies.
	NobodyDoesWhatIsDenied = &invariants.Invariant{
		ID: "INV-IAM-02", Hears: services.All,
		Says: "A principal with an inline policy that denies everything does nothing but ask who it is, and one " +
			"without any policy nothing but what a key's or role's policy lets it do.",
		Accepted: denied,
	}
)

// actor returns the user, or the role of the session, that makes a call.
func (f *Facts) actor(as kernel.Caller) (who string, of session, acting bool) {
	arn, err := kernel.ParseARN(as.Principal)
	if err != nil {
		return "", of, false
	}
	if arn.Service == "sts" {
		of, acting = f.sessions.Find(as.Principal)
		return of.role, of, acting
	}
	return key(as.Account, users, lastOf(arn.Resource)), of, true
}

func alive(c *invariants.Call) string {
	if out, ok := c.Out.(*iam.AssumeRoleOutput); ok && (out.Credentials == nil || out.Credentials.Expiration <= c.At) {
		return "a session is over when it begins"
	}
	if c.As.Principal == "" {
		return ""
	}
	f := Of(c)
	who, s, acting := f.actor(c.As)
	i, known := f.identities.Find(who)
	switch {
	case !acting:
		return c.As.Principal + " acts though nobody began that session"
	case !known || i.gone:
		return c.As.Principal + " acts though its user or role does not exist"
	case s.role != "" && s.begun < i.made:
		return c.As.Principal + " acts though its role is another one now"
	case s.role != "" && c.At >= s.expires:
		return c.As.Principal + " acts though it has expired"
	}
	return ""
}

func denied(c *invariants.Call) string {
	if c.As.Principal == "" {
		return ""
	}
	f := Of(c)
	who, _, _ := f.actor(c.As)
	i, known := f.identities.Find(who)
	if _, asks := c.In.(*iam.GetCallerIdentity); asks || !known {
		return ""
	}
	for _, p := range i.inline {
		if p.denies {
			return c.As.Principal + " acts though its policy " + p.name + " denies all"
		}
	}
	elsewhere := c.Op.API == kms.API || c.Op.API == iam.STS
	if len(i.inline)+len(i.attached) == 0 && !elsewhere {
		return c.As.Principal + " acts though no policy allows it anything"
	}
	return ""
}
