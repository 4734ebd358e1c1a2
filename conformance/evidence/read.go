package evidence

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/internal/lines"
	"github.com/shareproof/shareproof/internal/mistake"
	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// What is read at most: bytes of a whole file once it is unpacked, and levels of what is in a
// line.
const (
	longestFile = 1 << 30
	deepest     = 64
)

// sortedKeys returns the keys of a map in their order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// source is a file that is read line by line, unpacked where it is compressed.
type source struct {
	*lines.Reader
	name   string
	from   *bufio.Reader
	digest hash.Hash
}

// newSource tells by its first bytes whether a file is compressed.
func newSource(name string, file io.Reader) (*source, error) {
	from := bufio.NewReaderSize(file, 1<<16)
	if start, _ := from.Peek(2); bytes.Equal(start, []byte{0x1f, 0x8b}) {
		zip, err := gzip.NewReader(from)
		if err != nil {
			return nil, &mistake.Mistake{File: name, Reason: "it cannot be unpacked: " + err.Error()}
		}
		from = bufio.NewReaderSize(zip, 1<<16)
	}
	return &source{lines.NewReader(from), name, from, sha256.New()}, nil
}

func (l *source) wrong(format string, args ...any) error {
	return &mistake.Mistake{File: l.name, Line: l.Number, Column: 1, Reason: fmt.Sprintf(format, args...)}
}

// next returns the next line with its end, io.EOF behind the last one. The line is good until
// the next call.
func (l *source) next() ([]byte, error) {
	text, err := l.Next()
	switch {
	case l.Read > longestFile:
		return nil, l.wrong("the file has more than %d GiB", longestFile>>30)
	case err == nil || err == io.EOF:
		return text, err
	case errors.Is(err, lines.ErrTorn):
		return text, nil // it is told where it matters
	case errors.Is(err, lines.ErrTooLong):
		return nil, l.wrong("%v", err)
	}
	return nil, l.wrong("it cannot be unpacked: %v", err)
}

// depth is how deep lists and objects lie in a document, whatever else is wrong with it.
func depth(text []byte) (most int) {
	now, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			now++
			most = max(most, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return most
}

// Moment is one thing that a trace tells: a call, a wait or a deed.
type Moment struct {
	File            string
	Line            int
	Asked, Answered time.Time
	As              kernel.Caller
	Op              *kernel.Operation // nil for waits and deeds
	In              any
	Out             any // nil where it was refused, or the trace does not show it
	Refused         *kernel.Error
	Trouble         string // why there is nothing to judge
	Fails           bool
	Waited          time.Duration
	Deed            *deed
	crowded         bool // others have the same time: nobody knows which was first
}

// Group is what happened in one world: a scenario, or a whole trail.
type Group struct {
	Scenario
	Moments []Moment
}

// Read reads a trace. Each is told of each scenario as it comes, and may end the reading by
// an error. What is wrong with the trace is told by file and line.
func Read(name string, file io.Reader, each func(*Header, *Group) error) (*Header, error) {
	l, err := newSource(name, file)
	if err != nil {
		return nil, err
	}
	return readLines(l, each)
}

func readLines(l *source, each func(*Header, *Group) error) (*Header, error) {
	r := &reader{source: l, each: each}
	for r.foot == nil {
		text, err := l.next()
		if err == io.EOF {
			return nil, l.wrong("the trace was cut off: its last line is missing")
		}
		if err != nil {
			return nil, err
		}
		if err := r.line(text); err != nil {
			return nil, err
		}
	}
	if _, err := l.next(); err != io.EOF {
		return nil, l.wrong("something stands behind the end of the trace")
	}
	return r.header, nil
}

type reader struct {
	*source
	each      func(*Header, *Group) error
	header    *Header
	group     *Group
	foot      *footer
	exchanges int
}

func (r *reader) line(text []byte) error {
	if text[len(text)-1] != '\n' && r.header != nil {
		return r.wrong("the trace was cut off: the line does not end")
	}
	if depth(text) > deepest {
		return r.wrong("the line is more than %d levels deep", deepest)
	}
	var l line
	if c := quick(text); c != nil && r.group != nil {
		r.digest.Write(text)
		return r.call(c)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		if r.header == nil {
			return r.wrong("this is no trace: %v", err)
		}
		return r.wrong("the line cannot be read, the trace may have been cut off: %v", err)
	}
	if rest := bytes.TrimSpace(text[d.InputOffset():]); len(rest) > 0 {
		return r.wrong("something stands behind what is in the line")
	}
	if r.header == nil {
		return r.begin(text, &l)
	}
	if l.End != nil {
		return r.end(l.End)
	}
	r.digest.Write(text)
	switch {
	case l.Scenario != nil && r.group == nil:
		r.group = &Group{Scenario: *l.Scenario}
		return nil
	case l.Ended != nil && r.group != nil:
		g := r.group
		r.group = nil
		return r.each(r.header, g)
	case l.Call != nil && r.group != nil:
		return r.call(l.Call)
	case l.Wait != nil && r.group != nil:
		r.add(&l.Wait.moments, Moment{Waited: time.Duration(l.Wait.Milliseconds) * time.Millisecond, Trouble: l.Wait.Trouble})
		return nil
	case l.Deed != nil && r.group != nil:
		r.add(&l.Deed.moments, Moment{Deed: l.Deed, As: l.Deed.As.whole(), Refused: l.Deed.Refused.error(),
			Trouble: l.Deed.Trouble})
		return nil
	}
	return r.wrong("the line is not in its place: want a scenario, then its calls, waits and deeds, then its end")
}

// quick reads a line with a call as a Writer writes it; nil for any other, which is read at
// leisure. What was said and answered is looked at later.
func quick(text []byte) *call {
	const opening, said, answered = `{"call":{`, `,"in":`, `,"out":`
	head, rest, ok := bytes.Cut(text, []byte(said)) // which stands in no text, where quotes are escaped
	if !ok || !bytes.HasPrefix(head, []byte(opening)) {
		return nil
	}
	var c call
	if json.Unmarshal(append(slices.Clone(head[len(opening)-1:]), '}'), &c) != nil {
		return nil
	}
	in := value(rest)
	if rest = rest[len(in):]; !bytes.HasPrefix(rest, []byte(answered)) {
		return nil
	}
	out := value(rest[len(answered):])
	if c.In, c.Out = in, out; string(rest[len(answered)+len(out):]) != "}}\n" {
		return nil
	}
	return &c
}

// value returns the object with which a text begins.
func value(text []byte) []byte {
	now, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			now++
		case c == '}' || c == ']':
			if now--; now <= 0 {
				return text[:i+1]
			}
		}
	}
	return nil
}

