package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/internal/redact"
	"github.com/shareproof/shareproof/target"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// recording keeps what a run says and hears, and hides in it what is nobody's business.
type recording struct {
	file   string
	redact string // "auto", "on" or "off"

	trace *evidence.Writer // nil where nothing is recorded
	hider *evidence.Hider  // nil where nothing is hidden
}

func (r *recording) register(flags *pflag.FlagSet) {
	flags.StringVar(&r.file, "record", "", "keep every call and answer in a file, as a trace for validate; compressed if it ends with .gz")
	registerRedact(flags, &r.redact)
}

func registerRedact(flags *pflag.FlagSet, into *string) {
	flags.StringVar(into, "redact", "auto",
		"put stand-ins in the place of account numbers, names, addresses, keys, tokens and certificates: on, off, or auto "+
			"for on unless the target is the model")
}

// redacts reads what --redact says.
func redacts(said string, foreign bool) (bool, error) {
	switch said {
	case "on":
		return true, nil
	case "off":
		return false, nil
	case "auto", "":
		return foreign, nil
	}
	return false, fmt.Errorf("--redact: want on, off or auto, got %q", said)
}

// begin opens the trace, before anything is called.
func (r *recording) begin(ctx context.Context, o *conformance.Options) error {
	who := o.Target.Identity()
	hides, err := redacts(r.redact, who.Kind != "model")
	if err != nil {
		return err
	}
	if r.trace, r.hider = nil, nil; hides {
		o.Secrets = secretsFor(ctx, o.Target)
		r.hider = evidence.NewHider(o.Secrets)
		r.hider.Target(who)
	}
	if r.file == "" {
		return nil
	}
	clock := evidence.Real
	if o.Target.Offers(target.Clock) {
		clock = evidence.Virtual
	}
	h := evidence.Header{Shareproof: conformance.Version(), Suite: conformance.SuiteDigest(o.Paths), Target: who,
		Seed: o.Seed, Started: time.Now().UTC(), Clock: clock, Fresh: o.Target.Offers(target.Reset), Redacted: hides}
	if endpoint, ok := endpointOf(o.Target); ok {
		h.Regions = endpoint.Regions()
	}
	var hide func([]byte) []byte
	if hides {
		hide = r.hider.Bytes
	}
	if r.trace, err = evidence.Create(r.file, h, hide); err != nil {
		return fmt.Errorf("--record: %w", err)
	}
	return nil
}

// secretsFor returns what is hidden in all that is printed and written about a target.
func secretsFor(ctx context.Context, t target.Target) *redact.Secrets {
	if keeper, ok := t.(interface{ Secrets() *redact.Secrets }); ok {
		return keeper.Secrets()
	}
	if secrets := secretsOf(ctx); secrets != nil {
		return secrets
	}
	return &redact.Secrets{}
}

// played is told of a scenario that was played, before anybody else.
func (r *recording) played(o target.Outcome) {
	if r.hider != nil {
		r.hider.Learn(&o)
	}
}

// judged is told what came of it.
func (r *recording) judged(o target.Outcome, verdict conformance.Verdict) {
	if r.trace != nil {
		r.trace.Write(o, string(verdict))
	}
}

// end ends the trace.
func (r *recording) end(ctx context.Context) error {
	if r.trace == nil {
		return nil
	}
	if err := r.trace.Close(ctx.Err() != nil); err != nil {
		return exit.Trouble(fmt.Errorf("--record: %w", err))
	}
	return nil
}

func recordCommand() *cobra.Command {
	var c check
	cmd := &cobra.Command{
		Use:   "record FILE [PATH...]",
		Short: "Run the suites against a target and keep every call and answer",
		Long: `Run the suites, or the features and scenarios at each PATH, as check does, and keep
every call, answer and wait in a FILE: a trace, JSON Lines, compressed if its name ends
with .gz. It is judged offline by validate. Account numbers, names, addresses, keys,
tokens and certificates have stand-ins in it, the same wherever they stand, unless the
target is the model or --redact=off says otherwise.`,
		Example: `  shareproof record trace.jsonl.gz --target http://127.0.0.1:4566
  shareproof record trace.jsonl my.feature --target my-emulator.yaml`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c.recording.file, c.Paths, c.Own = args[0], args[1:], true
			return c.run(cmd)
		},
	}
	flags := cmd.Flags()
	c.target.register(flags)
	registerRedact(flags, &c.recording.redact)
	c.accepting.register(flags)
	flags.StringVar(&c.Tags, "tags", "", "record only scenarios with these tags")
	flags.StringVar(&c.Name, "name", "", "record only scenarios with all these words in their titles")
	flags.Uint64Var(&c.Seed, "seed", 0, "seed of each scenario's world")
	flags.StringVar(&c.out, "out", "shareproof-report", "folder for the report")
	flags.BoolVarP(&c.quiet, "quiet", "q", false, "print only what failed, and the verdict")
	return cmd
}

// tryFile says why no file could be written under a name, without leaving anything there.
func tryFile(name string) error {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder", name)
	}
	if dir := filepath.Dir(name); !isFolder(dir) {
		return fmt.Errorf("there is no folder %s", dir)
	}
	return errors.Join(conformance.TryFolder(filepath.Dir(name)))
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}
