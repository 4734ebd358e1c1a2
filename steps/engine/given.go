package engine

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// givenPhrase makes a thing of the kind and leads it to a state.
func (s *Session) givenPhrase(k *Kind) Phrase {
	var words []string
	for _, state := range k.leadable() {
		words = append(words, k.word(state))
	}
	expression := strings.Replace(k.Given.Expression, "{state}", OneOf(words), 1)
	return Phrase{
		Expression: "^" + expression + "$",
		Example:    k.Given.Example,
		Doc:        k.Given.Doc,
		Makes:      k.Given.Makes,
		Do:         s.makingOf(k),
	}
}

// makingOf is the step of a Given: a function of a context and a text for each
// argument, among which are the state and the name.
func (s *Session) makingOf(k *Kind) any {
	arguments := placeholder.FindAllStringSubmatch(k.Given.Expression, -1)
	in := []reflect.Type{reflect.TypeFor[context.Context]()}
	for range arguments {
		in = append(in, reflect.TypeFor[string]())
	}
	step := reflect.FuncOf(in, []reflect.Type{reflect.TypeFor[error]()}, false)
	return reflect.MakeFunc(step, func(args []reflect.Value) []reflect.Value {
		m := Making{State: k.Given.Usual}
		for i, argument := range arguments {
			switch text := args[i+1].String(); {
			case argument[1] == "new "+k.Name:
				m.Name = text
			case argument[1] != "state":
				m.Arguments = append(m.Arguments, text)
			case text != "":
				m.State = k.stateOf(text)
			}
		}
		err := s.Given(args[0].Interface().(context.Context), k.Name, m)
		return []reflect.Value{errorValue(err)}
	}).Interface()
}

func errorValue(err error) reflect.Value {
	v := reflect.New(reflect.TypeFor[error]()).Elem()
	if err != nil {
		v.Set(reflect.ValueOf(err))
	}
	return v
}

// stateOf is the state that a word stands for alone.
func (k *Kind) stateOf(word string) string {
	for _, state := range k.shown() {
		if k.word(state) == word {
			return state
		}
	}
	return word
}

// Given makes a thing of a kind and leads it to a state.
func (s *Session) Given(ctx context.Context, kind string, m Making) error {
	k := s.language.Kind(kind)
	if err := k.Given.Make(ctx, s, m); err != nil {
		return err
	}
	if err := s.MustHaveSucceeded(); err != nil || m.State == k.Table.Start {
		return err // what is quick may have left its start before anybody looks
	}
	return s.lead(ctx, k, m.Name, m.State)
}

// lead moves a thing to a state by the shortest path of its lifecycle. Intermediate
// states may be too short to be observed.
func (s *Session) lead(ctx context.Context, k *Kind, name, to string) error {
	now, err := s.state(ctx, k, name)
	if err != nil || now == to {
		return err
	}
	t, err := s.Recall(k.Name, name)
	if err != nil {
		return err
	}
	rows, ok := k.Table.Plan(now, to, func(row kernel.RowView) bool { return k.leads(t, row) })
	if !ok { // the phrase takes only states that are led to, so that it is the target's doing
		return Mismatch("%s %q is %s, from where no way leads to %s", k.Name, name, now, to)
	}
	for len(rows) > 0 {
		if err := s.leadBy(ctx, k, t, rows[0]); err != nil {
			return err
		}
		what, last, next := fmt.Sprintf("%s %q becoming %s", k.Name, name, rows[0].To), "", rows[0].To
		err := s.AwaitFor(ctx, Patience, k.glance([]string{to}), what, func() (bool, string, error) {
			now, err := s.state(ctx, k, name)
			last = now
			i := slices.IndexFunc(rows, func(r kernel.RowView) bool { return r.To == now || k.in(now, []string{r.To}) })
			rows = rows[i+1:]
			return i >= 0, now, err
		})
		if err != nil {
			return k.late(err, last, []string{next})
		}
	}
	return nil
}

// leadBy does what moves a thing by a row, and waits as long as that is promised to
// take.
func (s *Session) leadBy(ctx context.Context, k *Kind, t Thing, row kernel.RowView) error {
	if pull := k.Triggers[row.On]; pull != nil {
		err := pull(ctx, s, t)
		if err == nil {
			err = s.MustHaveSucceeded()
		}
		if err != nil {
			return fmt.Errorf("%s %q, %s: %w", k.Name, t.Name, row.On, err)
		}
	}
	if row.After != nil && row.After.Promise > 0 {
		return s.Wait(ctx, row.After.Promise)
	}
	return nil
}
