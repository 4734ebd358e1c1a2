package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/conformance/exploration"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

func TestABrokenInvariantIsToldWithACommandThatShowsItAgain(t *testing.T) {
	owner := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	leak := func(w *model.World, as kernel.Caller, in any) (any, error) {
		if in, ok := in.(*cloudhsm.DescribeBackups); ok && in.Shared != nil {
			return w.Do(owner, &cloudhsm.DescribeBackups{})
		}
		return w.Do(as, in)
	}
	out := t.TempDir()
	e := explore{Options: exploration.Options{Answer: leak}, out: out,
		files: []string{"../../conformance/exploration/universes/sharing.yaml"}}
	var told bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetOut(&told)
	cmd.SetContext(t.Context())
	require.Equal(t, exit.Code(exit.Diverges), e.run(cmd))
	file := filepath.Join(out, "sharing-INV-SEE-01.yaml")
	assert.Contains(t, told.String(), "INV-SEE-01 does not hold")
	assert.Contains(t, told.String(), "  after  0 moves\n  replay shareproof replay "+file+"\n")
	_, err := readScenario(file)
	assert.NoError(t, err)
}
