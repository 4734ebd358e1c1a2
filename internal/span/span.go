// Package span reads spans of time, all that come from outside, within bounds
// in which no arithmetic with them can overflow.
package span

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Day is the longest unit of a span.
const Day = 24 * time.Hour

// Longest is the longest span, a century.
const Longest = 100 * 365 * Day

// Parse reads a span such as 90m, 12h, 7d or 1d12h, of more than nothing and up to
// a century.
func Parse(text string) (time.Duration, error) {
	if d, ok := parse(text); ok && d > 0 && d <= Longest {
		return d, nil
	}
	return 0, fmt.Errorf("%q is not a time span: want one such as 90m, 12h, 7d or 1d12h", text)
}

func parse(text string) (total time.Duration, ok bool) {
	days, rest, found := strings.Cut(text, "d")
	if !found {
		rest = text
	} else if d, err := Of(days, Day); err == nil {
		total = d
	} else {
		return 0, false
	}
	if found && rest == "" {
		return total, true
	}
	d, err := time.ParseDuration(rest)
	return total + d, err == nil && d >= 0 && d <= Longest
}

// Format writes a span as Parse reads it: 90m, 12h, 7d, 7d1h30m.
func Format(d time.Duration) string {
	if days := d / Day; days > 0 {
		text := fmt.Sprint(int64(days), "d")
		if rest := d % Day; rest > 0 {
			text += Format(rest)
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

// Of reads how many units a span has, from none up to a century.
func Of(count string, unit time.Duration) (time.Duration, error) {
	n, err := strconv.ParseInt(count, 10, 64)
	if most := int64(Longest / unit); err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("want a number from 0 to %d, got %s", most, count)
	}
	return time.Duration(n) * unit, nil
}
