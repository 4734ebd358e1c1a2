package rds

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// Keeper is a service that makes snapshots and keeps them.
type Keeper interface {
	// SnapshotSettled is called when a snapshot of the keeper is available, or failed:
	// then failure says so.
	SnapshotSettled(at kernel.Scope, name, failure string)
}

// Keep declares the service that keeps snapshots.
func (s *Service) Keep(k Keeper) { s.keeper = k }

const (
	backups = "backup.amazonaws.com"
	// kept is the type of the snapshots of AWS Backup, and keptPrefix begins their names.
	kept       = "awsbackup"
	keptPrefix = "awsbackup:job-"
)

// The rules of the snapshots that AWS Backup makes.
var (
	BackupsSnapshotsAreNotCounted = rules.Add(kernel.Rule{
		ID: "AUR-SNP-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: quotasGuide,
		Says:       "The snapshots that AWS Backup makes do not count into the quota of manual snapshots.",
		Operations: []string{"CreateDBClusterSnapshot", "CopyDBClusterSnapshot"},
	})
	BackupsSnapshotsAreDeletedThere = rules.Add(kernel.Rule{
		ID: "BKP-RP-09", Kind: kernel.Refusal, Error: InvalidDBClusterSnapshotState,
		Or: []*kernel.ErrorShape{InvalidParameterValue, InvalidParameterCombination}, Evidence: kernel.Inferred,
		Source: "cloud-custodian/cloud-custodian, issue 9459, of EBS; by which error RDS refuses is not known",
		Says: "A cluster snapshot that AWS Backup made is deleted, and shared as it is, through AWS Backup alone, " +
			"whoever asks RDS.",
		Operations: []string{"DeleteDBClusterSnapshot", "ModifyDBClusterSnapshotAttribute"},
	})
)

// byBackup reports whether AWS Backup calls.
func byBackup(c *kernel.Call) bool { return c.Service == backups }

// kindOf is the type of the snapshot that a call makes.
func kindOf(c *kernel.Call) string {
	if byBackup(c) {
		return kept
	}
	return manual
}

// keeps refuses who changes a snapshot that AWS Backup keeps.
func (sn *snapshot) keeps(c *kernel.Call) error {
	return c.Require(sn.Kind != kept || byBackup(c), BackupsSnapshotsAreDeletedThere,
		"The snapshot %s is managed by AWS Backup and cannot be changed here.", sn.Name)
}

// unkept refuses names that are AWS Backup's.
func unkept(c *kernel.Call, name string) error {
	return c.Require(byBackup(c) || !strings.HasPrefix(name, keptPrefix), IdentifiersHaveTheirForm,
		IdentifiersHaveTheirForm.Worded, "DBClusterSnapshotIdentifier")
}

// isSnapshotName reports whether a snapshot may be called so, by AWS Backup or others.
func isSnapshotName(name string) bool {
	rest, _ := strings.CutPrefix(name, keptPrefix)
	if rest == name {
		return isIdentifier(name)
	}
	return len(rest) == 36 && isIdentifier("a"+rest)
}

func (s *Service) tellKeeper(sn *snapshot) {
	if sn.Kind != kept || s.keeper == nil {
		return
	}
	failure := ""
	if !sn.isWhole() {
		failure = "The snapshot failed."
	}
	s.keeper.SnapshotSettled(sn.Scope, sn.Name, failure)
}
