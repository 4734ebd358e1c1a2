package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/target"
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

A PATH is a file or folder, FILE:LINE for one scenario or one example of an outline,
or a system such as ebs for its suites. Scenarios of your own are held or failed;
--coverage tells of the rules as well.

With --watch, the files of the PATHs are looked at twice a second, and all is run
again when one has changed. A mistake in them is told, and the next change awaited.
Ctrl-C ends that with the exit code of the last run.

--known names a YAML list of divergences that somebody answers for until a day. They
do not fail the run; an entry that conforms or has expired does.

A run that is interrupted leaves a journal in the folder of --out, and --resume goes
on with it: the report is that of an uninterrupted run. It has to be of the same
suites, target, seed and selection.

A target file may demand a plan. Nothing is called there before --accept-plan names the
hash of what shareproof plan says for the same target, selection and seed.

Writes report.json, report.html and junit.xml, after the verdict is printed.`,
		Example: `  shareproof check                                   # all suites, on the model
  shareproof check my.feature                        # scenarios of your own
  shareproof check -v my.feature:12                  # one of them, call by call
  shareproof check --watch my.feature                # again on each change
  shareproof check --name "snapshot shared" ebs      # a part of the suites, by words
  shareproof check --target http://127.0.0.1:4566 --fail-fast kms
  shareproof check --target my.yaml --known known.yaml # what somebody answers for`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			c.Paths, c.Own = paths, true
			return c.run(cmd)
		},
	}
	c.flags(cmd)
	return cmd
}

// flags adds the flags of the command.
func (c *check) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	c.target.register(flags)
	c.recording.register(flags)
	c.accepting.register(flags)
	flags.StringVar(&c.Tags, "tags", "", `run only scenarios with these tags, as in "@rule:HSM-POL-02 && ~@needs:clock"`)
	flags.StringVar(&c.Name, "name", "", "run only scenarios with all these words in their titles")
	flags.StringSliceVar(&c.Profiles, "profile", nil, "run only the scenarios of a profile, as in aurora-clones")
	flags.Uint64Var(&c.Seed, "seed", 0, "seed of each scenario's world")
	flags.StringVar(&c.known, "known", "", "list of divergences that do not fail the run until a day, a file.yaml")
	flags.StringVar(&c.out, "out", "shareproof-report", "folder for the report")
	flags.BoolVarP(&c.verbose, "verbose", "v", false, "print every call and answer of every scenario")
	flags.BoolVarP(&c.quiet, "quiet", "q", false, "print only what failed, and the verdict")
	flags.BoolVar(&c.watch, "watch", false, "run again whenever a file of the PATHs changes, until interrupted")
	flags.BoolVar(&c.Resume, "resume", false, "go on with the interrupted run whose journal is in the folder of --out")
	flags.IntVar(&c.Parallel, "parallel", 2*runtime.GOMAXPROCS(0),
		"how many scenarios are played at once, on the model and on an emulator with worlds")
	flags.BoolVar(&c.FailFast, "fail-fast", false, "end with the first scenario that fails")
	flags.BoolVar(&c.Coverage, "coverage", false, "tell of own scenarios also what rules they cover")
	flags.BoolVar(&c.brief, "brief", false, "leave out of the report the exchanges of scenarios and the rules that did not run")
	flags.BoolVar(&c.json, "json", false, "print the report as JSON instead of a table")
	cmd.MarkFlagsMutuallyExclusive("verbose", "quiet")
	for _, other := range []string{"json", "resume", "record"} {
		cmd.MarkFlagsMutuallyExclusive("watch", other)
	}
	cmd.MarkFlagsMutuallyExclusive("resume", "record")
}

// check is one run of the command.
type check struct {
	conformance.Options
	target                      targetFlags
	recording                   recording
	accepting                   accepting
	out, known                  string
	brief, json, verbose, quiet bool
	watch                       bool
	now                         func() time.Time // nil for the machine's
}

// mostParallel is how many scenarios --parallel may ask for at once.
const mostParallel = 256

