package steps_test

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/features"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// No rule is decoration: in a world without it, some scenario that names it fails.
func TestEveryRuleIsMissedWhereItDoesNotHold(t *testing.T) {
	for _, r := range model.Rules() {
		mutant := &target.Model{
			Options: model.Options{ManualActivation: true},
			Prepare: func(w *model.World) { w.SwitchOff(r) },
		}
		scenarios, missed := 0, false
		for _, id := range append(r.Also, r.ID) {
			tag := "@rule:" + id
			outcomes, err := steps.Run(t.Context(), steps.Options{FS: featuresWith(t, tag), Target: mutant, Seed: 1, Tags: tag})
			require.NoError(t, err)
			scenarios += len(outcomes)
			for _, o := range outcomes {
				var mismatch *target.Mismatch
				missed = missed || errors.As(o.Err, &mismatch)
			}
		}
		if !missed {
			t.Errorf("%s is not missed by any of the %d scenarios that name it: %s", r.ID, scenarios, r.Says)
		}
	}
}

// featuresWith returns the features in which a tag occurs.
func featuresWith(t *testing.T, tag string) fs.FS {
	t.Helper()
	found := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(features.FS, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, ".feature") {
			return err
		}
		content, err := fs.ReadFile(features.FS, file)
		if bytes.Contains(content, []byte(tag)) {
			found[file] = &fstest.MapFile{Data: content}
		}
		return err
	}))
	return found
}
