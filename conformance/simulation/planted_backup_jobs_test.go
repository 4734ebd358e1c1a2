package simulation_test

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/organizations"
)

const crossAccount = "isCrossAccountBackupEnabled"

// elsewhere is a snapshot that a copy may have become.
const elsewhere = "arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0"

// done passes a copy that failed off as made.
func done(j *backup.CopyJob) {
	j.State, j.StatusMessage, j.DestinationRecoveryPointArn = "COMPLETED", "", elsewhere
}

// passing completes the copies that fail with one of some messages.
func passing(words ...string) lie {
	return showing(func(_ *liar, _ kernel.Caller, j *backup.CopyJob) {
		if j.State == "FAILED" && message(j.StatusMessage, words...) {
			done(j)
		}
	})
}

var inCopies = []bug{
	{"A copy goes to another account though the switch is off.", passing("feature is not enabled")},
	{"A copy goes into another organization.", passing("same organization")},
	{"The policy of the vault that a copy goes into is not asked.", passing("Access Denied trying to call")},
	{"A copy is made whose key is closed to its new account.", passing("key ID is not accessible", "KMS key")},
	{"A copy goes into a vault whose key AWS manages.", passing("default Backup service managed key")},
	{"A copy's retention is not held against the lock.", passing("not within the range")},
	{"A copy of what AWS's own key encrypts goes to another account.", passing("AWS managed key", "default key")},
	{"Copies go on for a day after the switch is turned off.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if off, was := l.kept["off"].(kernel.Time); was && l.now() <= off.Add(kernel.Day) {
			return passing("feature is not enabled")(l, as, in)
		}
		asked, sets := in.(*backup.UpdateGlobalSettings)
		out, err := l.honest.Do(as, in)
		if sets && err == nil && asked.GlobalSettings[crossAccount] == "false" {
			l.kept["off"] = l.now()
		}
		return out, err
	}},
	{"A member turns the switch of its organization.",
		unlocked[backup.UpdateGlobalSettings, backup.UpdateGlobalSettingsOutput]("BKP-ORG-03")},
	{"UpdateGlobalSettings is accepted and does nothing.", idle[backup.UpdateGlobalSettings]},
	{"Who is in no organization reads the settings of one.",
		accepting(func(l *liar, as kernel.Caller, in *backup.DescribeGlobalSettings, _ *kernel.Error) any {
			return l.inTheNameOfAnother(as, in)
		})},
	{"Copies vanish when their account leaves the organization.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if l.kept["left "+as.Account] != nil {
			return without(func(_ *liar, _ kernel.Caller, p *pointInList) bool { return p.SourceBackupVaultArn != "" })(l, as, in)
		}
		asked, removes := in.(*organizations.RemoveAccountFromOrganization)
		out, err := l.honest.Do(as, in)
		if removes && err == nil {
			l.kept["left "+asked.AccountId] = true
		}
		if asks[organizations.LeaveOrganization](in) && err == nil {
			l.kept["left "+as.Account] = true
		}
		return out, err
	}},
	{"A copy is as old as its copying.", showingCopies(func(p *pointInList) {
		p.CreationDate = p.CreationDate.Add(time.Minute)
		later(p, time.Minute)
	})},
	{"A copy lives a week longer than it should.", showingCopies(func(p *pointInList) {
		if l := p.Lifecycle; l != nil && l.DeleteAfterDays != nil && *l.DeleteAfterDays > 0 {
			longer, moved := *l.DeleteAfterDays+7, *l
			moved.DeleteAfterDays, p.Lifecycle = &longer, &moved
			later(p, 7*kernel.Day)
		}
	})},
	{"A copy is not encrypted.", showingCopies(func(p *pointInList) { p.IsEncrypted, p.EncryptionKeyArn = false, "" })},
	{"A copy keeps another key than its vault's.", showingCopies(func(p *pointInList) {
		if p.EncryptionKeyArn != "" {
			p.EncryptionKeyArn = "arn:aws:kms:us-east-1:999999999999:key/11111111-2222-4333-8444-555555555555"
		}
	})},
	{"A snapshot stays shared with the account into which it was copied.", unreturned},
	{"A copy that is made tells no recovery point.", showing(func(_ *liar, _ kernel.Caller, j *backup.CopyJob) {
		if j.State == "COMPLETED" {
			j.DestinationRecoveryPointArn = ""
		}
	})},
	{"A copy fails and does not say why.", showing(func(_ *liar, _ kernel.Caller, j *backup.CopyJob) {
		if j.State == "FAILED" {
			j.StatusMessage = ""
		}
	})},
	{"A copy that was asked for says that a backup job made it.",
		showing(func(_ *liar, _ kernel.Caller, j *backup.CopyJob) {
			if j.CreatedByBackupJobId == "" {
				j.CreatedByBackupJobId = "11111111-2222-4333-8444-555555555555"
			}
		})},
	{"A copy that is made is RUNNING when it is looked at the next time.",
		showing(func(l *liar, _ kernel.Caller, j *backup.CopyJob) {
			if j.State == "COMPLETED" && !l.first(j.CopyJobId) {
				j.State = "RUNNING"
			}
		})},
	{"The copy jobs of all accounts are listed.",
		answering(func(l *liar, as kernel.Caller, in *backup.ListCopyJobs, out *backup.ListCopyJobsOutput) {
			others(l, as, in, func(_ kernel.Caller, theirs *backup.ListCopyJobsOutput) {
				out.CopyJobs = append(out.CopyJobs, theirs.CopyJobs...)
			})
		})},
	{"A repeated StartCopyJob starts a second copy.",
		taking(func(_ *liar, _ kernel.Caller, in *backup.StartCopyJob) { in.IdempotencyToken = "" })},
}

