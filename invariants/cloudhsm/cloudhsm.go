// Package cloudhsm observes the calls of AWS CloudHSM, and what the shares of RAM
// do with its backups.
package cloudhsm

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
)

// Service is CloudHSM as the invariants look at it.
var Service = invariants.Register(&invariants.Service{
	APIs: []*kernel.API{cloudhsm.API}, Hears: []*kernel.API{ram.API},
	Facts: &facts, Learn: learn,
	Kinds: []*invariants.Kind{clusterKind, hsmKind, backupKind},
	Shown: shown, Named: named, Alike: true,
	Page: page, Listed: listed, Filtered: filtered, Written: written, Quotas: quotas,
	Restless: activating, Exists: exists,
	Invariants: []*invariants.Invariant{
		ReadyBackupsStay, DeletionWaitsSevenDays, RestoredClustersLiveOn, PlainRequestsAreAccepted, BackupsAreMadeDaily,
		CopiesTellTheirOrigin,
	},
	Omits: map[string]string{
		"INV-TOKEN-01": "no call bears a client token",
	},
})

// maxDelay is how long work takes at the very most.
const maxDelay = 2 * time.Hour

// The kinds of resources.
var (
	clusterKind = &invariants.Kind{
		Name: "cluster", Hidden: invariants.OwnOnly,
		Next: map[string][]string{
			"CREATE_IN_PROGRESS":     {"UNINITIALIZED", "ACTIVE", "DEGRADED"},
			"UNINITIALIZED":          {"INITIALIZE_IN_PROGRESS", "DELETE_IN_PROGRESS"},
			"INITIALIZE_IN_PROGRESS": {"INITIALIZED"}, "INITIALIZED": {"ACTIVE", "DELETE_IN_PROGRESS"},
			"ACTIVE": {
				"MODIFY_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DEGRADED", "DELETE_IN_PROGRESS",
			},
			"MODIFY_IN_PROGRESS": {"ACTIVE"}, "ROLLBACK_IN_PROGRESS": {"ACTIVE"}, "UPDATE_IN_PROGRESS": {"ACTIVE"},
			"DEGRADED":           {"ACTIVE", "DELETE_IN_PROGRESS"}, // a creation that fails ends there
			"DELETE_IN_PROGRESS": {"DELETED"},
		},
		Same: invariants.Same(sameCluster), Caused: clusterCaused, Due: clusterDue,
		Unknown: func(*invariants.Call, *invariants.Name) bool { return false },
	}
	hsmKind = &invariants.Kind{
		Name: "HSM", Hidden: invariants.OwnOnly, Undated: true,
		Next: map[string][]string{
			"CREATE_IN_PROGRESS": {"ACTIVE", "DEGRADED", "DELETE_IN_PROGRESS"},
			"ACTIVE":             {"DEGRADED", "DELETE_IN_PROGRESS"}, "DEGRADED": {"ACTIVE", "DELETE_IN_PROGRESS"},
			"DELETE_IN_PROGRESS": {"DELETED"},
		},
		Same: invariants.Same(func(_ *invariants.Call, was, is *cloudhsm.Hsm) bool {
			return was.ClusterId == is.ClusterId && was.EniId == is.EniId && was.EniIp == is.EniIp &&
				was.SubnetId == is.SubnetId && was.AvailabilityZone == is.AvailabilityZone
		}),
		Caused: func(c *invariants.Call, r *invariants.Resource) string {
			known, ok := Of(c).hsms.Find(r.ID)
			going := r.State == string(cloudhsm.HsmDeleteInProgress) || r.State == string(cloudhsm.HsmDeleted)
			if ok && known.shown && going != (known.deleted != 0) {
				return r.ID + " is " + r.State + " against what was asked for"
			}
			return ""
		},
		Due: func(c *invariants.Call, r *invariants.Resource) kernel.Time {
			switch known := Of(c).hsms.Of(r.ID); {
			case r.State == string(cloudhsm.HsmCreateInProgress) && known.created != 0:
				return known.created.Add(maxDelay)
			case r.State == string(cloudhsm.HsmDeleteInProgress) && known.deleted != 0:
				return known.deleted.Add(time.Hour)
			}
			return 0
		},
	}
	backupKind = &invariants.Kind{
		Name: "backup", Path: "backup/", Hidden: backupHidden,
		Next: map[string][]string{
			"CREATE_IN_PROGRESS": {"READY"}, "READY": {"PENDING_DELETION"}, "PENDING_DELETION": {"READY", "DELETED"},
		},
		Same: invariants.Same(func(_ *invariants.Call, was, is *cloudhsm.Backup) bool {
			return was.BackupArn == is.BackupArn && was.ClusterId == is.ClusterId && was.CreateTimestamp == is.CreateTimestamp &&
				was.CopyTimestamp == is.CopyTimestamp && was.HsmType == is.HsmType && was.Mode == is.Mode &&
				was.SourceBackup == is.SourceBackup && was.SourceCluster == is.SourceCluster && was.SourceRegion == is.SourceRegion
		}),
		Shared: func(c *invariants.Call, id string) bool { return Of(c).mayRestore(c, id) },
		Unknown: func(c *invariants.Call, n *invariants.Name) bool {
			if _, spokenOf := Of(c).backups.Find(n.ID); spokenOf {
				return true
			}
			if n.Scope.Account != "" && n.Scope.Account != c.As.Account {
				return false
			}
			own := Of(c).own.Of(c.As.Scope())
			return strings.HasPrefix(n.ID, "backup-") && len(own.clusters)+len(own.backups)+len(own.copies) > 0
		},
		Caused: func(c *invariants.Call, r *invariants.Resource) string {
			seen, _ := c.Seen(r.Kind, r.ID)
			_, restores := c.In.(*cloudhsm.RestoreBackup)
			if seen.State == string(cloudhsm.BackupPendingDeletion) && r.State == string(cloudhsm.BackupReady) && !restores {
				return r.ID + " is READY again though nobody restored it"
			}
			return ""
		},
		Due: func(c *invariants.Call, r *invariants.Resource) kernel.Time {
			deleted := Of(c).backups.Of(r.ID).deleted
			switch {
			case r.State == string(cloudhsm.BackupCreateInProgress):
				return made(r.Shown.(*cloudhsm.Backup)).Add(maxDelay)
			case r.State == string(cloudhsm.BackupDeleted) && deleted != 0:
				return deleted.Add(8 * kernel.Day)
			}
			return 0
		},
	}
)

