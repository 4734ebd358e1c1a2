package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/crowd"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
)

// disk is a file in memory.
type disk struct{ bytes.Buffer }

func (d *disk) Sync() error { return nil }

// mortal is a harness that is killed before it makes its last call, or while that is on
// its way: it is done, and nobody hears the answer.
type mortal struct {
	shared
	calls  int
	onWay  bool
	makes  bool // the last call is the next of those that make something
	kill   context.CancelFunc
	killed bool
	last   *kernel.Operation
	by     kernel.Caller
}

var errKilled = errors.New("killed")

func (m *mortal) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	if m.killed {
		return nil, errKilled
	}
	m.calls--
	op := services.OperationOf(in)
	if m.calls >= 0 || m.makes && !op.IsUndone() {
		return m.shared.Do(ctx, as, in)
	}
	if m.killed, m.last, m.by = true, op, as; m.onWay {
		if _, err := m.shared.Do(ctx, as, in); err != nil {
			m.last = nil // it was refused, and nobody has heard that either
		}
	}
	m.kill()
	return nil, errKilled
}

func (m *mortal) Wait(ctx context.Context, d time.Duration) error {
	if m.killed {
		return errKilled
	}
	return m.shared.Wait(ctx, d)
}

// resources are what accounts have, but for what is going, and for what services keep.
func resources(w *model.World) map[string]model.Resource {
	all := map[string]model.Resource{}
	for _, r := range w.Inventory() {
		if !r.Leaving && !r.ByAWS && !strings.Contains(r.ID, "awsservicerolefor") {
			all[r.Service+" "+r.Kind+" "+r.Account+" "+r.Region+" "+r.ID] = r
		}
	}
	return all
}

// lively are suites that make things of all services, also by others than administrators.
var lively = []string{
	"../../features/iam/policies.feature", "../../features/ebs/sharing_snapshots.feature",
	"../../scenarios/kms/grants-across-accounts.yaml", "../../scenarios/rds/cross-account-clones.yaml",
	"../../features/ram/invitations.feature", "../../features/backup/vaults.feature", "../../features/dlm/policies.feature",
	"../../features/cloudhsm/restore_backup.feature", "../../features/kms/aliases.feature", "../../features/iam/users.feature",
}

// crowdedWorld is a world in which others have resources, and what it has.
func crowdedWorld(t *testing.T) (base *model.World, found map[string]model.Resource) {
	t.Helper()
	base = model.New(model.Options{Seed: 1, ManualActivation: true})
	numbers := []string{"111111111111", "222222222222", "333333333333", "444444444444", "555555555555"}
	require.NoError(t, crowd.Fill(base, 1, 2, numbers...))
	return base, resources(base)
}

// killedAt plays the suites in a fork of a world until they are killed, and returns the
// harness and the journal.
func killedAt(t *testing.T, base *model.World, m *mortal, seed uint64) (journal *disk, run string) {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	m.kill, m.World, journal = kill, base.Fork(), &disk{}
	there, err := sandbox.New(m, sandbox.Places{})
	require.NoError(t, err)
	run = sandbox.RunOf(seed, base.Now())
	require.NoError(t, there.Keep(journal, run))
	_, _ = conformance.Play(ctx, conformance.Options{Target: there, Paths: lively[seed%uint64(len(lively)):][:1]})
	return journal, run
}

// assertAsFound compares what a world has a day after it was swept with what it would have
// if nobody had played there.
func assertAsFound(t *testing.T, base, world *model.World, found map[string]model.Resource, what string) {
	t.Helper()
	world.Advance(kernel.Day)
	left := resources(world)
	for id, r := range left {
		if _, known := found[id]; !known && r.Of == "" {
			t.Errorf("%s: %s is left", what, id)
		}
	}
	undisturbed := base.Fork()
	undisturbed.Advance(world.Now().Sub(undisturbed.Now()))
	for id := range resources(undisturbed) {
		if _, known := found[id]; known && left[id].ID == "" {
			t.Errorf("%s: %s is gone", what, id)
		}
	}
}

