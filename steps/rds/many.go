package rds

import (
	"context"
	"fmt"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
	"github.com/shareproof/shareproof/steps/engine"
)

// The phrases that bring a limit near.
func (s session) manyPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{count} other accounts? (?:has a clone|have clones) of DB cluster {DB cluster}$`,
			Example:    `Given 14 other accounts have clones of DB cluster "c"`,
			Doc: "Each is invited to a share, accepts, and clones. Their numbers begin at 900000000001, and go " +
				"on where the last such step ended.",
			Do:     s.othersClone,
			Answer: engine.Calls,
		},
		{
			Expression: `^{account} has {count} (clones|snapshots) of DB cluster {DB cluster}$`,
			Example:    `Given "owner" has 15 clones of DB cluster "c"`,
			Doc: "Clones or manual snapshots, c-clone-1 or c-snapshot-1 and so on, that are available, and " +
				"have no names here.",
			Do:     s.hasMany,
			Answer: engine.Calls,
		},
		{
			Expression: `^{account} has {count} (DB clusters|DB subnet groups|DB cluster parameter groups|` +
				`retained backups of DB clusters)$`,
			Example: `Given "owner" has 40 DB clusters`,
			Doc: "Makes so many, x-1 and so on, which have no names here; backups by deleting so many clusters with " +
				"DeleteAutomatedBackups false.",
			Do:     s.makesMany,
			Answer: engine.Calls,
		},
		{
			Expression: `^DB cluster {DB cluster} has {count} DB instances$`,
			Example:    `Given DB cluster "c" has 40 DB instances`,
			Doc:        "CreateDBInstance by the cluster's owner, of x-1 and so on, which have no names here.",
			Do:         s.hasInstances,
			Answer:     engine.Calls,
		},
	}
}

// firstOther is the number of the first account that nobody named.
const firstOther = 900_000_000_001

func (s session) othersClone(ctx context.Context, n int, name string) error {
	c, err := s.Recall(cluster, name)
	if err != nil {
		return err
	}
	for account := firstOther; n > 0; account++ {
		clone := fmt.Sprintf("clone of %d", account)
		if _, taken := s.Lookup(cluster, clone); taken {
			continue // by a step before this one
		}
		other := kernel.Caller{Account: fmt.Sprint(account), Region: c.Region}
		if err := s.otherClones(ctx, other, c, clone); err != nil {
			return err
		}
		n--
	}
	return nil
}

// otherClones shares a cluster with an account and clones it there.
func (s session) otherClones(ctx context.Context, other kernel.Caller, c engine.Thing, name string) error {
	share, err := engine.Ask[ram.CreateResourceShareOutput](ctx, s.Session, c.Scope(), &ram.CreateResourceShare{
		Name: other.Account, ResourceArns: []string{c.ARN}, Principals: []string{other.Account},
	})
	if err != nil {
		return err
	}
	if err := s.accepts(ctx, other, share.ResourceShare.ResourceShareArn); err != nil {
		return err
	}
	in := &rds.RestoreDBClusterToPointInTime{
		SourceDBClusterIdentifier: c.ARN, DBClusterIdentifier: c.ID + "-clone", RestoreType: copyOnWrite,
		UseLatestRestorableTime: new(true),
	}
	return s.Await(ctx, "account "+other.Account+" cloning DB cluster "+c.Name, func() (bool, string, error) {
		none := "DBClusterNotFoundFault"
		out, there, err := engine.Look[rds.RestoreDBClusterToPointInTimeOutput](ctx, s.Session, other, in, none)
		if there {
			s.rememberCluster(name, other, out.DBCluster, c.Name)
		}
		return there, "none is shared", err
	})
}

// accepts waits for an invitation to a share, and accepts it.
func (s session) accepts(ctx context.Context, as kernel.Caller, share string) error {
	in := &ram.GetResourceShareInvitations{ResourceShareArns: []string{share}}
	return s.Await(ctx, "an invitation of "+as.Account, func() (bool, string, error) {
		out, err := engine.Ask[ram.GetResourceShareInvitationsOutput](ctx, s.Session, as, in)
		if err != nil || len(out.ResourceShareInvitations) == 0 {
			return false, "none", err
		}
		_, err = engine.Ask[ram.AcceptResourceShareInvitationOutput](ctx, s.Session, as,
			&ram.AcceptResourceShareInvitation{
				ResourceShareInvitationArn: out.ResourceShareInvitations[0].ResourceShareInvitationArn,
			})
		return true, "", err
	})
}

func (s session) hasMany(ctx context.Context, account string, n int, what, name string) error {
	c, err := s.Recall(cluster, name)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, c)
	for i := 1; i <= n && err == nil; i++ {
		if what == "snapshots" {
			_, err = engine.Ask[rds.CreateDBClusterSnapshotOutput](ctx, s.Session, as, &rds.CreateDBClusterSnapshot{
				DBClusterIdentifier: c.ID, DBClusterSnapshotIdentifier: fmt.Sprintf("%s-snapshot-%d", c.ID, i),
			})
			continue
		}
		_, err = engine.Ask[rds.RestoreDBClusterToPointInTimeOutput](ctx, s.Session, as,
			&rds.RestoreDBClusterToPointInTime{
				SourceDBClusterIdentifier: idFor(as, c), DBClusterIdentifier: fmt.Sprintf("%s-clone-%d", c.ID, i),
				RestoreType: copyOnWrite, UseLatestRestorableTime: new(true),
			})
	}
	return err
}

func (s session) makesMany(ctx context.Context, account string, n int, what string) (err error) {
	as := s.Caller(account)
	if what == "retained backups of DB clusters" {
		return s.hasRetained(ctx, account, n)
	}
	for i := 1; i <= n && err == nil; i++ {
		switch name := fmt.Sprint("x-", i); what {
		case "DB clusters":
			_, err = engine.Ask[rds.CreateDBClusterOutput](ctx, s.Session, as, &rds.CreateDBCluster{
				DBClusterIdentifier: name, Engine: auroraMySQL, MasterUsername: "admin", MasterUserPassword: "attack-at-dawn",
			})
		case "DB subnet groups":
			_, err = engine.Ask[rds.CreateDBSubnetGroupOutput](ctx, s.Session, as, &rds.CreateDBSubnetGroup{
				DBSubnetGroupName: name, DBSubnetGroupDescription: name,
				SubnetIds: []string{"subnet-0a1b2c3a", "subnet-0a1b2c3b"},
			})
		case "DB cluster parameter groups":
			_, err = engine.Ask[rds.CreateDBClusterParameterGroupOutput](ctx, s.Session, as,
				&rds.CreateDBClusterParameterGroup{
					DBClusterParameterGroupName: name, DBParameterGroupFamily: "aurora-mysql8.0", Description: name,
				})
		}
	}
	return err
}

func (s session) hasInstances(ctx context.Context, name string, n int) error {
	c, err := s.Recall(cluster, name)
	for i := 1; i <= n && err == nil; i++ {
		_, err = engine.Ask[rds.CreateDBInstanceOutput](ctx, s.Session, c.Scope(), &rds.CreateDBInstance{
			DBInstanceIdentifier: fmt.Sprint("x-", i), DBClusterIdentifier: c.ID,
			DBInstanceClass: instanceClass, Engine: auroraMySQL,
		})
	}
	return err
}

func (s session) hasRetained(ctx context.Context, account string, n int) error {
	if err := s.makesMany(ctx, account, n, "DB clusters"); err != nil {
		return err
	}
	as := s.Caller(account)
	for i := 1; i <= n; i++ {
		c := engine.Thing{Owner: as.Account, Region: as.Region, ID: fmt.Sprint("x-", i)}
		err := s.Await(ctx, "DB cluster "+c.ID+" becoming available", func() (bool, string, error) {
			now, err := stateOfCluster(ctx, s.Session, c)
			return now == available, now, err
		})
		if err != nil {
			return err
		}
		_, err = engine.Ask[rds.DeleteDBClusterOutput](ctx, s.Session, as, &rds.DeleteDBCluster{
			DBClusterIdentifier: c.ID, SkipFinalSnapshot: new(true), DeleteAutomatedBackups: new(false),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
