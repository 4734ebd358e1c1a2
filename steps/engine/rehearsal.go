package engine

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	messages "github.com/cucumber/messages/go/v34"
	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/target"
	"gopkg.in/yaml.v3"
)

// Rehearsal goes through the steps of a scenario without calling anything, and
// remembers what they name.
type Rehearsal struct {
	language *Language
	accounts []string
	things   map[Name]bool
	input    reflect.Type // of the operation that the step calls
	answer   reflect.Type // of the last call, nil where nothing is known of it
	lost     bool         // whether a step is undefined: nobody knows what it names
	examined bool         // whether a step expects something
	wrong    []complaint
}

// complaint is what is wrong in a step.
type complaint struct {
	place
	reason string
}

// place is where in a step something is: at an offset of its text, in a cell of
// its table, or in its doc string. All but the offset count from 1.
type place struct{ offset, row, cell, line, column int }

func newRehearsal(l *Language) *Rehearsal {
	return &Rehearsal{language: l, accounts: slices.Clone(target.Accounts), things: map[Name]bool{}}
}

func (r *Rehearsal) complain(at place, err error) {
	if err != nil {
		r.wrong = append(r.wrong, complaint{at, err.Error()})
	}
}

// before complains of a step of a suite that may have phrases of its own.
func (r *Rehearsal) before(step *messages.PickleStep) error {
	if found := r.language.reading(step.Text); len(found) == 1 {
		r.step(step, found[0])
	}
	var all []error
	for _, c := range r.wrong {
		all = append(all, errors.New(c.reason))
	}
	r.wrong = nil
	return errors.Join(all...)
}

// step goes through a step that is of a phrase.
func (r *Rehearsal) step(step *messages.PickleStep, e *Entry) {
	groups := e.read(step.Text)
	for _, needed := range e.phrase.Needs {
		r.complain(place{}, r.Use(needed.Name, needed.Kind))
	}
	arguments := r.argumentsOf(step.Text, e, groups)
	for _, made := range e.phrase.Makes {
		r.Make(made.Kind, string(e.compiled.ExpandString(nil, made.Name, step.Text, groups)))
	}
	r.attached(step, e.phrase)
	r.examined = r.examined || e.phrase.examines() && step.Type != messages.PickleStepType_CONTEXT
	if answer := e.phrase.answer(arguments); !answer.stays {
		r.answer = answer.is
	}
}

// argumentsOf checks the arguments of a step and returns them, "" for those that
// are left out.
func (r *Rehearsal) argumentsOf(text string, e *Entry, groups []int) (all []string) {
	for i, name := range e.arguments {
		from, to := groups[2*i+2], groups[2*i+3]
		if from < 0 {
			all = append(all, "")
			continue
		}
		argument := text[from:to]
		if check := r.language.arguments[name].Check; check != nil {
			r.complain(place{offset: from}, check(r, argument, all))
		}
		all = append(all, argument)
	}
	return all
}

// attached checks the doc string or table of a step.
func (r *Rehearsal) attached(step *messages.PickleStep, p Phrase) {
	switch takes, has := takenBy(p.Do), hangingOn(step); {
	case takes != has:
		r.complain(place{}, fmt.Errorf("the step takes %s, and has %s", takes, has))
	case has == aTable:
		r.table(step, p)
	case has == aDocString && p.DocString != nil:
		p.DocString(r, step.Argument.DocString.Content)
	}
}

const (
	aDocString = "a doc string"
	aTable     = "a table"
	neither    = "neither a table nor a doc string"
)

func takenBy(do any) string {
	f := reflect.TypeOf(do)
	if f.NumIn() == 0 {
		return neither
	}
	switch f.In(f.NumIn() - 1) {
	case reflect.TypeFor[*messages.PickleDocString]():
		return aDocString
	case reflect.TypeFor[*messages.PickleTable]():
		return aTable
	}
	return neither
}

