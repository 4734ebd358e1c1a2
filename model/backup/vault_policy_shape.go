package backup

// PutBackupVaultAccessPolicy gives a vault a policy in place of the former one.
type PutBackupVaultAccessPolicy struct {
	_               struct{} `http:"PUT /backup-vaults/{BackupVaultName}/access-policy"`
	BackupVaultName string   `shape:"!" resource:"backup-vault"`
	Policy          string   `shape:"!Policy"`
}

// PutBackupVaultAccessPolicyOutput is empty.
type PutBackupVaultAccessPolicyOutput struct{}

// GetBackupVaultAccessPolicy asks for the policy of a vault.
type GetBackupVaultAccessPolicy struct {
	_               struct{} `http:"GET /backup-vaults/{BackupVaultName}/access-policy"`
	BackupVaultName string   `shape:"!" resource:"backup-vault"`
}

// GetBackupVaultAccessPolicyOutput is the policy as it was put.
type GetBackupVaultAccessPolicyOutput struct {
	BackupVaultArn  string
	BackupVaultName string
	Policy          string
}

// DeleteBackupVaultAccessPolicy takes the policy of a vault away.
type DeleteBackupVaultAccessPolicy struct {
	_               struct{} `http:"DELETE /backup-vaults/{BackupVaultName}/access-policy"`
	BackupVaultName string   `shape:"!" resource:"backup-vault"`
}

// DeleteBackupVaultAccessPolicyOutput is empty.
type DeleteBackupVaultAccessPolicyOutput struct{}

// PutBackupVaultLockConfiguration locks a vault: with ChangeableForDays in
// compliance mode, without in governance mode.
type PutBackupVaultLockConfiguration struct {
	_                 struct{} `http:"PUT /backup-vaults/{BackupVaultName}/vault-lock"`
	BackupVaultName   string   `shape:"!" resource:"backup-vault"`
	ChangeableForDays *int64
	MaxRetentionDays  *int64
	MinRetentionDays  *int64
}

// PutBackupVaultLockConfigurationOutput is empty.
type PutBackupVaultLockConfigurationOutput struct{}

// DeleteBackupVaultLockConfiguration unlocks a vault, as long as that is
// possible.
type DeleteBackupVaultLockConfiguration struct {
	_               struct{} `http:"DELETE /backup-vaults/{BackupVaultName}/vault-lock"`
	BackupVaultName string   `shape:"!" resource:"backup-vault"`
}

// DeleteBackupVaultLockConfigurationOutput is empty.
type DeleteBackupVaultLockConfigurationOutput struct{}

// PutBackupVaultNotifications has events of a vault sent to an SNS topic.
type PutBackupVaultNotifications struct {
	_                 struct{}           `http:"PUT /backup-vaults/{BackupVaultName}/notification-configuration"`
	BackupVaultEvents []BackupVaultEvent `shape:"!VaultEvents"`
	BackupVaultName   string             `shape:"!" resource:"backup-vault"`
	SNSTopicArn       string             `shape:"!"`
}

// PutBackupVaultNotificationsOutput is empty.
type PutBackupVaultNotificationsOutput struct{}

// GetBackupVaultNotifications asks which events of a vault are sent where.
type GetBackupVaultNotifications struct {
	_               struct{} `http:"GET /backup-vaults/{BackupVaultName}/notification-configuration"`
	BackupVaultName string   `shape:"!" resource:"backup-vault"`
}

// GetBackupVaultNotificationsOutput tells it.
type GetBackupVaultNotificationsOutput struct {
	BackupVaultArn    string
	BackupVaultEvents []BackupVaultEvent
	BackupVaultName   string
	SNSTopicArn       string
}

// DeleteBackupVaultNotifications ends the notifications of a vault.
type DeleteBackupVaultNotifications struct {
	_               struct{} `http:"DELETE /backup-vaults/{BackupVaultName}/notification-configuration"`
	BackupVaultName string   `shape:"!" resource:"backup-vault"`
}

// DeleteBackupVaultNotificationsOutput is empty.
type DeleteBackupVaultNotificationsOutput struct{}
