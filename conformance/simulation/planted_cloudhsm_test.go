package simulation_test

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/kernel"
)

var inClusters = []bug{
	{"A cluster is being created for ever.", showing(func(_ *liar, _ kernel.Caller, c *cloudhsm.Cluster) {
		if c.State == cloudhsm.ClusterUninitialized {
			c.State = cloudhsm.ClusterCreateInProgress
		}
	})},
	{"A cluster that is ACTIVE is INITIALIZED again when it is looked at the next time.",
		showing(func(l *liar, _ kernel.Caller, c *cloudhsm.Cluster) {
			if c.State == cloudhsm.ClusterActive && !l.first(c.ClusterId) {
				c.State = cloudhsm.ClusterInitialized
			}
		})},
	{"A DELETED cluster is shown as UNINITIALIZED.", showing(func(_ *liar, _ kernel.Caller, c *cloudhsm.Cluster) {
		if c.State == cloudhsm.ClusterDeleted {
			c.State = cloudhsm.ClusterUninitialized
		}
	})},
	{"InitializeCluster is accepted and does nothing.", idle[cloudhsm.InitializeCluster]},
	{"DeleteCluster is accepted and does nothing.", idle[cloudhsm.DeleteCluster]},
	{"DeleteCluster deletes the caller's first cluster, whichever it was asked to.",
		taking(func(l *liar, as kernel.Caller, in *cloudhsm.DeleteCluster) {
			if all, err := l.honest.Do(as, &cloudhsm.DescribeClusters{}); err == nil {
				for _, c := range all.(*cloudhsm.DescribeClustersOutput).Clusters {
					if c.State == cloudhsm.ClusterUninitialized {
						in.ClusterId = c.ClusterId
						return
					}
				}
			}
		})},
	{"A cluster made from a backup dies with the backup.", showing(func(l *liar, as kernel.Caller, c *cloudhsm.Cluster) {
		if c.SourceBackupId == "" {
			return
		}
		for _, who := range everybody {
			out, _ := l.honest.Do(who, &cloudhsm.DescribeBackups{Filters: map[string][]string{"backupIds": {c.SourceBackupId}}})
			if own, ok := out.(*cloudhsm.DescribeBackupsOutput); ok && len(own.Backups) == 1 &&
				own.Backups[0].BackupState != cloudhsm.BackupReady {
				c.State = cloudhsm.ClusterDeleteInProgress
			}
		}
	})},
	{"A fifth cluster is made, in the next Region.",
		accepting(func(l *liar, as kernel.Caller, in *cloudhsm.CreateCluster, refused *kernel.Error) any {
			if !against(refused, "HSM-CLU-16") {
				return nil
			}
			out, _ := l.honest.Do(kernel.Caller{Account: as.Account, Region: "us-west-2"}, in)
			return out
		})},
	{"The fourth cluster is refused.",
		refusing(func(l *liar, as kernel.Caller, in *cloudhsm.CreateCluster) *kernel.ErrorShape {
			all, _ := l.honest.Do(as, &cloudhsm.DescribeClusters{})
			if out, ok := all.(*cloudhsm.DescribeClustersOutput); ok && len(out.Clusters) == 3 {
				return overQuota
			}
			return nil
		})},
	{"A seventh HSM is made, and hidden.",
		accepting(func(_ *liar, _ kernel.Caller, in *cloudhsm.CreateHsm, refused *kernel.Error) any {
			if !against(refused, "HSM-CLU-16") {
				return nil
			}
			return &cloudhsm.CreateHsmOutput{Hsm: &cloudhsm.Hsm{ClusterId: in.ClusterId, HsmId: "hsm-aaaaaaaaaaa",
				AvailabilityZone: in.AvailabilityZone, State: cloudhsm.HsmCreateInProgress}}
		})},
	{"A new cluster has the ID of the one that was made before it.",
		answering(func(l *liar, _ kernel.Caller, _ *cloudhsm.CreateCluster, out *cloudhsm.CreateClusterOutput) {
			id := out.Cluster.ClusterId
			if last, ok := l.kept["last"].(string); ok {
				out.Cluster.ClusterId = last
			}
			l.kept["last"] = id
		})},
	{"A cluster bears tomorrow as its CreateTimestamp.", showing(func(_ *liar, _ kernel.Caller, c *cloudhsm.Cluster) {
		c.CreateTimestamp = c.CreateTimestamp.Add(kernel.Day)
	})},
	{"The retention is one day longer than was written.",
		answering(func(_ *liar, _ kernel.Caller, in *cloudhsm.ModifyCluster, out *cloudhsm.ModifyClusterOutput) {
			if p := in.BackupRetentionPolicy; p != nil && p.Value == "90" {
				out.Cluster.BackupRetentionPolicy.Value = "91"
			}
		})},
	{"A retention of 380 days is accepted.",
		accepting(func(l *liar, as kernel.Caller, in *cloudhsm.ModifyCluster, _ *kernel.Error) any {
			if p := in.BackupRetentionPolicy; p == nil || p.Value == "" || len(p.Value) > 4 {
				return nil
			}
			out, _ := l.honest.Do(as, &cloudhsm.ModifyCluster{ClusterId: in.ClusterId,
				BackupRetentionPolicy: &cloudhsm.BackupRetentionPolicy{Type: "DAYS", Value: "379"}})
			return out
		})},
	{"The retention that a new cluster asks for is forgotten.",
		taking(func(_ *liar, _ kernel.Caller, in *cloudhsm.CreateCluster) {
			in.BackupRetentionPolicy = nil
		})},
	{"Anybody is shown the clusters of the account before him.",
		answering(func(l *liar, as kernel.Caller, _ *cloudhsm.DescribeClusters, out *cloudhsm.DescribeClustersOutput) {
			others(l, as, &cloudhsm.DescribeClusters{}, func(_ kernel.Caller, theirs *cloudhsm.DescribeClustersOutput) {
				out.Clusters = append(out.Clusters, theirs.Clusters...)
			})
		})},
	{"A page of clusters begins with the last cluster of the one before.", stuttering(
		func(out *cloudhsm.DescribeClustersOutput) *[]cloudhsm.Cluster { return &out.Clusters },
		func(in *cloudhsm.DescribeClusters) string { return in.NextToken })},
	{"An HSM is not in its cluster any more an hour after it was made.",
		showing(func(l *liar, _ kernel.Caller, c *cloudhsm.Cluster) {
			c.Hsms = slices.DeleteFunc(c.Hsms, func(h cloudhsm.Hsm) bool { return l.since(h.HsmId) > time.Hour })
		})},
	{"An HSM is being created for ever.", showing(func(_ *liar, _ kernel.Caller, h *cloudhsm.Hsm) {
		if h.State == cloudhsm.HsmActive {
			h.State = cloudhsm.HsmCreateInProgress
		}
	})},
	{"An HSM that is being deleted is ACTIVE in between.", showing(func(l *liar, _ kernel.Caller, h *cloudhsm.Hsm) {
		if h.State == cloudhsm.HsmDeleteInProgress {
			h.State = cloudhsm.HsmActive
		}
	})},
	{"DeleteHsm is accepted and does nothing.", idle[cloudhsm.DeleteHsm]},
	{"An HSM's address changes with every look.", showing(func(l *liar, _ kernel.Caller, h *cloudhsm.Hsm) {
		if !l.first(h.HsmId) {
			h.EniIp = "10.0.9.9"
		}
	})},
	{"A refused CreateHsm has a code that CloudHSM does not have.", func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		if err != nil && asks[cloudhsm.CreateHsm](in) {
			err = kernel.NewError(noSuchCode, err.Error())
		}
		return out, err
	}},
}

