package kms

import (
	"context"
	"strings"

	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) encryptionPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} encrypts {text} under key {key}(?: in the context {context})? as {new ciphertext}$`,
			Example:    `When "owner" encrypts "attack at dawn" under key "k" in the context team=red as "c"`,
			Doc:        "Encrypt. {c} stands for the ciphertext, in base64.",
			Do:         s.encrypts,
			Answer:     engine.Answers[kms.EncryptOutput](),
		},
		{
			Expression: `^{account} decrypts {ciphertext}(?: in the context {context})?$`,
			Example:    `When "consumer" decrypts "c"`,
			Doc:        "Decrypt, without naming the key. What comes out has to be what was encrypted.",
			Do:         s.decrypts,
			Answer:     engine.Answers[kms.DecryptOutput](),
		},
	}
}

// sealed is a ciphertext, and what it has to be decrypted to.
type sealed struct {
	blob      []byte
	plaintext string
}

// contextOf reads an encryption context.
func contextOf(text string) map[string]string {
	if text == "" {
		return nil
	}
	context := map[string]string{}
	for _, each := range strings.Fields(text) {
		key, value, _ := strings.Cut(each, "=")
		context[key] = value
	}
	return context
}

func (s session) encrypts(ctx context.Context, account, plaintext, alias, context, ciphertext string) error {
	k, err := s.Recall("key", alias)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, k)
	out, err := engine.Act[kms.EncryptOutput](ctx, s.Session, as, &kms.Encrypt{
		KeyId: k.ARN, Plaintext: []byte(plaintext), EncryptionContext: contextOf(context),
	})
	if out != nil {
		s.Remember("ciphertext", ciphertext, engine.Thing{
			Owner: k.Owner, Region: k.Region, Of: alias, Detail: sealed{out.CiphertextBlob, plaintext},
		})
	}
	return err
}

func (s session) decrypts(ctx context.Context, account, ciphertext, context string) error {
	c, err := s.Recall("ciphertext", ciphertext)
	if err != nil {
		return err
	}
	what := c.Detail.(sealed)
	out, err := engine.Act[kms.DecryptOutput](ctx, s.Session, s.CallerAt(account, c), &kms.Decrypt{
		CiphertextBlob: what.blob, EncryptionContext: contextOf(context),
	})
	if out != nil && string(out.Plaintext) != what.plaintext {
		return engine.Mismatch("%q decrypts to %q, not to %q", ciphertext, out.Plaintext, what.plaintext)
	}
	return err
}
