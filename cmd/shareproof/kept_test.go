package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/target/remote"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// keptReports are the reports on emulators of others.
func keptReports(t *testing.T) []string {
	files, err := filepath.Glob("../../conformance/reports/*/*.json")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 3)
	return files
}

func TestTheReportsOnOthersAreWholeAndSayWhatTheyAreOf(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(conformance.Schema))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("report", document))
	schema, err := compiler.Compile("report")
	require.NoError(t, err)
	for _, file := range keptReports(t) {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
		require.NoError(t, err, file)
		require.NoError(t, schema.Validate(plain), file)
		r, err := conformance.ReadReport(file, content)
		require.NoError(t, err)
		of := r.Target.Implementation
		require.NotNil(t, of, file)
		assert.Equal(t, of.Project, filepath.Base(filepath.Dir(file)))
		assert.Equal(t, of.Version+".json", filepath.Base(file))
		assert.False(t, r.Interrupted, file)
		assert.NotEmpty(t, r.Shell, "%s: its reproductions do not say where they run", file)
		for _, c := range r.Causes {
			if c.Wire {
				continue // the report on moto is of before these had calls of their own
			}
			assert.NotEmpty(t, c.Reproduction.Calls, "%s: %s %s", file, c.Operation, c.Reason)
		}
	}
}

func TestTheScoreboardIsThatOfTheReports(t *testing.T) {
	var stderr bytes.Buffer
	args := append([]string{"scoreboard", "--check", "--out", "../../docs/scoreboard.md"}, keptReports(t)...)
	assert.Zero(t, run(args, &bytes.Buffer{}, &stderr), "%s: make docs", &stderr)
}

func TestTheTargetFilesOfOthersCanBeReadAndSayWhatTheyAreOf(t *testing.T) {
	files, err := filepath.Glob("../../examples/targets/*.yaml")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 3)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		config, err := remote.Parse(file, content)
		require.NoError(t, err)
		assert.Equal(t, config.Name+".yaml", filepath.Base(file))
		assert.NotNil(t, config.Claims.Implementation, file)
	}
}
