package emulator

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// What a client may take, so that none holds a connection or memory for ever.
const (
	headerTime = 10 * time.Second // for the header of a request
	lastTime   = 2 * time.Second  // for what is under way when the server ends
	idleTime   = 2 * time.Minute  // between two requests
	maxHeader  = 64 << 10         // bytes
)

// Tests shorten these.
var (
	// requestTime is how long a whole request may take to come.
	requestTime = 30 * time.Second
	// answerTime is how long a client may take nothing of an answer, besides a second for each
	// answerRate bytes of a long one.
	answerTime = 30 * time.Second
)

const answerRate = 512 << 10 // bytes a second

// served marks requests that came over a connection: their clients have the wall's time.
type served struct{}

// Serve answers connections until the context ends, and then lets the calls
// under way finish for a moment. Until when credentials last it tells by the wall clock,
// as with Options.ExpiryByWall.
//
// Requests of pages of other origins, and those for names that are not the emulator's, are turned
// away: see Options.Hosts.
func (e *Emulator) Serve(ctx context.Context, l net.Listener) error {
	return serve(ctx, l, guard(&e.launch, e))
}

func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	base := context.WithValue(context.Background(), served{}, true)
	plain := newPlainServer(l, h, base)
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		BaseContext: func(net.Listener) context.Context { return base },
		ErrorLog:    slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	plain.ended.Go(plain.accept) // before anybody waits for it
	done := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		grace, cancel := context.WithTimeout(context.Background(), lastTime)
		defer cancel()
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			plain.stop(grace)
		}()
		if server.Shutdown(grace) != nil {
			_ = server.Close() // the calls under way had their moment
		}
		<-stopped
	})
	err := server.Serve(plain.others)
	if !stop() {
		<-done
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// clientErrorConn keeps a promise: whatever bytes come in, no answer says that the
// server is at fault. net/http itself answers an unknown transfer encoding with
// 501 and an unknown version of HTTP with 505, before any handler is asked.
type clientErrorConn struct {
	net.Conn
	reads, writes deadline
}

// deadline is one of a connection. It is put off now and then only: each time costs as much as
// a call to the model.
type deadline struct{ at time.Time }

// leave returns until when at least so long is left, and whether that is another moment than
// before: an eighth more at the most.
func (d *deadline) leave(wait time.Duration) (at time.Time, moved bool) {
	now := time.Now()
	if moved = d.at.Sub(now) < wait || d.at.Sub(now) > wait+wait/4; moved {
		d.at = now.Add(wait + wait/8)
	}
	return d.at, moved
}

var (
	notImplemented      = []byte("HTTP/1.1 501 Not Implemented\r\n")
	versionNotSupported = []byte("HTTP/1.1 505 HTTP Version Not Supported: unsupported protocol version\r\n")
	badRequest          = []byte("HTTP/1.1 400 Bad Request\r\n")
)

// SetWriteDeadline forgets what was set here: net/http takes deadlines away.
func (c *clientErrorConn) SetWriteDeadline(t time.Time) error {
	c.writes.at = t
	return c.Conn.SetWriteDeadline(t)
}

func (c *clientErrorConn) Write(b []byte) (int, error) {
	patience := answerTime + time.Duration(len(b))*time.Second/answerRate
	if at, moved := c.writes.leave(patience); moved {
		if err := c.SetWriteDeadline(at); err != nil {
			return 0, err
		}
	}
	for _, line := range [][]byte{notImplemented, versionNotSupported} {
		if rest, ok := bytes.CutPrefix(b, line); ok {
			if _, err := c.Conn.Write(append(badRequest[:len(badRequest):len(badRequest)], rest...)); err != nil {
				return 0, err
			}
			return len(b), nil
		}
	}
	return c.Conn.Write(b)
}
