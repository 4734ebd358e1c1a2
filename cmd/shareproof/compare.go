package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/spf13/cobra"
)

func compareCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "compare REPORT REPORT...",
		Short: "Tell on what reports differ",
		Long: `Compare two or more report.json: on which systems, profiles, rules, operations and
scenarios they say different things. Scenarios are compared by their titles.

Exit codes: 0 they say the same, 1 they differ, 2 one cannot be read or is of another
version.`,
		Example: `  shareproof compare before/report.json after/report.json
  shareproof compare --json a.json b.json c.json`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, files []string) error {
			reports, err := readReports(files)
			if err != nil {
				return err
			}
			for i, r := range reports {
				if r.Kind != reports[0].Kind {
					return fmt.Errorf("%s is a %s, and %s a %s: there is nothing to compare", files[0], reports[0].Kind, files[i],
						r.Kind)
				}
			}
			differences := conformance.Compare(reports)
			if asJSON {
				err = comparisonJSON(cmd.OutOrStdout(), files, reports, differences)
			} else {
				err = printComparison(cmd.OutOrStdout(), files, reports, differences)
			}
			if err == nil && len(differences) > 0 {
				return exit.Code(exit.Diverges)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print an object with the reports and an array of differences")
	return cmd
}

// readReports reads several report.json. An error tells of all that cannot be read.
func readReports(files []string) (all []*conformance.Report, wrong error) {
	var errs []error
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err == nil {
			var r *conformance.Report
			r, err = conformance.ReadReport(file, content)
			all = append(all, r)
		}
		errs = append(errs, err)
	}
	return all, errors.Join(errs...)
}

// compared is a report that was compared.
type compared struct {
	File    string              `json:"file"`
	Target  string              `json:"target"`
	Suite   conformance.Suite   `json:"suite"`
	Filter  *conformance.Filter `json:"filter,omitempty"`
	Verdict conformance.Verdict `json:"verdict"`
}

func comparedOf(files []string, reports []*conformance.Report) (all []compared) {
	for i, r := range reports {
		all = append(all, compared{files[i], titleOf(r), r.Suite, r.Filter, r.Verdict})
	}
	return all
}

func comparisonJSON(w io.Writer, files []string, reports []*conformance.Report, all []conformance.Difference) error {
	if all == nil {
		all = []conformance.Difference{}
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		APIVersion  string                   `json:"apiVersion"`
		Kind        string                   `json:"kind"`
		Reports     []compared               `json:"reports"`
		Differences []conformance.Difference `json:"differences"`
	}{conformance.APIVersion, "Comparison", comparedOf(files, reports), all})
}

func printComparison(w io.Writer, files []string, reports []*conformance.Report, all []conformance.Difference) error {
	head := newTable(w, "", "report", "target", "suite", "seed", "extent", "verdict")
	for i, r := range reports {
		head.AppendRow(table.Row{letter(i), files[i], printable(titleOf(r)), printable(r.Suite.Version), r.Suite.Seed,
			printable(extent(r)), r.Verdict})
	}
	head.Render()
	fmt.Fprintln(w)
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "they say the same of all")
		return err
	}
	columns := []any{"", "differs"}
	for i := range reports {
		columns = append(columns, letter(i))
	}
	list := newTable(w, columns...)
	list.SetColumnConfigs([]table.ColumnConfig{
		{Number: 2, WidthMax: max(width(w)/2, 24), WidthMaxEnforcer: text.WrapSoft},
	})
	for _, d := range all {
		row := table.Row{d.Kind, printable(d.Name)}
		for _, says := range d.Says {
			row = append(row, says)
		}
		list.AppendRow(row)
	}
	list.Render()
	_, err := fmt.Fprintf(w, "\n%d differences\n", len(all))
	return err
}

// letter names the reports A, B, and so on.
func letter(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return fmt.Sprint(i + 1)
}

// titleOf names what a report is about, with its version where it says one.
func titleOf(r *conformance.Report) string {
	if i := r.Target.Implementation; i != nil {
		return i.Project + " " + i.Version
	}
	return r.Target.Name
}

// extent says how much of the suites a report is about.
func extent(r *conformance.Report) string {
	var parts []string
	if f := r.Filter; f != nil {
		parts = append(parts, f.Paths...)
		for _, p := range f.Profiles {
			parts = append(parts, "profile "+p)
		}
		for _, words := range []string{f.Name, f.Tags} {
			if words != "" {
				parts = append(parts, words)
			}
		}
		parts = []string{"a part: " + strings.Join(parts, ", ")}
	}
	if r.Interrupted {
		parts = append(parts, "interrupted")
	}
	if parts == nil {
		return "all suites"
	}
	return strings.Join(parts, "; ")
}
