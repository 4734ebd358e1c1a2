package kms

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// alias is a name of a key, in the key's account and Region.
type alias struct {
	Scope    kernel.Scope
	Name     string // alias/...
	Key      string // its ID
	Number   uint64 // in the order of making
	Created  kernel.Time
	Modified kernel.Time
}

const aliasPrefix = "alias/"

// CreateAlias names a key.
type CreateAlias struct {
	AliasName   string `shape:"!AliasName"`
	TargetKeyId string `shape:"!KeyId"`
}

// CreateAliasOutput is empty.
type CreateAliasOutput struct{}

// UpdateAlias lets an alias name another key.
type UpdateAlias struct {
	AliasName   string `shape:"!AliasName"`
	TargetKeyId string `shape:"!KeyId"`
}

// UpdateAliasOutput is empty.
type UpdateAliasOutput struct{}

// DeleteAlias removes a name.
type DeleteAlias struct {
	AliasName string `shape:"!AliasName"`
}

// DeleteAliasOutput is empty.
type DeleteAliasOutput struct{}

// ListAliases lists the aliases of the account in the Region, or of one key.
type ListAliases struct {
	KeyId  string `shape:"KeyId"`
	Limit  *int32 `shape:"AliasesMax"`
	Marker string `shape:"Marker"`
}

// ListAliasesOutput has a page of aliases.
type ListAliasesOutput struct {
	Aliases    []AliasListEntry `sent:"always"`
	NextMarker string           `sent:"set"`
	Truncated  bool             `sent:"always"`
}

// AliasListEntry is an alias; that of a key that is not there yet leads nowhere.
type AliasListEntry struct {
	AliasArn        string      `sent:"always"`
	AliasName       string      `sent:"always"`
	CreationDate    kernel.Time `sent:"set"`
	LastUpdatedDate kernel.Time `sent:"set"`
	TargetKeyId     string      `sent:"set"`
}

// The rules of aliases.
var (
	AliasesHaveTheirPrefix = rules.Add(kernel.Rule{
		ID: "KMS-ALI-01", Kind: kernel.Refusal, Error: Validation, Evidence: kernel.Recorded,
		Source: recordings + "; " + reference("CreateAlias"),
		Says: "The name of an alias begins with alias/ and goes on with letters, digits, /, _ and -. A colon fits the " +
			"pattern of the service model, and is refused nonetheless.",
		Operations: []string{"CreateAlias", "UpdateAlias", "DeleteAlias"},
	})
	AliasesOfServicesAreReserved = rules.Add(kernel.Rule{
		ID: "KMS-ALI-02", Kind: kernel.Refusal, Error: NotAuthorized,
		Or: []*kernel.ErrorShape{Validation, InvalidAliasName, AccessDenied}, Evidence: kernel.Documented,
		Source:     reference("CreateAlias"),
		Says:       "Names that begin with alias/aws/ are for AWS managed keys (the error is that of getmoto/moto).",
		Operations: []string{"CreateAlias", "UpdateAlias", "DeleteAlias"},
	})
	AliasesAreUnique = rules.Add(kernel.Rule{
		ID: "KMS-ALI-03", Kind: kernel.Refusal, Error: AlreadyExists, Evidence: kernel.Documented,
		Source:     serviceModel + "; text of getmoto/moto",
		Says:       "An alias is unique in its account and Region, and has up to 256 characters.",
		Operations: []string{"CreateAlias"},
	})
	KeysHaveFiftyAliases = rules.Add(kernel.Rule{
		ID: "KMS-ALI-04", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotas,
		Says:       "A customer managed key has at most 50 aliases.",
		Operations: []string{"CreateAlias", "UpdateAlias"},
	})
	AliasesMoveBetweenLikeKeys = rules.Add(kernel.Rule{
		ID: "KMS-ALI-05", Kind: kernel.Refusal, Error: InvalidState,
		Or: []*kernel.ErrorShape{Validation, UnsupportedOperation}, Evidence: kernel.Documented,
		Source:     reference("UpdateAlias"),
		Says:       "An alias moves only to a key of the same type and usage (which error says so is not documented).",
		Operations: []string{"UpdateAlias"},
	})
	UnknownAliasesAreNotFound = rules.Add(kernel.Rule{
		ID: "KMS-ALI-06", Kind: kernel.Refusal, Error: NotFound, Evidence: kernel.Documented,
		Source: guide(statesGuide) + "; text of getmoto/moto",
		Says: "DeleteAlias takes the name from its key, in whatever state that is, and leaves the key alone; an " +
			"alias that is not there is not found.",
		Operations: []string{"DeleteAlias", "UpdateAlias", "DescribeKey", "Encrypt", "GenerateDataKey"},
	})
)

func (s *Service) createAlias(c *kernel.Call, in *CreateAlias) (*CreateAliasOutput, error) {
	if err := checkAliasName(c, in.AliasName); err != nil {
		return nil, err
	}
	k, err := s.target(c, in.AliasName, in.TargetKeyId)
	if err != nil {
		return nil, err
	}
	if err := s.machine.Fire(k, change); err != nil {
		return nil, err
	}
	taken := s.Aliases.See(c.Scope(), in.AliasName) != nil
	if err := c.Require(!taken, AliasesAreUnique, "An alias with the name %s already exists",
		c.Scope().ARN("kms", in.AliasName)); err != nil {
		return nil, err
	}
	if taken {
		return &CreateAliasOutput{}, nil
	}
	if err := s.roomForAlias(k); err != nil {
		return nil, err
	}
	s.name(k, in.AliasName)
	return &CreateAliasOutput{}, nil
}

