package shareproof_test

import (
	"go/ast"
	"go/constant"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// limited are the constants that are to be on the page of limits, by how they are called.
var limited = regexp.MustCompile(`^(emulator|emulator/journal|cmd/shareproof)\.` +
	`(max|most|usual|longest|furthest|fastest|admin|long)([A-Z].*|)$|^emulator\.[a-z]+Time$`)

// A limit that changes changes on the page, too, and one that comes is told there.
func TestThePageOfLimitsNamesEachAsItIs(t *testing.T) {
	page, err := os.ReadFile("docs/limits.md")
	require.NoError(t, err)
	told := map[string]string{}
	for _, row := range strings.Split(string(page), "\n") {
		if part := strings.Split(row, "|"); len(part) == 5 && strings.HasPrefix(strings.TrimSpace(part[3]), "`") {
			told[strings.Trim(part[3], " `")] = part[1] + part[2]
		}
	}
	set := constantsOf(t, "emulator", "emulator/journal", "cmd/shareproof", "model/kernel", "model/kms", "model/eventbridge")
	for name, value := range set {
		if limited.MatchString(name) {
			assert.NotEmpty(t, told[name], "docs/limits.md does not tell %s, which is %s", name, value)
		}
	}
	for name, row := range told {
		value, ok := set[name]
		if assert.True(t, ok, "docs/limits.md tells of %s, which is not there", name) {
			assert.Regexp(t, `(^|[ \x60])(`+strings.Join(spelt(value), "|")+`)\b`, row, "of %s", name)
		}
	}
	require.Greater(t, len(told), 30)
}

// spelt are the ways in which a page may write a number, of bytes or of nanoseconds, say.
func spelt(v constant.Value) (all []string) {
	n, _ := constant.Int64Val(v)
	text := strconv.FormatInt(n, 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	all = append(all, text)
	for _, unit := range []struct {
		size int64
		name string
	}{{1 << 10, "KiB"}, {1 << 20, "MiB"}, {1e6, "millisecond"}, {1e9, "second"}, {60e9, "minute"}, {3600e9, "hour"}, {86400e9, "day"}} {
		if n%unit.size == 0 {
			count := spelt(constant.MakeInt64(n / unit.size))[0]
			all = append(all, count+" "+unit.name, count+" "+unit.name+"s")
		}
	}
	return all
}

// constantsOf evaluates the constants of packages, and the variables that hold a span of time, by package and name.
func constantsOf(t *testing.T, packages ...string) map[string]constant.Value {
	found := map[string]constant.Value{}
	in := map[string]constant.Value{
		"time.Second": constant.MakeInt64(1e9), "time.Minute": constant.MakeInt64(60e9), "time.Hour": constant.MakeInt64(3600e9),
		"time.Millisecond": constant.MakeInt64(1e6), "kernel.Day": constant.MakeInt64(86400e9),
	}
	for _, folder := range packages {
		eachSource(t, folder, func(path string, _ *token.FileSet, file *ast.File) {
			inside, of := filepath.ToSlash(filepath.Dir(path)) == folder, filepath.Base(path)
			if !inside || folder == "cmd/shareproof" && !strings.HasPrefix(of, "serve") {
				return
			}
			ast.Inspect(file, func(n ast.Node) bool {
				spec, ok := n.(*ast.ValueSpec)
				if !ok || len(spec.Names) != len(spec.Values) {
					return true
				}
				for i, name := range spec.Names {
					if v := valueOf(spec.Values[i], in); v.Kind() == constant.Int {
						found[folder+"."+name.Name] = v
					}
				}
				return true
			})
		})
	}
	return found
}

// valueOf evaluates an expression of numbers and units, an unknown value for any other.
func valueOf(e ast.Expr, in map[string]constant.Value) constant.Value {
	switch e := e.(type) {
	case *ast.BasicLit:
		return constant.MakeFromLiteral(e.Value, e.Kind, 0)
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && in[x.Name+"."+e.Sel.Name] != nil {
			return in[x.Name+"."+e.Sel.Name]
		}
	case *ast.BinaryExpr:
		x, y := valueOf(e.X, in), valueOf(e.Y, in)
		if x.Kind() != constant.Int || y.Kind() != constant.Int {
			break
		}
		switch e.Op {
		case token.SHL:
			n, _ := constant.Uint64Val(y)
			return constant.Shift(x, e.Op, uint(n))
		case token.MUL, token.ADD, token.SUB:
			return constant.BinaryOp(x, e.Op, y)
		}
	}
	return constant.MakeUnknown()
}
