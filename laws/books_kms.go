package laws

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

// key is what the history says of a KMS key.
type key struct {
	home     kernel.Home
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
}

// alias is the key that an alias leads to, since then.
type alias struct {
	key   string
	since kernel.Time
}

// leave is a permission for an account: it was given, and perhaps taken back.
type leave struct{ since, ended kernel.Time }

// within tells whether the permission was there at some time since a moment; at
// the end of time, whether it is there still.
func (l leave) within(since kernel.Time) bool { return l.ended == 0 || l.ended >= since }

const now = kernel.Time(1<<63 - 1)

// grant is what the history says of a grant.
type grant struct {
	key      string
	asked    *kms.CreateGrant
	by       kernel.Caller
	since    kernel.Time
	tokens   []string
	accounts []string // of its grantee and of who may retire it
	ended    kernel.Time
}

// cipher is what the history says of a ciphertext.
type cipher struct {
	key, context string
	plain        []byte
	known        bool // the plaintext is
}

// keyARN returns the ARN of the key that somebody names; "" where that is not
// known.
func (b *books) keyARN(at kernel.Home, name string) string {
	switch {
	case strings.HasPrefix(name, "alias/"):
		return b.aliases.of(at.ARN("kms", name)).key
	case strings.Contains(name, ":alias/"):
		return b.aliases.of(name).key
	case name == "" || strings.HasPrefix(name, "arn:"):
		return name
	}
	return at.ARN("kms", "key/"+name)
}

// gone tells whether a key has surely been deleted.
func (k *key) gone(at kernel.Time) bool { return k.date != 0 && at > k.date.Add(kernel.Day) }

func (b *books) learnKMS(r *reply) {
	at := r.As.Home()
	switch in := r.In.(type) {
	case *kms.CreateKey:
		if m := r.Out.(*kms.CreateKeyOutput).KeyMetadata; m != nil {
			k := key{home: at, made: true, since: r.At, shown: m, state: m.KeyState, tags: in.Tags, labelled: true, rotation: true}
			b.keys.put(m.Arn, k)
			b.police(r.At, m.Arn, in.Policy)
			e := b.own.of(at)
			e.keys = b.with(e.keys, m.Arn)
			b.own.put(at, e)
		}
	case *kms.PutKeyPolicy:
		b.police(r.At, b.keyARN(at, in.KeyId), in.Policy)
	case *kms.GetKeyPolicy:
		arn, out := b.keyARN(at, in.KeyId), r.Out.(*kms.GetKeyPolicyOutput)
		if k, ok := b.keys.find(arn); arn != "" && (!ok || k.policed == 0) {
			b.police(r.At, arn, out.Policy)
		}
	case *kms.EnableKey:
		b.alter(r, in.KeyId, func(k *key) { k.state = kms.KeyEnabled })
	case *kms.DisableKey:
		b.alter(r, in.KeyId, func(k *key) { k.state = kms.KeyDisabled })
	case *kms.ScheduleKeyDeletion:
		out := r.Out.(*kms.ScheduleKeyDeletionOutput)
		b.alter(r, in.KeyId, func(k *key) { k.state, k.date = kms.KeyPendingDeletion, out.DeletionDate })
	case *kms.CancelKeyDeletion:
		b.alter(r, in.KeyId, func(k *key) { k.state, k.date = kms.KeyDisabled, 0 })
	case *kms.UpdateKeyDescription:
		b.alter(r, in.KeyId, func(k *key) {
			if k.shown != nil {
				shown := *k.shown
				shown.Description = in.Description
				k.shown = &shown
			}
		})
	case *kms.TagResource:
		b.alter(r, in.KeyId, func(k *key) { k.tags = mergedKMS(k.tags, in.Tags) })
	case *kms.UntagResource:
		b.alter(r, in.KeyId, func(k *key) {
			k.tags = slices.DeleteFunc(slices.Clone(k.tags), func(t kms.Tag) bool { return slices.Contains(in.TagKeys, t.TagKey) })
		})
	case *kms.ListResourceTags:
		if out := r.Out.(*kms.ListResourceTagsOutput); in.Marker == "" && !out.Truncated {
			b.alter(r, in.KeyId, func(k *key) { k.tags, k.labelled = out.Tags, true })
		}
	case *kms.EnableKeyRotation:
		b.alter(r, in.KeyId, func(k *key) { k.rotates, k.rotation = true, true })
	case *kms.DisableKeyRotation:
		b.alter(r, in.KeyId, func(k *key) { k.rotates, k.rotation = false, true })
	case *kms.GetKeyRotationStatus:
		out := r.Out.(*kms.GetKeyRotationStatusOutput)
		b.alter(r, in.KeyId, func(k *key) { k.rotates, k.rotation = out.KeyRotationEnabled, true })
	case *kms.CreateAlias:
		b.aliases.put(at.ARN("kms", in.AliasName), alias{b.keyARN(at, in.TargetKeyId), r.At})
	case *kms.UpdateAlias:
		b.aliases.put(at.ARN("kms", in.AliasName), alias{b.keyARN(at, in.TargetKeyId), r.At})
	case *kms.DeleteAlias:
		b.aliases.drop(at.ARN("kms", in.AliasName))
	case *kms.ListAliases:
		for _, a := range r.Out.(*kms.ListAliasesOutput).Aliases {
			if a.TargetKeyId != "" {
				b.aliases.put(a.AliasArn, alias{at.ARN("kms", "key/"+a.TargetKeyId), r.At})
			}
		}
	case *kms.DescribeKey:
		if m := r.Out.(*kms.DescribeKeyOutput).KeyMetadata; m != nil {
			k, known := b.keys.find(m.Arn)
			if !known {
				arn, _ := kernel.ParseARN(m.Arn)
				k.home, k.since = arn.Home(), r.At
			}
			k.shown, k.state, k.date = m, m.KeyState, m.DeletionDate
			b.keys.put(m.Arn, k)
		}
	default:
		b.learnGrants(r)
		b.learnCiphers(r)
	}
}

// alter notes a change to a key that is known.
func (b *books) alter(r *reply, name string, change func(*key)) {
	arn := b.keyARN(r.As.Home(), name)
	if k, ok := b.keys.find(arn); ok {
		change(&k)
		b.keys.put(arn, k)
	}
}

// police notes the policy that a key has from now on; "" is the one that keys
// have by themselves.
func (b *books) police(at kernel.Time, arn, policy string) {
	k, known := b.keys.find(arn)
	if !known {
		parsed, _ := kernel.ParseARN(arn)
		k.home, k.since = parsed.Home(), at
	}
	k.policy = policy
	if k.policed == 0 {
		k.policed = max(at, 1)
	}
	names := namedBy(policy)
	for _, name := range k.named {
		if l := b.opened.of(place{arn, name}); l.ended == 0 && !slices.Contains(names, name) {
			l.ended = at
			b.opened.put(place{arn, name}, l)
		}
	}
	for _, name := range names {
		if l, ok := b.opened.find(place{arn, name}); !ok || l.ended != 0 {
			b.opened.put(place{arn, name}, leave{since: at})
		}
		k.named = b.with(k.named, name)
	}
	b.keys.put(arn, k)
}

// namedBy returns the accounts that a policy allows something, in whatever way;
// * where it may be any.
func namedBy(text string) (accounts []string) {
	var document struct {
		Statement list[struct {
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
		var principal struct{ AWS list[string] }
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
			if !slices.Contains(accounts, p) {
				accounts = append(accounts, p)
			}
		}
	}
	return accounts
}