func TestARunThatIsKilledIsSweptByItsJournal(t *testing.T) {
	base, found := crowdedWorld(t)
	chance, runs := rand.New(rand.NewPCG(1, 1)), 100
	if testing.Short() {
		runs = 10
	}
	lost, unfound := 0, 0
	for seed := range uint64(runs) {
		m := &mortal{calls: 1 + chance.IntN(60), onWay: seed%4 != 0, makes: seed%2 != 0}
		journal, _ := killedAt(t, base, m, seed)
		what := fmt.Sprintf("killed in %s, on the way %v", lively[seed%uint64(len(lively))], m.onWay)
		if m.last != nil {
			what += " of " + m.last.FullName()
		}
		again := &shared{}
		again.World = m.World
		there, err := sandbox.New(again, sandbox.Places{})
		require.NoError(t, err)
		require.NoError(t, there.Restore(journal), what)
		left := there.Close(t.Context())
		if m.onWay && m.last != nil && m.last.IsUndone() {
			lost++
		}
		if len(left) == 1 && m.by.Principal != "" && strings.Contains(left[0].Error(), "bears no tag") {
			unfound++ // what somebody has made who may not be allowed to tag it
			continue
		}
		require.Empty(t, left, what)
		assertAsFound(t, base, m.World, found, what)
	}
	t.Log(lost, "calls were done without an answer,", unfound, "were not found")
	assert.LessOrEqual(t, unfound, runs/20)
}

func TestARunWhoseJournalIsLostIsSweptByItsTag(t *testing.T) {
	base, found := crowdedWorld(t)
	chance, runs := rand.New(rand.NewPCG(2, 1)), 60
	if testing.Short() {
		runs = 10
	}
	for seed := range uint64(runs) {
		m := &mortal{calls: 1 + chance.IntN(60), onWay: seed%4 != 0, makes: seed%2 != 0}
		_, run := killedAt(t, base, m, seed)
		what := fmt.Sprintf("killed in %s, on the way %v", lively[seed%uint64(len(lively))], m.onWay)
		again := &shared{}
		again.World = m.World
		there, err := sandbox.New(again, sandbox.Places{})
		require.NoError(t, err)
		things, unseen := there.Tagged(t.Context())
		require.Empty(t, unseen, what)
		for _, of := range things {
			assert.Equal(t, run, of.Run)
		}
		there.TakeAway(things)
		require.Empty(t, there.Close(t.Context()), what)
		assertAsFound(t, base, m.World, found, what)
		things, _ = there.Tagged(t.Context())
		assert.Empty(t, things, what)
	}
}

func TestWhatIsNoJournalIsOneErrorWithItsLine(t *testing.T) {
	head := `{"journal":"shareproof.dev/made/v1"}` + "\n"
	for text, complaint := range map[string]string{
		"{}\n":         "line 1: want a journal of version shareproof.dev/made/v1",
		"PK\x03\x04\n": "line 1: this is no line of a journal",
		`{"journal":"shareproof.dev/made/v9"}` + "\n": `line 1: want a journal of version shareproof.dev/made/v1, got "shareproof.dev/made/v9"`,
		head + "[]\n": "line 2: this is no line of a journal",
		head + `{"begun":1,"call":"s3.PutObject"}` + "\n":                               `line 2: there is no operation "s3.PutObject"`,
		head + `{"ended":7,"out":{}}` + "\n":                                            "line 2: call 7 ends and has not begun",
		head + `{"begun":1,"as":{"Account":"1"},"call":"kms.CreateKey","in":[]}` + "\n": "line 2: kms.CreateKey",
		head + `{"begun":1,"as":{"Account":"1"},"call":"kms.CreateKey","in":{}}` + "\n" +
			`{"ended":1,"out":{}}` + "\n": "line 3: kms.CreateKey: the answer does not show what was made",
		head + strings.Repeat("x", 17<<20) + "\n": "line 2: the line has more than 16 MiB",
	} {
		there, err := sandbox.New(&shared{}, sandbox.Places{})
		require.NoError(t, err)
		assert.ErrorContains(t, there.Restore(strings.NewReader(text)), complaint)
	}
}

var _ target.Swept = (*sandbox.Target)(nil)
