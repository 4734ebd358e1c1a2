package rds_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/rds"
)

// open is a key policy that lets accounts use a key as the cloning guide has it.
func open(accounts ...string) string {
	principals := ""
	for _, a := range accounts {
		principals += `,"arn:aws:iam::` + a + `:root"`
	}
	return `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"},
		{"Effect":"Allow","Principal":{"AWS":["111111111111"` + principals +
		`]},"Action":["kms:CreateGrant","kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey"],"Resource":"*"},
		{"Effect":"Allow","Principal":{"AWS":["111111111111"` + principals +
		`]},"Action":["kms:CreateGrant","kms:ListGrants","kms:RevokeGrant"],"Resource":"*","Condition":{"Bool":{"kms:GrantIsForAWSResource":true}}}]}`
}

func newKey(t testing.TB, w *model.World, as kernel.Caller) string {
	t.Helper()
	return do[kms.CreateKeyOutput](t, w, as, &kms.CreateKey{}).KeyMetadata.Arn
}

// encrypted makes a cluster under a key and gives it an instance.
func encrypted(t testing.TB, w *model.World, as kernel.Caller, name, key string) *rds.DBCluster {
	t.Helper()
	made(t, w, as, &rds.CreateDBCluster{
		DBClusterIdentifier: name, Engine: "aurora-postgresql", MasterUsername: "admin", MasterUserPassword: "secret99",
		StorageEncrypted: new(true), KmsKeyId: key,
	})
	return withInstance(t, w, as, name)
}

func under(of, name, key string) *rds.RestoreDBClusterToPointInTime {
	in := clone(of, name)
	in.KmsKeyId = key
	return in
}

func TestAnEncryptedClusterIsClonedByWhoMayUseItsKey(t *testing.T) {
	w := model.New(model.Options{})
	key := newKey(t, w, owner)
	cl := encrypted(t, w, owner, "orders", key)
	share(t, w, owner, cl.DBClusterArn, buyer, seller)
	refused(t, w, buyer, rds.ConsumersMayUseTheSourcesKey, clone(cl.DBClusterArn, "audit"))
	refused(t, w, buyer, rds.ConsumersMayUseTheSourcesKey, under(cl.DBClusterArn, "audit", newKey(t, w, buyer)))

	do[kms.PutKeyPolicyOutput](t, w, owner, &kms.PutKeyPolicy{KeyId: key, Policy: open(buyer.Account, seller.Account)})
	mine := do[rds.RestoreDBClusterToPointInTimeOutput](t, w, buyer, clone(cl.DBClusterArn, "audit")).DBCluster
	require.Equal(t, key, mine.KmsKeyId)
	require.True(t, *mine.StorageEncrypted)
	own := newKey(t, w, seller)
	theirs := do[rds.RestoreDBClusterToPointInTimeOutput](t, w, seller, under(cl.DBClusterArn, "copy", own)).DBCluster
	require.Equal(t, own, theirs.KmsKeyId)
	require.Len(t, do[kms.ListGrantsOutput](t, w, owner, &kms.ListGrants{KeyId: key}).Grants, 2)
}

func TestAClusterUnderTheDefaultKeyIsNotClonedAcrossAccountsUntilItIsRecreated(t *testing.T) {
	w := model.New(model.Options{})
	cl := encrypted(t, w, owner, "orders", "")
	share(t, w, owner, cl.DBClusterArn, buyer)
	refused(t, w, buyer, rds.DefaultKeysStayInTheirAccount, clone(cl.DBClusterArn, "audit"))

	key := newKey(t, w, owner)
	do[kms.PutKeyPolicyOutput](t, w, owner, &kms.PutKeyPolicy{KeyId: key, Policy: open(buyer.Account)})
	do[rds.CreateDBClusterSnapshotOutput](t, w, owner,
		&rds.CreateDBClusterSnapshot{DBClusterIdentifier: "orders", DBClusterSnapshotIdentifier: "before"})
	w.Advance(time.Hour)
	refused(t, w, owner, rds.DefaultKeysAreNotShared, &rds.ModifyDBClusterSnapshotAttribute{
		DBClusterSnapshotIdentifier: "before", AttributeName: "restore", ValuesToAdd: []string{buyer.Account},
	})
	do[rds.CopyDBClusterSnapshotOutput](t, w, owner,
		&rds.CopyDBClusterSnapshot{SourceDBClusterSnapshotIdentifier: "before",
			TargetDBClusterSnapshotIdentifier: "after", KmsKeyId: key})
	w.Advance(time.Hour)
	do[rds.RestoreDBClusterFromSnapshotOutput](t, w, owner,
		&rds.RestoreDBClusterFromSnapshot{DBClusterIdentifier: "orders2", SnapshotIdentifier: "after",
			Engine: "aurora-postgresql"})
	w.Advance(time.Hour)
	again := withInstance(t, w, owner, "orders2")
	require.Equal(t, key, again.KmsKeyId)
	require.Empty(t, again.CloneGroupId)
	share(t, w, owner, again.DBClusterArn, buyer)
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, buyer, clone(again.DBClusterArn, "audit"))
}

