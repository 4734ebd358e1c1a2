package steps

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/services"
)

// kind is a kind of argument that phrases take: how it is written, in one group,
// and what has to be true of it. Before is the argument before it.
type kind struct {
	pattern string
	check   func(r *rehearsal, text, before string) error
}

const (
	quotedName  = `"([^"]*)"`
	quotedNames = `((?:"[^"]*"(?:, | and )?)+)`
	word        = `([\w.-]+)`
	number      = `(\d+)`
	trusted     = `(?:"[^"]*"|everybody|[a-z0-9.-]+\.amazonaws\.com)`
)

var kinds = allKinds()

func allKinds() map[string]kind {
	all := map[string]kind{
		"account":               {quotedName, func(r *rehearsal, name, _ string) error { return r.account(name) }},
		"accounts":              {`(.+)`, func(r *rehearsal, text, _ string) error { return r.all(text, r.account) }},
		"everybody or accounts": {`(.+)`, (*rehearsal).everybodyOr},
		"new accounts":          {quotedNames, func(r *rehearsal, text, _ string) error { return r.all(text, r.declare) }},
		"new person":            {quotedName, (*rehearsal).meets},
		"principal":             {quotedName, (*rehearsal).principal},
		"trusted":               {"(" + trusted + "(?: and " + trusted + ")*)", (*rehearsal).trusts},
		"consumers":             {`(.+?)`, func(r *rehearsal, text, _ string) error { return r.consumers(text) }},
		"consumers or a backup": {`(.+?)`, (*rehearsal).consumersOrBackup},

		"one":             {quotedName, func(r *rehearsal, name, kind string) error { return r.use(name, kind) }},
		"anything named":  {quotedName, func(r *rehearsal, name, _ string) error { return r.refers(name) }},
		"policy or value": {quotedName, func(r *rehearsal, name, _ string) error { return r.use(name, "policy", "value") }},
		"new permissions": {quotedNames, func(r *rehearsal, text, _ string) error {
			return r.all(text, func(name string) error { return r.make("permission", name) })
		}},

		"operation":        {`(\S+)`, func(r *rehearsal, name, service string) error { return r.calls(service, name) }},
		"grant operations": {`(\w+(?:, \w+)*)`, (*rehearsal).grantOperations},
		"rule":             {word, func(_ *rehearsal, id, _ string) error { _, err := known.Refusal(id); return err }},
		"code":             {word, func(_ *rehearsal, code, _ string) error { return knownCode(code) }},
		"path":             {`(\S+)`, func(r *rehearsal, path, _ string) error { _, err := r.member(path); return err }},
		"Region":           {word, func(_ *rehearsal, name, _ string) error { return known.Region(name) }},
		"span":             {`(\d+ (?:second|minute|hour|day)s?)`, func(_ *rehearsal, text, _ string) error { _, err := spanOf(text); return err }},
		"days":             {`(\d+) days?`, func(_ *rehearsal, n, _ string) error { _, err := kernel.SpanOf(n, kernel.Day); return err }},
		"count":            {number, func(_ *rehearsal, n, _ string) error { return countable(n) }},

		"cluster options": {`(.+)`, (*rehearsal).clusterOptions},
		"change":          {`(.+)`, (*rehearsal).change},
		"encryption":      {`(| unencrypted| asking for nothing| encrypted| encrypted under "[^"]*"| encrypted under the key \S+)`, (*rehearsal).encryption},
		"context":         {`(\S+=\S+(?: \S+=\S+)*)`, nil},
		"tags":            {`(.+)`, func(_ *rehearsal, text, _ string) error { _, err := parseTags(text); return err }},
		"text":            {quotedName, nil},
		"filled text":     {quotedName, func(r *rehearsal, text, _ string) error { return r.filled(text) }},
		"message":         {`"(.*)"`, func(r *rehearsal, text, _ string) error { return r.filled(text) }},
	}
	for _, named := range referable {
		all[named] = kind{quotedName, func(r *rehearsal, name, _ string) error { return r.use(name, named) }}
		if named != "person" { // who needs a name that no account has
			all["new "+named] = kind{quotedName, func(r *rehearsal, name, _ string) error { return r.make(named, name) }}
		}
	}
	return all
}

func kindOf(name string) kind {
	k, ok := kinds[name]
	if !ok {
		panic("steps: no kind of argument " + name) // a mistake in this package
	}
	return k
}

// spanOf reads a span in words, such as 7 days.
func spanOf(text string) (time.Duration, error) {
	count, unit, _ := strings.Cut(text, " ")
	units := map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": kernel.Day}
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
		for _, f := range r.Faults() {
			all = append(all, f.Code)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
})

// knownCode complains of a code that is nearly spelt as a known one. Others may be
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

func (r *rehearsal) everybodyOr(text, _ string) error {
	if text == "everybody" {
		return nil
	}
	return r.all(text, r.account)
}

// meets gives a name to somebody who can call.
func (r *rehearsal) meets(name, _ string) error {
	if slices.Contains(r.accounts, name) {
		return fmt.Errorf("%q is an account of this scenario: whoever else calls needs another name", name)
	}
	return r.make("person", name)
}

func (r *rehearsal) principal(name, _ string) error {
	if r.things["role "+name] {
		return nil
	}
	return r.account(name)
}

// trusts checks those whom a role trusts.
func (r *rehearsal) trusts(text, _ string) error {
	for _, each := range listed(text) {
		if name, quoted := unquote(each); quoted {
			if err := r.account(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// consumers checks those with whom a share is shared.
func (r *rehearsal) consumers(text string) error {
	if text == "nobody" {
		return nil
	}
	for _, each := range listed(text) {
		unit, isUnit := strings.CutPrefix(each, "OU ")
		name, quoted := unquote(strings.TrimPrefix(each, "OU "))
		var err error
		switch {
		case each == "the organization":
			err = r.use("", "organization")
		case !quoted:
			err = fmt.Errorf("%s is no consumer: want accounts in quotes, OU %s, the organization, or nobody", each, strconv.Quote(unit))
		case isUnit:
			err = r.use(name, "OU")
		default:
			err = r.account(name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *rehearsal) consumersOrBackup(text, _ string) error {
	backup, isBackup := strings.CutPrefix(text, "backup ")
	if name, quoted := unquote(backup); isBackup && quoted {
		return r.use(name, "backup")
	}
	return r.consumers(text)
}

func (r *rehearsal) grantOperations(text, _ string) error {
	for _, each := range strings.Split(text, ", ") {
		if err := knownValue(each, reflect.TypeFor[kms.GrantOperation]()); err != nil {
			return err
		}
	}
	return nil
}

func (r *rehearsal) clusterOptions(text, _ string) error {
	o, err := parseOptions(text)
	if err == nil && o.backup != "" {
		err = r.use(o.backup, "backup")
	}
	return err
}

// change checks to what a cluster is changed.
func (r *rehearsal) change(text, what string) error {
	if what != "retention of" {
		return nil
	}
	_, err := daysOf(text)
	return err
}

func (r *rehearsal) encryption(words, _ string) error {
	if name, named := strings.CutPrefix(words, ` encrypted under "`); named {
		return r.use(strings.TrimSuffix(name, `"`), "key", "value")
	}
	return nil
}

// listed takes a text like `"a", "b" and OU "c"` apart.
func listed(text string) (all []string) {
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

func unquote(text string) (name string, quoted bool) {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' || strings.Count(text, `"`) != 2 {
		return text, false
	}
	return text[1 : len(text)-1], true
}
