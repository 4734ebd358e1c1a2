package ebs

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// SnapshotAttributeName is an attribute of a snapshot.
type SnapshotAttributeName string

// The attributes of a snapshot.
const (
	CreateVolumePermissionAttribute SnapshotAttributeName = "createVolumePermission"
	ProductCodes                    SnapshotAttributeName = "productCodes"
)

// Values lists the enumeration.
func (SnapshotAttributeName) Values() []SnapshotAttributeName {
	return []SnapshotAttributeName{CreateVolumePermissionAttribute, ProductCodes}
}

// OperationType is what ModifySnapshotAttribute does with accounts and groups.
type OperationType string

// The operations.
const (
	Add    OperationType = "add"
	Remove OperationType = "remove"
)

// Values lists the enumeration.
func (OperationType) Values() []OperationType { return []OperationType{Add, Remove} }

const everybody = "all"

// ModifySnapshotAttribute shares or unshares a snapshot: either by OperationType
// with UserIds and GroupNames, or by CreateVolumePermission.
type ModifySnapshotAttribute struct {
	Attribute              SnapshotAttributeName `shape:"Attribute"`
	CreateVolumePermission *CreateVolumePermissionModifications
	DryRun                 *bool
	GroupNames             []string      `query:"UserGroup"`
	OperationType          OperationType `shape:"Operation"`
	SnapshotId             string        `shape:"!" resource:"snapshot"`
	UserIds                []string      `query:"UserId"`
}

// ModifySnapshotAttributeOutput is empty.
type ModifySnapshotAttributeOutput struct{}

// CreateVolumePermissionModifications are whom to add and whom to remove.
type CreateVolumePermissionModifications struct {
	Add    []CreateVolumePermission
	Remove []CreateVolumePermission
}

// CreateVolumePermission is the right of an account, or of all, to use a snapshot.
type CreateVolumePermission struct {
	Group  string `sent:"set"`
	UserId string `sent:"set"`
}

// DescribeSnapshotAttribute tells the owner with whom a snapshot is shared.
type DescribeSnapshotAttribute struct {
	Attribute  SnapshotAttributeName `shape:"!Attribute"`
	DryRun     *bool
	SnapshotId string `shape:"!" resource:"snapshot"`
}

// DescribeSnapshotAttributeOutput shows the attribute.
type DescribeSnapshotAttributeOutput struct {
	CreateVolumePermissions []CreateVolumePermission `wire:"createVolumePermission"`
	ProductCodes            []ProductCode
	SnapshotId              string `sent:"always"`
}

// ProductCode is AWS Marketplace's, of which the model has none.
type ProductCode struct {
	ProductCodeId   string `wire:"productCode"`
	ProductCodeType string `wire:"type"`
}

// ResetSnapshotAttribute shares a snapshot with nobody.
type ResetSnapshotAttribute struct {
	Attribute  SnapshotAttributeName `shape:"!Attribute"`
	DryRun     *bool
	SnapshotId string `shape:"!" resource:"snapshot"`
}

// ResetSnapshotAttributeOutput is empty.
type ResetSnapshotAttributeOutput struct{}

