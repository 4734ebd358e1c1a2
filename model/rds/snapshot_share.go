package rds

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

const (
	restoreAttribute = "restore"
	everybody        = "all"
	maxShared        = 20
)

// lent tells of a snapshot of another account.
type sharedSnapshot struct {
	At   kernel.Scope
	Name string
}

// The rules of sharing snapshots.
var (
	SnapshotsAreSharedWithFew = rules.Add(kernel.Rule{
		ID: "AUR-SNP-07", Kind: kernel.Quota, Error: SharedSnapshotQuotaExceeded, Evidence: kernel.Documented,
		Source:     sharingGuide,
		Says:       "A snapshot is shared with at most 20 accounts.",
		Operations: []string{"ModifyDBClusterSnapshotAttribute"},
	})
	DefaultKeysAreNotShared = rules.Add(kernel.Rule{
		ID: "AUR-SNP-08", Kind: kernel.Refusal, Error: InvalidDBClusterSnapshotState,
		Or:       []*kernel.ErrorShape{InvalidParameterValue, InvalidParameterCombination, KMSKeyNotAccessible},
		Evidence: kernel.Documented, Source: sharingGuide,
		Says:       "A snapshot that is encrypted by the default key aws/rds is shared with nobody.",
		Operations: []string{"ModifyDBClusterSnapshotAttribute"},
	})
	EncryptedSnapshotsAreNotPublic = rules.Add(kernel.Rule{
		ID: "AUR-SNP-09", Kind: kernel.Refusal, Error: InvalidParameterValue,
		Or:       []*kernel.ErrorShape{InvalidDBClusterSnapshotState, InvalidParameterCombination},
		Evidence: kernel.Documented, Source: sharingGuide + "; " + serviceModel,
		Says: "The value all makes an unencrypted snapshot public, and is refused of an encrypted one; to remove it " +
			"leaves the accounts that are named one by one.",
		Operations: []string{"ModifyDBClusterSnapshotAttribute"},
	})
	OnlyRestoreIsModified = rules.Add(kernel.Rule{
		ID: "AUR-SNP-10", Kind: kernel.Refusal, Error: InvalidParameterValue,
		Or: []*kernel.ErrorShape{InvalidParameterCombination}, Evidence: kernel.Observed, Source: moto,
		Says: "Of a snapshot's attributes restore alone is modified, with account numbers or all, none of which is " +
			"added and removed at once.",
		Operations: []string{"ModifyDBClusterSnapshotAttribute"},
	})
	AttributesAreShown = rules.Add(kernel.Rule{
		ID: "AUR-SNP-11", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel, Also: []string{"AUR-SNP-27"},
		Says:       "The attribute restore lists the accounts that a snapshot is shared with, and all where it is public.",
		Operations: []string{"ModifyDBClusterSnapshotAttribute", "DescribeDBClusterSnapshotAttributes"},
	})
	UnsharingStopsNewUse = rules.Add(kernel.Rule{
		ID: "AUR-SNP-23", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: sharingGuide,
		Says:       "An account that is removed neither sees nor uses a snapshot any more, and keeps what it made of it.",
		Operations: []string{"ModifyDBClusterSnapshotAttribute"},
	})
)

func (s *Service) modifyDBClusterSnapshotAttribute(
	c *kernel.Call, in *ModifyDBClusterSnapshotAttribute,
) (*ModifyDBClusterSnapshotAttributeOutput, error) {
	if err := c.Require(in.AttributeName == restoreAttribute, OnlyRestoreIsModified, "Invalid snapshot attribute %s",
		in.AttributeName); err != nil {
		return nil, err
	}
	for _, value := range slices.Concat(in.ValuesToAdd, in.ValuesToRemove) {
		if err := c.Require(value == everybody || kernel.IsAccount(value), OnlyRestoreIsModified,
			"Invalid value for attribute restore: %s. Want an account number or all.", value); err != nil {
			return nil, err
		}
		both := slices.Contains(in.ValuesToAdd, value) && slices.Contains(in.ValuesToRemove, value)
		if err := c.Require(!both, OnlyRestoreIsModified,
			"A value may not appear in both the add list and remove list. %s", value); err != nil {
			return nil, err
		}
	}
	sn, err := s.ownSnapshot(c, in.DBClusterSnapshotIdentifier)
	if err != nil {
		return nil, err
	}
	if err := sn.keeps(c); err != nil {
		return nil, err
	}
	if err := s.mayShareSnapshot(c, sn, in); err != nil {
		return nil, err
	}
	s.unshare(sn, in.ValuesToRemove, slices.Contains(in.ValuesToRemove, everybody))
	s.shareSnapshot(sn, in.ValuesToAdd)
	return &ModifyDBClusterSnapshotAttributeOutput{s.attributes(sn)}, nil
}

