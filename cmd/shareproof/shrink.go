package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/shareproof/shareproof/target"
	"github.com/spf13/cobra"
)

func shrinkCommand() *cobra.Command {
	var at targetFlags
	var out string
	cmd := &cobra.Command{
		Use:   "shrink FILE",
		Short: "Make a recorded history as small as it can be and still break its invariant",
		Long: `Leave out of the history of a FILE whatever is not needed to break the invariant that it
breaks, shorten what is left, and write that as a scenario. The history has to
break an invariant on the target: the embedded model, or an endpoint that can be reset
and whose clock can be moved. What others have made there is erased only with --reset.`,
		Example: `  shareproof shrink history.yaml -o small.yaml`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := readScenario(args[0])
			if err != nil {
				return err
			}
			if s.History == nil {
				return fmt.Errorf(`%s: this is not a history: it lacks "history"`, s.Source)
			}
			t, done, err := at.open(cmd)
			if err != nil {
				return err
			}
			defer done()
			small, err := shrink(cmd.Context(), s, t)
			if err != nil {
				return complaint(cmd, err)
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: from %d calls to %d\n", small.Invariants[0], s.History.Calls(), small.Calls())
			if text := scenarios.Write(small, s.Name); out == "" {
				_, err = cmd.OutOrStdout().Write(text)
			} else {
				err = os.WriteFile(out, text, 0o644)
			}
			return err
		},
	}
	at.register(cmd.Flags())
	cmd.Flags().StringVarP(&out, "output", "o", "", "file for the small history, instead of standard output")
	return cmd
}

var errHolds = errors.New("nothing to shrink: all invariants hold")

// complaint says why there is no smaller history, and ends with the exit code.
func complaint(cmd *cobra.Command, err error) error {
	if cmd.Context().Err() != nil {
		return err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), "shareproof:", err)
	if errors.Is(err, errHolds) || errors.Is(err, target.ErrUnsupported) {
		return exit.Code(exit.Inconclusive)
	}
	return exit.Code(exit.Harness)
}

// shrink returns the smallest history that breaks the same invariant on the target.
func shrink(ctx context.Context, s scenarios.Scenario, t target.Target) (*history.History, error) {
	for _, need := range []target.Capability{target.Clock, target.Reset} {
		if !t.Offers(need) {
			return nil, target.Unsupported("the capability " + string(need))
		}
	}
	broken, _, err := s.Replay(ctx, t, s.History)
	if err != nil {
		return nil, err
	}
	if broken == nil {
		return nil, errHolds
	}
	h := *s.History
	h.Invariants = []string{broken.Invariant.ID}
	var failed error
	small := h.Shrink(func(h *history.History) int {
		if failed != nil || ctx.Err() != nil {
			return -1
		}
		var at int
		_, at, failed = s.Replay(ctx, t, h)
		return at
	})
	return small, errors.Join(failed, ctx.Err())
}
