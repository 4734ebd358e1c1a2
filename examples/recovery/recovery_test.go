package recovery_test

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/emulator/faults"
	"github.com/shareproof/shareproof/examples/recovery"
)

const (
	owner   = "111111111111"
	standby = "222222222222"
	subnet  = "subnet-0123456789abcdef0"
	maxWait = 24 * time.Hour // of sleeping
)

// simulate runs a recovery in a world of the seed, where things go wrong as the
// seed has it. It is what a test of your own would look like.
func simulate(t *testing.T, seed uint64, routine func(context.Context, recovery.Site) (string, error)) (o outcome) {
	cloud := shareproof.New(t, shareproof.WithSeed(seed), shareproof.Faults(faults.Draw(seed)))
	prepare(t, cloud)
	if seed%2 == 1 {
		organize(t, cloud)
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	slept := time.Duration(0)
	o.cluster, o.err = routine(ctx, recovery.Site{
		Owner: cloud.Config(owner), Recovery: cloud.Config(standby), Account: standby, Subnet: subnet,
		Sleep: func(d time.Duration) {
			cloud.Advance(d) // no time at all
			if slept += d; slept > maxWait {
				o.hangs = true
				cancel()
			}
		},
	})

	o.look(t, cloud)
	return o
}

// The bugs of the naive routine, and the first seed that shows each. A change of
// faults.Draw changes the seeds.
var bugs = map[string]uint64{
	"a share is revoked in mid-flight, and the routine hangs": 0,
	"an invitation has expired, and the routine hangs":        2,
	"a lost reply leads to a second cluster":                  59,
	"success, and a share is left":                            78,
}

func TestSimulationFindsTheBugsOfTheNaiveRoutine(t *testing.T) {
	began, found := time.Now(), map[string]uint64{}
	for seed := uint64(0); len(found) < len(bugs) && seed < 1000; seed++ {
		o := simulate(t, seed, recovery.Naive)
		bug := o.bug()
		if _, known := found[bug]; known || bug == "" || bug == aHang {
			continue
		}
		found[bug] = seed
		t.Logf("after %s, seed %d: %s\n%s", time.Since(began).Round(time.Millisecond), seed, bug, o)
	}
	assert.Equal(t, bugs, found)
}

var seeds = flag.Uint64("seeds", 2_000, "in how many worlds the mended routine is tried")

func TestTheMendedRoutineKeepsItsPromise(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	workers := uint64(runtime.GOMAXPROCS(0))
	for worker := range workers {
		t.Run(fmt.Sprint("worker ", worker), func(t *testing.T) {
			t.Parallel()
			for seed := worker; seed < *seeds; seed += workers {
				o := simulate(t, seed, recovery.Mended)
				if wrong := o.broken(); wrong != "" {
					t.Fatalf("seed %d: %s\n%s", seed, wrong, o)
				}
			}
		})
	}
}
