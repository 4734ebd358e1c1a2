package evidence

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// mostLost is how many calls without an answer fork what may be true: 64 worlds.
const mostLost = 6

// run is a group that is played on a world.
type run struct {
	*names
	header   *Header
	group    *Group
	world    *model.World
	late     *model.World // as it was before work ended that may take longer; nil for none
	findings []Finding
	unknown  int
	doubt    string // why what does not conform from now on is not judged
	changed  map[string]time.Time
	// before is the world as it was before something happened in it by itself that reads may
	// not show yet, or nil.
	before *model.World
	lost   int        // how many calls got no answer
	done   int        // which of the first of them were done, a bit each
	start  *time.Time // when the world should have begun, if the cloud's time is another one
	seen   sightings  // nil where nobody watches
}

// worst is 2 for a run in which something diverges, 1 where something is inconclusive.
func (r *run) worst() (n int) {
	for i := range r.findings {
		switch r.findings[i].Verdict {
		case Diverges:
			return 2
		case Inconclusive:
			n = 1
		}
	}
	return n
}

func (r *run) conforming() (n int) {
	for i := range r.findings {
		if r.findings[i].Verdict == Conforms {
			n++
		}
	}
	return n
}

// play plays a group in a world that begins at start, nil for where it is said to, and in which
// those calls were done without an answer whose bits are set.
func (j *Judge) play(h *Header, g *Group, pace kernel.Pace, start *time.Time, done int) *run {
	o := model.Options{Seed: ^g.World.Seed, Pace: pace, ManualActivation: !g.World.Automatic,
		Quotas: g.World.Quotas, RememberMade: true, Windows: true}
	switch {
	case start != nil:
		o.Start = *start
	case g.World.Start != nil:
		o.Start = *g.World.Start
	case h.Clock == Real && len(g.Moments) > 0:
		o.Start = g.Moments[0].Asked
	}
	w := model.New(o)
	if j.Wrong != nil {
		j.Wrong(w)
	}
	r := &run{header: h, group: g, world: w, names: newNames(w.HasMade), changed: map[string]time.Time{}, done: done}
	if j.Watch {
		r.seen = sightings{}
	}
	for i := range g.Moments {
		r.moment(&g.Moments[i])
		if r.start != nil && start == nil && g.World.Start == nil && h.Clock == Virtual {
			return r
		}
		r.start = nil
	}
	return r
}

// moment plays one moment and keeps what is found.
func (r *run) moment(m *Moment) {
	if r.header.Clock == Real && !m.Asked.IsZero() {
		r.advance(m.Asked)
	}
	f := Finding{File: m.File, Line: m.Line, Account: m.As.Account, Region: m.As.Region, Verdict: Conforms}
	switch {
	case m.Op == nil && m.Deed == nil && m.Trouble == "":
		if r.header.Clock == Virtual {
			r.advance(r.world.Now().Add(m.Waited))
		}
	case m.Deed != nil:
		r.deed(m)
	case m.Op == nil && m.Waited == 0:
		f.Operation, f.Verdict, f.Reason, f.why = "unknown", NotJudged, m.Trouble, "the model does not have the operation"
	case m.Op != nil:
		f.Operation = m.Op.FullName()
		r.call(m, &f)
	}
	r.findings = append(r.findings, f)
}

// advance lets time pass. It keeps the world as it was where work ends meanwhile that may
// take longer.
func (r *run) advance(to time.Time) {
	if due, ok := r.world.NextDue(); ok && !due.After(to) && r.world.Hangs(to) {
		r.late = r.world.Branch()
	}
	if since := to.Add(-longestLag); since.After(r.world.Now()) {
		r.world.AdvanceTo(since)
	}
	if due, ok := r.world.NextDue(); ok && !due.After(to) {
		r.before = r.world.Branch()
	}
	r.world.AdvanceTo(to)
}

// longestLag is how long reads of any service may lag behind.
var longestLag = func() (lag time.Duration) {
	for _, api := range services.All {
		lag = max(lag, api.StaleFor)
	}
	return lag
}()

func (r *run) deed(m *Moment) {
	as, cluster := r.caller(m.As), r.translate(m.Deed.Cluster)
	switch m.Deed.Kind {
	case "activate":
		_ = r.world.Activate(as, cluster) // what a device refuses is no answer of the API
	case "write pages":
		_ = r.world.WritePages(as, cluster, m.Deed.Place, m.Deed.Count)
	case "visit console":
		r.world.VisitConsole(as)
	}
}

func (r *run) caller(as kernel.Caller) kernel.Caller {
	as.Account, as.Principal = r.translate(as.Account), r.translate(as.Principal)
	return as
}

// tried is a call on the model, and how far its outcome is from the cloud's.
type tried struct {
	world  *model.World
	out    any
	err    *kernel.Error
	weight int // 0 where it conforms
	// before is the world before the call, and passed are the rules that let something pass or
	// took effect in it, where somebody watches.
	before *model.World
	passed []*kernel.Rule
	comparing
}

// unlike is the weight of a call that one refuses and the other does not.
const unlike = 1000

