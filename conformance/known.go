package conformance

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/mistake"
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/strictyaml"
)

// Known is a list of divergences that somebody answers for until a day: they do not
// fail a run, and are never counted as conforming. Nil is an empty list.
type Known struct {
	file    string
	entries []knownEntry
	today   string
}

// knownEntry is one of the list: a rule or a scenario.
type knownEntry struct {
	KnownResult
	at *yaml.Node
}

// KnownState is what a run says of an entry of a list of known divergences.
type KnownState string

// The states of entries. One that conforms or is expired breaks the run: the list says
// what is not so, or what nobody answers for any more.
const (
	StillDiverges KnownState = "diverges"
	NowConforms   KnownState = "conforms"
	IsExpired     KnownState = "expired"
	NotSeen       KnownState = "not seen" // neither: it did not run, or not to an end
)

// KnownResult is an entry of a list of known divergences, and what became of it.
type KnownResult struct {
	Rule     string `json:"rule,omitempty"`
	Scenario string `json:"scenario,omitempty"`
	// Wire is a mistake on the wire: an operation and a member of its answers, as
	// cloudhsmv2.DescribeClusters Clusters[].CreateTimestamp.
	Wire   string `json:"wire,omitempty"`
	Reason string `json:"reason"`
	Owner  string `json:"owner"`
	// Expires is the last day on which the entry counts, in UTC, as 2027-03-31.
	Expires string     `json:"expires"`
	State   KnownState `json:"state"`
	// Scenarios counts those that diverged and are known by the entry, or that the mistake
	// on the wire occurred in.
	Scenarios int `json:"scenarios"`
}

func (e KnownResult) String() string {
	if e.Scenario != "" {
		return fmt.Sprintf("%q", e.Scenario)
	}
	return e.Rule + e.Wire
}

// ParseKnown reads a list of known divergences as of a moment, which decides what is
// expired. An error names file, line and column of all mistakes.
func ParseKnown(file string, content []byte, now time.Time) (*Known, error) {
	list := &Known{file: file, today: now.UTC().Format(time.DateOnly)}
	top, err := strictyaml.Root(content, "a list of known divergences")
	if err != nil {
		return nil, strictyaml.InFile(file, err)
	}
	elements, err := strictyaml.Elements(top, "known divergences")
	if err != nil {
		return nil, strictyaml.InFile(file, err)
	}
	var wrong []error
	for _, n := range elements {
		e, err := readKnown(n)
		same := func(o knownEntry) bool { return o.String() == e.String() }
		if err == nil && slices.ContainsFunc(list.entries, same) {
			err = strictyaml.At(n, "%s is listed twice", e)
		}
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		list.entries = append(list.entries, e)
	}
	return list, strictyaml.InFile(file, errors.Join(wrong...))
}

func readKnown(n *yaml.Node) (e knownEntry, err error) {
	const what = "a known divergence"
	e.at = n
	f, err := strictyaml.Fields(n, what, "rule", "scenario", "wire", "reason", "owner", "expires")
	if err != nil {
		return e, err
	}
	about := 0
	for _, key := range []struct {
		name     string
		into     *string
		required bool
	}{{"rule", &e.Rule, false}, {"scenario", &e.Scenario, false}, {"wire", &e.Wire, false}, {"reason", &e.Reason, true},
		{"owner", &e.Owner, true}} {
		value := f[key.name]
		if value != nil && !key.required {
			about++
		}
		switch {
		case key.name == "reason" && about != 1:
			return e, strictyaml.At(n, "%s needs either a rule, a scenario or a mistake on the wire", what)
		case value == nil && !key.required:
			continue
		case value == nil:
			return e, strictyaml.At(n, "%s lacks %q", what, key.name)
		}
		if *key.into, err = strictyaml.Text(value, key.name); err != nil {
			return e, err
		}
	}
	if f["rule"] != nil {
		r, err := known.Rule(e.Rule)
		if err != nil {
			return e, strictyaml.At(f["rule"], "%v", err)
		}
		e.Rule = r.ID
	}
	if f["wire"] != nil {
		call, member, ok := strings.Cut(e.Wire, " ")
		service, operation, _ := strings.Cut(call, ".")
		if _, err := known.Operation(service, operation); err != nil {
			return e, strictyaml.At(f["wire"], "%v", err)
		}
		if !ok || member == "" || strings.Contains(member, " ") {
			return e, strictyaml.At(f["wire"], "want wire as an operation and a member of its answers, such as "+
				"cloudhsmv2.DescribeClusters Clusters[].CreateTimestamp, got %q", e.Wire)
		}
	}
	if f["expires"] == nil {
		return e, strictyaml.At(n, "%s lacks %q", what, "expires")
	}
	e.Expires, err = strictyaml.Day(f["expires"], "expires")
	return e, err
}

