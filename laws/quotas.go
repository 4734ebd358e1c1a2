package laws

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

var (
	// QuotasHold is the law of quotas.
	QuotasHold = add(Law{
		ID: "LAW-11", Services: []string{"cloudhsmv2", "ram", "organizations"},
		Says:     "However calls interleave, nobody has more than the quotas allow: 4 clusters and 6 HSMs in a Region, 50 tags, 10 permissions of a type, 20 open invitations, units five deep, a week to 379 days of retention.",
		accepted: quotas,
	})
	// PlainRequestsAreAccepted is the law of calls that nothing stands against.
	PlainRequestsAreAccepted = add(Law{
		ID: "LAW-23", Services: []string{"cloudhsmv2"},
		Says:    "What plainly can be done is not refused: a plain cluster below the quota, restoring a backup that is surely shared, deleting, tagging and sharing an own READY backup.",
		refused: plain,
	})
)

const (
	maxClusters = 4
	maxHsms     = 6
	maxTags     = 50
)

func quotas(b *books, r *reply) string {
	switch in := r.In.(type) {
	case *cloudhsm.CreateCluster:
		if b.liveClusters(r, false) >= maxClusters {
			return "a fifth cluster is made"
		}
		return retention(in.BackupRetentionPolicy)
	case *cloudhsm.ModifyCluster:
		return retention(in.BackupRetentionPolicy)
	case *cloudhsm.CreateHsm:
		live := 0
		for _, id := range b.own.of(r.As.Home()).clusters {
			live += len(b.clusters.of(id).hsms)
		}
		if live >= maxHsms {
			return "a seventh HSM is made"
		}
	case *cloudhsm.TagResource:
		if tags, ok := b.tagsOf(in.ResourceId); ok && len(merged(tags, in.TagList)) > maxTags {
			return in.ResourceId + " has more than 50 tags"
		}
	case *ram.TagResource:
		if s, ok := b.shares.find(in.ResourceShareArn); ok && len(mergedRAM(s.tags, in.Tags)) > maxTags {
			return in.ResourceShareArn + " has more than 50 tags"
		}
	case *ram.CreatePermission:
		of := 0
		for _, p := range b.permissions.all {
			if p.home == r.As.Home() && !p.gone {
				of++
			}
		}
		if of >= 10 {
			return "an eleventh permission for " + in.ResourceType + " is made"
		}
	case *ram.CreateResourceShare:
		if len(in.ResourceArns) > 100 {
			return "a call puts more than 100 resources into a share"
		}
		out := r.Out.(*ram.CreateResourceShareOutput).ResourceShare
		if out != nil {
			s := share{home: r.As.Home(), retains: in.ResourceShareConfiguration != nil && kernel.Value(in.ResourceShareConfiguration.RetainSharingOnAccountLeaveOrganization)}
			return b.inviting(r, &s, out.ResourceShareArn, in.Principals)
		}
	case *ram.AssociateResourceShare:
		if len(in.ResourceArns) > 100 {
			return "a call puts more than 100 resources into a share"
		}
		if s, ok := b.shares.find(in.ResourceShareArn); ok {
			return b.inviting(r, &s, in.ResourceShareArn, in.Principals)
		}
	case *organizations.CreateOrganizationalUnit:
		depth := 1
		for u, ok := b.units.find(in.ParentId); ok; u, ok = b.units.find(u.parent) {
			depth++
		}
		if depth > 5 {
			return "a unit is made on level " + strconv.Itoa(depth)
		}
	}
	return ""
}

