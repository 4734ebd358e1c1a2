package organizations

import (
	"slices"

	"github.com/shareproof/shareproof/model/policy"
)

// Controls reports whether service control policies limit what an account may do: they
// are on in its organization, and it is not the management account. In worlds in which
// they are on nowhere it costs nothing.
func (s *Service) Controls(account string) bool {
	if s.controlling == 0 {
		return false
	}
	m := s.Members.See(global, account)
	if m == nil {
		return false
	}
	o := s.Organizations.See(global, m.Organization)
	return o.Controlled && o.Management != account
}

// ControlPolicies returns the service control policies that limit an account, level by
// level: those of the root, of each unit around the account, and its own.
func (s *Service) ControlPolicies(account string) (levels [][]policy.Source) {
	m := s.Members.See(global, account)
	if m == nil {
		return nil
	}
	path := []string{account}
	for u := s.Units.See(global, m.Parent); u != nil; u = s.Units.See(global, u.Parent) {
		path = append(path, u.ID)
	}
	path = append(path, s.Organizations.See(global, m.Organization).Root)
	for _, id := range slices.Backward(path) {
		levels = append(levels, s.level(id))
	}
	return levels
}

// level are the policies of one root, unit or account.
func (s *Service) level(id string) (sources []policy.Source) {
	for _, attached := range s.attached(id) {
		p := s.shownPolicy(attached)
		d, _ := s.documents.Parse(policy.ControlPolicy, p.Content) // checked when it was given
		sources = append(sources, policy.Source{
			Name: "service control policy " + p.PolicySummary.Name + " of " + id, Document: &d,
		})
	}
	return sources
}
