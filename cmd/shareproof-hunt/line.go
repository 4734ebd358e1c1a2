package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"
)

// shared is a writer that workers and the coordinator of one process write to.
type shared struct {
	on io.Writer
	sync.Mutex
}

func (s *shared) Write(text []byte) (int, error) {
	s.Lock()
	defer s.Unlock()
	return s.on.Write(text)
}

// line shows progress: on a terminal as a line that is written over, elsewhere as one that is
// written now and then.
type line struct {
	on       io.Writer
	terminal bool
	every    time.Duration
	shown    time.Time
}

func newLine(w io.Writer) *line {
	l := &line{on: w, every: 30 * time.Second, shown: time.Now()}
	if s, ok := w.(*shared); ok {
		w = s.on
	}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		l.terminal, l.every = true, time.Second
	}
	return l
}

func (l *line) due() bool { return time.Since(l.shown) >= l.every }

func (l *line) show(text string) {
	l.shown = time.Now()
	if l.terminal {
		fmt.Fprintf(l.on, "\r\x1b[K%s", text)
		return
	}
	fmt.Fprintf(l.on, "shareproof-hunt: %s\n", text)
}

func (l *line) end() {
	if l.terminal {
		fmt.Fprint(l.on, "\r\x1b[K")
	}
}
