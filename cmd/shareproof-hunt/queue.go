package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shareproof/shareproof/internal/exit"
)

// queue is where the ranges of a hunt lie, and their results. Ranges are messages of a stream
// that keeps each until it is acknowledged, which is after its result is stored. Results are
// entries of a bucket, of which each is written once.
type queue struct {
	reach
	name    string
	conn    *nats.Conn
	js      jetstream.JetStream
	results jetstream.KeyValue
	lost    *atomic.Pointer[error] // why there was no connection last
}

func (q *queue) stream() string   { return "SHAREPROOF_HUNT_" + q.name }
func (q *queue) bucket() string   { return "shareproof_hunt_" + q.name }
func (q *queue) subject() string  { return "shareproof.hunt." + q.name + ".ranges" }
func (q *queue) presence() string { return "shareproof.hunt." + q.name + ".alive" }

// The bucket's key of the plan, and that of the result of a range.
const planKey = "plan"

func resultKey(n uint64) string { return fmt.Sprintf("range.%08d", n) }

// planned returns the plan of the hunt, nil if it has not begun.
func (q *queue) planned(ctx context.Context) (p *plan, err error) {
	err = q.patiently(ctx, func(ctx context.Context) (err error) {
		if q.results, err = q.js.KeyValue(ctx, q.bucket()); err == nil {
			var entry jetstream.KeyValueEntry
			if entry, err = q.results.Get(ctx, planKey); err == nil {
				p = &plan{}
				return json.Unmarshal(entry.Value(), p)
			}
		}
		if errors.Is(err, jetstream.ErrBucketNotFound) || errors.Is(err, jetstream.ErrKeyNotFound) {
			return nil
		}
		return err
	})
	return p, err
}

// begin begins a hunt, or joins the same one that has begun before. A range that a worker has
// not been heard of for the lease goes to another worker.
func (q *queue) begin(ctx context.Context, p *plan, lease time.Duration) error {
	if err := q.agrees(ctx, p); err != nil {
		return err
	}
	err := q.patiently(ctx, func(ctx context.Context) (err error) {
		q.results, err = q.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
			Bucket: q.bucket(), Storage: jetstream.FileStorage, Replicas: q.replicas, Compression: true,
		})
		if err != nil {
			return err
		}
		_, err = q.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
			Name: q.stream(), Subjects: []string{q.subject()}, Retention: jetstream.WorkQueuePolicy,
			Storage: jetstream.FileStorage, Replicas: q.replicas,
		})
		if err != nil {
			return err
		}
		_, err = q.js.CreateOrUpdateConsumer(ctx, q.stream(), jetstream.ConsumerConfig{
			Durable: consumer, AckPolicy: jetstream.AckExplicitPolicy, AckWait: lease, MaxDeliver: -1, MaxAckPending: -1,
		})
		if err != nil {
			return err
		}
		// Workers see the plan, and begin, when all else is there.
		if _, err = q.results.Create(ctx, planKey, p.encode()); errors.Is(err, jetstream.ErrKeyExists) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.agrees(ctx, p)
}

// consumer is the name by which all workers take ranges.
const consumer = "workers"

// agrees returns an error if the hunt has another plan.
func (q *queue) agrees(ctx context.Context, p *plan) error {
	switch other, err := q.planned(ctx); {
	case err != nil || other == nil || string(other.encode()) == string(p.encode()):
		return err
	default:
		return fmt.Errorf("the hunt %q is another one, of %s, not %s: name this one by --name", q.name, other, p)
	}
}

