package invariants_test

import (
	"time"

	awsbackup "github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
)

const (
	ownVault   = "arn:aws:backup:us-east-1:111111111111:backup-vault:main"
	theirVault = "arn:aws:backup:us-east-1:222222222222:backup-vault:offsite"
	fileSystem = "arn:aws:elasticfilesystem:us-east-1:111111111111:file-system/fs-01234567"
	pointARN   = "arn:aws:ec2:us-east-1::snapshot/" + snapshotID
	madeARN    = "arn:aws:ec2:us-east-1::snapshot/" + copyID
	backupRole = "arn:aws:iam::111111111111:role/backup"
	jobID      = "11111111-aaaa-4bbb-8ccc-000000000001"
	copyJobID  = "11111111-aaaa-4bbb-8ccc-000000000002"
	planID     = "11111111-aaaa-4bbb-8ccc-000000000003"
	theirKey   = "arn:aws:kms:us-east-1:222222222222:key/99999999-2222-4333-8444-555555555555"
	opensVault = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"backup:CopyIntoBackupVault",` +
		`"Resource":"*","Principal":{"AWS":"arn:aws:iam::111111111111:root"}}]}`
)

func vaultMade(as kernel.Caller, arn, name string) *kernel.Exchange {
	return call(0, as, &awsbackup.CreateBackupVault{BackupVaultName: name},
		&awsbackup.CreateBackupVaultOutput{BackupVaultArn: arn, BackupVaultName: name, CreationDate: start})
}

func vaultOpened() *kernel.Exchange {
	return call(0, consumer, &awsbackup.PutBackupVaultAccessPolicy{BackupVaultName: "offsite", Policy: opensVault},
		&awsbackup.PutBackupVaultAccessPolicyOutput{})
}

func vaultLocked(as kernel.Caller, name string, least int64) *kernel.Exchange {
	return call(0, as, &awsbackup.PutBackupVaultLockConfiguration{BackupVaultName: name, MinRetentionDays: &least},
		&awsbackup.PutBackupVaultLockConfigurationOutput{})
}

func switchedTo(at time.Duration, as kernel.Caller, value string) *kernel.Exchange {
	return call(at, as, &awsbackup.UpdateGlobalSettings{
		GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": value},
	}, &awsbackup.UpdateGlobalSettingsOutput{})
}

func joinsTheOwner() []*kernel.Exchange {
	return []*kernel.Exchange{founds(owner, "o-a"), invites(),
		call(0, consumer, &organizations.AcceptHandshake{HandshakeId: "h-aaaaaaaa"},
			&organizations.AcceptHandshakeOutput{Handshake: handshake(organizations.Accepted)})}
}

// denies lets the owner's organization deny its members to list keys.
func denies(on string) []*kernel.Exchange {
	deny := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:ListKeys","Resource":"*"}]}`
	return []*kernel.Exchange{
		call(0, owner, &organizations.EnablePolicyType{PolicyType: "SERVICE_CONTROL_POLICY", RootId: "r-aaaa"},
			&organizations.EnablePolicyTypeOutput{}),
		call(0, owner, &organizations.CreatePolicy{Name: "no-keys", Type: "SERVICE_CONTROL_POLICY", Content: deny},
			&organizations.CreatePolicyOutput{Policy: &organizations.Policy{Content: deny,
				PolicySummary: &organizations.PolicySummary{Id: "p-aaaaaaaa"}}}),
		call(0, owner, &organizations.AttachPolicy{PolicyId: "p-aaaaaaaa", TargetId: on},
			&organizations.AttachPolicyOutput{}),
	}
}

// closes lets the owner's organization close an account.
func closes(account string) []*kernel.Exchange {
	return []*kernel.Exchange{
		call(0, owner, &organizations.CloseAccount{AccountId: account}, &organizations.CloseAccountOutput{}),
	}
}

// turnedAway is that somebody may not call at all.
func turnedAway(at time.Duration, as kernel.Caller) *kernel.Exchange {
	return call(at, as, &kms.ListKeys{}, kernel.NewError(kernel.Unauthenticated,
		"The security token included in the request is invalid."))
}

// recoveryPoint is that of the volume, in the owner's vault.
func recoveryPoint(at time.Duration, change func(*awsbackup.DescribeRecoveryPointOutput)) *kernel.Exchange {
	days := int64(10)
	out := &awsbackup.DescribeRecoveryPointOutput{
		RecoveryPointArn: pointARN, BackupVaultArn: ownVault, BackupVaultName: "main", ResourceType: "EBS",
		ResourceArn: "arn:aws:ec2:us-east-1:111111111111:volume/" + volumeID, CreationDate: start, Status: "COMPLETED",
		Lifecycle:           &awsbackup.Lifecycle{DeleteAfterDays: &days},
		CalculatedLifecycle: &awsbackup.CalculatedLifecycle{DeleteAt: start.Add(10 * kernel.Day)}, StorageClass: "WARM",
	}
	if change != nil {
		change(out)
	}
	as := owner
	if out.BackupVaultArn == theirVault {
		as = consumer
	}
	return call(at, as, &awsbackup.DescribeRecoveryPoint{
		BackupVaultName: out.BackupVaultName, RecoveryPointArn: out.RecoveryPointArn,
	}, out)
}

