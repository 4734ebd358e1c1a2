package ebs

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// copying is the work of making one copy, in the home of the copy.
type copying struct {
	ID     string
	By     kernel.Caller // in the Region of the copy
	Source kernel.Ref    // the caller's account and the Region and ID that it named
	From   sealed        // how the source is encrypted
	Lent   []grant
}

// lineage counts the copies of one volume's snapshots that a home has, by the
// key that they are encrypted under.
type lineage struct {
	Origin string
	Keys   []counted
}

type counted struct {
	Key   string
	Count int32
}

// CopySnapshot copies a snapshot that the caller sees into the caller's account
// and Region.
type CopySnapshot struct {
	CompletionDurationMinutes   *int32
	Description                 string `shape:"Description"`
	DestinationAvailabilityZone string
	DestinationOutpostArn       string
	DestinationRegion           string // as the AWS CLI says it beside PresignedUrl; nobody looks at either
	DryRun                      *bool
	Encrypted                   *bool
	KmsKeyId                    string
	PresignedUrl                string
	SourceRegion                string             `shape:"!"`
	SourceSnapshotId            string             `shape:"!"`
	TagSpecifications           []TagSpecification `query:"TagSpecification"`
}

// CopySnapshotOutput names the copy.
type CopySnapshotOutput struct {
	SnapshotId string
	Tags       []Tag `wire:"tagSet"`
}

// What is wrong with a copy, as DescribeSnapshots and events tell it.
const (
	sourceNotFound   = "Source snapshot is not found"
	sourceIncomplete = "Source snapshot is not complete"
	keyInaccessible  = "Given key ID is not accessible"
	defaultUnseen    = "Given key ID is not accessible. You must have DescribeKey permissions on the default CMK"
	internalError    = "Internal error"

	sourceInvalid = "Source snapshot ID is not valid" // in events
)

// The volume that copies show.
const anyVolume = "vol-ffffffff"

// The rules of copying.
var (
	CopiesAreMadeLater = rules.Add(kernel.Rule{
		ID: "EBS-CPY-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + copyGuide, Also: []string{"EBS-CPY-27"},
		Says:       "CopySnapshot, called in the copy's Region, answers at once with the ID of a pending copy, the caller's own; completed, it needs its source no more.",
		Operations: []string{"CopySnapshot"},
	})
	SourcesAreCompleted = rules.Add(kernel.Rule{
		ID: "EBS-CPY-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide + "; that it shows later: " + emulatorOfEC2,
		Says:       "Own, shared and public snapshots are copied, if they are completed; the copy of another fails.",
		Operations: []string{"CopySnapshot"},
	})
	SourcesAreVisible = rules.Add(kernel.Rule{
		ID: "EBS-CPY-03", Kind: kernel.Effect, Evidence: kernel.Observed, Source: probes + "; " + eventsGuide,
		Says:       "The copy of a snapshot that the caller does not see, or no longer sees when the copy is made, fails as does that of one that does not exist.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesFailLater = rules.Add(kernel.Rule{
		ID: "EBS-CPY-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide + "; " + probes, Also: []string{"EBS-SNP-03", "EBS-CPY-13"},
		Says:       "What a copy lacks, such as a right on a key, does not fail the call: the copy ends in error, and only DescribeSnapshots says why, in StateMessage.",
		Operations: []string{"CopySnapshot", "DescribeSnapshots"},
	})
	DefaultKeyIsDescribed = rules.Add(kernel.Rule{
		ID: "EBS-CPY-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide2023,
		Says:       "Who makes an encrypted copy must be allowed kms:DescribeKey on the default EBS key, also where another key is given.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesNeedTheirKey = rules.Add(kernel.Rule{
		ID: "EBS-CPY-14", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide + "; " + keySharingGuide, Seed: seed,
		Says:       "An encrypted copy is only made where its maker may DescribeKey, CreateGrant, GenerateDataKey, GenerateDataKeyWithoutPlaintext, ReEncrypt* and Decrypt with its key.",
		Operations: []string{"CopySnapshot"},
	})
	TwentyCopiesAtOnce = rules.Add(kernel.Rule{
		ID: "EBS-CPY-16", Kind: kernel.Quota, Fault: ResourceLimitExceeded, Evidence: kernel.Documented, Source: copyGuide + "; " + quotasGuide,
		Says:       "An account has at most 20 copies into one Region under way.",
		Operations: []string{"CopySnapshot"},
	})
	SourcesAreInRegions = rules.Add(kernel.Rule{
		ID: "EBS-CPY-17", Kind: kernel.Refusal, Fault: InvalidRegion, Or: []*kernel.Fault{SnapshotCopyUnsupportedInterRegion}, Evidence: kernel.Documented, Source: errorCodes,
		Says:       "The source is in a Region that exists, of the same partition as the copy.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesHaveTheirOwnTags = rules.Add(kernel.Rule{
		ID: "EBS-CPY-18", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide,
		Says:       "A copy has the tags of the request and none of its source's.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesShowNoVolume = rules.Add(kernel.Rule{
		ID: "EBS-CPY-19", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide,
		Says:       "A copy shows a volume ID that means nothing, vol-ffffffff.",
		Operations: []string{"CopySnapshot", "DescribeSnapshots"},
	})
	CopiesBeginPrivate = rules.Add(kernel.Rule{
		ID: "EBS-CPY-20", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: "follows from the copy being its maker's own",
		Says:       "A copy is shared with nobody, whoever its source is shared with.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesAreIncremental = rules.Add(kernel.Rule{
		ID: "EBS-CPY-22", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide + "; " + eventsGuide,
		Says:       "A copy within its account, Region and key is incremental; another is where an earlier copy of the same volume's snapshots exists and all of them have the key of the new one.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesOfOneSourceQueue = rules.Add(kernel.Rule{
		ID: "EBS-CPY-23", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide2023,
		Says:       "While a copy of a snapshot is pending, a second copy of it waits until the first is finished.",
		Operations: []string{"CopySnapshot"},
	})
	TimeBasedCopies = rules.Add(kernel.Rule{
		ID: "EBS-CPY-25", Kind: kernel.Shaped, Fault: InvalidParameterValue, Evidence: kernel.Documented, Source: "EBS User Guide, time-based copies",
		Says:       "A copy is time-based if the request gives it from 15 minutes to 48 hours, in steps of 15 minutes.",
		Operations: []string{"CopySnapshot", "DescribeSnapshots"},
	})
)

