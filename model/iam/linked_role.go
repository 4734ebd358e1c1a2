package iam

import (
	"fmt"

	"github.com/shareproof/shareproof/model/kernel"
)

// CreateServiceLinkedRole creates the role by which a service acts in the
// account.
type CreateServiceLinkedRole struct {
	AWSServiceName string `shape:"!ServiceName"`
	CustomSuffix   string `shape:"Suffix"`
	Description    string `shape:"Description"`
}

// CreateServiceLinkedRoleOutput shows it.
type CreateServiceLinkedRoleOutput struct{ Role *Role }

// linked is a service with a service-linked role.
type linked struct {
	role     string
	suffixes bool // there may be several, with suffixes to their name
}

var linkedServices = map[string]linked{
	"autoscaling.amazonaws.com":   {"AWSServiceRoleForAutoScaling", true},
	"backup.amazonaws.com":        {"AWSServiceRoleForBackup", false},
	"cloudhsm.amazonaws.com":      {"AWSServiceRoleForCloudHSM", false},
	"mrk.kms.amazonaws.com":       {"AWSServiceRoleForKeyManagementServiceMultiRegionKeys", false},
	"organizations.amazonaws.com": {"AWSServiceRoleForOrganizations", false},
	"ram.amazonaws.com":           {"AWSServiceRoleForResourceAccessManager", false},
	"rds.amazonaws.com":           {"AWSServiceRoleForRDS", false},
	"spot.amazonaws.com":          {"AWSServiceRoleForEC2Spot", false},
}

// The rules of service-linked roles.
var (
	ServicesHaveLinkedRoles = rules.Add(kernel.Rule{
		ID: "IAM-SLR-01", Kind: kernel.Refusal, Error: InvalidInput, Or: []*kernel.ErrorShape{NoSuchEntity, AccessDenied},
		Evidence: kernel.Documented, Source: linkedRoles,
		Says:       "A service-linked role is made for a service that has one.",
		Operations: []string{"CreateServiceLinkedRole"},
	})
	LinkedRolesAreMadeOnce = rules.Add(kernel.Rule{
		ID: "IAM-SLR-02", Kind: kernel.Refusal, Error: InvalidInput, Evidence: kernel.Documented,
		Source:     reference("CreateServiceLinkedRole"),
		Says:       "A service has one service-linked role of a name in an account.",
		Operations: []string{"CreateServiceLinkedRole"},
	})
	SomeServicesTakeSuffixes = rules.Add(kernel.Rule{
		ID: "IAM-SLR-03", Kind: kernel.Refusal, Error: InvalidInput, Evidence: kernel.Documented,
		Source:     reference("CreateServiceLinkedRole"),
		Says:       "Only some services take a suffix to the name of their role.",
		Operations: []string{"CreateServiceLinkedRole"},
	})
	ServiceLinkedRolesAreTheirServices = rules.Add(kernel.Rule{
		ID: "IAM-SLR-04", Kind: kernel.Refusal, Error: UnmodifiableEntity, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "Only the service changes its service-linked role: its trust, policies and life.",
		Operations: []string{"UpdateRole", "UpdateAssumeRolePolicy", "DeleteRole", "PutRolePolicy", "DeleteRolePolicy",
			"AttachRolePolicy", "DetachRolePolicy"},
	})
	LinkedRolesTrustTheirService = rules.Add(kernel.Rule{
		ID: "IAM-SLR-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: linkedRoles,
		Says:       "A service-linked role has the path /aws-service-role/SERVICE/ and trusts its service alone.",
		Operations: []string{"CreateServiceLinkedRole"},
	})
)

func (s *Service) createServiceLinkedRole(
	c *kernel.Call, in *CreateServiceLinkedRole,
) (*CreateServiceLinkedRoleOutput, error) {
	service, ok := linkedServices[in.AWSServiceName]
	if !ok {
		return nil, c.Refuse(ServicesHaveLinkedRoles, "Cannot find Service Linked Role template for %s", in.AWSServiceName)
	}
	_ = c.Require(true, ServicesHaveLinkedRoles, "")
	if err := c.Require(in.CustomSuffix == "" || service.suffixes, SomeServicesTakeSuffixes,
		"Custom suffix is not allowed for %s", in.AWSServiceName); err != nil {
		return nil, err
	}
	name := service.role
	if in.CustomSuffix != "" {
		name += "_" + in.CustomSuffix
	}
	scope := scopeOf(c.Caller)
	if err := c.Require(s.Roles.See(scope, key(name)) == nil, LinkedRolesAreMadeOnce,
		"Service role name %s has been taken in this account, please try a different suffix.", name); err != nil {
		return nil, err
	}
	r := &role{entity: entity{Scope: scope, Name: name, Path: "/", Created: c.Now()}, Description: in.Description,
		MaxSession: defaultSession, Service: in.AWSServiceName}
	r.ID = c.Mint().Capital("AROA", 17)
	trusted := "ec2.amazonaws.com"
	if c.Applies(true, LinkedRolesTrustTheirService) {
		r.Path, trusted = "/aws-service-role/"+r.Service+"/", r.Service
	}
	r.Trust = fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s"},"Action":"sts:AssumeRole"}]}`, trusted)
	s.Roles.In(scope).Put(key(name), r)
	return &CreateServiceLinkedRoleOutput{s.show(r)}, nil
}
