package conformance_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
)

// careful is a target that nobody calls, with terms.
type careful struct {
	target.Model
	terms target.Terms
}

func (c *careful) Identity() target.Identity {
	return target.Identity{Name: "careful", Kind: "endpoint"}
}

func (c *careful) Offers(of target.Capability) bool { return of == target.Numbers }

func (c *careful) Terms() target.Terms { return c.terms }

func (c *careful) Do(context.Context, kernel.Caller, any) (any, error) { panic("a plan calls nothing") }

func (c *careful) Reset(context.Context, uint64) error { panic("a plan calls nothing") }

// planOf makes the plan of the suites at some paths for owner, consumer and stranger.
func planOf(t *testing.T, change func(*target.Terms), paths ...string) *conformance.Plan {
	t.Helper()
	terms := target.Terms{Demanded: true, Accounts: []string{"111111111111", "222222222222", "333333333333"},
		Numbers: []string{"111111111111", "222222222222", "333333333333"}, Patience: kernel.Day, Speed: 1}
	if change != nil {
		change(&terms)
	}
	box, err := sandbox.New(&careful{terms: terms}, sandbox.Places{})
	require.NoError(t, err)
	p, err := conformance.Foresee(t.Context(), conformance.Options{Target: box, Paths: paths})
	require.NoError(t, err)
	return p
}

func TestAPlanIsTheSameEachTimeAndAnotherOneWhereSomethingMattersElse(t *testing.T) {
	race.Sequential(t)
	const aliases = "../features/kms/aliases.feature"
	first := planOf(t, nil, aliases)
	assert.Len(t, first.Hash, 16)
	assert.Equal(t, first.Hash, planOf(t, nil, aliases).Hash)
	for name, other := range map[string]*conformance.Plan{
		"the suites":     planOf(t, nil, "../features/kms/encryption.feature"),
		"the numbers":    planOf(t, func(t *target.Terms) { t.Numbers = []string{"1", "2", "3"} }, aliases),
		"the accounts":   planOf(t, func(t *target.Terms) { t.Accounts, t.Numbers = t.Accounts[:1], t.Numbers[:1] }, aliases),
		"the touches":    planOf(t, func(t *target.Terms) { t.Touches = []string{"defaults"} }, aliases),
		"the patience":   planOf(t, func(t *target.Terms) { t.Patience = kernel.Month }, aliases),
		"how fast it is": planOf(t, func(t *target.Terms) { t.Speed = 60 }, aliases),
	} {
		assert.NotEqual(t, first.Hash, other.Hash, name)
	}
}

// What a plan says can run does, whoever does it may do no more than its policies allow,
// and each call is in it.
func TestThePoliciesOfAPlanSuffice(t *testing.T) {
	if testing.Short() {
		t.Skip("plays suites in crowded worlds")
	}
	paths := []string{"../features/kms/grants.feature", "../features/ebs/copying_snapshots.feature",
		"../features/rds/cloning_across_accounts.feature", "../features/backup/selections.feature",
		"../features/dlm/policies.feature", "../features/iam/users.feature"}
	p := planOf(t, nil, paths...)
	require.Greater(t, len(p.Runs), 100)
	runners := &runners{policies: p.Policies}
	ran, err := conformance.Play(t.Context(), conformance.Options{Target: runners, Paths: paths})
	require.NoError(t, err)
	for _, s := range ran {
		if slices.Contains(p.Runs, s.Source+" "+s.Name) {
			assert.NoError(t, s.Err, "%s %s at %q", s.Source, s.Name, s.Step)
		}
	}
	actions := map[string]bool{}
	for _, d := range p.Policies[0].Documents {
		text, err := json.Marshal(d)
		require.NoError(t, err)
		assert.LessOrEqual(t, len(text), 6144)
		for _, s := range d.Statement {
			for _, action := range s.Action {
				assert.False(t, actions[action], action)
				actions[action] = true
			}
		}
	}
	assert.True(t, actions["iam:PassRole"] && actions["kms:CreateGrant"] && actions["ec2:DeleteSnapshot"])
	assert.False(t, actions["organizations:CreateOrganization"] || actions["cloudhsm:CreateHsm"])
}

// runners is the model, in which users act in place of the administrators.
type runners struct {
	target.Model
	policies []*conformance.AccountPolicy
}

func (r *runners) Offers(of target.Capability) bool {
	return of == target.Numbers || of == target.Reset
}

func (r *runners) Reset(ctx context.Context, seed uint64) error {
	r.Prepare = nil
	if err := r.Model.Reset(ctx, seed); err != nil {
		return err
	}
	for _, p := range r.policies {
		if err := conformance.MakeRunner(r.World, p); err != nil {
			return err
		}
	}
	return nil
}

func (r *runners) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	if as.Principal == "" {
		as.Principal = "arn:aws:iam::" + as.Account + ":user/runner"
	}
	return r.Model.Do(ctx, as, in)
}

const strangers = `Feature: A stranger's file
  Scenario: It turns encryption on for everybody
    When "owner" calls ec2 EnableEbsEncryptionByDefault
    Then it succeeds

  Scenario: It deletes a role that others may have
    When "owner" calls iam DeleteRole with
      """
      RoleName: admin
      """
    Then it is refused with NoSuchEntity
`

func TestAPlanSaysWhyScenariosAreLeftOut(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own.feature")
	require.NoError(t, os.WriteFile(file, []byte(strangers), 0o600))
	p := planOf(t, nil, file, "../features/kms/aliases.feature")
	reasons := map[string]int{}
	for _, l := range p.Left {
		reasons[l.Reason] = l.Count
		assert.Len(t, l.Scenarios, l.Count)
	}
	assert.Equal(t, 1, reasons["operations that touch a default of the account and are not named"], "%v", reasons)
	assert.Equal(t, 1, reasons["operations that change what the scenario has not made"], "%v", reasons)
	assert.Positive(t, reasons["accounts of its own: it does not hold where others have resources"], "%v", reasons)
	for _, c := range p.Calls {
		assert.False(t, strings.HasPrefix(c.Operation, "ec2."), c.Operation)
	}
}

// shared is an account of the model that cannot be emptied.
type shared struct{ target.Model }

func (s *shared) Offers(of target.Capability) bool { return of != target.Reset }

func TestARunThatWouldCostMoreThanItMayIsInconclusive(t *testing.T) {
	there := &shared{}
	box, err := sandbox.New(there, sandbox.Places{})
	require.NoError(t, err)
	box.Measure(&sandbox.Meter{Most: kernel.Cent / 2, Now: func() time.Time { return there.World.Now() }})
	r, err := conformance.Run(t.Context(), conformance.Options{Target: box, Paths: []string{"../features/kms/keys.feature"}})
	require.NoError(t, err)
	assert.Equal(t, 3, r.ExitCode())
	assert.Equal(t, conformance.Inconclusive, r.Verdict)
	assert.Regexp(t, `^stopped: the run would cost more than \$0.0050, by its --max-cost, after \d+ of \d+`, r.Reason)
	assert.Positive(t, r.Totals.Conforms)
	assert.Positive(t, r.Totals.NotRun)
	assert.Empty(t, box.Close(t.Context()))
}
