package rds_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

// watched is the model, each of whose answers the invariants judge.
type watched struct {
	*model.World
	*testing.T
	checker *invariants.Checker
}

func watch(t *testing.T) watched {
	return watched{model.New(model.Options{}), t, catalogue.NewChecker()}
}

func (w watched) do(account string, in any) any {
	w.Helper()
	as := kernel.Caller{Account: account, Region: "us-east-1"}
	out, err := w.Do(as, in)
	require.NoError(w, err)
	broken := w.checker.See(&kernel.Exchange{At: kernel.At(w.Now()), As: as, In: in, Out: out})
	require.Nil(w, broken, "%v", broken)
	return out
}

const owner, consumer = "111111111111", "222222222222"

// cluster makes one with a writer, and returns its ARN.
func (w watched) cluster() string {
	w.Helper()
	made := w.do(owner, &rds.CreateDBCluster{DBClusterIdentifier: "main", Engine: "aurora-mysql", MasterUsername: "admin",
		MasterUserPassword: "long-enough"}).(*rds.CreateDBClusterOutput)
	w.Advance(time.Hour)
	w.do(owner, &rds.CreateDBInstance{DBClusterIdentifier: made.DBCluster.DBClusterArn, DBInstanceIdentifier: "writer",
		DBInstanceClass: "db.r6g.large", Engine: "aurora-mysql"})
	w.Advance(time.Hour)
	return made.DBCluster.DBClusterArn
}

func TestAnInstanceOfAClusterThatIsNamedByItsARNIsTheOneAskedFor(t *testing.T) { watch(t).cluster() }

// No answer but that to the clone tells of the source by the name that it took.
func TestACloneOfAClusterByANameThatWasNotShownYetIsOneAcrossAccounts(t *testing.T) {
	w := watch(t)
	arn := strings.Replace(w.cluster(), ":main", ":renamed", 1)
	w.do(owner, &rds.ModifyDBCluster{DBClusterIdentifier: "main", NewDBClusterIdentifier: "renamed"})
	w.Advance(14 * kernel.Day) // a maintenance window comes
	w.do(owner, &ram.CreateResourceShare{Name: "share", Principals: []string{consumer}, ResourceArns: []string{arn}})
	w.Advance(time.Hour)
	sent := w.do(consumer, &ram.GetResourceShareInvitations{}).(*ram.GetResourceShareInvitationsOutput)
	w.do(consumer, &ram.AcceptResourceShareInvitation{
		ResourceShareInvitationArn: sent.ResourceShareInvitations[0].ResourceShareInvitationArn})
	out := w.do(consumer, &rds.RestoreDBClusterToPointInTime{DBClusterIdentifier: "clone", RestoreType: "copy-on-write",
		SourceDBClusterIdentifier: arn, UseLatestRestorableTime: new(true)}).(*rds.RestoreDBClusterToPointInTimeOutput)
	require.True(t, *out.DBCluster.CrossAccountClone)
}