// find checks that each scenario of the list is one that there is. An error names the
// places of those that are none.
func (k *Known) find(plan []planned) error {
	if k == nil {
		return nil
	}
	var wrong []error
	for _, e := range k.entries {
		if e.Scenario == "" || slices.ContainsFunc(plan, func(p planned) bool { return e.names(p.Name, p.Source) }) {
			continue
		}
		var all []string
		for _, p := range plan {
			all = append(all, p.Name)
		}
		wrong = append(wrong, strictyaml.At(e.at, "there is no scenario %q: want a title, or a place such as "+
			"features/ebs/sharing_snapshots.feature:9%s", e.Scenario, nearest.Hint(e.Scenario, all)))
	}
	if wrong == nil {
		return nil
	}
	return mistake.Join(strictyaml.InFile(k.file, errors.Join(wrong...)))
}

// names reports whether the entry is about a scenario, by its title or its place.
func (e KnownResult) names(name, source string) bool {
	return e.Scenario != "" && (e.Scenario == name || e.Scenario == source)
}

func (k *Known) counts(e knownEntry) bool { return e.Expires >= k.today }

// mark makes of a divergence a known one, where somebody answers for the scenario or
// for every rule that it accuses. No rule is accused by a scenario of somebody's own.
func (k *Known) mark(s *ScenarioResult) {
	if k == nil || s.Verdict != Diverges && s.Verdict != Failed {
		return
	}
	var accused []string
	for _, id := range s.Rules {
		if !s.Own && !slices.Contains(s.Unexamined, id) {
			accused = append(accused, id)
		}
	}
	var by []int
	for i, e := range k.entries {
		switch {
		case !k.counts(e):
		case e.names(s.Name, s.Source):
			by, accused = append(by, i), nil
		case slices.Contains(accused, e.Rule):
			by = append(by, i)
			accused = slices.DeleteFunc(accused, func(id string) bool { return id == e.Rule })
		}
	}
	if by != nil && len(accused) == 0 {
		s.Verdict, s.known = KnownDivergence, by
	}
}

// results tells what became of each entry.
func (k *Known) results(r *Report) (all []KnownResult) {
	if k == nil {
		return nil
	}
	for i, e := range k.entries {
		told := e.KnownResult
		for _, s := range r.Scenarios {
			if slices.Contains(s.known, i) {
				told.Scenarios++
			}
		}
		for _, m := range r.Wire {
			if m.Known && e.Wire == m.place() {
				told.Scenarios += m.Scenarios
			}
		}
		switch {
		case !k.counts(e):
			told.State = IsExpired
		case told.Scenarios > 0:
			told.State = StillDiverges
		case e.conforms(r):
			told.State = NowConforms
		default:
			told.State = NotSeen
		}
		all = append(all, told)
	}
	return all
}

// knows reports whether somebody answers for a mistake on the wire.
func (k *Known) knows(m WireResult) bool {
	if k == nil {
		return false
	}
	return slices.ContainsFunc(k.entries, func(e knownEntry) bool { return e.Wire == m.place() && k.counts(e) })
}

// conforms reports whether all that the entry is about ran and held: for a mistake on
// the wire that is all the suites, since any scenario may show it.
func (e KnownResult) conforms(r *Report) bool {
	if e.Wire != "" {
		return r.Filter == nil && !r.Interrupted && r.Totals.OK()+r.Totals.Partial+r.Totals.Known == r.Totals.Sum()
	}
	if e.Rule != "" {
		return slices.ContainsFunc(r.Rules, func(o RuleResult) bool { return o.ID == e.Rule && o.Verdict == Conforms })
	}
	ran := false
	for _, s := range r.Scenarios {
		if e.names(s.Name, s.Source) {
			if !s.Verdict.OK() {
				return false
			}
			ran = true
		}
	}
	return ran
}

// untrue says which entries of the list break the run, "" for none.
func untrue(all []KnownResult) string {
	var parts []string
	for _, e := range all {
		switch e.State {
		case NowConforms:
			parts = append(parts, e.String()+" conforms")
		case IsExpired:
			parts = append(parts, fmt.Sprintf("%s expired on %s (%s)", e, e.Expires, e.Owner))
		}
	}
	if parts == nil {
		return ""
	}
	return "the list of known divergences is not true any more: " + strings.Join(parts, ", ")
}
