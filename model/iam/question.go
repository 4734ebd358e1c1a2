package iam

import (
	"strconv"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// question is a caller's question for policies. It works out the condition keys that
// every request has when a policy asks for them.
type question struct {
	policy.Request
	iam            *Service
	kind, username string // as in aws:PrincipalType and aws:username
	region         string
	organization   string
	paths          bool // aws:PrincipalOrgPaths has values
}

// Request states a caller's question for policies, with the context keys that
// every request has. Callers add those of their service.
func (s *Service) Request(as kernel.Caller, action, resource string) (*policy.Request, error) {
	who, err := s.identify(as)
	if err != nil {
		return nil, err
	}
	q := &question{
		Request: policy.Request{Principal: who.Principal, Action: action, Resource: resource},
		iam:     s, kind: who.kind, region: as.Region, organization: s.org.Membership(as.Account).Organization,
	}
	if who.kind == "User" {
		q.username = who.Name
	}
	q.paths = q.organization != "" && s.env.Applies(true, PathsTellThePlace)
	q.Keys = q
	return &q.Request, nil
}

// Value returns the values of a condition key that every request has.
func (q *question) Value(key string) []string {
	switch key {
	case "aws:PrincipalIsAWSService", "aws:ViaAWSService":
		return []string{"false"}
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
func (q *question) ofPrincipal(key string) []string {
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
	case "aws:username":
		return given(q.username)
	case "aws:PrincipalOrgID":
		return given(q.organization)
	case "aws:PrincipalOrgPaths":
		if q.paths {
			return []string{q.iam.org.Path(q.Principal.Account)}
		}
	}
	return nil
}

// ofOwner are the values of a condition key about whose the resource of the request
// is: mostly the caller's.
func (q *question) ofOwner(key string) []string {
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
