package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/timing"
)

// pseudoterminal returns a terminal, and a function that returns what was written to it.
func pseudoterminal(t *testing.T) (*os.File, func() string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no terminals here: ", err)
	}
	var number, unlocked uint32
	for request, value := range map[uintptr]*uint32{syscall.TIOCGPTN: &number, syscall.TIOCSPTLCK: &unlocked} {
		_, _, failed := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), request, uintptr(unsafe.Pointer(value)))
		require.Zero(t, failed)
	}
	slave, err := os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no terminals here: ", err)
	}
	read := make(chan string)
	go func() {
		var all bytes.Buffer
		_, _ = all.ReadFrom(master) // it ends with an error once nobody has the terminal any more
		read <- all.String()
	}()
	return slave, func() string {
		slave.Close()
		select {
		case text := <-read:
			return text
		case <-time.After(timing.Patience):
			t.Fatal("the terminal does not end")
		}
		return ""
	}
}

const escapes = "\x1b]0;title\a\x1b[2J\x1b[8mhidden\r\u009b2J\u202ereversed"

// Whatever a file, a name or an argument holds: nothing of it moves the cursor or names the window.
func TestNothingPrintedDrivesATerminal(t *testing.T) {
	dir := t.TempDir()
	wild := filepath.Join(dir, "a\x1b[2J.yaml")
	require.NoError(t, os.WriteFile(wild, []byte("scenario: \"a "+`\e]0;x\a`+"\"\nsteps: []\n"), 0o600))
	for _, args := range [][]string{
		{"check", "--out", dir, wild},
		{"check", "--out", dir, "--target", "http://" + escapes},
		{"check", "--out", dir, "--tags", escapes},
		{"validate", filepath.Join(dir, escapes)},
		{"rules", "explain", escapes},
		{escapes},
	} {
		out, said := pseudoterminal(t)
		assert.NotZero(t, run(args, out, out), "%q", args)
		text := said()
		assert.NotEmpty(t, text)
		for _, sign := range []string{"\x1b]", "\x1b[2J", "\x1b[8m", "\a", "\u009b", "\u202e", "hidden\r"} {
			assert.NotContains(t, text, sign, "%q", args)
		}
	}
}

func TestATameWriterLetsTextAndColoursThrough(t *testing.T) {
	text := "plain ä 日本 \x1b[31mdiverges\x1b[0m \x1b[92mbright\x1b[0m\ttab\nline\n"
	for size := 1; size < 9; size++ {
		var out bytes.Buffer
		w := &tame{to: &out}
		for rest := []byte(text + escapes + "."); len(rest) > 0; {
			n, err := w.Write(rest[:min(size, len(rest))])
			require.NoError(t, err)
			rest = rest[n:]
		}
		assert.Equal(t, text+printable(escapes)+".", out.String(), "in pieces of %d", size)
	}
}
