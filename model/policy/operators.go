package policy

import (
	"cmp"
	"encoding/base64"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// comparison is what an operator does with one value of the request and one of
// the policy.
type comparison struct {
	negated bool
	same    func(have string, want pattern) bool
	check   func(want string) bool // whether it can be compared with
	// variables stand only in the values of string and ARN operators (IAM User
	// Guide, reference_policies_variables).
	variables bool
}

var comparisons = map[string]*comparison{
	"StringEquals":              {false, equal, anything, true},
	"StringNotEquals":           {true, equal, anything, true},
	"StringEqualsIgnoreCase":    {false, equalFold, anything, true},
	"StringNotEqualsIgnoreCase": {true, equalFold, anything, true},
	"StringLike":                {false, like, anything, true},
	"StringNotLike":             {true, like, anything, true},

	"NumericEquals":            {false, number(0), isNumber, false},
	"NumericNotEquals":         {true, number(0), isNumber, false},
	"NumericLessThan":          {false, number(-1), isNumber, false},
	"NumericLessThanEquals":    {false, number(-1, 0), isNumber, false},
	"NumericGreaterThan":       {false, number(1), isNumber, false},
	"NumericGreaterThanEquals": {false, number(1, 0), isNumber, false},

	"DateEquals":            {false, date(0), isDate, false},
	"DateNotEquals":         {true, date(0), isDate, false},
	"DateLessThan":          {false, date(-1), isDate, false},
	"DateLessThanEquals":    {false, date(-1, 0), isDate, false},
	"DateGreaterThan":       {false, date(1), isDate, false},
	"DateGreaterThanEquals": {false, date(1, 0), isDate, false},

	"Bool":         {false, sameTruth, isTruth, false},
	"BinaryEquals": {false, equal, isBase64, false},
	"IpAddress":    {false, within, isNetwork, false},
	"NotIpAddress": {true, within, isNetwork, false},

	"ArnEquals":    {false, arnLike, isARN, true},
	"ArnLike":      {false, arnLike, isARN, true},
	"ArnNotEquals": {true, arnLike, isARN, true},
	"ArnNotLike":   {true, arnLike, isARN, true},
}

func anything(string) bool { return true }

func equal(have string, want pattern) bool     { return have == want.literally() }
func equalFold(have string, want pattern) bool { return strings.EqualFold(have, want.literally()) }
func sameTruth(have string, want pattern) bool { return strings.EqualFold(have, want.text) }
func like(have string, want pattern) bool      { return want.matches(have, false) }
func arnLike(have string, want pattern) bool   { return want.isLikeARN(have) }

func isARN(s string) bool { return s == "*" || strings.Count(s, ":") >= 5 }

func isTruth(s string) bool { return truth(s) || strings.EqualFold(s, "false") }
func truth(s string) bool   { return strings.EqualFold(s, "true") }

func isBase64(s string) bool {
	_, err := base64.StdEncoding.DecodeString(s)
	return err == nil
}

// number compares numbers; the request's may be less (-1), equal (0) or greater
// (1) than the policy's.
func number(orders ...int) func(have string, want pattern) bool {
	return ordered(orders, numeric, cmp.Compare[float64])
}

func isNumber(s string) bool {
	_, ok := numeric(s)
	return ok
}

// numeric reads a decimal number: what Go also takes for one, as 0x1p-2 or NaN,
// is none in AWS.
func numeric(s string) (float64, bool) {
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && strings.Trim(s, "0123456789+-.eE") == ""
}

// date compares times as number does numbers.
func date(orders ...int) func(have string, want pattern) bool {
	return ordered(orders, moment, instant.compare)
}

// isDate reports whether a policy may have a text for a date. Of a number before the
// first year IAM says that it is none.
func isDate(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	_, ok := moment(s)
	return ok && (err != nil || n >= firstYear)
}

// instant is a time as seconds since 1970 and the nanoseconds after: time.Time
// has no room for all seconds that a number can tell.
type instant struct {
	seconds     int64
	nanoseconds int
}

func (t instant) compare(u instant) int {
	return cmp.Or(cmp.Compare(t.seconds, u.seconds), cmp.Compare(t.nanoseconds, u.nanoseconds))
}

// moment reads a time in ISO 8601, as freely as IAM does, or in seconds since 1970.
func moment(s string) (instant, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) != len("2006") {
		return instant{n, 0}, true
	}
	if len(s) > len("-292278993-01-01T00:00:00.000000000+00:00") {
		return instant{}, false
	}
	day, clock, timed := strings.Cut(strings.ToUpper(s), "T")
	r := dateReader{ok: true}
	year, month, dayOfMonth := r.day(day)
	if !timed || clock == "" {
		t := time.Date(year, time.Month(month), dayOfMonth, 0, 0, 0, 0, time.UTC)
		return instant{t.Unix(), 0}, r.ok
	}
	offset := 0
	if zone := strings.IndexAny(clock, "Z+-"); zone >= 0 {
		offset, clock = r.zone(clock[zone:]), clock[:zone]
	}
	hour, minute, second, fraction := r.clock(clock)
	t := time.Date(year, time.Month(month), dayOfMonth, hour, minute, second, fraction, time.UTC)
	return instant{t.Unix() - int64(offset)*60, fraction}, r.ok
}

