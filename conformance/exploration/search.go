package exploration

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
)

// search goes through the worlds of a universe in layers: those that are one move
// away from the setup, those that are two moves away, and so on. Of a state that has
// been met it keeps the first way to it alone, by which a world is led there again when
// it is the turn of its moves. So the result is the same whoever of the workers is faster.
type search struct {
	ctx      context.Context
	universe *Universe
	options  Options
	seen     *visited
	workers  []*worker

	tree  []way // to the states of all layers but the last, in the order of the search
	first int   // the place of the first state of the layer whose moves are made

	depth, met, states, covered, transitions int

	violation *finding
}

// finding is an invariant that does not hold.
type finding struct {
	*invariants.Violation
	way    way
	look   int        // which of the looks at the state shows it; -1 where the move does
	state  kernel.Key // that is looked at
	before []int      // the moves that were refused before, from the state from which the way leads
}

// batch is how many states the workers take on before they wait for each other, and
// portion how many one of them takes at most at once.
const batch, portion = 4096, 32

func newSearch(ctx context.Context, u *Universe, o Options) *search {
	s := &search{ctx: ctx, universe: u, options: o, seen: newVisited(), tree: []way{0}}
	for range max(o.Workers, 1) {
		s.workers = append(s.workers, newWorker(s))
	}
	return s
}

// run goes through all layers. The error is one of the universe's setup.
func (s *search) run() error {
	for _, w := range s.workers {
		if err := w.begin(); err != nil {
			return err
		}
	}
	w := s.workers[0]
	root := &w.path[0]
	s.seen.offer(root.key, 0, 0)
	s.met, s.states, s.covered = 1, 1, 1
	w.look(root, 0)
	s.judge()
	for s.depth < s.universe.Depth && s.violation == nil && s.layer() {
		s.depth++
	}
	return nil
}

// layer makes the moves from all states of the last layer, and reports whether they
// lead to new ones.
func (s *search) layer() bool {
	met, last := s.met, len(s.tree)
	for from := s.first; from < last && s.violation == nil && s.ctx.Err() == nil; from += batch {
		s.batch(from, min(from+batch, last))
		s.judge()
		if s.options.Progress != nil {
			s.options.Progress(s.result())
		}
	}
	if s.depth+1 < s.universe.Depth && s.violation == nil && s.ctx.Err() == nil {
		s.tree = append(s.tree, s.seen.since(s.first)...)
	}
	s.first = last
	return s.met > met
}

// batch makes the moves from the states of a range of places.
func (s *search) batch(from, to int) {
	var next atomic.Int64
	next.Store(int64(from))
	count := max(1, min(portion, (to-from)/(8*len(s.workers))))
	var group sync.WaitGroup
	for _, w := range s.workers {
		group.Go(func() {
			for s.ctx.Err() == nil {
				at := int(next.Add(int64(count))) - count
				if at >= to {
					return
				}
				for place := at; place < min(at+count, to); place++ {
					w.expand(place)
				}
			}
		})
	}
	group.Wait()
}

// judge takes in what the workers have found. A violation that a look shows counts
// only where the way was the first one to the state, and of those that count the first.
func (s *search) judge() {
	for _, w := range s.workers {
		s.met, s.transitions = s.met+w.met, s.transitions+w.transitions
		s.states, s.covered = s.states+w.states, s.covered+w.covered
		for i := range w.findings {
			f := &w.findings[i]
			if f.look >= 0 && s.seen.way(f.state) != f.way {
				continue
			}
			if s.violation == nil || f.way < s.violation.way {
				s.violation = f
			}
		}
		w.met, w.states, w.covered, w.transitions, w.findings = 0, 0, 0, 0, nil
	}
}

func (s *search) result() Result {
	return Result{Universe: s.universe, States: s.states, Covered: s.covered, Transitions: s.transitions, Depth: s.depth}
}

// coverage returns what all worlds together were put to. How often is not told: that
// hangs on how often workers led a world to the same state.
func (s *search) coverage() (c model.Coverage) {
	for _, w := range s.workers {
		c.Add(w.path[0].world.Coverage())
	}
	for i := range c.Rules {
		c.Rules[i] = once(c.Rules[i])
	}
	for i := range c.Operations {
		c.Operations[i] = once(c.Operations[i])
	}
	for i := range c.Rows {
		c.Rows[i] = min(c.Rows[i], 1)
	}
	return c
}

func once(t kernel.Tally) kernel.Tally {
	return kernel.Tally{Accepted: min(t.Accepted, 1), Refused: min(t.Refused, 1)}
}
