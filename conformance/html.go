package conformance

import (
	"bytes"
	_ "embed"
	"encoding/json"
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
	"draw":  draw,
	"share": func(name string, s model.Share) namedShare { return namedShare{name, s} },
	"count": func(i int) int { return i + 1 },
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

// Told lists the scenarios that the page tells in full: all that failed at what
// they are about, and of those that were blocked the first of each cause.
func (r *Report) Told() (told []ScenarioResult) {
	examples := map[string]bool{}
	for _, c := range r.Causes {
		examples[c.Example] = true
	}
	for _, s := range r.Scenarios {
		if s.Verdict.Failing() || s.Verdict == Blocked && examples[s.Source] {
			told = append(told, s)
		}
	}
	return told
}

// HTML renders the report as one page that needs nothing from outside.
func (r *Report) HTML() ([]byte, error) {
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, r)
	return r.hide(b.Bytes()), err
}
