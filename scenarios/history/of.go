package history

import (
	"cmp"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// Event is what a run recorded: an advance of time, an activation, or a call
// with its answer.
type Event struct {
	kernel.Exchange
	Advance  time.Duration
	Activate string
}

// Of makes a history of a recorded run. What the world minted and an answer
// showed has a name wherever a later input holds it. Where no answer showed it,
// a reading call that does is put before: to find one, the run is made again in
// a fresh world.
func Of(o model.Options, fresh Factory, recorded []Event) *History {
	r := reader{
		world: fresh(remembering(o)), calling: map[string]bool{}, answered: map[string]bool{}, shown: map[string]*shown{},
		said:   map[string]bool{},
		sought: map[string]bool{}, named: map[string]int{},
	}
	for _, e := range recorded {
		r.meet(e)
	}
	for i, e := range recorded {
		r.read(e, i == len(recorded)-1)
	}
	for _, s := range r.used {
		step := &r.steps[s.step]
		step.Save = append(step.Save, Saved{s.name, s.path})
	}
	for i := range r.steps {
		r.steps[i].Prepare()
	}
	return &History{Options: o, Steps: r.steps}
}

func remembering(o model.Options) model.Options {
	o.RememberMade = true
	return o
}

// reader goes through a recorded run.
type reader struct {
	world    World           // in which the run is made again
	calling  map[string]bool // accounts that call, and so were there before
	callers  []kernel.Caller
	answered map[string]bool // the words that any answer shows, sooner or later
	steps    []Step
	shown    map[string]*shown
	byLength []*shown // the longest first
	said     map[string]bool
	sought   map[string]bool // whether they could be shown or not
	named    map[string]int
	used     []*shown
}

// shown is a value that an answer showed first, and its name once it is used.
type shown struct {
	value, path string
	step        int
	name        string
}

// meet notes who calls, and what answers show.
func (r *reader) meet(e Event) {
	r.calling[e.As.Account] = true
	if e.In != nil && !slices.Contains(r.callers, e.As) {
		r.callers = append(r.callers, e.As)
	}
	if e.Err == nil && e.Out != nil {
		values.EachString(reflect.ValueOf(e.Out), "", func(_, text string) {
			if len(text) < maxText {
				for word := range words(text) {
					r.answered[word] = true
				}
			}
		})
	}
}

// maxText is how long a text is at most in which IDs are shown.
const maxText = 200

func (r *reader) read(e Event, last bool) {
	step := Step{Advance: e.Advance, As: e.As, Activate: e.Activate, Fails: e.Fails}
	switch {
	case e.Advance > 0:
		r.world.Advance(e.Advance)
	case e.In == nil:
		r.seek(e.As, e.Activate, true)
		step.As.Account, step.As.Principal, step.Activate = r.symbol(e.As.Account), r.symbol(e.As.Principal),
			r.symbol(e.Activate)
		_ = r.world.Activate(e.As, e.Activate)
	default:
		step.As.Account, step.As.Principal = r.symbol(e.As.Account), r.symbol(e.As.Principal)
		means := e.Err == nil || last // what is refused means little, whatever it names
		values.EachString(reflect.ValueOf(e.In), "", func(_, text string) { r.seek(e.As, text, means) })
		if means {
			values.EachString(reflect.ValueOf(e.In), "", func(_, text string) { r.said[text] = true })
		}
		step.In = values.Rewritten(e.In, r.symbol)
		e.Out, e.Err = Do(r.world, e.As, e.In, e.Fails)
	}
	r.steps = append(r.steps, step)
	if e.In != nil && e.Err == nil {
		r.learn(len(r.steps)-1, e.Out)
	}
}

func (r *reader) symbol(text string) string {
	if s, ok := r.shown[text]; ok {
		return r.use(s, "")
	}
	if strings.HasPrefix(text, certificate) {
		return r.certificate(text)
	}
	for _, s := range r.byLength {
		if len(s.value) < len(text) && strings.Contains(text, s.value) {
			text = strings.ReplaceAll(text, s.value, r.use(s, ""))
		}
	}
	return text
}

func (r *reader) certificate(text string) string {
	if text == pki.TrustAnchor() {
		return "${" + TrustAnchor + "}"
	}
	if csr := r.csrOf(text); csr != nil {
		return r.use(csr, Sign)
	}
	return text
}

// csrOf returns the request that a certificate answers, or nil.
func (r *reader) csrOf(certificate string) *shown {
	for _, s := range r.byLength {
		if strings.HasPrefix(s.value, request) && signed(s.value) == certificate {
			return s
		}
	}
	return nil
}

func (r *reader) use(s *shown, how string) string {
	if s.name == "" {
		base := called(s.path)
		r.named[base]++
		s.name = base + strconv.Itoa(r.named[base])
		r.used = append(r.used, s)
	}
	return "${" + how + s.name + "}"
}

// learn notes what an answer shows for the first time. A value that is not used
// yet is better saved where it does not stand behind others in a list.
func (r *reader) learn(step int, out any) {
	values.EachString(reflect.ValueOf(out), "", func(path, text string) {
		if s, known := r.shown[text]; known {
			if s.name == "" && behind(s.path) && !behind(path) {
				s.path, s.step = path, step
			}
			return
		}
		if r.said[text] || r.calling[text] && strings.HasPrefix(path, "Account") || !r.made(text) {
			return
		}
		s := &shown{value: text, path: path, step: step}
		r.shown[text] = s
		at, _ := slices.BinarySearchFunc(r.byLength, s, func(a, b *shown) int {
			return cmp.Compare(len(b.value), len(a.value))
		})
		r.byLength = slices.Insert(r.byLength, at, s)
	})
}

// behind reports whether a path leads to anything but the first of a list.
func behind(path string) bool {
	for head := range strings.SplitSeq(path, ".") {
		if n, err := strconv.Atoi(head); err == nil && n > 0 {
			return true
		}
	}
	return false
}

const (
	certificate = "-----BEGIN CERTIFICATE-----"
	request     = "-----BEGIN CERTIFICATE REQUEST-----"
)

// made reports whether the world made the text, or an ID in the ARN that it is.
func (r *reader) made(text string) bool {
	return r.world.HasMade(text) || strings.HasPrefix(text, "arn:") &&
		slices.ContainsFunc(strings.FieldsFunc(text, notOfARN), r.world.HasMade)
}

func notOfARN(c rune) bool { return c == ':' || c == '/' }

// words yields the words of a text that may be IDs or accounts.
func words(text string) iter.Seq[string] { return strings.FieldsFuncSeq(text, notOfID) }

// called returns what a value at a path is called: a BackupId is a backup,
// Permissions.0.Arn a permissionArn.
func called(path string) string {
	var above, member string
	for head := range strings.SplitSeq(path, ".") {
		if _, err := strconv.Atoi(head); err != nil {
			above, member = member, head
		}
	}
	if member == "Arn" || member == "Id" {
		member = strings.TrimSuffix(above, "s") + member
	}
	if member != "Id" {
		member = strings.TrimSuffix(member, "Id")
	}
	return strings.ToLower(member[:1]) + member[1:]
}
