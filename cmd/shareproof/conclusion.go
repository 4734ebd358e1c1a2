package main

import (
	"strings"

	"github.com/shareproof/shareproof/conformance"
)

// conclusion is what a run came to, in a sentence.
func conclusion(r *conformance.Report, paint painter) string {
	var parts []string
	if r.Reason != "" {
		parts = append(parts, printable(r.Reason))
	}
	parts = append(parts, r.Counted()...)
	words := strings.Join(parts, ", ")
	if r.OwnOnly() {
		on := ""
		if r.Target.Kind != "model" {
			on = printable(r.Target.Name) + ": "
		}
		return on + paint.as(r.Verdict, words)
	}
	does := map[conformance.Verdict]string{
		conformance.Conforms: " conforms", conformance.Partial: " conforms in part", conformance.Diverges: " diverges",
		conformance.KnownDivergence: " diverges as known", conformance.Failed: ": own scenarios failed", conformance.NotRun: ": nothing ran",
	}[r.Verdict]
	if does == "" {
		does = ": " + string(r.Verdict)
	}
	if words != "" {
		words = ": " + words
	}
	if r.Filter != nil {
		words += " (a part of the suites)"
	}
	return printable(r.Target.Name) + paint.as(r.Verdict, does) + words
}
