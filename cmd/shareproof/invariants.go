package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model/services"
	"github.com/spf13/cobra"
)

// invariantEntry is an invariant as invariants --json prints it.
type invariantEntry struct {
	ID       string   `json:"id"`
	Says     string   `json:"says"`
	Services []string `json:"services"`
}

func invariantsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "invariants",
		Short: "List the invariants that every history of calls keeps",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				entries := []invariantEntry{}
				for _, i := range catalogue.All() {
					entries = append(entries, invariantEntry{i.ID, i.Says, servicesOf(i)})
				}
				return printJSON(cmd.OutOrStdout(), entries)
			}
			listed := newTable(cmd.OutOrStdout(), "id", "services", "sentence")
			for _, i := range catalogue.All() {
				listed.AppendRow(table.Row{i.ID, strings.Join(servicesOf(i), ", "), i.Says})
			}
			listed.Render()
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an array of objects")
	return cmd
}

// servicesOf names the services at whose calls an invariant is checked.
func servicesOf(i *invariants.Invariant) (names []string) {
	for _, api := range services.All {
		if catalogue.Holds(i, api) {
			names = append(names, api.Service)
		}
	}
	if len(names) == len(services.All) {
		return []string{"all"}
	}
	return names
}

func writeInvariants(w io.Writer) {
	fmt.Fprint(w, `# Invariants

What holds in every history of calls and answers, whoever calls what in whatever order. The invariants are checked
from the history alone, never from the model's state.

## General invariants

Each is written once, and checked on what the calls of a service show. "yes" says that the calls of the service show
what the invariant needs; the number leads to the reason why they do not.
`)
	writeGeneral(w)
	for _, s := range catalogue.Services() {
		fmt.Fprintf(w, "\n## Invariants of %s alone\n", s.Title())
		for _, i := range s.Invariants {
			fmt.Fprintf(w, "\n- **%s** %s Checked at calls of: %s.\n", i.ID, i.Says, strings.Join(servicesOf(i), ", "))
		}
	}
}

// writeGeneral writes the table of general invariants and services, and then the
// reasons for its empty cells.
func writeGeneral(w io.Writer) {
	all, reasons := catalogue.Services(), []string{}
	head, rule := "| invariant |", "| --- |"
	for _, s := range all {
		head, rule = head+" "+s.Title()+" |", rule+" --- |"
	}
	fmt.Fprintf(w, "\n%s\n%s\n", head, rule)
	for _, i := range invariants.General() {
		fmt.Fprintf(w, "| %s |", i.ID)
		for _, s := range all {
			cell := "yes"
			if why := s.Omits[i.ID]; why != "" {
				reasons = append(reasons, fmt.Sprintf("%s is not checked for %s: %s.", i.ID, s.Title(), why))
				cell = fmt.Sprintf("(%d)", len(reasons))
			}
			fmt.Fprintf(w, " %s |", cell)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
	for n, why := range reasons {
		fmt.Fprintf(w, "%d. %s\n", n+1, why)
	}
	for _, i := range invariants.General() {
		fmt.Fprintf(w, "\n### %s\n\n%s\n", i.ID, i.Says)
	}
}
