package emulator

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// What a plain request may take, its header included; what takes more is no plain one.
const (
	maxPlain = 16 << 10               // bytes
	tarry    = 100 * time.Millisecond // from its first bytes to its last
)

// plainServer answers plain requests by itself, one after the other on each connection: whole
// calls of clients of AWS, which came at once. The first request that is anything else goes to
// net/http together with its connection, from its first byte on. What net/http does beside is
// to look meanwhile whether the client has gone, and that is most of what it costs.
type plainServer struct {
	handler http.Handler
	base    context.Context
	others  *handedOver

	mu       sync.Mutex
	open     map[net.Conn]bool
	stopping atomic.Bool
	ended    sync.WaitGroup
}

func newPlainServer(l net.Listener, h http.Handler, base context.Context) *plainServer {
	return &plainServer{handler: h, base: base, open: map[net.Conn]bool{},
		others: &handedOver{Listener: l, conns: make(chan net.Conn), closed: make(chan struct{})}}
}

// passing are the errors of accepting a connection after which others may be accepted.
var passing = []error{syscall.EMFILE, syscall.ENFILE, syscall.ECONNABORTED, syscall.ECONNRESET}

// accept serves the connections that come until the listener is closed.
func (p *plainServer) accept() {
	for {
		c, err := p.others.Listener.Accept()
		if slices.ContainsFunc(passing, func(e error) bool { return errors.Is(err, e) }) {
			slog.Warn("a connection could not be accepted", "error", err)
			time.Sleep(tarry)
			continue
		}
		if err != nil {
			p.others.fail(err)
			return
		}
		p.mu.Lock()
		p.open[c] = true
		p.mu.Unlock()
		p.ended.Go(func() { p.serve(&clientErrorConn{Conn: c}) })
	}
}

// stop ends idle connections, lets calls under way finish, and ends them with the context.
func (p *plainServer) stop(ctx context.Context) {
	p.stopping.Store(true)
	each := func(f func(net.Conn) error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		for c := range p.open {
			_ = f(c) // it may have ended meanwhile
		}
	}
	each(func(c net.Conn) error { return c.SetReadDeadline(time.Now()) })
	defer context.AfterFunc(ctx, func() { each(net.Conn.Close) })()
	p.ended.Wait()
}

// serve answers the plain requests of a connection.
func (p *plainServer) serve(c *clientErrorConn) {
	handed := false
	defer func() {
		p.mu.Lock()
		delete(p.open, c.Conn)
		p.mu.Unlock()
		if !handed {
			_ = c.Close()
		}
	}()
	in, out := bufio.NewReaderSize(c, maxPlain), plainAnswer{header: http.Header{}}
	parse := bufio.NewReader(nil)
	from := c.RemoteAddr().String()
	for wait := headerTime; ; wait = idleTime {
		if at, moved := c.reads.leave(wait); moved {
			_ = c.SetReadDeadline(at) // a connection that is closed says so next
		}
		if p.stopping.Load() {
			return
		}
		r, size, err := nextPlain(c, in, parse)
		if err != nil {
			return
		}
		if r == nil {
			_ = c.SetReadDeadline(time.Time{})
			handed = p.others.take(&replayed{c, in})
			return
		}
		r.RemoteAddr = from
		if !p.answer(&out, r.WithContext(p.base)) {
			return
		}
		_, _ = in.Discard(size) // it is all there
		if _, err := c.Write(out.reply()); err != nil {
			return
		}
	}
}

// answer has a request answered, and reports whether the connection is to live on.
func (p *plainServer) answer(out *plainAnswer, r *http.Request) (lives bool) {
	defer func() {
		switch told := recover(); told {
		case nil:
			lives = true
		case http.ErrAbortHandler:
		default:
			slog.Error("a handler panicked", "panic", told, "stack", string(debug.Stack()))
		}
	}()
	out.reset()
	p.handler.ServeHTTP(out, r)
	return
}

// nextPlain reads the next request, without taking it out of the buffer: how many bytes it
// has is told. There is none where what comes is not plain.
func nextPlain(c *clientErrorConn, in, parse *bufio.Reader) (r *http.Request, size int, err error) {
	if _, err = in.Peek(1); err != nil {
		return nil, 0, err
	}
	for waits := false; ; waits = true {
		came, _ := in.Peek(in.Buffered())
		end := bytes.Index(came, headerEnd)
		if end >= 0 {
			head := came[:end+len(headerEnd)]
			if r = readPlain(head, parse); r == nil || len(head)+int(r.ContentLength) > maxPlain {
				return nil, 0, nil
			}
			if size = len(head) + int(r.ContentLength); len(came) >= size {
				r.Body = io.NopCloser(bytes.NewReader(came[len(head):size]))
				return r, size, nil
			}
		}
		if len(came) == maxPlain {
			return nil, 0, nil
		}
		if !waits {
			at, _ := c.reads.leave(tarry)
			_ = c.SetReadDeadline(at) // a connection that is closed says so next
		}
		if _, err = in.Peek(len(came) + 1); err != nil {
			return nil, 0, nil // too slow, or cut off
		}
	}
}

