package iam

import (
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// AuthorizeAlso lets a caller do what a call does besides its operation, or refuses as
// the API does: the caller's identity policies must allow that, too.
func (s *Service) AuthorizeAlso(c *kernel.Call, in any, also kernel.Permission) error {
	q, err := s.Question(c.Caller, also.Action, also.Resource)
	if err != nil {
		return translated(err, c.Operation.API)
	}
	q.Later = func(r *policy.Request) {
		r.SetAll(also.Conditions)
		describeTags(r, c.Operation, in)
	}
	return translated(q.allowed(c), c.Operation.API)
}

// tagActions are what gives tags to what an operation makes.
var tagActions = map[string]string{
	"CreateRole": "iam:TagRole", "CreateUser": "iam:TagUser", "CreatePolicy": "iam:TagPolicy",
}

// mayTag refuses tags for what a call makes, by its ARN, to who may not give it any.
func (s *Service) mayTag(c *kernel.Call, in any, made string) error {
	action := tagActions[c.Operation.Name]
	if action == "" {
		return nil
	}
	for _, also := range c.Tagging(in, TaggingIsAllowedApart, action, made) {
		if err := s.AuthorizeAlso(c, in, also); err != nil {
			return err
		}
	}
	return nil
}
