package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/shareproof/shareproof/internal/nearest"
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model/kernel"
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
	var wanted selection
	cmd := &cobra.Command{
		Use:   "invariants [WORD...]",
		Short: "List the invariants that every history of calls keeps",
		Long: `List the invariants that every history of calls keeps, or those that have all WORDs in
their ID, sentence or services.`,
		Example: `  shareproof invariants backup
  shareproof invariants --service kms
  shareproof invariants explain INV-SEE-01`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, words []string) error {
			if err := wanted.check(words); err != nil {
				return err
			}
			entries, rows := []invariantEntry{}, [][]string{}
			for _, i := range wanted.invariants() {
				entries = append(entries, invariantEntry{i.ID, i.Says, servicesOf(i)})
				rows = append(rows, []string{i.ID, strings.Join(servicesOf(i), ", "), i.Says})
			}
			switch {
			case len(rows) == 0:
				return wanted.nothing("invariant")
			case asJSON:
				return printJSON(cmd.OutOrStdout(), entries)
			}
			printWrapped(cmd.OutOrStdout(), []string{"id", "services", "sentence"}, rows)
			return nil
		},
	}
	wanted.flags(cmd, true)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an array of objects")
	cmd.AddCommand(&cobra.Command{
		Use:     "explain ID",
		Short:   "Tell all about one invariant",
		Example: `  shareproof invariants explain INV-SEE-01`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return explainInvariant(cmd.OutOrStdout(), args[0])
		},
	})
	return cmd
}

// invariants lists the invariants that are wanted.
func (s *selection) invariants() (all []*invariants.Invariant) {
	for _, i := range catalogue.All() {
		if s.wants(apisWith(i), i.ID, i.Says) {
			all = append(all, i)
		}
	}
	return all
}

func explainInvariant(w io.Writer, id string) error {
	var ids []string
	for _, i := range catalogue.All() {
		if ids = append(ids, i.ID); !strings.EqualFold(i.ID, id) {
			continue
		}
		fmt.Fprintf(w, "%s  %s\n\n", i.ID, i.Says)
		fmt.Fprintf(w, "%-10s  %s\n", "services", strings.Join(servicesOf(i), ", "))
		for _, s := range catalogue.Services() {
			if why := s.Omits[i.ID]; why != "" {
				fmt.Fprintf(w, "%-10s  %s: %s\n", "omitted", s.Title(), why)
			}
		}
		return nil
	}
	return fmt.Errorf("there is no invariant %q; the nearest are %s", id, strings.Join(nearest.Of(id, ids, 3), ", "))
}

// apisWith returns the services at whose calls an invariant is checked.
func apisWith(i *invariants.Invariant) (all []*kernel.API) {
	for _, api := range services.All {
		if catalogue.Holds(i, api) {
			all = append(all, api)
		}
	}
	return all
}

// servicesOf names the services at whose calls an invariant is checked.
func servicesOf(i *invariants.Invariant) (names []string) {
	for _, api := range apisWith(i) {
		names = append(names, api.Service)
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
