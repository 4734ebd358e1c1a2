package shareproof_test

import (
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/shareproof/shareproof"

type listed struct {
	ImportPath string
	Deps       []string
	Standard   bool
}

func packages(t *testing.T) map[string]listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-json=ImportPath,Deps,Standard", "./...").Output()
	require.NoError(t, err)
	all := map[string]listed{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := dec.Decode(&p)
		if err == io.EOF {
			return all
		}
		require.NoError(t, err)
		all[p.ImportPath] = p
	}
}

// Arrows run one way: cmd → conformance → {steps, scenarios, simulation,
// exploration} → history → {invariants, target} → model, and emulator → {faults, wire} →
// model, cmd → target/remote → wire.
func TestArrowsRunOneWay(t *testing.T) {
	forbidden := map[string][]string{
		"model":               {"target", "steps", "scenarios", "emulator", "conformance", "cmd", "internal"},
		"model/kernel":        {"model/"},
		"model/policy":        {"model/organizations", "model/ram", "model/cloudhsm"},
		"model/organizations": {"model/ram", "model/cloudhsm"},
		"model/ram":           {"model/cloudhsm"},
		"model/iam":           {"model/ram", "model/cloudhsm", "model/kms", "model/ebs", "model/dlm", "model/eventbridge"},
		"model/kms":           {"model/ram", "model/cloudhsm", "model/ebs", "model/dlm", "model/eventbridge"},
		"model/ebs":           {"model/ram", "model/cloudhsm", "model/dlm"},
		"model/dlm":           {"model/ram", "model/cloudhsm"},
		"invariants":          {"target", "history", "steps", "scenarios", "simulation", "exploration", "faults", "emulator", "conformance", "cmd"},
		"history":             {"steps", "scenarios", "simulation", "exploration", "faults", "emulator", "conformance", "cmd", "target/sdk"},
		"simulation":          {"steps", "scenarios", "exploration", "faults", "emulator", "conformance", "cmd", "target/sdk"},
		"exploration":         {"steps", "simulation", "faults", "emulator", "conformance", "cmd", "target/sdk"},
		"faults":              {"target", "invariants", "history", "steps", "scenarios", "simulation", "exploration", "emulator", "conformance", "cmd"},
		"target":              {"invariants", "history", "faults", "steps", "scenarios", "emulator", "conformance", "cmd"},
		"target/remote":       {"invariants", "history", "faults", "steps", "scenarios", "emulator", "conformance", "cmd"},
		"wire":                {"model/ram", "model/cloudhsm", "model/iam", "model/ebs", "target", "invariants", "faults", "history", "steps", "scenarios", "emulator", "conformance", "cmd"},
		"steps":               {"scenarios", "emulator", "conformance", "cmd", "target/sdk"},
		"scenarios":           {"steps", "simulation", "exploration", "faults", "emulator", "conformance", "cmd", "target/sdk"},
		"conformance":         {"emulator", "cmd"},
		"emulator":            {"target", "steps", "scenarios", "conformance", "cmd"},
	}
	all := packages(t)
	for from, unwanted := range forbidden {
		p, ok := all[module+"/"+from]
		require.True(t, ok, "there is no package %s", from)
		for _, dep := range p.Deps {
			for _, to := range unwanted {
				own := strings.TrimPrefix(dep, module+"/")
				assert.False(t, own != dep && (own == to || strings.HasPrefix(own, strings.TrimSuffix(to, "/")+"/")), "%s must not depend on %s", from, own)
			}
		}
	}
}

// EC2's client alone takes longer to compile than the command may take to
// answer: only tests know the clients of the SDK.
func TestTheCommandSpeaksTheProtocolsItself(t *testing.T) {
	all := packages(t)
	for _, from := range []string{"cmd/shareproof", "emulator", ""} {
		p, ok := all[strings.TrimSuffix(module+"/"+from, "/")]
		require.True(t, ok, "there is no package %s", from)
		for _, dep := range p.Deps {
			assert.False(t, dep == module+"/target/sdk" || strings.HasPrefix(dep, "github.com/aws/aws-sdk-go-v2/service/"), "%s must not depend on %s", from, dep)
		}
	}
}

func TestTheModelNeedsOnlyTheStandardLibrary(t *testing.T) {
	all := packages(t)
	for path, p := range all {
		if !strings.HasPrefix(path, module+"/model") {
			continue
		}
		for _, dep := range p.Deps {
			assert.True(t, all[dep].Standard || strings.HasPrefix(dep, module+"/model"), "%s depends on %s", path, dep)
		}
	}
}

