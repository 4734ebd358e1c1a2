package iam

import "github.com/shareproof/shareproof/model/kernel"

// Group is a group of users. No world has any.
type Group struct {
	Arn        string
	CreateDate kernel.Time
	GroupId    string
	GroupName  string
	Path       string
}

// InstanceProfile carries a role to instances. No world has any.
type InstanceProfile struct {
	Arn                 string
	CreateDate          kernel.Time
	InstanceProfileId   string
	InstanceProfileName string
	Path                string
	Roles               []Role
	Tags                []Tag
}

// ListGroupsForUser lists the groups of a user.
type ListGroupsForUser struct {
	Marker   string `shape:"Marker"`
	MaxItems *int32 `shape:"MaxItems"`
	UserName string `shape:"!ExistingUserName"`
}

// ListGroupsForUserOutput is empty.
type ListGroupsForUserOutput struct {
	Groups      []Group
	IsTruncated bool
	Marker      string
}

// ListInstanceProfilesForRole lists the instance profiles of a role.
type ListInstanceProfilesForRole struct {
	Marker   string `shape:"Marker"`
	MaxItems *int32 `shape:"MaxItems"`
	RoleName string `shape:"!RoleName"`
}

// ListInstanceProfilesForRoleOutput is empty.
type ListInstanceProfilesForRoleOutput struct {
	InstanceProfiles []InstanceProfile
	IsTruncated      bool
	Marker           string
}

func (s *Service) listGroupsForUser(c *kernel.Call, in *ListGroupsForUser) (*ListGroupsForUserOutput, error) {
	if _, err := s.user(c, in.UserName); err != nil {
		return nil, err
	}
	return &ListGroupsForUserOutput{Groups: []Group{}}, listed(c, in.Marker == "")
}

func (s *Service) listInstanceProfilesForRole(
	c *kernel.Call, in *ListInstanceProfilesForRole,
) (*ListInstanceProfilesForRoleOutput, error) {
	if _, err := s.role(c, in.RoleName); err != nil {
		return nil, err
	}
	return &ListInstanceProfilesForRoleOutput{InstanceProfiles: []InstanceProfile{}}, listed(c, in.Marker == "")
}
