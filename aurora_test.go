package shareproof_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/emulator/faults"
)

// aurora is the SDK's client for databases in a bubble.
type aurora struct {
	*rds.Client
	t *testing.T
}

// inAurora runs a test in a bubble with a cloud whose time is the bubble's.
func inAurora(t *testing.T, test func(t *testing.T, db aurora), options ...shareproof.Option) {
	synctest.Test(t, func(t *testing.T) {
		cloud := shareproof.New(t, append(options, shareproof.WithClock(time.Now))...)
		test(t, aurora{rds.NewFromConfig(cloud.Config(owner)), t})
	})
}

// patience is how long the waiters wait for what comes.
const patience = 2 * time.Hour

// looks make a waiter look often, so that it sees what does not last.
const looks = time.Second

func (a aurora) createCluster(id string) {
	_, err := a.CreateDBCluster(a.t.Context(), &rds.CreateDBClusterInput{
		DBClusterIdentifier: &id, Engine: aws.String("aurora-mysql"), MasterUsername: aws.String("admin"),
		MasterUserPassword: aws.String("correct horse"),
	})
	require.NoError(a.t, err)
}

func (a aurora) createInstance(id, cluster string) {
	_, err := a.CreateDBInstance(a.t.Context(), &rds.CreateDBInstanceInput{
		DBInstanceIdentifier: &id, DBClusterIdentifier: &cluster, Engine: aws.String("aurora-mysql"),
		DBInstanceClass: aws.String("db.r6g.large"),
	})
	require.NoError(a.t, err)
}

func (a aurora) createSnapshot(id, cluster string) {
	_, err := a.CreateDBClusterSnapshot(a.t.Context(), &rds.CreateDBClusterSnapshotInput{
		DBClusterSnapshotIdentifier: &id, DBClusterIdentifier: &cluster})
	require.NoError(a.t, err)
}

func (a aurora) clone(source, id string) {
	_, err := a.RestoreDBClusterToPointInTime(a.t.Context(), &rds.RestoreDBClusterToPointInTimeInput{
		DBClusterIdentifier: &id, SourceDBClusterIdentifier: &source, RestoreType: aws.String("copy-on-write"),
		UseLatestRestorableTime: aws.Bool(true),
	})
	require.NoError(a.t, err)
}

func (a aurora) deleteCluster(id string) {
	_, err := a.DeleteDBCluster(a.t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: &id,
		SkipFinalSnapshot: aws.Bool(true)})
	require.NoError(a.t, err)
}

func (a aurora) deleteInstance(id string) {
	_, err := a.DeleteDBInstance(a.t.Context(), &rds.DeleteDBInstanceInput{DBInstanceIdentifier: &id})
	require.NoError(a.t, err)
}

func (a aurora) deleteSnapshot(id string) {
	_, err := a.DeleteDBClusterSnapshot(a.t.Context(),
		&rds.DeleteDBClusterSnapshotInput{DBClusterSnapshotIdentifier: &id})
	require.NoError(a.t, err)
}

func (a aurora) stopCluster(id string) {
	_, err := a.StopDBCluster(a.t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: &id})
	require.NoError(a.t, err)
}

// The waiters of the SDK, by the names of what they wait for.

func (a aurora) clusterAvailable(id string, most time.Duration) error {
	return rds.NewDBClusterAvailableWaiter(a, func(o *rds.DBClusterAvailableWaiterOptions) { o.MinDelay = looks }).
		Wait(a.t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: &id}, most)
}

func (a aurora) clusterDeleted(id string, most time.Duration) error {
	return rds.NewDBClusterDeletedWaiter(a, func(o *rds.DBClusterDeletedWaiterOptions) { o.MinDelay = looks }).
		Wait(a.t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: &id}, most)
}

func (a aurora) snapshotAvailable(id string, most time.Duration) error {
	return rds.NewDBClusterSnapshotAvailableWaiter(a,
		func(o *rds.DBClusterSnapshotAvailableWaiterOptions) { o.MinDelay = looks }).
		Wait(a.t.Context(), &rds.DescribeDBClusterSnapshotsInput{DBClusterSnapshotIdentifier: &id}, most)
}