// unreturned shows an account the snapshots of others that were copied into its vaults.
func unreturned(l *liar, as kernel.Caller, in any) (any, error) {
	out, err := l.honest.Do(as, in)
	shown, ok := out.(*ebs.DescribeSnapshotsOutput)
	if !ok || err != nil {
		return out, err
	}
	answer := copied(shown)
	others(l, as, &backup.ListCopyJobs{ByState: "COMPLETED", ByResourceType: "EBS"},
		func(who kernel.Caller, theirs *backup.ListCopyJobsOutput) {
			for _, j := range theirs.CopyJobs {
				into, _ := kernel.ParseARN(j.DestinationBackupVaultArn)
				id := j.SourceRecoveryPointArn[strings.LastIndexByte(j.SourceRecoveryPointArn, '/')+1:]
				if into.Account == as.Account && who.Account != as.Account {
					source, err := l.honest.Do(who, &ebs.DescribeSnapshots{SnapshotIds: []string{id}})
					if err == nil {
						answer.Snapshots = append(answer.Snapshots, source.(*ebs.DescribeSnapshotsOutput).Snapshots...)
					}
				}
			}
		})
	return answer, nil
}

var inBackupJobs = []bug{
	{"A job that is EXPIRED or FAILED is COMPLETED.", showingJobs(func(_ *liar, _ kernel.Caller, j *backup.BackupJob) {
		if j.State == "EXPIRED" || j.State == "FAILED" {
			j.State, j.StatusMessage = "COMPLETED", ""
		}
	})},
	{"A backup job runs for ever.", showingJobs(func(_ *liar, _ kernel.Caller, j *backup.BackupJob) {
		if j.State == "COMPLETED" {
			j.State, j.CompletionDate, j.RecoveryPointArn, j.PercentDone = "RUNNING", 0, "", "10.0"
		}
	})},
	{"A backup job that is COMPLETED is RUNNING when it is looked at the next time.",
		showingJobs(func(l *liar, _ kernel.Caller, j *backup.BackupJob) {
			if j.State == "COMPLETED" && !l.first(j.BackupJobId) {
				j.State = "RUNNING"
			}
		})},
	{"Jobs are told of for ever.",
		answering(func(l *liar, as kernel.Caller, in *backup.ListBackupJobs, out *backup.ListBackupJobsOutput) {
			name := "jobs of " + as.Account + as.Region
			all, _ := l.kept[name].([]backup.BackupJob)
			if (*in != backup.ListBackupJobs{}) {
				return
			}
			for _, j := range all {
				is := func(o backup.BackupJob) bool { return o.BackupJobId == j.BackupJobId }
				if !slices.ContainsFunc(out.BackupJobs, is) {
					out.BackupJobs = append(out.BackupJobs, j)
				}
			}
			l.kept[name] = out.BackupJobs
		})},
	{"The backup jobs of all accounts are listed.",
		answering(func(l *liar, as kernel.Caller, in *backup.ListBackupJobs, out *backup.ListBackupJobsOutput) {
			others(l, as, in, func(_ kernel.Caller, theirs *backup.ListBackupJobsOutput) {
				out.BackupJobs = append(out.BackupJobs, theirs.BackupJobs...)
			})
		})},
	{"Anybody describes anybody's backup job.",
		accepting(func(l *liar, as kernel.Caller, in *backup.DescribeBackupJob, _ *kernel.Error) any {
			return l.inTheNameOfAnother(as, in)
		})},
	{"StopBackupJob is accepted and does nothing.", idle[backup.StopBackupJob]},
	{"Jobs are ABORTED though nobody stopped them.", showingJobs(func(_ *liar, _ kernel.Caller, j *backup.BackupJob) {
		if j.State == "FAILED" {
			j.State = "ABORTED"
		}
	})},
	{"A repeated StartBackupJob starts a second job.",
		taking(func(_ *liar, _ kernel.Caller, in *backup.StartBackupJob) { in.IdempotencyToken = "" })},
	{"A restore that is COMPLETED tells nothing that it made.",
		showing(func(_ *liar, _ kernel.Caller, j *backup.RestoreJobsListMember) { j.CreatedResourceArn = "" })},
	{"A restore makes something else of the next recovery point.",
		showing(func(l *liar, _ kernel.Caller, j *backup.RestoreJobsListMember) {
			if other, ok := l.kept["restored"].(string); ok {
				j.RecoveryPointArn = other
			}
			l.kept["restored"] = j.RecoveryPointArn
		})},
}

