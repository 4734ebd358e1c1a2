package conformance

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/shareproof/shareproof/conformance/live"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// report judges what was played of a plan. The end is why not all of it was
// played, nil where it was.
func (o Options) report(all []judgement, plan []planned, end error) *Report {
	r := &Report{
		APIVersion: APIVersion,
		Kind:       o.kind(),
		Suite:      Suite{Version(), o.Seed},
		Target:     o.Target.Identity(),
		Scenarios:  []ScenarioResult{},
	}
	if keeper, ok := o.Target.(interface{ Secrets() *redact.Secrets }); ok {
		r.secrets = keeper.Secrets()
	} else {
		r.secrets = o.Secrets
	}
	if u, err := url.Parse(r.Target.URL); err == nil {
		u.User = nil
		r.Target.URL = u.String()
	}
	if o.filtered() {
		r.Filter = &Filter{o.Tags, o.Name, o.Profiles, o.Paths}
	}
	if !o.ownOnly {
		slices.SortStableFunc(all, func(a, b judgement) int { return cmp.Compare(a.result.System, b.result.System) })
	}
	r.Shell = setup(r.Target)
	seen := o.judgeAll(r, all)
	for _, c := range notPlayed(plan, all) {
		left := o.resultOf(c)
		left.Verdict, left.Reason = NotRun, "the run ended before this scenario was played"
		r.add(left)
	}
	if !o.ownOnly {
		slices.SortStableFunc(r.Scenarios, func(a, b ScenarioResult) int { return cmp.Compare(a.System, b.System) })
	}
	r.Interrupted = end != nil
	r.Verdict = r.Totals.verdict(r.Filter != nil)
	if o.tellsRules() {
		r.Rules = ruleResults(r.Scenarios, seen, naming(plan))
		r.Lifecycles = lifecycleResults(seen)
		r.Covered = seen.Shares()
	}
	if !o.ownOnly {
		r.Systems = r.systemResults(plan)
		r.Profiles = o.profileResults(r, plan)
	}
	r.Reason = o.reason(r, len(all), selected(plan), end)
	var over overspentError
	if errors.As(end, &over) && r.Totals.Diverges+r.Totals.Failed == 0 {
		r.Verdict = Inconclusive
	}
	if end == nil && len(all) > 0 && r.Reason != "" {
		r.Verdict = HarnessError
	}
	r.onTheWire(o.Known)
	r.Known = o.Known.results(r)
	r.complain(untrue(r.Known))
	r.complain(overclaimed(r.Profiles))
	return r
}

// complain notes what was said of the target beforehand and is not true.
func (r *Report) complain(what string) {
	if what == "" {
		return
	}
	r.untrue = true
	r.note(what)
}

// note adds to the reason of the report.
func (r *Report) note(what string) {
	if r.Reason != "" {
		what = r.Reason + "; " + what
	}
	r.Reason = what
}

func (o Options) kind() string {
	if o.ownOnly {
		return ScenarioReport
	}
	return ConformanceReport
}

// tellsRules reports whether the report tells what was seen of rules.
func (o Options) tellsRules() bool { return !o.ownOnly || o.Coverage }

// reason says what the scenarios alone do not tell of a run: why it ended early,
// what it lacks, that there was nothing to play.
func (o Options) reason(r *Report, played, selected int, end error) string {
	var over overspentError
	switch {
	case errors.Is(end, errGaveUp), errors.Is(end, errFailFast), errors.As(end, &over):
		return fmt.Sprintf("%v, after %d of %d", end, played, selected)
	case end != nil:
		return fmt.Sprintf("interrupted after %d of %d scenarios", played, selected)
	case played == 0:
		return "the filter matches no scenario"
	}
	return o.missing(r.Systems)
}

// judgeAll fills in the results of what was played, and returns what conforming
// scenarios put the model to.
func (o Options) judgeAll(r *Report, all []judgement) model.Coverage {
	seen := model.New(model.Options{}).Coverage()
	var failures []judgement
	charge(all)
	for _, j := range all {
		o.Known.mark(&j.result)
		r.add(j.result)
		if j.result.Verdict.OK() {
			seen.Add(j.coverage)
		}
		if j.reproduction != nil {
			failures = append(failures, j)
		}
	}
	var onTheWire []Cause
	r.Wire, onTheWire = wireCauses(all)
	var of map[string]int
	r.Causes, of = causes(failures, onTheWire)
	for i, s := range r.Scenarios {
		if cause, ok := of[s.Source+" "+s.Name]; ok {
			r.Scenarios[i].cause = cause
		}
	}
	return seen
}

// judgement is all that a report needs of a scenario that was played.
type judgement struct {
	result ScenarioResult // before anything is known of it
	// exchanges are all of them, for whoever follows the run; not of an earlier run.
	exchanges []Exchange
	coverage  model.Coverage
	// cause tells which call made the scenario fail and how, and reproduction how to see
	// that; nil where it did not fail.
	operation, reason string
	unforeseen        bool // whether the call was refused, and the model lets it pass
	reproduction      *Reproduction
	wire              []misspelling
}

// misspelling is a mistake on the wire that the scenario has shown.
type misspelling struct {
	target.WireMistake
	Reproduction *Reproduction
}

func (j judgement) key() string { return j.result.Source + " " + j.result.Name }

// judged judges a scenario that was played.
func (o Options) judged(p played) judgement {
	o.lookBack(&p)
	j := judgement{result: o.judge(p, false), coverage: p.coverage}
	if o.Exchanges {
		j.exchanges = tell(p.Outcome)
	} else {
		j.exchanges = j.result.Exchanges
	}
	if v := j.result.Verdict; v.Failing() || v == Blocked {
		j.operation, j.reason = causeOf(p.Outcome, p.trail)
		f := failureOf(p.Outcome, p.trail)
		j.unforeseen = f != nil && f.unforeseen
		j.reproduction = o.reproduction(p, lastOf(p.Outcome, p.trail))
	}
	for _, m := range p.Wire {
		j.wire = append(j.wire, misspelling{m, o.reproduction(p, answered(p.Outcome, m.Operation))})
	}
	return j
}

