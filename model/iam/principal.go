package iam

import (
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// The errors of callers who are nobody, or no more. Each protocol has its own.
var (
	invalidToken = map[kernel.Protocol]*kernel.ErrorShape{
		kernel.JSON11:   {Code: "UnrecognizedClientException", Status: 400},
		kernel.RestJSON: {Code: "UnrecognizedClientException", Status: 403},
		kernel.AWSQuery: {Code: "InvalidClientTokenId", Status: 403},
		kernel.EC2Query: {Code: "AuthFailure", Status: 401},
	}
	expiredToken = map[kernel.Protocol]*kernel.ErrorShape{
		kernel.JSON11:   {Code: "ExpiredTokenException", Status: 400},
		kernel.RestJSON: {Code: "ExpiredTokenException", Status: 403},
		kernel.AWSQuery: {Code: "ExpiredToken", Status: 403},
		kernel.EC2Query: {Code: "RequestExpired", Status: 400},
	}
)

func others(faults map[kernel.Protocol]*kernel.ErrorShape) []*kernel.ErrorShape {
	return []*kernel.ErrorShape{faults[kernel.JSON11], faults[kernel.EC2Query]}
}

// The rules of who can call.
var (
	PrincipalsExist = stsRules.Add(kernel.Rule{
		ID: "STS-SES-01", Kind: kernel.Refusal, Error: invalidToken[kernel.AWSQuery], Or: others(invalidToken),
		Evidence: kernel.Documented,
		Source:   "IAM User Guide, CommonErrors; " + deletingRoles,
		Says: "Only users and sessions of roles that exist can call: once a user or role is deleted, it cannot, and " +
			"neither can whoever gets its name later by the old sessions.",
		Operations: []string{"all"},
	})
	SessionsExpire = stsRules.Add(kernel.Rule{
		ID: "STS-SES-02", Kind: kernel.Refusal, Error: expiredToken[kernel.AWSQuery], Or: others(expiredToken),
		Evidence:   kernel.Documented,
		Source:     stsReference("AssumeRole") + "; " + usingRoles,
		Says:       "A session ends when its time is over.",
		Operations: []string{"all"},
	})
)

// identity is a user, or a role behind a session.
type identity struct {
	policy.Principal
	*entity
	kind   string // as in aws:PrincipalType
	issued bool   // it calls by a token of GetSessionToken
}

// Principal tells who a caller is; an error where nobody is called so.
func (s *Service) Principal(as kernel.Caller) (policy.Principal, error) {
	who, err := s.identify(as)
	return who.Principal, err
}

func (s *Service) identify(as kernel.Caller) (identity, error) {
	scope := scopeOf(as)
	if as.Principal == "" {
		who := identity{policy.Principal{Account: as.Account, ARN: arn("iam", scope, "root"), ID: as.Account}, nil,
			"Account", false}
		err := s.held(as, &who)
		return who, err
	}
	if ss := s.Sessions.See(scope, as.Principal); ss != nil {
		r := s.Roles.See(scope, key(ss.Role))
		if err := s.env.Require(r != nil && r.ID == ss.RoleID, PrincipalsExist,
			"The security token included in the request is invalid."); err != nil {
			return identity{}, err
		}
		if err := s.env.Require(s.env.Now() < ss.Expires, SessionsExpire,
			"The security token included in the request is expired"); err != nil {
			return identity{}, err
		}
		if r != nil {
			return identity{policy.Principal{Account: as.Account, ARN: ss.ARN, Role: r.arn(), ID: ss.ID,
				Credentials: s.credentialsOf(as)}, &r.entity, "AssumedRole", false}, nil
		}
	}
	if u := s.Users.See(scope, key(lastPart(as.Principal))); u != nil && u.arn() == as.Principal {
		_ = s.env.Require(true, PrincipalsExist, "")
		who := identity{policy.Principal{Account: as.Account, ARN: u.arn(), ID: u.ID}, &u.entity, "User", false}
		err := s.held(as, &who)
		return who, err
	}
	return identity{}, s.env.Refuse(PrincipalsExist, "The security token included in the request is invalid.")
}

// ID returns the unique ID of the user or role of an ARN, or of an account's
// root, and false where there is none.
func (s *Service) ID(name string) (string, bool) {
	a, err := kernel.ParseARN(name)
	if err != nil || a.Service != "iam" || a.Region != "" {
		return "", false
	}
	scope := kernel.Scope{Account: a.Account, Region: a.Partition}
	switch kind, _, _ := strings.Cut(a.Resource, "/"); kind {
	case "root":
		return a.Account, a.Resource == "root" && kernel.IsAccount(a.Account)
	case "role":
		if r := s.Roles.See(scope, key(lastPart(a.Resource))); r != nil && r.arn() == name {
			return r.ID, true
		}
	case "user":
		if u := s.Users.See(scope, key(lastPart(a.Resource))); u != nil && u.arn() == name {
			return u.ID, true
		}
	}
	return "", false
}

// ARN returns the ARN of who has the unique ID, and false where it is gone.
func (s *Service) ARN(id string) (string, bool) {
	switch {
	case kernel.IsAccount(id):
		return arn("iam", kernel.Scope{Account: id, Region: "aws"}, "root"), true
	case strings.HasPrefix(id, "AROA"):
		for r := range s.Roles.All {
			if r.ID == id {
				return r.arn(), true
			}
		}
	default:
		for u := range s.Users.All {
			if u.ID == id {
				return u.arn(), true
			}
		}
	}
	return "", false
}
