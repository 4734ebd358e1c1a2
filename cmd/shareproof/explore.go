package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/shareproof/shareproof/conformance/exploration"
	"github.com/shareproof/shareproof/conformance/exploration/universes"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/spf13/cobra"
)

func exploreCommand() *cobra.Command {
	var e explore
	cmd := &cobra.Command{
		Use:   "explore",
		Short: "Enumerate every world that a small universe can come to be, and judge each by the invariants",
		Long: `Make every series of moves that a universe allows, up to its depth, and check
all invariants on the way. Without --universe it explores those that come with
Shareproof.

An invariant that does not hold gets the shortest counterexample, written as a scenario.

Where a universe says that accounts are alike, a state stands for all that it becomes
where they change places: STATES were gone through, COVERED counts all. The result is
the same with any number of workers.`,
		Example: `  shareproof explore
  shareproof explore --universe my-universe.yaml
  shareproof explore --universe my-universe.yaml --workers 1 --whole`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return e.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&e.files, "universe", nil, "explore the universe of this YAML file (may be repeated)")
	flags.IntVar(&e.Workers, "workers", runtime.GOMAXPROCS(0), "how many worlds to go through at the same time")
	flags.BoolVar(&e.Whole, "whole", false, "go through all states, also where accounts are alike")
	flags.StringVar(&e.out, "out", "shareproof-report", "folder for counterexamples")
	flags.BoolVar(&e.json, "json", false, "print an array of objects, one per universe")
	return cmd
}

// explore is one run of the command.
type explore struct {
	exploration.Options
	files []string
	out   string
	json  bool
}

func (e *explore) run(cmd *cobra.Command) error {
	if cmd.Flags().Changed("workers") && e.Workers < 1 {
		return fmt.Errorf("--workers: want at least one, not %d", e.Workers)
	}
	all, err := e.load()
	if err != nil {
		return err
	}
	defer collectSeldom(800)()
	results, err := e.explore(cmd.Context(), cmd.ErrOrStderr(), all)
	if err != nil {
		return err
	}
	files, err := e.write(results)
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	if e.json {
		err = printJSON(cmd.OutOrStdout(), explored(results, files))
	} else {
		printExplored(cmd.OutOrStdout(), results, files)
	}
	switch {
	case err != nil:
		return err
	case cmd.Context().Err() != nil:
		return cmd.Context().Err()
	case len(files) > 0:
		return exit.Code(exit.Diverges)
	}
	return nil
}

func (e *explore) load() (all []*exploration.Universe, err error) {
	from, files := fs.FS(universes.FS), []string(nil)
	if e.files == nil {
		if files, err = fs.Glob(from, "*.yaml"); err != nil {
			return nil, err
		}
	}
	for _, file := range files {
		u, err := exploration.Load(from, file)
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	for _, file := range e.files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		u, err := exploration.Parse(file, text)
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, nil
}

// explore goes through the universes, until it is interrupted.
func (e *explore) explore(
	ctx context.Context, w io.Writer, all []*exploration.Universe,
) (results []exploration.Result, err error) {
	bar := newProgress(w)
	defer bar.end()
	for _, u := range all {
		e.Progress = func(r exploration.Result) { bar.count(fmt.Sprintf("%s: %d states", name(r), r.States)) }
		r, err := exploration.Run(ctx, u, e.Options)
		if err != nil {
			return nil, err
		}
		if results = append(results, r); ctx.Err() != nil {
			break
		}
	}
	return results, nil
}

// write writes the counterexamples. It returns their files by universe.
func (e *explore) write(results []exploration.Result) (map[*exploration.Universe]string, error) {
	files := map[*exploration.Universe]string{}
	for _, r := range results {
		if r.Violation == nil {
			continue
		}
		if err := os.MkdirAll(e.out, 0o755); err != nil {
			return nil, err
		}
		file := filepath.Join(e.out, fmt.Sprintf("%s-%s.yaml", name(r), r.Violation.Invariant.ID))
		if err := os.WriteFile(file, scenarios.Write(r.Counterexample, r.Violation.Invariant.Says), 0o644); err != nil {
			return nil, err
		}
		files[r.Universe] = file
	}
	return files, nil
}

// name returns what the universe's file is called.
func name(r exploration.Result) string {
	return strings.TrimSuffix(filepath.Base(r.Universe.File), ".yaml")
}

func printExplored(w io.Writer, results []exploration.Result, files map[*exploration.Universe]string) {
	t := newTable(w, "universe", "states", "covered", "transitions", "depth", "time", "covered/s", "bytes/state", "")
	for _, r := range results {
		end := "all invariants hold"
		switch {
		case r.Violation != nil:
			end = r.Violation.Invariant.ID + " does not hold"
		case !r.Complete:
			end = "interrupted"
		}
		t.AppendRow(table.Row{name(r), r.States, r.Covered, r.Transitions, r.Depth, r.Elapsed.Round(time.Millisecond),
			perSecond(r), r.BytesPerState, end})
	}
	t.Render()
	var covered model.Coverage
	for _, r := range results {
		covered.Add(r.Coverage)
	}
	fmt.Fprintln(w)
	printShares(w, covered.Shares(), "--json")
	for _, r := range results {
		if r.Violation != nil {
			fmt.Fprintf(w, "\n%s: %s\n  why    %s\n  after  %d moves\n  replay shareproof replay %s\n",
				r.Violation.Invariant.ID, r.Violation.Invariant.Says, r.Violation.Message, r.Moves, files[r.Universe])
		}
	}
}

func perSecond(r exploration.Result) int { return int(float64(r.Covered) / r.Elapsed.Seconds()) }

// exploredUniverse is a result as --json prints it.
type exploredUniverse struct {
	Universe         string           `json:"universe"`
	Says             string           `json:"says"`
	States           int              `json:"states"`
	Covered          int              `json:"covered"`
	Transitions      int              `json:"transitions"`
	Depth            int              `json:"depth"`
	Elapsed          float64          `json:"elapsedSeconds"`
	CoveredPerSecond int              `json:"coveredPerSecond"`
	BytesPerState    int              `json:"bytesPerState"`
	Complete         bool             `json:"complete"`
	Coverage         model.Shares     `json:"coverage"`
	Violation        *brokenInvariant `json:"violation"`
}

type brokenInvariant struct {
	Invariant      string `json:"invariant"`
	Message        string `json:"message"`
	Moves          int    `json:"moves"`
	Counterexample string `json:"counterexample"`
}

func explored(results []exploration.Result, files map[*exploration.Universe]string) []exploredUniverse {
	all := []exploredUniverse{}
	for _, r := range results {
		u := exploredUniverse{
			name(r), r.Universe.Says, r.States, r.Covered, r.Transitions, r.Depth, r.Elapsed.Seconds(),
			perSecond(r), r.BytesPerState, r.Complete, r.Coverage.Shares(), nil,
		}
		if v := r.Violation; v != nil {
			u.Violation = &brokenInvariant{v.Invariant.ID, v.Message, r.Moves, files[r.Universe]}
		}
		all = append(all, u)
	}
	return all
}
