package shareproof_test

import (
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/race"
)

const module = "github.com/shareproof/shareproof"

type listed struct {
	ImportPath string
	Deps       []string
	Standard   bool
}

func packages(t *testing.T) map[string]listed {
	t.Helper()
	race.Sequential(t)
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

// ofLogins are the clients of the SDK by which its loader of configuration finds
// credentials (ADR 36), and what they share.
var ofLogins = []string{"internal", "signin", "sso", "ssooidc", "sts"}

// EC2's client alone takes longer to compile than the command may take to
// answer: only tests know the clients of the SDK, but for those of logins.
func TestTheCommandSpeaksTheProtocolsItself(t *testing.T) {
	all := packages(t)
	for _, from := range []string{"cmd/shareproof", "emulator", ""} {
		p, ok := all[strings.TrimSuffix(module+"/"+from, "/")]
		require.True(t, ok, "there is no package %s", from)
		for _, dep := range p.Deps {
			client, isClient := strings.CutPrefix(dep, "github.com/aws/aws-sdk-go-v2/service/")
			client, _, _ = strings.Cut(client, "/")
			isClient = isClient && (from != "cmd/shareproof" || !slices.Contains(ofLogins, client))
			assert.False(t, dep == module+"/target/sdk" || isClient, "%s must not depend on %s", from, dep)
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
	ofTime := map[string]bool{"Now": true, "Since": true, "Until": true, "After": true, "Sleep": true, "Tick": true,
		"NewTimer": true}
	eachSource(t, "model", func(path string, files *token.FileSet, file *ast.File) {
		for _, i := range file.Imports {
			assert.False(t, banned[i.Path.Value], "%s imports %s", path, i.Path.Value)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && ofTime[s.Sel.Name] {
					t.Errorf("%s calls time.%s", files.Position(n.Pos()), s.Sel.Name)
				}
			}
			return true
		})
	})
}

func TestServicesAndTheirWordsDoOneThingAtATime(t *testing.T) {
	for _, root := range []string{"model", "invariants", "steps", "target/sandbox"} {
		eachSource(t, root, func(_ string, files *token.FileSet, file *ast.File) {
			ast.Inspect(file, func(n ast.Node) bool {
				if g, ok := n.(*ast.GoStmt); ok {
					t.Errorf("%s starts a goroutine", files.Position(g.Pos()))
				}
				return true
			})
		})
	}
}

// timeReaders are the files that may read times from texts: one place for what
// comes from outside, and those that read AWS's own formats.
var timeReaders = map[string][]string{
	"ParseDuration": {"model/kernel/span.go"},
	"Parse": {"model/kernel/span.go", "internal/protocol/date.go", "internal/sigv4/sigv4.go",
		"steps/ebs/events.go", "steps/ebs/keep.go", "conformance/evidence/trailmembers.go"},
}

func TestSpansAndMomentsFromOutsideAreReadInOnePlace(t *testing.T) {
	used := map[string][]string{}
	eachSource(t, ".", func(path string, files *token.FileSet, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := call.X.(*ast.Ident)
			if _, reads := timeReaders[call.Sel.Name]; !ok || x.Name != "time" || !reads {
				return true
			}
			name := call.Sel.Name
			if !slices.Contains(timeReaders[name], path) {
				t.Errorf("%s calls time.%s: use kernel.ParseSpan or kernel.ParseMoment, which are bounded",
					files.Position(n.Pos()), name)
			}
			if !slices.Contains(used[name], path) {
				used[name] = append(used[name], path)
			}
			return true
		})
	})
	for name, files := range timeReaders {
		assert.ElementsMatch(t, files, used[name], "files that call time.%s", name)
	}
}

// eachSource parses the files below a folder that are no tests.
func eachSource(t *testing.T, root string, visit func(path string, files *token.FileSet, file *ast.File)) {
	t.Helper()
	race.Sequential(t)
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "testdata" {
			return filepath.SkipDir
		}
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err == nil {
			visit(filepath.ToSlash(path), files, file)
		}
		return err
	}))
}

