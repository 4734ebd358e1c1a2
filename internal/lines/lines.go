// Package lines reads files that are kept line by line and may have been cut off: journals and
// traces.
package lines

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Longest is how many bytes a line may have at most, its end included.
const Longest = 16 << 20

// ErrTorn is told with a last line that does not end: whoever wrote it was killed.
var ErrTorn = errors.New("the line does not end")

// ErrTooLong is told of a line with more than Longest bytes, of which nothing is kept.
var ErrTooLong = fmt.Errorf("the line has more than %d MiB", Longest>>20)

// Reader reads lines.
type Reader struct {
	from *bufio.Reader
	// Number is that of the line that was read last, from 1 on, and Read is how many bytes all
	// lines had together.
	Number int
	Read   int64
}

// NewReader returns a Reader of what a bufio.Reader still has.
func NewReader(from *bufio.Reader) *Reader { return &Reader{from: from} }

// Next returns the next line with its end, io.EOF behind the last one, and ErrTorn with the
// line where it does not end. Other errors are those of what is read, or ErrTooLong. The line is
// good until the next call.
func (r *Reader) Next() ([]byte, error) {
	r.Number++
	var text []byte
	for {
		part, err := r.from.ReadSlice('\n')
		if r.Read += int64(len(part)); len(text)+len(part) > Longest {
			return nil, ErrTooLong
		}
		switch {
		case err == nil && text == nil:
			return part, nil
		case err == nil:
			return append(text, part...), nil
		case errors.Is(err, bufio.ErrBufferFull):
			text = append(text, part...)
		case errors.Is(err, io.EOF) && len(text)+len(part) == 0:
			return nil, io.EOF
		case errors.Is(err, io.EOF):
			return append(text, part...), ErrTorn
		default:
			return nil, err
		}
	}
}
