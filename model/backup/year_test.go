package backup_test

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/kernel"
)

func TestYear(t *testing.T) {
	kind := os.Getenv("KIND")
	if kind == "" {
		t.Skip()
	}
	w := model.New(model.Options{})
	var members []kernel.Caller
	for i := range 20 {
		members = append(members, kernel.Caller{Account: fmt.Sprint(200000000000 + i), Region: "us-east-1"})
	}
	organized(t, w, members...)
	switched(t, w, "true")
	var roles, resources []string
	for _, m := range members {
		key := newKey(t, w, m, members...)
		vault(t, w, m, "main", key)
		roles = append(roles, defaultRole(t, w, m))
		do[backup.PutBackupVaultAccessPolicyOutput](t, w, m, &backup.PutBackupVaultAccessPolicy{BackupVaultName: "main",
			Policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"backup:CopyIntoBackupVault","Resource":"*","Principal":"*"}]}`})
		if kind == "EBS" {
			resources = append(resources, volume(t, w, m, key))
		} else {
			resources = append(resources, m.Scope().ARN("elasticfilesystem", "file-system/fs-01234567"))
		}
	}
	start := time.Now()
	last := make([]string, 20)
	for day := range 365 {
		for range 24 {
			for i, m := range members {
				if last[i] != "" {
					j := do[backup.DescribeBackupJobOutput](t, w, m, &backup.DescribeBackupJob{BackupJobId: last[i]})
					if j.State != "COMPLETED" {
						t.Fatal(j.State, j.StatusMessage)
					}
					do[backup.StartCopyJobOutput](t, w, m, &backup.StartCopyJob{SourceBackupVaultName: "main", RecoveryPointArn: j.RecoveryPointArn,
						DestinationBackupVaultArn: members[(i+1)%20].Scope().ARN("backup", "backup-vault:main"), IamRoleArn: roles[i]})
				}
				last[i] = do[backup.StartBackupJobOutput](t, w, m, &backup.StartBackupJob{BackupVaultName: "main", ResourceArn: resources[i],
					IamRoleArn: roles[i], Lifecycle: &backup.Lifecycle{DeleteAfterDays: new(int64(30))}}).BackupJobId
			}
			w.Advance(time.Hour)
		}
		if day%30 == 29 {
			var ms runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&ms)
			fmt.Println(day, time.Since(start), ms.HeapAlloc>>20, "MB", w.Planned())
		}
	}
}
