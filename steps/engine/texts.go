package engine

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v34"
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"gopkg.in/yaml.v3"
)

// DocCheck complains of the doc string of a step, RowCheck of a row of its table.
type (
	DocCheck func(r *Rehearsal, text string)
	RowCheck func(r *Rehearsal, number int, row *messages.PickleTableRow)
)

// standIn takes the place of letters that are not known before a scenario runs.
const standIn = "\uE000"

// refers checks that a reference stands for something.
func (r *Rehearsal) refers(ref string) error {
	if _, ok := r.standsFor(ref); ok || r.lost {
		return r.isOne(ref)
	}
	hint := nearest.Hint(ref, append(r.named(r.language.kindNames()...), r.accounts...))
	return fmt.Errorf("{%s} stands for nothing that this scenario has named before this step%s", ref, hint)
}

// isOne complains of a reference whose name things of several kinds have.
func (r *Rehearsal) isOne(ref string) error {
	found := namedBy(r.language, r.things, strings.TrimSuffix(ref, ".arn"))
	if len(found) < 2 {
		return nil
	}
	var kinds []string
	for _, name := range found {
		kinds = append(kinds, name.Kind)
	}
	return fmt.Errorf("{%s} may stand for things of several kinds (%s): want one of them before it, as in {%s %s}",
		ref, strings.Join(kinds, ", "), kinds[0], ref)
}

// standsFor gives a letter of what a reference stands for.
func (r *Rehearsal) standsFor(ref string) (letter string, ok bool) {
	if form := repetition.FindStringSubmatch(ref); form != nil {
		return form[1][:1], true
	}
	alias := strings.TrimSuffix(ref, ".arn")
	if len(namedBy(r.language, r.things, alias)) > 0 {
		return standIn, true
	}
	return "1", slices.Contains(r.accounts, ref)
}

// Filled checks the references in a text.
func (r *Rehearsal) Filled(text string) error {
	for _, found := range reference.FindAllStringSubmatch(text, -1) {
		if err := r.refers(found[1]); err != nil {
			return err
		}
	}
	return nil
}

// Outline is a doc string in which something as long stands in for each
// reference.
func (r *Rehearsal) Outline(text string) string {
	from := 0
	for _, found := range reference.FindAllStringIndex(text, -1) {
		before := text[:found[0]]
		ref := text[found[0]+1 : found[1]-1]
		line, column := strings.Count(before, "\n"), len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
		at := place{line: line + 1, column: column + 1}
		r.complain(at, r.refers(ref))
	}
	var filled strings.Builder
	for _, found := range reference.FindAllStringIndex(text, -1) {
		letter, ok := r.standsFor(text[found[0]+1 : found[1]-1])
		if !ok {
			letter = standIn
		}
		filled.WriteString(text[from:found[0]])
		filled.WriteString(strings.Repeat(letter, len([]rune(text[found[0]:found[1]]))))
		from = found[1]
	}
	return filled.String() + text[from:]
}

// ComplainOf puts the complaints about a doc string in their places, which are so many
// lines below those that the error tells.
func (r *Rehearsal) ComplainOf(err error, below int) {
	for _, c := range strictyaml.Complaints(err) {
		r.complain(place{line: c.Line + below, column: c.Column}, errors.New(c.Reason))
	}
}

// membersText checks the members of the operation that the step calls.
func membersText(r *Rehearsal, text string) {
	text = r.Outline(text)
	if r.input != nil {
		r.ComplainOf(decode(text, reflect.New(r.input).Elem()), 0)
	}
}

// MembersOf checks what holds a value of the model.
func MembersOf[T any](r *Rehearsal, text string) {
	r.ComplainOf(decode(r.Outline(text), reflect.New(reflect.TypeFor[T]()).Elem()), 0)
}

// decode reads members from YAML. Where something stands in for what is not yet
// known, bytes are left out.
func decode(text string, into reflect.Value) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	top, err := strictyaml.Root([]byte(text), "members")
	if err != nil {
		return err
	}
	return strictyaml.Fill(into, top, func(n *yaml.Node) (string, error) {
		if strings.Contains(n.Value, standIn) {
			return "${" + n.Value + "}", nil
		}
		return n.Value, nil
	})
}

// shownMember checks a row of a table of members of the last answer.
func shownMember(r *Rehearsal, number int, row *messages.PickleTableRow) {
	if len(row.Cells) != 2 {
		r.complain(place{row: number, cell: 1}, errors.New("want two columns, a member and its value"))
		return
	}
	path, value := row.Cells[0].Value, row.Cells[1].Value
	r.complain(place{row: number, cell: 2}, r.Filled(value))
	t, err := r.member(path)
	r.complain(place{row: number, cell: 1}, err)
	if t != nil && !strings.ContainsAny(value, "{(*") {
		r.complain(place{row: number, cell: 2}, KnownValue(value, t))
	}
}
