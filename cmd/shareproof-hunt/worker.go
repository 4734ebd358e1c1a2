package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/spf13/cobra"

	"github.com/shareproof/shareproof/internal/exit"
)

func defaultWorkers() int { return runtime.GOMAXPROCS(0) }

// worker takes part in a hunt.
type worker struct {
	player
	reach   reach
	name    string
	workers int
	stderr  io.Writer
	played  atomic.Int64
}

// command joins the hunt, once it has begun, and says what it has done there.
func (w *worker) command(cmd *cobra.Command) error {
	if w.workers < 1 {
		return fmt.Errorf("--workers: want at least one, not %d", w.workers)
	}
	ctx := cmd.Context()
	w.stderr = cmd.ErrOrStderr()
	w.reach.waiting = w.stderr
	q, err := w.reach.connect(w.name)
	if err != nil {
		return err
	}
	defer q.close()
	p, err := w.join(ctx, q)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.stderr, "shareproof-hunt: takes part in the hunt %q of %s\n", w.name, p)
	err = w.work(ctx, q, p)
	fmt.Fprintf(w.stderr, "shareproof-hunt: %d ranges were played here\n", w.played.Load())
	return err
}

// join waits for the plan of the hunt. It refuses that of another version.
func (w *worker) join(ctx context.Context, q *queue) (*plan, error) {
	digest, err := w.digest()
	if err != nil {
		return nil, err
	}
	for told := false; ; told = true {
		p, err := q.planned(ctx)
		switch {
		case err != nil:
			return nil, err
		case p != nil && p.Digest != digest:
			return nil, fmt.Errorf("the hunt %q is played by another version: its digest is %s, that of this program %s",
				q.name, p.Digest, digest)
		case p != nil:
			return p, nil
		case !told:
			fmt.Fprintf(w.stderr, "shareproof-hunt: waiting for the hunt %q to begin\n", q.name)
		}
		pause(ctx, time.Second)
	}
}

// work plays ranges until the hunt is done.
func (w *worker) work(ctx context.Context, q *queue, p *plan) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go w.show(ctx, q)
	errs := make([]error, w.workers)
	var working sync.WaitGroup
	for i := range w.workers {
		working.Go(func() {
			if errs[i] = w.one(ctx, q, p); errs[i] != nil {
				stop()
			}
		})
	}
	working.Wait()
	for _, err := range errs {
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
	}
	return errors.Join(errs...)
}

// shownEvery is how often a worker says that it is there.
const shownEvery = time.Second

// show says now and then that the worker is there.
func (w *worker) show(ctx context.Context, q *queue) {
	id := nats.NewInbox()
	for ctx.Err() == nil {
		_ = q.conn.Publish(q.presence(), fmt.Appendf(nil, "%s %d", id, w.workers)) // for people
		pause(ctx, shownEvery)
	}
}

// one plays one range after the other.
func (w *worker) one(ctx context.Context, q *queue, p *plan) error {
	for {
		t, err := q.take(ctx)
		if err != nil {
			return err
		}
		if t != nil {
			if err := w.playOne(ctx, q, p, t); err != nil {
				return err
			}
			continue
		}
		done := uint64(0)
		err = q.patiently(ctx, func(ctx context.Context) (err error) {
			done, err = q.done(ctx)
			return err
		})
		if err != nil || done >= p.ranges() {
			return err
		}
	}
}

// takeWithin is how long to wait for a range while there is none.
const takeWithin = time.Second

// task is a range that was taken from the queue.
type task struct {
	jetstream.Msg
	lease time.Duration // how long the queue waits for a sign of life
}

// take takes a range from the queue, nil if there is none for a while.
func (q *queue) take(ctx context.Context) (taken *task, err error) {
	err = q.patiently(ctx, func(ctx context.Context) error {
		workers, err := q.js.Consumer(ctx, q.stream(), consumer)
		if err != nil {
			return err
		}
		batch, err := workers.Fetch(1, jetstream.FetchMaxWait(takeWithin))
		if err != nil {
			return err
		}
		for message := range batch.Messages() {
			taken = &task{message, workers.CachedInfo().Config.AckWait}
		}
		if taken != nil {
			return nil
		}
		return batch.Error()
	})
	return taken, err
}

// playOne plays a range that was taken, stores its result, and only then lets the queue forget
// it. A worker that ends before gives the range back; the queue itself takes it back from one
// of which it hears nothing.
func (w *worker) playOne(ctx context.Context, q *queue, p *plan, t *task) error {
	n, err := strconv.ParseUint(string(t.Data()), 10, 64)
	if err != nil || n >= p.ranges() {
		return exit.Trouble(fmt.Errorf("the queue has %q in the place of a range", t.Data()))
	}
	done, err := q.has(ctx, n)
	if err != nil {
		return err
	}
	if !done {
		if about, err := t.Metadata(); err == nil && about.NumDelivered%10 == 0 {
			first, last := p.seeds(n)
			fmt.Fprintf(w.stderr, "shareproof-hunt: the seeds %d..%d are tried for the %dth time: do they end their workers?\n",
				first, last, about.NumDelivered)
		}
		r, err := w.heard(ctx, p, n, t)
		if err == nil {
			err = q.store(ctx, r)
		}
		if err != nil {
			_ = t.Nak() // or it is taken back later
			return err
		}
		w.played.Add(1)
	}
	confirmed, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_ = t.DoubleAck(confirmed) // who gets it again finds its result
	return nil
}

// heard plays a range, and lets the queue know meanwhile that somebody is at it.
func (w *worker) heard(ctx context.Context, p *plan, n uint64, t *task) (*result, error) {
	at, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		for pause(at, t.lease/3); at.Err() == nil; pause(at, t.lease/3) {
			_ = t.InProgress() // the next one may arrive
		}
	}()
	return w.play(ctx, p, n)
}
