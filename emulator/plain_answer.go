package emulator

import (
	"maps"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"
)

// plainAnswer collects an answer. It is used again for the next one.
type plainAnswer struct {
	header http.Header
	status int
	body   []byte

	text  []byte   // the answer as it is sent
	names []string // of the header, sorted
	// date is how the second is spelled, which is counted since the Unix epoch.
	date   []byte
	second int64
}

// reset makes room for the next answer. That of a long one is given back.
func (a *plainAnswer) reset() {
	clear(a.header)
	if a.status = 0; cap(a.body) > maxPlain {
		a.body, a.text = nil, nil
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
	if now := time.Now(); now.Unix() != a.second {
		a.second, a.date = now.Unix(), now.UTC().AppendFormat(a.date[:0], http.TimeFormat)
	}
	t := append(strconv.AppendInt(append(a.text[:0], "HTTP/1.1 "...), int64(a.status), 10), ' ')
	t = append(append(t, http.StatusText(a.status)...), "\r\nDate: "...)
	t = append(append(t, a.date...), "\r\nContent-Length: "...)
	t = append(strconv.AppendInt(t, int64(len(a.body)), 10), "\r\n"...)
	t = append(a.appendHeader(t), "\r\n"...)
	a.text = append(t, a.body...)
	return a.text
}

// oneLine keeps a value of a header from beginning another line.
var oneLine = strings.NewReplacer("\n", " ", "\r", " ")

// hasNames reports whether the header has the names of the last answer, as nearly always.
func (a *plainAnswer) hasNames() bool {
	for _, name := range a.names {
		if _, has := a.header[name]; !has {
			return false
		}
	}
	return len(a.names) == len(a.header)
}

// appendHeader writes the header as http.Header.Write does.
func (a *plainAnswer) appendHeader(t []byte) []byte {
	if !a.hasNames() {
		a.names = slices.Sorted(maps.Keys(a.header))
	}
	for _, name := range a.names {
		for _, value := range a.header[name] {
			t = append(append(t, name...), ": "...)
			t = append(append(t, textproto.TrimString(oneLine.Replace(value))...), "\r\n"...)
		}
	}
	return t
}
