package policy

import "fmt"

// Fault is what is wrong with a policy that is JSON of the grammar: the first of all
// that is, in the order of the stages.
type Fault struct {
	Stage  Stage
	At     string // the place, as in policy.Statement[0].Effect
	Reason string
	// Says is IAM's own text for it.
	Says string
}

// Error tells the place and the reason.
func (f *Fault) Error() string { return f.At + ": " + f.Reason }

// Stage is a step of the check of a policy. IAM takes one after the other, each over
// the whole policy, and tells the first fault (seen in answers that getmoto/moto's
// tests keep).
type Stage int

// The stages, in their order. What comes before them is an error without a stage.
const (
	Versions Stage = iota + 1
	Legacy         // spellings of effects and dates, and ARNs that were never any
	Sids
	Naming     // whether there are principals
	Acting     // whether there are actions
	Prefacing  // whether actions have a service
	Concerning // whether there are resources
	Spelling   // resources, and the services of actions
	Keying     // condition keys: IAM takes any
)

// IAM's texts.
const (
	tooOld       = "Policy document must be version 2012-10-17 or greater."
	legacy       = "The policy failed legacy parsing"
	sidsTwice    = "Statement IDs (SID) in a single policy must be unique."
	sidsSpelt    = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
	noPrincipals = "Policy document should not specify a principal."
	noPrincipal  = "Missing required field Principal"
	prohibited   = "Has prohibited field Resource"
	noActions    = "Policy statement must contain actions."
	noVendor     = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
	noResources  = "Policy statement must contain resources."
	colons       = "Actions/Condition can contain only one colon."
	vendorOfARN  = "Resource vendor must be fully qualified and cannot contain regexes."
)

func fault(stage Stage, says, at, reason string, args ...any) error {
	return &Fault{stage, at, fmt.Sprintf(reason, args...), says}
}
