package protocol

import (
	"cmp"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// pair is a parameter of a form.
type pair struct{ name, value string }

func readForm(p *plan, form string, v reflect.Value) *Error {
	pairs, wrong := parseForm(form)
	if wrong != nil {
		return wrong
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return compareNames(a.name, b.name) })
	for i := range pairs[min(1, len(pairs)):] {
		if pairs[i].name == pairs[i+1].name {
			return &Error{Path: pairs[i].name, Reason: "the parameter stands twice"}
		}
	}
	return p.readMembers(pairs, 0, v)
}

func parseForm(form string) (pairs []pair, wrong *Error) {
	for part := range strings.SplitSeq(form, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		for _, s := range []*string{&name, &value} {
			text, err := url.QueryUnescape(*s)
			if err != nil || !utf8.ValidString(text) {
				return nil, &Error{Reason: "the form cannot be read at " + strconv.Quote(abbreviated(*s))}
			}
			*s = text
		}
		pairs = append(pairs, pair{name, value})
	}
	return pairs, nil
}

// compareNames orders names part by part, numbers as numbers, so that what
// belongs together stands together, a whole before its parts, and lists are in
// their order.
func compareNames(a, b string) int {
	lengths := cmp.Compare(len(a), len(b))
	for a != b {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		if c := cmp.Or(cmp.Compare(rank(x), rank(y)), strings.Compare(x, y)); c != 0 {
			return c
		}
	}
	return lengths
}

// rank puts nothing before numbers, numbers by their length, and these before
// names.
func rank(part string) int {
	switch {
	case part == "":
		return -1
	case isNumber(part):
		return len(part)
	}
	return math.MaxInt
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// groups calls f for each part that follows the first at bytes of the names,
// with the pairs that have it and where it ends in them.
func groups(pairs []pair, at int, f func(part string, of []pair, end int) *Error) *Error {
	for len(pairs) > 0 {
		part, _, _ := strings.Cut(pairs[0].name[at:], ".")
		end, n := at+len(part), 1
		for n < len(pairs) && strings.HasPrefix(pairs[n].name[at:], part) &&
			(len(pairs[n].name) == end || pairs[n].name[end] == '.') {
			n++
		}
		if err := f(part, pairs[:n], end); err != nil {
			return err
		}
		pairs = pairs[n:]
	}
	return nil
}

// inside is where the parts begin that stand behind the first end bytes of the
// names; it is false where a name has none.
func inside(pairs []pair, end int) (at int, ok bool) {
	return end + 1, len(pairs[0].name) > end+1
}

func (p *plan) readMembers(pairs []pair, at int, v reflect.Value) *Error {
	var seen those
	return groups(pairs, at, func(part string, of []pair, end int) *Error {
		i, ok := p.byName[part]
		if !ok {
			return &Error{of[0].name, "unknown parameter", true}
		}
		if !seen.add(i) {
			return &Error{Path: of[0].name, Reason: "the parameter stands twice"}
		}
		return p.members[i].plan.readForm(of, end, v.Field(p.members[i].index))
	})
}

// readForm reads a value from the pairs whose names begin with its own, which is
// at bytes long.
func (p *plan) readForm(pairs []pair, at int, v reflect.Value) *Error {
	whole := len(pairs[0].name) == at // a value, not parts of one
	switch p.kind {
	case pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return p.elem.readForm(pairs, at, v.Elem())
	case structure, mapping, list:
		if whole && p.kind == list && pairs[0].value == "" && len(pairs) == 1 {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
			return nil
		}
		in, ok := inside(pairs, at)
		switch {
		case !ok:
			return &Error{Path: pairs[0].name, Reason: "want " + wanted[p.kind] + ", got a value"}
		case p.kind == list:
			return p.readFormList(pairs, in, v)
		case p.kind == mapping:
			return p.readFormMap(pairs, in, v)
		}
		return p.readMembers(pairs, in, v)
	}
	if last := pairs[len(pairs)-1]; !whole || len(pairs) > 1 {
		return &Error{last.name, "unknown parameter", true}
	}
	if err := p.readText(pairs[0].value, v); err != nil {
		return err.under(pairs[0].name)
	}
	return nil
}

func (p *plan) readFormList(pairs []pair, at int, v reflect.Value) *Error {
	if p.format == Form {
		return groups(pairs, at, func(part string, of []pair, end int) *Error {
			in, ok := inside(of, end)
			switch {
			case part != p.element && part != p.format.element() || !ok:
				return &Error{of[0].name, "unknown parameter", true}
			case v.Len() > 0:
				return &Error{Path: of[0].name, Reason: "the list stands twice"}
			}
			return p.readElements(of, in, v)
		})
	}
	return p.readElements(pairs, at, v)
}

func (p *plan) readElements(pairs []pair, at int, v reflect.Value) *Error {
	return groups(pairs, at, func(part string, of []pair, end int) *Error {
		if !isNumber(part) || part[0] == '0' {
			return &Error{Path: of[0].name, Reason: "want the elements of a list numbered from 1"}
		}
		v.Grow(1)
		v.SetLen(v.Len() + 1)
		return p.elem.readForm(of, end, v.Index(v.Len()-1))
	})
}

func (p *plan) readFormMap(pairs []pair, at int, v reflect.Value) *Error {
	v.Set(reflect.MakeMap(v.Type()))
	return groups(pairs, at, func(part string, of []pair, end int) *Error {
		in, ok := inside(of, end)
		if part != "entry" || !ok {
			return &Error{of[0].name, "unknown parameter", true}
		}
		return groups(of, in, func(_ string, of []pair, end int) *Error {
			if len(of) != 2 || of[0].name[end:] != ".key" || of[1].name[end:] != ".value" {
				return &Error{Path: of[0].name, Reason: "want a key and a value"}
			}
			return p.readEntry(v, of[0].value, func(value reflect.Value) *Error {
				return p.elem.readForm(of[1:], end+len(".value"), value)
			})
		})
	})
}
