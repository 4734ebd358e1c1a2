package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
	"gopkg.in/yaml.v3"
)

// refusal is what an author expects of a call that is refused: one of some
// error codes, where the target tells, the rule that refused, and what it says.
type refusal struct {
	codes   []string
	rule    *kernel.Rule
	message *yaml.Node
}

// readRefusal reads an error code, or a mapping with code, rule or both, and
// perhaps the message. A rule alone stands for every error by which it may
// refuse.
func (p *parser) readRefusal(n *yaml.Node, service *kernel.API) (r refusal, err error) {
	if n.Kind == yaml.ScalarNode {
		code, err := code(n, service)
		return refusal{codes: []string{code}}, err
	}
	f, err := strictyaml.Fields(n, "refused", "code", "rule", "message")
	if err != nil {
		return r, err
	}
	if id := f["rule"]; id != nil {
		if r.rule, err = rule(id); err != nil {
			return r, err
		}
		for _, fault := range r.rule.Errors() {
			r.codes = append(r.codes, fault.Code)
		}
		if r.codes == nil {
			return r, strictyaml.At(id, "the rule %s never refuses", r.rule.ID)
		}
	}
	if c := f["code"]; c != nil {
		only, err := code(c, service)
		if err != nil {
			return r, err
		}
		r.codes = []string{only}
	}
	if r.codes == nil {
		return r, strictyaml.At(n, "refused lacks a code or a rule")
	}
	if r.message = f["message"]; r.message != nil {
		if r.message.Kind != yaml.ScalarNode {
			return r, strictyaml.At(r.message, "want an error's message as a string")
		}
		_, err = p.known(r.message)
	}
	return r, err
}

func code(n *yaml.Node, service *kernel.API) (string, error) {
	c, err := strictyaml.Text(n, "an error code")
	if err != nil {
		return "", err
	}
	var codes []string
	for _, r := range rulesOf(service) {
		if r.Allows(c) {
			return c, nil
		}
		for _, fault := range r.Errors() {
			codes = append(codes, fault.Code)
		}
	}
	return "", strictyaml.At(n, "no rule of %s refuses with %q%s", service.Service, c, nearest.Hint(c, codes))
}

// rulesOf lists the rules that may refuse a call to a service: its own, and those of IAM
// and STS about who calls, which hold for every service.
func rulesOf(service *kernel.API) (all []*kernel.Rule) {
	all = service.Rules.All()
	for _, api := range services.All {
		if api == service || api.System != "iam" {
			continue
		}
		for _, r := range api.Rules.All() {
			if slices.Contains(r.Operations, "all") {
				all = append(all, r)
			}
		}
	}
	return all
}

// unmet returns how a refusal differs from the expected one, or nil.
func (r refusal) unmet(got *kernel.Error, vars variables) error {
	if !slices.Contains(r.codes, got.Code) {
		return mismatch("want %s, got %v", strings.Join(r.codes, " or "), got)
	}
	if r.rule != nil && got.Rule != nil && got.Rule != r.rule {
		return mismatch("want a refusal by %s, got one by %s: %v", r.rule.ID, got.Rule.ID, got)
	}
	if r.message == nil {
		return nil
	}
	want, err := vars.expand(r.message)
	if err == nil && got.Message == want {
		return nil
	}
	m := &target.Mismatch{Message: fmt.Sprintf("want the message %q, got %q", want, got.Message), Worded: true}
	if r.rule != nil {
		m.Rule = r.rule.ID
	}
	return m
}
