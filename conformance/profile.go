package conformance

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/shareproof/shareproof/internal/known"
	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/internal/strictyaml"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// Profile is a named part of the suites, for who claims to keep not all rules but those
// of one use: whole systems, and the scenarios that name certain rules.
type Profile struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	About   string   `json:"about"`
	Systems []string `json:"systems"`
	// Rules are those of the patterns and operations of its file.
	Rules []string `json:"rules"`
}

// ProfileResult is what a run says of a profile.
type ProfileResult struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	// Claimed reports whether the target's file claims that it conforms.
	Claimed bool    `json:"claimed,omitempty"`
	Verdict Verdict `json:"verdict"`
	// Totals counts all its scenarios: it conforms only if every one ran and held.
	Totals Totals `json:"totals"`
}

//go:embed profiles/*.yaml
var profileFiles embed.FS

// Profiles lists the profiles by their names.
var Profiles = sync.OnceValues(func() (all []Profile, err error) {
	files, err := fs.Glob(profileFiles, "profiles/*.yaml")
	for _, file := range files {
		content, unread := profileFiles.ReadFile(file)
		p, wrong := ParseProfile(file, content)
		if wrong == nil && p.Name+".yaml" != path.Base(file) {
			wrong = mistaken(file, "its name is %q", p.Name)
		}
		all, err = append(all, p), errors.Join(err, unread, wrong)
	}
	return all, err
})

// FindProfile returns the profile of a name. An error names the nearest.
func FindProfile(name string) (Profile, error) {
	all, err := Profiles()
	var names []string
	for _, p := range all {
		if names = append(names, p.Name); p.Name == name {
			return p, err
		}
	}
	if err != nil {
		return Profile{}, err
	}
	return Profile{}, fmt.Errorf("there is no profile %q: want one of %s%s", name, strings.Join(names, ", "),
		nearest.Hint(name, names))
}

// ParseProfile reads a profile. An error names file, line and column.
func ParseProfile(file string, content []byte) (Profile, error) {
	top, err := strictyaml.Root(content, "a profile")
	if err != nil {
		return Profile{}, strictyaml.InFile(file, err)
	}
	p, err := readProfile(top)
	return p, strictyaml.InFile(file, err)
}

func readProfile(top *yaml.Node) (p Profile, err error) {
	const what = "a profile"
	f, err := strictyaml.Fields(top, what, "name", "title", "about", "systems", "rules", "operations")
	if err != nil {
		return p, err
	}
	for _, member := range []struct {
		name string
		into *string
	}{{"name", &p.Name}, {"title", &p.Title}, {"about", &p.About}} {
		if f[member.name] == nil {
			return p, strictyaml.At(top, "%s lacks %q", what, member.name)
		}
		if *member.into, err = strictyaml.Text(f[member.name], member.name); err != nil {
			return p, err
		}
	}
	for _, member := range []struct {
		name string
		read func(*yaml.Node) error
	}{{"systems", p.addSystem}, {"rules", p.addRules}, {"operations", p.addOperation}} {
		if f[member.name] == nil {
			continue
		}
		list, err := strictyaml.Texts(f[member.name], member.name)
		if err != nil {
			return p, err
		}
		for _, n := range list {
			if err := member.read(n); err != nil {
				return p, err
			}
		}
	}
	if len(p.Systems)+len(p.Rules) == 0 {
		return p, strictyaml.At(top, "%s needs systems, rules or operations", what)
	}
	slices.Sort(p.Rules)
	p.Rules = slices.Compact(p.Rules)
	return p, nil
}

func (p *Profile) addSystem(n *yaml.Node) error {
	if !slices.Contains(systems(), n.Value) {
		return strictyaml.At(n, "%q is no system: want one of %s%s", n.Value, strings.Join(systems(), ", "),
			nearest.Hint(n.Value, systems()))
	}
	p.Systems = append(p.Systems, n.Value)
	return nil
}

