package conformance

// atLeast counts the scenarios of each system that Shareproof comes with. A
// whole run that discovers fewer has lost some, and is an error of the harness;
// a test asks for the counts to be exact.
var atLeast = map[string]int{
	"cloudhsm":      240,
	"dlm":           179,
	"ebs":           311,
	"iam":           169,
	"kms":           195,
	"organizations": 134,
	"ram":           272,
}
