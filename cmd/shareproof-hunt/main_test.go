package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/scenarios/history"
)

// lasting is a world with a planted bug: shares are not deleted.
type lasting struct{ *model.World }

func (l lasting) Do(as kernel.Caller, in any) (any, error) {
	if _, ok := in.(*ram.DeleteResourceShare); ok {
		return l.Fork().Do(as, in)
	}
	return l.World.Do(as, in)
}

func named(digest string) func() (string, error) {
	return func() (string, error) { return digest, nil }
}

// The players of tests: the model as it is, one with a planted bug, and one of another version.
var players = map[string]player{
	"honest":  {digest: named("honest")},
	"planted": {digest: named("planted"), made: func(w *model.World) history.World { return lasting{w} }},
	"another": {digest: named("another")},
}

// playerVariable makes the program of the tests the command itself, as one of the players.
const playerVariable = "SHAREPROOF_HUNT_PLAYER"

func TestMain(m *testing.M) {
	if p, ok := players[os.Getenv(playerVariable)]; ok {
		os.Exit(run(p, os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// hunted runs the command and returns its exit code and what it printed.
func hunted(player string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(players[player], args, &out, &errs)
	return code, out.String(), errs.String()
}

// folder returns all files of a folder.
func folder(t *testing.T, name string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(name, "*"))
	require.NoError(t, err)
	all := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		all[filepath.Base(file)] = string(text)
	}
	return all
}
