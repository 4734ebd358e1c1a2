// Package kms observes the calls of AWS Key Management Service.
package kms

import (
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// Service is KMS as the invariants look at it.
var Service = invariants.Register(&invariants.Service{
	APIs:  []*kernel.API{kms.API},
	Facts: &facts, Learn: learn,
	Kinds: []*invariants.Kind{keyKind, aliasKind, grantKind},
	Shown: shown, Named: named, Alike: true,
	Page: page, Listed: listed, Filtered: filtered, Written: written, Quotas: quotas,
	Invariants: []*invariants.Invariant{
		KeysComeBackDisabled, OnlyEnabledKeysWork, CiphertextsAreKept, GrantsAreAsGiven, ManagedKeysStayAsTheyAre,
	},
	Restless: arising,
	Omits: map[string]string{
		"INV-TOKEN-01": "no call bears a client token; a grant of the same name and terms is the same grant, by INV-KMS-04",
	},
})

// arising reports whether a listing may show an AWS managed key more than before: a look
// at its alias makes it.
func arising(c *invariants.Call) bool {
	switch c.In.(type) {
	case *kms.ListAliases, *kms.ListKeys:
		return true
	}
	return false
}

// The kinds of resources.
var (
	keyKind = &invariants.Kind{
		Name: "key", Path: "key/",
		Next: map[string][]string{
			"Enabled": {"Disabled", "PendingDeletion"}, "Disabled": {"Enabled", "PendingDeletion"},
			"PendingDeletion": {"Disabled"}, "PendingImport": {"Enabled", "PendingDeletion"},
		},
		Same: invariants.Same(func(_ *invariants.Call, was, is *kms.KeyMetadata) bool {
			return was.CreationDate == is.CreationDate && was.KeyManager == is.KeyManager && was.KeySpec == is.KeySpec &&
				was.KeyUsage == is.KeyUsage && was.Origin == is.Origin && was.Arn == is.Arn
		}),
		Hidden: func(c *invariants.Call, r *invariants.Resource) string {
			if !Of(c).MayUse(r.ARN, c.As.Account, invariants.Now) {
				return r.ARN + " is shown to an account that nothing names"
			}
			return ""
		},
		Shared: func(c *invariants.Call, arn string) bool { return Of(c).MayUse(arn, c.As.Account, invariants.Now) },
		Unknown: func(c *invariants.Call, n *invariants.Name) bool {
			return n.Scope.Account == "" || n.Scope.Account == c.As.Account
		},
		Ended: func(c *invariants.Call, r *invariants.Resource) string {
			if k := Of(c).keys.Of(r.ARN); k.gone(c.At) {
				return r.ARN + " is shown after its deletion"
			}
			return ""
		},
		Caused: keyCaused,
		Due: func(_ *invariants.Call, r *invariants.Resource) kernel.Time {
			if r.State == string(kms.KeyPendingDeletion) {
				return r.Shown.(*kms.KeyMetadata).DeletionDate.Add(kernel.Day)
			}
			return 0
		},
	}
	aliasKind = &invariants.Kind{Name: "alias", Path: "alias/", Hidden: invariants.OwnOnly}
	grantKind = &invariants.Kind{
		Name: "grant",
		Same: invariants.Same(func(_ *invariants.Call, was, is *kms.GrantListEntry) bool {
			return was.KeyId == is.KeyId && was.CreationDate == is.CreationDate && was.Name == is.Name
		}),
	}
)

func shown(c *invariants.Call, show func(invariants.Resource)) {
	switch out := c.Out.(type) {
	case *kms.CreateKeyOutput:
		showKey(out.KeyMetadata, true, show)
	case *kms.DescribeKeyOutput:
		showKey(out.KeyMetadata, false, show)
	case *kms.ListAliasesOutput:
		for i := range out.Aliases {
			a := &out.Aliases[i]
			scope, _ := invariants.ScopeOf(a.AliasArn)
			show(invariants.Resource{
				Kind: aliasKind, ID: a.AliasArn, ARN: a.AliasArn, Scope: scope,
				Created: a.CreationDate, Updated: a.LastUpdatedDate, Shown: a,
			})
		}
	case *kms.ListGrantsOutput:
		showGrants(out.Grants, show)
	case *kms.ListRetirableGrantsOutput:
		showGrants(out.Grants, show)
	}
}

func showKey(m *kms.KeyMetadata, makes bool, show func(invariants.Resource)) {
	if m != nil {
		arn, _ := kernel.ParseARN(m.Arn)
		show(invariants.Resource{
			Kind: keyKind, ID: m.Arn, ARN: m.Arn, Scope: kernel.Scope{Account: m.AWSAccountId, Region: arn.Region},
			State: string(m.KeyState), Created: m.CreationDate, Made: makes, Shown: m,
		})
	}
}

func showGrants(grants []kms.GrantListEntry, show func(invariants.Resource)) {
	for i := range grants {
		g := &grants[i]
		show(invariants.Resource{Kind: grantKind, ID: g.GrantId, Created: g.CreationDate, Shown: g})
	}
}

// keyCaused wants a key to be in the state that was written last.
func keyCaused(c *invariants.Call, r *invariants.Resource) string {
	m := r.Shown.(*kms.KeyMetadata)
	k, known := Of(c).keys.Find(m.Arn)
	switch {
	case m.Enabled != (m.KeyState == kms.KeyEnabled) || (m.DeletionDate != 0) != (m.KeyState == kms.KeyPendingDeletion):
		return m.Arn + " is " + string(m.KeyState) + " and says otherwise"
	case r.Made && m.KeyState == kms.KeyPendingDeletion:
		return m.Arn + " is not made as it should be"
	case !known || k.state == "":
	case m.KeyState != k.state:
		return m.Arn + " is " + string(m.KeyState) + " though it was last made " + string(k.state)
	case m.DeletionDate != k.date:
		return m.Arn + " tells another date of its deletion"
	}
	return ""
}

// named names the key that a call is about, and those that it has used.
func named(c *invariants.Call, name func(invariants.Name)) {
	if text := keyNamed(c.In); text != "" {
		arn := Of(c).keyARN(c.As.Scope(), text)
		scope, _ := invariants.ScopeOf(arn)
		name(invariants.Name{Kind: keyKind, ID: arn, Text: text, Scope: scope, Owners: !acrossAccounts(c.In),
			Sole: sole(c.In)})
	}
	for _, arn := range keysUsed(c.Out) {
		scope, _ := invariants.ScopeOf(arn)
		name(invariants.Name{Kind: keyKind, ID: arn, Text: arn, Scope: scope})
	}
}

// sole reports whether a call depends on its key alone, not on an alias or a
// grant too.
func sole(in any) bool {
	switch in.(type) {
	case *kms.CreateAlias, *kms.UpdateAlias, *kms.RevokeGrant:
		return false
	}
	return true
}

// acrossAccounts reports whether an operation works on another account's key.
func acrossAccounts(in any) bool {
	switch in.(type) {
	case *kms.DescribeKey, *kms.GetKeyRotationStatus, *kms.CreateGrant, *kms.ListGrants, *kms.RevokeGrant:
		return true
	}
	return false
}

// keyNamed returns how a call names the key that it is about.
func keyNamed(in any) string {
	switch in := in.(type) {
	case *kms.DescribeKey:
		return in.KeyId
	case *kms.UpdateKeyDescription:
		return in.KeyId
	case *kms.EnableKey:
		return in.KeyId
	case *kms.DisableKey:
		return in.KeyId
	case *kms.ScheduleKeyDeletion:
		return in.KeyId
	case *kms.CancelKeyDeletion:
		return in.KeyId
	case *kms.PutKeyPolicy:
		return in.KeyId
	case *kms.GetKeyPolicy:
		return in.KeyId
	case *kms.ListKeyPolicies:
		return in.KeyId
	case *kms.CreateGrant:
		return in.KeyId
	case *kms.ListGrants:
		return in.KeyId
	case *kms.RevokeGrant:
		return in.KeyId
	case *kms.TagResource:
		return in.KeyId
	case *kms.UntagResource:
		return in.KeyId
	case *kms.ListResourceTags:
		return in.KeyId
	case *kms.GetKeyRotationStatus:
		return in.KeyId
	case *kms.EnableKeyRotation:
		return in.KeyId
	case *kms.DisableKeyRotation:
		return in.KeyId
	case *kms.CreateAlias:
		return in.TargetKeyId
	case *kms.UpdateAlias:
		return in.TargetKeyId
	}
	return ""
}

// keysUsed are the keys with which a call has encrypted or decrypted something.
func keysUsed(out any) [2]string {
	switch out := out.(type) {
	case *kms.EncryptOutput:
		return [2]string{out.KeyId}
	case *kms.DecryptOutput:
		return [2]string{out.KeyId}
	case *kms.GenerateDataKeyOutput:
		return [2]string{out.KeyId}
	case *kms.GenerateDataKeyWithoutPlaintextOutput:
		return [2]string{out.KeyId}
	case *kms.ReEncryptOutput:
		return [2]string{out.KeyId, out.SourceKeyId}
	}
	return [2]string{}
}
