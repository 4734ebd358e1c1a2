package laws

import (
	"maps"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

var (
	// IDsNameOneThing is the law of identity.
	IDsNameOneThing = add(Law{
		ID: "LAW-04", Services: []string{"cloudhsmv2", "ram", "organizations", "iam", "kms", "ec2"},
		Says:     "An ID names one thing for ever: it is given once, and the owner, Region, creation and origin of what it names never change.",
		accepted: identity,
	})
	// InstantsAreTrue is the law of timestamps.
	InstantsAreTrue = add(Law{
		ID: "LAW-20", Services: []string{"cloudhsmv2", "ram", "organizations", "iam", "sts", "kms", "ec2"},
		Says:     "What is made bears the moment of the call that made it, nothing that has happened bears a later moment than now, and nothing was updated before it was created.",
		accepted: instants,
	})
	// ARNsAndCopiesTellTheirOrigin is the law of ARNs and copies.
	ARNsAndCopiesTellTheirOrigin = add(Law{
		ID: "LAW-21", Services: []string{"cloudhsmv2", "ram", "kms"},
		Says:     "An ARN names owner, Region and ID of its thing, and a copied backup bears the age, cluster, type and source of its original, with the original's tags or those asked for.",
		accepted: origin,
	})
)

func identity(b *books, r *reply) string {
	switch r.op.API.Service {
	case kms.API.Service:
		return sameKeys(b, r)
	case ebs.API.Service:
		return sameSnapshots(b, r)
	case iam.API.Service:
		return sameIdentities(b, r)
	}
	if id := created(r.Out); id != "" && b.knows(id) {
		return id + " is given to a second thing"
	}
	if wrong := eachCluster(r.Out, func(c *cloudhsm.Cluster) string { return sameCluster(b, r, c) }); wrong != "" {
		return wrong
	}
	if wrong := eachBackup(r.Out, func(k *cloudhsm.Backup) string {
		was := b.backups.of(k.BackupId).shown
		if was == nil {
			return ""
		}
		if was.BackupArn != k.BackupArn || was.ClusterId != k.ClusterId || was.CreateTimestamp != k.CreateTimestamp || was.CopyTimestamp != k.CopyTimestamp ||
			was.HsmType != k.HsmType || was.Mode != k.Mode || was.SourceBackup != k.SourceBackup || was.SourceCluster != k.SourceCluster || was.SourceRegion != k.SourceRegion {
			return k.BackupId + " is not what it was"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	if wrong := eachShare(r.Out, func(s *ram.ResourceShare) string {
		if was := b.shares.of(s.ResourceShareArn).shown; was != nil && (was.CreationTime != s.CreationTime || was.OwningAccountId != s.OwningAccountId) {
			return s.ResourceShareArn + " is not what it was"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	if wrong := eachInvitation(r.Out, func(i *ram.ResourceShareInvitation) string {
		if was := b.invitations.of(i.ResourceShareInvitationArn).shown; was != nil && (was.InvitationTimestamp != i.InvitationTimestamp ||
			was.ReceiverAccountId != i.ReceiverAccountId || was.SenderAccountId != i.SenderAccountId || was.ResourceShareArn != i.ResourceShareArn) {
			return i.ResourceShareInvitationArn + " is not what it was"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	if wrong := eachHandshake(r.Out, func(h *organizations.Handshake) string {
		if was := b.handshakes.of(h.Id).shown; was != nil && (was.RequestedTimestamp != h.RequestedTimestamp || was.ExpirationTimestamp != h.ExpirationTimestamp ||
			was.Arn != h.Arn || organizationOf(was) != organizationOf(h)) {
			return h.Id + " is not what it was"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	if s := creationOf(r.Out); s != nil {
		if was := b.creations.of(s.Id); was != nil && (was.RequestedTimestamp != s.RequestedTimestamp || was.AccountName != s.AccountName || was.AccountId != "" && was.AccountId != s.AccountId) {
			return s.Id + " is not what it was"
		}
	}
	return ""
}

func sameCluster(b *books, r *reply, c *cloudhsm.Cluster) string {
	known, ok := b.clusters.find(c.ClusterId)
	if !ok || known.shown == nil {
		return ""
	}
	was := known.shown
	if was.CreateTimestamp != c.CreateTimestamp || was.SourceBackupId != c.SourceBackupId || was.Mode != c.Mode || was.NetworkType != c.NetworkType ||
		was.SecurityGroup != c.SecurityGroup || was.VpcId != c.VpcId || !maps.Equal(was.SubnetMapping, c.SubnetMapping) ||
		was.HsmType != c.HsmType && known.altered == 0 {
		return c.ClusterId + " is not what it was"
	}
	return each(c.Hsms, func(h *cloudhsm.Hsm) string {
		known, ok := b.hsms.find(h.HsmId)
		if ok && known.home != r.As.Home() || h.ClusterId != c.ClusterId {
			return h.HsmId + " is in a cluster that is not its own"
		}
		if was := known.shown; was != nil && (was.ClusterId != h.ClusterId || was.EniId != h.EniId || was.EniIp != h.EniIp || was.SubnetId != h.SubnetId || was.AvailabilityZone != h.AvailabilityZone) {
			return h.HsmId + " is not what it was"
		}
		return ""
	})
}

// created returns the ID of what a call has just made.
func created(out any) string {
	switch out := out.(type) {
	case *cloudhsm.CreateClusterOutput:
		if out.Cluster != nil {
			return out.Cluster.ClusterId
		}
	case *cloudhsm.CreateHsmOutput:
		if out.Hsm != nil {
			return out.Hsm.HsmId
		}
	case *ram.CreateResourceShareOutput:
		if out.ResourceShare != nil {
			return out.ResourceShare.ResourceShareArn
		}
	case *organizations.CreateOrganizationOutput:
		if out.Organization != nil {
			return out.Organization.Id
		}
	case *organizations.CreateOrganizationalUnitOutput:
		if out.OrganizationalUnit != nil {
			return out.OrganizationalUnit.Id
		}
	case *organizations.InviteAccountToOrganizationOutput:
		if out.Handshake != nil {
			return out.Handshake.Id
		}
	case *organizations.CreateAccountOutput:
		if out.CreateAccountStatus != nil {
			return out.CreateAccountStatus.Id
		}
	}
	return ""
}

func (b *books) knows(id string) bool {
	_, cluster := b.clusters.find(id)
	_, hsm := b.hsms.find(id)
	_, share := b.shares.find(id)
	_, organization := b.organizations.find(id)
	_, unit := b.units.find(id)
	_, handshake := b.handshakes.find(id)
	_, creation := b.creations.find(id)
	return cluster || hsm || share || organization || unit || handshake || creation
}

func instants(b *books, r *reply) string {
	switch r.op.API.Service {
	case kms.API.Service:
		return keyInstants(r)
	case ebs.API.Service:
		return snapshotInstants(r)
	case iam.API.Service, iam.STS.Service:
		return identityInstants(r)
	}
	now := r.At
	if wrong := eachCluster(r.Out, func(c *cloudhsm.Cluster) string {
		_, makes := r.In.(*cloudhsm.CreateCluster)
		return stamped(c.ClusterId, c.CreateTimestamp, 0, now, makes)
	}); wrong != "" {
		return wrong
	}
	if wrong := eachBackup(r.Out, func(k *cloudhsm.Backup) string {
		if k.CopyTimestamp != 0 && k.CopyTimestamp < k.CreateTimestamp {
			return k.BackupId + " is a copy made before its original"
		}
		return stamped(k.BackupId, k.CreateTimestamp, k.CopyTimestamp, now, false)
	}); wrong != "" {
		return wrong
	}
	if wrong := eachShare(r.Out, func(s *ram.ResourceShare) string {
		_, makes := r.In.(*ram.CreateResourceShare)
		if _, updates := r.In.(*ram.UpdateResourceShare); updates && s.LastUpdatedTime != now {
			return s.ResourceShareArn + " was not last updated now"
		}
		return stamped(s.ResourceShareArn, s.CreationTime, s.LastUpdatedTime, now, makes)
	}); wrong != "" {
		return wrong
	}
	if wrong := eachAssociation(r.Out, func(a *ram.ResourceShareAssociation) string {
		return stamped(a.AssociatedEntity, a.CreationTime, a.LastUpdatedTime, now, false)
	}); wrong != "" {
		return wrong
	}
	if wrong := eachInvitation(r.Out, func(i *ram.ResourceShareInvitation) string {
		return stamped(i.ResourceShareInvitationArn, i.InvitationTimestamp, 0, now, false)
	}); wrong != "" {
		return wrong
	}
	if wrong := eachHandshake(r.Out, func(h *organizations.Handshake) string {
		_, makes := r.In.(*organizations.InviteAccountToOrganization)
		if h.ExpirationTimestamp != h.RequestedTimestamp.Add(15*kernel.Day) {
			return h.Id + " does not expire 15 days after it was requested"
		}
		return stamped(h.Id, h.RequestedTimestamp, 0, now, makes)
	}); wrong != "" {
		return wrong
	}
	if wrong := eachAccount(r.Out, func(a *organizations.Account) string {
		if m, ok := b.members.find(a.Id); ok && m.joined != a.JoinedTimestamp && !m.created {
			return "account " + a.Id + " joined at another time"
		}
		return stamped("account "+a.Id, a.JoinedTimestamp, 0, now, false)
	}); wrong != "" {
		return wrong
	}
	if s := creationOf(r.Out); s != nil {
		_, makes := r.In.(*organizations.CreateAccount)
		return stamped(s.Id, s.RequestedTimestamp, s.CompletedTimestamp, now, makes)
	}
	return ""
}

// stamped checks when something was created and last updated, 0 if it does not
// tell.
func stamped(id string, created, updated, now kernel.Time, makes bool) string {
	switch {
	case makes && created != now:
		return id + " does not bear the moment at which it was made"
	case created > now || updated > now:
		return id + " bears a moment that is still to come"
	case updated != 0 && updated < created:
		return id + " was updated before it was created"
	}
	return ""
}

func origin(b *books, r *reply) string {
	if r.op.API.Service == kms.API.Service {
		return keyOrigin(b, r)
	}
	if wrong := eachBackup(r.Out, func(k *cloudhsm.Backup) string { return sameOrigin(b, k) }); wrong != "" {
		return wrong
	}
	if out, ok := r.Out.(*cloudhsm.CopyBackupToRegionOutput); ok && out.DestinationBackup != nil {
		in, d := r.In.(*cloudhsm.CopyBackupToRegion), out.DestinationBackup
		of := b.backups.of(in.BackupId).shown
		if d.SourceBackup != in.BackupId || d.SourceRegion != r.As.Region || of != nil && (d.CreateTimestamp != of.CreateTimestamp || d.SourceCluster != of.ClusterId) {
			return "the answer does not tell of " + in.BackupId
		}
	}
	return eachShare(r.Out, func(s *ram.ResourceShare) string {
		if home, ok := homeOf(s.ResourceShareArn); !ok || home.Account != s.OwningAccountId {
			return s.ResourceShareArn + " is not of account " + s.OwningAccountId
		}
		return ""
	})
}

func sameOrigin(b *books, k *cloudhsm.Backup) string {
	arn, err := kernel.ParseARN(k.BackupArn)
	if err != nil || arn.Service != "cloudhsm" || arn.Partition != kernel.Partition(arn.Region) || arn.Resource != "backup/"+k.BackupId {
		return k.BackupArn + " is not the ARN of " + k.BackupId
	}
	if (k.SourceBackup == "") != (k.CopyTimestamp == 0) || (k.SourceBackup == "") != (k.SourceRegion == "") {
		return k.BackupId + " is half a copy"
	}
	if b.backups.of(k.BackupId).shown != nil {
		return ""
	}
	_, spokenOf := b.backups.find(k.BackupId)
	if k.SourceBackup == "" {
		if of := b.clusters.of(k.ClusterId).shown; of != nil && (of.Mode != k.Mode || b.clusters.of(k.ClusterId).home != arn.Home()) {
			return k.BackupId + " is not of its cluster's mode, owner or Region"
		}
		return ""
	}
	wrong := k.BackupId + " is a copy that nobody asked for then"
	for _, t := range b.own.of(arn.Home()).copies {
		if !t.isOf(k) {
			continue
		}
		of := t.of
		switch {
		case of != nil && (of.CreateTimestamp != k.CreateTimestamp || of.ClusterId != k.ClusterId || of.HsmType != k.HsmType || of.Mode != k.Mode):
			wrong = k.BackupId + " does not bear the age, cluster and type of its original"
		case t.tags != nil && !same(*t.tags, k.TagList) && !spokenOf:
			wrong = k.BackupId + " does not bear the tags that a copy takes"
		default:
			return ""
		}
	}
	return wrong
}