func (r *reader) begin(text []byte, l *line) error {
	switch {
	case l.Trace == nil:
		return r.wrong("this is no trace: its first line has no header")
	case l.Trace.Version != Version:
		return r.wrong("the trace has version %q: want %q", l.Trace.Version, Version)
	case l.Trace.Clock != Virtual && l.Trace.Clock != Real:
		return r.wrong("the clock %q is neither %s nor %s", l.Trace.Clock, Virtual, Real)
	}
	r.digest.Write(text)
	r.header = l.Trace
	return nil
}

func (r *reader) end(f *footer) error {
	sum := "sha256:" + hex.EncodeToString(r.digest.Sum(nil))
	switch {
	case r.group != nil:
		return r.wrong("the trace ends in the middle of a scenario")
	case f.Lines != r.Number-1 || f.Exchanges != r.exchanges:
		return r.wrong("the trace is not whole: its last line counts %d lines and %d exchanges, and there are %d and %d",
			f.Lines, f.Exchanges, r.Number-1, r.exchanges)
	case f.Digest != sum:
		return r.wrong("the trace was changed: its digest is %s, and its last line says %s", sum, f.Digest)
	}
	r.foot, r.header.digest = f, f.Digest
	return nil
}

func (r *reader) add(at *moments, m Moment) {
	m.File, m.Line, m.Asked, m.Answered = r.name, r.Number, at.Asked, at.Answered
	r.group.Moments = append(r.group.Moments, m)
	r.exchanges++
}

func (r *reader) call(c *call) error {
	service, name, _ := strings.Cut(c.Operation, ".")
	m := Moment{As: c.As.whole(), Op: services.FindOperation(service, name), Refused: c.Refused.error(),
		Trouble: c.Trouble, Fails: c.Fails}
	if m.Op == nil {
		m.Trouble = "the model has no operation " + c.Operation
		r.add(&c.moments, m)
		return nil
	}
	m.In = reflect.New(m.Op.In).Interface()
	if err := protocol.Decode(c.In, m.In, protocol.Members); err != nil {
		return r.wrong("the input of %s: %v", c.Operation, err)
	}
	switch {
	case (c.Out != nil) == (c.Refused != nil || c.Trouble != ""):
		return r.wrong("%s has to have an answer, or a refusal, or trouble", c.Operation)
	case c.Out != nil:
		m.Out = reflect.New(m.Op.Out).Interface()
		if err := protocol.DecodeAnswer(c.Out, m.Out, protocol.Members); err != nil {
			return r.wrong("the answer of %s: %v", c.Operation, err)
		}
	}
	r.add(&c.moments, m)
	return nil
}

func (c *caller) whole() kernel.Caller {
	return kernel.Caller{Account: c.Account, Region: c.Region, Principal: c.Principal}
}

func (r *refused) error() *kernel.Error {
	if r == nil {
		return nil
	}
	return kernel.NewError(&kernel.ErrorShape{Code: r.Code, Status: r.Status}, r.Message)
}
