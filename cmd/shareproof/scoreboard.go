package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/conformance"
	"github.com/spf13/cobra"
)

func scoreboardCommand() *cobra.Command {
	var out string
	var check bool
	cmd := &cobra.Command{
		Use:   "scoreboard --out FILE REPORT...",
		Short: "Write a page with what several targets came to",
		Long: `Write a page in Markdown that puts the report.json of several targets side by side,
by system and by profile, with version, date and commit of each. Its figures are those
of the reports: what did not run is in no figure of what conforms, but in every total.`,
		Example: `  shareproof scoreboard --out docs/scoreboard.md ours/report.json theirs/report.json`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			reports, err := readReports(files)
			if err != nil {
				return err
			}
			for i, r := range reports {
				if r.OwnOnly() {
					return fmt.Errorf("%s is a %s: it says nothing of the suites", files[i], r.Kind)
				}
			}
			var page bytes.Buffer
			writeScoreboard(&page, reports)
			if !check {
				return os.WriteFile(out, page.Bytes(), 0o644)
			}
			current, err := os.ReadFile(out)
			if err == nil && !bytes.Equal(current, page.Bytes()) {
				err = fmt.Errorf("%s is not current: run shareproof scoreboard --out %[1]s again", out)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the page")
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; fail if the page is not current")
	_ = cmd.MarkFlagRequired("out") // the flag is there
	return cmd
}

// writeScoreboard writes the page.
func writeScoreboard(w io.Writer, reports []*conformance.Report) {
	names := columnsOf(reports)
	fmt.Fprint(w, `<!-- Made by shareproof scoreboard from reports; run it again, do not change this page. -->

# Scoreboard

What each target came to by its own report. "12 of 40" are scenarios that held, of all that the suites have: what did not
run, and what is known to diverge, is among the 40 and not among the 12. A verdict says no more than what ran.

`)
	row(w, "target", "implementation", "date", "commit", "suite", "extent", "verdict")
	row(w, slices.Repeat([]string{"---"}, 7)...)
	for i, r := range reports {
		made, date, commit := "not told", "", ""
		if m := r.Target.Implementation; m != nil {
			made, date, commit = strings.TrimSpace(m.Organization+" "+m.Project+" "+m.Version), m.Date, m.Commit
		} else if r.Target.Kind == "model" {
			made = "Shareproof " + r.Suite.Version
		}
		row(w, names[i], made, date, commit, fmt.Sprintf("%s, seed %d", r.Suite.Version, r.Suite.Seed), extent(r),
			string(r.Verdict)+besides(r))
	}
	var systems, profiles []string
	for _, r := range reports {
		for _, s := range r.Systems {
			systems = append(systems, s.Name)
		}
		for _, p := range r.Profiles {
			profiles = append(profiles, p.Name)
		}
	}
	section(w, "System", names, systems, func(name string, i int) string {
		for _, s := range reports[i].Systems {
			if s.Name == name {
				return figure(s.Totals.OK(), max(s.Scenarios, s.Totals.Sum()), s.Totals, s.Verdict)
			}
		}
		return "not run"
	})
	section(w, "Profile", names, profiles, func(name string, i int) string {
		for _, p := range reports[i].Profiles {
			if p.Name != name {
				continue
			}
			claimed := ""
			if p.Claimed {
				claimed = ", claimed"
			}
			return figure(p.Totals.OK(), p.Totals.Sum(), p.Totals, p.Verdict) + claimed
		}
		return "not run"
	})
}

// besides tells what the verdict of a report does not.
func besides(r *conformance.Report) (words string) {
	if n := r.Totals.Known; n > 0 {
		words += fmt.Sprintf(", %d known", n)
	}
	if n := len(r.Wire); n > 0 {
		words += fmt.Sprintf(", wire mistakes: %d", n)
	}
	return words
}

// figure writes how many scenarios held of all, and what that means.
func figure(ok, all int, t conformance.Totals, v conformance.Verdict) string {
	if t.Sum()-t.NotRun == 0 {
		return "not run"
	}
	if ok < all && v == conformance.Conforms {
		v = conformance.Partial
	}
	return fmt.Sprintf("%d of %d, %s", ok, all, v)
}

// section writes a table with a row for each name, once, and a column for each report.
func section(w io.Writer, title string, columns, names []string, cell func(name string, report int) string) {
	slices.Sort(names)
	if names = slices.Compact(names); names == nil {
		return
	}
	fmt.Fprintf(w, "\n## %ss\n\n", title)
	row(w, append([]string{strings.ToLower(title)}, columns...)...)
	row(w, slices.Repeat([]string{"---"}, len(columns)+1)...)
	for _, name := range names {
		cells := []string{name}
		for i := range columns {
			cells = append(cells, cell(name, i))
		}
		row(w, cells...)
	}
}

// columnsOf names the reports, each differently.
func columnsOf(reports []*conformance.Report) (names []string) {
	for _, r := range reports {
		name := titleOf(r)
		for n := 2; slices.Contains(names, name); n++ {
			name = fmt.Sprintf("%s (%d)", titleOf(r), n)
		}
		names = append(names, name)
	}
	return names
}

var inCell = strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ", "<", "&lt;", "`", "'", "[", `\[`, "](", `]\(`)

// row writes a row of a table. What a report says moves nothing on the page.
func row(w io.Writer, cells ...string) {
	for i, c := range cells {
		cells[i] = inCell.Replace(printable(c))
	}
	fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
}
