package iam

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/steps/engine"
	"gopkg.in/yaml.v3"
)

// PolicyOf reads a policy as features have them: JSON as it stands, the same in
// YAML, or a list of actions.
func PolicyOf(s *engine.Session, text string) (string, error) {
	text, err := s.Fill(text)
	if err != nil || IsJSON(text) {
		return text, err
	}
	var content any
	if err := yaml.Unmarshal([]byte(text), &content); err != nil {
		return "", fmt.Errorf("a policy: %w", err)
	}
	if actions, ok := content.([]any); ok {
		content = map[string]any{
			"Version":   "2012-10-17",
			"Statement": []any{map[string]any{"Effect": "Allow", "Action": actions, "Resource": "*"}},
		}
	}
	document, err := json.Marshal(content)
	return string(document), err
}

// PolicyText checks a policy as PolicyOf reads it.
func PolicyText(r *engine.Rehearsal, text string) {
	if text = r.Outline(text); !IsJSON(text) {
		_, err := strictyaml.Root([]byte(text), "a policy")
		r.ComplainOf(err, 0)
	}
}

// IsJSON reports whether a policy is taken as it stands.
func IsJSON(text string) bool { return json.Valid([]byte(text)) && strings.HasPrefix(text, "{") }
