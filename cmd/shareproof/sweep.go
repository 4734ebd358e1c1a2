package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/sandbox"
	"github.com/spf13/cobra"
)

// madeFile is the journal of what a run makes in a target that others use too, in the
// folder of --out.
const madeFile = "made.jsonl"

func sweepCommand() *cobra.Command {
	var to targetFlags
	cmd := &cobra.Command{
		Use:   "sweep JOURNAL",
		Short: "Take away what a killed run has left in a target",
		Long: `Take away what a run has made in a target that others use too, and did not live to
take away itself. The journal is ` + madeFile + ` in the folder of the run's --out. Exit code 0
means that nothing is left, 1 that something is, which is then named.`,
		Example: `  shareproof sweep --target sandbox.yaml shareproof-report/` + madeFile,
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return sweep(cmd, &to, args[0]) },
	}
	cmd.Flags().StringVar(&to.name, "target", "", "the target file.yaml of the run")
	_ = cmd.MarkFlagRequired("target")
	return cmd
}

func sweep(cmd *cobra.Command, to *targetFlags, file string) error {
	journal, err := os.Open(file)
	if err != nil {
		return err
	}
	defer journal.Close()
	there, done, err := openTarget(cmd.Context(), cmd.ErrOrStderr(), to.name)
	if err != nil {
		return err
	}
	box, swept := there.(*sandbox.Target)
	if !swept || box.Offers(target.Reset) {
		done()
		return fmt.Errorf("--target: %s is emptied by its reset: there is nothing to sweep", to.name)
	}
	unknown, err := box.Restore(journal)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	left := box.Close(cmd.Context())
	tellLeft(cmd.ErrOrStderr(), left)
	for _, call := range unknown {
		fmt.Fprintf(cmd.ErrOrStderr(), "shareproof: not known whether it was done, since no answer came: %s\n", call)
	}
	if len(left)+len(unknown) > 0 {
		return exitCode(1)
	}
	fmt.Fprintln(cmd.OutOrStdout(), "nothing is left")
	return errors.Join(journal.Close(), os.Remove(file))
}

// keepMade keeps a journal of what the run makes in a target that others use too. What
// it returns ends that: the journal stays where something is left.
func keepMade(ctx context.Context, t target.Target, dir string) (end func(), err error) {
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
		err = box.Keep(f)
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
