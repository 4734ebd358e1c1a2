package model_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

// allowing is a policy by which an account may do something.
func allowing(action, account string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},`+
		`"Action":%q,"Resource":"*"}]}`, account, action)
}

func TestWhoIsLetInIsShown(t *testing.T) {
	w := model.New(model.Options{})
	owner, consumer := kernel.Caller{Account: "111111111111", Region: "us-east-1"}, "222222222222"
	do := func(in any) any {
		out, err := w.Do(owner, in)
		require.NoError(t, err)
		w.Advance(time.Hour)
		return out
	}
	key := do(&kms.CreateKey{}).(*kms.CreateKeyOutput).KeyMetadata
	do(&kms.CreateGrant{KeyId: key.KeyId, GranteePrincipal: "arn:aws:iam::222222222222:root", Operations: []kms.GrantOperation{"Decrypt"}})
	do(&iam.CreateRole{RoleName: "door", AssumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` +
		`"Principal":{"AWS":["arn:aws:iam::222222222222:root","111111111111"]},"Action":"sts:AssumeRole"}]}`})
	do(&backup.CreateBackupVault{BackupVaultName: "safe"})
	do(&backup.PutBackupVaultAccessPolicy{BackupVaultName: "safe", Policy: allowing("backup:CopyIntoBackupVault", consumer)})
	volume := do(&ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(1))}).(*ebs.CreateVolumeOutput)
	snapshot := do(&ebs.CreateSnapshot{VolumeId: volume.VolumeId}).(*ebs.CreateSnapshotOutput)
	do(&ebs.ModifySnapshotAttribute{SnapshotId: snapshot.SnapshotId, Attribute: "createVolumePermission", OperationType: "add",
		UserIds: []string{consumer}, GroupNames: []string{"all"}})
	cluster := do(&rds.CreateDBCluster{DBClusterIdentifier: "db", Engine: "aurora-postgresql", MasterUsername: "master",
		MasterUserPassword: "correct horse"}).(*rds.CreateDBClusterOutput).DBCluster
	do(&rds.CreateDBClusterSnapshot{DBClusterIdentifier: "db", DBClusterSnapshotIdentifier: "first"})
	do(&rds.ModifyDBClusterSnapshotAttribute{DBClusterSnapshotIdentifier: "first", AttributeName: "restore",
		ValuesToAdd: []string{consumer}})
	share := do(&ram.CreateResourceShare{Name: "s", ResourceArns: []string{cluster.DBClusterArn},
		Principals: []string{consumer}}).(*ram.CreateResourceShareOutput).ResourceShare

	before := w.Digest()
	var told []string
	for _, s := range w.Shared() {
		assert.Equal(t, owner.Account, s.Owner.Account)
		told = append(told, fmt.Sprintf("%s: %s by %s %s", s.Resource, s.With, s.By, s.State))
	}
	assert.Equal(t, before, w.Digest(), "a look changes nothing")
	grants := w.Shared()
	assert.ElementsMatch(t, []string{
		"arn:aws:iam::111111111111:role/door: arn:aws:iam::222222222222:root by trust policy ",
		key.Arn + ": arn:aws:iam::222222222222:root by " + byGrant(grants) + " ",
		"arn:aws:backup:us-east-1:111111111111:backup-vault:safe: arn:aws:iam::222222222222:root by vault access policy ",
		"arn:aws:ec2:us-east-1::snapshot/" + snapshot.SnapshotId + ": * by createVolumePermission ",
		"arn:aws:ec2:us-east-1::snapshot/" + snapshot.SnapshotId + ": 222222222222 by createVolumePermission ",
		"arn:aws:rds:us-east-1:111111111111:cluster-snapshot:first: 222222222222 by restore attribute ",
		cluster.DBClusterArn + ": 222222222222 by resource share " + share.ResourceShareArn + " ASSOCIATING",
	}, told)
}

func byGrant(all []kernel.Sharing) string {
	for _, s := range all {
		if len(s.By) > 6 && s.By[:6] == "grant " {
			return s.By
		}
	}
	return ""
}
