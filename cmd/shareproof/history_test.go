package main

import (
	"bytes"
	"fmt"
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

func TestOnlyWhatACallNeedsIsKeptOfWhatWasDone(t *testing.T) {
	dir := t.TempDir()
	e, err := emulator.Open(emulator.Options{}, emulator.Data{Dir: dir})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	owner := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	do := func(as kernel.Caller, in any) any {
		out, err := e.Do(t.Context(), as, in)
		require.NoError(t, err)
		return out
	}
	var arns []string
	for range 20 {
		made := do(owner, &kms.CreateKey{}).(*kms.CreateKeyOutput).KeyMetadata
		do(owner, &kms.TagResource{KeyId: made.KeyId, Tags: []kms.Tag{{TagKey: "k", TagValue: "v"}}})
		e.Advance(time.Hour)
		arns = append(arns, made.Arn)
	}
	do(owner, &kms.PutKeyPolicy{KeyId: arns[7], Policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
		"Principal":{"AWS":["111111111111","222222222222"]},"Action":"kms:*","Resource":"*"}]}`})
	do(owner, &kms.CreateAlias{AliasName: "alias/a", TargetKeyId: arns[3]})
	last := do(owner, &kms.ListAliases{}) // is in no record
	require.NotEmpty(t, last)

	observe := func(of string, more ...string) (scenario, said string) {
		var out, errs bytes.Buffer
		require.Zero(t, run(append([]string{"history", dir, "--for", of}, more...), &out, &errs), "%s: %s", of, &errs)
		file := filepath.Join(t.TempDir(), "small.yaml")
		require.NoError(t, os.WriteFile(file, out.Bytes(), 0o600))
		var played bytes.Buffer
		require.Zero(t, run([]string{"replay", file}, &played, &errs), &errs)
		return out.String(), errs.String()
	}
	calls := func(scenario string) (names []string) {
		for _, line := range strings.Split(scenario, "\n") {
			if _, name, ok := strings.Cut(line, "call: "); ok {
				names = append(names, strings.TrimSuffix(strings.Fields(name)[0], ","))
			}
		}
		return names
	}
	look := func(key int) string { return `222222222222/us-east-1 kms.DescribeKey {"KeyId":"` + arns[key] + `"}` }
	small, said := observe(look(7))
	require.Equal(t, []string{"kms.CreateKey", "kms.PutKeyPolicy", "kms.DescribeKey"}, calls(small))
	require.Contains(t, said, "kms.DescribeKey is answered: 3 of 63 steps are left")
	small, said = observe(look(6))
	require.Equal(t, []string{"kms.CreateKey", "kms.DescribeKey"}, calls(small))
	require.Contains(t, said, "kms.DescribeKey is refused: AccessDeniedException, KMS-POL-")
	small, _ = observe(look(7), "--to", "2025-11-01T19:30:00Z")
	require.Equal(t, []string{"kms.CreateKey", "kms.DescribeKey"}, calls(small), "it was not yet let to it")
	_, did, err := emulator.History(dir, 0, time.Time{})
	require.NoError(t, err)
	small, _ = observe(fmt.Sprint(did[len(did)-1].Number))
	require.Equal(t, []string{"kms.CreateKey", "kms.CreateAlias"}, calls(small))

	for of, says := range map[string]string{
		"4": "record 4 is no call", "2222 kms.ListKeys": "names no account and Region", "1/us-east-1 kms.ListKeys": "is not an account",
		"222222222222/mars kms.ListKeys": "is not a Region", "222222222222/us-east-1 kms.Eat": `"kms.Eat" is no operation`,
		`222222222222/us-east-1 kms.ListKeys {"X":1}`: "kms.ListKeys: ",
	} {
		var out, errs bytes.Buffer
		require.NotZero(t, run([]string{"history", dir, "--for", of}, &out, &errs), of)
		require.Contains(t, errs.String(), says)
	}
}
