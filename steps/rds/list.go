package rds

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/steps/engine"
)

var ofClusters = []engine.Column{
	{Heading: "DB cluster", Cell: engine.One(cluster)},
	{Heading: "Owner", Cell: engine.Account},
	{Heading: "Status", Cell: engine.Anything},
	{Heading: "Engine", Cell: engine.Anything},
	{Heading: "Encrypted", Cell: engine.Truth},
	{Heading: "Key", Cell: key},
	{Heading: "Cross-account clone", Cell: engine.Truth},
	{Heading: "Instances", Cell: engine.Anything},
}

var ofSnapshots = []engine.Column{
	{Heading: "Cluster snapshot", Cell: engine.One(snapshot)},
	{Heading: "Owner", Cell: engine.Account},
	{Heading: "Status", Cell: engine.Anything},
	{Heading: "Type", Cell: engine.Anything},
	{Heading: "Encrypted", Cell: engine.Truth},
	{Heading: "Key", Cell: key},
}

// key is the name of a key, aws/rds, ? for one without a name, or nothing.
func key(r *engine.Rehearsal, text string) error {
	if text == "" || text == "?" || text == "aws/rds" {
		return nil
	}
	return r.Use(text, "key")
}

func (s session) listPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} (?:has|sees) no (DB clusters|cluster snapshots)(?: in {Region})?$`,
			Example:    `Then "stranger" sees no DB clusters`,
			Doc:        "Nothing is listed, of its own or of what others share.",
			Do: func(ctx context.Context, account, kind, region string) error {
				if kind == "DB clusters" {
					return s.lists(ctx, account, kind, region, engine.None("DB cluster", "Owner", "Status"))
				}
				return s.lists(ctx, account, kind, region, engine.None("Cluster snapshot", "Owner", "Status"))
			},
		},
		{
			Expression: `^{account} (?:has|sees) these (DB clusters|cluster snapshots)(?: in {Region})?$`,
			Example: "Then \"consumer\" sees these DB clusters\n" +
				"  | DB cluster | Owner    | Status    | Cross-account clone |\n" +
				"  | c          | owner    |           |                     |\n" +
				"  | d          | consumer | available | true                |",
			Doc: "Everything that is listed with IncludeShared, of others a few members only. A key of AWS " +
				"shows as aws/rds.",
			Do:     s.lists,
			Tables: []engine.Table{{Word: " DB clusters", Columns: ofClusters}, {Word: " snapshots", Columns: ofSnapshots}},
		},
	}
}

func (s session) lists(ctx context.Context, account, kind, region string, want *godog.Table) error {
	as := s.CallerIn(account, region)
	if kind == "DB clusters" {
		out, err := engine.Ask[rds.DescribeDBClustersOutput](ctx, s.Session, as,
			&rds.DescribeDBClusters{IncludeShared: new(true)})
		if err != nil {
			return err
		}
		return engine.Compare(want, len(out.DBClusters), func(i int, column string) (string, error) {
			return s.clusterCell(ctx, &out.DBClusters[i], column)
		})
	}
	out, err := engine.Ask[rds.DescribeDBClusterSnapshotsOutput](ctx, s.Session, as,
		&rds.DescribeDBClusterSnapshots{IncludeShared: new(true)})
	if err != nil {
		return err
	}
	return engine.Compare(want, len(out.DBClusterSnapshots), func(i int, column string) (string, error) {
		return s.snapshotCell(ctx, &out.DBClusterSnapshots[i], column)
	})
}

func (s session) clusterCell(ctx context.Context, c *rds.DBCluster, column string) (string, error) {
	switch column {
	case "DB cluster":
		return s.calledByARN(cluster, c.DBClusterArn), nil
	case "Owner":
		return s.ownerOf(c.DBClusterArn)
	case "Status":
		return c.Status, nil
	case "Engine":
		return c.Engine, nil
	case "Encrypted":
		return truth(c.StorageEncrypted), nil
	case "Key":
		return s.keyCalled(ctx, c.KmsKeyId)
	case "Cross-account clone":
		return truth(c.CrossAccountClone), nil
	case "Instances":
		return membersOf(c), nil
	}
	return "", fmt.Errorf("DB clusters have no column %q", column)
}

func (s session) snapshotCell(ctx context.Context, sn *rds.DBClusterSnapshot, column string) (string, error) {
	switch column {
	case "Cluster snapshot":
		return s.calledByARN(snapshot, sn.DBClusterSnapshotArn), nil
	case "Owner":
		return s.ownerOf(sn.DBClusterSnapshotArn)
	case "Status":
		return sn.Status, nil
	case "Type":
		return sn.SnapshotType, nil
	case "Encrypted":
		return truth(sn.StorageEncrypted), nil
	case "Key":
		return s.keyCalled(ctx, sn.KmsKeyId)
	}
	return "", fmt.Errorf("cluster snapshots have no column %q", column)
}

// truth is how tables show a member, nothing where it is absent.
func truth(member *bool) string {
	if member == nil {
		return ""
	}
	return fmt.Sprint(*member)
}

// calledByARN is the name of what an ARN names, ? where it has none.
func (s session) calledByARN(kind, arn string) string {
	if name := s.ARNCalled(kind, arn); name != arn {
		return name
	}
	return "?"
}

func (s session) ownerOf(text string) (string, error) {
	arn, err := kernel.ParseARN(text)
	if err != nil {
		return "", engine.Mismatch("%q is no ARN: %v", text, err)
	}
	return s.AccountCalled(arn.Account), nil
}

// membersOf lists the instances of a cluster, the writer with a star.
func membersOf(c *rds.DBCluster) string {
	var names []string
	for _, m := range c.DBClusterMembers {
		if m.IsClusterWriter != nil && *m.IsClusterWriter {
			m.DBInstanceIdentifier += "*"
		}
		names = append(names, m.DBInstanceIdentifier)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// keyCalled is the name of a key, aws/rds for one that AWS manages.
func (s session) keyCalled(ctx context.Context, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	if t, ok := s.Find(func(t engine.Thing) bool { return t.ARN == text }, "key"); ok {
		return t.Name, nil
	}
	arn, err := kernel.ParseARN(text)
	if err != nil {
		return "", engine.Mismatch("the key %q is no ARN: %v", text, err)
	}
	owner := kernel.Caller{Account: arn.Account, Region: arn.Region}
	out, err := engine.Ask[kms.DescribeKeyOutput](ctx, s.Session, owner, &kms.DescribeKey{KeyId: text})
	if err != nil {
		return "", err
	}
	if out.KeyMetadata.KeyManager == kms.ManagedByAWS {
		return "aws/rds", nil
	}
	return "?", nil
}