// result judges a scenario, and its divergence as known where it is.
func (o Options) result(p played, all bool) ScenarioResult {
	o.lookBack(&p)
	s := o.judge(p, all)
	o.Known.mark(&s)
	return s
}

// judge judges a scenario. It tells the exchanges of one that conforms only if it
// is own, or if all are to be told.
func (o Options) judge(p played, all bool) ScenarioResult {
	kind := o.Target.Identity().Kind
	s := o.resultOf(p.Case)
	s.Took = p.Took
	s.Verdict, s.Reason = o.verdict(p)
	if s.Own {
		s.Verdict = s.Verdict.ofOwn()
	}
	failed := s.Verdict.Failing() || s.Verdict == Blocked
	if failed || s.Own || all {
		s.Exchanges = tell(p.Outcome)
	}
	if failed {
		s.Step = p.Step
		if kind != "model" {
			s.Unexamined = unexamined(p.Outcome, p.trail)
			s.Charged = beyond(p.Outcome)
		}
	}
	return s
}

// beyond are the rules that a failure is charged to though its scenario does not name them.
func beyond(o target.Outcome) []string {
	return slices.DeleteFunc(slices.Clone(rulesOf(o)), func(id string) bool { return slices.Contains(o.Rules, id) })
}

func (o Options) verdict(p played) (Verdict, string) {
	return judge(p.Outcome, o.Target.Identity().Kind, o.Target.Offers(target.Reset) || o.shares(), p.trail)
}

func (o Options) resultOf(c target.Case) ScenarioResult {
	return ScenarioResult{Name: c.Name, System: c.System, Source: c.Source, Rules: append([]string{}, c.Rules...),
		Own: o.Own && isOwn(c.Source)}
}

func (r *Report) add(s ScenarioResult) {
	r.Scenarios = append(r.Scenarios, s)
	r.Totals.add(s.Verdict)
}

func ruleResults(scenarios []ScenarioResult, seen model.Coverage, named map[string]int) (results []RuleResult) {
	for i, rule := range model.Rules() {
		result := RuleResult{
			ID: rule.ID, Service: rule.Service, Sentence: rule.Says, Kind: string(rule.Kind), Evidence: string(rule.Evidence),
			Accepted: seen.Rules[i].Accepted, Refused: seen.Rules[i].Refused, Scenarios: []string{}, Named: named[rule.ID],
		}
		result.SeenLive = live.Of(rule.ID)
		var totals Totals
		for _, s := range scenarios {
			if s.Verdict != NotRun && (slices.Contains(s.Rules, rule.ID) || slices.Contains(s.Charged, rule.ID)) {
				totals.add(s.of(rule.ID))
				result.Scenarios = append(result.Scenarios, s.Name)
			}
		}
		totals.NotRun = max(0, result.Named-totals.Sum())
		result.Verdict = totals.verdict(false)
		results = append(results, result)
	}
	return results
}

// of is what a scenario says of one of its rules.
func (s ScenarioResult) of(rule string) Verdict {
	if slices.Contains(s.Unexamined, rule) {
		return Blocked
	}
	return s.Verdict.ofRules()
}

func lifecycleResults(seen model.Coverage) (results []LifecycleResult) {
	next := 0
	for _, table := range model.Lifecycles() {
		result := LifecycleResult{Name: table.Name}
		for _, row := range table.Rows {
			told := RowResult{From: row.From, On: row.On, If: row.If, To: row.To, Taken: seen.Rows[next]}
			if row.Rule != nil {
				told.Rule = row.Rule.ID
			}
			result.Rows = append(result.Rows, told)
			next++
		}
		results = append(results, result)
	}
	return results
}

func (r *Report) systemResults(plan []planned) (results []SystemResult) {
	system := func(name string) *SystemResult {
		i, found := slices.BinarySearchFunc(results, name, func(s SystemResult, n string) int {
			return cmp.Compare(s.Name, n)
		})
		if !found {
			results = slices.Insert(results, i, SystemResult{Name: name})
		}
		return &results[i]
	}
	for _, s := range r.Scenarios {
		system(s.System).Totals.add(s.Verdict)
	}
	for _, c := range plan {
		if !isOwn(c.Source) {
			system(c.System).Scenarios++
		}
	}
	refuses := map[string]bool{}
	for _, rule := range model.Rules() {
		refuses[rule.ID] = rule.Error != nil
	}
	for _, rule := range r.Rules {
		s := system(services.Find(rule.Service).System)
		s.Rules++
		if rule.Accepted > 0 {
			s.Accepted++
		}
		if refuses[rule.ID] {
			s.Refusing++
			if rule.Refused > 0 {
				s.Refused++
			}
		}
	}
	for i := range results {
		results[i].Verdict = results[i].Totals.verdict(r.Filter != nil)
	}
	return results
}

func (o Options) filtered() bool {
	return o.Tags != "" || o.Name != "" || o.Profiles != nil || len(o.Paths) > 0
}

// missing says what a whole run did not discover, or "".
func (o Options) missing(systems []SystemResult) string {
	if o.filtered() {
		return ""
	}
	for _, s := range systems {
		if s.Totals.Sum() < atLeast[s.Name] {
			return fmt.Sprintf("only %d of %d scenarios of %s were discovered", s.Totals.Sum(), atLeast[s.Name], s.Name)
		}
	}
	return ""
}
