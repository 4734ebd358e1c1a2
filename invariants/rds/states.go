package rds

import (
	"time"

	"github.com/shareproof/shareproof/invariants"
	kmsfacts "github.com/shareproof/shareproof/invariants/kms"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// The states that the checks speak of.
const (
	available   = "available"
	creating    = "creating"
	deleting    = "deleting"
	renaming    = "renaming"
	starting    = "starting"
	stopped     = "stopped"
	stopping    = "stopping"
	recoverable = "inaccessible-encryption-credentials-recoverable"
	lost        = "inaccessible-encryption-credentials"
)

// working are the states of a cluster that has something to do and is available
// afterwards.
var working = []string{
	"backing-up", "backtracking", "failing-over", "maintenance", "modifying", "promoting", renaming,
	"resetting-master-credentials", "storage-optimization", "update-iam-db-auth", "upgrading",
	"configuring-iam-database-auth", "configuring-enhanced-monitoring", "rebooting", "scaling-compute", "scaling-storage",
}

// clusterStates are those of the user guide and those that clients wait through.
var clusterStates = func() map[string][]string {
	all := map[string][]string{
		creating: append([]string{
			available, "cloning-failed", "migrating", "migration-failed", "preparing-data-migration", "incompatible-restore",
			"restore-failed", lost, recoverable,
		}, working...),
		"migrating":                {available, "migration-failed", "preparing-data-migration"},
		"preparing-data-migration": {available, "migrating", "migration-failed"},
		available:                  append([]string{stopping, deleting, lost, recoverable}, working...),
		stopping:                   {stopped, recoverable}, stopped: {starting, lost, recoverable},
		starting:         {available, lost, recoverable},
		recoverable:      {starting, lost},
		lost:             {deleting},
		"upgrade_failed": {available, deleting},
		"cloning-failed": {deleting}, "migration-failed": {deleting}, "restore-failed": {deleting},
		"incompatible-restore": {deleting},
	}
	for _, state := range working {
		all[state] = []string{available}
	}
	all["upgrading"] = []string{available, "upgrade_failed"}
	return all
}()

// instanceStates leave out in which order an instance does what.
var instanceStates = func() map[string][]string {
	all := map[string][]string{
		creating: append([]string{available, deleting, stopped}, working...),
		available: append([]string{stopping, deleting, lost, recoverable, "incompatible-network",
			"configuring-log-exports"}, working...),
		stopping: {stopped}, stopped: {starting, deleting, lost, recoverable}, starting: {available},
		recoverable: {starting, lost, deleting}, lost: {deleting},
	}
	for _, state := range working {
		all[state] = []string{available}
	}
	return all
}()

var snapshotStates = map[string][]string{
	creating: {available, "copying", "failed", deleting}, "copying": {available, "failed", deleting},
	available: {deleting}, "failed": {deleting},
}

// withoutKey reports whether a cluster has stopped for its key.
func withoutKey(state string) bool { return state == recoverable || state == lost }

// surelyIn returns the state in which a cluster is now, "" where it may have
// changed since it was shown.
func (k *cluster) surelyIn(at kernel.Time) string {
	switch state := k.shown.Status; {
	case state == stopped && k.stopped != 0 && at < k.stopped.Add(7*kernel.Day),
		state == lost, state == deleting, state == "cloning-failed":
		return state
	}
	return ""
}

func clusterCaused(c *invariants.Call, r *invariants.Resource) string {
	k, known := Of(c).clusters.Find(r.ID)
	if !known || !k.made {
		return ""
	}
	switch r.State {
	case deleting:
		if _, deletes := c.In.(*rds.DeleteDBCluster); k.deleted == 0 && !deletes {
			return r.ID + " is deleting though nobody deleted it"
		}
	case stopping, stopped:
		if _, stops := c.In.(*rds.StopDBCluster); k.stopped == 0 && !stops {
			return r.ID + " is " + r.State + " though nobody stopped it"
		}
	case starting:
		if _, starts := c.In.(*rds.StartDBCluster); k.started == 0 && !starts && k.stopped == 0 {
			return r.ID + " is starting though nobody stopped or started it"
		}
	case renaming:
		if !k.renames && !renames(c.In) {
			return r.ID + " is renaming though nobody renamed it"
		}
	}
	if k.shown != nil && !k.renames && !renames(c.In) && k.shown.DBClusterIdentifier != nameOf(r.ARN) {
		return r.ID + " has another identifier though nobody renamed it"
	}
	return ""
}

func renames(in any) bool {
	m, ok := in.(*rds.ModifyDBCluster)
	return ok && m.NewDBClusterIdentifier != ""
}

// clusterDue returns until when a cluster may be in its state. What waits for the
// maintenance window begins within a week.
func clusterDue(c *invariants.Call, r *invariants.Resource) kernel.Time {
	k, known := Of(c).clusters.Find(r.ID)
	if !known || !k.made || !c.Op.Reads() {
		return 0 // a call that begins work shows its state as it is from now on
	}
	from, longest := kernel.Time(0), maxDelay
	switch r.State {
	case creating:
		from = k.since
	case "modifying", "upgrading", "resetting-master-credentials", "update-iam-db-auth", renaming:
		from, longest = k.changed, maxDelay+8*kernel.Day
	case stopping:
		from = k.stopped
	case stopped:
		from, longest = k.stopped, maxDelay+7*kernel.Day
	case starting:
		if k.stopped == 0 {
			from = k.started
		}
	case recoverable:
		from, longest = k.locked, maxDelay+7*kernel.Day
	case deleting:
		from = k.deleted
	case available:
		if !k.spared && usable(c, k.shown.KmsKeyId) {
			from = k.deleted // while a final snapshot is taken
		}
	}
	return after(from, longest)
}

func after(from kernel.Time, longest time.Duration) kernel.Time {
	if from == 0 {
		return 0
	}
	return from.Add(longest)
}

func instanceCaused(c *invariants.Call, r *invariants.Resource) string {
	i, known := Of(c).instances.Find(r.ID)
	_, deletes := c.In.(*rds.DeleteDBInstance)
	switch {
	case !known || deletes:
	case r.State == deleting && i.deleted == 0:
		return r.ID + " is deleting though nobody deleted it"
	case r.State != deleting && i.deleted != 0:
		return r.ID + " is " + r.State + " though it was deleted"
	}
	return ""
}

func instanceDue(c *invariants.Call, r *invariants.Resource) kernel.Time {
	i, known := Of(c).instances.Find(r.ID)
	switch {
	case !known:
	case r.State == creating:
		return i.since.Add(maxDelay)
	case r.State == deleting:
		return after(i.deleted, maxDelay)
	}
	return 0
}

// usable reports whether nothing has ever stood against a cluster's key.
func usable(c *invariants.Call, key string) bool {
	return key == "" || kmsfacts.Of(c).NeverBroken(key)
}
