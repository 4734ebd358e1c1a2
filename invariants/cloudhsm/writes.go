package cloudhsm

import (
	"cmp"
	"slices"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

func written(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *cloudhsm.CreateCluster:
		return asWanted(c.Out.(*cloudhsm.CreateClusterOutput).Cluster, in)
	case *cloudhsm.ModifyCluster:
		if in.BackupRetentionPolicy != nil {
			k := c.Out.(*cloudhsm.ModifyClusterOutput).Cluster
			if k == nil || k.BackupRetentionPolicy == nil || k.BackupRetentionPolicy.Value != in.BackupRetentionPolicy.Value {
				return in.ClusterId + " does not have the retention that was written"
			}
			return ""
		}
	case *cloudhsm.ModifyBackupAttributes:
		b := c.Out.(*cloudhsm.ModifyBackupAttributesOutput).Backup
		if b == nil || b.NeverExpires != kernel.Value(in.NeverExpires) {
			return in.BackupId + " does not have the NeverExpires that was written"
		}
		return ""
	case *cloudhsm.ListTags:
		out := c.Out.(*cloudhsm.ListTagsOutput)
		tags, ok := f.tagsOf(in.ResourceId)
		if ok && in.NextToken == "" && out.NextToken == "" && !invariants.SameSet(tags, out.TagList) {
			return in.ResourceId + " has other tags than were written"
		}
	case *cloudhsm.PutResourcePolicy:
		if c.Out.(*cloudhsm.PutResourcePolicyOutput).Policy != in.Policy {
			return "the policy of " + in.ResourceArn + " is not the one that was put"
		}
	case *cloudhsm.GetResourcePolicy:
		return f.policyAsPut(in.ResourceArn, c.Out.(*cloudhsm.GetResourcePolicyOutput).Policy)
	case *cloudhsm.DeleteResourcePolicy:
		return f.policyAsPut(in.ResourceArn, c.Out.(*cloudhsm.DeleteResourcePolicyOutput).Policy)
	}
	return f.shownAsWritten(c)
}

func (f *Facts) shownAsWritten(c *invariants.Call) string {
	for k := range clusters(c.Out) {
		if wrong := f.clusterAsWritten(k); wrong != "" {
			return wrong
		}
	}
	for b := range backups(c.Out) {
		known := f.backups.Of(b.BackupId)
		switch {
		case known.shown == nil:
		case !invariants.SameSet(known.tags, b.TagList):
			return b.BackupId + " has other tags than were written"
		case b.NeverExpires != (known.exempt != 0):
			return b.BackupId + " has another NeverExpires than was written"
		}
	}
	return ""
}

func asWanted(k *cloudhsm.Cluster, in *cloudhsm.CreateCluster) string {
	source := cmp.Or(idOf(in.SourceBackupId), in.SourceBackupId)
	days := "90"
	if in.BackupRetentionPolicy != nil {
		days = in.BackupRetentionPolicy.Value
	}
	if k == nil || k.HsmType != in.HsmType || in.Mode != "" && k.Mode != in.Mode ||
		in.NetworkType != "" && k.NetworkType != in.NetworkType || k.SourceBackupId != source ||
		!invariants.SameSet(k.TagList, merged(nil, in.TagList)) || k.BackupRetentionPolicy == nil ||
		k.BackupRetentionPolicy.Value != days || k.State != cloudhsm.ClusterCreateInProgress || len(k.Hsms) > 0 {
		return "the cluster is not the one that was asked for"
	}
	return ""
}

func (f *Facts) clusterAsWritten(k *cloudhsm.Cluster) string {
	known := f.clusters.Of(k.ClusterId)
	if known.shown == nil {
		return ""
	}
	if k.TagList != nil && !invariants.SameSet(known.tags, k.TagList) {
		return k.ClusterId + " has other tags than were written"
	}
	if p := k.BackupRetentionPolicy; p == nil || p.Value != known.days {
		return k.ClusterId + " has another retention than was written"
	}
	for _, id := range known.hsms {
		if !slices.ContainsFunc(k.Hsms, func(h cloudhsm.Hsm) bool { return h.HsmId == id }) {
			return id + " is not in its cluster, though nobody deleted it"
		}
	}
	return ""
}

// policyAsPut compares a policy with the one put last, unless RAM may have
// written one since.
func (f *Facts) policyAsPut(arn, policy string) string {
	b, known := f.backups.Find(idOf(arn))
	if !known || b.ramWrote || b.policy == policy || b.policy == "" && policy == "{}" {
		return ""
	}
	return "the policy of " + arn + " is not the one that was put last"
}
