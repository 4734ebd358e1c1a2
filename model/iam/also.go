package iam

import "github.com/shareproof/shareproof/model/kernel"

// AuthorizeAlso lets a caller do what a call does besides its operation, or refuses as
// the API does: the caller's identity policies must allow that, too.
func (s *Service) AuthorizeAlso(c *kernel.Call, in any, also kernel.Permission) error {
	r, err := s.Request(c.Caller, also.Action, also.Resource)
	if err != nil {
		return translated(err, c.Operation.API)
	}
	r.SetAll(also.Conditions)
	describeTags(r, c.Operation, in)
	return translated(s.Explained(s.allowed(c, r), r, nil), c.Operation.API)
}
