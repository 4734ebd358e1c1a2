package emulator

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
)

// maxBody is how many bytes the body of a request may have.
const maxBody = 1 << 20

// What is read of a long request may be many times as long: so only so many are performed at once.
const (
	longRequest      = 64 << 10 // bytes
	mostLongRequests = 4
)

var longRequests = make(chan struct{}, mostLongRequests)

// scratch is what one call reads into and writes from.
type scratch struct {
	body  bytes.Buffer
	reply []byte
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// serveCall answers a call to a service.
func (e *Emulator) serveCall(w http.ResponseWriter, r *http.Request) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)

	began := e.measured()
	broken := s.read(r)
	if s.body.Len() > longRequest {
		longRequests <- struct{}{}
		defer func() { <-longRequests }()
	}
	to, body, unknown := find(r, s.body.Bytes())
	if unknown != nil && e.launch.Strict != nil {
		unknown = strange(to, unknown, r, s.body.Bytes())
	}
	log, c := e.log.Load(), &called{to: to, began: began}
	out, err := any(nil), error(nil)
	switch {
	case broken != nil:
		err = refusal(to.API, malformed, "The body cannot be read: %v.", broken)
	case unknown != nil:
		err = unknown
	case s.body.Len() > maxBody:
		err = refusal(to.API, entityTooLarge, "The body is longer than %d bytes.", maxBody)
	default:
		out, err = e.admit(c, r, s.body.Bytes(), body)
	}
	if err == errWaited {
		panic(http.ErrAbortHandler)
	}
	if err == faults.ErrLost {
		e.answered(log, c, out, err)
		panic(http.ErrAbortHandler) // net/http closes the connection
	}
	id := e.ids.Load().next()
	c.request, c.asked = id, s.body.Len()+len(r.URL.RawQuery)
	header := s.head(w, to, id)
	switch err := err.(type) {
	case nil:
		s.reply = to.AppendAnswer(s.reply, out, id)
	case *kernel.Error:
		s.reply = protocol.AppendRefusal(s.reply, to.API, err, id, header)
	}
	c.bytes = min(c.asked, longCall) + len(s.reply)
	e.answered(log, c, out, err)
	if other, ok := err.(*foreign); ok {
		other.tell(header)
		http.Error(w, other.Error(), http.StatusConflict)
		return
	}
	w.WriteHeader(c.status)
	_, _ = w.Write(s.reply) // an error means that nobody listens any more
}

// head begins an answer.
func (s *scratch) head(w http.ResponseWriter, to *protocol.Call, id string) http.Header {
	header := w.Header()
	header["X-Amzn-Requestid"] = []string{id}
	header["Content-Type"] = []string{protocol.AnswerType(to.API.Protocol)}
	s.reply = s.reply[:0]
	return header
}

// refuse answers a call that comes to no world.
func (s *scratch) refuse(w http.ResponseWriter, to *protocol.Call, err *kernel.Error, id string) {
	header := s.head(w, to, id)
	s.reply = protocol.AppendRefusal(s.reply, to.API, err, id, header)
	w.WriteHeader(err.Status)
	_, _ = w.Write(s.reply) // an error means that nobody listens any more
}

// read reads the body, and one byte more than it may have.
func (s *scratch) read(r *http.Request) error {
	s.body.Reset()
	if came, ok := r.Body.(*plainBody); ok { // which is shorter
		_, err := came.WriteTo(&s.body)
		return err
	}
	_, err := s.body.ReadFrom(io.LimitReader(r.Body, maxBody+1))
	return err
}

// first is http.Header.Get for a name that is spelled as it stands there.
func first(h http.Header, name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// admit reads a call and has it performed: body is what is left of the bytes that came.
func (e *Emulator) admit(c *called, r *http.Request, came, body []byte) (any, error) {
	to := c.to
	as, refused := e.authenticate(to.API, r, came)
	if refused != nil {
		return nil, refused
	}
	want := protocol.ContentType(to.API.Protocol)
	if given := first(r.Header, "Content-Type"); given != want && r.Method != http.MethodGet &&
		(len(body) > 0 || given != "") {
		if media, _, _ := mime.ParseMediaType(given); media != want {
			return nil, refusal(to.API, unsupportedMedia, "Content-Type %q is not %s.", given, want)
		}
	}
	in := reflect.New(to.Op.In).Interface()
	if err := to.Read(r.URL.EscapedPath(), r.URL.RawQuery, body, in); err != nil {
		return nil, unreadable(to.API, err)
	}
	c.as, c.in = as, in
	return e.do(r, c)
}

// requestIDs mints the IDs by which answers can be told apart: the same for
// the same seed and the same calls.
type requestIDs struct {
	seed   uint64
	hidden bool // nobody can tell the seed, or how many calls there were
	last   atomic.Uint64
}

func (i *requestIDs) next() string {
	n := i.last.Add(1)
	if i.hidden {
		return hiddenID(i.seed, n)
	}
	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], i.seed)
	binary.BigEndian.PutUint64(id[8:], n)
	return spelled(id)
}

// spelled is an ID as it stands in answers: in hexadecimal digits, with hyphens.
func spelled(id [16]byte) string {
	text := make([]byte, 0, 36)
	for i, part := range [][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]} {
		if i > 0 {
			text = append(text, '-')
		}
		text = hex.AppendEncode(text, part)
	}
	return string(text)
}
