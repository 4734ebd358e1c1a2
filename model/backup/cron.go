package backup

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// schedule says when a rule of a plan runs: a cron expression of six fields, in a
// time zone, or a rate from the moment on at which its version of the plan was made.
type schedule struct {
	minutes, hours, months field
	days                   dayField // of the month
	weekdays               dayField
	years                  field
	every                  time.Duration // of a rate; 0 in a cron expression
}

// field is the numbers that a field of a cron expression matches, as bits, from the
// least of the field on; nil matches all.
type field []bool

func (f field) matches(n, least int) bool {
	return f == nil || n >= least && n-least < len(f) && f[n-least]
}

// dayField is a field about days. Either of the two in an expression is the only one
// that counts.
type dayField struct {
	none bool // ?
	set  field
	// last is L: the last day of the month, or of the weekdays the last one in it.
	last bool
	// near is the day to which a weekday, Monday to Friday, has to be the nearest: 15W.
	near int
	// nth is which of a weekday of the month it is, as in 6#3; 0 for any.
	nth     int
	weekday int // of last and nth: 1 is Sunday
}

var (
	monthNames   = strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")
	weekdayNames = strings.Fields("SUN MON TUE WED THU FRI SAT")
)

// Years beyond these no expression reaches (EventBridge User Guide,
// eb-scheduled-rule-pattern).
const (
	firstYear = 1970
	lastYear  = 2199
)

var errSchedule = errors.New("want cron(minutes hours day-of-month month day-of-week year) or rate(value unit)")

// parseSchedule reads a schedule expression: cron(...), its six fields alone, as in the
// reference's examples, or rate(...).
func parseSchedule(text string) (*schedule, error) {
	if inner, ok := strings.CutPrefix(text, "rate("); ok {
		if inner, ok = strings.CutSuffix(inner, ")"); !ok {
			return nil, errSchedule
		}
		return parseRate(inner)
	}
	if inner, ok := strings.CutPrefix(text, "cron("); ok {
		if text, ok = strings.CutSuffix(inner, ")"); !ok {
			return nil, errSchedule
		}
	}
	return parseCron(text)
}

func parseRate(text string) (*schedule, error) {
	number, unit, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 1_000_000 || number[0] == '+' || (n == 1) == strings.HasSuffix(unit, "s") {
		return nil, errSchedule
	}
	units := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	each, ok := units[strings.TrimSuffix(unit, "s")]
	if !ok {
		return nil, errSchedule
	}
	return &schedule{every: time.Duration(n) * each}, nil
}

