// Package prompt reads and writes connections without telling the scheduler of each call to the
// kernel. Sockets do not block: what they take is a copy and, on loopback, the way to the other
// end. The runtime of Go takes a processor away from what is in the kernel for that long, and
// wakes others to use it, which costs a small request as much as the call itself.
package prompt

import "net"

// Listener returns a listener of the same connections, promptly read and written where they are
// TCP's and the system is Linux.
func Listener(l net.Listener) net.Listener { return listener{l} }

type listener struct{ net.Listener }

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); err == nil && ok {
		return promptly(tcp), nil
	}
	return c, err
}