// try makes a call and compares. It keeps what was bound only where all conforms.
func (r *run) try(w *model.World, m *Moment, as kernel.Caller, in any) *tried {
	t := &tried{world: w}
	t.names, t.now = r.names, kernel.At(w.Now())
	t.others, t.partly = !r.header.Fresh, r.header.Target.Kind == Trail
	var counted []kernel.Tally
	if r.seen != nil {
		t.before, counted = w.Branch(), tallies(w)
	}
	var err error
	if m.Fails {
		t.out, _, err = w.DoFailing(as, in)
	} else {
		t.out, err = w.Do(as, in)
	}
	errors.As(err, &t.err)
	if counted != nil {
		for i, rule := range model.Rules() {
			if w.Tally(rule).Accepted > counted[i].Accepted {
				t.passed = append(t.passed, rule)
			}
		}
	}
	switch {
	case m.Refused != nil && t.err != nil:
		isTrail := r.header.Target.Kind == Trail // which leaves off the end of some codes
		if !allows(t.err, m.Refused.Code) && !(isTrail && plainCode(t.err.Code) == plainCode(m.Refused.Code)) {
			t.weight = 1
		}
	case m.Refused != nil || t.err != nil:
		t.weight = unlike
	case m.Out != nil:
		since := len(r.log)
		t.value(reflect.ValueOf(m.Out).Elem(), reflect.ValueOf(t.out).Elem(), false)
		if t.weight = t.comparing.weight(); t.weight > 0 {
			r.undo(since)
		}
	}
	return t
}

// allows reports whether a refusal may have a code in place of the model's.
func allows(e *kernel.Error, code string) bool {
	return e.Code == code || e.Rule != nil && e.Rule.Allows(code)
}

// call plays a call and says what is to be said of it.
func (r *run) call(m *Moment, f *Finding) {
	mutates := !m.Op.Reads()
	if r.cannotPlay(m, f) {
		return
	}
	as, in := r.caller(m.As), r.input(m.In)
	r.hear(m.In)
	r.hear(in)
	before := r.world
	spare := mutates && (m.Refused != nil || r.late != nil || len(before.MayBeDone()) > 0)
	if spare {
		r.world = before.Branch()
	}
	t := r.try(r.world, m, as, in)
	if t.weight > 0 && (spare || !mutates) {
		if other := r.search(before, m, as, in); other != nil {
			t = other
		}
	}
	if m.Refused != nil && t.err == nil && spare {
		r.world = before // the cloud has not done it
	}
	r.told(m, f, t, as, in)
	if mutates && m.Refused == nil {
		if r.header.Clock == Virtual {
			r.late = nil // it has not heard of the call
		}
		r.changed[m.Op.API.Service] = r.world.Now()
	}
}

// cannotPlay reports whether a call is not judged whatever the model says of it. What it may
// have changed is uncertain from then on.
func (r *run) cannotPlay(m *Moment, f *Finding) bool {
	trail := r.header.Target.Kind == Trail
	switch {
	case m.Trouble != "" && trail:
		r.notJudged(m, f, m.Trouble, m.Trouble)
	case m.Trouble != "":
		r.notJudged(m, f, "the target had trouble or does not offer it", m.Trouble)
		r.forks(m)
	case hidden(m.In):
		r.notJudged(m, f, "its input was hidden", "what was said is not known")
	case trail && r.stranger(m.In, true) != "":
		r.notJudged(m, f, "it names what nobody in the trail has made", r.stranger(m.In, true))
	default:
		return false
	}
	if trail && m.In != nil && m.Refused == nil && !m.Op.Reads() {
		r.taint(m.In)
		r.taint(m.Out)
	}
	return true
}

// forks does a call that got no answer where it is one of those that were done. Which were,
// shows in what is answered later; of too many nobody can tell.
func (r *run) forks(m *Moment) {
	if m.Op.Reads() {
		return
	}
	if r.lost++; r.lost > mostLost {
		r.doubt = "too many earlier calls got no answer that can be judged"
	}
	r.hear(m.In)
	if r.done>>(r.lost-1)&1 == 1 {
		as, in := r.caller(m.As), r.input(m.In)
		r.hear(in)
		_, _ = r.perform(m, as, in) // what is refused was not done
		r.changed[m.Op.API.Service] = r.world.Now()
	}
}

// told says what is to be said of a call that was played.
func (r *run) told(m *Moment, f *Finding, t *tried, as kernel.Caller, in any) {
	if t.weight == 0 {
		r.unknown += len(t.found)
		r.noteTime(t)
		r.see(m, t, as, in)
		for _, text := range t.shown {
			r.meetText(text)
		}
		return
	}
	if why := r.why(m, as, in, t); why != "" {
		r.notJudged(m, f, why, reasonOf(t, m))
		return
	}
	f.Verdict, f.Reason, f.Rules = r.accuse(m, t, as, in)
	r.doubt = fmt.Sprintf("an exchange before it, in line %d, does not conform", m.Line)
	if m.Out != nil {
		r.meet(reflect.ValueOf(m.Out))
	}
}

// noteTime finds out that the cloud's time is not the world's.
func (r *run) noteTime(t *tried) {
	if r.header.Clock != Virtual || len(t.times) == 0 {
		return
	}
	if apart := t.times[0].Std().Sub(time.Unix(0, 0)); apart.Abs() > time.Hour {
		start := r.began().Add(apart)
		r.start = &start
	}
}

func (r *run) began() time.Time {
	if r.group.World.Start != nil {
		return *r.group.World.Start
	}
	return model.New(model.Options{}).Now()
}
