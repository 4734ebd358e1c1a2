package exploration

import (
	"context"
	"fmt"
	"maps"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// search goes through the worlds of a universe, depth first. Where it finds a
// violation it goes on with fewer moves, until none is left that is shorter.
type search struct {
	ctx      context.Context
	universe *Universe
	options  Options
	actor    actor
	naming   naming
	seen     *visited

	path  []node // from the setup to the world that is being looked at
	bound int    // how many moves are made at most

	transitions, states, depth int

	violation *invariants.Violation
	moves     int
	trail     []*history.Step     // that lead to the violation
	again     map[kernel.Key]bool // where a look broke an invariant: a shorter way may lead there
}

// node is a world on the path.
type node struct {
	world *model.World
	state kernel.Key
	names *names
	// idle has a bit for each move that was accepted on the way and changed
	// nothing. What an endpoint that lies has promised so is not in its state, but
	// the invariants hold it to that.
	idle    uint64
	key     kernel.Key // of all these
	checker *invariants.Checker
	// made are the steps since the node before: what led here, and then the looks
	// and refused calls that the checker has learned, which changed nothing.
	made []*history.Step
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

func newSearch(ctx context.Context, u *Universe, o Options) *search {
	return &search{
		ctx: ctx, universe: u, options: o, actor: actor{answer: o.Answer}, seen: newVisited(), bound: u.Depth,
		naming: naming{u, map[kernel.Key]*names{}}, path: make([]node, 0, u.Depth+1), again: map[kernel.Key]bool{},
	}
}

// begin makes the setup's world.
func (s *search) begin() error {
	o := s.universe.Options
	s.path = append(s.path, node{world: model.New(o), checker: catalogue.NewChecker().Under(history.Limits(o))})
	n, vars, setup := &s.path[0], history.Vars{}, &s.universe.setup
	for i := range setup.all {
		step, ok := setup.all[i].Bind(vars)
		if !ok {
			return fmt.Errorf("%s needs what an earlier step did not save", s.universe.at(setup, i))
		}
		call, err := s.perform(n.world, &step, vars)
		if s.judge(n, call) {
			s.record(&step, 0)
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s is refused: %w", s.universe.at(setup, i), err)
		}
		s.learn(n, call, &step)
	}
	n.names = s.naming.of(vars)
	n.state = n.world.Key()
	n.key = n.keyed()
	s.seen.enter(n.key, s.bound)
	s.states++
	return nil
}

// expand looks at the last world of the path, and at all that lie beyond.
func (s *search) expand(depth int, fresh bool) {
	n, bound := &s.path[depth], s.bound
	s.depth = max(s.depth, depth)
	world := n.world // where nothing follows, the looks may use it up
	if depth < s.bound {
		world = n.world.Branch()
	}
	if !fresh || s.look(n, world, depth < s.bound) {
		for i, move := range n.names.moves {
			if depth >= s.bound || s.stopped() {
				break
			}
			if move != nil && s.move(n, world, i) {
				world = n.world.Branch()
			}
		}
	}
	if s.bound < bound {
		s.seen.shorten(n.key, s.bound-depth)
	}
}

// look performs the looks, which change nothing, and reports whether all answers
// keep the invariants. The last answer is only learned where something follows.
func (s *search) look(n *node, world *model.World, goesOn bool) bool {
	for i, look := range n.names.look {
		if look == nil {
			continue
		}
		call, _ := s.perform(world, look, nil)
		if s.judge(n, call) {
			s.record(look, 0)
			s.again[n.key] = true
			return false
		}
		if goesOn || i < len(n.names.look)-1 {
			s.learn(n, call, look)
		}
	}
	return true
}

// move makes the move at i in the world, and goes on from where it leads. It
// reports whether that used the world up; a refusal leaves it as good as new.
func (s *search) move(n *node, world *model.World, i int) (used bool) {
	s.transitions++
	move := n.names.moves[i]
	vars := n.names.vars
	if move.Save != nil {
		vars = maps.Clone(vars)
	}
	call, err := s.perform(world, move, vars)
	if s.judge(n, call) {
		s.record(move, 1)
		return true
	}
	next := node{world: world, names: n.names, idle: n.idle}
	if move.Save != nil && !maps.Equal(vars, n.names.vars) {
		next.names = s.naming.of(vars)
	}
	if next.state = world.Key(); next.state == n.state {
		if err != nil || reads(move) && next.names == n.names {
			s.learn(n, call, move)
			return false
		}
		if !reads(move) {
			next.idle |= 1 << (i % 64)
		}
	}
	s.enter(n, next, move, call)
	return true
}

// enter goes on from where a move has led, unless that has been seen.
func (s *search) enter(from *node, next node, move *history.Step, call *kernel.Exchange) {
	depth := len(s.path)
	left := s.bound - depth
	next.key = next.keyed()
	fresh, done := s.seen.enter(next.key, left)
	if fresh && next.idle == 0 {
		s.states++
	}
	again := fresh || s.again[next.key]
	if done && !again || left == 0 && (!again || s.universe.look.all == nil) {
		s.depth = max(s.depth, depth)
		return
	}
	next.checker, next.made = from.checker.Fork(), s.path[:depth+1][depth].made[:0]
	s.learn(&next, call, move)
	s.path = append(s.path, next)
	s.expand(depth, again)
	s.path = s.path[:depth]
}

// perform performs a step. The call is nil where the step is none.
func (s *search) perform(w *model.World, step *history.Step, vars history.Vars) (*kernel.Exchange, error) {
	s.actor.World = w
	d := step.Perform(&s.actor, vars)
	if d.In == nil {
		return nil, d.Err
	}
	d.At = kernel.At(w.Now())
	return &d.Exchange, d.Err
}

func (s *search) judge(n *node, call *kernel.Exchange) bool {
	if call == nil {
		return false
	}
	v := n.checker.Check(call)
	if v != nil {
		s.violation = v
	}
	return v != nil
}

func (s *search) learn(n *node, call *kernel.Exchange, step *history.Step) {
	n.made = append(n.made, step)
	if call != nil {
		n.checker.Learn(call)
	}
}

// record notes how the violation came about: by the last step, which is so many
// moves. From now on only shorter ways count.
func (s *search) record(last *history.Step, moves int) {
	s.trail = nil
	for i := range s.path {
		s.trail = append(s.trail, s.path[i].made...)
	}
	s.trail = append(s.trail, last)
	s.moves = len(s.path) - 1 + moves
	s.bound = s.moves - 1
}

func (s *search) stopped() bool {
	if s.transitions%1024 != 0 {
		return false
	}
	if s.options.Progress != nil {
		s.options.Progress(s.result())
	}
	return s.ctx.Err() != nil
}

func (n *node) keyed() kernel.Key {
	k := kernel.NewKeyer()
	k.Mix(n.state)
	k.Mix(n.names.key)
	k.Mix(kernel.Key{n.idle})
	return k.Key()
}
