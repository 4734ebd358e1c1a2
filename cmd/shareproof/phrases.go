package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/steps"
	"github.com/spf13/cobra"
)

const aboutNames = `Accounts are owner, consumer, stranger, management and member, and those that a
scenario declares: Given the accounts "prod" and "vault". What a phrase makes has a
name from then on. An unknown name, operation, member, rule, column or Region and a
scenario that expects nothing are mistakes, told before anything runs.

`

func phrasesCommand() *cobra.Command {
	var asJSON, expressions bool
	var wanted selection
	cmd := &cobra.Command{
		Use:   "phrases [WORD...]",
		Short: "List the phrases in which features are written",
		Long: `List an example of each phrase in which features are written, by the system that it
speaks of; or those that have all WORDs in their example, description or system.`,
		Example: `  shareproof phrases --system ebs
  shareproof phrases snapshot shares`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, words []string) error {
			if err := wanted.check(words); err != nil {
				return err
			}
			phrases := wanted.phrases()
			w := cmd.OutOrStdout()
			switch {
			case len(phrases) == 0:
				return wanted.nothing("phrase")
			case asJSON:
				return printJSON(w, phrases)
			case len(words) == 0:
				fmt.Fprint(w, aboutNames)
			}
			printPhrases(w, phrases, expressions)
			return nil
		},
	}
	wanted.flags(cmd, false)
	cmd.Flags().BoolVar(&expressions, "expressions", false, "print also the regular expressions that read the phrases")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an array of objects")
	return cmd
}

// phrases lists the phrases that are wanted.
func (s *selection) phrases() (all []steps.Phrase) {
	for _, p := range steps.Phrases() {
		of := s.system == "" || p.System == s.system
		if of && nearest.HasWords(p.Example+" "+p.Doc+" "+p.System, s.words) {
			all = append(all, p)
		}
	}
	return all
}

// printPhrases lists phrases under the names of the systems that they speak of.
func printPhrases(w io.Writer, all []steps.Phrase, expressions bool) {
	for i, p := range all {
		if i == 0 || p.System != all[i-1].System {
			title := p.System
			if title == "" {
				title = "any system"
			}
			fmt.Fprintf(w, "%s\n%s\n\n", title, strings.Repeat("-", len(title)))
		}
		fmt.Fprintf(w, "%s\n%s\n", p.Example, wrapped(w, "    ", p.Doc))
		if expressions {
			fmt.Fprintf(w, "    %s\n", p.Expression)
		}
		fmt.Fprintln(w)
	}
}
