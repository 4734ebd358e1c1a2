// Package kms is the vocabulary of AWS Key Management Service: keys, what is encrypted
// under them, and grants.
package kms

import (
	"context"
	"encoding/base64"
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/steps/engine"
)

// Vocabulary is what features say of KMS.
var Vocabulary = engine.Vocabulary{
	System: "kms", Scenarios: 204,
	Kinds: []engine.Kind{keys, {Name: "grant"}, ciphertexts},
	Arguments: map[string]engine.Argument{
		"grant operations": {Pattern: `(\w+(?:, \w+)*)`, Check: engine.Text(grantOperations)},
		"context":          {Pattern: `(\S+=\S+(?: \S+=\S+)*)`},
	},
	Phrases: func(on *engine.Session) []engine.Phrase {
		s := session{on}
		return slices.Concat(s.keyPhrases(), s.encryptionPhrases(), s.grantPhrases())
	},
}

// session is a scenario with the steps of this vocabulary.
type session struct{ *engine.Session }

var keys = engine.Kind{
	Name:  "key",
	Table: engine.Lifecycle("KMS key"),
	State: stateOfKey,
	Triggers: map[string]engine.Trigger{
		"DisableKey": func(ctx context.Context, s *engine.Session, k engine.Thing) error {
			return s.Call(ctx, k.Scope(), &kms.DisableKey{KeyId: k.ID})
		},
		"ScheduleKeyDeletion": func(ctx context.Context, s *engine.Session, k engine.Thing) error {
			return s.Call(ctx, k.Scope(), &kms.ScheduleKeyDeletion{KeyId: k.ID})
		},
	},
	Given: engine.Given{
		Expression: `a key {new key} of {account}(?: that is {state})?`,
		Example:    `Given a key "k" of "owner" that is disabled`,
		Doc: "CreateKey, of external origin for one that is pending import, then DisableKey or " +
			"ScheduleKeyDeletion. {k} stands for its ID, {k.arn} for its ARN.",
		Usual:  string(kms.KeyEnabled),
		Starts: []string{string(kms.KeyPendingImport)},
		Make:   givenKey,
	},
}

var ciphertexts = engine.Kind{
	Name:   "ciphertext",
	Refers: func(t engine.Thing) string { return base64.StdEncoding.EncodeToString(t.Detail.(sealed).blob) },
}

func grantOperations(text string) error {
	for _, each := range strings.Split(text, ", ") {
		if err := engine.KnownValue(each, reflect.TypeFor[kms.GrantOperation]()); err != nil {
			return err
		}
	}
	return nil
}
