// Command shareproof checks whether a cloud, real or emulated, keeps the rules
// of sharing data between AWS accounts.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/spf13/cobra"
)

// hiding is the key of the secrets in the context of a command.
type hiding struct{}

// secretsOf returns the secrets that the command hides in all that it prints.
func secretsOf(ctx context.Context) *redact.Secrets {
	secrets, _ := ctx.Value(hiding{}).(*redact.Secrets)
	return secrets
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := exit.UntilInterrupted()
	defer stop()
	secrets := &redact.Secrets{}
	ctx = context.WithValue(ctx, hiding{}, secrets)
	hidden, errs := secrets.Writer(tamed(stdout)), secrets.Writer(tamed(stderr))
	defer errs.Flush()
	stderr = errs
	root := rootCommand()
	root.SetArgs(args)
	out := &checkedWriter{Writer: hidden}
	root.SetOut(out)
	root.SetErr(stderr)

	err := root.ExecuteContext(ctx)
	if flushed := hidden.Flush(); out.err == nil {
		out.err = flushed
	}
	if out.err != nil && errors.Is(err, out.err) {
		err = exit.Trouble(err)
	}
	return out.exit(ended(ctx, err, stderr), stderr)
}

// rootCommand makes the command with all commands below it.
func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "shareproof",
		Short: "Does this cloud keep the rules of sharing data between AWS accounts?",
		Long: `Shareproof holds a deterministic model of AWS services that share data between
accounts, and suites that run against that model, an emulator or any endpoint
that speaks the AWS protocols.

Exit codes: 0 as claimed, 1 divergence, 2 usage, 3 inconclusive, blocked or
nothing ran, 4 harness error, 130 interrupted.`,
		SilenceErrors: true, SilenceUsage: true, Version: versionLine(),
	}
	root.Flags().Bool("version", false, "print the version")
	root.SetVersionTemplate("{{.Version}}\n")
	root.AddCommand(checkCommand(), recordCommand(), validateCommand(), replayCommand(), shrinkCommand(), rulesCommand(),
		explainAccessCommand(), invariantsCommand(), phrasesCommand(), mutantsCommand(), simulateCommand(), exploreCommand(),
		serveCommand(), diagramCommand(), versionCommand(), docsCommand())
	root.AddCommand(compareCommand(), scoreboardCommand(), profilesCommand(), planCommand())
	root.AddCommand(sweepCommand(), doctorCommand())
	root.AddCommand(exportCommand(), importCommand(), historyCommand(), huntCommand())
	return root
}

// ended returns the exit code of a command, and says why it failed if the command
// has not said so itself.
func ended(ctx context.Context, err error, stderr io.Writer) int {
	code, unsaid := exit.Of(err)
	switch {
	case !unsaid:
		return code
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "shareproof: interrupted")
		return exit.Interrupted
	}
	complain(stderr, err)
	return code
}

// complain prints an error, one that consists of several one by one.
func complain(w io.Writer, err error) {
	all := []error{err}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		all = several.Unwrap()
	}
	for _, one := range all {
		fmt.Fprintln(w, "shareproof:", one)
	}
}
