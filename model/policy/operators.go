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

func isDate(s string) bool {
	_, ok := moment(s)
	return ok
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

// moment reads a time in ISO 8601 or in seconds since 1970.
func moment(s string) (instant, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) != len("2006") {
		return instant{n, 0}, true
	}
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return instant{t.Unix(), t.Nanosecond()}, true
		}
	}
	return instant{}, false
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
