//go:build !linux

package prompt

import "net"

func promptly(tcp *net.TCPConn) net.Conn { return tcp }
