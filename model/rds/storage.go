package rds

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// MostPages is how many pages a cluster's volume may have: 128 TiB of 16 KiB.
const MostPages = 1 << 33

// Lineage is the storage of the clusters that share pages.
type Lineage struct {
	ID string `json:"id"` // the resource ID of the original cluster
	// Stored is how many pages there are that some cluster points to.
	Stored  uint64   `json:"stored"`
	Volumes []Volume `json:"volumes"`
}

// Volume is the storage of one cluster.
type Volume struct {
	Account    string `json:"account"`
	Region     string `json:"region"`
	Cluster    string `json:"cluster"` // its ARN
	ResourceID string `json:"resourceId"`
	Pages      uint64 `json:"pages"`  // that it points to
	Billed     uint64 `json:"billed"` // that its account pays for
}

// The rules of what storage costs.
var (
	ClonesPayForChanges = rules.Add(kernel.Rule{
		ID: "AUR-STO-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: cloneGuide, Seed: seed,
		Also: []string{"AUR-STO-03", "AUR-STO-05", "AUR-STO-07"},
		Says: "A clone costs nothing at first. Each page is charged to the cluster that made or changed it, as long " +
			"as that exists and any cluster points to the page; that an overwritten page which a clone still needs " +
			"stays with its maker is a reading.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	CostsPassToTheClones = rules.Add(kernel.Rule{
		ID: "AUR-STO-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: cloneGuide, Seed: seed,
		Also: []string{"AUR-STO-04", "AUR-STO-06"},
		Says: "When a cluster is deleted, each page of its making that others still share is charged in equal parts " +
			"to those that share it, in other accounts too; the parts shrink with each further clone and grow with " +
			"each deleted one.",
		Operations: []string{"DeleteDBCluster", "RestoreDBClusterToPointInTime"},
	})
)

// WritePages writes count pages of a cluster of an account, from a place on, as a
// database does. A cluster that is being made or deleted, that stands still or whose
// key is lost writes nothing.
func (s *Service) WritePages(at kernel.Scope, identifier string, place, count uint64) error {
	cl := s.named(at, identifier)
	switch {
	case cl == nil:
		return fmt.Errorf("%s has no DB cluster %q in %s", at.Account, identifier, at.Region)
	case cl.Life.State == ClusterCreating || cl.Life.State == ClusterDeleting || cl.Life.State == ClusterStopped ||
		!s.keyWorks(cl):
		return fmt.Errorf("DB cluster %s is %s and writes nothing", cl.Name, cl.Life.State)
	case place > MostPages || count > MostPages-place:
		return fmt.Errorf("a volume has at most %d pages: want places below that, got %d pages from %d on",
			uint64(MostPages), count, place)
	}
	cl = s.Clusters.Get(cl.Scope, cl.ID)
	cl.Volume = cl.Volume.written(cl.ID, place, count)
	return nil
}

// Storage tells what all clusters store and what their accounts pay for, lineage by
// lineage in the order of their IDs.
func (s *Service) Storage() []Lineage {
	byID := map[string][]*cluster{}
	var ids []string
	for cl := range s.Clusters.All {
		if byID[cl.Lineage] == nil {
			ids = append(ids, cl.Lineage)
		}
		byID[cl.Lineage] = append(byID[cl.Lineage], cl)
	}
	slices.Sort(ids)
	all := make([]Lineage, 0, len(ids))
	for _, id := range ids {
		all = append(all, s.account(id, byID[id]))
	}
	return all
}

// LineageOf tells the same of the clusters that share pages with a cluster of an
// account, which is false where it has none of that name.
func (s *Service) LineageOf(at kernel.Scope, identifier string) (Lineage, bool) {
	cl := s.named(at, identifier)
	if cl == nil {
		return Lineage{}, false
	}
	clusters := []*cluster{}
	for r := range s.Relatives.View(in(cl.Lineage)).All {
		clusters = append(clusters, s.Clusters.See(r.Cluster.Scope, r.Cluster.ID))
	}
	if len(clusters) == 0 {
		clusters = append(clusters, cl)
	}
	return s.account(cl.Lineage, clusters), true
}

// account works out who pays for which pages of a lineage.
func (s *Service) account(id string, clusters []*cluster) Lineage {
	slices.SortFunc(clusters, func(a, b *cluster) int { return cmp.Compare(a.Number, b.Number) })
	out, parts := Lineage{ID: id}, make([]big.Rat, len(clusters))
	for _, cl := range clusters {
		out.Volumes = append(out.Volumes, Volume{cl.Scope.Account, cl.Scope.Region, cl.arn(), cl.ID, cl.Volume.pages(), 0})
	}
	for _, group := range groups(clusters) {
		out.Stored += group.count
		if maker := group.maker(clusters); maker >= 0 && s.env.Applies(true, ClonesPayForChanges) {
			out.Volumes[maker].Billed += group.count
		} else if s.env.Applies(true, CostsPassToTheClones) {
			group.split(parts)
		}
	}
	out.charge(parts)
	return out
}

// split divides pages whose maker is gone among all that share them.
func (g shared) split(parts []big.Rat) {
	part := new(big.Rat).SetFrac(new(big.Int).SetUint64(g.count), big.NewInt(int64(len(g.by))))
	for _, user := range g.by {
		parts[user].Add(&parts[user], part)
	}
}

// charge bills the parts, each rounded down, and one page more to the oldest that
// have a broken one, until all pages are billed: nobody is a whole page off.
func (l *Lineage) charge(parts []big.Rat) {
	var whole big.Int
	rest := new(big.Rat)
	for i := range parts {
		whole.Quo(parts[i].Num(), parts[i].Denom())
		l.Volumes[i].Billed += whole.Uint64()
		parts[i].Sub(&parts[i], new(big.Rat).SetInt(&whole))
		rest.Add(rest, &parts[i])
	}
	left := rest.Num().Uint64() // the parts come from whole pages
	for i := range parts {
		if left > 0 && parts[i].Sign() > 0 {
			l.Volumes[i].Billed++
			left--
		}
	}
}