func (a aurora) snapshotDeleted(id string, most time.Duration) error {
	return rds.NewDBClusterSnapshotDeletedWaiter(a,
		func(o *rds.DBClusterSnapshotDeletedWaiterOptions) { o.MinDelay = looks }).
		Wait(a.t.Context(), &rds.DescribeDBClusterSnapshotsInput{DBClusterSnapshotIdentifier: &id}, most)
}

func (a aurora) instanceAvailable(id string, most time.Duration) error {
	return rds.NewDBInstanceAvailableWaiter(a, func(o *rds.DBInstanceAvailableWaiterOptions) { o.MinDelay = looks }).
		Wait(a.t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: &id}, most)
}

func (a aurora) instanceDeleted(id string, most time.Duration) error {
	return rds.NewDBInstanceDeletedWaiter(a, func(o *rds.DBInstanceDeletedWaiterOptions) { o.MinDelay = looks }).
		Wait(a.t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: &id}, most)
}

// with makes a cluster "db" with an instance "db-1" and a snapshot "db-snap",
// and waits for each.
func (a aurora) with() aurora {
	a.createCluster("db")
	require.NoError(a.t, a.clusterAvailable("db", patience))
	a.createInstance("db-1", "db")
	require.NoError(a.t, a.instanceAvailable("db-1", patience))
	a.createSnapshot("db-snap", "db")
	require.NoError(a.t, a.snapshotAvailable("db-snap", patience))
	return a
}

func TestTheWaitersOfRDSSeeThingsComeAndGo(t *testing.T) {
	inAurora(t, func(t *testing.T, db aurora) {
		began := time.Now()
		db.with()
		assert.Greater(t, time.Since(began), 3*time.Minute, "a database is not there at once")

		db.clone("db", "clone")
		require.NoError(t, db.clusterAvailable("clone", patience))

		db.deleteSnapshot("db-snap")
		require.NoError(t, db.snapshotDeleted("db-snap", patience))
		db.deleteInstance("db-1")
		require.NoError(t, db.instanceDeleted("db-1", patience))
		for _, id := range []string{"db", "clone"} {
			db.deleteCluster(id)
			require.NoError(t, db.clusterDeleted(id, patience))
		}
	})
}

// A waiter for nothing in particular looks at all that there is: an empty list is
// as good as deleted.
func TestWhereNothingIsTheDeletedWaitersAreContent(t *testing.T) {
	inAurora(t, func(t *testing.T, db aurora) {
		ctx := t.Context()
		require.NoError(t, rds.NewDBClusterDeletedWaiter(db).Wait(ctx, &rds.DescribeDBClustersInput{}, patience))
		require.NoError(t, rds.NewDBInstanceDeletedWaiter(db).Wait(ctx, &rds.DescribeDBInstancesInput{}, patience))
		require.NoError(t, rds.NewDBClusterSnapshotDeletedWaiter(db).
			Wait(ctx, &rds.DescribeDBClusterSnapshotsInput{}, patience))
	})
}

// A status that a waiter knows as the end of hope ends it at once.
func TestTheWaitersOfRDSGiveUpWhereTheStatusSaysSo(t *testing.T) {
	for name, wait := range map[string]func(db aurora) error{
		"a cluster that is deleted does not become available": func(db aurora) error {
			db.deleteInstance("db-1")
			require.NoError(db.t, db.instanceDeleted("db-1", patience))
			db.deleteCluster("db")
			for db.statusOf("db") == "available" { // until deletion begins
				time.Sleep(looks)
			}
			return db.clusterAvailable("db", patience)
		},
		"a cluster that is created is not deleted": func(db aurora) error {
			db.createCluster("other")
			return db.clusterDeleted("other", patience)
		},
		"an instance that is deleted does not become available": func(db aurora) error {
			db.deleteInstance("db-1")
			return db.instanceAvailable("db-1", patience)
		},
		"an instance that is created is not deleted": func(db aurora) error {
			db.createInstance("db-2", "db")
			return db.instanceDeleted("db-2", patience)
		},
		"a snapshot that is created is not deleted": func(db aurora) error {
			db.createSnapshot("other", "db")
			return db.snapshotDeleted("other", patience)
		},
	} {
		inAurora(t, func(t *testing.T, db aurora) {
			db.with()
			assert.ErrorContains(t, wait(db), "waiter state transitioned to Failure", name)
		})
	}
}

