package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shareproof/shareproof/conformance"
	"github.com/spf13/cobra"
)

func checkCommand() *cobra.Command {
	var c check
	cmd := &cobra.Command{
		Use:   "check [PATH...]",
		Short: "Run the suites against a target and report, rule by rule",
		Long: `Run the suites that come with Shareproof, or the features and scenarios at each
PATH, against a target: "model" (the embedded one), the URL of an endpoint, or a
YAML file that describes an endpoint and its accounts. A target that can be reset is,
before each scenario and at the end. One in which others have made something is left
alone, with exit code 2, unless --reset says otherwise.

Writes report.json, report.html and junit.xml, after the verdict is printed.`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			c.Paths = paths
			return c.run(cmd)
		},
	}
	flags := cmd.Flags()
	c.target.register(flags)
	flags.StringVar(&c.Tags, "tags", "", `run only scenarios with these tags, as in "@rule:HSM-POL-02 && ~@needs:clock"`)
	flags.Uint64Var(&c.Seed, "seed", 0, "seed of each scenario's world")
	flags.StringVar(&c.out, "out", "shareproof-report", "folder for the report")
	flags.BoolVar(&c.json, "json", false, "print the report as JSON instead of a table")
	return cmd
}

// check is one run of the command.
type check struct {
	conformance.Options
	target targetFlags
	out    string
	json   bool
}

func (c *check) run(cmd *cobra.Command) error {
	if err := conformance.TryFolder(c.out); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	t, done, err := c.target.open(cmd)
	if err != nil {
		return err
	}
	defer done()
	bar := newProgress(cmd.ErrOrStderr())
	c.Target, c.Progress = t, bar.step
	report, err := conformance.Run(cmd.Context(), c.Options)
	bar.end()
	if err != nil {
		return err
	}
	return c.tell(cmd, report)
}

// tell prints the verdict, which is not to be lost, and then writes the report.
func (c *check) tell(cmd *cobra.Command, r *conformance.Report) error {
	printed := c.print(cmd.OutOrStdout(), r)
	written := r.Write(c.out)
	if written != nil {
		written = fmt.Errorf("--out: the report is not written: %w", written)
	}
	code := r.Verdict.ExitCode()
	switch failed := errors.Join(printed, written); {
	case failed != nil && code == 1:
		fmt.Fprintln(cmd.ErrOrStderr(), "shareproof:", failed)
		return exitCode(code)
	case failed != nil:
		return trouble{failed}
	case cmd.Context().Err() != nil:
		return cmd.Context().Err()
	case code != 0:
		return exitCode(code)
	}
	return nil
}

func (c *check) print(w io.Writer, r *conformance.Report) error {
	if c.json {
		text, err := r.JSON()
		if err != nil {
			return err
		}
		_, err = w.Write(text)
		return err
	}
	summarize(w, r)
	fmt.Fprintln(w)
	printShares(w, r.Covered, "report.html")
	printCauses(w, r)
	c.tellFailures(w, r)
	_, err := fmt.Fprintf(w, "\n%s: %s\nreport: %s\n", printable(r.Target.Name), conclusion(r),
		filepath.Join(c.out, "report.html"))
	return err
}

// rerun returns the command that runs a scenario's file again.
func (c *check) rerun(s conformance.ScenarioResult) string {
	words := "shareproof check"
	if c.target.name != "model" {
		words += " --target " + c.target.name
	}
	if c.Seed != 0 {
		words += fmt.Sprint(" --seed ", c.Seed)
	}
	file, _, _ := strings.Cut(s.Source, ":")
	return words + " " + file
}

func summarize(w io.Writer, r *conformance.Report) {
	systems := newTable(w, "system", "scenarios", "rules accepted", "rules refused", "verdict")
	for _, s := range r.Systems {
		systems.AppendRow(table.Row{
			s.Name, of(s.Totals.Conforms, s.Totals.Sum()), of(s.Accepted, s.Rules), of(s.Refused, s.Refusing), s.Verdict,
		})
	}
	systems.Render()
}

func conclusion(r *conformance.Report) string {
	parts := []string{string(r.Verdict)}
	if r.Reason != "" {
		parts = append(parts, printable(r.Reason))
	}
	for _, c := range r.Totals.Counts() {
		if c.Count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.Count, c.Verdict))
		}
	}
	if r.Filter != nil {
		parts = append(parts, "filtered")
	}
	return strings.Join(parts, ", ")
}

func of(n, all int) string { return fmt.Sprintf("%d of %d", n, all) }

// newTable makes a table in the one style of this program.
func newTable(w io.Writer, columns ...any) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header = text.FormatUpper
	t.AppendHeader(columns)
	return t
}