// unordered are the loops over maps whose order nothing can see, by function, one
// reason for each. Every other one leaks the order of a map.
var unordered = map[string][]string{
	"conformance.Plan.add":                   {"it adds up", "it fills sets", "it fills a set"},
	"conformance.Plan.use":                   {"it counts each quota by itself"},
	"conformance.Plan.finish":                {"it sorts the charges that it lists", "it sorts the quotas that it lists"},
	"conformance.Plan.unpricedRegions":       {"it sorts the Regions"},
	"conformance/evidence.comparing.entries": {"it sorts the keys before it goes through them"},
	"emulator.plainServer.stop":              {"it ends connections, which know nothing of each other"},
	"internal/values.unlisted":               {"it replaces each entry of a map by one of the same key"},
	"internal/display.withoutSecrets":        {"it replaces each entry of a map by one of the same key"},
	"internal/display.shortened":             {"it replaces each entry of a map by one of the same key"},
	"scenarios/history.outcome.tell":         {"it sorts the keys before it goes through them"},
	"scenarios/history.shrinker.shortenMember": {"it sorts the keys before it goes through them",
		"it copies a map but for one key"},
	"scenarios.value":                   {"it sorts the keys before it writes them"},
	"scenarios.writer.accounts":         {"it sorts the numbers by their names, of which each occurs once"},
	"invariants.Catalogue.selected":     {"it makes the list of each API by itself"},
	"invariants.reachable":              {"it puts what follows each state under that state"},
	"invariants/cloudhsm.asked":         {"it says the same of whatever filter"},
	"model/iam.SetRequestTags":          {"it puts each tag under a key of its own"},
	"model/iam.Service.permitted":       {"it puts each entry of the map under a key of its own"},
	"emulator.init":                     {"it sorts the routes of each method by themselves"},
	"model/kernel.Coder.appendMap":      {"it sorts the keys before it writes them"},
	"model/eventbridge.Service.Carried": {"it sorts the keys by a total order"},
	"model/kernel.mappedTags":           {"it sorts the keys before it goes through them"},
	"model/kernel.giveTag":              {"it copies a map into another"},
	"model/kernel.unmarked":             {"it copies a map into another"},
	"model/kernel.Hasher.value":         {"it sorts the keys before it digests them"},
	"model/kernel.eachOf":               {"it sorts the keys before it checks them"},
	"model/kms.bounded":                 {"it adds up lengths"},
	"model/kms.request.tell": {"it puts each pair of the encryption context under a key of its own",
		"it puts each further key under its name"},
	"model/policy.Request.value": {"of the keys that differ in case it takes the least, whatever comes " +
		"first"},
	"internal/values.plain":      {"it puts each entry of a map under a key of its own"},
	"internal/values.EachString": {"it sorts the keys before it goes through them"},
	"internal/values.rewriteMap": {"it puts each entry of a map under a key of its own, and whether one " +
		"cannot be rewritten does not depend on the others"},
	"target/sdk.convertAlike":                   {"it puts each entry of a map under a key of its own"},
	"internal/protocol.sortedKeys":              {"it sorts the keys"},
	"internal/sigv4.Authorization.checkHeaders": {"it sorts the names that it takes"},
	"steps/engine.sortedNames":                  {"it sorts the names"},
}

// The rule of determinism that needs types: no order of a map shows, not in the
// model, and not in what is told of it.
func TestNoOrderOfAMapShows(t *testing.T) {
	found, all := map[string]int{}, compiledPackages(t)
	for _, path := range slices.Sorted(maps.Keys(all)) {
		if path != module && !strings.HasPrefix(path, module+"/") {
			continue
		}
		positions, files, info := checkTypes(t, all[path], all)
		for _, file := range files {
			for _, loop := range mapLoops(file, info) {
				name := strings.TrimPrefix(path, module+"/") + "." + loop.in
				found[name]++
				assert.LessOrEqual(t, found[name], len(unordered[name]),
					"%s: %s ranges over a map: sort its keys, or say in unordered why their order does not show",
					positions.Position(loop.at), name)
			}
		}
	}
	for name, reasons := range unordered {
		assert.Equal(t, len(reasons), found[name], "loops over maps in %s: want one for each reason", name)
	}
}

