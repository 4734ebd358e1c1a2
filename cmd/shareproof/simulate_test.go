package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/scenarios/history"
)

// command returns a command that prints into a buffer.
func command(ctx context.Context) (*cobra.Command, *bytes.Buffer) {
	var told bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetOut(&told)
	cmd.SetErr(&told)
	cmd.SetContext(ctx)
	return cmd, &told
}

// lasting does not delete shares.
type lasting struct{ *model.World }

func (l lasting) Do(as kernel.Caller, in any) (any, error) {
	if _, ok := in.(*ram.DeleteResourceShare); ok {
		return l.Fork().Do(as, in)
	}
	return l.World.Do(as, in)
}

func TestABrokenInvariantIsToldWithTheCommandsThatShowItAgain(t *testing.T) {
	out := t.TempDir()
	s := simulate{out: out, Options: simulation.Options{
		Seed: 1, Steps: 100_000, Workers: 1, Made: func(w *model.World) history.World { return lasting{w} },
	}}
	cmd, told := command(t.Context())
	require.Equal(t, exitCode(1), s.run(cmd))
	files, err := filepath.Glob(filepath.Join(out, "INV-*.yaml"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	assert.Regexp(t, `(?m)^broken: INV-[A-Z]+-\d+, `, told.String())
	assert.Regexp(t, `(?m)^  again   shareproof simulate --seed \d+ --steps \d+$`, told.String())
	assert.Contains(t, told.String(), "  replay  shareproof replay "+files[0]+"\n")
	_, err = readScenario(files[0])
	assert.NoError(t, err)

	s.json = true
	cmd, told = command(t.Context())
	require.Equal(t, exitCode(1), s.run(cmd))
	assert.Regexp(t, `"scenario": ".*INV-`, told.String())
}

func TestAnInterruptedCommandStillSumsUp(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()

	s := simulate{Options: simulation.Options{Seed: 1, Steps: 100_000, Workers: 1}}
	cmd, told := command(ctx)
	require.ErrorIs(t, s.run(cmd), context.Canceled)
	assert.Contains(t, told.String(), "0 worlds")

	c := check{target: targetFlags{name: "model"}, out: t.TempDir()}
	cmd, told = command(ctx)
	require.ErrorIs(t, c.run(cmd), context.Canceled)
	assert.Contains(t, told.String(), "shareproof-model: nothing ran: interrupted after 0 of ")
	for _, file := range []string{"report.json", "report.html", "junit.xml"} {
		_, err := os.Stat(filepath.Join(c.out, file))
		assert.NoError(t, err)
	}

	m := mutantsCommand()
	var matrix bytes.Buffer
	m.SetOut(&matrix)
	m.SetArgs([]string{})
	m.SilenceErrors, m.SilenceUsage = true, true
	require.ErrorIs(t, m.ExecuteContext(ctx), context.Canceled)
	assert.Contains(t, matrix.String(), "MUTANTS OF")
}
