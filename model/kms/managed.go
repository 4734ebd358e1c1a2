package kms

import (
	"fmt"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// services have an AWS managed key in every account and Region, and call KMS by
// the name in the second column.
var services = []struct{ name, calls string }{{"backup", "backup"}, {"ebs", "ec2"}, {"rds", "rds"}}

// altering are the actions that nobody in the account takes on a key that AWS
// manages.
var altering = []string{
	"PutKeyPolicy", "ScheduleKeyDeletion", "CancelKeyDeletion", "EnableKey", "DisableKey", "UpdateKeyDescription",
	"TagResource", "UntagResource", "EnableKeyRotation", "DisableKeyRotation", "CreateAlias", "UpdateAlias",
}

// The rules of AWS managed keys.
var (
	ManagedKeysAreNotAltered = rules.Add(kernel.Rule{
		ID: "KMS-KEY-03", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Documented, Source: guide("Concepts"),
		Says: "Nobody alters an AWS managed key, its policy or its state, and nobody uses it but through its " +
			"service; it can only be looked at.",
		Operations: altering,
	})
	ManagedKeysAppearWhenNeeded = rules.Add(kernel.Rule{
		ID: "KMS-KEY-04", Kind: kernel.Effect, Evidence: kernel.SDKModel,
		Source: reference("ListAliases") + "; " + reference("DescribeKey"),
		Says: "A service has one AWS managed key in each account and Region, which is made when the service first " +
			"needs it or somebody describes it by its alias; until then ListAliases shows the alias without TargetKeyId.",
		Operations: []string{"ListAliases", "DescribeKey"},
	})
	ManagedKeysServeTheirAccount = rules.Add(kernel.Rule{
		ID: "KMS-KEY-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide("Condition keys"),
		Also: []string{"KMS-KEY-06"},
		Says: "The policy of an AWS managed key allows everybody of its account, and of no other, to use it through " +
			"its service in its Region, and to look at it; since nobody can widen it, what is encrypted under it stays in " +
			"the account.",
		Operations: []string{"all"},
	})
)

func managedAlias(service string) string { return aliasPrefix + "aws/" + service }

// makeManaged makes the AWS managed key of a service.
func (s *Service) makeManaged(at kernel.Scope, service string) *key {
	k := s.managedDraft(at, service)
	s.begin(k)
	s.name(k, managedAlias(service))
	return k
}

// managedDraft is the AWS managed key of a service as it will be made.
func (s *Service) managedDraft(at kernel.Scope, service string) *key {
	k := &key{
		Scope: at, Manager: ManagedByAWS, Spec: SymmetricDefault, Usage: EncryptDecrypt, Origin: MadeByKMS,
		Description: "Default key that protects my " + service + " data when no other key is defined",
	}
	k.Policy.Text = managedPolicy(at, service, s.env.Applies(true, ManagedKeysServeTheirAccount))
	return k
}

// drafted returns the AWS managed key that an alias will name, nil for other names.
func (s *Service) drafted(at kernel.Scope, alias string) *key {
	for _, each := range services {
		if alias == managedAlias(each.name) && s.Aliases.See(at, alias) == nil {
			k := s.managedDraft(at, each.name)
			k.Life.State = keyLifecycle.Start
			return k
		}
	}
	return nil
}

// arise makes the AWS managed key that a caller names by its alias, if he may look at it
// and it is not there yet.
func (s *Service) arise(c *kernel.Call, text string) error {
	if !strings.Contains(text, managedAlias("")) { // as nearly always
		return nil
	}
	name := text
	if arn, err := kernel.ParseARN(text); err == nil && arn.Service == "kms" && arn.Scope() == c.Scope() {
		name = arn.Resource
	}
	draft := s.drafted(c.Scope(), name)
	if draft == nil {
		return nil
	}
	q := request{Use: Use{As: c.Caller}, of: named{key: draft, account: c.Account, text: c.Scope().ARN("kms", name)}}
	if _, err := s.authorize(q, c.Operation.Name); err != nil {
		return err
	}
	if c.Applies(true, ManagedKeysAppearWhenNeeded) {
		s.makeManaged(c.Scope(), strings.TrimPrefix(name, managedAlias("")))
	}
	return nil
}

func managedPolicy(at kernel.Scope, service string, theirs bool) string {
	calls := service
	for _, each := range services {
		if each.name == service {
			calls = each.calls
		}
	}
	condition := ""
	if theirs {
		condition = fmt.Sprintf(`,"Condition":{"StringEquals":{"kms:CallerAccount":%q,"kms:ViaService":"%s.%s.amazonaws.com"}}`, at.Account, calls, at.Region)
	}
	return fmt.Sprintf(`{"Version":"2012-10-17","Id":"auto-%s-1","Statement":[`+
		`{"Sid":"Allow access through the service for all principals in the account that are authorized to use it","Effect":"Allow","Principal":{"AWS":"*"},`+
		`"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:CreateGrant","kms:DescribeKey"],"Resource":"*"%s},`+
		`{"Sid":"Allow direct access to key metadata to the account","Effect":"Allow","Principal":{"AWS":"arn:%s:iam::%s:root"},`+
		`"Action":["kms:Describe*","kms:Get*","kms:List*","kms:RevokeGrant"],"Resource":"*"}]}`,
		service, condition, kernel.Partition(at.Region), at.Account)
}
