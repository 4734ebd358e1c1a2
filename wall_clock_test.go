package shareproof_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Time that passes in a bubble is the test's own; any other is the machine's, which others use as well.
func TestWhatPassesByTheWallClockIsGivenRoom(t *testing.T) {
	eachFile(t, func(path string, source []byte) {
		if !strings.HasSuffix(path, "_test.go") {
			return
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, source, 0)
		require.NoError(t, err)
		for _, call := range bounded(file) {
			assert.Fail(t, "use timing.Within", "%s", files.Position(call.Pos()))
		}
	})
}

// bounded returns the calls of a file that set an upper bound to time.Since, but for those in bubbles.
func bounded(file *ast.File) (calls []*ast.CallExpr) {
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		name := types.ExprString(call.Fun)
		if (name == "assert.Less" || name == "require.Less") && strings.Contains(types.ExprString(call.Args[1]), "time.Since(") {
			calls = append(calls, call)
		}
		return name != "synctest.Test"
	})
	return calls
}

func TestABoundByTheWallClockIsNoticed(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "x_test.go", `package x
func a() { assert.Less(t, time.Since(began), time.Second) }
func b() { synctest.Test(t, func(t *testing.T) { assert.Less(t, time.Since(began), time.Second) }) }
func c() { timing.Within(t, began, time.Second); assert.Less(t, 1, 2) }`, 0)
	require.NoError(t, err)
	assert.Len(t, bounded(file), 1)
}
