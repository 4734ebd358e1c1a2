package conformance_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// reading looks at the members of every answer.
type reading struct {
	*target.Model
	answers int
	wrong   map[string]bool
}

func (r *reading) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := r.Model.Do(ctx, as, in)
	if err == nil {
		r.answers++
		op := services.OperationOf(in)
		if wrong := op.Missent(out); wrong != "" {
			r.wrong[op.FullName()+": "+wrong] = true
		}
	}
	return out, err
}

func TestEveryAnswerOfTheSuitesHasTheMembersThatAWSSends(t *testing.T) {
	if testing.Short() {
		t.Skip("plays all suites, which other tests do with the race detector")
	}
	r := &reading{Model: &target.Model{}, wrong: map[string]bool{}}
	_, err := conformance.Run(t.Context(), conformance.Options{Target: r})
	require.NoError(t, err)
	assert.Greater(t, r.answers, 10_000)
	for _, wrong := range slices.Sorted(maps.Keys(r.wrong)) {
		t.Errorf("%s", wrong)
	}
}
