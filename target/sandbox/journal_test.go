package sandbox_test

import (
	"bytes"
	"context"
	"errors"
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
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
)

// disk is a file in memory.
type disk struct{ bytes.Buffer }

func (d *disk) Sync() error { return nil }

// mortal is a harness that is killed before it makes its last call.
type mortal struct {
	shared
	calls int
	kill  context.CancelFunc
}

var errKilled = errors.New("killed")

func (m *mortal) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	if m.calls--; m.calls < 0 {
		m.kill()
		return nil, errKilled
	}
	return m.shared.Do(ctx, as, in)
}

func (m *mortal) Wait(ctx context.Context, d time.Duration) error {
	if m.calls < 0 {
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

func TestARunThatIsKilledIsSweptByItsJournal(t *testing.T) {
	base := model.New(model.Options{Seed: 1, ManualActivation: true})
	numbers := []string{"111111111111", "222222222222", "333333333333", "444444444444", "555555555555"}
	require.NoError(t, crowd.Fill(base, 1, 2, numbers...))
	found := resources(base)
	chance, runs := rand.New(rand.NewPCG(1, 1)), 100
	if testing.Short() {
		runs = 5
	}
	for range runs {
		world, journal := base.Fork(), &disk{}
		moment := 1 + chance.IntN(150)
		ctx, kill := context.WithCancel(t.Context())
		m := &mortal{calls: moment, kill: kill}
		m.World = world
		there, err := sandbox.New(m, sandbox.Places{})
		require.NoError(t, err)
		require.NoError(t, there.Keep(journal))
		_, _ = conformance.Play(ctx, conformance.Options{Target: there, Paths: []string{
			"../../features/iam/policies.feature", "../../features/ebs/sharing_snapshots.feature",
			"../../scenarios/kms/grants-across-accounts.yaml", "../../scenarios/rds/cross-account-clones.yaml"}})
		require.Negative(t, m.calls)

		again := &shared{}
		again.World = world
		there, err = sandbox.New(again, sandbox.Places{})
		require.NoError(t, err)
		unknown, err := there.Restore(journal)
		require.NoError(t, err)
		assert.LessOrEqual(t, len(unknown), 1, "the call that killed it")
		require.Empty(t, there.Close(t.Context()), "killed after %d calls", moment)
		world.Advance(kernel.Day)
		left := resources(world)
		for id, r := range left {
			if _, known := found[id]; !known && r.Of == "" {
				t.Errorf("killed after %d calls: %s is left", moment, id)
			}
		}
		undisturbed := base.Fork()
		undisturbed.Advance(world.Now().Sub(undisturbed.Now()))
		for id := range resources(undisturbed) {
			if _, known := found[id]; known && left[id].ID == "" {
				t.Errorf("killed after %d calls: %s is gone", moment, id)
			}
		}
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
		_, err = there.Restore(strings.NewReader(text))
		assert.ErrorContains(t, err, complaint)
	}
	there, err := sandbox.New(&shared{}, sandbox.Places{})
	require.NoError(t, err)
	unknown, err := there.Restore(strings.NewReader(head + `{"begun":1,"as":{"Account":"111111111111","Region":"us-east-1"},` +
		`"call":"kms.CreateKey","in":{}}` + "\n" + `{"ended":1,"o`))
	require.NoError(t, err, "what is cut off was not kept")
	assert.Equal(t, []string{"kms.CreateKey of 111111111111 in us-east-1"}, unknown)
}

var _ target.Swept = (*sandbox.Target)(nil)
