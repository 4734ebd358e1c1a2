// Package recipe_test adds a service to a copy of the project, as
// docs/adding-a-service.md tells, and leaves out its parts.
package recipe_test

import (
	"fmt"
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

// tests are those that ask whether a service is complete.
const tests = "^Test(Every|Scenarios(Name|Cover)|TheModelKeepsItsOwnRules|Embedded|Packages)"

// test runs those tests of some packages that ask whether a service is complete.
func (w tree) test(t *testing.T, packages ...string) (said string, ok bool) {
	t.Helper()
	return w.run(t, "go", append([]string{"test", "-vet=off", "-run", tests}, packages...)...)
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

// change is made in a file of the tree.
type change struct{ file, old, text string }

// missed is a part that is left out, and what a test says then.
type missed struct{ part, message string }

func (m missed) row(told string) string {
	return fmt.Sprintf("| %s | `%s` | `%s` |\n", m.part, told, m.message)
}

// without are trees that lack something: what is laid and registered of the example,
// and changed in it, the packages whose tests tell, and what they miss.
var without = []struct {
	laid, registered string
	changes          []change
	told             string
	missed           []missed
}{{
	laid: "model", told: "./model/services",
	missed: []missed{{"the line in `model/services`",
		"model/parcels declares 1 services, and services.All in model/services/services.go lists 0 of this System"}},
}, {
	laid: "model", registered: "model",
	changes: []change{{"model/parcels/api.go", "\tGenerator:   workload.Generator(shapes),\n", ""}},
	told:    "./model/services",
	missed:  []missed{{"`Generator`", "the API of parcels lacks a Generator: make one of a kernel.Workload"}},
}, {
	laid: "model", registered: "model",
	changes: []change{
		{"model/parcels/api.go", "\tLifecycles:  []kernel.TableView{parcelLifecycle.View()},\n", ""},
		{"model/parcels/api.go", "\tWorksWith:   []string{\"iam\", \"sts\"},\n", ""},
		{"model/parcels/api.go", "\tThrottled:   &kernel.ErrorShape{Code: \"ThrottlingException\", Status: 400},\n", ""},
		{"model/parcels/draw.go", "\t\t\"To\":       kernel.Among[*Service](\"north\", \"south\"),\n", ""},
		{"model/parcels/api.go", "Operations: []string{\"SendParcel\", \"DescribeParcel\"},\n\t})\n\tUnknown",
			"Operations: []string{\"DescribeParcel\"},\n\t})\n\tUnknown"},
		{"model/parcels/api.go", "Operations: []string{\"SendParcel\", \"DescribeParcel\"},\n\t})\n)",
			"Operations: []string{\"DescribeParcels\"},\n\t})\n)"},
	},
	told: "./model/services",
	missed: []missed{
		{"`Lifecycles`", "model/parcels declares 1 lifecycles, and the Lifecycles of its API are 0"},
		{"`WorksWith`", "parcels works with no service, and none with it"},
		{"another field of the API", "the API of Parcels lacks its Throttled: see kernel.API"},
		{"how callers fill in a member",
			"members of parcels.SendParcel that no caller can fill in: say how in the Words or Inputs of the Workload of model/parcels"},
		{"a rule for an operation", "no rule of model/parcels is about SendParcel"},
		{"an operation that a rule names", "PRC-LIF-01 is about DescribeParcels, which is no operation"},
	},
}, {
	laid: "model", registered: "model",
	changes: []change{{"model/parcels/api.go", "\tNew:         New,\n", ""}},
	told:    "./model",
	missed: []missed{{"`New` or the wiring",
		"no service of the world answers parcels: give its API a New, or add it to newServices, fork and connect in model/wiring.go"}},
}, {
	laid: "model steps invariants", registered: "model", told: "./steps",
	missed: []missed{{"the line in `steps/steps.go`", "steps/parcels is not among the Vocabularies in steps/steps.go"}},
}, {
	laid: "model", registered: "model", told: "./steps",
	missed: []missed{
		{"the vocabulary", "Parcels has no vocabulary: write steps/parcels, and list it in steps/steps.go"},
		{"a kind for a lifecycle", `the lifecycle "Parcels parcel": want it as the Table of a Kind in the vocabulary of its service`},
		{"a scenario that a rule lets pass", "PRC-ERR-01 has no example in which it accepts"},
		{"a scenario that a rule refuses", "PRC-ERR-01 has no example in which it refuses"},
	},
}, {
	laid: "model invariants", registered: "model", told: "./invariants/catalogue",
	missed: []missed{{"the line in `invariants/catalogue`",
		"invariants/parcels is not imported in invariants/catalogue/catalogue.go"}},
}, {
	laid: "model", registered: "model", told: "./invariants/catalogue",
	missed: []missed{{"the observations",
		"nothing observes Parcels: write invariants/parcels, and import it in invariants/catalogue/catalogue.go"}},
}, {
	laid: "model invariants", registered: "model invariants",
	changes: []change{{"invariants/parcels/parcels.go", "\t\t\"INV-ID-02\":    \"parcels have no ARNs\",\n", ""}},
	told:    "./invariants/catalogue",
	missed: []missed{{"what a general invariant needs, or the reason",
		"the Service in invariants/parcels: want what INV-ID-02 checks (An ARN names the partition, owner, Region and ID of its " +
			"thing.) or a reason in Omits"}},
}, {
	laid: "model invariants", registered: "model invariants",
	changes: []change{{"invariants/parcels/parcels.go", "Facts: &facts, Learn: learn,", "Facts: &facts,"}},
	told:    "./invariants/catalogue",
	missed:  []missed{{"`Facts` or `Learn`", "the Service in invariants/parcels lacks its Facts, or Learn"}},
}, {
	laid: "model steps", registered: "model steps", told: "./conformance",
	missed: []missed{
		{"all scenarios", "there is no scenario in features/parcels or scenarios/parcels"},
		{"a scenario of an operation", "operations that no scenario calls with success"},
		{"a scenario of a weaker rule", "rules by which no scenario is refused"},
		{"a scenario or `Equivalents` for a row", "no scenario takes the row Parcels parcel: ON_ITS_WAY on time to ARRIVED"},
	},
}, {
	laid: "model steps features", registered: "model steps", told: "./steps",
	changes: []change{{"features/parcels/sending.feature", "    When \"stranger\" looks for parcel \"p\"\n" +
		"    Then it is refused by PRC-ERR-01\n    When \"owner\" looks for parcel \"p\"\n    Then the answer shows\n" +
		"      | Parcel.To | north |\n", "    Then parcel \"p\" is arrived\n"}},
	missed: []missed{{"a feature that uses a phrase", `no feature uses the phrase When "owner" looks for parcel "p"`}},
}, {
	laid: "model steps features scenarios", registered: "model steps", told: "./conformance",
	changes: []change{{"steps/parcels/parcels.go", ", Scenarios: 3,", ","}},
	missed: []missed{{"the count of `Scenarios`",
		"the Scenarios of the Vocabulary in steps/parcels: want those of features/parcels and scenarios/parcels"}},
}}

func TestAPartThatIsLeftOutIsNamed(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles and tests a copy of the project many times")
	}
	w := newTree(t)
	for _, missing := range without {
		w.lay(t, strings.Fields(missing.laid)...)
		kept := map[string]string{}
		for _, l := range registration(t) {
			kept[l.file] = read(t, w.path(l.file))
		}
		w.register(t, strings.Fields(missing.registered)...)
		for _, c := range missing.changes {
			w.replace(t, c.file, c.old, c.text)
		}
		said, ok := w.test(t, missing.told)
		for _, m := range missing.missed {
			assert.False(t, ok, "without %s", m.part)
			assert.Contains(t, unfolded(said), m.message, "without %s", m.part)
		}
		for name, text := range kept {
			w.write(t, name, text)
		}
		for _, top := range strings.Fields(missing.laid) {
			require.NoError(t, os.RemoveAll(w.path(top+"/parcels")))
		}
	}
}

// unfolded joins the lines into which a message was broken.
func unfolded(said string) string { return strings.Join(strings.Fields(said), " ") }
