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

func TestUnderARenamingAWorldHasTheKeyOfItsMirrorImage(t *testing.T) {
	type row struct {
		Owner    string
		Accounts []string `sorted:""`
	}
	type state struct{ Rows kernel.Store[row] }
	keyed := func(s *state, r *kernel.Renaming) kernel.Key {
		parts := kernel.PlanState(reflect.TypeFor[state]()).Of(s)
		plain := kernel.NewKeyer()
		parts.AddTo(&plain)
		k := kernel.NewKeyer().As(r, 2)
		parts.AddTo(&k)
		return k.Key()
	}
	made := func(scope kernel.Scope, accounts ...string) *state {
		s := &state{}
		s.Rows.In(scope).Put("r", &row{scope.Account, accounts})
		return s
	}
	const ann, bob, cat = "222222222222", "333333333333", "444444444444"
	home := func(account string) kernel.Scope { return kernel.Scope{Account: account, Region: "us-east-1"} }
	swap := kernel.NewRenaming(ann, bob, bob, ann)
	one := made(home(ann), ann, cat)
	require.Equal(t, keyed(made(home(bob), bob, cat), nil), keyed(one, swap))
	require.NotEqual(t, keyed(one, nil), keyed(one, swap))
	both := made(home(cat), ann, bob)
	require.Equal(t, keyed(both, nil), keyed(both, swap), "a sorted list stays so")
	one.Rows.Get(home(ann), "r").Accounts = []string{ann, bob}
	require.Equal(t, keyed(made(home(bob), ann, bob), nil), keyed(one, swap), "a change is noticed")
	fork := &state{one.Rows.Fork()}
	fork.Rows.Get(home(ann), "r").Owner = cat
	require.Equal(t, keyed(made(home(bob), ann, bob), nil), keyed(one, swap), "a fork leaves its parent alone")
	require.NotEqual(t, keyed(one, swap), keyed(fork, swap))
}
