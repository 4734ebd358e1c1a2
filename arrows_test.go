package shareproof_test

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mayImport lists what each package may import of this module; "." is its root. A
// star stands for every folder of that depth, {own} for the name of the folder that
// imports. A package may import what any row that it fits allows, and one without a
// row nothing.
var mayImport = map[string][]string{
	".":       {"emulator", "emulator/faults", "internal/door", "model/eventbridge", "model/iam", "model/kernel", "model/rds"},
	"phrases": {"internal/door", "model", "model/eventbridge", "model/kernel", "steps", "steps/engine", "target"},
	"cmd/shareproof": {
		"conformance", "conformance/*", "conformance/exploration/universes", "emulator", "emulator/faults",
		"emulator/journal", "internal/*",
		"invariants", "invariants/catalogue",
		"model", "model/kernel", "model/policy", "model/services", "scenarios", "scenarios/history", "steps", "target",
		"target/remote", "target/sandbox",
	},

	"cmd/shareproof-hunt": {
		"conformance/simulation", "emulator", "internal/exit", "invariants/catalogue", "model", "scenarios", "scenarios/history",
	},

	"conformance": {
		"conformance/evidence", "conformance/live", "conformance/simulation", "features", "internal/*", "invariants",
		"invariants/catalogue", "model", "model/kernel", "model/services",
		"scenarios", "scenarios/history", "steps", "target", "target/sandbox",
	},
	"conformance/live":     {"internal/*", "model", "model/kernel", "model/services"},
	"conformance/evidence": {"conformance/live", "internal/*", "model", "model/kernel", "model/services", "target"},
	"conformance/exploration": {
		"internal/strictyaml", "invariants", "invariants/catalogue", "model", "model/kernel", "model/services", "scenarios",
		"scenarios/history",
	},
	"conformance/simulation": {"internal/pki", "internal/values", "invariants", "invariants/catalogue", "model", "model/kernel",
		"model/services", "scenarios/history"},

	"steps":        {"steps/*", "target"},
	"steps/engine": {"internal/*", "model", "model/eventbridge", "model/services", "target"},
	// A vocabulary names its own service and those that its phrases call.
	"steps/*":             {"model/kernel", "model/{own}", "steps/engine"},
	"steps/cloudhsm":      {"internal/pki", "target"},
	"steps/organizations": {"model/ram", "steps/iam"},
	"steps/ebs":           {"model/kms"},
	"steps/iam":           {"internal/strictyaml"},
	"steps/kms":           {"internal/strictyaml", "steps/iam"},
	"steps/dlm":           {"model/iam"},
	"steps/rds":           {"model/kms", "model/ram", "target"},
	"steps/ram":           {"model/eventbridge"},
	"steps/backup":        {"model/eventbridge", "model/iam", "model/kms", "steps/kms", "target"},

	"scenarios": {
		"internal/*", "invariants", "invariants/catalogue", "model", "model/kernel", "model/services", "scenarios/history",
		"target",
	},
	"scenarios/history": {"internal/pki", "internal/values", "invariants", "invariants/catalogue", "model",
		"model/kernel", "model/services"},

	"invariants":           {"model/kernel", "model/services"},
	"invariants/catalogue": {"internal/door", "invariants/*"},
	// The invariants of a service look at its own calls, and at those that they hear of.
	"invariants/*":        {"invariants", "model/kernel", "model/{own}"},
	"invariants/ram":      {"invariants/organizations", "model/organizations"},
	"invariants/iam":      {"model/kms", "model/services"},
	"invariants/kms":      {"internal/values"},
	"invariants/ebs":      {"invariants/kms"},
	"invariants/dlm":      {"invariants/ebs", "model/ebs"},
	"invariants/cloudhsm": {"invariants/ram", "model/ram"},
	"invariants/rds":      {"invariants/kms", "invariants/ram"},
	"invariants/backup": {"invariants/ebs", "invariants/kms", "invariants/organizations", "invariants/rds", "model/ebs",
		"model/iam", "model/organizations", "model/rds"},

	"target": {"model", "model/eventbridge", "model/kernel", "model/services"},
	"target/remote": {"internal/*", "model/eventbridge", "model/iam", "model/organizations", "model", "model/kernel",
		"model/services", "target"},
	"target/sandbox": {"internal/lines", "internal/values", "model", "model/eventbridge", "model/kernel", "model/services", "target"},
	"target/sdk":     {"model/kernel", "target", "target/remote"},
	"target/faulty":  {"emulator/faults", "model", "model/*", "target"},

	"emulator": {"emulator/faults", "emulator/journal", "internal/access", "internal/protocol", "internal/display", "internal/sigv4", "model",
		"model/eventbridge", "model/iam", "model/kernel", "model/services"},
	"internal/growth": {"conformance/simulation", "internal/pki", "model", "model/*"},
	"internal/crowd":  {"internal/pki", "model", "model/*"},
	"emulator/faults": {"internal/display", "internal/strictyaml", "internal/values", "model", "model/*"},

	"model":          {"model/*"},
	"model/services": {"model/*"},
	"model/*":        {"model/kernel"},
	"model/iam":      {"model/policy", "model/organizations"},
	"model/ram":      {"model/policy", "model/organizations", "model/eventbridge"},
	"model/cloudhsm": {"model/policy", "model/ram"},
	"model/kms":      {"model/policy", "model/iam"},
	"model/ebs":      {"model/kms", "model/eventbridge"},
	"model/rds":      {"model/kms", "model/ram"},
	"model/backup": {"model/policy", "model/organizations", "model/iam", "model/kms", "model/ebs", "model/rds",
		"model/eventbridge"},
	"model/dlm": {"model/policy", "model/iam", "model/ebs", "model/eventbridge"},

	// Policies of organizations are written as those of IAM, and bind callers of all services.
	"model/organizations":      {"model/policy"},
	"invariants/organizations": {"model/services"},

	"internal/access":        {"model", "model/kernel", "model/policy"},
	"internal/door":          {"model", "model/eventbridge", "model/kernel"},
	"internal/files":         {"internal/mistake"},
	"internal/known":         {"internal/nearest", "model", "model/kernel", "model/services"},
	"internal/protocol":      {"model/kernel"},
	"internal/refused":       {"model/kernel"},
	"internal/sample":        {"model/kernel"},
	"internal/deterministic": {"internal/race"},
	"internal/timing":        {"internal/race"},
	"internal/display":       {"internal/values", "model/kernel", "model/services"},
	"internal/strictyaml":    {"internal/mistake", "internal/nearest", "model/kernel"},
	"internal/values":        {"model/kernel"},
}