var inBackups = []bug{
	{"DescribeBackups lists the backups of all accounts.",
		answering(func(l *liar, as kernel.Caller, in *cloudhsm.DescribeBackups, out *cloudhsm.DescribeBackupsOutput) {
			others(l, as, &cloudhsm.DescribeBackups{}, func(_ kernel.Caller, theirs *cloudhsm.DescribeBackupsOutput) {
				out.Backups = append(out.Backups, theirs.Backups...)
			})
		})},
	{"DescribeBackups lists the caller's backups of all Regions.",
		answering(func(l *liar, as kernel.Caller, _ *cloudhsm.DescribeBackups, out *cloudhsm.DescribeBackupsOutput) {
			others(l, as, &cloudhsm.DescribeBackups{}, func(who kernel.Caller, theirs *cloudhsm.DescribeBackupsOutput) {
				if who.Account == as.Account {
					out.Backups = append(out.Backups, theirs.Backups...)
				}
			})
		})},
	{"A consumer is shown whatever others have shared with anybody.",
		answering(func(l *liar, as kernel.Caller, in *cloudhsm.DescribeBackups, out *cloudhsm.DescribeBackupsOutput) {
			if in.Shared != nil && *in.Shared {
				others(l, as, in, func(_ kernel.Caller, theirs *cloudhsm.DescribeBackupsOutput) {
					out.Backups = append(out.Backups, theirs.Backups...)
				})
			}
		})},
	{"A consumer is shown nothing that is shared.",
		answering(func(_ *liar, _ kernel.Caller, in *cloudhsm.DescribeBackups, out *cloudhsm.DescribeBackupsOutput) {
			if in.Shared != nil && *in.Shared {
				out.Backups = nil
			}
		})},
	{"A page of backups begins with the last backup of the one before.", stuttering(
		func(out *cloudhsm.DescribeBackupsOutput) *[]cloudhsm.Backup { return &out.Backups },
		func(in *cloudhsm.DescribeBackups) string { return in.NextToken })},
	{"A page of backups loses its first one.", losing(
		func(out *cloudhsm.DescribeBackupsOutput) *[]cloudhsm.Backup { return &out.Backups },
		func(in *cloudhsm.DescribeBackups) string { return in.NextToken })},
	{"SortAscending is ignored.",
		taking(func(_ *liar, _ kernel.Caller, in *cloudhsm.DescribeBackups) { in.SortAscending = nil })},
	{"A page of backups has one more than asked for.",
		taking(func(_ *liar, _ kernel.Caller, in *cloudhsm.DescribeBackups) {
			if in.MaxResults != nil {
				*in.MaxResults++
			}
		})},
	{"The filter by states is ignored.", taking(func(_ *liar, _ kernel.Caller, in *cloudhsm.DescribeBackups) {
		if in.Filters["states"] != nil {
			in.Filters = nil
		}
	})},
	{"Anybody restores any backup.",
		accepting(func(l *liar, as kernel.Caller, in *cloudhsm.CreateCluster, _ *kernel.Error) any {
			other := *in
			other.SourceBackupId = ""
			out, err := l.honest.Do(as, &other)
			if err != nil || !strings.Contains(in.SourceBackupId, ":backup/backup-") {
				return nil
			}
			made := copied(out.(*cloudhsm.CreateClusterOutput))
			made.Cluster.SourceBackupId = in.SourceBackupId[strings.LastIndexByte(in.SourceBackupId, '/')+1:]
			return made
		})},
	{"Whoever may restore a backup may delete it.", byAnybody[cloudhsm.DeleteBackup]},
	{"DeleteBackup is refused to a stranger and done nevertheless.", func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		if err != nil && asks[cloudhsm.DeleteBackup](in) {
			l.inTheNameOfAnother(as, in)
		}
		return out, err
	}},
	{"A backup is never READY.", showing(func(_ *liar, _ kernel.Caller, b *cloudhsm.Backup) {
		if b.BackupState == cloudhsm.BackupReady {
			b.BackupState = cloudhsm.BackupCreateInProgress
		}
	})},
	{"A READY backup is gone after a day.",
		answering(func(l *liar, _ kernel.Caller, _ *cloudhsm.DescribeBackups, out *cloudhsm.DescribeBackupsOutput) {
			out.Backups = slices.DeleteFunc(out.Backups, func(b cloudhsm.Backup) bool {
				return b.BackupState == cloudhsm.BackupReady && l.now() > b.CreateTimestamp.Add(kernel.Day)
			})
		})},
	{"A READY backup is being created again when it is looked at the next time.",
		showing(func(l *liar, _ kernel.Caller, b *cloudhsm.Backup) {
			if b.BackupState == cloudhsm.BackupReady && !l.first(b.BackupId) {
				b.BackupState = cloudhsm.BackupCreateInProgress
			}
		})},
	{"A deleted backup is READY again after an hour.", showing(func(l *liar, _ kernel.Caller, b *cloudhsm.Backup) {
		if b.BackupState == cloudhsm.BackupPendingDeletion && l.now() > b.DeleteTimestamp.Add(time.Hour-7*kernel.Day) {
			b.BackupState, b.DeleteTimestamp = cloudhsm.BackupReady, 0
		}
	})},
	{"DeleteTimestamp is a day too late.", showing(func(_ *liar, _ kernel.Caller, b *cloudhsm.Backup) {
		if b.DeleteTimestamp != 0 {
			b.DeleteTimestamp = b.DeleteTimestamp.Add(kernel.Day)
		}
	})},
	{"A deleted backup can be restored for eight days.", func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		switch in := in.(type) {
		case *cloudhsm.DeleteBackup:
			if err == nil {
				l.kept[in.BackupId] = *out.(*cloudhsm.DeleteBackupOutput).Backup
			}
		case *cloudhsm.RestoreBackup:
			if b, ok := l.kept[in.BackupId].(cloudhsm.Backup); ok && err != nil && l.now() > b.DeleteTimestamp &&
				l.now() < b.DeleteTimestamp.Add(kernel.Day) {
				b.BackupState, b.DeleteTimestamp = cloudhsm.BackupReady, 0
				return &cloudhsm.RestoreBackupOutput{Backup: &b}, nil
			}
		}
		return out, err
	}},
	{"A deleted backup cannot be restored after the sixth day.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if r, ok := in.(*cloudhsm.RestoreBackup); ok {
			if end, ok := l.kept[r.BackupId].(kernel.Time); ok && l.now() > end.Add(-kernel.Day) {
				return nil, kernel.NewError(invalidInHSM, "too late")
			}
		}
		out, err := l.honest.Do(as, in)
		if d, ok := out.(*cloudhsm.DeleteBackupOutput); ok && err == nil {
			l.kept[d.Backup.BackupId] = d.Backup.DeleteTimestamp
		}
		return out, err
	}},
	{"NeverExpires is accepted and forgotten.", idle[cloudhsm.ModifyBackupAttributes]},
	{"Retention takes copies as well.", showing(func(l *liar, _ kernel.Caller, b *cloudhsm.Backup) {
		if b.SourceBackup != "" && b.BackupState == cloudhsm.BackupReady && l.now() > b.CopyTimestamp.Add(8*kernel.Day) {
			b.BackupState, b.DeleteTimestamp = cloudhsm.BackupPendingDeletion, l.now().Add(kernel.Day)
		}
	})},
	{"Retention takes backups that never expire.", showing(func(l *liar, _ kernel.Caller, b *cloudhsm.Backup) {
		if b.NeverExpires && b.BackupState == cloudhsm.BackupReady && l.now() > b.CreateTimestamp.Add(8*kernel.Day) {
			b.BackupState, b.DeleteTimestamp = cloudhsm.BackupPendingDeletion, l.now().Add(kernel.Day)
		}
	})},
	{"Every second daily backup is left out.",
		answering(func(l *liar, _ kernel.Caller, _ *cloudhsm.DescribeBackups, out *cloudhsm.DescribeBackupsOutput) {
			out.Backups = slices.DeleteFunc(out.Backups, func(b cloudhsm.Backup) bool {
				return b.SourceBackup == "" && b.CreateTimestamp.Std().YearDay()%2 == 0
			})
		})},
	{"A copy forgets its tags.", showing(func(_ *liar, _ kernel.Caller, b *cloudhsm.Backup) {
		if b.SourceBackup != "" {
			b.TagList = nil
		}
	})},
	{"A copy is as old as the copying, not as its original.", showing(func(_ *liar, _ kernel.Caller, b *cloudhsm.Backup) {
		if b.SourceBackup != "" {
			b.CreateTimestamp = b.CopyTimestamp
		}
	})},
	{"A copy names itself as its source.", showing(func(_ *liar, _ kernel.Caller, b *cloudhsm.Backup) {
		if b.SourceBackup != "" {
			b.SourceBackup = b.BackupId
		}
	})},
	{"A copy gets lost on its way.", idle[cloudhsm.CopyBackupToRegion]},
	{"The answer of CopyBackupToRegion tells the Region it goes to as that it comes from.",
		answering(func(_ *liar, _ kernel.Caller, in *cloudhsm.CopyBackupToRegion, out *cloudhsm.CopyBackupToRegionOutput) {
			out.DestinationBackup.SourceRegion = in.DestinationRegion
		})},
	{"The ARN of a backup names another Region.", showing(func(_ *liar, _ kernel.Caller, b *cloudhsm.Backup) {
		b.BackupArn = strings.Replace(b.BackupArn, ":us-east-1:", ":us-west-2:", 1)
	})},
	{"TagResource replaces all tags.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if t, ok := in.(*cloudhsm.TagResource); ok {
			if tags, err := l.honest.Do(as, &cloudhsm.ListTags{ResourceId: t.ResourceId}); err == nil {
				for _, tag := range tags.(*cloudhsm.ListTagsOutput).TagList {
					_, _ = l.honest.Do(as, &cloudhsm.UntagResource{ResourceId: t.ResourceId, TagKeyList: []string{tag.Key}})
				}
			}
		}
		return l.honest.Do(as, in)
	}},
	{"UntagResource takes all tags that begin with the same letter.",
		taking(func(_ *liar, _ kernel.Caller, in *cloudhsm.UntagResource) {
			for _, key := range []string{"team", "tier", "stage"} {
				if len(in.TagKeyList) > 0 && strings.HasPrefix(key, in.TagKeyList[0][:min(1, len(in.TagKeyList[0]))]) &&
					!slices.Contains(in.TagKeyList, key) {
					in.TagKeyList = append(in.TagKeyList, key)
				}
			}
		})},
	{"ListTags shows the tags of what was asked for before.", func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		if asks[cloudhsm.ListTags](in) && err == nil {
			was := l.kept["tags"]
			if l.kept["tags"] = out; was != nil {
				return was, nil
			}
		}
		return out, err
	}},
	{"GetResourcePolicy shows the policy before the last one.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if put, ok := in.(*cloudhsm.PutResourcePolicy); ok {
			before, _ := l.honest.Do(as, &cloudhsm.GetResourcePolicy{ResourceArn: put.ResourceArn})
			out, err := l.honest.Do(as, in)
			if was, ok := before.(*cloudhsm.GetResourcePolicyOutput); ok && err == nil && was.Policy != "" &&
				was.Policy != "{}" {
				l.kept[put.ResourceArn] = was.Policy
			}
			return out, err
		}
		out, err := l.honest.Do(as, in)
		if get, ok := in.(*cloudhsm.GetResourcePolicy); ok && err == nil {
			if was, ok := l.kept[get.ResourceArn].(string); ok {
				return &cloudhsm.GetResourcePolicyOutput{Policy: was}, nil
			}
		}
		return out, err
	}},
	{"PutResourcePolicy writes the policy to the backup that was named before.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			put, ok := in.(*cloudhsm.PutResourcePolicy)
			if !ok {
				return l.honest.Do(as, in)
			}
			last, before := l.kept[as.Account].(string)
			if l.kept[as.Account] = put.ResourceArn; !before {
				return l.honest.Do(as, in)
			}
			other := &cloudhsm.PutResourcePolicy{ResourceArn: last,
				Policy: strings.ReplaceAll(put.Policy, put.ResourceArn, last)}
			if _, err := l.honest.Do(as, other); err != nil {
				return nil, err
			}
			return &cloudhsm.PutResourcePolicyOutput{ResourceArn: put.ResourceArn, Policy: put.Policy}, nil
		}},
	{"A policy that is deleted allows what it allowed.",
		hiding[cloudhsm.DeleteResourcePolicy](asks[cloudhsm.CreateCluster])},
	{"What is not shared is refused with other words than what does not exist.",
		func(l *liar, as kernel.Caller, in any) (any, error) {
			out, err := l.honest.Do(as, in)
			if asks[cloudhsm.GetResourcePolicy](in) && err != nil && l.inTheNameOfAnother(as, in) != nil {
				err = kernel.NewError(err.(*kernel.Error).ErrorShape, "It is not yours.")
			}
			return out, err
		}},
}
