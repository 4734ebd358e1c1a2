package simulation

import (
	"math"
	"testing"

	"github.com/shareproof/shareproof/model/rds"
	"github.com/stretchr/testify/require"
)

// misbilling is a world that bills wrongly on purpose.
type misbilling struct {
	*lineage
	change func(l *lineage, of *rds.Lineage)
}

func (m misbilling) Storage() []rds.Lineage {
	all := m.lineage.Storage()
	for i := range all {
		m.change(m.lineage, &all[i])
	}
	return all
}

var misbillings = []struct {
	says   string
	change func(l *lineage, of *rds.Lineage)
}{
	{"A page is billed twice.", func(_ *lineage, of *rds.Lineage) {
		if last := len(of.Volumes) - 1; of.Volumes[last].Billed > 0 && last > 0 {
			of.Volumes[last].Billed++
		}
	}},
	{"Each clone pays for all that it points to.", func(_ *lineage, of *rds.Lineage) {
		for i := range of.Volumes {
			of.Volumes[i].Billed = of.Volumes[i].Pages
		}
	}},
	{"Nobody pays for what a deleted cluster has left.", func(l *lineage, of *rds.Lineage) {
		for i := range of.Volumes {
			if v := &of.Volumes[i]; l.made > len(l.clusters) {
				v.Billed = min(v.Billed, uint64(l.wrote(v.Cluster)))
			}
		}
	}},
	{"A page that cannot be divided is billed to nobody.", func(l *lineage, of *rds.Lineage) {
		_, owes := l.bill()
		for i := range of.Volumes {
			of.Volumes[i].Billed = uint64(math.Floor(owes[of.Volumes[i].Cluster] + 1e-9))
		}
	}},
	{"The first pays for all.", func(_ *lineage, of *rds.Lineage) {
		for i := range of.Volumes {
			of.Volumes[i].Billed = 0
		}
		of.Volumes[0].Billed = of.Stored
	}},
	{"What nobody points to any more is stored.", func(l *lineage, of *rds.Lineage) {
		if over := uint64(l.pages) - of.Stored; over > 0 {
			of.Stored += over
			of.Volumes[0].Billed += over
		}
	}},
}

// wrote counts the pages of a cluster's own making that it points to.
func (l *lineage) wrote(arn string) (n int) {
	for _, c := range l.clusters {
		for _, p := range c.volume {
			if c.arn() == arn && p.maker == c {
				n++
			}
		}
	}
	return n
}

// noticed plays a lineage by chance until a bill is wrong, and reports whether one
// was.
func noticed(t *testing.T, begin *lineage, seed uint64, change func(*lineage, *rds.Lineage)) bool {
	l, c := begin.fork(), newChance(seed)
	for range 30 {
		switch c.IntN(4) {
		case 0:
			l.clones(t, accountOf(c.IntN(many)), l.clusters[0])
		case 1:
			if len(l.clusters) > 2 {
				l.drop(t, 1+c.IntN(len(l.clusters)-1))
			}
		default:
			l.writes(t, l.clusters[c.IntN(len(l.clusters))], uint64(c.IntN(20)), uint64(1+c.IntN(10)))
		}
		if l.misbilled(misbilling{l, change}) != "" {
			return true
		}
	}
	l.drop(t, 0)
	return l.misbilled(misbilling{l, change}) != ""
}

func TestEveryWrongBillIsNoticed(t *testing.T) {
	begin := theLineage(t)
	require.False(t, noticed(t, begin, 1, func(*lineage, *rds.Lineage) {}))
	for _, m := range misbillings {
		found := false
		for seed := range uint64(20) {
			found = found || noticed(t, begin, seed, m.change)
		}
		require.True(t, found, m.says)
	}
}
