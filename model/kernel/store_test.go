package kernel_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/kernel"
)

// plain is what a store should be like: lists of IDs by scope.
type plain map[kernel.Scope][]counted

type counted struct {
	ID    string
	Times int
}

func (p plain) copied() plain {
	c := plain{}
	for h, list := range p {
		c[h] = append([]counted(nil), list...)
	}
	return c
}

func TestStoresAndTheirForksAreListsOfTheirOwn(t *testing.T) {
	scopes := make([]kernel.Scope, 20)
	for i := range scopes {
		scopes[i] = kernel.Scope{Account: fmt.Sprint(i % 7), Region: fmt.Sprint(i)}
	}
	property.Check(t, func(t *rapid.T) {
		stores, models := []*kernel.Store[counted]{{}}, []plain{{}}
		few := rapid.IntRange(1, len(scopes)).Draw(t, "scopes")
		for n := range rapid.IntRange(1, 120).Draw(t, "turns") {
			i := rapid.IntRange(0, len(stores)-1).Draw(t, "store")
			s, m, h := stores[i], models[i], scopes[rapid.IntRange(0, few-1).Draw(t, "scope")]
			switch rapid.IntRange(0, 5).Draw(t, "deed") {
			case 0, 1, 2:
				id := fmt.Sprint(n)
				s.In(h).Put(id, &counted{ID: id})
				m[h] = append(m[h], counted{ID: id})
			case 3:
				if len(m[h]) > 0 {
					gone := rapid.IntRange(0, len(m[h])-1).Draw(t, "row")
					s.In(h).Delete(m[h][gone].ID)
					m[h] = append(append([]counted(nil), m[h][:gone]...), m[h][gone+1:]...)
				}
			case 4:
				if len(m[h]) > 0 {
					row := rapid.IntRange(0, len(m[h])-1).Draw(t, "row")
					id := m[h][row].ID
					s.Get(h, id).Times++
					m[h][row].Times++
					require.Same(t, s.Get(h, id), s.Anywhere(id))
				}
			case 5:
				if len(stores) < 5 {
					fork := s.Fork()
					stores, models = append(stores, &fork), append(models, m.copied())
				}
			}
			for i, s := range stores {
				requireSame(t, models[i], s, scopes)
			}
		}
	})
}

func requireSame(t *rapid.T, want plain, got *kernel.Store[counted], scopes []kernel.Scope) {
	count := 0
	for _, h := range scopes {
		table := got.Of(h)
		require.Equal(t, len(want[h]), table.Len())
		i := 0
		for r := range table.All {
			require.Equal(t, want[h][i], *r)
			require.Same(t, r, got.Get(h, r.ID))
			i++
		}
		require.Equal(t, len(want[h]), i)
		count += i
	}
	for range got.All {
		count--
	}
	require.Zero(t, count)
	require.Nil(t, got.Anywhere("nobody"))
}

func TestResourcesMayGoWhileTheyAreListed(t *testing.T) {
	var s kernel.Store[counted]
	table := s.In(kernel.Scope{})
	for i := range 100 {
		table.Put(fmt.Sprint(i), &counted{})
	}
	seen, next := 0, 0
	for range table.All {
		seen++
		table.Delete(fmt.Sprint(next))
		next++
	}
	require.Equal(t, 100, seen)
	require.Zero(t, table.Len())
}
