package dlm

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/eventbridge"
)

// The cause of a failure is any text: what looks like a member in it is none.
func TestANotificationIsReadAsADecoderOfJSONReadsIt(t *testing.T) {
	for _, cause := range []string{"", "no", `,"event":"shareSnapshot","source":"1"`, `\",\"result\":"x"`, "a\n\"b/c"} {
		detail := `{"event":"copySnapshot","result":"failed","cause":` + strconv.Quote(cause) + `,"request-id":"",` +
			`"snapshot_id":"arn:aws:ec2::us-east-1:snapshot/snap-01234567","source":"111111111111"}`
		var want struct{ Event, Result, Source, Cause string }
		require.NoError(t, json.Unmarshal([]byte(detail), &want))
		require.Equal(t, cause, want.Cause)

		n, id, ok := notified(&eventbridge.Event{
			Source: "aws.ec2", DetailType: "EBS Snapshot Notification", Detail: detail,
		})
		assert.True(t, ok)
		assert.Equal(t, notification{want.Event, want.Result, want.Source}, n)
		assert.Equal(t, "snap-01234567", id)
	}
}
