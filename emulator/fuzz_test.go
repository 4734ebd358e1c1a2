package emulator_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/model/services"
)

// seedRequests are requests as real clients send them, and near misses.
func seedRequests() []request {
	var all []request
	for _, api := range services.All {
		for _, op := range api.Operations {
			auth := "AWS4-HMAC-SHA256 Credential=111111111111/20260101/us-east-1/" + api.Signing +
				"/aws4_request, SignedHeaders=host, Signature=0"
			header := map[string]string{"Authorization": auth, "Content-Type": "application/json"}
			path := op.Path
			body := "{}"
			if api.Version != "" {
				path, body, header["Content-Type"] = "/", "Action="+op.Name+"&Version="+api.Version, formType
			}
			if api.Target != "" {
				path, header["Content-Type"], header["X-Amz-Target"] = "/", json11, api.Target+"."+op.Name
			}
			all = append(all, request{op.Method, path, body, header})
		}
	}
	return append(all,
		cloudhsmCall("CreateCluster",
			`{"HsmType":"hsm2m.medium","SubnetIds":["subnet-01234567"],"Mode":"FIPS","BackupRetentionPolicy":{"Type":"DAYS","Value":"7"},"TagList":[{"Key":"k","Value":"v"}]}`),
		cloudhsmCall("DescribeBackups",
			`{"Filters":{"states":["READY"]},"MaxResults":1,"Shared":true,"SortAscending":false}`),
		cloudhsmCall("PutResourcePolicy",
			`{"ResourceArn":"arn:aws:cloudhsm:us-east-1:111111111111:backup/backup-abcdefghijk","Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}`),
		ramCall("/createresourceshare",
			`{"name":"s","principals":["222222222222"],"resourceArns":["arn:aws:cloudhsm:us-east-1:111111111111:backup/backup-abcdefghijk"],"tags":[{"key":"k","value":"v"}]}`),
		ramCall("/promoteresourcesharecreatedfrompolicy?resourceShareArn=arn%3Aaws%3Aram%3Aus-east-1%3A111111111111%3Aresource-share%2Fx", ""),
		ec2Call("Action=DescribeSnapshots&Filter.1.Name=status&Filter.1.Value.1=completed&Owner.1=self&MaxResults=5"),
		ec2Call("Action=ModifySnapshotAttribute&SnapshotId=snap-0123456789abcdef0&CreateVolumePermission.Add.1.UserId=222222222222"),
		stsCall("Action=AssumeRole&RoleArn=arn:aws:iam::111111111111:role/r&RoleSessionName=s&Tags.member.1.Key=k&Tags.member.1.Value=v"),
		request{http.MethodGet, "/tags/arn%3Aaws%3Adlm%3Aus-east-1%3A111111111111%3Apolicy%2Fpolicy-1", "",
			map[string]string{"Authorization": authOf(owner, "us-east-1", "dlm")}},
		request{method: http.MethodGet, path: "/_shareproof/events?account=111111111111&region=us-east-1"},
		request{method: http.MethodGet, path: "/"},
		request{method: http.MethodGet, path: "/_shareproof/"},
		request{method: http.MethodPost, path: "/_shareproof/advance?by=1d"},
		request{method: http.MethodPost, path: "/_shareproof/advance?to=2026-03-01T00:00:00Z"},
		request{method: http.MethodPost, path: "/_shareproof/reset?start=2024-02-29T00:00:00Z&clock=manual"},
		request{method: http.MethodPost, path: "/_shareproof/reset?seed=1&clock=60x&activate=manual"},
	)
}

func FuzzEmulatorNeverFails(f *testing.F) {
	for _, q := range seedRequests() {
		f.Add(q.method, q.path, q.header["X-Amz-Target"], q.header["Authorization"], q.header["Content-Type"], q.body)
	}
	e := emulator.New(emulator.Options{})
	accounts, _ := emulator.LotOf(1).Accounts("owner")
	strict := emulator.New(emulator.Options{Clock: emulator.Real, Strict: &emulator.Strict{Accounts: accounts}})
	f.Fuzz(func(t *testing.T, method, path, target, authorization, contentType, body string) {
		u, err := url.ParseRequestURI(path)
		if err != nil {
			return // net/http answers such a request itself
		}
		for _, h := range []http.Handler{e, strict} {
			r := &http.Request{
				Method: method, URL: u, Host: "localhost", Body: io.NopCloser(strings.NewReader(body)),
				Header: http.Header{"X-Amz-Target": {target}, "Authorization": {authorization}, "Content-Type": {contentType},
					"X-Amz-Date": {time.Now().UTC().Format("20060102T150405Z")}},
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code >= 500 {
				t.Fatalf("%s %s is answered with %d: %s", method, path, w.Code, w.Body)
			}
			if h == strict && w.Code < 400 {
				t.Fatalf("%s %s is answered with %d, and nobody has signed it: %s", method, path, w.Code, w.Body)
			}
		}
	})
}

// FuzzServerNeverFails sends any bytes at all down a connection.
func FuzzServerNeverFails(f *testing.F) {
	for _, q := range seedRequests() {
		r := httptest.NewRequest(q.method, q.path, strings.NewReader(q.body))
		for name, value := range q.header {
			r.Header.Set(name, value)
		}
		var raw strings.Builder
		if err := r.Write(&raw); err != nil {
			f.Fatal(err)
		}
		f.Add(raw.String())
	}
	for _, raw := range []string{
		"GET / HTTP/9.9\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nX-Amz-Target: BaldrApiService.ListTags\r\n\r\n{}",
		"\x16\x03\x01", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
		"CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nExpect: miracle\r\n\r\n",
	} {
		f.Add(raw)
	}
	l := serve(f, emulator.New(emulator.Options{}))
	f.Fuzz(func(t *testing.T, raw string) {
		c, err := net.Dial("tcp", l)
		if err != nil {
			t.Skip(err)
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(5 * time.Second))
		go func() { // the server may answer and hang up before it has read all
			_, _ = io.WriteString(c, raw)
			_ = c.(*net.TCPConn).CloseWrite()
		}()
		for answers := bufio.NewReader(c); ; {
			answer, err := http.ReadResponse(answers, nil)
			if err != nil {
				var timeout net.Error
				if errors.As(err, &timeout) && timeout.Timeout() {
					t.Fatalf("no answer to %q", raw)
				}
				return
			}
			if answer.StatusCode >= 500 {
				t.Fatalf("%q is answered with %s", raw, answer.Status)
			}
			_, _ = io.Copy(io.Discard, answer.Body)
		}
	})
}

// serve runs the emulator's server and returns its address.
func serve(t testing.TB, e *emulator.Emulator) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- e.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}
