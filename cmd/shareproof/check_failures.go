package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shareproof/shareproof/conformance"
)

// How many failures and causes the terminal shows; the report has them all.
const (
	mostFailures = 20
	mostCauses   = 10
	mostShown    = 3 // causes with a reproduction
	mostCalls    = 8 // of a reproduction
)

// tellFailures tells of scenarios that failed at what they are about, accusations
// first.
func (c *check) tellFailures(w io.Writer, r *conformance.Report) {
	var failed []conformance.ScenarioResult
	for _, s := range r.Scenarios {
		if s.Verdict.Failing() {
			failed = append(failed, s)
		}
	}
	slices.SortStableFunc(failed, func(a, b conformance.ScenarioResult) int {
		return cmp.Compare(a.Verdict.ExitCode(), b.Verdict.ExitCode())
	})
	for _, s := range failed[:min(len(failed), mostFailures)] {
		c.tellFailure(w, s)
	}
	if more := len(failed) - mostFailures; more > 0 {
		fmt.Fprintf(w, "%d more scenarios failed: see report.html\n\n", more)
	}
}

func (c *check) tellFailure(w io.Writer, s conformance.ScenarioResult) {
	fmt.Fprintf(w, "%s: %s\n  at     %s\n", painterFor(w).verdict(s.Verdict), printable(s.Name), s.Source)
	if s.Step != "" {
		fmt.Fprintf(w, "  step   %s\n", printable(s.Step))
	}
	fmt.Fprintf(w, "  why    %s\n", strings.ReplaceAll(printable(s.Reason), "\n", "\n         "))
	if call := lastCall(s.Exchanges); call != nil && !c.verbose {
		fmt.Fprintln(w, "  last call")
		tellExchange(w, "         ", *call)
		c.tellWork(w, s.Exchanges)
	}
	fmt.Fprintf(w, "  rerun  %s\n\n", c.rerun(s.Source))
}

// tellWork tells which work failed in a scenario and why, whatever it was that failed.
func (c *check) tellWork(w io.Writer, all []conformance.Exchange) {
	for _, e := range all {
		for _, f := range e.Failures {
			fmt.Fprintln(w, "  failed work")
			tellFailedWork(w, "         ", f)
		}
	}
}

// lastCall returns the last exchange that is no wait, nil where there is none.
func lastCall(all []conformance.Exchange) *conformance.Exchange {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Waited == "" {
			return &all[i]
		}
	}
	return nil
}

// printCauses prints why scenarios failed, where several failed alike or one was
// blocked: the scenarios themselves tell the rest.
func printCauses(w io.Writer, r *conformance.Report) {
	told := slices.DeleteFunc(slices.Clone(r.Causes), func(c conformance.Cause) bool {
		return c.Scenarios < 2 && c.Blocked == 0 && !c.Wire
	})
	if len(told) == 0 {
		return
	}
	causes := newTable(w, "cause", "scenarios", "blocked", "charged to")
	causes.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: max(width(w)*2/3-24, 24), WidthMaxEnforcer: text.WrapSoft},
		{Number: 4, WidthMax: max(width(w)/3-2, 12), WidthMaxEnforcer: text.WrapSoft},
	})
	for _, c := range told[:min(len(told), mostCauses)] {
		causes.AppendRow(table.Row{printable(strings.TrimSpace(c.Operation + " " + c.Reason)), c.Scenarios, c.Blocked,
			strings.Join(c.Rules, " ")})
	}
	causes.Render()
	if more := len(told) - mostCauses; more > 0 {
		fmt.Fprintf(w, "%d more causes: see report.html\n", more)
	}
	fmt.Fprintln(w)
	for _, c := range told[:min(len(told), mostShown)] {
		printReproduction(w, c)
	}
}

// printReproduction prints how to see a cause with one's own eyes: the last calls up to
// the one that failed.
func printReproduction(w io.Writer, c conformance.Cause) {
	with := c.Reproduction
	if with == nil {
		return
	}
	fmt.Fprintf(w, "%s\n  rerun  %s\n", printable(strings.TrimSpace(c.Operation+" "+c.Reason)), printable(with.Rerun))
	calls := with.Calls
	if more := len(calls) - mostCalls; more > 0 {
		fmt.Fprintf(w, "  # %d earlier lines: see report.html\n", more)
		calls = calls[more:]
	}
	for _, line := range calls {
		fmt.Fprintf(w, "  %s\n", strings.ReplaceAll(printable(cut(line, longestValue)), "\n", "\n  "))
	}
	fmt.Fprintln(w)
}

// printWire prints which members of answers are not as the protocols have them.
func printWire(w io.Writer, r *conformance.Report) {
	if r.Wire == nil {
		return
	}
	list := newTable(w, "wire mistake", "in answers of", "times", "scenarios")
	list.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, WidthMax: max(width(w)/2, 24), WidthMaxEnforcer: text.WrapSoft},
	})
	for _, m := range r.Wire[:min(len(r.Wire), mostFailures)] {
		list.AppendRow(table.Row{printable(fmt.Sprintf("%s: %s, as in %s", m.Member, m.Reason, m.Got)), m.Operation, m.Count,
			m.Scenarios})
	}
	list.Render()
	if more := len(r.Wire) - mostFailures; more > 0 {
		fmt.Fprintf(w, "%d more wire mistakes: see report.html\n", more)
	}
	fmt.Fprintln(w)
}
