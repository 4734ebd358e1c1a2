package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

type member struct {
	name  string
	value json.RawMessage
}

// members reads a JSON object in the order of its members, refusing doubles and
// trailing text.
func members(raw []byte, at string) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("%s: want a JSON object", at)
	}
	var out []member
	seen := map[string]bool{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		m := member{name: name.(string)}
		if err := dec.Decode(&m.value); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", at, m.name, err)
		}
		if seen[m.name] {
			return nil, fmt.Errorf("%s.%s: element stands twice", at, m.name)
		}
		seen[m.name] = true
		out = append(out, m)
	}
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("%s: %w", at, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("%s: text after the JSON object", at)
	}
	return out, nil
}

// text reads a string.
func text(raw json.RawMessage, at string) (string, error) {
	var s *string
	if json.Unmarshal(raw, &s) != nil || s == nil {
		return "", fmt.Errorf("%s: want a string", at)
	}
	return *s, nil
}

// texts reads a string or a list of strings, which may be empty or not.
func texts(raw json.RawMessage, at string, empty bool) ([]string, error) {
	return values(raw, at, "strings", empty, func(raw json.RawMessage) (string, error) { return text(raw, at) })
}

// scalars reads strings, numbers and truth values, each as the text that JSON has for
// it.
func scalars(raw json.RawMessage, at string) ([]string, error) {
	return values(raw, at, "strings, numbers or truth values", true, func(raw json.RawMessage) (string, error) {
		if bytes.ContainsAny(raw[:1], `"{[n`) {
			return text(raw, at)
		}
		return string(raw), nil
	})
}

func values(
	raw json.RawMessage, at, what string, empty bool, one func(json.RawMessage) (string, error),
) ([]string, error) {
	list := []json.RawMessage{raw}
	if raw[0] == '[' {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
	}
	if len(list) == 0 && !empty {
		return nil, fmt.Errorf("%s: the list is empty", at)
	}
	var out []string
	for _, raw := range list {
		v, err := one(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: want one or more %s", at, what)
		}
		out = append(out, v)
	}
	return out, nil
}
