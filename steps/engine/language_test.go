package engine_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
	"github.com/shareproof/shareproof/target"
)

// shop is a service with one kind of thing, which its table leads from ordered to
// paid and lost, and whose things are what the test says they are.
func shop(states map[string]string) engine.Vocabulary {
	parcel := engine.Kind{
		Name: "big parcel",
		Table: kernel.TableView{Name: "parcel", Start: "ORDERED", Final: []string{"vanished"}, Rows: []kernel.RowView{
			{From: "ORDERED", On: "Pay", To: "PAID"},
			{From: "PAID", On: "Throw", To: "LOST"},
			{From: "PAID", On: "Steal", To: "STOLEN"},
			{From: "LOST", On: kernel.Elapsed, To: "vanished"},
		}},
		Deleted: "LOST",
		Words:   map[string][]string{"no more": {"LOST", "STOLEN"}},
		State: func(_ context.Context, _ *engine.Session, t engine.Thing) (string, error) {
			return states[t.Name], nil
		},
		Triggers: map[string]engine.Trigger{
			"Pay":   puts(states, "PAID"),
			"Throw": puts(states, "LOST"),
		},
		Given: engine.Given{
			Expression: `an? {state} big parcel {new big parcel} of {account}`,
			Example:    `Given a paid big parcel "x" of "owner"`,
			Make: func(_ context.Context, s *engine.Session, m engine.Making) error {
				s.Remember("big parcel", m.Name, engine.Thing{Owner: s.Account(m.Arguments[0])})
				states[m.Name] = "ORDERED"
				return nil
			},
		},
		Delete: func(engine.Thing) any { return &ebs.DeleteVolume{} },
		Share:  func(engine.Thing, engine.Audience) any { return &ebs.ModifySnapshotAttribute{} },
	}
	return engine.Vocabulary{System: "shop", Kinds: []engine.Kind{parcel}}
}

func puts(states map[string]string, state string) engine.Trigger {
	return func(_ context.Context, _ *engine.Session, t engine.Thing) error {
		states[t.Name] = state
		return nil
	}
}

// play runs a scenario of one step and an expectation in the shop's language.
func play(t *testing.T, lines string) error {
	t.Helper()
	l, err := engine.New(shop(map[string]string{}))
	require.NoError(t, err)
	text := "Feature: x\n  Scenario: x\n" + lines
	all, err := l.Load(fstest.MapFS{"shop/x.feature": {Data: []byte(text)}})
	if err != nil {
		return err
	}
	outcomes, err := l.Run(t.Context(), engine.Options{Features: all, Target: &target.Model{}})
	require.NoError(t, err)
	require.Len(t, outcomes, 1)
	return outcomes[0].Err
}

func TestAKindWithALifecycleIsLedToItsStates(t *testing.T) {
	for _, state := range []string{"ordered", "paid", "lost"} {
		given := "    Given a " + state + " big parcel \"p\" of \"owner\"\n    Then big parcel \"p\" "
		require.NoError(t, play(t, given+"is "+state))
		require.NoError(t, play(t, given+"becomes "+state))
	}
	paid := "    Given a paid big parcel \"p\" of \"owner\"\n    Then big parcel \"p\" is "
	require.EqualError(t, play(t, paid+"ordered"), `big parcel "p" is PAID, not ORDERED`)
	require.EqualError(t, play(t, paid+"no more"), `big parcel "p" is PAID, not no more`)
	lost := "    Given a lost big parcel \"p\" of \"owner\"\n    Then big parcel \"p\" is "
	require.NoError(t, play(t, lost+"no more"))
	require.NoError(t, play(t, lost+"gone"), "what is deleted is soon gone")
}

func TestNoGivenOffersAStateToWhichNothingLeads(t *testing.T) {
	err := play(t, "    Given a stolen big parcel \"p\" of \"owner\"\n    Then big parcel \"p\" is stolen")
	require.ErrorContains(t, err, "shop/x.feature:3:11: undefined step: a stolen big parcel")
}

func TestAReferenceToThingsOfSeveralKindsSaysWhich(t *testing.T) {
	given := "    Given a paid big parcel \"p\" of \"owner\"\n    When \"owner\" calls sts GetCallerIdentity\n" +
		"    And \"p\" names the answer's Account\n    Then the answer shows\n      | Account | "
	err := play(t, given+"{p} |")
	require.EqualError(t, err, `shop/x.feature:7:19: {p} may stand for things of several kinds (big parcel, value): `+
		`want one of them before it, as in {big parcel p}`)
	require.NoError(t, play(t, given+"{value p} |"))
}

// Two vocabularies of one language, with what the second is besides the first.
func together(second engine.Vocabulary) error {
	_, err := engine.New(shop(nil), second)
	return err
}

func TestTheWordsOfTwoSystemsDoNotCollideUnnoticed(t *testing.T) {
	phrase := func(expression, example string, do any) func(*engine.Session) []engine.Phrase {
		return func(*engine.Session) []engine.Phrase {
			return []engine.Phrase{{Expression: expression, Example: example, Do: do}}
		}
	}
	nothing := func() error { return nil }
	of := func(string, string) error { return nil }
	twice := map[string]engine.Argument{"big parcel": {Pattern: `(\d+)`}}
	for want, second := range map[string]engine.Vocabulary{
		`two vocabularies have a kind "big parcel"`:             {Kinds: []engine.Kind{{Name: "big parcel"}}},
		`two vocabularies have a kind "person"`:                 {Kinds: []engine.Kind{{Name: "person"}}},
		`two vocabularies have a kind of argument "big parcel"`: {Arguments: twice},
		`two phrases read "Given a paid big parcel \"x\" of \"owner\""`: {
			Phrases: phrase(`^a paid (\S+) parcel (.*)$`, `Given a paid small parcel "x"`, of),
		},
		`phrase ^it rains$ does not read its example: Then it snows`: {Phrases: phrase(`^it rains$`, `Then it snows`,
			nothing)},
		`phrase ^{rain}$: there is no kind of argument "rain"`: {Phrases: phrase(`^{rain}$`, `Then it snows`, nothing)},
		`phrase ^it (rains)$ gives 1 arguments, and its function takes 0`: {
			Phrases: phrase(`^it (rains)$`, `Then it rains`, nothing),
		},
	} {
		assert.ErrorContains(t, together(second), want)
	}
	require.NoError(t, together(engine.Vocabulary{Kinds: []engine.Kind{{Name: "parcel"}}}))
}

func TestAKindWithALifecycleHasWhatItsPhrasesNeed(t *testing.T) {
	whole := shop(nil).Kinds[0]
	for want, change := range map[string]func(*engine.Kind){
		"kind parcel: it has a lifecycle, and nothing asks for its State": func(k *engine.Kind) { k.State = nil },
		"kind parcel: it has a lifecycle, and no Given leads it":          func(k *engine.Kind) { k.Given.Make = nil },
		`kind parcel: its lifecycle has no trigger "Post"`: func(k *engine.Kind) {
			k.Triggers = map[string]engine.Trigger{"Post": k.Triggers["Pay"]}
		},
		"kind parcel: it has a State, and neither a Table nor States": func(k *engine.Kind) {
			k.Table = kernel.TableView{}
		},
	} {
		k := whole
		k.Name = "parcel"
		change(&k)
		assert.EqualError(t, together(engine.Vocabulary{Kinds: []engine.Kind{k}}), want)
	}
}
