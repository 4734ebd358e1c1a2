package kernel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/kernel"
)

func TestASpanIsReadInDaysAndWhatGoReads(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0s": 0, "1ms": time.Millisecond, "90s": 90 * time.Second, "7d": 7 * kernel.Day, "1d12h": 36 * time.Hour,
		"36500d": kernel.LongestSpan,
	} {
		d, err := kernel.ParseSpan(text)
		require.NoError(t, err)
		assert.Equal(t, want, d, text)
	}
}

func TestASpanThatCannotPassIsRefused(t *testing.T) {
	for text, reason := range map[string]string{
		"": "is not a time span", "d": "is not a time span", "week": "is not a time span", "1d-1h": "is not a time span",
		"1d+1h": "is not a time span",
		"-1d":   "is not a time span", "1dd": "is not a time span", "99999999999999999999d": "is not a time span",
		"9999999999h": "is not a time span",
		"-1h":         "is negative", "36501d": "longer than 36500 days", "36500d1ms": "longer than 36500 days",
		"106752d": "longer than 36500 days",
		"1ns":     "whole number of milliseconds", "1.5ms": "whole number of milliseconds",
	} {
		_, err := kernel.ParseSpan(text)
		require.ErrorContains(t, err, reason, text)
		assert.ErrorContains(t, err, `"`+text+`"`)
	}
}

func TestNoNumberOfUnitsOverflows(t *testing.T) {
	for _, n := range []string{"", "-1", "36501", "106752", "213504", "9223372036854775807", "999999999999999999999",
		"1_000", "0x10"} {
		_, err := kernel.SpanOf(n, kernel.Day)
		require.Error(t, err, n)
	}
	none, err := kernel.SpanOf("0", time.Second)
	require.NoError(t, err)
	require.Zero(t, none)
}

func TestASpanIsReadAsItWasWritten(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, int64(kernel.LongestSpan/time.Millisecond)).Draw(t, "span")) * time.Millisecond
		got, err := kernel.ParseSpan(kernel.FormatSpan(d))
		require.NoError(t, err)
		require.Equal(t, d, got)
	})
}

func TestAMomentLiesBetween1970And9999(t *testing.T) {
	for _, text := range []string{"1970-01-01T00:00:01Z", "2025-11-01T00:00:00.5Z", "9999-12-31T23:59:59Z",
		"2026-01-01T01:00:00-01:00"} {
		m, err := kernel.ParseMoment(text)
		require.NoError(t, err)
		want, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		assert.True(t, want.Equal(m), text)
	}
	for _, text := range []string{"", "tomorrow", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
		"9999-12-31T23:59:59.001Z", "10000-01-01T00:00:00Z"} {
		_, err := kernel.ParseMoment(text)
		assert.ErrorContains(t, err, "is not a moment", text)
	}
	assert.Error(t, kernel.CheckMoment(time.Unix(1<<60, 0)))
}

func TestDurationsBetweenInstantsAreCutAndDoNotTurnRound(t *testing.T) {
	first := kernel.At(time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC))
	assert.Greater(t, kernel.End.Sub(first), 292*365*kernel.Day)
	assert.Less(t, first.Sub(kernel.End), -292*365*kernel.Day)
	assert.Equal(t, time.Hour, first.Add(time.Hour).Sub(first))
}

func TestTheNextOfAPeriodIsWithinOnePeriodHoweverLongAgoItBegan(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		since := kernel.Time(rapid.Int64Range(1, int64(kernel.End)).Draw(t, "since"))
		now := kernel.Time(rapid.Int64Range(int64(since), int64(kernel.End)).Draw(t, "now"))
		period := time.Duration(rapid.Int64Range(1, 2560).Draw(t, "days")) * kernel.Day
		next := now.Next(since, period)
		assert.Positive(t, next.Sub(now))
		assert.LessOrEqual(t, next.Sub(now), period)
		assert.Zero(t, (next-since)%kernel.Time(period/time.Millisecond))
	})
}

func TestAWorldEndsWithTheYear9999(t *testing.T) {
	env := kernel.NewEnv(1, kernel.End.Add(-time.Hour), kernel.Typical)
	happened := 0
	env.Receive(receiver(func(kernel.Event) { happened++ }))
	env.Schedule(time.Minute, "topic", kernel.Ref{}, 0)
	env.Schedule(2*time.Hour, "topic", kernel.Ref{}, 0)
	env.AdvanceTo(env.Now().Add(kernel.LongestSpan))
	assert.Equal(t, kernel.End, env.Now())
	assert.Equal(t, 1, happened, "what is due after the end never happens")
	assert.Equal(t, kernel.End, kernel.NewEnv(1, kernel.End+1, kernel.Typical).Now())
}
