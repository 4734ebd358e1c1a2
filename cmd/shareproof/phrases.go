package main

import (
	"fmt"

	"github.com/shareproof/shareproof/steps"
	"github.com/spf13/cobra"
)

func phrasesCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "phrases",
		Short: "List the phrases in which features are written",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				return printJSON(cmd.OutOrStdout(), steps.Phrases())
			}
			for _, p := range steps.Phrases() {
				fmt.Fprintf(cmd.OutOrStdout(), "%s\n    %s\n    e.g. %s\n\n", p.Expression, p.Doc, p.Example)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an array of objects")
	return cmd
}
