package iam

import "github.com/shareproof/shareproof/model/kernel"

// accessKey is one of a user's.
type accessKey struct {
	ID      string
	Scope   kernel.Scope
	User    string // the name
	Status  StatusType
	Created kernel.Time
}

// StatusType is whether an access key can be used.
type StatusType string

// The statuses of access keys.
const (
	Active   StatusType = "Active"
	Inactive StatusType = "Inactive"
	Expired  StatusType = "Expired"
)

// Values lists the enumeration.
func (StatusType) Values() []StatusType { return []StatusType{Active, Inactive, Expired} }

// AccessKey is an access key as only CreateAccessKey shows it.
type AccessKey struct {
	AccessKeyId     string `sent:"always,model"`
	CreateDate      kernel.Time
	SecretAccessKey string     `sent:"always,model"`
	Status          StatusType `sent:"always,model"`
	UserName        string     `sent:"always,model"`
}

// AccessKeyMetadata is an access key without its secret.
type AccessKeyMetadata struct {
	AccessKeyId string      `sent:"always"`
	CreateDate  kernel.Time `sent:"always"`
	Status      StatusType  `sent:"always"`
	UserName    string      `sent:"always"`
}

// CreateAccessKey makes a key for a user, the caller itself where it names none.
type CreateAccessKey struct {
	UserName string `shape:"ExistingUserName"`
}

// CreateAccessKeyOutput shows it with its secret, this once.
type CreateAccessKeyOutput struct {
	AccessKey *AccessKey `sent:"always,model"`
}

// UpdateAccessKey turns a key on or off.
type UpdateAccessKey struct {
	AccessKeyId string     `shape:"!AccessKeyId"`
	Status      StatusType `shape:"!Status"`
	UserName    string     `shape:"ExistingUserName"`
}

// UpdateAccessKeyOutput is empty.
type UpdateAccessKeyOutput struct{}

// ListAccessKeys lists the keys of a user.
type ListAccessKeys struct {
	Marker   string `shape:"Marker"`
	MaxItems *int32 `shape:"MaxItems"`
	UserName string `shape:"ExistingUserName"`
}

// ListAccessKeysOutput is one page of them.
type ListAccessKeysOutput struct {
	AccessKeyMetadata []AccessKeyMetadata `sent:"always,model"`
	IsTruncated       bool                `sent:"always"`
	Marker            string              `sent:"set"`
}

// GetAccessKeyLastUsed asks when a key was last used.
type GetAccessKeyLastUsed struct {
	AccessKeyId string `shape:"!AccessKeyId"`
}

// GetAccessKeyLastUsedOutput tells it.
type GetAccessKeyLastUsedOutput struct {
	AccessKeyLastUsed *AccessKeyLastUsed
	UserName          string
}

// AccessKeyLastUsed is when and for what a key was last used. The model tells of each
// that it never was.
type AccessKeyLastUsed struct {
	LastUsedDate kernel.Time
	Region       string `sent:"always,model"`
	ServiceName  string `sent:"always,model"`
}

// DeleteAccessKey deletes a key.
type DeleteAccessKey struct {
	AccessKeyId string `shape:"!AccessKeyId"`
	UserName    string `shape:"ExistingUserName"`
}

// DeleteAccessKeyOutput is empty.
type DeleteAccessKeyOutput struct{}

const keysPerUser = 2

// The rules of access keys.
var (
	UsersHaveTwoKeys = rules.Add(kernel.Rule{
		ID: "IAM-QUO-05", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotas,
		Says: "A user has up to two access keys.", Operations: []string{"CreateAccessKey"},
	})
	UnknownKeysAreNotFound = rules.Add(kernel.Rule{
		ID: "IAM-KEY-01", Kind: kernel.Refusal, Error: NoSuchEntity, Evidence: kernel.Documented,
		Source:     reference("DeleteAccessKey"),
		Says:       "An access key is found by its ID among those of its user.",
		Operations: []string{"UpdateAccessKey", "DeleteAccessKey"},
	})
	KeysAreTurnedOnAndOff = rules.Add(kernel.Rule{
		ID: "IAM-KEY-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("UpdateAccessKey") + "; " +
			accessKeysGuide,
		Says:       "An access key is Active or Inactive, as UpdateAccessKey says; only an active one can be used.",
		Operations: []string{"UpdateAccessKey", "ListAccessKeys"},
	})
	NobodyMakesAKeyExpire = rules.Add(kernel.Rule{
		ID: "IAM-KEY-03", Kind: kernel.Refusal, Error: ValidationError, Or: []*kernel.ErrorShape{InvalidInput},
		Evidence: kernel.Inferred, Source: "no source found",
		Says: "UpdateAccessKey sets Active and Inactive, not Expired.", Operations: []string{"UpdateAccessKey"},
	})
	ForeignKeysAreDenied = rules.Add(kernel.Rule{
		ID: "IAM-KEY-04", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Recorded, Source: recordings,
		Says:       "When a key was last used is told only of keys of the caller's own account.",
		Operations: []string{"GetAccessKeyLastUsed"},
	})
	UnusedKeysAreNotApplicable = rules.Add(kernel.Rule{
		ID: "IAM-KEY-05", Kind: kernel.Effect, Evidence: kernel.Recorded,
		Source:     recordings + "; " + reference("GetAccessKeyLastUsed"),
		Says:       "A key that was never used has N/A for Region and service, and no date.",
		Operations: []string{"GetAccessKeyLastUsed"},
	})
)

