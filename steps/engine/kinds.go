package engine

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// kindPhrases are the phrases that every kind has for which they make sense.
func (s *Session) kindPhrases() []Phrase {
	stated := s.language.KindsWhere(func(k Kind) bool { return k.State != nil })
	deleted := s.language.KindsWhere(func(k Kind) bool { return k.Delete != nil })
	shared := s.language.KindsWhere(func(k Kind) bool { return k.Share != nil })
	var all []Phrase
	if len(stated) > 0 {
		all = append(all, s.statePhrases(stated)...)
	}
	if len(deleted) > 0 {
		all = append(all, s.deletePhrase(deleted))
	}
	if len(shared) > 0 {
		all = append(all, s.sharePhrase(shared))
	}
	return all
}

func (s *Session) statePhrases(kinds []string) []Phrase {
	k := s.language.Kind(kinds[0])
	example := k.Name + ` "x"`
	states := k.shown()
	state := k.word(states[len(states)/2])
	return []Phrase{
		{
			Expression: `^` + OneOf(kinds) + ` {one} is {state}$`,
			Example:    "Then " + example + " is " + state,
			Doc:        "The state now, as the owner sees it. What is deleted may be gone already.",
			Do:         s.is,
		},
		{
			Expression: `^` + OneOf(kinds) + ` {one} becomes {state}$`,
			Example:    "Then " + example + " becomes " + state,
			Doc:        "Waits until the state is reached.",
			Do:         s.becomes,
		},
	}
}

func (s *Session) deletePhrase(kinds []string) Phrase {
	of := func(kind string) any { return s.language.Kind(kind).Delete(Thing{}) }
	return Phrase{
		Expression: `^{account} deletes ` + OneOf(kinds) + ` {one}$`,
		Example:    `When "owner" deletes ` + kinds[0] + ` "x"`,
		Doc:        operations(kinds, of) + ".",
		Do:         s.deletes,
		Answer:     func(arguments []string) answerIs { return answerIs{is: answerTo(of(arguments[1]))} },
	}
}

func (s *Session) sharePhrase(kinds []string) Phrase {
	of := func(kind string) any { return s.language.Kind(kind).Share(Thing{}, Audience{}) }
	return Phrase{
		Expression: `^{account} (shares|unshares) ` + OneOf(kinds) + ` {one}` +
			` (?:with|from) {everybody or accounts}$`,
		Example: `When "owner" shares ` + kinds[0] + ` "x" with "consumer"`,
		Doc:     operations(kinds, of) + ".",
		Do:      s.shares,
		Answer:  func(arguments []string) answerIs { return answerIs{is: answerTo(of(arguments[2]))} },
	}
}

// operations names the operations whose inputs are of some kinds.
func operations(kinds []string, input func(kind string) any) string {
	var names []string
	for _, kind := range kinds {
		names = append(names, services.OperationOf(input(kind)).Name)
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " or " + names[last]
	}
	return names[0]
}

func answerTo(in any) reflect.Type { return services.OperationOf(in).Out }

func (s *Session) deletes(ctx context.Context, account, kind, name string) error {
	t, err := s.Recall(kind, name)
	if err != nil {
		return err
	}
	return s.Call(ctx, s.CallerAt(account, t), s.language.Kind(kind).Delete(t))
}

func (s *Session) shares(ctx context.Context, account, how, kind, name, whom string) error {
	t, err := s.Recall(kind, name)
	if err != nil {
		return err
	}
	to := Audience{Remove: how == "unshares", Everybody: whom == "everybody"}
	for _, who := range Names(whom) {
		to.Accounts = append(to.Accounts, s.Account(who))
	}
	return s.Call(ctx, s.CallerAt(account, t), s.language.Kind(kind).Share(t, to))
}

// state asks for the state of a thing.
func (s *Session) state(ctx context.Context, k *Kind, name string) (string, error) {
	t, err := s.Recall(k.Name, name)
	if err != nil {
		return "", err
	}
	return k.State(ctx, s, t)
}

