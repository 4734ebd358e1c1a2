package exploration_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/internal/race"
	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// A lineage of DB clusters among three accounts: an original and what may be cloned
// of it and of its clones. This is the whole truth about it, against which the
// model is held: nothing here asks the model what it allows.

const owner3, second3, third3 = "111111111111", "222222222222", "333333333333"

// member is a cluster that may be there.
type member struct {
	name, account string
	of            int  // the member that it is a clone of, -1 for the original
	cloned        bool // other members are clones of it, so that it gets an instance
}

var members = []member{
	{"x", owner3, -1, true},
	{"a", owner3, 0, true},
	{"b", second3, 0, true},
	{"c", third3, 0, false},
	{"ab", owner3, 2, false},
	{"ca", third3, 1, false},
}

// tie is a share of a member with an account.
type tie struct {
	of      int
	account string
}

var ties = []tie{{0, second3}, {0, third3}, {1, third3}, {2, owner3}}

// What may be between an owner and a consumer.
const (
	unshared = iota
	invited
	accepted
)

// place is what can be told of a world: which members are there, and who shares
// what with whom.
type place struct {
	there [6]bool
	ties  [4]uint8
}

func (m member) arn() string {
	return "arn:aws:rds:us-east-1:" + m.account + ":cluster:" + m.name
}

func (m member) across() bool { return m.of >= 0 && members[m.of].account != m.account }

// mayClone reports whether a member may be made.
func (p place) mayClone(i, limit int) bool {
	m := members[i]
	if m.of < 0 || p.there[i] || !p.there[m.of] {
		return false
	}
	if !m.across() {
		return true
	}
	all, theirs := 0, 0
	for j, other := range members {
		if p.there[j] && other.across() {
			if all++; other.account == m.account {
				theirs++
			}
		}
	}
	return p.shares(m) && all < limit && theirs == 0
}

// shares reports whether what a member is cloned of is shared with its account.
func (p place) shares(m member) bool {
	i := slices.Index(ties, tie{m.of, m.account})
	return i >= 0 && p.ties[i] == accepted
}

// lineageWorld is a world on the way through all places.
type lineageWorld struct {
	*model.World
	checker *invariants.Checker
	shares  [4]string // ARNs
	place
	path string
}

func (w *lineageWorld) fork() *lineageWorld {
	f := *w
	f.World, f.checker = w.Branch(), w.checker.Fork()
	return &f
}

// do performs a call under the eyes of the invariants.
func (w *lineageWorld) do(account string, in any) (any, error) {
	as := kernel.Caller{Account: account, Region: "us-east-1"}
	out, err := w.Do(as, in)
	x := kernel.Exchange{At: kernel.At(w.Now()), As: as, In: in, Out: out, Err: err}
	if err != nil {
		x.Out = nil
	}
	if broken := w.checker.See(&x); broken != nil {
		return out, broken
	}
	return out, err
}

// all performs calls of an account one after the other, with time between them.
func (w *lineageWorld) all(account string, calls ...any) error {
	for _, in := range calls {
		if _, err := w.do(account, in); err != nil {
			return fmt.Errorf("%T: %w", in, err)
		}
		w.Advance(time.Hour)
	}
	return nil
}

func (w *lineageWorld) clone(i int) error {
	m, yes := members[i], true
	_, err := w.do(m.account, &rds.RestoreDBClusterToPointInTime{DBClusterIdentifier: m.name,
		SourceDBClusterIdentifier: members[m.of].arn(), RestoreType: "copy-on-write", UseLatestRestorableTime: &yes})
	return err
}

// newLineage returns a world with the original and nothing else.
func newLineage(t *testing.T, limit int) *lineageWorld {
	w := &lineageWorld{
		World:   model.New(model.Options{Quotas: model.Quotas{CrossAccountClones: limit}}),
		checker: catalogue.NewChecker().Under(invariants.Limits{CrossAccountClones: limit}),
	}
	w.there[0] = true
	require.NoError(t, w.all(owner3, &rds.CreateDBCluster{DBClusterIdentifier: "x", Engine: "aurora-mysql",
		MasterUsername: "admin", MasterUserPassword: "correct-horse"}, instanceOf(members[0])))
	return w
}

