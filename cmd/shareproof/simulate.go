package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/spf13/cobra"
)

func simulateCommand() *cobra.Command {
	var s simulate
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Let random callers loose on simulated worlds and watch the invariants",
		Long: `Simulate worlds, each drawn from a seed: accounts in and out of an organization
call every operation, mostly as it is allowed and sometimes not, and let time
pass. All invariants watch every call and its answer ("shareproof invariants" lists them).

The first invariant that is broken ends the simulation with 1. The fewest calls that
break it are written as a YAML scenario, which "shareproof replay" plays on any
target. The same seed and steps always do the same, with any number of workers.`,
		Example: `  shareproof simulate --seed 1 --for 60s
  shareproof simulate --system ram,rds --steps 100000`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.run(cmd) },
	}
	flags := cmd.Flags()
	flags.Uint64Var(&s.Seed, "seed", 1, "seed of the first world; the others have the following ones")
	flags.StringSliceVar(&s.Systems, "system", nil, "keep to the worlds in which one of these is called, as in ram,rds")
	flags.IntVar(&s.Steps, "steps", 0, "how many calls and waits to make in all")
	flags.DurationVar(&s.For, "for", 0, "how long to begin new worlds, as in 60s; without --steps 10s")
	flags.IntVar(&s.Workers, "workers", runtime.GOMAXPROCS(0), "how many worlds to play at the same time")
	flags.StringVar(&s.out, "out", "shareproof-simulation", "folder for scenarios that break an invariant")
	flags.BoolVar(&s.json, "json", false, "print the result as JSON")
	return cmd
}

type simulate struct {
	simulation.Options
	out  string
	json bool
}

func (s *simulate) run(cmd *cobra.Command) error {
	switch {
	case s.Steps < 0:
		return fmt.Errorf("--steps: %d is no number of steps", s.Steps)
	case s.For < 0:
		return fmt.Errorf("--for: time does not run backwards")
	case s.Workers < 1:
		return fmt.Errorf("--workers: want at least one, not %d", s.Workers)
	case s.Steps == 0 && s.For == 0:
		s.For = 10 * time.Second
	}
	all := simulation.Systems()
	for _, system := range s.Systems {
		if !slices.Contains(all, system) {
			return fmt.Errorf("--system: %q is no system: want one of %s", system, strings.Join(all, ", "))
		}
	}
	defer collectSeldom(400)()
	bar := newProgress(cmd.ErrOrStderr())
	s.Progress = func(r simulation.Report) { bar.at(r.Calls, simulated(r)) }
	r := simulation.Run(cmd.Context(), s.Options)
	bar.end()
	for i := range r.Violations {
		if err := s.keep(&r.Violations[i]); err != nil {
			return err
		}
	}
	if err := s.print(cmd.OutOrStdout(), r); err != nil {
		return err
	}
	switch {
	case len(r.Violations) > 0:
		return exit.Code(exit.Diverges)
	case cmd.Context().Err() != nil:
		return cmd.Context().Err()
	case r.Steps == 0:
		return exit.Code(exit.Inconclusive)
	}
	return nil
}

func (s *simulate) print(w io.Writer, r simulation.Report) error {
	if s.json {
		return printJSON(w, r)
	}
	printShares(w, r.Coverage, "--json")
	for _, v := range r.Violations {
		fmt.Fprintf(w, "\nbroken: %s, %s\n  why     %s\n  at      step %d of the world with seed %d\n", v.Invariant, v.Says,
			v.Message, v.Steps, v.Seed)
		fmt.Fprintf(w, "  again   %s\n  replay  shareproof replay %s\n", v.Again, v.Scenario)
	}
	verdict := painterFor(w).as(conformance.Held, "no invariant was broken")
	if len(r.Violations) > 0 {
		verdict = painterFor(w).as(conformance.Failed, "an invariant was broken")
	}
	fmt.Fprintf(w, "\n%s: %s in %s, from seed %d\ndigest: %s\n", verdict, simulated(r), r.Elapsed.Round(time.Millisecond),
		r.Seed, r.Digest)
	return nil
}

// keep writes the scenario of a violation.
func (s *simulate) keep(v *simulation.Violation) error {
	v.Again = fmt.Sprintf("shareproof simulate --seed %d --steps %d", v.Seed, v.Steps)
	v.Scenario = filepath.Join(s.out, fmt.Sprintf("%s-seed-%d.yaml", v.Invariant, v.Seed))
	if err := os.MkdirAll(s.out, 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	if err := os.WriteFile(v.Scenario, scenarios.Write(v.History(), v.Says), 0o644); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return nil
}

func simulated(r simulation.Report) string {
	return fmt.Sprintf("%d worlds, %d calls, %d states, %d years of virtual time, %d rules and %d rows covered",
		r.Worlds, r.Calls, r.States, int(r.Simulated/86400/365), r.Coverage.RulesAccepted.Covered, r.Coverage.Rows.Covered)
}
