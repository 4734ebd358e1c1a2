package organizations

import "github.com/shareproof/shareproof/model/kernel"

// bill says what calls cost and touch in real accounts: whatever changes anything touches
// the organization.
var bill = kernel.Bill{
	Costs: []kernel.Cost{
		kernel.CostsNothing("https://aws.amazon.com/organizations/faqs/: Organizations comes without a charge", "*"),
	},
	Quotas: []kernel.AccountQuota{
		{Of: "accounts of an organization", Most: 10, Operations: []string{"CreateAccount", "InviteAccountToOrganization"},
			OfAccount: true, Evidence: kernel.Documented, Source: "Organizations User Guide, orgs_reference_limits"},
	},
	Touches: []kernel.Touching{kernel.TouchesOrganization.By("*")},
}
