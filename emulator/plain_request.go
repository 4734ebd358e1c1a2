package emulator

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
)

// mostLines is how many lines the header of a plain request may have.
const mostLines = 64

// plainRequest is the request of a connection that is answered. The next one takes its place.
type plainRequest struct {
	blank  *http.Request
	now    http.Request
	header http.Header
	url    url.URL
	body   plainBody
	values [mostLines]string // of the lines of the header
}

// plainBody is a body that came with its header.
type plainBody struct{ bytes.Reader }

func (*plainBody) Close() error { return nil }

// newPlainRequest makes room for the requests that come from an address.
func newPlainRequest(base context.Context, from string) *plainRequest {
	blank := &http.Request{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, RemoteAddr: from}
	return &plainRequest{blank: blank.WithContext(base), header: http.Header{}}
}

// read reads the next request, without taking it out of the buffer: how many bytes it
// has is told. There is none where what comes is not plain. What was read before holds no longer.
func (p *plainRequest) read(c *clientErrorConn, in *bufio.Reader) (r *http.Request, size int, err error) {
	if _, err = in.Peek(1); err != nil {
		return nil, 0, err
	}
	for waits := false; ; waits = true {
		came, _ := in.Peek(in.Buffered())
		end := bytes.Index(came, headerEnd)
		if end >= 0 {
			head := came[:end+len(headerEnd)]
			if r = p.parse(head); r == nil || len(head)+int(r.ContentLength) > maxPlain {
				return nil, 0, nil
			}
			if size = len(head) + int(r.ContentLength); len(came) >= size {
				p.body.Reset(came[len(head):size])
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

// parse reads the header of a request that is plain, as http.ReadRequest does: nil for any
// other. It is signed, or names its operation, has a length or no body, asks for nothing of HTTP
// itself, says nothing twice and is spelled in a way that nobody reads otherwise.
func (p *plainRequest) parse(head []byte) *http.Request {
	first, rest, _ := bytes.Cut(head, headerEnd[:2])
	p.now = *p.blank
	r := &p.now
	if !p.start(first) {
		return nil
	}
	clear(p.header)
	r.Header, r.Body, r.URL = p.header, &p.body, &p.url
	lines := string(rest) // which ends with an empty one
	for n := 0; lines != "\r\n"; n++ {
		name, value, size := headerLine(lines)
		if size == 0 || n == mostLines || !p.add(name, value, n) {
			return nil
		}
		lines = lines[size:]
	}
	if r.Host == "" || r.Header["X-Amz-Target"] == nil && r.Header["Authorization"] == nil ||
		strings.Contains(r.URL.Path, controlPath) {
		return nil
	}
	return r
}

// start reads the first line, and reports whether it is that of a plain request.
func (p *plainRequest) start(line []byte) bool {
	method, rest, _ := bytes.Cut(line, []byte(" "))
	where, version, _ := bytes.Cut(rest, []byte(" "))
	for _, known := range plainMethods {
		if string(method) == known {
			p.now.Method = known
		}
	}
	if p.now.Method == "" || string(version) != "HTTP/1.1" || len(where) == 0 || where[0] != '/' {
		return false
	}
	simple := true // spelled without escapes, query or what net/url would refuse
	for _, b := range where {
		if b <= ' ' || b >= 0x7f {
			return false
		}
		simple = simple && (kinds[b]&inWord != 0 || b == '/' || b == '.')
	}
	if p.now.RequestURI = "/"; len(where) > 1 {
		p.now.RequestURI = string(where)
	}
	if simple {
		p.url = url.URL{Path: p.now.RequestURI}
		return true
	}
	u, err := url.ParseRequestURI(p.now.RequestURI)
	if err != nil {
		return false
	}
	p.url = *u
	return true
}

var plainMethods = []string{http.MethodPost, http.MethodGet, http.MethodPut, http.MethodDelete, http.MethodPatch}

// add takes in the line of a header that has so many before it, and reports whether a plain
// request may have it.
func (p *plainRequest) add(name, value string, n int) bool {
	name = http.CanonicalHeaderKey(name)
	r := &p.now
	switch name {
	case "Host":
		if r.Host != "" || !isPlainHost(value) {
			return false
		}
		r.Host = value
		return true
	case "Content-Length":
		r.ContentLength = plainLength(value)
		if r.ContentLength < 0 {
			return false
		}
	case "Connection":
		if !strings.EqualFold(value, "keep-alive") {
			return false
		}
	case "Expect", "Upgrade", "Trailer", "Transfer-Encoding", "Pragma":
		return false
	}
	p.values[n] = value
	if p.header[name] != nil {
		return false
	}
	p.header[name] = p.values[n : n+1 : n+1]
	return true
}

// plainLength reads the length of a body, -1 where it is none of a plain request's.
func plainLength(text string) (n int64) {
	if text == "" || len(text) > len("16384") {
		return -1
	}
	for _, digit := range []byte(text) {
		if digit < '0' || digit > '9' {
			return -1
		}
		n = n*10 + int64(digit-'0')
	}
	return n
}

// headerLine takes apart the first of some lines that all end as they should, and tells how many
// bytes it has: none where it is not a name before a colon and nothing but text behind.
func headerLine(lines string) (name, value string, size int) {
	end := strings.IndexByte(lines, '\r')
	colon := 0
	for colon < end && kinds[lines[colon]]&inWord != 0 {
		colon++
	}
	if colon == 0 || colon == end || lines[colon] != ':' || lines[end+1] != '\n' {
		return "", "", 0
	}
	value = lines[colon+1 : end]
	for i := range len(value) {
		if kinds[value[i]]&inText == 0 {
			return "", "", 0
		}
	}
	return lines[:colon], strings.Trim(value, " "), end + len("\r\n")
}

func isPlainHost(host string) bool {
	for i := range len(host) {
		if kinds[host[i]]&(inWord|inHost) == 0 {
			return false
		}
	}
	return host != ""
}

// What bytes are.
const (
	inText = 1 << iota // of a line
	inWord             // and of a name
	inHost             // of a host beside words
)

var kinds = func() (of [256]uint8) {
	for b := ' '; b < 0x7f; b++ {
		of[b] = inText
		if b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '-' || b == '_' {
			of[b] |= inWord
		}
	}
	for _, b := range ".:[]" {
		of[b] |= inHost
	}
	return of
}()
