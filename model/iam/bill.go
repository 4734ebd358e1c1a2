package iam

import "github.com/shareproof/shareproof/model/kernel"

const noPrice = "https://aws.amazon.com/iam/: IAM and STS come without a charge"

// bill says what calls cost and touch in real accounts.
var bill = kernel.Bill{
	Costs: []kernel.Cost{kernel.CostsNothing(noPrice, "*")},
	Quotas: []kernel.AccountQuota{
		{Of: "roles", Most: 1000, Operations: []string{"CreateRole"}, OfAccount: true, Evidence: kernel.Documented,
			Source: quotas},
		{Of: "users", Most: 5000, Operations: []string{"CreateUser"}, OfAccount: true, Evidence: kernel.Documented,
			Source: quotas},
		{Of: "customer managed policies", Most: 1500, Operations: []string{"CreatePolicy"}, OfAccount: true,
			Evidence: kernel.Documented, Source: quotas},
	},
	Changes: []string{"RoleName", "UserName", "PolicyArn", "AccessKeyId", "CreateAccessKey.UserName",
		"CreatePolicyVersion.PolicyArn"},
}

// stsBill says the same of STS, which makes nothing that stays.
var stsBill = kernel.Bill{
	Costs: []kernel.Cost{kernel.CostsNothing(noPrice, "*")},
}
