package main

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// eachCommand visits all commands but those that cobra makes.
func eachCommand(cmd *cobra.Command, visit func(*cobra.Command)) {
	for _, c := range cmd.Commands() {
		visit(c)
		eachCommand(c, visit)
	}
}

var word = regexp.MustCompile(`"[^"]*"|'[^']*'|[^\s"']+`)

// examplesOf takes the examples of a command apart, each into its words.
func examplesOf(cmd *cobra.Command) (all [][]string) {
	for _, line := range strings.Split(strings.ReplaceAll(cmd.Example, "\\\n", " "), "\n") {
		line, _, _ = strings.Cut(line, " # ")
		var words []string
		for _, w := range word.FindAllString(line, -1) {
			words = append(words, strings.Trim(w, `"'`))
		}
		all = append(all, words)
	}
	return all
}

func TestEveryCommandHasExamplesThatParse(t *testing.T) {
	eachCommand(rootCommand(), func(cmd *cobra.Command) {
		require.NotEmpty(t, cmd.Example, cmd.CommandPath())
		for _, words := range examplesOf(cmd) {
			require.Equal(t, "shareproof", words[0])
			root := rootCommand() // whose flags nobody has set
			found, args, err := root.Find(words[1:])
			require.NoError(t, err, words)
			assert.Contains(t, words, cmd.Name(), "an example of another command")
			require.NoError(t, found.ParseFlags(args), words)
			require.NoError(t, found.ValidateArgs(found.Flags().Args()), words)
			require.NoError(t, found.ValidateRequiredFlags(), words)
		}
	})
}

func TestExamplesThatNeedNothingArePlayed(t *testing.T) {
	for _, name := range []string{"rules", "invariants", "phrases", "diagram", "version"} {
		cmd, _, err := rootCommand().Find([]string{name})
		require.NoError(t, err)
		for _, words := range examplesOf(cmd) {
			var stderr strings.Builder
			assert.Zero(t, run(words[1:], io.Discard, &stderr), "%v: %s", words, &stderr)
		}
	}
}
