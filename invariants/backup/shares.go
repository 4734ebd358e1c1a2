package backup

import (
	"strings"

	"github.com/shareproof/shareproof/invariants"
	ebsfacts "github.com/shareproof/shareproof/invariants/ebs"
	rdsfacts "github.com/shareproof/shareproof/invariants/rds"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// hears are the APIs at whose calls the snapshots of AWS Backup show.
var hears = []*kernel.API{backup.API, ebs.API, rds.API}

var (
	// SharesAreTakenBack is the invariant of what is shared while it is copied.
	SharesAreTakenBack = &invariants.Invariant{
		ID: "INV-BKP-07", Hears: hears,
		Says: "A snapshot of AWS Backup is shared with another account only where a call of its owner shared it, or while " +
			"a copy into that account's vault may be under way; the share is taken back when the copy is done, unless its " +
			"role is gone.",
		Accepted: takenBack,
	}
	// ManagedSnapshotsStay is the invariant of snapshots that belong to AWS Backup.
	ManagedSnapshotsStay = &invariants.Invariant{
		ID: "INV-BKP-08", Hears: hears,
		Says: "Nobody deletes a recovery point but through AWS Backup, and it is there, in its service, as long as it " +
			"lives.",
		Accepted: managed,
	}
)

func takenBack(c *invariants.Call) string {
	f := Of(c)
	switch out := c.Out.(type) {
	case *ebs.DescribeSnapshotsOutput:
		return invariants.Each(out.Snapshots, func(s *ebs.Snapshot) string {
			arn := snapshotARN(c.As.Region, s.SnapshotId)
			if s.OwnerId == c.As.Account || ebsfacts.Of(c).Lent(s.SnapshotId, c.As.Account) {
				return ""
			}
			return f.lentFor(c, arn, c.As.Account)
		})
	case *rds.DescribeDBClusterSnapshotsOutput:
		return invariants.Each(out.DBClusterSnapshots, func(s *rds.DBClusterSnapshot) string {
			at, _ := invariants.ScopeOf(s.DBClusterSnapshotArn)
			if at.Account == c.As.Account || rdsfacts.Of(c).Lent(s.DBClusterSnapshotArn, c.As.Account) {
				return ""
			}
			return f.lentFor(c, s.DBClusterSnapshotArn, c.As.Account)
		})
	case *ebs.DescribeSnapshotAttributeOutput:
		return invariants.Each(out.CreateVolumePermissions, func(p *ebs.CreateVolumePermission) string {
			if p.UserId == "" || ebsfacts.Of(c).Lent(out.SnapshotId, p.UserId) {
				return ""
			}
			return f.lentFor(c, snapshotARN(c.As.Region, out.SnapshotId), p.UserId)
		})
	}
	return ""
}

// snapshotARN is the ARN of an EBS snapshot, which names no account.
func snapshotARN(region, id string) string {
	return "arn:" + kernel.Partition(region) + ":ec2:" + region + "::snapshot/" + id
}

// lentFor wants a copy of a recovery point for an account that may be under way.
func (f *Facts) lentFor(c *invariants.Call, arn, account string) string {
	p, known := f.points.Find(arn)
	if !known {
		return ""
	}
	sure := true
	for _, id := range f.own.Of(p.scope).copies {
		j := f.copies.Of(id)
		if f.mayRun(c, &j, arn, account) {
			return ""
		}
	}
	for _, id := range f.own.Of(p.scope).plans {
		p := f.plans.Of(id)
		sure = sure && !p.copiesTo(account)
	}
	if sure {
		return arn + " is shared with account " + account + " though no copy of it is under way there"
	}
	return ""
}

// mayRun reports whether a copy job may be at work, or ended so that the share stays: its role was deleted meanwhile.
func (f *Facts) mayRun(c *invariants.Call, j *copyJob, arn, account string) bool {
	from, into := "", ""
	switch {
	case j.in != nil:
		from, into = j.in.RecoveryPointArn, j.in.DestinationBackupVaultArn
	case j.shown != nil:
		from, into = j.shown.SourceRecoveryPointArn, j.shown.DestinationBackupVaultArn
	}
	at, _ := invariants.ScopeOf(into)
	if from != arn || at.Account != account {
		return false
	}
	if j.shown == nil || j.shown.State != copyCompleted && j.shown.State != copyFailed {
		return c.At <= j.since.Add(mostWait+maxDelay) || j.shown != nil
	}
	return strings.Contains(j.shown.StatusMessage, "unshare") || f.roleGone(j)
}

// managed wants the snapshots of living recovery points to be deleted by nobody.
func managed(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *ebs.DeleteSnapshot:
		if _, known := f.points.Find(snapshotARN(c.As.Region, in.SnapshotId)); known {
			return in.SnapshotId + " is deleted though it is a recovery point"
		}
	case *rds.DeleteDBClusterSnapshot:
		if out := c.Out.(*rds.DeleteDBClusterSnapshotOutput).DBClusterSnapshot; out != nil {
			if _, known := f.points.Find(out.DBClusterSnapshotArn); known {
				return out.DBClusterSnapshotArn + " is deleted though it is a recovery point"
			}
		}
	case *ebs.DescribeSnapshots:
		return f.present(c, in)
	}
	return ""
}

// present wants a snapshot that is asked for as long as it is a recovery point.
func (f *Facts) present(c *invariants.Call, in *ebs.DescribeSnapshots) string {
	if !c.Paged || !c.Page.Whole || c.Page.Token != "" || c.Page.Next != "" {
		return ""
	}
	listed := map[string]bool{}
	for _, e := range c.Page.Entries {
		listed[e.ID] = true
	}
	for _, id := range f.own.Of(c.As.Scope()).vaults {
		for _, arn := range f.vaults.Of(id).points {
			p := f.points.Of(arn)
			snapshot := arn[strings.LastIndexByte(arn, '/')+1:]
			if p.shown.kind == "EBS" && p.stays(c.At) && !listed[snapshot] && len(in.SnapshotIds) == 0 {
				return snapshot + " is gone though it is a recovery point"
			}
		}
	}
	return ""
}
