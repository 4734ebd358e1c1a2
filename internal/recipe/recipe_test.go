// Package recipe_test adds a service to a copy of the project, as
// docs/adding-a-service.md tells, and leaves out its parts.
package recipe_test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tree is a copy of the module in which things are left out and put back.
type tree struct{ dir string }

// newTree copies the module, without the tests of this package.
func newTree(t *testing.T) tree {
	t.Helper()
	to := tree{t.TempDir()}
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		if hidden := strings.HasPrefix(d.Name(), ".") && name != "."; hidden || name == filepath.Join("internal", "recipe") {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(path)
		to.write(t, name, string(text))
		return err
	}))
	return to
}

func (w tree) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w tree) write(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(w.path(name)), 0o755))
	require.NoError(t, os.WriteFile(w.path(name), []byte(text), 0o644))
}

// lay puts those files of the example into the tree that lie in some top folders.
func (w tree) lay(t *testing.T, tops ...string) {
	t.Helper()
	for _, name := range files(t) {
		for _, top := range tops {
			if strings.HasPrefix(name, top+"/") {
				w.write(t, name, read(t, example+"/"+name))
			}
		}
	}
}

// register adds the lines of the page to the files in some top folders.
func (w tree) register(t *testing.T, tops ...string) {
	t.Helper()
	for _, l := range registration(t) {
		for _, top := range tops {
			if strings.HasPrefix(l.file, top+"/") {
				w.replace(t, l.file, l.after, l.after+l.added)
			}
		}
	}
}

// replace puts a text in the place of the one that a file has once.
func (w tree) replace(t *testing.T, name, old, text string) {
	t.Helper()
	now := read(t, w.path(name))
	require.Equal(t, 1, strings.Count(now, old), "%s has once: %s", name, old)
	w.write(t, name, strings.Replace(now, old, text, 1))
}

// run runs a command in the tree and returns what it said. Without the tree's own path
// in what is compiled, all copies share one build cache.
func (w tree) run(t *testing.T, name string, args ...string) (said string, ok bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Env = w.dir, append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -trimpath", "GOWORK=off", "PWD="+w.dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		assert.ErrorAs(t, err, new(*exec.ExitError))
	}
	return string(out), err == nil
}

// complete are the tests that ask whether a service is complete.
var complete = "^Test(" + strings.Join([]string{
	"EveryServiceThatAFolderDeclares", "EveryLifecycleIsItsServices", "EveryServiceSays", "EveryServiceIsCalled",
	"EveryRequiredText", "EveryOperation.*(Rule|Route)", "EveryListedService", "EveryCellOfEveryLifecycle", "EverySystem",
	"ScenariosName", "EveryWellKnownRule", "EveryPhraseIsUsed", "EveryServiceShows", "EveryServiceOfTheModel",
	"TheScenariosCover", "EmbeddedScenariosLoad", "PackagesImport",
}, "|") + ")"

// test runs those tests of some packages.
func (w tree) test(t *testing.T, packages ...string) (said string, ok bool) {
	t.Helper()
	return w.run(t, "go", append([]string{"test", "-vet=off", "-ldflags=-s -w", "-run", complete}, packages...)...)
}

func TestAServiceIsAddedAsThePageTells(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles and plays a copy of the project")
	}
	w := newTree(t)
	w.lay(t, "model", "steps", "invariants", "features", "scenarios")
	w.register(t, "model", "steps", "invariants")
	said, ok := w.test(t, "./model/services", "./model", "./steps", "./invariants/catalogue", "./scenarios", "./emulator",
		"./conformance")
	require.True(t, ok, said)
	said, ok = w.test(t, "./arrows_test.go", "./tidy_test.go")
	require.True(t, ok, said)

	command := w.path("shareproof")
	said, ok = w.run(t, "go", "build", "-o", command, "./cmd/shareproof")
	require.True(t, ok, said)
	said, ok = w.run(t, command, "check", "features/parcels", "scenarios/parcels")
	require.True(t, ok, said)
	require.Regexp(t, `parcels +3 of 3 +3 of 3 +2 of 2`, said)
	said, ok = w.run(t, command, "simulate", "--seed", "1", "--steps", "20000")
	require.True(t, ok, said)

	said, ok = w.run(t, command, "docs", "--check", "docs")
	require.False(t, ok, said)
	require.Contains(t, said, "docs/rules.md is not current: run make docs")
	said, ok = w.run(t, command, "docs", "docs")
	require.True(t, ok, said)
	for _, name := range []string{"rules", "lifecycles", "invariants"} {
		require.Contains(t, read(t, w.path("docs/"+name+".md")), "Parcels")
	}
}
