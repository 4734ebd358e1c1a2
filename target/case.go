package target

import "time"

// Case is one scenario of a suite, Gherkin or YAML.
type Case struct {
	Name   string
	System string   // the folder it stands in: cloudhsm, ram, organizations
	Source string   // path:line
	Rules  []string // the rule IDs that it claims to examine
	Needs  []Capability
}

// Outcome is what became of a case: Err nil means that every expectation held,
// an error that wraps ErrUnsupported, a *Mismatch, an *Undecided or a *Trouble
// says so, any other error is the harness's own.
type Outcome struct {
	Case
	Err       error
	Step      string // the step that failed, as its author wrote it
	Exchanges []Exchange
	Setting   Setting // how its world was set up
	Doubt     string  // why a mismatch may be the harness's doing; see Doubter
	// Wire are mistakes in answers that were passed over; see Misspeller.
	Wire []WireMistake
	// Missed are states that nobody saw, as they had passed.
	Missed Missed
	// Steps are the steps that ran, as their author wrote them: Exchange.Step counts
	// them. They are not known of a recorded history.
	Steps    []string
	Accounts map[string]string // the names of accounts, by their numbers
	Took     time.Duration     // how long the scenario ran, on a real clock
}

// Undecided is why nothing can be said of a target: neither that it kept what
// was expected nor that it did not.
type Undecided struct{ Reason string }

func (u *Undecided) Error() string { return u.Reason }

// Mismatch is an expectation that the target did not meet.
type Mismatch struct {
	Message   string
	Invariant string // the ID of the invariant that was broken, if it is that
	// Worded is true where the target refused as it should and only its text was another
	// one; Rule is then the ID of the rule that refuses, "" where nobody named it.
	Worded bool
	Rule   string
	// Late is set where what is wanted may only not have come yet.
	Late *Late
	// Charged are the IDs of the rules that are broken, whatever rules the scenario names;
	// nil where only these and the calls tell.
	Charged []string
}

func (m *Mismatch) Error() string { return m.Message }
