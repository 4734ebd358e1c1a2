package main

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shareproof/shareproof/model/policy"
)

// printAccess prints a decision and what every statement says to it.
func printAccess(w io.Writer, e *policy.Explanation) {
	verdict := map[bool]string{true: "allowed", false: "denied"}[e.Allowed]
	fmt.Fprintf(w, "%s: %s\n", verdict, e.Why)
	for _, s := range e.DecidedBy {
		sid := ""
		if s.Sid != "" {
			sid = fmt.Sprintf(" (%s)", s.Sid)
		}
		fmt.Fprintf(w, "decided by statement %d of %s%s\n", s.Statement, s.Source, sid)
	}
	if len(e.Statements) == 0 {
		return
	}
	fmt.Fprintln(w)
	t := newTable(w, "side", "source", "statement", "sid", "effect", "applies", "because")
	for _, s := range e.Statements {
		t.AppendRow(table.Row{s.Side, s.Source, s.Statement, s.Sid, s.Effect,
			map[bool]string{true: "yes", false: "no"}[s.Applies], s.Because})
	}
	t.Render()
}