func (s *Service) copySnapshot(c *kernel.Call, in *CopySnapshot) (*CopySnapshotOutput, error) {
	if err := identified(c, SnapshotIDsHaveTheirForm, "snap-", in.SourceSnapshotId); err != nil {
		return nil, err
	}
	exists := slices.Contains(kernel.Regions, in.SourceRegion) && kernel.Partition(in.SourceRegion) == kernel.Partition(c.Region)
	if err := c.Require(exists, SourcesAreInRegions, "The region '%s' is not valid.", in.SourceRegion); err != nil {
		return nil, err
	}
	if err := in.encryption(c); err != nil {
		return nil, err
	}
	within := value(in.CompletionDurationMinutes)
	fits := in.CompletionDurationMinutes == nil || within >= 15 && within <= 48*60 && within%15 == 0
	if err := c.Require(fits, TimeBasedCopies, "Value (%d) for parameter completionDurationMinutes is invalid.", within); err != nil {
		return nil, err
	}
	tags, err := specified(c, in.TagSpecifications, SnapshotResource)
	if err != nil {
		return nil, err
	}
	if err := c.Require(s.Copying.View(c.Home()).Len() < 20, TwentyCopiesAtOnce, "Too many snapshot copies in progress. The limit is 20 for this destination region."); err != nil {
		return nil, err
	}

	job := &copying{ID: c.Mint().Hex("snap-"), By: c.Caller, Source: kernel.Ref{Home: kernel.Home{Account: c.Account, Region: in.SourceRegion}, ID: in.SourceSnapshotId}}
	sn := &snapshot{
		Home: c.Home(), ID: job.ID, Volume: anyVolume, Description: in.Description, Started: c.Now(), Copied: true, Within: within, Origin: job.ID,
	}
	source := s.visible(job.Source.Home, job.Source.ID)
	if source == nil {
		source = &snapshot{}
	} else {
		s.describeCopy(c, sn, source)
	}
	job.From = source.Sealed
	sn.Sealed = s.reseal(source.Sealed, s.keyOfCopy(c, in, source), sn.ID)
	sn.Waiting = c.Applies(s.nextCopy(sn.Home, job.Source) != nil, CopiesOfOneSourceQueue)
	for _, data := range []sealed{job.From, sn.Sealed} {
		job.Lent = append(job.Lent, s.lend(s.where(job, data), data)...)
	}
	if c.Applies(source.Home.Account != "" && source.Life.State != SnapshotCompleted, SourcesAreCompleted) {
		sn.Failure = sourceIncomplete
	}
	s.Snapshots.In(sn.Home).Put(sn.ID, sn)
	s.Copying.In(sn.Home).Put(sn.ID, job)
	if !c.Applies(true, CopiesHaveTheirOwnTags) {
		tags = merged(s.viewTags(source.Home, source.ID), tags)
	}
	s.putTags(sn.Home, sn.ID, SnapshotResource, tags)
	s.snapshotMachine.Begin(sn)
	return &CopySnapshotOutput{SnapshotId: sn.ID, Tags: slices.Clone(tags)}, nil
}

