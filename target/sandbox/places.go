package sandbox

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Places say where the accounts and Regions of the suites are at a target: each by
// the one that stands for it there. What they do not name stands for itself.
type Places struct {
	Accounts map[string]string // numbers, by those of the suites
	Regions  map[string]string
}

// translation puts the words of one side in place of those of the other. It is one
// to one, so that whatever goes out comes back as it was.
type translation struct {
	accounts, regions map[string]string
	shorts            map[string]string // what IDs of Availability Zones begin with
}

func newTranslation(accounts, regions map[string]string) *translation {
	t := &translation{accounts, regions, map[string]string{}}
	for _, of := range slices.Sorted(maps.Keys(regions)) {
		t.shorts[kernel.RegionOf(of).Short] = kernel.RegionOf(regions[of]).Short
	}
	return t
}

// both returns the ways to the target and back. An error says which places cannot
// stand for each other.
func (p Places) both() (there, back *translation, err error) {
	accounts, err := permutation("account", p.Accounts)
	if err != nil {
		return nil, nil, err
	}
	regions, err := permutation("Region", p.Regions)
	if err != nil {
		return nil, nil, err
	}
	for _, of := range slices.Sorted(maps.Keys(p.Regions)) {
		at := p.Regions[of]
		if kernel.RegionOf(of) == nil || kernel.RegionOf(at) == nil {
			return nil, nil, fmt.Errorf("the Region %s cannot stand for %s: AWS has no such Region", at, of)
		}
		if a, b := kernel.Partition(of), kernel.Partition(at); a != b {
			return nil, nil, fmt.Errorf("the Region %s of %s cannot stand for %s of %s", at, b, of, a)
		}
	}
	return newTranslation(accounts, regions), newTranslation(inverse(accounts), inverse(regions)), nil
}

// permutation closes a map to one that is one to one: what only stands for something
// is itself stood for by what nothing stands for any more.
func permutation(what string, m map[string]string) (map[string]string, error) {
	stands := map[string]string{}
	for _, of := range slices.Sorted(maps.Keys(m)) {
		if other, twice := stands[m[of]]; twice {
			return nil, fmt.Errorf("the %s %s cannot stand for both %s and %s", what, m[of], other, of)
		}
		stands[m[of]] = of
	}
	whole := map[string]string{}
	for _, of := range slices.Sorted(maps.Keys(m)) {
		if m[of] != of {
			whole[of] = m[of]
		}
		if _, is := stands[of]; is {
			continue
		}
		last := of
		for next, ok := m[last]; ok; next, ok = m[last] {
			last = next
		}
		whole[last] = of
	}
	return whole, nil
}

func inverse(m map[string]string) map[string]string {
	back := make(map[string]string, len(m))
	for _, of := range slices.Sorted(maps.Keys(m)) {
		back[m[of]] = of
	}
	return back
}

// words are the runs of characters of which numbers of accounts, and the names of
// Regions and of Availability Zones, are made, or what URLs have in place of others.
var words = regexp.MustCompile(`%[0-9A-F]{2}|[0-9A-Za-z_]+(?:-[0-9A-Za-z_]+)*`)

// text translates what stands in a text as a word of its own: in an ARN, a policy, a
// message or alone.
func (t *translation) text(s string) string {
	if len(s) < len("us-east-1") || len(t.accounts) == 0 && len(t.regions) == 0 {
		return s
	}
	return words.ReplaceAllStringFunc(s, t.word)
}

func (t *translation) word(w string) string {
	if at, ok := t.accounts[w]; ok {
		return at
	}
	if at, ok := t.regions[w]; ok {
		return at
	}
	if last := len(w) - 1; last > 0 && w[last] >= 'a' && w[last] <= 'f' { // an Availability Zone
		if at, ok := t.regions[w[:last]]; ok {
			return at + w[last:]
		}
	}
	if short, zone, ok := strings.Cut(w, "-az"); ok { // the ID of one
		if at, ok := t.shorts[short]; ok {
			return at + "-az" + zone
		}
	}
	return w
}

func (t *translation) region(name string) string {
	if at, ok := t.regions[name]; ok {
		return at
	}
	return name
}

func (t *translation) account(number string) string {
	if at, ok := t.accounts[number]; ok {
		return at
	}
	return number
}
