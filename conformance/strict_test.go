package conformance_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/crowd"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/shareproof/shareproof/target/sandbox"
)

// hasty is an endpoint whose time passes whenever somebody waits, and as on the wall
// else: a machine that is busy must not let what AWS does meanwhile run ahead.
type hasty struct {
	*remote.Target
	emulator *emulator.Emulator
}

func (h *hasty) Offers(c target.Capability) bool { return c == target.Clock || h.Target.Offers(c) }

func (h *hasty) Wait(_ context.Context, d time.Duration) error {
	h.emulator.Advance(d)
	return nil
}

// strict serves an emulator that stands for real accounts, in which other teams have
// resources, and returns it and the target that its own target file describes.
func strict(t *testing.T) (*emulator.Emulator, *sandbox.Target) {
	t.Helper()
	lot := emulator.LotOf(3)
	accounts, err := lot.Accounts(target.Accounts...)
	require.NoError(t, err)
	var numbers []string
	for _, a := range accounts {
		numbers = append(numbers, a.Number)
	}
	e := emulator.New(emulator.Options{
		World: model.Options{Seed: lot.Seed()}, Clock: emulator.Real, Strict: &emulator.Strict{Accounts: accounts},
		Past:    crowd.Takes(3, len(numbers)),
		Prepare: func(w *model.World) { assert.NoError(t, crowd.Fill(w, 3, 3, numbers...)) },
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go func() { _ = e.Serve(ctx, l) }()

	dir := t.TempDir()
	require.NoError(t, emulator.WriteCredentials(dir, "http://"+l.Addr().String(), "us-east-1", emulator.Real, accounts))
	content, err := os.ReadFile(filepath.Join(dir, "target.yaml"))
	require.NoError(t, err)
	config, err := remote.Parse("target.yaml", content)
	require.NoError(t, err)
	there, err := remote.Open(t.Context(), config)
	require.NoError(t, err)
	require.NoError(t, there.Identify(t.Context()))
	box, err := sandbox.New(&hasty{there, e}, sandbox.Places{Accounts: there.Numbers(), Regions: there.Regions()})
	require.NoError(t, err)
	return e, box
}

// In accounts whose numbers nobody knew and in which others have resources, behind a
// wire that verifies signatures, the suites come to the verdicts that they come to on
// the model, and leave the accounts as they found them.
func TestTheSuitesHoldInAccountsThatStandForRealOnes(t *testing.T) {
	if testing.Short() {
		t.Skip("tries the scenarios on crowded models first")
	}
	e, there := strict(t)
	r, err := conformance.Run(t.Context(), conformance.Options{Target: there, Paths: []string{
		"../features/ebs/sharing_snapshots.feature", "../features/ebs/copying_encrypted_snapshots.feature",
		"../features/iam/roles.feature", "../features/kms/grants.feature", "../features/kms/aliases.feature",
		"../features/ram/invitations.feature", "../features/backup/vaults.feature",
	}})
	require.NoError(t, err)
	held := 0
	for _, s := range r.Scenarios {
		if s.Verdict == conformance.Conforms {
			held++
			continue
		}
		assert.Equal(t, conformance.Unsupported, s.Verdict, "%s %s: %s at %q", s.Source, s.Name, s.Reason, s.Step)
	}
	assert.Greater(t, held, len(r.Scenarios)*3/4, "most of %d are held", len(r.Scenarios))
	assert.Empty(t, there.Close(t.Context()))
	for _, account := range e.State() {
		appeared := slices.DeleteFunc(account.Appeared, func(id string) bool {
			return strings.Contains(id, "awsservicerolefor") // AWS keeps the roles of its services
		})
		assert.Empty(t, appeared, "%s has more", account.Name)
		assert.Empty(t, account.Gone, "%s has less", account.Name)
	}
}
