package iam

import (
	"slices"
	"strconv"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// policyVersion is one text of a managed policy.
type policyVersion struct {
	ID       string
	Document string
	Created  kernel.Time
}

// PolicyVersion is one text of a managed policy, percent-encoded: only GetPolicyVersion
// shows it.
type PolicyVersion struct {
	CreateDate       kernel.Time `sent:"always"`
	Document         string      `sent:"set"`
	IsDefaultVersion bool        `sent:"always"`
	VersionId        string      `sent:"always"`
}

// CreatePolicyVersion gives a managed policy another text.
type CreatePolicyVersion struct {
	PolicyArn      string `shape:"!Arn"`
	PolicyDocument string `shape:"!Document"`
	SetAsDefault   bool
}

// CreatePolicyVersionOutput shows the version.
type CreatePolicyVersionOutput struct{ PolicyVersion *PolicyVersion }

// GetPolicyVersion asks for a text of a managed policy.
type GetPolicyVersion struct {
	PolicyArn string `shape:"!Arn"`
	VersionId string `shape:"!Version"`
}

// GetPolicyVersionOutput shows it.
type GetPolicyVersionOutput struct{ PolicyVersion *PolicyVersion }

// ListPolicyVersions lists the versions of a managed policy.
type ListPolicyVersions struct {
	Marker    string `shape:"Marker"`
	MaxItems  *int32 `shape:"MaxItems"`
	PolicyArn string `shape:"!Arn"`
}

// ListPolicyVersionsOutput is one page of them, the latest first.
type ListPolicyVersionsOutput struct {
	IsTruncated bool
	Marker      string
	Versions    []PolicyVersion
}

// SetDefaultPolicyVersion says which version of a managed policy counts.
type SetDefaultPolicyVersion struct {
	PolicyArn string `shape:"!Arn"`
	VersionId string `shape:"!Version"`
}

// SetDefaultPolicyVersionOutput is empty.
type SetDefaultPolicyVersionOutput struct{}

// DeletePolicyVersion deletes a version of a managed policy that does not count.
type DeletePolicyVersion struct {
	PolicyArn string `shape:"!Arn"`
	VersionId string `shape:"!Version"`
}

// DeletePolicyVersionOutput is empty.
type DeletePolicyVersionOutput struct{}

const versionsMost = 5

const versionGuide = "IAM User Guide, access_policies_managed-versioning"

// The rules of versions.
var (
	UnknownVersionsAreNotFound = rules.Add(kernel.Rule{
		ID: "IAM-MAN-04", Kind: kernel.Refusal, Error: NoSuchEntity, Evidence: kernel.Documented,
		Source:     reference("GetPolicyVersion") + "; " + recordings,
		Says:       "A managed policy has the versions that were made of it and not deleted, v1 where nobody changed it.",
		Operations: []string{"GetPolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"},
	})
	PoliciesWithVersionsStay = rules.Add(kernel.Rule{
		ID: "IAM-MAN-08", Kind: kernel.Refusal, Error: DeleteConflict, Evidence: kernel.Documented,
		Source:     reference("DeletePolicy"),
		Says:       "A managed policy is deleted only once no version but the default one is left.",
		Operations: []string{"DeletePolicy"},
	})
	DefaultVersionsStay = rules.Add(kernel.Rule{
		ID: "IAM-MAN-09", Kind: kernel.Refusal, Error: DeleteConflict, Evidence: kernel.Documented,
		Source:     reference("DeletePolicyVersion") + "; " + recordings,
		Says:       "The default version of a managed policy cannot be deleted.",
		Operations: []string{"DeletePolicyVersion"},
	})
	PoliciesHaveFiveVersions = rules.Add(kernel.Rule{
		ID: "IAM-QUO-06", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented,
		Source: quotas + "; " + recordings,
		Says:   "A managed policy has up to five versions.", Operations: []string{"CreatePolicyVersion"},
	})
	TheDefaultVersionCounts = rules.Add(kernel.Rule{
		ID: "IAM-MAN-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: versionGuide,
		Says: "What a managed policy says is what its default version says: a new version where it was made the default " +
			"one, or the one that SetDefaultPolicyVersion chose.",
		Operations: []string{"CreatePolicyVersion", "SetDefaultPolicyVersion"},
	})
	VersionsAreNumberedOn = rules.Add(kernel.Rule{
		ID: "IAM-MAN-11", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings + "; " + versionGuide,
		Says:       "Versions of a managed policy are numbered from v1 on, whichever were deleted meanwhile.",
		Operations: []string{"CreatePolicyVersion"},
	})
)

// add gives the policy another text, which counts where it is the default.
func (p *managedPolicy) add(c *kernel.Call, document string, counts bool) *policyVersion {
	p.Made++
	number := len(p.Versions) + 1
	if c.Applies(number != p.Made, VersionsAreNumberedOn) {
		number = p.Made
	}
	v := policyVersion{"v" + strconv.Itoa(number), document, c.Now()}
	p.Versions, p.Updated = append(slices.Clone(p.Versions), v), v.Created
	if counts {
		p.Document, p.Version = v.Document, v.ID
	}
	return &v
}

func (s *Service) createPolicyVersion(
	c *kernel.Call, in *CreatePolicyVersion,
) (*CreatePolicyVersionOutput, error) {
	p, err := s.ownPolicy(c, in.PolicyArn, notFound)
	if err != nil {
		return nil, err
	}
	if err := s.checkPolicy(c, policy.ManagedPolicy, in.PolicyDocument); err != nil {
		return nil, err
	}
	if err := s.checkSize(c, in.PolicyDocument); err != nil {
		return nil, err
	}
	if err := c.Require(len(p.Versions) < versionsMost, PoliciesHaveFiveVersions, "A managed policy can have up to 5 "+
		"versions. Before you create a new version, you must delete an existing version."); err != nil {
		return nil, err
	}
	v := p.add(c, in.PolicyDocument, c.Applies(in.SetAsDefault, TheDefaultVersionCounts))
	return &CreatePolicyVersionOutput{p.showVersion(v, false)}, nil
}

func (s *Service) getPolicyVersion(c *kernel.Call, in *GetPolicyVersion) (*GetPolicyVersionOutput, error) {
	p, err := s.managedPolicy(c, in.PolicyArn, noVersion(in.VersionId))
	if err != nil {
		return nil, err
	}
	v, err := p.version(c, in.VersionId)
	if err != nil {
		return nil, err
	}
	return &GetPolicyVersionOutput{p.showVersion(v, true)}, nil
}

func (s *Service) listPolicyVersions(c *kernel.Call, in *ListPolicyVersions) (*ListPolicyVersionsOutput, error) {
	p, err := s.managedPolicy(c, in.PolicyArn, notFound)
	if err != nil {
		return nil, err
	}
	all := []PolicyVersion{}
	versions := p.versions()
	for i := range versions {
		all = append(all, *p.showVersion(&versions[len(versions)-1-i], false))
	}
	page, next, ok := kernel.PageOf(c.Env, all, "versions "+p.ID, in.Marker, pageSize(in.MaxItems))
	return &ListPolicyVersionsOutput{next != "", next, page}, listed(c, ok)
}

func (s *Service) setDefaultPolicyVersion(
	c *kernel.Call, in *SetDefaultPolicyVersion,
) (*SetDefaultPolicyVersionOutput, error) {
	p, err := s.ownPolicy(c, in.PolicyArn, noVersion(in.VersionId))
	if err != nil {
		return nil, err
	}
	v, err := p.version(c, in.VersionId)
	if err != nil {
		return nil, err
	}
	if c.Applies(v.ID != p.Version, TheDefaultVersionCounts) {
		p.Document, p.Version = v.Document, v.ID
	}
	return &SetDefaultPolicyVersionOutput{}, nil
}

func (s *Service) deletePolicyVersion(
	c *kernel.Call, in *DeletePolicyVersion,
) (*DeletePolicyVersionOutput, error) {
	p, err := s.ownPolicy(c, in.PolicyArn, noVersion(in.VersionId))
	if err != nil {
		return nil, err
	}
	v, err := p.version(c, in.VersionId)
	if err != nil {
		return nil, err
	}
	if err := c.Require(v.ID != p.Version, DefaultVersionsStay, "Cannot delete the default version of a "+
		"policy."); err != nil {
		return nil, err
	}
	p.Versions = slices.DeleteFunc(slices.Clone(p.Versions), func(o policyVersion) bool { return o.ID == v.ID })
	return &DeletePolicyVersionOutput{}, nil
}

// noVersion is what IAM says of a version whose policy is not there.
func noVersion(version string) string {
	return "Policy %s version " + version + " does not exist or is not attachable."
}

// versions are those of a policy that are known, from the oldest on.
func (p *managedPolicy) versions() []policyVersion {
	if p.Scope.Account == amazon {
		return []policyVersion{{p.Version, p.Document, p.Updated}}
	}
	return p.Versions
}

// version returns a version by its ID.
func (p *managedPolicy) version(c *kernel.Call, id string) (*policyVersion, error) {
	versions := p.versions()
	i := slices.IndexFunc(versions, func(v policyVersion) bool { return v.ID == id })
	if i < 0 {
		return nil, c.Refuse(UnknownVersionsAreNotFound, noVersion(id), p.arn())
	}
	return &versions[i], c.Require(true, UnknownVersionsAreNotFound, "")
}

func (p *managedPolicy) showVersion(v *policyVersion, text bool) *PolicyVersion {
	shown := &PolicyVersion{CreateDate: v.Created, IsDefaultVersion: v.ID == p.Version, VersionId: v.ID}
	if text {
		shown.Document = encoded(v.Document)
	}
	return shown
}
