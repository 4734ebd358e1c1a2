package dlm

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/kernel"
)

func TestAnExpressionIsDueAtItsNextTimes(t *testing.T) {
	from := kernel.At(time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)) // a Saturday
	for expression, want := range map[string][]string{
		"cron(0 9 * * ? *)":             {"2025-11-01T09:00", "2025-11-02T09:00"},
		"cron(15 10 ? * 6L *)":          {"2025-11-28T10:15", "2025-12-26T10:15"},
		"cron(0 9 ? * MON-FRI *)":       {"2025-11-03T09:00", "2025-11-04T09:00"},
		"cron(0 8 1 * ? *)":             {"2025-11-01T08:00", "2025-12-01T08:00"},
		"cron(0 0 1W * ? *)":            {"2025-11-03T00:00", "2025-12-01T00:00", "2026-01-01T00:00"},
		"cron(0 0 31W * ? *)":           {"2025-12-31T00:00", "2026-01-30T00:00"},
		"cron(0 0 L FEB ? *)":           {"2026-02-28T00:00", "2027-02-28T00:00", "2028-02-29T00:00"},
		"cron(0 12 ? * 3#2 *)":          {"2025-11-11T12:00", "2025-12-09T12:00"},
		"cron(0 0 ? * 1#5 *)":           {"2025-11-30T00:00", "2026-03-29T00:00"},
		"cron(0 0 ? * L *)":             {"2025-11-08T00:00", "2025-11-15T00:00"},
		"cron(0/20 18-19 ? * sun *)":    {"2025-11-02T18:00", "2025-11-02T18:20", "2025-11-02T18:40", "2025-11-02T19:00"},
		"cron(30 0/6 1,15 1/3 ? *)":     {"2026-01-01T00:30", "2026-01-01T06:30"},
		"cron(0 0 29 2 ? 2025-2199/4)":  {},
		"cron(0 0 29 2 ? 2100,2104/20)": {"2104-02-29T00:00", "2124-02-29T00:00"},
		"cron(0 0 1 1 ? 2024)":          {},
		"cron(5 0 1 1 ? 2027)":          {"2027-01-01T00:05"},
	} {
		c, err := parseCron(expression)
		require.NoError(t, err, expression)
		at := from
		for _, due := range want {
			next, ok := c.next(at)
			require.True(t, ok, expression)
			assert.Equal(t, due, next.Std().Format("2006-01-02T15:04"), expression)
			at = next
		}
		if len(want) == 0 {
			_, ok := c.next(at)
			assert.False(t, ok, expression)
		}
	}
}

func TestWhatIsNoExpressionIsRefusedByItsPart(t *testing.T) {
	for expression, complaint := range map[string]string{
		"rate(5 minutes)":             "want cron()",
		"cron(0 9 * * ?)":             "six fields",
		"cron(0 9 * * * *)":           "not both",
		"cron(0 9 ? * ? *)":           "not both",
		"cron(60 9 * * ? *)":          `"60" is not a minutes`,
		"cron(0 24 * * ? *)":          `"24" is not a hours`,
		"cron(0 9 0 * ? *)":           `"0" is not a day of month`,
		"cron(0 9 32W * ? *)":         `"32" is not a day of month`,
		"cron(0 9 * 13 ? *)":          `"13" is not a month`,
		"cron(0 9 ? * 8 *)":           `"8" is not a day of week`,
		"cron(0 9 ? * FUN *)":         `"FUN" is not a day of week`,
		"cron(0 9 ? * 3#6 *)":         "want # and a number",
		"cron(0 9 ? * 3#1,6#3 *)":     "stands alone",
		"cron(0 9 * * ? 1969)":        `"1969" is not a year`,
		"cron(0 9 * * ? 2200)":        `"2200" is not a year`,
		"cron(5-1 9 * * ? *)":         "from low to high",
		"cron(0/0 9 * * ? *)":         "not a step",
		"cron(0/ 9 * * ? *)":          "not a step",
		"cron(, 9 * * ? *)":           `"" is not a minutes`,
		"cron(+1 9 * * ? *)":          `"+1" is not a minutes`,
		"cron(? 9 * * ? *)":           `"?" is not a minutes`,
		"cron(0 9 ? * xL *)":          `"x" is not a day of week`,
		"cron(0 9 ? * x#1 *)":         `"x" is not a day of week`,
		"cron(0 9 1-2-3 * ? *)":       `"2-3" is not a day of month`,
		"cron(0 9 99999999999 * ? *)": "is not a day of month",
	} {
		_, err := parseCron(expression)
		assert.ErrorContains(t, err, complaint, expression)
	}
}

