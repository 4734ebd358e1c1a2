package policy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryConditionKeyIsGivenToSomeRequest(t *testing.T) {
	var code strings.Builder
	files, err := filepath.Glob("../[a-oq-z]*/*.go") // all folders but this one
	require.NoError(t, err)
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			code.Write(text)
		}
	}
	for _, key := range keys {
		assert.True(t, strings.Contains(code.String(), `"`+key+`"`), key)
	}
}
