package ram

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/steps/engine"
)

var ou = regexp.MustCompile(`OU "([^"]*)"`)

// principals reads a text like `"consumer" and OU "apps"`.
func (s session) principals(text string) ([]string, error) {
	var out []string
	for _, match := range ou.FindAllStringSubmatch(text, -1) {
		t, err := s.Recall("OU", match[1])
		if err != nil {
			return nil, err
		}
		out = append(out, t.ARN)
	}
	if strings.Contains(text, "the organization") {
		o, err := s.Recall("organization", "")
		if err != nil {
			return nil, err
		}
		out = append(out, o.ARN)
	}
	for _, account := range engine.Names(ou.ReplaceAllString(text, "")) {
		out = append(out, s.Account(account))
	}
	return out, nil
}

// checkConsumers checks those with whom a share is shared.
func checkConsumers(r *engine.Rehearsal, text string) error {
	if text == "nobody" {
		return nil
	}
	for _, each := range engine.Listed(text) {
		if err := checkConsumer(r, each); err != nil {
			return err
		}
	}
	return nil
}

func checkConsumer(r *engine.Rehearsal, text string) error {
	unit, isUnit := strings.CutPrefix(text, "OU ")
	name, quoted := engine.Unquote(unit)
	switch {
	case text == "the organization":
		return r.Use("", "organization")
	case !quoted:
		return fmt.Errorf(
			"%s is no consumer: want accounts in quotes, OU %s, the organization, or nobody", text, strconv.Quote(unit))
	case isUnit:
		return r.Use(name, "OU")
	}
	return r.Account(name)
}
