package invariants

import (
	"maps"
	"testing"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAMapIsCopiedWithTheStructThatHoldsIt(t *testing.T) {
	type facts struct {
		entries Map[int, int]
		like    map[int]int
	}
	property.Check(t, func(t *rapid.T) {
		all := []*facts{{like: map[int]int{}}}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			i := rapid.IntRange(0, len(all)-1).Draw(t, "facts")
			f, k := all[i], rapid.IntRange(0, 2*few).Draw(t, "key")
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				one, two := *f, *f
				one.like, two.like = maps.Clone(f.like), maps.Clone(f.like)
				all[i] = &one
				all = append(all, &two)
			case 1, 2:
				f.entries.Drop(k)
				delete(f.like, k)
			case 3:
				f.entries.Change(k, func(v *int) { *v++ })
				if _, ok := f.like[k]; ok {
					f.like[k]++
				}
			default:
				v := rapid.Int().Draw(t, "value")
				f.entries.Put(k, v)
				f.like[k] = v
			}
		}
		for _, f := range all {
			require.Equal(t, f.like, maps.Collect(f.entries.All))
			require.Equal(t, len(f.like), f.entries.Len())
			for k := range 2 * few {
				v, known := f.entries.Find(k)
				wanted, ok := f.like[k]
				require.Equal(t, ok, known)
				require.Equal(t, wanted, v)
				require.Equal(t, wanted, f.entries.Of(k))
			}
		}
	})
}
