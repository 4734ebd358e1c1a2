package steps

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v21"
	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"go.yaml.in/yaml/v3"
)

// rehearsal goes through the steps of a scenario without calling anything, and
// remembers what they name.
type rehearsal struct {
	accounts []string
	things   map[string]bool // by kind and name
	input    reflect.Type    // of the operation that the step calls
	answer   reflect.Type    // of the last call, nil where nothing is known of it
	lost     bool            // whether a step is undefined: nobody knows what it names
	examined bool            // whether a step expects something
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

func newRehearsal() *rehearsal {
	return &rehearsal{accounts: slices.Clone(wellKnown), things: map[string]bool{}}
}

func (r *rehearsal) complain(at place, err error) {
	if err != nil {
		r.wrong = append(r.wrong, complaint{at, err.Error()})
	}
}

// before complains of a step of a suite that may have phrases of its own.
func (r *rehearsal) before(step *messages.PickleStep) error {
	if found := phrasesOf(step.Text); len(found) == 1 {
		r.step(step, found[0])
	}
	var all []error
	for _, c := range r.wrong {
		all = append(all, errors.New(c.reason))
	}
	r.wrong = nil
	return errors.Join(all...)
}

// phrasesOf lists the phrases that a text is of: one, unless there is a mistake.
func phrasesOf(text string) (found []Phrase) {
	for _, p := range vocabulary() {
		if p.read(text) != nil {
			found = append(found, p)
		}
	}
	return found
}

// step goes through a step that is of a phrase.
func (r *rehearsal) step(step *messages.PickleStep, p Phrase) {
	groups := p.read(step.Text)
	for _, name := range p.needs {
		kind, name, _ := strings.Cut(name, " ")
		r.complain(place{}, r.use(name, kind))
	}
	r.argumentsOf(step.Text, p, groups)
	for _, name := range p.makes {
		r.things[string(p.compiled.ExpandString(nil, name, step.Text, groups))] = true
	}
	r.attached(step, p)
	r.examined = r.examined || p.examines() && step.Type != messages.PickleStepType_CONTEXT
	if !p.last.stays {
		r.answer = p.last.is
	}
}

func (r *rehearsal) argumentsOf(text string, p Phrase, groups []int) {
	before := ""
	for i, name := range p.arguments {
		from, to := groups[2*i+2], groups[2*i+3]
		if from < 0 {
			continue
		}
		argument := text[from:to]
		if name != "" && kinds[name].check != nil {
			r.complain(place{offset: from}, kinds[name].check(r, argument, before))
		}
		before = argument
	}
}

// attached checks the doc string or table of a step.
func (r *rehearsal) attached(step *messages.PickleStep, p Phrase) {
	switch takes, has := takenBy(p.do), hangingOn(step); {
	case takes != has:
		r.complain(place{}, fmt.Errorf("the step takes %s, and has %s", takes, has))
	case has == aTable:
		r.table(step, p)
	case has == aDocString && p.doc != nil:
		p.doc(r, step.Argument.DocString.Content)
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

func (r *rehearsal) table(step *messages.PickleStep, p Phrase) {
	t := step.Argument.DataTable
	if p.rows != nil {
		for i, row := range t.Rows {
			p.rows(r, i+1, row)
		}
		return
	}
	var columns []column
	for i, heading := range t.Rows[0].Cells {
		c, err := columnOf(p.columnsIn(step.Text), heading.Value)
		r.complain(place{row: 1, cell: i + 1}, err)
		columns = append(columns, c)
	}
	for i, row := range t.Rows[1:] {
		for j, cell := range row.Cells {
			if check := columns[j].cell; check != nil {
				r.complain(place{row: i + 2, cell: j + 1}, check(r, cell.Value))
			}
		}
	}
}

// account checks that somebody can call by a name.
func (r *rehearsal) account(name string) error {
	if r.lost || slices.Contains(r.accounts, name) || r.things["person "+name] {
		return nil
	}
	hint := nearest.Hint(name, append(r.named("person"), r.accounts...))
	return fmt.Errorf("there is no account %q in this scenario%s; others are declared: Given the accounts %q", name, hint, name)
}

// declare adds an account.
func (r *rehearsal) declare(name string) error {
	if slices.Contains(r.accounts, name) {
		return fmt.Errorf("%q is an account of this scenario already", name)
	}
	r.accounts = append(r.accounts, name)
	return nil
}

func (r *rehearsal) make(kind, name string) error {
	r.things[kind+" "+name] = true
	return nil
}

// use checks that something of one of the kinds has the name.
func (r *rehearsal) use(name string, kinds ...string) error {
	for _, kind := range kinds {
		if r.lost || r.things[kind+" "+name] {
			return nil
		}
	}
	if name == "" {
		return fmt.Errorf("there is no %s before this step", kinds[0])
	}
	return fmt.Errorf("no %s is named %q before this step%s", kinds[0], name, nearest.Hint(name, r.named(kinds...)))
}

// named lists the names of things of some kinds.
func (r *rehearsal) named(kinds ...string) (names []string) {
	for _, key := range slices.Sorted(maps.Keys(r.things)) {
		kind, name, _ := strings.Cut(key, " ")
		if slices.Contains(kinds, kind) {
			names = append(names, name)
		}
	}
	return names
}

// all checks each name of a text like `"a", "b" and "c"`.
func (r *rehearsal) all(text string, check func(name string) error) error {
	for _, each := range listed(text) {
		name, quoted := unquote(each)
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
func (r *rehearsal) calls(service, name string) error {
	r.input, r.answer = nil, nil
	op, err := known.Operation(service, name)
	if err == nil {
		r.input, r.answer = op.In, op.Out
	}
	return err
}

// member checks a path into the last answer, as far as that is known.
func (r *rehearsal) member(path string) (reflect.Type, error) {
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
