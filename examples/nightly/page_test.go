package nightly_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/examples/nightly"
)

var block = regexp.MustCompile("(?s)```(go|console)\n(.*?)```")

// TestThePageShowsThisCode holds docs/first-hour-go.md against the code beside this
// file, and what it prints of a failing test against a test that fails.
func TestThePageShowsThisCode(t *testing.T) {
	page, err := os.ReadFile("../../docs/first-hour-go.md")
	require.NoError(t, err)
	var code strings.Builder
	for _, file := range []string{"nightly.go", "nightly_test.go"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		code.Write(text)
	}
	shown := 0
	for _, found := range block.FindAllStringSubmatch(string(page), -1) {
		switch {
		case found[1] == "go":
			shown++
			assert.Contains(t, code.String(), found[2])
		case strings.Contains(found[2], "go test"):
			shown++
			assertPrinted(t, found[2], printed(t))
		}
	}
	assert.Equal(t, 6, shown)
}

// assertPrinted holds the lines of a page against those that were printed, in their
// order. Three dots stand for any text, and in a line of their own for any lines.
func assertPrinted(t *testing.T, page, printed string) {
	t.Helper()
	left := printed
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		if line == "..." || strings.HasPrefix(line, "$ ") || strings.HasPrefix(line, "--- FAIL") {
			continue
		}
		line = strings.TrimPrefix(line, "why.go:...: ")
		pattern := regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(line), `\.\.\.`, `[^\n]*`))
		at := pattern.FindStringIndex(left)
		if !assert.NotNil(t, at, "%s\nis not printed below\n%s", line, printed) {
			return
		}
		left = left[at[1]:]
	}
}

// printed is what a test prints that fails for want of an action.
func printed(t *testing.T) string {
	var fails *failing
	synctest.Test(t, func(t *testing.T) {
		fails = &failing{T: t}
		cloud := shareproof.New(fails, shareproof.WithClock(time.Now))
		snapshot := prepare(cloud, short)
		_, err := nightly.Copy(t.Context(), cloud.Config("222222222222"), snapshot)
		require.Error(t, err)
		for _, done := range fails.cleanups {
			done()
		}
	})
	return strings.Join(fails.told, "\n")
}

// failing is a test that has failed, and keeps what it is told to log.
type failing struct {
	*testing.T
	cleanups []func()
	told     []string
}

func (*failing) Failed() bool { return true }

func (f *failing) Cleanup(do func()) { f.cleanups = append(f.cleanups, do) }

func (f *failing) Logf(format string, args ...any) {
	f.told = append(f.told, fmt.Sprintf(format, args...))
}
