package engine

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/model/kernel"
)

// Gone is the state of what is no longer shown to its owner.
const Gone = "gone"

// vanished is what tables call Gone.
const vanished = "vanished"

// wording spells a state as features do: PENDING_DELETION and PendingDeletion are
// "pending deletion".
func wording(state string) string {
	if state == strings.ToUpper(state) {
		return strings.ToLower(strings.ReplaceAll(state, "_", " "))
	}
	var words strings.Builder
	for i, letter := range state {
		if unicode.IsUpper(letter) && i > 0 {
			words.WriteByte(' ')
		}
		words.WriteRune(unicode.ToLower(letter))
	}
	return words.String()
}

// shown lists the states in which a thing of the kind can be seen.
func (k *Kind) shown() []string {
	states := slices.Clone(k.States)
	if k.hasLifecycle() {
		states = append(states, k.Table.States()...)
	}
	return slices.DeleteFunc(states, func(state string) bool { return state == vanished })
}

// word is what features call a state.
func (k *Kind) word(state string) string {
	for _, word := range slices.Sorted(maps.Keys(k.Words)) {
		if slices.Equal(k.Words[word], []string{state}) {
			return word
		}
	}
	return wording(state)
}

// words lists what features may say of the kind's states.
func (k *Kind) words() []string {
	var all []string
	for _, state := range k.shown() {
		all = append(all, k.word(state))
	}
	for _, word := range slices.Sorted(maps.Keys(k.Words)) {
		if !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	return append(all, Gone)
}

// meant returns the states that a word stands for.
func (k *Kind) meant(word string) ([]string, error) {
	if states, ok := k.Words[word]; ok {
		return states, nil
	}
	if word == Gone {
		return []string{Gone}, nil
	}
	for _, state := range k.shown() {
		if k.word(state) == word {
			return []string{state}, nil
		}
	}
	all := k.words()
	hint := nearest.Hint(word, all)
	return nil, fmt.Errorf("no %s is ever %s: there are %s%s", k.Name, word, strings.Join(all, ", "), hint)
}

// leadable lists the states to which a new thing can be led.
func (k *Kind) leadable() (all []string) {
	for _, state := range k.shown() {
		_, led := k.Table.Plan(k.Table.Start, state, func(row kernel.RowView) bool { return k.leads(Thing{}, row) })
		if led || slices.Contains(k.Given.Starts, state) {
			all = append(all, state)
		}
	}
	return all
}

// leads reports whether steps can make a thing go by a row.
func (k *Kind) leads(t Thing, row kernel.RowView) bool {
	return (row.On == kernel.Elapsed || k.Triggers[row.On] != nil) && (k.Takes == nil || k.Takes(t, row))
}

// OneOf is a group of an expression that takes one of some words.
func OneOf(words []string) string {
	var all []string
	for _, word := range words {
		if word = regexp.QuoteMeta(word); !slices.Contains(all, word) {
			all = append(all, word)
		}
	}
	return "(" + strings.Join(all, "|") + ")"
}
