package kms

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// Facts are what a history says of keys.
type Facts struct {
	keys    invariants.Map[string, key] // by ARN
	own     invariants.Map[kernel.Scope, []string]
	aliases invariants.Map[string, alias] // by ARN
	opened  invariants.Map[opening, invariants.Permit]
	grants  invariants.Map[string, grant]  // by ID
	tokens  invariants.Map[string, string] // the IDs of their grants
	ciphers invariants.Map[string, cipher]
}

var facts invariants.Facts[Facts]

// Of returns the facts of a call's history.
func Of(c *invariants.Call) *Facts { return facts.Of(c) }

// opening is an account, or *, that the policies of a key name.
type opening struct{ key, account string }

// key is what the history says of a KMS key.
type key struct {
	scope    kernel.Scope
	made     bool // by CreateKey; others are AWS's or were there before
	since    kernel.Time
	shown    *kms.KeyMetadata // last
	state    kms.KeyState     // "" where it is not known
	date     kernel.Time      // of its deletion, 0 if it does not wait for one
	policy   string           // put or shown last
	policed  kernel.Time      // the policies since then are known, 0 if none is
	named    []string         // whom any of these ever named: accounts, or *
	tags     []kms.Tag
	labelled bool // the tags are known
	rotates  bool
	rotation bool // it is known whether it rotates
	grants   []string
	touched  bool        // it did not work at some time, or one of its grants was taken back
	broken   kernel.Time // it does not work since then, 0 if it does
}

// gone reports whether a key has surely been deleted.
func (k *key) gone(at kernel.Time) bool { return k.date != 0 && at > k.date.Add(kernel.Day) }

// alias is the key that an alias leads to, since then.
type alias struct {
	key   string
	since kernel.Time
}

// keyARN returns the ARN of the key that a name stands for; "" where that is not
// known.
func (f *Facts) keyARN(at kernel.Scope, name string) string {
	switch {
	case strings.HasPrefix(name, "alias/"):
		return f.aliases.Of(at.ARN("kms", name)).key
	case strings.Contains(name, ":alias/"):
		return f.aliases.Of(name).key
	case name == "" || strings.HasPrefix(name, "arn:"):
		return name
	}
	return at.ARN("kms", "key/"+name)
}

func learn(c *invariants.Call) {
	f, at := Of(c), c.As.Scope()
	switch in := c.In.(type) {
	case *kms.CreateKey:
		if m := c.Out.(*kms.CreateKeyOutput).KeyMetadata; m != nil {
			f.keys.Put(m.Arn, key{
				scope: at, made: true, since: c.At, shown: m, state: m.KeyState, tags: in.Tags, labelled: true, rotation: true,
			})
			f.police(c.At, m.Arn, in.Policy)
			f.own.Put(at, invariants.With(f.own.Of(at), m.Arn))
		}
	case *kms.DescribeKey:
		if m := c.Out.(*kms.DescribeKeyOutput).KeyMetadata; m != nil {
			k, known := f.keys.Find(m.Arn)
			if !known {
				k.scope, _ = invariants.ScopeOf(m.Arn)
				k.since = c.At
			}
			k.shown, k.state, k.date = m, m.KeyState, m.DeletionDate
			f.keys.Put(m.Arn, k)
		}
	case *kms.PutKeyPolicy:
		f.police(c.At, f.keyARN(at, in.KeyId), in.Policy)
	case *kms.GetKeyPolicy:
		arn, out := f.keyARN(at, in.KeyId), c.Out.(*kms.GetKeyPolicyOutput)
		if k, ok := f.keys.Find(arn); arn != "" && (!ok || k.policed == 0) {
			f.police(c.At, arn, out.Policy)
		}
	default:
		f.learnStates(c)
		f.learnSettings(c)
		f.learnAliases(c)
		f.learnGrants(c)
		f.learnCiphers(c)
	}
}

// change changes a key that is known.
func (f *Facts) change(c *invariants.Call, name string, change func(*key)) {
	f.keys.Change(f.keyARN(c.As.Scope(), name), change)
}

func (f *Facts) learnStates(c *invariants.Call) {
	switch in := c.In.(type) {
	case *kms.EnableKey:
		f.change(c, in.KeyId, func(k *key) { k.state, k.broken = kms.KeyEnabled, 0 })
	case *kms.DisableKey:
		f.change(c, in.KeyId, func(k *key) { k.state = kms.KeyDisabled; k.breaks(c.At) })
	case *kms.ScheduleKeyDeletion:
		date := c.Out.(*kms.ScheduleKeyDeletionOutput).DeletionDate
		f.change(c, in.KeyId, func(k *key) { k.state, k.date = kms.KeyPendingDeletion, date; k.breaks(c.At) })
	case *kms.CancelKeyDeletion:
		f.change(c, in.KeyId, func(k *key) { k.state, k.date = kms.KeyDisabled, 0 })
	}
}

func (f *Facts) learnSettings(c *invariants.Call) {
	switch in := c.In.(type) {
	case *kms.UpdateKeyDescription:
		f.change(c, in.KeyId, func(k *key) {
			if k.shown != nil {
				shown := *k.shown
				shown.Description = in.Description
				k.shown = &shown
			}
		})
	case *kms.TagResource:
		f.change(c, in.KeyId, func(k *key) { k.tags = merged(k.tags, in.Tags) })
	case *kms.UntagResource:
		f.change(c, in.KeyId, func(k *key) {
			gone := func(t kms.Tag) bool { return slices.Contains(in.TagKeys, t.TagKey) }
			k.tags = slices.DeleteFunc(slices.Clone(k.tags), gone)
		})
	case *kms.ListResourceTags:
		if out := c.Out.(*kms.ListResourceTagsOutput); in.Marker == "" && !out.Truncated {
			f.change(c, in.KeyId, func(k *key) { k.tags, k.labelled = out.Tags, true })
		}
	case *kms.EnableKeyRotation:
		f.change(c, in.KeyId, func(k *key) { k.rotates, k.rotation = true, true })
	case *kms.DisableKeyRotation:
		f.change(c, in.KeyId, func(k *key) { k.rotates, k.rotation = false, true })
	case *kms.GetKeyRotationStatus:
		out := c.Out.(*kms.GetKeyRotationStatusOutput)
		f.change(c, in.KeyId, func(k *key) { k.rotates, k.rotation = out.KeyRotationEnabled, true })
	}
}

