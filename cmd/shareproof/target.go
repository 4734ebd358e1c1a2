package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/shareproof/shareproof/target/sandbox"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// targetFlags choose a target, and whether a run may erase what is in it.
type targetFlags struct {
	name  string
	reset bool
	// confirmed is true where somebody has accepted the plan of the run.
	confirmed bool
}

func (f *targetFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.name, "target", "model", "model, a URL, or a target file.yaml")
	flags.BoolVar(&f.reset, "reset", false,
		"erase what is in the target: each scenario starts in an empty one, and a target that holds something is refused "+
			"otherwise")
}

// open returns the target, unless others have something there that the run would
// erase. The function it returns ends the use of it.
func (f *targetFlags) open(cmd *cobra.Command) (target.Target, func(), error) {
	if config, err := readTarget(f.name); err != nil {
		return nil, nil, err
	} else if config.Demands() && !f.confirmed {
		return nil, nil, fmt.Errorf("--target: %s demands a plan before anything is called, which goes with check and record: say "+
			"shareproof plan --target %s first", f.name, f.name)
	}
	t, done, err := openTarget(cmd.Context(), cmd.ErrOrStderr(), f.name)
	endpoint, ok := endpointOf(t)
	if err != nil || !ok {
		return t, done, err
	}
	if err := endpoint.Settle(cmd.Context()); err != nil {
		done()
		return nil, nil, exit.Trouble(err)
	}
	switch what, known := endpoint.Erases(); {
	case f.reset:
	case what != "":
		return nil, nil, fmt.Errorf("--target: %s is not empty, %s, and the run would erase it: say --reset to let it",
			f.name, what)
	case !known:
		fmt.Fprintf(cmd.ErrOrStderr(), "shareproof: %s is reset before each scenario: whatever is in it will be gone\n", f.name)
	}
	for _, said := range endpoint.Ask(cmd.Context()) {
		if said.State == target.Lacks || said.State == target.InTheWay {
			fmt.Fprintf(cmd.ErrOrStderr(), "shareproof: %s: %s\n", said.About, printable(said.Says+": "+said.Mend))
		}
	}
	return t, done, nil
}

// endpointOf returns the endpoint behind a target, if there is one.
func endpointOf(t target.Target) (*remote.Target, bool) {
	if elsewhere, ok := t.(*sandbox.Target); ok {
		t = elsewhere.Unwrap()
	}
	endpoint, ok := t.(*remote.Target)
	return endpoint, ok
}

// readTarget reads what describes the target of a name: a URL, a file, or nothing for the
// embedded model.
func readTarget(name string) (config remote.Config, err error) {
	switch {
	case name == "model":
		return config, nil
	case strings.Contains(name, "://"):
		config, err = remote.ForURL(name)
	case strings.HasSuffix(name, ".yaml"):
		var content []byte
		if content, err = os.ReadFile(name); err == nil {
			config, err = remote.Parse(name, content)
		}
	default:
		err = fmt.Errorf("%q is neither model nor a URL such as http://127.0.0.1:4566 nor a target file.yaml", name)
	}
	if err != nil {
		err = fmt.Errorf("--target: %w", err)
	}
	return config, err
}

// openTarget returns the target of a name: the embedded model, an endpoint by
// URL, or what a file describes. The function it returns ends the use of it.
func openTarget(ctx context.Context, stderr io.Writer, name string) (target.Target, func(), error) {
	if name == "model" {
		return &target.Model{Options: model.Options{Watch: true}}, func() {}, nil
	}
	t, err := openEndpoint(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	if err := t.Identify(ctx); err != nil {
		return nil, nil, notOpened(err)
	}
	places := sandbox.Places{Accounts: t.Numbers(), Regions: t.Regions()}
	if len(places.Accounts) == 0 && len(places.Regions) == 0 && t.Offers(target.Reset) {
		return t, func() {
			ctx, stop := afterwards(ctx)
			defer stop()
			_ = t.Close(ctx)
		}, nil
	}
	there, err := sandbox.New(t, places)
	if err != nil {
		return nil, nil, fmt.Errorf("--target: %w", err)
	}
	there.Bind(t.Terms())
	return there, func() {
		ctx, stop := afterwards(ctx)
		defer stop()
		tellLeft(stderr, there.Close(ctx))
		_ = t.Close(ctx)
	}, nil
}

// grace is how long an interrupted command goes on to clear away. What is left then stands in a
// journal, or the next run erases it.
const grace = 2 * time.Second

// afterwards returns the context of what a command clears away at its end: that takes as long as
// it takes, unless somebody has interrupted and waits.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx.Err() != nil {
		return context.WithTimeout(context.WithoutCancel(ctx), grace)
	}
	return context.WithCancel(context.WithoutCancel(ctx))
}

// tellLeft says what could not be taken away from a target.
func tellLeft(w io.Writer, left []error) {
	for i, err := range left {
		if i == mostLeft {
			fmt.Fprintf(w, "shareproof: and %d more\n", len(left)-i)
			return
		}
		fmt.Fprintf(w, "shareproof: left behind: %s\n", printable(err.Error()))
	}
}

// mostLeft is how many of the things that stayed behind are named.
const mostLeft = 20

// openEndpoint returns the endpoint of a URL or a file, of which nobody was asked yet.
func openEndpoint(ctx context.Context, name string) (*remote.Target, error) {
	config, err := readTarget(name)
	if err != nil {
		return nil, err
	}
	config.Hide = secretsOf(ctx)
	t, err := remote.Open(ctx, config)
	return t, notOpened(err)
}

// notOpened tells what is wrong with how a target is described from a target that is not
// there.
func notOpened(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, remote.ErrPublic), errors.Is(err, remote.ErrAccounts), errors.Is(err, remote.ErrProfile):
		return fmt.Errorf("--target: %w", err)
	}
	return exit.Trouble(err)
}
