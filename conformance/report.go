package conformance

import (
	_ "embed"
	"slices"
	"time"

	"github.com/shareproof/shareproof/conformance/live"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/target"
)

// Schema is the JSON Schema of a Report.
//
//go:embed report.schema.json
var Schema []byte

// The kinds of reports.
const (
	ConformanceReport = "ConformanceReport" // on suites that come with Shareproof, and on rules
	ScenarioReport    = "ScenarioReport"    // on other scenarios alone
)

// Report is the versioned outcome of a run. It is sorted, and the same for the
// same suites, target and seed, except for Run. A ScenarioReport has no systems, and
// rules, lifecycles and what was covered only where that was asked for.
type Report struct {
	APIVersion string          `json:"apiVersion"`
	Kind       string          `json:"kind"`
	Suite      Suite           `json:"suite"`
	Target     target.Identity `json:"target"`
	Filter     *Filter         `json:"filter,omitempty"`
	Verdict    Verdict         `json:"verdict"`
	// Reason says why, where the scenarios alone do not.
	Reason string `json:"reason,omitempty"`
	Totals Totals `json:"totals"`
	// Interrupted reports whether the run ended before all was played.
	Interrupted bool `json:"interrupted,omitempty"`
	// Shell are lines to run before those of the reproductions.
	Shell []string `json:"shell,omitempty"`
	// Causes tell why scenarios failed, each once.
	Causes []Cause `json:"causes"`
	// Wire are the members of answers that are not as the protocols have them.
	Wire []WireResult `json:"wire,omitempty"`
	// Known are the entries of the list of known divergences, where there is one.
	Known []KnownResult `json:"known,omitempty"`
	// Coverage says where accepted, refused and taken were counted.
	Coverage string `json:"coverage,omitempty"`
	// Covered counts what conforming scenarios covered, and names what not.
	Covered    model.Shares      `json:"covered,omitzero"`
	Systems    []SystemResult    `json:"systems,omitempty"`
	Profiles   []ProfileResult   `json:"profiles,omitempty"`
	Rules      []RuleResult      `json:"rules,omitempty"`
	Scenarios  []ScenarioResult  `json:"scenarios"`
	Lifecycles []LifecycleResult `json:"lifecycles,omitempty"`
	Run        RunInfo           `json:"run"`

	untrue  bool            // whether what was said of the target beforehand is not so
	secrets *redact.Secrets // hidden in all that is rendered
}

// OwnOnly reports whether the report tells of no suite that comes with Shareproof.
func (r *Report) OwnOnly() bool { return r.Kind == ScenarioReport }

// Brief returns the report as it is kept and put side by side with others: without the
// exchanges of scenarios, since each cause has its reproduction, and without rules that
// did not run and the rows of lifecycles.
func (r *Report) Brief() *Report {
	brief := *r
	brief.Scenarios = slices.Clone(r.Scenarios)
	for i := range brief.Scenarios {
		brief.Scenarios[i].Exchanges = nil
	}
	brief.Lifecycles = nil
	brief.Rules = slices.DeleteFunc(slices.Clone(r.Rules), func(rule RuleResult) bool { return rule.Verdict == NotRun })
	return &brief
}

// hide returns what was rendered without the secrets of the target.
func (r *Report) hide(text []byte) []byte {
	if r.secrets == nil {
		return text
	}
	return r.secrets.Bytes(text)
}

// ExitCode is the exit code of a check with this report: that of its verdict, or 1
// where what was said of the target beforehand is not true.
func (r *Report) ExitCode() int {
	if r.untrue {
		return exit.Diverges
	}
	return r.Verdict.ExitCode()
}

// Suite says which suite ran.
type Suite struct {
	Version string `json:"version"`
	Seed    uint64 `json:"seed"`
}

// Filter says what was selected; a filtered run never conforms.
type Filter struct {
	Tags     string   `json:"tags,omitempty"`
	Name     string   `json:"name,omitempty"`
	Profiles []string `json:"profiles,omitempty"`
	Paths    []string `json:"paths,omitempty"`
}

// SystemResult sums up the scenarios and rules of one system.
type SystemResult struct {
	Name    string  `json:"name"`
	Verdict Verdict `json:"verdict"`
	Totals  Totals  `json:"totals"`
	// Scenarios counts those of the suites, whether this run played them or not.
	Scenarios int `json:"scenarios"`
	// Rules counts the system's rules and Refusing those that can refuse a call;
	// Accepted and Refused count those among them that let a call pass and that
	// refused one in at least one conforming scenario.
	Rules    int `json:"rules"`
	Refusing int `json:"refusing"`
	Accepted int `json:"accepted"`
	Refused  int `json:"refused"`
}

// RuleResult is what the run says about one rule.
type RuleResult struct {
	ID       string  `json:"id"`
	Service  string  `json:"service"`
	Sentence string  `json:"sentence"`
	Kind     string  `json:"kind"`
	Evidence string  `json:"evidence"`
	Verdict  Verdict `json:"verdict"`
	// Accepted and Refused count how often conforming scenarios put the rule
	// to the test.
	Accepted uint64 `json:"accepted"`
	Refused  uint64 `json:"refused"`
	// Scenarios are those that ran.
	Scenarios []string `json:"scenarios"`
	// Named counts the scenarios of the suites that name the rule, whether this run
	// played them or not: a rule conforms by all of them.
	Named int `json:"named"`
	// SeenLive says when and where the rule was last seen in real accounts, nil for never.
	SeenLive *live.Sighting `json:"seenLive,omitempty"`
}

// ScenarioResult is what came of one scenario.
type ScenarioResult struct {
	Name    string   `json:"name"`
	System  string   `json:"system"`
	Source  string   `json:"source"`
	Rules   []string `json:"rules"`
	Verdict Verdict  `json:"verdict"`
	Reason  string   `json:"reason,omitempty"`
	Step    string   `json:"step,omitempty"`
	// Unexamined are the rules that a failed scenario says nothing of: it did not come to
	// them, or failed at a call that is not about them.
	Unexamined []string `json:"unexamined,omitempty"`
	// Charged are rules that the failure is charged to though the scenario does not name
	// them: AWS promised a time, or a lifecycle goes on and not back.
	Charged []string `json:"charged,omitempty"`
	// Own reports whether the scenario does not come with Shareproof.
	Own bool `json:"own,omitempty"`
	// Exchanges are told of scenarios that do not conform, and of all own ones.
	Exchanges []Exchange `json:"exchanges,omitempty"`
	// Took is how long the scenario ran. It differs from run to run.
	Took time.Duration `json:"-"`

	known []int // the entries of the list that know its divergence
	cause int   // the index of the cause by which it failed
}

// LifecycleResult tells which rows of a lifecycle conforming scenarios took.
type LifecycleResult struct {
	Name string      `json:"name"`
	Rows []RowResult `json:"rows"`
}

// RowResult is one row of a lifecycle.
type RowResult struct {
	From  string `json:"from"`
	On    string `json:"on"`
	If    string `json:"if,omitempty"`
	To    string `json:"to"`
	Rule  string `json:"rule,omitempty"`
	Taken uint64 `json:"taken"`
}

// RunInfo is what differs between two runs of the same.
type RunInfo struct {
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
}
