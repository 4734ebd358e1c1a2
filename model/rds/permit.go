package rds

import "github.com/shareproof/shareproof/model/kernel"

const authorization = "Service Authorization Reference, Amazon RDS"

// The rules of what a caller's policies must allow.
var (
	RequestsAreAllowedOnAllTheyName = rules.Add(kernel.Rule{
		ID: "AUR-AUT-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: authorization,
		Says: "The caller's policies must allow an operation on all that the request names: what it makes, what that is made " +
			"of, and the subnet, parameter and option groups.",
		Operations: []string{"CreateDBCluster", "ModifyDBCluster", "RestoreDBClusterToPointInTime",
			"RestoreDBClusterFromSnapshot", "CreateDBInstance", "CreateDBClusterSnapshot", "CopyDBClusterSnapshot"},
	})
	TaggingIsAllowedApart = rules.Add(kernel.Rule{
		ID: "AUR-AUT-02", Kind: kernel.Effect, Evidence: kernel.Documented, Source: authorization,
		Says: "Who gives tags to what a call makes must be allowed rds:AddTagsToResource on it.",
		Operations: []string{"CreateDBCluster", "RestoreDBClusterToPointInTime", "RestoreDBClusterFromSnapshot",
			"CreateDBInstance", "CreateDBClusterSnapshot", "CopyDBClusterSnapshot", "CreateDBSubnetGroup",
			"CreateDBClusterParameterGroup"},
	})
)

// concerned returns the ARNs of all that a call names.
func concerned(c *kernel.Call, in any) []string {
	arns := c.Operation.Named(c.Scope(), in)
	if len(arns) > 1 && !c.Applies(true, RequestsAreAllowedOnAllTheyName) {
		return arns[:1]
	}
	return arns
}

// tagging is the right to tag what a call makes, where it gives tags.
func tagging(_ any, c *kernel.Call, in any) []kernel.Permission {
	return c.Tagging(in, TaggingIsAllowedApart, "rds:AddTagsToResource", made(c.Scope(), in))
}

// made returns the ARN of what a call makes, "" where it makes nothing that has tags.
func made(at kernel.Scope, in any) string {
	switch in := in.(type) {
	case *CreateDBCluster:
		return arnOf(at, "cluster", in.DBClusterIdentifier)
	case *RestoreDBClusterToPointInTime:
		return arnOf(at, "cluster", in.DBClusterIdentifier)
	case *RestoreDBClusterFromSnapshot:
		return arnOf(at, "cluster", in.DBClusterIdentifier)
	case *CreateDBInstance:
		return arnOf(at, "db", in.DBInstanceIdentifier)
	case *CreateDBSnapshot:
		return arnOf(at, "snapshot", in.DBSnapshotIdentifier)
	case *CreateDBClusterSnapshot:
		return arnOf(at, "cluster-snapshot", in.DBClusterSnapshotIdentifier)
	case *CopyDBClusterSnapshot:
		return arnOf(at, "cluster-snapshot", in.TargetDBClusterSnapshotIdentifier)
	case *CreateDBSubnetGroup:
		return arnOf(at, "subgrp", in.DBSubnetGroupName)
	case *CreateDBClusterParameterGroup:
		return arnOf(at, "cluster-pg", in.DBClusterParameterGroupName)
	}
	return ""
}
