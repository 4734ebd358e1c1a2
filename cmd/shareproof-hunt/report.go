package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
)

// report is what a hunt came to. It follows from its plan alone.
type report struct {
	Hunt *plan `json:"hunt"`
	// These are what "shareproof simulate" reports of the same worlds.
	Worlds    int          `json:"worlds"`
	Steps     int          `json:"steps"`
	Calls     int          `json:"calls"`
	States    int          `json:"states"`
	Simulated float64      `json:"simulatedSeconds"`
	Digest    string       `json:"digest"`
	Coverage  model.Shares `json:"coverage"`
	// Findings are in the order of the seeds that show them first.
	Findings []finding `json:"findings"`
}

// finding is what was found, with what to do about it.
type finding struct {
	found
	Again    string `json:"again"`              // the command that shows it again
	File     string `json:"file,omitempty"`     // beside the report, with the scenario
	Scenario string `json:"scenario,omitempty"` // what the file holds
}

func (s *sum) report() *report {
	of := s.parts.Report()
	r := &report{
		Hunt: s.plan, Worlds: of.Worlds, Steps: of.Steps, Calls: of.Calls, States: of.States, Simulated: of.Simulated,
		Digest: of.Digest, Coverage: of.Coverage, Findings: []finding{},
	}
	for _, f := range s.found {
		next := finding{found: f.found, Scenario: f.Scenario, Again: fmt.Sprintf("shareproof simulate --seed %d --steps %d", f.Seed, f.Steps)}
		if f.Scenario != "" {
			next.File = fmt.Sprintf("%s-seed-%d.yaml", f.Invariant, f.Seed)
		}
		r.Findings = append(r.Findings, next)
	}
	return r
}

// conclude writes the report and the scenarios, and prints what there is to say.
func (h *hunt) conclude(w io.Writer, s *sum) error {
	if err := os.MkdirAll(h.out, 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	r := s.report()
	for _, f := range r.Findings {
		if f.File == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(h.out, f.File), []byte(f.Scenario), 0o644); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return exit.Trouble(err)
	}
	text = append(text, '\n')
	if err := os.WriteFile(filepath.Join(h.out, "report.json"), text, 0o644); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	if h.json {
		_, err = w.Write(text)
	} else {
		err = r.print(w, h.out)
	}
	switch {
	case err != nil:
		return exit.Trouble(err)
	case len(r.Findings) > 0:
		return exit.Code(exit.Diverges)
	case r.Worlds == 0:
		return exit.Code(exit.Inconclusive)
	}
	return nil
}

func (r *report) print(w io.Writer, out string) error {
	rows := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		name  string
		share model.Share
	}{
		{"rules, accepting", r.Coverage.RulesAccepted}, {"rules, refusing", r.Coverage.RulesRefused},
		{"lifecycle rows", r.Coverage.Rows}, {"operations", r.Coverage.Operations},
	} {
		fmt.Fprintf(rows, "covered: %s\t%d of %d\n", row.name, row.share.Covered, row.share.Of)
	}
	if err := rows.Flush(); err != nil {
		return err
	}
	for _, f := range r.Findings {
		fmt.Fprintf(w, "\nbroken: %s, %s\n  why     %s\n  worlds  %d, first that of seed %d, at step %d\n  again   %s\n",
			f.Invariant, printable(f.Says), printable(f.Message), f.Worlds, f.Seed, f.Steps, f.Again)
		if f.File != "" {
			fmt.Fprintf(w, "  shape   %s\n  replay  shareproof replay %s\n", printable(strings.Join(f.Shape, ", ")),
				filepath.Join(out, f.File))
		}
	}
	verdict := "no invariant was broken"
	if n := len(r.Findings); n > 0 {
		verdict = fmt.Sprintf("invariants were broken in %d ways", n)
	}
	_, err := fmt.Fprintf(w, "\n%s: %d worlds, %d calls, %d states, %d years of virtual time, from seed %d to %d\ndigest: %s\nreport: %s\n",
		verdict, r.Worlds, r.Calls, r.States, int(r.Simulated/86400/365), r.Hunt.First, r.Hunt.Last, r.Digest,
		filepath.Join(out, "report.json"))
	return err
}

// checkFound returns an error if a result that comes from another process is about no
// invariant: scenarios bear its name.
func checkFound(f *found) error {
	if catalogue.Find(f.Invariant) == nil && f.Invariant != simulation.Panicked {
		return exit.Trouble(fmt.Errorf("there is no invariant %q, which a worker has found broken", f.Invariant))
	}
	return nil
}

// printable takes the place of what moves a terminal's cursor or colours it.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}
