package conformance

import (
	"cmp"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/target"
)

// Cause is why scenarios failed, told once for all of them.
type Cause struct {
	// Operation is the call that failed, as kms.PutKeyPolicy; empty where the
	// trouble is the same for all.
	Operation string `json:"operation,omitempty"`
	// Reason is what happened, without what differs from scenario to scenario.
	Reason string `json:"reason"`
	// Scenarios counts those that failed by it, and Blocked those among them that
	// did not reach what they are about.
	Scenarios int `json:"scenarios"`
	Blocked   int `json:"blocked"`
	// Rules are those that it is charged to: a scenario that examined them failed
	// by it, and its verdict is that they diverge.
	Rules []string `json:"rules"`
	// Wire reports whether it is an answer that is not in the protocol, and was read
	// nonetheless. Scenarios counts those that it occurred in: they need not have failed.
	Wire bool `json:"wire,omitempty"`
	// Example is where the first of the scenarios stands.
	Example string `json:"example"`
	// Reproduction is the one with the fewest calls, of a scenario that it is charged for
	// where there is one.
	Reproduction *Reproduction `json:"reproduction"`

	accuses bool // whether the reproduction is of a scenario that it is charged for
}

// causes groups the failed scenarios, the most frequent cause first. It also tells
// which cause each has, by the scenario's key. Some causes are known beforehand.
func causes(failed []judgement, before []Cause) (all []Cause, of map[string]int) {
	all, of = append([]Cause{}, before...), map[string]int{}
	find := func(j judgement) int {
		return slices.IndexFunc(all, func(c Cause) bool { return c.Operation == j.operation && c.Reason == j.reason })
	}
	for _, j := range failed {
		i := find(j)
		if i < 0 {
			i = len(all)
			all = append(all, Cause{Operation: j.operation, Reason: j.reason, Rules: []string{}, Example: j.result.Source})
		}
		all[i].add(j.result)
		if accuses := j.result.Verdict == Diverges || j.result.Verdict == KnownDivergence; accuses || !all[i].accuses {
			if accuses != all[i].accuses {
				all[i].accuses, all[i].Reproduction = accuses, nil
			}
			all[i].reproduce(j.reproduction)
		}
	}
	slices.SortStableFunc(all, func(a, b Cause) int { return cmp.Compare(b.Scenarios, a.Scenarios) })
	for _, j := range failed {
		of[j.key()] = find(j)
	}
	return all, of
}

// charge charges each refusal that the model does not foresee to the rules that are about
// the operation, where there are such: whatever else scenarios with the same refusal
// name was not reached.
func charge(all []judgement) {
	type refusal struct{ operation, reason string }
	to := map[refusal][]string{}
	each := func(visit func(j *judgement, why refusal, id string, about bool)) {
		for i := range all {
			j := &all[i]
			service, operation, _ := strings.Cut(j.operation, ".")
			for _, id := range j.result.Rules {
				if j.result.Verdict == Diverges && !slices.Contains(j.result.Unexamined, id) {
					visit(j, refusal{j.operation, j.reason}, id, isAbout(model.Rule(id), service, operation))
				}
			}
		}
	}
	each(func(_ *judgement, why refusal, id string, about bool) {
		if about && !slices.Contains(to[why], id) {
			to[why] = append(to[why], id)
		}
	})
	each(func(j *judgement, why refusal, id string, about bool) {
		if about || !j.unforeseen || to[why] == nil {
			return
		}
		j.result.Unexamined = append(j.result.Unexamined, id)
		if len(j.result.Unexamined) == len(j.result.Rules) {
			j.result.Verdict = Blocked
			j.result.Reason += "; no accusation, since " + why.operation + " is refused so elsewhere too, which is charged to " +
				strings.Join(to[why], ", ")
		}
	})
}

func (c *Cause) add(s ScenarioResult) {
	c.Scenarios++
	if s.Verdict == Blocked {
		c.Blocked++
	}
	accuses := s.Verdict == Diverges || s.Verdict == KnownDivergence && !s.Own
	for _, id := range slices.Concat(s.Rules, s.Charged) {
		if accuses && !slices.Contains(s.Unexamined, id) && !slices.Contains(c.Rules, id) {
			c.Rules = append(c.Rules, id)
		}
	}
	slices.Sort(c.Rules)
}

// causeOf tells which call made a scenario fail, and how.
func causeOf(o target.Outcome, t *trail) (operation, reason string) {
	var trouble *target.Trouble
	f := failureOf(o, t)
	switch {
	case errors.As(o.Err, &trouble):
		return "", trouble.What
	case f == nil:
		return "", likened(o.Err.Error())
	}
	operation = f.service + "." + f.operation
	if f.refused != nil {
		return operation, likened(f.refused.Error())
	}
	return operation, likened(o.Err.Error())
}

var (
	differing = regexp.MustCompile("\"[^\"]*\"|'[^']*'|`[^`]*`|[^\\s\"',;()\\[\\]{}]*\\d[^\\s\"',;()\\[\\]{}]*")
	element   = regexp.MustCompile(`\.\d+\b`) // of a list, in a member's path
	status    = regexp.MustCompile(`^[1-5]\d\d$`)
	spaces    = regexp.MustCompile(`\s+`)
)

// longestReason is how many characters of a reason tell causes apart.
const longestReason = 160

// likened leaves out of a text what differs from scenario to scenario: names,
// IDs, ARNs, numbers and times.
func likened(text string) string {
	text = element.ReplaceAllString(display.Cut(text, 10*longestReason), ".*")
	text = differing.ReplaceAllStringFunc(text, func(found string) string {
		if status.MatchString(found) {
			return found
		}
		return "…"
	})
	text = spaces.ReplaceAllString(text, " ")
	return display.Cut(strings.TrimSpace(text), longestReason)
}
