package evidence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// Sure is an endpoint of which calls are followed up that got no answer, before anything is
// said of them. It asks again where that does no harm, and else what shows whether the call
// was done: the model says which question does, in two worlds of which one has done it.
type Sure struct {
	target.Target
	header   Header
	group    Group
	judged   prefix
	looks    bool
	followed []target.Exchange
	learned  bool
	lagged   string // why an answer may lag behind after all, in the current scenario
}

// Asked is how often a call is asked again, and how many questions are asked about one.
const (
	again     = 3
	questions = 8
)

// NewSure follows up the calls to an endpoint. It looks only where looks is true: where
// answers hide what the harness does not know yet, they cannot tell that it is not there.
func NewSure(t target.Target, looks bool) *Sure {
	s := &Sure{Target: t, looks: looks}
	s.header = Header{Target: t.Identity(), Clock: Real, Fresh: true}
	if t.Offers(target.Clock) {
		s.header.Clock = Virtual
	}
	return s
}

// Arrange sets up the next worlds, where the target can.
func (s *Sure) Arrange(o model.Options, automatic bool) bool {
	s.group.World = world{Pace: o.Pace, Automatic: automatic}
	if !o.Start.IsZero() {
		s.group.World.Start = &o.Start
	}
	can := target.Arrange(s.Target, o, automatic)
	if can {
		s.group.World.Quotas = o.Quotas
	}
	return can
}

// Reset makes a fresh world, of which nothing is known.
func (s *Sure) Reset(ctx context.Context, seed uint64) error {
	s.group.World.Seed, s.group.Moments, s.judged, s.lagged = seed, nil, prefix{}, ""
	return s.Target.Reset(ctx, seed)
}

// Followed tells what the last call took: the attempts before the last one, and questions.
// What was answered to it is only learned where no attempt was answered.
func (s *Sure) Followed() (all []target.Exchange, learned bool) { return s.followed, s.learned }

// Doubt tells why what was shown in the scenario that has just failed may be lawful although
// a step expected something else: an answer may lag behind a change, or time has passed that
// nobody commands, and the model answers all calls as the endpoint did.
func (s *Sure) Doubt() string {
	if s.lagged != "" || s.header.Clock == Virtual || len(s.group.Moments) == 0 {
		return s.lagged
	}
	r := s.judged.of(&s.header, &s.group)
	if last := r.findings[len(r.findings)-1]; r.worst() > 0 || r.doubt != "" || last.Verdict == NotJudged {
		return ""
	}
	return "the model answers alike when so much time passes between calls"
}

// now is the endpoint's time, as far as it is known.
func (s *Sure) now() time.Time { return target.Now(s.Target) }

// Wait lets time pass.
func (s *Sure) Wait(ctx context.Context, d time.Duration) error {
	s.group.Moments = append(s.group.Moments, Moment{Waited: d, Asked: s.now()})
	return s.Target.Wait(ctx, d)
}

// Still returns for how long nothing happens at the endpoint by itself.
func (s *Sure) Still() time.Duration { return target.Still(s.Target) }

// Activate claims a cluster.
func (s *Sure) Activate(ctx context.Context, as kernel.Caller, cluster string) error {
	s.did(as, deed{Kind: target.Activates, Cluster: cluster})
	return s.Target.Activate(ctx, as, cluster)
}

// WritePages writes to the volume of a cluster.
func (s *Sure) WritePages(ctx context.Context, as kernel.Caller, cluster string, place, count uint64) error {
	s.did(as, deed{Kind: target.WritesPages, Cluster: cluster, Place: place, Count: count})
	return s.Target.WritePages(ctx, as, cluster, place, count)
}

// VisitConsole visits the console of AWS Backup.
func (s *Sure) VisitConsole(ctx context.Context, as kernel.Caller) error {
	s.did(as, deed{Kind: target.VisitsConsole})
	return s.Target.VisitConsole(ctx, as)
}

func (s *Sure) did(as kernel.Caller, d deed) {
	s.group.Moments = append(s.group.Moments, Moment{As: as, Deed: &d, Asked: s.now()})
}

// Do performs a call, and finds out what became of one that got no answer.
func (s *Sure) Do(ctx context.Context, as kernel.Caller, in any) (any, error) {
	s.followed, s.learned = nil, false
	m, err := s.attempt(target.WithFollowUp(ctx), as, in)
	var lost *target.Unanswered
	if errors.As(err, &lost) && ctx.Err() == nil {
		m, err = s.follow(ctx, m, lost)
	}
	if s.mayLag(m) {
		m, err = s.catchUp(ctx, m, err)
	}
	if m != nil {
		s.group.Moments = append(s.group.Moments, *m)
		return m.Out, err
	}
	return nil, err
}