func TestSchedulesAreBetweenHourlyAndYearly(t *testing.T) {
	now := kernel.At(time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC))
	for expression, want := range map[string]bool{
		"cron(0 * * * ? *)":         true,
		"cron(0,30 * * * ? *)":      false,
		"cron(0/30 9 * * ? *)":      false,
		"cron(0 0 1 1 ? *)":         true,
		"cron(0 0 29 2 ? *)":        false,
		"cron(0 0 ? 2 1#5 *)":       false,
		"cron(0 0 1 1 ? 2027/2)":    false,
		"cron(0 0 1 1 ? 2020-24)":   false,
		"cron(0 9 ? * MON-FRI *)":   true,
		"cron(0 9 1 1 ? 2027)":      true,
		"cron(0 0 ? JAN MON *)":     true,
		"cron(0 9 1 1 ? 1970-2025)": false,
	} {
		c, err := parseCron(expression)
		if err != nil {
			assert.False(t, want, expression)
			continue
		}
		assert.Equal(t, want, c.isPaced(now), expression)
	}
}

// fits reports whether a minute is of an expression, by looking at the text alone.
func fits(expression string, at time.Time) bool {
	fields := strings.Fields(strings.TrimSuffix(strings.TrimPrefix(expression, "cron("), ")"))
	last := time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	weekday := int(at.Weekday()) + 1
	values := []int{at.Minute(), at.Hour(), at.Day(), int(at.Month()), weekday, at.Year()}
	tops := []int{59, 23, 31, 12, 7, 2199}
	for i, field := range fields {
		if field == "?" {
			continue
		}
		hit := false
		for _, part := range strings.Split(field, ",") {
			hit = hit || fitsPart(part, values[i], tops[i], i, at, last)
		}
		if !hit {
			return false
		}
	}
	return true
}

func fitsPart(part string, value, top, field int, at time.Time, last int) bool {
	day, nth, isNth := strings.Cut(part, "#")
	switch {
	case isNth:
		return strconv.Itoa(value) == day && strconv.Itoa((at.Day()-1)/7+1) == nth
	case part == "L" && field == 2:
		return value == last
	case part == "L":
		return value == 7
	case strings.HasSuffix(part, "L"):
		return strconv.Itoa(value) == strings.TrimSuffix(part, "L") && at.AddDate(0, 0, 7).Month() != at.Month()
	case strings.HasSuffix(part, "W"):
		// The day itself, else its neighbours, never in another month.
		wanted, _ := strconv.Atoi(strings.TrimSuffix(part, "W"))
		for _, off := range []int{0, -1, 1, -2, 2} {
			candidate := time.Date(at.Year(), at.Month(), wanted+off, 0, 0, 0, 0, time.UTC)
			if wanted <= last && candidate.Month() == at.Month() && candidate.Weekday() != time.Saturday &&
				candidate.Weekday() != time.Sunday {
				return candidate.Day() == at.Day()
			}
		}
		return false
	}
	span, step, stepped := strings.Cut(part, "/")
	by := 1
	if stepped {
		by, _ = strconv.Atoi(step)
	}
	from, to, ranged := strings.Cut(span, "-")
	low, _ := strconv.Atoi(from)
	high := low
	switch {
	case span == "*":
		low, high = map[int]int{0: 0, 1: 0, 5: 1970}[field], top
		if field >= 2 && field <= 4 {
			low = 1
		}
	case ranged:
		high, _ = strconv.Atoi(to)
	case stepped:
		high = top
	}
	return value >= low && value <= high && (value-low)%by == 0
}