// The rules of determinism of model/kernel/doc.go, as far as the syntax shows.
func TestTheModelReadsNoClockAndNoChance(t *testing.T) {
	banned := map[string]bool{
		`"math/rand"`: true, `"math/rand/v2"`: true, `"crypto/rand"`: true, `"os"`: true, `"net"`: true,
		`"net/http"`: true, `"sync"`: true, `"log"`: true, `"log/slog"`: true, `"unsafe"`: true,
	}
	ofTime := map[string]bool{"Now": true, "Since": true, "Until": true, "After": true, "Sleep": true, "Tick": true, "NewTimer": true}
	err := filepath.WalkDir("model", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			assert.False(t, banned[i.Path.Value], "%s imports %s", path, i.Path.Value)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s starts a goroutine", files.Position(n.Pos()))
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && ofTime[n.Sel.Name] {
					t.Errorf("%s calls time.%s", files.Position(n.Pos()), n.Sel.Name)
				}
			}
			return true
		})
		return nil
	})
	require.NoError(t, err)
}

// unordered are the loops over maps in model/ whose order nothing can see, by
// function, and why. All others leak the order of a map.
var unordered = map[string]string{
	"model/cloudhsm.checkFilters":   "it finds the least of the unknown names, whatever comes first",
	"model/cloudhsm.merged":         "it sorts the tags by their keys, of which each occurs once",
	"model/dlm.Service.tagResource": "it merges one map into another",
	"model/dlm.tagList":             "it sorts the tags by their keys, of which each occurs once",
	"model/iam.Service.permit":      "it puts each entry of the map under a key of its own",
	"model/kms.Service.describe":    "it puts each entry of a map under a key of its own, and sorts the names",
	"model/kms.pairsOf":             "it sorts the pairs by their keys, of which each occurs once",
	"model/kernel.Hasher.value":     "it sorts the keys before it digests them",
	"model/kernel.eachOf":           "it sorts the keys before it checks them",
	"model/policy.Request.value":    "of the keys that differ in case it takes the least, whatever comes first",
}

// The rule of determinism that needs types: no order of a map shows.
func TestTheModelShowsNoOrderOfAMap(t *testing.T) {
	files := token.NewFileSet()
	sources := importer.ForCompiler(files, "source", nil)
	found := map[string]bool{}
	for path := range packages(t) {
		if !strings.HasPrefix(path, module+"/model") {
			continue
		}
		folder := "." + strings.TrimPrefix(path, module)
		sourceFiles, err := filepath.Glob(filepath.Join(folder, "*.go"))
		require.NoError(t, err)
		var list []*ast.File
		for _, name := range sourceFiles {
			if !strings.HasSuffix(name, "_test.go") {
				file, err := parser.ParseFile(files, name, nil, 0)
				require.NoError(t, err)
				list = append(list, file)
			}
		}
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		_, err = (&types.Config{Importer: sources}).Check(path, files, list, info)
		require.NoError(t, err)
		for _, file := range list {
			for _, f := range mapLoops(file, info) {
				name := strings.TrimPrefix(path, module+"/") + "." + f
				found[name] = true
				assert.NotEmpty(t, unordered[name], "%s ranges over a map: sort its keys, or say in unordered why their order does not show", name)
			}
		}
	}
	for name := range unordered {
		assert.True(t, found[name], "%s no longer ranges over a map", name)
	}
}

// mapLoops names the functions and variables of a file whose code goes through
// a map in the order of chance.
func mapLoops(file *ast.File, info *types.Info) (names []string) {
	for _, d := range file.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.RangeStmt:
				if _, ok := info.Types[n.X].Type.Underlying().(*types.Map); ok {
					names = append(names, nameOf(d))
				}
			case *ast.SelectorExpr:
				x, ok := n.X.(*ast.Ident)
				ofMaps := ok && x.Name == "maps" && slices.Contains([]string{"Keys", "Values", "All"}, n.Sel.Name)
				if ofMaps || slices.Contains([]string{"MapKeys", "MapRange"}, n.Sel.Name) {
					names = append(names, nameOf(d))
				}
			}
			return true
		})
	}
	return names
}

func nameOf(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return d.Name.Name
		}
		receiver := d.Recv.List[0].Type
		if star, ok := receiver.(*ast.StarExpr); ok {
			receiver = star.X
		}
		return types.ExprString(receiver) + "." + d.Name.Name
	case *ast.GenDecl:
		if v, ok := d.Specs[0].(*ast.ValueSpec); ok {
			return v.Names[0].Name
		}
	}
	return "?"
}
