package emulator_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/internal/timing"
)

func kmsCall(operation string, in any) request {
	body, err := json.Marshal(in)
	if err != nil {
		panic(err)
	}
	return request{http.MethodPost, "/", string(body), map[string]string{
		"X-Amz-Target": "TrentService." + operation, "Content-Type": json11,
		"Authorization": authOf(owner, "us-east-1", "kms"),
	}}
}

// hostileKey makes a key whose policy is as costly to compare as one may be.
func hostileKey(t *testing.T, e *emulator.Emulator) string {
	pattern := "*" + strings.Repeat("a", 7000) + "b"
	policy, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{
		map[string]any{"Effect": "Allow", "Principal": map[string]any{"AWS": owner}, "Action": "kms:*", "Resource": "*"},
		map[string]any{"Effect": "Deny", "Principal": map[string]any{"AWS": owner}, "Action": "kms:*", "Resource": "*",
			"Condition": map[string]any{
				"StringLike": map[string]any{"kms:EncryptionContext:k": []string{pattern, pattern, pattern, pattern}}}},
	}})
	require.NoError(t, err)
	w := kmsCall("CreateKey", map[string]any{"Policy": string(policy)}).to(e)
	require.Equal(t, 200, w.Code, w.Body.String())
	var made struct{ KeyMetadata struct{ KeyId string } }
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &made))
	return made.KeyMetadata.KeyId
}

func TestNoSingleRequestTakesLong(t *testing.T) {
	race.Sequential(t)
	e := emulator.New(emulator.Options{})
	key := hostileKey(t, e)
	many := map[string]string{}
	for i := range 60_000 {
		many[fmt.Sprint("k", i)] = "v"
	}
	var tags []map[string]string
	for i := range 35_000 {
		tags = append(tags, map[string]string{"Key": fmt.Sprint(i), "Value": "v"})
	}
	tagList, err := json.Marshal(tags)
	require.NoError(t, err)
	form := strings.Builder{}
	for i := range 20_000 {
		fmt.Fprintf(&form, "&TagSpecification.1.Tag.%d.Key=%d", i+1, i)
	}
	encrypt := func(context map[string]string) request {
		return kmsCall("Encrypt", map[string]any{"KeyId": key, "Plaintext": "cA==", "EncryptionContext": context})
	}
	for name, c := range map[string]struct {
		request
		status int
	}{
		"a long context":      {encrypt(map[string]string{"k": strings.Repeat("a", 900_000)}), 400},
		"the longest context": {encrypt(map[string]string{"k": strings.Repeat("a", 8191)}), 200},
		"a context of many":   {encrypt(many), 400},
		"many tags of a key":  {kmsCall("CreateKey", map[string]any{"Tags": tags}), 400},
		"many tags, CloudHSM": {cloudhsmCall("CreateCluster",
			`{"HsmType":"hsm2m.medium","SubnetIds":["subnet-01234567"],"Mode":"FIPS","TagList":`+string(tagList)+`}`), 400},
		"many tags of RAM": {ramCall("/createresourceshare", `{"name":"s","tags":`+strings.ToLower(string(tagList))+`}`),
			400},
		"many tags of EC2": {ec2Call("Action=CreateVolume&AvailabilityZone=us-east-1a&Size=1&TagSpecification.1.ResourceType=volume" + form.String()), 400},
		"a long target":    {cloudhsmCall(strings.Repeat("a", 900_000), "{}"), 400},
		"a long path":      {ramCall("/"+strings.Repeat("a", 900_000), "{}"), 404},
		"a long Authorization": {cloudhsmCall("DescribeBackups", "{}").with("Authorization", "AWS4-HMAC-SHA256 Credential="+
			strings.Repeat("a/", 400_000)), 400},
		"a long Content-Type": {cloudhsmCall("DescribeBackups", "{}").with("Content-Type", strings.Repeat("a", 900_000)),
			415},
		"a long action": {ec2Call("Action=" + strings.Repeat("a", 900_000)), 400},
		"a long member": {cloudhsmCall("DescribeBackups", `{"`+strings.Repeat("a", 900_000)+`":1}`), 400},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			w := c.to(e)
			timing.Within(t, began, time.Second)
			assert.Equal(t, c.status, w.Code, w.Body.String()[:min(200, w.Body.Len())])
			assert.Less(t, w.Body.Len(), 4096, "a request is not told again")
		})
	}
}

func TestAnActionIsReadAsAFormHasIt(t *testing.T) {
	e := emulator.New(emulator.Options{})
	assert.Equal(t, 200, iamCall("Action=List%55sers").to(e).Code)
	w := iamCall("Action=" + url.QueryEscape("List/Users")).to(e)
	assert.Contains(t, w.Body.String(), "The action List/Users is not offered")
}

func TestASlowRequestEnds(t *testing.T) {
	t.Cleanup(emulator.SetRequestTime(200 * time.Millisecond)) // after the server has ended
	address := serve(t, emulator.New(emulator.Options{}))
	for _, head := range []string{
		"POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: BaldrApiService.DescribeBackups\r\nContent-Type: " +
			"application/x-amz-json-1.1\r\nContent-Length: 100\r\n\r\n{",
		"POST /_shareproof/advance?by=1s HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
		"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
	} {
		c, err := net.Dial("tcp", address)
		require.NoError(t, err)
		began := time.Now()
		_, err = c.Write([]byte(head))
		require.NoError(t, err)
		require.NoError(t, c.SetReadDeadline(time.Now().Add(timing.Patience)))
		read := bufio.NewReader(c)
		for err == nil {
			_, err = read.ReadByte()
		}
		assert.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the connection is still open")
		timing.Within(t, began, 4*time.Second)
		c.Close()
	}
}

func TestWhoDoesNotReadAnswersIsLeft(t *testing.T) {
	t.Cleanup(emulator.SetAnswerTime(200 * time.Millisecond)) // after the server has ended
	address := serve(t, emulator.New(emulator.Options{}))
	c, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.(*net.TCPConn).SetReadBuffer(1<<10))
	require.NoError(t, c.SetDeadline(time.Now().Add(timing.Patience)))
	for err == nil {
		_, err = fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	}
	assert.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the connection is still open")
}
