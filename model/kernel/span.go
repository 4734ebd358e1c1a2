package kernel

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// End is the last moment of every world: no clock passes it. The dates of the
// AWS protocols have years of four digits.
const End = Time(253402300799_000) // 9999-12-31T23:59:59Z

// LongestSpan is how long a span of time may be that somebody writes.
const LongestSpan = 100 * 365 * Day

// ParseSpan reads a span of time from outside, of whole milliseconds, not negative
// and at most LongestSpan: days, as in 7d or 1d12h, besides what Go reads.
func ParseSpan(text string) (time.Duration, error) {
	days, rest, ok := strings.Cut(text, "d")
	if !ok {
		days, rest = "0", text
	}
	n, err := strconv.ParseUint(days, 10, 64)
	if err != nil || ok && rest != "" && (rest[0] == '-' || rest[0] == '+') {
		return 0, notASpan(text)
	}
	var d time.Duration
	if rest != "" || !ok {
		if d, err = time.ParseDuration(rest); err != nil {
			return 0, notASpan(text)
		}
	}
	switch {
	case d < 0:
		return 0, fmt.Errorf("%q is negative: time does not run backwards", text)
	case n > uint64(LongestSpan/Day) || d > LongestSpan-time.Duration(n)*Day:
		return 0, fmt.Errorf("%q is longer than %d days", text, LongestSpan/Day)
	case d%time.Millisecond != 0:
		return 0, fmt.Errorf("%q is no whole number of milliseconds", text)
	}
	return time.Duration(n)*Day + d, nil
}

func notASpan(text string) error {
	return fmt.Errorf("%q is not a time span: want one such as 90m, 12h, 7d or 1d12h", text)
}

// SpanOf reads how many units a span has, as a whole number from none up to
// LongestSpan.
func SpanOf(count string, unit time.Duration) (time.Duration, error) {
	n, err := strconv.ParseInt(count, 10, 64)
	if most := int64(LongestSpan / unit); err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("want a number from 0 to %d, got %s", most, count)
	}
	return time.Duration(n) * unit, nil
}

// FormatSpan writes a span as ParseSpan reads it: 90m, 12h, 7d, 7d1h30m.
func FormatSpan(d time.Duration) string {
	if days := d / Day; days > 0 {
		text := fmt.Sprint(int64(days), "d")
		if rest := d % Day; rest > 0 {
			text += FormatSpan(rest)
		}
		return text
	}
	s := d.String()
	if short, ok := strings.CutSuffix(s, "m0s"); ok {
		s = short + "m"
	}
	if short, ok := strings.CutSuffix(s, "h0m"); ok {
		s = short + "h"
	}
	return s
}

// ParseMoment reads an instant from outside, after the beginning of 1970 and up
// to End, as RFC 3339 has it.
func ParseMoment(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("%q is not a moment: want one such as 2025-11-01T00:00:00Z", text)
	}
	return t.UTC(), CheckMoment(t)
}

// CheckMoment reports whether a world can come to an instant: it is after the
// beginning of 1970, which stands for never, and not after End.
func CheckMoment(t time.Time) error {
	if t.Unix() < 0 || At(t) <= 0 || t.After(End.Std()) {
		return fmt.Errorf("%s is not a moment of this world: want one after 1970-01-01T00:00:00Z and up to %s",
			t.Format(time.RFC3339), End.Std().Format(time.RFC3339))
	}
	return nil
}

// maxSpan is the greatest time.Duration in milliseconds.
const maxSpan = Time(math.MaxInt64 / int64(time.Millisecond))

// Sub returns the duration from u to t, cut to what a time.Duration can say, 292
// years.
func (t Time) Sub(u Time) time.Duration {
	return time.Duration(max(-maxSpan, min(maxSpan, t-u))) * time.Millisecond
}

// Next returns the first instant after t that is a whole number of periods after
// since, which is not after t.
func (t Time) Next(since Time, period time.Duration) Time {
	every := Time(period / time.Millisecond)
	return since + ((t-since)/every+1)*every
}
