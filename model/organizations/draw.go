package organizations

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// workload are how callers use Organizations.
var workload = kernel.Workload[*Service]{
	Willing: (*Service).willing,
	Often: map[string]int{
		"CreateOrganization": 12, "DeleteOrganization": 2, "InviteAccountToOrganization": 25, "AcceptHandshake": 25,
		"LeaveOrganization": 8, "RemoveAccountFromOrganization": 8, "DisableAWSServiceAccess": 3, "CreateAccount": 4,
		"CloseAccount":     1,
		"EnablePolicyType": 3, "DisablePolicyType": 3, "RegisterDelegatedAdministrator": 4,
		"DeregisterDelegatedAdministrator": 4, "ListDelegatedAdministrators": 3, "ListDelegatedServicesForAccount": 3,
		"TagResource": 5, "UntagResource": 3, "ListTagsForResource": 3, "ListChildren": 4, "ListAccountsForParent": 4,
		"DescribeOrganizationalUnit": 4, "UpdateOrganizationalUnit": 4, "ListCreateAccountStatus": 3,
	},
	Sweeping: []string{
		"CreateOrganization", "DeleteOrganization", "LeaveOrganization", "RemoveAccountFromOrganization", "CloseAccount", "MoveAccount",
		"AcceptHandshake", "DeclineHandshake", "CancelHandshake", "DisableAWSServiceAccess",
		"EnablePolicyType", "DisablePolicyType", "AttachPolicy", "DetachPolicy", "UpdatePolicy",
	},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"AccountId":              (*Service).someAccount,
		"ParentId":               (*Service).someParent,
		"ChildId":                func(s *Service, d *kernel.Draw) string { return d.OneOf(s.someAccount(d), s.someUnit(d)) },
		"OrganizationalUnitId":   (*Service).someUnit,
		"HandshakeId":            (*Service).someHandshake,
		"CreateAccountRequestId": (*Service).someCreation,
		"AccountName":            among("alpha", "beta"),
		"Email":                  func(_ *Service, d *kernel.Draw) string { return d.Text("team+", 40) + "@example.com" },
		"RoleName":               among("OrganizationAccountAccessRole"),
		"OrganizationalUnitName": among("workloads", "recovery", "sandbox"),
		"ServicePrincipal":       among("ram.amazonaws.com", "ram.amazonaws.com", "backup.amazonaws.com"),
		"HandshakeNotes":         among("please join"),
		"RootId":                 (*Service).someRoot,
		"PolicyId":               (*Service).somePolicy,
		"TargetId":               (*Service).someTarget,
		"PolicyName":             among("guard", "stay", "least"),
		"PolicyDescription":      among("limits"),
		"PolicyContent":          among(controlTexts...),
		"PolicyType":             among("SERVICE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY", "BACKUP_POLICY"),
		"TaggableId": func(s *Service, d *kernel.Draw) string {
			return d.OneOf(s.someAccount(d), s.someUnit(d), s.somePolicy(d), s.someRoot(d))
		},
		"TagKeys":  among("team", "tier"),
		"TagKey":   among("team", "tier"),
		"TagValue": among("red", "green"),
	},
	Inputs: []kernel.Input{
		kernel.Whole((*Service).someMove),
		kernel.Whole((*Service).someInvitation),
		kernel.Whole((*Service).someAttachment),
		kernel.Whole((*Service).someDetachment),
		kernel.Whole((*Service).someClosure),
	},
}

var among = kernel.Among[*Service]

// willing keeps to what an account's place in its organization allows.
func (s *Service) willing(d *kernel.Draw) bool {
	m := s.Membership(d.Caller.Account)
	switch name := d.Operation.Name; name {
	case "CreateOrganization":
		return m.Organization == ""
	case "LeaveOrganization":
		return m.Organization != "" && !m.Manages
	case "AcceptHandshake":
		return !m.Manages
	case "DescribeOrganization", "DeclineHandshake", "DescribeHandshake", "ListHandshakesForAccount":
		return true
	}
	return m.Manages
}

// within reports whether the drawing may speak of an organization's things.
func (s *Service) within(d *kernel.Draw, organization string) bool {
	return !d.Legal || s.Membership(d.Caller.Account).Organization == organization
}

// someMember is a member of the caller's organization, rather another than the
// caller itself.
func (s *Service) someMember(d *kernel.Draw) *member {
	return kernel.Some(d, s.Members.All, func(m *member) bool {
		return s.within(d, m.Organization) &&
			(!d.Legal || m.Account != d.Caller.Account || d.Operation.Name == "DescribeAccount")
	})
}

func (s *Service) someAccount(d *kernel.Draw) string {
	if m := s.someMember(d); m != nil {
		return m.Account
	}
	return ""
}

func (s *Service) someUnit(d *kernel.Draw) string {
	if u := kernel.Some(d, s.Units.All, func(u *unit) bool { return s.within(d, u.Organization) }); u != nil {
		return u.ID
	}
	return ""
}

func (s *Service) someParent(d *kernel.Draw) string {
	if unit := s.someUnit(d); unit != "" && d.Percent(60) {
		return unit
	}
	if o := kernel.Some(d, s.Organizations.All, func(o *organization) bool { return s.within(d, o.ID) }); o != nil {
		return o.Root
	}
	return ""
}