func (a aurora) statusOf(cluster string) string {
	out, err := a.DescribeDBClusters(a.t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: &cluster})
	require.NoError(a.t, err)
	return *out.DBClusters[0].Status
}

// An error that is none of its acceptors ends a waiter with it.
func TestTheAvailableWaitersOfRDSEndWithTheErrorForWhatIsMissing(t *testing.T) {
	inAurora(t, func(t *testing.T, db aurora) {
		var cluster *rdstypes.DBClusterNotFoundFault
		assert.ErrorAs(t, db.clusterAvailable("nothing", patience), &cluster)
		var snapshot *rdstypes.DBClusterSnapshotNotFoundFault
		assert.ErrorAs(t, db.snapshotAvailable("nothing", patience), &snapshot)
		var instance *rdstypes.DBInstanceNotFoundFault
		assert.ErrorAs(t, db.instanceAvailable("nothing", patience), &instance)
	})
}

func TestTheWaitersOfRDSRunOutOfTime(t *testing.T) {
	for name, wait := range map[string]func(db aurora, most time.Duration) error{
		"a cluster that nobody deletes": func(db aurora, most time.Duration) error {
			return db.clusterDeleted("db", most)
		},
		"an instance that nobody deletes": func(db aurora, most time.Duration) error {
			return db.instanceDeleted("db-1", most)
		},
		"a snapshot that nobody deletes": func(db aurora, most time.Duration) error {
			return db.snapshotDeleted("db-snap", most)
		},
		"a cluster that stands still": func(db aurora, most time.Duration) error {
			db.stopCluster("db")
			return db.clusterAvailable("db", most)
		},
		"an instance that stands still": func(db aurora, most time.Duration) error {
			db.stopCluster("db")
			return db.instanceAvailable("db-1", most)
		},
		"a cluster that takes longer": func(db aurora, _ time.Duration) error {
			db.createCluster("other")
			return db.clusterAvailable("other", 3*looks)
		},
		"a snapshot that takes longer": func(db aurora, _ time.Duration) error {
			db.createSnapshot("other", "db")
			return db.snapshotAvailable("other", 3*looks)
		},
	} {
		inAurora(t, func(t *testing.T, db aurora) {
			db.with()
			began := time.Now()
			assert.ErrorContains(t, wait(db, 5*time.Hour), "exceeded max wait time", name)
			assert.LessOrEqual(t, time.Since(began), 5*time.Hour, name)
		})
	}
}

// No waiter of the SDK knows cloning-failed: it waits as long as it may.
func TestAWaiterForACloneThatFailedWaitsToItsLimit(t *testing.T) {
	fails := faults.Plan{Script: []faults.Scripted{{At: faults.Place{Call: "rds.RestoreDBClusterToPointInTime"},
		Fault: faults.Fault{Kind: faults.FailingJob}}}}
	inAurora(t, func(t *testing.T, db aurora) {
		db.with()
		db.clone("db", "clone")
		began := time.Now()
		err := db.clusterAvailable("clone", patience)
		assert.ErrorContains(t, err, "exceeded max wait time")
		assert.Greater(t, time.Since(began), patience/2)
		assert.Equal(t, "cloning-failed", db.statusOf("clone"))
	}, shareproof.Faults(fails))
}

func TestAWaiterOfRDSEndsWithItsContext(t *testing.T) {
	inAurora(t, func(t *testing.T, db aurora) {
		db.createCluster("db")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		err := rds.NewDBClusterAvailableWaiter(db).
			Wait(ctx, &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("db")}, patience)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.LessOrEqual(t, time.Since(began), time.Minute)
	})
}
