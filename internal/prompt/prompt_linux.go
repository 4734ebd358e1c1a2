package prompt

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"unsafe"
)

// conn is a connection of TCP.
type conn struct {
	*net.TCPConn
	in, out way
}

func promptly(tcp *net.TCPConn) net.Conn {
	raw, err := tcp.SyscallConn()
	if err != nil {
		return tcp // which is closed
	}
	c := &conn{TCPConn: tcp}
	c.in.does, c.in.name, c.in.until = syscall.SYS_READ, "read", raw.Read
	c.out.does, c.out.name, c.out.until = syscall.SYS_WRITE, "write", raw.Write
	c.in.attempt, c.out.attempt = c.in.try, c.out.try
	return c
}

// Read is that of net.Conn.
func (c *conn) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	n, err := c.in.do(b)
	if n == 0 && err == nil {
		err = io.EOF
	}
	return n, err
}

// Write is that of net.Conn.
func (c *conn) Write(b []byte) (done int, err error) {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
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
	name    string                         // and what errors call it
	until   func(func(uintptr) bool) error // makes attempts when there is something to do
	attempt func(fd uintptr) bool

	mu     sync.Mutex
	b      []byte
	n      int
	failed syscall.Errno
}

// do reads or writes once. The way is locked.
func (w *way) do(b []byte) (int, error) {
	w.b, w.n, w.failed = b, 0, 0
	err := w.until(w.attempt)
	w.b = nil
	if err == nil && w.failed != 0 {
		err = os.NewSyscallError(w.name, w.failed)
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
