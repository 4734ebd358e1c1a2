package iam

import (
	"cmp"
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
	role        string
	suffixes    bool   // there may be several, with suffixes to their name
	policy      string // the name of the managed policy that it has
	description string // of the role where nobody gives another one; empty where it is not known
}

var linkedServices = map[string]linked{
	"autoscaling.amazonaws.com": {role: "AWSServiceRoleForAutoScaling", suffixes: true,
		policy: "AutoScalingServiceRolePolicy"},
	"backup.amazonaws.com":   {role: "AWSServiceRoleForBackup", policy: "AWSBackupServiceLinkedRolePolicyForBackup"},
	"cloudhsm.amazonaws.com": {role: "AWSServiceRoleForCloudHSM", policy: "CloudHSMServiceRolePolicy"},
	"mrk.kms.amazonaws.com": {role: "AWSServiceRoleForKeyManagementServiceMultiRegionKeys",
		policy: "AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy"},
	"organizations.amazonaws.com": {role: "AWSServiceRoleForOrganizations", policy: "AWSOrganizationsServiceTrustPolicy"},
	"ram.amazonaws.com": {role: "AWSServiceRoleForResourceAccessManager",
		policy: "AWSResourceAccessManagerServiceRolePolicy"},
	"rds.amazonaws.com": {role: "AWSServiceRoleForRDS", policy: "AmazonRDSServiceRolePolicy",
		description: "Allows Amazon RDS to manage AWS resources on your behalf"},
	"spot.amazonaws.com": {role: "AWSServiceRoleForEC2Spot", policy: "AWSEC2SpotServiceRolePolicy"},
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
			"AttachRolePolicy", "DetachRolePolicy", "UpdateRoleDescription", "PutRolePermissionsBoundary",
			"DeleteRolePermissionsBoundary"},
	})
	LinkedRolesTrustTheirService = rules.Add(kernel.Rule{
		ID: "IAM-SLR-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: linkedRoles,
		Says:       "A service-linked role has the path /aws-service-role/SERVICE/ and trusts its service alone.",
		Operations: []string{"CreateServiceLinkedRole"},
	})
	MembersHaveTheOrganizationsRole = rules.Add(kernel.Rule{
		ID: "IAM-SLR-11", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "Organizations User Guide, orgs_integrate_services-using_slrs",
		Says: "Every account that is in an organization with all features has the service-linked role " +
			"AWSServiceRoleForOrganizations from when it came there, and keeps it when it leaves.",
		Operations: []string{"ListRoles", "GetRole"},
	})
	LinkedRolesHaveAPolicy = rules.Add(kernel.Rule{
		ID: "IAM-SLR-09", Kind: kernel.Effect, Evidence: kernel.Recorded,
		Source:     "LocalStack, tests/aws/services/iam, recorded from AWS in March 2025; AWS Managed Policy Reference Guide",
		Says:       "A service-linked role has the managed policy of its service attached, under the path /aws-service-role/.",
		Operations: []string{"CreateServiceLinkedRole", "ListAttachedRolePolicies"},
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
	return &CreateServiceLinkedRoleOutput{s.showNew(s.link(scope, in.AWSServiceName, name, in.Description))}, nil
}

// link makes a service-linked role.
func (s *Service) link(scope kernel.Scope, service, name, description string) *role {
	known := linkedServices[service]
	r := &role{entity: entity{Scope: scope, Name: name, Path: "/", Created: s.env.Now()},
		Description: cmp.Or(description, known.description), MaxSession: defaultSession, Service: service}
	r.ID = s.env.Mint().Capital("AROA", 17)
	if s.env.Applies(known.policy != "", LinkedRolesHaveAPolicy) {
		r.Attached = []string{arn("iam", kernel.Scope{Account: amazon, Region: scope.Region},
			"policy/aws-service-role/"+known.policy)}
	}
	trusted := "ec2.amazonaws.com"
	if s.env.Applies(true, LinkedRolesTrustTheirService) {
		r.Path, trusted = "/aws-service-role/"+r.Service+"/", r.Service
	}
	r.Trust = fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s"},"Action":"sts:AssumeRole"}]}`, trusted)
	s.Roles.In(scope).Put(key(name), r)
	return r
}

// ServiceLinkedRole returns the ARN of the role that a service has in an account,
// which the service makes when it first needs it.
func (s *Service) ServiceLinkedRole(at kernel.Scope, service string) string {
	scope, name := kernel.Scope{Account: at.Account, Region: kernel.Partition(at.Region)}, linkedServices[service].role
	r := s.Roles.See(scope, key(name))
	if r == nil {
		r = s.link(scope, service, name, "")
	}
	return r.arn()
}

const organizationsPrincipal, ramPrincipal = "organizations.amazonaws.com", "ram.amazonaws.com"

// AccountJoined makes the role by which Organizations acts in an account.
func (s *Service) AccountJoined(account, _ string) {
	if s.env.Applies(s.org.Membership(account).AllFeatures, MembersHaveTheOrganizationsRole) {
		s.ServiceLinkedRole(kernel.Scope{Account: account, Region: kernel.Regions[0]}, organizationsPrincipal)
	}
}

// AccountLeft changes nothing: the role stays.
func (s *Service) AccountLeft(string, string) {}

// ServiceAccessDisabled changes nothing: the roles of services stay.
func (s *Service) ServiceAccessDisabled(string, string) {}