// mayLag reports whether an answer may lag behind a change, as far as the service documents
// that: something was changed in the current scenario.
func (s *Sure) mayLag(m *Moment) bool {
	return m.Op.Reads() && m.Op.API.StaleFor > 0 && m.Trouble == "" && slices.ContainsFunc(s.group.Moments,
		func(c Moment) bool { return c.Op != nil && c.Op.API == m.Op.API && !c.Op.Reads() })
}

// glance is how long to wait for an answer that lags behind.
const glance = time.Minute

// catchUp asks again as long as an answer may lag behind a change.
func (s *Sure) catchUp(ctx context.Context, m *Moment, err error) (*Moment, error) {
	for waited := time.Duration(0); ; waited += glance {
		found := s.judged.of(&s.header, &s.group).judgedNow(m)
		if found.Verdict == Conforms && waited > 0 {
			s.lagged = "time has passed since " + m.Op.FullName() + " lagged behind a change"
		}
		if found.why != lags || waited > m.Op.API.StaleFor {
			return m, err
		}
		s.keep(m, err)
		if wait := s.Wait(ctx, glance); wait != nil {
			s.lagged = m.Op.FullName() + " may lag behind a change"
			s.followed = s.followed[:len(s.followed)-1]
			return m, err
		}
		s.followed = append(s.followed, target.Exchange{Waited: glance})
		if m, err = s.attempt(ctx, m.As, m.In); m.Trouble != "" {
			return m, err
		}
	}
}

// attempt makes a call once, and tells it as a moment.
func (s *Sure) attempt(ctx context.Context, as kernel.Caller, in any) (*Moment, error) {
	m := &Moment{As: as, Op: services.OperationOf(in), In: in, Fails: target.HasFailingWork(ctx), Asked: s.now()}
	out, err := s.Target.Do(ctx, as, in)
	m.Answered = s.now()
	if err != nil && !errors.As(err, &m.Refused) {
		m.Trouble = err.Error()
	}
	m.Out = out
	return m, err
}

// keep notes a call that the scenario did not ask for, or that is asked again.
func (s *Sure) keep(m *Moment, err error) {
	s.followed = append(s.followed, target.Exchange{Asked: m.Asked, Answered: m.Answered,
		Exchange: kernel.Exchange{As: m.As, In: m.In, Out: m.Out, Err: err, Fails: m.Fails}})
}

// follow finds out what became of a call.
func (s *Sure) follow(ctx context.Context, m *Moment, lost *target.Unanswered) (*Moment, error) {
	err := error(lost)
	for range again {
		what, world := s.decide(ctx, m)
		switch what {
		case wasDone:
			s.keep(m, err)
			s.learned = true
			answered := *m
			answered.Out, answered.Trouble = world.answer, ""
			return &answered, nil
		case impossible:
			s.keep(m, err)
			s.learned = true
			return m, world.mismatch
		case unknown:
			if lost.Answered {
				return s.attempt(ctx, m.As, m.In) // as often as it takes: what is wrong later is in doubt
			}
			if s.isDead(ctx, m) {
				return m, err
			}
			return m, lost.Undecided()
		}
		s.keep(m, err)
		m, err = s.attempt(target.WithFollowUp(ctx), m.As, m.In)
		if !errors.As(err, &lost) {
			return m, err
		}
	}
	return m, err
}

// isDead reports whether the endpoint answers nothing at all any more.
func (s *Sure) isDead(ctx context.Context, m *Moment) bool {
	i := slices.IndexFunc(m.Op.API.Operations, func(op *kernel.Operation) bool { return op.Reads() && !op.Refused })
	for range again {
		seen, err := s.attempt(ctx, m.As, reflect.New(m.Op.API.Operations[i].In).Interface())
		s.keep(seen, err)
		if lost := (*target.Unanswered)(nil); !errors.As(err, &lost) {
			return false
		}
	}
	return true
}

// decision is what is known of a call that got no answer.
type decision int

const (
	unknown    decision = iota
	harmless            // asking again does no harm, or it was not done
	wasDone             // and how it was answered is known
	impossible          // neither whether it was done nor whether not
)

// learnt is what questions have told.
type learnt struct {
	answer   any
	mismatch error
}

// decide finds out whether a call was done.
func (s *Sure) decide(ctx context.Context, m *Moment) (decision, learnt) {
	repeats := m.Op.API.Repeats
	if m.Op.Reads() || m.Op.ClientToken(m.In) != "" && repeats != nil && slices.Contains(repeats.Operations, m.Op.Name) {
		return harmless, learnt{}
	}
	whole := s.judged.of(&s.header, &s.group)
	if whole.worst() > 0 || whole.doubt != "" {
		return unknown, learnt{}
	}
	not := whole.fork()
	if s.header.Clock == Real {
		not.advance(m.Answered)
	}
	done := not.fork()
	as, in := done.caller(m.As), done.input(m.In)
	out, err := done.perform(m, as, in)
	if err != nil { // perhaps since it comes too early
		not.hurry()
		done = not.fork()
		out, err = done.perform(m, as, in)
	}
	if err != nil {
		return harmless, learnt{} // the model does nothing either
	}
	done.changed[m.Op.API.Service] = done.world.Now()
	twice := done.fork()
	same, err := twice.perform(m, as, in)
	if err == nil && text(same) == text(out) && twice.world.Key() == done.world.Key() {
		return harmless, learnt{}
	}
	if !s.looks {
		return unknown, learnt{}
	}
	return s.ask(ctx, m, not, done, in, out)
}

