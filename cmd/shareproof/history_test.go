package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
)

func TestWhatWasDoneInAKeptWorldIsAScenario(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "world")
	e, err := emulator.Open(emulator.Options{}, emulator.Data{Dir: dir})
	require.NoError(t, err)
	as := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	made, err := e.Do(t.Context(), as, &kms.CreateKey{})
	require.NoError(t, err)
	e.Advance(time.Hour)
	e.VisitConsole(as)
	id := made.(*kms.CreateKeyOutput).KeyMetadata.KeyId
	before := e.Digest()
	for _, in := range []any{
		&kms.TagResource{KeyId: id, Tags: []kms.Tag{{TagKey: "k", TagValue: "v"}}}, &kms.CreateAlias{AliasName: "alias/a",
			TargetKeyId: id}, &backup.CreateBackupVault{BackupVaultName: "vault"},
	} {
		_, err := e.Do(t.Context(), as, in)
		require.NoError(t, err)
	}
	all := filepath.Join(t.TempDir(), "all.yaml") // while the emulator runs
	var out, errs bytes.Buffer
	require.Zero(t, run([]string{"history", dir, "-o", all}, &out, &errs), &errs)
	require.Contains(t, errs.String(), "left out: record 4, visit")
	text, err := os.ReadFile(all)
	require.NoError(t, err)
	for _, call := range []string{"kms.CreateKey", "kms.TagResource", "kms.CreateAlias", "backup.CreateBackupVault"} {
		require.Equal(t, 1, strings.Count(string(text), "call: "+call), "%s", text)
	}
	require.NotContains(t, string(text), id)
	errs.Reset()
	require.Zero(t, run([]string{"replay", all}, &out, &errs), &errs)

	out.Reset()
	require.Zero(t, run([]string{"history", dir, "--to", "2"}, &out, &errs), &errs)
	require.Contains(t, out.String(), "call: kms.CreateKey")
	require.NotContains(t, out.String(), "TagResource")

	w, last, err := emulator.At(dir, 4, time.Time{})
	require.NoError(t, err)
	require.EqualValues(t, 4, last)
	require.Equal(t, before, w.Digest())
	w, _, err = emulator.At(dir, 0, time.Time{})
	require.NoError(t, err)
	require.Equal(t, e.Digest(), w.Digest())
	require.NoError(t, e.Close())
}
