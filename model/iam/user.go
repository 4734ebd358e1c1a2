package iam

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// user is an identity of its own, with access keys.
type user struct{ entity }

func (u *user) arn() string { return arn("iam", u.Scope, "user"+u.Path+u.Name) }

// User is a user as IAM shows it.
type User struct {
	Arn                 string                       `sent:"always,model"`
	CreateDate          kernel.Time                  `sent:"always,model"`
	PasswordLastUsed    kernel.Time                  `sent:"set"`
	Path                string                       `sent:"always,model"`
	PermissionsBoundary *AttachedPermissionsBoundary `sent:"set"`
	Tags                []Tag                        `sent:"set"`
	UserId              string                       `sent:"always,model"`
	UserName            string                       `sent:"always,model"`
}

// CreateUser creates a user.
type CreateUser struct {
	Path                string `shape:"Path"`
	PermissionsBoundary string `shape:"Arn"`
	Tags                []Tag  `shape:"Tags"`
	UserName            string `shape:"!UserName"`
}

// CreateUserOutput shows it.
type CreateUserOutput struct{ User *User }

// GetUser asks for a user, the caller itself where it names none.
type GetUser struct {
	UserName string `shape:"ExistingUserName"`
}

// GetUserOutput shows it.
type GetUserOutput struct {
	User *User `sent:"always,model" whole:"UserName"`
}

// ListUsers lists the users of the account.
type ListUsers struct {
	Marker     string `shape:"Marker"`
	MaxItems   *int32 `shape:"MaxItems"`
	PathPrefix string `shape:"PathPrefix"`
}

// ListUsersOutput is one page of them.
type ListUsersOutput struct {
	IsTruncated bool   `sent:"always"`
	Marker      string `sent:"set"`
	Users       []User `sent:"always,model" never:"PermissionsBoundary Tags"`
}

// UpdateUser gives a user another name or path.
type UpdateUser struct {
	NewPath     string `shape:"Path"`
	NewUserName string `shape:"UserName"`
	UserName    string `shape:"!ExistingUserName"`
}

// UpdateUserOutput is empty.
type UpdateUserOutput struct{}

// DeleteUser deletes a user without policies and access keys.
type DeleteUser struct {
	UserName string `shape:"!ExistingUserName"`
}

// DeleteUserOutput is empty.
type DeleteUserOutput struct{}

// The rules of users.
var (
	UnknownUsersAreNotFound = rules.Add(kernel.Rule{
		ID: "IAM-USR-01", Kind: kernel.Refusal, Error: NoSuchEntity, Evidence: kernel.Documented,
		Source: reference("GetUser"),
		Says:   "A user is found by its name in the caller's own account.",
		Operations: []string{"GetUser", "DeleteUser", "PutUserPolicy", "GetUserPolicy", "ListUserPolicies",
			"DeleteUserPolicy", "AttachUserPolicy", "DetachUserPolicy", "ListAttachedUserPolicies",
			"CreateAccessKey", "UpdateAccessKey", "ListAccessKeys", "DeleteAccessKey", "UpdateUser", "TagUser", "UntagUser",
			"ListUserTags", "PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary", "ListGroupsForUser"},
	})
	UserNamesAreTakenOnce = rules.Add(kernel.Rule{
		ID: "IAM-USR-02", Kind: kernel.Refusal, Error: EntityAlreadyExists, Evidence: kernel.Documented,
		Source:     reference("CreateUser"),
		Says:       "The name of a user is taken once in its account, whatever its path and its case.",
		Operations: []string{"CreateUser", "UpdateUser"},
	})
	UsersWithBelongingsStay = rules.Add(kernel.Rule{
		ID: "IAM-USR-03", Kind: kernel.Refusal, Error: DeleteConflict, Evidence: kernel.Documented,
		Source:     reference("DeleteUser"),
		Says:       "A user is deleted only once it has no policies and no access keys.",
		Operations: []string{"DeleteUser"},
	})
	GetUserShowsTheCaller = rules.Add(kernel.Rule{
		ID: "IAM-USR-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: reference("GetUser"),
		Says:       "A request without a user's name is about the user who calls.",
		Operations: []string{"GetUser", "CreateAccessKey", "UpdateAccessKey", "ListAccessKeys", "DeleteAccessKey"},
	})
	RenamedUsersStayTheSame = rules.Add(kernel.Rule{
		ID: "IAM-USR-05", Kind: kernel.Effect, Evidence: kernel.Recorded, Source: recordings,
		Says: "A user with another name or path has another ARN, and keeps its ID, policies, tags and access keys; who " +
			"changes them must be allowed to update both.",
		Operations: []string{"UpdateUser"},
	})
)

