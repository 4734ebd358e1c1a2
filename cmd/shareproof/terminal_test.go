package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance"
)

func TestOnlyATerminalIsColoured(t *testing.T) {
	assert.Equal(t, "held", painterFor(&strings.Builder{}).verdict(conformance.Held))
	file, err := os.Create(t.TempDir() + "/file")
	require.NoError(t, err)
	defer file.Close()
	assert.Equal(t, "held", painterFor(&checkedWriter{Writer: file}).verdict(conformance.Held))
	seen := map[string]bool{}
	for _, v := range []conformance.Verdict{conformance.Held, conformance.Failed, conformance.Blocked,
		conformance.HarnessError, conformance.NotRun, conformance.Partial} {
		coloured := painter(true).verdict(v)
		assert.Regexp(t, "^\x1b\\[\\d+m"+string(v)+"\x1b\\[0m$", coloured)
		seen[strings.ReplaceAll(coloured, string(v), "")] = true
	}
	assert.Len(t, seen, 6, "each kind of verdict has a colour of its own")
}

func TestTablesTakeTheWidthThatIsAsked(t *testing.T) {
	var b strings.Builder
	t.Setenv("COLUMNS", "")
	assert.Equal(t, usualWidth, width(&b))
	t.Setenv("COLUMNS", "60")
	assert.Equal(t, 60, width(&b))
	printWrapped(&b, []string{"id", "sentence"}, [][]string{{"a", strings.Repeat("word ", 50)}})
	for _, line := range strings.Split(b.String(), "\n") {
		assert.LessOrEqual(t, len(line), 60)
		assert.Equal(t, strings.TrimRight(line, " "), line)
	}
}
