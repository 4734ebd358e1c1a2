package cloudhsm

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// resources are the ARNs that a call concerns, as its caller's policies name
// them. Describing concerns everything.
func resources(c *kernel.Call, in any) []string {
	own := func(kind, id string) []string { return []string{c.Home().ARN("cloudhsm", kind+"/"+id)} }
	switch in := in.(type) {
	case *CreateCluster:
		if strings.HasPrefix(in.SourceBackupId, "arn:") {
			return []string{in.SourceBackupId}
		} else if in.SourceBackupId != "" {
			return own("backup", in.SourceBackupId)
		}
	case *InitializeCluster:
		return own("cluster", in.ClusterId)
	case *ModifyCluster:
		return own("cluster", in.ClusterId)
	case *DeleteCluster:
		return own("cluster", in.ClusterId)
	case *CreateHsm:
		return own("cluster", in.ClusterId)
	case *DeleteHsm:
		return own("cluster", in.ClusterId)
	case *ModifyBackupAttributes:
		return own("backup", in.BackupId)
	case *DeleteBackup:
		return own("backup", in.BackupId)
	case *RestoreBackup:
		return own("backup", in.BackupId)
	case *CopyBackupToRegion:
		return own("backup", in.BackupId)
	case *PutResourcePolicy:
		return []string{in.ResourceArn}
	case *GetResourcePolicy:
		return []string{in.ResourceArn}
	case *DeleteResourcePolicy:
		return []string{in.ResourceArn}
	case *TagResource:
		return own(kindOf(in.ResourceId), in.ResourceId)
	case *UntagResource:
		return own(kindOf(in.ResourceId), in.ResourceId)
	case *ListTags:
		return own(kindOf(in.ResourceId), in.ResourceId)
	}
	return []string{"*"}
}

// kindOf is what an ID is the ID of.
func kindOf(id string) string {
	kind, _, _ := strings.Cut(id, "-")
	return kind
}
