package rds

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	kmsfacts "github.com/shareproof/shareproof/invariants/kms"
	ramfacts "github.com/shareproof/shareproof/invariants/ram"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

var (
	// LineagesAreBounded is the invariant of the limits on clones across accounts.
	LineagesAreBounded = &invariants.Invariant{
		ID: "INV-RDS-01",
		Says: "An original and all its clones, and their clones, together have at most 15 living clones that were made " +
			"across accounts, or as many as the world allows, and at most one of them in an account.",
		Accepted: bounded,
	}
	// ClonesAreOfTheirGroup is the invariant of what a cluster tells of its origin.
	ClonesAreOfTheirGroup = &invariants.Invariant{
		ID: "INV-RDS-02",
		Says: "A clone and its source tell the same CloneGroupId from then on, which never changes; what was neither " +
			"cloned nor is a clone tells none; CrossAccountClone is true of clones of another account's cluster and of " +
			"nothing else, and a clone has its source's engine and version.",
		Accepted: ofTheirGroup,
	}
	// OnlyTheFitIsCloned is the invariant of the sources of clones.
	OnlyTheFitIsCloned = &invariants.Invariant{
		ID: "INV-RDS-04",
		Says: "A clone is made only of a cluster that is available and, unless it is Aurora Serverless v1, has had an " +
			"instance; across accounts never of Aurora Serverless v1, nor of what is encrypted by a key that AWS manages or " +
			"that is not open to the caller.",
		Accepted: fit,
	}
)

// unseen stands for a cluster that answers have not shown by the name that it has.
const unseen = "?"

const (
	copyOnWrite  = "copy-on-write"
	serverlessV1 = "serverless"
)

// origin is what a cluster was made of.
type origin struct {
	source  string // the resource ID of the cluster that it was made of, "" if of none
	onWrite bool   // it is a clone
	across  bool   // from another account's cluster
	vague   bool   // it may be a full copy
	// root is the original of the lineage to which the cluster surely belongs, and
	// family that of all to which it may belong.
	root, family string
	key          string // asked for
}

// lineage is what the history says of an original, all its clones and theirs.
type lineage struct {
	across []string // clones that were made across accounts and surely belong to it
	family []string // those that may
	within int      // how many were made within an account
}

// restore enters what a restore to a point in time has made.
func (f *Facts) restore(c *invariants.Call, in *rds.RestoreDBClusterToPointInTime, shown *rds.DBCluster) {
	if shown == nil {
		return
	}
	id, k, known := f.source(c, in)
	f.blind = f.blind || !known
	from := origin{source: cmp.Or(id, unseen), onWrite: in.RestoreType == copyOnWrite, key: in.KmsKeyId}
	if from.onWrite && known {
		family := f.lineages.Of(k.clone.family)
		from.across = k.scope.Account != c.As.Account
		from.vague = !from.across && (f.blind || family.within >= c.Limits().CopyOnWriteClones)
		from.root, from.family = k.clone.root, k.clone.family
		if from.vague {
			from.root = ""
		}
		if !from.across {
			family.within++
			f.lineages.Put(from.family, family)
		}
		f.clusters.Change(id, func(k *cluster) { k.cloned = true })
	}
	f.make(c, shown, from)
	if from.across {
		id := shown.DbClusterResourceId
		f.joins(from.root, func(l *lineage) { l.across = invariants.With(l.across, id) })
		f.joins(from.family, func(l *lineage) { l.family = invariants.With(l.family, id) })
	}
}

func (f *Facts) joins(original string, change func(*lineage)) {
	l := f.lineages.Of(original)
	change(&l)
	f.lineages.Put(original, l)
}

// source returns the cluster that a restore to a point in time names, be it by a name that no
// answer has shown yet.
func (f *Facts) source(c *invariants.Call, in *rds.RestoreDBClusterToPointInTime) (id string, k cluster, known bool) {
	if in.SourceDbClusterResourceId != "" {
		k, known = f.clusters.Find(in.SourceDbClusterResourceId)
		return in.SourceDbClusterResourceId, k, known && k.shown != nil
	}
	if id, k, known = f.find(c.As.Scope(), in.SourceDBClusterIdentifier); !known {
		id = f.renamed.Of(clusterARN(c.As.Scope(), in.SourceDBClusterIdentifier))
		k, known = f.clusters.Find(id)
	}
	return id, k, known && k.shown != nil
}

// living counts the clones across accounts that surely live, and those of one
// account among them.
func (f *Facts) living(across []string, account string) (all, theirs int) {
	for _, id := range across {
		if k := f.clusters.Of(id); k.stays() && !k.failed {
			all++
			if k.scope.Account == account {
				theirs++
			}
		}
	}
	return all, theirs
}

