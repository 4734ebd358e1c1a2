package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats-server/v2/server"

	"github.com/shareproof/shareproof/internal/exit"
)

// embedded is a NATS server in this process.
type embedded struct {
	dir, listen string
	lock        *flock.Flock
	*server.Server
}

// start starts the server on what its folder keeps. It listens nowhere unless it is told to.
func (e *embedded) start() error {
	o := &server.Options{
		ServerName: "shareproof-hunt", JetStream: true, StoreDir: e.dir, SyncAlways: true, DontListen: true,
		NoLog: true, NoSigs: true, Authorization: os.Getenv(tokenVariable),
	}
	if e.listen != "" {
		if err := e.where(o); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(e.dir, 0o700); err != nil {
		return fmt.Errorf("--dir: %w", err)
	}
	e.lock = flock.New(filepath.Join(e.dir, "lock"))
	switch alone, err := e.lock.TryLock(); {
	case err != nil:
		return fmt.Errorf("--dir: %w", err)
	case !alone:
		return fmt.Errorf("--dir: another process has the queue in %s", e.dir)
	}
	var err error
	if e.Server, err = server.NewServer(o); err != nil {
		return errors.Join(exit.Trouble(err), e.lock.Unlock())
	}
	e.Start()
	if !e.ReadyForConnections(time.Minute) {
		e.stop()
		return exit.Trouble(fmt.Errorf("the queue in %s does not start: is %s taken?", e.dir, e.listen))
	}
	return nil
}

// where reads the address. Whoever reaches it may take part, so that it needs a token where
// that may be somebody on another machine.
func (e *embedded) where(o *server.Options) error {
	host, port, err := net.SplitHostPort(e.listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return fmt.Errorf("--listen: %q is no port", port)
	}
	o.DontListen, o.Host, o.Port = false, host, int(n)
	if n == 0 {
		o.Port = server.RANDOM_PORT
	}
	ip, err := netip.ParseAddr(host)
	if here := host == "localhost" || err == nil && ip.IsLoopback(); !here && o.Authorization == "" {
		return fmt.Errorf("--listen: others than this machine reach %s: set %s to a secret that workers know, too", e.listen,
			tokenVariable)
	}
	return nil
}

func (e *embedded) stop() {
	e.Shutdown()
	e.WaitForShutdown()
	_ = e.lock.Unlock()
}
