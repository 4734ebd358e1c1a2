package emulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/model/services"
)

func TestCallsAreKeptWithTheirCallersAnswersAndRules(t *testing.T) {
	e := launched()
	assert.Empty(t, e.Calls())
	good := cloudhsmCall("DescribeClusters", `{}`).to(e)
	cloudhsmCall("DeleteCluster", `{"ClusterId":"cluster-abcdefghijk"}`).to(e)
	cloudhsmCall("EatBackup", `{}`).to(e)
	cloudhsmCall("DescribeClusters", `{"No":1}`).to(e)
	request{http.MethodPost, "/", "", nil}.to(e)

	calls := e.Calls()
	require.Len(t, calls, 5)
	for i, c := range calls {
		assert.EqualValues(t, i+1, c.Number)
		assert.Equal(t, start, c.At)
		assert.Equal(t, i > 0, c.Refused(), i)
	}
	assert.Equal(t, emulator.Call{Number: 1, Request: good.Header().Get("X-Amzn-Requestid"), At: start, Account: owner,
		Region: "us-east-1", Service: "cloudhsmv2", Operation: "DescribeClusters", Status: 200,
		Command: "aws cloudhsmv2 describe-clusters --region us-east-1", Answer: map[string]any{"Clusters": []any{}}}, calls[0])
	assert.Equal(t, "CloudHsmResourceNotFoundException", calls[1].Code)
	require.NotEmpty(t, calls[1].Rule)
	require.NotEmpty(t, calls[1].Why)
	assert.True(t, strings.HasPrefix(calls[1].Why[0], calls[1].Rule+": "), calls[1].Why[0])
	assert.Equal(t, "UnknownOperationException", calls[2].Code)
	assert.Empty(t, calls[2].Operation)
	assert.Equal(t, "DescribeClusters", calls[3].Operation, "what could not be read has no command")
	assert.Empty(t, calls[3].Command)
	assert.Equal(t, "nobody", calls[4].Who())

	control(t, e, http.MethodPost, "reset")
	assert.Empty(t, e.Calls(), "a reset begins anew")
	cloudhsmCall("DescribeClusters", `{}`).to(e)
	assert.EqualValues(t, 1, e.Calls()[0].Number)
}

func TestOnlySoMuchOfTheCallsIsKept(t *testing.T) {
	race.Sequential(t)
	e := launched()
	for range 1100 {
		cloudhsmCall("DescribeClusters", `{}`).to(e)
	}
	calls := e.Calls()
	assert.Len(t, calls, 1000)
	assert.EqualValues(t, 101, calls[0].Number)

	long := `{"ClusterId":"` + strings.Repeat("x", 1<<20-20) + `"}`
	for range 40 {
		cloudhsmCall("DeleteCluster", long).to(e)
	}
	calls = e.Calls()
	assert.Len(t, calls, 1000)
	assert.EqualValues(t, 1140, calls[len(calls)-1].Number)
	for _, call := range calls {
		assert.Less(t, len(call.Command), 8<<10)
	}

	h := worlds(emulator.Options{}, manyWorlds)
	wide := kmsCall("CreateKey", map[string]any{})
	wide.body = `{"Tags":[` + strings.Repeat("{},", 300_000) + "{}]}"
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 20 {
		require.Equal(t, 400, wide.at("a").to(h).Code)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	assert.Less(t, int64(after.HeapInuse)-int64(before.HeapInuse), int64(8<<20), "what was read is not kept")
	for range 600 {
		require.Equal(t, 200, kmsCall("ListKeys", map[string]any{}).at("a").to(h).Code)
	}
	w := request{method: http.MethodGet, path: "/_shareproof/calls"}.at("a").to(h)
	assert.InDelta(t, 230, strings.Count(w.Body.String(), `"number"`), 26, "256 KiB")
}

func TestCallsOfManyClientsAreNumberedAsTheyWerePerformed(t *testing.T) {
	e := launched()
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for range 50 {
				cloudhsmCall("DescribeClusters", `{}`).to(e)
				_ = e.Calls()
			}
		})
	}
	clients.Wait()
	for i, c := range e.Calls() {
		require.EqualValues(t, i+1, c.Number)
	}
}

