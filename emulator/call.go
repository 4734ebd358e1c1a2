package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/shareproof/shareproof/emulator/wire"
	"github.com/shareproof/shareproof/faults"
	"github.com/shareproof/shareproof/model/kernel"
)

// maxBody is how many bytes the body of a request may have.
const maxBody = 1 << 20

// Errors by which AWS refuses a request before its operation is looked at.
// Signature troubles carry 400 in awsJson1_1 and 403 in restJson1.
var (
	unknownPath      = &kernel.Fault{Code: "UnknownOperationException", Status: http.StatusNotFound}
	unsupportedMedia = &kernel.Fault{Code: "UnsupportedMediaTypeException", Status: http.StatusUnsupportedMediaType}
	entityTooLarge   = &kernel.Fault{Code: "RequestEntityTooLargeException", Status: http.StatusRequestEntityTooLarge}

	missingToken        = &kernel.Fault{Code: "MissingAuthenticationTokenException", Status: http.StatusBadRequest}
	incompleteSignature = &kernel.Fault{Code: "IncompleteSignatureException", Status: http.StatusBadRequest}
	invalidSignature    = &kernel.Fault{Code: "InvalidSignatureException", Status: http.StatusBadRequest}
)

func refusal(f *kernel.Fault, format string, args ...any) *kernel.Error {
	return kernel.NewError(f, fmt.Sprintf(format, args...))
}

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

	out, err := any(nil), error(nil)
	to, unknown := find(r)
	if unknown != nil {
		err = unknown
	} else {
		out, err = e.perform(&to, r, s)
	}
	if err == faults.ErrLost {
		panic(http.ErrAbortHandler) // net/http closes the connection
	}
	header := w.Header()
	header["X-Amzn-Requestid"] = []string{e.ids.Load().next()}
	header["Content-Type"] = []string{to.contentType()}
	switch err := err.(type) {
	case *kernel.Error:
		to.refuse(w, err)
		return
	case faults.Bare:
		w.WriteHeader(int(err))
		return
	}
	s.reply = wire.Append(s.reply[:0], out, to.naming())
	_, _ = w.Write(s.reply) // an error means that nobody listens any more
}

func (e *Emulator) perform(to *route, r *http.Request, s *scratch) (any, error) {
	as, refused := to.authenticate(r)
	if refused != nil {
		return nil, refused
	}
	in := reflect.New(to.op.In).Interface()
	if refused := to.read(r, s, in); refused != nil {
		return nil, refused
	}
	return e.do(r, as, in)
}

// read fills the input from the body and the query string.
func (to *route) read(r *http.Request, s *scratch, in any) *kernel.Error {
	s.body.Reset()
	if _, err := s.body.ReadFrom(io.LimitReader(r.Body, maxBody+1)); err != nil {
		return refusal(kernel.Serialization, "The body cannot be read: %v.", err)
	}
	if s.body.Len() > maxBody {
		return refusal(entityTooLarge, "The body is longer than %d bytes.", maxBody)
	}
	body := s.body.Bytes()
	if given := r.Header.Get("Content-Type"); given != to.contentType() && (len(body) > 0 || given != "") {
		if media, _, _ := mime.ParseMediaType(given); media != to.contentType() {
			return refusal(unsupportedMedia, "Content-Type %q is not %s.", given, to.contentType())
		}
	}
	if len(body) > 0 {
		into := in
		if to.query != nil {
			into = &struct{}{} // all members travel in the query string
		}
		if err := wire.Decode(body, into, to.naming()); err != nil {
			return refusal(kernel.Serialization, "%v", err)
		}
	}
	return to.readQuery(r.URL.RawQuery, in)
}

// refuse writes an error as the protocol has it.
func (to *route) refuse(w http.ResponseWriter, err *kernel.Error) {
	header := w.Header()
	body := map[string]string{to.api.Message: err.Message}
	if to.api.Protocol == kernel.RestJSON {
		header.Set("X-Amzn-Errortype", err.Code)
	} else {
		body["__type"] = err.Code
	}
	text, _ := json.Marshal(body) // strings always marshal
	w.WriteHeader(err.Status)
	_, _ = w.Write(text)
}

// requestIDs mints the IDs by which answers can be told apart: the same for
// the same seed and the same calls.
type requestIDs struct {
	seed uint64
	last atomic.Uint64
}

func (i *requestIDs) next() string {
	n := i.last.Add(1)
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", i.seed>>32, i.seed>>16&0xffff, i.seed&0xffff, n>>48, n&0xffffffffffff)
}