func (c *check) run(cmd *cobra.Command) error {
	if c.Parallel < 0 || c.Parallel > mostParallel {
		return fmt.Errorf("--parallel: want 0 to %d, not %d", mostParallel, c.Parallel)
	}
	if err := conformance.TryFolder(c.out); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	if c.recording.file != "" {
		if err := tryFile(c.recording.file); err != nil {
			return fmt.Errorf("--record: %w", err)
		}
	}
	if err := c.confirm(cmd); err != nil {
		return err
	}
	t, done, err := c.target.open(cmd)
	if err != nil {
		return err
	}
	defer done()
	c.Target = t
	c.accepting.measure(t)
	end, err := keepMade(cmd.Context(), t, c.out, c.Seed)
	if err != nil {
		return err
	}
	defer end()
	if err := errors.Join(c.readClaims(t), c.readKnown(t)); err != nil {
		return err
	}
	if c.watch {
		return c.watchPaths(cmd)
	}
	c.Journal = filepath.Join(c.out, "journal.jsonl")
	c.Warn = func(err error) { fmt.Fprintln(cmd.ErrOrStderr(), "shareproof:", err) }
	return c.once(cmd)
}

// once runs what is to be run, and tells of it.
func (c *check) once(cmd *cobra.Command) error {
	bar := newProgress(cmd.ErrOrStderr())
	if c.verbose || c.quiet {
		bar = &progress{}
	}
	if err := c.recording.begin(cmd.Context(), &c.Options); err != nil {
		return err
	}
	var last target.Outcome
	c.Planned, c.Rerun = bar.total, c.rerun
	c.Progress = func(o target.Outcome) {
		c.recording.played(o)
		bar.step(o)
		last = o
	}
	c.Exchanges = c.verbose && !c.json
	if c.Judged = nil; c.Exchanges || c.recording.trace != nil {
		c.Judged = func(s conformance.ScenarioResult) {
			c.recording.judged(last, s.Verdict)
			if c.Exchanges {
				follow(cmd.OutOrStdout(), s)
			}
		}
	}
	report, err := conformance.Run(cmd.Context(), c.Options)
	bar.end()
	kept := c.recording.end(cmd.Context())
	if err != nil {
		return err
	}
	if err := c.tell(cmd, report); err != nil {
		return err
	}
	return kept
}

// tell prints the verdict, which is not to be lost, and then writes the report.
func (c *check) tell(cmd *cobra.Command, r *conformance.Report) error {
	printed := c.print(cmd.OutOrStdout(), r)
	if c.brief {
		r = r.Brief()
	}
	written := r.Write(c.out)
	if written != nil {
		written = fmt.Errorf("--out: the report is not written: %w", written)
	}
	code := r.ExitCode()
	switch failed := errors.Join(printed, written); {
	case failed != nil && code == 1:
		fmt.Fprintln(cmd.ErrOrStderr(), "shareproof:", failed)
		return exit.Code(code)
	case failed != nil:
		return exit.Trouble(failed)
	case cmd.Context().Err() != nil:
		return cmd.Context().Err()
	case code != 0:
		return exit.Code(code)
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
	if !c.quiet {
		c.overview(w, r)
	}
	printWire(w, r)
	printCauses(w, r)
	c.tellFailures(w, r)
	printKnown(w, r)
	words := conclusion(r, painterFor(w))
	if !c.quiet {
		words += "\nreport: " + filepath.Join(c.out, "report.html")
	}
	_, err := fmt.Fprintln(w, words)
	return err
}

// overview prints what there is to say of scenarios and rules before any failure.
func (c *check) overview(w io.Writer, r *conformance.Report) {
	if !c.verbose {
		tellOwn(w, r)
	}
	summarize(w, r)
	c.printProfiles(w, r)
	if r.Covered.Operations.Of > 0 {
		printShares(w, r.Covered, "report.html")
		fmt.Fprintln(w)
	}
}

// rerun returns the command that runs a scenario again.
func (c *check) rerun(source string) string {
	words := "shareproof check"
	if c.target.name != "model" {
		words += " --target " + c.target.name
	}
	if c.Seed != 0 {
		words += fmt.Sprint(" --seed ", c.Seed)
	}
	return words + " " + source
}

func summarize(w io.Writer, r *conformance.Report) {
	paint := painterFor(w)
	systems := newTable(w, "system", "scenarios", "rules accepted", "rules refused", "verdict")
	for _, s := range r.Systems {
		if r.Filter != nil && s.Totals.Sum() == 0 {
			continue
		}
		systems.AppendRow(table.Row{
			s.Name, of(s.Totals.OK(), s.Totals.Sum()), of(s.Accepted, s.Rules), of(s.Refused, s.Refusing),
			paint.verdict(s.Verdict),
		})
	}
	if systems.Length() > 0 {
		systems.Render()
		fmt.Fprintln(w)
	}
}

func of(n, all int) string { return fmt.Sprintf("%d of %d", n, all) }
