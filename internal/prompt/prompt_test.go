package prompt_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/prompt"
)

// pair are the two ends of a connection: ours is what a listener gives.
func pair(t *testing.T, wrap func(net.Listener) net.Listener) (ours net.Conn, theirs *net.TCPConn) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	ours, err = wrap(l).Accept()
	require.NoError(t, err)
	t.Cleanup(func() { _ = ours.Close() })
	require.NoError(t, ours.SetDeadline(time.Now().Add(20*time.Second)))
	require.NoError(t, c.SetDeadline(time.Now().Add(20*time.Second)))
	return ours, c.(*net.TCPConn)
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout() && errors.Is(err, os.ErrDeadlineExceeded)
}

// What the standard library does, a prompt connection does as well.
func TestAPromptConnectionIsLikeAnyOther(t *testing.T) {
	asItIs := func(l net.Listener) net.Listener { return l }
	for name, wrap := range map[string]func(net.Listener) net.Listener{"standard": asItIs, "prompt": prompt.Listener} {
		for what, try := range map[string]func(t *testing.T, ours net.Conn, theirs *net.TCPConn){
			"much, slowly taken": muchSlowlyTaken, "the end": theEnd, "deadlines": deadlines, "closed": closed,
			"cut off": cutOff,
		} {
			t.Run(what+"/"+name, func(t *testing.T) {
				ours, theirs := pair(t, wrap)
				try(t, ours, theirs)
			})
		}
	}
}

// Many bytes do not fit into the buffers of the kernel, nor what two write at once between each other.
func muchSlowlyTaken(t *testing.T, ours net.Conn, theirs *net.TCPConn) {
	parts := [][]byte{bytes.Repeat([]byte("a"), 8<<20), bytes.Repeat([]byte("b"), 8<<20)}
	written := make(chan error, len(parts))
	for _, part := range parts {
		go func() {
			n, err := ours.Write(part)
			written <- errors.Join(err, map[bool]error{false: io.ErrShortWrite}[n == len(part)])
		}()
	}
	time.Sleep(20 * time.Millisecond)
	came := make([]byte, 16<<20)
	_, err := io.ReadFull(theirs, came)
	require.NoError(t, err)
	require.NoError(t, <-written)
	require.NoError(t, <-written)
	if came[0] == 'b' {
		parts[0], parts[1] = parts[1], parts[0]
	}
	assert.True(t, bytes.Equal(came, bytes.Join(parts, nil)))
}

func theEnd(t *testing.T, ours net.Conn, theirs *net.TCPConn) {
	_, err := theirs.Write([]byte("abc"))
	require.NoError(t, err)
	require.NoError(t, theirs.CloseWrite())
	n, err := ours.Read(nil)
	assert.Equal(t, 0, n)
	require.NoError(t, err)
	all, err := io.ReadAll(ours)
	require.NoError(t, err)
	assert.Equal(t, "abc", string(all))
	_, err = ours.Write([]byte("d"))
	require.NoError(t, err, "the other way is still open")
}

func deadlines(t *testing.T, ours net.Conn, theirs *net.TCPConn) {
	require.NoError(t, ours.SetReadDeadline(time.Now().Add(20*time.Millisecond)))
	_, err := ours.Read(make([]byte, 1))
	assert.True(t, isTimeout(err), err)
	require.NoError(t, ours.SetWriteDeadline(time.Now().Add(time.Second)))
	n, err := ours.Write(make([]byte, 64<<20))
	assert.True(t, isTimeout(err), err)
	assert.Positive(t, n, "some of it was taken")
	require.NoError(t, ours.SetReadDeadline(time.Time{}))
	_, err = theirs.Write([]byte("a"))
	require.NoError(t, err)
	_, err = ours.Read(make([]byte, 1))
	require.NoError(t, err, "a deadline is put off")
}

func closed(t *testing.T, ours net.Conn, _ *net.TCPConn) {
	ended := make(chan error)
	go func() {
		_, err := ours.Read(make([]byte, 1))
		ended <- err
	}()
	time.Sleep(20 * time.Millisecond)
	require.NoError(t, ours.Close())
	require.ErrorIs(t, <-ended, net.ErrClosed)
	_, err := ours.Write([]byte("a"))
	require.ErrorIs(t, err, net.ErrClosed)
}

func cutOff(t *testing.T, ours net.Conn, theirs *net.TCPConn) {
	if runtime.GOOS != "linux" {
		t.Skip("others name it otherwise")
	}
	require.NoError(t, theirs.SetLinger(0))
	require.NoError(t, theirs.Close())
	_, err := ours.Read(make([]byte, 1))
	require.ErrorIs(t, err, syscall.ECONNRESET)
	_, err = ours.Write([]byte("a"))
	require.ErrorIs(t, err, syscall.EPIPE)
}
