// Package backup is the vocabulary of AWS Backup: vaults, recovery points, the jobs
// that make and copy and restore them, plans, and the file systems that it alone sees.
package backup

import (
	"slices"

	"github.com/shareproof/shareproof/steps/engine"
)

// The kinds of things that scenarios name. Vaults bear the names that they have in
// scenarios.
const (
	vault      = "backup vault"
	point      = "recovery point"
	backupJob  = "backup job"
	copyJob    = "copy job"
	restoreJob = "restore job"
	plan       = "backup plan"
	selection  = "backup selection"
	fileSystem = "file system"
)

// The kinds of other vocabularies that are backed up, and what they become there.
const (
	volume          = "volume"
	cluster         = "DB cluster"
	snapshot        = "snapshot"
	clusterSnapshot = "cluster snapshot"
	role            = "role"
	key             = "key"
)

// Vocabulary is what features say of AWS Backup.
var Vocabulary = engine.Vocabulary{
	System: "backup", Scenarios: 318,
	Kinds: []engine.Kind{
		{Name: fileSystem, Refers: func(t engine.Thing) string { return t.ID }},
		vaults, points, backupJobs, copyJobs, restoreJobs, plans, selections,
	},
	Arguments: map[string]engine.Argument{
		"times":     {Pattern: `(\d{1,4}) times`},
		"backed up": {Pattern: "(" + volume + "|" + cluster + "|" + fileSystem + ")"},
	},
	Phrases: func(on *engine.Session) []engine.Phrase {
		s := session{on}
		return slices.Concat(
			s.resourcePhrases(), s.vaultPhrases(), s.jobPhrases(), s.outcomePhrases(), s.pointPhrases(),
			s.planPhrases(), s.listPhrases(), s.jobListPhrases(), s.manyPhrases(), s.eventPhrases(),
		)
	},
}

// session is a scenario with the steps of this vocabulary.
type session struct{ *engine.Session }
