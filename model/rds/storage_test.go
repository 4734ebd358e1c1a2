package rds_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/shareproof/shareproof/internal/property"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// billed tells what each account pays for, and holds the sum against what is stored.
func billed(t require.TestingT, w *model.World) map[string]uint64 {
	by := map[string]uint64{}
	for _, l := range w.Storage() {
		var sum uint64
		for _, v := range l.Volumes {
			by[v.Account] += v.Billed
			sum += v.Billed
		}
		require.Equal(t, l.Stored, sum, "lineage %s", l.ID)
	}
	return by
}

func removed(t testing.TB, w *model.World, as kernel.Caller, name string) {
	t.Helper()
	for _, m := range seen(t, w, as, name).DBClusterMembers {
		do[rds.DeleteDBInstanceOutput](t, w, as, &rds.DeleteDBInstance{DBInstanceIdentifier: m.DBInstanceIdentifier})
	}
	do[rds.DeleteDBClusterOutput](t, w, as, &rds.DeleteDBCluster{DBClusterIdentifier: name, SkipFinalSnapshot: new(true)})
	w.Advance(time.Hour)
}

func TestAClonePaysForItsChangesAndForItsShareOnceTheSourceIsGone(t *testing.T) {
	w := model.New(model.Options{})
	cl := cloneable(t, w, owner, "orders")
	require.NoError(t, w.WritePages(owner, "orders", 0, 1000))
	share(t, w, owner, cl.DBClusterArn, buyer, seller)
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, buyer, clone(cl.DBClusterArn, "audit"))
	require.ErrorContains(t, w.WritePages(buyer, "audit", 0, 1), "is creating")
	w.Advance(time.Hour)
	require.Equal(t, map[string]uint64{owner.Account: 1000, buyer.Account: 0}, billed(t, w))
	require.NoError(t, w.WritePages(buyer, "audit", 450, 100))
	require.Equal(t, map[string]uint64{owner.Account: 1000, buyer.Account: 100}, billed(t, w))
	f := w.Fork()
	removed(t, f, owner, "orders")
	require.Equal(t, map[string]uint64{buyer.Account: 1000}, billed(t, f))

	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, seller, clone(cl.DBClusterArn, "copy"))
	w.Advance(time.Hour)
	removed(t, w, owner, "orders")
	require.Equal(t, map[string]uint64{buyer.Account: 550, seller.Account: 550}, billed(t, w),
		"100 and 900/2 here, 100 and 900/2 there")
	removed(t, w, seller, "copy")
	require.Equal(t, map[string]uint64{buyer.Account: 1000}, billed(t, w))
}

func TestPagesBilledAreThePagesStoredAfterEveryStep(t *testing.T) {
	property.Check(t, func(r *rapid.T) {
		w := model.New(model.Options{Pace: kernel.Immediate})
		tb := quiet{t, r}
		cl := cloneable(tb, w, owner, "c0")
		share(tb, w, owner, cl.DBClusterArn, buyer, seller)
		names := map[kernel.Caller][]string{owner: {"c0"}}
		everybody := []kernel.Caller{owner, buyer, seller}
		for n := range rapid.IntRange(1, 30).Draw(r, "steps") {
			as := rapid.SampledFrom(everybody).Draw(r, "account")
			mine := names[as]
			of := cl.DBClusterArn
			if len(mine) > 0 {
				of = rapid.SampledFrom(mine).Draw(r, "cluster")
			}
			switch rapid.IntRange(0, 4).Draw(r, "what") {
			case 0:
				name := "n" + string(rune('a'+n))
				if _, err := w.Do(as, clone(of, name)); err == nil {
					w.Advance(time.Hour)
					withInstance(tb, w, as, name)
					names[as] = append(mine, name)
				}
			case 1:
				if len(mine) > 0 {
					removed(tb, w, as, of)
					names[as] = without(mine, of)
				}
			default:
				place, count := uint64(rapid.IntRange(0, 40).Draw(r, "place")), uint64(rapid.IntRange(1, 20).Draw(r, "count"))
				if len(mine) > 0 {
					require.NoError(r, w.WritePages(as, of, place, count))
				}
			}
			billed(r, w)
			for _, l := range w.Storage() {
				for _, v := range l.Volumes {
					require.LessOrEqual(r, v.Pages, l.Stored)
				}
			}
		}
	})
}

func without(names []string, gone string) (left []string) {
	for _, name := range names {
		if name != gone {
			left = append(left, name)
		}
	}
	return left
}

// quiet is a test whose failures rapid hears of.
type quiet struct {
	testing.TB
	r *rapid.T
}

func (q quiet) Errorf(format string, args ...any) { q.r.Errorf(format, args...) }
func (q quiet) FailNow()                          { q.r.FailNow() }
