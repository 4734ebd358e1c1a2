package backup

import "github.com/shareproof/shareproof/model/kernel"

// CopiesStayWhenAccountsLeave is the rule of accounts that leave their organization.
var CopiesStayWhenAccountsLeave = rules.Add(kernel.Rule{
	ID: "BKP-ORG-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed; " + crossGuide, Seed: seed,
	Says: "The copies in the vaults of an account stay there, with their lifecycles, when it leaves the organization or is " +
		"removed from it.",
	Operations: []string{"LeaveOrganization", "RemoveAccountFromOrganization", "DescribeRecoveryPoint"},
})

// AccountJoined changes nothing: what an organization shares is looked up when asked.
func (s *Service) AccountJoined(string, string) {}

// AccountLeft is told by Organizations of an account that has left.
func (s *Service) AccountLeft(account, _ string) {
	var copies []*point
	for _, region := range kernel.Regions {
		for v := range s.Vaults.View(kernel.Scope{Account: account, Region: region}).All {
			for p := range s.Points.View(v.place()).All {
				if from, err := kernel.ParseARN(p.From); err == nil && from.Account != account {
					copies = append(copies, p)
				}
			}
		}
	}
	if len(copies) == 0 || s.env.Applies(true, CopiesStayWhenAccountsLeave) {
		return
	}
	for _, p := range copies {
		s.remove(p)
	}
}

// ServiceAccessDisabled is told by Organizations of services that it no longer trusts.
// Copies across accounts do not depend on that.
func (s *Service) ServiceAccessDisabled(string, string) {}
