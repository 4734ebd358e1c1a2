package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
	"github.com/spf13/cobra"
)

// madeFile is the journal of what a run makes in a target that others use too, in the
// folder of --out.
const madeFile = "made.jsonl"

// sweeping is one run of the command: by a journal, or by the tags that runs leave.
type sweeping struct {
	to    targetFlags
	tag   bool
	run   string
	older string
}

func sweepCommand() *cobra.Command {
	var s sweeping
	cmd := &cobra.Command{
		Use:   "sweep [JOURNAL]",
		Short: "Take away what a killed run has left in a target",
		Long: `Take away what a run has made in a target that others use too, and did not live to
take away itself. The journal is ` + madeFile + ` in the folder of the run's --out. What a call has
made that got no answer is looked for, by the tag ` + sandbox.RunTag + `.

Without a journal --tag lists what bears the tag of any run in the accounts of the target,
and changes nothing. --run takes away what bears the tag of one run, --older-than that of
all runs which began so long ago.

Exit code 0 means that nothing is left, 1 that something is, which is then named.`,
		Example: `  shareproof sweep --target sandbox.yaml shareproof-report/` + madeFile + `
  shareproof sweep --target sandbox.yaml --tag
  shareproof sweep --target sandbox.yaml --run 2026-11-29T12:00:00.000000Z-1
  shareproof sweep --target sandbox.yaml --older-than 24h`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return s.sweep(cmd, args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&s.to.name, "target", "", "the target file.yaml of the run")
	flags.BoolVar(&s.tag, "tag", false, "list what bears the tag of a run, with its age")
	flags.StringVar(&s.run, "run", "", "take away what bears the tag of the run of this `name`")
	flags.StringVar(&s.older, "older-than", "", "take away what bears the tag of a run that began this `span` ago or earlier")
	_ = cmd.MarkFlagRequired("target")
	return cmd
}

// sweep takes away what runs have left.
func (s *sweeping) sweep(cmd *cobra.Command, args []string) error {
	ways := len(args)
	for _, way := range []bool{s.tag, s.run != "", s.older != ""} {
		if way {
			ways++
		}
	}
	if ways != 1 {
		return errors.New("want one of a JOURNAL, --tag, --run and --older-than")
	}
	chosen, err := s.chosen(time.Now())
	if err != nil {
		return err
	}
	var journal *os.File
	if len(args) > 0 {
		if journal, err = os.Open(args[0]); err != nil {
			return err
		}
		defer journal.Close()
	}
	there, done, err := openTarget(cmd.Context(), cmd.ErrOrStderr(), s.to.name)
	if err != nil {
		return err
	}
	box, swept := there.(*sandbox.Target)
	if !swept || box.Offers(target.Reset) {
		done()
		return fmt.Errorf("--target: %s is emptied by its reset: there is nothing to sweep", s.to.name)
	}
	if journal == nil {
		return s.byTag(cmd, box, chosen)
	}
	if err := box.Restore(journal); err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	if err := finish(cmd, box); err != nil {
		return err
	}
	return errors.Join(journal.Close(), os.Remove(args[0]))
}

// finish takes away what is to go, and tells what stays.
func finish(cmd *cobra.Command, box *sandbox.Target) error {
	if left := box.Close(cmd.Context()); len(left) > 0 {
		tellLeft(cmd.ErrOrStderr(), left)
		return exit.Code(exit.Diverges)
	}
	fmt.Fprintln(cmd.OutOrStdout(), "nothing is left")
	return nil
}

// chosen returns which runs are swept by their tag; nil for none.
func (s *sweeping) chosen(now time.Time) (func(run string) bool, error) {
	switch {
	case s.run != "":
		if _, err := sandbox.BegunAt(s.run); err != nil {
			return nil, fmt.Errorf("--run: %w", err)
		}
		return func(run string) bool { return run == s.run }, nil
	case s.older != "":
		span, err := kernel.ParseSpan(s.older)
		if err != nil {
			return nil, fmt.Errorf("--older-than: %w", err)
		}
		return func(run string) bool {
			begun, err := sandbox.BegunAt(run)
			return err == nil && now.Sub(begun) >= span
		}, nil
	}
	return nil, nil
}

// byTag lists what bears the tag of a run, and takes away what is chosen.
func (s *sweeping) byTag(cmd *cobra.Command, box *sandbox.Target, chosen func(run string) bool) error {
	all, unseen := box.Tagged(cmd.Context())
	tellTagged(cmd.OutOrStdout(), all)
	for _, err := range unseen {
		fmt.Fprintf(cmd.ErrOrStderr(), "shareproof: not looked into: %s\n", printable(err.Error()))
	}
	if chosen == nil {
		if len(all)+len(unseen) > 0 {
			return exit.Code(exit.Diverges)
		}
		return nil
	}
	things := slices.DeleteFunc(all, func(of sandbox.Tagged) bool { return !chosen(of.Run) })
	if len(things) == 0 && s.run != "" && len(unseen) == 0 {
		return fmt.Errorf("--run: nothing bears the tag of the run %s", s.run)
	}
	box.TakeAway(things)
	if err := finish(cmd, box); err != nil || len(unseen) == 0 {
		return err
	}
	return exit.Code(exit.Diverges)
}

// tellTagged lists things with the age of their runs.
func tellTagged(w io.Writer, all []sandbox.Tagged) {
	if len(all) == 0 {
		fmt.Fprintln(w, "nothing bears the tag of a run")
		return
	}
	run := ""
	for _, of := range all {
		if run != of.Run {
			age := "of no age that its name tells"
			if begun, err := sandbox.BegunAt(of.Run); err == nil {
				age = "begun " + kernel.FormatSpan(time.Since(begun).Truncate(time.Minute)) + " ago"
			}
			fmt.Fprintf(w, "%s, %s\n", printable(of.Run), age)
		}
		run = of.Run
		fmt.Fprintf(w, "  %s %s: %s %s\n", of.Account, of.Region, of.Kind, printable(of.ID))
	}
}

// keepMade keeps a journal of what the run makes in a target that others use too. What
// it returns ends that: the journal stays where something is left.
func keepMade(ctx context.Context, t target.Target, dir string, seed uint64) (end func(), err error) {
	box, swept := t.(*sandbox.Target)
	if !swept || box.Offers(target.Reset) {
		return func() {}, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, madeFile)
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("--out: %s tells what an earlier run has left behind: say shareproof sweep --target FILE %s first",
			name, name)
	}
	if err == nil {
		err = box.Keep(f, sandbox.RunOf(seed, time.Now()))
	}
	if err != nil {
		return nil, err
	}
	return func() {
		ctx, stop := afterwards(ctx)
		defer stop()
		if left := box.Close(ctx); len(left) == 0 {
			_ = os.Remove(name)
		}
		_ = f.Close()
	}, nil
}
