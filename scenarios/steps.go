package scenarios

import (
	"errors"
	"maps"
	"slices"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
	"gopkg.in/yaml.v3"
)

// Cast is what steps may refer to: accounts by their names, and what was saved.
type Cast struct {
	Accounts map[string]string
	// Region is that of every step that does not say otherwise, by default us-east-1.
	Region string
	// Names may stand in ${...}. Steps adds what they save.
	Names map[string]bool
	// AnyOrder lets a step refer to what any other saves, not only an earlier one.
	AnyOrder bool
}

// Steps reads a list of calls, activations and waits without expectations,
// ready to be performed. Names of accounts in ${...} are replaced by their
// numbers; other names stay.
func (c *Cast) Steps(n *yaml.Node) ([]history.Step, error) {
	p := newParser()
	if p.accounts = c.Accounts; c.Region != "" {
		p.region = c.Region
	}
	for _, name := range slices.Sorted(maps.Keys(c.Accounts)) {
		p.names[name] = true
	}
	maps.Copy(p.names, c.Names)
	p.taken = maps.Clone(p.names)
	if c.AnyOrder {
		p.announce(n)
	}
	steps, _, err := p.history(n)
	if err != nil {
		return nil, err
	}
	c.Names = map[string]bool{}
	maps.Copy(c.Names, p.taken)
	return steps, nil
}

// announce makes known whatever the steps of a list save.
func (p *parser) announce(n *yaml.Node) {
	for _, step := range n.Content {
		for i := 0; i+1 < len(step.Content); i += 2 {
			if saved := step.Content[i+1]; step.Content[i].Value == "save" && saved.Kind == yaml.MappingNode {
				for j := 0; j < len(saved.Content); j += 2 {
					p.names[saved.Content[j].Value] = true
				}
			}
		}
	}
}

// history reads steps that expect nothing, and how to tell of each.
func (p *parser) history(n *yaml.Node) (steps []history.Step, labels []string, err error) {
	list, err := strictyaml.Elements(n, "steps")
	if err != nil {
		return nil, nil, err
	}
	var wrong error
	for _, e := range list {
		s, label, err := p.historyStep(e)
		if err != nil {
			wrong = errors.Join(wrong, err)
			p.announce(&yaml.Node{Content: []*yaml.Node{e}})
			continue
		}
		s.Prepare()
		steps, labels = append(steps, s), append(labels, label)
	}
	return steps, labels, wrong
}

func (p *parser) historyStep(n *yaml.Node) (history.Step, string, error) {
	f, err := strictyaml.Fields(n, "a step without expectations", "as", "principal", "region", "call", "with", "fails",
		"save", "activate", "advance")
	if err != nil {
		return history.Step{}, "", err
	}
	s, err := p.stepOf(n, f)
	if err != nil {
		return history.Step{}, "", err
	}
	plain := history.Step{Advance: s.advance, As: s.as}
	switch {
	case s.activate != nil:
		plain.Activate, err = p.numbers(s.activate)
	case s.op != nil:
		if plain.Fails, err = fails(f["fails"], s.op); err != nil {
			return history.Step{}, "", err
		}
		plain.In, err = s.input(p.numbers)
		for _, saved := range s.save {
			plain.Save = append(plain.Save, history.Saved{Name: saved.name, Path: saved.path})
		}
	}
	return plain, s.label, err
}

// fails reads whether the work that a call begins fails.
func fails(n *yaml.Node, op *kernel.Operation) (bool, error) {
	switch {
	case n == nil:
		return false, nil
	case n.Value != "true":
		return false, strictyaml.At(n, "want fails as true, got %s: leave it out where the work does not fail",
			strictyaml.Describe(n))
	case !op.CanFail:
		return false, strictyaml.At(n, "%s begins no work that can fail", op.FullName())
	}
	return true, nil
}

// numbers puts the numbers of accounts in place of their names.
func (p *parser) numbers(n *yaml.Node) (string, error) { return p.filled(n.Value), nil }

func (p *parser) filled(text string) string {
	return variable.ReplaceAllStringFunc(text, func(found string) string {
		if number, ok := p.accounts[found[2:len(found)-1]]; ok {
			return number
		}
		return found
	})
}
