package engine

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model/kernel"
	"gopkg.in/yaml.v3"
)

// Column is one that a phrase's table may have, and what has to be true of its
// cells. A heading that ends with * stands for all that begin so.
type Column struct {
	Heading string
	Cell    CellCheck
}

// CellCheck complains of a cell.
type CellCheck func(r *Rehearsal, text string) error

// Anything takes any text.
func Anything(*Rehearsal, string) error { return nil }

// Filled takes any text, in which references stand for what they name.
func Filled(r *Rehearsal, text string) error { return r.Filled(text) }

// One takes the name of a thing, ? for one without a name, * where there is none to
// be looked at, or nothing.
func One(kind string) CellCheck {
	return func(r *Rehearsal, text string) error {
		if text == "" || text == "?" || text == "*" {
			return nil
		}
		return r.Use(text, kind)
	}
}

// Value takes a value of an enumeration, or nothing.
func Value[E any](_ *Rehearsal, text string) error {
	if text == "" {
		return nil
	}
	return KnownValue(text, reflect.TypeFor[E]())
}

// KnownValue complains of a text that is no value of an enumeration.
func KnownValue(text string, t reflect.Type) error {
	for _, c := range strictyaml.Complaints(strictyaml.Value(&yaml.Node{}, text, t)) {
		return fmt.Errorf("%s", c.Reason)
	}
	return nil
}

// Truth takes true, false, or nothing.
func Truth(_ *Rehearsal, text string) error {
	if text == "" || text == "true" || text == "false" {
		return nil
	}
	return fmt.Errorf("want true or false, got %q", text)
}

// Account takes an account's name or number, or amazon.
func Account(r *Rehearsal, text string) error {
	if kernel.IsAccount(text) || text == "amazon" {
		return nil
	}
	return r.Account(text)
}

// Accounts takes several, with spaces between them.
func Accounts(r *Rehearsal, text string) error {
	for _, each := range strings.Fields(text) {
		if err := Account(r, each); err != nil {
			return err
		}
	}
	return nil
}

// columnOf finds the column of a heading.
func columnOf(columns []Column, heading string) (Column, error) {
	var headings []string
	for _, c := range columns {
		start, open := strings.CutSuffix(c.Heading, "*")
		if c.Heading == heading || open && strings.HasPrefix(heading, start) {
			return c, nil
		}
		headings = append(headings, c.Heading)
	}
	hint := nearest.Hint(heading, headings)
	return Column{}, fmt.Errorf("there is no column %q: there are %s%s", heading, strings.Join(headings, ", "), hint)
}
