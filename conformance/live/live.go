// Package live keeps when and where rules were last seen in real accounts. That is a fact of
// its own: how well a rule is known stays what its source says.
package live

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// File is where the sightings of this repository lie.
const File = "conformance/live/seen.yaml"

// version is that of the format of the file.
const version = 1

// Sighting says when and where a rule was last seen live. It holds no account, name or ID.
type Sighting struct {
	Rule string `json:"-"`
	// Date is the day of the last exchange that put the rule to the test, in UTC, as
	// 2026-11-29, and Regions are those of all of them, sorted.
	Date    string   `json:"date"`
	Regions []string `json:"regions"`
	// API is the version of the service's API.
	API string `json:"api"`
	// Accepted and Refused count the exchanges in which the rule let pass or took effect, and
	// in which it refused or withheld its effect.
	Accepted int `json:"accepted"`
	Refused  int `json:"refused"`
	// Trace is the digest of the trace that shows it.
	Trace string `json:"trace"`
}

// String tells a sighting in words.
func (s Sighting) String() string {
	return fmt.Sprintf("%s in %s, API %s: accepted %d, refused %d; trace %s", s.Date, strings.Join(s.Regions, ", "), s.API,
		s.Accepted, s.Refused, s.Trace[:min(len(s.Trace), len("sha256:")+12)])
}

// Seen has a sighting at most for each rule.
type Seen struct{ byRule map[string]Sighting }

//go:embed seen.yaml
var embedded []byte

// Embedded returns the sightings that come with Shareproof.
var Embedded = sync.OnceValues(func() (*Seen, error) { return Parse(File, embedded) })

// Of returns the sighting of a rule that comes with Shareproof, nil for none.
func Of(rule string) *Sighting {
	seen, err := Embedded()
	if err != nil {
		return nil // a test reads the file
	}
	if at, ok := seen.Of(rule); ok {
		return &at
	}
	return nil
}

// Of returns the sighting of a rule, and whether there is one.
func (s *Seen) Of(rule string) (Sighting, bool) {
	at, ok := s.byRule[rule]
	return at, ok
}

// All lists the sightings in the order of the rules' IDs.
func (s *Seen) All() (all []Sighting) {
	for _, r := range model.Rules() {
		if at, ok := s.byRule[r.ID]; ok {
			all = append(all, at)
		}
	}
	slices.SortFunc(all, func(a, b Sighting) int { return strings.Compare(a.Rule, b.Rule) })
	return all
}

// Add notes sightings. One that is older than what is known of its rule is passed over. It
// returns how many rules were not seen before.
func (s *Seen) Add(sightings ...Sighting) (fresh int) {
	if s.byRule == nil {
		s.byRule = map[string]Sighting{}
	}
	for _, at := range sightings {
		before, ok := s.byRule[at.Rule]
		if !ok {
			fresh++
		}
		if !ok || before.Date <= at.Date {
			s.byRule[at.Rule] = at
		}
	}
	return fresh
}

// Text is the file: sorted, a line for each rule, and the same for the same sightings.
func (s *Seen) Text() []byte {
	var text bytes.Buffer
	head, _, _ := bytes.Cut(embedded, []byte("\n"))
	fmt.Fprintf(&text, "%s\nseen: %d\nrules:", head, version)
	all := s.All()
	if len(all) == 0 {
		text.WriteString(" []")
	}
	for _, at := range all {
		fmt.Fprintf(&text, "\n  - {rule: %s, date: %s, regions: [%s], api: %s, ", at.Rule, at.Date, strings.Join(at.Regions, ", "), at.API)
		fmt.Fprintf(&text, "accepted: %d, refused: %d, trace: %q}", at.Accepted, at.Refused, at.Trace)
	}
	text.WriteString("\nend: true\n")
	return text.Bytes()
}

// Parse reads sightings. An error names file, line and column of all mistakes.
func Parse(file string, content []byte) (*Seen, error) {
	seen := &Seen{byRule: map[string]Sighting{}}
	top, err := strictyaml.Root(content, "sightings of rules")
	if err == nil {
		err = strictyaml.Whole(top, "a file of sightings", "seen", version)
	}
	if err == nil {
		err = seen.read(top)
	}
	return seen, strictyaml.InFile(file, err)
}

func (s *Seen) read(top *yaml.Node) error {
	f, err := strictyaml.Fields(top, "a file of sightings", "seen", "rules", "end")
	if err != nil {
		return err
	}
	if f["rules"] == nil {
		return strictyaml.At(top, "a file of sightings lacks %q", "rules")
	}
	elements, err := strictyaml.Elements(f["rules"], "rules")
	var wrong []error
	last := ""
	for _, n := range elements {
		at, err := readSighting(n)
		switch _, twice := s.byRule[at.Rule]; {
		case err == nil && twice:
			err = strictyaml.At(n, "%s stands here twice", at.Rule)
		case err == nil && at.Rule < last:
			err = strictyaml.At(n, "%s stands behind %s: want rules in the order of their IDs", at.Rule, last)
		}
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		last, s.byRule[at.Rule] = at.Rule, at
	}
	return errors.Join(append(wrong, err)...)
}

var digest = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

func readSighting(n *yaml.Node) (at Sighting, err error) {
	const what = "a sighting"
	keys := []string{"rule", "date", "regions", "api", "accepted", "refused", "trace"}
	f, err := strictyaml.Fields(n, what, keys...)
	if err != nil {
		return at, err
	}
	for _, key := range keys {
		if f[key] == nil {
			return at, strictyaml.At(n, "%s lacks %q", what, key)
		}
	}
	rule, err := known.Rule(f["rule"].Value)
	if err != nil {
		return at, strictyaml.At(f["rule"], "%v", err)
	}
	at.Rule = rule.ID
	if at.Date, err = strictyaml.Day(f["date"], "date"); err != nil {
		return at, err
	}
	if at.Regions, err = readRegions(f["regions"]); err != nil {
		return at, err
	}
	if at.API, err = strictyaml.Day(f["api"], "api"); err != nil {
		return at, err
	}
	if is := services.Find(rule.Service).Version; at.API > is {
		return at, strictyaml.At(f["api"], "%s is no version of the API of %s: it has %s", at.API, rule.Service, is)
	}
	for _, count := range []struct {
		key  string
		into *int
	}{{"accepted", &at.Accepted}, {"refused", &at.Refused}} {
		if *count.into, err = strconv.Atoi(f[count.key].Value); err != nil || *count.into < 0 {
			return at, strictyaml.At(f[count.key], "want %s as a number of exchanges, got %s", count.key,
				strictyaml.Describe(f[count.key]))
		}
	}
	if at.Accepted+at.Refused == 0 {
		return at, strictyaml.At(n, "no exchange shows %s", at.Rule)
	}
	if at.Trace = f["trace"].Value; !digest.MatchString(at.Trace) {
		return at, strictyaml.At(f["trace"], "want trace as sha256: and 64 digits, got %s", strictyaml.Describe(f["trace"]))
	}
	return at, nil
}

// readRegions reads names of Regions, sorted.
func readRegions(n *yaml.Node) (all []string, err error) {
	list, err := strictyaml.Texts(n, "regions")
	if err != nil {
		return nil, err
	}
	for _, element := range list {
		if kernel.RegionOf(element.Value) == nil {
			return nil, strictyaml.At(element, "%q is not a Region of AWS", element.Value)
		}
		all = append(all, element.Value)
	}
	if len(all) == 0 || !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		return nil, strictyaml.At(n, "want one Region at least, each once, in their order")
	}
	return all, nil
}
