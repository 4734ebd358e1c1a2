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

// date is a day of the calendar.
type date struct {
	year, month, day int
	weekday          int // 1 is Sunday
	last             int // day of the month
}

func dateOf(t time.Time) date {
	year, month, day := t.Date()
	return date{year, int(month), day, int(t.Weekday()) + 1, daysIn(year, int(month))}
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// forward goes on by some days of the month, at most to the first of the next one.
func (d *date) forward(days int) {
	d.weekday = (d.weekday-1+days)%7 + 1
	if d.day += days; d.day <= d.last {
		return
	}
	d.day = 1
	if d.month++; d.month > 12 {
		d.year, d.month = d.year+1, 1
	}
	d.last = daysIn(d.year, d.month)
}

// on reports whether the expression is due on a day of a month and year in which it may be.
func (c *cron) on(d *date) bool {
	if c.anyDay {
		return c.weekdays.has(d.weekday) || c.lastOf[d.weekday] && d.day+7 > d.last ||
			c.nthOf == d.weekday && (d.day+6)/7 == c.nth
	}
	if c.days.has(d.day) || c.lastDay && d.day == d.last {
		return true
	}
	for _, wanted := range c.near {
		if wanted <= d.last && d.day == d.nearest(wanted) {
			return true
		}
	}
	return false
}

// nearest returns the weekday nearest to a day of the same month.
func (d *date) nearest(day int) int {
	switch (d.weekday-1+day-d.day+35)%7 + 1 {
	case 7: // a Saturday
		if day == 1 {
			return 3
		}
		return day - 1
	case 1:
		if day == d.last {
			return day - 2
		}
		return day + 1
	}
	return day
}

// within reports whether the expression may be due in the month of a day.
func (c *cron) within(d *date) bool {
	return d.year >= cronYears.least && c.years.has(cronYears.index(d.year)) && c.months.has(d.month)
}

// next returns when the expression is due next, later than t; false if never.
func (c *cron) next(t kernel.Time) (kernel.Time, bool) {
	from := t.Std().Truncate(time.Minute).Add(time.Minute)
	minute := from.Hour()*60 + from.Minute()
	midnight := kernel.At(from.Truncate(kernel.Day))
	for d, past := dateOf(from), 0; d.year <= cronYears.most; minute = 0 {
		step := 1
		if !c.within(&d) {
			step = d.last - d.day + 1
		} else if c.on(&d) {
			if at, ok := c.ofDay(minute); ok {
				return midnight.Add(time.Duration(past)*kernel.Day + time.Duration(at)*time.Minute), true
			}
		}
		d.forward(step)
		past += step
	}
	return 0, false
}

// ofDay returns the first minute of a day, from one on, at which the expression is due.
func (c *cron) ofDay(from int) (int, bool) {
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
	// In twelve years every gap of a leap cycle has been seen, save rarer days. Times of one
	// day are as far from those of another as the days are, to less than a day.
	since := 0
	for d, past := dateOf(first.Std()), 0; since < 12*366 && d.year <= cronYears.most; {
		step := 1
		if !c.within(&d) {
			step = d.last - d.day + 1
		} else if c.on(&d) {
			if past-since > 366 {
				return false
			}
			since = past
		}
		d.forward(step)
		past += step
	}
	return true
}