// drawCron draws an expression that is due within two months or so.
func drawCron(t *rapid.T) string {
	number := func(low, high int, what string) int { return rapid.IntRange(low, high).Draw(t, what) }
	part := func(low, high int, what string) string {
		switch number(0, 4, what+" form") {
		case 0:
			return "*"
		case 1:
			from := number(low, high, what)
			return fmt.Sprintf("%d-%d", from, number(from, high, what))
		case 2:
			return fmt.Sprintf("%d/%d", number(low, high, what), number(1, high-low+1, what+" step"))
		case 3:
			return fmt.Sprintf("%d,%d", number(low, high, what), number(low, high, what))
		}
		return strconv.Itoa(number(low, high, what))
	}
	days, weekdays := "?", "?"
	if rapid.Bool().Draw(t, "by weekday") {
		weekdays = rapid.SampledFrom([]string{"", "", "L", fmt.Sprintf("%dL", number(1, 7, "last")),
			fmt.Sprintf("%d#%d", number(1, 7, "nth"), number(1, 4, "n"))}).Draw(t, "weekday")
		if weekdays == "" {
			weekdays = part(1, 7, "weekdays")
		}
	} else {
		days = rapid.SampledFrom([]string{"", "", "L", fmt.Sprintf("%dW", number(1, 31, "near")),
			fmt.Sprintf("3,%dW,L", number(1, 31, "near too"))}).Draw(t, "day")
		if days == "" {
			days = part(1, 28, "days")
		}
	}
	return fmt.Sprintf("cron(%s %s %s * %s %s)", part(0, 59, "minutes"), part(0, 23, "hours"), days, weekdays,
		rapid.SampledFrom([]string{"*", "2025-2199", "2025/1"}).Draw(t, "years"))
}

func TestTheNextTimeIsTheFirstMinuteThatFits(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		expression := drawCron(t)
		start := time.Date(2025, 11, 1, 0, 0, 0, 0,
			time.UTC).Add(time.Duration(rapid.Int64Range(0, int64(800*kernel.Day/time.Millisecond)).Draw(t,
			"start")) * time.Millisecond)
		c, err := parseCron(expression)
		require.NoError(t, err, expression)
		got, ok := c.next(kernel.At(start))
		for at := start.Truncate(time.Minute).Add(time.Minute); at.Before(start.AddDate(0, 2, 7)); at = at.Add(time.Minute) {
			if at.Hour() == 0 && at.Minute() == 0 && !fits("cron(* * "+strings.Join(strings.Fields(expression)[2:], " "), at) {
				at = at.Add(kernel.Day - time.Minute) // no minute of this day fits
				continue
			}
			if fits(expression, at) {
				require.True(t, ok, expression)
				require.Equal(t, at, got.Std(), "%s after %s", expression, start)
				return
			}
		}
		if ok {
			require.True(t, fits(expression, got.Std()), "%s is not due at %s", expression, got)
		}
	})
}

func FuzzCron(f *testing.F) {
	for _, seed := range []string{"cron(0 9 * * ? *)", "cron(0/5 9-17 ? * MON-FRI 2026)", "cron(0 0 LW * ? *)",
		"cron(0 0 ? * 6#3 *)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		c, err := parseCron(expression)
		if err != nil {
			return
		}
		now := kernel.At(time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC))
		if next, ok := c.next(now); ok && next <= now {
			t.Errorf("%s is due at %s, before %s", expression, next, now)
		}
		c.isPaced(now)
	})
}
