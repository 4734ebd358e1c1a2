package dlm

import (
	"strconv"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of when schedules are due.
var (
	RunsStartWithinTheHour = rules.Add(kernel.Rule{
		ID: "DLM-SCH-06", Kind: kernel.Timed, Error: InvalidRequest, Evidence: kernel.Documented,
		Source: guide + "; " + serviceModel, Worded: named,
		Says: "A schedule with an interval is due at its one time hh:mm UTC and every interval after it, and runs " +
			"start within an hour; without a time the service picks one within 24 hours.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	DisabledPoliciesRest = rules.Add(kernel.Rule{
		ID: "DLM-STA-07", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source: "the seed, for policies made DISABLED; that shares are not made up for is a guess", Seed: seed,
		Says:       "A DISABLED policy does nothing until it is enabled, and does not make up for what it missed.",
		Operations: []string{"CreateLifecyclePolicy", "UpdateLifecyclePolicy"},
	})
	SharesBeforeThePolicyDoNotCount = rules.Add(kernel.Rule{
		ID: "DLM-EVT-21", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source: "the seed: the policy runs when an account shares", Seed: seed,
		Says:       "Snapshots that were shared before an event policy existed are not copied.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
)

var (
	startWindow = &kernel.Timing{Name: "the start of a scheduled run", Typical: 5 * time.Minute, Latest: time.Hour}
	chosenTime  = &kernel.Timing{Name: "the time that DLM picks", Earliest: 0, Typical: time.Hour, Latest: 24 * time.Hour}
)

// start begins to work by a policy that has just been made or enabled. Missed is
// the rule that what happened before does not count.
func (s *Service) start(p *lifecyclePolicy, missed *kernel.Rule) {
	s.plan(p)
	if p.Details.kind() != events || s.env.Applies(true, missed) {
		return
	}
	for _, e := range s.bus.At(p.Scope) {
		if n, id, ok := notified(&e); ok && n.Event == shareSnapshot {
			s.trigger(p, e.Region, n, id)
		}
	}
}

// stays leaves a new policy disabled.
func (s *Service) stays(p *lifecyclePolicy) {
	if !s.env.Applies(true, DisabledPoliciesRest) {
		p.State = Enabled
		s.plan(p)
	}
}

// plan works out when the policy's schedules are due from now on. What was
// planned before does not happen.
func (s *Service) plan(p *lifecyclePolicy) {
	p.Plan++
	p.Due = nil
	if p.State != Enabled {
		return
	}
	if p.Details.kind() == events {
		s.env.Schedule(0, ruled, p.ref(), p.Plan)
		return
	}
	schedules := p.schedules()
	p.Due = make([]kernel.Time, len(schedules))
	for i := range schedules {
		p.Due[i] = s.first(schedules[i].CreateRule)
	}
	s.awaitNext(p)
}

// awaitNext puts the next schedule to be due on the agenda.
func (s *Service) awaitNext(p *lifecyclePolicy) {
	var next kernel.Time
	for _, due := range p.Due {
		if due != 0 && (next == 0 || due < next) {
			next = due
		}
	}
	if next != 0 {
		s.env.Schedule(next.Sub(s.env.Now()), scheduled, p.ref(), p.Plan)
	}
}

// first returns when a schedule is due for the first time.
func (s *Service) first(r *CreateRule) kernel.Time {
	switch {
	case r == nil:
		return 0
	case r.CronExpression != "":
		return r.next(s.env.Now())
	case len(r.Times) == 0:
		return s.env.Now().Add(s.env.Duration(chosenTime))
	}
	hour, minute := clock(r.Times[0])
	midnight := kernel.At(s.env.Now().Std().Truncate(kernel.Day))
	at := midnight.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute - kernel.Day)
	for at <= s.env.Now() {
		at = at.Add(r.every())
	}
	return at
}

// next returns when a rule is due again after a time, 0 if never.
func (r *CreateRule) next(t kernel.Time) kernel.Time {
	if r.CronExpression == "" {
		return t.Add(r.every())
	}
	expression, err := parseCron(r.CronExpression)
	if err != nil {
		return 0
	}
	next, _ := expression.next(t)
	return next
}

// every is the interval of a rule: a day where it says none that could be.
func (r *CreateRule) every() time.Duration {
	if r.Interval == nil || *r.Interval < 1 || *r.Interval > 7*24 {
		return kernel.Day
	}
	return time.Duration(*r.Interval) * time.Hour
}

// clock reads a time such as 09:30.
func clock(text string) (hour, minute int) {
	if len(text) == len("hh:mm") {
		hour, _ = strconv.Atoi(text[:2])
		minute, _ = strconv.Atoi(text[3:])
	}
	return hour, minute
}

// schedulesAreDue begins the run of the schedules that are due now.
func (s *Service) schedulesAreDue(p *lifecyclePolicy) {
	var due []int32
	schedules := p.schedules()
	next := make([]kernel.Time, len(p.Due))
	for i, at := range p.Due {
		next[i] = at
		if at == s.env.Now() {
			due = append(due, int32(i))
			next[i] = schedules[i].CreateRule.next(at)
		}
	}
	p.Due = next
	s.awaitNext(p)
	for _, together := range s.together(due) {
		r := &run{ID: s.env.Mint().Hex("run-"), Scope: p.Scope, Policy: p.ID, Plan: p.Plan, Schedules: together,
			At: s.env.Now()}
		s.Runs.In(p.Scope).Put(r.ID, r)
		wait := s.env.Duration(startWindow)
		if !s.env.Applies(true, RunsStartWithinTheHour) {
			wait += 2 * time.Hour
		}
		s.env.Schedule(wait, starting, kernel.Ref{Scope: r.Scope, ID: r.ID}, 0)
	}
}

// together groups schedules that are due at the same moment.
func (s *Service) together(due []int32) (groups [][]int32) {
	if len(due) == 0 || s.env.Applies(len(due) > 1, SchedulesDueTogetherMakeOne) {
		return append(groups, due)
	}
	for _, i := range due {
		groups = append(groups, []int32{i})
	}
	return groups
}