func TestADisabledKeyReachesEveryClusterOnItAndAPolicyNone(t *testing.T) {
	w := model.New(model.Options{})
	key := newKey(t, w, owner)
	do[kms.PutKeyPolicyOutput](t, w, owner, &kms.PutKeyPolicy{KeyId: key, Policy: open(buyer.Account, seller.Account)})
	cl := encrypted(t, w, owner, "orders", key)
	share(t, w, owner, cl.DBClusterArn, buyer, seller)
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, buyer, clone(cl.DBClusterArn, "audit"))
	do[rds.RestoreDBClusterToPointInTimeOutput](t, w, seller, under(cl.DBClusterArn, "copy", newKey(t, w, seller)))
	w.Advance(time.Hour)
	do[kms.PutKeyPolicyOutput](t, w, owner, &kms.PutKeyPolicy{KeyId: key, Policy: open()})
	w.Advance(time.Hour)
	require.Equal(t, "available", seen(t, w, buyer, "audit").Status)

	do[kms.DisableKeyOutput](t, w, owner, &kms.DisableKey{KeyId: key})
	const recoverable = "inaccessible-encryption-credentials-recoverable"
	require.Equal(t, recoverable, seen(t, w, owner, "orders").Status)
	require.Equal(t, recoverable, seen(t, w, buyer, "audit").Status)
	require.Equal(t, "available", seen(t, w, seller, "copy").Status)
	refused(t, w, buyer, rds.KeysAreAccessible, &rds.StartDBCluster{DBClusterIdentifier: "audit"})

	do[kms.EnableKeyOutput](t, w, owner, &kms.EnableKey{KeyId: key})
	do[rds.StartDBClusterOutput](t, w, buyer, &rds.StartDBCluster{DBClusterIdentifier: "audit"})
	w.Advance(8 * kernel.Day)
	require.Equal(t, "available", seen(t, w, buyer, "audit").Status)
	require.Equal(t, "inaccessible-encryption-credentials", seen(t, w, owner, "orders").Status)
	refused(t, w, owner, rds.OnlyStoppedClustersStart, &rds.StartDBCluster{DBClusterIdentifier: "orders"})
}

func TestARevokedGrantStopsTheOneClusterThatItServed(t *testing.T) {
	w := model.New(model.Options{})
	key := newKey(t, w, owner)
	encrypted(t, w, owner, "orders", key)
	grants := do[kms.ListGrantsOutput](t, w, owner, &kms.ListGrants{KeyId: key}).Grants
	require.Len(t, grants, 1)
	encrypted(t, w, owner, "sales", key)
	do[kms.RevokeGrantOutput](t, w, owner, &kms.RevokeGrant{KeyId: key, GrantId: grants[0].GrantId})
	require.Equal(t, "inaccessible-encryption-credentials-recoverable", seen(t, w, owner, "orders").Status)
	require.Equal(t, "available", seen(t, w, owner, "sales").Status)
}

