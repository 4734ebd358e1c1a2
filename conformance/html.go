package conformance

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model"
)

//go:embed report.html.tmpl
var page string

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"slug":   func(v Verdict) string { return strings.ReplaceAll(string(v), " ", "-") },
	"counts": Totals.Counts,
	"json": func(v any) (string, error) {
		text, err := json.MarshalIndent(v, "", "  ")
		return brief(string(text)), err
	},
	"brief": brief,
	"ruleVerdicts": func(rules []RuleResult) []string {
		return distinct(rules, func(r RuleResult) string { return string(r.Verdict) })
	},
	"services": func(rules []RuleResult) []string {
		return distinct(rules, func(r RuleResult) string { return r.Service })
	},
	"earlier": func(all []Exchange) []Exchange { return all[:max(len(all)-1, 0)] },
	"last": func(all []Exchange) *Exchange {
		if len(all) == 0 {
			return nil
		}
		return &all[len(all)-1]
	},
	"byStep": byStep,
	"join":   strings.Join,
	"draw":   draw,
	"share":  func(name string, s model.Share) namedShare { return namedShare{name, s} },
	"count":  func(i int) int { return i + 1 },
	"taken": func(l LifecycleResult) (n int) {
		for _, row := range l.Rows {
			if row.Taken > 0 {
				n++
			}
		}
		return n
	},
}).Parse(page))

// namedShare is a share of coverage and what it is of.
type namedShare struct {
	Name string
	model.Share
}

func distinct(rules []RuleResult, of func(RuleResult) string) (values []string) {
	for _, r := range rules {
		values = append(values, of(r))
	}
	slices.Sort(values)
	return slices.Compact(values)
}

var pemBlock = regexp.MustCompile(`(-----BEGIN [A-Z ]+-----)[^"']*`)

// brief leaves certificates to report.json.
func brief(text string) string { return pemBlock.ReplaceAllString(text, "$1…") }

// mostOpen is how many own scenarios the page opens, and mostTold how many of one
// cause it tells without a click.
const (
	mostOpen = 20
	mostTold = 3
)

// shown is a scenario as the page tells it. Linked reports whether its rules stand
// on the page, and Open whether its exchanges are to be seen at once.
type shown struct {
	ScenarioResult
	Linked, Open bool
}

// Time is how long the scenario ran, "" where nobody measured it.
func (s shown) Time() string {
	if s.Took <= 0 {
		return ""
	}
	return fmt.Sprintf("%.1f ms", float64(s.Took.Microseconds())/1000)
}

// OwnScenarios lists those that do not come with Shareproof.
func (r *Report) OwnScenarios() (all []shown) {
	for _, s := range r.Scenarios {
		if s.Own {
			all = append(all, shown{s, r.Rules != nil, true})
		}
	}
	if len(all) > mostOpen {
		for i, s := range all {
			all[i].Open = s.Verdict.Failing()
		}
	}
	return all
}

// failures are the scenarios that failed by one cause.
type failures struct {
	N           int // the number of the cause
	Cause       Cause
	First, More []shown
}

// Failures groups by their causes the scenarios of the suites that the page tells in
// full: all that failed at what they are about, known or not, and of those that were blocked the
// first of each cause.
func (r *Report) Failures() (all []failures) {
	groups := make([]failures, len(r.Causes))
	for _, s := range r.Scenarios {
		if s.cause >= len(groups) || s.Own || !s.Verdict.Failing() && s.Verdict != KnownDivergence &&
			(s.Verdict != Blocked || r.Causes[s.cause].Example != s.Source) {
			continue
		}
		g := &groups[s.cause]
		if told := (shown{ScenarioResult: s, Linked: true}); len(g.First) < mostTold {
			g.First = append(g.First, told)
		} else {
			g.More = append(g.More, told)
		}
	}
	for i, g := range groups {
		if g.First != nil {
			g.N, g.Cause = i+1, r.Causes[i]
			all = append(all, g)
		}
	}
	return all
}

// byStep groups exchanges by the steps that made them.
func byStep(all []Exchange) (groups []stepExchanges) {
	for i, e := range all {
		if i == 0 || e.Number != all[i-1].Number {
			groups = append(groups, stepExchanges{Step: e.Step})
		}
		last := &groups[len(groups)-1]
		last.Exchanges = append(last.Exchanges, e)
	}
	return groups
}

// stepExchanges are what one step has called and waited for.
type stepExchanges struct {
	Step      string
	Exchanges []Exchange
}

// HTML renders the report as one page that needs nothing from outside.
func (r *Report) HTML() ([]byte, error) {
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, r)
	return r.hide(b.Bytes()), err
}
