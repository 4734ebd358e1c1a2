package iam

import "github.com/shareproof/shareproof/model/kernel"

// Group is a group of users. No world has any.
type Group struct {
	Arn        string      `sent:"always,model"`
	CreateDate kernel.Time `sent:"always,model"`
	GroupId    string      `sent:"always,model"`
	GroupName  string      `sent:"always,model"`
	Path       string      `sent:"always,model"`
}

// InstanceProfile carries a role to instances. No world has any.
type InstanceProfile struct {
	Arn                 string      `sent:"always,model"`
	CreateDate          kernel.Time `sent:"always,model"`
	InstanceProfileId   string      `sent:"always,model"`
	InstanceProfileName string      `sent:"always,model"`
	Path                string      `sent:"always,model"`
	Roles               []Role      `sent:"always,model"`
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
	Groups      []Group `sent:"always,model"`
	IsTruncated bool    `sent:"always"`
	Marker      string  `sent:"set"`
}

// ListInstanceProfilesForRole lists the instance profiles of a role.
type ListInstanceProfilesForRole struct {
	Marker   string `shape:"Marker"`
	MaxItems *int32 `shape:"MaxItems"`
	RoleName string `shape:"!RoleName"`
}

// ListInstanceProfilesForRoleOutput is empty.
type ListInstanceProfilesForRoleOutput struct {
	InstanceProfiles []InstanceProfile `sent:"always,model"`
	IsTruncated      bool              `sent:"always"`
	Marker           string            `sent:"set"`
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
