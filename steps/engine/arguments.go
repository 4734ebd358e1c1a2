package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// Argument is a kind of argument that phrases take: how it is written, in one group,
// and what has to be true of it. Before are the arguments before it in the step.
type Argument struct {
	Pattern string
	Check   func(r *Rehearsal, text string, before []string) error
}

// How arguments are written.
const (
	Quoted      = `"([^"]*)"`
	QuotedNames = `((?:"[^"]*"(?:, | and )?)+)`
	word        = `([\w.-]+)`
	number      = `(\d+)`
)

// Each makes a check of one that does not ask what is before.
func Each(check func(r *Rehearsal, text string) error) func(*Rehearsal, string, []string) error {
	return func(r *Rehearsal, text string, _ []string) error { return check(r, text) }
}

// Text makes a check of one that the scenario has no part in.
func Text(check func(text string) error) func(*Rehearsal, string, []string) error {
	return func(_ *Rehearsal, text string, _ []string) error { return check(text) }
}

// readable makes a check of one that a function reads.
func readable[T any](read func(text string) (T, error)) func(*Rehearsal, string, []string) error {
	return Text(func(text string) error {
		_, err := read(text)
		return err
	})
}

// arguments are those that name things of the kind. Who can call needs a name that
// no account has.
func (k *Kind) arguments() map[string]Argument {
	makes := func(r *Rehearsal, name string) error { r.Make(k.Name, name); return nil }
	if k.Name == Person {
		makes = (*Rehearsal).Meet
	}
	return map[string]Argument{
		k.Name:          {Quoted, Each(func(r *Rehearsal, name string) error { return r.Use(name, k.Name) })},
		"new " + k.Name: {Quoted, Each(makes)},
	}
}

// accountArguments are those that name who calls.
func accountArguments() map[string]Argument {
	return map[string]Argument{
		"account": {Quoted, Each((*Rehearsal).Account)},
		"accounts": {`(.+)`, Each(func(r *Rehearsal, text string) error {
			return r.All(text, r.Account)
		})},
		"everybody or accounts": {`(.+)`, Each(func(r *Rehearsal, text string) error {
			if text == "everybody" {
				return nil
			}
			return r.All(text, r.Account)
		})},
		"new accounts": {QuotedNames, Each(func(r *Rehearsal, text string) error {
			return r.All(text, r.declare)
		})},
	}
}

// generalArguments are those of the phrases of any vocabulary.
func generalArguments() map[string]Argument {
	return map[string]Argument{
		"one": {Quoted, func(r *Rehearsal, name string, before []string) error {
			return r.Use(name, before[len(before)-1])
		}},
		"anything named": {Quoted, Each(func(r *Rehearsal, name string) error { return r.refers(name) })},
		"operation": {`(\S+)`, func(r *Rehearsal, name string, before []string) error {
			return r.calls(before[len(before)-1], name)
		}},
		"path": {`(\S+)`, Each(func(r *Rehearsal, path string) error {
			_, err := r.member(path)
			return err
		})},
		"rule":        {word, readable(known.Refusal)},
		"code":        {word, Text(knownCode)},
		"Region":      {word, Text(known.Region)},
		"span":        {`(\d+ (?:second|minute|hour|day)s?)`, readable(spanOf)},
		"days":        {`(\d+) days?`, readable(Days)},
		"count":       {number, Text(countable)},
		"tags":        {`(.+)`, readable(ParseTags)},
		"text":        {Quoted, nil},
		"filled text": {Quoted, Each((*Rehearsal).Filled)},
		"message":     {`"(.*)"`, Each((*Rehearsal).Filled)},
	}
}

// stateArgument is a word for a state of the kind that the step names two arguments
// before.
func (l *Language) stateArgument() Argument {
	var all []string
	for _, k := range l.kinds {
		if k.State != nil {
			all = append(all, k.words()...)
		}
	}
	return Argument{OneOf(all), func(r *Rehearsal, word string, before []string) error {
		_, err := r.language.Kind(before[len(before)-2]).meant(word)
		return err
	}}
}

// spanOf reads a span in words, such as 7 days.
func spanOf(text string) (time.Duration, error) {
	count, unit, _ := strings.Cut(text, " ")
	units := map[string]time.Duration{
		"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": kernel.Day,
	}
	d, err := kernel.SpanOf(count, units[strings.TrimSuffix(unit, "s")])
	if err != nil {
		return 0, fmt.Errorf("%q is not a time span: %w", text, err)
	}
	return d, nil
}

// most is how often a phrase does something at most.
const most = 10_000

func countable(text string) error {
	if n, err := strconv.Atoi(text); err != nil || n < 1 || n > most {
		return fmt.Errorf("want a number from 1 to %d, got %s", most, text)
	}
	return nil
}

// allCodes are the error codes of all rules.
var allCodes = sync.OnceValue(func() (all []string) {
	for _, api := range services.All {
		if api.Denied != nil {
			all = append(all, api.Denied.Code)
		}
	}
	for _, r := range model.Rules() {
		for _, f := range r.Errors() {
			all = append(all, f.Code)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
})

// knownCode complains of a code that is nearly written as a known one. Others may be
// those of wires and of targets, which no rule has.
func knownCode(code string) error {
	if _, known := slices.BinarySearch(allCodes(), code); known {
		return nil
	}
	if best := nearest.Of(code, allCodes(), 1)[0]; nearest.Edits(best, code) <= 2 {
		return fmt.Errorf("no rule refuses with %q; the nearest is %q", code, best)
	}
	return nil
}

// Listed takes a text like `"a", "b" and OU "c"` apart.
func Listed(text string) (all []string) {
	from, inQuotes := 0, false
	for at := 0; at < len(text); at++ {
		if text[at] == '"' {
			inQuotes = !inQuotes
		}
		for _, between := range []string{", ", " and "} {
			if !inQuotes && strings.HasPrefix(text[at:], between) {
				all = append(all, text[from:at])
				from = at + len(between)
				at = from - 1
				break
			}
		}
	}
	return append(all, text[from:])
}

// Unquote takes the quotes off a name.
func Unquote(text string) (name string, quoted bool) {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' || strings.Count(text, `"`) != 2 {
		return text, false
	}
	return text[1 : len(text)-1], true
}

// Names returns the names in a text like `"a" and "b"`.
func Names(text string) []string {
	var names []string
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 1 {
			names = append(names, part)
		}
	}
	return names
}

// Tag is a tag of a resource.
type Tag struct{ Key, Value string }

// ParseTags reads tags such as a=1 b=2.
func ParseTags(text string) ([]Tag, error) {
	var tags []Tag
	for _, pair := range strings.Fields(text) {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, fmt.Errorf("tag %q: want KEY=VALUE", pair)
		}
		tags = append(tags, Tag{key, value})
	}
	return tags, nil
}

// Days reads a number of days such as 30 days.
func Days(text string) (int, error) {
	days, err := kernel.SpanOf(strings.TrimSuffix(text, " days"), kernel.Day)
	if err != nil {
		return 0, fmt.Errorf("%q: want a number of days: %w", text, err)
	}
	return int(days / kernel.Day), nil
}
