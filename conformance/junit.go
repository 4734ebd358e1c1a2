package conformance

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr,omitempty"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr,omitempty"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Time    string        `xml:"time,attr,omitempty"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
	Skipped *junitProblem `xml:"skipped"`
}

type junitProblem struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit renders the scenarios for a CI system: a suite per system, or per file of own
// scenarios, with the seconds that each took. What did
// not run is skipped, never passed, and so is what was not examined and what is known
// to diverge, or held only as wire mistakes were passed over. A run that
// is not as claimed has an error even where none of its scenarios has one.
func (r *Report) JUnit() ([]byte, error) {
	all := junitSuites{Name: "shareproof: " + r.Target.Name}
	var took time.Duration
	for _, name := range r.groups() {
		var t Totals
		var took time.Duration
		suite := junitSuite{Name: name}
		for _, s := range r.Scenarios {
			if r.group(s) == name {
				t.add(s.Verdict)
				took += s.Took
				suite.Cases = append(suite.Cases, junitOf(s))
			}
		}
		suite.Tests, suite.Failures, suite.Time = t.Sum(), t.Diverges+t.Failed, seconds(took)
		suite.Errors, suite.Skipped = t.Inconclusive+t.HarnessError, t.Blocked+t.Unsupported+t.NotRun+t.Known+t.Partial
		all.add(suite)
	}
	for _, s := range r.Scenarios {
		took += s.Took
	}
	all.Time = seconds(took)
	if r.Reason != "" || r.ExitCode() != 0 && all.Failures+all.Errors == 0 {
		all.add(r.wholeRun())
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	return r.hide(append([]byte(xml.Header), append(text, '\n')...)), err
}

// group is what a scenario is listed under: its system, or the file of an own one.
func (r *Report) group(s ScenarioResult) string {
	if r.OwnOnly() {
		file, _, _ := strings.Cut(s.Source, ":")
		return file
	}
	return s.System
}

// groups lists the groups in the order of their scenarios, and systems without any.
func (r *Report) groups() (names []string) {
	for _, s := range r.Systems {
		names = append(names, s.Name)
	}
	for _, s := range r.Scenarios {
		if name := r.group(s); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// seconds is a time as JUnit takes it, "" where nothing was measured.
func seconds(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 6, 64)
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
	c := junitCase{Name: s.Name, Class: s.System, File: s.Source, Time: seconds(s.Took)}
	problem := &junitProblem{Type: string(s.Verdict), Message: s.Reason, Text: story(s)}
	switch s.Verdict {
	case Diverges, Failed:
		c.Failure = problem
	case Inconclusive, HarnessError:
		c.Error = problem
	case Blocked, Unsupported, NotRun, KnownDivergence, Partial:
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
