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
	same    func(have, want string) bool
	check   func(want string) bool // whether it can be compared with
	escape  func(string) string    // of what variables stand for
}

var comparisons = map[string]comparison{
	"StringEquals":              {false, equal, anything, plain},
	"StringNotEquals":           {true, equal, anything, plain},
	"StringEqualsIgnoreCase":    {false, strings.EqualFold, anything, plain},
	"StringNotEqualsIgnoreCase": {true, strings.EqualFold, anything, plain},
	"StringLike":                {false, like, anything, escaped},
	"StringNotLike":             {true, like, anything, escaped},

	"NumericEquals":            {false, number(0), isNumber, plain},
	"NumericNotEquals":         {true, number(0), isNumber, plain},
	"NumericLessThan":          {false, number(-1), isNumber, plain},
	"NumericLessThanEquals":    {false, number(-1, 0), isNumber, plain},
	"NumericGreaterThan":       {false, number(1), isNumber, plain},
	"NumericGreaterThanEquals": {false, number(1, 0), isNumber, plain},

	"DateEquals":            {false, date(0), isDate, plain},
	"DateNotEquals":         {true, date(0), isDate, plain},
	"DateLessThan":          {false, date(-1), isDate, plain},
	"DateLessThanEquals":    {false, date(-1, 0), isDate, plain},
	"DateGreaterThan":       {false, date(1), isDate, plain},
	"DateGreaterThanEquals": {false, date(1, 0), isDate, plain},

	"Bool":         {false, strings.EqualFold, isTruth, plain},
	"BinaryEquals": {false, equal, isBase64, plain},
	"IpAddress":    {false, within, isNetwork, plain},
	"NotIpAddress": {true, within, isNetwork, plain},

	"ArnEquals":    {false, arnLike, isARN, escaped},
	"ArnLike":      {false, arnLike, isARN, escaped},
	"ArnNotEquals": {true, arnLike, isARN, escaped},
	"ArnNotLike":   {true, arnLike, isARN, escaped},
}

func anything(string) bool { return true }

func equal(have, want string) bool   { return have == want }
func like(have, want string) bool    { return Like(want, have) }
func arnLike(have, want string) bool { return likeARN(want, have) }

func isARN(s string) bool { return s == "*" || strings.Count(s, ":") >= 5 }

func isTruth(s string) bool { return truth(s) || strings.EqualFold(s, "false") }
func truth(s string) bool   { return strings.EqualFold(s, "true") }

func isBase64(s string) bool {
	_, err := base64.StdEncoding.DecodeString(s)
	return err == nil
}

// number compares numbers; the request's may be less (-1), equal (0) or greater
// (1) than the policy's.
func number(orders ...int) func(have, want string) bool {
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
func date(orders ...int) func(have, want string) bool {
	return ordered(orders, moment, time.Time.Compare)
}

func isDate(s string) bool {
	_, ok := moment(s)
	return ok
}

// moment reads a time in ISO 8601 or in seconds since 1970.
func moment(s string) (time.Time, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) != len("2006") {
		return time.Unix(n, 0), true
	}
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

func ordered[T any](orders []int, read func(string) (T, bool), compare func(a, b T) int) func(have, want string) bool {
	return func(have, want string) bool {
		a, ok := read(have)
		b, known := read(want)
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

// within tells whether an address lies in a network.
func within(have, want string) bool {
	address, err := netip.ParseAddr(have)
	network, ok := network(want)
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
