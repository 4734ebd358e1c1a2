package iam

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// session is a role as it acts, under a name that whoever assumed it chose. The
// last of those that assumed a role under one name says how long it lasts.
type session struct {
	ARN     string
	Scope   kernel.Scope
	Role    string // the name
	RoleID  string
	ID      string // as in AROA...:NAME
	Expires kernel.Time
	// Last are the credentials that it got last, "" where these are as the role is.
	Last string
}

// token is a temporary access key of a session.
type token struct {
	ID      string
	Scope   kernel.Scope
	Session string // the ARN
	User    string // the ARN of the user whose token it is; empty for those of sessions
	UserID  string
	Expires kernel.Time
	Given   granted
}

// begin makes a session of a role, or prolongs it.
func (s *Service) begin(r *role, name string, lasts time.Duration) *session {
	return s.prolong(r, arn("sts", r.Scope, "assumed-role/"+r.Name+"/"+name), name, lasts)
}

// called is the ARN of a session of the role of an ARN.
func (s *Service) called(r *role, role, name string) string {
	known := s.sessions[[2]string{role, name}]
	if known == "" {
		if known = arn("sts", r.Scope, "assumed-role/"+r.Name+"/"+name); len(s.sessions) == namesKept {
			clear(s.sessions)
		}
		s.sessions[[2]string{role, name}] = known
	}
	return known
}

// prolong makes the session of an ARN, or prolongs it.
func (s *Service) prolong(r *role, called, name string, lasts time.Duration) *session {
	ss := s.Sessions.Get(r.Scope, called)
	if ss == nil {
		s.forgetSessions(r.Scope)
		ss = &session{ARN: called, Scope: r.Scope, Role: r.Name}
		s.Sessions.In(r.Scope).Put(called, ss)
	}
	until := s.env.Now().Add(lasts)
	if ss.RoleID != r.ID || ss.Expires < until {
		ss.Expires = until
	}
	if ss.RoleID != r.ID {
		ss.RoleID, ss.ID = r.ID, r.sessionID(name)
	}
	return ss
}

// sessionID returns the unique ID of a session of the role.
func (r *role) sessionID(name string) string { return r.ID + ":" + name }

// remembered is how long a token is known after its end. Until then its caller
// is told that it expired, later that it is invalid. No source states a time.
const remembered = kernel.Day

// forgetSessions deletes the sessions of a scope that ended long ago, whenever their number
// has doubled: those of services have no tokens to end with.
func (s *Service) forgetSessions(scope kernel.Scope) {
	all := s.Sessions.In(scope)
	if n := all.Len(); n < 64 || n&(n-1) != 0 {
		return
	}
	for _, ss := range slices.Collect(all.All) {
		if ss.Expires.Add(remembered) <= s.env.Now() {
			all.Delete(ss.ARN)
		}
	}
}

// forgetTokens deletes the oldest tokens of a scope that ended long ago, and the
// sessions that ended with them.
func (s *Service) forgetTokens(scope kernel.Scope) {
	old := func(end kernel.Time) bool { return end.Add(remembered) <= s.env.Now() }
	var gone []*token
	for t := range s.Tokens.In(scope).All {
		if !old(t.Expires) {
			break
		}
		gone = append(gone, t)
	}
	for _, t := range gone {
		s.Tokens.In(scope).Delete(t.ID)
		if ss := s.Sessions.See(scope, t.Session); ss != nil && old(ss.Expires) {
			s.Sessions.In(scope).Delete(t.Session)
		}
	}
}

