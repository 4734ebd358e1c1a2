package conformance

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"strings"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
	Skipped *junitProblem `xml:"skipped"`
}

type junitProblem struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit renders the scenarios for a CI system: a suite per system. What did
// not run is skipped, never passed, and so is what was not examined. A run that
// is not as claimed has an error even where none of its scenarios has one.
func (r *Report) JUnit() ([]byte, error) {
	all := junitSuites{Name: "shareproof: " + r.Target.Name}
	for _, system := range r.Systems {
		t := system.Totals
		suite := junitSuite{
			Name: system.Name, Tests: t.Sum(), Failures: t.Diverges,
			Errors: t.Inconclusive + t.HarnessError, Skipped: t.Blocked + t.Unsupported + t.NotRun,
		}
		for _, s := range r.Scenarios {
			if s.System == system.Name {
				suite.Cases = append(suite.Cases, junitOf(s))
			}
		}
		all.add(suite)
	}
	if r.Reason != "" || r.Verdict.ExitCode() != 0 && all.Failures+all.Errors == 0 {
		all.add(r.wholeRun())
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	return r.hide(append([]byte(xml.Header), append(text, '\n')...)), err
}

func (all *junitSuites) add(s junitSuite) {
	all.Suites = append(all.Suites, s)
	all.Tests += s.Tests
	all.Failures += s.Failures
	all.Errors += s.Errors
	all.Skipped += s.Skipped
}

// wholeRun is a suite with one test, which failed: the run itself.
func (r *Report) wholeRun() junitSuite {
	why := cmp.Or(r.Reason, "no scenario failed, but none shows what was claimed")
	run := junitCase{Name: "the whole run", Class: "shareproof",
		Error: &junitProblem{Type: string(r.Verdict), Message: why}}
	if r.Interrupted {
		run.Error.Type = "interrupted"
	}
	return junitSuite{Name: "shareproof", Tests: 1, Errors: 1, Cases: []junitCase{run}}
}

func junitOf(s ScenarioResult) junitCase {
	c := junitCase{Name: s.Name, Class: s.System, File: s.Source}
	problem := &junitProblem{Type: string(s.Verdict), Message: s.Reason, Text: story(s)}
	switch s.Verdict {
	case Diverges:
		c.Failure = problem
	case Inconclusive, HarnessError:
		c.Error = problem
	case Blocked, Unsupported, NotRun:
		c.Skipped = &junitProblem{Type: string(s.Verdict), Message: string(s.Verdict) + ": " + s.Reason}
	}
	return c
}

// story tells the failing step and the calls that led to it.
func story(s ScenarioResult) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nstep: %s\n", s.Source, s.Step)
	for _, e := range s.Exchanges {
		switch {
		case e.Waited != "":
			fmt.Fprintf(&b, "(%s pass)\n", e.Waited)
		case e.Refused != nil:
			fmt.Fprintf(&b, "%s$ %s\n  %s: %s\n", e.Account, e.Command, e.Refused.Code, e.Refused.Message)
		default:
			fmt.Fprintf(&b, "%s$ %s\n", e.Account, e.Command)
		}
	}
	return b.String()
}
