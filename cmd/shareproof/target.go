package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

// unreachable is a target that is not there: trouble of the harness.
type unreachable struct{ error }

// openTarget returns the target of a name: the embedded model, an endpoint by
// URL, or what a file describes. The function it returns ends the use of it.
func openTarget(ctx context.Context, name string) (target.Target, func(), error) {
	var config remote.Config
	var err error
	switch {
	case name == "model":
		return &target.Model{Options: model.Options{Watch: true}}, func() {}, nil
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
		return nil, nil, fmt.Errorf("--target: %w", err)
	}
	config.Hide = secretsOf(ctx)
	t, err := remote.Open(ctx, config)
	if err == nil {
		err = t.Identify(ctx)
	}
	switch {
	case errors.Is(err, remote.ErrPublic), errors.Is(err, remote.ErrAccounts):
		return nil, nil, fmt.Errorf("--target: %w", err)
	case err != nil:
		return nil, nil, unreachable{err}
	}
	return t, func() { _ = t.Close(context.WithoutCancel(ctx)) }, nil
}
