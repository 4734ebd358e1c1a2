package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/shareproof/shareproof/internal/exit"
)

// checkedWriter remembers the first error of writing, such as that of a full
// disk: most of what commands print is printed without looking.
type checkedWriter struct {
	io.Writer
	err error
}

func (w *checkedWriter) Write(text []byte) (int, error) {
	n, err := w.Writer.Write(text)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

// exit returns the exit code of a command that ended with another one. What could
// not be printed is an error of the harness, unless something worse is known.
func (w *checkedWriter) exit(code int, stderr io.Writer) int {
	if w.err == nil || code != 0 && code != 3 {
		return code
	}
	fmt.Fprintln(stderr, "shareproof: the output is not complete:", w.err)
	return exit.Harness
}

// printable spells what could move a terminal's cursor or colour it, in a text
// that a target or an author wrote.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if isTame(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// isTame reports whether a character only takes its place on a terminal.
func isTame(r rune) bool {
	return r == '\n' || r == '\t' || !unicode.IsControl(r) && !unicode.Is(unicode.Bidi_Control, r)
}
