package backup

import (
	"testing"
	"time"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// runs lists the first runs of a schedule after a moment, in a time zone.
func runs(t *testing.T, expression, zone, after string, n int) (all []string) {
	t.Helper()
	s, err := parseSchedule(expression)
	require.NoError(t, err, expression)
	where := zones{}.named(zone)
	require.NotNil(t, where, zone)
	at, err := time.ParseInLocation("2006-01-02 15:04", after, where)
	require.NoError(t, err)
	start := at
	for range n {
		next, ok := s.next(start, at, where)
		if !ok {
			return append(all, "never")
		}
		at = next
		all = append(all, at.Format("2006-01-02 15:04"))
	}
	return all
}

// The examples of the EventBridge User Guide and of the AWS Backup API Reference.
func TestTheExamplesOfTheDocumentationRunWhenItSays(t *testing.T) {
	const after = "2025-11-01 00:00" // a Saturday
	for expression, want := range map[string][]string{
		"cron(0 10 * * ? *)":           {"2025-11-01 10:00", "2025-11-02 10:00"},
		"cron(15 12 * * ? *)":          {"2025-11-01 12:15", "2025-11-02 12:15"},
		"cron(0 18 ? * MON-FRI *)":     {"2025-11-03 18:00", "2025-11-04 18:00"},
		"cron(0 8 1 * ? *)":            {"2025-11-01 08:00", "2025-12-01 08:00"},
		"cron(0/15 * * * ? *)":         {"2025-11-01 00:15", "2025-11-01 00:30", "2025-11-01 00:45", "2025-11-01 01:00"},
		"cron(0/10 * ? * MON-FRI *)":   {"2025-11-03 00:00", "2025-11-03 00:10"},
		"cron(0/5 8-17 ? * MON-FRI *)": {"2025-11-03 08:00", "2025-11-03 08:05"},
		"cron(0/30 20-2 ? * MON-FRI *)": {
			"2025-11-03 00:00", "2025-11-03 00:30", "2025-11-03 01:00", "2025-11-03 01:30", "2025-11-03 02:00",
			"2025-11-03 02:30", "2025-11-03 20:00",
		},
		"cron(15 10 ? * 6L 2022-2026)":  {"2025-11-28 10:15", "2025-12-26 10:15", "2026-01-30 10:15"},
		"cron(0 9 ? * 2#1 *)":           {"2025-11-03 09:00", "2025-12-01 09:00"},
		"cron(0 5 ? * * *)":             {"2025-11-01 05:00", "2025-11-02 05:00"},
		"15 * ? * * *":                  {"2025-11-01 00:15", "2025-11-01 01:15"},
		"0 12 * * ? *":                  {"2025-11-01 12:00", "2025-11-02 12:00"},
		"cron(0 0 L * ? *)":             {"2025-11-30 00:00", "2025-12-31 00:00", "2026-01-31 00:00", "2026-02-28 00:00"},
		"cron(0 0 15W * ? *)":           {"2025-11-14 00:00", "2025-12-15 00:00"},
		"cron(0 1 1W 11 ? *)":           {"2025-11-03 01:00", "2026-11-02 01:00"},
		"cron(0 1 31W * ? *)":           {"2025-12-31 01:00", "2026-01-30 01:00"},
		"cron(0 0 ? * L *)":             {"2025-11-08 00:00", "2025-11-15 00:00"},
		"cron(0 0 29 2 ? *)":            {"2028-02-29 00:00", "2032-02-29 00:00"},
		"cron(0 12 ? JAN,mar sun 2026)": {"2026-01-04 12:00", "2026-01-11 12:00"},
		"cron(0 0 1 1 ? 2026,2028)":     {"2026-01-01 00:00", "2028-01-01 00:00", "never"},
		"cron(0 0 1 1 ? 2020)":          {"never"},
		"cron(5,10-12 3 1-31/10 * ? *)": {
			"2025-11-01 03:05", "2025-11-01 03:10", "2025-11-01 03:11", "2025-11-01 03:12", "2025-11-11 03:05",
		},
		"rate(5 minutes)":       {"2025-11-01 00:05", "2025-11-01 00:10"},
		"rate(1 hour)":          {"2025-11-01 01:00", "2025-11-01 02:00"},
		"rate(7 days)":          {"2025-11-08 00:00", "2025-11-15 00:00"},
		"cron(0 0,12 * * ? *)":  {"2025-11-01 12:00", "2025-11-02 00:00"},
		"cron(0 11/12 * * ? *)": {"2025-11-01 11:00", "2025-11-01 23:00"},
		"cron(0 12/12 * * ? *)": {"2025-11-01 12:00", "2025-11-02 12:00"},
		"cron(0 0 ? * 1#5 *)":   {"2025-11-30 00:00", "2026-03-29 00:00"},
		"cron( 0  10 * * ? * )": {"2025-11-01 10:00"},
	} {
		require.Equal(t, want, runs(t, expression, "", after, len(want)), expression)
	}
}

func TestWhatIsNoScheduleIsRefused(t *testing.T) {
	for _, expression := range []string{
		"", "cron()", "cron(0 5 * * * *)", "cron(0 5 ? * ? *)", "cron(0 5 ? * * *", "0 5 ? * *", "cron(60 5 ? * * *)",
		"cron(0 24 ? * * *)", "cron(0 5 32 * ? *)", "cron(0 5 0 * ? *)", "cron(0 5 ? 13 * *)", "cron(0 5 ? * 8 *)",
		"cron(0 5 ? * 2#6 *)", "cron(0 5 ? * 2#1,3#1 *)", "cron(0 5 3W,5 * ? *)", "cron(0 5 ? * * 1969)",
		"cron(0 5 ? * * 2200)", "cron(0/0 5 ? * * *)", "cron(a 5 ? * * *)", "cron(+1 5 ? * * *)",
		"cron(, 5 ? * * *)", "rate(0 hours)", "rate(1 hours)", "rate(2 hour)", "rate(2 weeks)", "rate(2hours)",
		"rate(2 hours",
		"at(2026-01-01T00:00:00)", "every day", "cron(? 5 ? * * *)", "cron(0 5 L-3 * ? *)", "cron(0 5 ? * * * *)",
	} {
		_, err := parseSchedule(expression)
		require.Error(t, err, expression)
	}
}

func TestASchedulesTimesAreThoseOfItsZone(t *testing.T) {
	require.Equal(t, []string{"2026-03-28 02:30", "2026-03-30 02:30"},
		runs(t, "cron(30 2 * * ? *)", "Europe/Berlin", "2026-03-28 00:00", 2), "the clock has no such time on the 29th")
	require.Equal(t, []string{"2025-11-01 01:30", "2025-11-02 01:30", "2025-11-03 01:30"},
		runs(t, "cron(30 1 * * ? *)", "America/New_York", "2025-11-01 00:00", 3), "the time that comes twice has one run")
	s, err := parseSchedule("cron(0 5 ? * * *)")
	require.NoError(t, err)
	from := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	at, ok := s.next(from, from, zones{}.named("Asia/Kolkata"))
	require.True(t, ok)
	require.Equal(t, "2026-07-01T23:30:00Z", at.UTC().Format(time.RFC3339))
	require.Nil(t, zones{}.named("Europe/Nowhere"))
	require.Nil(t, zones{}.named("../zone.go"))
	require.NotNil(t, zones{}.named("Etc/UTC"))
}

// A run is the next one: no minute between the moment and it matches.
func TestNoRunIsPassedOver(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		expression := rapid.SampledFrom([]string{
			"cron(7/20 3-5 ? * 2,5 *)", "cron(0 * * * ? *)", "cron(59 23 L * ? *)", "cron(0 0 1W * ? *)",
			"cron(30 0 ? 1,6 7L *)", "cron(15 1 ? * 3#2 *)",
		}).Draw(t, "expression")
		s, err := parseSchedule(expression)
		require.NoError(t, err)
		zone := zones{}.named(rapid.SampledFrom([]string{"", "America/New_York", "Australia/Lord_Howe"}).Draw(t, "zone"))
		after := time.Unix(1_760_000_000+int64(rapid.IntRange(0, 40_000_000).Draw(t, "seconds")), 0)
		at, ok := s.next(after, after, zone)
		require.True(t, ok)
		require.True(t, at.After(after))
		first := at
		for m := after.Truncate(time.Minute).Add(time.Minute); m.Before(at); m = m.Add(time.Minute) {
			l := m.In(zone)
			fits := s.minutes.matches(l.Minute(), 0) && s.hours.matches(l.Hour(), 0) && s.isOn(l.Date())
			if fits && time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), 0, 0, zone).Equal(m) {
				first = m
				break
			}
		}
		require.Equal(t, at, first)
	})
}
