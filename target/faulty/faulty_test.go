package faulty_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target/faulty"
)

func TestNoScenarioIsContentWithATargetThatDoesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the suites many times")
	}
	r, err := conformance.Run(t.Context(), conformance.Options{Target: faulty.Nothing.Target()})
	require.NoError(t, err)
	for _, s := range r.Scenarios {
		assert.Contains(t, []conformance.Verdict{conformance.Diverges, conformance.Inconclusive, conformance.Blocked},
			s.Verdict, "%s %s: %s at %q", s.Source, s.Name, s.Reason, s.Step)
	}
}

func TestEveryDefectIsCaughtByAScenarioAboutWhatItBreaks(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the suites many times")
	}
	for _, s := range faulty.Wrong {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			for _, id := range s.Rules {
				rule := model.Rule(id)
				require.NotNil(t, rule, id)
				by := accuser(t, s, rule.Evidence.Strong(), func(r *kernel.Rule) bool { return r == rule })
				assert.NotEmpty(t, by, "%s No scenario of %s accuses it.", s.Says, id)
			}
		})
	}
}

func TestATargetThatOnlyAcceptsACallIsCaughtForEveryOperation(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the suites many times")
	}
	everyOperation(t, faulty.Idle, true)
}

func TestATargetThatRefusesAndDoesItNeverthelessIsCaught(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the suites many times")
	}
	everyOperation(t, faulty.Sly, false)
}

func TestASlowTargetIsNotAccused(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the suites many times")
	}
	for pace, seeds := range map[kernel.Pace]uint64{kernel.Earliest: 1, kernel.Latest: 1, kernel.Sampled: 3} {
		for seed := range seeds {
			t.Run(fmt.Sprintf("%s, seed %d", pace, seed), func(t *testing.T) {
				t.Parallel()
				r, err := conformance.Run(t.Context(), conformance.Options{Target: faulty.Slow(pace), Seed: seed})
				require.NoError(t, err)
				for _, s := range r.Scenarios {
					assert.Equal(t, conformance.Conforms, s.Verdict, "%s %s: %s at %q", s.Source, s.Name, s.Reason, s.Step)
				}
			})
		}
	}
}

func TestATargetThatListsInvitationsLateIsNotAccused(t *testing.T) {
	late := faulty.Lagging(50 * time.Second)
	require.NoError(t, late.Reset(t.Context(), 1))
	owner := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	invited := kernel.Caller{Account: "222222222222", Region: "us-east-1"}
	_, err := late.Do(t.Context(), owner, &ram.CreateResourceShare{Name: "s", Principals: []string{invited.Account}})
	require.NoError(t, err)
	listed := func(after time.Duration) int {
		require.NoError(t, late.Wait(t.Context(), after))
		out, err := late.Do(t.Context(), invited, &ram.GetResourceShareInvitations{})
		require.NoError(t, err)
		return len(out.(*ram.GetResourceShareInvitationsOutput).ResourceShareInvitations)
	}
	require.Zero(t, listed(40*time.Second), "the honest model lists it after 2 seconds")
	require.Equal(t, 1, listed(20*time.Second))

	if testing.Short() {
		t.Skip("plays the suites")
	}
	r, err := conformance.Run(t.Context(), conformance.Options{Target: late})
	require.NoError(t, err)
	for _, s := range r.Scenarios {
		assert.Equal(t, conformance.Conforms, s.Verdict, "%s %s: %s at %q", s.Source, s.Name, s.Reason, s.Step)
	}
}

// stateless are the operations that do no more than answer, though their names
// do not say so: a key encrypts and decrypts, and neither it nor anything else
// changes by it. Scenarios call by the names of principals, and so not with the
// credentials of GetSessionToken.
var stateless = []string{"kms.Decrypt", "kms.Encrypt", "kms.GenerateDataKey", "kms.GenerateDataKeyWithoutPlaintext",
	"kms.ReEncrypt", "sts.GetSessionToken"}

// everyOperation asks that a defect of each operation is accused by a
// scenario about that operation. What only answers has nothing to sabotage.
func everyOperation(t *testing.T, of func(*kernel.Operation) faulty.Defect, surely bool) {
	for _, api := range services.All {
		for _, op := range api.Operations {
			name := api.Service + "." + op.Name
			if op.Reads() || op.Refused || slices.Contains(stateless, name) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				by := accuser(t, of(op), surely, func(r *kernel.Rule) bool {
					return r.Service == api.Service && (slices.Contains(r.Operations, "all") || slices.Contains(r.Operations, op.Name))
				})
				assert.NotEmpty(t, by, of(op).Says)
			})
		}
	}
}

// accuser plays the suites until a scenario makes a target diverge that some rule
// is about, and returns its name. Where it need not be sure, an accusation that
// only the evidence is too weak for will do.
func accuser(t *testing.T, s faulty.Defect, surely bool, about func(*kernel.Rule) bool) (name string) {
	var tags []string
	for _, r := range model.Rules() {
		if about(r) && (r.Evidence.Strong() || !surely) {
			for _, id := range append(r.Also, r.ID) {
				tags = append(tags, "@rule:"+id)
			}
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	_, err := conformance.Run(ctx,
		conformance.Options{Target: s.Target(), Tags: strings.Join(tags, ","), Judged: func(r conformance.ScenarioResult) {
			accused := r.Verdict == conformance.Diverges || !surely && r.Verdict == conformance.Inconclusive
			if name == "" && accused && slices.ContainsFunc(r.Rules, func(id string) bool {
				return about(model.Rule(id)) && !slices.Contains(r.Unexamined, id)
			}) {
				name = r.Source + " " + r.Name + ": " + r.Reason
				stop()
			}
		}})
	if name == "" {
		require.NoError(t, err)
	}
	return name
}
