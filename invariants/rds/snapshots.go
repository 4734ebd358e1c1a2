package rds

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	kmsfacts "github.com/shareproof/shareproof/invariants/kms"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

// WhatIsPublicIsPlain is the invariant of the snapshots that are shared.
var WhatIsPublicIsPlain = &invariants.Invariant{
	ID: "INV-RDS-09",
	Says: "An encrypted snapshot is never public, and one under a key that AWS manages, or an automated one, is " +
		"shared with nobody; another account copies or restores one only while that and its key are open to it.",
	Accepted: publicIsPlain,
}

// snapshot is what the history says of a DB cluster snapshot.
type snapshot struct {
	scope   kernel.Scope
	since   kernel.Time
	made    bool
	shown   *rds.DBClusterSnapshot // to its owner, last
	tags    []rds.Tag
	deleted kernel.Time
	shares  []string // accounts that it was ever shared with, and all
}

// loan is a snapshot and an account that it is shared with, or all.
type loan struct{ snapshot, account string }

const (
	everybody   = "all"
	toRestore   = "restore"
	manual      = "manual"
	automated   = "automated"
	maxAccounts = 20
)

// snapshotID returns the ID of the snapshot that has an ARN. The ARN is given
// again once its snapshot is deleted.
func (f *Facts) snapshotID(arn string, made bool) string {
	id, known := f.latest.Find(arn)
	if !known {
		return arn
	}
	if s := f.snapshots.Of(id); made && s.deleted != 0 {
		return fmt.Sprintf("%s since %d", arn, f.snapshots.Len())
	}
	return id
}

// snapshotNamed returns the snapshot that a caller names by its identifier or ARN.
func (f *Facts) snapshotNamed(at kernel.Scope, name string) (s snapshot, known bool) {
	s, known = f.snapshots.Find(f.latest.Of(snapshotARN(at, name)))
	return s, known && s.shown != nil
}

func (f *Facts) learnSnapshots(c *invariants.Call) {
	switch in := c.In.(type) {
	case *rds.CreateDBClusterSnapshot:
		f.makeSnapshot(c, c.Out.(*rds.CreateDBClusterSnapshotOutput).DBClusterSnapshot)
	case *rds.CopyDBClusterSnapshot:
		f.makeSnapshot(c, c.Out.(*rds.CopyDBClusterSnapshotOutput).DBClusterSnapshot)
	case *rds.DeleteDBClusterSnapshot:
		if out := c.Out.(*rds.DeleteDBClusterSnapshotOutput).DBClusterSnapshot; out != nil {
			id := f.spokenOf(c, out.DBClusterSnapshotArn, false)
			f.snapshots.Change(id, func(s *snapshot) { s.deleted = cmp.Or(s.deleted, c.At) })
		}
	case *rds.DeleteDBCluster:
		if in.FinalDBSnapshotIdentifier != "" {
			f.spokenOf(c, in.FinalDBSnapshotIdentifier, true)
		}
	case *rds.ModifyDBClusterSnapshotAttribute:
		if in.AttributeName == toRestore {
			f.share(c, in)
		}
	}
}

// spokenOf returns the ID of a snapshot of the caller that no answer need have
// shown yet.
func (f *Facts) spokenOf(c *invariants.Call, name string, made bool) (id string) {
	arn := snapshotARN(c.As.Scope(), name)
	id = f.snapshotID(arn, made)
	if _, known := f.snapshots.Find(id); !known {
		f.latest.Put(arn, id)
		f.snapshots.Put(id, snapshot{scope: c.As.Scope(), since: c.At})
		f.owns(c.As.Scope(), func(own *owned) { own.snapshots = invariants.With(own.snapshots, id) })
	}
	return id
}

// snapshotARN returns the ARN of a snapshot that an account names by that or by its
// identifier.
func snapshotARN(at kernel.Scope, name string) string {
	if strings.HasPrefix(name, "arn:") {
		return name
	}
	return at.ARN("rds", "cluster-snapshot:"+strings.ToLower(name))
}

func (f *Facts) makeSnapshot(c *invariants.Call, shown *rds.DBClusterSnapshot) {
	if shown == nil {
		return
	}
	id := f.snapshotID(shown.DBClusterSnapshotArn, true)
	f.latest.Put(shown.DBClusterSnapshotArn, id)
	f.snapshots.Put(id, snapshot{scope: c.As.Scope(), since: c.At, made: true})
	f.owns(c.As.Scope(), func(own *owned) { own.snapshots = invariants.With(own.snapshots, id) })
}

func (f *Facts) seeSnapshot(c *invariants.Call, shown *rds.DBClusterSnapshot) {
	id := f.snapshotID(shown.DBClusterSnapshotArn, false)
	scope, _ := invariants.ScopeOf(shown.DBClusterSnapshotArn)
	s, known := f.snapshots.Find(id)
	if !known {
		s.scope, s.since = scope, c.At
		f.latest.Put(shown.DBClusterSnapshotArn, id)
		f.owns(scope, func(own *owned) { own.snapshots = invariants.With(own.snapshots, id) })
	}
	if scope == c.As.Scope() {
		s.shown, s.tags = shown, shown.TagList
	}
	f.snapshots.Put(id, s)
}

