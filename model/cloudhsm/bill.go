package cloudhsm

import (
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

const pricing = "https://aws.amazon.com/cloudhsm/pricing/"

// hsmHour is the higher of the two amounts that are told of us-east-1: 1.45 and 1.60.
var hsmHour = &kernel.Price{For: "HSM", Amount: 160 * kernel.Cent, Per: time.Hour, Whole: time.Hour,
	Evidence: kernel.Inferred, Source: pricing}

// bill says what calls cost and touch in real accounts.
var bill = kernel.Bill{
	Costs: []kernel.Cost{
		kernel.Costs(func(*CreateHsm, *CreateHsmOutput) []kernel.Charge {
			return []kernel.Charge{{Price: hsmHour, Units: 1}}
		}),
		kernel.CostsNothing(pricing+": HSMs are charged by the hour, clusters without one and backups are not", "*"),
	},
	Quotas: []kernel.AccountQuota{
		{Of: "CloudHSM clusters", Most: 4, Operations: []string{"CreateCluster"},
			Evidence: kernel.Documented, Source: "CloudHSM User Guide, limits"},
		{Of: "HSMs", Most: 6, Operations: []string{"CreateHsm"}, Evidence: kernel.Documented,
			Source: "CloudHSM User Guide, limits"},
	},
	Changes: []string{"ResourceId", "CreateHsm.ClusterId", "CopyBackupToRegion.BackupId", "RestoreBackup.BackupId"},
	Needs: []kernel.Need{{
		Operations: []string{"CreateCluster", "CreateHsm", "DeleteHsm", "DeleteCluster"},
		Actions: []string{"ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress",
			"ec2:CreateNetworkInterface", "ec2:CreateSecurityGroup", "ec2:DeleteNetworkInterface", "ec2:DeleteSecurityGroup",
			"ec2:DescribeNetworkInterfaceAttribute", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups",
			"ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:DetachNetworkInterface", "ec2:RevokeSecurityGroupEgress",
			"iam:CreateServiceLinkedRole"},
		Source: "CloudHSM User Guide, create-iam-user and identity-access-management",
	}},
}
