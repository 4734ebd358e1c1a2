package iam

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// workload are how callers use IAM: they make few roles and users, which mostly
// may do much, and are often trusted by accounts, by AWS Backup and by Data Lifecycle
// Manager.
var workload = kernel.Workload[*Service]{
	Often: map[string]int{
		"CreateRole": 12, "CreateUser": 6, "PutRolePolicy": 12, "AttachRolePolicy": 12, "DeleteRole": 3, "DeleteUser": 2,
		"DetachRolePolicy": 4,
		"DeleteRolePolicy": 4, "UpdateRole": 3, "UpdateAssumeRolePolicy": 4, "CreateServiceLinkedRole": 2, "CreatePolicy": 5,
		"DeletePolicy": 2,
		"GetRole":      4, "ListRoles": 4, "GetRolePolicy": 3, "ListRolePolicies": 3, "ListAttachedRolePolicies": 3,
		"GetPolicy": 3, "GetPolicyVersion": 3,
		"GetUser": 3, "ListUsers": 3, "PutUserPolicy": 6, "GetUserPolicy": 2, "ListUserPolicies": 2, "DeleteUserPolicy": 2,
		"AttachUserPolicy": 5,
		"DetachUserPolicy": 2, "ListAttachedUserPolicies": 2, "CreateAccessKey": 4, "UpdateAccessKey": 3,
		"ListAccessKeys": 3, "DeleteAccessKey": 3, "GetAccessKeyLastUsed": 2,
		"UpdateRoleDescription": 2, "TagRole": 3, "UntagRole": 2, "ListRoleTags": 2, "PutRolePermissionsBoundary": 2,
		"DeleteRolePermissionsBoundary": 3, "ListInstanceProfilesForRole": 1, "DeleteServiceLinkedRole": 1,
		"GetServiceLinkedRoleDeletionStatus": 1, "ListPolicies": 2, "ListEntitiesForPolicy": 2, "CreatePolicyVersion": 4,
		"ListPolicyVersions": 2, "SetDefaultPolicyVersion": 3, "DeletePolicyVersion": 2, "TagPolicy": 2, "UntagPolicy": 1,
		"ListPolicyTags": 1, "UpdateUser": 1, "TagUser": 2, "UntagUser": 1, "ListUserTags": 1,
		"PutUserPermissionsBoundary": 1, "DeleteUserPermissionsBoundary": 2, "ListGroupsForUser": 1,
	},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"RoleName":                 (*Service).someRole,
		"UserName":                 (*Service).someUser,
		"PolicyName":               among("Copy", "Share", "Look"),
		"PolicyDocument":           someDocument,
		"AssumeRolePolicyDocument": someTrust,
		"PolicyArn":                (*Service).somePolicy,
		"PermissionsBoundary": among("arn:aws:iam::aws:policy/AdministratorAccess",
			"arn:aws:iam::aws:policy/ReadOnlyAccess"),
		"Path":           among("/", "/service-role/", "/team/"),
		"PathPrefix":     among("/", "/service-role/", "/te"),
		"Description":    among("copies backups", "looks around"),
		"AWSServiceName": among("backup.amazonaws.com", "ram.amazonaws.com", "autoscaling.amazonaws.com"),
		"CustomSuffix":   func(*Service, *kernel.Draw) string { return "" },
		"VersionId":      among("v1", "v1", "v2", "v3"),
		"Key":            among("team", "tier"),
		"Value":          among("red", "green"),
		"TagKeys":        among("team", "tier"),
		"AccessKeyId":    (*Service).someKey,
		"DeletionTaskId": (*Service).someTask,

		"CreateRole.RoleName":                   func(_ *Service, d *kernel.Draw) string { return d.Text("Role", 6) },
		"CreateUser.UserName":                   func(_ *Service, d *kernel.Draw) string { return d.Text("user", 4) },
		"CreatePolicy.PolicyName":               func(_ *Service, d *kernel.Draw) string { return d.Text("Policy", 4) },
		"UpdateUser.NewUserName":                func(_ *Service, d *kernel.Draw) string { return d.Text("user", 4) },
		"DeleteServiceLinkedRole.RoleName":      (*Service).someLinkedRole,
		"GetUser.UserName":                      (*Service).someUser,
		"CreateAccessKey.UserName":              (*Service).someUser,
		"ListAccessKeys.UserName":               (*Service).someUser,
		"UpdateAssumeRolePolicy.PolicyDocument": someTrust,
	},
	Inputs: []kernel.Input{
		kernel.Whole((*Service).someRolePolicy),
		kernel.Whole((*Service).someRolePolicyToDelete),
		kernel.Whole((*Service).someDetachment),
		kernel.Whole((*Service).someUserPolicy),
		kernel.Whole((*Service).someUserPolicyToDelete),
		kernel.Whole((*Service).someUserDetachment),
		kernel.Whole((*Service).someKeyUpdate),
		kernel.Whole((*Service).someKeyToDelete),
	},
}

