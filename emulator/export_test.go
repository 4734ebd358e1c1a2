package emulator

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"time"
)

// SetRequestTime changes how long a request may take to come, and returns how to
// change it back.
func SetRequestTime(d time.Duration) (back func()) { return set(&requestTime, d) }

// SetAnswerTime changes how long a client may take nothing of an answer, and returns how to
// change it back.
func SetAnswerTime(d time.Duration) (back func()) { return set(&answerTime, d) }

func set(to *time.Duration, d time.Duration) (back func()) {
	before := *to
	*to = d
	return func() { *to = before }
}

// ByNetHTTP serves an emulator by net/http alone, otherwise as Serve does.
func ByNetHTTP(e *Emulator) *httptest.Server {
	server := httptest.NewUnstartedServer(guard(&e.launch, e))
	server.Config.BaseContext = func(net.Listener) context.Context {
		return context.WithValue(context.Background(), served{}, true)
	}
	server.Config.MaxHeaderBytes = maxHeader
	server.Listener = clientErrors{server.Listener}
	server.Start()
	return server
}

// ReadPlain reads the header of a request as one that is answered without net/http, nil for any other.
func ReadPlain(head string) *http.Request {
	return newPlainRequest(context.Background(), "").parse([]byte(head))
}

// MaxPlain is how many bytes a plain request may have.
const MaxPlain = maxPlain

type clientErrors struct{ net.Listener }

func (l clientErrors) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return &clientErrorConn{Conn: c}, err
}