func checkAliasName(c *kernel.Call, name string) error {
	err := c.Require(strings.HasPrefix(name, aliasPrefix), AliasesHaveTheirPrefix,
		`Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html`)
	if err == nil {
		err = c.Require(!strings.Contains(name, ":"), AliasesHaveTheirPrefix,
			"%s contains invalid characters for an alias", name)
	}
	if err != nil {
		return err
	}
	return c.Require(!strings.HasPrefix(name, managedAlias("")), AliasesOfServicesAreReserved,
		"%s is reserved for keys that AWS manages.", name)
}

// target returns the key that an alias is to name.
func (s *Service) target(c *kernel.Call, name, text string) (*key, error) {
	if err := s.mayName(c, name); err != nil {
		return nil, err
	}
	k, _, err := s.permitted(c, text, request{more: map[string]string{"kms:RequestAlias": name}})
	return k, err
}

// name gives a key an alias.
func (s *Service) name(k *key, name string) {
	now := s.env.Now()
	s.Aliases.In(k.Scope).Put(name,
		&alias{Scope: k.Scope, Name: name, Key: k.ID, Number: s.env.Mint().Number(), Created: now, Modified: now})
}

func (s *Service) roomForAlias(k *key) error {
	n := 0
	for a := range s.Aliases.View(k.Scope).All {
		if a.Key == k.ID {
			n++
		}
	}
	return s.env.Require(n < most.aliases, KeysHaveFiftyAliases, "A key has at most %d aliases.", most.aliases)
}

func (s *Service) updateAlias(c *kernel.Call, in *UpdateAlias) (*UpdateAliasOutput, error) {
	a, err := s.ownAlias(c, in.AliasName)
	if err != nil {
		return nil, err
	}
	k, err := s.target(c, in.AliasName, in.TargetKeyId)
	if err != nil {
		return nil, err
	}
	if err := s.machine.Fire(k, "UpdateAlias"); err != nil {
		return nil, err
	}
	old := s.Keys.See(a.Scope, a.Key)
	if err := c.Require(old.Spec == k.Spec && old.Usage == k.Usage, AliasesMoveBetweenLikeKeys,
		"%s names a key of another type or usage than %s.", in.AliasName, k.arn()); err != nil {
		return nil, err
	}
	if k.ID != a.Key {
		if err := s.roomForAlias(k); err != nil {
			return nil, err
		}
	}
	a.Key, a.Modified = k.ID, s.env.Now()
	return &UpdateAliasOutput{}, nil
}

// ownAlias returns an alias of the caller whose key he may take it from.
func (s *Service) ownAlias(c *kernel.Call, name string) (*alias, error) {
	if err := checkAliasName(c, name); err != nil {
		return nil, err
	}
	a := s.Aliases.Get(c.Scope(), name)
	if a == nil {
		return nil, c.Refuse(UnknownAliasesAreNotFound, "Alias %s is not found.", c.Scope().ARN("kms", name))
	}
	_ = c.Require(true, UnknownAliasesAreNotFound, "")
	_, _, err := s.permitted(c, a.Key, request{})
	return a, err
}

func (s *Service) deleteAlias(c *kernel.Call, in *DeleteAlias) (*DeleteAliasOutput, error) {
	a, err := s.ownAlias(c, in.AliasName)
	if err != nil {
		return nil, err
	}
	if err := s.mayName(c, a.Name); err != nil {
		return nil, err
	}
	s.Aliases.In(a.Scope).Delete(a.Name)
	return &DeleteAliasOutput{}, nil
}

func (s *Service) listAliases(c *kernel.Call, in *ListAliases) (*ListAliasesOutput, error) {
	only := ""
	if in.KeyId != "" {
		found, err := s.find(c.Scope(), in.KeyId, false)
		if err != nil {
			return nil, err
		}
		if found.key == nil || found.key.Scope != c.Scope() {
			return nil, c.Refuse(UnknownKeysAreNotFound, "Key '%s' does not exist", found.text)
		}
		only = found.key.ID
	}
	page, next, ok := kernel.PageBy(c.Env, s.aliases(c.Scope(), only), func(a alias) uint64 { return a.Number },
		"aliases of "+c.Account+" "+c.Region+" "+only, in.Marker, paged(in.Limit, 50), false)
	out := &ListAliasesOutput{Aliases: []AliasListEntry{}, NextMarker: next, Truncated: next != ""}
	for _, a := range page {
		out.Aliases = append(out.Aliases, AliasListEntry{
			AliasArn: a.Scope.ARN("kms", a.Name), AliasName: a.Name, TargetKeyId: a.Key, CreationDate: a.Created,
			LastUpdatedDate: a.Modified,
		})
	}
	return out, marked(ok)
}

// aliases lists the aliases at a scope, or only those of a key. The aliases of
// services are always there, with or without a key.
func (s *Service) aliases(at kernel.Scope, only string) (all []alias) {
	for i, service := range services {
		a := alias{Scope: at, Name: managedAlias(service.name)}
		if made := s.Aliases.See(at, a.Name); made != nil {
			a = *made
		}
		if a.Number = uint64(i) + 1; s.env.Applies(only == "" || a.Key == only, ManagedKeysAppearWhenNeeded) {
			all = append(all, a)
		}
	}
	for a := range s.Aliases.View(at).All {
		if !strings.HasPrefix(a.Name, managedAlias("")) && (only == "" || a.Key == only) {
			own := *a
			own.Number += uint64(len(services))
			all = append(all, own)
		}
	}
	return all
}
