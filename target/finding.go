package target

// Finding is what a target showed when it was asked about one thing, before anything is
// judged by it.
type Finding struct {
	About string       `json:"about"` // as "clock", or "account owner"
	State FindingState `json:"state"`
	Says  string       `json:"says"`
	// Mend is what to do about it; empty where there is nothing to do.
	Mend string `json:"mend,omitempty"`
}

// FindingState sorts findings.
type FindingState string

// The states of findings.
const (
	Fine     FindingState = "fine"
	Lacks    FindingState = "lacks"      // the target does not offer it: what needs it is unsupported
	InTheWay FindingState = "in the way" // what a run comes to would be wrong, or nothing
	NotAsked FindingState = "not asked"  // nobody knows
)
