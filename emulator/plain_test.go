package emulator_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/timing"
)

// rawCall is a request as clients of AWS write it, with further lines in its header.
func rawCall(body string, lines ...string) string {
	head := []string{"POST / HTTP/1.1", "Host: 127.0.0.1:4566", "User-Agent: aws-sdk-go-v2/1.47.7",
		fmt.Sprint("Content-Length: ", len(body)), "X-Amz-Target: BaldrApiService.DescribeClusters",
		"Content-Type: application/x-amz-json-1.1", "Authorization: " + cloudhsmAuth}
	return strings.Join(append(head, lines...), "\r\n") + "\r\n\r\n" + body
}

// odd are requests that net/http reads, refuses or understands otherwise.
var odd = map[string]string{
	"chunks":              strings.Replace(rawCall(""), "Content-Length: 0", "Transfer-Encoding: chunked", 1) + "2\r\n{}\r\n0\r\n\r\n",
	"chunks of a length":  rawCall("2\r\n{}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
	"unknown encoding":    rawCall("{}", "Transfer-Encoding: gzip"),
	"expectation":         rawCall("{}", "Expect: 100-continue"),
	"unknown expectation": rawCall("{}", "Expect: tea"),
	"two lengths":         rawCall("{}", "Content-Length: 3"),
	"the same twice":      rawCall("{}", "Content-Length: 2"),
	"negative length":     strings.Replace(rawCall("{}"), "Length: 2", "Length: -2", 1),
	"endless length":      strings.Replace(rawCall("{}"), "Length: 2", "Length: 99999999999999999999", 1),
	"two hosts":           rawCall("{}", "Host: other"),
	"no host":             strings.Replace(rawCall("{}"), "Host: 127.0.0.1:4566\r\n", "", 1),
	"strange host":        strings.Replace(rawCall("{}"), "Host: 127", "Host: a b", 1),
	"upgrade":             rawCall("{}", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings"),
	"folded line":         rawCall("{}", "X-A: b", " c"),
	"folded by a tab":     rawCall("{}", "X-A: b", "\tc"),
	"control character":   rawCall("{}", "X-A: b\x01"),
	"bare line feed":      strings.ReplaceAll(rawCall("{}"), "\r\n", "\n"),
	"bare return":         rawCall("{}", "X-A: b\rc"),
	"space before colon":  rawCall("{}", "X-A : b"),
	"no colon":            rawCall("{}", "X-A"),
	"old version":         strings.Replace(rawCall("{}"), "HTTP/1.1", "HTTP/1.0", 1),
	"no version":          strings.Replace(rawCall("{}"), "HTTP/1.1", "HTTP/7.3", 1),
	"absolute address":    strings.Replace(rawCall("{}"), "POST /", "POST http://evil.example/", 1),
	"no address":          strings.Replace(rawCall("{}"), "POST /", "POST ?", 1),
	"star":                strings.Replace(rawCall("{}"), "POST /", "OPTIONS *", 1),
	"head":                strings.Replace(rawCall(""), "POST", "HEAD", 1),
	"end":                 rawCall("{}", "Connection: close"),
	"end among others":    rawCall("{}", "Connection: keep-alive, close"),
	"trailer":             rawCall("{}", "Trailer: X-A"),
	"letters beyond":      rawCall("{}", "X-A: é"),
	"no signature":        "GET /_shareproof/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
	"signed control":      "GET /_shareproof/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + cloudhsmAuth + "\r\n\r\n",
	"a long header":       rawCall("{}", "X-A: "+strings.Repeat("b", emulator.MaxPlain)),
	"a long body":         rawCall(`{"NextToken":"` + strings.Repeat("b", emulator.MaxPlain) + `"}`),
	"cut off":             rawCall("{}")[:100],
	"cut off in its body": strings.Replace(rawCall("{}"), "Length: 2", "Length: 3", 1),
	"nonsense":            "\x16\x03\x01\x00\r\n\r\n",
}

// plain are requests that need nothing of net/http.
var plain = map[string]string{
	"a call":         rawCall("{}"),
	"kept alive":     rawCall("{}", "Connection: keep-alive"),
	"refused":        rawCall(`{"A":1}`),
	"no body":        "GET /2021-01-01/ HTTP/1.1\r\nHost: localhost:4566\r\nAuthorization: " + cloudhsmAuth + "\r\n\r\n",
	"another's name": strings.Replace(rawCall("{}"), "Host: 127.0.0.1:4566", "Host: emulator.example.com", 1),
	"another page's": rawCall("{}", "Origin: https://evil.example", "Sec-Fetch-Site: cross-site"),
	"a world":        strings.Replace(rawCall("{}"), "POST /", "POST /_world/a/", 1),
}

// date is when something was answered, which is not the same twice.
var date = regexp.MustCompile(`Date: [^\r]+ GMT`)

// talk says something on a connection, piece by piece, and tells the answers.
func talk(t *testing.T, address string, pieces ...string) (answers []string) {
	c, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.SetDeadline(time.Now().Add(timing.Patience)))
	for i, piece := range pieces {
		if i > 0 {
			time.Sleep(20 * time.Millisecond)
		}
		_, _ = io.WriteString(c, piece) // the server may have ended the connection already
	}
	_ = c.(*net.TCPConn).CloseWrite()
	said, _ := io.ReadAll(c)
	in := bufio.NewReader(bytes.NewReader(date.ReplaceAll(said, []byte("Date: D"))))
	for {
		r, err := http.ReadResponse(in, nil)
		if err != nil {
			return answers
		}
		body, _ := io.ReadAll(r.Body) // one to HEAD has none, whatever it says
		var header strings.Builder
		require.NoError(t, r.Header.Write(&header))
		answers = append(answers, fmt.Sprintf("%s %s\n%s\n%s", r.Proto, r.Status, &header, body))
	}
}

// Whoever answers a request, its client cannot tell: neither by one request nor by those
// that follow on the connection.
func TestPlainRequestsAreAnsweredAsNetHTTPDoes(t *testing.T) {
	ours := serve(t, emulator.New(emulator.Options{}))
	reference := emulator.ByNetHTTP(emulator.New(emulator.Options{}))
	defer reference.Close()
	theirs := reference.Listener.Addr().String()
	for _, requests := range []map[string]string{plain, odd} {
		for name, raw := range requests {
			alone := talk(t, theirs, raw)
			assert.Equal(t, alone, talk(t, ours, raw), name)
			assert.Equal(t, talk(t, theirs, rawCall("{}"), raw, rawCall("{}")),
				talk(t, ours, rawCall("{}"), raw, rawCall("{}")), "%s between others", name)
			half := len(raw) / 2
			assert.Equal(t, talk(t, theirs, raw[:half], raw[half:]+rawCall("{}")),
				talk(t, ours, raw[:half], raw[half:]+rawCall("{}")), "%s in two pieces", name)
		}
	}
}

// What is plain is answered without net/http, and nothing else is.
func TestOnlyPlainRequestsAreTakenForPlain(t *testing.T) {
	head := func(raw string) string {
		head, _, _ := strings.Cut(raw, "\r\n\r\n")
		return head + "\r\n\r\n"
	}
	for name, raw := range plain {
		assert.NotNil(t, emulator.ReadPlain(head(raw)), name)
	}
	for name, raw := range odd {
		if !strings.Contains(name, "long") && !strings.HasPrefix(name, "cut off") {
			assert.Nil(t, emulator.ReadPlain(head(raw)), name)
		}
	}
}

// A server that stops ends what is idle, and answers what is under way.
func TestAServerThatStopsFinishesPlainCalls(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	begun, held := make(chan bool, 1), make(chan bool)
	e := emulator.New(emulator.Options{Measure: func(emulator.Measured) {
		select {
		case begun <- true:
			<-held
		default:
		}
	}})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- e.Serve(ctx, l) }()
	idle, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	defer idle.Close()
	answered := make(chan []string)
	go func() { answered <- talk(t, l.Addr().String(), rawCall("{}")) }()
	<-begun
	stop()
	require.NoError(t, idle.SetReadDeadline(time.Now().Add(timing.Patience)))
	_, err = idle.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF, "an idle connection")
	close(held)
	require.Contains(t, (<-answered)[0], "200 OK")
	require.NoError(t, <-ended)
}

