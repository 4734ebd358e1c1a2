package rds

import (
	"reflect"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	ramfacts "github.com/shareproof/shareproof/invariants/ram"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

var (
	// SharedNamesStay is the invariant of the names of shared clusters.
	SharedNamesStay = &invariants.Invariant{
		ID:       "INV-RDS-05",
		Says:     "A cluster that is shared with another account keeps its identifier.",
		Accepted: namesStay,
	}
	// SharedClustersShowLittle is the invariant of what a consumer is shown.
	SharedClustersShowLittle = &invariants.Invariant{
		ID: "INV-RDS-06",
		Says: "Of another account's cluster an answer shows its ARN, engine, version and whether it is encrypted, as " +
			"they are, and nothing else.",
		Accepted: showLittle,
	}
)

// sharedHidden wants another account's cluster to be asked for and to be given to
// the caller by a share.
func sharedHidden(c *invariants.Call, r *invariants.Resource) string {
	in, lists := c.In.(*rds.DescribeDBClusters)
	id := Of(c).called.Of(r.ARN)
	switch k := Of(c).clusters.Of(id); {
	case !lists || !kernel.Value(in.IncludeShared):
		return r.ARN + " is shown though nobody asked for what is shared"
	case r.Scope.Region != c.As.Region:
		return r.ARN + " of another Region is shown"
	case k.deleted != 0 && !k.spared && c.At > k.deleted.Add(maxDelay):
		return r.ARN + " is shown though it was deleted"
	case !ramfacts.Of(c).MayGive(c, r.ARN):
		return r.ARN + " is shown though no share gives it to the caller now"
	}
	return ""
}

func namesStay(c *invariants.Call) string {
	in, ok := c.In.(*rds.ModifyDBCluster)
	if !ok || in.NewDBClusterIdentifier == "" {
		return ""
	}
	_, k, known := Of(c).find(c.As.Scope(), in.DBClusterIdentifier)
	same := known && strings.EqualFold(in.NewDBClusterIdentifier, k.shown.DBClusterIdentifier)
	if known && !same && ramfacts.Of(c).SurelyShared(c, k.shown.DBClusterArn) {
		return in.DBClusterIdentifier + " is renamed though it is shared"
	}
	return ""
}

func showLittle(c *invariants.Call) string {
	f := Of(c)
	for shown := range clusters(c.Out) {
		if !foreign(c, shown) {
			continue
		}
		little := rds.DBCluster{
			DBClusterArn: shown.DBClusterArn, Engine: shown.Engine, EngineVersion: shown.EngineVersion,
			StorageEncrypted: shown.StorageEncrypted,
		}
		_, k, known := f.find(kernel.Scope{}, shown.DBClusterArn)
		switch {
		case !reflect.DeepEqual(*shown, little):
			return shown.DBClusterArn + " tells more than its ARN, engine, version and encryption"
		case known && (k.shown.Engine != shown.Engine ||
			kernel.Value(k.shown.StorageEncrypted) != kernel.Value(shown.StorageEncrypted)):
			return shown.DBClusterArn + " tells another engine or encryption than its owner sees"
		case known && k.changed == 0 && k.shown.EngineVersion != shown.EngineVersion:
			return shown.DBClusterArn + " tells another version than its owner sees"
		}
	}
	return ""
}