// publish puts all ranges into the queue. It goes on where it was interrupted: range n is the
// message n+1 of the stream, which takes no other at its place.
func (q *queue) publish(ctx context.Context, p *plan) error {
	for published := uint64(0); published < p.ranges(); {
		err := q.patiently(ctx, func(ctx context.Context) error {
			tasks, err := q.js.Stream(ctx, q.stream())
			if err != nil {
				return err
			}
			published = tasks.CachedInfo().State.LastSeq
			for range 100 {
				if published >= p.ranges() {
					return nil
				}
				data := strconv.AppendUint(nil, published, 10)
				if _, err := q.js.Publish(ctx, q.subject(), data, jetstream.WithExpectLastSequence(published)); err != nil {
					return err // maybe it is there nevertheless, or somebody else is at it
				}
				published++
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// requeue puts ranges into the queue again that have no result though the queue is empty: a
// server that lost its power may have lost them. It returns how many.
func (q *queue) requeue(ctx context.Context, p *plan) (again int, err error) {
	err = q.patiently(ctx, func(ctx context.Context) error {
		tasks, err := q.js.Stream(ctx, q.stream())
		if err != nil || tasks.CachedInfo().State.Msgs > 0 {
			return err
		}
		done, err := q.done(ctx)
		if err != nil || done >= p.ranges() {
			return err
		}
		keys, err := q.results.ListKeys(ctx)
		if err != nil {
			return err
		}
		stored := map[string]bool{}
		for key := range keys.Keys() {
			stored[key] = true
		}
		for n := range p.ranges() {
			if !stored[resultKey(n)] {
				if _, err := q.js.Publish(ctx, q.subject(), strconv.AppendUint(nil, n, 10)); err != nil {
					return err
				}
				again++
			}
		}
		return nil
	})
	return again, err
}

// done returns how many ranges have results.
func (q *queue) done(ctx context.Context) (uint64, error) {
	status, err := q.results.Status(ctx)
	if err != nil {
		return 0, err
	}
	return max(status.Values(), 1) - 1, nil // one of them is the plan
}

// has reports whether a range has a result.
func (q *queue) has(ctx context.Context, n uint64) (has bool, err error) {
	err = q.patiently(ctx, func(ctx context.Context) error {
		_, err := q.results.Get(ctx, resultKey(n))
		has = err == nil
		if errors.Is(err, jetstream.ErrKeyNotFound) {
			return nil
		}
		return err
	})
	return has, err
}

// store stores a result, unless there is one of its range.
func (q *queue) store(ctx context.Context, r *result) error {
	text, err := json.Marshal(r)
	if err != nil {
		return exit.Trouble(err)
	}
	return q.patiently(ctx, func(ctx context.Context) error {
		_, err := q.results.Create(ctx, resultKey(r.Range), text)
		if errors.Is(err, jetstream.ErrKeyExists) {
			return nil
		}
		return err
	})
}

// load returns the results of the ranges from n on that follow each other without a gap, no
// more than so many.
func (q *queue) load(ctx context.Context, n, most uint64) (found []*result, err error) {
	all, errs := make([]*result, most), make([]error, most)
	var loading sync.WaitGroup
	for i := range most {
		loading.Go(func() {
			errs[i] = q.patiently(ctx, func(ctx context.Context) error {
				entry, err := q.results.Get(ctx, resultKey(n+i))
				if errors.Is(err, jetstream.ErrKeyNotFound) {
					return nil
				}
				if err == nil {
					all[i] = &result{}
					err = json.Unmarshal(entry.Value(), all[i])
				}
				return err
			})
		})
	}
	loading.Wait()
	for i, r := range all {
		if r == nil || errs[i] != nil {
			return found, errors.Join(errs...)
		}
		found = append(found, r)
	}
	return found, nil
}

// remove removes the hunt.
func (q *queue) remove(ctx context.Context) error {
	there := false
	err := q.patiently(ctx, func(ctx context.Context) error {
		for _, one := range []error{q.js.DeleteStream(ctx, q.stream()), q.js.DeleteKeyValue(ctx, q.bucket())} {
			switch {
			case one == nil:
				there = true
			case !errors.Is(one, jetstream.ErrStreamNotFound) && !errors.Is(one, jetstream.ErrBucketNotFound):
				return one
			}
		}
		return nil
	})
	if err == nil && !there {
		return fmt.Errorf("there is no hunt %q", q.name)
	}
	return err
}
