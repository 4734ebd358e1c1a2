package conformance

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestACauseLeavesOutWhatDiffersBetweenScenarios(t *testing.T) {
	for want, texts := range map[string][]string{
		"NoSuchEntity: The user with name … cannot be found.":     {`NoSuchEntity: The user with name "ann" cannot be found.`, "NoSuchEntity: The user with name `bob` cannot be found."},
		"Snapshot … of account … is not yours":                    {"Snapshot snap-0123 of account 111111111111 is not yours", "Snapshot snap-a1 of account\n222222222222 is not  yours"},
		"Clusters.*.CreateTimestamp: want a number, got a string": {"Clusters.0.CreateTimestamp: want a number, got a string", "Clusters.12.CreateTimestamp: want a number, got a string"},
		"HTTP status 503":    {"HTTP status 503"},
		"no right to … as …": {"no right to arn:aws:kms:us-east-1:1:key/x as arn:aws:iam::1:root"},
		"cluster … becoming ACTIVE did not happen within … last seen": {`cluster "vault" becoming ACTIVE did not happen within 4h0m0s: last seen`},
	} {
		for _, text := range texts {
			require.Equal(t, want, likened(text))
		}
	}
	require.Less(t, len(likened(strings.Repeat("many words ", 1000))), 200)
}