// hurry does all work that may be done by now.
func (r *run) hurry() {
	for range mostPieces {
		all := r.world.MayBeDone()
		if len(all) == 0 {
			return
		}
		r.world.DoEarly(all[0])
	}
}

// perform makes a call on the world of a run.
func (r *run) perform(m *Moment, as kernel.Caller, in any) (out any, err error) {
	if m.Fails {
		out, _, err = r.world.DoFailing(as, in)
		return out, err
	}
	return r.world.Do(as, in)
}

// ask asks the endpoint what the two worlds answer otherwise, until one of them agrees.
func (s *Sure) ask(ctx context.Context, m *Moment, not, done *run, in, out any) (decision, learnt) {
	asked := 0
	for _, question := range about(m.Op, in, out) {
		as := done.caller(m.As)
		if text(answerOf(not.fork(), as, question)) == text(answerOf(done.fork(), as, question)) {
			continue
		}
		theirs, known := done.theirs(question)
		if !known {
			continue
		}
		if asked++; asked > questions {
			break
		}
		seen, err := s.attempt(ctx, m.As, theirs)
		s.keep(seen, err)
		if seen.Trouble != "" {
			continue
		}
		yes, no := done.fork(), not.fork()
		isDone, isNot := yes.judged(seen), no.judged(seen)
		switch {
		case isDone.Verdict == Conforms && isNot.Verdict != Conforms:
			if answer, known := yes.theirs(out); known {
				return wasDone, learnt{answer: answer}
			}
		case isNot.Verdict == Conforms && isDone.Verdict == Diverges:
			return harmless, learnt{}
		case isDone.Verdict == Diverges && isNot.Verdict == Diverges:
			return impossible, learnt{mismatch: &target.Mismatch{Charged: isDone.Rules, Message: fmt.Sprintf(
				"%s got no answer, and %s answers neither as if it was done (%s) nor as if it was not (%s)", m.Op.FullName(),
				isDone.Operation, isDone.Reason, isNot.Reason)}}
		}
	}
	return unknown, learnt{}
}

// fork returns an independent run that has come as far.
func (r *run) fork() *run {
	f := *r
	f.names, f.world, f.findings = r.names.fork(), r.world.Branch(), nil
	f.names.made = f.world.HasMade
	f.changed = map[string]time.Time{}
	for _, service := range sortedKeys(r.changed) {
		f.changed[service] = r.changed[service]
	}
	return &f
}

// judged plays a moment and tells what is found.
func (r *run) judged(m *Moment) Finding {
	r.moment(m)
	return r.findings[len(r.findings)-1]
}

// judgedNow does the same and leaves the run as it is, unless something before does not conform.
func (r *run) judgedNow(m *Moment) (f Finding) {
	if r.worst() > 0 || r.doubt != "" {
		return f
	}
	return r.fork().judged(m)
}

// about lists questions about what a call has made or changed: reads of its service, whose
// members are said as in the call and its answer, or left out.
func about(op *kernel.Operation, in, out any) (all []any) {
	said := map[string]string{}
	for _, v := range []any{out, in} {
		values.EachString(reflect.ValueOf(v), "", func(path, text string) { said[member(path)] = text })
	}
	for _, q := range op.API.Operations {
		if !q.Reads() || q.Refused {
			continue
		}
		filled := reflect.New(q.In)
		fill(filled.Elem(), said)
		all = append(all, filled.Interface())
		if !filled.Elem().IsZero() {
			all = append(all, reflect.New(q.In).Interface())
		}
	}
	return all
}

// fill fills in the members of an input whose names were heard, one or several.
func fill(input reflect.Value, said map[string]string) {
	for i := range input.NumField() {
		name, field := input.Type().Field(i).Name, input.Field(i)
		switch {
		case field.Kind() == reflect.String && !isToken(name):
			field.SetString(said[name])
		case field.Type() == reflect.TypeFor[[]string]() && len(name) > 1 && said[name[:len(name)-1]] != "":
			field.Set(reflect.ValueOf([]string{said[name[:len(name)-1]]}))
		}
	}
}

// answerOf is what a world answers to a question.
func answerOf(r *run, as kernel.Caller, question any) any {
	out, err := r.world.Do(as, question)
	if err != nil {
		return err.Error()
	}
	return out
}

func text(v any) string {
	told, _ := json.Marshal(v) // inputs and outputs always marshal
	return string(told)
}
