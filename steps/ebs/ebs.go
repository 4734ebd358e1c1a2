// Package ebs is the vocabulary of Amazon EBS: volumes, their snapshots, and what
// EventBridge tells of them.
package ebs

import (
	"context"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

// Vocabulary is what features say of EBS.
var Vocabulary = engine.Vocabulary{
	System: "ebs", Scenarios: 418,
	Kinds: []engine.Kind{snapshots, volumes},
	Arguments: map[string]engine.Argument{
		"encryption": {Pattern: encryption, Check: engine.Each(checkEncryption)},
	},
	Phrases: func(on *engine.Session) []engine.Phrase {
		s := session{on}
		return slices.Concat(s.makingPhrases(), s.fatePhrases(), s.listPhrases(), s.keepPhrases(), s.eventPhrases())
	},
}

// session is a scenario with the steps of this vocabulary.
type session struct{ *engine.Session }

var snapshots = engine.Kind{
	Name:  "snapshot",
	Table: engine.Lifecycle("EBS snapshot"),
	Words: map[string][]string{"in error": {string(ebs.SnapshotError)}},
	State: stateOfSnapshot,
	Takes: func(_ engine.Thing, row kernel.RowView) bool {
		return row.On != kernel.Elapsed || row.If == "it is of a volume"
	},
	Delete: func(t engine.Thing) any { return &ebs.DeleteSnapshot{SnapshotId: t.ID} },
	Share:  sharing,
	Given: engine.Given{
		Expression: `a {state} snapshot {new snapshot} of {account}{encryption}`,
		Example:    `Given a completed snapshot "s1" of "owner" encrypted under "k"`,
		Doc:        "CreateSnapshot of a new volume, waiting for its completion if asked for.",
		Make:       givenSnapshot,
		Makes:      []engine.Name{{Kind: "volume", Name: "the volume of $2"}},
	},
}

var volumes = engine.Kind{
	Name:  "volume",
	Table: engine.Lifecycle("EBS volume"),
	// A volume that failed may be gone at any moment.
	Words: map[string][]string{
		"in error": {string(ebs.VolumeError)},
		"failed":   {string(ebs.VolumeError), engine.Gone},
	},
	State: stateOfVolume,
	Triggers: map[string]engine.Trigger{
		"DeleteVolume": func(ctx context.Context, s *engine.Session, t engine.Thing) error {
			return s.Call(ctx, t.Scope(), &ebs.DeleteVolume{VolumeId: t.ID})
		},
	},
	Takes:  func(_ engine.Thing, row kernel.RowView) bool { return row.If != "it cannot be made" },
	Delete: func(t engine.Thing) any { return &ebs.DeleteVolume{VolumeId: t.ID} },
	Given: engine.Given{
		Expression: `an?(?: {state})? volume {new volume} of {account}{encryption}`,
		Example:    `Given a volume "v" of "owner" encrypted under "k"`,
		Doc: "CreateVolume of 8 GiB, waiting until it is available if no other state is asked for. " +
			"Keys are those that the scenario named, or as in: the key alias/aws/ebs.",
		Usual: string(ebs.VolumeAvailable),
		Make:  givenVolume,
	},
}

// sharing is what shares a snapshot, or takes it back.
func sharing(t engine.Thing, with engine.Audience) any {
	in := &ebs.ModifySnapshotAttribute{
		SnapshotId: t.ID, Attribute: ebs.CreateVolumePermissionAttribute,
		OperationType: ebs.Add, UserIds: with.Accounts,
	}
	if with.Remove {
		in.OperationType = ebs.Remove
	}
	if with.Everybody {
		in.GroupNames = []string{"all"}
	}
	return in
}

// encryption is how phrases say whether something is encrypted, and under which key.
const encryption = `(| unencrypted| asking for nothing| encrypted| encrypted under "[^"]*"` +
	`| encrypted under the key \S+)`

func checkEncryption(r *engine.Rehearsal, words string) error {
	if name, named := strings.CutPrefix(words, ` encrypted under "`); named {
		return r.Use(strings.TrimSuffix(name, `"`), "key", engine.Answered)
	}
	return nil
}
