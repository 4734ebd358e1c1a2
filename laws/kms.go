package laws

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// What the laws of all services say about KMS.

func eachKey(out any, look func(*kms.KeyMetadata) string) string {
	switch out := out.(type) {
	case *kms.CreateKeyOutput:
		return one(out.KeyMetadata, look)
	case *kms.DescribeKeyOutput:
		return one(out.KeyMetadata, look)
	}
	return ""
}

func sameKeys(b *books, r *reply) string {
	if out, ok := r.Out.(*kms.CreateKeyOutput); ok && out.KeyMetadata != nil {
		if _, known := b.keys.find(out.KeyMetadata.Arn); known {
			return out.KeyMetadata.Arn + " is given to a second key"
		}
	}
	return eachKey(r.Out, func(m *kms.KeyMetadata) string {
		was := b.keys.of(m.Arn).shown
		if was != nil && (was.CreationDate != m.CreationDate || was.KeyManager != m.KeyManager || was.KeySpec != m.KeySpec || was.KeyUsage != m.KeyUsage || was.Origin != m.Origin || was.KeyId != m.KeyId) {
			return m.Arn + " is not what it was"
		}
		return ""
	})
}

func keyInstants(r *reply) string {
	return eachKey(r.Out, func(m *kms.KeyMetadata) string {
		_, makes := r.In.(*kms.CreateKey)
		return stamped(m.Arn, m.CreationDate, 0, r.At, makes)
	})
}

func keyOrigin(b *books, r *reply) string {
	if wrong := eachKey(r.Out, func(m *kms.KeyMetadata) string {
		arn, err := kernel.ParseARN(m.Arn)
		if err != nil || arn.Account != m.AWSAccountId || arn.Service != "kms" || arn.Region != r.As.Region || arn.Resource != "key/"+m.KeyId {
			return m.Arn + " is not the ARN of " + m.KeyId + " of account " + m.AWSAccountId
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	if in, ok := r.In.(*kms.DescribeKey); ok {
		asked := b.keyARN(r.As.Home(), in.KeyId)
		if m := r.Out.(*kms.DescribeKeyOutput).KeyMetadata; m != nil && asked != "" && m.Arn != asked {
			return m.Arn + " is described in place of " + asked
		}
	}
	return ""
}

// keyWritten compares what is read of keys with what was written.
func keyWritten(b *books, r *reply) string {
	at := r.As.Home()
	k, known := b.keys.find(b.keyARN(at, keyNamed(r.In)))
	switch in := r.In.(type) {
	case *kms.CreateKey:
		if m := r.Out.(*kms.CreateKeyOutput).KeyMetadata; m == nil || m.Description != in.Description || in.KeySpec != "" && m.KeySpec != in.KeySpec || in.KeyUsage != "" && m.KeyUsage != in.KeyUsage {
			return "the key is not the one that was asked for"
		}
	case *kms.DescribeKey:
		if m := r.Out.(*kms.DescribeKeyOutput).KeyMetadata; known && k.shown != nil && m != nil && m.Description != k.shown.Description {
			return m.Arn + " has another description than was written"
		}
	case *kms.GetKeyPolicy:
		out := r.Out.(*kms.GetKeyPolicyOutput)
		if named := strings.Contains(k.policy, ":role/") || strings.Contains(k.policy, ":user/"); known && k.policed != 0 && k.policy != "" && !named && out.Policy != k.policy {
			return in.KeyId + " has another policy than was put"
		}
	case *kms.ListResourceTags:
		out := r.Out.(*kms.ListResourceTagsOutput)
		if known && k.labelled && in.Marker == "" && !out.Truncated && !same(k.tags, out.Tags) {
			return in.KeyId + " has other tags than were written"
		}
	case *kms.GetKeyRotationStatus:
		if known && k.rotation && k.state == kms.KeyEnabled && r.Out.(*kms.GetKeyRotationStatusOutput).KeyRotationEnabled != k.rotates {
			return in.KeyId + " rotates, or does not, against what was written"
		}
	case *kms.ListAliases:
		return each(r.Out.(*kms.ListAliasesOutput).Aliases, func(a *kms.AliasListEntry) string {
			is, known := b.aliases.find(a.AliasArn)
			if known && a.TargetKeyId != "" && is.key != at.ARN("kms", "key/"+a.TargetKeyId) {
				return a.AliasArn + " leads to another key than was written"
			}
			return ""
		})
	}
	return ""
}

// keyListing returns the page of a listing of KMS.
func keyListing(call *Call) (l listing, ok bool) {
	switch in := call.In.(type) {
	case *kms.ListKeys:
		out := call.Out.(*kms.ListKeysOutput)
		return pageOf(listing{whole: true}, in.Marker, out.NextMarker, in.Limit, 100, out.Keys, func(k *kms.KeyListEntry) entry { return entry{id: k.KeyArn} })
	case *kms.ListAliases:
		out := call.Out.(*kms.ListAliasesOutput)
		return pageOf(listing{whole: in.KeyId == ""}, in.Marker, out.NextMarker, in.Limit, 50, out.Aliases, func(a *kms.AliasListEntry) entry { return entry{id: a.AliasArn} })
	case *kms.ListGrants:
		out := call.Out.(*kms.ListGrantsOutput)
		whole := in.GrantId == "" && in.GranteePrincipal == "" && in.GranteeServicePrincipal == ""
		return pageOf(listing{whole: whole}, in.Marker, out.NextMarker, in.Limit, 50, out.Grants, func(g *kms.GrantListEntry) entry { return entry{id: g.GrantId} })
	case *kms.ListRetirableGrants:
		out := call.Out.(*kms.ListRetirableGrantsOutput)
		return pageOf(listing{}, in.Marker, out.NextMarker, in.Limit, 50, out.Grants, func(g *kms.GrantListEntry) entry { return entry{id: g.GrantId} })
	}
	return listing{}, false
}

// eachKeyToList calls must with what a listing of KMS surely has to show.
func (b *books) eachKeyToList(r *reply, early func(kernel.Time) bool, must func(entry)) {
	alive := func(arn string) bool { k := b.keys.of(arn); return k.date == 0 || r.At < k.date }
	switch in := r.In.(type) {
	case *kms.ListKeys:
		for _, arn := range b.own.of(r.As.Home()).keys {
			if k := b.keys.of(arn); early(k.since) && alive(arn) {
				must(entry{id: arn})
			}
		}
	case *kms.ListAliases:
		for arn, a := range b.aliases.all {
			home, _ := homeOf(arn)
			if _, known := b.keys.find(a.key); home == r.As.Home() && known && alive(a.key) && early(a.since) {
				must(entry{id: arn})
			}
		}
	case *kms.ListGrants:
		arn := b.keyARN(r.As.Home(), in.KeyId)
		for _, id := range b.keys.of(arn).grants {
			if g := b.grants.of(id); g.ended == 0 && alive(arn) && early(g.since) {
				must(entry{id: id})
			}
		}
	}
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
