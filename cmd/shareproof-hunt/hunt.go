package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/spf13/cobra"
)

// hunt is the coordinator: it puts the ranges into the queue and adds their results up. All
// that it knows is in the queue, so that another one can go on at any time.
type hunt struct {
	player
	plan    plan
	seeds   string
	name    string
	lease   time.Duration
	workers int
	server  embedded
	reach   reach
	out     string
	json    bool
}

func (h *hunt) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&h.seeds, "seeds", "", "seeds of the first and the last world, as in 1..100000")
	_ = cmd.MarkFlagRequired("seeds") // it is there
	flags.StringSliceVar(&h.plan.Systems, "system", nil, "keep to the worlds in which one of these is called, as in ram,rds")
	flags.Uint64Var(&h.plan.Size, "range", 16, "how many seeds a worker takes at a time")
	flags.DurationVar(&h.lease, "lease", 30*time.Second, "how long a worker is not heard of until another one gets its range")
	flags.StringVar(&h.out, "out", "shareproof-hunt", "folder for the result, and for scenarios that break an invariant")
	flags.BoolVar(&h.json, "json", false, "print the result as JSON")
	nameFlag(cmd, &h.name)
}

// check completes the plan.
func (h *hunt) check() (err error) {
	if err := h.plan.readSeeds(h.seeds); err != nil {
		return err
	}
	if err := h.plan.check(); err != nil {
		return err
	}
	if h.lease < time.Second {
		return fmt.Errorf("--lease: want at least 1s, not %s", h.lease)
	}
	h.plan.Digest, err = h.digest()
	return err
}

// here hunts with a queue of its own.
func (h *hunt) here(cmd *cobra.Command) error {
	if h.workers < 0 {
		return fmt.Errorf("--workers: %d is no number of workers", h.workers)
	}
	if err := h.check(); err != nil {
		return err
	}
	if err := h.server.start(); err != nil {
		return err
	}
	defer h.server.stop()
	h.reach = reach{url: h.server.ClientURL(), within: h.server.Server, patience: defaultPatience, replicas: 1}
	if h.server.listen != "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "shareproof-hunt: workers may join: shareproof hunt work --nats %s\n", h.reach.url)
	} else if h.workers == 0 {
		return errors.New("--workers: nobody else can take part without --listen")
	}
	return h.run(cmd)
}

// there hunts with the queue of a cluster.
func (h *hunt) there(cmd *cobra.Command) error {
	if err := h.check(); err != nil {
		return err
	}
	return h.run(cmd)
}

func (h *hunt) run(cmd *cobra.Command) error {
	ctx, stop := context.WithCancelCause(cmd.Context())
	defer stop(nil)
	h.reach.waiting = cmd.ErrOrStderr()
	q, err := h.reach.connect(h.name)
	if err != nil {
		return err
	}
	defer q.close()
	if err := q.begin(ctx, &h.plan, h.lease); err != nil {
		return err
	}
	var others sync.WaitGroup
	defer others.Wait()
	defer stop(nil)
	also := func(do func() error) {
		others.Go(func() {
			if err := do(); err != nil && ctx.Err() == nil {
				stop(err)
			}
		})
	}
	also(func() error { return q.publish(ctx, &h.plan) })
	if h.workers > 0 {
		w := worker{player: h.player, name: h.name, workers: h.workers, stderr: cmd.ErrOrStderr()}
		also(func() error { return w.work(ctx, q, &h.plan) })
	}
	s, err := h.follow(ctx, q, cmd.ErrOrStderr())
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return err
	}
	return h.conclude(cmd.OutOrStdout(), s)
}

// How many results are loaded at a time, and how long to wait where there is none.
const (
	lookahead = 16
	lookEvery = 100 * time.Millisecond
)

// follow adds results up until there are all of them.
func (h *hunt) follow(ctx context.Context, q *queue, stderr io.Writer) (*sum, error) {
	s := newSum(&h.plan)
	shown := newProgress(stderr, q)
	defer shown.end()
	for checked := time.Now(); s.next < h.plan.ranges(); {
		found, err := q.load(ctx, s.next, min(lookahead, h.plan.ranges()-s.next))
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if err := s.add(r); err != nil {
				return nil, err
			}
		}
		if err := shown.at(ctx, q, s); err != nil {
			return nil, err
		}
		if len(found) > 0 {
			continue
		}
		pause(ctx, lookEvery)
		if time.Since(checked) > time.Second {
			if _, err := q.requeue(ctx, &h.plan); err != nil {
				return nil, err
			}
			checked = time.Now()
		}
	}
	return s, nil
}

// progress tells how far a hunt has come.
type progress struct {
	line     *line
	presence *nats.Subscription
	workers  map[string]present
	began    time.Time
	before   uint64 // ranges that were done when it began
}

// present is a worker of whom something was heard.
type present struct {
	worlds int // at the same time
	at     time.Time
}

func newProgress(w io.Writer, q *queue) *progress {
	p := &progress{line: newLine(w), workers: map[string]present{}}
	p.presence, _ = q.conn.SubscribeSync(q.presence()) // nobody is counted without it
	return p
}

func (p *progress) end() {
	p.line.end()
	if p.presence != nil {
		_ = p.presence.Unsubscribe()
	}
}

// at tells where the hunt is, if it is time to.
func (p *progress) at(ctx context.Context, q *queue, s *sum) error {
	if !p.line.due() {
		return nil
	}
	var done uint64
	err := q.patiently(ctx, func(ctx context.Context) (err error) {
		done, err = q.done(ctx)
		return err
	})
	if err != nil {
		return err
	}
	if p.began.IsZero() {
		p.began, p.before = time.Now(), done
	}
	text := fmt.Sprintf("%d of %d ranges (%d %%), %d workers", done, s.plan.ranges(), 100*done/s.plan.ranges(), p.count())
	if spent := time.Since(p.began); done > p.before {
		rate := float64(done-p.before) / spent.Seconds()
		left := time.Duration(float64(s.plan.ranges()-done) / rate * float64(time.Second))
		text += fmt.Sprintf(", %.1f ranges a second, %s left", rate, left.Round(time.Second))
	}
	if n := len(s.found); n > 0 {
		text += fmt.Sprintf(", %d findings", n)
	}
	p.line.show(text)
	return nil
}

// count returns how many worlds are played at the same time by those of whom something was
// heard of late.
func (p *progress) count() (n int) {
	for p.presence != nil {
		message, err := p.presence.NextMsg(time.Millisecond)
		if err != nil {
			break
		}
		id, worlds, _ := strings.Cut(string(message.Data), " ")
		if many, err := strconv.Atoi(worlds); err == nil {
			p.workers[id] = present{many, time.Now()}
		}
	}
	for id, w := range p.workers {
		if time.Since(w.at) > 5*shownEvery {
			delete(p.workers, id)
		} else {
			n += w.worlds
		}
	}
	return n
}
