package scenarios

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"gopkg.in/yaml.v3"
)

// maxWait is for how long a call with until is repeated where its author
// does not say within.
const maxWait = 4 * time.Hour // in the target's own time

// steps reads the steps of a scenario. Examined says that it has expectations
// besides theirs.
func (p *parser) steps(n *yaml.Node, examined bool) (steps []step, err error) {
	list, err := strictyaml.Elements(n, "steps")
	if err != nil {
		return nil, err
	}
	var wrong error
	for _, e := range list {
		s, err := p.step(e)
		if err != nil {
			wrong, examined = errors.Join(wrong, err), true
			p.announce(&yaml.Node{Content: []*yaml.Node{e}})
			continue
		}
		examined = examined || s.expect != nil || s.refused.codes != nil
		steps = append(steps, s)
	}
	if wrong != nil {
		return nil, wrong
	}
	if !examined {
		return nil, strictyaml.At(n,
			"the scenario expects nothing: want invariants, or expect, until or refused in at least one step")
	}
	return steps, nil
}

func (p *parser) step(n *yaml.Node) (s step, err error) {
	f, err := strictyaml.Fields(n, "a step", "as", "principal", "region", "call", "with", "expect", "until", "within",
		"refused", "save", "activate", "advance")
	if err != nil {
		return s, err
	}
	if s, err = p.stepOf(n, f); err != nil || s.with == nil || s.refused.codes != nil {
		return s, err
	}
	return s, strictyaml.Enumerated(s.with, s.op.In)
}

func (p *parser) stepOf(n *yaml.Node, f map[string]*yaml.Node) (s step, err error) {
	if by := f["advance"]; by != nil {
		if len(f) > 1 {
			return s, strictyaml.At(n, "an advance is a step of its own")
		}
		s.advance, err = strictyaml.Span(by)
		s.label = "advance " + by.Value
		return s, err
	}
	if f["as"] == nil {
		return s, strictyaml.At(n, `the step lacks "as"`)
	}
	if s.as, err = p.caller(f["as"], f["principal"], f["region"]); err != nil {
		return s, err
	}
	if cluster := f["activate"]; cluster != nil {
		return p.activation(n, f, s)
	}
	if f["call"] == nil {
		return s, strictyaml.At(n, `the step lacks "call"`)
	}
	service, op, err := operation(f["call"])
	if err != nil {
		return s, err
	}
	s.op, s.label = op, fmt.Sprintf("%s: %s (line %d)", f["as"].Value, f["call"].Value, n.Line)
	if s.with = f["with"]; s.with != nil {
		if _, err := p.input(s); err != nil {
			return s, err
		}
	}
	if err := p.outcome(n, f, service, &s); err != nil {
		return s, err
	}
	return s, p.remember(f["save"], &s)
}

// activation reads what the crypto officer does at the HSM, outside the API.
func (p *parser) activation(n *yaml.Node, f map[string]*yaml.Node, s step) (step, error) {
	for _, key := range slices.Sorted(maps.Keys(f)) {
		if key != "activate" && key != "as" && key != "principal" && key != "region" {
			return s, strictyaml.At(n, "an activation has as, principal, region and the cluster's ID, nothing else")
		}
	}
	s.activate = f["activate"]
	s.label = fmt.Sprintf("%s: activate %s (line %d)", f["as"].Value, s.activate.Value, n.Line)
	if _, err := strictyaml.Text(s.activate, "a cluster's ID"); err != nil {
		return s, err
	}
	_, err := p.known(s.activate)
	return s, err
}

func (p *parser) caller(as, principal, region *yaml.Node) (c kernel.Caller, err error) {
	account, ok := p.accounts[as.Value]
	if name := variable.FindStringSubmatch(as.Value); name != nil && name[0] == as.Value && p.names[name[1]] {
		account, ok = as.Value, true // an account that CreateAccount made, or the ARN of a principal
	}
	if !ok {
		return c, strictyaml.At(as, "there is no account %q in this scenario%s", as.Value,
			nearest.Hint(as.Value, sorted(p.accounts)))
	}
	if c.Region, err = p.regionOr(region); err != nil || principal == nil {
		return kernel.Caller{Account: account, Region: c.Region}, err
	}
	if c.Principal, err = strictyaml.Text(principal, "the ARN of a user or session"); err != nil {
		return c, err
	}
	c.Account, c.Principal = account, p.filled(c.Principal)
	_, err = p.known(principal)
	return c, err
}

func operation(n *yaml.Node) (*kernel.API, *kernel.Operation, error) {
	service, name, _ := strings.Cut(n.Value, ".")
	op, err := known.Operation(service, name)
	if err != nil {
		return nil, nil, in(n, err)
	}
	return op.API, op, nil
}

// outcome reads what the author expects of a call.
func (p *parser) outcome(n *yaml.Node, f map[string]*yaml.Node, service *kernel.API, s *step) (err error) {
	expect, until, refused := f["expect"], f["until"], f["refused"]
	switch {
	case expect != nil && until != nil, refused != nil && (expect != nil || until != nil || f["save"] != nil):
		return strictyaml.At(n, "a call has either expect, until or refused, and a refused call saves nothing")
	case f["within"] != nil && until == nil:
		return strictyaml.At(f["within"], "within says how long until waits, and there is no until")
	case refused != nil:
		s.refused, err = p.readRefusal(refused, service)
		return err
	case until != nil:
		s.expect, s.until = until, maxWait
		if within := f["within"]; within != nil {
			if s.until, err = strictyaml.Span(within); err != nil {
				return err
			}
		}
	default:
		s.expect = expect
	}
	if s.expect == nil {
		return nil
	}
	if len(s.expect.Content) == 0 {
		return strictyaml.At(s.expect, "want what is expected as a mapping from paths to values, got nothing")
	}
	return p.expectable(s.expect, s.op.Out)
}

// remember reads what a call saves; from the next step on it has a name.
func (p *parser) remember(n *yaml.Node, s *step) error {
	if n == nil {
		return nil
	}
	all, err := strictyaml.Entries(n, "save")
	if err != nil {
		return err
	}
	for _, e := range all {
		if p.taken[e.Key.Value] {
			return strictyaml.At(e.Key, "the name %q is taken", e.Key.Value)
		}
		t, err := strictyaml.TypeAt(e.Value, e.Value.Value, s.op.Out)
		if err != nil {
			return err
		}
		if !isScalar(t) {
			return strictyaml.At(e.Value, "%s is not a single value", e.Value.Value)
		}
		s.save = append(s.save, saved{e.Key.Value, e.Value.Value})
		p.names[e.Key.Value], p.taken[e.Key.Value] = true, true
	}
	return nil
}
