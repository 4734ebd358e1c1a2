package dlm

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnExpressionFitsWholeDescriptions(t *testing.T) {
	for _, c := range []struct {
		pattern, description string
		whole, part          bool
	}{
		{".*", "nightly", true, true},
		{"night", "nightly", false, true},
		{"night|nightly", "nightly", true, true},
		{`\Qabc`, "abc", true, true},
		{`\Qa.c`, "abc", false, false},
		{`\Qa.c\E.*`, "a.c and more", true, true},
		{"(?i)NIGHTLY", "nightly", true, true},
		{"(?m)^a$", "a\nb", false, true},
		{"(?s)a.b", "a\nb", true, true},
		{"", "nightly", false, true},
	} {
		e := (&expressions{}).of(c.pattern)
		require.NotNil(t, e, c.pattern)
		require.Equal(t, c.whole, e.whole.MatchString(c.description), "%s, wholly %s", c.pattern, c.description)
		require.Equal(t, c.part, e.part.MatchString(c.description), "%s within %s", c.pattern, c.description)
	}
	require.Nil(t, (&expressions{}).of("(.*"))
}

func TestAnExpressionIsCompiledOnceAndNotKeptForEver(t *testing.T) {
	e := &expressions{}
	require.Same(t, e.of("a"), e.of("a"))
	for n := range 1000 {
		e.of(fmt.Sprint("a", n))
	}
	require.LessOrEqual(t, len(e.compiled), cached)
}
