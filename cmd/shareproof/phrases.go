package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/shareproof/shareproof/steps"
	"github.com/spf13/cobra"
)

const aboutNames = `Accounts are owner, consumer, stranger, management and member, and those that a
scenario declares: Given the accounts "prod" and "vault". What a phrase makes has a
name from then on. An unknown name, operation, member, rule, column or Region and a
scenario that expects nothing are mistakes, told before anything runs.

`

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
			fmt.Fprint(cmd.OutOrStdout(), aboutNames)
			printPhrases(cmd.OutOrStdout(), steps.Phrases())
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an array of objects")
	return cmd
}

// printPhrases lists phrases under the names of the systems that they speak of.
func printPhrases(w io.Writer, all []steps.Phrase) {
	for i, p := range all {
		if i == 0 || p.System != all[i-1].System {
			title := p.System
			if title == "" {
				title = "any system"
			}
			fmt.Fprintf(w, "%s\n%s\n\n", title, strings.Repeat("-", len(title)))
		}
		fmt.Fprintf(w, "%s\n    %s\n    e.g. %s\n\n", p.Expression, p.Doc, p.Example)
	}
}
