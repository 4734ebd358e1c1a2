// Package prompt reads and writes connections without telling the scheduler of each call to the kernel.
// Sockets do not block: what they take is a copy and, on loopback, the way to the other end. The runtime
// of Go takes a processor away from what is in the kernel for that long, and wakes others to use it, which
// costs a small request more than the call itself.
package prompt

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"unsafe"
)

// Listener returns a listener of the same connections, promptly read and written where they are TCP's.
func Listener(l net.Listener) net.Listener { return listener{l} }

type listener struct{ net.Listener }

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); err == nil && ok {
		if raw, err := tcp.SyscallConn(); err == nil {
			return newConn(tcp, raw), nil
		}
	}
	return c, err
}

// conn is a connection of TCP.
type conn struct {
	*net.TCPConn
	in, out way
}

func newConn(tcp *net.TCPConn, raw syscall.RawConn) *conn {
	c := &conn{TCPConn: tcp}
	c.in.does, c.in.until = syscall.SYS_READ, raw.Read
	c.out.does, c.out.until = syscall.SYS_WRITE, raw.Write
	c.in.attempt, c.out.attempt = c.in.try, c.out.try
	return c
}

// Read is that of net.Conn.
func (c *conn) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := c.in.do(b)
	if n == 0 && err == nil {
		err = io.EOF
	}
	return n, err
}

// Write is that of net.Conn.
func (c *conn) Write(b []byte) (done int, err error) {
	for done < len(b) && err == nil {
		var n int
		n, err = c.out.do(b[done:])
		done += n
	}
	return done, err
}

// way is one of the two directions of a connection.
type way struct {
	does    uintptr                        // the number of the call to the kernel
	until   func(func(uintptr) bool) error // makes attempts when there is something to do
	attempt func(fd uintptr) bool

	mu     sync.Mutex
	b      []byte
	n      int
	failed syscall.Errno
}

func (w *way) do(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.b, w.n, w.failed = b, 0, 0
	err := w.until(w.attempt)
	w.b = nil
	if err == nil && w.failed != 0 {
		err = os.NewSyscallError(map[uintptr]string{syscall.SYS_READ: "read", syscall.SYS_WRITE: "write"}[w.does], w.failed)
	}
	return w.n, err
}

// try reports whether it is done: not where the kernel has nothing, or no room.
func (w *way) try(fd uintptr) bool {
	for {
		n, _, failed := syscall.RawSyscall(w.does, fd, uintptr(unsafe.Pointer(unsafe.SliceData(w.b))), uintptr(len(w.b)))
		switch failed {
		case 0:
			w.n = int(n)
			return true
		case syscall.EINTR:
		case syscall.EAGAIN:
			return false
		default:
			w.failed = failed
			return true
		}
	}
}
