package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/spf13/cobra"
)

// pollInterval is how often the times of watched files are looked at.
const pollInterval = 500 * time.Millisecond

// watchPaths runs again whenever a file of the paths has changed. An interrupt ends
// it with the exit code of the last run.
func (c *check) watchPaths(cmd *cobra.Command) error {
	ctx := cmd.Context()
	if timesOf(c.Paths) == "" {
		return errors.New("--watch: want at least one PATH of a .feature or .yaml file, or of a folder with one")
	}
	var last error
	for {
		before := timesOf(c.Paths)
		fmt.Fprintf(cmd.OutOrStdout(), "-- %s  %s\n", time.Now().Format(time.TimeOnly), strings.Join(c.Paths, " "))
		err := c.once(cmd)
		if ctx.Err() != nil && last == nil {
			return err
		}
		if ctx.Err() != nil {
			return last
		}
		last = exit.Code(ended(ctx, err, cmd.ErrOrStderr()))
		fmt.Fprintln(cmd.OutOrStdout())
		for timesOf(c.Paths) == before {
			select {
			case <-ctx.Done():
				return last
			case <-time.After(pollInterval):
			}
		}
	}
}

// timesOf tells when the files of paths were last changed. It is empty where there is
// none.
func timesOf(paths []string) string {
	var all strings.Builder
	for _, path := range paths {
		_ = filepath.WalkDir(conformance.File(path), func(file string, d fs.DirEntry, err error) error {
			if ext := filepath.Ext(file); err != nil || d.IsDir() || ext != ".feature" && ext != ".yaml" {
				return nil // what cannot be read now is looked at again
			}
			if info, err := os.Stat(file); err == nil {
				fmt.Fprintln(&all, file, info.ModTime().UnixNano(), info.Size())
			}
			return nil
		})
	}
	return all.String()
}
