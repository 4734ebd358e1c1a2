package iam

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// Facts are what a history says of identities.
type Facts struct {
	identities invariants.Map[string, identity] // by account, kind and name
	sessions   invariants.Map[string, session]  // by ARN
}

var facts invariants.Facts[Facts]

// Of returns the facts of a call's history.
func Of(c *invariants.Call) *Facts { return facts.Of(c) }

// identity is what the history says of a user or role.
type identity struct {
	id       string
	arn      string
	made     kernel.Time
	gone     bool
	inline   []inline
	attached []string
	keys     []string // access keys
}

// inline is a policy in an identity.
type inline struct {
	name, text string
	denies     bool // all, on no condition
}

// session is what the history says of a role's session.
type session struct {
	role    string // the key of the role
	begun   kernel.Time
	expires kernel.Time
}

// The kinds of identities.
const (
	users = "user"
	roles = "role"
)

func learn(c *invariants.Call) {
	f, me := Of(c), c.As.Account
	switch in := c.In.(type) {
	case *iam.CreateRole:
		if out := c.Out.(*iam.CreateRoleOutput).Role; out != nil {
			f.identities.Put(key(me, roles, in.RoleName), identity{id: out.RoleId, arn: out.Arn, made: c.At})
		}
	case *iam.CreateServiceLinkedRole:
		if out := c.Out.(*iam.CreateServiceLinkedRoleOutput).Role; out != nil {
			f.identities.Drop(key(me, roles, out.RoleName))
		}
	case *iam.CreateUser:
		if out := c.Out.(*iam.CreateUserOutput).User; out != nil {
			f.identities.Put(key(me, users, in.UserName), identity{id: out.UserId, arn: out.Arn, made: c.At})
		}
	case *iam.UpdateUser:
		f.rename(key(me, users, in.UserName), me, in)
	case *iam.DeleteServiceLinkedRole:
		f.identities.Drop(key(me, roles, in.RoleName))
	case *iam.DeleteRole:
		f.identities.Change(key(me, roles, in.RoleName), func(i *identity) { i.gone = true })
	case *iam.DeleteUser:
		f.identities.Change(key(me, users, in.UserName), func(i *identity) { i.gone = true })
	case *iam.CreateAccessKey:
		if k := c.Out.(*iam.CreateAccessKeyOutput).AccessKey; k != nil {
			f.identities.Change(key(me, users, k.UserName), func(i *identity) {
				i.keys = invariants.With(i.keys, k.AccessKeyId)
			})
		}
	case *iam.DeleteAccessKey:
		for who, i := range f.identities.All {
			if slices.Contains(i.keys, in.AccessKeyId) {
				i.keys = invariants.Without(i.keys, in.AccessKeyId)
				f.identities.Put(who, i)
			}
		}
	case *iam.AssumeRole:
		f.assume(c, in)
	default:
		f.learnPolicies(c)
	}
}

// rename moves what is known of a user to the user's new name. The ARN is learned anew
// from the path, which only CreateUser shows.
func (f *Facts) rename(was, account string, in *iam.UpdateUser) {
	i, known := f.identities.Find(was)
	if !known {
		return
	}
	arn, err := kernel.ParseARN(i.arn)
	if err != nil {
		return
	}
	path, name := strings.TrimPrefix(arn.Resource, users), lastOf(arn.Resource)
	path = path[:strings.LastIndexByte(path, '/')+1]
	if in.NewPath != "" {
		path = in.NewPath
	}
	if in.NewUserName != "" {
		name = in.NewUserName
	}
	arn.Resource = users + path + name
	i.arn = arn.String()
	f.identities.Drop(was)
	f.identities.Put(key(account, users, name), i)
}

func (f *Facts) learnPolicies(c *invariants.Call) {
	role := func(name string, change func(*identity)) { f.identities.Change(key(c.As.Account, roles, name), change) }
	user := func(name string, change func(*identity)) { f.identities.Change(key(c.As.Account, users, name), change) }
	switch in := c.In.(type) {
	case *iam.PutRolePolicy:
		role(in.RoleName, func(i *identity) { i.put(in.PolicyName, in.PolicyDocument) })
	case *iam.PutUserPolicy:
		user(in.UserName, func(i *identity) { i.put(in.PolicyName, in.PolicyDocument) })
	case *iam.DeleteRolePolicy:
		role(in.RoleName, func(i *identity) { i.remove(in.PolicyName) })
	case *iam.DeleteUserPolicy:
		user(in.UserName, func(i *identity) { i.remove(in.PolicyName) })
	case *iam.AttachRolePolicy:
		role(in.RoleName, func(i *identity) { i.attached = invariants.With(i.attached, in.PolicyArn) })
	case *iam.AttachUserPolicy:
		user(in.UserName, func(i *identity) { i.attached = invariants.With(i.attached, in.PolicyArn) })
	case *iam.DetachRolePolicy:
		role(in.RoleName, func(i *identity) { i.attached = invariants.Without(i.attached, in.PolicyArn) })
	case *iam.DetachUserPolicy:
		user(in.UserName, func(i *identity) { i.attached = invariants.Without(i.attached, in.PolicyArn) })
	}
}

func (i *identity) put(name, text string) {
	i.remove(name)
	i.inline = append(slices.Clip(i.inline), inline{name, text, deniesAll(text)})
}

func (i *identity) remove(name string) {
	is := func(p inline) bool { return strings.EqualFold(p.name, name) }
	i.inline = slices.DeleteFunc(slices.Clone(i.inline), is)
}

func (f *Facts) assume(c *invariants.Call, in *iam.AssumeRole) {
	out := c.Out.(*iam.AssumeRoleOutput)
	arn, err := kernel.ParseARN(in.RoleArn)
	if err != nil || out.AssumedRoleUser == nil || out.Credentials == nil {
		return
	}
	s := f.sessions.Of(out.AssumedRoleUser.Arn)
	s.role, s.begun = key(arn.Account, roles, lastOf(arn.Resource)), c.At
	s.expires = max(s.expires, out.Credentials.Expiration)
	f.sessions.Put(out.AssumedRoleUser.Arn, s)
}

func lastOf(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// deniesAll reports whether a policy denies everything, whatever the conditions.
func deniesAll(text string) bool {
	var document struct {
		Statement invariants.List[map[string]json.RawMessage]
	}
	if json.Unmarshal([]byte(text), &document) != nil {
		return false
	}
	all := func(s map[string]json.RawMessage, member string) bool {
		var values invariants.List[string]
		return json.Unmarshal(s[member], &values) == nil && slices.Contains(values, "*")
	}
	return slices.ContainsFunc(document.Statement, func(s map[string]json.RawMessage) bool {
		return string(s["Effect"]) == `"Deny"` && all(s, "Action") && all(s, "Resource") && s["Condition"] == nil
	})
}
