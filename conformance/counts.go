package conformance

// atLeast counts the scenarios of each system that Shareproof comes with. A
// whole run that discovers fewer has lost some, and is an error of the harness;
// a test asks for the counts to be exact.
var atLeast = map[string]int{
	"cloudhsm":      239,
	"dlm":           178,
	"ebs":           307,
	"iam":           169,
	"kms":           195,
	"organizations": 134,
	"ram":           270,
}
