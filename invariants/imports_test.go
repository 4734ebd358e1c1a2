package invariants_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGeneralInvariantsKnowNoService(t *testing.T) {
	const model = "github.com/shareproof/shareproof/model/"
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, i := range file.Imports {
			of, known := strings.CutPrefix(strings.Trim(i.Path.Value, `"`), model)
			assert.True(t, !known || of == "kernel" || of == "services", "%s imports the service %s: what it knows of it belongs into invariants/%s", name, of, of)
		}
	}
}
