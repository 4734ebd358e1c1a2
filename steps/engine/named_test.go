package engine

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOfTwoNamesOfOneThingTheLesserShows(t *testing.T) {
	one := Thing{ID: "id", ARN: "arn:aws:cloudhsm:us-east-1:111111111111:backup/id"}
	s := &Session{things: map[Name]Thing{}}
	for _, kind := range []string{"backup", "key", "policy"} {
		for _, name := range []string{"d", "b", "c", "a"} {
			s.Remember(kind, name, one)
		}
	}
	for range 50 {
		require.Equal(t, "a", s.NameOf("backup", one.ID))
		require.Equal(t, "a", s.ARNCalled("policy", one.ARN))
		require.Equal(t, "of a", s.WithNames("policy", "of id"))
		found, ok := s.Find(func(t Thing) bool { return t.ARN == one.ARN }, "volume", "key", "backup")
		require.True(t, ok)
		require.Equal(t, Name{"key", "a"}, Name{found.Kind, found.Name})
	}
}

// Names are compared as a whole: a short one is no part of a kind's.
func TestAShortNameIsNotTakenForAKind(t *testing.T) {
	s := &Session{things: map[Name]Thing{{"OU", "a"}: {ID: "id"}}}
	require.Empty(t, s.NameOf("organization", "id"))
}
