package main

import (
	"bytes"
	"io"
	"regexp"
	"unicode/utf8"
)

// tame passes on what is written to it, but for what could move a terminal's cursor, name its
// window or type for its user: whatever a target, a file or a name holds, wherever it is printed.
// Colours of its own the command may have.
type tame struct {
	to   io.Writer
	held []byte
}

// tamed returns what a command may write to: nothing that reaches a terminal is let through as it
// came, and else all is.
func tamed(w io.Writer) io.Writer {
	if terminal(w) == nil {
		return w
	}
	return &tame{to: w}
}

// colour is what painter writes, and begun what may become one.
var (
	colour = regexp.MustCompile(`^\x1b\[(?:0|[39][0-7])?m`)
	begun  = regexp.MustCompile(`^\x1b(?:\[[039]?[0-7]?)?$`)
)

// Write passes a text on. It keeps the beginning of a character or colour for the next one.
func (t *tame) Write(text []byte) (int, error) {
	all := append(t.held, text...)
	var out []byte
	for t.held = nil; len(all) > 0; {
		plain := bytes.IndexFunc(all, func(r rune) bool { return r == utf8.RuneError || !isTame(r) })
		if plain < 0 {
			plain = len(all)
		}
		out, all = append(out, all[:plain]...), all[plain:]
		switch {
		case len(all) == 0:
		case colour.Match(all):
			n := len(colour.Find(all))
			out, all = append(out, all[:n]...), all[n:]
		case begun.Match(all) || !utf8.FullRune(all):
			t.held, all = bytes.Clone(all), nil
		default:
			_, n := utf8.DecodeRune(all)
			out, all = utf8.AppendRune(out, utf8.RuneError), all[n:]
		}
	}
	if _, err := t.to.Write(out); err != nil {
		return 0, err
	}
	return len(text), nil
}
