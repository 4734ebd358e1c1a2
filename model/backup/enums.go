package backup

// BackupJobState is the state of a backup job.
type BackupJobState string

// Values lists every BackupJobState.
func (BackupJobState) Values() []BackupJobState {
	return []BackupJobState{
		"CREATED", "PENDING", "RUNNING", "ABORTING", "ABORTED", "COMPLETED", "FAILED", "EXPIRED", "PARTIAL",
	}
}

// BackupVaultEvent is what a vault notifies of.
type BackupVaultEvent string

// Values lists every BackupVaultEvent.
func (BackupVaultEvent) Values() []BackupVaultEvent {
	return []BackupVaultEvent{
		"BACKUP_JOB_STARTED", "BACKUP_JOB_COMPLETED", "BACKUP_JOB_SUCCESSFUL", "BACKUP_JOB_FAILED",
		"BACKUP_JOB_EXPIRED", "RESTORE_JOB_STARTED", "RESTORE_JOB_COMPLETED", "RESTORE_JOB_SUCCESSFUL",
		"RESTORE_JOB_FAILED", "COPY_JOB_STARTED", "COPY_JOB_SUCCESSFUL", "COPY_JOB_FAILED",
		"RECOVERY_POINT_MODIFIED", "BACKUP_PLAN_CREATED", "BACKUP_PLAN_MODIFIED", "S3_BACKUP_OBJECT_FAILED",
		"S3_RESTORE_OBJECT_FAILED", "CONTINUOUS_BACKUP_INTERRUPTED", "RECOVERY_POINT_INDEX_COMPLETED",
		"RECOVERY_POINT_INDEX_DELETED", "RECOVERY_POINT_INDEXING_FAILED", "EKS_RESTORE_OBJECT_FAILED",
		"EKS_RESTORE_OBJECT_SKIPPED", "EKS_BACKUP_OBJECT_FAILED", "ACCESS_POINT_AVAILABLE",
		"ACCESS_POINT_CREATION_FAILED", "ACCESS_POINT_DELETED", "ACCESS_POINT_DELETION_FAILED",
		"ACCESS_POINT_EXPIRED", "ACCESS_POINT_DISASSOCIATED",
	}
}

// ConditionType is how a condition compares.
type ConditionType string

// Values lists every ConditionType.
func (ConditionType) Values() []ConditionType {
	return []ConditionType{
		"STRINGEQUALS",
	}
}

// CopyJobState is the state of a copy job.
type CopyJobState string

// Values lists every CopyJobState.
func (CopyJobState) Values() []CopyJobState {
	return []CopyJobState{
		"CREATED", "RUNNING", "COMPLETED", "FAILED", "PARTIAL",
	}
}

// EncryptionKeyType says whose key encrypts something.
type EncryptionKeyType string

// Values lists every EncryptionKeyType.
func (EncryptionKeyType) Values() []EncryptionKeyType {
	return []EncryptionKeyType{
		"AWS_OWNED_KMS_KEY", "CUSTOMER_MANAGED_KMS_KEY",
	}
}

// Index is a choice about indexing backups.
type Index string

// Values lists every Index.
func (Index) Values() []Index {
	return []Index{
		"ENABLED", "DISABLED",
	}
}

// IndexStatus is the state of an index.
type IndexStatus string

// Values lists every IndexStatus.
func (IndexStatus) Values() []IndexStatus {
	return []IndexStatus{
		"PENDING", "ACTIVE", "FAILED", "DELETING",
	}
}

// LifecycleDeleteAfterEvent is an event that ends the life of a recovery point.
type LifecycleDeleteAfterEvent string

// Values lists every LifecycleDeleteAfterEvent.
func (LifecycleDeleteAfterEvent) Values() []LifecycleDeleteAfterEvent {
	return []LifecycleDeleteAfterEvent{
		"DELETE_AFTER_COPY",
	}
}

// MalwareScanner is who scans for malware.
type MalwareScanner string

// Values lists every MalwareScanner.
func (MalwareScanner) Values() []MalwareScanner {
	return []MalwareScanner{
		"GUARDDUTY",
	}
}

// MpaSessionStatus is the state of an approval by several parties.
type MpaSessionStatus string

// Values lists every MpaSessionStatus.
func (MpaSessionStatus) Values() []MpaSessionStatus {
	return []MpaSessionStatus{
		"PENDING", "APPROVED", "FAILED",
	}
}

// RecoveryPointStatus is the state of a recovery point.
type RecoveryPointStatus string

// Values lists every RecoveryPointStatus.
func (RecoveryPointStatus) Values() []RecoveryPointStatus {
	return []RecoveryPointStatus{
		"COMPLETED", "PARTIAL", "DELETING", "EXPIRED", "AVAILABLE", "STOPPED", "CREATING",
	}
}

// RestoreDeletionStatus is the state of the deletion of what a restore test
// made.
type RestoreDeletionStatus string

// Values lists every RestoreDeletionStatus.
func (RestoreDeletionStatus) Values() []RestoreDeletionStatus {
	return []RestoreDeletionStatus{
		"DELETING", "FAILED", "SUCCESSFUL",
	}
}

// RestoreJobStatus is the state of a restore job.
type RestoreJobStatus string

// Values lists every RestoreJobStatus.
func (RestoreJobStatus) Values() []RestoreJobStatus {
	return []RestoreJobStatus{
		"PENDING", "RUNNING", "COMPLETED", "ABORTED", "FAILED",
	}
}

// RestoreValidationStatus is the outcome of a restore test.
type RestoreValidationStatus string

// Values lists every RestoreValidationStatus.
func (RestoreValidationStatus) Values() []RestoreValidationStatus {
	return []RestoreValidationStatus{
		"FAILED", "SUCCESSFUL", "TIMED_OUT", "VALIDATING",
	}
}

// RuleExecutionType is how a rule backs up.
type RuleExecutionType string

// Values lists every RuleExecutionType.
func (RuleExecutionType) Values() []RuleExecutionType {
	return []RuleExecutionType{
		"CONTINUOUS", "SNAPSHOTS", "CONTINUOUS_AND_SNAPSHOTS",
	}
}

// ScanFinding is what a scan for malware found.
type ScanFinding string

// Values lists every ScanFinding.
func (ScanFinding) Values() []ScanFinding {
	return []ScanFinding{
		"MALWARE",
	}
}

// ScanJobState is the state of a scan for malware.
type ScanJobState string

// Values lists every ScanJobState.
func (ScanJobState) Values() []ScanJobState {
	return []ScanJobState{
		"COMPLETED", "COMPLETED_WITH_ISSUES", "FAILED", "CANCELED",
	}
}

// ScanMode is how much a scan for malware reads.
type ScanMode string

// Values lists every ScanMode.
func (ScanMode) Values() []ScanMode {
	return []ScanMode{
		"FULL_SCAN", "INCREMENTAL_SCAN",
	}
}

// StorageClass is where a recovery point is stored.
type StorageClass string

// Values lists every StorageClass.
func (StorageClass) Values() []StorageClass {
	return []StorageClass{
		"WARM", "COLD", "DELETED",
	}
}

// VaultState is the state of a vault.
type VaultState string

// Values lists every VaultState.
func (VaultState) Values() []VaultState {
	return []VaultState{
		"CREATING", "AVAILABLE", "FAILED",
	}
}

// VaultType is a kind of vault.
type VaultType string

// Values lists every VaultType.
func (VaultType) Values() []VaultType {
	return []VaultType{
		"BACKUP_VAULT", "LOGICALLY_AIR_GAPPED_BACKUP_VAULT", "RESTORE_ACCESS_BACKUP_VAULT",
	}
}
