package lines_test

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/shareproof/shareproof/internal/lines"
	"github.com/stretchr/testify/assert"
)

// read returns all lines of a text, and what ended them.
func read(r io.Reader) (all []string, err error) {
	l := lines.NewReader(bufio.NewReaderSize(r, 16))
	for {
		text, err := l.Next()
		if text != nil {
			all = append(all, string(text))
		}
		if err != nil {
			return all, err
		}
		if l.Number != len(all) {
			return all, errors.New("the line has another number")
		}
	}
}

func TestLinesAreReadWhole(t *testing.T) {
	long := strings.Repeat("x", 1000) + "\n"
	for text, want := range map[string][]string{
		"":                                    nil,
		"a\nb\n":                              {"a\n", "b\n"},
		"\n\n":                                {"\n", "\n"},
		long + "a\n" + long:                   {long, "a\n", long},
		strings.Repeat("y", 15) + "\n" + long: {strings.Repeat("y", 15) + "\n", long},
	} {
		for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			all, err := read(r)
			assert.Equal(t, want, all)
			assert.Equal(t, io.EOF, err)
		}
	}
}

func TestATornLastLineIsTold(t *testing.T) {
	long := strings.Repeat("x", 1000)
	for _, rest := range []string{"b", long, strings.Repeat("z", 16)} {
		all, err := read(strings.NewReader("a\n" + rest))
		assert.Equal(t, []string{"a\n", rest}, all)
		assert.Equal(t, lines.ErrTorn, err)
	}
}

func TestALineThatIsTooLongIsNotKept(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("a\n"), io.LimitReader(zeros{}, 1<<40))
	all, err := read(endless)
	assert.Equal(t, []string{"a\n"}, all)
	assert.Equal(t, lines.ErrTooLong, err)
	assert.EqualError(t, err, "the line has more than 16 MiB")
	just := strings.Repeat("x", lines.Longest-1) + "\n"
	all, err = read(strings.NewReader(just))
	assert.Equal(t, io.EOF, err)
	assert.Len(t, all, 1)
}

func TestAnErrorOfTheFileIsHandedOn(t *testing.T) {
	_, err := read(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(errors.New("the disk is gone"))))
	assert.EqualError(t, err, "the disk is gone")
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
