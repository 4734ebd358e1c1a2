package protocol_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

func callOf(service, operation string) *protocol.Call {
	return protocol.NewCall(services.Find(service), services.FindOperation(service, operation))
}

// November 2nd, 2025, at noon.
const noon = kernel.Time(1762084800_000)

func TestAScalarOfTheWrongTypeIsReadWhereItsMeaningIsPlain(t *testing.T) {
	for body, want := range map[string]struct {
		path, reason, got string
	}{
		`{"Clusters": [{"CreateTimestamp": "2025-11-02T12:00:00Z"}, {"CreateTimestamp": "2025-11-02T13:00:00+01:00"}]}`: {
			"Clusters[].CreateTimestamp", "want a number of seconds since the Unix epoch, got a string", "2025-11-02T12:00:00Z"},
		`{"Clusters": [{"CreateTimestamp": "1762084800"}]}`: {
			"Clusters[].CreateTimestamp", "want a number of seconds since the Unix epoch, got a string", "1762084800"},
		`{"Clusters": [{"CreateTimestamp": 1762084800, "BackupRetentionPolicy": {"Type": "DAYS"}}]}`: {},
	} {
		out, wrong, err := callOf("cloudhsmv2", "DescribeClusters").ReadLeniently([]byte(body))
		require.NoError(t, err, body)
		assert.Equal(t, noon, out.(*cloudhsm.DescribeClustersOutput).Clusters[0].CreateTimestamp, body)
		if want.path == "" {
			assert.Empty(t, wrong, body)
			continue
		}
		require.NotEmpty(t, wrong, body)
		assert.Equal(t, protocol.Mistake{Path: want.path, Reason: want.reason, Got: want.got}, wrong[0], body)
	}
}

func TestNumbersBooleansAndTimesInXMLAreReadLeniently(t *testing.T) {
	body := `<DescribeSnapshotsResponse><snapshotSet><item><startTime>1762084800</startTime><encrypted>True</encrypted>` +
		`</item></snapshotSet></DescribeSnapshotsResponse>`
	to := callOf("ec2", "DescribeSnapshots")
	_, err := to.ReadAnswer([]byte(body))
	require.ErrorContains(t, err, `snapshotSet[0].startTime: want a time such as 2026-01-01T00:00:00Z, got "1762084800"`)
	out, wrong, err := to.ReadLeniently([]byte(body))
	require.NoError(t, err)
	shown := out.(*ebs.DescribeSnapshotsOutput).Snapshots[0]
	assert.Equal(t, noon, shown.StartTime)
	assert.True(t, shown.Encrypted)
	assert.Equal(t, []protocol.Mistake{
		{"snapshotSet[].startTime", "want a time such as 2026-01-01T00:00:00Z, got a number", "1762084800"},
		{"snapshotSet[].encrypted", `want a boolean, got "True"`, "True"},
	}, wrong)
}

// What is not plain stays what it is: no answer of the protocol, told as ReadAnswer
// tells it.
func TestWhatCannotBeRecoveredIsNotRead(t *testing.T) {
	for body, want := range map[string]string{
		`{"Clusters": [{"CreateTimestamp": "yesterday"}]}`:    `Clusters[0].CreateTimestamp: want a number of seconds since the Unix epoch, got a string`,
		`{"Clusters": [{"CreateTimestamp": ""}]}`:             `Clusters[0].CreateTimestamp: want a number of seconds since the Unix epoch, got a string`,
		`{"Clusters": [{"CreateTimestamp": true}]}`:           `Clusters[0].CreateTimestamp: want a number of seconds since the Unix epoch, got a boolean`,
		`{"Clusters": [{"CreateTimestamp": "9e99"}]}`:         `Clusters[0].CreateTimestamp: want a number of seconds`,
		`{"Clusters": [{"CreateTimestamp": ["2025-11-02"]}]}`: `got a list`,
		`{"Clusters": [{"ClusterId": 7}]}`:                    `Clusters[0].ClusterId: want a string, got a number`,
		`{"Clusters": "none"}`:                                `Clusters: want a list, got a string`,
		`{"Clusters": [{"CreateTimestamp": "2025-11-02T12:00`: `the document is not JSON`,
		`{"Clusters": [{"CreateTimestamp": "1", "Hsms": 7}]}`: `CreateTimestamp: want a number`,
	} {
		out, wrong, err := callOf("cloudhsmv2", "DescribeClusters").ReadLeniently([]byte(body))
		require.ErrorContains(t, err, want, body)
		assert.Nil(t, out, body)
		assert.Empty(t, wrong, body)
	}
}

func TestNothingIsReadAsAnAnswerWithoutMembers(t *testing.T) {
	out, wrong, err := callOf("kms", "CreateAlias").ReadLeniently([]byte("null"))
	require.NoError(t, err)
	require.NotNil(t, out)
	require.Empty(t, wrong)
	_, err = callOf("kms", "CreateAlias").ReadAnswer([]byte("null"))
	require.Error(t, err, "Shareproof itself answers an object")
}
