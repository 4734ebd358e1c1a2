// Command shareproof-hunt lets random callers loose on more simulated worlds than one process
// plays: ranges of seeds are a work queue on NATS JetStream, from which any number of workers
// on any number of machines take. It is a module of its own, so that nobody else compiles the
// queue.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/scenarios/history"
)

// player is what plays worlds: the model as it is, but in tests.
type player struct {
	made   func(*model.World) history.World // nil for the model as it is
	digest func() (string, error)           // of what it plays
}

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // a search keeps little and throws away much
	}
	os.Exit(run(player{digest: identity}, os.Args[1:], os.Stdout, os.Stderr))
}

// run runs the command and returns its exit code.
func run(p player, args []string, stdout, stderr io.Writer) int {
	ctx, stop := exit.UntilInterrupted()
	defer stop()
	root := rootCommand(p)
	root.SetArgs(args)
	root.SetOut(stdout)
	stderr = &shared{on: stderr}
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	code, unsaid := exit.Of(err)
	switch {
	case !unsaid:
		return code
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "shareproof-hunt: interrupted: what was played is kept, and the same command goes on from there")
		return exit.Interrupted
	}
	fmt.Fprintln(stderr, "shareproof-hunt:", err)
	return code
}

func rootCommand(p player) *cobra.Command {
	h := hunt{player: p}
	root := &cobra.Command{
		Use:   "shareproof-hunt --seeds FIRST..LAST",
		Short: "Simulate many worlds by many workers",
		Long: `Simulate the worlds of many seeds, as "shareproof simulate" does, by many workers. Each
violation of an invariant is shrunk by the worker that finds it. Those that break the
same invariant by the same operations are told once, with a YAML scenario, which
"shareproof replay" plays on any target.

Without more, everything happens on this machine: ranges of seeds and their results
are kept in --dir, and the same command goes on where an earlier one was interrupted.
Other processes and machines join by "work" where --listen says so. On a NATS cluster,
"start" begins a hunt and waits for its result, and "work" takes part in it.

The result does not depend on the workers: it is the same, byte by byte, for any number.

Exit codes: 0 no invariant is broken, 1 one is, 2 usage, 3 nothing ran, 4 harness error,
130 interrupted.`,
		Example: `  shareproof hunt --seeds 1..100000
  shareproof hunt --seeds 1..100000 --workers 2 --listen 127.0.0.1:4222`,
		SilenceErrors: true, SilenceUsage: true,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return h.here(cmd) },
	}
	h.flags(root)
	flags := root.Flags()
	flags.IntVar(&h.workers, "workers", defaultWorkers(), "how many worlds to play at the same time; 0 leaves them to others")
	flags.StringVar(&h.server.dir, "dir", "shareproof-hunt/queue", "folder that keeps the queue and its results")
	flags.StringVar(&h.server.listen, "listen", "", "address at which others may join, as in 127.0.0.1:4222; "+
		"beyond this machine only with the token "+tokenVariable)
	root.AddCommand(startCommand(p), workCommand(p), removeCommand())
	return root
}

func startCommand(p player) *cobra.Command {
	h := hunt{player: p}
	cmd := &cobra.Command{
		Use:   "start --nats URL --seeds FIRST..LAST",
		Short: "Begin a hunt on a NATS cluster, or go on with it, and wait for its result",
		Long: `Begin a hunt on a NATS cluster that has JetStream, and wait until workers have played all of
its worlds. The same command goes on with a hunt that it finds there. Workers may come and go
meanwhile, and so may this command.`,
		Example: `  shareproof hunt start --nats nats://queue:4222 --seeds 1..10000000 --range 100`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return h.there(cmd) },
	}
	h.flags(cmd)
	h.reach.flags(cmd)
	cmd.Flags().IntVar(&h.reach.replicas, "replicas", 1, "how many servers of the cluster keep the queue")
	return cmd
}

func workCommand(p player) *cobra.Command {
	w := worker{player: p}
	cmd := &cobra.Command{
		Use:   "work --nats URL",
		Short: "Take part in a hunt until it is done",
		Long: `Take ranges of seeds from the queue, play their worlds and store what came of them, until the
hunt is done. It waits for a hunt that has not begun yet. A worker of another version than that
which began the hunt is refused with exit code 2. It may be ended at any time: another one takes
its range.`,
		Example: `  shareproof hunt work --nats nats://queue:4222
  SHAREPROOF_HUNT_TOKEN=secret shareproof hunt work --nats nats://coordinator:4222 --workers 8`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return w.command(cmd) },
	}
	w.reach.flags(cmd)
	cmd.Flags().IntVar(&w.workers, "workers", defaultWorkers(), "how many worlds to play at the same time")
	nameFlag(cmd, &w.name)
	return cmd
}

func removeCommand() *cobra.Command {
	var r reach
	var name string
	cmd := &cobra.Command{
		Use:     "remove --nats URL",
		Short:   "Remove a hunt and its results from a NATS cluster",
		Example: `  shareproof hunt remove --nats nats://queue:4222`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := r.connect(name)
			if err != nil {
				return err
			}
			defer q.close()
			return q.remove(cmd.Context())
		},
	}
	r.flags(cmd)
	nameFlag(cmd, &name)
	return cmd
}

func nameFlag(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, "name", "hunt", "name of the hunt, where the queue has several")
}
