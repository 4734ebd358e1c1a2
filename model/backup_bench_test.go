package model_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// trustsBackup lets AWS Backup assume a role.
const trustsBackup = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}}`

// backupRole gives an account the role that the console makes for AWS Backup, and
// returns its ARN.
func backupRole(tb require.TestingT, w *model.World, as kernel.Caller) string {
	role := do[iam.CreateRoleOutput](tb, w, as, &iam.CreateRole{RoleName: "AWSBackupDefaultServiceRole",
		Path: "/service-role/", AssumeRolePolicyDocument: trustsBackup}).Role
	do[iam.AttachRolePolicyOutput](tb, w, as, &iam.AttachRolePolicy{RoleName: role.RoleName,
		PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"})
	return role.Arn
}

// fileSystem returns the ARN of a file system that AWS Backup takes to exist.
func fileSystem(of kernel.Caller, n int) string {
	return of.Scope().ARN("elasticfilesystem", fmt.Sprintf("file-system/fs-%017x", n))
}

// filled is a world in which the owner has a vault with so many recovery points.
func filled(tb require.TestingT, points int) *model.World {
	w := model.New(model.Options{Pace: kernel.Immediate})
	role := backupRole(tb, w, owner)
	do[backup.CreateBackupVaultOutput](tb, w, owner, &backup.CreateBackupVault{BackupVaultName: "main"})
	for i := range points {
		do[backup.StartBackupJobOutput](tb, w, owner, &backup.StartBackupJob{BackupVaultName: "main", IamRoleArn: role,
			ResourceArn: fileSystem(owner, i)})
	}
	w.Advance(kernel.Day)
	return w
}

// lastPoints returns how to ask for the last full page of 100 recovery points.
func lastPoints(tb require.TestingT, w *model.World) *backup.ListRecoveryPointsByBackupVault {
	in := backup.ListRecoveryPointsByBackupVault{BackupVaultName: "main", MaxResults: new(int32(100))}
	for {
		page := do[backup.ListRecoveryPointsByBackupVaultOutput](tb, w, owner, &in)
		require.Len(tb, page.RecoveryPoints, 100)
		if page.NextToken == "" {
			return &in
		}
		in.NextToken = page.NextToken
	}
}

// BenchmarkListRecoveryPoints compares a page of 100 recovery points out of 100,000 in
// a vault with one out of 1,000, in alternation: the first page and the last one.
func BenchmarkListRecoveryPoints(b *testing.B) {
	few, many := filled(b, 1_000), filled(b, 100_000)
	first := &backup.ListRecoveryPointsByBackupVault{BackupVaultName: "main", MaxResults: new(int32(100))}
	for name, pages := range map[string][2]*backup.ListRecoveryPointsByBackupVault{
		"first": {first, first}, "last": {lastPoints(b, few), lastPoints(b, many)},
	} {
		b.Run(name, func(b *testing.B) {
			var outOfFew, outOfMany []time.Duration
			for b.Loop() {
				start := time.Now()
				_, _ = few.Do(owner, pages[0])
				middle := time.Now()
				_, _ = many.Do(owner, pages[1])
				outOfFew, outOfMany = append(outOfFew, middle.Sub(start)), append(outOfMany, time.Since(middle))
			}
			b.ReportMetric(median(outOfMany)/median(outOfFew), "of-a-page-out-of-1000")
		})
	}
}