// What the test above takes for the order of a map, so that nobody can walk
// around it.
func TestTheOrderOfAMapIsNoticed(t *testing.T) {
	const source = `package p
import ("maps"; other "maps"; "reflect"; "slices"; "sync")
func ranges(m map[string]int) { for range m {} ; for k := range m { _ = k } }
func keys(m map[string]int) []string { return slices.Collect(maps.Keys(m)) }
func renamed(m map[string]int) { for range other.All(m) {} }
func reflected(v reflect.Value) { v.MapKeys(); v.MapRange() }
func generic[M ~map[string]int](m M) { for range m {} }
func synced(m *sync.Map) { m.Range(nil) }
func sorted(m map[string]int) { for range slices.Sorted(maps.Keys(m)) {} ; maps.Copy(m, m) }
func compared(m map[string]int) []string { return slices.SortedFunc(maps.Keys(m), nil) }
func list(l []int) { for range l {} }
`
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "p.go", source, 0)
	require.NoError(t, err)
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	_, err = (&types.Config{Importer: importsOf(files, compiledPackages(t))}).Check("p", files, []*ast.File{file}, info)
	require.NoError(t, err)
	var in []string
	for _, loop := range mapLoops(file, info) {
		in = append(in, loop.in)
	}
	assert.Equal(t, []string{"ranges", "ranges", "keys", "renamed", "reflected", "reflected", "generic", "synced",
		"compared"}, in)
}

// compiled is a package as the compiler has left it.
type compiled struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// compiledPackages returns the packages of this module and what they import.
func compiledPackages(t *testing.T) map[string]compiled {
	t.Helper()
	if testing.Short() {
		t.Skip("compiles everything")
	}
	out, err := exec.Command("go", "list", "-deps", "-export", "-json=ImportPath,Dir,Export,GoFiles", "./...").Output()
	require.NoError(t, err)
	all := map[string]compiled{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p compiled
		err := dec.Decode(&p)
		if err == io.EOF {
			return all
		}
		require.NoError(t, err)
		all[p.ImportPath] = p
	}
}

// checkTypes parses a package without its tests and tells the types in it.
func checkTypes(t *testing.T, p compiled, all map[string]compiled) (*token.FileSet, []*ast.File, *types.Info) {
	t.Helper()
	positions := token.NewFileSet()
	var files []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(positions, filepath.Join(p.Dir, name), nil, 0)
		require.NoError(t, err)
		files = append(files, file)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	_, err := (&types.Config{Importer: importsOf(positions, all)}).Check(p.ImportPath, positions, files, info)
	require.NoError(t, err)
	return positions, files, info
}

// importsOf finds packages as they are compiled, wherever Go itself is.
func importsOf(positions *token.FileSet, all map[string]compiled) types.Importer {
	return importer.ForCompiler(positions, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(all[path].Export)
	})
}

// mapLoop is a place that goes through a map in the order of chance.
type mapLoop struct {
	in string // the function or variable
	at token.Pos
}

func mapLoops(file *ast.File, info *types.Info) (loops []mapLoop) {
	for _, d := range file.Decls {
		sorted := map[ast.Node]bool{}
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if inner, ok := n.Args, len(n.Args) == 1 && isOf(info, n.Fun, "slices", "Sorted"); ok {
					if keys, ok := inner[0].(*ast.CallExpr); ok {
						sorted[keys.Fun] = true
					}
				}
			case *ast.RangeStmt:
				if isMap(info.Types[n.X].Type) {
					loops = append(loops, mapLoop{nameOf(d), n.Pos()})
				}
			case *ast.SelectorExpr:
				if !sorted[n] && goesThroughAMap(info, n) {
					loops = append(loops, mapLoop{nameOf(d), n.Pos()})
				}
			}
			return true
		})
	}
	return loops
}

