package main

import (
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/target"
)

func doctorCommand() *cobra.Command {
	var name string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Ask a target for all that may be in the way of a run",
		Long: `Ask a target who calls for each account, and until when, whether its clock is near, which
of its Regions and services answer, what its organization trusts and, where IAM tells,
which actions the callers may not take. One line each, with what to do about it.
Nothing is changed.

Exit code 0 means that nothing is in the way of a run, and 3 that something is; what a
target only lacks makes scenarios unsupported.`,
		Example: `  shareproof doctor --target sandbox.yaml`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if name == "model" {
				return fmt.Errorf("--target: the embedded model has nothing that could be in the way")
			}
			t, err := openEndpoint(cmd.Context(), name)
			if err != nil {
				return err
			}
			found := t.Examine(cmd.Context())
			if cmd.Context().Err() != nil {
				return cmd.Context().Err()
			}
			return tellFound(cmd.OutOrStdout(), found, asJSON)
		},
	}
	cmd.Flags().StringVar(&name, "target", "", "a URL, or a target file.yaml")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a list of objects")
	_ = cmd.MarkFlagRequired("target")
	return cmd
}

// tellFound prints a line for each finding.
func tellFound(w io.Writer, found []target.Finding, asJSON bool) error {
	code, widest := 0, 0
	for _, f := range found {
		widest = max(widest, utf8.RuneCountInString(f.About))
		if f.State == target.InTheWay {
			code = exit.Inconclusive
		}
	}
	if asJSON {
		if err := printJSON(w, found); err != nil {
			return err
		}
		found = nil
	}
	for _, f := range found {
		line := f.Says
		if f.Mend != "" {
			line += "; mend: " + f.Mend
		}
		fmt.Fprintf(w, "%-10s  %-*s  %s\n", f.State, widest, f.About, printable(line))
	}
	if code != 0 {
		return exit.Code(code)
	}
	return nil
}
