package mistake_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/mistake"
)

func TestMistakesAreToldOnceAndInOrder(t *testing.T) {
	at := func(file string, line, column int) error {
		return &mistake.Mistake{File: file, Line: line, Column: column, Reason: "no"}
	}
	err := mistake.Join(at("b", 2, 1), nil, mistake.Join(at("b", 10, 1), at("b", 2, 7), at("b", 2, 1)),
		mistake.In("z", at("a", 1, 1)), mistake.In(".", at("a", 0, 0)))
	require.EqualError(t, err, "a: no\nb:2:1: no\nb:2:7: no\nb:10:1: no\nz/a:1:1: no")
	require.NoError(t, mistake.Join(nil, nil))
}

func TestTroubleGoesBeforeMistakes(t *testing.T) {
	trouble := errors.New("no such file")
	require.Equal(t, trouble, mistake.Join(&mistake.Mistake{File: "a"}, trouble))
	require.EqualError(t, mistake.In("own", trouble), "own/no such file")
}