func byKey(out *awsbackup.DescribeRecoveryPointOutput) {
	out.IsEncrypted, out.EncryptionKeyArn = true, keyARN
}

func byTheirKey(out *awsbackup.DescribeRecoveryPointOutput) {
	out.IsEncrypted, out.EncryptionKeyArn = true, theirKey
}

func atOnce(out *awsbackup.DescribeRecoveryPointOutput) {
	out.CalculatedLifecycle.DeleteAt = start.Add(9 * kernel.Day)
}

func copyAsked() *kernel.Exchange {
	return call(time.Hour, owner, &awsbackup.StartCopyJob{
		RecoveryPointArn: pointARN, SourceBackupVaultName: "main", DestinationBackupVaultArn: theirVault,
		IamRoleArn: backupRole,
	}, &awsbackup.StartCopyJobOutput{CopyJobId: copyJobID, CreationDate: start.Add(time.Hour)})
}

func copyDone(at time.Duration) *kernel.Exchange {
	return call(at, owner, &awsbackup.DescribeCopyJob{CopyJobId: copyJobID}, &awsbackup.DescribeCopyJobOutput{
		CopyJob: &awsbackup.CopyJob{
			AccountId: owner.Account, CopyJobId: copyJobID, CreationDate: start.Add(time.Hour), CompletionDate: start.Add(at),
			SourceBackupVaultArn: ownVault, SourceRecoveryPointArn: pointARN, DestinationBackupVaultArn: theirVault,
			DestinationRecoveryPointArn: madeARN, IamRoleArn: backupRole, ResourceType: "EBS", State: "COMPLETED",
		},
	})
}

func settings(as kernel.Caller, value string) *kernel.Exchange {
	return call(time.Hour, as, &awsbackup.DescribeGlobalSettings{}, &awsbackup.DescribeGlobalSettingsOutput{
		GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": value},
	})
}

func lentTo(at time.Duration) *kernel.Exchange {
	return call(at, consumer, &ebs.DescribeSnapshots{RestorableByUserIds: []string{"self"}},
		&ebs.DescribeSnapshotsOutput{Snapshots: []ebs.Snapshot{snapshot(snapshotID, owner.Account, nil)}})
}

func planMade() []*kernel.Exchange {
	return []*kernel.Exchange{
		call(0, owner, &awsbackup.CreateBackupPlan{BackupPlan: &awsbackup.BackupPlanInput{
			BackupPlanName: "nightly", Rules: []awsbackup.BackupRuleInput{{RuleName: "rule", TargetBackupVaultName: "main"}},
		}}, &awsbackup.CreateBackupPlanOutput{
			BackupPlanArn: "arn:aws:backup:us-east-1:111111111111:backup-plan:" + planID, BackupPlanId: planID,
			VersionId: "first", CreationDate: start,
		}),
		call(0, owner, &awsbackup.CreateBackupSelection{BackupPlanId: planID, BackupSelection: &awsbackup.BackupSelection{
			IamRoleArn: backupRole, SelectionName: "files", Resources: []string{fileSystem},
		}}, &awsbackup.CreateBackupSelectionOutput{
			BackupPlanId: planID, SelectionId: "11111111-aaaa-4bbb-8ccc-000000000004", CreationDate: start,
		}),
	}
}

// planned is the job that the plan starts at five o'clock.
func planned(resource string) *kernel.Exchange {
	return call(6*time.Hour, owner, &awsbackup.DescribeBackupJob{BackupJobId: jobID}, &awsbackup.DescribeBackupJobOutput{
		AccountId: owner.Account, BackupJobId: jobID, BackupVaultName: "main", BackupVaultArn: ownVault,
		CreationDate: start.Add(5 * time.Hour), ResourceArn: resource, ResourceType: "EFS", State: "RUNNING",
		CreatedBy: &awsbackup.RecoveryPointCreator{BackupPlanId: planID, BackupPlanVersion: "first", BackupRuleName: "rule"},
	})
}

func both(first []*kernel.Exchange, more ...*kernel.Exchange) []*kernel.Exchange {
	return append(first[:len(first):len(first)], more...)
}