func (s *Service) mayShareSnapshot(c *kernel.Call, sn *snapshot, in *ModifyDBClusterSnapshotAttribute) error {
	if err := s.snapshotMachine.Fire(sn, "ModifyDBClusterSnapshotAttribute"); err != nil || len(in.ValuesToAdd) == 0 {
		return err
	}
	key, _ := kernel.ParseARN(sn.Sealed.Key)
	if err := c.Require(!s.keys.IsManaged(key), DefaultKeysAreNotShared,
		"Sharing snapshots encrypted with the default service key for RDS is currently not supported"); err != nil {
		return err
	}
	public := slices.Contains(in.ValuesToAdd, everybody) && sn.Sealed.isByKey()
	if err := c.Require(!public, EncryptedSnapshotsAreNotPublic,
		"An encrypted snapshot cannot be made public."); err != nil {
		return err
	}
	accounts := slices.Concat(slices.DeleteFunc(slices.Clone(sn.Accounts), func(a string) bool {
		return slices.Contains(in.ValuesToRemove, a)
	}),
		in.ValuesToAdd)
	slices.Sort(accounts)
	accounts = slices.DeleteFunc(slices.Compact(accounts), func(a string) bool { return a == everybody })
	return c.Require(len(accounts) <= maxShared, SnapshotsAreSharedWithFew,
		"A snapshot is shared with at most %d accounts.", maxShared)
}

// shareSnapshot lets accounts, or all, see and use a snapshot.
func (s *Service) shareSnapshot(sn *snapshot, values []string) {
	for _, value := range values {
		at := kernel.Scope{Account: value, Region: sn.Scope.Region}
		table := &s.Shared
		if value == everybody {
			at.Account, table, sn.Public = "", &s.Public, true
		} else if i, known := slices.BinarySearch(sn.Accounts, value); !known {
			sn.Accounts = slices.Insert(slices.Clone(sn.Accounts), i, value)
		}
		if table.See(at, sn.arn()) == nil {
			table.In(at).Put(sn.arn(), &sharedSnapshot{sn.Scope, sn.Name})
		}
	}
}

// unshare takes a snapshot back.
func (s *Service) unshare(sn *snapshot, accounts []string, public bool) {
	for _, account := range accounts {
		i, known := slices.BinarySearch(sn.Accounts, account)
		if !known {
			continue
		}
		sn.Accounts = slices.Delete(slices.Clone(sn.Accounts), i, i+1)
		if s.env.Applies(true, UnsharingStopsNewUse) {
			s.Shared.In(kernel.Scope{Account: account, Region: sn.Scope.Region}).Delete(sn.arn())
		}
	}
	if public && sn.Public {
		sn.Public = false
		s.Public.In(kernel.Scope{Region: sn.Scope.Region}).Delete(sn.arn())
	}
}

// attributes shows with whom a snapshot is shared.
func (s *Service) attributes(sn *snapshot) *DBClusterSnapshotAttributesResult {
	values := []string{}
	if s.env.Applies(true, AttributesAreShown) {
		values = append(values, sn.Accounts...)
		if sn.Public {
			values = append(values, everybody)
		}
	}
	return &DBClusterSnapshotAttributesResult{
		DBClusterSnapshotAttributes: []DBClusterSnapshotAttribute{{AttributeName: restoreAttribute, AttributeValues: values}},
		DBClusterSnapshotIdentifier: sn.Name,
	}
}

func (s *Service) describeDBClusterSnapshotAttributes(
	c *kernel.Call, in *DescribeDBClusterSnapshotAttributes,
) (*DescribeDBClusterSnapshotAttributesOutput, error) {
	sn, err := s.ownSnapshot(c, in.DBClusterSnapshotIdentifier)
	if err != nil {
		return nil, err
	}
	return &DescribeDBClusterSnapshotAttributesOutput{s.attributes(sn)}, nil
}
