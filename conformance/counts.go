package conformance

import "github.com/shareproof/shareproof/steps"

// atLeast counts the scenarios of each system that Shareproof comes with, as its
// vocabulary says. A whole run that discovers fewer has lost some, and is an error
// of the harness; a test asks for the counts to be exact.
var atLeast = func() map[string]int {
	all := map[string]int{}
	for _, v := range steps.Vocabularies {
		all[v.System] = v.Scenarios
	}
	return all
}()
