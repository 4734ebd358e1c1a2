package conformance

import (
	"path/filepath"
	"sync"

	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// planned is a scenario of the suites, and whether this run is to play it.
type planned struct {
	target.Case
	selected bool
}

// plan lists what is to be played, and besides it whatever scenario the suites
// that come with Shareproof have: a rule conforms only by all that name it.
func (o Options) plan(suites []suite) (all []planned, err error) {
	theirs := casesOf(suites)
	if len(o.Paths) == 0 && o.Name == "" && o.Profiles == nil {
		return o.choose(theirs), nil
	}
	ours, err := embeddedCases()
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, c := range theirs {
		known[key(c.Case)] = true
	}
	all = o.choose(theirs)
	for _, c := range ours {
		if !known[key(c.Case)] {
			all = append(all, planned{Case: c.Case})
		}
	}
	return all, nil
}

// choose selects scenarios by their tags.
func (o Options) choose(cases []steps.Tagged) (all []planned) {
	for _, c := range cases {
		all = append(all, planned{c.Case, matches(o.Tags, c.Tags)})
	}
	return all
}

// key tells scenarios apart.
func key(c target.Case) string { return c.Source + " " + c.Name }

var embeddedCases = sync.OnceValues(func() (all []steps.Tagged, err error) {
	suites, err := listed()
	if err != nil {
		return nil, err
	}
	return casesOf(suites), nil
})

func casesOf(suites []suite) (all []steps.Tagged) {
	for _, s := range suites {
		all = append(all, s.cases()...)
	}
	return all
}

// cases lists the scenarios of the suite without playing them.
func (s suite) cases() (all []steps.Tagged) {
	for _, f := range s.features {
		all = append(all, f.Cases...)
	}
	for _, scenario := range s.yaml {
		all = append(all, steps.Tagged{Case: scenario.Case, Tags: scenario.Tags()})
	}
	for i := range all {
		all[i].Case = s.placed(all[i].Case)
	}
	return all
}

// placed is a scenario as it is told: where it is found, and each rule once.
func (s suite) placed(c target.Case) target.Case {
	c = s.place(c)
	c.Rules = examined(c)
	return c
}

// place says where a reader finds a scenario.
func (s suite) place(c target.Case) target.Case {
	c.Source = filepath.Join(s.root, c.Source)
	if c.System == "." {
		c.System = filepath.Base(s.root)
	}
	return c
}

// notPlayed lists the scenarios that were to be played and were not.
func notPlayed(plan []planned, all []judgement) (left []target.Case) {
	times := map[string]int{}
	for _, j := range all {
		times[j.key()]++
	}
	for _, p := range plan {
		if !p.selected {
			continue
		}
		if times[key(p.Case)]--; times[key(p.Case)] < 0 {
			left = append(left, p.Case)
		}
	}
	return left
}

// naming counts the scenarios that name each rule, played or not.
func naming(plan []planned) map[string]int {
	count := map[string]int{}
	for _, p := range plan {
		for _, id := range p.Rules {
			count[id]++
		}
	}
	return count
}

// selected counts the scenarios that are to be played.
func selected(plan []planned) (n int) {
	for _, p := range plan {
		if p.selected {
			n++
		}
	}
	return n
}
