package backup

import "github.com/shareproof/shareproof/model/kernel"

// workload says how callers use AWS Backup.
var workload = kernel.Workload[*Service]{
	Words: map[string]func(*Service, *kernel.Draw) string{
		"CreateBackupVault.BackupVaultName": kernel.Among[*Service]("main", "offsite", "archive"),
		"BackupVaultName":                   (*Service).someVault,
		"BackupVaultTags":                   kernel.Among[*Service]("team"),
		"BackupVaultTags.team":              kernel.Among[*Service]("red", "blue"),
	},
}

func (s *Service) someVault(d *kernel.Draw) string {
	own := func(v *vault) bool { return !d.Legal || v.Scope == d.Caller.Scope() }
	if v := kernel.Some(d, s.Vaults.All, own); v != nil {
		return v.Name
	}
	return ""
}
