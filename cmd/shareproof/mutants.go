package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/spf13/cobra"
)

func mutantsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "mutants",
		Short: "Break the model in every place, one at a time, and see that the suites notice",
		Long: `Run the suites that come with Shareproof against every mutant of the model: one
with each rule switched off, one with each row of a lifecycle dropped, and one
with each row leading to another state. What no scenario catches is simulated
under the eyes of the invariants.

Ends with 1 if a mutant of something documented survives, and with 4 if nothing
could be said of one because the harness itself failed on it.`,
		Example: `  shareproof mutants
  shareproof mutants --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			bar := newProgress(cmd.ErrOrStderr())
			all, err := conformance.Mutants(cmd.Context(), func(m *conformance.Mutant) { bar.count(m.Of) })
			bar.end()
			if err != nil && cmd.Context().Err() == nil {
				return err
			}
			if asJSON {
				err = errors.Join(err, printJSON(cmd.OutOrStdout(), all))
			} else {
				printMutants(cmd.OutOrStdout(), all)
			}
			if err != nil {
				return err
			}
			return exitOf(all)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an array of objects, one per mutant")
	return cmd
}

func exitOf(all []*conformance.Mutant) error {
	code := 0
	for _, m := range all {
		switch {
		case m.Trouble != "" && m.Outcome != conformance.Caught:
			code = exit.Harness
		case m.Outcome == conformance.Survived && m.Documented:
			code = max(code, exit.Diverges)
		}
	}
	if code == 0 {
		return nil
	}
	return exit.Code(code)
}

func printMutants(w io.Writer, all []*conformance.Mutant) {
	matrix := newTable(w, "mutants of", "mutants", "caught", "equivalent", "survived")
	total := map[conformance.MutantOutcome]int{}
	row := func(of string, n map[conformance.MutantOutcome]int) table.Row {
		return table.Row{
			of, n[conformance.Caught] + n[conformance.Equivalent] + n[conformance.Survived],
			n[conformance.Caught], n[conformance.Equivalent], n[conformance.Survived],
		}
	}
	for i := 0; i < len(all); {
		of, n := all[i].Of, map[conformance.MutantOutcome]int{}
		for ; i < len(all) && all[i].Of == of; i++ {
			n[all[i].Outcome]++
			total[all[i].Outcome]++
		}
		matrix.AppendRow(row(of, n))
	}
	matrix.AppendFooter(row("all", total))
	matrix.Render()
	for _, m := range all {
		if m.Outcome == conformance.Survived {
			fmt.Fprintf(w, "\nsurvived: %s\n", m.ID)
			if m.Rule != "" {
				fmt.Fprintf(w, "  rule   %s\n", m.Rule)
			}
		}
		if m.Trouble != "" {
			fmt.Fprintf(w, "\nharness error on %s\n  why    %s\n", m.ID, m.Trouble)
		}
	}
}
