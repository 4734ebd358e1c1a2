package evidence

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"

	"github.com/shareproof/shareproof/internal/protocol"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// Writer writes a trace, scenario by scenario. What is written stays readable up to the last
// whole scenario if the program is killed.
type Writer struct {
	file      io.WriteCloser
	zip       *gzip.Writer // nil for a plain file
	digest    hash.Hash
	hide      func([]byte) []byte
	lines     int
	exchanges int
	err       error
}

// Create begins a trace in a file, compressed where its name ends with .gz. Hide, if it is
// not nil, is asked to hide what is nobody's business in each line.
func Create(name string, h Header, hide func([]byte) []byte) (*Writer, error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	w := NewWriter(file, h, hide, strings.HasSuffix(name, ".gz"))
	return w, w.err
}

// NewWriter begins a trace, which is compressed where zipped is true.
func NewWriter(file io.WriteCloser, h Header, hide func([]byte) []byte, zipped bool) *Writer {
	w := &Writer{file: file, digest: sha256.New(), hide: hide}
	if zipped {
		w.zip = gzip.NewWriter(file)
	}
	h.Version = Version
	w.line(line{Trace: &h})
	w.flush()
	return w
}

func (w *Writer) line(l line) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(l)
	written := text.Bytes()
	if w.hide != nil && l.End == nil {
		written = w.hide(written)
	}
	if err == nil && w.zip != nil {
		_, err = w.zip.Write(written)
	} else if err == nil {
		_, err = w.file.Write(written)
	}
	w.digest.Write(written)
	w.lines++
	if w.err == nil {
		w.err = err
	}
}

func (w *Writer) flush() {
	if w.zip != nil && w.err == nil {
		w.err = w.zip.Flush()
	}
}

// Write appends what a scenario did, and what verdict it got.
func (w *Writer) Write(o target.Outcome, verdict string) {
	accounts := map[string]string{}
	for _, number := range sortedKeys(o.Accounts) {
		accounts[o.Accounts[number]] = number
	}
	begun := world{Seed: o.Setting.Seed, Pace: o.Setting.Pace, Quotas: o.Setting.Quotas, Automatic: o.Setting.Automatic}
	if !o.Setting.Start.IsZero() {
		begun.Start = &o.Setting.Start
	}
	w.line(line{Scenario: &Scenario{Name: o.Name, System: o.System, Source: o.Source, Rules: o.Rules, Accounts: accounts,
		World: begun}})
	for i := range o.Exchanges {
		w.line(lineOf(&o.Exchanges[i]))
		w.exchanges++
	}
	w.line(line{Ended: &ended{verdict}})
	w.flush()
}

func lineOf(e *target.Exchange) line {
	when := moments{e.Step, e.Asked.UTC(), e.Answered.UTC()}
	as := caller{e.As.Account, e.As.Region, e.As.Principal}
	no, trouble := troubleOf(e.Err)
	switch {
	case e.Deed != nil:
		d := e.Deed
		return line{Deed: &deed{when, as, d.Kind, d.Cluster, d.Place, d.Count, no, trouble}}
	case e.In == nil:
		return line{Wait: &wait{when, e.Waited.Milliseconds(), trouble}}
	}
	c := &call{moments: when, As: as, Operation: services.OperationOf(e.In).FullName(), Refused: no, Trouble: trouble,
		In: protocol.Encode(e.In, protocol.Members), Fails: e.Fails}
	if e.Err == nil {
		c.Out = protocol.Encode(e.Out, protocol.Members)
	}
	return line{Call: c}
}

// troubleOf tells a refusal from what says nothing of any rule.
func troubleOf(err error) (*refused, string) {
	var no *kernel.Error
	switch {
	case errors.As(err, &no):
		return &refused{no.Code, no.Status, no.Message}, ""
	case err != nil:
		return nil, err.Error()
	}
	return nil, ""
}

// Close ends the trace, and says that the run did not come to its end if it was
// interrupted. Its error is the first one of all writing.
func (w *Writer) Close(interrupted bool) error {
	w.line(line{End: &footer{w.lines, w.exchanges, "sha256:" + hex.EncodeToString(w.digest.Sum(nil)), interrupted}})
	err := w.err
	if w.zip != nil {
		err = errors.Join(err, w.zip.Close())
	}
	if err = errors.Join(err, w.file.Close()); err != nil {
		return fmt.Errorf("the trace is not whole: %w", err)
	}
	return nil
}
