package laws

import (
	"slices"
	"strconv"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ram"
)

// FiltersFilter is the law of listings of which not all was asked for.
var FiltersFilter = add(Law{
	ID: "LAW-25", Services: []string{"cloudhsmv2", "ram"},
	Says:     "A listing shows nothing but what its filters ask for: by ID or ARN, state, cluster, source, name, principal and resource.",
	accepted: filtered,
})

func filtered(_ *books, r *reply) string {
	switch in := r.In.(type) {
	case *cloudhsm.DescribeClusters:
		if len(in.Filters) == 0 {
			return ""
		}
		return each(r.Out.(*cloudhsm.DescribeClustersOutput).Clusters, func(c *cloudhsm.Cluster) string {
			return asked(in.Filters, c.ClusterId, map[string]string{"clusterIds": c.ClusterId, "vpcIds": c.VpcId, "states": string(c.State)})
		})
	case *cloudhsm.DescribeBackups:
		if len(in.Filters) == 0 {
			return ""
		}
		return each(r.Out.(*cloudhsm.DescribeBackupsOutput).Backups, func(k *cloudhsm.Backup) string {
			return asked(in.Filters, k.BackupId, map[string]string{
				"backupIds": k.BackupId, "clusterIds": k.ClusterId, "sourceBackupIds": k.SourceBackup, "states": string(k.BackupState),
				"neverExpires": strconv.FormatBool(k.NeverExpires),
			})
		})
	case *ram.GetResourceShares:
		return each(r.Out.(*ram.GetResourceSharesOutput).ResourceShares, func(s *ram.ResourceShare) string {
			if in.Name != "" && s.Name != in.Name || in.ResourceShareStatus != "" && s.Status != in.ResourceShareStatus || !wanted(in.ResourceShareArns, s.ResourceShareArn) {
				return s.ResourceShareArn + " is listed though it was not asked for"
			}
			return ""
		})
	case *ram.GetResourceShareAssociations:
		return each(r.Out.(*ram.GetResourceShareAssociationsOutput).ResourceShareAssociations, func(a *ram.ResourceShareAssociation) string {
			entity := in.Principal + in.ResourceArn
			if a.AssociationType != in.AssociationType || in.AssociationStatus != "" && a.Status != in.AssociationStatus ||
				entity != "" && a.AssociatedEntity != entity || !wanted(in.ResourceShareArns, a.ResourceShareArn) {
				return a.AssociatedEntity + " in " + a.ResourceShareArn + " is listed though it was not asked for"
			}
			return ""
		})
	case *ram.GetResourceShareInvitations:
		return each(r.Out.(*ram.GetResourceShareInvitationsOutput).ResourceShareInvitations, func(i *ram.ResourceShareInvitation) string {
			if !wanted(in.ResourceShareInvitationArns, i.ResourceShareInvitationArn) || !wanted(in.ResourceShareArns, i.ResourceShareArn) {
				return i.ResourceShareInvitationArn + " is listed though it was not asked for"
			}
			return ""
		})
	}
	return ""
}

// asked checks one entry by its values for the names of filters.
func asked(filters map[string][]string, id string, values map[string]string) string {
	for name, choice := range filters {
		if value, known := values[name]; known && len(choice) > 0 && !slices.Contains(choice, value) {
			return id + " is listed though it was not asked for"
		}
	}
	return ""
}