// The years that IAM takes: those of a 64-bit count of milliseconds since 1970.
const firstYear, lastYear = -292275054, 292278993

// dateReader reads the parts of a date, and remembers whether all could be.
type dateReader struct{ ok bool }

// number reads a number between bounds that has so many digits, 0 for as many as it
// likes.
func (r *dateReader) number(text string, digits, least, most int) int {
	n, err := strconv.Atoi(text)
	plain := strings.Trim(text, "0123456789") == ""
	r.ok = r.ok && err == nil && plain && (digits == 0 || len(text) == digits) && least <= n && n <= most
	return n
}

// day reads YEAR, YEAR-MONTH or YEAR-MONTH-DAY.
func (r *dateReader) day(text string) (year, month, day int) {
	text, before := strings.CutPrefix(text, "-")
	fields := strings.Split(text, "-")
	r.ok = r.ok && len(fields) <= 3
	month, day = 1, 1
	if before {
		year = -r.number(fields[0], 0, 0, -firstYear)
	} else {
		year = r.number(fields[0], 0, 0, lastYear)
	}
	if len(fields) > 1 {
		month = r.number(fields[1], 0, 1, 12)
	}
	if len(fields) > 2 {
		day = r.number(fields[2], 0, 1, 31)
	}
	return year, month, day
}

// clock reads HOUR, HOUR:MINUTE or HOUR:MINUTE:SECOND with a fraction.
func (r *dateReader) clock(text string) (hour, minute, second, nanoseconds int) {
	fields := strings.Split(text, ":")
	r.ok = r.ok && len(fields) <= 3
	hour = r.number(fields[0], 0, 0, 23)
	if len(fields) > 1 {
		minute = r.number(fields[1], 0, 0, 59)
	}
	if len(fields) > 2 {
		whole, fraction, cut := strings.Cut(fields[2], ".")
		second = r.number(whole, 0, 0, 59)
		if cut {
			r.ok = r.ok && fraction != "" && len(fraction) <= 9
			nanoseconds = r.number((fraction + "000000000")[:9], 9, 0, 999999999)
		}
	}
	return hour, minute, second, nanoseconds
}

// zone reads Z, +HH or +HH:MM, in minutes east of Greenwich.
func (r *dateReader) zone(text string) (minutes int) {
	if text == "Z" {
		return 0
	}
	hours, more, exact := strings.Cut(text[1:], ":")
	minutes = 60 * r.number(hours, 2, 0, 23)
	if exact {
		minutes += r.number(more, 2, 0, 59)
	}
	if text[0] == '-' {
		return -minutes
	}
	return minutes
}

func ordered[T any](
	orders []int, read func(string) (T, bool), compare func(a, b T) int,
) func(have string, want pattern) bool {
	return func(have string, want pattern) bool {
		a, ok := read(have)
		b, known := read(want.text)
		if !ok || !known {
			return false
		}
		for _, o := range orders {
			if compare(a, b) == o {
				return true
			}
		}
		return false
	}
}

// within reports whether an address lies in a network.
func within(have string, want pattern) bool {
	address, err := netip.ParseAddr(have)
	network, ok := network(want.text)
	return err == nil && ok && network.Contains(address)
}

func isNetwork(s string) bool {
	_, ok := network(s)
	return ok
}

// network reads a network, as in 203.0.113.0/24, or a single address.
func network(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p, true
	}
	a, err := netip.ParseAddr(s)
	return netip.PrefixFrom(a, a.BitLen()), err == nil
}