var stsWorkload = kernel.Workload[*Service]{
	Often: map[string]int{"AssumeRole": 20, "GetCallerIdentity": 3, "GetSessionToken": 1},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"SerialNumber": func(*Service, *kernel.Draw) string { return "" },
		"TokenCode":    func(*Service, *kernel.Draw) string { return "" },
	},
	Inputs: []kernel.Input{kernel.Whole((*Service).someSession)},
}

var among = kernel.Among[*Service]

// someDocument is an identity policy.
func someDocument(_ *Service, d *kernel.Draw) string {
	actions := d.OneOf(`"*"`, `["cloudhsm:*","ram:*"]`, `["ec2:*","kms:*"]`,
		`["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey","kms:CreateGrant"]`,
		`"sts:AssumeRole"`, `["dlm:*","iam:PassRole"]`, `"cloudhsm:DescribeBackups"`)
	denial := ""
	if d.Percent(15) {
		denial = fmt.Sprintf(`,{"Effect":"Deny","Action":%s,"Resource":"*"}`,
			d.OneOf(`"iam:*"`, `"kms:Decrypt"`, `"ec2:ModifySnapshotAttribute"`, `"cloudhsm:Delete*"`))
	}
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":%s,"Resource":"*"}%s]}`, actions,
		denial)
}

// someTrust is a trust policy.
func someTrust(_ *Service, d *kernel.Draw) string {
	who := fmt.Sprintf(`{"AWS":"%s","Service":["backup.amazonaws.com","dlm.amazonaws.com"]}`, d.OneOf(d.Accounts...))
	switch {
	case d.Percent(20):
		who = `{"Service":["backup.amazonaws.com","dlm.amazonaws.com"]}`
	case d.Percent(20):
		who = fmt.Sprintf(`{"AWS":"arn:aws:iam::%s:root"}`, d.OneOf(d.Accounts...))
	}
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":%s,"Action":"sts:AssumeRole"}]}`, who)
}

// drawn reports whether a drawing may be about what is in a scope.
func drawn(d *kernel.Draw, scope kernel.Scope) bool { return !d.Legal || scope == scopeOf(d.Caller) }

// drawnRole is a role that the drawing's operation is likely to be about.
func (s *Service) drawnRole(d *kernel.Draw, fits func(*role) bool) *role {
	changes := !d.Operation.Reads()
	return kernel.Some(d, s.Roles.All, func(r *role) bool {
		return drawn(d, r.Scope) && (!d.Legal || (!changes || r.Service == "") && fits(r))
	})
}

func (s *Service) drawnUser(d *kernel.Draw, fits func(*user) bool) *user {
	return kernel.Some(d, s.Users.All, func(u *user) bool { return drawn(d, u.Scope) && (!d.Legal || fits(u)) })
}

func (s *Service) someRole(d *kernel.Draw) string {
	r := s.drawnRole(d, func(r *role) bool {
		return d.Operation.Name != "DeleteRole" || len(r.Inline)+len(r.Attached) == 0
	})
	if r == nil {
		return ""
	}
	return r.Name
}

func (s *Service) someUser(d *kernel.Draw) string {
	u := s.drawnUser(d, func(u *user) bool {
		return d.Operation.Name != "DeleteUser" || len(u.Inline)+len(u.Attached)+len(s.keysOf(u)) == 0
	})
	if u == nil {
		return ""
	}
	return u.Name
}

// aboutOwn are the operations that only the policies of accounts are for.
var aboutOwn = []string{"DeletePolicy", "CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion",
	"TagPolicy", "UntagPolicy"}

func (s *Service) somePolicy(d *kernel.Draw) string {
	p := kernel.Some(d, s.Policies.All, func(p *managedPolicy) bool { return drawn(d, p.Scope) })
	own := slices.Contains(aboutOwn, d.Operation.Name)
	if p != nil && (d.Percent(40) || own) {
		return p.arn()
	}
	if d.Legal && own {
		return ""
	}
	return "arn:" + kernel.Partition(d.Caller.Region) + ":iam::aws:policy/" +
		d.OneOf("AdministratorAccess", "ReadOnlyAccess", "service-role/AWSDataLifecycleManagerServiceRole")
}

func hasInline(e *entity) bool   { return len(e.Inline) > 0 }
func hasAttached(e *entity) bool { return len(e.Attached) > 0 }

// someInline names an inline policy, or one that is not there.
func someInline(d *kernel.Draw, e *entity) string {
	if len(e.Inline) == 0 {
		return "Copy"
	}
	return e.Inline[d.IntN(len(e.Inline))].Name
}

func someAttached(d *kernel.Draw, e *entity) string {
	if len(e.Attached) == 0 {
		return "arn:aws:iam::aws:policy/AdministratorAccess"
	}
	return e.Attached[d.IntN(len(e.Attached))]
}

func (s *Service) someRolePolicy(d *kernel.Draw) *GetRolePolicy {
	r := s.drawnRole(d, func(r *role) bool { return hasInline(&r.entity) })
	if r == nil {
		return nil
	}
	return &GetRolePolicy{PolicyName: someInline(d, &r.entity), RoleName: r.Name}
}

