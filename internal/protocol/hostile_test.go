package protocol_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/internal/timing"
	"github.com/shareproof/shareproof/model/kernel"
)

// What a hostile endpoint answers is read in a time that grows with its length and no faster:
// each of these has some megabytes.
func TestAHostileAnswerIsReadInTime(t *testing.T) {
	pieces := strings.Repeat("a<!---->", 1<<19)
	deep := strings.Repeat("<x>", 1<<20)
	many := strings.Repeat(`{"CreateTimestamp":"1762084800"},`, 1<<17)
	for name, read := range map[string]func(){
		"a text in pieces": func() {
			_, err := callOf("ec2", "CreateSnapshot").ReadAnswer([]byte("<CreateSnapshotResponse><snapshotId>" + pieces +
				"</snapshotId></CreateSnapshotResponse>"))
			require.NoError(t, err)
		},
		"a refusal in pieces": func() {
			code, message := protocol.ReadRefusal(kernel.EC2Query, http.Header{}, []byte("<Response><Errors><Error><Code>"+pieces+
				"</Code><Message>"+pieces+"</Message></Error></Errors></Response>"))
			assert.Len(t, code, 1<<19)
			assert.Len(t, message, 1<<19)
		},
		"elements in elements": func() {
			_, err := callOf("ec2", "CreateSnapshot").ReadAnswer([]byte("<CreateSnapshotResponse>" + deep))
			require.Error(t, err)
		},
		"lists in lists": func() {
			_, _, err := callOf("kms", "ListKeys").ReadLeniently([]byte(strings.Repeat("[", 1<<22)))
			require.Error(t, err)
		},
		"many mistakes": func() {
			_, wrong, err := callOf("cloudhsmv2", "DescribeClusters").ReadLeniently([]byte(`{"Clusters":[` +
				strings.TrimSuffix(many, ",") + `]}`))
			require.NoError(t, err)
			assert.Len(t, wrong, 1000)
		},
	} {
		began := time.Now()
		read()
		timing.Within(t, began, 5*time.Second, name)
	}
}
