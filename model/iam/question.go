package iam

import (
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// Question is a caller's question for policies. It works out the condition keys that
// every request has when a policy asks for them. It is asked at one moment, with one
// action or several.
type Question struct {
	policy.Request
	iam            *Service
	entity         *entity         // nil for an administrator
	sources        []policy.Source // its policies, once they have been asked
	few            [2]policy.Source
	kind, username string // as in aws:PrincipalType and aws:username
	region         string
	issued         bool   // by a token of GetSessionToken
	service        string // who acts under the role, as in dlm.amazonaws.com
	organization   string
	paths          bool // aws:PrincipalOrgPaths has values
}

// sourceIP is where all callers are, in this process or beyond HTTP. What services call
// comes from no address of a caller.
const sourceIP = "127.0.0.1"

// Request states a caller's question for policies, with the context keys that
// every request has. Callers add those of their service.
func (s *Service) Request(as kernel.Caller, action, resource string) (*policy.Request, error) {
	q, err := s.Question(as, action, resource)
	if err != nil {
		return nil, err
	}
	return &q.Request, nil
}

// Question is Request for those who ask no other policies than the caller's own, or
// ask these about several actions.
func (s *Service) Question(as kernel.Caller, action, resource string) (*Question, error) {
	who, err := s.identify(as)
	if err != nil {
		return nil, err
	}
	return s.question(as, who, action, resource), nil
}

// QuestionUnder is the Question of a service that may assume a role for one of
// its resources, as Assume says. It begins no session.
func (s *Service) QuestionUnder(
	role, service string, source kernel.ARN, region, action, resource string,
) (*Question, error) {
	r, err := s.assumable(role, service, source)
	if err != nil {
		return nil, err
	}
	session := lastPart(source.Resource)
	who := identity{policy.Principal{Account: r.Scope.Account, ARN: s.called(r, role, session), Role: r.arn(),
		ID: r.sessionID(session)}, &r.entity, "AssumedRole", false}
	as := kernel.Caller{Account: r.Scope.Account, Region: region, Principal: who.ARN, Service: service}
	return s.question(as, who, action, resource), nil
}

func (s *Service) question(as kernel.Caller, who identity, action, resource string) *Question {
	q := &Question{
		Request: policy.Request{Principal: who.Principal, Action: action, Resource: resource},
		iam:     s, entity: who.entity, kind: who.kind, region: as.Region, service: as.Service,
		issued:       who.issued,
		organization: s.org.Membership(as.Account).Organization,
	}
	if who.kind == "User" {
		q.username = who.Name
	}
	q.paths = q.organization != "" && s.env.Applies(true, PathsTellThePlace)
	q.Keys = q
	return q
}

// Identity is what Service.Identity says to the question.
func (q *Question) Identity() policy.Answer {
	if q.sources == nil && q.entity != nil {
		q.sources = q.iam.policies(q.few[:0], q.entity)
	}
	return q.iam.limited(&q.Request, q.iam.own(&q.Request, q.entity, q.sources))
}

// Value returns the values of a condition key that every request has.
func (q *Question) Value(key string) []string {
	switch key {
	case "aws:PrincipalIsAWSService", "aws:ViaAWSService":
		return []string{"false"}
	case "aws:SourceIp":
		if q.service == "" {
			return []string{sourceIP}
		}
	case "aws:MultiFactorAuthPresent":
		if q.Principal.Role != "" || q.issued {
			return []string{strconv.FormatBool(q.granted().ByDevice)}
		}
	case "aws:SecureTransport":
		return []string{"true"}
	case "aws:CurrentTime":
		return []string{q.iam.env.Now().Std().Format(time.RFC3339)}
	case "aws:EpochTime":
		return []string{strconv.FormatInt(q.iam.env.Now().Std().Unix(), 10)}
	case "aws:RequestedRegion":
		return []string{q.region}
	case "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths":
		return q.ofOwner(key)
	}
	return q.ofPrincipal(key)
}

// ofPrincipal are the values of a condition key about who asks.
func (q *Question) ofPrincipal(key string) []string {
	switch key {
	case "aws:PrincipalAccount":
		return []string{q.Principal.Account}
	case "aws:PrincipalArn":
		if q.Principal.Role != "" {
			return []string{q.Principal.Role}
		}
		return []string{q.Principal.ARN}
	case "aws:PrincipalType":
		return []string{q.kind}
	case "aws:userid":
		return []string{q.Principal.ID}
	case "aws:SourceIdentity":
		return given(q.granted().Source)
	case "aws:username":
		return given(q.username)
	case "aws:PrincipalOrgID":
		return given(q.organization)
	case "aws:PrincipalOrgPaths":
		if q.paths {
			return []string{q.iam.org.Path(q.Principal.Account)}
		}
	}
	if tag, ok := strings.CutPrefix(key, "aws:PrincipalTag/"); ok {
		return q.principalTag(tag)
	}
	return nil
}

// ofOwner are the values of a condition key about whose the resource of the request
// is: mostly the caller's.
func (q *Question) ofOwner(key string) []string {
	if !strings.HasPrefix(q.Resource, "arn:") {
		return nil
	}
	a, err := kernel.ParseARN(q.Resource)
	if err != nil || !kernel.IsAccount(a.Account) {
		return nil
	}
	own := a.Account == q.Principal.Account
	switch {
	case key == "aws:ResourceAccount":
		return []string{a.Account}
	case key == "aws:ResourceOrgID" && own:
		return given(q.organization)
	case key == "aws:ResourceOrgID":
		return given(q.iam.org.Membership(a.Account).Organization)
	case own:
		return q.ofPrincipal("aws:PrincipalOrgPaths")
	}
	return given(q.iam.org.Path(a.Account))
}

// given is a value, unless it is empty.
func given(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}
