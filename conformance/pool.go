package conformance

import (
	"context"
	"sync"

	"github.com/shareproof/shareproof/conformance/evidence"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/steps"
	"github.com/shareproof/shareproof/target"
)

// pool returns the targets in which scenarios are played at once, each in a world of its
// own: t alone unless the options say more and t can have more.
func (o Options) pool(ctx context.Context, t target.Target) (all []target.Target) {
	if o.Parallel < 2 {
		return []target.Target{t}
	}
	switch t := t.(type) {
	case *target.Model:
		return append(all, t.Rooms(o.Parallel)...)
	case *shadow:
		for all = append(all, t); len(all) < o.Parallel; {
			all = append(all, newShadow())
		}
		return all
	case target.Roomy:
		return t.Rooms(ctx, o.Parallel)
	}
	return []target.Target{t}
}

// parts takes suites apart, in their order, into pieces that may be played at once: a
// feature or a scenario each.
func parts(suites []suite) (all []suite) {
	for _, s := range suites {
		for _, f := range s.features {
			one := s
			one.features, one.yaml = []steps.Feature{f}, nil
			all = append(all, one)
		}
		for _, y := range s.yaml {
			one := s
			one.features, one.yaml = nil, []scenarios.Scenario{y}
			all = append(all, one)
		}
	}
	return all
}

// ahead is how many parts may be played before the one that is told next, for each target.
const ahead = 16

// news is of a part: a scenario that was played, or its end.
type news struct {
	part   int
	played *played
	err    error
}

// playAtOnce plays suites in several targets, and tells of what was played in the order in
// which one target would have played it. Once the context ends, nothing more is told.
func (o Options) playAtOnce(ctx context.Context, suites []suite, pool []target.Target, tell func(played)) error {
	all := parts(suites)
	heard, room, next := make(chan news), make(chan struct{}, ahead*len(pool)), make(chan int)
	go func() {
		defer close(next)
		for i := range all {
			select {
			case room <- struct{}{}:
			case <-ctx.Done():
				return
			}
			next <- i
		}
	}()
	var group sync.WaitGroup
	for _, t := range pool {
		group.Go(func() {
			for i := range next {
				err := o.playOn(ctx, all[i], t, func(p played) { heard <- news{part: i, played: &p} })
				heard <- news{part: i, err: err}
			}
		})
	}
	go func() {
		group.Wait()
		close(heard)
	}()
	waiting, now := map[int][]news{}, 0
	var failed error
	for n := range heard {
		waiting[n.part] = append(waiting[n.part], n)
		for len(waiting[now]) > 0 {
			n := waiting[now][0]
			waiting[now] = waiting[now][1:]
			switch {
			case n.played == nil:
				delete(waiting, now)
				if now++; failed == nil {
					failed = n.err
				}
				<-room
			case ctx.Err() == nil && failed == nil:
				tell(*n.played)
			}
		}
	}
	if failed == nil {
		failed = ctx.Err()
	}
	return failed
}

// playOn plays a suite in a target. Calls to an endpoint that get no answer are followed up.
func (o Options) playOn(ctx context.Context, s suite, t target.Target, tell func(played)) error {
	on, doubt := t, func() string { return "" }
	if t.Identity().Kind != target.KindModel {
		sure := evidence.NewSure(t, !o.shares())
		on, doubt = sure, sure.Doubt
	}
	return s.run(ctx, on, o.Seed, o.Tags, func(outcome target.Outcome) {
		if ctx.Err() != nil {
			return // it was cut short
		}
		p := playedOn(t, outcome)
		if p.Err != nil && p.Doubt == "" {
			p.Doubt = doubt()
		}
		tell(p)
	})
}
