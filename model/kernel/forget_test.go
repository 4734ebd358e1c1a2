package kernel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model/kernel"
)

// Stores of many scopes that come and go are what plain lists are, whatever they drop meanwhile.
func TestScopesThatComeAndGoLoseNothing(t *testing.T) {
	property.Check(t, func(t *rapid.T) {
		stores, models := []*kernel.Store[counted]{{}}, []plain{{}}
		var scopes []kernel.Scope
		for n := range rapid.IntRange(100, 600).Draw(t, "turns") {
			i := rapid.IntRange(0, len(stores)-1).Draw(t, "store")
			h := kernel.Scope{Account: fmt.Sprint(n)}
			if len(scopes) > 0 && rapid.IntRange(0, 3).Draw(t, "known") == 0 {
				h = scopes[rapid.IntRange(0, len(scopes)-1).Draw(t, "scope")]
			} else {
				scopes = append(scopes, h)
			}
			table := stores[i].In(h)
			switch rapid.IntRange(0, 4).Draw(t, "deed") {
			case 0:
				table.Put(fmt.Sprint(n), &counted{ID: fmt.Sprint(n)})
				models[i][h] = append(models[i][h], counted{ID: fmt.Sprint(n)})
			case 1:
				for _, r := range models[i][h] {
					table.Delete(r.ID)
				}
				models[i][h] = nil
			case 2:
				if len(stores) < 4 && n%50 == 0 {
					fork := stores[i].Fork()
					stores, models = append(stores, &fork), append(models, models[i].copied())
				}
			}
		}
		for i, s := range stores {
			requireSame(t, models[i], s, scopes)
		}
	})
}

func TestEmptyScopesTakeNoRoom(t *testing.T) {
	var s kernel.Store[counted]
	for i := range 100_000 {
		table := s.In(kernel.Scope{Account: fmt.Sprint(i)})
		table.Put("x", &counted{ID: "x"})
		table.Delete("x")
	}
	require.Less(t, kernel.Tables(&s), 1000)
}

// alarm is a service whose events are overtaken where their stamp is odd.
type alarm struct{ rung []string }

func (a *alarm) Due(due kernel.Event) bool {
	a.rung = append(a.rung, due.Subject.ID)
	return true
}

func (a *alarm) Overtaken(due kernel.Event) bool { return due.Stamp%2 == 1 }

func TestWhatWasOvertakenLeavesALongAgenda(t *testing.T) {
	env, a := kernel.NewEnv(1, 0, kernel.Typical), &alarm{}
	env.Receive(a)
	env.KeepWindows()
	const events = 100_000
	k := kernel.NewKeyer()
	env.AddTo(&k) // from now on the key is kept
	for i := range events {
		stamp := uint32(1)
		if i%1000 == 0 {
			stamp = 0
		}
		env.Schedule(100*365*kernel.Day-time.Duration(i)*time.Second, "alarm", kernel.Ref{ID: fmt.Sprint(i)}, stamp)
		env.AdvanceTo(env.Now())
		require.LessOrEqual(t, env.Planned(), 4096)
	}
	other := kernel.NewEnv(1, 0, kernel.Typical)
	require.NoError(t, other.SetGround(env.Ground()))
	mine, its := kernel.NewKeyer(), kernel.NewKeyer()
	env.AddTo(&mine)
	other.AddTo(&its)
	require.Equal(t, its.Key(), mine.Key())

	env.AdvanceTo(env.Now().Add(101 * 365 * kernel.Day))
	var even []string
	for _, id := range a.rung {
		var n int
		_, _ = fmt.Sscan(id, &n)
		if n%1000 == 0 {
			even = append(even, id)
		}
	}
	require.Len(t, even, events/1000)
	require.Equal(t, "99000", even[0])
	require.Equal(t, "0", even[len(even)-1])
}
