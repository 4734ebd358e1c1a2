package main

import (
	"bytes"
	"testing"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/stretchr/testify/require"
)

func TestSurvivorsAreListedBelowTheMatrix(t *testing.T) {
	var out bytes.Buffer
	printMutants(&out, []*conformance.Mutant{
		{ID: "HSM-BKP-06", Of: "cloudhsmv2", Outcome: conformance.Caught, By: "Gone"},
		{ID: "HSM-BKP-07", Of: "cloudhsmv2", Rule: "HSM-BKP-07", Outcome: conformance.Survived, Trouble: "no answer"},
		{ID: "a row", Of: "CloudHSM backup", Outcome: conformance.Equivalent, Reason: "it is so"},
	})
	require.Equal(t, ` MUTANTS OF       MUTANTS  CAUGHT  EQUIVALENT  SURVIVED
 cloudhsmv2             2       1           0         1
 CloudHSM backup        1       0           1         0
 ALL                    3       1           1         1

survived: HSM-BKP-07
  rule   HSM-BKP-07

harness error on HSM-BKP-07
  why    no answer
`, out.String())
}

func TestOnlySurvivorsOfWhatIsDocumentedFail(t *testing.T) {
	caught := &conformance.Mutant{Outcome: conformance.Caught, Documented: true}
	equivalent := &conformance.Mutant{Outcome: conformance.Equivalent, Documented: true}
	inferred := &conformance.Mutant{Outcome: conformance.Survived}
	require.NoError(t, exitOf([]*conformance.Mutant{caught, equivalent, inferred}))

	documented := &conformance.Mutant{Outcome: conformance.Survived, Documented: true}
	require.Equal(t, exit.Code(exit.Diverges), exitOf([]*conformance.Mutant{documented, caught}))

	untold := &conformance.Mutant{Outcome: conformance.Survived, Documented: true, Trouble: "no answer"}
	require.Equal(t, exit.Code(exit.Harness), exitOf([]*conformance.Mutant{caught, untold, documented}))
}