func shown(c *invariants.Call, show func(invariants.Resource)) {
	for cluster := range clusters(c.Out) {
		_, makes := c.In.(*cloudhsm.CreateCluster)
		show(invariants.Resource{
			Kind: clusterKind, ID: cluster.ClusterId, State: string(cluster.State), Created: cluster.CreateTimestamp,
			Made: makes, Shown: cluster,
		})
		for i := range cluster.Hsms {
			h := &cluster.Hsms[i]
			show(invariants.Resource{Kind: hsmKind, ID: h.HsmId, State: string(h.State), Shown: h})
		}
	}
	for b := range backups(c.Out) {
		scope, _ := invariants.ScopeOf(b.BackupArn)
		show(invariants.Resource{
			Kind: backupKind, ID: b.BackupId, ARN: b.BackupArn, Scope: scope, State: string(b.BackupState),
			Created: b.CreateTimestamp, Updated: b.CopyTimestamp, Shown: b,
		})
	}
	if out, ok := c.Out.(*cloudhsm.CreateHsmOutput); ok && out.Hsm != nil {
		show(invariants.Resource{Kind: hsmKind, ID: out.Hsm.HsmId, State: string(out.Hsm.State), Made: true, Shown: out.Hsm})
	}
}

// none yields nothing.
func none[T any](func(*T) bool) {}

// all yields the elements of a list, and one more where it is not nil.
func all[T any](list []T, one *T) func(func(*T) bool) {
	return func(yield func(*T) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
		if one != nil {
			yield(one)
		}
	}
}

func clusters(out any) func(func(*cloudhsm.Cluster) bool) {
	switch out := out.(type) {
	case *cloudhsm.DescribeClustersOutput:
		return all(out.Clusters, nil)
	case *cloudhsm.CreateClusterOutput:
		return all(nil, out.Cluster)
	case *cloudhsm.ModifyClusterOutput:
		return all(nil, out.Cluster)
	case *cloudhsm.DeleteClusterOutput:
		return all(nil, out.Cluster)
	}
	return none[cloudhsm.Cluster]
}

