package laws

import (
	"slices"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// WritesAreRead is the law of what was written.
var WritesAreRead = add(Law{
	ID: "LAW-17", Services: []string{"cloudhsmv2", "ram", "organizations", "iam", "kms", "ec2"},
	Says:     "What an accepted call wrote is read back until another one writes it: tags, retention, exemption, HSMs, policies, names, openness, permissions and trusted access; nothing else writes them.",
	accepted: written,
})

func written(b *books, r *reply) string {
	switch r.op.API.Service {
	case kms.API.Service:
		return keyWritten(b, r)
	case ebs.API.Service:
		return snapshotWritten(b, r)
	case iam.API.Service:
		return policiesWritten(b, r)
	}
	switch in := r.In.(type) {
	case *cloudhsm.CreateCluster:
		return asWanted(r.Out.(*cloudhsm.CreateClusterOutput).Cluster, in)
	case *cloudhsm.ModifyCluster:
		if c := r.Out.(*cloudhsm.ModifyClusterOutput).Cluster; in.BackupRetentionPolicy != nil {
			if c == nil || c.BackupRetentionPolicy == nil || c.BackupRetentionPolicy.Value != in.BackupRetentionPolicy.Value {
				return in.ClusterId + " does not have the retention that was written"
			}
			return ""
		}
	case *cloudhsm.ModifyBackupAttributes:
		if k := r.Out.(*cloudhsm.ModifyBackupAttributesOutput).Backup; k == nil || k.NeverExpires != kernel.Value(in.NeverExpires) {
			return in.BackupId + " does not have the NeverExpires that was written"
		}
		return ""
	case *cloudhsm.ListTags:
		out := r.Out.(*cloudhsm.ListTagsOutput)
		if tags, ok := b.tagsOf(in.ResourceId); ok && in.NextToken == "" && out.NextToken == "" && !same(tags, out.TagList) {
			return in.ResourceId + " has other tags than were written"
		}
	case *cloudhsm.PutResourcePolicy:
		if r.Out.(*cloudhsm.PutResourcePolicyOutput).Policy != in.Policy {
			return "the policy of " + in.ResourceArn + " is not the one that was put"
		}
	case *cloudhsm.GetResourcePolicy:
		return b.policyAsPut(in.ResourceArn, r.Out.(*cloudhsm.GetResourcePolicyOutput).Policy)
	case *cloudhsm.DeleteResourcePolicy:
		return b.policyAsPut(in.ResourceArn, r.Out.(*cloudhsm.DeleteResourcePolicyOutput).Policy)
	case *ram.CreateResourceShare:
		s := r.Out.(*ram.CreateResourceShareOutput).ResourceShare
		if s == nil || s.Name != in.Name || s.AllowExternalPrincipals != (in.AllowExternalPrincipals == nil || *in.AllowExternalPrincipals) || !same(s.Tags, mergedRAM(nil, in.Tags)) {
			return "the share is not the one that was asked for"
		}
		return ""
	case *ram.UpdateResourceShare:
		s := r.Out.(*ram.UpdateResourceShareOutput).ResourceShare
		if s == nil || in.Name != "" && s.Name != in.Name || in.AllowExternalPrincipals != nil && s.AllowExternalPrincipals != *in.AllowExternalPrincipals {
			return in.ResourceShareArn + " is not as it was updated"
		}
		return ""
	case *ram.AssociateResourceShare:
		return touched(slices.Concat(in.ResourceArns, in.Principals), r.Out.(*ram.AssociateResourceShareOutput).ResourceShareAssociations, true)
	case *ram.DisassociateResourceShare:
		return touched(slices.Concat(in.ResourceArns, in.Principals), r.Out.(*ram.DisassociateResourceShareOutput).ResourceShareAssociations, false)
	case *ram.ListResourceSharePermissions:
		granted := b.shares.of(in.ResourceShareArn).granted
		out := r.Out.(*ram.ListResourceSharePermissionsOutput)
		if granted != "" && in.NextToken == "" && out.NextToken == "" &&
			!slices.ContainsFunc(out.Permissions, func(p ram.ResourceSharePermissionSummary) bool { return p.Arn == granted }) {
			return in.ResourceShareArn + " does not have the permission that was written"
		}
	case *organizations.ListAWSServiceAccessForOrganization:
		out := r.Out.(*organizations.ListAWSServiceAccessForOrganizationOutput)
		listed := slices.ContainsFunc(out.EnabledServicePrincipals, func(p organizations.EnabledServicePrincipal) bool { return p.ServicePrincipal == ramPrincipal })
		if trusted := b.organizations.of(b.members.of(r.As.Account).org).trusted; in.NextToken == "" && out.NextToken == "" && trusted != listed {
			return "trusted access of RAM is not as it was written"
		}
	}
	if wrong := eachCluster(r.Out, func(c *cloudhsm.Cluster) string { return b.clusterAsWritten(c) }); wrong != "" {
		return wrong
	}
	if wrong := eachBackup(r.Out, func(k *cloudhsm.Backup) string {
		known := b.backups.of(k.BackupId)
		switch {
		case known.shown == nil:
			return ""
		case !same(known.tags, k.TagList):
			return k.BackupId + " has other tags than were written"
		case k.NeverExpires != (known.exempt != 0):
			return k.BackupId + " has another NeverExpires than was written"
		}
		return ""
	}); wrong != "" {
		return wrong
	}
	return eachShare(r.Out, func(s *ram.ResourceShare) string {
		known, ok := b.shares.find(s.ResourceShareArn)
		if ok && known.shown != nil && (known.name != s.Name || known.open != s.AllowExternalPrincipals || !same(known.tags, s.Tags)) {
			return s.ResourceShareArn + " has another name, openness or other tags than were written"
		}
		return ""
	})
}

func asWanted(c *cloudhsm.Cluster, in *cloudhsm.CreateCluster) string {
	source := in.SourceBackupId
	if id := backupOf(source); id != "" {
		source = id
	}
	days := "90"
	if in.BackupRetentionPolicy != nil {
		days = in.BackupRetentionPolicy.Value
	}
	if c == nil || c.HsmType != in.HsmType || in.Mode != "" && c.Mode != in.Mode || in.NetworkType != "" && c.NetworkType != in.NetworkType ||
		c.SourceBackupId != source || !same(c.TagList, merged(nil, in.TagList)) || c.BackupRetentionPolicy == nil || c.BackupRetentionPolicy.Value != days ||
		c.State != cloudhsm.ClusterCreateInProgress || len(c.Hsms) > 0 {
		return "the cluster is not the one that was asked for"
	}
	return ""
}

func (b *books) clusterAsWritten(c *cloudhsm.Cluster) string {
	known := b.clusters.of(c.ClusterId)
	if known.shown == nil {
		return ""
	}
	if !same(known.tags, c.TagList) {
		return c.ClusterId + " has other tags than were written"
	}
	if p := c.BackupRetentionPolicy; p == nil || p.Value != known.days {
		return c.ClusterId + " has another retention than was written"
	}
	for _, id := range known.hsms {
		if !slices.ContainsFunc(c.Hsms, func(h cloudhsm.Hsm) bool { return h.HsmId == id }) {
			return id + " is not in its cluster, though nobody deleted it"
		}
	}
	return ""
}

// policyAsPut compares a policy with the one put last, unless RAM may have
// written one since.
func (b *books) policyAsPut(arn, policy string) string {
	k, known := b.backups.find(backupOf(arn))
	if !known || k.ramWrote || k.policy == policy || k.policy == "" && policy == "{}" {
		return ""
	}
	return "the policy of " + arn + " is not the one that was put last"
}

func touched(entities []string, shown []ram.ResourceShareAssociation, in bool) string {
	for _, entity := range entities {
		i := slices.IndexFunc(shown, func(a ram.ResourceShareAssociation) bool { return a.AssociatedEntity == entity })
		if i < 0 {
			return "the answer does not show " + entity
		}
		if s := shown[i].Status; in != (s == ram.Associating || s == ram.Associated) {
			return entity + " is " + string(s)
		}
	}
	return ""
}
