package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shareproof/shareproof/laws"
	"github.com/spf13/cobra"
)

// lawEntry is a law as laws --json prints it.
type lawEntry struct {
	ID       string   `json:"id"`
	Says     string   `json:"says"`
	Services []string `json:"services"`
}

func lawsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "laws",
		Short: "List the laws that every history of calls keeps",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				entries := []lawEntry{}
				for _, l := range laws.All() {
					entries = append(entries, lawEntry{l.ID, l.Says, l.Services})
				}
				return printJSON(cmd.OutOrStdout(), entries)
			}
			listed := newTable(cmd.OutOrStdout(), "id", "services", "sentence")
			for _, l := range laws.All() {
				listed.AppendRow(table.Row{l.ID, strings.Join(l.Services, ", "), l.Says})
			}
			listed.Render()
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an array of objects")
	return cmd
}

func writeLaws(w io.Writer) {
	fmt.Fprintf(w, "# Laws\n\nWhat holds in every history of calls and replies, whoever calls what in whatever order. The laws are checked\nfrom the history alone, never from the model's state.\n")
	for _, l := range laws.All() {
		fmt.Fprintf(w, "\n## %s\n\n%s\n\n- services: %s\n", l.ID, l.Says, strings.Join(l.Services, ", "))
	}
}