// Rules and versions of plans.
var inPlans = []bug{
	{"A plan shows the version before its last.",
		answering(func(l *liar, as kernel.Caller, in *backup.GetBackupPlan, out *backup.GetBackupPlanOutput) {
			all, err := l.honest.Do(as, &backup.ListBackupPlanVersions{BackupPlanId: in.BackupPlanId})
			if err != nil || in.VersionId != "" {
				return
			}
			last := out.VersionId
			for _, v := range all.(*backup.ListBackupPlanVersionsOutput).BackupPlanVersionsList {
				if v.VersionId == last {
					continue
				}
				asked := &backup.GetBackupPlan{BackupPlanId: in.BackupPlanId, VersionId: v.VersionId}
				if former, err := l.honest.Do(as, asked); err == nil {
					*out = *copied(former.(*backup.GetBackupPlanOutput))
				}
			}
		})},
	{"A plan goes on by its first version.", func(l *liar, as kernel.Caller, in any) (any, error) {
		if asks[backup.CreateBackupPlan](in) {
			made, err := l.honest.Do(as, in)
			if out, ok := made.(*backup.CreateBackupPlanOutput); ok && err == nil {
				l.kept[out.BackupPlanId] = out.VersionId
			}
			return made, err
		}
		return showing(func(l *liar, _ kernel.Caller, by *backup.RecoveryPointCreator) {
			if first, ok := l.kept[by.BackupPlanId].(string); ok {
				by.BackupPlanVersion = first
			}
		})(l, as, in)
	}},
	{"UpdateBackupPlan is accepted and does nothing.", idle[backup.UpdateBackupPlan]},
	{"DeleteBackupPlan is accepted and does nothing.", idle[backup.DeleteBackupPlan]},
	{"DeleteBackupSelection is accepted and does nothing.", idle[backup.DeleteBackupSelection]},
	{"The plans of all accounts are listed.",
		answering(func(l *liar, as kernel.Caller, in *backup.ListBackupPlans, out *backup.ListBackupPlansOutput) {
			others(l, as, in, func(_ kernel.Caller, theirs *backup.ListBackupPlansOutput) {
				out.BackupPlansList = append(out.BackupPlansList, theirs.BackupPlansList...)
			})
		})},
	{"A plan backs up what it was told to leave out.", selecting(func(s *backup.BackupSelection) bool {
		s.NotResources = nil
		return true
	})},
	{"A plan backs up whatever tags it has.", selecting(func(s *backup.BackupSelection) bool {
		if s.ListOfTags == nil && s.Conditions == nil {
			return false
		}
		s.ListOfTags, s.Conditions, s.Resources = nil, nil, []string{"*"}
		return true
	})},
	{"A plan backs up an hour early.", showingJobs(func(_ *liar, _ kernel.Caller, j *backup.BackupJob) {
		if j.CreatedBy != nil {
			j.CreationDate, j.StartBy = j.CreationDate.Add(-time.Hour), j.StartBy.Add(-time.Hour)
		}
	})},
	{"The retention of a rule is forgotten.",
		taking(func(_ *liar, _ kernel.Caller, in *backup.CreateBackupPlan) {
			if p := in.BackupPlan; p != nil {
				for i := range p.Rules {
					p.Rules[i].Lifecycle = nil
				}
			}
		})},
	{"A plan backs up into another vault than its rule says.",
		showingJobs(func(_ *liar, _ kernel.Caller, j *backup.BackupJob) {
			if j.CreatedBy != nil {
				j.BackupVaultName, j.BackupVaultArn = j.BackupVaultName+"2", j.BackupVaultArn+"2"
			}
		})},
	{"Plans back up nothing.",
		answering(func(_ *liar, _ kernel.Caller, _ *backup.ListBackupJobs, out *backup.ListBackupJobsOutput) {
			out.BackupJobs = slices.DeleteFunc(out.BackupJobs, func(j backup.BackupJob) bool { return j.CreatedBy != nil })
		})},
	{"A plan copies elsewhere than it says.", showing(func(_ *liar, _ kernel.Caller, j *backup.CopyJob) {
		if j.CreatedBy != nil {
			j.DestinationBackupVaultArn += "2"
		}
	})},
	{"A plan has a rule more than ten.",
		unlocked[backup.CreateBackupPlan, backup.CreateBackupPlanOutput]("BKP-PLAN-05")},
	{"A start window of a minute is accepted.", accepting(
		func(_ *liar, _ kernel.Caller, _ *backup.StartBackupJob, refused *kernel.Error) any {
			if !against(refused, "BKP-PLAN-03") {
				return nil
			}
			return &backup.StartBackupJobOutput{BackupJobId: "11111111-2222-4333-8444-555555555555"}
		})},
}

// selecting takes new selections for others than they are, and shows them as they were asked for.
func selecting(change func(*backup.BackupSelection) bool) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		if asked, ok := in.(*backup.CreateBackupSelection); ok && asked.BackupSelection != nil {
			other := copied(asked)
			changed := change(other.BackupSelection)
			out, err := l.honest.Do(as, other)
			if err == nil && changed {
				l.kept[out.(*backup.CreateBackupSelectionOutput).SelectionId] = asked.BackupSelection
			}
			return out, err
		}
		out, err := l.honest.Do(as, in)
		if shown, ok := out.(*backup.GetBackupSelectionOutput); ok && err == nil {
			if asked, ok := l.kept[shown.SelectionId].(*backup.BackupSelection); ok {
				answer := copied(shown)
				answer.BackupSelection = asked
				return answer, nil
			}
		}
		return out, err
	}
}
