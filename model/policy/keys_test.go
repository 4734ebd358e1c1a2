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
	for _, pattern := range []string{"../iam/*.go", "../kms/*.go"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			code.Write(text)
		}
	}
	for _, key := range keys {
		assert.True(t, strings.Contains(code.String(), `"`+key+`"`), key)
	}
}