// short is a listener of a process that has too many files open at first.
type short struct {
	net.Listener
	failed bool
}

func (s *short) Accept() (net.Conn, error) {
	if !s.failed {
		s.failed = true
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	return s.Listener.Accept()
}

func TestAServerOutlivesAConnectionThatCannotBeAccepted(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- emulator.New(emulator.Options{}).Serve(ctx, &short{Listener: l}) }()
	require.Contains(t, talk(t, l.Addr().String(), rawCall("{}"))[0], "200 OK")
	stop()
	require.NoError(t, <-ended)
}

// FuzzPlainRequestsAreReadAsNetHTTPDoes compares what is read of a header: whatever is plain, the
// standard library reads the same.
func FuzzPlainRequestsAreReadAsNetHTTPDoes(f *testing.F) {
	for _, requests := range []map[string]string{plain, odd} {
		for _, raw := range requests {
			f.Add(raw)
		}
	}
	f.Add(rawCall("{}", "x-amz-date: 20260101T000000Z", "X-A:  b c  ", "x-B:", "Cookie: a=b"))
	for _, target := range []string{"//a/b", "/a%2Fb", "/?a=b", "/a?b#c", "/a:b", "/%zz", "/a//b/../c", "/;a", "/?", "/*"} {
		f.Add(strings.Replace(rawCall("{}"), "/", target, 1))
	}
	f.Fuzz(func(t *testing.T, raw string) {
		head, _, _ := strings.Cut(raw, "\r\n\r\n")
		head += "\r\n\r\n"
		ours := emulator.ReadPlain(head)
		if ours == nil {
			return
		}
		theirs, err := http.ReadRequest(bufio.NewReader(strings.NewReader(head)))
		require.NoError(t, err)
		assert.Equal(t, theirs.Method, ours.Method)
		assert.Equal(t, theirs.URL, ours.URL)
		assert.Equal(t, theirs.RequestURI, ours.RequestURI)
		assert.Equal(t, theirs.Host, ours.Host)
		assert.Equal(t, theirs.Header, ours.Header)
		assert.Equal(t, theirs.ContentLength, ours.ContentLength)
		assert.Equal(t, theirs.Proto, ours.Proto)
		assert.True(t, ours.ProtoAtLeast(1, 1) && !ours.ProtoAtLeast(1, 2))
		assert.False(t, theirs.Close)
		assert.Empty(t, theirs.TransferEncoding)
		assert.Empty(t, theirs.Trailer)
	})
}
