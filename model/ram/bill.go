package ram

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// bill says what calls cost and touch in real accounts.
var bill = kernel.Bill{
	Costs: []kernel.Cost{
		kernel.CostsNothing("https://aws.amazon.com/ram/faqs/: RAM comes without a charge", "*"),
	},
	Quotas: []kernel.AccountQuota{
		{Of: "resource shares", Most: 5000, Operations: []string{"CreateResourceShare"}, Evidence: kernel.Documented,
			Source: "AWS General Reference, ram"},
	},
	Touches: []kernel.Touching{
		kernel.TouchesOrganization.By("EnableSharingWithAwsOrganization"),
		kernel.Where(kernel.TouchesOrganization, func(in *CreateResourceShare) bool { return ofMany(in.Principals) }),
		kernel.Where(kernel.TouchesOrganization, func(in *AssociateResourceShare) bool { return ofMany(in.Principals) }),
	},
	Changes: []string{"ResourceShareArn", "PermissionArn", "ResourceArn"},
	Needs: []kernel.Need{{
		Operations: []string{"CreateResourceShare", "AssociateResourceShare", "DisassociateResourceShare",
			"DeleteResourceShare", "PromoteResourceShareCreatedFromPolicy"},
		Actions: []string{"cloudhsm:DeleteResourcePolicy", "cloudhsm:DescribeBackups", "cloudhsm:GetResourcePolicy",
			"cloudhsm:PutResourcePolicy", "iam:CreateServiceLinkedRole", "rds:DescribeDBClusters"},
		Source: "RAM User Guide, security-iam-managed-policies; CloudHSM User Guide, sharing",
	}},
}

// ofMany reports whether one of some principals is an organization or a unit of one.
func ofMany(principals []string) bool {
	return slices.ContainsFunc(principals, func(p string) bool { return strings.Contains(p, ":organizations:") })
}
