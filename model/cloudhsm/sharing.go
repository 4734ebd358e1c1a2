package cloudhsm

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// PutResourcePolicy attaches a policy to a backup, in place of any before.
type PutResourcePolicy struct {
	Policy      string `shape:"Policy"` // JSON
	ResourceArn string `shape:"CloudHsmArn" resource:"arn"`
}

// PutResourcePolicyOutput repeats the policy.
type PutResourcePolicyOutput struct{ Policy, ResourceArn string }

// GetResourcePolicy reads a backup's policy.
type GetResourcePolicy struct {
	ResourceArn string `shape:"CloudHsmArn" resource:"arn"`
}

// GetResourcePolicyOutput is the policy, "{}" where there is none.
type GetResourcePolicyOutput struct {
	Policy string `sent:"always"`
}

// DeleteResourcePolicy removes a backup's policy and so unshares the backup.
type DeleteResourcePolicy struct {
	ResourceArn string `shape:"CloudHsmArn" resource:"arn"`
}

// DeleteResourcePolicyOutput is the policy that was removed.
type DeleteResourcePolicyOutput struct{ Policy, ResourceArn string }

const noPolicy = "{}"

// The rules of sharing backups by policy.
var (
	OnlyBackupsHavePolicies = rules.Add(kernel.Rule{
		ID: "HSM-POL-01", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented, Source: changes2024,
		Seed:       seedChanges,
		Says:       "Of CloudHSM's resources only backups have resource policies.",
		Operations: []string{"PutResourcePolicy", "GetResourcePolicy", "DeleteResourcePolicy"},
	})
	OnlyReadyBackupsAreShared = rules.Add(kernel.Rule{
		ID: "HSM-POL-02", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented,
		Source: sharingGuide + ", Prerequisites", Seed: seedSharing,
		Says:       "A backup is shared only while it is READY.",
		Operations: []string{"PutResourcePolicy"},
	})
	PoliciesAreGivenAndReturned = rules.Add(kernel.Rule{
		ID: "HSM-POL-03", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel, Source: serviceModel,
		Seed: seedChanges,
		Says: "PutResourcePolicy takes a ResourceArn and a Policy of 1 to 20000 characters, replaces the policy " +
			"before, and answers with both.",
		Operations: []string{"PutResourcePolicy", "GetResourcePolicy", "DeleteResourcePolicy"},
	})
	PoliciesAllowTwoActions = rules.Add(kernel.Rule{
		ID: "HSM-POL-04", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented,
		Source: sharingGuide + ", Sharing a backup", Seed: seedSharing,
		Says: "A sharing policy allows accounts or their users cloudhsm:CreateCluster and cloudhsm:DescribeBackups " +
			"on the ARN of the backup.",
		Operations: []string{"PutResourcePolicy"},
	})
	PoliciesAreWellFormed = rules.Add(kernel.Rule{
		ID: "HSM-POL-05", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Inferred,
		Source:     "no source gives the list of checks",
		Says:       "A Policy is a well-formed IAM policy document with accounts as principals.",
		Operations: []string{"PutResourcePolicy"},
	})
	PoliciesMakeShares = rules.Add(kernel.Rule{
		ID: "HSM-POL-06", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: sharingGuide + "; API reference of PromoteResourceShareCreatedFromPolicy", Seed: seedSharing,
		Says: "Attaching a policy makes RAM create a resource share CREATED_FROM_POLICY that the owner finds by the " +
			"backup's ARN.",
		Operations: []string{"PutResourcePolicy"},
	})
	PolicySharesWorkAtOnce = rules.Add(kernel.Rule{
		ID: "HSM-POL-07", Kind: kernel.Effect, Evidence: kernel.Documented, Source: sharingGuide + ", Sharing a backup",
		Seed:       seedSharing,
		Says:       "An account named in a backup's policy restores the backup by its ARN at once.",
		Operations: []string{"PutResourcePolicy", "CreateCluster"},
	})
	NoPolicyReadsAsEmpty = rules.Add(kernel.Rule{
		ID: "HSM-POL-08", Kind: kernel.Effect, Evidence: kernel.Observed, Source: "cloud-custodian PR 9721",
		Says:       "GetResourcePolicy of a backup without a policy answers {}.",
		Operations: []string{"GetResourcePolicy"},
	})
	OnlyReadyBackupsShowPolicies = rules.Add(kernel.Rule{
		ID: "HSM-POL-09", Kind: kernel.Refusal, Error: InvalidRequest, Or: []*kernel.ErrorShape{ResourceNotFound},
		Evidence: kernel.Inferred, Source: "cloud-custodian PR 9721",
		Says:       "GetResourcePolicy is for a READY backup.",
		Operations: []string{"GetResourcePolicy"},
	})
	DeletingThePolicyUnshares = rules.Add(kernel.Rule{
		ID: "HSM-POL-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: changes2024, Seed: seedChanges,
		Says: "DeleteResourcePolicy removes the backup from every RAM share, leaves clusters made from it alone, " +
			"and answers with the policy removed.",
		Operations: []string{"DeleteResourcePolicy"},
	})
	DeletingNoPolicyIsFine = rules.Add(kernel.Rule{
		ID: "HSM-POL-11", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: "no source describes it",
		Says:       "DeleteResourcePolicy of a backup without a policy succeeds and answers {}.",
		Operations: []string{"DeleteResourcePolicy"},
	})
	RAMWritesThePolicy = rules.Add(kernel.Rule{
		ID: "HSM-POL-12", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "RAM User Guide, terms and concepts",
		Says:       "Of a backup in a STANDARD RAM share GetResourcePolicy shows the policy that RAM wrote.",
		Operations: []string{"GetResourcePolicy"},
	})
	PoliciesAreForTheOwner = rules.Add(kernel.Rule{
		ID: "HSM-POL-13", Kind: kernel.Refusal, Error: ResourceNotFound,
		Or:       []*kernel.ErrorShape{AccessDenied, InvalidRequest},
		Evidence: kernel.Documented, Source: changes2024 + ", notes on cross-account use", Seed: seedChanges,
		Says:       "Nobody but its owner puts, sees or deletes a backup's policy, also not a consumer of the backup.",
		Operations: []string{"PutResourcePolicy", "GetResourcePolicy", "DeleteResourcePolicy"},
	})
)

