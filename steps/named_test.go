package steps

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOfTwoNamesOfOneThingTheLesserShows(t *testing.T) {
	one := thing{ID: "id", ARN: "arn:aws:cloudhsm:us-east-1:111111111111:backup/id"}
	s := &session{things: map[string]thing{}}
	for _, kind := range []string{"backup", "key", "policy"} {
		for _, alias := range []string{"d", "b", "c", "a"} {
			s.remember(kind, alias, one)
		}
	}
	for range 50 {
		require.Equal(t, "a", s.nameOf("backup", one.ID))
		require.Equal(t, "a", s.nameOfEntity(one.ARN))
		require.Equal(t, "a", s.arnCalled("policy", one.ARN))
		require.Equal(t, "of a", s.namePolicies("of id"))
		called, err := s.keyCalled(t.Context(), one.ID)
		require.NoError(t, err)
		require.Equal(t, "a", called)
	}
}

// Names are compared as a whole: a short one is no part of a kind's.
func TestAShortNameIsNotTakenForAKind(t *testing.T) {
	s := &session{}
	s.things = map[string]thing{"OU a": {ID: "id"}}
	require.Empty(t, s.nameOf("organization", "id"))
}
