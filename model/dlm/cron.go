package dlm

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// cron is an expression of EventBridge's dialect: minutes, hours, day of month,
// month, day of week (1 is Sunday) and year, in UTC.
type cron struct {
	minutes, hours, days, months, weekdays, years set

	lastDay  bool    // L in the day of month
	near     []int   // nW: the weekday nearest to day n
	lastOf   [8]bool // nL: the last such day of the month
	nth      int     // n#nth: such a day, counted within the month; 0 for none
	nthOf    int
	anyDay   bool // the day of month is ?
	anyWeekd bool // the day of week is ?
}

// set is a set of numbers below 256.
type set [4]uint64

func (s *set) add(n int)      { s[n/64] |= 1 << (n % 64) }
func (s *set) has(n int) bool { return s[n/64]>>(n%64)&1 == 1 }
func (s *set) size() (n int) {
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// field is what a field of an expression may hold.
type field struct {
	name        string
	least, most int
	names       []string // of the values from least on
}

var (
	cronMinutes = field{"minutes", 0, 59, nil}
	cronHours   = field{"hours", 0, 23, nil}
	cronDays    = field{"day of month", 1, 31, nil}
	cronMonths  = field{"month", 1, 12,
		[]string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}}
	cronWeekdays = field{"day of week", 1, 7, []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}}
	cronYears    = field{"year", 1970, 2199, nil}
)

// parseCron reads an expression such as cron(0 9 ? * MON-FRI *).
func parseCron(text string) (*cron, error) {
	inner, ok := strings.CutPrefix(text, "cron(")
	inner, closed := strings.CutSuffix(inner, ")")
	fields := strings.Fields(inner)
	if !ok || !closed || len(fields) != 6 {
		return nil, fmt.Errorf("%q is not a cron expression: want cron() around six fields", text)
	}
	c := &cron{anyDay: fields[2] == "?", anyWeekd: fields[4] == "?"}
	if c.anyDay == c.anyWeekd {
		return nil, fmt.Errorf("%q: want ? as the day of month or as the day of week, not both", text)
	}
	var err error
	read := func(f field, i int, into *set, special func(string) (bool, error)) {
		if err == nil {
			err = f.parse(fields[i], into, special)
		}
	}
	read(cronMinutes, 0, &c.minutes, nil)
	read(cronHours, 1, &c.hours, nil)
	if !c.anyDay {
		read(cronDays, 2, &c.days, c.dayOfMonth)
	}
	read(cronMonths, 3, &c.months, nil)
	if !c.anyWeekd {
		read(cronWeekdays, 4, &c.weekdays, c.dayOfWeek)
	}
	read(cronYears, 5, &c.years, nil)
	if err != nil {
		return nil, err
	}
	if c.nth > 0 && strings.Contains(fields[4], ",") {
		return nil, fmt.Errorf("%q: a day of week with # stands alone", text)
	}
	return c, nil
}

// parse reads the parts of a field. Special is asked first.
func (f field) parse(text string, into *set, special func(string) (bool, error)) error {
	for _, part := range strings.Split(text, ",") {
		if special != nil {
			if known, err := special(part); known || err != nil {
				if err != nil {
					return err
				}
				continue
			}
		}
		if err := f.span(part, into); err != nil {
			return err
		}
	}
	return nil
}

// span reads *, n, n-m, and each with a step, as in n/step.
func (f field) span(part string, into *set) error {
	span, step, stepped := strings.Cut(part, "/")
	by := 1
	if stepped {
		n, err := number(step)
		if err != nil || n < 1 || n > f.most-f.least+1 {
			return fmt.Errorf("%s: %q is not a step of the %s", part, step, f.name)
		}
		by = n
	}
	from, to := f.least, f.most
	if span != "*" {
		first, last, ranged := strings.Cut(span, "-")
		var err error
		if from, err = f.value(first); err != nil {
			return err
		}
		switch {
		case ranged:
			if to, err = f.value(last); err != nil {
				return err
			}
		case !stepped:
			to = from
		}
		if to < from {
			return fmt.Errorf("%s: a range of the %s goes from low to high", part, f.name)
		}
	}
	for n := from; n <= to; n += by {
		into.add(f.index(n))
	}
	return nil
}

// index is where a value stands in a set: years are counted from the first.
func (f field) index(n int) int {
	if f.most > 255 {
		return n - f.least
	}
	return n
}

