package rds

import "github.com/shareproof/shareproof/model/kernel"

// lineage counts the clones that share pages with one original cluster. There is
// none for a cluster that nobody cloned.
type lineage struct {
	ID      string // that of the original cluster
	Foreign int    // cross-account clones
}

// relative is a cluster of a lineage that is still there.
type relative struct{ Cluster kernel.Ref }

// branch is what an account has of a lineage: at most one cross-account clone, and
// clones of its own clusters.
type branch struct {
	Account string
	Foreign int
	Own     int
}

// The rules of lineages.
var (
	FifteenForeignClones = rules.Add(kernel.Rule{
		ID: "AUR-XCL-05", Kind: kernel.Quota, Error: InvalidDBClusterState, Or: limitFaults, Evidence: kernel.Documented,
		Source: crossGuide, Seed: seed,
		Also: []string{"AUR-XCL-24", "AUR-XCL-38"},
		Says: "An original cluster and all its clones, wherever they are, have at most 15 cross-account clones " +
			"together, however many accounts they are shared with; the sixteenth is refused and not, as within an " +
			"account, a full copy.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	OneForeignCloneForEach = rules.Add(kernel.Rule{
		ID: "AUR-XCL-06", Kind: kernel.Quota, Error: InvalidDBClusterState, Or: limitFaults, Evidence: kernel.Documented,
		Source: crossGuide, Seed: seed,
		Also: []string{"AUR-XCL-07"},
		Says: "An account has at most one cross-account clone of an original cluster and all its clones: neither of " +
			"the same cluster twice, nor of the original and of a clone of it.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
	DeletedClonesFreeTheirSlot = rules.Add(kernel.Rule{
		ID: "AUR-XCL-08", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source:     crossGuide + "; that it counts the clones that exist is a reading",
		Says:       "A cross-account clone that is deleted counts no more.",
		Operations: []string{"RestoreDBClusterToPointInTime", "DeleteDBCluster"},
	})
	FurtherClonesAreFullCopies = rules.Add(kernel.Rule{
		ID: "AUR-CLN-07", Kind: kernel.Effect, Evidence: kernel.Documented, Source: cloneGuide, Also: []string{"AUR-CLN-08"},
		Says: "Of an original cluster and its clones an account has up to 15 clones of its own clusters that share " +
			"pages; a further one is silently a full copy, which shares nothing and begins a lineage of its own.",
		Operations: []string{"RestoreDBClusterToPointInTime"},
	})
)

// limitFaults are what else RDS may answer where no source knows the code: the
// errors that the operation lists for a source that cannot be cloned, and those that
// every operation has.
var limitFaults = []*kernel.ErrorShape{
	InvalidParameterValue, InvalidParameterCombination, InvalidRestore, DBClusterQuotaExceeded, DBClusterNotFound,
	KMSKeyNotAccessible,
	{Code: "StorageQuotaExceeded", Status: 400}, {Code: "InsufficientStorageClusterCapacity", Status: 400},
	{Code: "InsufficientDBClusterCapacityFault", Status: 403},
}

// everywhere is where lineages are kept.
var everywhere kernel.Scope

// in is where what belongs to a lineage is kept.
func in(lineage string) kernel.Scope { return kernel.Scope{Account: lineage} }

// mayCloneAcross reports whether the caller may have a cross-account clone of the
// cluster by what is there of its lineage. It costs the same whatever is there.
func (s *Service) mayCloneAcross(c *kernel.Call, of *cluster) error {
	b := s.Branches.See(in(of.Lineage), c.Account)
	none := b == nil || b.Foreign == 0
	if err := c.Require(none, OneForeignCloneForEach,
		"Your account already has a cross-account clone of this DB cluster or of one that shares its data."); err != nil {
		return err
	}
	l := s.Lineages.See(everywhere, of.Lineage)
	few := l == nil || l.Foreign < s.quotas.CrossAccountClones
	return c.Require(few, FifteenForeignClones,
		"The maximum of %d cross-account clones of this DB cluster has been reached.", s.quotas.CrossAccountClones)
}

// sharesPages reports whether the caller's next clone of the cluster shares its
// pages.
func (s *Service) sharesPages(c *kernel.Call, of *cluster) bool {
	b := s.Branches.See(in(of.Lineage), c.Account)
	return !c.Applies(b != nil && b.Own >= s.quotas.CopyOnWriteClones, FurtherClonesAreFullCopies)
}

// join takes a new clone into the lineage of its source.
func (s *Service) join(clone, of *cluster) {
	clone.Lineage = of.Lineage
	if s.Lineages.See(everywhere, of.Lineage) == nil {
		s.Lineages.In(everywhere).Put(of.Lineage, &lineage{ID: of.Lineage})
	}
	for _, cl := range []*cluster{of, clone} {
		if s.Relatives.See(in(cl.Lineage), cl.ID) == nil {
			s.Relatives.In(in(cl.Lineage)).Put(cl.ID, &relative{cl.ref()})
		}
	}
	s.count(clone, 1)
}

// leave takes a cluster that is gone out of its lineage.
func (s *Service) leave(cl *cluster) {
	if s.Lineages.See(everywhere, cl.Lineage) == nil {
		return
	}
	s.Relatives.In(in(cl.Lineage)).Delete(cl.ID)
	if cl.Source != foreignClone || s.env.Applies(true, DeletedClonesFreeTheirSlot) {
		s.count(cl, -1)
	}
	if s.Relatives.View(in(cl.Lineage)).Len() == 0 {
		s.Lineages.In(everywhere).Delete(cl.Lineage)
		for _, account := range accountsOf(s.Branches.View(in(cl.Lineage))) {
			s.Branches.In(in(cl.Lineage)).Delete(account)
		}
	}
}

func accountsOf(branches *kernel.Table[branch]) (all []string) {
	for b := range branches.All {
		all = append(all, b.Account)
	}
	return all
}

// count keeps the books of a lineage when there is one clone more or less.
func (s *Service) count(cl *cluster, more int) {
	if cl.Source != ownClone && cl.Source != foreignClone {
		return
	}
	branches := s.Branches.In(in(cl.Lineage))
	b := branches.Get(cl.Scope.Account)
	if b == nil {
		b = &branch{Account: cl.Scope.Account}
		branches.Put(b.Account, b)
	}
	if cl.Source == ownClone {
		b.Own += more
	} else {
		b.Foreign += more
		s.Lineages.Get(everywhere, cl.Lineage).Foreign += more
	}
	if *b == (branch{Account: b.Account}) {
		branches.Delete(b.Account)
	}
}