func backups(out any) func(func(*cloudhsm.Backup) bool) {
	switch out := out.(type) {
	case *cloudhsm.DescribeBackupsOutput:
		return all(out.Backups, nil)
	case *cloudhsm.DeleteBackupOutput:
		return all(nil, out.Backup)
	case *cloudhsm.RestoreBackupOutput:
		return all(nil, out.Backup)
	case *cloudhsm.ModifyBackupAttributesOutput:
		return all(nil, out.Backup)
	}
	return none[cloudhsm.Backup]
}

func named(c *invariants.Call, name func(invariants.Name)) {
	cluster := func(id string, sole bool) {
		name(invariants.Name{Kind: clusterKind, ID: id, Text: id, Owners: true, Sole: sole})
	}
	backup := func(text string, owners, sole bool) {
		scope, _ := invariants.ScopeOf(text)
		id := cmp.Or(idOf(text), text)
		name(invariants.Name{Kind: backupKind, ID: id, Text: text, Scope: scope, Owners: owners, Sole: sole})
	}
	tagged := func(id string, sole bool) {
		if strings.HasPrefix(id, "backup-") {
			backup(id, true, sole)
			return
		}
		cluster(id, sole)
	}
	switch in := c.In.(type) {
	case *cloudhsm.InitializeCluster:
		cluster(in.ClusterId, false)
	case *cloudhsm.ModifyCluster:
		cluster(in.ClusterId, false)
	case *cloudhsm.DeleteCluster:
		cluster(in.ClusterId, true)
	case *cloudhsm.CreateHsm:
		cluster(in.ClusterId, false)
	case *cloudhsm.DeleteHsm:
		cluster(in.ClusterId, false)
	case *cloudhsm.DeleteBackup:
		backup(in.BackupId, true, true)
	case *cloudhsm.RestoreBackup:
		backup(in.BackupId, true, true)
	case *cloudhsm.ModifyBackupAttributes:
		backup(in.BackupId, true, in.NeverExpires != nil)
	case *cloudhsm.CopyBackupToRegion:
		backup(in.BackupId, true, true)
	case *cloudhsm.TagResource:
		tagged(in.ResourceId, false)
	case *cloudhsm.UntagResource:
		tagged(in.ResourceId, false)
	case *cloudhsm.ListTags:
		tagged(in.ResourceId, in.NextToken == "" && in.MaxResults == nil)
	case *cloudhsm.PutResourcePolicy:
		backup(in.ResourceArn, true, false)
	case *cloudhsm.GetResourcePolicy:
		backup(in.ResourceArn, true, true)
	case *cloudhsm.DeleteResourcePolicy:
		backup(in.ResourceArn, true, true)
	case *cloudhsm.CreateCluster:
		backup(in.SourceBackupId, idOf(in.SourceBackupId) == "", in.SourceBackupId != "")
	}
}

// sameCluster does not look at the type of HSMs once a change of it was accepted.
func sameCluster(c *invariants.Call, was, is *cloudhsm.Cluster) bool {
	elsewhere := func(h cloudhsm.Hsm) bool { return h.ClusterId != is.ClusterId }
	return was.CreateTimestamp == is.CreateTimestamp && was.SourceBackupId == is.SourceBackupId && was.Mode == is.Mode &&
		was.NetworkType == is.NetworkType && was.SecurityGroup == is.SecurityGroup && was.VpcId == is.VpcId &&
		maps.Equal(was.SubnetMapping, is.SubnetMapping) && !slices.ContainsFunc(is.Hsms, elsewhere) &&
		(was.HsmType == is.HsmType || Of(c).clusters.Of(is.ClusterId).altered != 0)
}

// idOf returns the ID of the backup that an ARN names; "" if it names none.
func idOf(arn string) string {
	if !strings.Contains(arn, ":cloudhsm:") {
		return ""
	}
	_, id, _ := strings.Cut(arn, ":backup/")
	return id
}

// made is when a backup came into being where it is.
func made(b *cloudhsm.Backup) kernel.Time { return cmp.Or(b.CopyTimestamp, b.CreateTimestamp) }
