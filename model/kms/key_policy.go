package kms

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// keyPolicy is the policy of a key as it was written, and whom its principals
// stood for then.
type keyPolicy struct {
	Text  string
	Bound []party
}

// party is a principal as somebody named it, and whom it stood for then. A
// service has no ID.
type party struct{ ARN, ID, Service string }

func (p party) name() string { return p.ARN + p.Service }

// PutKeyPolicy replaces the policy of a key.
type PutKeyPolicy struct {
	BypassPolicyLockoutSafetyCheck bool
	KeyId                          string `shape:"!KeyId"`
	Policy                         string `shape:"!Policy"`
	PolicyName                     string `shape:"PolicyName"`
}

// PutKeyPolicyOutput is empty.
type PutKeyPolicyOutput struct{}

// GetKeyPolicy shows the policy of a key.
type GetKeyPolicy struct {
	KeyId      string `shape:"!KeyId"`
	PolicyName string `shape:"PolicyName"`
}

// GetKeyPolicyOutput is the policy.
type GetKeyPolicyOutput struct {
	Policy     string `sent:"always"`
	PolicyName string
}

// ListKeyPolicies lists the names of a key's policies.
type ListKeyPolicies struct {
	KeyId  string `shape:"!KeyId"`
	Limit  *int32 `shape:"Limit"`
	Marker string `shape:"Marker"`
}

// ListKeyPoliciesOutput has the one name.
type ListKeyPoliciesOutput struct {
	NextMarker  string
	PolicyNames []string
	Truncated   bool
}

// The rules of key policies.
var (
	KeysHaveADefaultPolicy = rules.Add(kernel.Rule{
		ID: "KMS-POL-01", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings,
		Says: "A key made without a policy has the default one, in whose only statement the account may do " +
			"everything with the key.",
		Operations: []string{"CreateKey", "GetKeyPolicy"},
	})
	CallersDoNotLockThemselvesOut = rules.Add(kernel.Rule{
		ID: "KMS-POL-22", Kind: kernel.Refusal, Error: MalformedPolicy, Evidence: kernel.Documented,
		Source: reference("PutKeyPolicy"), Also: []string{"KMS-POL-23"},
		Says: "A key policy has to let its author put another one later, unless BypassPolicyLockoutSafetyCheck " +
			"skips this check, and only this one.",
		Operations: []string{"CreateKey", "PutKeyPolicy"},
	})
	DefaultPoliciesLockNobodyOut = rules.Add(kernel.Rule{
		ID: "KMS-POL-24", Kind: kernel.Effect, Evidence: kernel.Observed,
		Source: "the emulator stackd, after captured answers of AWS",
		Says: "The default policy is not held against its author's permissions: kms:CreateKey alone is enough to " +
			"make a key.",
		Operations: []string{"CreateKey"},
	})
	PrincipalsExist = rules.Add(kernel.Rule{
		ID: "KMS-POL-25", Kind: kernel.Refusal, Error: MalformedPolicy, Evidence: kernel.Observed,
		Or:     []*kernel.ErrorShape{InvalidArn},
		Source: "errors that users of Terraform and eksctl report; of groups, aws-cdk#573",
		Says: "The users and roles that a key policy names have to exist, and its services to be written as " +
			"services are. A group is no principal; older reports call its ARN invalid.",
		Operations: []string{"CreateKey", "PutKeyPolicy"}, Also: []string{"AUR-XCL-37"},
	})
	PrincipalsAreBoundByTheirIDs = rules.Add(kernel.Rule{
		ID: "KMS-POL-26", Kind: kernel.Effect, Evidence: kernel.Observed,
		Source: "hashicorp/terraform-provider-aws, internal/service/kms/grant.go",
		Says: "A key policy and a grant stay with the user or role whom they named: when he is deleted they show " +
			"his unique ID, and another of his name gets nothing by them.",
		Operations: []string{"GetKeyPolicy", "ListGrants"},
	})
	PoliciesAreBounded = rules.Add(kernel.Rule{
		ID: "KMS-POL-28", Kind: kernel.Refusal, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotas,
		Says: "A key policy has at most 32,768 bytes, although the service model lets 131,072 pass, and no " +
			"characters but those of Latin-1, tabs and line breaks.",
		Operations: []string{"CreateKey", "PutKeyPolicy"},
	})
	ThePolicyIsCalledDefault = rules.Add(kernel.Rule{
		ID: "KMS-POL-29", Kind: kernel.Refusal, Error: NotFound, Evidence: kernel.Observed,
		Source:     reference("PutKeyPolicy") + "; text of getmoto/moto",
		Says:       "The only policy of a key is called default, and its name may be left out.",
		Operations: []string{"GetKeyPolicy", "PutKeyPolicy"},
	})
	PoliciesAreWellFormed = rules.Add(kernel.Rule{
		ID: "KMS-POL-30", Kind: kernel.Refusal, Error: MalformedPolicy, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A key policy is JSON of the policy grammar in which every statement has a principal.",
		Operations: []string{"CreateKey", "PutKeyPolicy"},
	})
	StatementsAreEffective = rules.Add(kernel.Rule{
		ID: "KMS-POL-34", Kind: kernel.Refusal, Error: MalformedPolicy, Evidence: kernel.Observed,
		Source: "AWS's notice on key policies of 2025-08-18, in ministryofjustice/analytical-platform#7691; " +
			reference("PutKeyPolicy"),
		Also: []string{"KMS-POL-27"},
		Says: "Since 2025-08-18 every statement of a key policy has an Action or NotAction, and the Resource * (the key's own " +
			"ARN will do here: no source tells); the reference still says that others are taken and have no effect.",
		Operations: []string{"CreateKey", "PutKeyPolicy"},
	})
)

