package conformance_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/target"
)

// watching is the model, watched. It keeps what is told of refusals and failures.
type watching struct {
	*target.Model
	denied      int
	failed      map[string]int // by text
	unexplained []string
}

func (w *watching) Reset(ctx context.Context, seed uint64) error {
	w.look()
	return w.Model.Reset(ctx, seed)
}

func (w *watching) look() {
	if w.World == nil {
		return
	}
	for _, f := range w.World.Failures(0) {
		w.failed[f.Says]++
		if f.Rule == nil && f.Cause == nil {
			w.unexplained = append(w.unexplained, f.Error())
		}
	}
}

func (w *watching) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	out, err := w.Model.Do(ctx, as, in)
	var refusal *kernel.Error
	if errors.As(err, &refusal) && strings.Contains(refusal.Message, "is not authorized to perform") {
		w.denied++
		if strings.Contains(refusal.Message, "User:  is") {
			w.unexplained = append(w.unexplained, "nobody is named: "+refusal.Error())
		}
		if refusal.Denial == nil && refusal.Cause == nil && !beyondPolicies[refusal.Rule.ID] {
			w.unexplained = append(w.unexplained, refusal.Rule.ID+" "+refusal.Error())
		}
	}
	return out, err
}

// beyondPolicies are rules that refuse whatever policies say.
var beyondPolicies = map[string]bool{
	kms.SomeOperationsCrossAccounts.ID: true, kms.ManagedKeysAreNotAltered.ID: true, kms.SomeRetireGrants.ID: true,
	"KMS-GRT-10": true, "STS-SID-02": true, "STS-CLS-03": true, iam.ForeignKeysAreDenied.ID: true,
}

func TestEveryDenialAndEveryFailedJobOfTheSuitesSaysWhy(t *testing.T) {
	if testing.Short() {
		t.Skip("plays all suites, which other tests do with the race detector")
	}
	w := &watching{Model: &target.Model{Options: model.Options{Watch: true}}, failed: map[string]int{}}
	_, err := conformance.Run(t.Context(), conformance.Options{Target: w})
	require.NoError(t, err)
	w.look()
	assert.Greater(t, w.denied, 100)
	assert.Greater(t, len(w.failed), 15)
	slices.Sort(w.unexplained)
	for _, one := range slices.Compact(w.unexplained) {
		t.Errorf("nothing tells why: %s", one)
	}
}
