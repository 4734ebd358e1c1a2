package rds

import (
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// clock reads the hour and minute that a text such as 03:00-03:30 begins with.
func clock(text string) (past time.Duration, ok bool) {
	if len(text) < 5 || text[2] != ':' {
		return 0, false
	}
	hour, minute := number(text[:2]), number(text[3:5])
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute,
		hour >= 0 && hour < 24 && minute >= 0 && minute < 60
}

// number reads two digits, -1 where they are none.
func number(digits string) int {
	if strings.Trim(digits, "0123456789") != "" {
		return -1
	}
	return int(digits[0]-'0')*10 + int(digits[1]-'0')
}

// untilTime is how long it is until a daily window such as 03:00-03:30 begins; one
// that is not written so begins in a day.
func untilTime(now kernel.Time, window string) time.Duration {
	begin, ok := clock(window)
	if !ok {
		return kernel.Day
	}
	today := now - now%kernel.Time(kernel.Day/time.Millisecond)
	if next := today.Add(begin); next > now {
		return next.Sub(now)
	}
	return today.Add(kernel.Day + begin).Sub(now)
}

// untilWindow is how long it is until a weekly window such as sun:05:00-sun:05:30
// begins; one that is not written so begins in a week.
func untilWindow(now kernel.Time, window string) time.Duration {
	day, hours, _ := strings.Cut(window, ":")
	if _, ok := clock(hours); !ok {
		return 7 * kernel.Day
	}
	until := untilTime(now, hours)
	for range 7 {
		if weekday := now.Add(until).Std().Weekday().String(); len(day) == 3 && strings.EqualFold(weekday[:3], day) {
			return until
		}
		until += kernel.Day
	}
	return 7 * kernel.Day
}
