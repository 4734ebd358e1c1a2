package conformance

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// report judges what was played.
func (o Options) report(all []played, interrupted bool) *Report {
	r := &Report{
		APIVersion: "shareproof.dev/v1",
		Kind:       "ConformanceReport",
		Suite:      Suite{Version(), o.Seed},
		Target:     o.Target.Identity(),
		Scenarios:  []ScenarioResult{},
	}
	if u, err := url.Parse(r.Target.URL); err == nil {
		u.User = nil
		r.Target.URL = u.String()
	}
	if o.filtered() {
		r.Filter = &Filter{o.Tags, o.Paths}
	}
	slices.SortStableFunc(all, func(a, b played) int { return cmp.Compare(a.System, b.System) })
	seen := model.New(model.Options{}).Coverage()
	for _, p := range all {
		s := ScenarioResult{Name: p.Name, System: p.System, Source: p.Source, Rules: append([]string{}, p.Rules...)}
		s.Verdict, s.Reason = judge(p.Outcome, r.Target.Kind, o.Target.Offers(target.Reset))
		if s.Verdict == Conforms {
			seen.Add(p.coverage)
		}
		if s.Verdict.Failing() {
			s.Step, s.Exchanges = p.Step, tell(p.Exchanges)
		}
		r.Scenarios = append(r.Scenarios, s)
		r.Totals.add(s.Verdict)
	}
	r.Verdict = r.Totals.verdict(r.Filter != nil || interrupted)
	r.Rules = ruleResults(r.Scenarios, seen)
	r.Lifecycles = lifecycleResults(seen)
	r.Systems = r.systemResults()
	r.Covered = seen.Shares()
	if interrupted {
		r.Reason = fmt.Sprintf("interrupted after %d scenarios", len(all))
	} else if missing := o.missing(r.Systems); missing != "" {
		r.Verdict, r.Reason = HarnessError, missing
	} else if len(all) == 0 {
		r.Reason = "the filter matches no scenario"
	}
	return r
}

func ruleResults(scenarios []ScenarioResult, seen model.Coverage) (results []RuleResult) {
	for i, rule := range model.Rules() {
		result := RuleResult{
			ID: rule.ID, Service: rule.Service, Sentence: rule.Says, Kind: string(rule.Kind), Evidence: string(rule.Evidence),
			Accepted: seen.Rules[i].Accepted, Refused: seen.Rules[i].Refused, Scenarios: []string{},
		}
		var totals Totals
		for _, s := range scenarios {
			if slices.Contains(s.Rules, rule.ID) {
				totals.add(s.Verdict)
				result.Scenarios = append(result.Scenarios, s.Name)
			}
		}
		result.Verdict = totals.ofRule()
		results = append(results, result)
	}
	return results
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

func (r *Report) systemResults() (results []SystemResult) {
	system := func(name string) *SystemResult {
		i, found := slices.BinarySearchFunc(results, name, func(s SystemResult, n string) int { return cmp.Compare(s.Name, n) })
		if !found {
			results = slices.Insert(results, i, SystemResult{Name: name})
		}
		return &results[i]
	}
	for _, s := range r.Scenarios {
		system(s.System).Totals.add(s.Verdict)
	}
	refuses := map[string]bool{}
	for _, rule := range model.Rules() {
		refuses[rule.ID] = rule.Fault != nil
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

func (o Options) filtered() bool { return o.Tags != "" || len(o.Paths) > 0 }

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
