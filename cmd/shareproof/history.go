package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
)

func historyCommand() *cobra.Command {
	var out, to string
	cmd := &cobra.Command{
		Use:   "history DIR",
		Short: "Write what was done in a world that serve --data keeps as a scenario",
		Long: `Write what was done in the world that serve --data DIR keeps, from its beginning, as a
scenario that replays on any target. --to ends it after a record, by its number, or at
a moment. The folder may be in use. What no scenario can say, writes of pages and looks at
the console, is left out and told.`,
		Example: `  shareproof history data -o all.yaml
  shareproof history data --to 2025-11-02T00:00:00Z`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var number uint64
			var moment time.Time
			if to != "" {
				var err error
				if number, moment, err = emulator.ParsePoint(to); err != nil {
					return fmt.Errorf("--to: %w", err)
				}
			}
			options, did, err := emulator.History(args[0], number, moment)
			if err != nil {
				return fmt.Errorf("history: %w", err)
			}
			recorded, others := events(did)
			if len(recorded) == 0 {
				return fmt.Errorf("history: nothing was done in %s until then", args[0])
			}
			for _, o := range others {
				fmt.Fprintf(cmd.ErrOrStderr(), "left out: record %d, %s\n", o.Number, o.Other)
			}
			text := scenarios.Write(history.Of(options, history.Honest, recorded), "What was done in "+args[0])
			if out == "" {
				_, err = cmd.OutOrStdout().Write(text)
				return err
			}
			return os.WriteFile(out, text, 0o644)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file for the scenario, instead of standard output")
	cmd.Flags().StringVar(&to, "to", "", "the last record by its number, or a moment such as 2025-11-02T00:00:00Z")
	return cmd
}

// events are what was done as a history takes it, and what it does not take.
func events(did []emulator.Did) (all []history.Event, others []emulator.Did) {
	for _, d := range did {
		if d.Passed > 0 {
			all = append(all, history.Event{Advance: d.Passed})
		}
		if d.Exchange.In != nil || d.Activate != "" {
			all = append(all, history.Event{Exchange: d.Exchange, Activate: d.Activate})
		}
		if d.Other != "" {
			others = append(others, d)
		}
	}
	return all, others
}
