package shareproof_test

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	backuptypes "github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/shareproof/shareproof"
)

// The role that the console makes for AWS Backup, and a file system that it backs up.
const (
	backupRole = "arn:aws:iam::111111111111:role/service-role/AWSBackupDefaultServiceRole"
	fileSystem = "arn:aws:elasticfilesystem:us-east-1:111111111111:file-system/fs-0123456789abcdef0"
)

// A backup is copied into the vault of another account of the organization. That
// the vault's policy does not allow it shows only in the job; the copy lives as long
// as the copy job says, counted from the backup's own beginning.
func Example_backupCopiedToAnotherAccount() {
	ctx := context.TODO()
	cloud := shareproof.New(t)
	source, target := cloud.Config("111111111111"), cloud.Config("222222222222")
	ours, theirs := backup.NewFromConfig(source), backup.NewFromConfig(target)
	joined(source, target)
	defaultBackupRole(source)
	_, _ = ours.UpdateGlobalSettings(ctx, &backup.UpdateGlobalSettingsInput{
		GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": "true"},
	})
	_, _ = ours.CreateBackupVault(ctx, &backup.CreateBackupVaultInput{BackupVaultName: aws.String("main")})
	key, _ := kms.NewFromConfig(target).CreateKey(ctx, &kms.CreateKeyInput{})
	vault, _ := theirs.CreateBackupVault(ctx, &backup.CreateBackupVaultInput{
		BackupVaultName: aws.String("copies"), EncryptionKeyArn: key.KeyMetadata.Arn,
	})
	point := backedUp(cloud, ours)

	outcome := func() (*backuptypes.CopyJob, error) {
		started, err := ours.StartCopyJob(ctx, &backup.StartCopyJobInput{
			RecoveryPointArn: &point, SourceBackupVaultName: aws.String("main"), IamRoleArn: aws.String(backupRole),
			DestinationBackupVaultArn: vault.BackupVaultArn, Lifecycle: &backuptypes.Lifecycle{DeleteAfterDays: aws.Int64(90)},
		})
		if err != nil {
			return nil, err
		}
		cloud.Advance(3 * time.Hour)
		job, err := ours.DescribeCopyJob(ctx, &backup.DescribeCopyJobInput{CopyJobId: started.CopyJobId})
		if err != nil {
			return nil, err
		}
		return job.CopyJob, nil
	}
	job, err := outcome()
	if err != nil {
		panic(err)
	}
	fmt.Println("Before the vault allows it:", job.State, "-", aws.ToString(job.StatusMessage))

	_, err = theirs.PutBackupVaultAccessPolicy(ctx, &backup.PutBackupVaultAccessPolicyInput{
		BackupVaultName: aws.String("copies"), Policy: aws.String(`{"Version": "2012-10-17", "Statement": [{
			"Sid": "Allow account to copy into backup vault", "Effect": "Allow", "Action": "backup:CopyIntoBackupVault",
			"Resource": "*", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}}]}`),
	})
	if err != nil {
		panic(err)
	}
	job, _ = outcome()
	fmt.Println("Afterwards:", job.State)

	for _, days := range []time.Duration{80, 20} {
		cloud.Advance(days * 24 * time.Hour)
		kept, _ := theirs.ListRecoveryPointsByBackupVault(ctx, &backup.ListRecoveryPointsByBackupVaultInput{
			BackupVaultName: aws.String("copies")})
		fmt.Printf("%s: copies in the other account: %d\n", cloud.Now().Format(time.DateOnly), len(kept.RecoveryPoints))
	}
	// Output:
	// Before the vault allows it: FAILED - Access Denied trying to call AWS Backup service.
	// Afterwards: COMPLETED
	// 2026-01-20: copies in the other account: 1
	// 2026-02-09: copies in the other account: 0
}

// joined makes an organization of two accounts.
func joined(management, member aws.Config) {
	ctx := context.TODO()
	ours, theirs := organizations.NewFromConfig(management), organizations.NewFromConfig(member)
	_, _ = ours.CreateOrganization(ctx, &organizations.CreateOrganizationInput{})
	invited, _ := ours.InviteAccountToOrganization(ctx, &organizations.InviteAccountToOrganizationInput{
		Target: &orgtypes.HandshakeParty{Id: aws.String("222222222222"), Type: orgtypes.HandshakePartyTypeAccount},
	})
	_, _ = theirs.AcceptHandshake(ctx, &organizations.AcceptHandshakeInput{HandshakeId: invited.Handshake.Id})
}

// defaultBackupRole makes the role that AWS Backup's console makes.
func defaultBackupRole(config aws.Config) {
	roles := iam.NewFromConfig(config)
	_, _ = roles.CreateRole(context.TODO(), &iam.CreateRoleInput{
		RoleName: aws.String("AWSBackupDefaultServiceRole"), Path: aws.String("/service-role/"),
		AssumeRolePolicyDocument: aws.String(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "sts:AssumeRole"}}`),
	})
	_, _ = roles.AttachRolePolicy(context.TODO(), &iam.AttachRolePolicyInput{
		RoleName:  aws.String("AWSBackupDefaultServiceRole"),
		PolicyArn: aws.String("arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"),
	})
}

// backedUp backs the file system up into the vault "main", and returns the recovery
// point's ARN.
func backedUp(cloud *shareproof.Cloud, client *backup.Client) string {
	started, _ := client.StartBackupJob(context.TODO(), &backup.StartBackupJobInput{
		BackupVaultName: aws.String("main"), ResourceArn: aws.String(fileSystem), IamRoleArn: aws.String(backupRole),
	})
	cloud.Advance(3 * time.Hour)
	job, _ := client.DescribeBackupJob(context.TODO(), &backup.DescribeBackupJobInput{BackupJobId: started.BackupJobId})
	return aws.ToString(job.RecoveryPointArn)
}
