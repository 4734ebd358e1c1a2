package exploration

import (
	"slices"
	"sync"

	"github.com/shareproof/shareproof/model/kernel"
)

// way tells how a state is reached first: the state from which, by its place in
// the order of the search, and the move. Of two ways the lesser one comes first.
type way uint64

func wayOf(from, move int) way { return way(from)<<16 | way(move+1) }

func (w way) from() int { return int(w >> 16) }

func (w way) move() int { return int(w&(1<<16-1)) - 1 }

// shards is how many parts the set of states has, so that workers seldom wait for
// each other.
const shards = 64

// visited is the set of states that a search has met, each with the first way to
// it: open hash tables of 24 bytes to a slot.
type visited struct{ shards [shards]shard }

type shard struct {
	sync.Mutex
	keys  []kernel.Key // the zero Key stands for an empty slot
	ways  []way
	count int
}

func newVisited() *visited {
	v := &visited{}
	for i := range v.shards {
		v.shards[i].keys, v.shards[i].ways = make([]kernel.Key, 1<<4), make([]way, 1<<4)
	}
	return v
}

func (v *visited) shard(k kernel.Key) *shard { return &v.shards[k[1]%shards] }

// slot returns where the key is or belongs.
func (s *shard) slot(k kernel.Key) int {
	mask := uint64(len(s.keys) - 1)
	i := k[0] & mask
	for s.keys[i] != k && s.keys[i] != (kernel.Key{}) {
		i = (i + 1) & mask
	}
	return int(i)
}

// offer notes a way to a state. It reports whether nobody has met the state before,
// and whether the way comes before all that lead there from the states since first.
func (v *visited) offer(k kernel.Key, w way, first int) (fresh, best bool) {
	s := v.shard(k)
	s.Lock()
	defer s.Unlock()
	i := s.slot(k)
	if s.keys[i] == k {
		if best = s.ways[i].from() >= first && w < s.ways[i]; best {
			s.ways[i] = w
		}
		return false, best
	}
	if s.count++; s.count > len(s.keys)/8*7 {
		s.grow()
		i = s.slot(k)
	}
	s.keys[i], s.ways[i] = k, w
	return true, true
}

// way returns the way to a state that has been met.
func (v *visited) way(k kernel.Key) way {
	s := v.shard(k)
	return s.ways[s.slot(k)]
}

// since lists the ways from the states since first, in their order.
func (v *visited) since(first int) []way {
	var all []way
	for i := range v.shards {
		for _, w := range v.shards[i].ways {
			if w.move() >= 0 && w.from() >= first {
				all = append(all, w)
			}
		}
	}
	slices.Sort(all)
	return all
}

func (s *shard) grow() {
	keys, ways := s.keys, s.ways
	s.keys, s.ways = make([]kernel.Key, 2*len(keys)), make([]way, 2*len(keys))
	for i, k := range keys {
		if k != (kernel.Key{}) {
			j := s.slot(k)
			s.keys[j], s.ways[j] = k, ways[i]
		}
	}
}
