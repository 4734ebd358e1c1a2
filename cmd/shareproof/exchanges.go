package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/conformance"
)

// How much of a value the terminal shows: characters of a text, elements of a
// list, and characters of all of it.
const (
	longestText  = 90
	longestList  = 4
	longestValue = 600
)

// tellExchanges prints the exchanges of a scenario under the steps that made them.
func tellExchanges(w io.Writer, all []conformance.Exchange) {
	for i, e := range all {
		if e.Step != "" && (i == 0 || e.Number != all[i-1].Number) {
			fmt.Fprintf(w, "  %s\n", printable(e.Step))
		}
		tellExchange(w, "    ", e)
	}
}

// tellExchange prints a call and its answer, or a wait. What a model tells of why it
// refused stands below the refusal.
func tellExchange(w io.Writer, indent string, e conformance.Exchange) {
	line := func(deeper, words string) {
		words = strings.ReplaceAll(printable(words), "\n", "\n"+indent+deeper)
		fmt.Fprintf(w, "%s%s%s\n", indent, deeper, words)
	}
	if e.Waited != "" {
		line("", e.Waited+" pass")
	} else {
		line("", strings.TrimSpace(fmt.Sprintf("%s %s  %s %s", who(e), e.Region, e.Operation, members(e.Members))))
	}
	switch {
	case e.Refused != nil:
		line("  ", "refused: "+e.Refused.Code+": "+cut(e.Refused.Message, longestValue))
		for _, why := range reasons(e.Refused.Rule, e.Refused.Says, e.Refused.Source, e.Refused.Why) {
			line("    ", why)
		}
	case e.Error != "":
		line("  ", "error: "+cut(e.Error, longestValue))
	case e.Waited == "":
		line("  ", "answer: "+cmp.Or(members(e.Answer), "{}"))
	}
	for _, f := range e.Failures {
		tellFailedWork(w, indent+"  ", f)
	}
}

// tellFailedWork prints what failed, and what the model tells of why.
func tellFailedWork(w io.Writer, indent string, f conformance.Failure) {
	fmt.Fprintf(w, "%s%s\n", indent, printable(f.Said()))
	for _, why := range reasons(f.Rule, f.Says, f.Source, f.Why) {
		fmt.Fprintf(w, "%s  %s\n", indent, printable(why))
	}
}

// reasons lists what the model tells of why it refused or failed, a line for each.
func reasons(rule, says, source string, why []string) (lines []string) {
	if rule != "" {
		lines = append(lines, rule+": "+says)
	}
	if source != "" {
		lines = append(lines, "source: "+source)
	}
	return append(lines, why...)
}

// who names the caller as the scenario does.
func who(e conformance.Exchange) string {
	name := e.Account
	if e.Caller != "" {
		name = e.Caller + " (" + e.Account + ")"
	}
	if e.Principal != "" {
		name = e.Principal
	}
	return name
}

// members writes the members of a call or an answer on a line.
func members(v any) string {
	if m, ok := v.(map[string]any); v == nil || ok && len(m) == 0 {
		return ""
	}
	return cut(compact(v), longestValue)
}

// compact writes a plain value in a line of YAML, long texts and lists cut.
func compact(v any) string {
	var parts []string
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, key+": "+compact(v[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		for _, element := range v[:min(len(v), longestList)] {
			parts = append(parts, compact(element))
		}
		if more := len(v) - longestList; more > 0 {
			parts = append(parts, fmt.Sprintf("… %d more", more))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		if short := cut(v, longestText); v == "" || strings.ContainsAny(v, "{}[],\"\n") || strings.Contains(v, ": ") {
			return fmt.Sprintf("%q", short)
		}
		return cut(v, longestText)
	}
	return fmt.Sprint(v)
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	if all := []rune(text); len(all) > most {
		return string(all[:most-1]) + "…"
	}
	return text
}