func (s *Service) someRolePolicyToDelete(d *kernel.Draw) *DeleteRolePolicy {
	r := s.drawnRole(d, func(r *role) bool { return hasInline(&r.entity) })
	if r == nil {
		return nil
	}
	return &DeleteRolePolicy{PolicyName: someInline(d, &r.entity), RoleName: r.Name}
}

func (s *Service) someDetachment(d *kernel.Draw) *DetachRolePolicy {
	r := s.drawnRole(d, func(r *role) bool { return hasAttached(&r.entity) })
	if r == nil {
		return nil
	}
	return &DetachRolePolicy{PolicyArn: someAttached(d, &r.entity), RoleName: r.Name}
}

func (s *Service) someUserPolicy(d *kernel.Draw) *GetUserPolicy {
	u := s.drawnUser(d, func(u *user) bool { return hasInline(&u.entity) })
	if u == nil {
		return nil
	}
	return &GetUserPolicy{PolicyName: someInline(d, &u.entity), UserName: u.Name}
}

func (s *Service) someUserPolicyToDelete(d *kernel.Draw) *DeleteUserPolicy {
	u := s.drawnUser(d, func(u *user) bool { return hasInline(&u.entity) })
	if u == nil {
		return nil
	}
	return &DeleteUserPolicy{PolicyName: someInline(d, &u.entity), UserName: u.Name}
}

func (s *Service) someUserDetachment(d *kernel.Draw) *DetachUserPolicy {
	u := s.drawnUser(d, func(u *user) bool { return hasAttached(&u.entity) })
	if u == nil {
		return nil
	}
	return &DetachUserPolicy{PolicyArn: someAttached(d, &u.entity), UserName: u.Name}
}

func (s *Service) someLinkedRole(d *kernel.Draw) string {
	r := kernel.Some(d, s.Roles.All, func(r *role) bool { return drawn(d, r.Scope) && r.Service != "" })
	if r == nil {
		return ""
	}
	return r.Name
}

func (s *Service) someTask(d *kernel.Draw) string {
	task := kernel.Some(d, s.Tasks.All, func(t *deletion) bool { return drawn(d, t.Scope) })
	if task == nil {
		return ""
	}
	return task.ID
}

func (s *Service) someKey(d *kernel.Draw) string {
	if k := s.drawnKey(d); k != nil {
		return k.ID
	}
	return ""
}

func (s *Service) drawnKey(d *kernel.Draw) *accessKey {
	return kernel.Some(d, s.Keys.All, func(k *accessKey) bool { return drawn(d, k.Scope) })
}

func (s *Service) someKeyUpdate(d *kernel.Draw) *UpdateAccessKey {
	k := s.drawnKey(d)
	if k == nil {
		return nil
	}
	return &UpdateAccessKey{AccessKeyId: k.ID, UserName: k.User,
		Status: StatusType(d.OneOf(string(Active), string(Inactive)))}
}

func (s *Service) someKeyToDelete(d *kernel.Draw) *DeleteAccessKey {
	k := s.drawnKey(d)
	if k == nil {
		return nil
	}
	return &DeleteAccessKey{AccessKeyId: k.ID, UserName: k.User}
}

// someSession assumes a role that trusts the caller's account, for all that the
// words of its policy tell.
func (s *Service) someSession(d *kernel.Draw) *AssumeRole {
	r := kernel.Some(d, s.Roles.All, func(r *role) bool {
		return !d.Legal || r.Scope.Region == kernel.Partition(d.Caller.Region) && strings.Contains(r.Trust, d.Caller.Account)
	})
	if r == nil {
		return nil
	}
	in := &AssumeRole{RoleArn: r.arn(), RoleSessionName: d.OneOf("night", "day")}
	if lasts := []int32{900, 3600}; d.Percent(40) {
		in.DurationSeconds = &lasts[d.IntN(len(lasts))]
	}
	return in
}

// RolesOf lists the ARNs of the account's roles that trust a service, for those
// who draw inputs that name one.
func (s *Service) RolesOf(at kernel.Caller, service string) []string {
	var all []string
	for r := range s.Roles.View(scopeOf(at)).All {
		if strings.Contains(r.Trust, service) {
			all = append(all, r.arn())
		}
	}
	return all
}

// SomeRole names a role of the caller's that trusts a service, "" if there is
// none.
func (s *Service) SomeRole(d *kernel.Draw, service string) string {
	trusts := func(r *role) bool { return s.trustsService(r, r.arn(), service, kernel.ARN{Account: d.Caller.Account}) }
	mighty := kernel.Some(d, s.Roles.View(scopeOf(d.Caller)).All, func(r *role) bool {
		return trusts(r) && slices.ContainsFunc(r.Attached, func(arn string) bool {
			return strings.HasSuffix(arn, "/AdministratorAccess")
		})
	})
	if mighty != nil && d.Percent(75) {
		return mighty.arn()
	}
	r := kernel.Some(d, s.Roles.View(scopeOf(d.Caller)).All, trusts)
	if r == nil {
		return ""
	}
	return r.arn()
}