func parseCron(text string) (*schedule, error) {
	fields := strings.Fields(text)
	if len(fields) != 6 {
		return nil, errSchedule
	}
	s := &schedule{}
	for i, read := range []func(string) error{
		func(text string) (err error) { s.minutes, err = numbers(text, 0, 59, nil); return err },
		func(text string) (err error) { s.hours, err = numbers(text, 0, 23, nil); return err },
		func(text string) (err error) { s.days, err = daysOfMonth(text); return err },
		func(text string) (err error) { s.months, err = numbers(text, 1, 12, monthNames); return err },
		func(text string) (err error) { s.weekdays, err = daysOfWeek(text); return err },
		func(text string) (err error) { s.years, err = numbers(text, firstYear, lastYear, nil); return err },
	} {
		if err := read(fields[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", fields[i], err)
		}
	}
	if s.days.none == s.weekdays.none {
		return nil, errors.New("one of day-of-month and day-of-week, and one alone, has to be ?")
	}
	return s, nil
}

var errField = errors.New("is no value of its field")

// numbers reads a field: *, or a list of numbers, names and ranges, any of which may
// have an increment, as in 0/15.
func numbers(text string, least, most int, names []string) (field, error) {
	if text == "*" {
		return nil, nil
	}
	set := make(field, most-least+1)
	for _, part := range strings.Split(text, ",") {
		span, increment, stepped := strings.Cut(part, "/")
		from, to, step := least, most, 1
		var err error
		if span != "*" {
			first, last, ranged := strings.Cut(span, "-")
			if from, err = number(first, least, most, names); err != nil {
				return nil, err
			}
			switch {
			case ranged:
				to, err = number(last, least, most, names)
			case !stepped:
				to = from
			}
		}
		if stepped && err == nil {
			step, err = number(increment, 1, most, nil)
		}
		if err != nil {
			return nil, err
		}
		if to < from { // over the end of the field, as in 20-2
			to += len(set)
		}
		for n := from; n <= to; n += step {
			set[(n-least)%len(set)] = true
		}
	}
	return set, nil
}

// number reads a number, or a name that stands for one, in any case.
func number(text string, least, most int, names []string) (int, error) {
	if i := slices.Index(names, strings.ToUpper(text)); i >= 0 {
		text = strconv.Itoa(i + 1)
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most || text[0] == '+' {
		return 0, errField
	}
	return n, nil
}

func daysOfMonth(text string) (d dayField, err error) {
	day, near := strings.CutSuffix(text, "W")
	switch {
	case text == "?":
		d.none = true
	case text == "L":
		d.last = true
	case near:
		d.near, err = number(day, 1, 31, nil)
	default:
		d.set, err = numbers(text, 1, 31, nil)
	}
	return d, err
}

func daysOfWeek(text string) (d dayField, err error) {
	day, last := strings.CutSuffix(text, "L")
	weekday, nth, counted := strings.Cut(text, "#")
	switch {
	case text == "?":
		d.none = true
	case text == "L": // the last day of the week
		d.set, err = numbers("7", 1, 7, nil)
	case last:
		d.last = true
		d.weekday, err = number(day, 1, 7, weekdayNames)
	case counted:
		if d.weekday, err = number(weekday, 1, 7, weekdayNames); err == nil {
			d.nth, err = number(nth, 1, 5, nil)
		}
	default:
		d.set, err = numbers(text, 1, 7, weekdayNames)
	}
	return d, err
}

// isOn reports whether the schedule runs on a day.
func (s *schedule) isOn(year int, month time.Month, day int) bool {
	if !s.years.matches(year, firstYear) || !s.months.matches(int(month), 1) {
		return false
	}
	date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if s.weekdays.none {
		return s.days.isDay(date)
	}
	return s.weekdays.isWeekday(date)
}

// isDay reports whether a field of days of the month matches.
func (d *dayField) isDay(date time.Time) bool {
	last := date.AddDate(0, 1, -date.Day()).Day()
	switch {
	case d.last:
		return date.Day() == last
	case d.near > 0:
		return date.Day() == nearest(date, d.near, last)
	}
	return d.set.matches(date.Day(), 1)
}

// nearest is the weekday of a date's month that is nearest to a day of it, 0 where the
// month lacks the day.
func nearest(date time.Time, day, last int) int {
	if day > last {
		return 0
	}
	switch date.AddDate(0, 0, day-date.Day()).Weekday() {
	case time.Saturday:
		if day == 1 {
			return 3
		}
		return day - 1
	case time.Sunday:
		if day == last {
			return day - 2
		}
		return day + 1
	}
	return day
}

// isWeekday reports whether a field of days of the week matches.
func (d *dayField) isWeekday(date time.Time) bool {
	weekday := int(date.Weekday()) + 1
	switch {
	case d.last:
		return weekday == d.weekday && date.AddDate(0, 0, 7).Month() != date.Month()
	case d.nth > 0:
		return weekday == d.weekday && (date.Day()-1)/7+1 == d.nth
	}
	return d.set.matches(weekday, 1)
}

// next returns when a schedule runs next after a moment, and false where it never does
// again. A rate counts from its start. Times that a change of the clock leaves out have
// no run, and times that it repeats have one (EventBridge Scheduler User Guide,
// schedule-types).
func (s *schedule) next(start, after time.Time, zone *time.Location) (time.Time, bool) {
	if s.every > 0 {
		runs := max(after.Sub(start)/s.every, 0)
		return start.Add((runs + 1) * s.every), true
	}
	local := after.In(zone)
	year, month, day := local.Date()
	for year <= lastYear {
		switch {
		case !s.years.matches(year, firstYear):
			year, month, day = year+1, time.January, 1
			continue
		case !s.months.matches(int(month), 1):
			year, month, day = time.Date(year, month+1, 1, 0, 0, 0, 0, time.UTC).Date()
			continue
		case s.isOn(year, month, day):
			if at, ok := s.onDay(year, month, day, after, zone); ok {
				return at, true
			}
		}
		year, month, day = time.Date(year, month, day+1, 0, 0, 0, 0, time.UTC).Date()
	}
	return time.Time{}, false
}

// onDay returns the first run of a day after a moment.
func (s *schedule) onDay(year int, month time.Month, day int, after time.Time, zone *time.Location) (time.Time, bool) {
	first := 0
	if y, m, d := after.In(zone).Date(); y == year && m == month && d == day {
		first = max(after.In(zone).Hour()-1, 0) // a change of the clock may repeat an hour
	}
	for hour := first; hour < 24; hour++ {
		for minute := 0; minute < 60 && s.hours.matches(hour, 0); minute++ {
			if !s.minutes.matches(minute, 0) {
				continue
			}
			at := time.Date(year, month, day, hour, minute, 0, 0, zone)
			if at.Hour() == hour && at.Minute() == minute && at.After(after) {
				return at, true
			}
		}
	}
	return time.Time{}, false
}
