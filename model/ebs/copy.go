package ebs

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

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
		ID: "EBS-CPY-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + copyGuide,
		Also: []string{"EBS-CPY-27"},
		Says: "CopySnapshot, called in the copy's Region, answers at once with the ID of a pending copy, the " +
			"caller's own; completed, it needs its source no more.",
		Operations: []string{"CopySnapshot"},
	})
	SourcesAreCompleted = rules.Add(kernel.Rule{
		ID: "EBS-CPY-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide + "; that it shows later: " +
			emulatorOfEC2,
		Says:       "Own, shared and public snapshots are copied, if they are completed; the copy of another fails.",
		Operations: []string{"CopySnapshot"},
	})
	SourcesAreVisible = rules.Add(kernel.Rule{
		ID: "EBS-CPY-03", Kind: kernel.Effect, Evidence: kernel.Observed, Source: probes + "; " + eventsGuide,
		Says: "The copy of a snapshot that the caller does not see when it asks, or no longer sees when the copy is " +
			"made, fails as does that of one that does not exist; what is shared later is copied only if it is asked for again.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesFailLater = rules.Add(kernel.Rule{
		ID: "EBS-CPY-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide + "; " + probes,
		Also: []string{"EBS-SNP-03", "EBS-CPY-13"},
		Says: "What a copy lacks, such as a right on a key, does not fail the call: the copy ends in error, and " +
			"only DescribeSnapshots says why, in StateMessage.",
		Operations: []string{"CopySnapshot", "DescribeSnapshots"},
	})
	DefaultKeyIsDescribed = rules.Add(kernel.Rule{
		ID: "EBS-CPY-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide2023,
		Says: "Who makes an encrypted copy must be allowed kms:DescribeKey on the default EBS key, also where " +
			"another key is given.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesNeedTheirKey = rules.Add(kernel.Rule{
		ID: "EBS-CPY-14", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide + "; " + keySharingGuide,
		Seed:       seed,
		Says:       "An encrypted copy is only made where its maker may DescribeKey, CreateGrant and Decrypt with its key.",
		Operations: []string{"CopySnapshot"},
	})
	TwentyCopiesAtOnce = rules.Add(kernel.Rule{
		ID: "EBS-CPY-16", Kind: kernel.Quota, Error: ResourceLimitExceeded, Evidence: kernel.Documented,
		Source:     copyGuide + "; " + quotasGuide,
		Says:       "An account has at most 20 copies into one Region under way.",
		Operations: []string{"CopySnapshot"},
	})
	SourcesAreInRegions = rules.Add(kernel.Rule{
		ID: "EBS-CPY-17", Kind: kernel.Refusal, Error: InvalidRegion,
		Or: []*kernel.ErrorShape{SnapshotCopyUnsupportedInterRegion}, Evidence: kernel.Documented, Source: errorCodes,
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
		ID: "EBS-CPY-20", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source:     "follows from the copy being its maker's own",
		Says:       "A copy is shared with nobody, whoever its source is shared with.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesAreIncremental = rules.Add(kernel.Rule{
		ID: "EBS-CPY-22", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide + "; " + eventsGuide,
		Says: "A copy within its account, Region and key is incremental; another is where an earlier copy of the " +
			"same volume's snapshots exists and all of them have the key of the new one.",
		Operations: []string{"CopySnapshot"},
	})
	CopiesOfOneSourceQueue = rules.Add(kernel.Rule{
		ID: "EBS-CPY-23", Kind: kernel.Effect, Evidence: kernel.Documented, Source: copyGuide2023,
		Says:       "While a copy of a snapshot is pending, a second copy of it waits until the first is finished.",
		Operations: []string{"CopySnapshot"},
	})
	TimeBasedCopies = rules.Add(kernel.Rule{
		ID: "EBS-CPY-25", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source:     "EBS User Guide, time-based copies",
		Says:       "A copy is time-based if the request gives it from 15 minutes to 48 hours, in steps of 15 minutes.",
		Operations: []string{"CopySnapshot", "DescribeSnapshots"},
	})
)

