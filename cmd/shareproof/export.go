package main

import (
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/journal"
)

func exportCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "export DIR FILE",
		Short: "Write the state of a world that serve --data keeps to a file",
		Long: `Write the state of the world that serve --data DIR keeps to a FILE, which another version
can import that would play its journal otherwise. No emulator may use the folder meanwhile.`,
		Example: `  shareproof export data world.shareproof`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := emulator.Export(dataOf(cmd, args[0]), args[1]); err != nil {
				return fmt.Errorf("export: %w", err)
			}
			return nil
		},
	}
}

func importCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE DIR",
		Short: "Make a folder for serve --data of a state that export wrote",
		Long: `Begin a journal in the folder DIR, in which there is none, with the state in a FILE that
export wrote. serve --data DIR goes on with that world.`,
		Example: `  shareproof import world.shareproof data`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := emulator.Import(args[0], dataOf(cmd, args[1])); err != nil {
				return fmt.Errorf("import: %w", err)
			}
			return nil
		},
	}
}

func dataOf(cmd *cobra.Command, dir string) emulator.Data {
	return emulator.Data{Dir: dir, Program: conformance.Version(),
		Journal: journal.Options{Log: slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))}}
}
