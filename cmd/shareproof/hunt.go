package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/shareproof/shareproof/internal/exit"
)

// hunter is the program that hunts.
const hunter = "shareproof-hunt"

func huntCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "hunt",
		Short: "Simulate many worlds by many workers, on one machine or many (the program " + hunter + ")",
		Long: `Simulate the worlds of many seeds by many workers: ranges of seeds are a work queue
on NATS JetStream. The program ` + hunter + ` does it. It is looked for beside this one
and in PATH, and gets all arguments. In a checkout,

  go -C cmd/` + hunter + ` install .

makes it; it is apart so that nobody else compiles the queue.`,
		Example: `  shareproof hunt --seeds 1..100000 --workers 4
  shareproof hunt work --nats nats://queue:4222`,
		DisableFlagParsing: true,
		RunE: func(_ *cobra.Command, args []string) error {
			path, err := findHunter()
			if err != nil {
				return err
			}
			return handOver(path, args)
		},
	}
}

// findHunter looks for the program beside this one, and then in PATH.
func findHunter() (string, error) {
	if own, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(own), hunter+filepath.Ext(own))
		if info, err := os.Stat(beside); err == nil && !info.IsDir() {
			return beside, nil
		}
	}
	path, err := exec.LookPath(hunter)
	if err != nil {
		return "", fmt.Errorf("%s is not in PATH: \"go -C cmd/%[1]s install .\" makes it in a checkout", hunter)
	}
	return path, nil
}

// handOver puts another program in the place of this one, which ends as that does.
func handOver(path string, args []string) error {
	err := syscall.Exec(path, append([]string{path}, args...), os.Environ())
	if runtime.GOOS != "windows" {
		return exit.Trouble(err)
	}
	other := exec.Command(path, args...) // Windows has no such call, and tells both of an interrupt
	other.Stdin, other.Stdout, other.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = other.Run()
	var ended *exec.ExitError
	switch {
	case errors.As(err, &ended):
		return exit.Code(ended.ExitCode())
	case err != nil:
		return exit.Trouble(err)
	}
	return nil
}