// probe tries every clone, each in a branch of its own, and wants just those to be
// accepted that the place allows.
func (w *lineageWorld) probe(limit int) error {
	for i := range members {
		if members[i].of < 0 || w.there[i] {
			continue
		}
		f := w.fork()
		err := f.clone(i)
		if want := w.mayClone(i, limit); want != (err == nil) {
			return fmt.Errorf("%s%s makes %s: want accepted %v, got %w", w.path, members[i].account, members[i].name, want, err)
		}
	}
	return nil
}

// look lists the clusters of all accounts and what is shared with them.
func (w *lineageWorld) look() error {
	yes := true
	for _, account := range []string{owner3, second3, third3} {
		out, err := w.do(account, &rds.DescribeDBClusters{IncludeShared: &yes})
		if err != nil {
			return fmt.Errorf("%s%w", w.path, err)
		}
		if got := listed(out.(*rds.DescribeDBClustersOutput)); got != w.listed(account) {
			return fmt.Errorf("%s%s lists %s, want %s", w.path, account, got, w.listed(account))
		}
	}
	return nil
}

func listed(out *rds.DescribeDBClustersOutput) string {
	var all []string
	for _, k := range out.DBClusters {
		all = append(all, k.DBClusterArn[strings.LastIndexByte(k.DBClusterArn, ':')+1:])
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// listed names what an account must be shown.
func (p place) listed(account string) string {
	var all []string
	for i, m := range members {
		j := slices.Index(ties, tie{i, account})
		if p.there[i] && (m.account == account || j >= 0 && p.ties[j] == accepted) {
			all = append(all, m.name)
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// bills wants every stored page to be billed once.
func (w *lineageWorld) bills() error {
	for _, l := range w.Storage() {
		billed := uint64(0)
		for _, v := range l.Volumes {
			billed += v.Billed
		}
		if billed != l.Stored {
			return fmt.Errorf("%s%d pages are stored and %d billed", w.path, l.Stored, billed)
		}
	}
	return nil
}

// arrive makes a move in a branch of the world, and looks at where it leads.
func (w *lineageWorld) arrive(m move, to place, limit int) (*lineageWorld, error) {
	f := w.fork()
	f.path += m.says + "; "
	if err := m.does(f); err != nil {
		return nil, fmt.Errorf("%s%w", f.path, err)
	}
	f.place = to
	if err := f.look(); err != nil {
		return nil, err
	}
	if err := f.bills(); err != nil {
		return nil, err
	}
	return f, f.probe(limit)
}

// explore goes to every place that can be reached, in the order of their distance,
// and along every move from each.
func explore(t *testing.T, limit int) (places, moves, furthest int) {
	start := newLineage(t, limit)
	seen := map[place]bool{start.place: true}
	for layer := []*lineageWorld{start}; len(layer) > 0; furthest++ {
		var next []*lineageWorld
		for _, w := range layer {
			for i := range lineageMoves {
				m := &lineageMoves[i]
				to, ok := m.leads(w.place)
				if !ok || !w.place.allows(to, limit) {
					continue
				}
				moves++
				f, err := w.arrive(*m, to, limit)
				require.NoError(t, err)
				if !seen[to] {
					seen[to] = true
					next = append(next, f)
				}
			}
		}
		layer = next
	}
	return len(seen), moves, furthest - 1
}

// allows reports whether the limits let the world go from one place to another.
func (p place) allows(to place, limit int) bool {
	for i := range members {
		if to.there[i] && !p.there[i] && !p.mayClone(i, limit) {
			return false
		}
	}
	return true
}

func TestAmongThreeAccountsEveryOrderOfSharesClonesAndDeletionsKeepsTheLimitOfALineage(t *testing.T) {
	race.Sequential(t)
	for _, limit := range []int{2, 3} {
		t.Run(fmt.Sprint("limit ", limit), func(t *testing.T) {
			t.Parallel()
			places, moves, furthest := explore(t, limit)
			t.Logf("limit %d: %d states, %d moves, the furthest state %d moves away", limit, places, moves, furthest)
			require.Greater(t, places, 100)
		})
	}
}