// addRules adds a rule, or those of a family such as EBS-SHR-*.
func (p *Profile) addRules(n *yaml.Node) error {
	family, ok := strings.CutSuffix(n.Value, "*")
	if !ok {
		r, err := known.Rule(n.Value)
		if err != nil {
			return strictyaml.At(n, "%v", err)
		}
		p.Rules = append(p.Rules, r.ID)
		return nil
	}
	before := len(p.Rules)
	for _, r := range model.Rules() {
		if strings.HasPrefix(r.ID, family) {
			p.Rules = append(p.Rules, r.ID)
		}
	}
	if len(p.Rules) == before {
		return strictyaml.At(n, "no rule begins with %q", family)
	}
	return nil
}

// addOperation adds the rules that are about an operation, but not those that are about
// all of its service.
func (p *Profile) addOperation(n *yaml.Node) error {
	service, name, _ := strings.Cut(n.Value, ".")
	if _, err := known.Operation(service, name); err != nil {
		return strictyaml.At(n, "%v", err)
	}
	before := len(p.Rules)
	for _, r := range model.Rules() {
		if r.Service == service && slices.Contains(r.Operations, name) {
			p.Rules = append(p.Rules, r.ID)
		}
	}
	if len(p.Rules) == before {
		return strictyaml.At(n, "no rule is about %s", n.Value)
	}
	return nil
}

// has reports whether a scenario that comes with Shareproof belongs to the profile.
func (p Profile) has(c target.Case) bool {
	return slices.Contains(p.Systems, c.System) ||
		slices.ContainsFunc(c.Rules, func(id string) bool { return slices.Contains(p.Rules, id) })
}

// Cases lists the scenarios of the profile.
func (p Profile) Cases() (all []target.Case, err error) {
	ours, err := embeddedCases()
	for _, c := range ours {
		if p.has(c.Case) {
			all = append(all, c.Case)
		}
	}
	return all, err
}

// profiled leaves of suites the scenarios of some profiles.
func profiled(suites []suite, names []string) (chosen []suite, err error) {
	if names == nil {
		return suites, nil
	}
	var profiles []Profile
	for _, name := range names {
		p, err := FindProfile(name)
		if err != nil {
			return nil, fmt.Errorf("--profile: %w", err)
		}
		profiles = append(profiles, p)
	}
	wanted := func(c target.Case) bool {
		return !isOwn(c.Source) && slices.ContainsFunc(profiles, func(p Profile) bool { return p.has(c) })
	}
	for _, s := range suites {
		s.features = slices.Clone(s.features)
		for i, f := range s.features {
			s.features[i] = f.Only(func(c steps.Tagged) bool { return wanted(s.placed(c.Case)) })
		}
		s.yaml = slices.DeleteFunc(slices.Clone(s.yaml), func(y scenarios.Scenario) bool { return !wanted(s.placed(y.Case)) })
		chosen = append(chosen, s)
	}
	return chosen, nil
}

// profileResults tells what the run came to for each profile.
func (o Options) profileResults(r *Report, plan []planned) (results []ProfileResult) {
	all, err := Profiles()
	if err != nil {
		return nil // a test has them all read
	}
	ran := map[string]bool{}
	for _, s := range r.Scenarios {
		ran[s.Source+" "+s.Name] = true
	}
	for _, p := range all {
		told := ProfileResult{Name: p.Name, Title: p.Title, Claimed: slices.Contains(o.Claims, p.Name)}
		for _, s := range r.Scenarios {
			if !isOwn(s.Source) && p.has(target.Case{System: s.System, Rules: s.Rules}) {
				told.Totals.add(s.Verdict)
			}
		}
		for _, c := range plan {
			if !ran[key(c.Case)] && !isOwn(c.Source) && p.has(c.Case) {
				told.Totals.add(NotRun)
			}
		}
		told.Verdict = told.Totals.verdict(false)
		results = append(results, told)
	}
	return results
}

// overclaimed says which profiles the target claims and does not offer wholly, "" for
// none. What did not run may be offered nevertheless.
func overclaimed(all []ProfileResult) string {
	var parts []string
	for _, p := range all {
		if p.Claimed && p.Totals.Unsupported > 0 && p.Totals.NotRun == 0 {
			parts = append(parts, fmt.Sprintf("it claims %s, and does not support %d of its %d scenarios", p.Name,
				p.Totals.Unsupported, p.Totals.Sum()))
		}
	}
	return strings.Join(parts, "; ")
}