func (s *Service) createAccessKey(c *kernel.Call, in *CreateAccessKey) (*CreateAccessKeyOutput, error) {
	u, err := s.userOrCaller(c, in.UserName)
	if err != nil {
		return nil, err
	}
	if err := c.Require(len(s.keysOf(u)) < keysPerUser, UsersHaveTwoKeys, "Cannot exceed quota for AccessKeysPerUser: %d",
		keysPerUser); err != nil {
		return nil, err
	}
	k := &accessKey{ID: c.Mint().Capital("AKIA", 16), Scope: u.Scope, User: u.Name, Status: Active, Created: c.Now()}
	s.Keys.In(u.Scope).Put(k.ID, k)
	return &CreateAccessKeyOutput{&AccessKey{k.ID, k.Created, s.env.Secret(k.ID, secretLength), k.Status, k.User}}, nil
}

func (s *Service) updateAccessKey(c *kernel.Call, in *UpdateAccessKey) (*UpdateAccessKeyOutput, error) {
	k, err := s.accessKey(c, in.UserName, in.AccessKeyId)
	if err != nil {
		return nil, err
	}
	if err := c.Require(in.Status != Expired, NobodyMakesAKeyExpire,
		"The status of an access key is Active or Inactive."); err != nil {
		return nil, err
	}
	if c.Applies(in.Status != k.Status, KeysAreTurnedOnAndOff) {
		k.Status = in.Status
	}
	return &UpdateAccessKeyOutput{}, nil
}

func (s *Service) listAccessKeys(c *kernel.Call, in *ListAccessKeys) (*ListAccessKeysOutput, error) {
	u, err := s.userOrCaller(c, in.UserName)
	if err != nil {
		return nil, err
	}
	all := []AccessKeyMetadata{}
	for _, k := range s.keysOf(u) {
		all = append(all, AccessKeyMetadata{k.ID, k.Created, k.Status, k.User})
	}
	page, next, ok := kernel.PageOf(c.Env, all, "keys "+u.ID, in.Marker, pageSize(in.MaxItems))
	return &ListAccessKeysOutput{page, next != "", next}, listed(c, ok)
}

func (s *Service) getAccessKeyLastUsed(
	c *kernel.Call, in *GetAccessKeyLastUsed,
) (*GetAccessKeyLastUsedOutput, error) {
	k := s.Keys.See(scopeOf(c.Caller), in.AccessKeyId)
	if k == nil {
		return nil, c.Refuse(ForeignKeysAreDenied,
			"User: %s is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key %s", s.nameOf(c.Caller),
			in.AccessKeyId)
	}
	_ = c.Require(true, ForeignKeysAreDenied, "")
	used := &AccessKeyLastUsed{}
	if c.Applies(true, UnusedKeysAreNotApplicable) {
		used.Region, used.ServiceName = "N/A", "N/A"
	}
	return &GetAccessKeyLastUsedOutput{used, k.User}, nil
}

// nameOf is the ARN of a caller.
func (s *Service) nameOf(who kernel.Caller) string {
	if who.Principal != "" {
		return who.Principal
	}
	return arn("iam", scopeOf(who), "root")
}

func (s *Service) deleteAccessKey(c *kernel.Call, in *DeleteAccessKey) (*DeleteAccessKeyOutput, error) {
	k, err := s.accessKey(c, in.UserName, in.AccessKeyId)
	if err != nil {
		return nil, err
	}
	s.Keys.In(k.Scope).Delete(k.ID)
	return &DeleteAccessKeyOutput{}, nil
}

// accessKey returns a key of a user, the caller itself where no user is named.
func (s *Service) accessKey(c *kernel.Call, userName, id string) (*accessKey, error) {
	u, err := s.userOrCaller(c, userName)
	if err != nil {
		return nil, err
	}
	k := s.Keys.Get(u.Scope, id)
	if k == nil || k.User != u.Name {
		return nil, c.Refuse(UnknownKeysAreNotFound, "The Access Key with id %s cannot be found.", id)
	}
	return k, c.Require(true, UnknownKeysAreNotFound, "")
}

func (s *Service) keysOf(u *user) (keys []*accessKey) {
	for k := range s.Keys.View(u.Scope).All {
		if k.User == u.Name {
			keys = append(keys, k)
		}
	}
	return keys
}
