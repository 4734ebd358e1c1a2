package iam

import "github.com/shareproof/shareproof/model/kernel"

// deletion is the deletion of a service-linked role.
type deletion struct {
	ID    string
	Scope kernel.Scope
	Of    string // path and name of the role
	Asked kernel.Time
	InUse bool // its service still needs it
}

// DeletionTaskStatusType is how far the deletion of a service-linked role is.
type DeletionTaskStatusType string

// The statuses of deletions.
const (
	DeletionSucceeded  DeletionTaskStatusType = "SUCCEEDED"
	DeletionInProgress DeletionTaskStatusType = "IN_PROGRESS"
	DeletionFailed     DeletionTaskStatusType = "FAILED"
	DeletionNotStarted DeletionTaskStatusType = "NOT_STARTED"
)

// Values lists the enumeration.
func (DeletionTaskStatusType) Values() []DeletionTaskStatusType {
	return []DeletionTaskStatusType{DeletionSucceeded, DeletionInProgress, DeletionFailed, DeletionNotStarted}
}

// DeletionTaskFailureReasonType is why a service-linked role was not deleted.
type DeletionTaskFailureReasonType struct {
	Reason        string
	RoleUsageList []RoleUsageType
}

// RoleUsageType is what a service needs its role for in a Region.
type RoleUsageType struct {
	Region    string
	Resources []string
}

// DeleteServiceLinkedRole asks the service of a service-linked role to delete it.
type DeleteServiceLinkedRole struct {
	RoleName string `shape:"!RoleName"`
}

// DeleteServiceLinkedRoleOutput names the deletion.
type DeleteServiceLinkedRoleOutput struct {
	DeletionTaskId string `sent:"always,model"`
}

// GetServiceLinkedRoleDeletionStatus asks how far a deletion is.
type GetServiceLinkedRoleDeletionStatus struct {
	DeletionTaskId string `shape:"!DeletionTask"`
}

// GetServiceLinkedRoleDeletionStatusOutput tells it.
type GetServiceLinkedRoleDeletionStatusOutput struct {
	Reason *DeletionTaskFailureReasonType
	Status DeletionTaskStatusType `sent:"always,model"`
}

// The rules of deleting service-linked roles.
var (
	OnlyLinkedRolesAreDeletedSo = rules.Add(kernel.Rule{
		ID: "IAM-SLR-06", Kind: kernel.Refusal, Error: NoSuchEntity,
		Or: []*kernel.ErrorShape{InvalidInput, UnmodifiableEntity, ValidationError}, Evidence: kernel.Inferred,
		Source:     reference("DeleteServiceLinkedRole"),
		Says:       "DeleteServiceLinkedRole is about service-linked roles only (which error others bring is not documented).",
		Operations: []string{"DeleteServiceLinkedRole"},
	})
	LinkedRolesAreDeletedByTask = rules.Add(kernel.Rule{
		ID: "IAM-SLR-07", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: reference("DeleteServiceLinkedRole") + "; " + reference("GetServiceLinkedRoleDeletionStatus"),
		Says: "The deletion of a service-linked role has an ID, task/aws-service-role/SERVICE/ROLE/UUID, and ends in " +
			"SUCCEEDED, after which the role is gone and can be made again.",
		Operations: []string{"DeleteServiceLinkedRole", "GetServiceLinkedRoleDeletionStatus"},
	})
	LinkedRolesInUseStay = rules.Add(kernel.Rule{
		ID: "IAM-SLR-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("DeleteServiceLinkedRole"),
		Says: "The deletion of a service-linked role that its service still needs ends in FAILED and a reason: that of RAM " +
			"while RAM has trusted access to the organization that the account manages, that of Organizations while the account " +
			"is in an organization.",
		Operations: []string{"DeleteServiceLinkedRole", "GetServiceLinkedRoleDeletionStatus"},
	})
	UnknownDeletionsAreNotFound = rules.Add(kernel.Rule{
		ID: "IAM-SLR-08", Kind: kernel.Refusal, Error: NoSuchEntity, Or: []*kernel.ErrorShape{InvalidInput},
		Evidence: kernel.Documented, Source: reference("GetServiceLinkedRoleDeletionStatus"),
		Says:       "A deletion is found by its ID in the account where it was asked for.",
		Operations: []string{"GetServiceLinkedRoleDeletionStatus"},
	})
	DeletionsAreKnownForAWeek = rules.Add(kernel.Rule{
		ID: "IAM-SLR-12", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source:     reference("GetServiceLinkedRoleDeletionStatus") + ", which gives no time",
		Says:       "A deletion is found for seven days.",
		Operations: []string{"GetServiceLinkedRoleDeletionStatus"},
	})
)

const deletionsKnown = 7 * kernel.Day

func (d *deletion) isOld(now kernel.Time) bool { return d.Asked.Add(deletionsKnown) <= now }

// forgetDeletions drops the deletions of a scope that are not found any more.
func (s *Service) forgetDeletions(scope kernel.Scope) {
	var gone []string
	for task := range s.Tasks.In(scope).All {
		if !task.isOld(s.env.Now()) {
			break
		}
		gone = append(gone, task.ID)
	}
	for _, id := range gone {
		s.Tasks.In(scope).Delete(id)
	}
}

func (s *Service) deleteServiceLinkedRole(
	c *kernel.Call, in *DeleteServiceLinkedRole,
) (*DeleteServiceLinkedRoleOutput, error) {
	r, err := s.role(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	if err := c.Require(r.Service != "", OnlyLinkedRolesAreDeletedSo,
		"The role with name %s is no service-linked role.", in.RoleName); err != nil {
		return nil, err
	}
	of := "aws-service-role/" + r.Service + "/" + r.Name
	task := &deletion{ID: "task/" + of + "/" + c.Mint().UUID(), Scope: r.Scope, Of: of, Asked: c.Now()}
	s.forgetDeletions(r.Scope)
	task.InUse = c.Applies(s.needed(r), LinkedRolesInUseStay)
	s.Tasks.In(r.Scope).Put(task.ID, task)
	if !task.InUse && c.Applies(true, LinkedRolesAreDeletedByTask) {
		s.Roles.In(r.Scope).Delete(key(r.Name))
	}
	return &DeleteServiceLinkedRoleOutput{task.ID}, nil
}

func (s *Service) getServiceLinkedRoleDeletionStatus(
	c *kernel.Call, in *GetServiceLinkedRoleDeletionStatus,
) (*GetServiceLinkedRoleDeletionStatusOutput, error) {
	task := s.Tasks.See(scopeOf(c.Caller), in.DeletionTaskId)
	if task == nil || c.Applies(task.isOld(c.Now()), DeletionsAreKnownForAWeek) {
		return nil, c.Refuse(UnknownDeletionsAreNotFound, "Deletion task %s cannot be found.", in.DeletionTaskId)
	}
	_ = c.Require(true, UnknownDeletionsAreNotFound, "")
	if task.InUse {
		return &GetServiceLinkedRoleDeletionStatusOutput{Status: DeletionFailed,
			Reason: &DeletionTaskFailureReasonType{Reason: "The service of the role still needs it."}}, nil
	}
	return &GetServiceLinkedRoleDeletionStatusOutput{Status: DeletionSucceeded}, nil
}

// needed reports whether the service of a service-linked role still needs it.
func (s *Service) needed(r *role) bool {
	m := s.org.Membership(r.Scope.Account)
	switch r.Service {
	case ramPrincipal:
		return m.Manages && s.org.Trusts(m.Organization, ramPrincipal)
	case organizationsPrincipal:
		return m.AllFeatures
	}
	return false
}
