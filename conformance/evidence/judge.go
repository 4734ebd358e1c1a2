package evidence

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// Verdict is what the model says of one exchange.
type Verdict string

// The verdicts. Inconclusive is an outcome that is not the model's, where nothing well known
// says that it is wrong.
const (
	Conforms     Verdict = "conforms"
	Diverges     Verdict = "diverges"
	Inconclusive Verdict = "inconclusive"
	NotJudged    Verdict = "not judged"
)

// Finding is an exchange that does not conform, or that is not judged.
type Finding struct {
	File      string   `json:"file"`
	Line      int      `json:"line"`
	Scenario  string   `json:"scenario,omitempty"`
	Source    string   `json:"source,omitempty"`
	Account   string   `json:"account"`
	Region    string   `json:"region"`
	Operation string   `json:"operation"`
	Verdict   Verdict  `json:"verdict"`
	Reason    string   `json:"reason"`
	Rules     []string `json:"rules,omitempty"`

	why string // the kind of reason why it is not judged
}

// Why counts exchanges that are not judged for one reason.
type Why struct {
	Reason    string `json:"reason"`
	Exchanges int    `json:"exchanges"`
	// First is the first of them.
	First Finding `json:"first"`
}

// Judgement is what the model says of a trace or of trails.
type Judgement struct {
	Exchanges    int `json:"exchanges"`
	Judged       int `json:"judged"`
	Conforming   int `json:"conforming"`
	Diverging    int `json:"diverging"`
	Inconclusive int `json:"inconclusive"`
	// NotJudged says why the rest is not judged.
	NotJudged []Why `json:"notJudged"`
	// Unknown counts members that differ and of which nobody knows when AWS sends them.
	Unknown  int       `json:"unknownMembers"`
	Findings []Finding `json:"findings"`
}

// ExitCode is the exit code of a judgement.
func (j *Judgement) ExitCode() int {
	switch {
	case j.Diverging > 0:
		return 1
	case j.Inconclusive > 0 || j.Judged == 0:
		return 3
	}
	return 0
}

// add counts what came of a group.
func (j *Judgement) add(g *Group, r *run) {
	for i := range r.findings {
		f := &r.findings[i]
		if f.Operation == "" {
			continue // a wait or a deed
		}
		j.Exchanges++
		switch f.Verdict {
		case Conforms:
			j.Conforming++
			j.Judged++
			continue
		case Diverges:
			j.Diverging++
			j.Judged++
		case Inconclusive:
			j.Inconclusive++
			j.Judged++
		case NotJudged:
			i := slices.IndexFunc(j.NotJudged, func(w Why) bool { return w.Reason == f.why })
			if i < 0 {
				i, j.NotJudged = len(j.NotJudged), append(j.NotJudged, Why{Reason: f.why, First: *f})
			}
			j.NotJudged[i].Exchanges++
			continue
		}
		f.Scenario, f.Source = g.Name, g.Source
		j.Findings = append(j.Findings, *f)
	}
	j.Unknown += r.unknown
}

// Judge judges groups of moments, several at a time. The zero Judge is ready.
type Judge struct {
	// Wrong, if set, is run on each fresh world: a judge with a mutant has to accuse the
	// model.
	Wrong func(*model.World)

	judgement Judgement
	begun     []judging // in the order in which they came
}

// judging is a group that is being judged.
type judging struct {
	group *Group
	done  chan *run
}

// paces are those at which the model is asked when it does not answer as the cloud did. At the
// first, work is done as early as answers say, and else as late as it may be.
var paces = []kernel.Pace{kernel.Latest, kernel.Typical, kernel.Earliest}

// Group judges what happened in one world. It returns when enough others are judged.
func (j *Judge) Group(h *Header, g *Group) error {
	for len(j.begun) >= 2*runtime.GOMAXPROCS(0) {
		j.settle()
	}
	done := make(chan *run, 1)
	j.begun = append(j.begun, judging{g, done})
	go func() { done <- j.judge(h, g) }()
	return nil
}

// settle counts the oldest group that is not counted yet.
func (j *Judge) settle() {
	oldest := j.begun[0]
	j.begun = j.begun[1:]
	j.judgement.add(oldest.group, <-oldest.done)
}

