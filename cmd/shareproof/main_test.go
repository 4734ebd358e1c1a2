package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/internal/timing"
	"github.com/shareproof/shareproof/internal/underaws"
	"github.com/shareproof/shareproof/model"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"shareproof": main, "stubborn": stubborn})
}

// stubborn hears of the first signal, and goes on.
func stubborn() {
	ctx, stop := exit.UntilInterrupted()
	defer stop()
	_ = os.WriteFile("listens", nil, 0o600)
	<-ctx.Done()
	time.Sleep(100 * time.Millisecond) // until nobody listens any more
	_ = os.WriteFile("heard", nil, 0o600)
	time.Sleep(time.Minute)
}

func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("runs whole suites")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               givePort,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "listening": listening, "appears": appears, "aws": aws,
		},
	})
}

// exits runs a program that must end with an exit code: exits CODE PROGRAM...
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var failed *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// givePort sets ADDR to an address that nobody listens on.
func givePort(e *testscript.Env) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	e.Setenv("ADDR", l.Addr().String())
	return l.Close()
}

// appears waits for a file.
func appears(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(comes(func() error {
		_, err := os.Stat(ts.MkAbs(args[0]))
		return err
	}))
}

// comes asks again and again until nothing is wrong, and returns what is wrong still.
func comes(ask func() error) error {
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if err := ask(); err == nil || time.Since(began) > timing.Patience {
			return err
		}
	}
}

// listening waits until somebody listens on an address.
func listening(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(comes(func() error {
		c, err := net.Dial("tcp", args[0])
		if err != nil {
			return fmt.Errorf("nobody listens: %w", err)
		}
		return c.Close()
	}))
}

// aws serves an emulator that stands for the accounts of some names, to this script alone,
// as AWS: aws NAME... Their profiles are those of the script, and their numbers stand in
// OWNER and so on.
func aws(ts *testscript.TestScript, _ bool, names []string) {
	lot := emulator.LotOf(21)
	accounts, err := lot.Accounts(names...)
	ts.Check(err)
	e := emulator.New(emulator.Options{World: model.Options{Seed: lot.Seed()}, Clock: emulator.Real,
		Strict: &emulator.Strict{Accounts: accounts}})
	keys := ts.MkAbs("aws-keys")
	ts.Check(emulator.WriteCredentials(keys, "http://nobody.invalid", "us-east-1", emulator.Real, accounts))
	bundle := filepath.Join(keys, "ca.pem")
	there, err := underaws.Serve(e, bundle)
	ts.Check(err)
	ts.Defer(there.Close)
	ts.Setenv("HTTPS_PROXY", there.Proxy)
	ts.Setenv("AWS_CA_BUNDLE", bundle)
	ts.Setenv("AWS_CONFIG_FILE", filepath.Join(keys, "config"))
	ts.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(keys, "credentials"))
	for _, a := range accounts {
		ts.Setenv(strings.ToUpper(a.Name), a.Number)
	}
}