// describeCopy fills in what a copy has of its source.
func (s *Service) describeCopy(c *kernel.Call, sn, source *snapshot) {
	sn.Size, sn.Origin = source.Size, source.Origin
	if !c.Applies(true, CopiesShowNoVolume) {
		sn.Volume = source.Volume
	}
	if !c.Applies(true, DescriptionsAreTheCallers) {
		sn.Description = "[Copied " + source.ID + " from " + source.Home.Region + "] " + sn.Description
	}
	if !c.Applies(true, CopiesBeginPrivate) {
		for _, account := range source.Accounts {
			s.Shared.In(kernel.Home{Account: account, Region: sn.Home.Region}).Put(sn.ID, &pointer{sn.ID, sn.Home.Account})
		}
		sn.Accounts = source.Accounts
	}
}

// where is the caller of a copy in the Region of some data.
func (s *Service) where(job *copying, data sealed) kernel.Caller {
	as := job.By
	if data == job.From {
		as.Region = job.Source.Home.Region
	}
	return as
}

// nextCopy returns the first copy of a source that is under way, nil if none is.
func (s *Service) nextCopy(to kernel.Home, source kernel.Ref) *copying {
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
	if job := s.Copying.See(sn.Home, sn.ID); job != nil {
		sn.Failure = s.whyNoCopy(sn, job)
	}
}

// whyNoCopy tells why a snapshot is not copied, "" if it can be.
func (s *Service) whyNoCopy(sn *snapshot, job *copying) string {
	source := s.visible(job.Source.Home, job.Source.ID)
	if s.env.Applies(source == nil, SourcesAreVisible) {
		return sourceNotFound
	}
	if err := s.mayUse(s.where(job, job.From), job.From, copyUse); s.env.Applies(err != nil, SharedDataNeedsItsKey) {
		return keyInaccessible
	}
	if sn.Sealed.Key == "" {
		return ""
	}
	if err := s.mayUse(job.By, sn.Sealed, copyUse); s.env.Applies(err != nil, CopiesNeedTheirKey) {
		return keyInaccessible
	}
	standard := sealed{Key: s.defaultKey(sn.Home), Context: sn.ID}
	if err := s.mayUse(job.By, standard, []string{"DescribeKey"}); s.env.Applies(err != nil, DefaultKeyIsDescribed) {
		return defaultUnseen
	}
	return ""
}

// copied ends the work of copying: grants go back, the next copy of the source
// begins, and the account is told.
func (s *Service) copied(sn *snapshot) {
	table := s.Copying.In(sn.Home)
	job := table.Get(sn.ID)
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
	if next := s.nextCopy(sn.Home, job.Source); next != nil {
		waiting := s.Snapshots.Get(sn.Home, next.ID)
		if waiting.Waiting {
			waiting.Waiting = false
			s.snapshotMachine.Begin(waiting)
		}
	}
}

// incremental tells whether a copy holds only what earlier ones do not.
func (s *Service) incremental(sn *snapshot, job *copying) bool {
	if sn.Sealed.Key == job.From.Key && job.Source.Home == sn.Home && s.Snapshots.See(sn.Home, job.Source.ID) != nil {
		return s.env.Applies(true, CopiesAreIncremental)
	}
	earlier := s.Copied.See(sn.Home, sn.Origin)
	return s.env.Applies(earlier != nil && len(earlier.Keys) == 1 && earlier.Keys[0].Key == sn.Sealed.Key, CopiesAreIncremental)
}

// count keeps the books of a home's copies when there is one more or less.
func (s *Service) count(sn *snapshot, more int32) {
	table := s.Copied.In(sn.Home)
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

// forgetCopy takes a deleted copy off the books.
func (s *Service) forgetCopy(sn *snapshot) {
	if sn.Copied && !sn.Dropped && sn.Failure == "" {
		s.count(sn, -1)
	}
}
