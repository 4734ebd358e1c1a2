package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Remember gives a name to a thing.
func (s *Session) Remember(kind, name string, t Thing) {
	t.Kind, t.Name = kind, name
	s.things[Name{kind, name}] = t
}

// Lookup returns the thing of a name, if there is one.
func (s *Session) Lookup(kind, name string) (Thing, bool) {
	t, ok := s.things[Name{kind, name}]
	return t, ok
}

// Recall returns the thing of a name. What was refused has none.
func (s *Session) Recall(kind, name string) (Thing, error) {
	t, ok := s.Lookup(kind, name)
	if err := s.unexamined(); !ok && err != nil {
		return t, err
	}
	if !ok {
		return t, fmt.Errorf("no %s is named %q in this scenario", kind, name)
	}
	return t, nil
}

// sortedNames orders names by kind and name.
func sortedNames[V any](of map[Name]V) []Name {
	return slices.SortedFunc(maps.Keys(of), func(a, b Name) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name))
	})
}

// namedBy lists what a reference may stand for: things that are called so, or just so
// with their kind before it.
func namedBy[V any](l *Language, things map[Name]V, ref string) (found []Name) {
	for _, kind := range l.kindNames() {
		for _, name := range []string{ref, strings.TrimPrefix(ref, kind+" ")} {
			_, ok := things[Name{kind, name}]
			if ok && name != "" && !slices.Contains(found, Name{kind, name}) {
				found = append(found, Name{kind, name})
			}
		}
	}
	return found
}

// Find returns the first thing of some kinds that a question is answered yes for,
// the kinds in the order given and the names in theirs: of two names for one thing
// the lesser is always the one that shows.
func (s *Session) Find(yes func(Thing) bool, kinds ...string) (Thing, bool) {
	names := sortedNames(s.things)
	for _, kind := range kinds {
		for _, name := range names {
			if t := s.things[name]; name.Kind == kind && yes(t) {
				return t, true
			}
		}
	}
	return Thing{}, false
}

// NameOf returns the name that the scenario gave to an ID, or "".
func (s *Session) NameOf(kind, id string) string {
	t, _ := s.Find(func(t Thing) bool { return t.ID == id }, kind)
	return t.Name
}

// Called returns the name of an ID, "?" where it has none, "" where there is no ID.
func (s *Session) Called(kind, id string) string {
	if id == "" {
		return ""
	}
	if name := s.NameOf(kind, id); name != "" {
		return name
	}
	return "?"
}

// ARNCalled returns the name of what an ARN names, the ARN where it has none.
func (s *Session) ARNCalled(kind, arn string) string {
	if t, ok := s.Find(func(t Thing) bool { return t.ARN == arn }, kind); ok {
		return t.Name
	}
	return arn
}

// WithNames puts the names of a kind's things in place of their IDs.
func (s *Session) WithNames(kind, text string) string {
	for _, name := range sortedNames(s.things) {
		if name.Kind == kind {
			text = strings.ReplaceAll(text, s.things[name].ID, name.Name)
		}
	}
	return text
}

// Meet gives a name to somebody who can call.
func (s *Session) Meet(name string, who kernel.Caller, id string) error {
	if slices.Contains(s.accounts, name) {
		return errIsAccount(name)
	}
	s.people[name] = who
	s.Remember(Person, name, Thing{Owner: who.Account, Region: s.region, ID: id, ARN: who.Principal})
	return nil
}

func errIsAccount(name string) error {
	return fmt.Errorf("%q is an account of this scenario: whoever else calls needs another name", name)
}

// Principal returns the principal of somebody who was named, "" where nobody was.
func (s *Session) Principal(name string) string { return s.people[name].Principal }
