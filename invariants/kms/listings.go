package kms

import (
	"strings"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kms"
)

func page(c *invariants.Call) (invariants.Page, bool) {
	grant := func(g *kms.GrantListEntry) invariants.Entry { return invariants.Entry{ID: g.GrantId} }
	switch in := c.In.(type) {
	case *kms.ListKeys:
		out, p := c.Out.(*kms.ListKeysOutput), invariants.Page{Whole: true}
		return invariants.PageOf(p, in.Limit, 100, out.Keys, func(k *kms.KeyListEntry) invariants.Entry {
			return invariants.Entry{ID: k.KeyArn}
		})
	case *kms.ListAliases:
		out, p := c.Out.(*kms.ListAliasesOutput), invariants.Page{Whole: in.KeyId == ""}
		return invariants.PageOf(p, in.Limit, 50, out.Aliases, func(a *kms.AliasListEntry) invariants.Entry {
			return invariants.Entry{ID: a.AliasArn}
		})
	case *kms.ListGrants:
		out := c.Out.(*kms.ListGrantsOutput)
		p := invariants.Page{Whole: in.GrantId == "" && in.GranteePrincipal == "" && in.GranteeServicePrincipal == ""}
		return invariants.PageOf(p, in.Limit, 50, out.Grants, grant)
	case *kms.ListRetirableGrants:
		out := c.Out.(*kms.ListRetirableGrantsOutput)
		return invariants.PageOf(invariants.Page{}, in.Limit, 50, out.Grants, grant)
	}
	return invariants.Page{}, false
}

func listed(l *invariants.Listing) {
	f := Of(l.Call)
	alive := func(arn string) bool { k := f.keys.Of(arn); return k.date == 0 || l.At < k.date }
	switch in := l.In.(type) {
	case *kms.ListKeys:
		for _, arn := range f.own.Of(l.As.Scope()) {
			if k := f.keys.Of(arn); l.Early(k.since) && alive(arn) {
				l.Must(invariants.Entry{ID: arn})
			}
		}
	case *kms.ListAliases:
		for arn, a := range f.aliases.All {
			scope, _ := invariants.ScopeOf(arn)
			if _, known := f.keys.Find(a.key); scope == l.As.Scope() && known && alive(a.key) && l.Early(a.since) {
				l.Must(invariants.Entry{ID: arn})
			}
		}
	case *kms.ListGrants:
		arn := f.keyARN(l.As.Scope(), in.KeyId)
		for _, id := range f.keys.Of(arn).grants {
			if g := f.grants.Of(id); g.ended == 0 && alive(arn) && l.Early(g.since) {
				l.Must(invariants.Entry{ID: id})
			}
		}
	}
}

func filtered(c *invariants.Call) string {
	unasked := func(what string) string { return what + " is listed though it was not asked for" }
	arn := Of(c).keyARN(c.As.Scope(), keyNamed(c.In))
	switch in := c.In.(type) {
	case *kms.ListGrants:
		return invariants.Each(c.Out.(*kms.ListGrantsOutput).Grants, func(g *kms.GrantListEntry) string {
			if in.GrantId != "" && g.GrantId != in.GrantId || arn != "" && g.KeyId != arn {
				return unasked(g.GrantId)
			}
			return ""
		})
	case *kms.ListAliases:
		key := Of(c).keyARN(c.As.Scope(), in.KeyId)
		return invariants.Each(c.Out.(*kms.ListAliasesOutput).Aliases, func(a *kms.AliasListEntry) string {
			if key != "" && !strings.HasSuffix(key, "/"+a.TargetKeyId) {
				return unasked(a.AliasArn)
			}
			return ""
		})
	}
	return ""
}

// written compares what is read of keys with what was written.
func written(c *invariants.Call) string {
	f, at := Of(c), c.As.Scope()
	k, known := f.keys.Find(f.keyARN(at, keyNamed(c.In)))
	switch in := c.In.(type) {
	case *kms.CreateKey:
		m := c.Out.(*kms.CreateKeyOutput).KeyMetadata
		if m == nil || m.Description != in.Description || in.KeySpec != "" && m.KeySpec != in.KeySpec ||
			in.KeyUsage != "" && m.KeyUsage != in.KeyUsage {
			return "the key is not the one that was asked for"
		}
	case *kms.DescribeKey:
		return f.described(c, in, c.Out.(*kms.DescribeKeyOutput).KeyMetadata)
	case *kms.GetKeyPolicy:
		named := strings.Contains(k.policy, ":role/") || strings.Contains(k.policy, ":user/")
		same := values.Same(c.Out.(*kms.GetKeyPolicyOutput).Policy, k.policy)
		if known && k.policed != 0 && k.policy != "" && !named && !same {
			return in.KeyId + " has another policy than was put"
		}
	case *kms.ListResourceTags:
		out := c.Out.(*kms.ListResourceTagsOutput)
		if known && k.labelled && in.Marker == "" && !out.Truncated && !invariants.SameSet(k.tags, out.Tags) {
			return in.KeyId + " has other tags than were written"
		}
	case *kms.GetKeyRotationStatus:
		rotates := c.Out.(*kms.GetKeyRotationStatusOutput).KeyRotationEnabled
		if known && k.rotation && k.state == kms.KeyEnabled && rotates != k.rotates {
			return in.KeyId + " rotates, or does not, against what was written"
		}
	case *kms.ListAliases:
		return invariants.Each(c.Out.(*kms.ListAliasesOutput).Aliases, func(a *kms.AliasListEntry) string {
			is, known := f.aliases.Find(a.AliasArn)
			if known && a.TargetKeyId != "" && is.key != at.ARN("kms", "key/"+a.TargetKeyId) {
				return a.AliasArn + " leads to another key than was written"
			}
			return ""
		})
	}
	return ""
}

// described wants the key that was asked for, with the description that was
// written.
func (f *Facts) described(c *invariants.Call, in *kms.DescribeKey, m *kms.KeyMetadata) string {
	if m == nil {
		return "no key is described"
	}
	arn := f.keyARN(c.As.Scope(), in.KeyId)
	if arn != "" && m.Arn != arn {
		return m.Arn + " is described in place of " + arn
	}
	if k, known := f.keys.Find(arn); known && k.shown != nil && m.Description != k.shown.Description {
		return m.Arn + " has another description than was written"
	}
	return ""
}

// most is the quota of a key's tags, and of its aliases.
const most = 50

func quotas(c *invariants.Call) string {
	f, at := Of(c), c.As.Scope()
	aliases := func(name, target string) string {
		arn, of := f.keyARN(at, target), 0
		for alias, a := range f.aliases.All {
			if a.key == arn && alias != at.ARN("kms", name) {
				of++
			}
		}
		if arn != "" && of >= most {
			return arn + " has more than 50 aliases"
		}
		return ""
	}
	switch in := c.In.(type) {
	case *kms.TagResource:
		if k, known := f.keys.Find(f.keyARN(at, in.KeyId)); known && k.labelled && len(merged(k.tags, in.Tags)) > most {
			return in.KeyId + " has more than 50 tags"
		}
	case *kms.CreateAlias:
		return aliases(in.AliasName, in.TargetKeyId)
	case *kms.UpdateAlias:
		return aliases(in.AliasName, in.TargetKeyId)
	}
	return ""
}