func TestTheLogTellsCallsAndFailures(t *testing.T) {
	var written bytes.Buffer
	e := emulator.New(emulator.Options{Log: slog.New(slog.NewJSONHandler(&written, nil)), Faults: faults.Plan{
		Script: []faults.Scripted{{At: faults.Place{Call: "cloudhsmv2.CreateCluster"},
			Fault: faults.Fault{Kind: faults.FailingJob}}}}})
	cloudhsmCall("CreateCluster", `{"HsmType":"hsm2m.medium","Mode":"FIPS","SubnetIds":["subnet-0123456789abcdefa"]}`).to(e)
	cloudhsmCall("DeleteCluster", `{"ClusterId":"cluster-abcdefghijk"}`).to(e)
	control(t, e, http.MethodPost, "advance?by=1h")
	var lines []map[string]any
	for line := range strings.Lines(written.String()) {
		var told map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &told))
		lines = append(lines, told)
	}
	require.Len(t, lines, 3)
	assert.Equal(t, "cloudhsmv2.CreateCluster", lines[0]["msg"])
	assert.Equal(t, "failing-job", lines[0]["fault"])
	assert.Equal(t, "INFO", lines[0]["level"])
	assert.Equal(t, "WARN", lines[1]["level"])
	assert.NotEmpty(t, lines[1]["rule"])
	assert.Equal(t, "failed", lines[2]["msg"])
	assert.Contains(t, lines[2]["why"], "the work was made to fail on purpose")
}

func TestTheOperatorsQuestionsAreCheckedAndFiltered(t *testing.T) {
	e := launched()
	cloudhsmCall("DescribeClusters", `{}`).to(e)
	cloudhsmCall("DeleteCluster", `{"ClusterId":"cluster-abcdefghijk"}`).to(e)
	ramCall("/getresourceshares", `{"resourceOwner":"SELF"}`).to(e)
	for query, want := range map[string][]string{
		"": {"DescribeClusters", "DeleteCluster", "GetResourceShares"}, "?last=1": {"GetResourceShares"},
		"?refused=true": {"DeleteCluster"}, "?refused=false": {"DescribeClusters", "GetResourceShares"},
		"?operation=cloudhsmv2&last=1": {"DeleteCluster"}, "?operation=ram.GetResourceShares": {"GetResourceShares"},
		"?operation=DeleteCluster": {"DeleteCluster"}, "?account=222222222222": nil,
		"?about=cluster-abcdefghijk": {"DeleteCluster"}, "?about=cluster-abcdefghij": nil,
	} {
		status, answer := control(t, e, http.MethodGet, "calls"+query)
		require.Equal(t, 200, status)
		var names []string
		for _, c := range answer["calls"].([]any) {
			names = append(names, fmt.Sprint(c.(map[string]any)["operation"]))
		}
		assert.Equal(t, want, names, query)
	}
	for query, parameter := range map[string]string{
		"calls?last=0": "last", "calls?last=many": "last", "calls?refused=yes": "refused", "why": "about",
		"explain?as=nobody&action=kms:Decrypt": "as", "explain?as=111111111111&action=kms": "action",
		"explain?as=111111111111&action=kms:Decrypt&resource=key":     "resource",
		"explain?as=111111111111&action=kms:Decrypt&context=key":      "context",
		"explain?as=arn:aws:iam::111111111111:user/a&action=kms:Sign": "as",
		"explain?as=1&as=2": "as",
	} {
		status, answer := control(t, e, http.MethodGet, query)
		assert.Equal(t, 400, status, query)
		assert.Equal(t, parameter, answer["parameter"], query)
	}
	status, answer := control(t, e, http.MethodGet,
		"explain?as=111111111111&action=iam:ListRoles&context=aws:SourceIp=1.2.3.4&context=aws:TagKeys=a")
	assert.Equal(t, 200, status)
	assert.Equal(t, true, answer["allowed"])
}

func TestNoAnswerTellsWhatOnlyTheOperatorMayKnow(t *testing.T) {
	e := launched()
	for _, q := range []request{
		cloudhsmCall("DeleteCluster", `{"ClusterId":"cluster-abcdefghijk"}`), cloudhsmCall("DescribeBackups", `{"No":1}`),
		ramCall("/getresourceshares", `{"resourceOwner":"X"}`),
	} {
		w := q.to(e)
		for _, api := range services.All {
			for _, r := range api.Rules.All() {
				assert.NotContains(t, w.Body.String()+fmt.Sprint(w.Header()), r.ID)
			}
		}
	}
}
