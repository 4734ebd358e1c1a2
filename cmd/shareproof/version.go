package main

import (
	"fmt"

	"github.com/shareproof/shareproof/conformance"
	"github.com/spf13/cobra"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version, and the revision it was built from where the build knows it",
		Example: `  shareproof version`,
		Args:    cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			fmt.Fprintln(cmd.OutOrStdout(), versionLine())
		},
	}
}

// versionLine names the program and its version, and says so where nobody knows it.
func versionLine() string {
	version := conformance.Version()
	if version == "(devel)" {
		version += ", of an unknown revision: it was built without version control"
	}
	return "shareproof " + version
}
