package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/target"
	"github.com/stretchr/testify/require"
)

// forgetful is a target that accepts to delete a share and does not.
type forgetful struct {
	target.Model
	without target.Capability
}

func (f *forgetful) Identity() target.Identity {
	return target.Identity{Name: "forgetful", Kind: "endpoint"}
}

func (f *forgetful) Offers(c target.Capability) bool { return c != f.without }

func (f *forgetful) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	if _, ok := in.(*ram.DeleteResourceShare); ok {
		return f.World.Fork().Do(as, in)
	}
	return f.Model.Do(ctx, as, in)
}

const broken = `history: 1
scenario: A deleted share stays
invariants: all
seed: 5
accounts: {owner: "111111111111", other: "222222222222"}
steps:
  - {as: other, call: ram.CreateResourceShare, with: {Name: y}}
  - {as: owner, call: ram.CreateResourceShare, with: {Name: x, Tags: [{Key: a, Value: b}]}, save: {share7: ResourceShare.ResourceShareArn}}
  - {advance: 7d}
  - {as: owner, call: ram.DeleteResourceShare, with: {ResourceShareArn: "${share7}"}}
  - {advance: 1h}
  - {as: other, call: ram.GetResourceShares, with: {ResourceOwner: SELF}}
  - {as: owner, call: ram.GetResourceShares, with: {ResourceOwner: SELF}}
  - {as: owner, call: cloudhsmv2.DescribeClusters}
end: 8
`

func recorded(t *testing.T) scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Read("h.yaml", []byte(broken))
	require.NoError(t, err)
	return s
}

func recordedFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "h.yaml")
	require.NoError(t, os.WriteFile(file, []byte(broken), 0o644))
	return file
}

func TestShrinkLeavesWhatBreaksTheInvariantOnTheTarget(t *testing.T) {
	small, err := shrink(t.Context(), recorded(t), &forgetful{})
	require.NoError(t, err)
	require.Len(t, small.Invariants, 1)
	require.Equal(t, `history: 1
scenario: A deleted share stays
invariants: [`+small.Invariants[0]+`]
seed: 5
pace: typical
accounts: {owner: "111111111111"}
region: us-east-1
steps:
  - {as: owner, call: ram.CreateResourceShare, with: {Name: x}, save: {share1: ResourceShare.ResourceShareArn}}
  - {as: owner, call: ram.DeleteResourceShare, with: {ResourceShareArn: '${share1}'}}
  - {as: owner, call: ram.GetResourceShares, with: {ResourceOwner: SELF}}
end: 3
`, string(scenarios.Write(small, "A deleted share stays")))
}

func TestShrinkNeedsAClockAndFreshWorlds(t *testing.T) {
	for _, without := range []target.Capability{target.Clock, target.Reset} {
		_, err := shrink(t.Context(), recorded(t), &forgetful{without: without})
		require.ErrorIs(t, err, target.ErrUnsupported)
	}
	_, err := shrink(t.Context(), recorded(t), &target.Model{})
	require.ErrorIs(t, err, errHolds)
}

func TestReplayTellsTheInvariantThatIsBroken(t *testing.T) {
	var out bytes.Buffer
	require.Equal(t, exit.Code(exit.Diverges), replay{}.play(t.Context(), &out, recordedFile(t), &forgetful{}))
	require.Regexp(t, `(?m)^forgetful: failed\n  step   owner: ram.GetResourceShares \(line 13\)\n  why    INV-[A-Z]+-\d+: .+\n         broken: .+deleted.+$`, out.String())
}

func TestReplayAccusesNoTargetThatWasNotFresh(t *testing.T) {
	var out bytes.Buffer
	require.Equal(t, exit.Code(exit.Inconclusive), replay{}.play(t.Context(), &out, recordedFile(t),
		&forgetful{without: target.Reset}))
	require.Contains(t, out.String(), "forgetful: inconclusive\n")
	require.Contains(t, out.String(), "no accusation, since the target is not reset between scenarios")
}
