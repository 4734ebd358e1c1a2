package emulator

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model"
)

// AccountState tells of an account how it was found when the world began, and how it is
// now. Digests are over what exists: by service, kind, Region and ID, without what is
// on its way out and nobody can hurry, and without the keys that AWS makes.
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
	now := w.Inventory()
	before := e.found
	e.mu.Unlock()
	names := map[string]string{}
	var order []string
	if e.launch.Strict != nil {
		for _, a := range e.launch.Strict.Accounts {
			names[a.Number] = a.Name
			order = append(order, a.Number)
		}
	}
	var others []string
	for _, r := range append(slices.Clone(before), now...) {
		if !slices.Contains(order, r.Account) && !slices.Contains(others, r.Account) && r.Account != "" {
			others = append(others, r.Account)
		}
	}
	slices.Sort(others)
	var all []AccountState
	for _, number := range append(order, others...) {
		s := compare(of(number, before), of(number, now))
		s.Name, s.Number = names[number], number
		all = append(all, s)
	}
	return all
}

// of are the resources of an account, by service, kind, Region and ID.
func of(account string, all []model.Resource) []model.Resource {
	var own []model.Resource
	for _, r := range all {
		if r.Account == account && !r.ByAWS {
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