type imported struct {
	ImportPath string
	Imports    []string
}

// imports lists what every package imports of this module, by their folders.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	require.NoError(t, err)
	all := map[string][]string{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p imported
		if err := dec.Decode(&p); err == io.EOF {
			break
		}
		all[folderOf(p.ImportPath)] = ownOf(p.Imports)
	}
	// A module of its own, which go list passes over.
	eachSource(t, hunter, func(_ string, _ *token.FileSet, file *ast.File) {
		var paths []string
		for _, i := range file.Imports {
			paths = append(paths, strings.Trim(i.Path.Value, `"`))
		}
		all[hunter] = append(all[hunter], ownOf(paths)...)
	})
	require.NotEmpty(t, all[hunter])
	return all
}

const hunter = "cmd/shareproof-hunt"

// ownOf returns the folders of this module among paths of imports.
func ownOf(paths []string) (own []string) {
	for _, path := range paths {
		if folder, ok := strings.CutPrefix(path, module+"/"); ok {
			own = append(own, folder)
		}
	}
	return own
}

func folderOf(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

func TestPackagesImportOnlyWhatTheirRowsAllow(t *testing.T) {
	all := imports(t)
	used := map[string]bool{}
	for _, from := range slices.Sorted(maps.Keys(all)) {
		for _, to := range all[from] {
			assert.True(t, allowed(from, to, used), "%s imports %s: if it should, say so in mayImport", from, to)
		}
	}
	for _, row := range slices.Sorted(maps.Keys(mayImport)) {
		for _, pattern := range mayImport[row] {
			assert.True(t, used[row+" "+pattern], "%s imports nothing that is %s: take it out of mayImport", row, pattern)
		}
	}
}

// allowed reports whether a row of the importing folder allows an import, and notes
// which.
func allowed(from, to string, used map[string]bool) (ok bool) {
	for _, row := range slices.Sorted(maps.Keys(mayImport)) {
		if !fits(row, from) {
			continue
		}
		for _, pattern := range mayImport[row] {
			if fits(strings.ReplaceAll(pattern, "{own}", path.Base(from)), to) {
				used[row+" "+pattern], ok = true, true
			}
		}
	}
	return ok
}

func fits(pattern, folder string) bool {
	ok, err := path.Match(pattern, folder)
	return ok && err == nil
}

var arrow = regexp.MustCompile(`(?m)^\s*([\w/.]+) --> ([\w/.]+)$`)

// The drawing of docs/architecture.md has a box for each folder at the top that
// holds code, and an arrow wherever one of them imports another.
func TestTheDrawingOfTheArchitectureIsTrue(t *testing.T) {
	page, err := os.ReadFile("docs/architecture.md")
	require.NoError(t, err)
	var drawn []string
	for _, found := range arrow.FindAllStringSubmatch(string(page), -1) {
		drawn = append(drawn, found[1]+" --> "+found[2])
	}
	real := map[string]bool{}
	for from, to := range imports(t) {
		for _, other := range to {
			a, b := top(from), top(other)
			if a != b && b != "internal" && a != "internal" {
				real[a+" --> "+b] = true
			}
		}
	}
	assert.ElementsMatch(t, slices.Sorted(maps.Keys(real)), drawn)
}

func top(folder string) string {
	if folder == "." {
		return "shareproof.go"
	}
	first, _, _ := strings.Cut(folder, "/")
	return first
}
