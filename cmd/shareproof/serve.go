package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/model"
	"github.com/spf13/cobra"
)

func serveCommand() *cobra.Command {
	var (
		world                 model.Options
		addr, clock, activate string
		start, plan, log      string
		strictScope           bool
	)
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Answer as AWS does, over HTTP",
		Long: `Put the AWS protocols in front of the model. The first line on stdout is the URL.
An access key ID of twelve digits stands for the administrator of that account.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			speed, err := emulator.ParseClock(clock)
			if err != nil {
				return fmt.Errorf("--clock: %w", err)
			}
			switch activate {
			case "auto", "manual":
				world.ManualActivation = activate == "manual"
			default:
				return fmt.Errorf("--activate: %q is neither auto nor manual", activate)
			}
			options := emulator.Options{World: world, Clock: speed, ExpiryByWall: true, StrictScope: strictScope}
			if start != "" {
				if options.World.Start, options.StartNow, err = emulator.ParseStart(start); err != nil {
					return fmt.Errorf("--start: %w", err)
				}
			}
			if plan != "" {
				if options.Faults, err = faults.Load(plan); err != nil {
					return fmt.Errorf("--faults: %w", err)
				}
			}
			if options.Log, err = logger(cmd.ErrOrStderr(), log); err != nil {
				return err
			}
			l, err := net.Listen("tcp", addr)
			if err != nil {
				return fmt.Errorf("--addr: %w", err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "http://%s\n", l.Addr())
			return emulator.New(options).Serve(cmd.Context(), l)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&addr, "addr", "127.0.0.1:4566", "address to listen on; port 0 picks one")
	flags.StringVar(&clock, "clock", "60x", "real, manual, or Nx: N times as fast as the wall clock")
	flags.StringVar(&start, "start", "",
		"first moment of the world, such as 2026-01-08T00:00:00Z, or now; by default 2025-11-01T00:00:00Z with a manual "+
			"clock, else now")
	flags.Uint64Var(&world.Seed, "seed", 0, "seed of the world")
	flags.StringVar(&activate, "activate", "auto", "auto or manual: who activates initialized clusters")
	flags.StringVar(&log, "log", "",
		"text or json: write a line on stderr for each call, with why it was refused, and for each failed job")
	flags.StringVar(&plan, "faults", "", "plan of what goes wrong, a YAML file (docs/faults.md)")
	flags.BoolVar(&strictScope, "strict-scope", false,
		"refuse calls to IAM and Organizations that are signed for another Region than AWS takes")
	return cmd
}

// logger returns what writes the calls in a format, nil for none.
func logger(w io.Writer, format string) (*slog.Logger, error) {
	switch format {
	case "":
		return nil, nil
	case "text":
		return slog.New(slog.NewTextHandler(w, nil)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, nil)), nil
	}
	return nil, fmt.Errorf("--log: %q is neither text nor json", format)
}