// The rules of sharing.
var (
	OnlyPermissionsAreModified = rules.Add(kernel.Rule{
		ID: "EBS-SHR-01", Kind: kernel.Shaped, Error: InvalidParameterValue,
		Or: []*kernel.ErrorShape{InvalidParameterCombination, MissingParameter}, Evidence: kernel.Documented,
		Source: modifyAttribute,
		Says: "Of a snapshot's attributes createVolumePermission alone is modified: accounts and the group all are " +
			"added or removed, named in either of two forms.",
		Operations: []string{"ModifySnapshotAttribute", "DescribeSnapshotAttribute"},
	})
	EitherAddOrRemove = rules.Add(kernel.Rule{
		ID: "EBS-SHR-02", Kind: kernel.Refusal, Error: InvalidParameterCombination, Evidence: kernel.Documented,
		Source:     modifyAttribute,
		Says:       "One request either adds or removes permissions.",
		Operations: []string{"ModifySnapshotAttribute"},
	})
	FewModificationsAtOnce = rules.Add(kernel.Rule{
		ID: "EBS-SHR-03", Kind: kernel.Quota, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: modifyAttribute,
		Says: "One request modifies at most 500 permissions; how many accounts a snapshot is shared with has no " +
			"known limit.",
		Operations: []string{"ModifySnapshotAttribute"}, Also: []string{"EBS-SHR-21"},
	})
	ManagedKeysAreNotShared = rules.Add(kernel.Rule{
		ID: "EBS-SHR-04", Kind: kernel.Refusal, Error: OperationNotPermitted, Evidence: kernel.Observed,
		Source: "hashicorp/packer issue 7499; DataDog/stratus-red-team", Seed: seed, Also: []string{"EBS-ENC-06"},
		Says: "A snapshot that is encrypted under the AWS managed key aws/ebs is shared with nobody, also where " +
			"encryption by default made it so.",
		Operations: []string{"ModifySnapshotAttribute"},
	})
	EncryptedIsNeverPublic = rules.Add(kernel.Rule{
		ID: "EBS-SHR-05", Kind: kernel.Refusal, Error: OperationNotPermitted, Evidence: kernel.Observed,
		Source:     "an AWS workshop that quotes the error; " + modifyAttribute,
		Says:       "An encrypted snapshot is never made public, whatever its key.",
		Operations: []string{"ModifySnapshotAttribute"},
	})
	SharedWithAccountsOrAll = rules.Add(kernel.Rule{
		ID: "EBS-SHR-09", Kind: kernel.Refusal, Error: InvalidAMIAttributeItemValue, Evidence: kernel.Observed,
		Source:     emulatorOfEC2 + "; " + moto,
		Says:       "A snapshot is shared with account numbers of 12 digits or with the group all.",
		Operations: []string{"ModifySnapshotAttribute"},
	})
	SharingAgainChangesNothing = rules.Add(kernel.Rule{
		ID: "EBS-SHR-10", Kind: kernel.Effect, Evidence: kernel.Observed, Source: emulatorOfEC2,
		Says:       "To add who is there, to remove who is not, and to name the owner succeeds and changes nothing.",
		Operations: []string{"ModifySnapshotAttribute"},
	})
	PermissionsAreDescribed = rules.Add(kernel.Rule{
		ID: "EBS-SHR-11", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "DescribeSnapshotAttribute lists the accounts that a snapshot is shared with and, if it is public, " +
			"the group all.",
		Operations: []string{"DescribeSnapshotAttribute"},
	})
	ResetUnsharesAll = rules.Add(kernel.Rule{
		ID: "EBS-SHR-12", Kind: kernel.Effect, Error: InvalidParameterValue, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "ResetSnapshotAttribute takes all permissions back, the public one too; it is for " +
			"createVolumePermission alone.",
		Operations: []string{"ResetSnapshotAttribute"},
	})
	SharingAsksTheSharersKey = rules.Add(kernel.Rule{
		ID: "EBS-SHR-22", Kind: kernel.Refusal, Error: AuthFailure, Evidence: kernel.Observed,
		Source:     "an error that a user pasted; which permission is asked for is not known, the model asks for DescribeKey",
		Seed:       seed,
		Says:       "Who shares an encrypted snapshot with an account must be allowed to use its key.",
		Operations: []string{"ModifySnapshotAttribute"},
	})
	RecipientsKeysAreNotAsked = rules.Add(kernel.Rule{
		ID: "EBS-SHR-15", Kind: kernel.Effect, Evidence: kernel.Documented, Source: sharingGuide, Seed: seed,
		Says: "A snapshot and its key are shared apart from each other, in any order: a snapshot is shared also " +
			"with who may not use its key.",
		Operations: []string{"ModifySnapshotAttribute"},
	})
	UnsharingStopsNewUse = rules.Add(kernel.Rule{
		ID: "EBS-SHR-18", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: copyGuide2023,
		Says: "An account that is removed makes no more volumes and copies of a snapshot, and keeps those that it " +
			"made.",
		Operations: []string{"ModifySnapshotAttribute", "ResetSnapshotAttribute"},
	})
)

