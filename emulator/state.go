package emulator

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// AccountState tells of an account how it was found when the world began, and how it is
// now. Digests are over what exists: by service, kind, Region and ID, without what is
// on its way out and nobody can hurry, and without what AWS makes by itself: its own keys,
// and the daily backups of what was there before.
type AccountState struct {
	Name   string `json:"name,omitempty"`
	Number string `json:"number"`
	Found  string `json:"found"`
	Left   string `json:"left"`
	// Exists counts what exists now.
	Exists int `json:"exists"`
	// Appeared, Gone and Changed list the differences, a resource each; what changed
	// exists in both. Leaving lists what was deleted and still waits.
	Appeared []string `json:"appeared,omitempty"`
	Gone     []string `json:"gone,omitempty"`
	Changed  []string `json:"changed,omitempty"`
	Leaving  []string `json:"leaving,omitempty"`
}

// AsFound reports whether exactly that exists which existed when the world began.
func (s *AccountState) AsFound() bool { return s.Found == s.Left }

// State tells how each account was found and is, those with a name first: for whoever
// runs the emulator. No client of an emulator that is Strict can ask for it.
func (e *Emulator) State() []AccountState {
	w := e.today()
	before, now := e.found, w.Inventory()
	e.mu.Unlock()
	there := map[string]bool{}
	for _, r := range before {
		there[r.ID] = true
	}
	names, numbers := e.numbers(before, now)
	all := make([]AccountState, len(numbers))
	for i, number := range numbers {
		all[i] = compare(of(number, before, there), of(number, now, there))
		all[i].Name, all[i].Number = names[number], number
	}
	return all
}

// numbers lists the accounts that have a name, and behind them those that have something.
func (e *Emulator) numbers(before, now []model.Resource) (names map[string]string, numbers []string) {
	names = map[string]string{}
	if e.launch.Strict != nil {
		for _, a := range e.launch.Strict.Accounts {
			names[a.Number] = a.Name
			numbers = append(numbers, a.Number)
		}
	}
	var others []string
	for _, r := range append(slices.Clone(before), now...) {
		if names[r.Account] == "" && kernel.IsAccount(r.Account) {
			others = append(others, r.Account)
		}
	}
	slices.Sort(others)
	return names, append(numbers, slices.Compact(others)...)
}

// of are the resources of an account, by service, kind, Region and ID, without what AWS
// made by itself of what was there.
func of(account string, all []model.Resource, there map[string]bool) []model.Resource {
	var own []model.Resource
	for _, r := range all {
		if r.Account == account && !r.ByAWS && !there[r.Of] {
			own = append(own, r)
		}
	}
	slices.SortFunc(own, func(a, b model.Resource) int { return cmp.Compare(line(a), line(b)) })
	return own
}

func line(r model.Resource) string {
	return fmt.Sprintf("%s %s %s %s", r.Service, strings.ToLower(r.Kind), r.Region, r.ID)
}

func compare(before, now []model.Resource) (s AccountState) {
	there := map[string]model.Resource{}
	for _, r := range before {
		if !r.Leaving {
			there[line(r)] = r
		}
	}
	for _, r := range now {
		at, known := there[line(r)]
		switch {
		case r.Leaving:
			s.Leaving = append(s.Leaving, line(r)+" "+r.State)
			continue
		case !known:
			s.Appeared = append(s.Appeared, strings.TrimSpace(line(r)+" "+r.State))
		case at.Contents != r.Contents:
			s.Changed = append(s.Changed, line(r))
		}
		s.Exists++
		delete(there, line(r))
	}
	for _, r := range before {
		if _, gone := there[line(r)]; gone {
			s.Gone = append(s.Gone, line(r))
		}
	}
	s.Found, s.Left = digestOf(before), digestOf(now)
	return s
}

// digestOf is a hash of what exists.
func digestOf(all []model.Resource) string {
	h := sha256.New()
	for _, r := range all {
		if !r.Leaving {
			fmt.Fprintln(h, line(r))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
