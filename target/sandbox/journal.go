package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/shareproof/shareproof/internal/lines"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
	"github.com/shareproof/shareproof/target"
)

// JournalVersion is the first line of a journal.
const JournalVersion = "shareproof.dev/made/v1"

// Disk is a file that a journal is kept in.
type Disk interface {
	io.Writer
	// Sync returns once all that was written is kept.
	Sync() error
}

// line is one line of a journal. The first has only a Version, and the Run whose tag is on
// what is made.
type line struct {
	Version string `json:"journal,omitempty"`
	Run     string `json:"run,omitempty"`
	// Begun and Ended are the number of a call that makes something, before it is sent
	// and once it is answered. Marked is true where it gives the run's tag, and Refused
	// where it was not done.
	Begun   int             `json:"begun,omitempty"`
	Ended   int             `json:"ended,omitempty"`
	As      *kernel.Caller  `json:"as,omitempty"`
	Call    string          `json:"call,omitempty"`
	In      json.RawMessage `json:"in,omitempty"`
	Out     json.RawMessage `json:"out,omitempty"`
	Marked  bool            `json:"marked,omitempty"`
	Refused bool            `json:"refused,omitempty"`
	// Swept says that nothing is left of all calls before.
	Swept bool `json:"swept,omitempty"`
}

// journal keeps on disk what is to be taken away, before it is made.
type journal struct {
	disk  Disk
	calls int
}

func (j *journal) write(l line) error {
	if j == nil {
		return nil
	}
	text, err := json.Marshal(l)
	if err == nil {
		_, err = j.disk.Write(append(text, '\n'))
	}
	if err == nil {
		err = j.disk.Sync()
	}
	if err != nil {
		return fmt.Errorf("the journal of what is made: %w", err)
	}
	return nil
}

// Keep keeps from now on in a journal what the scenarios make: each call stands there
// before it is sent, so that what a killed run leaves can be taken away. What is made
// bears the tag of the run, for which RunOf makes a name.
func (t *Target) Keep(disk Disk, run string) error {
	t.journal, t.run = &journal{disk: disk}, run
	return t.journal.write(line{Version: JournalVersion, Run: run})
}

// begin notes a call that is to be sent, if it makes something.
func (j *journal) begin(as kernel.Caller, op *kernel.Operation, in any, marked bool) error {
	if j == nil || !op.IsUndone() {
		return nil
	}
	text, err := json.Marshal(in)
	if err != nil {
		return err
	}
	j.calls++
	return j.write(line{Begun: j.calls, As: &as, Call: op.FullName(), In: text, Marked: marked})
}

// end notes what became of the call. A call without an answer stays as it was begun.
func (j *journal) end(op *kernel.Operation, out any, err error) error {
	if j == nil || !op.IsUndone() {
		return nil
	}
	var refused *kernel.Error
	switch {
	case errors.As(err, &refused), errors.Is(err, target.ErrUnsupported): // and so it was not sent
		return j.write(line{Ended: j.calls, Refused: true})
	case err != nil:
		return nil
	}
	text, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return j.write(line{Ended: j.calls, Out: text})
}

// Restore takes over what a journal says is still there, for Close to take away, which looks
// for what calls have made that got no answer. An error names the line that is malformed; a
// last line that was cut off is passed over.
func (t *Target) Restore(r io.Reader) error {
	own := newBelongings()
	t.own, t.books = &own, &ledger{}
	open := map[int]deed{}
	var order []int
	all := lines.NewReader(bufio.NewReaderSize(r, 64<<10))
	for number := 1; ; number++ {
		text, err := readLine(all)
		if errors.Is(err, io.EOF) {
			break // what is cut off was not kept, so the call was not sent
		}
		if err == nil {
			var l line
			if l, err = parseLine(text, number); err == nil {
				order, err = t.take(l, open, order)
			}
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	for _, n := range order {
		if d, lost := open[n]; lost {
			t.books.lose(d)
		}
	}
	return nil
}

// readLine returns the next line, io.EOF where none is whole any more.
func readLine(r *lines.Reader) ([]byte, error) {
	text, err := r.Next()
	if errors.Is(err, lines.ErrTorn) {
		err = io.EOF
	}
	return text, err
}

func parseLine(text []byte, number int) (l line, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return l, fmt.Errorf("this is no line of a journal: %w", err)
	}
	if number == 1 && l.Version != JournalVersion {
		return l, fmt.Errorf("want a journal of version %s, got %q", JournalVersion, l.Version)
	}
	return l, nil
}

// take enters a line into the books. It keeps the calls that have not ended, and the
// order in which they began.
func (t *Target) take(l line, open map[int]deed, order []int) ([]int, error) {
	switch {
	case l.Version != "":
		t.run = l.Run
	case l.Swept:
		clear(open)
		own := newBelongings()
		t.own, t.books = &own, &ledger{}
		return nil, nil
	case l.Begun > 0:
		service, name, _ := strings.Cut(l.Call, ".")
		op := services.FindOperation(service, name)
		if op == nil || l.As == nil {
			return nil, fmt.Errorf("there is no operation %q, or nobody called it", l.Call)
		}
		in := reflect.New(op.In).Interface()
		if err := json.Unmarshal(l.In, in); err != nil {
			return nil, fmt.Errorf("%s: %w", l.Call, err)
		}
		open[l.Begun] = deed{as: *l.As, op: op, in: in, marked: l.Marked}
		return append(order, l.Begun), nil
	case l.Ended > 0:
		d, begun := open[l.Ended]
		if !begun {
			return nil, fmt.Errorf("call %d ends and has not begun", l.Ended)
		}
		delete(open, l.Ended)
		if l.Refused {
			return order, nil
		}
		d.out = reflect.New(d.op.Out).Interface()
		if err := json.Unmarshal(l.Out, d.out); err != nil {
			return nil, fmt.Errorf("%s: %w", d.op.FullName(), err)
		}
		return order, t.enter(d)
	}
	return order, nil
}
