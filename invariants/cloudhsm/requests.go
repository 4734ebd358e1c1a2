package cloudhsm

import (
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	ramfacts "github.com/shareproof/shareproof/invariants/ram"
	"github.com/shareproof/shareproof/model/cloudhsm"
)

// PlainRequestsAreAccepted is the invariant of calls that nothing stands against.
var PlainRequestsAreAccepted = &invariants.Invariant{
	ID: "INV-HSM-04",
	Says: "What plainly can be done is not refused: a plain cluster below the quota, restoring a backup that is " +
		"surely shared, deleting, tagging and sharing an own READY backup.",
	Refused: plain,
}

const (
	maxClusters = 4
	maxHsms     = 6
	maxTags     = 50
)

func quotas(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *cloudhsm.CreateCluster:
		if f.liveClusters(c, false) >= maxClusters {
			return "a fifth cluster is made"
		}
		return retention(in.BackupRetentionPolicy)
	case *cloudhsm.ModifyCluster:
		return retention(in.BackupRetentionPolicy)
	case *cloudhsm.CreateHsm:
		live := 0
		for _, id := range f.own.Of(c.As.Scope()).clusters {
			live += len(f.clusters.Of(id).hsms)
		}
		if live >= maxHsms {
			return "a seventh HSM is made"
		}
	case *cloudhsm.TagResource:
		if tags, ok := f.tagsOf(in.ResourceId); ok && len(merged(tags, in.TagList)) > maxTags {
			return in.ResourceId + " has more than 50 tags"
		}
	}
	return ""
}

func retention(p *cloudhsm.BackupRetentionPolicy) string {
	if p == nil {
		return ""
	}
	if days, err := strconv.Atoi(p.Value); err != nil || days < 7 || days > 379 {
		return "backups are retained for " + p.Value + " days"
	}
	return ""
}

// liveClusters counts the clusters that the caller surely has, or may have.
func (f *Facts) liveClusters(c *invariants.Call, possibly bool) int {
	live := 0
	for _, id := range f.own.Of(c.As.Scope()).clusters {
		k := f.clusters.Of(id)
		if k.deleted == 0 || possibly && c.At <= k.deleted.Add(maxDelay) {
			live++
		}
	}
	return live
}

func (f *Facts) tagsOf(id string) ([]cloudhsm.Tag, bool) {
	if k, ok := f.clusters.Find(id); ok {
		return k.tags, true
	}
	b, ok := f.backups.Find(id)
	return b.tags, ok && b.shown != nil
}

func plain(c *invariants.Call) string {
	if c.Transient() {
		return ""
	}
	f := Of(c)
	ownReady := func(id string) bool {
		b := f.backups.Of(id)
		return b.scope == c.As.Scope() && f.ready(&b, c.At)
	}
	switch in := c.In.(type) {
	case *cloudhsm.CreateCluster:
		return f.plainCluster(c, in)
	case *cloudhsm.DeleteBackup:
		if ownReady(in.BackupId) {
			return in.BackupId + " is not deleted though it is READY"
		}
	case *cloudhsm.ModifyBackupAttributes:
		if ownReady(in.BackupId) && in.NeverExpires != nil {
			return in.BackupId + " is not modified though it is READY"
		}
	case *cloudhsm.GetResourcePolicy:
		if id := idOf(in.ResourceArn); ownReady(id) && f.backups.Of(id).shown.BackupArn == in.ResourceArn {
			return in.ResourceArn + " shows no policy though it is READY"
		}
	}
	return ""
}

func (f *Facts) plainCluster(c *invariants.Call, in *cloudhsm.CreateCluster) string {
	plainly := in.HsmType == "hsm2m.medium" && len(in.SubnetIds) == 1 && hexadecimal(in.SubnetIds[0], "subnet-") &&
		in.Mode == "" && in.NetworkType == "" && in.BackupRetentionPolicy == nil && in.TagList == nil
	if !plainly || f.liveClusters(c, true) >= maxClusters {
		return ""
	}
	if in.SourceBackupId == "" {
		return "a plain cluster is refused with " + c.Refusal.Code + " though the quota is not reached"
	}
	b := f.backups.Of(idOf(in.SourceBackupId))
	scope, ok := invariants.ScopeOf(in.SourceBackupId)
	there := ok && b.scope == scope && scope.Region == c.As.Region && f.ready(&b, c.At)
	if !there || in.SourceBackupId != b.shown.BackupArn {
		return ""
	}
	may := b.allows[c.As.Account]
	if scope == c.As.Scope() || may&restoring != 0 && !b.vague || ramfacts.Of(c).SurelyGives(c, in.SourceBackupId) {
		return in.SourceBackupId + " is not restored though the caller surely may"
	}
	return ""
}

// hexadecimal reports whether an ID has the 8 or 17 digits of EC2.
func hexadecimal(id, prefix string) bool {
	digits, ok := strings.CutPrefix(id, prefix)
	return ok && (len(digits) == 8 || len(digits) == 17) && strings.Trim(digits, "0123456789abcdef") == ""
}
