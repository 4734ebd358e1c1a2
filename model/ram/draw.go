package ram

import "github.com/shareproof/shareproof/model/kernel"

// workload are how callers use RAM.
var workload = kernel.Workload[*Service]{
	Often: map[string]int{
		"CreateResourceShare": 30, "AcceptResourceShareInvitation": 40, "DeleteResourceShare": 6,
		"DisassociateResourceShare": 8,
		"GetResourceShares":         25, "GetResourceShareAssociations": 25, "GetResourceShareInvitations": 25,
		"CreatePermission": 8,
		"ListResources":    20, "ListPrincipals": 20, "PromoteResourceShareCreatedFromPolicy": 15,
	},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"Name":                        among("vault", "spare", "night"),
		"PermissionName":              among("restore", "look"),
		"ResourceShareArn":            (*Service).someShare,
		"ResourceShareArns":           (*Service).someShare,
		"ResourceArn":                 (*Service).someResource,
		"ResourceArns":                (*Service).someResource,
		"Principals":                  (*Service).somePrincipal,
		"Principal":                   (*Service).somePrincipal,
		"ResourceShareInvitationArn":  (*Service).someInvitation,
		"ResourceShareInvitationArns": (*Service).someInvitation,
		"PermissionArn":               (*Service).somePermission,
		"PermissionArns":              (*Service).somePermission,
		"ResourceType":                among("cloudhsm:Backup"),
		"PermissionType":              among("ALL", "AWS", "AWS_MANAGED", "LOCAL", "CUSTOMER_MANAGED"),
		"PolicyTemplate": among(`{"Effect":"Allow","Action":["cloudhsm:DescribeBackups"]}`,
			`{"Effect":"Allow","Action":["cloudhsm:DescribeBackups","cloudhsm:CreateCluster"]}`),
		"ClientToken": func(_ *Service, d *kernel.Draw) string { return d.Text("token-", 200) },
		"Key":         among("team", "tier", "stage"),
		"Value":       among("red", "green"),
		"TagKey":      among("team", "tier", "stage"),
		"TagKeys":     among("team", "tier", "stage"),
		"TagValues":   among("red", "green"),

		"CreateResourceShare.Name":         among("vault", "spare", "night"),
		"CreatePermission.Name":            func(_ *Service, d *kernel.Draw) string { return d.Text("restore-", 30) },
		"CreateResourceShare.ResourceArns": (*Service).someResource,
		"CreateResourceShare.Principals":   (*Service).somePrincipal,
		"TagResource.ResourceShareArn":     (*Service).someShare,
		"UntagResource.ResourceShareArn":   (*Service).someShare,

		"PromotePermissionCreatedFromPolicy.PermissionArn": (*Service).somePolicyPermission,
	},
	Inputs: []kernel.Input{
		kernel.Whole((*Service).someAssociation),
		kernel.Whole((*Service).someDisassociation),
	},
}

var among = kernel.Among[*Service]

func (s *Service) drawnShare(d *kernel.Draw) *share {
	return kernel.Some(d, s.Shares.All, func(sh *share) bool {
		return !d.Legal || sh.Scope == d.Caller.Scope() && s.shareMachine.Would(sh, modification) &&
			s.featureMachine.Would(sh, d.Operation.Name)
	})
}

func (s *Service) someShare(d *kernel.Draw) string {
	if sh := s.drawnShare(d); sh != nil {
		return sh.ARN
	}
	return ""
}

func (s *Service) someResource(d *kernel.Draw) string {
	for _, known := range s.resources {
		if arn := known.Some(d); arn != "" {
			return arn
		}
	}
	return ""
}

func (s *Service) somePrincipal(d *kernel.Draw) string {
	if group := s.org.SomeGroup(d); group != "" && d.Percent(30) {
		return group
	}
	return d.OneOf(d.Accounts...)
}

func (s *Service) someInvitation(d *kernel.Draw) string {
	i := kernel.Some(d, s.Invitations.All, func(i *invitation) bool {
		return !d.Legal || i.Receiver == d.Caller.Scope() && s.invitationMachine.Would(i, d.Operation.Name)
	})
	if i == nil {
		return ""
	}
	return i.ARN
}

func (s *Service) somePermission(d *kernel.Draw) string {
	p := kernel.Some(d, s.Permissions.All, func(p *permission) bool { return !d.Legal || p.Scope == d.Caller.Scope() })
	switch {
	case p != nil && d.Percent(70):
		return p.ARN
	case d.Legal && d.Operation.Name == "DeletePermission":
		return ""
	}
	return managed[kernel.Partition(d.Caller.Region)][0].ARN
}

// somePolicyPermission is the permission that RAM makes of a resource's policy.
func (s *Service) somePolicyPermission(d *kernel.Draw) string {
	sh := kernel.Some(d, s.Shares.All, func(sh *share) bool {
		return !d.Legal || sh.Scope == d.Caller.Scope() && sh.Features.State == CreatedFromPolicy
	})
	if sh == nil {
		return ""
	}
	return sh.Scope.ARN("ram", "permission/"+sh.ID)
}

func (s *Service) someAssociation(d *kernel.Draw) *AssociateResourceShare {
	sh := s.drawnShare(d)
	if sh == nil {
		return nil
	}
	if arn := s.someResource(d); arn != "" && d.Percent(50) {
		return &AssociateResourceShare{ResourceShareArn: sh.ARN, ResourceArns: []string{arn}}
	}
	return &AssociateResourceShare{ResourceShareArn: sh.ARN, Principals: []string{s.somePrincipal(d)}}
}

func (s *Service) someDisassociation(d *kernel.Draw) *DisassociateResourceShare {
	sh := s.drawnShare(d)
	if sh == nil {
		return nil
	}
	a := kernel.Some(d, s.Associations.View(within(sh.ID)).All, func(a *association) bool {
		return !d.Legal || s.associationMachine.Would(a, d.Operation.Name)
	})
	switch {
	case a == nil:
		return nil
	case a.Type == ResourceAssociation:
		return &DisassociateResourceShare{ResourceShareArn: sh.ARN, ResourceArns: []string{a.Entity}}
	}
	return &DisassociateResourceShare{ResourceShareArn: sh.ARN, Principals: []string{a.Entity}}
}
