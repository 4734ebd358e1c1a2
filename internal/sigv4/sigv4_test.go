package sigv4_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/internal/sigv4"
)

// The secret, the moment and the signatures are those of AWS's published examples of
// Signature Version 4, and of its General Reference.
const examplesSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

func TestAWSsExamplesAreTaken(t *testing.T) {
	for name, c := range map[string]struct {
		method, target, body, signed, signature string
		header                                  http.Header
		service, host                           string
	}{
		"get-vanilla": {method: "GET", target: "/",
			signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		"get-slash": {method: "GET", target: "//",
			signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		"get-relative": {method: "GET", target: "/example/..",
			signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		"get-slash-dot-slash": {method: "GET", target: "/./",
			signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		"get-slashes": {method: "GET", target: "//example//",
			signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"},
		"get-vanilla-query-order-key-case": {method: "GET", target: "/?Param2=value2&Param1=value1",
			signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
		"post-vanilla": {method: "POST", target: "/",
			signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
		"get-header-value-trim": {method: "GET", target: "/", signed: "host;my-header1;my-header2;x-amz-date",
			header:    http.Header{"My-Header1": {" value1"}, "My-Header2": {`"a   b   c" `}},
			signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
		"post-x-www-form-urlencoded": {method: "POST", target: "/", body: "Param1=value1",
			signed: "content-type;host;x-amz-date", header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
			signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
		"ListUsers": {method: "GET", target: "/?Action=ListUsers&Version=2010-05-08", service: "iam",
			host: "iam.amazonaws.com", signed: "content-type;host;x-amz-date",
			header:    http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}},
			signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := url.ParseRequestURI(c.target)
			require.NoError(t, err)
			r := &http.Request{Method: c.method, URL: at, RequestURI: c.target, Header: http.Header{},
				Host: "example.amazonaws.com"}
			for h, v := range c.header {
				r.Header[h] = v
			}
			service, signed := "service", "host;x-amz-date"
			if c.service != "" {
				service, r.Host = c.service, c.host
			}
			if c.signed != "" {
				signed = c.signed
			}
			r.Header.Set("X-Amz-Date", "20150830T123600Z")
			r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/"+service+
				"/aws4_request, SignedHeaders="+signed+", Signature="+c.signature)
			a, bad := sigv4.Parse(r)
			require.Nil(t, bad)
			assert.Nil(t, a.CheckDate())
			assert.True(t, a.IsBy(examplesSecret, r, []byte(c.body)))
			assert.False(t, a.IsBy(examplesSecret+"x", r, []byte(c.body)))
			assert.False(t, a.IsBy(examplesSecret, r, []byte(c.body+" ")))
		})
	}
}

// request is what a client sends, for a copy to be changed.
type request struct {
	method, path, query string
	header              http.Header
	host                string
	body                []byte
}

func (q *request) http() (*http.Request, bool) {
	target := q.path
	if q.query != "" {
		target += "?" + q.query
	}
	at, err := url.ParseRequestURI(target)
	if err != nil {
		return nil, false
	}
	return &http.Request{Method: q.method, URL: at, RequestURI: target, Header: q.header, Host: q.host,
		ContentLength: int64(len(q.body))}, true
}

func (q *request) isBy(secret string) bool {
	r, ok := q.http()
	if !ok {
		return false
	}
	a, bad := sigv4.Parse(r)
	return bad == nil && a.AccessKeyID == "AKIDEXAMPLE" && a.CheckDate() == nil && a.IsBy(secret, r, q.body)
}

// signed is a request that the SDK's own signer has signed.
func signed(t *rapid.T, secret string) *request {
	segment := rapid.StringMatching(`[ -~é]{1,12}`).Filter(func(s string) bool { return strings.Trim(s, ".") != "" })
	path := ""
	for _, s := range rapid.SliceOfN(segment, 0, 3).Draw(t, "path") {
		path += "/" + url.PathEscape(s)
	}
	if path == "" || rapid.Bool().Draw(t, "slash") {
		path += "/"
	}
	text, query := rapid.StringMatching(`[ -~é]{0,12}`), url.Values{}
	for _, name := range rapid.SliceOfN(rapid.StringMatching(`[!-~]{1,8}`), 0, 3).Draw(t, "names") {
		query[name] = rapid.SliceOfN(text, 1, 2).Draw(t, "values")
	}
	body := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "body")
	method := rapid.SampledFrom([]string{"GET", "POST", "PUT", "DELETE", "PATCH"}).Draw(t, "method")
	r, err := http.NewRequest(method, "http://127.0.0.1:4566"+path, bytes.NewReader(body))
	require.NoError(t, err)
	r.URL.RawQuery = query.Encode()
	ownHeaders := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z][a-z]{1,8}`), 0, 3, rapid.ID[string])
	for _, name := range ownHeaders.Draw(t, "headers") {
		r.Header.Set("q-"+name, rapid.StringMatching(`[!-~]( {0,3}[!-~]){0,6}`).Draw(t, "header"))
	}
	who := aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: secret}
	if rapid.Bool().Draw(t, "temporary") {
		who.SessionToken = "token/of+a=session"
	}
	sum := sha256.Sum256(body)
	at := time.Date(2026, 1, 8, 12, 0, 0, 0, time.UTC)
	err = v4.NewSigner().SignHTTP(context.Background(), who, r, hex.EncodeToString(sum[:]), "kms", "us-east-1", at)
	require.NoError(t, err)
	return &request{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header, r.URL.Host, body}
}

func TestWhatTheSDKSignsIsTaken(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		q := signed(t, "a secret")
		r, ok := q.http()
		require.True(t, ok)
		_, bad := sigv4.Parse(r)
		require.Nil(t, bad)
		require.True(t, q.isBy("a secret"))
		require.False(t, q.isBy("a secreT"))
	})
}

// flip changes one bit of a text, away from what is the same to whoever reads it.
func flip(t *rapid.T, text string) string {
	b := []byte(text)
	b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 6).Draw(t, "bit")
	return string(b)
}

func TestWhateverIsChangedIsRefused(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		q := signed(t, "a secret")
		switch rapid.SampledFrom([]string{"method", "path", "query", "host", "body", "header"}).Draw(t, "what") {
		case "method":
			q.method = flip(t, q.method)
		case "path":
			before := q.path
			if q.path = flip(t, q.path); sameByte(before, q.path) {
				t.Skip()
			}
		case "query":
			if q.query == "" {
				t.Skip()
			}
			before, _ := url.ParseQuery(q.query)
			q.query = flip(t, q.query)
			if after, _ := url.ParseQuery(q.query); before.Encode() == after.Encode() {
				t.Skip() // the same, spelled otherwise
			}
		case "host":
			q.host = flip(t, q.host)
		case "body":
			if len(q.body) == 0 {
				q.body = []byte{0}
			} else {
				q.body = []byte(flip(t, string(q.body)))
			}
		case "header":
			flipHeader(t, q)
		}
		require.False(t, q.isBy("a secret"))
	})
}

// sameByte reports whether two paths differ in the case of a hexadecimal digit at most.
func sameByte(a, b string) bool {
	x, errX := url.PathUnescape(a)
	y, errY := url.PathUnescape(b)
	return errX == nil && errY == nil && x == y
}

// flipHeader changes a header that is signed, or the signature itself.
func flipHeader(t *rapid.T, q *request) {
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(q.header))).Draw(t, "name")
	before := q.header.Get(name)
	after := flip(t, before)
	same := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	if same(before) == same(after) {
		t.Skip()
	}
	if name == "Authorization" {
		plain := func(s string) string { return strings.ReplaceAll(s, ", ", ",") }
		if plain(before) == plain(after) || strings.ContainsAny(after, "\x00\x7f") {
			t.Skip()
		}
	}
	q.header.Set(name, after)
}

func TestMistakesAreNamed(t *testing.T) {
	const scope, date = "AKIDEXAMPLE/20260108/us-east-1/kms/aws4_request", "20260108T120000Z"
	whole := func(scope, signed string) string {
		return "AWS4-HMAC-SHA256 Credential=" + scope + ", SignedHeaders=" + signed + ", Signature=0"
	}
	for name, c := range map[string]struct {
		authorization, date string
		kind                sigv4.Kind
		text                string
	}{
		"nothing": {"", date, sigv4.Missing, "Missing Authentication Token"},
		"another algorithm": {"AWS4-ECDSA-P256-SHA256 Credential=x", date, sigv4.Incomplete,
			"requires the algorithm"},
		"nothing but the algorithm": {"AWS4-HMAC-SHA256 ", date, sigv4.Incomplete, "missing equal-sign"},
		"no parts and no date": {"AWS4-HMAC-SHA256 X=y", "", sigv4.Incomplete, "Authorization header requires 'Credential' " +
			"parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' " +
			"parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."},
		"a part twice": {whole(scope, "host") + ", Signature=1", date, sigv4.Incomplete, "'Signature' more than once"},
		"a bad date":   {whole(scope, "host;x-amz-date"), "2026-01-08", sigv4.Incomplete, "'basic format'"},
		"a short scope": {whole("AKIDEXAMPLE/kms", "host;x-amz-date"), date, sigv4.Incomplete,
			"exactly 5 slash-delimited elements"},
		"another terminator": {whole("AKIDEXAMPLE/20260108/us-east-1/kms/aws5", "host;x-amz-date"), date, sigv4.Wrong,
			"valid terminator: 'aws4_request', not 'aws5'"},
		"host is not signed": {whole(scope, "x-amz-date"), date, sigv4.Wrong,
			"'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."},
		"the date is not signed": {whole(scope, "host"), date, sigv4.Wrong, "not signed: x-amz-date"},
		"a header is not there": {whole(scope, "accept;host;x-amz-date"), date, sigv4.Incomplete,
			"'accept' is named as a SignedHeader, but it does not exist in the HTTP request."},
		"no order": {whole(scope, "x-amz-date;host"), date, sigv4.Wrong, "sorted"},
		"capitals": {whole(scope, "Host;x-amz-date"), date, sigv4.Wrong, "lower case"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &http.Request{Method: "GET", URL: &url.URL{Path: "/"}, Header: http.Header{}, Host: "127.0.0.1"}
			if c.date != "" {
				r.Header.Set("X-Amz-Date", c.date)
			}
			r.Header.Set("Authorization", c.authorization)
			_, bad := sigv4.Parse(r)
			require.NotNil(t, bad)
			assert.Equal(t, c.kind, bad.Kind, bad.Text)
			assert.Contains(t, bad.Text, c.text)
		})
	}
}

func TestASignatureIsOfItsTime(t *testing.T) {
	q := rapid.Custom(func(t *rapid.T) *request { return signed(t, "a secret") }).Example(1)
	r, _ := q.http()
	a, bad := sigv4.Parse(r)
	require.Nil(t, bad)
	at := a.Time
	for _, late := range []time.Duration{0, 5 * time.Minute, -5 * time.Minute} {
		assert.Nil(t, a.CheckTime(at.Add(late), 5*time.Minute), late)
	}
	assert.Equal(t, "Signature expired: 20260108T120000Z is now earlier than 20260108T120001Z (20260108T120501Z - 5 min.)",
		a.CheckTime(at.Add(5*time.Minute+time.Second), 5*time.Minute).Text)
	assert.Equal(t, "Signature not yet current: 20260108T120000Z is still later than 20260108T115959Z "+
		"(20260108T115459Z + 5 min.)", a.CheckTime(at.Add(-5*time.Minute-time.Second), 5*time.Minute).Text)
	r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "/20260108/", "/20260107/", 1))
	a, bad = sigv4.Parse(r)
	require.Nil(t, bad)
	assert.Equal(t, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "+
		"'20260107' != '20260108', from '20260108T120000Z'.", a.CheckDate().Text)
}
