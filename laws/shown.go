package laws

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// one and each look at what an answer shows, until something is wrong with it.
func one[T any](shown *T, look func(*T) string) string {
	if shown == nil {
		return ""
	}
	return look(shown)
}

func each[T any](shown []T, look func(*T) string) string {
	for i := range shown {
		if wrong := look(&shown[i]); wrong != "" {
			return wrong
		}
	}
	return ""
}

func eachCluster(out any, look func(*cloudhsm.Cluster) string) string {
	switch out := out.(type) {
	case *cloudhsm.DescribeClustersOutput:
		return each(out.Clusters, look)
	case *cloudhsm.CreateClusterOutput:
		return one(out.Cluster, look)
	case *cloudhsm.ModifyClusterOutput:
		return one(out.Cluster, look)
	case *cloudhsm.DeleteClusterOutput:
		return one(out.Cluster, look)
	}
	return ""
}

func eachBackup(out any, look func(*cloudhsm.Backup) string) string {
	switch out := out.(type) {
	case *cloudhsm.DescribeBackupsOutput:
		return each(out.Backups, look)
	case *cloudhsm.DeleteBackupOutput:
		return one(out.Backup, look)
	case *cloudhsm.RestoreBackupOutput:
		return one(out.Backup, look)
	case *cloudhsm.ModifyBackupAttributesOutput:
		return one(out.Backup, look)
	}
	return ""
}

func eachShare(out any, look func(*ram.ResourceShare) string) string {
	switch out := out.(type) {
	case *ram.GetResourceSharesOutput:
		return each(out.ResourceShares, look)
	case *ram.CreateResourceShareOutput:
		return one(out.ResourceShare, look)
	case *ram.UpdateResourceShareOutput:
		return one(out.ResourceShare, look)
	}
	return ""
}

func eachAssociation(out any, look func(*ram.ResourceShareAssociation) string) string {
	switch out := out.(type) {
	case *ram.GetResourceShareAssociationsOutput:
		return each(out.ResourceShareAssociations, look)
	case *ram.AssociateResourceShareOutput:
		return each(out.ResourceShareAssociations, look)
	case *ram.DisassociateResourceShareOutput:
		return each(out.ResourceShareAssociations, look)
	}
	return ""
}

func eachInvitation(out any, look func(*ram.ResourceShareInvitation) string) string {
	switch out := out.(type) {
	case *ram.GetResourceShareInvitationsOutput:
		return each(out.ResourceShareInvitations, look)
	case *ram.AcceptResourceShareInvitationOutput:
		return one(out.ResourceShareInvitation, look)
	case *ram.RejectResourceShareInvitationOutput:
		return one(out.ResourceShareInvitation, look)
	}
	return ""
}

func eachHandshake(out any, look func(*organizations.Handshake) string) string {
	switch out := out.(type) {
	case *organizations.InviteAccountToOrganizationOutput:
		return one(out.Handshake, look)
	case *organizations.AcceptHandshakeOutput:
		return one(out.Handshake, look)
	case *organizations.DeclineHandshakeOutput:
		return one(out.Handshake, look)
	case *organizations.CancelHandshakeOutput:
		return one(out.Handshake, look)
	case *organizations.DescribeHandshakeOutput:
		return one(out.Handshake, look)
	case *organizations.ListHandshakesForAccountOutput:
		return each(out.Handshakes, look)
	}
	return ""
}

func eachAccount(out any, look func(*organizations.Account) string) string {
	switch out := out.(type) {
	case *organizations.ListAccountsOutput:
		return each(out.Accounts, look)
	case *organizations.DescribeAccountOutput:
		return one(out.Account, look)
	}
	return ""
}

func creationOf(out any) *organizations.CreateAccountStatus {
	switch out := out.(type) {
	case *organizations.CreateAccountOutput:
		return out.CreateAccountStatus
	case *organizations.DescribeCreateAccountStatusOutput:
		return out.CreateAccountStatus
	}
	return nil
}

func backupID(id string) bool { return strings.HasPrefix(id, "backup-") }

// backupOf returns the ID of the backup that an ARN names; "" if it names none.
func backupOf(arn string) string {
	if !strings.Contains(arn, ":cloudhsm:") {
		return ""
	}
	i := strings.LastIndex(arn, ":backup/")
	if i < 0 {
		return ""
	}
	return arn[i+len(":backup/"):]
}

func homeOf(arn string) (kernel.Home, bool) {
	a, err := kernel.ParseARN(arn)
	return a.Home(), err == nil
}

func merged(tags, more []cloudhsm.Tag) []cloudhsm.Tag {
	return kernel.Merged(tags, more, func(t cloudhsm.Tag) string { return t.Key })
}

func mergedRAM(tags, more []ram.Tag) []ram.Tag {
	return kernel.Merged(tags, more, func(t ram.Tag) string { return t.Key })
}

// same tells whether two lists hold the same, in whatever order.
func same[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for _, e := range a {
		if !slices.Contains(b, e) {
			return false
		}
	}
	return true
}
