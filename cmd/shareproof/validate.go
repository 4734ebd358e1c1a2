package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/conformance/live"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/internal/files"
	"github.com/spf13/cobra"
)

func validateCommand() *cobra.Command {
	var v validation
	cmd := &cobra.Command{
		Use:   "validate FILE...",
		Short: "Judge a trace, or trails of CloudTrail, offline against the model",
		Long: `Play the calls of a trace, as check --record writes it, in the model, in their order
and at their times, and compare outcome by outcome: accepted or refused, with which
error, and the members of which it is known when AWS sends them. States accuse nobody
as long as they lie within the bounds of their timing.

Records of CloudTrail are judged as well: files or folders with {"Records": [...]},
compressed or not, of one or of several accounts. What a trail does not show is not
judged: what was read, what was there before, and what depends on either.

With --promote, a trace of AWS itself in which nothing diverges is noted in a file: for
each rule that its exchanges put to the test, when and in which Regions that was.

Exit codes: 0 all that was judged conforms, 1 something diverges, 2 a file cannot be
read, 3 inconclusive or nothing was judged.`,
		Example: `  shareproof validate trace.jsonl.gz
  shareproof validate trails/ --json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return v.run(cmd, args) },
	}
	cmd.Flags().StringVar(&v.promote, "promote", "",
		"note in a file which rules the trace shows live: it is of AWS itself, and nothing in it diverges")
	cmd.Flags().Lookup("promote").NoOptDefVal = live.File
	cmd.Flags().BoolVar(&v.json, "json", false, "print the judgement as JSON")
	registerRedact(cmd.Flags(), &v.redact)
	return cmd
}

// validation is one run of the command.
type validation struct {
	json            bool
	redact, promote string
	promotion       *evidence.Promotion // nil where nothing is promoted
}

func (v *validation) run(cmd *cobra.Command, paths []string) error {
	hides, err := redacts(v.redact, true)
	if err != nil {
		return err
	}
	if err := v.readSeen(paths); err != nil {
		return fmt.Errorf("--promote: %w", err)
	}
	secrets := secretsOf(cmd.Context())
	judge := evidence.Judge{Watch: v.promotion != nil}
	err = evidence.Validate(paths, &judge, func(h *evidence.Header, g *evidence.Group) error {
		if v.promotion != nil {
			if err := v.promotion.See(h, g); err != nil {
				return fmt.Errorf("--promote: %w", err)
			}
		}
		if !hides || h.Redacted || h.Target.Kind != evidence.Trail || secrets == nil {
			return nil
		}
		hider := evidence.NewHider(secrets)
		for i := range g.Moments {
			hider.LearnMoment(&g.Moments[i])
		}
		return nil
	})
	if err != nil {
		return err
	}
	w, judgement := cmd.OutOrStdout(), judge.Judgement()
	if v.promotion != nil {
		v.promotion.Contradicted(judgement)
	}
	if v.json {
		err = printJSON(w, judgement)
	} else {
		tellJudgement(w, judgement)
	}
	if v.promotion != nil && err == nil {
		err = v.keepSeen(cmd.ErrOrStderr(), judgement)
	}
	if code := judgement.ExitCode(); err == nil && code != 0 {
		return exit.Code(code)
	}
	return err
}

// readSeen reads the file of what was seen live, if something is to be promoted. One that is
// named and not there yet is begun.
func (v *validation) readSeen(paths []string) error {
	if v.promote == "" {
		return nil
	}
	if len(paths) != 1 {
		return fmt.Errorf("want one trace, got %d files", len(paths))
	}
	content, err := os.ReadFile(v.promote)
	switch {
	case errors.Is(err, fs.ErrNotExist) && v.promote == live.File:
		return fmt.Errorf("there is no %s here: name a file, as in --promote=seen.yaml", live.File)
	case errors.Is(err, fs.ErrNotExist):
		content, err = (&live.Seen{}).Text(), tryFile(v.promote)
	}
	if err != nil {
		return err
	}
	seen, err := live.Parse(v.promote, content)
	v.promotion = &evidence.Promotion{Seen: seen, Now: time.Now()}
	return err
}

// keepSeen notes what a trace shows.
func (v *validation) keepSeen(w io.Writer, j *evidence.Judgement) error {
	rules, fresh := v.promotion.Promote(j)
	if rules == 0 {
		fmt.Fprintln(w, "shareproof: --promote: nothing is promoted")
		return nil
	}
	text := v.promotion.Seen.Text()
	_, err := live.Parse(v.promote, text)
	if err == nil {
		err = files.Replace(v.promote, text)
	}
	if err != nil {
		return exit.Trouble(fmt.Errorf("--promote: %w", err))
	}
	fmt.Fprintf(w, "shareproof: %d rules were seen live, %d of them for the first time: %s\n", rules, fresh, v.promote)
	return nil
}

// tellJudgement prints the counts, and what does not conform.
func tellJudgement(w io.Writer, j *evidence.Judgement) {
	if len(j.NotJudged) > 0 {
		reasons := newTable(w, "exchanges", "not judged, since", "first at")
		for _, why := range j.NotJudged {
			reasons.AppendRow(table.Row{why.Exchanges, why.Reason, fmt.Sprintf("%s:%d", why.First.File, why.First.Line)})
		}
		reasons.Render()
		fmt.Fprintln(w)
	}
	paint := painterFor(w)
	for _, f := range j.Findings[:min(len(j.Findings), mostFailures)] {
		fmt.Fprintf(w, "%s: %s\n  at     %s:%d\n", paint.as(conformance.Verdict(f.Verdict), string(f.Verdict)), f.Operation, f.File,
			f.Line)
		if f.Scenario != "" {
			fmt.Fprintf(w, "  in     %s\n", printable(strings.TrimSpace(f.Scenario+"  "+f.Source)))
		}
		fmt.Fprintf(w, "  by     %s %s\n  why    %s\n", f.Account, f.Region, strings.ReplaceAll(printable(f.Reason), "\n", "\n         "))
		if len(f.Rules) > 0 {
			fmt.Fprintf(w, "  rules  %s\n", strings.Join(f.Rules, " "))
		}
		fmt.Fprintln(w)
	}
	if more := len(j.Findings) - mostFailures; more > 0 {
		fmt.Fprintf(w, "%d more: see --json\n\n", more)
	}
	fmt.Fprintf(w, "%d exchanges: %d judged, %d conform, %d diverge, %d inconclusive; %d not judged\n", j.Exchanges, j.Judged,
		j.Conforming, j.Diverging, j.Inconclusive, j.Exchanges-j.Judged)
	if j.Unknown > 0 {
		fmt.Fprintf(w, "%d members differ of which nobody knows whether they may\n", j.Unknown)
	}
}
