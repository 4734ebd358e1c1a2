package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/internal/exit"
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
	require.Equal(t, exit.Code(exit.Diverges), s.run(cmd))
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
	require.Equal(t, exit.Code(exit.Diverges), s.run(cmd))
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

func TestAnInterruptedCommandClearsAwayForAMomentOnly(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	calm, stop := afterwards(ctx)
	defer stop()
	_, bounded := calm.Deadline()
	assert.False(t, bounded, "a run that ends by itself clears away as long as it takes")
	interrupt()
	assert.NoError(t, calm.Err())
	hurried, stop := afterwards(ctx)
	defer stop()
	assert.NoError(t, hurried.Err())
	until, bounded := hurried.Deadline()
	assert.True(t, bounded)
	assert.LessOrEqual(t, time.Until(until), 2*time.Second)
}

// Of a run of many scenarios that is interrupted those are told that were played.
func TestAnInterruptedRunListsWhatWasPlayed(t *testing.T) {
	var feature strings.Builder
	feature.WriteString("Feature: many\n\n  Scenario Outline: A key <n>\n    When \"owner\" calls kms CreateKey\n    Then it succeeds\n\n" +
		"    Examples:\n      | n |\n")
	for i := range 500 {
		fmt.Fprintf(&feature, "      | %d |\n", i)
	}
	file := filepath.Join(t.TempDir(), "many.feature")
	require.NoError(t, os.WriteFile(file, []byte(feature.String()), 0o600))
	ctx, interrupt := context.WithCancel(t.Context())
	c := check{target: targetFlags{name: "model"}, out: t.TempDir()}
	c.Paths, c.Own = []string{file}, true
	cmd, told := command(ctx)
	go func() {
		time.Sleep(50 * time.Millisecond)
		interrupt()
	}()
	if err := c.run(cmd); err == nil {
		t.Skip("the run was quicker than the interrupt")
	}
	assert.Less(t, strings.Count(told.String(), "\nnot run"), 12, "%s", told)
	assert.Contains(t, told.String(), "interrupted after ")
}
