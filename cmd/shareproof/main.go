// Command shareproof checks whether a cloud, real or emulated, keeps the rules
// of sharing data between AWS accounts.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes besides those of conformance.Verdict.
const (
	usage       = 2
	harness     = 4
	interrupted = 130
)

// exitCode ends a command that has already said what there is to say.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := &cobra.Command{
		Use:   "shareproof",
		Short: "Does this cloud keep the rules of sharing data between AWS accounts?",
		Long: `Shareproof holds a deterministic model of AWS services that share data between
accounts, and suites that run against that model, an emulator or any endpoint
that speaks the AWS protocols.

Exit codes: 0 as claimed, 1 divergence, 2 usage, 3 inconclusive or nothing ran,
4 harness error, 130 interrupted.`,
		SilenceErrors: true, SilenceUsage: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.AddCommand(checkCommand(), replayCommand(), shrinkCommand(), rulesCommand(), explainAccessCommand(), invariantsCommand(), phrasesCommand(), mutantsCommand(), simulateCommand(), exploreCommand(), serveCommand(), diagramCommand(), versionCommand(), docsCommand())

	err := root.ExecuteContext(ctx)
	var code exitCode
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	}
	if ctx.Err() != nil {
		fmt.Fprintln(stderr, "shareproof: interrupted")
		return interrupted
	}
	fmt.Fprintln(stderr, "shareproof:", err)
	var absent unreachable
	if errors.As(err, &absent) {
		return harness
	}
	return usage
}
