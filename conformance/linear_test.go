package conformance_test

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http/httptest"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/emulator"
	"github.com/shareproof/shareproof/internal/display"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/target"
	"github.com/shareproof/shareproof/target/remote"
)

// asked and heard are what a client asked at one moment, and what it heard at a later one.
type (
	asked struct {
		as kernel.Caller
		in any
	}
	heard struct{ told any }
)

func (a asked) answered(out any, err error) heard {
	return heard{said(target.Exchange{Exchange: kernel.Exchange{As: a.as, In: a.in, Out: out, Err: err}})}
}

// moment is a world between two calls.
type moment struct {
	world  *model.World
	digest string
}

func momentOf(w *model.World) moment { return moment{w, w.Digest()} }

// oneAfterTheOther is the model as porcupine sees it: one world, which performs calls one
// after the other. Its state is the world's own.
var oneAfterTheOther = porcupine.Model{
	Init: func() any { return momentOf(model.New(model.Options{Watch: true})) },
	Step: func(state, input, output any) (bool, any) {
		call, next := input.(asked), state.(moment).world.Fork()
		if !reflect.DeepEqual(call.answered(next.Do(call.as, call.in)), output.(heard)) {
			return false, state
		}
		return true, momentOf(next)
	},
	Equal: func(a, b any) bool { return a.(moment).digest == b.(moment).digest },
	Hash: func(state any) uint64 {
		h := fnv.New64a()
		h.Write([]byte(state.(moment).digest))
		return h.Sum64()
	},
	DescribeOperation: func(input, output any) string {
		return fmt.Sprintf("%s -> %v", display.Command(input.(asked).in, input.(asked).as.Region), output.(heard).told)
	},
}

// contend draws a call that gets in the way of the others': two accounts, few names.
func contend(r *rand.Rand) asked {
	as := kernel.Caller{Account: []string{"111111111111", "222222222222"}[r.IntN(2)], Region: "us-east-1"}
	alias, user := fmt.Sprintf("alias/team%d", r.IntN(2)), fmt.Sprintf("user%d", r.IntN(3))
	party := &organizations.HandshakeParty{Id: "222222222222", Type: "ACCOUNT"}
	menu := []any{
		&kms.CreateKey{}, &kms.ListKeys{}, &kms.ListAliases{}, &kms.DescribeKey{KeyId: alias},
		&kms.DeleteAlias{AliasName: alias}, &kms.DisableKey{KeyId: alias}, &iam.CreateUser{UserName: user},
		&iam.DeleteUser{UserName: user}, &iam.ListUsers{}, &ram.CreateResourceShare{Name: user},
		&ram.GetResourceShares{ResourceOwner: "SELF"}, &organizations.CreateOrganization{},
		&organizations.InviteAccountToOrganization{Target: party}, &organizations.ListHandshakesForAccount{},
	}
	return asked{as, menu[r.IntN(len(menu))]}
}

// history lets clients loose on a server at once, and notes what each asked and heard,
// and when.
func history(t *testing.T, url string, clients, calls int, seed uint64) (all []porcupine.Operation) {
	config, err := remote.ForURL(url)
	require.NoError(t, err)
	var (
		lock sync.Mutex
		work sync.WaitGroup
		zero = time.Now()
	)
	for client := range clients {
		on, err := remote.Open(t.Context(), config)
		require.NoError(t, err)
		r := rand.New(rand.NewPCG(seed, uint64(client)))
		work.Go(func() {
			var own []string // keys
			for range calls {
				call := contend(r)
				if len(own) > 0 && r.IntN(4) == 0 {
					call.in = &kms.CreateAlias{AliasName: fmt.Sprintf("alias/team%d", r.IntN(2)), TargetKeyId: own[r.IntN(len(own))]}
				}
				began := time.Since(zero)
				out, err := on.Do(t.Context(), call.as, call.in)
				ended := time.Since(zero)
				if made, ok := out.(*kms.CreateKeyOutput); ok {
					own = append(own, made.KeyMetadata.KeyId)
				}
				lock.Lock()
				all = append(all, porcupine.Operation{ClientId: client, Input: call, Call: began.Nanoseconds(),
					Output: call.answered(out, err), Return: ended.Nanoseconds()})
				lock.Unlock()
			}
		})
	}
	work.Wait()
	return all
}

// Whatever many clients hear at once is what one would have heard who asked all that in
// some order in which nothing comes before what had ended.
func TestWhatManyClientsHearIsLinearizable(t *testing.T) {
	for seed := range uint64(4) {
		server := httptest.NewServer(emulator.New(emulator.Options{}))
		all := history(t, server.URL, 8, 60, seed)
		server.Close()
		require.Len(t, all, 8*60)
		require.Equal(t, porcupine.Ok, porcupine.CheckOperationsTimeout(oneAfterTheOther, all, time.Minute), "seed %d", seed)
	}
}

// The judge accuses a server whose clients hear of what they made only later.
func TestAStaleReadIsNotLinearizable(t *testing.T) {
	as := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	world := model.New(model.Options{Watch: true})
	read, made := asked{as, &iam.ListUsers{}}, asked{as, &iam.CreateUser{UserName: "ann"}}
	none := read.answered(world.Do(as, read.in))
	done := made.answered(world.Do(as, made.in))
	op := func(client int, from, to int64, in asked, out heard) porcupine.Operation {
		return porcupine.Operation{ClientId: client, Input: in, Call: from, Output: out, Return: to}
	}
	meanwhile := []porcupine.Operation{op(0, 0, 10, made, done), op(1, 5, 20, read, none)}
	require.True(t, porcupine.CheckOperations(oneAfterTheOther, meanwhile))
	later := []porcupine.Operation{op(0, 0, 10, made, done), op(1, 11, 20, read, none)}
	require.False(t, porcupine.CheckOperations(oneAfterTheOther, later))
}
