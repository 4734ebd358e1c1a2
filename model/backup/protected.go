package backup

import (
	"github.com/shareproof/shareproof/model/kernel"
)

var protectedOperations = []*kernel.Operation{
	kernel.Op((*Service).listProtectedResources),
	kernel.Op((*Service).describeProtectedResource),
	kernel.Op((*Service).listProtectedResourcesByBackupVault),
}

// protected is a resource of which there are recovery points: those of an account in
// a Region, or of one vault.
type protected struct {
	Resource string // ARN
	Type     string
	Count    int64
	Last     kernel.Time
	Vault    string // ARN of the last recovery point's
	Point    string // ARN
}

// ProtectedResourcesAreListed is the rule of protected resources.
var ProtectedResourcesAreListed = rules.Add(kernel.Rule{
	ID: "BKP-RP-10", Kind: kernel.Refusal, Error: ResourceNotFound, Evidence: kernel.Documented,
	Source: accessGuide + "; " + serviceModel,
	Says: "Recovery points belong to the account of the vault that they are in, whoever made them; a resource is listed " +
		"there as protected as long as there are some of it, and is not found otherwise.",
	Operations: []string{"ListProtectedResources", "DescribeProtectedResource", "ListProtectedResourcesByBackupVault"},
})

// protect counts a completed recovery point for its resource.
func (s *Service) protect(p *point) {
	for _, at := range [...]kernel.Scope{p.owner(), p.Place} {
		all := s.Protected.In(at)
		r := all.Get(p.Resource)
		if r == nil {
			r = &protected{Resource: p.Resource, Type: p.Type}
			all.Put(p.Resource, r)
		}
		r.Count++
		r.Last, r.Vault, r.Point = s.env.Now(), p.Place.Account, p.ARN
	}
}

func (s *Service) unprotect(p *point) {
	for _, at := range [...]kernel.Scope{p.owner(), p.Place} {
		if r := s.Protected.Get(at, p.Resource); r != nil {
			if r.Count--; r.Count == 0 {
				s.Protected.In(at).Delete(p.Resource)
			}
		}
	}
}

func (r *protected) show() ProtectedResource {
	return ProtectedResource{LastBackupTime: r.Last, LastBackupVaultArn: r.Vault, LastRecoveryPointArn: r.Point,
		ResourceArn: r.Resource, ResourceType: r.Type}
}

// protectedPage is one page of the resources at a place.
func (s *Service) protectedPage(
	c *kernel.Call, at kernel.Scope, token string, most *int32,
) (list []ProtectedResource, next string, err error) {
	page, next, ok := kernel.Page(c.Env, s.Protected.View(at),
		kernel.Query[protected]{Of: "resources " + at.Account + at.Region, Token: token, Max: results(most)})
	list = []ProtectedResource{}
	for _, r := range page {
		list = append(list, r.show())
	}
	return list, next, continued(c, ok)
}

func (s *Service) listProtectedResources(
	c *kernel.Call, in *ListProtectedResources,
) (*ListProtectedResourcesOutput, error) {
	list, next, err := s.protectedPage(c, c.Scope(), in.NextToken, in.MaxResults)
	return &ListProtectedResourcesOutput{NextToken: next, Results: list}, err
}

func (s *Service) listProtectedResourcesByBackupVault(
	c *kernel.Call, in *ListProtectedResourcesByBackupVault,
) (*ListProtectedResourcesByBackupVaultOutput, error) {
	v, err := s.vaultOf(c, in.BackupVaultName, in.BackupVaultAccountId)
	if err != nil {
		return nil, err
	}
	list, next, err := s.protectedPage(c, v.place(), in.NextToken, in.MaxResults)
	return &ListProtectedResourcesByBackupVaultOutput{NextToken: next, Results: list}, err
}

func (s *Service) describeProtectedResource(
	c *kernel.Call, in *DescribeProtectedResource,
) (*DescribeProtectedResourceOutput, error) {
	r := s.Protected.See(c.Scope(), in.ResourceArn)
	if r == nil {
		return nil, c.Refuse(ProtectedResourcesAreListed, "Cannot find protected resource %s", in.ResourceArn)
	}
	c.Applies(true, ProtectedResourcesAreListed)
	return &DescribeProtectedResourceOutput{LastBackupTime: r.Last, LastBackupVaultArn: r.Vault,
		LastRecoveryPointArn: r.Point, ResourceArn: r.Resource, ResourceType: r.Type}, nil
}
