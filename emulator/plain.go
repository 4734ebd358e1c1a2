package emulator

import (
	"bufio"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
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
	next := newPlainRequest(p.base, c.RemoteAddr().String())
	for wait := headerTime; ; wait = idleTime {
		if at, moved := c.reads.leave(wait); moved {
			_ = c.SetReadDeadline(at) // a connection that is closed says so next
		}
		if p.stopping.Load() {
			return
		}
		r, size, err := next.read(c, in)
		if err != nil {
			return
		}
		if r == nil {
			_ = c.SetReadDeadline(time.Time{})
			handed = p.others.take(&replayed{c, in})
			return
		}
		if !p.answer(&out, r) {
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
