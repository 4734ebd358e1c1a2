package rds

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of copying snapshots.
var (
	UnsharedSnapshotsDoNotExist = rules.Add(kernel.Rule{
		ID: "AUR-SNP-21", Kind: kernel.Refusal, Error: DBClusterSnapshotNotFound, Evidence: kernel.Inferred,
		Source: serviceModel,
		Says: "A snapshot that is not shared with the caller answers as one that does not exist, and so does one of " +
			"another Region when it is to be restored.",
		Operations: []string{"CopyDBClusterSnapshot", "RestoreDBClusterFromSnapshot"},
	})
	CopiersMayUseTheKey = rules.Add(kernel.Rule{
		ID: "AUR-SNP-14", Kind: kernel.Refusal, Error: KMSKeyNotAccessible, Evidence: kernel.Recorded,
		Source: "awslabs/aurora-snapshot-tool, issues 26 and 29", Also: []string{"AUR-ERR-02", "KMS-XSV-03"},
		Says: "Who copies or restores an encrypted snapshot must be allowed to use its key, also if the copy gets " +
			"another one.",
		Operations: []string{"CopyDBClusterSnapshot", "RestoreDBClusterFromSnapshot"},
	})
	ForeignSnapshotsNeedAKey = rules.Add(kernel.Rule{
		ID: "AUR-SNP-15", Kind: kernel.Refusal, Error: KMSKeyNotAccessible, Evidence: kernel.Recorded,
		Source: "awslabs/aurora-snapshot-tool, issue 25",
		Says: "The copy of another account's encrypted snapshot needs a key that its maker names; that of an own one " +
			"keeps its key unless another is named.",
		Operations: []string{"CopyDBClusterSnapshot"},
	})
	PlainSnapshotsAreCopiedPlain = rules.Add(kernel.Rule{
		ID: "AUR-ENC-06", Kind: kernel.Refusal, Error: InvalidParameterCombination, Or: limitFaults,
		Evidence: kernel.Inferred,
		Source:   copyGuide + ", which contradicts " + encryptionGuide,
		Says: "The copy of an unencrypted snapshot for which a key is named is refused, or is encrypted; it is never " +
			"made in the clear.",
		Operations: []string{"CopyDBClusterSnapshot"},
	})
	DefaultKeysAreLeftByCopying = rules.Add(kernel.Rule{
		ID: "AUR-ENC-08", Kind: kernel.Effect, Evidence: kernel.Documented, Source: crossGuide, Seed: seed,
		Says: "A cluster leaves the default key by a manual snapshot, a copy of it under another key and a cluster " +
			"that is restored of the copy, which is in no clone group.",
		Operations: []string{"CopyDBClusterSnapshot", "RestoreDBClusterFromSnapshot"},
	})
	FewCopiesAcrossRegions = rules.Add(kernel.Rule{
		ID: "AUR-SNP-18", Kind: kernel.Quota, Error: SnapshotQuotaExceeded, Evidence: kernel.Recorded,
		Source:     copyGuide + "; pbudzon/aws-maintenance, issue 19",
		Says:       "An account has at most five copies from other Regions under way in a Region.",
		Operations: []string{"CopyDBClusterSnapshot"},
	})
	GivenTagsReplaceTheSources = rules.Add(kernel.Rule{
		ID: "AUR-SNP-17", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: moto + ", verified against AWS in 2025",
		Says: "A copy has the tags that its maker gives; only where none are given does CopyTags copy those of the " +
			"source.",
		Operations: []string{"CopyDBClusterSnapshot"},
	})
)

const inaccessibleSource = "The source snapshot KMS key [%s] does not exist, is not enabled or you do not have " +
	"permissions to access it."

const noSnapshot = "DBClusterSnapshot %s not found."

// usable returns a snapshot that the caller owns or that is shared with it, to be
// looked at only.
func (s *Service) usable(c *kernel.Call, text string) (*snapshot, error) {
	scope, name, ok := located(c.Scope(), "cluster-snapshot", text)
	sn := s.Snapshots.See(scope, name)
	if !ok || sn == nil {
		return nil, c.Refuse(UnsharedSnapshotsDoNotExist, noSnapshot, text)
	}
	own := scope.Account == c.Account
	shared := sn.Public || slices.Contains(sn.Accounts, c.Account)
	return sn, c.Require(own || shared, UnsharedSnapshotsDoNotExist, noSnapshot, text)
}

