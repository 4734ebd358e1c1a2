package model_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
)

const (
	anyPrincipal = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"backup:CopyIntoBackupVault",` +
		`"Resource":"*","Principal":"*"}]}`
	allowsAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
)

// plannedWorld is a world of so many accounts in one organization, each with a plan
// that backs a file system up hourly, keeps that for 30 days and copies it into the
// vault of the next account.
func plannedWorld(b require.TestingT, accounts int) *model.World {
	w := model.New(model.Options{})
	members := make([]kernel.Caller, accounts)
	for i := range members {
		members[i] = kernel.Caller{Account: fmt.Sprint(200000000000 + i), Region: owner.Region}
	}
	do[organizations.CreateOrganizationOutput](b, w, owner, &organizations.CreateOrganization{})
	do[backup.UpdateGlobalSettingsOutput](b, w, owner, &backup.UpdateGlobalSettings{
		GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": "true"}})
	for _, m := range members {
		h := do[organizations.InviteAccountToOrganizationOutput](b, w, owner, &organizations.InviteAccountToOrganization{
			Target: &organizations.HandshakeParty{Id: m.Account, Type: "ACCOUNT"}}).Handshake
		do[organizations.AcceptHandshakeOutput](b, w, m, &organizations.AcceptHandshake{HandshakeId: h.Id})
		key := do[kms.CreateKeyOutput](b, w, m, &kms.CreateKey{}).KeyMetadata.Arn
		do[backup.CreateBackupVaultOutput](b, w, m, &backup.CreateBackupVault{BackupVaultName: "main",
			EncryptionKeyArn: key})
		do[backup.PutBackupVaultAccessPolicyOutput](b, w, m, &backup.PutBackupVaultAccessPolicy{BackupVaultName: "main",
			Policy: anyPrincipal})
	}
	for i, m := range members {
		role := do[iam.CreateRoleOutput](b, w, m, &iam.CreateRole{RoleName: "Plans",
			AssumeRolePolicyDocument: trustsBackup}).Role.Arn
		do[iam.PutRolePolicyOutput](b, w, m, &iam.PutRolePolicy{RoleName: "Plans", PolicyName: "all",
			PolicyDocument: allowsAll})
		plan := do[backup.CreateBackupPlanOutput](b, w, m, &backup.CreateBackupPlan{BackupPlan: &backup.BackupPlanInput{
			BackupPlanName: "hourly", Rules: []backup.BackupRuleInput{{
				RuleName: "hourly", TargetBackupVaultName: "main", ScheduleExpression: "cron(0 * ? * * *)",
				StartWindowMinutes: new(int64(60)), Lifecycle: &backup.Lifecycle{DeleteAfterDays: new(int64(30))},
				CopyActions: []backup.CopyAction{{DestinationBackupVaultArn: "arn:aws:backup:" + owner.Region + ":" +
					members[(i+1)%accounts].Account + ":backup-vault:main"}},
			}}}}).BackupPlanId
		do[backup.CreateBackupSelectionOutput](b, w, m, &backup.CreateBackupSelection{BackupPlanId: plan,
			BackupSelection: &backup.BackupSelection{SelectionName: "files", IamRoleArn: role,
				Resources: []string{m.Scope().ARN("elasticfilesystem", "file-system/fs-01234567")}}})
	}
	return w
}

// heap is how many bytes there are in use.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// completed is how many copy jobs of the last month an account shows as completed.
func completed(b require.TestingT, w *model.World, account string) (n int) {
	in := &backup.ListCopyJobs{ByState: "COMPLETED"}
	for {
		out := do[backup.ListCopyJobsOutput](b, w, kernel.Caller{Account: account, Region: owner.Region}, in)
		n += len(out.CopyJobs)
		if in.NextToken = out.NextToken; in.NextToken == "" {
			return n
		}
	}
}

// A year of 20 accounts, about 350,000 jobs, is to take less than 10 seconds.
func BenchmarkAYearOfHourlyBackupPlans(b *testing.B) {
	for range b.N {
		w := plannedWorld(b, 20)
		w.Advance(60 * kernel.Day)
		early := heap()
		w.Advance(305 * kernel.Day)
		b.ReportMetric(float64(heap())/float64(early), "heap-at-the-end/after-60-days")
		require.Greater(b, completed(b, w, "200000000000"), 24*29)
	}
}

func TestPlansCostNoMoreAfterManyMonthsThanAfterTwo(t *testing.T) {
	if testing.Short() {
		t.Skip("months take seconds")
	}
	w := plannedWorld(t, 2)
	w.Advance(60 * kernel.Day)
	planned, bytes, start := w.Planned(), heap(), time.Now()
	w.Advance(60 * kernel.Day)
	first := time.Since(start)
	w.Advance(180 * kernel.Day)
	start = time.Now()
	w.Advance(60 * kernel.Day)
	last := time.Since(start)
	require.Less(t, w.Planned(), 2*planned, "what is on the agenda")
	require.Less(t, heap(), 2*bytes, "bytes in use")
	require.Less(t, last, 3*first, "two months after eight and after two")
	require.Greater(t, completed(t, w, "200000000000"), 24*29)
}