// Judgement waits for all groups and returns what is said of them.
func (j *Judge) Judgement() *Judgement {
	for len(j.begun) > 0 {
		j.settle()
	}
	return &j.judgement
}

// judge judges a group at the pace at which most of it conforms.
func (j *Judge) judge(h *Header, g *Group) (best *run) {
	tries := paces
	if g.World.Pace == kernel.Immediate {
		tries = []kernel.Pace{kernel.Immediate}
	}
	for _, pace := range tries {
		forks := 1
		for done := 0; done < forks && (best == nil || best.worst() > 0); done++ {
			r := j.play(h, g, pace, nil, done)
			if r.start != nil { // the cloud's time is another one
				r = j.play(h, g, pace, r.start, done)
			}
			if best == nil || r.worst() < best.worst() || r.worst() == best.worst() && r.conforming() > best.conforming() {
				best = r
			}
			forks = 1 << min(r.lost, mostLost)
		}
	}
	return best
}

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
	lost     int        // how many calls got no answer
	done     int        // which of the first of them were done, a bit each
	start    *time.Time // when the world should have begun, if the cloud's time is another one
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
		RememberMade: true, Windows: true}
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
	r.world.AdvanceTo(to)
}

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
	comparing
}

// unlike is the weight of a call that one refuses and the other does not.
const unlike = 1000

