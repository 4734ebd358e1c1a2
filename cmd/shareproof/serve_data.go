package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/journal"
	"github.com/shareproof/shareproof/model/kernel"
)

// keeping is what serve is told by the flags of a world that lasts.
type keeping struct {
	dir, sync, history string
	kept               time.Duration          // what history says, 0 for all
	changed            func(flag string) bool // somebody gave it
}

func (k *keeping) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	k.changed = flags.Changed
	flags.StringVar(&k.dir, "data", "", "folder in which to keep the world, and from which to go on with it; by default the "+
		"world ends with the process")
	flags.StringVar(&k.sync, "sync", "interval", "with --data: interval or always: whether an answered call is on the disk "+
		"itself within a second or at once; it outlives the process either way")
	flags.StringVar(&k.history, "keep-history", "all", "with --data: all, or for how long at least, by the wall clock, what "+
		"was done can be looked at, such as 7d; what is older goes with the next snapshot")
}

// check reads the flags, and refuses those that contradict each other.
func (k *keeping) check(of *server) (err error) {
	if k.history != "all" {
		if k.kept, err = kernel.ParseSpan(k.history); err != nil {
			return fmt.Errorf("--keep-history: %w, or all", err)
		}
	}
	switch {
	case k.history != "all" && k.kept <= 0:
		return fmt.Errorf("--keep-history: want all, or more than 0s, not %s", k.history)
	case k.dir == "" && k.changed("keep-history"):
		return errors.New("--keep-history goes with --data")
	case k.sync != "interval" && k.sync != "always":
		return fmt.Errorf("--sync: %q is neither interval nor always", k.sync)
	case k.dir == "" && k.changed("sync"):
		return errors.New("--sync goes with --data")
	case k.dir != "" && (of.plan != "" || k.changed("weather")):
		return errors.New("--data does not go with --faults or --weather: what these draw is not in the journal")
	case k.dir != "" && of.strict.on && !k.changed("seed"):
		return errors.New("--data needs --seed with --strict: the accounts would be others at the next start")
	}
	return nil
}

// open returns the emulator, with the world that is kept where one is.
func (k *keeping) open(o emulator.Options, log io.Writer) (*emulator.Emulator, error) {
	if k.dir == "" {
		return emulator.New(o), nil
	}
	e, err := emulator.Open(o, emulator.Data{
		Dir: k.dir, Program: conformance.Version(), History: k.kept,
		Journal: journal.Options{Always: k.sync == "always", Log: slog.New(slog.NewTextHandler(log, nil))},
		Asked: emulator.Asked{Seed: k.changed("seed"), Clock: k.changed("clock"), Start: k.changed("start"),
			Activate: k.changed("activate")},
	})
	if err != nil {
		return nil, fmt.Errorf("--data: %w", err)
	}
	return e, nil
}