func (s *Service) copySnapshot(c *kernel.Call, in *CopySnapshot) (*CopySnapshotOutput, error) {
	if err := identified(c, SnapshotIDsHaveTheirForm, "snap-", in.SourceSnapshotId); err != nil {
		return nil, err
	}
	exists := slices.Contains(kernel.Regions, in.SourceRegion) &&
		kernel.Partition(in.SourceRegion) == kernel.Partition(c.Region) // and is not one that nobody asked for
	if err := c.Require(exists, SourcesAreInRegions, "The region '%s' is not valid.", in.SourceRegion); err != nil {
		return nil, err
	}
	if err := in.encryption(c); err != nil {
		return nil, err
	}
	within := kernel.Value(in.CompletionDurationMinutes)
	fits := in.CompletionDurationMinutes == nil || within >= 15 && within <= 48*60 && within%15 == 0
	if err := c.Require(fits, TimeBasedCopies, "Value (%d) for parameter completionDurationMinutes is invalid.",
		within); err != nil {
		return nil, err
	}
	tags, err := specified(c, in.TagSpecifications, SnapshotResource)
	if err != nil {
		return nil, err
	}
	if err := c.Require(s.Copying.View(c.Scope()).Len() < 20, TwentyCopiesAtOnce,
		"Too many snapshot copies in progress. The limit is 20 for this destination region."); err != nil {
		return nil, err
	}

	minted := c.Mint()
	job := &copying{ID: minted.Hex("snap-"), By: s.asks(c.Caller),
		Source: kernel.Ref{Scope: kernel.Scope{Account: c.Account, Region: in.SourceRegion}, ID: in.SourceSnapshotId}}
	sn := &snapshot{
		Scope: c.Scope(), ID: job.ID, Number: minted.Number(), Volume: anyVolume, Description: in.Description,
		Started: c.Now(), Copied: true, Within: within, Origin: job.ID, Keeper: keeper(c),
	}
	source := s.visible(job.Source.Scope, job.Source.ID)
	sn.Failure = s.whyNoSource(sn, source)
	if source == nil {
		source = &snapshot{}
	} else {
		s.describeCopy(c, sn, source)
	}
	job.From = source.Sealed
	sn.Sealed = s.reseal(source.Sealed, s.keyOfCopy(c, in, source), sn.ID)
	sn.Waiting = c.Applies(s.nextCopy(sn.Scope, job.Source) != nil, CopiesOfOneSourceQueue)
	if sn.Sealed.Key != "" {
		job.Default = s.defaultKey(sn.Scope)
	}
	for _, data := range []sealed{job.From, sn.Sealed} {
		job.Lent = append(job.Lent, s.lend(s.where(job, data), data)...)
	}
	s.Snapshots.In(sn.Scope).Put(sn.ID, sn)
	s.Copying.In(sn.Scope).Put(sn.ID, job)
	if !c.Applies(true, CopiesHaveTheirOwnTags) {
		tags = merged(s.viewTags(source.Scope, source.ID), tags)
	}
	s.putTags(sn.Scope, sn.ID, SnapshotResource, tags)
	s.snapshotMachine.Begin(sn)
	return &CopySnapshotOutput{SnapshotId: sn.ID, Tags: slices.Clone(tags)}, nil
}

// whyNoSource tells at the call why a source is not copied, "" if it may be. What
// it finds is final: a copy is of what its maker saw, and of nothing that comes
// into sight or is completed afterwards. A source that is not seen is nil.
func (s *Service) whyNoSource(sn, source *snapshot) string {
	switch {
	case s.env.Applies(source == nil, SourcesAreVisible):
		return s.env.Fail(sn.ref(), sourceNotFound, SourcesAreVisible, nil)
	case source != nil && s.env.Applies(source.Life.State != SnapshotCompleted, SourcesAreCompleted):
		return s.env.Fail(sn.ref(), sourceIncomplete, SourcesAreCompleted, nil)
	}
	return ""
}

// describeCopy fills in what a copy has of its source.
func (s *Service) describeCopy(c *kernel.Call, sn, source *snapshot) {
	sn.Size, sn.Origin = source.Size, source.Origin
	if !c.Applies(true, CopiesShowNoVolume) {
		sn.Volume = source.Volume
	}
	if !c.Applies(true, DescriptionsAreTheCallers) {
		sn.Description = "[Copied " + source.ID + " from " + source.Scope.Region + "] " + sn.Description
	}
	if !c.Applies(true, CopiesBeginPrivate) {
		for _, account := range source.Accounts {
			s.Shared.In(kernel.Scope{Account: account, Region: sn.Scope.Region}).Put(sn.ID, &pointer{sn.ID, sn.Scope.Account})
		}
		sn.Accounts = source.Accounts
	}
}
