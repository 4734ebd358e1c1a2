package kernel_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model/kernel"
)

// record has members of every kind that state is made of.
type record struct {
	Text    string
	Scope   kernel.Scope
	Truth   bool
	Number  int
	Time    kernel.Time
	Small   uint32
	Texts   []string
	Records []thing
	One     *thing
}

func keyOf(v any) kernel.Key {
	k := kernel.NewKeyer()
	kernel.PlanKey(reflect.TypeOf(v)).Add(&k, reflect.ValueOf(v))
	return k.Key()
}

func TestAnyDifferenceMakesAnotherKey(t *testing.T) {
	full := record{"abcdefgh", scope, true, 1, 1, 1, []string{"a", "b"}, []thing{{"x"}}, &thing{"x"}}
	seen := map[kernel.Key]int{keyOf(full): -1}
	for i, change := range []func(*record){
		func(r *record) { r.Text = "abcdefgi" },
		func(r *record) { r.Text = "abcdefgh\x00" },
		func(r *record) { r.Text, r.Scope.Account = "abcdefgh1", "11111111111" },
		func(r *record) { r.Scope.Region = "" },
		func(r *record) { r.Truth = false },
		func(r *record) { r.Number = 2 },
		func(r *record) { r.Number = -1 },
		func(r *record) { r.Time = 2 },
		func(r *record) { r.Small = 2 },
		func(r *record) { r.Texts = []string{"b", "a"} },
		func(r *record) { r.Texts = []string{"ab"} },
		func(r *record) { r.Texts = nil },
		func(r *record) { r.Records = []thing{{"y"}} },
		func(r *record) { r.Records = append(r.Records, thing{}) },
		func(r *record) { r.One = nil },
		func(r *record) { r.One = &thing{"y"} },
	} {
		changed := full
		change(&changed)
		key := keyOf(changed)
		require.NotContains(t, seen, key, "change %d", i)
		seen[key] = i
	}
}

func TestEachMemberOfAnEventIsInTheKey(t *testing.T) {
	keyed := func(subject kernel.Ref, topic string, stamp uint32) kernel.Key {
		env := newEnv()
		env.Schedule(1, topic, subject, stamp)
		k := kernel.NewKeyer()
		env.AddTo(&k)
		return k.Key()
	}
	ref := kernel.Ref{Scope: scope, ID: "x"}
	for _, other := range []kernel.Key{
		keyed(kernel.Ref{Scope: scope, ID: "y"}, "topic", 1),
		keyed(kernel.Ref{ID: "x"}, "topic", 1),
		keyed(ref, "other", 1),
		keyed(ref, "topic", 2),
	} {
		require.NotEqual(t, keyed(ref, "topic", 1), other)
	}
}

func TestTheOrderOfSchedulingIsInTheKey(t *testing.T) {
	keyed := func(stamps ...uint32) kernel.Key {
		env := newEnv()
		for _, stamp := range stamps {
			env.Schedule(kernel.Day, "topic", kernel.Ref{}, stamp)
		}
		k := kernel.NewKeyer()
		env.AddTo(&k)
		return k.Key()
	}
	require.Equal(t, keyed(1, 2, 3), keyed(1, 2, 3))
	require.NotEqual(t, keyed(1, 2, 3), keyed(3, 2, 1))
}