var headerEnd = []byte("\r\n\r\n")

// readPlain reads the header of a request that is plain: nil for any other. It is signed, or
// names its operation, has a length or no body, asks for nothing of HTTP itself and is
// spelled in a way that nobody reads otherwise.
func readPlain(head []byte, parse *bufio.Reader) *http.Request {
	if !isPlainText(head) {
		return nil
	}
	parse.Reset(bytes.NewReader(head))
	r, err := http.ReadRequest(parse)
	if err != nil || r.Proto != "HTTP/1.1" || r.Close || r.ContentLength < 0 || r.TransferEncoding != nil ||
		r.Method == http.MethodHead || r.RequestURI[0] != '/' || !isPlainHost(r.Host) {
		return nil
	}
	for _, name := range []string{"Expect", "Upgrade", "Connection", "Trailer"} {
		if _, asked := r.Header[name]; asked && !(name == "Connection" && strings.EqualFold(r.Header.Get(name), "keep-alive")) {
			return nil
		}
	}
	if r.Header.Get("X-Amz-Target") == "" && r.Header.Get("Authorization") == "" || strings.Contains(r.URL.Path, controlPath) {
		return nil
	}
	return r
}

// isPlainText reports whether a header is of lines that end as they should, each but the first
// with a name before its colon, and has no bytes but those of text.
func isPlainText(head []byte) bool {
	inName := false // nor in the first line
	for i, b := range head {
		switch {
		case b == '\r' && head[i+1] == '\n': // the end of the header follows the last one
		case b == '\n' && i > 0 && head[i-1] == '\r':
			inName = true
		case b < ' ' || b >= 0x7f:
			return false
		case inName && b == ':':
			inName = false
		case inName && !isWord(b):
			return false
		}
	}
	return true
}

func isPlainHost(host string) bool {
	for _, b := range []byte(host) {
		if !isWord(b) && strings.IndexByte(".:[]", b) < 0 {
			return false
		}
	}
	return host != ""
}

func isWord(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '-' || b == '_'
}

// plainAnswer collects an answer. It is used again for the next one.
type plainAnswer struct {
	header http.Header
	status int
	body   []byte
	text   bytes.Buffer
}

// reset makes room for the next answer. That of a long one is given back.
func (a *plainAnswer) reset() {
	clear(a.header)
	if a.status = 0; cap(a.body) > maxPlain {
		a.body, a.text = nil, bytes.Buffer{}
	}
	a.body = a.body[:0]
}

func (a *plainAnswer) Header() http.Header { return a.header }

func (a *plainAnswer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *plainAnswer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.body = append(a.body, b...)
	return len(b), nil
}

// reply is the whole answer as it is sent.
func (a *plainAnswer) reply() []byte {
	a.WriteHeader(http.StatusOK)
	a.text.Reset()
	t := a.text.AvailableBuffer()
	t = append(strconv.AppendInt(append(t, "HTTP/1.1 "...), int64(a.status), 10), ' ')
	t = append(append(t, http.StatusText(a.status)...), "\r\nDate: "...)
	t = append(time.Now().UTC().AppendFormat(t, http.TimeFormat), "\r\nContent-Length: "...)
	t = append(strconv.AppendInt(t, int64(len(a.body)), 10), "\r\n"...)
	a.text.Write(t)
	_ = a.header.Write(&a.text) // a buffer takes everything
	a.text.WriteString("\r\n")
	a.text.Write(a.body)
	return a.text.Bytes()
}

// handedOver is a listener of connections that others have accepted.
type handedOver struct {
	net.Listener
	conns  chan net.Conn
	once   sync.Once
	failed error // why no more are accepted
	closed chan struct{}
}

// take hands a connection over, and reports whether anybody takes it.
func (h *handedOver) take(c net.Conn) bool {
	select {
	case h.conns <- c:
		return true
	case <-h.closed:
		return false
	}
}

func (h *handedOver) fail(err error) { h.once.Do(func() { h.failed = err; close(h.closed) }) }

func (h *handedOver) Accept() (net.Conn, error) {
	select {
	case c := <-h.conns:
		return c, nil
	case <-h.closed:
		return nil, h.failed
	}
}

func (h *handedOver) Close() error {
	err := h.Listener.Close()
	h.fail(net.ErrClosed)
	return err
}

// replayed is a connection of which some has been read that nobody has seen yet.
type replayed struct {
	net.Conn
	in *bufio.Reader
}

func (r *replayed) Read(b []byte) (int, error) {
	if r.in.Buffered() == 0 {
		return r.Conn.Read(b)
	}
	return r.in.Read(b)
}
