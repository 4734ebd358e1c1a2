package span_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/span"
)

func TestSpansAreRead(t *testing.T) {
	for text, want := range map[string]time.Duration{"90m": 90 * time.Minute, "1h30m": 90 * time.Minute, "7d": 7 * span.Day, "36500d": span.Longest, "1d12h": 36 * time.Hour, "7d1h30m": 7*span.Day + 90*time.Minute} {
		got, err := span.Parse(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestNoSpanOverflows(t *testing.T) {
	for _, text := range []string{"", "d", "0d", "0s", "-1d", "-1h", "soon", "1.5d", "36501d", "106752d", "9223372036854775807d", "-9223372036854775808d", "-213504d",
		"99999999999999999999d", "2562047h", "876001h", "1e9h", "1d-1h", "36500d1s", "1dd", "1h1d"} {
		_, err := span.Parse(text)
		require.Error(t, err, text)
	}
	for _, n := range []string{"", "-1", "36501", "106752", "213504", "9223372036854775807", "999999999999999999999", "1_000", "0x10"} {
		_, err := span.Of(n, span.Day)
		require.Error(t, err, n)
	}
	none, err := span.Of("0", time.Second)
	require.NoError(t, err)
	require.Zero(t, none)
}

func TestASpanIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(1, int64(span.Longest)).Draw(t, "span"))
		got, err := span.Parse(span.Format(d))
		require.NoError(t, err)
		require.Equal(t, d, got)
	})
}
