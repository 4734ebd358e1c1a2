package emulator_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
)

var loadRequests = flag.Int("load-requests", 100_000, "how many requests an emulator under constant load is sent")

// memory is what the process has in use, in bytes: on its heap, and of the machine but for files, which
// is 0 where nobody tells.
type memory struct{ heap, resident int }

func used() (m memory) {
	debug.FreeOSMemory()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	m.heap = int(stats.HeapAlloc)
	if statm, err := os.ReadFile("/proc/self/statm"); err == nil {
		var pages, files int
		_, _ = fmt.Sscan(string(statm), new(int), &pages, &files)
		m.resident = (pages - files) * os.Getpagesize()
	}
	return m
}

// passed lets time pass by the control API.
func passed(t *testing.T, e *emulator.Emulator, by string) {
	w := request{http.MethodPost, "/_shareproof/advance?by=" + by, "", nil}.to(e)
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
}

const fiveMiB = 5 << 20

func TestAYearOfAnHourlyPolicyGrowsTheProcessByLessThanFiveMiB(t *testing.T) {
	if testing.Short() {
		t.Skip("a year takes seconds")
	}
	e := policed(t, emulator.Options{}, 1, `"RetainRule":{"Count":24}`)
	passed(t, e, "30d") // as long as a process that begins still grows by itself
	var early, late memory
	for range 3 { // the runtime itself grows now and then, but not each year
		early = used()
		passed(t, e, "365d")
		late = used()
		t.Logf("%+v, a year later %+v", early, late)
		if late.heap-early.heap < fiveMiB && late.resident-early.resident < fiveMiB {
			break
		}
	}
	assert.Less(t, late.heap-early.heap, fiveMiB)
	assert.Less(t, late.resident-early.resident, fiveMiB)
	runtime.KeepAlive(e)
}

// An emulator that is sent the same kinds of requests all the time, good ones and bad ones, keeps no
// more after all of them than after half.
func TestAnEmulatorUnderConstantLoadStaysAsLargeAsItIs(t *testing.T) {
	if testing.Short() {
		t.Skip("many requests take seconds")
	}
	e := emulator.New(emulator.Options{Clock: emulator.Manual})
	var sizes [2]memory
	sent := 0
	send := func(q request, status int) []byte {
		w := q.to(e)
		require.Equal(t, status, w.Code, w.Body.String())
		sent++
		return w.Body.Bytes()
	}
	for half := range sizes {
		for n := 0; sent < (half+1)**loadRequests/2; n++ {
			churn(t, n, send)
			passed(t, e, "1h")
		}
		sizes[half] = used()
	}
	t.Logf("after %d requests %+v, after %d %+v", *loadRequests/2, sizes[0], sent, sizes[1])
	assert.Less(t, sizes[1].heap, sizes[0].heap*9/8+1<<20)
	assert.Less(t, sizes[1].resident, sizes[0].resident*9/8+fiveMiB)
	runtime.KeepAlive(e)
}

// churn makes something in each protocol, asks for it, asks wrongly, and deletes it.
func churn(t *testing.T, n int, send func(q request, status int) []byte) {
	var key struct{ KeyMetadata struct{ KeyId string } }
	require.NoError(t, json.Unmarshal(send(kmsCall("CreateKey", map[string]any{}), 200), &key))
	id := map[string]any{"KeyId": key.KeyMetadata.KeyId}
	send(kmsCall("DescribeKey", id), 200)
	send(kmsCall("DescribeKey", map[string]any{"KeyId": fmt.Sprint("nobody-", n)}), 400)
	send(kmsCall("ScheduleKeyDeletion", map[string]any{"KeyId": id["KeyId"], "PendingWindowInDays": 7}), 200)
	send(ramCall(fmt.Sprint("/eat", n), "{}"), 404)
	token := fmt.Sprintf(`"clientToken":"%d"`, n)
	var share struct {
		ResourceShare struct{ ResourceShareArn string }
	}
	require.NoError(t, json.Unmarshal(send(ramCall("/createresourceshare", `{"name":"s",`+token+`}`), 200), &share))
	arn := share.ResourceShare.ResourceShareArn
	send(ramCall("/updateresourceshare", `{"resourceShareArn":"`+arn+`","name":"t",`+token+`}`), 200)
	gone := ramCall("/deleteresourceshare?resourceShareArn="+arn, "")
	gone.method = http.MethodDelete
	send(gone, 200)
	send(iamCall(fmt.Sprintf("Action=CreateUser&UserName=user-%d", n)), 200)
	send(iamCall(fmt.Sprintf("Action=DeleteUser&UserName=user-%d", n)), 200)
	send(cloudhsmCall("DescribeBackups", "{}").with("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA"+
		fmt.Sprintf("%016d", n)+"/20260101/us-east-1/cloudhsm/aws4_request, SignedHeaders=host, Signature=0"), 400)
	send(request{http.MethodGet, fmt.Sprint("/_shareproof/calls?last=", 1+n%9), "", nil}, 200)
}
