package exploration

import "github.com/shareproof/shareproof/model/kernel"

// visited is the set of states that a search has seen, and how many moves
// beyond each it has looked: an open hash table of 17 bytes to a slot.
type visited struct {
	keys  []kernel.Key // the zero Key stands for an empty slot
	left  []uint8
	count int
}

func newVisited() *visited {
	return &visited{keys: make([]kernel.Key, 1<<10), left: make([]uint8, 1<<10)}
}

// slot returns where the key is or belongs.
func (v *visited) slot(k kernel.Key) int {
	mask := uint64(len(v.keys) - 1)
	i := k[0] & mask
	for v.keys[i] != k && v.keys[i] != (kernel.Key{}) {
		i = (i + 1) & mask
	}
	return int(i)
}

// enter notes that a state is about to be looked at for so many moves beyond.
// It reports whether nobody has seen the state before, and whether somebody has
// already looked as far.
func (v *visited) enter(k kernel.Key, left int) (fresh, done bool) {
	i := v.slot(k)
	if v.keys[i] == k {
		done = int(v.left[i]) >= left
		if !done {
			v.left[i] = uint8(left)
		}
		return false, done
	}
	if v.count++; v.count > len(v.keys)/8*7 {
		v.grow()
		i = v.slot(k)
	}
	v.keys[i], v.left[i] = k, uint8(left)
	return true, false
}

// shorten notes that a state was looked at for fewer moves beyond than meant.
func (v *visited) shorten(k kernel.Key, left int) { v.left[v.slot(k)] = uint8(max(left, 0)) }

func (v *visited) grow() {
	old := *v
	v.keys, v.left = make([]kernel.Key, 2*len(old.keys)), make([]uint8, 2*len(old.keys))
	for i, k := range old.keys {
		if k != (kernel.Key{}) {
			j := v.slot(k)
			v.keys[j], v.left[j] = k, old.left[i]
		}
	}
}