// The actions that a sharing policy speaks of.
var sharedActions = []string{"cloudhsm:CreateCluster", "cloudhsm:DescribeBackups"}

func (s *Service) putResourcePolicy(c *kernel.Call, in *PutResourcePolicy) (*PutResourcePolicyOutput, error) {
	if err := c.Require(in.Policy != "", PoliciesAreGivenAndReturned, "Policy is missing."); err != nil {
		return nil, err
	}
	b, err := s.policyOwner(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	document, err := s.checkPolicy(c, in.Policy, b)
	if err != nil {
		return nil, err
	}
	if err := s.backupMachine.Fire(b, "PutResourcePolicy"); err != nil {
		return nil, err
	}
	b.Policy = in.Policy
	if c.Applies(true, PoliciesMakeShares) && c.Applies(true, PolicySharesWorkAtOnce) {
		s.ram.PutPolicy(b.arn(), resourceType, document)
	}
	return &PutResourcePolicyOutput{Policy: in.Policy, ResourceArn: in.ResourceArn}, nil
}

func (s *Service) checkPolicy(c *kernel.Call, text string, b *backup) (policy.Document, error) {
	document, err := s.policies.Parse(policy.ResourcePolicy, text)
	if err == nil {
		err = document.CheckNames()
	}
	if err := c.Require(err == nil, PoliciesAreWellFormed, "The policy is not valid: %v", err); err != nil {
		return document, err
	}
	own := b.arn().String()
	for _, statement := range document.Statements {
		who := statement.Principals
		if err := c.Require(len(who.AWS) > 0 && len(who.AWS) == who.Len() && !slices.Contains(who.AWS, "*"),
			PoliciesAreWellFormed, "A sharing policy needs accounts as principals."); err != nil {
			return document, err
		}
		if err := c.Require(len(statement.Actions) > 0 && len(statement.NotResources) == 0, PoliciesAllowTwoActions,
			"A sharing policy lists what it allows."); err != nil {
			return document, err
		}
		for _, action := range statement.Actions {
			shared := slices.ContainsFunc(sharedActions, func(a string) bool { return strings.EqualFold(a, action) })
			if err := c.Require(shared, PoliciesAllowTwoActions, "Action %s cannot be shared.", action); err != nil {
				return document, err
			}
		}
		for _, resource := range statement.Resources {
			if err := c.Require(resource == own, PoliciesAllowTwoActions,
				"Resource %s is not the backup that the policy is attached to.", resource); err != nil {
				return document, err
			}
		}
	}
	return document, nil
}

func (s *Service) getResourcePolicy(c *kernel.Call, in *GetResourcePolicy) (*GetResourcePolicyOutput, error) {
	b, err := s.policyOwner(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	if err := s.backupMachine.Fire(b, "GetResourcePolicy"); err != nil {
		return nil, err
	}
	return &GetResourcePolicyOutput{s.policyOf(b)}, nil
}

func (s *Service) deleteResourcePolicy(c *kernel.Call, in *DeleteResourcePolicy) (*DeleteResourcePolicyOutput, error) {
	b, err := s.policyOwner(c, in.ResourceArn)
	if err != nil {
		return nil, err
	}
	had := s.policyOf(b)
	if had == noPolicy && !c.Applies(true, DeletingNoPolicyIsFine) {
		return nil, kernel.NewError(ResourceNotFound, "Backup "+b.ID+" has no policy.")
	}
	b.Policy = ""
	if c.Applies(true, DeletingThePolicyUnshares) {
		s.ram.Withdraw(b.arn())
	}
	return &DeleteResourcePolicyOutput{Policy: had, ResourceArn: in.ResourceArn}, nil
}

// policyOf returns the policy that is in force: RAM's, else the owner's.
func (s *Service) policyOf(b *backup) string {
	if text := s.ram.Policy(b.arn()); text != "" && s.env.Applies(true, RAMWritesThePolicy) {
		return text
	}
	if b.Policy == "" && s.env.Applies(true, NoPolicyReadsAsEmpty) {
		return noPolicy
	}
	return b.Policy
}

// policyOwner returns the caller's backup that an ARN names.
func (s *Service) policyOwner(c *kernel.Call, text string) (*backup, error) {
	if err := c.Require(text != "", PoliciesAreGivenAndReturned, "ResourceArn is missing."); err != nil {
		return nil, err
	}
	arn, err := kernel.ParseARN(text)
	if err != nil {
		return nil, c.Refuse(ARNsHaveTheirShape, "%s", err)
	}
	isBackup := strings.HasPrefix(arn.Resource, "backup/")
	if err := c.Require(isBackup, OnlyBackupsHavePolicies, "%s is not a backup.", text); err != nil {
		return nil, err
	}
	b := s.find(arn)
	if b == nil || b.Life.State == BackupDeleted || b.Scope.Region != c.Region {
		return nil, c.Refuse(UnknownIDsAreNotFound, "Backup %s is not found.", text)
	}
	return b, c.Require(b.Scope == c.Scope(), PoliciesAreForTheOwner, "Backup %s is not found.", text)
}

// Shareable tells RAM of a backup: whether it exists and may be shared now.
func (s *Service) Shareable(arn kernel.ARN) (exists, ready bool) {
	b := s.Backups.See(backupID(arn))
	return b != nil && b.Life.State != BackupDeleted, b != nil && b.Life.State == BackupReady
}
