package laws

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

func (b *books) learnGrants(r *reply) {
	switch in := r.In.(type) {
	case *kms.CreateGrant:
		out := r.Out.(*kms.CreateGrantOutput)
		arn := b.keyARN(r.As.Home(), in.KeyId)
		g, known := b.grants.find(out.GrantId)
		if !known {
			g = grant{key: arn, asked: in, by: r.As, since: r.At, accounts: accountsOf(in.GranteePrincipal, in.RetiringPrincipal)}
		}
		g.tokens = append(slices.Clip(g.tokens), out.GrantToken)
		b.grants.put(out.GrantId, g)
		b.tokens.put(out.GrantToken, out.GrantId)
		k := b.keys.of(arn)
		k.grants = b.with(k.grants, out.GrantId)
		b.keys.put(arn, k)
	case *kms.RevokeGrant:
		b.endGrant(r.At, in.GrantId)
	case *kms.RetireGrant:
		id := in.GrantId
		if id == "" {
			id = b.tokens.of(in.GrantToken)
		}
		b.endGrant(r.At, id)
	}
}

// accountsOf returns the accounts of principals.
func accountsOf(principals ...string) (accounts []string) {
	for _, p := range principals {
		if arn, err := kernel.ParseARN(p); err == nil {
			p = arn.Account
		}
		if kernel.IsAccount(p) && !slices.Contains(accounts, p) {
			accounts = append(accounts, p)
		}
	}
	return accounts
}

func (b *books) endGrant(at kernel.Time, id string) {
	if g, ok := b.grants.find(id); ok && g.ended == 0 {
		g.ended = at
		b.grants.put(id, g)
	}
}

func (b *books) learnCiphers(r *reply) {
	switch in := r.In.(type) {
	case *kms.Encrypt:
		out := r.Out.(*kms.EncryptOutput)
		b.ciphers.put(string(out.CiphertextBlob), cipher{out.KeyId, contextOf(in.EncryptionContext), in.Plaintext, true})
	case *kms.GenerateDataKey:
		out := r.Out.(*kms.GenerateDataKeyOutput)
		b.ciphers.put(string(out.CiphertextBlob), cipher{out.KeyId, contextOf(in.EncryptionContext), out.Plaintext, true})
	case *kms.GenerateDataKeyWithoutPlaintext:
		out := r.Out.(*kms.GenerateDataKeyWithoutPlaintextOutput)
		b.ciphers.put(string(out.CiphertextBlob), cipher{key: out.KeyId, context: contextOf(in.EncryptionContext)})
	case *kms.ReEncrypt:
		out := r.Out.(*kms.ReEncryptOutput)
		c := b.ciphers.of(string(in.CiphertextBlob))
		c.key, c.context = out.KeyId, contextOf(in.DestinationEncryptionContext)
		b.ciphers.put(string(out.CiphertextBlob), c)
	case *kms.Decrypt:
		if c, ok := b.ciphers.find(string(in.CiphertextBlob)); ok && !c.known {
			c.plain, c.known = r.Out.(*kms.DecryptOutput).Plaintext, true
			b.ciphers.put(string(in.CiphertextBlob), c)
		}
	}
}

func contextOf(pairs map[string]string) string {
	if len(pairs) == 0 {
		return ""
	}
	return text(pairs)
}

func mergedKMS(tags, more []kms.Tag) []kms.Tag {
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
