package exploration_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/exploration"
	"github.com/shareproof/shareproof/conformance/exploration/universes"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/scenarios"
)

var (
	owner    = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	stranger = kernel.Caller{Account: "333333333333", Region: "us-east-1"}
)

type answer = func(*model.World, kernel.Caller, any) (any, error)

// Bugs, and after how few moves of a universe each breaks an invariant.
var bugs = []struct {
	says, universe string
	answer         answer
	moves          int
}{
	{
		"a stranger sees the backups of the owner", "sharing.yaml",
		func(w *model.World, as kernel.Caller, in any) (any, error) {
			if in, ok := in.(*cloudhsm.DescribeBackups); ok && in.Shared != nil && as == stranger {
				return w.Do(owner, &cloudhsm.DescribeBackups{})
			}
			return w.Do(as, in)
		}, 0,
	},
	{
		"a backup that waits for its deletion is not shown", "backup.yaml",
		func(w *model.World, as kernel.Caller, in any) (any, error) {
			out, err := w.Do(as, in)
			if out, ok := out.(*cloudhsm.DescribeBackupsOutput); ok {
				out.Backups = slices.DeleteFunc(out.Backups, func(b cloudhsm.Backup) bool {
					return b.BackupState == cloudhsm.BackupPendingDeletion
				})
			}
			return out, err
		}, 1, // delete
	},
	{
		"DeleteResourcePolicy unshares nothing", "sharing.yaml",
		func(w *model.World, as kernel.Caller, in any) (any, error) {
			if _, ok := in.(*cloudhsm.DeleteResourcePolicy); ok {
				w = w.Fork()
			}
			return w.Do(as, in)
		}, 3, // put, delete, restore as the consumer
	},
	{
		"DeleteResourceShare leaves the consumer its access", "sharing.yaml",
		func(w *model.World, as kernel.Caller, in any) (any, error) {
			if _, ok := in.(*ram.DeleteResourceShare); ok {
				w = w.Fork()
			}
			return w.Do(as, in)
		}, 4, // share, wait, delete, see the invitation
	},
	{
		"DeleteBackup is refused and done", "backup.yaml",
		func(w *model.World, as kernel.Caller, in any) (any, error) {
			out, err := w.Do(as, in)
			if _, ok := in.(*cloudhsm.DeleteBackup); ok && err == nil {
				return nil, kernel.NewError(cloudhsm.InvalidRequest, "No.")
			}
			return out, err
		}, 1,
	},
	{
		"a copy is made though the switch of the organization is off", "copies.yaml",
		func(w *model.World, as kernel.Caller, in any) (any, error) {
			out, err := w.Do(as, in)
			if out, ok := out.(*backup.ListCopyJobsOutput); ok {
				for i := range out.CopyJobs {
					if j := &out.CopyJobs[i]; strings.Contains(j.StatusMessage, "not enabled for the current organization") {
						j.State, j.StatusMessage, j.DestinationRecoveryPointArn = "COMPLETED", "", j.SourceRecoveryPointArn
					}
				}
			}
			return out, err
		}, 2, // copy, wait
	},
}

func TestABugIsFoundWithAShortestCounterexample(t *testing.T) {
	for _, bug := range bugs {
		t.Run(bug.says, func(t *testing.T) {
			u, err := exploration.Load(universes.FS, bug.universe)
			require.NoError(t, err)
			r, err := exploration.Run(t.Context(), u, exploration.Options{Answer: bug.answer})
			require.NoError(t, err)
			require.NotNil(t, r.Violation)
			t.Logf("%v\n%s", r.Violation, scenarios.Write(r.Counterexample, bug.says))
			assert.Equal(t, bug.moves, r.Moves)
			assert.NotEmpty(t, r.Counterexample.Steps)
		})
	}
}

func TestABugIsFoundInTheSetup(t *testing.T) {
	u, err := exploration.Load(universes.FS, "sharing.yaml")
	require.NoError(t, err)
	r, err := exploration.Run(t.Context(), u, exploration.Options{
		Answer: func(w *model.World, as kernel.Caller, in any) (any, error) {
			out, err := w.Do(as, in)
			if out, ok := out.(*cloudhsm.DescribeClustersOutput); ok {
				out.Clusters = nil
			}
			return out, err
		}})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	assert.Equal(t, "INV-LIST-02", r.Violation.Invariant.ID)
	assert.Zero(t, r.Moves)
	assert.Positive(t, r.Elapsed)
}