func (s *Service) someHandshake(d *kernel.Draw) string {
	party := func(h *handshake) bool {
		answers := d.Operation.Name == "AcceptHandshake" || d.Operation.Name == "DeclineHandshake"
		mine := h.Receiver == d.Caller.Account || h.Sender == d.Caller.Account && !answers
		return !d.Legal || mine && s.handshakeMachine.Would(h, d.Operation.Name)
	}
	if h := kernel.Some(d, s.Handshakes.All, party); h != nil {
		return h.ID
	}
	return ""
}

func (s *Service) someCreation(d *kernel.Draw) string {
	if n := kernel.Some(d, s.Creations.All, func(n *creation) bool { return s.within(d, n.Organization) }); n != nil {
		return n.ID
	}
	return ""
}

func (s *Service) someMove(d *kernel.Draw) *MoveAccount {
	m := s.someMember(d)
	if m == nil {
		return nil
	}
	to := s.someParent(d)
	if d.Legal && to == m.Parent {
		return nil
	}
	from := m.Parent
	if !d.Legal {
		from = s.someParent(d)
	}
	return &MoveAccount{AccountId: m.Account, SourceParentId: from, DestinationParentId: to}
}

func (s *Service) someInvitation(d *kernel.Draw) *InviteAccountToOrganization {
	account := d.OneOf(d.Accounts...)
	if m := s.Membership(account); d.Legal &&
		(m.Manages || m.Organization == s.Membership(d.Caller.Account).Organization) {
		return nil
	}
	return &InviteAccountToOrganization{Target: &HandshakeParty{account, "ACCOUNT"}}
}

// someClosure closes accounts that nobody calls from, and seldom one of the callers': a
// world in which all are closed is at rest. Hasty callers close what is closed already.
func (s *Service) someClosure(d *kernel.Draw) *CloseAccount {
	m := kernel.Some(d, s.Members.All, func(m *member) bool {
		_, closed := s.Closed(m.Account)
		caller := slices.Contains(d.Accounts, m.Account)
		return s.within(d, m.Organization) && (!d.Legal || m.Account != d.Caller.Account && !closed) &&
			(!caller || d.Percent(5))
	})
	if m == nil {
		return nil
	}
	return &CloseAccount{AccountId: m.Account}
}

// controlTexts are service control policies that callers write. None allows so little
// that worlds come to rest.
var controlTexts = []string{
	`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"organizations:LeaveOrganization","Resource":"*"}]}`,
	`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["iam:DeleteRole","kms:ScheduleKeyDeletion"],` +
		`"Resource":"*"},{"Effect":"Allow","NotAction":"ram:DeleteResourceShare","Resource":"*"}]}`,
	`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["backup:StartCopyJob","backup:CopyIntoBackupVault",` +
		`"ec2:ModifySnapshotAttribute"],"Resource":"*","Condition":{"StringNotLike":` +
		`{"aws:ResourceOrgID":"o-*"}}}]}`, // no variables: histories have their own in texts
}

func (s *Service) someRoot(d *kernel.Draw) string {
	if o := kernel.Some(d, s.Organizations.All, func(o *organization) bool { return s.within(d, o.ID) }); o != nil {
		return o.Root
	}
	return ""
}

func (s *Service) somePolicy(d *kernel.Draw) string {
	p := kernel.Some(d, s.Policies.All, func(p *controlPolicy) bool { return s.within(d, p.Organization) })
	if p == nil || d.Percent(20) && d.Operation.Reads() {
		return FullAWSAccess
	}
	return p.ID
}

func (s *Service) someTarget(d *kernel.Draw) string {
	return d.OneOf(s.someRoot(d), s.someUnit(d), s.someAccount(d), s.someAccount(d))
}

func (s *Service) someAttachment(d *kernel.Draw) *AttachPolicy {
	policy, target := s.somePolicy(d), s.someTarget(d)
	if target == "" || d.Legal && slices.Contains(s.attached(target), policy) {
		return nil
	}
	return &AttachPolicy{PolicyId: policy, TargetId: target}
}

func (s *Service) someDetachment(d *kernel.Draw) *DetachPolicy {
	t := kernel.Some(d, s.Targets.All, func(t *target) bool {
		return s.within(d, t.Organization) && len(t.Policies) > 0 && (!d.Legal || len(t.Policies) > 1)
	})
	if t == nil {
		return nil
	}
	return &DetachPolicy{PolicyId: t.Policies[d.IntN(len(t.Policies))], TargetId: t.ID}
}

// SomeGroup names an organization or organizational unit, one of the caller's
// own if the drawing is legal; "" if there is none.
func (s *Service) SomeGroup(d *kernel.Draw) string {
	var groups []string
	for o := range s.Organizations.All {
		if s.within(d, o.ID) {
			groups = append(groups, o.ARN)
		}
	}
	for u := range s.Units.All {
		if s.within(d, u.Organization) {
			groups = append(groups, u.ARN)
		}
	}
	return d.OneOf(slices.Concat(groups, []string{""})...)
}
