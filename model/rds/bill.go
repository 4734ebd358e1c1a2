package rds

import (
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

const (
	pricing   = "https://aws.amazon.com/rds/aurora/pricing/"
	quotaPage = "Aurora User Guide, CHAP_Limits"
)

// classPrices are those of instances, by class, for Aurora PostgreSQL, which is the dearer.
var classPrices = map[string]*kernel.Price{
	"db.t3.medium": classPrice("db.t3.medium", 8.2), "db.t4g.medium": classPrice("db.t4g.medium", 9),
	"db.r5.large": classPrice("db.r5.large", 29), "db.r6g.large": classPrice("db.r6g.large", 30),
	"db.r6g.xlarge": classPrice("db.r6g.xlarge", 60), "db.r7g.large": classPrice("db.r7g.large", 32),
}

// otherClass stands for classes that the table lacks.
var otherClass = classPrice("a class that is not in the table, as db.r6g.4xlarge", 240)

// classPrice is charged by the second, for ten minutes at least.
func classPrice(class string, cents float64) *kernel.Price {
	return &kernel.Price{For: "instance of " + class, Amount: kernel.Money(cents * float64(kernel.Cent)), Per: time.Hour,
		Least: 10 * time.Minute, Evidence: kernel.Observed, Source: pricing}
}

var (
	clusterStorage = &kernel.Price{For: "GiB of Aurora storage", Amount: 10 * kernel.Cent, Per: kernel.Month,
		Evidence: kernel.Observed, Source: pricing}
	// snapshotStorage is charged for what is more than the clusters' own size.
	snapshotStorage = &kernel.Price{For: "GiB of Aurora snapshots", Amount: 21 * kernel.Cent / 10, Per: kernel.Month,
		Evidence: kernel.Observed, Source: pricing}
)

// leastVolume is how many GiB a cluster volume is reckoned with, since no answer tells.
const leastVolume = 10

func clusterCharges[In, Out any](*In, *Out) []kernel.Charge {
	return []kernel.Charge{{Price: clusterStorage, Units: leastVolume}}
}

func snapshotCharges[In, Out any](*In, *Out) []kernel.Charge {
	return []kernel.Charge{{Price: snapshotStorage, Units: leastVolume}}
}

// bill says what calls cost and touch in real accounts.
var bill = kernel.Bill{
	Costs: []kernel.Cost{
		kernel.Costs(clusterCharges[CreateDBCluster, CreateDBClusterOutput]),
		kernel.Costs(clusterCharges[RestoreDBClusterToPointInTime, RestoreDBClusterToPointInTimeOutput]),
		kernel.Costs(clusterCharges[RestoreDBClusterFromSnapshot, RestoreDBClusterFromSnapshotOutput]),
		kernel.Costs(snapshotCharges[CreateDBClusterSnapshot, CreateDBClusterSnapshotOutput]),
		kernel.Costs(snapshotCharges[CopyDBClusterSnapshot, CopyDBClusterSnapshotOutput]),
		kernel.Costs(func(in *DeleteDBCluster, _ *DeleteDBClusterOutput) []kernel.Charge {
			if in.FinalDBSnapshotIdentifier == "" {
				return nil
			}
			return []kernel.Charge{{Price: snapshotStorage, Units: leastVolume}}
		}),
		kernel.Costs(func(in *CreateDBInstance, _ *CreateDBInstanceOutput) []kernel.Charge {
			price := classPrices[in.DBInstanceClass]
			if price == nil {
				price = otherClass
			}
			return []kernel.Charge{{Price: price, Units: 1}}
		}),
		kernel.CostsNothing(pricing+" names no price for groups, tags, and changes of state", "CreateDBSubnetGroup",
			"CreateDBClusterParameterGroup", "StartDBCluster", "StopDBCluster", "ModifyDBCluster", "CreateDBSnapshot"),
	},
	Quotas: []kernel.AccountQuota{
		{Of: "DB clusters", Most: 40, Evidence: kernel.Documented, Source: quotaPage,
			Operations: []string{"CreateDBCluster", "RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot"}},
		{Of: "DB instances", Most: 40, Operations: []string{"CreateDBInstance"}, Evidence: kernel.Documented,
			Source: quotaPage},
		{Of: "manual DB cluster snapshots", Most: 100, Evidence: kernel.Documented, Source: quotaPage,
			Operations: []string{"CreateDBClusterSnapshot", "CopyDBClusterSnapshot"}},
		{Of: "DB subnet groups", Most: 50, Operations: []string{"CreateDBSubnetGroup"}, Evidence: kernel.Documented,
			Source: quotaPage},
		{Of: "DB cluster parameter groups", Most: 50, Operations: []string{"CreateDBClusterParameterGroup"},
			Evidence: kernel.Documented, Source: quotaPage},
	},
	Touches: []kernel.Touching{
		kernel.Where(kernel.TouchesPublic, func(in *ModifyDBClusterSnapshotAttribute) bool {
			return slices.Contains(in.ValuesToAdd, "all")
		}),
	},
	Changes: []string{"StartDBCluster.DBClusterIdentifier", "CreateDBInstance.DBClusterIdentifier"},
	Needs: []kernel.Need{{
		Operations: []string{"CreateDBCluster", "CreateDBInstance", "RestoreDBClusterToPointInTime",
			"RestoreDBClusterFromSnapshot", "CreateDBSubnetGroup"},
		Actions: []string{"ec2:DescribeAvailabilityZones", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
			"ec2:DescribeVpcAttribute", "ec2:DescribeVpcs", "iam:CreateServiceLinkedRole"},
		Source: "Aurora User Guide, UsingWithRDS.IAM.ServiceLinkedRoles; Service Authorization Reference",
	}},
}
