package conformance

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shareproof/shareproof/model/services"
)

// Difference is a thing that reports say different things of.
type Difference struct {
	// Kind is target, system, profile, rule, operation or scenario.
	Kind string `json:"kind"`
	Name string `json:"name"`
	// Says has what each report says of it, "absent" for nothing.
	Says []string `json:"says"`
}

// absent is what a report says of what it does not have.
const absent = "absent"

// Compare lists what some reports say different things of: the verdicts on the target,
// on systems, profiles, rules and scenarios, and what became of operations. Scenarios
// are compared by their titles, since their places move.
func Compare(reports []*Report) (all []Difference) {
	for _, aspect := range []struct {
		kind string
		of   func(*Report) (names, says []string)
	}{
		{"target", func(r *Report) (names, says []string) { return []string{"verdict"}, []string{string(r.Verdict)} }},
		{"system", verdictsOf(func(r *Report) []SystemResult { return r.Systems },
			func(s SystemResult) (string, Verdict) { return s.Name, s.Verdict })},
		{"profile", verdictsOf(func(r *Report) []ProfileResult { return r.Profiles },
			func(p ProfileResult) (string, Verdict) { return p.Name, p.Verdict })},
		{"rule", verdictsOf(func(r *Report) []RuleResult { return r.Rules },
			func(rule RuleResult) (string, Verdict) { return rule.ID, rule.Verdict })},
		{"operation", operationsOf},
		{"scenario", verdictsOf(func(r *Report) []ScenarioResult { return r.Scenarios },
			func(s ScenarioResult) (string, Verdict) { return s.System + ": " + s.Name, s.Verdict })},
	} {
		all = append(all, disagreements(aspect.kind, reports, aspect.of)...)
	}
	return all
}

// verdictsOf tells the verdicts on the entries of a list of a report. Those that are
// called alike are numbered.
func verdictsOf[T any](list func(*Report) []T, of func(T) (string, Verdict)) func(*Report) (names, says []string) {
	return func(r *Report) (names, says []string) {
		times := map[string]int{}
		for _, e := range list(r) {
			name, verdict := of(e)
			if times[name]++; times[name] > 1 {
				name = fmt.Sprintf("%s (%d)", name, times[name])
			}
			names, says = append(names, name), append(says, string(verdict))
		}
		return names, says
	}
}

// operationsOf tells what became of operations: why calls of them failed, or whether a
// scenario that conforms made one.
func operationsOf(r *Report) (names, says []string) {
	if r.Covered.Operations.Of == 0 {
		return nil, nil
	}
	for _, api := range services.All {
		for _, op := range api.Operations {
			name, word := op.FullName(), "covered"
			if slices.Contains(r.Covered.Operations.Gaps, name) {
				word = "not covered"
			}
			for _, c := range r.Causes {
				if c.Operation == name {
					word = cmp.Or(c.harm(), word)
				}
			}
			names, says = append(names, name), append(says, word)
		}
	}
	return names, says
}

// harm is what a cause says of its operation, "" for nothing.
func (c Cause) harm() string {
	switch {
	case len(c.Rules) > 0:
		return "diverges"
	case c.Wire:
		return "wire mistake"
	}
	return "failed"
}

// disagreements lists what the reports say different things of, in the order of the first
// report that has it.
func disagreements(kind string, reports []*Report, of func(*Report) (names, says []string)) (all []Difference) {
	at := map[string]int{}
	for i, r := range reports {
		names, says := of(r)
		for j, name := range names {
			if _, ok := at[name]; !ok {
				at[name] = len(all)
				all = append(all, Difference{kind, name, slices.Repeat([]string{absent}, len(reports))})
			}
			all[at[name]].Says[i] = says[j]
		}
	}
	return slices.DeleteFunc(all, func(d Difference) bool { return len(slices.Compact(slices.Clone(d.Says))) == 1 })
}
