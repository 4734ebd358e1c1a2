package backup

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

var vaultPolicyOperations = []*kernel.Operation{
	kernel.Op((*Service).putBackupVaultAccessPolicy),
	kernel.Op((*Service).getBackupVaultAccessPolicy),
	kernel.Op((*Service).deleteBackupVaultAccessPolicy),
}

// copyInto is the one action that a vault opens to other accounts, and copyFrom what
// the role of a copy needs where the source is.
const (
	copyInto = "backup:CopyIntoBackupVault"
	copyFrom = "backup:CopyFromBackupVault"
)

// The rules of the policies of vaults.
var (
	VaultsOpenToCopiesAlone = rules.Add(kernel.Rule{
		ID: "BKP-POL-06", Kind: kernel.Refusal, Error: AccessDenied, Evidence: kernel.Recorded,
		Source: policyGuide + "; recorded messages", Also: []string{"BKP-POL-02", "BKP-POL-07", "BKP-VLT-11"},
		Says: "A vault is opened to another account, or to everybody, by its policy and for backup:CopyIntoBackupVault " +
			"alone: a policy that allows them more is refused when it is put. What it allows to the owner's own " +
			"principals, and what it denies, is not bounded so.",
		Operations: []string{"PutBackupVaultAccessPolicy"},
	})
	VaultPoliciesAreWhole = rules.Add(kernel.Rule{
		ID: "BKP-POL-08", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: policyGuide + "; by which error is a guess", Also: []string{"BKP-POL-20"},
		Says: "A vault's policy is a resource policy of known form whose actions are written out: unlike in other " +
			"policies none has a wildcard.",
		Operations: []string{"PutBackupVaultAccessPolicy"},
	})
	PolicyPrincipalsExist = rules.Add(kernel.Rule{
		ID: "BKP-POL-09", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Observed, Source: terraform,
		Says:       "Users and roles that a vault's policy names exist.",
		Operations: []string{"PutBackupVaultAccessPolicy"},
	})
	VaultsMayLackAPolicy = rules.Add(kernel.Rule{
		ID: "BKP-POL-10", Kind: kernel.Refusal, Error: ResourceNotFound, Evidence: kernel.Observed, Source: terraform,
		Says:       "The policy of a vault that has none is not found.",
		Operations: []string{"GetBackupVaultAccessPolicy"},
	})
	PoliciesAreShownAsPut = rules.Add(kernel.Rule{
		ID: "BKP-POL-19", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed; " + serviceModel, Seed: seed,
		Also: []string{"BKP-POL-11", "BKP-POL-21"},
		Says: "A policy takes the place of the former one and is given back as it was put, or with an Id default: the " +
			"seed's document too, with the blanks in its Sid.",
		Operations: []string{"PutBackupVaultAccessPolicy", "GetBackupVaultAccessPolicy", "DeleteBackupVaultAccessPolicy"},
	})
)

func (s *Service) putBackupVaultAccessPolicy(
	c *kernel.Call, in *PutBackupVaultAccessPolicy,
) (*PutBackupVaultAccessPolicyOutput, error) {
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	d, err := s.policies.Parse(policy.ResourcePolicy, in.Policy)
	if err == nil {
		err = d.CheckNames()
	}
	if err := c.Require(err == nil, VaultPoliciesAreWhole, "Policy is not valid: %v", err); err != nil {
		return nil, err
	}
	for i := range d.Statements {
		if err := s.checkStatement(c, &d.Statements[i]); err != nil {
			return nil, err
		}
	}
	if v.Policy != "" && !c.Applies(true, PoliciesAreShownAsPut) {
		return &PutBackupVaultAccessPolicyOutput{}, nil
	}
	v.Policy = in.Policy
	return &PutBackupVaultAccessPolicyOutput{}, nil
}

// checkStatement refuses a statement that no vault's policy may have.
func (s *Service) checkStatement(c *kernel.Call, st *policy.Statement) error {
	for _, action := range slices.Concat(st.Actions, st.NotActions) {
		if err := c.Require(!strings.ContainsAny(action, "*?"), VaultPoliciesAreWhole,
			"Policy is not valid: the action %s has a wildcard.", action); err != nil {
			return err
		}
	}
	for _, name := range slices.Concat(st.Principals.AWS, st.NotPrincipals.AWS) {
		if err := c.Require(s.isPrincipal(name), PolicyPrincipalsExist, "Provided principal is not valid"); err != nil {
			return err
		}
	}
	bounded := st.Effect != policy.Allow || !opens(st, c.Account) || opensCopiesAlone(st)
	return c.Require(bounded, VaultsOpenToCopiesAlone, "The specified policy cannot be added to the vault due to "+
		"cross-account sharing restrictions. Amend the policy or the vault's settings, then retry request")
}

// isPrincipal reports whether a policy may name somebody so: everybody, an account,
// or a user or role that exists.
func (s *Service) isPrincipal(name string) bool {
	arn, err := kernel.ParseARN(name)
	switch {
	case err != nil, arn.Service == "sts", arn.Resource == "root":
		return true
	}
	_, exists := s.IAM.ID(name)
	return exists
}

func opensCopiesAlone(st *policy.Statement) bool {
	return len(st.NotActions) == 0 && !slices.ContainsFunc(st.Actions, func(a string) bool {
		return !strings.EqualFold(a, copyInto)
	})
}

// opens reports whether a statement speaks to others than an account: one that it
// names, or everybody, unless a condition leaves nobody but the account's own.
func opens(st *policy.Statement, account string) bool {
	if st.NotPrincipals.Len() > 0 {
		return true
	}
	return slices.ContainsFunc(st.Principals.AWS, func(name string) bool {
		if name == "*" {
			return !narrowed(st)
		}
		owner := policy.Account(name)
		return owner != "" && owner != account
	})
}

// narrowed reports whether a condition of a statement is about anything but the
// organization of who asks.
func narrowed(st *policy.Statement) bool {
	return slices.ContainsFunc(st.Conditions, func(c policy.Condition) bool {
		return !strings.HasPrefix(strings.ToLower(c.Key), "aws:principalorg")
	})
}

func (s *Service) getBackupVaultAccessPolicy(
	c *kernel.Call, in *GetBackupVaultAccessPolicy,
) (*GetBackupVaultAccessPolicyOutput, error) {
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	if v.Policy == "" {
		return nil, c.Refuse(VaultsMayLackAPolicy, "Backup vault access policy of %s does not exist.", v.Name)
	}
	c.Applies(true, VaultsMayLackAPolicy)
	return &GetBackupVaultAccessPolicyOutput{v.arn(), v.Name, v.Policy}, nil
}

func (s *Service) deleteBackupVaultAccessPolicy(
	c *kernel.Call, in *DeleteBackupVaultAccessPolicy,
) (*DeleteBackupVaultAccessPolicyOutput, error) {
	v, err := s.vault(c, in.BackupVaultName, "")
	if err != nil {
		return nil, err
	}
	v.Policy = ""
	return &DeleteBackupVaultAccessPolicyOutput{}, nil
}
