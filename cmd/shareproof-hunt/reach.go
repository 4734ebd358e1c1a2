package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/spf13/cobra"

	"github.com/shareproof/shareproof/internal/exit"
)

// tokenVariable names the environment variable that holds the token of those who may take
// part. It is none of the arguments, which everybody on a machine can read.
const tokenVariable = "SHAREPROOF_HUNT_TOKEN"

// reach says where a queue is.
type reach struct {
	url, credentials string
	patience         time.Duration
	replicas         int
	within           nats.InProcessConnProvider // the server, if it is in this process
	waiting          io.Writer                  // is told once that the queue does not answer
}

func (r *reach) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&r.url, "nats", "", "where NATS is, as in nats://queue:4222 or tls://queue:4222")
	flags.StringVar(&r.credentials, "creds", "", "file with the credentials of a NATS user")
	flags.DurationVar(&r.patience, "patience", defaultPatience, "how long to wait for a queue that does not answer")
	_ = cmd.MarkFlagRequired("nats") // it is there
}

const defaultPatience = time.Minute

var names = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`)

// connect returns a connection that is made again whenever it is lost.
func (r reach) connect(name string) (*queue, error) {
	if !names.MatchString(name) {
		return nil, fmt.Errorf("--name: want 1 to 32 letters, digits, - or _, not %q", name)
	}
	lost := &atomic.Pointer[error]{}
	options := []nats.Option{
		nats.ReconnectErrHandler(func(_ *nats.Conn, err error) { lost.Store(&err) }),
		nats.Name("shareproof-hunt"), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1),
		nats.ReconnectWait(500 * time.Millisecond), nats.Token(os.Getenv(tokenVariable)),
	}
	if r.credentials != "" {
		options = append(options, nats.UserCredentials(r.credentials))
	}
	if r.within != nil {
		options = append(options, nats.InProcessServer(r.within))
	}
	conn, err := nats.Connect(r.url, options...)
	if err != nil {
		return nil, exit.Trouble(fmt.Errorf("--nats: %s: %w", r.where(), err))
	}
	js, err := jetstream.New(conn)
	if err != nil {
		conn.Close()
		return nil, exit.Trouble(err)
	}
	return &queue{reach: r, name: name, conn: conn, js: js, lost: lost}, nil
}

// where names the server, without what is secret.
func (r *reach) where() string {
	var all []string
	for one := range strings.SplitSeq(r.url, ",") {
		at := "an address that is no URL"
		if u, err := url.Parse(one); err == nil && u.Host != "" {
			at = u.Scheme + "://" + u.Host
		}
		all = append(all, at)
	}
	return strings.Join(all, ",")
}

func (q *queue) close() {
	_ = q.conn.FlushTimeout(time.Second) // what is lost is done again
	q.conn.Close()
}

// retryEvery is how long to wait between attempts.
const retryEvery = 200 * time.Millisecond

// patiently tries something until it works, the context ends, or the queue has not answered
// for too long.
func (q *queue) patiently(ctx context.Context, try func(context.Context) error) error {
	began, told := time.Now(), q.waiting == nil
	for {
		err := q.attempt(ctx, try)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		}
		err = fmt.Errorf("the queue at %s does not answer: %w", q.where(), err)
		switch waited := time.Since(began); {
		case waited >= q.patience || q.conn.IsClosed():
			return exit.Trouble(err)
		case waited >= time.Second && !told:
			told = true
			fmt.Fprintf(q.waiting, "shareproof-hunt: waiting: %v\n", err)
		}
		pause(ctx, retryEvery)
	}
}

// attempt tries something once, if there is a connection.
func (q *queue) attempt(ctx context.Context, try func(context.Context) error) error {
	if q.conn.IsConnected() {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		return try(ctx)
	}
	if err := q.conn.LastError(); err != nil {
		return err
	}
	if err := q.lost.Load(); err != nil {
		return *err
	}
	return nats.ErrNoServers
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
