package kms

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/steps/iam"
	"gopkg.in/yaml.v3"
)

// PolicyOf reads the policy of a key, or of another resource, as features have them:
// JSON as it stands, the same in YAML, or a line for each statement.
func PolicyOf(s *engine.Session, text string) (string, error) {
	text, err := s.Fill(text)
	if err != nil || !byStatements(text) {
		if err == nil && !json.Valid([]byte(text)) && strings.Contains(text, "Statement") {
			return iam.PolicyOf(s, text)
		}
		return text, err
	}
	var statements []any
	for _, line := range strings.Split(text, "\n") {
		statement, err := statementOf(line)
		if err != nil {
			return "", fmt.Errorf("a statement of a key policy: %w", err)
		}
		statements = append(statements, statement)
	}
	document, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": statements})
	return string(document), err
}

// byStatements reports whether a key policy has a line for each statement.
func byStatements(text string) bool {
	return strings.HasPrefix(text, "{Allow:") || strings.HasPrefix(text, "{Deny:")
}

// statementOf reads a line of a key policy.
func statementOf(line string) (map[string]any, error) {
	top, err := strictyaml.Root([]byte(line), "a statement such as {Allow: kms:*, to: \"{owner}\"}")
	if err != nil {
		return nil, err
	}
	f, err := strictyaml.Fields(top, "a statement", "Allow", "Deny", "to", "if")
	if err != nil {
		return nil, err
	}
	statement := map[string]any{"Resource": "*"}
	put := func(key string, n *yaml.Node) error {
		var v any
		err := n.Decode(&v)
		statement[key] = v
		return err
	}
	for _, effect := range []string{"Allow", "Deny"} {
		if n := f[effect]; n != nil {
			statement["Effect"] = effect
			err = errors.Join(err, put("Action", n))
		}
	}
	if to := f["to"]; to != nil {
		key := &yaml.Node{Kind: yaml.ScalarNode, Value: "AWS"}
		principals := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{key, to}}
		err = errors.Join(err, put("Principal", principals))
	}
	if n := f["if"]; n != nil {
		err = errors.Join(err, put("Condition", n))
	}
	return statement, err
}

// PolicyText checks a policy as PolicyOf reads it.
func PolicyText(r *engine.Rehearsal, text string) {
	text = r.Outline(text)
	if !byStatements(text) {
		return // any text may be put on a key, to be refused
	}
	for i, line := range strings.Split(text, "\n") {
		_, err := statementOf(line)
		r.ComplainOf(err, i)
	}
}
