package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/spf13/cobra"
)

// server is what serve is told by its flags.
type server struct {
	seed                                     uint64
	addr, clock, activate, start, plan, logs string
	strictScope                              bool
	worlds                                   int
	worldAge                                 string
	room                                     emulator.Room
	hosts                                    []string
	strict                                   strictness
	reach                                    reach
	data                                     keeping
}

func serveCommand() *cobra.Command {
	var s server
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Answer as AWS does, over HTTP",
		Long: `Put the AWS protocols in front of the model. The first line on stdout is the URL.
An access key ID of twelve digits stands for the administrator of that account.
URL/_world/NAME/ is the URL of a world of its own, made when it is first called.
With --strict it stands for real accounts: see docs/emulator.md.`,
		Example: `  shareproof serve --addr 127.0.0.1:4566
  shareproof serve --strict --credentials keys --clock 3600x`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			options, err := s.options(cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			watch := newAdmin()
			if s.reach.admin != "" {
				options.Measure = watch.measure
			}
			e, err := s.data.open(options, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			l, url, err := s.reach.listen(s.addr)
			if err != nil {
				return errors.Join(err, e.Close())
			}
			return errors.Join(s.serve(cmd, e, watch, l, url), e.Close())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&s.addr, "addr", "127.0.0.1:4566", "address to listen on; port 0 picks one")
	flags.StringVar(&s.clock, "clock", "60x", "real, manual, or Nx: N times as fast as the wall clock")
	flags.StringVar(&s.start, "start", "",
		"first moment of the world, such as 2026-01-08T00:00:00Z, or now; by default 2025-11-01T00:00:00Z with a manual "+
			"clock, else now")
	flags.Uint64Var(&s.seed, "seed", 0, "seed of the world")
	flags.StringVar(&s.activate, "activate", "auto", "auto or manual: who activates initialized clusters")
	flags.StringVar(&s.plan, "faults", "", "plan of what goes wrong, a YAML file (docs/faults.md)")
	flags.StringVar(&s.logs, "log", "",
		"text or json: write a line on stderr for each call, with why it was refused, and for each failed job")
	flags.BoolVar(&s.strictScope, "strict-scope", false,
		"refuse calls to IAM and Organizations that are signed for another Region than AWS takes")
	flags.IntVar(&s.worlds, "max-worlds", usualWorlds,
		"how many worlds there may be at once at /_world/NAME/; by default none with --strict")
	flags.StringVar(&s.worldAge, "world-age", kernel.FormatSpan(usualAge),
		"how long such a world may be unused, by the wall clock, before it is dropped; 0s for ever")
	s.reach.register(flags)
	flags.StringSliceVar(&s.hosts, "allow-host", nil,
		"a further name by which clients may call, such as emulator.example.com, .example.com for all below it, or * for any")
	s.strict.register(cmd)
	s.data.register(cmd)
	return cmd
}

// mostGarbage is how many bytes of garbage come together at least before they are collected.
const mostGarbage = 64 << 20

func (s *server) serve(cmd *cobra.Command, e *emulator.Emulator, watch *admin, l net.Listener, url string) error {
	defer collectAtLeast(mostGarbage)()
	worlds := emulator.NewWorlds(e, s.room)
	if err := worlds.Open(); err != nil {
		return errors.Join(fmt.Errorf("--data: %w", err), l.Close())
	}
	watch.of(e, worlds)
	if s.reach.admin != "" {
		at, stop, err := watch.serve(cmd.Context(), s.reach.admin)
		if err != nil {
			return errors.Join(err, l.Close())
		}
		defer stop()
		fmt.Fprintln(cmd.ErrOrStderr(), "metrics, health and readiness are at", at)
	}
	if err := s.strict.ready(cmd.Context(), e, url); err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Fprintln(cmd.OutOrStdout(), url)
	return errors.Join(worlds.Serve(cmd.Context(), l), s.strict.writeState(e), worlds.Close())
}

// options checks the flags. Logs are written to w.
func (s *server) options(w io.Writer) (o emulator.Options, err error) {
	if err := errors.Join(s.strict.check(s), s.data.check(s)); err != nil {
		return o, err
	}
	o.World.Seed, o.StrictScope = s.seed, s.strictScope
	if o.Hosts, err = emulator.ParseHosts(s.hosts); err != nil {
		return o, fmt.Errorf("--allow-host: %w", err)
	}
	if o.Clock, err = emulator.ParseClock(s.clock); err != nil {
		return o, fmt.Errorf("--clock: %w", err)
	}
	switch s.activate {
	case "auto", "manual":
		o.World.ManualActivation = s.activate == "manual"
	default:
		return o, fmt.Errorf("--activate: %q is neither auto nor manual", s.activate)
	}
	if s.start != "" {
		if o.World.Start, o.StartNow, err = emulator.ParseStart(s.start); err != nil {
			return o, fmt.Errorf("--start: %w", err)
		}
	}
	if s.plan != "" {
		if o.Faults, err = faults.Load(s.plan); err != nil {
			return o, fmt.Errorf("--faults: %w", err)
		}
	}
	if s.strict.on {
		if err := s.strict.apply(s.seed, &o); err != nil {
			return o, err
		}
	}
	if s.room, err = s.hold(); err != nil {
		return o, err
	}
	o.Log, err = logger(w, s.logs)
	return o, err
}

// How many worlds there are by default, and how many --max-worlds may ask for.
const (
	usualWorlds = 1000
	usualAge    = time.Hour
	mostWorlds  = 100_000
)

// hold reads how many worlds there may be, and for how long.
func (s *server) hold() (room emulator.Room, err error) {
	room.Most = s.worlds
	if s.strict.on && !s.strict.changed("max-worlds") {
		room.Most = 0
	}
	if room.Most < 0 || room.Most > mostWorlds {
		return room, fmt.Errorf("--max-worlds: want 0 to %d, not %d", mostWorlds, room.Most)
	}
	if room.Age, err = kernel.ParseSpan(s.worldAge); err != nil {
		return room, fmt.Errorf("--world-age: %w", err)
	}
	if room.Age < 0 {
		return room, fmt.Errorf("--world-age: want 0s or more, not %s", s.worldAge)
	}
	return room, nil
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
