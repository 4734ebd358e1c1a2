package main

import (
	"io"
	"os"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shareproof/shareproof/conformance"
	"github.com/shareproof/shareproof/internal/redact"
	"golang.org/x/term"
)

// usualWidth is how wide tables are where nobody says how wide the screen is.
const usualWidth = 120

// terminal returns the terminal that a command writes to, nil where it is none.
func terminal(w io.Writer) *os.File {
	for {
		switch on := w.(type) {
		case *checkedWriter:
			w = on.Writer
		case *redact.Writer:
			w = on.Unwrap()
		case *tame:
			w = on.to
		case *os.File:
			if term.IsTerminal(int(on.Fd())) {
				return on
			}
			return nil
		default:
			return nil
		}
	}
}

// width returns how many columns there are to write in: COLUMNS, or those of the
// terminal.
func width(w io.Writer) int {
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && columns > 0 {
		return max(columns, 40)
	}
	if f := terminal(w); f != nil {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return max(columns, 40)
		}
	}
	return usualWidth
}

// painter colours verdicts, on a terminal and unless NO_COLOR is set.
type painter bool

func painterFor(w io.Writer) painter {
	return painter(os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && terminal(w) != nil)
}

// verdict writes a verdict in its colour.
func (p painter) verdict(v conformance.Verdict) string { return p.as(v, string(v)) }

// as writes a text in the colour of a verdict.
func (p painter) as(v conformance.Verdict, words string) string {
	if !p {
		return words
	}
	colour := text.FgYellow
	switch {
	case v.OK():
		colour = text.FgGreen
	case v.ExitCode() == 1:
		colour = text.FgRed
	case v == conformance.HarnessError:
		colour = text.FgMagenta
	case v == conformance.NotRun, v == conformance.Unsupported:
		colour = text.FgHiBlack
	case v == conformance.Partial, v == conformance.KnownDivergence:
		colour = text.FgCyan
	}
	return colour.EscapeSeq() + words + text.Reset.EscapeSeq()
}