// change is what a request does to a snapshot's permissions.
type change struct {
	add      bool
	accounts []string
	public   bool // the group all is among them
}

func (s *Service) modifySnapshotAttribute(
	c *kernel.Call, in *ModifySnapshotAttribute,
) (*ModifySnapshotAttributeOutput, error) {
	ch, err := in.change(c)
	if err != nil {
		return nil, err
	}
	sn, err := s.ownSnapshot(c, in.SnapshotId)
	if err != nil {
		return nil, err
	}
	if ch.add {
		if err := s.mayShare(c, sn, ch); err != nil {
			return nil, err
		}
		s.share(c, sn, ch)
	} else {
		s.unshare(sn, ch.accounts, ch.public)
	}
	return &ModifySnapshotAttributeOutput{}, nil
}

// change reads a request in both its forms.
func (in *ModifySnapshotAttribute) change(c *kernel.Call) (ch change, err error) {
	added, removed := in.permissions()
	if err := c.Require(in.Attribute != ProductCodes, OnlyPermissionsAreModified,
		"Value (%s) for parameter attribute is invalid.", in.Attribute); err != nil {
		return ch, err
	}
	named := len(in.UserIds)+len(in.GroupNames) == 0 || in.OperationType != ""
	if err := c.Require(named && len(added)+len(removed) > 0, OnlyPermissionsAreModified,
		"No attributes specified."); err != nil {
		return ch, err
	}
	if err := c.Require(len(added) == 0 || len(removed) == 0, EitherAddOrRemove,
		"One and only one operation type may be specified for createVolumePermissions"); err != nil {
		return ch, err
	}
	all := append(added, removed...)
	if err := c.Require(len(all) <= 500, FewModificationsAtOnce,
		"Modification size must not be greater than 500."); err != nil {
		return ch, err
	}
	ch.add = len(added) > 0
	for _, p := range all {
		known := p.Group == everybody && p.UserId == "" || p.Group == "" && kernel.IsAccount(p.UserId)
		if err := c.Require(known, SharedWithAccountsOrAll,
			"Invalid attribute item value \"%s%s\" for createVolumePermission item type.", p.UserId, p.Group); err != nil {
			return ch, err
		}
		ch.public = ch.public || p.Group != ""
		if p.UserId != "" && !slices.Contains(ch.accounts, p.UserId) {
			ch.accounts = append(ch.accounts, p.UserId)
		}
	}
	return ch, nil
}

func (in *ModifySnapshotAttribute) permissions() (added, removed []CreateVolumePermission) {
	if p := in.CreateVolumePermission; p != nil {
		added, removed = slices.Clone(p.Add), slices.Clone(p.Remove)
	}
	var listed []CreateVolumePermission
	for _, id := range in.UserIds {
		listed = append(listed, CreateVolumePermission{UserId: id})
	}
	for _, group := range in.GroupNames {
		listed = append(listed, CreateVolumePermission{Group: group})
	}
	if in.OperationType == Remove {
		return added, append(removed, listed...)
	}
	return append(added, listed...), removed
}

// mayShare reports whether permissions may be added to a snapshot.
func (s *Service) mayShare(c *kernel.Call, sn *snapshot, ch change) error {
	encrypted := sn.Sealed.Key != ""
	if ch.public {
		if err := c.Require(!encrypted, EncryptedIsNeverPublic, "Encrypted snapshots cannot be shared publicly"); err != nil {
			return err
		}
		if err := s.mayPublish(c); err != nil {
			return err
		}
	}
	if len(ch.accounts) == 0 || !encrypted {
		return nil
	}
	key, err := kernel.ParseARN(sn.Sealed.Key)
	if err != nil {
		return nil // it is of no use to anybody
	}
	if err := c.Require(!s.keys.IsManaged(key), ManagedKeysAreNotShared,
		"Encrypted snapshots with EBS default key cannot be shared"); err != nil {
		return err
	}
	err = s.keys.May(s.use(s.asks(c.Caller), sn.Sealed), key, "DescribeKey")
	if refusal := c.Require(err == nil, SharingAsksTheSharersKey, "Not authorized to use key %s", key); refusal != nil {
		return kernel.Because(refusal, err)
	}
	for _, account := range ch.accounts {
		if c.Applies(true, RecipientsKeysAreNotAsked) {
			break
		}
		as := s.asks(kernel.Caller{Account: account, Region: c.Region})
		if s.mayUse(as, sn.Sealed, copyUse) != nil {
			return kernel.NewError(AuthFailure, "Not authorized to use key "+key.String())
		}
	}
	return nil
}