// isMap reports whether values of the type are maps, or may be in generic code.
func isMap(t types.Type) bool {
	if parameter, ok := types.Unalias(t).(*types.TypeParam); ok {
		constraint := parameter.Underlying().(*types.Interface)
		for i := range constraint.NumEmbeddeds() {
			if union, ok := constraint.EmbeddedType(i).(*types.Union); ok && isMap(union.Term(0).Type()) {
				return true
			}
		}
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func goesThroughAMap(info *types.Info, n *ast.SelectorExpr) bool {
	method, _ := info.Uses[n.Sel].(*types.Func)
	synced := method != nil && method.FullName() == "(*sync.Map).Range"
	return synced || n.Sel.Name == "MapKeys" || n.Sel.Name == "MapRange" ||
		isOf(info, n, "maps", "Keys", "Values", "All", "DeleteFunc", "EqualFunc")
}

// isOf reports whether an expression is one of some functions of a package.
func isOf(info *types.Info, e ast.Expr, path string, functions ...string) bool {
	selector, ok := e.(*ast.SelectorExpr)
	if !ok || !slices.Contains(functions, selector.Sel.Name) {
		return false
	}
	x, _ := selector.X.(*ast.Ident)
	name, _ := info.Uses[x].(*types.PkgName)
	return name != nil && name.Imported().Path() == path
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

// maxColumns is the width of a screen; maxLines is what a reader takes in at once.
const (
	maxColumns = 120
	maxLines   = 60
)

// A text that cannot be broken, as recorded JSON, may be wider than the screen.
func TestLinesFitAScreen(t *testing.T) {
	eachFile(t, func(path string, source []byte) {
		for i, width := range widths(path, source) {
			assert.LessOrEqual(t, width, maxColumns, "%s:%d: break the line", path, i+1)
		}
	})
}

// widths counts the columns of each line, those of texts and of what follows a
// text left out where the line has one.
func widths(path string, source []byte) []int {
	var s scanner.Scanner
	files := token.NewFileSet()
	file := files.AddFile(path, -1, len(source))
	s.Init(file, source, nil, scanner.ScanComments)
	lines := strings.Split(string(source), "\n")
	all := make([]int, len(lines))
	for i, line := range lines {
		all[i] = utf8.RuneCountInString(line)
	}
	for {
		pos, tok, text := s.Scan()
		switch {
		case tok == token.EOF:
			return all
		case tok == token.STRING:
			at := file.Line(pos)
			for i, part := range strings.Split(text, "\n") {
				all[at-1+i] -= utf8.RuneCountInString(part)
			}
		}
	}
}

func TestFunctionsFitAScreen(t *testing.T) {
	eachSource(t, ".", func(path string, files *token.FileSet, file *ast.File) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				lines := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1
				assert.LessOrEqual(t, lines, maxLines, "%s: %s: take a part of it out", path, f.Name.Name)
			}
		}
	})
}

// instead is what to write for words that the field has others for.
var instead = map[string]string{
	"tells whether": "reports whether",
	"says whether":  "reports whether",
	"saboteur":      "faulty target",
	"habits":        "workload",
}

func TestCommentsSayWhatTheFieldSays(t *testing.T) {
	eachFile(t, func(path string, source []byte) {
		if path == "tidy_test.go" {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ParseComments)
		require.NoError(t, err)
		for _, c := range file.Comments {
			for word, better := range instead {
				assert.NotContains(t, strings.ReplaceAll(c.Text(), "\n", " "), word, "%s: write %q", path, better)
			}
		}
	})
}

// eachFile calls look with each Go file of the repository, tests included.
func eachFile(t *testing.T, look func(path string, source []byte)) {
	t.Helper()
	race.Sequential(t)
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err == nil {
			look(path, source)
		}
		return err
	})
	require.NoError(t, err)
}
