package laws

import (
	"slices"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

var (
	// SightIsConfined is the law of what an answer may show.
	SightIsConfined = add(Law{
		ID: "LAW-01", Services: []string{"cloudhsmv2", "ram", "organizations", "ec2"},
		Says:     "An answer shows only what is the caller's own or is shared with it right now, by a chain of permissions of which no link has been taken back.",
		accepted: confinedSight,
	})
	// UseIsConfined is the law of what a caller may do.
	UseIsConfined = add(Law{
		ID: "LAW-02", Services: []string{"cloudhsmv2", "ram", "organizations", "ec2"},
		Says:     "Nobody changes what is another account's, and a cluster is made from another account's backup only while that is shared with the caller.",
		accepted: confinedUse,
	})
	// SharedIsSeen is the law of what an answer must show of others.
	SharedIsSeen = add(Law{
		ID: "LAW-19", Services: []string{"cloudhsmv2"},
		Says:     "A READY backup in a STANDARD share of which the consumer is part is listed for the consumer, unless something was taken back.",
		accepted: sharedSeen,
	})
)

func confinedSight(b *books, r *reply) string {
	if r.op.API.Service == ebs.API.Service {
		return confinedSnapshots(b, r)
	}
	switch out := r.Out.(type) {
	case *cloudhsm.DescribeClustersOutput:
		return each(out.Clusters, func(c *cloudhsm.Cluster) string {
			if known, ok := b.clusters.find(c.ClusterId); ok && known.home != r.As.Home() {
				return c.ClusterId + " of account " + known.home.Account + " is shown"
			}
			return ""
		})
	case *cloudhsm.DescribeBackupsOutput:
		shared := kernel.Value(r.In.(*cloudhsm.DescribeBackups).Shared)
		return each(out.Backups, func(k *cloudhsm.Backup) string { return confinedBackup(b, r, k, shared) })
	case *ram.GetResourceSharesOutput:
		owner := r.In.(*ram.GetResourceShares).ResourceOwner
		return each(out.ResourceShares, func(s *ram.ResourceShare) string { return confinedShare(b, r, s.ResourceShareArn, owner) })
	case *ram.GetResourceShareAssociationsOutput:
		return each(out.ResourceShareAssociations, func(a *ram.ResourceShareAssociation) string {
			return confinedShare(b, r, a.ResourceShareArn, ram.Self)
		})
	case *ram.ListResourcesOutput:
		owner := r.In.(*ram.ListResources).ResourceOwner
		return each(out.Resources, func(e *ram.Resource) string {
			if wrong := confinedShare(b, r, e.ResourceShareArn, owner); wrong != "" {
				return wrong
			}
			if s := b.shares.of(e.ResourceShareArn); s.standard && b.ties.of(place{e.ResourceShareArn, e.Arn}).ended != 0 {
				return e.Arn + " is listed though it was taken out of its share"
			}
			return ""
		})
	case *ram.ListPrincipalsOutput:
		owner := r.In.(*ram.ListPrincipals).ResourceOwner
		return each(out.Principals, func(p *ram.Principal) string { return confinedShare(b, r, p.ResourceShareArn, owner) })
	case *ram.GetResourceShareInvitationsOutput:
		return each(out.ResourceShareInvitations, func(i *ram.ResourceShareInvitation) string {
			if i.ReceiverAccountId != r.As.Account {
				return "the invitation of account " + i.ReceiverAccountId + " is shown"
			}
			return ""
		})
	case *ram.ListResourceSharePermissionsOutput:
		arn := r.In.(*ram.ListResourceSharePermissions).ResourceShareArn
		if home, ok := homeOf(arn); ok && home.Account != r.As.Account {
			return confinedShare(b, r, arn, ram.OtherAccounts)
		}
	case *ram.GetResourcePoliciesOutput:
		for _, arn := range r.In.(*ram.GetResourcePolicies).ResourceArns {
			if home, ok := homeOf(arn); ok && home != r.As.Home() {
				return "the policies of " + arn + " are shown"
			}
		}
	case *ram.ListPermissionsOutput:
		return each(out.Permissions, func(p *ram.ResourceSharePermissionSummary) string {
			if arn, err := kernel.ParseARN(p.Arn); err == nil && arn.Account != r.As.Account && arn.Account != "aws" {
				return "the permission " + p.Arn + " is shown"
			}
			return ""
		})
	case *organizations.DescribeHandshakeOutput:
		if h, ok := b.handshakes.find(out.Handshake.Id); ok && h.receiver != "" && h.receiver != r.As.Account && h.sender != r.As.Account {
			return "the handshake " + out.Handshake.Id + " is shown to neither of its parties"
		}
	case *organizations.ListHandshakesForAccountOutput:
		return each(out.Handshakes, func(h *organizations.Handshake) string {
			if known := b.handshakes.of(h.Id); known.receiver != "" && known.receiver != r.As.Account {
				return "the handshake " + h.Id + " of account " + known.receiver + " is shown"
			}
			return ""
		})
	}
	return ""
}

func confinedBackup(b *books, r *reply, k *cloudhsm.Backup, shared bool) string {
	home, ok := homeOf(k.BackupArn)
	switch {
	case !ok:
		return k.BackupId + " has no ARN"
	case shared && home.Account == r.As.Account:
		return "the caller's own " + k.BackupId + " is listed as shared"
	case shared && home.Region != r.As.Region:
		return k.BackupId + " of another Region is listed"
	case shared && k.BackupState != cloudhsm.BackupReady:
		return k.BackupId + " is listed for a consumer though it is " + string(k.BackupState)
	case shared && !b.mayList(k.BackupArn, r.As.Account):
		return k.BackupId + " of account " + home.Account + " is listed though no STANDARD share gives it to the caller now"
	case !shared && home != r.As.Home():
		return k.BackupId + " of account " + home.Account + " in " + home.Region + " is listed as the caller's own"
	}
	return ""
}

func confinedShare(b *books, r *reply, arn string, owner ram.ResourceOwner) string {
	home, ok := homeOf(arn)
	switch {
	case !ok || home.Region != r.As.Region:
		return arn + " of another Region is shown"
	case owner == ram.Self && home.Account != r.As.Account:
		return arn + " is shown as the caller's own"
	case owner != ram.Self && home.Account == r.As.Account:
		return "the caller's own " + arn + " is shown as another account's"
	case owner != ram.Self && !b.mayPartake(arn, r.As.Account):
		return arn + " is shown though the caller has no part in it now"
	}
	return ""
}

func confinedUse(b *books, r *reply) string {
	if r.op.API.Service == ebs.API.Service {
		return confinedVolumes(b, r)
	}
	if !r.op.Reads() {
		if wrong := eachBackup(r.Out, func(k *cloudhsm.Backup) string {
			if home, ok := homeOf(k.BackupArn); ok && home != r.As.Home() {
				return k.BackupId + " of account " + home.Account + " is changed"
			}
			return ""
		}); wrong != "" {
			return wrong
		}
	}
	if id := changed(r.In); id != "" {
		if c, ok := b.clusters.find(id); ok && c.home != r.As.Home() {
			return id + " of account " + c.home.Account + " is changed"
		}
		if k, ok := b.backups.find(id); ok && k.home != r.As.Home() {
			return id + " of account " + k.home.Account + " is changed"
		}
	}
	if arn := changedARN(r.In); arn != "" {
		home, ok := homeOf(arn)
		if in, leaves := r.In.(*ram.DisassociateResourceShare); ok && leaves && home != r.As.Home() {
			if t := b.ties.of(place{arn, r.As.Account}); len(in.ResourceArns) > 0 || !slices.Equal(in.Principals, []string{r.As.Account}) || t.ended != 0 || t.org != "" {
				return arn + " of account " + home.Account + " is changed by more than leaving it"
			}
			return ""
		}
		if ok && home != r.As.Home() {
			return arn + " of account " + home.Account + " is changed"
		}
	}
	switch in := r.In.(type) {
	case *cloudhsm.CreateCluster:
		return confinedSource(b, r, in.SourceBackupId)
	case *ram.CreateResourceShare:
		return ownResources(r, in.ResourceArns)
	case *ram.AssociateResourceShare:
		return ownResources(r, in.ResourceArns)
	case *ram.AcceptResourceShareInvitation:
		return ownInvitation(b, r, in.ResourceShareInvitationArn)
	case *ram.RejectResourceShareInvitation:
		return ownInvitation(b, r, in.ResourceShareInvitationArn)
	case *ram.ListPendingInvitationResources:
		return ownInvitation(b, r, in.ResourceShareInvitationArn)
	}
	return ""
}

func confinedSource(b *books, r *reply, source string) string {
	if source == "" {
		return ""
	}
	home, isARN := homeOf(source)
	switch {
	case !isARN:
		if k, ok := b.backups.find(source); ok && k.home != r.As.Home() {
			return source + " of account " + k.home.Account + " is restored by its bare ID"
		}
	case home.Region != r.As.Region:
		return source + " of another Region is restored"
	case home.Account != r.As.Account && !b.mayRestore(source, r.As.Account):
		return source + " is restored though it is not shared with the caller now"
	}
	return ""
}

func ownResources(r *reply, arns []string) string {
	for _, arn := range arns {
		if home, ok := homeOf(arn); ok && home != r.As.Home() {
			return arn + " is shared by one who does not own it there"
		}
	}
	return ""
}

func ownInvitation(b *books, r *reply, arn string) string {
	if i, ok := b.invitations.find(arn); ok && i.shown != nil && i.shown.ReceiverAccountId != r.As.Account {
		return "the invitation of account " + i.shown.ReceiverAccountId + " is used"
	}
	return ""
}

// changed returns the ID of the cluster or backup that a call changes, or that
// only its owner may look into.
func changed(in any) string {
	switch in := in.(type) {
	case *cloudhsm.InitializeCluster:
		return in.ClusterId
	case *cloudhsm.ModifyCluster:
		return in.ClusterId
	case *cloudhsm.DeleteCluster:
		return in.ClusterId
	case *cloudhsm.CreateHsm:
		return in.ClusterId
	case *cloudhsm.DeleteHsm:
		return in.ClusterId
	case *cloudhsm.DeleteBackup:
		return in.BackupId
	case *cloudhsm.RestoreBackup:
		return in.BackupId
	case *cloudhsm.ModifyBackupAttributes:
		return in.BackupId
	case *cloudhsm.CopyBackupToRegion:
		return in.BackupId
	case *cloudhsm.TagResource:
		return in.ResourceId
	case *cloudhsm.UntagResource:
		return in.ResourceId
	case *cloudhsm.ListTags:
		return in.ResourceId
	}
	return ""
}

// changedARN returns the same of what is named by an ARN.
func changedARN(in any) string {
	switch in := in.(type) {
	case *cloudhsm.PutResourcePolicy:
		return in.ResourceArn
	case *cloudhsm.GetResourcePolicy:
		return in.ResourceArn
	case *cloudhsm.DeleteResourcePolicy:
		return in.ResourceArn
	case *ram.UpdateResourceShare:
		return in.ResourceShareArn
	case *ram.DeleteResourceShare:
		return in.ResourceShareArn
	case *ram.PromoteResourceShareCreatedFromPolicy:
		return in.ResourceShareArn
	case *ram.AssociateResourceShare:
		return in.ResourceShareArn
	case *ram.DisassociateResourceShare:
		return in.ResourceShareArn
	case *ram.AssociateResourceSharePermission:
		return in.ResourceShareArn
	case *ram.DisassociateResourceSharePermission:
		return in.ResourceShareArn
	case *ram.TagResource:
		return in.ResourceShareArn + in.ResourceArn
	case *ram.UntagResource:
		return in.ResourceShareArn + in.ResourceArn
	case *ram.DeletePermission:
		return in.PermissionArn
	}
	return ""
}

func sharedSeen(b *books, r *reply) string {
	in, ok := r.In.(*cloudhsm.DescribeBackups)
	if !ok || !kernel.Value(in.Shared) || len(in.Filters) > 0 {
		return ""
	}
	l, w := &r.page, b.walkOf(r)
	if l.next != "" || w.began < 0 {
		return ""
	}
	missing := ""
	b.eachPartaken(r.As.Home(), w.began, func(arn string) {
		for _, resource := range b.shares.of(arn).resources {
			k := b.backups.of(backupOf(resource))
			if t := b.ties.of(place{arn, resource}); t.sure(w.began) && b.ready(&k, r.At) && k.restored < w.began {
				is := func(e entry) bool { return e.id == k.shown.BackupId }
				if !slices.ContainsFunc(l.entries, is) && !slices.ContainsFunc(w.seen, is) {
					missing = resource
				}
			}
		}
	})
	if missing != "" {
		return missing + " is shared with the caller and is not listed"
	}
	return ""
}
