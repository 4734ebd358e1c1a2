package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shareproof/shareproof/conformance"
)

// mostNotRun is how many of the scenarios to which an interrupted run did not come are named.
const mostNotRun = 10

// tellOwn prints a line for each scenario that does not come with Shareproof.
func tellOwn(w io.Writer, r *conformance.Report) {
	paint, widest, told := painterFor(w), 0, []conformance.ScenarioResult(nil)
	for _, s := range r.Scenarios {
		if s.Own {
			told = append(told, s)
			widest = max(widest, min(utf8.RuneCountInString(s.Name), 72))
		}
	}
	left := 0
	for _, s := range told {
		if r.Interrupted && s.Verdict == conformance.NotRun {
			if left++; left > mostNotRun {
				continue // whoever interrupts does not wait
			}
		}
		title := printable(s.Name)
		title += strings.Repeat(" ", max(widest-utf8.RuneCountInString(title), 0))
		fmt.Fprintf(w, "%s %s  %s  %s\n", padded(paint, s.Verdict), title, s.Source, took(s))
	}
	if left > mostNotRun {
		fmt.Fprintf(w, "%s and %d more\n", padded(paint, conformance.NotRun), left-mostNotRun)
	}
	if told != nil {
		fmt.Fprintln(w)
	}
}

// padded is a verdict in its colour, as wide as most verdicts are.
func padded(paint painter, v conformance.Verdict) string {
	return paint.verdict(v) + strings.Repeat(" ", max(8-len(v), 1))
}

func took(s conformance.ScenarioResult) string {
	switch {
	case s.Verdict == conformance.NotRun:
		return "-"
	case s.Took < 10*time.Millisecond:
		return fmt.Sprintf("%.1fms", float64(s.Took.Microseconds())/1000)
	case s.Took < 10*time.Second:
		return s.Took.Round(time.Millisecond).String()
	}
	return s.Took.Round(100 * time.Millisecond).String()
}

// follow prints a scenario and all its exchanges, as soon as it was played.
func follow(w io.Writer, s conformance.ScenarioResult) {
	fmt.Fprintf(w, "%s %s  %s  %s\n", padded(painterFor(w), s.Verdict), printable(s.Name), s.Source, took(s))
	tellExchanges(w, s.Exchanges)
	if s.Reason != "" {
		fmt.Fprintf(w, "  why: %s\n", strings.ReplaceAll(printable(s.Reason), "\n", "\n       "))
	}
	fmt.Fprintln(w)
}
