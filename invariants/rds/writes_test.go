package rds_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/rds"
)

func TestAnInstanceOfAClusterThatIsNamedByItsARNIsTheOneAskedFor(t *testing.T) {
	w, checker := model.New(model.Options{}), catalogue.NewChecker()
	as := kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	do := func(in any) any {
		out, err := w.Do(as, in)
		require.NoError(t, err)
		broken := checker.See(&kernel.Exchange{At: kernel.At(w.Now()), As: as, In: in, Out: out})
		require.Nil(t, broken, "%v", broken)
		return out
	}
	made := do(&rds.CreateDBCluster{DBClusterIdentifier: "main", Engine: "aurora-mysql", MasterUsername: "admin",
		MasterUserPassword: "long-enough"}).(*rds.CreateDBClusterOutput)
	w.Advance(time.Hour)
	do(&rds.CreateDBInstance{DBClusterIdentifier: made.DBCluster.DBClusterArn, DBInstanceIdentifier: "writer",
		DBInstanceClass: "db.r6g.large", Engine: "aurora-mysql"})
}
