package evidence

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/internal/values"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

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
	if r.mayLag(m, as, in) {
		return lags
	}
	if slices.ContainsFunc(t.found, func(d difference) bool { return d.alike }) && len(r.world.MayBeDone()) > 0 {
		return "it shows several things that AWS made alike, and nobody can tell which is which"
	}
	if r.underWay(t, in) {
		return "it shows a state of work that is under way"
	}
	if r.late != nil && r.wouldAnswer(r.late, m, as, in) {
		return "work took longer than usual, and AWS promises no end of it"
	}
	return ""
}

// mayLag reports whether a read may not show yet what was changed, or what has changed by
// itself.
func (r *run) mayLag(m *Moment, as kernel.Caller, in any) bool {
	lag, changed := m.Op.API.StaleFor, r.changed[m.Op.API.Service]
	switch {
	case !m.Op.Reads() || lag == 0 || changed.IsZero():
		return false
	case r.world.Now().Sub(changed) <= lag:
		return true
	case r.before == nil || r.world.Now().Sub(r.before.Now()) > lag:
		return false
	}
	return r.wouldAnswer(r.before, m, as, in)
}

// wouldAnswer reports whether another world would have answered as the cloud did.
func (r *run) wouldAnswer(w *model.World, m *Moment, as kernel.Caller, in any) bool {
	since := len(r.log)
	t := r.try(w.Branch(), m, as, in)
	r.undo(since)
	return t.weight == 0
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

func tallies(w *model.World) (all []kernel.Tally) {
	for _, rule := range model.Rules() {
		all = append(all, w.Tally(rule))
	}
	return all
}

// tested lists the rules of the service that a call puts to the test, as far as it can be
// made again; those of the operation first.
func (r *run) tested(m *Moment, as kernel.Caller, in any) (rules []*kernel.Rule) {
	w := r.world.Branch()
	before := tallies(w)
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