// share adds permissions and tells the accounts that gain one.
func (s *Service) share(c *kernel.Call, sn *snapshot, ch change) {
	private := !sn.Public
	for _, account := range ch.accounts {
		known := account == sn.Scope.Account || slices.Contains(sn.Accounts, account)
		if c.Applies(known, SharingAgainChangesNothing) {
			continue
		}
		i, _ := slices.BinarySearch(sn.Accounts, account)
		sn.Accounts = slices.Insert(slices.Clone(sn.Accounts), i, account)
		to := kernel.Scope{Account: account, Region: sn.Scope.Region}
		s.Shared.In(to).Put(sn.ID, &pointer{sn.ID, sn.Scope.Account})
		if c.Applies(private, SharedAccountsAreTold) {
			s.tellOfShare(sn, account)
		}
	}
	if ch.public && !sn.Public {
		sn.Public = true
		s.Public.In(kernel.Scope{Region: sn.Scope.Region}).Put(sn.ID, &pointer{sn.ID, sn.Scope.Account})
	}
}

// unshare takes permissions back.
func (s *Service) unshare(sn *snapshot, accounts []string, public bool) {
	for _, account := range accounts {
		i, shared := slices.BinarySearch(sn.Accounts, account)
		if !shared {
			s.env.Applies(true, SharingAgainChangesNothing)
			continue
		}
		sn.Accounts = slices.Delete(slices.Clone(sn.Accounts), i, i+1)
		if s.env.Applies(true, UnsharingStopsNewUse) {
			s.Shared.In(kernel.Scope{Account: account, Region: sn.Scope.Region}).Delete(sn.ID)
		}
	}
	if public && sn.Public {
		sn.Public = false
		s.Public.In(kernel.Scope{Region: sn.Scope.Region}).Delete(sn.ID)
	}
}

func (s *Service) describeSnapshotAttribute(
	c *kernel.Call, in *DescribeSnapshotAttribute,
) (*DescribeSnapshotAttributeOutput, error) {
	sn, err := s.ownSnapshot(c, in.SnapshotId)
	if err != nil {
		return nil, err
	}
	out := &DescribeSnapshotAttributeOutput{SnapshotId: sn.ID}
	if !c.Applies(in.Attribute == CreateVolumePermissionAttribute, PermissionsAreDescribed) {
		out.ProductCodes = []ProductCode{}
		return out, nil
	}
	out.CreateVolumePermissions = []CreateVolumePermission{}
	if sn.Public {
		out.CreateVolumePermissions = append(out.CreateVolumePermissions, CreateVolumePermission{Group: everybody})
	}
	for _, account := range sn.Accounts {
		out.CreateVolumePermissions = append(out.CreateVolumePermissions, CreateVolumePermission{UserId: account})
	}
	return out, nil
}

func (s *Service) resetSnapshotAttribute(
	c *kernel.Call, in *ResetSnapshotAttribute,
) (*ResetSnapshotAttributeOutput, error) {
	if err := c.Require(in.Attribute == CreateVolumePermissionAttribute, ResetUnsharesAll,
		"Value (%s) for parameter attribute is invalid.", in.Attribute); err != nil {
		return nil, err
	}
	sn, err := s.ownSnapshot(c, in.SnapshotId)
	if err != nil {
		return nil, err
	}
	if c.Applies(true, ResetUnsharesAll) {
		s.unshare(sn, sn.Accounts, true)
	}
	return &ResetSnapshotAttributeOutput{}, nil
}
