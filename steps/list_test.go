package steps_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/features"
	"github.com/shareproof/shareproof/steps"
)

func TestWhatIsListedIsWhatIsLoaded(t *testing.T) {
	loaded, err := steps.Load(features.FS)
	require.NoError(t, err)
	listed, err := steps.List(features.FS)
	require.NoError(t, err)
	require.Len(t, listed, len(loaded))
	for i, f := range loaded {
		assert.Equal(t, f.Cases, listed[i].Cases, f.File)
	}
}

func TestWhatIsListedIsNotGoneThrough(t *testing.T) {
	files := fstest.MapFS{"a.feature": {Data: []byte("Feature: A\n  Scenario: b\n    When nobody knows what\n")}}
	listed, err := steps.List(files)
	require.NoError(t, err)
	require.Len(t, listed[0].Cases, 1)
	_, err = steps.Load(files)
	require.ErrorContains(t, err, "a.feature:3:10: undefined step")
	_, err = steps.List(fstest.MapFS{"a.feature": {Data: []byte("Nothing\n")}})
	require.ErrorContains(t, err, "a.feature:1:1")
}