const defaultName = "default"

// checkedPolicy returns the policy that a caller gives a key, the default one
// where the text is empty.
func (s *Service) checkedPolicy(c *kernel.Call, k *key, text string, bypass bool) (p keyPolicy, err error) {
	byDefault := text == ""
	if byDefault {
		text = `{"Version":"2012-10-17","Id":"key-default-1","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:` +
			kernel.Partition(k.Scope.Region) + `:iam::` + k.Scope.Account + `:root"},"Action":"kms:*","Resource":"*"}]}`
		if !c.Applies(true, KeysHaveADefaultPolicy) {
			text = `{"Version":"2012-10-17","Statement":[]}`
		}
		if c.Applies(true, DefaultPoliciesLockNobodyOut) {
			return keyPolicy{Text: text}, nil
		}
	}
	if err := c.Require(len(text) <= most.policy, PoliciesAreBounded, "A key policy has at most %d bytes.",
		most.policy); err != nil {
		return p, err
	}
	d, err := s.policies.Parse(policy.KeyPolicy, text)
	if err != nil {
		return p, c.Refuse(PoliciesAreWellFormed, "%s", err)
	}
	_ = c.Require(true, PoliciesAreWellFormed, "")
	for i := range d.Statements {
		if err := c.Require(isEffective(&d.Statements[i], k), StatementsAreEffective, "policy.Statement[%d]: a statement "+
			"of a key policy needs an Action or NotAction, and the Resource *.", i); err != nil {
			return p, err
		}
	}
	p.Text = text
	if p.Bound, err = s.bound(c, &d); err != nil {
		return p, err
	}
	if bypass {
		return p, nil
	}
	q := request{Use: Use{As: c.Caller}, of: named{key: k}}
	if err := s.identify(&q); err != nil {
		return p, err
	}
	identity, resource := s.answers(&q, "PutKeyPolicy", &d)
	again := policy.Gated(identity, resource)
	return p, c.Require(again.Allowed, CallersDoNotLockThemselvesOut,
		"The new key policy will not allow you to update the key policy in the future.")
}

// isEffective reports whether a statement can have an effect on a key.
func isEffective(st *policy.Statement, k *key) bool {
	about := func(resource string) bool { return policy.Like(resource, k.name()) }
	return !st.Void && slices.ContainsFunc(st.Resources, about)
}

