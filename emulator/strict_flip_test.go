package emulator_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// wire is a call that changes the world, as its bytes.
type wire struct {
	service, method, path, body string
	header                      map[string]string
}

// calls are one in each protocol; two have something in the query or the path.
var wires = []wire{
	{"kms", "POST", "/", `{"Description":"a"}`, map[string]string{"Content-Type": json11,
		"X-Amz-Target": "TrentService.CreateKey"}},
	{"ram", "POST", "/createresourceshare", `{"name":"a"}`, map[string]string{"Content-Type": "application/json"}},
	{"backup", "PUT", "/backup-vaults/a%20b%2Fc", `{}`, map[string]string{"Content-Type": "application/json"}},
	{"backup", "PUT", "/backup-vaults/vault", `{}`, map[string]string{"Content-Type": "application/json"}},
	{"backup", "GET", "/backup-vaults?maxResults=7&shared=false", "", nil},
	{"iam", "POST", "/", "Action=CreateUser&UserName=ann&Version=2010-05-08",
		map[string]string{"Content-Type": "application/x-www-form-urlencoded"}},
	{"sts", "GET", "/?Action=GetCallerIdentity&Version=2011-06-15", "", nil},
	{"ec2", "POST", "/", "Action=CreateVolume&AvailabilityZone=us-east-1a&Size=1&Version=2016-11-15",
		map[string]string{"Content-Type": "application/x-www-form-urlencoded"}},
}

// refusals are the codes by which a request is refused before its operation is looked at.
var refusals = []string{"InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure", "IncompleteSignatureException",
	"IncompleteSignature", "UnrecognizedClientException", "InvalidClientTokenId", "MissingAuthenticationTokenException",
	"MissingAuthenticationToken", "RequestExpired", "UnknownOperationException", "InvalidAction"}

// Whatever one bit of a signed request says otherwise, nothing is done.
func TestASignedRequestThatWasChangedDoesNothing(t *testing.T) {
	wall := time.Date(2026, 1, 8, 12, 0, 0, 0, time.UTC)
	accounts, err := emulator.LotOf(3).Accounts("owner")
	require.NoError(t, err)
	e := emulator.New(emulator.Options{World: model.Options{Clock: func() time.Time { return wall }}, Clock: emulator.Real,
		Strict: &emulator.Strict{Accounts: accounts}})
	as := kernel.Caller{Account: accounts[0].Number, Region: "us-east-1"}
	issued, err := e.Do(t.Context(), as, &iam.GetSessionToken{})
	require.NoError(t, err)
	session := issued.(*iam.GetSessionTokenOutput).Credentials
	keys := []aws.Credentials{
		{AccessKeyID: accounts[0].AccessKeyID, SecretAccessKey: accounts[0].SecretAccessKey},
		{AccessKeyID: session.AccessKeyId, SecretAccessKey: session.SecretAccessKey, SessionToken: session.SessionToken},
	}
	property.Check(t, func(t *rapid.T) {
		w := rapid.SampledFrom(wires).Draw(t, "call")
		r, err := http.NewRequest(w.method, "http://127.0.0.1:4566"+w.path, nil)
		require.NoError(t, err)
		for name, value := range w.header {
			r.Header.Set(name, value)
		}
		r.ContentLength = int64(len(w.body))
		sum := sha256.Sum256([]byte(w.body))
		who := rapid.SampledFrom(keys).Draw(t, "key")
		require.NoError(t, v4.NewSigner().SignHTTP(context.Background(), who, r, hex.EncodeToString(sum[:]), w.service,
			"us-east-1", wall))
		q := &sent{w.method, r.URL.RequestURI(), r.Host, w.body, r.Header}
		if !q.change(t) {
			t.Skip()
		}
		before := e.Digest()
		answer := q.to(e)
		if answer == nil {
			t.Skip() // no HTTP any more
		}
		require.Equal(t, before, e.Digest(), "%s", answer.Body)
		require.GreaterOrEqual(t, answer.Code, 400, "%s", answer.Body)
		require.Less(t, answer.Code, 500, "%s", answer.Body)
		told := answer.Body.String() + answer.Header().Get("X-Amzn-Errortype")
		require.True(t, slices.ContainsFunc(refusals, func(code string) bool { return strings.Contains(told, code) }), told)
	})
}

// sent is a request as it goes over the wire.
type sent struct {
	method, target, host, body string
	header                     http.Header
}

// change flips a bit, and reports whether it says something else then.
func (q *sent) change(t *rapid.T) bool {
	flip := func(text string) string {
		if text == "" {
			return "x"
		}
		b := []byte(text)
		b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 6).Draw(t, "bit")
		return string(b)
	}
	switch rapid.SampledFrom([]string{"method", "target", "host", "body", "header", "header"}).Draw(t, "what") {
	case "method":
		q.method = flip(q.method)
	case "target":
		before, _ := url.QueryUnescape(q.target)
		q.target = flip(q.target)
		after, err := url.QueryUnescape(q.target)
		return err == nil && before != after
	case "host":
		q.host = flip(q.host)
	case "body":
		q.body = flip(q.body)
	default:
		var names []string
		for name := range q.header {
			names = append(names, name)
		}
		slices.Sort(names)
		name := rapid.SampledFrom(names).Draw(t, "name")
		before := q.header.Get(name)
		after := flip(before)
		q.header.Set(name, after)
		plain := strings.NewReplacer(" ", "", "\t", "")
		return plain.Replace(before) != plain.Replace(after)
	}
	return true
}

// to serves the request, if it is still HTTP.
func (q *sent) to(h http.Handler) *httptest.ResponseRecorder {
	at, err := url.ParseRequestURI(q.target)
	if err != nil || at.Host != "" || !strings.HasPrefix(q.target, "/") {
		return nil
	}
	r := &http.Request{Method: q.method, URL: at, RequestURI: q.target, Host: q.host, Header: q.header,
		ContentLength: int64(len(q.body)), Body: http.NoBody, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	if q.body != "" {
		r.Body = readCloser{bytes.NewReader([]byte(q.body))}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

func TestTheSameRequestUnchangedIsDone(t *testing.T) {
	wall := time.Date(2026, 1, 8, 12, 0, 0, 0, time.UTC)
	accounts, err := emulator.LotOf(3).Accounts("owner")
	require.NoError(t, err)
	e := emulator.New(emulator.Options{World: model.Options{Clock: func() time.Time { return wall }}, Clock: emulator.Real,
		Strict: &emulator.Strict{Accounts: accounts}})
	for _, w := range wires {
		r, err := http.NewRequest(w.method, "http://127.0.0.1:4566"+w.path, strings.NewReader(w.body))
		require.NoError(t, err)
		for name, value := range w.header {
			r.Header.Set(name, value)
		}
		sum := sha256.Sum256([]byte(w.body))
		require.NoError(t, v4.NewSigner().SignHTTP(t.Context(), aws.Credentials{AccessKeyID: accounts[0].AccessKeyID,
			SecretAccessKey: accounts[0].SecretAccessKey}, r, hex.EncodeToString(sum[:]), w.service, "us-east-1", wall))
		answer := (&sent{w.method, r.URL.RequestURI(), r.Host, w.body, r.Header}).to(e)
		told := answer.Body.String() + answer.Header().Get("X-Amzn-Errortype")
		require.False(t, slices.ContainsFunc(refusals, func(code string) bool { return strings.Contains(told, code) }),
			"%s %s: %s", w.service, w.path, told)
	}
}
