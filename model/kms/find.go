package kms

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// named is a key as a caller names it.
type named struct {
	key     *key   // nil where it is another account's and not there
	account string // whose it is
	text    string // its ARN, or that of another account's alias
}

// The rules of naming keys.
var (
	NamesAreTheCallersOwn = rules.Add(kernel.Rule{
		ID: "KMS-KEY-08", Kind: kernel.Refusal, Error: InvalidArn, Evidence: kernel.Recorded,
		Source: guide("Allowing users in other accounts to use a KMS key") + "; the answer in terraform-provider-aws#20813 " +
			"and boto#3202", Also: []string{"KMS-GRT-15"},
		Says: "A key ID and an alias name are those of the caller's account and Region; an alias or its ARN names a " +
			"key to cryptographic operations and DescribeKey, and to no other operation, CreateGrant, ListGrants and " +
			"RevokeGrant among them.",
		Operations: []string{"all"},
	})
	UnknownKeysAreNotFound = rules.Add(kernel.Rule{
		ID: "KMS-KEY-09", Kind: kernel.Refusal, Error: NotFound, Evidence: kernel.Recorded, Source: recordings,
		Says:       "A well-formed key ID or ARN of no key is answered with the whole ARN that it stands for.",
		Operations: []string{"all"},
	})
	KeyIDsHaveTheirShape = rules.Add(kernel.Rule{
		ID: "KMS-KEY-10", Kind: kernel.Refusal, Error: NotFound, Evidence: kernel.Recorded, Source: recordings,
		Says:       "A key ID is a UUID, or mrk- and 32 hexadecimal digits; anything else is answered as an invalid key ID.",
		Operations: []string{"all"},
	})
	ARNsAreOfTheRegion = rules.Add(kernel.Rule{
		ID: "KMS-KEY-11", Kind: kernel.Refusal, Error: NotFound, Evidence: kernel.Recorded, Source: recordings,
		Says:       "The ARN of a key in another Region is invalid, and the error names that Region.",
		Operations: []string{"all"},
	})
	AliasesLeadToTheirKeys = rules.Add(kernel.Rule{
		ID: "KMS-ALI-07", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings,
		Says: "An alias leads to the key that it names now, which answers show by its own ARN; what is encrypted " +
			"stays with the key that it was encrypted under.",
		Operations: []string{"DescribeKey", "Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey",
			"GenerateDataKeyWithoutPlaintext"},
	})
)

// find reads how somebody at scope names a key: by ID, ARN, alias or the alias'
// ARN, the latter two only where aliases will do.
func (s *Service) find(at kernel.Scope, text string, aliases bool) (named, error) {
	scope, resource := at, text
	arn, err := kernel.ParseARN(text)
	isARN := err == nil
	if isARN {
		if arn.Service != "kms" || !kernel.IsAccount(arn.Account) {
			return named{}, s.env.Refuse(KeyIDsHaveTheirShape, "Invalid arn %s", text)
		}
		if arn.Region != at.Region || arn.Partition != kernel.Partition(at.Region) {
			return named{}, s.env.Refuse(ARNsAreOfTheRegion, "Invalid arn %s", arn.Region)
		}
		_ = s.env.Require(true, ARNsAreOfTheRegion, "")
		scope, resource = arn.Scope(), arn.Resource
	}
	if strings.HasPrefix(resource, aliasPrefix) {
		if err := s.env.Require(aliases, NamesAreTheCallersOwn,
			"Key Aliases are not supported for this operation."); err != nil {
			return named{}, err
		}
		return s.findByAlias(scope, at, resource)
	}
	id, isKey := strings.CutPrefix(resource, "key/") // only an ARN says so
	if isKey != isARN || !isKeyID(id) {
		return named{}, s.env.Refuse(KeyIDsHaveTheirShape, "Invalid keyId '%s'", text)
	}
	_ = s.env.Require(true, KeyIDsHaveTheirShape, "")
	found := named{s.Keys.Get(scope, id), scope.Account, keyARN(scope, id)}
	if found.key == nil && scope == at {
		return named{}, s.env.Refuse(UnknownKeysAreNotFound, "Key '%s' does not exist", found.text)
	}
	return found, s.env.Require(true, UnknownKeysAreNotFound, "")
}

// findByAlias returns the key of an alias. What another account calls its keys
// shows nowhere.
func (s *Service) findByAlias(scope, at kernel.Scope, name string) (named, error) {
	a, arn := s.Aliases.See(scope, name), scope.ARN("kms", name)
	if scope != at {
		if !s.env.Applies(a != nil, AliasesLeadToTheirKeys) {
			return named{account: scope.Account, text: arn}, nil
		}
		return named{s.Keys.Get(scope, a.Key), scope.Account, arn}, nil
	}
	if !s.env.Applies(a != nil, AliasesLeadToTheirKeys) {
		return named{}, s.env.Refuse(UnknownAliasesAreNotFound, "Alias %s is not found.", arn)
	}
	_ = s.env.Require(true, UnknownAliasesAreNotFound, "")
	k := s.Keys.Get(scope, a.Key)
	return named{k, scope.Account, k.name()}, nil
}