func hangingOn(step *messages.PickleStep) string {
	switch {
	case step.Argument != nil && step.Argument.DocString != nil:
		return aDocString
	case step.Argument != nil && step.Argument.DataTable != nil:
		return aTable
	}
	return neither
}

func (r *Rehearsal) table(step *messages.PickleStep, p Phrase) {
	t := step.Argument.DataTable
	if p.Rows != nil {
		for i, row := range t.Rows {
			p.Rows(r, i+1, row)
		}
		return
	}
	var columns []Column
	for i, heading := range t.Rows[0].Cells {
		c, err := columnOf(p.columnsIn(step.Text), heading.Value)
		r.complain(place{row: 1, cell: i + 1}, err)
		columns = append(columns, c)
	}
	for i, row := range t.Rows[1:] {
		for j, cell := range row.Cells {
			if check := columns[j].Cell; check != nil {
				r.complain(place{row: i + 2, cell: j + 1}, check(r, cell.Value))
			}
		}
	}
}

// Account checks that somebody can call by a name.
func (r *Rehearsal) Account(name string) error {
	if r.lost || slices.Contains(r.accounts, name) || r.Has(Person, name) {
		return nil
	}
	hint := nearest.Hint(name, append(r.named(Person), r.accounts...))
	return fmt.Errorf(
		"there is no account %q in this scenario%s; others are declared: Given the accounts %q", name, hint, name)
}

// declare adds an account.
func (r *Rehearsal) declare(name string) error {
	if slices.Contains(r.accounts, name) {
		return fmt.Errorf("%q is an account of this scenario already", name)
	}
	r.accounts = append(r.accounts, name)
	return nil
}

// Make gives a name to a thing.
func (r *Rehearsal) Make(kind, name string) { r.things[Name{kind, name}] = true }

// Has reports whether a thing of the kind has the name.
func (r *Rehearsal) Has(kind, name string) bool { return r.things[Name{kind, name}] }

// Meet gives a name to somebody who can call.
func (r *Rehearsal) Meet(name string) error {
	if slices.Contains(r.accounts, name) {
		return errIsAccount(name)
	}
	r.Make(Person, name)
	return nil
}

// Use checks that something of one of the kinds has the name.
func (r *Rehearsal) Use(name string, kinds ...string) error {
	for _, kind := range kinds {
		if r.lost || r.Has(kind, name) {
			return nil
		}
	}
	if name == "" {
		return fmt.Errorf("there is no %s before this step", kinds[0])
	}
	return fmt.Errorf("no %s is named %q before this step%s", kinds[0], name, nearest.Hint(name, r.named(kinds...)))
}

// named lists the names of things of some kinds.
func (r *Rehearsal) named(kinds ...string) (names []string) {
	for _, each := range sortedNames(r.things) {
		if slices.Contains(kinds, each.Kind) {
			names = append(names, each.Name)
		}
	}
	return names
}

// All checks each name of a text like `"a", "b" and "c"`.
func (r *Rehearsal) All(text string, check func(name string) error) error {
	for _, each := range Listed(text) {
		name, quoted := Unquote(each)
		if !quoted {
			return fmt.Errorf(`%s is not a name in quotes: want names such as "owner" and "consumer"`, each)
		}
		if err := check(name); err != nil {
			return err
		}
	}
	return nil
}

// calls makes an operation the one that is called.
func (r *Rehearsal) calls(service, name string) error {
	r.input, r.answer = nil, nil
	op, err := known.Operation(service, name)
	if err == nil {
		r.input, r.answer = op.In, op.Out
	}
	return err
}

// member checks a path into the last answer, as far as that is known.
func (r *Rehearsal) member(path string) (reflect.Type, error) {
	if r.answer == nil {
		return nil, nil
	}
	return memberOf(r.answer, path)
}

func memberOf(t reflect.Type, path string) (reflect.Type, error) {
	found, err := strictyaml.TypeAt(&yaml.Node{}, path, t)
	for _, c := range strictyaml.Complaints(err) {
		return nil, errors.New(c.Reason)
	}
	return found, nil
}
