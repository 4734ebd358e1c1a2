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

// Parse reads a span such as 90m, 12h or 7d, of more than nothing and up to a
// century.
func Parse(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if d, err := Of(days, Day); err == nil && d > 0 {
			return d, nil
		}
	} else if d, err := time.ParseDuration(text); err == nil && d > 0 && d <= Longest {
		return d, nil
	}
	return 0, fmt.Errorf("%q is not a time span: want one such as 90m, 12h or 7d", text)
}

// Of reads how many units a span has, from none up to a century.
func Of(count string, unit time.Duration) (time.Duration, error) {
	n, err := strconv.ParseInt(count, 10, 64)
	if most := int64(Longest / unit); err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("want a number from 0 to %d, got %s", most, count)
	}
	return time.Duration(n) * unit, nil
}