// bound finds out whom the principals of a document stand for.
func (s *Service) bound(c *kernel.Call, d *policy.Document) (all []party, err error) {
	const invalid = "Policy contains a statement with one or more invalid principals."
	for i := range d.Statements {
		for _, name := range slices.Concat(d.Statements[i].Principals.Service, d.Statements[i].NotPrincipals.Service) {
			if err := c.Require(policy.IsService(name), PrincipalsExist, invalid); err != nil {
				return nil, err
			}
		}
		for _, name := range slices.Concat(d.Statements[i].Principals.AWS, d.Statements[i].NotPrincipals.AWS) {
			p, ok := s.party(name)
			if err := c.Require(ok || name == "*", PrincipalsExist, invalid); err != nil {
				return nil, err
			}
			if p.ID != "" && p.ID != policy.Account(name) && !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// party finds out whom a principal stands for now: an account, a user, a role or
// the session of a role.
func (s *Service) party(name string) (party, bool) {
	account := policy.Account(name)
	switch arn, err := kernel.ParseARN(name); {
	case kernel.IsAccount(name) || err == nil && arn.Service == "iam" && arn.Resource == "root" && account != "":
		return party{ARN: name, ID: account}, true
	case err != nil || account == "":
		return party{}, false
	case arn.Service == "sts" && strings.HasPrefix(arn.Resource, "assumed-role/"):
		p, err := s.iam.Principal(kernel.Caller{Account: account, Region: regionOf(arn.Partition), Principal: name})
		return party{ARN: name, ID: p.ID}, err == nil
	}
	id, ok := s.iam.ID(name)
	return party{ARN: name, ID: id}, ok
}

// regionOf returns a Region of the partition.
func regionOf(partition string) string {
	for _, r := range kernel.Regions {
		if kernel.Partition(r) == partition {
			return r
		}
	}
	return ""
}

// shown is how a party is shown: by its ARN, or its ID where it is gone.
func (s *Service) shown(p party) string {
	if p.ID == "" {
		return p.ARN
	}
	if now, ok := s.party(p.ARN); s.env.Applies(!ok || now.ID != p.ID, PrincipalsAreBoundByTheirIDs) {
		return p.ID
	}
	return p.ARN
}

// document is the policy of a key as it holds now: who is gone stands in it by
// his unique ID.
func (s *Service) document(k *key) *policy.Document {
	d, _ := s.policies.Find(policy.KeyPolicy, k.Policy.Text) // which was checked when it was put
	copied := false
	for _, p := range k.Policy.Bound {
		now := s.shown(p)
		if now == p.ARN {
			continue
		}
		if !copied {
			d = &policy.Document{Version: d.Version, ID: d.ID, Statements: slices.Clone(d.Statements)}
			copied = true
		}
		for i := range d.Statements {
			for _, list := range []*[]string{&d.Statements[i].Principals.AWS, &d.Statements[i].NotPrincipals.AWS} {
				*list = slices.Clone(*list)
				for j := range *list {
					if (*list)[j] == p.ARN {
						(*list)[j] = now
					}
				}
			}
		}
	}
	return d
}

func (s *Service) putKeyPolicy(c *kernel.Call, in *PutKeyPolicy) (*PutKeyPolicyOutput, error) {
	k, err := s.ofPolicy(c, in.KeyId, in.PolicyName)
	if err != nil {
		return nil, err
	}
	p, err := s.checkedPolicy(c, k, in.Policy, in.BypassPolicyLockoutSafetyCheck)
	if err != nil {
		return nil, err
	}
	k.Policy = p
	return &PutKeyPolicyOutput{}, nil
}

func (s *Service) getKeyPolicy(c *kernel.Call, in *GetKeyPolicy) (*GetKeyPolicyOutput, error) {
	k, err := s.ofPolicy(c, in.KeyId, in.PolicyName)
	if err != nil {
		return nil, err
	}
	return &GetKeyPolicyOutput{Policy: s.document(k).Spaced(), PolicyName: defaultName}, nil
}

// ofPolicy returns the key whose policy a caller names.
func (s *Service) ofPolicy(c *kernel.Call, text, name string) (*key, error) {
	k, _, err := s.permitted(c, text, request{})
	if err != nil {
		return nil, err
	}
	return k, c.Require(name == "" || name == defaultName, ThePolicyIsCalledDefault, "No such policy exists")
}

func (s *Service) listKeyPolicies(c *kernel.Call, in *ListKeyPolicies) (*ListKeyPoliciesOutput, error) {
	if _, _, err := s.permitted(c, in.KeyId, request{}); err != nil {
		return nil, err
	}
	if in.Marker != "" {
		return nil, marked(false)
	}
	return &ListKeyPoliciesOutput{PolicyNames: []string{defaultName}}, nil
}

// PolicyOf returns the policy of the key of an ARN, nil where there is none.
func (s *Service) PolicyOf(arn string) []policy.Source {
	a, err := kernel.ParseARN(arn)
	id, isKey := strings.CutPrefix(a.Resource, "key/")
	if err != nil || a.Service != "kms" || !isKey {
		return nil
	}
	k := s.Keys.See(a.Scope(), id)
	if k == nil {
		return nil
	}
	return []policy.Source{{Name: "policy of " + arn, Document: s.document(k)}}
}