func (f *Facts) learnAliases(c *invariants.Call) {
	at := c.As.Scope()
	switch in := c.In.(type) {
	case *kms.CreateAlias:
		f.aliases.Put(at.ARN("kms", in.AliasName), alias{f.keyARN(at, in.TargetKeyId), c.At})
	case *kms.UpdateAlias:
		f.aliases.Put(at.ARN("kms", in.AliasName), alias{f.keyARN(at, in.TargetKeyId), c.At})
	case *kms.DeleteAlias:
		f.aliases.Drop(at.ARN("kms", in.AliasName))
	case *kms.ListAliases:
		for _, a := range c.Out.(*kms.ListAliasesOutput).Aliases {
			if a.TargetKeyId != "" {
				f.aliases.Put(a.AliasArn, alias{at.ARN("kms", "key/"+a.TargetKeyId), c.At})
			}
		}
	}
}

// police notes the policy that a key has from now on; "" is the one that keys
// have by themselves.
func (f *Facts) police(at kernel.Time, arn, policy string) {
	k, known := f.keys.Find(arn)
	if !known {
		k.scope, _ = invariants.ScopeOf(arn)
		k.since = at
	}
	k.policy = policy
	if k.policed == 0 {
		k.policed = max(at, 1)
	}
	names := namedBy(policy)
	for _, name := range k.named {
		if p := f.opened.Of(opening{arn, name}); p.Ended == 0 && !slices.Contains(names, name) {
			p.Ended = at
			f.opened.Put(opening{arn, name}, p)
		}
	}
	for _, name := range names {
		if p, ok := f.opened.Find(opening{arn, name}); !ok || p.Ended != 0 {
			f.opened.Put(opening{arn, name}, invariants.Permit{Since: at})
		}
		k.named = invariants.With(k.named, name)
	}
	f.keys.Put(arn, k)
}

// namedBy returns the accounts that a policy allows something, in whatever way;
// * where it may be any.
func namedBy(text string) (accounts []string) {
	var document struct {
		Statement invariants.List[struct {
			Effect    string
			Principal json.RawMessage
		}]
	}
	if text == "" {
		return nil
	}
	if json.Unmarshal([]byte(text), &document) != nil {
		return []string{"*"}
	}
	for _, s := range document.Statement {
		var principal struct{ AWS invariants.List[string] }
		if s.Effect != "Allow" {
			continue
		}
		if json.Unmarshal(s.Principal, &principal) != nil {
			return []string{"*"} // it says NotPrincipal, or "*"
		}
		for _, p := range principal.AWS {
			if arn, err := kernel.ParseARN(p); err == nil {
				p = arn.Account
			}
			if !kernel.IsAccount(p) {
				return []string{"*"} // or the ID of a principal
			}
			accounts = invariants.With(accounts, p)
		}
	}
	return accounts
}

func (k *key) breaks(at kernel.Time) {
	k.touched = true
	if k.broken == 0 {
		k.broken = max(at, 1)
	}
}

// BrokenSince returns since when a key has surely not worked, false where it may
// work.
func (f *Facts) BrokenSince(arn string) (since kernel.Time, broken bool) {
	k := f.keys.Of(arn)
	return k.broken, k.broken != 0
}

// NeverBroken reports whether a key of a customer has always worked, and none of
// its grants was taken back.
func (f *Facts) NeverBroken(arn string) bool {
	k := f.keys.Of(arn)
	return k.made && !k.touched
}

// MayUse reports whether a principal of an account may have been allowed to use a
// key at some time since a time; if that is invariants.Now, whether it may be now.
func (f *Facts) MayUse(arn, account string, since kernel.Time) bool {
	k, known := f.keys.Find(arn)
	if !known || k.scope.Account == account {
		return true
	}
	for _, id := range k.grants {
		g := f.grants.Of(id)
		if (invariants.Permit{Ended: g.ended}).Within(since) && slices.Contains(g.accounts, account) {
			return true
		}
	}
	if k.policed == 0 || since < k.policed {
		return !f.managed(arn)
	}
	for _, name := range []string{account, "*"} {
		if p, ok := f.opened.Find(opening{arn, name}); ok && p.Within(since) {
			return !f.managed(arn)
		}
	}
	return false
}

// NotMade reports whether a key is one of AWS's: those of customers are made by
// CreateKey.
func (f *Facts) NotMade(arn string) bool {
	_, err := kernel.ParseARN(arn)
	return err == nil && !f.keys.Of(arn).made
}

// managed reports whether a key is surely one of AWS.
func (f *Facts) managed(arn string) bool {
	k, known := f.keys.Find(arn)
	return known && k.shown != nil && k.shown.KeyManager == kms.ManagedByAWS
}

func merged(tags, more []kms.Tag) []kms.Tag {
	out := slices.Clone(tags)
	for _, t := range more {
		if i := slices.IndexFunc(out, func(o kms.Tag) bool { return o.TagKey == t.TagKey }); i >= 0 {
			out[i] = t
		} else {
			out = append(out, t)
		}
	}
	return out
}
