package simulation_test

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// The listings of jobs and recovery points, and their entries.
type (
	pointsOut   = backup.ListRecoveryPointsByBackupVaultOutput
	pointsIn    = backup.ListRecoveryPointsByBackupVault
	pointInList = backup.RecoveryPointByBackupVault
)

// alike changes what answers show of one thing, in a list as T and by itself as O: members of one name are the same.
func alike[T, O any](change func(l *liar, as kernel.Caller, shown *T)) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		one, ok := out.(*O)
		switch {
		case err != nil:
			return out, err
		case !ok && holds(reflect.TypeOf(out), reflect.TypeFor[T]()):
			answer := deep(reflect.ValueOf(out))
			visit(answer, func(shown *T) { change(l, as, shown) })
			return answer.Interface(), nil
		case !ok:
			return out, nil
		}
		answer, shown := copied(one), new(T)
		overlay(reflect.ValueOf(shown).Elem(), reflect.ValueOf(answer).Elem())
		change(l, as, shown)
		overlay(reflect.ValueOf(answer).Elem(), reflect.ValueOf(shown).Elem())
		return answer, nil
	}
}

// overlay sets the members of one struct to those of the same names of another.
func overlay(to, from reflect.Value) {
	for i := range from.NumField() {
		if f := to.FieldByName(from.Type().Field(i).Name); f.IsValid() && from.Type().Field(i).IsExported() &&
			f.Type() == from.Field(i).Type() {
			f.Set(from.Field(i))
		}
	}
}

func showingPoints(change func(l *liar, as kernel.Caller, p *pointInList)) lie {
	return alike[pointInList, backup.DescribeRecoveryPointOutput](change)
}

func showingJobs(change func(l *liar, as kernel.Caller, j *backup.BackupJob)) lie {
	return alike[backup.BackupJob, backup.DescribeBackupJobOutput](change)
}

// showingCopies changes the recovery points that were copied.
func showingCopies(change func(p *pointInList)) lie {
	return showingPoints(func(_ *liar, _ kernel.Caller, p *pointInList) {
		if p.SourceBackupVaultArn != "" {
			change(p)
		}
	})
}

// later moves when a recovery point is deleted.
func later(p *pointInList, by time.Duration) {
	if c := p.CalculatedLifecycle; c != nil && c.DeleteAt != 0 {
		moved := *c
		moved.DeleteAt = c.DeleteAt.Add(by)
		p.CalculatedLifecycle = &moved
	}
}

// without hides the recovery points that fit from listings and from who asks for them.
func without(fits func(l *liar, as kernel.Caller, p *pointInList) bool) lie {
	return func(l *liar, as kernel.Caller, in any) (any, error) {
		out, err := l.honest.Do(as, in)
		switch shown := out.(type) {
		case *pointsOut:
			if err == nil {
				answer := copied(shown)
				answer.RecoveryPoints = slices.DeleteFunc(answer.RecoveryPoints, func(p pointInList) bool {
					return fits(l, as, &p)
				})
				return answer, nil
			}
		case *backup.DescribeRecoveryPointOutput:
			p := pointInList{}
			if overlay(reflect.ValueOf(&p).Elem(), reflect.ValueOf(shown).Elem()); err == nil && fits(l, as, &p) {
				return nil, kernel.NewError(backup.ResourceNotFound, "no")
			}
		}
		return out, err
	}
}

// unlocked accepts what a rule of locks forbids.
func unlocked[I, O any](rule string) lie {
	return accepting(func(_ *liar, _ kernel.Caller, _ *I, refused *kernel.Error) any {
		if against(refused, rule) {
			return new(O)
		}
		return nil
	})
}

