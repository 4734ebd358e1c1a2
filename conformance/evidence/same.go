package evidence

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model/kernel"
)

// difference is a member of which a cloud says one thing and the model another. It accuses
// only where the member is known.
type difference struct {
	path, theirs, ours string
	known, state       bool
	// alike is true where the cloud's ID was taken for that of another thing before, and no
	// caller has ever named it: AWS made several that look the same.
	alike bool
}

func (d difference) String() string {
	return fmt.Sprintf("%s: want %s, got %s", d.path, d.ours, d.theirs)
}

// place is a step of a path: a member, or an element of a list.
type place struct {
	name  string
	index int
}

// comparing holds an answer against the model's.
type comparing struct {
	*names
	now    kernel.Time // the world's
	others bool        // lists may hold what is older than the world
	partly bool        // what is not there may only not be shown
	path   []place
	found  []difference
	shown  []string      // what the cloud shows and the model does not
	apart  time.Duration // how far moments are apart, in all
	times  []kernel.Time // how far the cloud's moments are from the world's, where it is now
}

// memberPlan is what is known of a member of a struct.
type memberPlan struct {
	index int
	name  string
	known bool // when AWS sends it is told
	// always is true where AWS always sends it.
	always bool
}

// plans has the plans of types that were met, each a []memberPlan.
var plans sync.Map

func planOf(t reflect.Type) []memberPlan {
	if known, ok := plans.Load(t); ok {
		return known.([]memberPlan)
	}
	var plan []memberPlan
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			sent, known := f.Tag.Lookup("sent")
			plan = append(plan, memberPlan{i, f.Name, known, strings.HasPrefix(sent, string(kernel.SentAlways))})
		}
	}
	plans.Store(t, plan)
	return plan
}

// isMissing reports whether a member is a text that says nothing, or a structure that is not there.
func isMissing(v reflect.Value) bool {
	return v.Kind() == reflect.String && v.Len() == 0 || v.Kind() == reflect.Pointer && v.IsNil()
}

func (c *comparing) differ(known bool, theirs, ours any) {
	var path []string
	for _, p := range c.path {
		if p.name == "" {
			p.name = strconv.Itoa(p.index)
		}
		path = append(path, p.name)
	}
	c.found = append(c.found, difference{strings.Join(path, "."), fmt.Sprint(theirs), fmt.Sprint(ours), known, c.isState(),
		false})
}

// weight counts the differences that accuse.
func (c *comparing) weight() (n int) {
	for _, d := range c.found {
		if d.known {
			n++
		}
	}
	return n
}

// value compares a value of the cloud with one of the model. What one of them does not say
// at all is nobody's fault: AWS says more than the model knows.
func (c *comparing) value(theirs, ours reflect.Value, known bool) {
	switch theirs.Kind() {
	case reflect.Pointer:
		if !theirs.IsNil() && !ours.IsNil() {
			c.value(theirs.Elem(), ours.Elem(), known)
		}
	case reflect.Struct:
		plan := planOf(theirs.Type())
		whole := len(c.path) == 0 && len(plan) == 1 // an answer that is one member has it
		for _, m := range plan {
			c.path = append(c.path, place{name: m.name})
			if (m.always || whole) && !c.partly && isMissing(theirs.Field(m.index)) && !ours.Field(m.index).IsZero() {
				c.differ(true, "nothing", brief(ours.Field(m.index)))
			}
			c.value(theirs.Field(m.index), ours.Field(m.index), m.known)
			c.path = c.path[:len(c.path)-1]
		}
	case reflect.Slice:
		if values.IsBlob(theirs.Type()) {
			if theirs.Len() > 0 && ours.Len() > 0 {
				c.text(values.FormatBlob(theirs.Bytes()), values.FormatBlob(ours.Bytes()), known)
			}
			return
		}
		c.list(theirs, ours, known)
	case reflect.Map:
		c.entries(theirs, ours, known)
	case reflect.String:
		switch {
		case theirs.Len() > 0 && ours.Len() > 0:
			c.text(theirs.String(), ours.String(), theirs.Type() != reflect.TypeFor[string]() || c.isState())
		case theirs.Len() > 0:
			c.shown = append(c.shown, theirs.String())
		}
	default:
		if t, ok := theirs.Interface().(kernel.Time); ok {
			c.moment(t, kernel.Time(ours.Int()))
		} else if !theirs.Equal(ours) && !(c.partly && theirs.IsZero()) {
			c.differ(known, theirs, ours)
		}
	}
}

// isState reports whether the member that is compared is a state.
func (c *comparing) isState() bool {
	if len(c.path) == 0 {
		return false
	}
	name := c.path[len(c.path)-1].name
	return strings.HasSuffix(name, "State") || strings.HasSuffix(name, "Status")
}

// text compares texts: what the world made may be called otherwise.
func (c *comparing) text(theirs, ours string, enumerated bool) {
	if theirs == ours || strings.Contains(theirs, redact.Mark) || c.stands(theirs, ours) {
		if strings.HasPrefix(ours, request) {
			c.csr = ours
		}
		return
	}
	if strings.HasPrefix(theirs, "%7B") {
		theirs, ours = unescaped(theirs), unescaped(ours)
	}
	if said := c.translate(theirs); said != ours && !values.Same(said, ours) {
		c.shown = append(c.shown, theirs)
		c.differ(enumerated || c.said[ours] || kernel.IsAccount(ours) || c.back[ours] != "", theirs, ours)
		c.found[len(c.found)-1].alike = c.made(ours) && !c.said[theirs] && !c.said[ours]
	}
}