// in reports whether a thing that is in a state is in one of those that are wanted.
// What is gone counts as deleted.
func (k *Kind) in(now string, wanted []string) bool {
	return slices.Contains(wanted, now) || now == Gone && k.Deleted != "" && slices.Contains(wanted, k.Deleted)
}

// glance is how often to look for states: often for those that time leads out of,
// which are soon missed.
func (k *Kind) glance(wanted []string) time.Duration {
	if slices.ContainsFunc(k.Table.Rows, func(r kernel.RowView) bool {
		return r.On == kernel.Elapsed && slices.Contains(wanted, r.From)
	}) {
		return 2 * time.Second
	}
	return Glance
}

// is compares the state of a thing now. What is deleted may be gone already.
func (s *Session) is(ctx context.Context, kind, name, word string) error {
	k := s.language.Kind(kind)
	wanted, err := k.meant(word)
	if err != nil {
		return err
	}
	now, err := s.state(ctx, k, name)
	deleted := k.Deleted != "" && now == k.Deleted && slices.Contains(wanted, Gone)
	if err != nil || deleted || k.in(now, wanted) || s.missed(k, name, wanted, now) {
		return err
	}
	return &target.Mismatch{Message: fmt.Sprintf("%s %q is %s, not %s", kind, name, now, shownAs(word, wanted)),
		Late: k.lateFor(now, wanted)}
}

// inTable is what the table of a lifecycle calls a state.
func inTable(state string) string {
	if state == Gone {
		return vanished
	}
	return state
}

// lateFor tells how time alone leads to one of the states that are wanted; nil where it
// does not.
func (k *Kind) lateFor(now string, wanted []string) *target.Late {
	for _, state := range wanted {
		if l := target.LateFor([]kernel.TableView{k.Table}, now, inTable(state)); l != nil {
			return l
		}
	}
	return nil
}

// missed reports whether a state that is wanted may have passed before anybody looked: the
// target's clock runs by itself, and time alone leads from there to what is seen.
func (s *Session) missed(k *Kind, name string, wanted []string, now string) bool {
	if s.target.Offers(target.Clock) {
		return false
	}
	for _, state := range wanted {
		if target.HasPassed([]kernel.TableView{k.Table}, state, inTable(now)) {
			s.record.Missed.Note(fmt.Sprintf("%s %q", k.Name, name), state, now)
			return true
		}
	}
	return false
}

// shownAs is what messages call the states that a word stands for.
func shownAs(word string, states []string) string {
	if len(states) == 1 {
		return states[0]
	}
	return word
}

func (s *Session) becomes(ctx context.Context, kind, name, word string) error {
	wanted, err := s.language.Kind(kind).meant(word)
	if err != nil {
		return err
	}
	return s.awaitState(ctx, kind, name, shownAs(word, wanted), wanted)
}

// Becomes waits until a thing is in a state. What is deleted may be gone already.
func (s *Session) Becomes(ctx context.Context, kind, name, state string) error {
	return s.awaitState(ctx, kind, name, state, []string{state})
}

func (s *Session) awaitState(ctx context.Context, kind, name, what string, wanted []string) error {
	k := s.language.Kind(kind)
	what = fmt.Sprintf("%s %q becoming %s", kind, name, what)
	last := ""
	err := s.AwaitFor(ctx, Patience, k.glance(wanted), what, func() (bool, string, error) {
		now, err := s.state(ctx, k, name)
		last = now
		return err == nil && (k.in(now, wanted) || s.missed(k, name, wanted, now)), now, err
	})
	return k.late(err, last, wanted)
}

// late adds to what was waited for in vain the way that the kind's own lifecycle has.
func (k *Kind) late(err error, now string, wanted []string) error {
	var m *target.Mismatch
	if errors.As(err, &m) && m.Late != nil {
		m.Waited(k.lateFor(now, wanted), m.Late.Waited, m.Late.GaveUp)
	}
	return err
}