var inVaults = []bug{
	{"The vaults of all accounts are listed.",
		answering(func(l *liar, as kernel.Caller, in *backup.ListBackupVaults, out *backup.ListBackupVaultsOutput) {
			others(l, as, in, func(_ kernel.Caller, theirs *backup.ListBackupVaultsOutput) {
				out.BackupVaultList = append(out.BackupVaultList, theirs.BackupVaultList...)
			})
		})},
	{"PutBackupVaultAccessPolicy is accepted and does nothing.", idle[backup.PutBackupVaultAccessPolicy]},
	{"DeleteBackupVaultAccessPolicy is accepted and does nothing.", idle[backup.DeleteBackupVaultAccessPolicy]},
	{"DeleteBackupVault is accepted and does nothing.", idle[backup.DeleteBackupVault]},
	{"A vault is deleted with what is in it.",
		unlocked[backup.DeleteBackupVault, backup.DeleteBackupVaultOutput]("BKP-VLT-05")},
	{"A vault has the key that AWS manages, whatever key it was given.",
		taking(func(_ *liar, _ kernel.Caller, in *backup.CreateBackupVault) { in.EncryptionKeyArn = "" })},
	{"The tags of a vault are those that it was made with.", idle[backup.TagResource]},
	{"UntagResource takes nothing from a vault.", idle[backup.UntagResource]},
	{"PutBackupVaultLockConfiguration is accepted and does nothing.", idle[backup.PutBackupVaultLockConfiguration]},
	{"DeleteBackupVaultLockConfiguration is accepted and does nothing.", idle[backup.DeleteBackupVaultLockConfiguration]},
	{"A lock wants what is in its vault to be kept a day longer than it was told.",
		taking(func(_ *liar, _ kernel.Caller, in *backup.PutBackupVaultLockConfiguration) {
			if least := kernel.Value(in.MinRetentionDays) + 1; in.MinRetentionDays != nil {
				in.MinRetentionDays = &least
			}
		})},
	{"A recovery point is deleted from a locked vault.",
		unlocked[backup.DeleteRecoveryPoint, backup.DeleteRecoveryPointOutput]("BKP-LOCK-03")},
	{"A lifecycle is written in a locked vault.",
		unlocked[backup.UpdateRecoveryPointLifecycle, backup.UpdateRecoveryPointLifecycleOutput]("BKP-LOCK-03")},
	{"A lock that is immutable is taken off.",
		unlocked[backup.DeleteBackupVaultLockConfiguration, backup.DeleteBackupVaultLockConfigurationOutput]("BKP-LOCK-04")},
	{"A lock that is immutable is changed.",
		unlocked[backup.PutBackupVaultLockConfiguration, backup.PutBackupVaultLockConfigurationOutput]("BKP-LOCK-04")},
	{"A lock is immutable a day late.",
		alike[backup.BackupVaultListMember, backup.DescribeBackupVaultOutput](
			func(_ *liar, _ kernel.Caller, v *backup.BackupVaultListMember) {
				if v.LockDate != 0 {
					v.LockDate = v.LockDate.Add(kernel.Day)
				}
			})},
	{"ListBackupVaults repeats the last vault of a page.", stuttering(
		func(out *backup.ListBackupVaultsOutput) *[]backup.BackupVaultListMember { return &out.BackupVaultList },
		func(in *backup.ListBackupVaults) string { return in.NextToken })},
}

