package conformance_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model/kernel"
)

// reworded says in words of its own what it refuses by rules of one kind.
type reworded struct {
	endpoint
	recorded bool // only what AWS was recorded to say
}

func (r *reworded) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := r.Model.Do(ctx, as, in)
	var refusal *kernel.Error
	if !errors.As(err, &refusal) || refusal.Rule == nil || (refusal.Rule.Evidence == kernel.Recorded) != r.recorded {
		return out, err
	}
	own := *refusal
	own.Message = "This is how we put it."
	return out, &own
}

func TestAnEndpointIsAccusedOfAnotherTextOnlyWhereAWSsIsRecorded(t *testing.T) {
	if testing.Short() {
		t.Skip("plays suites")
	}
	verdicts := func(recorded bool) map[conformance.Verdict]int {
		count := map[conformance.Verdict]int{}
		for _, s := range check(t, conformance.Options{Target: &reworded{recorded: recorded}, Paths: []string{
			"features/kms", "features/iam", "features/ebs", "scenarios/kms", "scenarios/cloudhsm"}}).Scenarios {
			if count[s.Verdict]++; s.Verdict == conformance.Inconclusive {
				assert.Contains(t, s.Reason, "AWS's text of it is not recorded", s.Name)
			}
		}
		return count
	}
	not := verdicts(false)
	assert.Zero(t, not[conformance.Diverges])
	assert.Greater(t, not[conformance.Inconclusive], 20)
	assert.Greater(t, verdicts(true)[conformance.Diverges], 10)
}
