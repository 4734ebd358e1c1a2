package laws

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestALedgerIsAMapThatForksShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type book struct {
			ledger ledger[int, int]
			like   map[int]int
		}
		books := []book{{like: map[int]int{}}}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			b := &books[rapid.IntRange(0, len(books)-1).Draw(t, "book")]
			k := rapid.IntRange(0, 2*few).Draw(t, "key")
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				b.ledger.shared = true
				books = append(books, book{b.ledger, maps.Clone(b.like)})
			case 1, 2:
				b.ledger.drop(k)
				delete(b.like, k)
			default:
				v := rapid.Int().Draw(t, "value")
				b.ledger.put(k, v)
				b.like[k] = v
			}
		}
		for _, b := range books {
			require.Equal(t, b.like, maps.Collect(b.ledger.all))
			for k := range 2 * few {
				v, known := b.ledger.find(k)
				wanted, ok := b.like[k]
				require.Equal(t, ok, known)
				require.Equal(t, wanted, v)
			}
		}
	})
}
