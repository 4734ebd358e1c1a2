package ebs

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// copying is the work of making one copy, in the scope of the copy.
type copying struct {
	ID     string
	By     asker      // in the Region of the copy
	Source kernel.Ref // the caller's account and the Region and ID that it named
	From   sealed     // how the source is encrypted
	// Default is the account's default key when the copy was asked for, "" where
	// the copy is not encrypted.
	Default string
	Lent    []grant
}

// lineage counts the copies of one volume's snapshots that a scope has, by the
// key that they are encrypted under.
type lineage struct {
	Origin string
	Keys   []counted
}

type counted struct {
	Key   string
	Count int32
}

// where is the caller of a copy in the Region of some data.
func (s *Service) where(job *copying, data sealed) asker {
	as := job.By
	if data == job.From {
		as.Region = job.Source.Scope.Region
	}
	return as
}

func (sn *snapshot) ref() kernel.Ref { return kernel.Ref{Scope: sn.Scope, ID: sn.ID} }

// nextCopy returns the first copy of a source that is under way, nil if none is.
func (s *Service) nextCopy(to kernel.Scope, source kernel.Ref) *copying {
	for job := range s.Copying.View(to).All {
		if job.Source == source {
			return job
		}
	}
	return nil
}

// judgeCopy finds out at the end of copying whether it succeeds.
func (s *Service) judgeCopy(due kernel.Event) {
	if !strings.HasPrefix(due.Topic, snapshotLifecycle.Name) {
		return
	}
	sn := s.Snapshots.Find(due.Subject)
	if sn == nil || sn.Life.Stamp != due.Stamp || !sn.Copied || sn.Failure != "" {
		return
	}
	if job := s.Copying.See(sn.Scope, sn.ID); job != nil {
		sn.Failure = s.whyNoCopy(sn, job)
	}
}

// whyNoCopy tells at the end why a snapshot is not copied, "" if it can be. What
// it asks of the source, it asks of the one that was seen at the call.
func (s *Service) whyNoCopy(sn *snapshot, job *copying) string {
	source := s.visible(job.Source.Scope, job.Source.ID)
	if s.env.Applies(source == nil, SourcesAreVisible) {
		return s.env.Fail(sn.ref(), sourceNotFound, SourcesAreVisible, nil)
	}
	at, use := s.where(job, job.From), s.need(copyUse, passing)
	if err := s.mayUse(at, job.From, use); s.env.Applies(err != nil, SharedDataNeedsItsKey) {
		return s.env.Fail(sn.ref(), keyInaccessible, SharedDataNeedsItsKey, err)
	}
	if sn.Sealed.Key == "" {
		return ""
	}
	if err := s.mayUse(job.By, sn.Sealed, use); s.env.Applies(err != nil, CopiesNeedTheirKey) {
		return s.env.Fail(sn.ref(), keyInaccessible, CopiesNeedTheirKey, err)
	}
	if err := s.mayEncrypt(job.By, sn.Sealed, at, job.From); s.env.Applies(err != nil, DataKeysAreEncryptedAnew) {
		return s.env.Fail(sn.ref(), keyInaccessible, DataKeysAreEncryptedAnew, err)
	}
	standard := sealed{Key: job.Default, Context: sn.ID}
	if err := s.mayUse(job.By, standard, []string{"DescribeKey"}); s.env.Applies(err != nil, DefaultKeyIsDescribed) {
		return s.env.Fail(sn.ref(), defaultUnseen, DefaultKeyIsDescribed, err)
	}
	return ""
}

// copied ends the work of copying: grants go back, the next copy of the source
// begins, and the account is told.
func (s *Service) copied(sn *snapshot) {
	table := s.Copying.In(sn.Scope)
	job := table.Get(sn.ID)
	if job == nil {
		return // that was done before
	}
	table.Delete(sn.ID)
	s.giveBack(job.Lent)
	incremental := s.incremental(sn, job)
	why := sn.Failure
	switch {
	case sn.Life.State == SnapshotCompleted:
		s.count(sn, 1)
	case sn.Life.State == SnapshotError && why == "":
		sn.Failure, why = internalError, internalError
	case why == sourceNotFound:
		why = sourceInvalid
	}
	s.tellOfCopy(sn, job, why, incremental)
	if next := s.nextCopy(sn.Scope, job.Source); next != nil {
		waiting := s.Snapshots.Get(sn.Scope, next.ID)
		if waiting.Waiting {
			waiting.Waiting = false
			s.snapshotMachine.Begin(waiting)
		}
	}
}

// incremental reports whether a copy holds only what earlier ones do not.
func (s *Service) incremental(sn *snapshot, job *copying) bool {
	if sn.Sealed.Key == job.From.Key && job.Source.Scope == sn.Scope && s.Snapshots.See(sn.Scope, job.Source.ID) != nil {
		return s.env.Applies(true, CopiesAreIncremental)
	}
	earlier := s.Copied.See(sn.Scope, sn.Origin)
	return s.env.Applies(earlier != nil && len(earlier.Keys) == 1 && earlier.Keys[0].Key == sn.Sealed.Key,
		CopiesAreIncremental)
}

// count counts a scope's copies when there is one more or less.
func (s *Service) count(sn *snapshot, more int32) {
	table := s.Copied.In(sn.Scope)
	row := table.Get(sn.Origin)
	if row == nil {
		row = &lineage{Origin: sn.Origin}
		table.Put(sn.Origin, row)
	}
	row.Keys = slices.Clone(row.Keys)
	i := slices.IndexFunc(row.Keys, func(k counted) bool { return k.Key == sn.Sealed.Key })
	if i < 0 {
		i = len(row.Keys)
		row.Keys = append(row.Keys, counted{Key: sn.Sealed.Key})
	}
	if row.Keys[i].Count += more; row.Keys[i].Count == 0 {
		row.Keys = slices.Delete(row.Keys, i, i+1)
	}
	if len(row.Keys) == 0 {
		table.Delete(sn.Origin)
	}
}

// forgetCopy takes a deleted copy off the count.
func (s *Service) forgetCopy(sn *snapshot) {
	if sn.Copied && !sn.Dropped && sn.Failure == "" {
		s.count(sn, -1)
	}
}
