package shareproof

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

// inProcess returns an HTTP client whose every request is answered by the
// handler, whatever its host, and takes so long. Where the handler aborts, the
// connection is lost.
func inProcess(h http.Handler, latency time.Duration) *http.Client {
	return &http.Client{Transport: transport{h, latency}}
}

type transport struct {
	http.Handler
	latency time.Duration
}

// RoundTrip answers a request.
func (t transport) RoundTrip(r *http.Request) (response *http.Response, err error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	time.Sleep(t.latency)
	r = r.WithContext(r.Context()) // a copy: a request belongs to its client
	if r.Body == nil {
		r.Body = http.NoBody // as a server has it
	}
	defer r.Body.Close()
	defer func() {
		if p := recover(); p == http.ErrAbortHandler {
			response, err = nil, io.ErrUnexpectedEOF
		} else if p != nil {
			panic(p)
		}
	}()
	w := &answer{header: http.Header{}, status: http.StatusOK}
	t.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err // it ended while the time of a fault passed
	}
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}, nil
}

// answer is an http.ResponseWriter that keeps what is written.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }
