package laws

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// individual is what the history says of a user or role. They are booked by
// account, kind and name.
type individual struct {
	id       string
	arn      string
	made     kernel.Time
	gone     bool
	inline   []inline
	attached []string
	bound    bool // it has a boundary
}

// inline is a policy in an individual.
type inline struct {
	name, text string
	denies     bool // all, on no condition
}

// session is what the history says of a role's session.
type session struct {
	role    string // as it is booked
	begun   kernel.Time
	expires kernel.Time
}

// The kinds of identities.
const (
	users = "user"
	roles = "role"
)

func booked(account, kind, name string) string { return account + kind + "/" + strings.ToLower(name) }

func (b *books) learnIAM(r *reply) {
	me := r.As.Account
	switch in := r.In.(type) {
	case *iam.CreateRole:
		if out := r.Out.(*iam.CreateRoleOutput).Role; out != nil {
			b.individuals.put(booked(me, roles, in.RoleName), individual{id: out.RoleId, arn: out.Arn, made: r.At, bound: in.PermissionsBoundary != ""})
		}
	case *iam.CreateUser:
		if out := r.Out.(*iam.CreateUserOutput).User; out != nil {
			b.individuals.put(booked(me, users, in.UserName), individual{id: out.UserId, arn: out.Arn, made: r.At, bound: in.PermissionsBoundary != ""})
		}
	case *iam.DeleteRole:
		b.amend(booked(me, roles, in.RoleName), func(i *individual) { i.gone = true })
	case *iam.DeleteUser:
		b.amend(booked(me, users, in.UserName), func(i *individual) { i.gone = true })
	case *iam.PutRolePolicy:
		b.amend(booked(me, roles, in.RoleName), func(i *individual) { i.write(in.PolicyName, in.PolicyDocument) })
	case *iam.PutUserPolicy:
		b.amend(booked(me, users, in.UserName), func(i *individual) { i.write(in.PolicyName, in.PolicyDocument) })
	case *iam.DeleteRolePolicy:
		b.amend(booked(me, roles, in.RoleName), func(i *individual) { i.strike(in.PolicyName) })
	case *iam.DeleteUserPolicy:
		b.amend(booked(me, users, in.UserName), func(i *individual) { i.strike(in.PolicyName) })
	case *iam.AttachRolePolicy:
		b.amend(booked(me, roles, in.RoleName), func(i *individual) { i.attached = b.with(i.attached, in.PolicyArn) })
	case *iam.AttachUserPolicy:
		b.amend(booked(me, users, in.UserName), func(i *individual) { i.attached = b.with(i.attached, in.PolicyArn) })
	case *iam.DetachRolePolicy:
		b.amend(booked(me, roles, in.RoleName), func(i *individual) { i.attached = without(i.attached, in.PolicyArn) })
	case *iam.DetachUserPolicy:
		b.amend(booked(me, users, in.UserName), func(i *individual) { i.attached = without(i.attached, in.PolicyArn) })
	case *iam.AssumeRole:
		b.learnSession(r, in)
	}
}

func (b *books) amend(who string, change func(*individual)) {
	if i, ok := b.individuals.find(who); ok {
		change(&i)
		b.individuals.put(who, i)
	}
}

func (i *individual) write(name, text string) {
	i.strike(name)
	i.inline = append(slices.Clip(i.inline), inline{name, text, deniesAll(text)})
}

func (i *individual) strike(name string) {
	i.inline = slices.DeleteFunc(slices.Clone(i.inline), func(p inline) bool { return strings.EqualFold(p.name, name) })
}

func (b *books) learnSession(r *reply, in *iam.AssumeRole) {
	out := r.Out.(*iam.AssumeRoleOutput)
	arn, err := kernel.ParseARN(in.RoleArn)
	if err != nil || out.AssumedRoleUser == nil || out.Credentials == nil {
		return
	}
	name := arn.Resource[strings.LastIndexByte(arn.Resource, '/')+1:]
	s := b.sessions.of(out.AssumedRoleUser.Arn)
	s.role, s.begun = booked(arn.Account, roles, name), r.At
	s.expires = max(s.expires, out.Credentials.Expiration)
	b.sessions.put(out.AssumedRoleUser.Arn, s)
}

// deniesAll tells whether a policy denies everything, whatever the conditions.
func deniesAll(text string) bool {
	var document struct {
		Statement list[map[string]json.RawMessage]
	}
	if json.Unmarshal([]byte(text), &document) != nil {
		return false
	}
	all := func(s map[string]json.RawMessage, member string) bool {
		var values list[string]
		return json.Unmarshal(s[member], &values) == nil && slices.Contains(values, "*")
	}
	return slices.ContainsFunc(document.Statement, func(s map[string]json.RawMessage) bool {
		return string(s["Effect"]) == `"Deny"` && all(s, "Action") && all(s, "Resource") && s["Condition"] == nil
	})
}