// mayRead reports whether the caller may use the key of a snapshot.
func (s *Service) mayRead(c *kernel.Call, sn *snapshot) error {
	if !sn.Sealed.isByKey() {
		return nil
	}
	key, err := kernel.ParseARN(sn.Sealed.Key)
	if err == nil && s.keys.Works(key, "") {
		use := s.use(c, sn.ID)
		use.As.Region = key.Region
		err = s.keys.May(use, key, "DescribeKey", "CreateGrant")
	} else {
		err = kernel.NewError(KMSKeyNotAccessible, "The key does not work: it is disabled, deleted or not there.")
	}
	return kernel.Because(c.Require(err == nil, CopiersMayUseTheKey, inaccessibleSource, sn.Sealed.Key), err)
}

func (s *Service) copyDBClusterSnapshot(
	c *kernel.Call, in *CopyDBClusterSnapshot,
) (*CopyDBClusterSnapshotOutput, error) {
	of, err := s.usable(c, in.SourceDBClusterSnapshotIdentifier)
	if err != nil {
		return nil, err
	}
	tags, err := tagged(c, in.Tags)
	if err != nil {
		return nil, err
	}
	if err := s.mayName(c, in.TargetDBClusterSnapshotIdentifier); err != nil {
		return nil, err
	}
	if err := s.snapshotMachine.Fire(s.Snapshots.Get(of.Scope, of.Name), "CopyDBClusterSnapshot"); err != nil {
		return nil, err
	}
	few := of.Scope.Region == c.Region || s.arriving(c.Scope()) < maxArriving
	if err := c.Require(few, FewCopiesAcrossRegions, "Cannot copy more than %d snapshots across regions",
		maxArriving); err != nil {
		return nil, err
	}
	how, err := s.sealedCopy(c, of, in.KmsKeyId)
	if err != nil {
		return nil, err
	}
	if kernel.Value(in.CopyTags) && !c.Applies(len(tags) > 0, GivenTagsReplaceTheSources) {
		tags = merged(of.Tags, tags)
	}
	sn := &snapshot{
		Scope: c.Scope(), Name: strings.ToLower(in.TargetDBClusterSnapshotIdentifier), Number: c.Mint().Number(),
		Kind: kindOf(c), Cluster: of.Cluster, ID: of.ID,
		Of: of.Of, Spec: of.Spec, Sealed: s.needed(c.Scope(), how), Created: c.Now(), Pages: of.Pages,
		Source: of.arn(), Tags: tags,
	}
	s.beginSnapshot(sn)
	return &CopyDBClusterSnapshotOutput{sn.show()}, nil
}

const maxArriving = 5

// arriving counts the copies from other Regions that are being made.
func (s *Service) arriving(at kernel.Scope) (n int) {
	for sn := range s.Snapshots.View(at).All {
		if of, err := kernel.ParseARN(sn.Source); err == nil && of.Region != at.Region && sn.Life.State == SnapshotCreating {
			n++
		}
	}
	return n
}

// sealedCopy is how a copy is encrypted.
func (s *Service) sealedCopy(c *kernel.Call, of *snapshot, name string) (how sealed, err error) {
	if err := c.Require(name == "" || of.Sealed.isByKey(), PlainSnapshotsAreCopiedPlain,
		"KmsKeyId cannot be specified for the copy of an unencrypted snapshot."); err != nil {
		return how, err
	}
	if !of.Sealed.isByKey() {
		return of.Sealed, nil
	}
	if err := s.mayRead(c, of); err != nil {
		return how, err
	}
	own := of.Scope == c.Scope()
	if err := c.Require(own || name != "", ForeignSnapshotsNeedAKey,
		"Specified KMS key [None] does not exist, is not enabled or you do not have permissions to access it."); err != nil {
		return how, err
	}
	if !c.Applies(name != "", DefaultKeysAreLeftByCopying) {
		return of.Sealed, nil
	}
	key, err := s.key(c, name)
	if err != nil {
		return how, err
	}
	return sealed{Key: key.String()}, s.mayUse(c, MakersMayUseTheKey, key, of.ID)
}
