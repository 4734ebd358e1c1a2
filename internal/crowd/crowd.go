// Package crowd fills accounts with what other teams have in them, so that whoever works
// in these accounts has to leave alone what is not his. All is made by ordinary calls of
// the accounts' administrators, the same for the same seed.
package crowd

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/shareproof/shareproof/internal/pki"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

// Most is how many teams an account may have: as many as its quotas bear, and some room
// for who comes later.
const Most = 20

// Takes is how long the world has been there once its crowd is.
func Takes(teams, accounts int) time.Duration {
	return kernel.Day + time.Duration(accounts)*time.Duration(teams+1)*6*pause
}

// pause is longer than anything that a team waits for takes.
const pause = time.Hour

const region = "us-east-1"

// trust lets EC2 and Data Lifecycle Manager assume a role.
const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":` +
	`["ec2.amazonaws.com","dlm.amazonaws.com"]},"Action":"sts:AssumeRole"}]}`

const looks = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}]}`

// crowd is the world, whose calls go on until one is refused.
type crowd struct {
	world  *model.World
	chance *rand.Rand
	err    error
}

// do performs a call.
func (c *crowd) do(account string, in any) any {
	if c.err != nil {
		return nil
	}
	out, err := c.world.Do(kernel.Caller{Account: account, Region: region}, in)
	if err != nil {
		c.err = fmt.Errorf("%T in account %s: %w", in, account, err)
	}
	return out
}

// ask performs a call and returns its answer, an empty one once a call was refused.
func ask[Out any](c *crowd, account string, in any) *Out {
	if out, ok := c.do(account, in).(*Out); ok && out != nil {
		return out
	}
	if c.err == nil {
		c.err = fmt.Errorf("%T answers otherwise", in)
	}
	return new(Out)
}

func (c *crowd) wait() {
	if c.err == nil {
		c.world.Advance(pause)
	}
}

// Fill gives each account the resources of a number of teams. When it is done Takes has
// passed in the world.
func Fill(w *model.World, seed uint64, teams int, accounts ...string) error {
	if teams < 0 || teams > Most {
		return fmt.Errorf("want 0 to %d teams, not %d", Most, teams)
	}
	end := w.Now().Add(Takes(teams, len(accounts)))
	c := &crowd{world: w, chance: rand.New(rand.NewPCG(seed, 1))}
	vaults := map[string]string{}
	for i, account := range accounts {
		other := accounts[(i+1)%len(accounts)]
		for team := range teams {
			c.team(account, other, c.name(team))
		}
		if teams > 0 {
			vaults[account] = c.vault(account)
		}
	}
	w.AdvanceTo(end.Add(-pause))
	for i, account := range accounts { // at last, since nobody accepts, and invitations end
		if other := accounts[(i+1)%len(accounts)]; vaults[account] != "" && other != account {
			c.do(account, &ram.CreateResourceShare{Name: "vault", ResourceArns: []string{vaults[account]},
				Principals: []string{other}})
		}
	}
	w.AdvanceTo(end)
	return c.err
}

// name is what a team calls itself and its things.
func (c *crowd) name(team int) string {
	words := []string{"billing", "search", "payments", "archive", "ledger", "catalog", "reports", "identity"}
	return fmt.Sprintf("%s-%s-%04x", words[c.chance.IntN(len(words))], []string{"prod", "stage"}[c.chance.IntN(2)],
		team<<8|c.chance.IntN(256))
}

// team makes what a team has.
func (c *crowd) team(account, other, name string) {
	key := ask[kms.CreateKeyOutput](c, account, &kms.CreateKey{Description: name})
	if key.KeyMetadata == nil {
		return
	}
	c.do(account, &kms.CreateAlias{AliasName: "alias/" + name, TargetKeyId: key.KeyMetadata.KeyId})
	role := ask[iam.CreateRoleOutput](c, account, &iam.CreateRole{RoleName: name, AssumeRolePolicyDocument: trust})
	c.do(account, &iam.PutRolePolicy{RoleName: name, PolicyName: "looks", PolicyDocument: looks})
	c.do(account, &iam.CreateUser{UserName: name})
	c.do(account, &iam.CreateAccessKey{UserName: name})
	c.do(account, &iam.CreatePolicy{PolicyName: name, PolicyDocument: looks})
	c.disks(account, other, name, key.KeyMetadata.Arn)
	c.do(account, &ram.CreateResourceShare{Name: name, Tags: []ram.Tag{{Key: "team", Value: name}}})
	c.do(account, &backup.CreateBackupVault{BackupVaultName: name, EncryptionKeyArn: key.KeyMetadata.Arn})
	c.do(account, &backup.CreateBackupPlan{BackupPlan: &backup.BackupPlanInput{BackupPlanName: name,
		Rules: []backup.BackupRuleInput{{RuleName: "daily", TargetBackupVaultName: name}}}})
	c.do(account, &rds.CreateDBCluster{DBClusterIdentifier: name, Engine: "aurora-postgresql", MasterUsername: "master",
		MasterUserPassword: "correct horse"})
	c.wait()
	c.do(account, &rds.CreateDBClusterSnapshot{DBClusterIdentifier: name, DBClusterSnapshotIdentifier: name + "-first"})
	if role.Role != nil {
		c.do(account, nightly(name, role.Role.Arn))
	}
}

// disks makes two volumes with a snapshot each, of which one is shared with another account.
func (c *crowd) disks(account, other, name, key string) {
	var snapshots []string
	for _, key := range []string{"", key} {
		volume := ask[ebs.CreateVolumeOutput](c, account, &ebs.CreateVolume{AvailabilityZone: region + "a",
			Size: new(c.chance.Int32N(90) + 8), KmsKeyId: key, Encrypted: new(key != ""),
			TagSpecifications: []ebs.TagSpecification{
				{ResourceType: "volume", Tags: []ebs.Tag{{Key: "Name", Value: name}}}}})
		c.wait()
		snapshots = append(snapshots, ask[ebs.CreateSnapshotOutput](c, account, &ebs.CreateSnapshot{VolumeId: volume.VolumeId,
			Description: "before the migration of " + name}).SnapshotId)
	}
	c.wait()
	c.do(account, &ebs.ModifySnapshotAttribute{SnapshotId: snapshots[0], Attribute: "createVolumePermission",
		OperationType: "add", UserIds: []string{other}})
}

// nightly is a policy for volumes with a tag that none has yet.
func nightly(name, role string) *dlm.CreateLifecyclePolicy {
	return &dlm.CreateLifecyclePolicy{Description: name, ExecutionRoleArn: role, State: "ENABLED",
		PolicyDetails: &dlm.PolicyDetails{PolicyType: "EBS_SNAPSHOT_MANAGEMENT", ResourceTypes: []string{"VOLUME"},
			TargetTags: []dlm.Tag{{Key: "nightly", Value: name}}, Schedules: []dlm.Schedule{{Name: "nightly",
				CreateRule: &dlm.CreateRule{Interval: new(int32(24)), IntervalUnit: "HOURS", Times: []string{"03:00"}},
				RetainRule: &dlm.RetainRule{Count: new(int32(7))}}}}}
}

// vault makes a CloudHSM cluster with a backup, and returns the backup's ARN.
func (c *crowd) vault(account string) string {
	made := ask[cloudhsm.CreateClusterOutput](c, account, &cloudhsm.CreateCluster{HsmType: "hsm2m.medium",
		SubnetIds: []string{"subnet-0123456789abcdefa"}, Mode: "FIPS"})
	if made.Cluster == nil {
		return ""
	}
	id := made.Cluster.ClusterId
	c.wait()
	c.do(account, &cloudhsm.CreateHsm{ClusterId: id, AvailabilityZone: region + "a"})
	c.wait()
	clusters := ask[cloudhsm.DescribeClustersOutput](c, account, &cloudhsm.DescribeClusters{
		Filters: map[string][]string{"clusterIds": {id}}}).Clusters
	if len(clusters) != 1 || clusters[0].Certificates == nil {
		return ""
	}
	signed, err := pki.Sign(clusters[0].Certificates.ClusterCsr)
	if err != nil {
		c.err = err
		return ""
	}
	c.do(account, &cloudhsm.InitializeCluster{ClusterId: id, SignedCert: signed, TrustAnchor: pki.TrustAnchor()})
	c.wait()
	backups := ask[cloudhsm.DescribeBackupsOutput](c, account, &cloudhsm.DescribeBackups{}).Backups
	if len(backups) == 0 {
		return ""
	}
	return backups[0].BackupArn
}

// Administrator makes an IAM user who may do everything in the account that policies
// can allow, and returns his access key: its ID and its secret.
func Administrator(w *model.World, account string) (id, secret string, err error) {
	c := &crowd{world: w}
	const name = "administrator"
	c.do(account, &iam.CreateUser{UserName: name})
	c.do(account, &iam.AttachUserPolicy{UserName: name, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess"})
	made := ask[iam.CreateAccessKeyOutput](c, account, &iam.CreateAccessKey{UserName: name})
	if c.err != nil {
		return "", "", c.err
	}
	return made.AccessKey.AccessKeyId, made.AccessKey.SecretAccessKey, nil
}

// Organize makes an organization with all features, whose members accepted an invitation.
func Organize(w *model.World, management string, members ...string) error {
	c := &crowd{world: w}
	c.do(management, &organizations.CreateOrganization{FeatureSet: "ALL"})
	for _, member := range members {
		invited := ask[organizations.InviteAccountToOrganizationOutput](c, management,
			&organizations.InviteAccountToOrganization{Target: &organizations.HandshakeParty{Id: member, Type: "ACCOUNT"}})
		if invited.Handshake != nil {
			c.do(member, &organizations.AcceptHandshake{HandshakeId: invited.Handshake.Id})
		}
	}
	c.wait()
	return c.err
}

// UseDefaults lets services make what they make for an account but once: their keys in
// KMS.
func UseDefaults(w *model.World, account string) error {
	c := &crowd{world: w}
	for _, alias := range []string{"alias/aws/ebs", "alias/aws/rds", "alias/aws/backup"} {
		c.do(account, &kms.DescribeKey{KeyId: alias})
	}
	return c.err
}