func TestFromFebruary2026OnNewClustersAreEncryptedAndOldOnesStayAsTheyAre(t *testing.T) {
	w := model.New(model.Options{})
	require.Equal(t, "none", cloneable(t, w, owner, "old").StorageEncryptionType)
	do[rds.CreateDBClusterSnapshotOutput](t, w, owner,
		&rds.CreateDBClusterSnapshot{DBClusterIdentifier: "old", DBClusterSnapshotIdentifier: "plain"})
	w.AdvanceTo(time.Date(2026, 2, 18, 0, 0, 0, 0, time.UTC))
	fresh := available(t, w, owner, "new")
	require.Equal(t, "sse-rds", fresh.StorageEncryptionType)
	require.False(t, *fresh.StorageEncrypted)
	require.Equal(t, "none",
		do[rds.RestoreDBClusterToPointInTimeOutput](t, w, owner, clone("old", "clone")).DBCluster.StorageEncryptionType)
	full := clone("old", "full")
	full.RestoreType = ""
	require.Equal(t, "sse-rds",
		do[rds.RestoreDBClusterToPointInTimeOutput](t, w, owner, full).DBCluster.StorageEncryptionType)
	restored := do[rds.RestoreDBClusterFromSnapshotOutput](t, w, owner,
		&rds.RestoreDBClusterFromSnapshot{DBClusterIdentifier: "restored", SnapshotIdentifier: "plain",
			Engine: "aurora-mysql"})
	require.Equal(t, "sse-rds", restored.DBCluster.StorageEncryptionType)
	refused(t, w, owner, rds.KeysAreForEncryptedSources, under("old", "x", newKey(t, w, owner)))
}

// confined returns a session of a new role of the account that has one policy.
func confined(t testing.TB, w *model.World, as kernel.Caller, document string) kernel.Caller {
	t.Helper()
	role := do[iam.CreateRoleOutput](t, w, as, &iam.CreateRole{RoleName: "confined", AssumeRolePolicyDocument: `{"Version":"2012-10-17",
		"Statement":{"Effect":"Allow","Principal":{"AWS":"` + as.Account + `"},"Action":"sts:AssumeRole"}}`}).Role
	do[iam.PutRolePolicyOutput](t, w, as, &iam.PutRolePolicy{RoleName: "confined", PolicyName: "all", PolicyDocument: document})
	as.Principal = do[iam.AssumeRoleOutput](t, w, as,
		&iam.AssumeRole{RoleArn: role.Arn, RoleSessionName: "day"}).AssumedRoleUser.Arn
	return as
}

func TestWhoMayNotUseTheDefaultKeyLeavesNoneBehind(t *testing.T) {
	w := model.New(model.Options{})
	own := newKey(t, w, owner)
	cl := encrypted(t, w, owner, "orders", own)
	do[rds.CreateDBClusterSnapshotOutput](t, w, owner, &rds.CreateDBClusterSnapshot{
		DBClusterIdentifier: "orders", DBClusterSnapshotIdentifier: "first"})
	w.Advance(time.Hour)
	session := confined(t, w, owner, `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"kms:CreateGrant","NotResource":"`+own+`"}]}`)
	fresh := &rds.CreateDBCluster{DBClusterIdentifier: "audit", Engine: "aurora-postgresql", MasterUsername: "admin",
		MasterUserPassword: "secret99", StorageEncrypted: new(true)}
	named := *fresh
	named.KmsKeyId = "alias/aws/rds"
	for _, in := range []any{
		fresh, &named, under(cl.DBClusterArn, "audit", "alias/aws/rds"),
		&rds.RestoreDBClusterFromSnapshot{DBClusterIdentifier: "audit", SnapshotIdentifier: "first",
			Engine: "aurora-postgresql", KmsKeyId: "alias/aws/rds"},
		&rds.CopyDBClusterSnapshot{SourceDBClusterSnapshotIdentifier: "first", TargetDBClusterSnapshotIdentifier: "second",
			KmsKeyId: "alias/aws/rds"},
	} {
		w.Advance(0)
		before := w.Key()
		refused(t, w, session, rds.MakersMayUseTheKey, in)
		require.Equal(t, before, w.Key(), "%T made a key, and was refused", in)
	}
	made(t, w, owner, fresh)
	require.NotEmpty(t, seen(t, w, owner, "audit").KmsKeyId)
}
