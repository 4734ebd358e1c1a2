package laws

import (
	"strings"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

var (
	// PrincipalsComeToAnEnd is the law of who can call.
	PrincipalsComeToAnEnd = add(Law{
		ID: "LAW-40", Services: []string{"all"},
		Says:     "A user acts while it exists, and a role's session from when it was begun until it expires or its role is deleted, also where another role gets the name.",
		accepted: alive,
	})
	// NobodyDoesWhatIsDenied is the law of identity policies.
	NobodyDoesWhatIsDenied = add(Law{
		ID: "LAW-41", Services: []string{"all"},
		Says:     "Who has an inline policy that denies everything does nothing but ask who it is, and who has no policy at all nothing but what a key's or role's policy lets it do.",
		accepted: denied,
	})
)

// actor returns the user, or the role of the session, that makes a call.
func (b *books) actor(as kernel.Caller) (who string, of session, acting bool) {
	arn, err := kernel.ParseARN(as.Principal)
	if err != nil {
		return "", of, false
	}
	if arn.Service == "sts" {
		of, acting = b.sessions.find(as.Principal)
		return of.role, of, acting
	}
	return booked(as.Account, users, arn.Resource[strings.LastIndexByte(arn.Resource, '/')+1:]), of, true
}

func alive(b *books, r *reply) string {
	if r.As.Principal == "" {
		return ""
	}
	who, s, acting := b.actor(r.As)
	i, known := b.individuals.find(who)
	switch {
	case !acting:
		return r.As.Principal + " acts though nobody began that session"
	case !known || i.gone:
		return r.As.Principal + " acts though its user or role does not exist"
	case s.role != "" && s.begun < i.made:
		return r.As.Principal + " acts though its role is another one now"
	case s.role != "" && r.At >= s.expires:
		return r.As.Principal + " acts though it has expired"
	}
	return ""
}

func denied(b *books, r *reply) string {
	if r.As.Principal == "" {
		return ""
	}
	who, _, _ := b.actor(r.As)
	i, known := b.individuals.find(who)
	if _, asks := r.In.(*iam.GetCallerIdentity); asks || !known {
		return ""
	}
	for _, p := range i.inline {
		if p.denies {
			return r.As.Principal + " acts though its policy " + p.name + " denies all"
		}
	}
	if elsewhere := r.op.API.Service == kms.API.Service || r.op.API.Service == iam.STS.Service; len(i.inline)+len(i.attached) == 0 && !elsewhere {
		return r.As.Principal + " acts though no policy allows it anything"
	}
	return ""
}