var inRecoveryPoints = []bug{
	{"A recovery point is deleted a day late by what it shows.",
		showingPoints(func(_ *liar, _ kernel.Caller, p *pointInList) { later(p, kernel.Day) })},
	{"A recovery point is gone a day early.", without(func(l *liar, _ kernel.Caller, p *pointInList) bool {
		c := p.CalculatedLifecycle
		return c != nil && c.DeleteAt != 0 && l.now().Add(kernel.Day) > c.DeleteAt
	})},
	{"Recovery points are never deleted.",
		answering(func(l *liar, as kernel.Caller, in *pointsIn, out *pointsOut) {
			name := as.Account + as.Region + in.BackupVaultName
			all, _ := l.kept[name].([]pointInList)
			for _, p := range all {
				is := func(o pointInList) bool { return o.RecoveryPointArn == p.RecoveryPointArn }
				if in.NextToken == "" && out.NextToken == "" && !slices.ContainsFunc(out.RecoveryPoints, is) {
					out.RecoveryPoints = append(out.RecoveryPoints, p)
				}
			}
			l.kept[name] = out.RecoveryPoints
		})},
	{"A recovery point is EXPIRED before its time.",
		showingPoints(func(l *liar, _ kernel.Caller, p *pointInList) {
			if l.since(p.RecoveryPointArn) > time.Hour && p.CalculatedLifecycle != nil &&
				l.now() < p.CalculatedLifecycle.DeleteAt {
				p.Status = "EXPIRED"
			}
		})},
	{"A recovery point is cold before its time.",
		answering(func(_ *liar, _ kernel.Caller, _ *backup.DescribeRecoveryPoint, out *backup.DescribeRecoveryPointOutput) {
			if c := out.CalculatedLifecycle; c != nil && c.MoveToColdStorageAt != 0 {
				out.StorageClass = "COLD"
			}
		})},
	{"A recovery point is never cold.",
		answering(func(_ *liar, _ kernel.Caller, _ *backup.DescribeRecoveryPoint, out *backup.DescribeRecoveryPointOutput) {
			if out.StorageClass == "COLD" {
				out.StorageClass = "WARM"
			}
		})},
	{"The lifecycle that a backup job asks for is forgotten.",
		taking(func(_ *liar, _ kernel.Caller, in *backup.StartBackupJob) { in.Lifecycle = nil })},
	{"UpdateRecoveryPointLifecycle is accepted and does nothing.", idle[backup.UpdateRecoveryPointLifecycle]},
	{"DeleteRecoveryPoint is accepted and does nothing.", idle[backup.DeleteRecoveryPoint]},
	{"A recovery point is in another vault than it was.",
		showingPoints(func(l *liar, as kernel.Caller, p *pointInList) {
			if l.since(p.RecoveryPointArn) > kernel.Day {
				p.BackupVaultArn, p.BackupVaultName = p.BackupVaultArn+"2", p.BackupVaultName+"2"
			}
		})},
	{"A recovery point tells no key though it is encrypted.",
		showingPoints(func(_ *liar, _ kernel.Caller, p *pointInList) { p.EncryptionKeyArn = "" })},
	{"Anybody describes anybody's recovery points.",
		accepting(func(l *liar, as kernel.Caller, in *backup.DescribeRecoveryPoint, _ *kernel.Error) any {
			return l.inTheNameOfAnother(as, in)
		})},
	{"Anybody restores anybody's recovery points.",
		accepting(func(l *liar, as kernel.Caller, in *backup.StartRestoreJob, _ *kernel.Error) any {
			return l.inTheNameOfAnother(as, in)
		})},
	{"Recovery points of EBS are deleted in EC2.",
		unlocked[ebs.DeleteSnapshot, ebs.DeleteSnapshotOutput]("EBS-DEL-04")},
	{"Recovery points of Aurora are deleted in RDS.",
		accepting(func(l *liar, as kernel.Caller, in *rds.DeleteDBClusterSnapshot, refused *kernel.Error) any {
			if !against(refused, "BKP-RP-09") {
				return nil
			}
			out, err := l.honest.Do(as, &rds.DescribeDBClusterSnapshots{
				DBClusterSnapshotIdentifier: in.DBClusterSnapshotIdentifier,
			})
			if err != nil {
				return nil
			}
			deleted := copied(&out.(*rds.DescribeDBClusterSnapshotsOutput).DBClusterSnapshots[0])
			deleted.Status = "deleting"
			return &rds.DeleteDBClusterSnapshotOutput{DBClusterSnapshot: deleted}
		})},
	{"A page of recovery points loses its first one.", losing(
		func(out *pointsOut) *[]pointInList { return &out.RecoveryPoints },
		func(in *pointsIn) string { return in.NextToken })},
}

// message reports whether a text has one of some words in it.
func message(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
