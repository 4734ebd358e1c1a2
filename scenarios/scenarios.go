// Package scenarios holds the YAML scenarios: calls in AWS's own words, one
// scenario to a file, decoded strictly before anything runs.
//
//	scenario: A backup that waits for its deletion can be restored
//	rules: [HSM-BKP-08]
//	accounts: {owner: "111111111111"}
//	steps:
//	  - as: owner
//	    call: cloudhsmv2.DescribeBackups
//	    until: {Backups.0.BackupState: READY}
//	    save: {backup: Backups.0.BackupId}
//	  - advance: 7d
//	  - as: owner
//	    call: cloudhsmv2.RestoreBackup
//	    with: {BackupId: "${backup}"}
//	    refused: CloudHsmInvalidRequestException
package scenarios

import (
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/shareproof/shareproof/internal/files"
	"github.com/shareproof/shareproof/internal/mistake"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/shareproof/shareproof/target"
	"gopkg.in/yaml.v3"
)

// FS holds the scenarios that come with Shareproof, a folder per system.
//
//go:embed */*.yaml
var FS embed.FS

// Scenario is one file: a title that states a rule, accounts, and steps.
type Scenario struct {
	target.Case
	// History is what the file holds if it is a recorded run; nil otherwise.
	History *history.History
	// Lines is how many lines the file has.
	Lines int

	invariants []string // the IDs of those that are checked
	setting    setting
	accounts   map[string]string
	steps      []step
	labels     []string // of the steps of a history
}

// step is a call, an activation, or an advance of time.
type step struct {
	label    string
	advance  time.Duration
	activate *yaml.Node // a cluster's ID

	as      kernel.Caller
	op      *kernel.Operation
	with    *yaml.Node
	expect  *yaml.Node
	until   time.Duration // how long the call is repeated until expect holds; 0: not at all
	refused refusal
	save    []saved
}

// saved is a member of an answer that later steps refer to by a name.
type saved struct{ name, path string }

// Load reads every *.yaml below the root, in the order of their paths. An
// error names all mistakes, each by file, line, column and reason.
func Load(fsys fs.FS) ([]Scenario, error) {
	names, wrong := files.Named(fsys, ".yaml", ".yml")
	var all []Scenario
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		s, err := parse(name, text)
		wrong = mistake.Join(wrong, err)
		all = append(all, s)
	}
	return all, wrong
}

// Read reads one scenario from the text of a file. An error names all mistakes,
// each by file, line, column and reason.
func Read(name string, text []byte) (Scenario, error) { return parse(name, text) }

// Tags returns the tags by which a scenario is selected, written as in Gherkin.
func (s Scenario) Tags() []string {
	var tags []string
	for _, id := range s.Rules {
		tags = append(tags, "@rule:"+id)
	}
	for _, need := range s.Needs {
		tags = append(tags, "@needs:"+string(need))
	}
	return tags
}
