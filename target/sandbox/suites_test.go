package sandbox_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
)

// elsewhere is the model as an endpoint of accounts with numbers of their own.
type elsewhere struct{ target.Model }

func (*elsewhere) Identity() target.Identity {
	return target.Identity{Name: "elsewhere", Kind: "endpoint"}
}

func TestTheSuitesHoldWhereTheirAccountsAndRegionsAreOthers(t *testing.T) {
	there, err := sandbox.New(&elsewhere{}, sandbox.Places{
		Accounts: map[string]string{
			"111111111111": "720384615293", "222222222222": "111111111111", "333333333333": "064958371625",
			"444444444444": "938271645508", "555555555555": "222222222222",
		},
		Regions: map[string]string{"us-east-1": "eu-central-1", "eu-west-1": "us-east-1", "us-west-2": "ap-south-1"},
	})
	require.NoError(t, err)
	r, err := conformance.Run(t.Context(), conformance.Options{Target: there})
	require.NoError(t, err)
	unsupported := 0
	for _, s := range r.Scenarios {
		if s.Verdict == conformance.Unsupported {
			unsupported++
			continue
		}
		assert.Equal(t, conformance.Conforms, s.Verdict, "%s %s: %s at %q", s.Source, s.Name, s.Reason, s.Step)
	}
	assert.Equal(t, 12, unsupported, "those that need the suites' own numbers")
}