// Session tells whom an access key ID was issued to, without a Region: a user,
// or the session of a role. It is false where the key is unknown, inactive, or
// over while the session goes on.
func (s *Service) Session(accessKeyID string) (kernel.Caller, bool) {
	if k := s.Keys.Anywhere(accessKeyID); k != nil {
		u := s.Users.See(k.Scope, key(k.User))
		if u == nil || k.Status != Active {
			return kernel.Caller{}, false
		}
		return kernel.Caller{Account: k.Scope.Account, Principal: u.arn()}, true
	}
	t := s.Tokens.Anywhere(accessKeyID)
	if t == nil {
		return kernel.Caller{}, false
	}
	if t.User != "" {
		principal := t.User
		if t.UserID == t.Scope.Account {
			principal = "" // the administrator
		}
		return kernel.Caller{Account: t.Scope.Account, Principal: principal, Credentials: t.ID}, true
	}
	ss := s.Sessions.See(t.Scope, t.Session)
	if ss == nil || t.Expires <= s.env.Now() && s.env.Now() < ss.Expires {
		return kernel.Caller{}, false
	}
	return kernel.Caller{Account: t.Scope.Account, Principal: t.Session, Credentials: t.ID}, true
}

// Assume returns the caller as which a service, as in dlm.amazonaws.com, acts
// under a role for one of its resources, if the role exists and trusts it.
func (s *Service) Assume(name, service string, source kernel.ARN, region string) (kernel.Caller, error) {
	r, err := s.assumable(name, service, source)
	if err != nil {
		return kernel.Caller{}, err
	}
	session := lastPart(source.Resource)
	ss := s.prolong(r, s.called(r, name, session), session, defaultSession*time.Second)
	return kernel.Caller{Account: r.Scope.Account, Region: region, Principal: ss.ARN, Service: service}, nil
}

// CanAssume refuses what Assume refuses, and begins no session.
func (s *Service) CanAssume(name, service string, source kernel.ARN) error {
	_, err := s.assumable(name, service, source)
	return err
}

// assumable returns the role that a service may assume for one of its resources.
func (s *Service) assumable(name, service string, source kernel.ARN) (*role, error) {
	a, err := kernel.ParseARN(name)
	if err != nil {
		return nil, kernel.NewError(ValidationError, name+" is invalid")
	}
	r := s.roleAt(a)
	if err := s.env.Require(r != nil && s.trustsService(r, name, service, source), ServicesNeedTrust,
		"%s is not authorized to perform: sts:AssumeRole on resource: %s", service, name); err != nil {
		return nil, err
	}
	if r == nil {
		return nil, kernel.NewError(AccessDenied, "There is no role "+name)
	}
	return r, nil
}

// trustsService reports whether the trust policy of a role, whose ARN is name, lets a
// service assume it for a resource.
func (s *Service) trustsService(to *role, name, service string, source kernel.ARN) bool {
	r := policy.Request{Principal: policy.Principal{Service: service}, Action: assume, Resource: name,
		Keys: &serviceKeys{source, s.env.Now()}}
	return policy.Ask(&r, policy.Source{Document: s.trust(to)}).Effect == policy.Allow
}

// serviceKeys are the condition keys of a service that assumes a role.
type serviceKeys struct {
	source kernel.ARN
	now    kernel.Time
}

// Value returns the values of a condition key.
func (k *serviceKeys) Value(key string) []string {
	switch key {
	case "aws:PrincipalIsAWSService", "aws:SecureTransport":
		return []string{"true"}
	case "aws:SourceAccount":
		return []string{k.source.Account}
	case "aws:SourceArn":
		return []string{k.source.String()}
	case "aws:CurrentTime":
		return []string{k.now.Std().Format(time.RFC3339)}
	}
	return nil
}

// roleOf returns the role of an ARN, in whatever account; nil where there is none.
func (s *Service) roleOf(name string) *role {
	a, err := kernel.ParseARN(name)
	if err != nil {
		return nil
	}
	return s.roleAt(a)
}

func (s *Service) roleAt(a kernel.ARN) *role {
	if a.Service != "iam" {
		return nil
	}
	r := s.Roles.See(kernel.Scope{Account: a.Account, Region: a.Partition}, key(lastPart(a.Resource)))
	if r == nil || a.Region != "" || !r.isAt(a.Resource) {
		return nil
	}
	return r
}