var ofVaults = []tale{
	{"INV-BKP-01", "a copy goes into another account's vault while the organization and the vault let it",
		both(joinsTheOwner(), vaultMade(consumer, theirVault, "offsite"), vaultOpened(), switchedTo(0, owner, "true"),
			switchedTo(55*time.Minute, owner, "false"), copyAsked(), copyDone(2*time.Hour)),
		both(joinsTheOwner(), vaultMade(consumer, theirVault, "offsite"), switchedTo(0, owner, "true"), copyAsked(),
			copyDone(2*time.Hour))},
	{"INV-BKP-01", "a copy is let through for fifteen minutes after the switch is turned off",
		both(joinsTheOwner(), switchedTo(0, owner, "true"), switchedTo(50*time.Minute, owner, "false"), copyAsked(),
			copyDone(2*time.Hour)),
		both(joinsTheOwner(), switchedTo(0, owner, "true"), switchedTo(40*time.Minute, owner, "false"), copyAsked(),
			copyDone(2*time.Hour))},
	{"INV-ORG-03", "a member does what no service control policy denies it",
		both(both(joinsTheOwner(), denies("333333333333")...), call(0, consumer, &kms.ListKeys{}, &kms.ListKeysOutput{})),
		both(both(joinsTheOwner(), denies(consumer.Account)...), call(0, consumer, &kms.ListKeys{}, &kms.ListKeysOutput{}))},
	{"INV-ORG-04", "who is not closed gets answers",
		both(both(joinsTheOwner(), closes(consumer.Account)...), call(time.Hour, owner, &kms.ListKeys{},
			&kms.ListKeysOutput{})),
		both(both(joinsTheOwner(), closes(consumer.Account)...), call(time.Hour, consumer, &kms.ListKeys{},
			&kms.ListKeysOutput{}))},
	{"INV-ORG-04", "who is closed is turned away",
		both(both(joinsTheOwner(), closes(consumer.Account)...), turnedAway(time.Hour, consumer)),
		both(both(joinsTheOwner(), closes(consumer.Account)...), turnedAway(time.Hour, owner))},
	{"INV-BKP-02", "a member reads what the management account has set",
		both(joinsTheOwner(), switchedTo(0, owner, "true"), settings(consumer, "true")),
		both(joinsTheOwner(), switchedTo(0, consumer, "true"))},
	{"INV-BKP-03", "a copy is made in an account to which its key was opened",
		both(joinsTheOwner(), switchedTo(0, owner, "true"), keyMade(policyFor(consumer.Account)), recoveryPoint(0, byKey),
			copyAsked(), copyDone(2*time.Hour)),
		both(joinsTheOwner(), switchedTo(0, owner, "true"), keyMade(policyFor(owner.Account)), recoveryPoint(0, byKey),
			copyAsked(), copyDone(2*time.Hour))},
	{"INV-BKP-04", "a recovery point keeps its key",
		[]*kernel.Exchange{recoveryPoint(0, byKey), recoveryPoint(time.Hour, byKey)},
		[]*kernel.Exchange{recoveryPoint(0, byKey), recoveryPoint(time.Hour, byTheirKey)}},
	{"INV-BKP-05", "a recovery point lives as long as its lifecycle says",
		[]*kernel.Exchange{recoveryPoint(0, nil), recoveryPoint(10*kernel.Day, nil)},
		[]*kernel.Exchange{recoveryPoint(0, nil), recoveryPoint(11*kernel.Day, nil)}},
	{"INV-BKP-05", "a recovery point is to be deleted when its lifecycle says",
		[]*kernel.Exchange{recoveryPoint(0, nil)}, []*kernel.Exchange{recoveryPoint(0, atOnce)}},
	{"INV-BKP-06", "who deletes takes nothing from a locked vault",
		[]*kernel.Exchange{vaultMade(owner, ownVault, "main"), recoveryPoint(0, nil), deletesPoint()},
		[]*kernel.Exchange{vaultMade(owner, ownVault, "main"), recoveryPoint(0, nil), vaultLocked(owner, "main", 7),
			deletesPoint()}},
	{"INV-BKP-07", "the share by which a snapshot is copied is taken back",
		both(joinsTheOwner(), switchedTo(0, owner, "true"), recoveryPoint(0, nil), copyAsked(), lentTo(time.Hour)),
		both(joinsTheOwner(), switchedTo(0, owner, "true"), recoveryPoint(0, nil), copyAsked(), copyDone(2*time.Hour),
			lentTo(3*time.Hour))},
	{"INV-BKP-08", "a recovery point is not deleted in EC2",
		[]*kernel.Exchange{
			call(0, owner, &ebs.DeleteSnapshot{SnapshotId: snapshotID}, &ebs.DeleteSnapshotOutput{}),
		},
		[]*kernel.Exchange{
			recoveryPoint(0, nil),
			call(0, owner, &ebs.DeleteSnapshot{SnapshotId: snapshotID}, &ebs.DeleteSnapshotOutput{}),
		}},
	{"INV-BKP-09", "a plan backs up what was selected",
		both(planMade(), planned(fileSystem)), both(planMade(), planned(fileSystem+"89abcdef0"))},
}

func deletesPoint() *kernel.Exchange {
	return call(time.Hour, owner, &awsbackup.DeleteRecoveryPoint{BackupVaultName: "main", RecoveryPointArn: pointARN},
		&awsbackup.DeleteRecoveryPointOutput{})
}
