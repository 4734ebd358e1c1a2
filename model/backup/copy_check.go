package backup

import (
	"errors"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// The rules of copies across accounts, in the order in which the model asks.
var (
	ColdPointsAreNotCopied = rules.Add(kernel.Rule{
		ID: "BKP-COPY-09", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: copyGuide + "; whether the call or the job fails is open",
		Says:   "A recovery point in cold storage is not copied.", Operations: []string{"StartCopyJob"},
	})
	CopiesStayInTheOrganization = rules.Add(kernel.Rule{
		ID: "BKP-ORG-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed; " + crossGuide, Seed: seed,
		Also: []string{"BKP-ORG-02", "BKP-POL-17", "ORG-BKP-04"},
		Says: "The accounts of source and destination are members of one organization, whatever the destination vault's " +
			"policy allows: a copy to or from an account that has left it is FAILED.",
		Operations: []string{"StartCopyJob"},
	})
	CopiesAreSwitchedOn = rules.Add(kernel.Rule{
		ID: "BKP-ORG-07", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed; " + messagesGuide, Seed: seed,
		Also: []string{"BKP-ORG-09"},
		Says: "As long as cross-account backup is off for the organization a copy across accounts is FAILED; once it is " +
			"on any account may copy to any other that lets it.",
		Operations: []string{"StartCopyJob"},
	})
	VaultsLetCopiesIn = rules.Add(kernel.Rule{
		ID: "BKP-POL-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed; " + crossGuide, Seed: seed,
		Also: []string{"BKP-POL-03", "BKP-POL-04", "BKP-POL-05", "BKP-COPY-26"},
		Says: "The policy of the destination vault must allow backup:CopyIntoBackupVault to the source's side, by account, " +
			"role, organization or organizational unit: without a policy that does a copy from another account is FAILED; " +
			"copying back obeys the same.",
		Operations: []string{"StartCopyJob"},
	})
	RolesMayCopy = rules.Add(kernel.Rule{
		ID: "BKP-POL-16", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: fieldReport + "; " + crossGuide,
		Also: []string{"BKP-POL-13", "BKP-POL-14"},
		Says: "The role of a copy needs backup:CopyFromBackupVault on the recovery point, whose condition keys are the " +
			"destinations backup:CopyTargets and backup:CopyTargetOrgPaths, and backup:CopyIntoBackupVault on the " +
			"destination vault, whose tags are aws:ResourceTag/*; what policies deny there is FAILED.",
		Operations: []string{"StartCopyJob"},
	})
	OneStepCrossesBoth = rules.Add(kernel.Rule{
		ID: "BKP-COPY-18", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "AWS Backup Developer Guide, backup-feature-availability", Also: []string{"BKP-COPY-17"},
		Says: "One copy may go into another Region and another account at once, of Aurora clusters too, which was not so " +
			"before October 2025.",
		Operations: []string{"StartCopyJob"},
	})
	OwnCopiesNeedNoOrganization = rules.Add(kernel.Rule{
		ID: "BKP-COPY-32", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: copyGuide,
		Says: "A copy into another vault of the account, in whatever Region, needs neither organization nor the switch nor " +
			"a policy of the vault.",
		Operations: []string{"StartCopyJob"},
	})
	DefaultKeysAreNoDestination = rules.Add(kernel.Rule{
		ID: "BKP-KEY-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed; " + crossGuide, Seed: seed,
		Also: []string{"BKP-KEY-04", "KMS-XSV-04"},
		Says: "A vault whose key is aws/backup, as the Default vault, takes no copies from another account of types " +
			"without full management.",
		Operations: []string{"StartCopyJob"},
	})
	DefaultKeysAreNoSource = rules.Add(kernel.Rule{
		ID: "BKP-KEY-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed; " + encryptionGuide, Seed: seed,
		Also: []string{"KMS-KEY-07"},
		Says: "What is encrypted by a key that AWS manages, and of a type without full management, is not copied into " +
			"another account, since nobody can share the key.",
		Operations: []string{"StartCopyJob"},
	})
)

// What becomes of copies that lack something.
const (
	notInOrganization = "Copy job failed. Both source and destination account must be a member of the same organization."
	notSwitchedOn     = "Copy job failed. Cross-account copy feature is not enabled for the current organization."
	accessDenied      = "Access Denied trying to call AWS Backup service."
	noPoint           = "Cannot find recovery point"
	noDestination     = "Could not find cryopod"
	defaultVaultKey   = "Copy job failed because the destination Backup vault is encrypted with the default Backup service " +
		"managed key. The contents of this vault cannot be copied. Only the contents of a Backup vault encrypted by an AWS " +
		"KMS key may be copied."
	defaultKeyEBS    = "Encrypted snapshots with Amazon EBS default key cannot be shared"
	defaultKeyAurora = "Snapshots encrypted with the AWS managed key can't be shared. Specify another snapshot."
	coldSource       = "Copy job failed. Recovery points in cold storage cannot be copied."
)

// targetOf returns where the vault of an ARN is, and its name; "" where it is none.
func targetOf(text string) (kernel.Scope, string) {
	arn, err := kernel.ParseARN(text)
	name, isVault := strings.CutPrefix(arn.Resource, "backup-vault:")
	if err != nil || !isVault || arn.Service != "backup" {
		return kernel.Scope{}, ""
	}
	return arn.Scope(), name
}

// whyNoCopy tells when a copy job is to start why it may not, "" if it may.
func (s *Service) whyNoCopy(j *copyJob) string {
	to, _ := targetOf(j.To)
	p, v, foreign := s.Points.Find(j.Of), s.target(j), to.Account != j.Scope.Account
	switch {
	case p == nil:
		return s.env.Fail(j.ref(), noPoint, nil, errNoPoint)
	case s.env.Applies(p.Cold, ColdPointsAreNotCopied):
		return s.env.Fail(j.ref(), coldSource, ColdPointsAreNotCopied, nil)
	case v == nil && !foreign:
		return s.env.Fail(j.ref(), noDestination, nil, errNoVault)
	}
	if foreign || !s.env.Applies(true, OwnCopiesNeedNoOrganization) {
		if failure, rule := s.whyNotAcross(j.Scope.Account, to.Account); failure != "" {
			return s.env.Fail(j.ref(), failure, rule, nil)
		}
	}
	if foreign && to.Region != j.Scope.Region && !s.env.Applies(true, OneStepCrossesBoth) {
		return "Copy job from " + j.Scope.Region + " to " + to.Region + " cannot be initiated for " + j.Type +
			" resources. Feature is not supported for provided resource type."
	}
	if v == nil {
		return s.env.Fail(j.ref(), accessDenied, VaultsLetCopiesIn, errNoVault) // it lets nobody in either
	}
	if rule, err := s.mayCopy(j, v, foreign); err != nil {
		return s.env.Fail(j.ref(), accessDenied, rule, err)
	}
	if failure, rule := s.whyNotByKey(p, v, foreign); failure != "" {
		return s.env.Fail(j.ref(), failure, rule, nil)
	}
	if s.env.Applies(!v.Lock.fits(j.retention(p)), LockedVaultsBoundRetention) {
		return s.env.Fail(j.ref(), "Copy job failed. "+badRange, LockedVaultsBoundRetention, nil)
	}
	return ""
}

// What keeps a copy from being made although no rule forbids it.
var (
	errNoVault = errors.New("there is no such vault in the destination's account and Region")
	errNoPoint = errors.New("the recovery point is gone")
)

// whyNotAcross tells why nothing is copied from one account to another, and by which
// rule.
func (s *Service) whyNotAcross(from, to string) (string, *kernel.Rule) {
	of, other := s.Organizations.Membership(from).Organization, s.Organizations.Membership(to).Organization
	switch {
	case s.env.Applies(of == "" || of != other, CopiesStayInTheOrganization):
		return notInOrganization, CopiesStayInTheOrganization
	case s.env.Applies(!s.copiesAcross(of), CopiesAreSwitchedOn):
		return notSwitchedOn, CopiesAreSwitchedOn
	}
	return "", nil
}

// mayCopy tells why the role of a copy may not take the recovery point out of its
// vault and put it into another one, or that one does not let it in, and by which rule.
func (s *Service) mayCopy(j *copyJob, v *vault, foreign bool) (*kernel.Rule, error) {
	targets := map[string][]string{"backup:CopyTargets": {j.To}}
	if path := s.Organizations.Path(v.Scope.Account); path != "" {
		targets["backup:CopyTargetOrgPaths"] = []string{path}
	}
	as, unassumable := s.as(j.Role, j.Scope)
	err := unassumable
	if err == nil {
		err = s.may(as, copyFrom, j.Of.ID, targets)
	}
	if s.env.Applies(err != nil, RolesMayCopy) || unassumable != nil {
		return RolesMayCopy, err
	}
	q, err := s.IAM.Question(as, copyInto, j.To)
	if err != nil {
		return RolesMayCopy, err
	}
	for _, t := range v.Tags {
		q.Set("aws:ResourceTag/"+t.Key, t.Value)
	}
	identity, resource := q.Identity(), policy.Ask(&q.Request, s.policyOf(v))
	if s.env.Applies(identity.Effect != policy.Allow, RolesMayCopy) {
		return RolesMayCopy, s.IAM.Explained(errNoCopy(), &q.Request, nil)
	}
	open, decide := resource.Effect == policy.Allow, policy.Both
	if !foreign {
		open, decide = resource.Effect != policy.Deny, policy.Either
	}
	if s.env.Applies(!open, VaultsLetCopiesIn) {
		return VaultsLetCopiesIn, s.IAM.Explained(errNoCopy(), &q.Request, decide, s.policyOf(v))
	}
	return nil, nil
}

func errNoCopy() error { return kernel.NewError(AccessDenied, copyInto) }

// whyNotByKey tells why keys forbid a copy, and by which rule. Types with full management are
// encrypted anew by the key of the destination vault, whatever that is.
func (s *Service) whyNotByKey(p *point, v *vault, foreign bool) (string, *kernel.Rule) {
	if isFull(p.Type) || !foreign {
		return "", nil
	}
	key, _ := kernel.ParseARN(v.Key)
	source, _ := kernel.ParseARN(p.Key)
	switch {
	case s.env.Applies(s.Keys.IsManaged(key), DefaultKeysAreNoDestination):
		return defaultVaultKey, DefaultKeysAreNoDestination
	case !s.env.Applies(s.Keys.IsManaged(source), DefaultKeysAreNoSource):
		return "", nil
	case p.Type == EBS:
		return defaultKeyEBS, DefaultKeysAreNoSource
	}
	return defaultKeyAurora, DefaultKeysAreNoSource
}

// lasts is the lifecycle of a copy: what it does not say is its source's, than which
// it is kept no longer.
func (j *copyJob) lasts(p *point) *Lifecycle {
	l := copied(j.Lifecycle)
	switch {
	case l == nil:
		return p.Lifecycle
	case l.retention() == 0 && p.Lifecycle.retention() > 0:
		l.DeleteAfterDays = p.Lifecycle.DeleteAfterDays
	}
	return l
}

// retention is for how many days a copy is kept, 0 for ever.
func (j *copyJob) retention(p *point) int64 { return j.lasts(p).retention() }