func bounded(c *invariants.Call) string {
	in, source := cloning(c)
	if in == nil || source.scope.Account == c.As.Account {
		return ""
	}
	f := Of(c)
	all, theirs := f.living(f.lineages.Of(source.clone.root).across, c.As.Account)
	switch {
	case theirs > 0:
		return "account " + c.As.Account + " gets a second clone across accounts of the lineage of " + source.clone.root
	case all >= c.Limits().CrossAccountClones:
		return "the lineage of " + source.clone.root + " gets clone " + strconv.Itoa(all+1) + " across accounts"
	}
	return ""
}

// cloning returns the call where it makes a clone of a cluster that is known.
func cloning(c *invariants.Call) (*rds.RestoreDBClusterToPointInTime, *cluster) {
	in, ok := c.In.(*rds.RestoreDBClusterToPointInTime)
	if !ok || in.RestoreType != copyOnWrite {
		return nil, nil
	}
	_, k, known := Of(c).source(c, in)
	if !known {
		return nil, nil
	}
	return in, &k
}

func ofTheirGroup(c *invariants.Call) string {
	for shown := range clusters(c.Out) {
		if foreign(c, shown) {
			continue
		}
		if wrong := ofItsGroup(c, shown); wrong != "" {
			return shown.DBClusterIdentifier + wrong
		}
	}
	return ""
}

func ofItsGroup(c *invariants.Call, shown *rds.DBCluster) string {
	f := Of(c)
	if in, source := cloning(c); in != nil {
		return ofItsSource(c, shown, source)
	}
	k, known := f.clusters.Find(shown.DbClusterResourceId)
	across := kernel.Value(shown.CrossAccountClone)
	switch before := k.shown; {
	case !known && makesCluster(c.In) && across:
		return " is said to be a clone across accounts and is none"
	case !known || before == nil:
	case before.CloneGroupId != "" && before.CloneGroupId != shown.CloneGroupId:
		return " is of the clone group " + shown.CloneGroupId + " and was of " + before.CloneGroupId
	case k.made && k.clone.source == "" && !k.cloned && !k.renames && shown.CloneGroupId != "":
		return " is of a clone group though it was never cloned and is no clone"
	case k.cloned && shown.CloneGroupId == "":
		return " is of no clone group though it was cloned"
	}
	return ""
}

// ofItsSource compares a clone with its source.
func ofItsSource(c *invariants.Call, shown *rds.DBCluster, source *cluster) string {
	group, across := source.shown.CloneGroupId, source.scope.Account != c.As.Account
	switch {
	case kernel.Value(shown.CrossAccountClone) != across:
		return " tells CrossAccountClone wrongly"
	case shown.CloneGroupId == "":
		return " is a clone and of no clone group"
	case group != "" && group != shown.CloneGroupId && Of(c).sharesPages(c, source):
		return " is of another clone group than its source"
	case shown.Engine != source.shown.Engine:
		return " is of another engine than its source"
	case shown.EngineVersion != source.shown.EngineVersion && shown.EngineMode == source.shown.EngineMode &&
		source.changed == 0:
		return " is of another version than its source"
	}
	return ""
}

// sharesPages reports whether a clone that is made now surely shares its pages with
// its source.
func (f *Facts) sharesPages(c *invariants.Call, source *cluster) bool {
	few := !f.blind && f.lineages.Of(source.clone.family).within < c.Limits().CopyOnWriteClones
	return source.scope.Account != c.As.Account || few
}

func fit(c *invariants.Call) string {
	in, source := cloning(c)
	if in == nil {
		return ""
	}
	name, key := in.SourceDBClusterIdentifier, source.shown.KmsKeyId
	switch state := source.surelyIn(c.At); {
	case source.made && !source.populated && !source.renames && source.shown.EngineMode != serverlessV1:
		return name + " is cloned though it never had an instance"
	case state != "" && state != available:
		return name + " is cloned though it is " + state
	case source.scope.Account == c.As.Account:
	case source.shown.EngineMode == serverlessV1:
		return name + " is cloned across accounts though it is Serverless v1"
	case key == "":
	case kmsfacts.Of(c).NotMade(key):
		return name + " is cloned across accounts though AWS manages its key"
	case !kmsfacts.Of(c).MayUse(key, c.As.Account, invariants.Now):
		return name + " is cloned though nothing opened " + key + " to the caller"
	}
	return ""
}

// mayClone reports whether some share may give the caller another account's
// cluster now.
func (f *Facts) mayClone(c *invariants.Call, id string) bool {
	if k := f.clusters.Of(id); k.shown != nil {
		id = k.shown.DBClusterArn
	}
	return ramfacts.Of(c).MayGive(c, id)
}

// given returns the key that a cluster made of another has to have: the one that
// was asked for, or the source's; "" where that is not known.
func given(asked, source string) string {
	if asked != "" && !strings.HasPrefix(asked, "arn:") || strings.Contains(asked, ":alias/") {
		return ""
	}
	return cmp.Or(asked, source)
}
