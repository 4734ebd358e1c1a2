package simulation

import (
	"testing"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/scenarios/history"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// drawn is a kernel.Chance that rapid decides, and so can shrink.
type drawn struct{ t *rapid.T }

func (d *drawn) IntN(n int) int { return rapid.IntRange(0, n-1).Draw(d.t, "choice") }

func TestWhateverCallersDoNoInvariantIsBrokenAndARefusedCallChangesNothing(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		choice := &drawn{t}
		looking := introspective{changed: map[string]int{}}
		w := newWorld(rapid.Uint64().Draw(t, "seed"), choice, looking.into)
		t.Repeat(map[string]func(*rapid.T){
			"wait": func(t *rapid.T) {
				choice.t = t
				w.wait()
			},
			"call": func(t *rapid.T) {
				choice.t = t
				for range rapid.IntRange(1, 10).Draw(t, "calls") {
					broken := w.call()
					require.Nil(t, broken, "%v", broken)
					require.Empty(t, looking.changed, "a refused call changed the world")
				}
			},
		})
	})
}

func TestReadsChangeNothing(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		choice := &drawn{t}
		w := newWorld(1, choice, asItIs)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			w.wait()
			require.Nil(t, w.call())
		}
		w.world.Advance(0) // to what is due already
		before := w.world.Digest()
		for _, in := range history.Inquiries {
			for _, account := range w.accounts {
				_, _ = w.world.Do(callerIn(account), in)
			}
		}
		require.Equal(t, before, w.world.Digest())
	})
}