func (f field) value(text string) (int, error) {
	for i, name := range f.names {
		if strings.EqualFold(text, name) {
			return f.least + i, nil
		}
	}
	n, err := number(text)
	if err != nil || n < f.least || n > f.most {
		return 0, fmt.Errorf("%q is not a %s from %d to %d", text, f.name, f.least, f.most)
	}
	return n, nil
}

// number reads decimal digits.
func number(text string) (int, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	return int(n), err
}

func (c *cron) dayOfMonth(part string) (bool, error) {
	if part == "L" {
		c.lastDay = true
		return true, nil
	}
	day, ok := strings.CutSuffix(part, "W")
	if !ok {
		return false, nil
	}
	n, err := cronDays.value(day)
	c.near = append(c.near, n)
	return true, err
}

func (c *cron) dayOfWeek(part string) (bool, error) {
	if part == "L" {
		c.weekdays.add(7)
		return true, nil
	}
	if day, ok := strings.CutSuffix(part, "L"); ok {
		n, err := cronWeekdays.value(day)
		c.lastOf[n] = true
		return true, err
	}
	day, nth, ok := strings.Cut(part, "#")
	if !ok {
		return false, nil
	}
	n, err := cronWeekdays.value(day)
	if err != nil {
		return true, err
	}
	count, err := number(nth)
	if err != nil || count < 1 || count > 5 {
		return true, fmt.Errorf("%q: want # and a number from 1 to 5", part)
	}
	c.nthOf, c.nth = n, count
	return true, nil
}

// on reports whether the expression is due on a day at all.
func (c *cron) on(day time.Time) bool {
	year, month, n := day.Date()
	if year < cronYears.least || year > cronYears.most || !c.years.has(cronYears.index(year)) ||
		!c.months.has(int(month)) {
		return false
	}
	last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	weekday := int(day.Weekday()) + 1
	if c.anyDay {
		return c.weekdays.has(weekday) || c.lastOf[weekday] && n+7 > last || c.nthOf == weekday && (n+6)/7 == c.nth
	}
	if c.days.has(n) || c.lastDay && n == last {
		return true
	}
	for _, wanted := range c.near {
		if wanted <= last && n == nearest(year, month, wanted, last) {
			return true
		}
	}
	return false
}

// nearest returns the weekday nearest to a day, in the same month.
func nearest(year int, month time.Month, day, last int) int {
	switch time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Weekday() {
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

// next returns when the expression is due next, later than t; false if never.
func (c *cron) next(t kernel.Time) (kernel.Time, bool) {
	from := t.Std().Truncate(time.Minute).Add(time.Minute)
	day := from.Truncate(kernel.Day)
	for day.Year() <= cronYears.most {
		switch {
		case day.Year() < cronYears.least || !c.years.has(cronYears.index(day.Year())):
			day = time.Date(day.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
			continue
		case !c.months.has(int(day.Month())):
			day = time.Date(day.Year(), day.Month()+1, 1, 0, 0, 0, 0, time.UTC)
			continue
		case c.on(day):
			if minute, ok := c.within(max(0, int(from.Sub(day)/time.Minute))); ok {
				return kernel.At(day.Add(time.Duration(minute) * time.Minute)), true
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return 0, false
}

// within returns the first minute of a day, from one on, at which the expression
// is due.
func (c *cron) within(from int) (int, bool) {
	for minute := from; minute < 24*60; {
		switch {
		case !c.hours.has(minute / 60):
			minute = (minute/60 + 1) * 60
		case c.minutes.has(minute % 60):
			return minute, true
		default:
			minute++
		}
	}
	return 0, false
}

// isPaced reports whether the expression is due again, never twice within an hour,
// and never more than a year (of up to 366 days) apart.
func (c *cron) isPaced(now kernel.Time) bool {
	first, ok := c.next(now)
	if !ok || c.minutes.size() != 1 {
		return false
	}
	// In twelve years every gap of a leap cycle has been seen, save rarer days.
	for last := first; last < first.Add(12*366*kernel.Day); {
		day := kernel.At(last.Std().Truncate(kernel.Day).Add(kernel.Day - time.Minute))
		next, ok := c.next(day)
		if !ok {
			break
		}
		if next.Sub(last) > 366*kernel.Day {
			return false
		}
		last = next
	}
	return true
}