// unescaped is a policy as IAM shows it without its escapes.
func unescaped(text string) string {
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return plain
}

// farAhead is by how much a moment to come may differ before anybody is accused: what it is
// counted from may be uncertain, and services round.
const farAhead = 12 * time.Hour

// moment compares instants. Of the past, the model knows only bounds.
func (c *comparing) moment(theirs, ours kernel.Time) {
	if theirs == 0 || ours == 0 || theirs == ours {
		return
	}
	apart := theirs.Std().Sub(ours.Std()).Abs()
	c.apart += apart
	if ours.Std().Sub(c.now.Std()).Abs() < time.Second {
		c.times = append(c.times, theirs-ours)
	}
	if ours > c.now && apart > farAhead {
		c.differ(true, theirs, ours)
	}
}

// most is how many elements of lists are compared each with each.
const most = 64

// list compares lists, in whatever order their elements come.
func (c *comparing) list(theirs, ours reflect.Value, known bool) {
	outer := len(c.path) == 1
	if theirs.Len() == 0 && (ours.Len() == 0 || c.partly) || !outer && (theirs.IsNil() && !known || ours.Len() == 0) {
		return
	}
	if theirs.Len() == ours.Len() && c.inOrder(theirs, ours) {
		return
	}
	if theirs.Len() > most || ours.Len() > most {
		if theirs.Len() != ours.Len() && !c.others {
			c.differ(true, fmt.Sprint(theirs.Len(), " elements"), fmt.Sprint(ours.Len(), " elements"))
		}
		return
	}
	used := make([]bool, theirs.Len())
	for i := range ours.Len() {
		c.path = append(c.path, place{index: i})
		c.likest(theirs, ours.Index(i), used, known || outer)
		c.path = c.path[:len(c.path)-1]
	}
	for j, taken := range used {
		if taken {
			continue
		}
		if stranger := c.isForeign(theirs.Index(j)); !c.others && !stranger {
			c.path = append(c.path, place{index: j})
			c.differ(known || outer, summary(theirs.Index(j)), "nothing")
			c.path = c.path[:len(c.path)-1]
		}
		values.EachString(theirs.Index(j), "", func(_, text string) { c.shown = append(c.shown, text) })
	}
}

// inOrder compares lists of one length element by element, and takes back what it found
// where they differ.
func (c *comparing) inOrder(theirs, ours reflect.Value) bool {
	since, found, times := len(c.log), len(c.found), len(c.times)
	before := c.weight()
	for i := range ours.Len() {
		c.path = append(c.path, place{index: i})
		c.value(theirs.Index(i), ours.Index(i), true)
		c.path = c.path[:len(c.path)-1]
	}
	if c.weight() == before {
		return true
	}
	c.undo(since)
	c.found, c.times = c.found[:found], c.times[:times]
	return false
}

// likest finds the element of a list that differs least from one of the model.
func (c *comparing) likest(theirs, ours reflect.Value, used []bool, known bool) {
	best, least, nearest := -1, 0, time.Duration(0)
	since, found, times := len(c.log), len(c.found), len(c.times)
	for j := range theirs.Len() {
		if used[j] {
			continue
		}
		c.apart = 0
		c.value(theirs.Index(j), ours, true)
		weight := 0
		for _, d := range c.found[found:] {
			if d.known {
				weight++
			}
		}
		c.undo(since)
		c.found, c.times = c.found[:found], c.times[:times]
		if best < 0 || weight < least || weight == least && c.apart < nearest {
			best, least, nearest = j, weight, c.apart
		}
	}
	if best < 0 {
		c.differ(known, "nothing", summary(ours))
		return
	}
	used[best] = true
	c.value(theirs.Index(best), ours, true)
}

// isForeign reports whether an element holds what the cloud made and the model did not.
func (c *comparing) isForeign(v reflect.Value) (found bool) {
	values.EachString(v, "", func(_, text string) {
		for word := range wordsOf(text) {
			found = found || c.foreign[word]
		}
	})
	return found
}

func (c *comparing) entries(theirs, ours reflect.Value, known bool) {
	if theirs.Len() == 0 || ours.Len() == 0 {
		return
	}
	keys := ours.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	if theirs.Len() != len(keys) {
		c.differ(known, fmt.Sprint(theirs.Len(), " entries"), fmt.Sprint(len(keys), " entries"))
		return
	}
	for _, key := range keys {
		c.path = append(c.path, place{name: key.String()})
		if there := theirs.MapIndex(key); there.IsValid() {
			c.value(there, ours.MapIndex(key), known)
		} else {
			c.differ(false, "nothing", ours.MapIndex(key))
		}
		c.path = c.path[:len(c.path)-1]
	}
}

// brief is a structure in a few words, and anything else as it is.
func brief(v reflect.Value) any {
	if v.Kind() == reflect.Pointer {
		return summary(v)
	}
	return v
}

// summary is an element of a list in a few words: its first texts.
func summary(v reflect.Value) string {
	var told []string
	values.EachString(v, "", func(_, text string) {
		if len(told) < 3 && len(text) < 100 {
			told = append(told, text)
		}
	})
	return strings.Join(told, " ")
}
