package steps_test

import (
	"bytes"
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

// unnoticed are the rules whose absence no caller can see, and why.
var unnoticed = map[string]string{}

func TestEveryRuleIsMissedWhereItNoLongerHolds(t *testing.T) {
	for _, r := range model.Rules() {
		told, missed := 0, false
		mutant := &target.Model{
			Options: model.Options{ManualActivation: true},
			Prepare: func(w *model.World) { w.SwitchOff(r) },
		}
		for _, id := range append(r.Also, r.ID) {
			tag := "@rule:" + id
			outcomes, err := steps.Run(t.Context(), steps.Options{FS: thatMention(t, tag), Target: mutant, Seed: 1, Tags: tag})
			require.NoError(t, err)
			told += len(outcomes)
			for _, o := range outcomes {
				missed = missed || o.Err != nil
			}
		}
		reason, known := unnoticed[r.ID]
		switch {
		case told == 0 && r.Evidence.Strong():
			t.Errorf("no scenario names %s: %s", r.ID, r.Says)
		case missed && known:
			t.Errorf("%s is missed after all: %s", r.ID, reason)
		case told > 0 && !missed && !known:
			t.Errorf("no scenario that names %s fails without it: %s", r.ID, r.Says)
		}
	}
}

// thatMention returns the features in which a tag occurs.
func thatMention(t *testing.T, tag string) fs.FS {
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