// try makes a call and compares. It keeps what was bound only where all conforms.
func (r *run) try(w *model.World, m *Moment, as kernel.Caller, in any) *tried {
	t := &tried{world: w}
	t.names, t.now = r.names, kernel.At(w.Now())
	t.others, t.partly = !r.header.Fresh, r.header.Target.Kind == Trail
	var err error
	if m.Fails {
		t.out, _, err = w.DoFailing(as, in)
	} else {
		t.out, err = w.Do(as, in)
	}
	errors.As(err, &t.err)
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

func (r *run) notJudged(m *Moment, f *Finding, why, reason string) {
	f.Verdict, f.Reason, f.why = NotJudged, reason, why
	if m.Out != nil {
		r.meet(reflect.ValueOf(m.Out))
	}
}

// why returns why a call that does not conform is not judged, "" where it is.
func (r *run) why(m *Moment, as kernel.Caller, in any, t *tried) string {
	if r.stranger(m.In, !r.header.Fresh) != "" {
		return "it names what the model did not make"
	}
	if r.doubt != "" {
		return "it follows something that does not conform, or that nobody could judge"
	}
	if m.crowded {
		return "others have the same time, and nobody knows which was first"
	}
	if !r.header.Fresh {
		if why := r.older(m, t); why != "" {
			return why
		}
	}
	if lag := m.Op.API.StaleFor; m.Op.Reads() && lag > 0 && !r.changed[m.Op.API.Service].IsZero() &&
		r.world.Now().Sub(r.changed[m.Op.API.Service]) <= lag {
		return lags
	}
	if slices.ContainsFunc(t.found, func(d difference) bool { return d.alike }) && len(r.world.MayBeDone()) > 0 {
		return "it shows several things that AWS made alike, and nobody can tell which is which"
	}
	if r.underWay(t, in) {
		return "it shows a state of work that is under way"
	}
	if r.late != nil {
		since := len(r.log)
		late := r.try(r.late.Branch(), m, as, in)
		r.undo(since)
		if late.weight == 0 {
			return "work took longer than usual, and AWS promises no end of it"
		}
	}
	return ""
}

// lags is why an answer is not judged that a service may give late.
const lags = "a read may lag behind a change"

// underWay reports whether an answer differs in nothing but states, and is about work of which
// nobody knows when it ends.
func (r *run) underWay(t *tried, in any) (found bool) {
	for _, d := range t.found {
		if d.known && (!d.state || !leads(d.ours, d.theirs)) {
			return false
		}
	}
	if len(t.found) == 0 || t.out == nil {
		return false
	}
	for _, v := range []any{in, t.out} {
		values.EachString(reflect.ValueOf(v), "", func(_, text string) {
			found = found || len(text) < 200 && r.world.Unsettled(text)
		})
	}
	return found
}

// leads reports whether time alone leads from a state to another one in some lifecycle.
func leads(from, to string) bool {
	for _, table := range model.Lifecycles() {
		if states := table.States(); slices.Contains(states, from) && slices.Contains(states, to) {
			if _, ok := table.Plan(from, to, func(row kernel.RowView) bool { return row.On == kernel.Elapsed }); ok {
				return true
			}
		}
	}
	return false
}

// older returns why what the model does not know of the time before may explain an outcome.
func (r *run) older(m *Moment, t *tried) string {
	switch {
	case m.Refused != nil && t.err == nil:
		return "it was refused, perhaps because of what was there before the first record"
	case m.Refused != nil:
		return "it was refused otherwise, perhaps because of what was there before the first record"
	case t.err != nil && (isAbsence(t.err.Code) || t.err.Rule == nil):
		return "it names what may be older than the first record"
	}
	return ""
}

// isAbsence reports whether a code says that something does not exist, or that somebody may
// not do something: what nobody saw being made or allowed may have been before.
func isAbsence(code string) bool {
	for _, word := range []string{"NotFound", "NoSuch", "Unknown", "DoesNotExist", "Malformed", "AccessDenied", "Unauthorized",
		"NotInUse", "AWSOrganizationsNotInUse", "NotPermitted"} {
		if strings.Contains(code, word) {
			return true
		}
	}
	return false
}

// accuse says what is wrong with an outcome, and whether that is well known.
func (r *run) accuse(m *Moment, t *tried, as kernel.Caller, in any) (Verdict, string, []string) {
	reason := reasonOf(t, m)
	if t.err != nil && t.err.Rule != nil {
		if rule := t.err.Rule; !rule.Evidence.Strong() {
			return Inconclusive, fmt.Sprintf("%s; the evidence for %s is only %s", reason, rule.ID, rule.Evidence), []string{rule.ID}
		}
		return Diverges, reason, []string{t.err.Rule.ID}
	}
	rules := r.tested(m, as, in)
	if m.Refused == nil {
		return Diverges, reason, idsOf(rules)
	}
	refusing := slices.DeleteFunc(rules, func(rule *kernel.Rule) bool { return !rule.Allows(m.Refused.Code) })
	strong := func(rule *kernel.Rule) bool { return rule.Evidence.Strong() }
	if len(refusing) > 0 && !slices.ContainsFunc(refusing, strong) {
		return Inconclusive, reason + "; the evidence for its rules is weak", idsOf(refusing)
	}
	return Diverges, reason, idsOf(refusing)
}

// mostRules is how many rules a finding names.
const mostRules = 8

func idsOf(rules []*kernel.Rule) (ids []string) {
	for _, rule := range rules[:min(len(rules), mostRules)] {
		ids = append(ids, rule.ID)
	}
	return ids
}

// tested lists the rules of the service that a call puts to the test, as far as it can be
// made again; those of the operation first.
func (r *run) tested(m *Moment, as kernel.Caller, in any) (rules []*kernel.Rule) {
	w := r.world.Branch()
	var before []kernel.Tally
	for _, rule := range model.Rules() {
		before = append(before, w.Tally(rule))
	}
	_, _ = w.Do(as, in)
	for i, rule := range model.Rules() {
		if rule.Service == m.Op.API.Service && w.Tally(rule) != before[i] {
			rules = append(rules, rule)
		}
	}
	own := func(rule *kernel.Rule) int {
		if slices.Contains(rule.Operations, m.Op.Name) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(rules, func(a, b *kernel.Rule) int { return cmp.Compare(own(a), own(b)) })
	return rules
}

// reasonOf says in a sentence what the cloud did and what the model does.
func reasonOf(t *tried, m *Moment) string {
	switch {
	case m.Refused != nil && t.err != nil:
		return fmt.Sprintf("refused with %s; want %s", display.Text(m.Refused.Error()), refusalOf(t.err))
	case m.Refused != nil:
		return fmt.Sprintf("refused with %s; the model accepts it", display.Text(m.Refused.Error()))
	case t.err != nil:
		return fmt.Sprintf("accepted; want %s", refusalOf(t.err))
	}
	var all []string
	for _, d := range t.found {
		if d.known {
			all = append(all, display.Text(d.String()))
		}
	}
	if more := len(all) - 3; more > 0 {
		all = append(all[:3], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(all, "; ")
}

func refusalOf(e *kernel.Error) string {
	if e.Rule == nil {
		return e.Code + ": " + e.Message
	}
	return fmt.Sprintf("%s: %s (%s)", e.Code, e.Message, e.Rule.ID)
}