func (s *Service) createUser(c *kernel.Call, in *CreateUser) (*CreateUserOutput, error) {
	scope := scopeOf(c.Caller)
	if err := c.Require(s.Users.See(scope, key(in.UserName)) == nil, UserNamesAreTakenOnce,
		"User with name %s already exists.", in.UserName); err != nil {
		return nil, err
	}
	if err := s.checkTags(c, in.Tags, userTags); err != nil {
		return nil, err
	}
	if err := s.checkBoundary(c, in.PermissionsBoundary); err != nil {
		return nil, err
	}
	u := &user{entity{Scope: scope, Name: in.UserName, Path: pathOr(in.Path), Created: c.Now(),
		Boundary: in.PermissionsBoundary, Tags: in.Tags}}
	u.ID = c.Mint().Capital("AIDA", 17)
	s.Users.In(scope).Put(key(u.Name), u)
	return &CreateUserOutput{u.show()}, nil
}

func (s *Service) getUser(c *kernel.Call, in *GetUser) (*GetUserOutput, error) {
	if in.UserName == "" && c.Principal == "" {
		scope := scopeOf(c.Caller)
		return &GetUserOutput{&User{Arn: arn("iam", scope, "root"), UserId: c.Account}}, nil
	}
	u, err := s.userOrCaller(c, in.UserName)
	if err != nil {
		return nil, err
	}
	return &GetUserOutput{u.show()}, nil
}

func (s *Service) listUsers(c *kernel.Call, in *ListUsers) (*ListUsersOutput, error) {
	page, next, ok := kernel.Page(c.Env, s.Users.View(scopeOf(c.Caller)), kernel.Query[user]{
		Of: "users " + c.Account + in.PathPrefix, Token: in.Marker, Max: pageSize(in.MaxItems),
		Match: func(u *user) bool { return strings.HasPrefix(u.Path, in.PathPrefix) },
	})
	if err := listed(c, ok); err != nil {
		return nil, err
	}
	out := &ListUsersOutput{IsTruncated: next != "", Marker: next, Users: []User{}}
	for _, u := range page {
		shown := u.show()
		shown.PermissionsBoundary, shown.Tags = nil, nil // GetUser tells them
		out.Users = append(out.Users, *shown)
	}
	return out, nil
}

func (s *Service) updateUser(c *kernel.Call, in *UpdateUser) (*UpdateUserOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	was, name := u.Name, u.Name
	if in.NewUserName != "" {
		name = in.NewUserName
	}
	taken := key(name) != key(was) && s.Users.See(u.Scope, key(name)) != nil
	if err := c.Require(!taken, UserNamesAreTakenOnce, "User with name %s already exists.", name); err != nil {
		return nil, err
	}
	if !c.Applies(name != u.Name || in.NewPath != "", RenamedUsersStayTheSame) {
		return &UpdateUserOutput{}, nil
	}
	renamed := *u
	renamed.Name = name
	if in.NewPath != "" {
		renamed.Path = in.NewPath
	}
	if c.Principal != "" || s.org.Controls(c.Account) {
		none := func(string) map[string][]string { return nil }
		if err := s.permit(c, in, "iam", renamed.arn(), none); err != nil {
			return nil, err
		}
	}
	keys := s.keysOf(u)
	s.Users.In(u.Scope).Delete(key(was))
	s.Users.In(u.Scope).Put(key(name), &renamed)
	for _, k := range keys {
		s.Keys.Get(u.Scope, k.ID).User = name
	}
	return &UpdateUserOutput{}, nil
}

func (s *Service) deleteUser(c *kernel.Call, in *DeleteUser) (*DeleteUserOutput, error) {
	u, err := s.user(c, in.UserName)
	if err != nil {
		return nil, err
	}
	if err := s.bare(c, &u.entity, UsersWithBelongingsStay); err != nil {
		return nil, err
	}
	if err := c.Require(s.keysOf(u) == nil, UsersWithBelongingsStay,
		"Cannot delete entity, must delete access keys first."); err != nil {
		return nil, err
	}
	s.Users.In(u.Scope).Delete(key(u.Name))
	return &DeleteUserOutput{}, nil
}

// user returns a user of the caller's account.
func (s *Service) user(c *kernel.Call, name string) (*user, error) {
	u := s.Users.Get(scopeOf(c.Caller), key(name))
	if u == nil {
		return nil, c.Refuse(UnknownUsersAreNotFound, "The user with name %s cannot be found.", name)
	}
	return u, c.Require(true, UnknownUsersAreNotFound, "")
}

// userOrCaller returns the user of a name, or the one who calls.
func (s *Service) userOrCaller(c *kernel.Call, name string) (*user, error) {
	if c.Applies(name == "", GetUserShowsTheCaller) {
		if a, err := kernel.ParseARN(c.Principal); err == nil && strings.HasPrefix(a.Resource, "user/") {
			name = lastPart(a.Resource)
		}
	}
	if err := c.Require(name != "", RequiredMembersAreGiven,
		"Must specify userName when calling with non-User credentials"); err != nil {
		return nil, err
	}
	return s.user(c, name)
}

func lastPart(resource string) string { return resource[strings.LastIndexByte(resource, '/')+1:] }

func (u *user) show() *User {
	return &User{Arn: u.arn(), CreateDate: u.Created, Path: u.Path, PermissionsBoundary: u.boundary(),
		Tags:   append([]Tag(nil), u.Tags...),
		UserId: u.ID, UserName: u.Name}
}
