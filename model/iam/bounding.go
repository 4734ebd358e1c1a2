package iam

import "github.com/shareproof/shareproof/model/kernel"

// PutRolePermissionsBoundary bounds what a role may do by a managed policy.
type PutRolePermissionsBoundary struct {
	PermissionsBoundary string `shape:"!Arn"`
	RoleName            string `shape:"!RoleName"`
}

// PutRolePermissionsBoundaryOutput is empty.
type PutRolePermissionsBoundaryOutput struct{}

// DeleteRolePermissionsBoundary lets a role do all that its policies allow.
type DeleteRolePermissionsBoundary struct {
	RoleName string `shape:"!RoleName"`
}

// DeleteRolePermissionsBoundaryOutput is empty.
type DeleteRolePermissionsBoundaryOutput struct{}

// PutUserPermissionsBoundary bounds what a user may do by a managed policy.
type PutUserPermissionsBoundary struct {
	PermissionsBoundary string `shape:"!Arn"`
	UserName            string `shape:"!ExistingUserName"`
}

// PutUserPermissionsBoundaryOutput is empty.
type PutUserPermissionsBoundaryOutput struct{}

// DeleteUserPermissionsBoundary lets a user do all that its policies allow.
type DeleteUserPermissionsBoundary struct {
	UserName string `shape:"!ExistingUserName"`
}

// DeleteUserPermissionsBoundaryOutput is empty.
type DeleteUserPermissionsBoundaryOutput struct{}

// BoundariesAreReplaced is the rule of new boundaries.
var BoundariesAreReplaced = rules.Add(kernel.Rule{
	ID: "IAM-BND-01", Kind: kernel.Effect, Evidence: kernel.Documented,
	Source: reference("PutRolePermissionsBoundary") + "; " + boundaries,
	Says:   "A role or user has at most one permissions boundary: the last one that it was given.",
	Operations: []string{"PutRolePermissionsBoundary", "PutUserPermissionsBoundary", "DeleteRolePermissionsBoundary",
		"DeleteUserPermissionsBoundary"},
})

func (s *Service) putRolePermissionsBoundary(
	c *kernel.Call, in *PutRolePermissionsBoundary,
) (*PutRolePermissionsBoundaryOutput, error) {
	r, err := s.ownRole(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	return &PutRolePermissionsBoundaryOutput{}, s.bind(c, &r.entity, in.PermissionsBoundary)
}

func (s *Service) deleteRolePermissionsBoundary(
	c *kernel.Call, in *DeleteRolePermissionsBoundary,
) (*DeleteRolePermissionsBoundaryOutput, error) {
	r, err := s.ownRole(c, in.RoleName)
	if err != nil {
		return nil, err
	}
	return &DeleteRolePermissionsBoundaryOutput{}, s.bind(c, &r.entity, "")
}

func (s *Service) putUserPermissionsBoundary(
	c *kernel.Call, in *PutUserPermissionsBoundary,
) (*PutUserPermissionsBoundaryOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	return &PutUserPermissionsBoundaryOutput{}, s.bind(c, &u.entity, in.PermissionsBoundary)
}

func (s *Service) deleteUserPermissionsBoundary(
	c *kernel.Call, in *DeleteUserPermissionsBoundary,
) (*DeleteUserPermissionsBoundaryOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	return &DeleteUserPermissionsBoundaryOutput{}, s.bind(c, &u.entity, "")
}

// bind gives a role or user a boundary, or none.
func (s *Service) bind(c *kernel.Call, e *entity, boundary string) error {
	if err := s.checkBoundary(c, boundary); err != nil {
		return err
	}
	if c.Applies(boundary != e.Boundary, BoundariesAreReplaced) {
		e.Boundary = boundary
	}
	return nil
}