// share notes with whom a snapshot is shared from now on.
func (f *Facts) share(c *invariants.Call, in *rds.ModifyDBClusterSnapshotAttribute) {
	id := f.spokenOf(c, in.DBClusterSnapshotIdentifier, false)
	s := f.snapshots.Of(id)
	for _, account := range in.ValuesToAdd {
		if p, ok := f.lent.Find(loan{id, account}); !ok || p.Ended != 0 {
			f.lent.Put(loan{id, account}, invariants.Permit{Since: c.At})
		}
		s.shares = invariants.With(s.shares, account)
		if account == everybody {
			f.public = invariants.With(f.public, id)
			continue
		}
		to := kernel.Scope{Account: account, Region: s.scope.Region}
		f.owns(to, func(own *owned) { own.lent = invariants.With(own.lent, id) })
	}
	for _, account := range in.ValuesToRemove {
		f.lent.Change(loan{id, account}, func(p *invariants.Permit) { p.Ended = cmp.Or(p.Ended, max(c.At, 1)) })
	}
	f.snapshots.Put(id, s)
}

// mayRestore reports whether an account may restore or copy a snapshot, at some
// time since a time.
func (f *Facts) mayRestore(id, account string, since kernel.Time) bool {
	s, known := f.snapshots.Find(id)
	if !known { // its ID is its ARN
		s.scope, _ = invariants.ScopeOf(id)
	}
	if s.scope.Account == account {
		return known
	}
	for _, to := range []string{account, everybody} {
		if p, ok := f.lent.Find(loan{id, to}); ok && p.Within(since) {
			return true
		}
	}
	return !s.made && f.sharers.Of(sharer{s.scope, account})
}

func snapshotHidden(c *invariants.Call, r *invariants.Resource) string {
	f := Of(c)
	switch {
	case r.Scope.Account == c.As.Account && r.Scope.Region == c.As.Region:
	case r.Scope.Region != c.As.Region:
		return r.ARN + " of another Region is shown"
	case f.sharers.Of(sharer{r.Scope, c.As.Account}) && !f.snapshots.Of(r.ID).made:
	case !f.mayRestore(r.ID, c.As.Account, invariants.Now):
		return r.ARN + " is shown though it is not shared with the caller now"
	}
	return ""
}

func snapshotEnded(c *invariants.Call, r *invariants.Resource) string {
	if _, deletes := c.In.(*rds.DeleteDBClusterSnapshot); deletes {
		return ""
	}
	deleted := Of(c).snapshots.Of(r.ID).deleted
	if deleted != 0 && (r.State != deleting || c.At > deleted.Add(maxDelay)) {
		return r.ID + " is " + r.State + " though it was deleted"
	}
	return ""
}

func snapshotCaused(c *invariants.Call, r *invariants.Resource) string {
	s, known := Of(c).snapshots.Find(r.ID)
	_, deletes := c.In.(*rds.DeleteDBClusterSnapshot)
	shown := r.Shown.(*rds.DBClusterSnapshot)
	progress := kernel.Value(shown.PercentProgress)
	switch {
	case r.State == deleting && known && s.deleted == 0 && !deletes && shown.SnapshotType == manual:
		return r.ID + " is deleting though nobody deleted it"
	case r.State == available && progress != 100:
		return fmt.Sprintf("%s is available at %d percent", r.ID, progress)
	}
	return ""
}

func snapshotDue(c *invariants.Call, r *invariants.Resource) kernel.Time {
	if s, known := Of(c).snapshots.Find(r.ID); known && (r.State == creating || r.State == "copying") {
		return s.since.Add(maxDelay)
	}
	return 0
}

func publicIsPlain(c *invariants.Call) string {
	f := Of(c)
	switch in := c.In.(type) {
	case *rds.ModifyDBClusterSnapshotAttribute:
		s, known := f.snapshotNamed(c.As.Scope(), in.DBClusterSnapshotIdentifier)
		switch {
		case !known || len(in.ValuesToAdd) == 0:
		case s.shown.KmsKeyId != "" && slices.Contains(in.ValuesToAdd, everybody):
			return in.DBClusterSnapshotIdentifier + " is made public though it is encrypted"
		case s.shown.KmsKeyId != "" && kmsfacts.Of(c).NotMade(s.shown.KmsKeyId):
			return in.DBClusterSnapshotIdentifier + " is shared though AWS manages its key"
		case s.shown.SnapshotType == automated:
			return in.DBClusterSnapshotIdentifier + " is shared though it is automated"
		}
	case *rds.CopyDBClusterSnapshot:
		return f.opened(c, in.SourceDBClusterSnapshotIdentifier)
	case *rds.RestoreDBClusterFromSnapshot:
		return f.opened(c, in.SnapshotIdentifier)
	}
	return ""
}

// opened wants the key of another account's snapshot to be open to whoever makes
// something of it.
func (f *Facts) opened(c *invariants.Call, name string) string {
	s, known := f.snapshotNamed(c.As.Scope(), name)
	switch {
	case !known || s.scope.Account == c.As.Account:
		return ""
	case !f.mayRestore(f.snapshotID(s.shown.DBClusterSnapshotArn, false), c.As.Account, invariants.Now):
		return name + " is used though it is not shared with the caller"
	case s.shown.KmsKeyId == "":
		return ""
	}
	if keys := kmsfacts.Of(c); keys.NotMade(s.shown.KmsKeyId) ||
		!keys.MayUse(s.shown.KmsKeyId, c.As.Account, invariants.Now) {
		return name + " is used though nothing opened " + s.shown.KmsKeyId + " to the caller"
	}
	return ""
}
