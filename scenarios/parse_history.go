package scenarios

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"strconv"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/shareproof/shareproof/target"
	"gopkg.in/yaml.v3"
)

// whole checks that the file of a history is of this version, and that nothing
// of it was cut off.
func whole(top *yaml.Node, text []byte) error {
	all, err := strictyaml.Entries(top, "a scenario")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(e strictyaml.Entry) bool { return e.Key.Value == "history" })
	if i < 0 {
		return nil
	}
	if version := all[i].Value; version.Value != strconv.Itoa(Version) {
		return strictyaml.At(version, "this is a history of version %s: only version %d is known", version.Value, Version)
	}
	last := all[len(all)-1]
	lines := bytes.Count(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) + 1
	if last.Key.Value != "end" || text[len(text)-1] != '\n' || last.Value.Line != lines {
		return &strictyaml.Complaint{Line: lines, Column: 1,
			Reason: `the history is cut off: its last line is not "end" with the number of its steps`}
	}
	return nil
}

// recorded reads the steps of a history.
func (p *parser) recorded(f map[string]*yaml.Node, s *Scenario) (err error) {
	if s.invariants == nil {
		return strictyaml.At(f["history"], `the history lacks "invariants": it expects nothing else`)
	}
	steps, labels, err := p.history(f["steps"])
	if err != nil {
		return err
	}
	if end := f["end"]; end.Value != strconv.Itoa(len(steps)) {
		return strictyaml.At(end, "the history is cut off: it has %d steps, and says %s", len(steps), end.Value)
	}
	s.labels = labels
	s.History = &history.History{Options: s.setting.Options, Accounts: p.accounts, Steps: steps}
	s.History.Options.ManualActivation = !s.setting.automatic
	if s.setting.seed != nil {
		s.History.Options.Seed = *s.setting.seed
	}
	if f["invariants"].Kind == yaml.SequenceNode {
		s.History.Invariants = s.invariants
	}
	return nil
}

// invariantsOf reads which invariants are checked.
func invariantsOf(n *yaml.Node) (ids []string, err error) {
	switch {
	case n == nil:
		return nil, nil
	case n.Kind == yaml.ScalarNode && n.Value == "all":
		return invariantIDs(), nil
	}
	list, err := strictyaml.Texts(n, "invariants")
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if catalogue.Find(e.Value) == nil {
			return nil, strictyaml.At(e, "there is no invariant %q%s", e.Value, nearest.Hint(e.Value, invariantIDs()))
		}
		ids = append(ids, e.Value)
	}
	if ids == nil {
		return nil, strictyaml.At(n, "want invariants as all or a list of their IDs, got an empty list")
	}
	return ids, nil
}

func invariantIDs() (ids []string) {
	for _, l := range catalogue.All() {
		ids = append(ids, l.ID)
	}
	return ids
}

// setting is how the scenario's world is set up, where the target can.
type setting struct {
	model.Options // Start and Pace
	seed          *uint64
	automatic     bool
}

func (s *setting) read(f map[string]*yaml.Node) error {
	if n := f["seed"]; n != nil {
		seed, err := strconv.ParseUint(n.Value, 10, 64)
		if err != nil || n.Kind != yaml.ScalarNode {
			return strictyaml.At(n, "want a seed as a whole number from 0 to 18446744073709551615, got %s",
				strictyaml.Describe(n))
		}
		s.seed = &seed
	}
	if n := f["pace"]; n != nil {
		if s.Pace = kernel.Pace(n.Value); !slices.Contains(kernel.Paces, s.Pace) {
			return strictyaml.At(n, "there is no pace %q: there are %v", n.Value, kernel.Paces)
		}
	}
	if n := f["start"]; n != nil {
		start, err := kernel.ParseMoment(n.Value)
		if err != nil {
			return strictyaml.At(n, "%v", err)
		}
		s.Start = start
	}
	if err := ReadQuotas(f["quotas"], &s.Options); err != nil {
		return err
	}
	if n := f["activation"]; n != nil {
		if s.automatic = n.Value == "automatic"; !s.automatic {
			return strictyaml.At(n, "%q is not a way of activation: want automatic, or leave it to steps", n.Value)
		}
	}
	return nil
}

// ReadQuotas reads the quotas that a world has otherwise than AWS; a nil node has
// none.
func ReadQuotas(n *yaml.Node, into *model.Options) error {
	if n == nil {
		return nil
	}
	all, err := strictyaml.Entries(n, "quotas")
	if err != nil {
		return err
	}
	for _, e := range all {
		if quota, err := strconv.Atoi(e.Value.Value); err != nil || quota < 1 {
			return strictyaml.At(e.Value, "want a quota as a whole number from 1 on, got %s", strictyaml.Describe(e.Value))
		}
	}
	return strictyaml.Fill(reflect.ValueOf(&into.Quotas).Elem(), n, nil)
}

// apply makes a fresh world of the target, as far as it can set it up, and returns what that
// has set otherwise than AWS.
func (s setting) apply(ctx context.Context, t target.Target, seed uint64) (set invariants.Limits, err error) {
	if s.seed != nil {
		seed = *s.seed
	}
	if target.Arrange(t, s.Options, s.automatic) {
		set = history.Limits(s.Options)
	}
	return set, t.Reset(ctx, seed)
}
