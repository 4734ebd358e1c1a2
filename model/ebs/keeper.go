package ebs

import "github.com/shareproof/shareproof/model/kernel"

// Keeper is a service that makes snapshots and keeps them.
type Keeper interface {
	// SnapshotSettled is called when a snapshot of the keeper is made, or cannot be:
	// then failure says why.
	SnapshotSettled(at kernel.Scope, id, failure string)
}

// Keep declares the service that keeps snapshots.
func (s *Service) Keep(k Keeper) { s.keeper = k }

// backups is the service that keeps what it makes.
const backups = "backup.amazonaws.com"

// keeper returns who keeps the snapshot that a call makes, "" for nobody.
func keeper(c *kernel.Call) string {
	if c.Service == backups {
		return backups
	}
	return ""
}

func (s *Service) tellKeeper(sn *snapshot) {
	if sn.Keeper == "" || s.keeper == nil {
		return
	}
	failure := sn.Failure
	if sn.Life.State != SnapshotCompleted && failure == "" {
		failure = internalError
	}
	s.keeper.SnapshotSettled(sn.Scope, sn.ID, failure)
}