// inviting counts the invitations that are surely open together with those that
// the call sends.
func (b *books) inviting(r *reply, s *share, arn string, principals []string) string {
	fresh := 0
	for i, p := range principals {
		t, known := b.ties.find(place{arn, p})
		org := b.members.of(s.home.Account).org
		if kernel.IsAccount(p) && p != s.home.Account && (!known || t.ended != 0) && !slices.Contains(principals[:i], p) &&
			(s.retains || org == "" || b.members.of(p).org != org) {
			fresh++
		}
	}
	if fresh == 0 || fresh+len(b.own.of(s.home).invited) <= 20 {
		return ""
	}
	open := fresh
	for _, arn := range b.own.of(s.home).shares {
		s := b.shares.of(arn)
		if s.deleted != 0 {
			continue
		}
		for _, p := range s.principals {
			if t := b.ties.of(place{arn, p}); t.asked && t.accepted == 0 && !t.unsure && t.ended == 0 && r.At < t.since.Add(12*time.Hour) {
				open++
			}
		}
	}
	if open > 20 {
		return strconv.Itoa(open) + " invitations are open"
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

// liveClusters counts the clusters that somebody surely has, or may have.
func (b *books) liveClusters(r *reply, possibly bool) int {
	live := 0
	for _, id := range b.own.of(r.As.Home()).clusters {
		c := b.clusters.of(id)
		if c.deleted == 0 || possibly && r.At <= c.deleted.Add(patience) {
			live++
		}
	}
	return live
}

func (b *books) tagsOf(id string) ([]cloudhsm.Tag, bool) {
	if c, ok := b.clusters.find(id); ok {
		return c.tags, true
	}
	k, ok := b.backups.find(id)
	return k.tags, ok && k.shown != nil
}

func plain(b *books, r *reply) string {
	if transient(r) {
		return ""
	}
	switch in := r.In.(type) {
	case *cloudhsm.CreateCluster:
		plainly := in.HsmType == "hsm2m.medium" && len(in.SubnetIds) == 1 && hexadecimal(in.SubnetIds[0], "subnet-") && in.Mode == "" && in.NetworkType == "" && in.BackupRetentionPolicy == nil && in.TagList == nil
		if !plainly || b.liveClusters(r, true) >= maxClusters {
			return ""
		}
		if in.SourceBackupId == "" {
			return "a plain cluster is refused with " + r.refusal.Code + " though the quota is not reached"
		}
		k := b.backups.of(backupOf(in.SourceBackupId))
		home, ok := homeOf(in.SourceBackupId)
		if !ok || k.home != home || home.Region != r.As.Region || !b.ready(&k, r.At) || in.SourceBackupId != k.shown.BackupArn {
			return ""
		}
		if may := k.allows[r.As.Account]; home == r.As.Home() || may&restoring != 0 && !k.vague || b.surelyRestores(in.SourceBackupId, r) {
			return in.SourceBackupId + " is not restored though the caller surely may"
		}
	case *cloudhsm.DeleteBackup:
		if k := b.backups.of(in.BackupId); k.home == r.As.Home() && b.ready(&k, r.At) {
			return in.BackupId + " is not deleted though it is READY"
		}
	case *cloudhsm.ModifyBackupAttributes:
		if k := b.backups.of(in.BackupId); k.home == r.As.Home() && b.ready(&k, r.At) && in.NeverExpires != nil {
			return in.BackupId + " is not modified though it is READY"
		}
	case *cloudhsm.GetResourcePolicy:
		if k := b.backups.of(backupOf(in.ResourceArn)); k.home == r.As.Home() && b.ready(&k, r.At) && k.shown.BackupArn == in.ResourceArn {
			return in.ResourceArn + " shows no policy though it is READY"
		}
	}
	return ""
}

// surelyRestores is surelyShared by shares that have the default permission.
func (b *books) surelyRestores(backupARN string, r *reply) bool {
	for _, arn := range b.named.of(backupARN) {
		if b.shares.of(arn).chosen {
			return false
		}
	}
	return b.surelyShared(backupARN, r.As.Account, r.At)
}

// hexadecimal tells whether an ID has the 8 or 17 digits of EC2.
func hexadecimal(id, prefix string) bool {
	digits, ok := strings.CutPrefix(id, prefix)
	return ok && (len(digits) == 8 || len(digits) == 17) && strings.Trim(digits, "0123456789abcdef") == ""
}
