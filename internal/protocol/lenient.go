package protocol

import (
	"math"
	"reflect"
	"strconv"
	"strings"
)

// Mistake is a scalar of an answer that is written as another protocol would, and
// whose meaning is plain: a time, a number or a boolean as a text, or a time as a
// number.
type Mistake struct {
	// Path leads to the member, as in Clusters[].CreateTimestamp: [] is any element of a
	// list, * any key of a map.
	Path   string
	Reason string // what is wanted, and what stood there
	Got    string // the value
}

// mostNoted is how many mistakes of one answer are noted; more are passed over uncounted.
const mostNoted = 1000

// notes are the mistakes that were passed over; nil where none is.
type notes struct{ all []Mistake }

// count is how many mistakes there are.
func (n *notes) count() int {
	if n == nil {
		return 0
	}
	return len(n.all)
}

// under places the mistakes after the first ones inside a part.
func (n *notes) under(first int, part string) {
	for i := first; i < n.count(); i++ {
		path := &n.all[i].Path
		if *path != "" && (*path)[0] != '[' {
			*path = "." + *path
		}
		*path = part + *path
	}
}

// recovered reads a scalar of another type than the plan's and notes the mistake. It
// reports whether that was possible.
func (n *notes) recovered(p *plan, kind, s string, v reflect.Value) bool {
	if n == nil || !p.recover(s, v) {
		return false
	}
	if len(n.all) >= mostNoted {
		return true
	}
	n.all = append(n.all, Mistake{Reason: "want " + wanted[p.kind] + ", got " + kind, Got: abbreviated(s)})
	return true
}

func (p *plan) recover(s string, v reflect.Value) bool {
	switch p.kind {
	case boolean:
		lower := strings.ToLower(s)
		v.SetBool(lower == "true")
		return lower == "true" || lower == "false"
	case integer, decimal:
		return p.readText(s, v) == nil
	case instant:
		if p.readText(s, v) == nil {
			return true
		}
		ms, ok := parseDate(s)
		v.SetInt(ms)
		return ok
	case date:
		seconds, err := strconv.ParseFloat(s, 64)
		if err != nil || !(math.Abs(seconds) <= latest) {
			return false
		}
		v.SetInt(int64(math.Round(seconds * 1000)))
		return true
	}
	return false
}

// ReadLeniently reads an answer as ReadAnswer does. What that refuses is read again, and
// scalars of the wrong type whose meaning is plain are passed over and told. An error
// is that of ReadAnswer.
func (c *Call) ReadLeniently(body []byte) (out any, wrong []Mistake, err error) {
	out, err = c.ReadAnswer(body)
	if err == nil {
		return out, nil, nil
	}
	var n notes
	out, again := c.readAnswer(body, &n)
	if again != nil {
		return nil, nil, err
	}
	return out, n.all, nil
}
