package exploration

import (
	"fmt"
	"maps"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// worker makes moves in worlds of its own.
type worker struct {
	search *search
	actor  actor
	naming naming
	swaps  []swap

	path  []node // from the setup to the state at hand, but its last moves
	leads []int  // the places of the states on the way to the next one

	refused []int // the moves from the state at hand that its checker has learned

	spare []*model.World // that nobody needs any more
	memo  memo

	met, states, covered, transitions int // since the search last asked
	findings                          []finding
}

// node is a state, and a world in which it is.
type node struct {
	place int // in the order of the search
	world *model.World
	state kernel.Key
	names *names
	// idle has a bit for each move that was accepted on the way and changed
	// nothing. What an endpoint that lies has promised so is not in its state, but
	// the invariants hold it to that.
	idle    uint64
	key     kernel.Key // of all these
	checker *invariants.Checker
}

// actor is the world that steps are performed on.
type actor struct {
	*model.World
	answer func(w *model.World, as kernel.Caller, in any) (any, error)
}

func (a *actor) Do(as kernel.Caller, in any) (any, error) {
	if a.answer != nil {
		return a.answer(a.World, as, in)
	}
	return a.World.Do(as, in)
}

func newWorker(s *search) *worker {
	w := &worker{search: s, actor: actor{answer: s.options.Answer}, naming: naming{universe: s.universe}}
	w.memo.off = s.options.Whole || s.options.Answer != nil
	return w
}

// begin makes the setup's world. A violation there is the error.
func (w *worker) begin() error {
	u := w.search.universe
	n, vars := node{world: model.New(u.Options), checker: catalogue.NewChecker().Under(history.Limits(u.Options))},
		history.Vars{}
	for i := range u.setup.all {
		step, ok := u.setup.all[i].Bind(vars)
		if !ok {
			return fmt.Errorf("%s needs what an earlier step did not save", u.at(&u.setup, i))
		}
		call, err := w.perform(n.world, &step, vars)
		if v := check(n.checker, call); v != nil {
			return &brokenSetup{v, i}
		}
		if err != nil {
			return fmt.Errorf("%s is refused: %w", u.at(&u.setup, i), err)
		}
		learn(n.checker, call)
	}
	if !w.search.options.Whole {
		for _, s := range u.swaps {
			w.swaps = append(w.swaps, s.after(vars))
		}
	}
	w.naming.swaps = w.swaps
	n.names = w.naming.of(vars)
	n.state = n.world.Future(nil, 0)
	if w.keyed(&n) > 1 {
		return fmt.Errorf("%s: the setup tells %s apart", u.File, strings.Join(u.alike, ", "))
	}
	w.path = append(make([]node, 0, u.Depth+1), n)
	return nil
}

// brokenSetup is an invariant that does not hold in the setup, at one of its steps.
type brokenSetup struct {
	*invariants.Violation
	step int
}

func (b *brokenSetup) Error() string { return b.Message }

// to returns the state at a place, in a world that was led there. What the path to
// the last state has in common with the path to this one is not made again.
func (w *worker) to(place int) *node {
	tree := w.search.tree
	w.leads = w.leads[:0]
	for at := place; at != 0; at = tree[at].from() {
		w.leads = append(w.leads, at)
	}
	depth := 1
	for i := len(w.leads) - 1; i >= 0; i-- {
		if at := w.leads[i]; depth >= len(w.path) || w.path[depth].place != at {
			w.leave(depth)
			w.path = append(w.path, w.follow(&w.path[depth-1], at))
		}
		depth++
	}
	w.leave(depth)
	return &w.path[depth-1]
}

// leave shortens the path. Nobody needs the worlds of its end.
func (w *worker) leave(depth int) {
	for i := depth; i < len(w.path); i++ {
		w.spare = append(w.spare, w.path[i].world)
	}
	w.path = w.path[:min(depth, len(w.path))]
}

// rest gives up what the worker keeps to be fast, however many states there are.
func (w *worker) rest() {
	w.path = append([]node(nil), w.path[0])
	w.swaps, w.spare, w.naming, w.memo = nil, nil, naming{universe: w.search.universe}, memo{off: true}
}

// branch returns a branch of a world: a spare one, if there is one.
func (w *worker) branch(of *model.World) *model.World {
	last := len(w.spare) - 1
	if last < 0 {
		return of.Branch()
	}
	world := w.spare[last]
	w.spare = w.spare[:last]
	world.Follow(of)
	return world
}

// follow makes the move from a state to that at a place, and learns what is seen there.
func (w *worker) follow(from *node, place int) node {
	i := w.search.tree[place].move()
	next, call, _ := w.try(from, w.branch(from.world), i)
	next.place = place
	next.checker = from.checker.Fork()
	learn(next.checker, call)
	for i, look := range next.names.look {
		if look != nil {
			learn(next.checker, w.see(&next, i))
		}
	}
	next.world.Future(nil, 0) // looks leave the state as it is, but not what is known of its key
	w.keyed(&next)            // the worlds beyond have its images
	return next
}

// expand makes all moves from the state at a place.
func (w *worker) expand(place int) {
	n := w.to(place)
	checker := n.checker.Fork() // no state beyond knows what is refused here
	w.refused = w.refused[:0]
	var world *model.World // that is as n's, if there is one
	for i, move := range n.names.moves {
		if move == nil {
			continue
		}
		w.transitions++
		if call := w.memo.find(n.world, n.names.calls[ofMoves][i]); call != nil {
			if v := check(checker, call); v != nil {
				w.report(finding{Violation: v, way: wayOf(place, i), look: -1})
				continue
			}
			learn(checker, call)
			w.refused = append(w.refused, i)
			continue
		}
		if world == nil {
			world = w.branch(n.world)
		}
		w.memo.notice(world)
		next, call, err := w.try(n, world, i)
		v := check(checker, call)
		if v == nil && next.state == n.state && (err != nil || reads(move) && next.names.key == n.names.key) {
			learn(checker, call) // the world is as good as new
			w.refused = append(w.refused, i)
			if err != nil || move.Save == nil { // else names may get other values
				w.memo.keep(world, n.names.calls[ofMoves][i], call)
			}
			continue
		}
		if v != nil {
			w.report(finding{Violation: v, way: wayOf(place, i), look: -1})
		} else {
			w.enter(n, &next, wayOf(place, i), call)
		}
		w.spare, world = append(w.spare, world), nil
	}
	if world != nil {
		w.spare = append(w.spare, world)
	}
}

// try makes the move at i from a state, in a world that this may use up, and returns
// the state to which it leads.
func (w *worker) try(n *node, world *model.World, i int) (next node, call *kernel.Exchange, err error) {
	move, vars := n.names.moves[i], n.names.vars
	if move.Save != nil {
		vars = maps.Clone(vars)
	}
	call, err = w.perform(world, move, vars)
	next = node{world: world, names: n.names, idle: n.idle}
	if move.Save != nil && !maps.Equal(vars, n.names.vars) {
		next.names = w.naming.of(vars)
	}
	if next.state = world.Future(nil, 0); next.state == n.state && err == nil && !reads(move) {
		next.idle |= 1 << (i % 64)
	}
	return next, call, err
}

// enter notes where a move has led, and looks at it unless it has been met.
func (w *worker) enter(from, next *node, by way, call *kernel.Exchange) {
	differ := w.keyed(next)
	fresh, best := w.search.seen.offer(next.key, by, w.search.first)
	if fresh {
		w.met++
		if next.idle == 0 {
			w.states++
			w.covered += differ
		}
	}
	if best && w.search.universe.look.all != nil {
		next.checker = from.checker.Fork()
		learn(next.checker, call)
		w.look(next, by)
	}
}

// look makes the looks at a state, which change nothing.
func (w *worker) look(n *node, by way) {
	for i, look := range n.names.look {
		if look == nil {
			continue
		}
		call := w.see(n, i)
		if v := check(n.checker, call); v != nil {
			w.report(finding{Violation: v, way: by, look: i, state: n.key})
			return
		}
		if i < len(n.names.look)-1 {
			learn(n.checker, call)
		}
	}
}

// see makes the look at i at a state.
func (w *worker) see(n *node, i int) *kernel.Exchange {
	if call := w.memo.find(n.world, n.names.calls[ofLook][i]); call != nil {
		return call
	}
	w.memo.notice(n.world)
	call, _ := w.perform(n.world, n.names.look[i], nil)
	w.memo.keep(n.world, n.names.calls[ofLook][i], call)
	return call
}

// report keeps a finding for the search to judge.
func (w *worker) report(f finding) {
	f.before = append(f.before, w.refused...)
	w.findings = append(w.findings, f)
}

// perform performs a step. The call is nil where the step is none.
func (w *worker) perform(world *model.World, step *history.Step, vars history.Vars) (*kernel.Exchange, error) {
	w.actor.World = world
	d := step.Perform(&w.actor, vars)
	if d.In == nil {
		return nil, d.Err
	}
	d.At = kernel.At(world.Now())
	return &d.Exchange, d.Err
}

func check(c *invariants.Checker, call *kernel.Exchange) *invariants.Violation {
	if call == nil {
		return nil
	}
	return c.Check(call)
}

func learn(c *invariants.Checker, call *kernel.Exchange) {
	if call != nil {
		c.Learn(call)
	}
}
