package scenarios

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"

	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"gopkg.in/yaml.v3"
)

// parser reads one file. Names holds what ${...} may refer to so far, and taken
// what nothing else may be called.
type parser struct {
	region       string
	accounts     map[string]string
	names, taken map[string]bool
}

func newParser() *parser {
	return &parser{
		region: "us-east-1", accounts: map[string]string{},
		names: map[string]bool{trustAnchor: true}, taken: map[string]bool{trustAnchor: true},
	}
}

func parse(file string, text []byte) (Scenario, error) {
	p := newParser()
	top, err := strictyaml.Root(text, "a scenario")
	if err != nil {
		return Scenario{}, strictyaml.InFile(file, err)
	}
	if err := whole(top, text); err != nil {
		return Scenario{}, strictyaml.InFile(file, err)
	}
	s, err := p.scenario(top)
	if err != nil {
		return Scenario{}, strictyaml.InFile(file, err)
	}
	s.System = path.Base(path.Dir(file))
	s.Source, s.Lines = fmt.Sprintf("%s:%d", file, top.Line), 1+bytes.Count(text, []byte("\n"))
	return s, nil
}

func (p *parser) scenario(top *yaml.Node) (s Scenario, err error) {
	f, err := strictyaml.Fields(top, "a scenario", "scenario", "rules", "needs", "invariants", "seed", "pace", "start",
		"activation", "quotas",
		"accounts", "region", "steps", "history", "end")
	if err != nil {
		return s, err
	}
	for _, key := range []string{"scenario", "accounts", "steps"} {
		if f[key] == nil {
			return s, strictyaml.At(top, "the scenario lacks %q", key)
		}
	}
	if s.Name, err = strictyaml.Text(f["scenario"], "the title"); err != nil {
		return s, err
	}
	if s.Rules, err = rules(f["rules"]); err != nil {
		return s, err
	}
	if s.Needs, err = needs(f["needs"]); err != nil {
		return s, err
	}
	if s.invariants, err = invariantsOf(f["invariants"]); err != nil {
		return s, err
	}
	if err := s.setting.read(f); err != nil {
		return s, err
	}
	if err := p.cast(f["accounts"]); err != nil {
		return s, err
	}
	if p.region, err = p.regionOr(f["region"]); err != nil {
		return s, err
	}
	s.accounts = p.accounts
	if f["history"] != nil {
		return s, p.recorded(f, &s)
	}
	s.steps, err = p.steps(f["steps"], s.invariants != nil)
	return s, err
}

func rules(n *yaml.Node) (ids []string, err error) {
	if n == nil {
		return nil, nil
	}
	list, err := strictyaml.Elements(n, "rules")
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		r, err := rule(e)
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.ID)
	}
	return ids, nil
}

func rule(n *yaml.Node) (*kernel.Rule, error) {
	id, err := strictyaml.Text(n, "a rule's ID")
	if err != nil {
		return nil, err
	}
	r, err := known.Rule(id)
	return r, in(n, err)
}

func needs(n *yaml.Node) (all []target.Capability, err error) {
	if n == nil {
		return nil, nil
	}
	list, err := strictyaml.Elements(n, "needs")
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		need := target.Capability(e.Value)
		if !slices.Contains(target.Capabilities, need) {
			return nil, strictyaml.At(e, "there is no capability %q: there are %v", e.Value, target.Capabilities)
		}
		all = append(all, need)
	}
	return all, nil
}

// cast reads the accounts. Each name also stands for its number, as ${owner}.
func (p *parser) cast(n *yaml.Node) error {
	accounts, err := Accounts(n)
	for _, name := range slices.Sorted(maps.Keys(accounts)) {
		p.accounts[name], p.names[name], p.taken[name] = accounts[name], true, true
	}
	return err
}

// Accounts reads the names of accounts and their numbers.
func Accounts(n *yaml.Node) (map[string]string, error) {
	all, err := strictyaml.Entries(n, "accounts")
	if err != nil {
		return nil, err
	}
	accounts := map[string]string{}
	for _, e := range all {
		number, err := strictyaml.Text(e.Value, "an account number")
		if err != nil {
			return nil, err
		}
		if !kernel.IsAccount(number) {
			return nil, strictyaml.At(e.Value, "%q is not an account number: want 12 digits", number)
		}
		accounts[e.Key.Value] = number
	}
	return accounts, nil
}

func (p *parser) regionOr(n *yaml.Node) (string, error) {
	if n == nil {
		return p.region, nil
	}
	region, err := strictyaml.Text(n, "a Region")
	if err != nil {
		return "", err
	}
	return region, in(n, known.Region(region))
}

// in places a complaint at a node.
func in(n *yaml.Node, err error) error {
	if err == nil {
		return nil
	}
	return strictyaml.At(n, "%v", err)
}
