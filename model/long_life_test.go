package model_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/rds"
)

var (
	loadCalls = flag.Int("load-calls", 200_000, "how many calls a world under constant load is given")
	loadYears = flag.Int("load-years", 10, "how many years of policies and plans are simulated")
)

// load is a world under constant load: what its callers make they delete again.
type load struct {
	*testing.T
	w     *model.World
	calls int
	dlm   string // the role of DLM
	role  string // the role of AWS Backup
	round int
}

// pause is how much time passes at each call: 10,000,000 calls end before the last year of
// cron expressions, 2199.
const pause = 20 * time.Second

func (l *load) call(as kernel.Caller, in any) any {
	out, err := l.w.Do(as, in)
	require.NoError(l, err, "%T", in)
	l.calls++
	l.w.Advance(pause)
	return out
}

// token is a client token that nobody has used yet.
func (l *load) token() string { return fmt.Sprint("token-", l.calls) }

func (l *load) shares() {
	s := l.call(owner, &ram.CreateResourceShare{Name: "s", Principals: []string{consumer.Account},
		ClientToken: l.token()}).(*ram.CreateResourceShareOutput).ResourceShare.ResourceShareArn
	l.call(owner, &ram.UpdateResourceShare{ResourceShareArn: s, Name: "t", ClientToken: l.token()})
	p := l.call(owner, &ram.CreatePermission{Name: "p", ResourceType: "cloudhsm:Backup", ClientToken: l.token(),
		PolicyTemplate: `{"Effect":"Allow","Action":["cloudhsm:DescribeBackups"]}`})
	l.call(owner, &ram.DeletePermission{PermissionArn: p.(*ram.CreatePermissionOutput).Permission.Arn})
	l.call(owner, &ram.DeleteResourceShare{ResourceShareArn: s, ClientToken: l.token()})
}

func (l *load) organizations() {
	as := kernel.Caller{Account: "999999999999", Region: owner.Region}
	if l.round == 0 {
		l.call(as, &organizations.CreateOrganization{})
	}
	made := l.call(as, &organizations.CreateAccount{AccountName: "a", Email: fmt.Sprintf("a%d@example.org", l.round%20)})
	l.w.Advance(time.Hour)
	status := l.call(as, &organizations.DescribeCreateAccountStatus{
		CreateAccountRequestId: made.(*organizations.CreateAccountOutput).CreateAccountStatus.Id})
	if a := status.(*organizations.DescribeCreateAccountStatusOutput).CreateAccountStatus.AccountId; a != "" {
		l.call(as, &organizations.CloseAccount{AccountId: a})
	}
	out, err := l.w.Do(as, &organizations.InviteAccountToOrganization{Target: &organizations.HandshakeParty{
		Id: fmt.Sprint(800000000000 + l.round), Type: "ACCOUNT"}})
	if err == nil { // there may be as many accounts as there may be
		h := out.(*organizations.InviteAccountToOrganizationOutput).Handshake.Id
		l.call(as, &organizations.CancelHandshake{HandshakeId: h})
	}
}

func (l *load) principals() {
	l.call(owner, &iam.GetSessionToken{})
	l.call(owner, &iam.CreateUser{UserName: "u"})
	k := l.call(owner, &iam.CreateAccessKey{UserName: "u"}).(*iam.CreateAccessKeyOutput).AccessKey.AccessKeyId
	l.call(owner, &iam.DeleteAccessKey{UserName: "u", AccessKeyId: k})
	l.call(owner, &iam.DeleteUser{UserName: "u"})
	l.call(owner, &iam.CreateServiceLinkedRole{AWSServiceName: "autoscaling.amazonaws.com"})
	l.call(owner, &iam.DeleteServiceLinkedRole{RoleName: "AWSServiceRoleForAutoScaling"})
	name := fmt.Sprint("role-", l.round)
	role := l.call(owner, &iam.CreateRole{RoleName: name, AssumeRolePolicyDocument: `{"Version":"2012-10-17",` +
		`"Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}`})
	l.call(owner, &iam.AssumeRole{RoleArn: role.(*iam.CreateRoleOutput).Role.Arn, RoleSessionName: name})
	l.call(owner, &iam.DeleteRole{RoleName: name})
}

func (l *load) keys() {
	k := l.call(owner, &kms.CreateKey{}).(*kms.CreateKeyOutput).KeyMetadata.KeyId
	l.call(owner, &kms.CreateAlias{AliasName: "alias/a", TargetKeyId: k})
	g := l.call(owner, &kms.CreateGrant{KeyId: k, GranteePrincipal: "arn:aws:iam::222222222222:root",
		Operations: []kms.GrantOperation{"Decrypt"}}).(*kms.CreateGrantOutput).GrantId
	l.call(owner, &kms.EnableKeyRotation{KeyId: k})
	l.call(owner, &kms.RevokeGrant{KeyId: k, GrantId: g})
	l.call(owner, &kms.DeleteAlias{AliasName: "alias/a"})
	l.call(owner, &kms.ScheduleKeyDeletion{KeyId: k})
	l.call(owner, &kms.CancelKeyDeletion{KeyId: k})
	l.call(owner, &kms.ScheduleKeyDeletion{KeyId: k, PendingWindowInDays: new(int32(7))})
}

func (l *load) volumes() {
	v := l.call(owner, &ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(1)),
		ClientToken: l.token()}).(*ebs.CreateVolumeOutput).VolumeId
	s := l.call(owner, &ebs.CreateSnapshot{VolumeId: v}).(*ebs.CreateSnapshotOutput).SnapshotId
	l.call(owner, &ebs.ModifySnapshotAttribute{SnapshotId: s, OperationType: ebs.Add,
		UserIds: []string{consumer.Account}, Attribute: "createVolumePermission"})
	c := l.call(consumer, &ebs.CopySnapshot{SourceRegion: "us-east-1", SourceSnapshotId: s}).(*ebs.CopySnapshotOutput)
	l.w.Advance(time.Hour)
	l.call(consumer, &ebs.DeleteSnapshot{SnapshotId: c.SnapshotId})
	l.call(owner, &ebs.DeleteSnapshot{SnapshotId: s})
	l.call(owner, &ebs.DeleteVolume{VolumeId: v})
}

func (l *load) databases() {
	if l.round%64 != 0 {
		return
	}
	id := fmt.Sprint("db-", l.round)
	l.call(owner, &rds.CreateDBCluster{DBClusterIdentifier: id, Engine: "aurora-mysql", MasterUsername: "admin",
		MasterUserPassword: "correct horse"})
	l.w.Advance(2 * kernel.Day)
	l.call(owner, &rds.CreateDBClusterSnapshot{DBClusterIdentifier: id, DBClusterSnapshotIdentifier: id})
	l.w.Advance(time.Hour)
	l.call(owner, &rds.DeleteDBCluster{DBClusterIdentifier: id, SkipFinalSnapshot: new(true),
		DeleteAutomatedBackups: new(l.round%128 != 0)})
	l.call(owner, &rds.DeleteDBClusterSnapshot{DBClusterSnapshotIdentifier: id})
}

func (l *load) hsms() {
	if l.round%4 != 0 {
		return
	}
	c := l.call(owner, &cloudhsm.CreateCluster{HsmType: "hsm2m.medium",
		SubnetIds: []string{"subnet-0a1b2c3a"}}).(*cloudhsm.CreateClusterOutput).Cluster.ClusterId
	l.w.Advance(30 * time.Minute)
	h := l.call(owner, &cloudhsm.CreateHsm{ClusterId: c, AvailabilityZone: "us-east-1a"}).(*cloudhsm.CreateHsmOutput).Hsm
	l.w.Advance(time.Hour)
	l.call(owner, &cloudhsm.DescribeClusters{})
	l.call(owner, &cloudhsm.DeleteHsm{ClusterId: c, HsmId: h.HsmId})
	l.w.Advance(time.Hour)
	l.call(owner, &cloudhsm.DeleteCluster{ClusterId: c})
}

func (l *load) policies() {
	p := l.call(owner, &dlm.CreateLifecyclePolicy{Description: "yearly", State: dlm.Enabled, ExecutionRoleArn: l.dlm,
		PolicyDetails: &dlm.PolicyDetails{ResourceTypes: []string{"VOLUME"}, TargetTags: []dlm.Tag{{Key: "k", Value: "v"}},
			Schedules: []dlm.Schedule{{Name: "s", CreateRule: &dlm.CreateRule{CronExpression: "cron(0 0 1 1 ? *)"},
				RetainRule: &dlm.RetainRule{Count: new(int32(1))}}}},
	}).(*dlm.CreateLifecyclePolicyOutput).PolicyId
	l.call(owner, &dlm.UpdateLifecyclePolicy{PolicyId: p, State: dlm.Disabled})
	l.call(owner, &dlm.DeleteLifecyclePolicy{PolicyId: p})
}

func (l *load) backups() {
	name := fmt.Sprint("vault-", l.round)
	l.call(owner, &backup.CreateBackupVault{BackupVaultName: name, CreatorRequestId: l.token()})
	l.call(owner, &backup.StartBackupJob{BackupVaultName: name, IamRoleArn: l.role,
		ResourceArn: fileSystem(owner, l.round),
		Lifecycle:   &backup.Lifecycle{DeleteAfterDays: new(int64(36_500))}, IdempotencyToken: l.token()})
	l.w.Advance(2 * time.Hour)
	all := l.call(owner, &backup.ListRecoveryPointsByBackupVault{BackupVaultName: name})
	point := all.(*backup.ListRecoveryPointsByBackupVaultOutput).RecoveryPoints[0].RecoveryPointArn
	l.call(owner, &backup.UpdateRecoveryPointLifecycle{BackupVaultName: name, RecoveryPointArn: point,
		Lifecycle: &backup.Lifecycle{DeleteAfterDays: new(int64(30_000))}})
	l.call(owner, &backup.DeleteRecoveryPoint{BackupVaultName: name, RecoveryPointArn: point})
	l.w.Advance(time.Hour)
	l.call(owner, &backup.DeleteBackupVault{BackupVaultName: name})
	plan := l.call(owner, &backup.CreateBackupPlan{BackupPlan: &backup.BackupPlanInput{BackupPlanName: "p",
		Rules: []backup.BackupRuleInput{{RuleName: "r", TargetBackupVaultName: "main",
			ScheduleExpression: "cron(0 0 1 1 ? *)"}}}, CreatorRequestId: l.token()}).(*backup.CreateBackupPlanOutput)
	sel := l.call(owner, &backup.CreateBackupSelection{BackupPlanId: plan.BackupPlanId, CreatorRequestId: l.token(),
		BackupSelection: &backup.BackupSelection{SelectionName: "s", IamRoleArn: l.role,
			Resources: []string{fileSystem(owner, 1)}}})
	l.call(owner, &backup.DeleteBackupSelection{BackupPlanId: plan.BackupPlanId,
		SelectionId: sel.(*backup.CreateBackupSelectionOutput).SelectionId})
	l.call(owner, &backup.DeleteBackupPlan{BackupPlanId: plan.BackupPlanId})
}

// roles makes the roles under which services work, and the vault of plans.
func (l *load) roles() {
	l.role = backupRole(l, l.w, owner)
	l.dlm = dlmRole(l, l.w, owner)
	do[backup.CreateBackupVaultOutput](l, l.w, owner, &backup.CreateBackupVault{BackupVaultName: "main"})
}

// dlmRole gives an account the default role of Data Lifecycle Manager, and returns its ARN.
func dlmRole(t require.TestingT, w *model.World, as kernel.Caller) string {
	role := do[iam.CreateRoleOutput](t, w, as, &iam.CreateRole{RoleName: "AWSDataLifecycleManagerDefaultRole",
		AssumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":{"Effect":"Allow",` +
			`"Principal":{"Service":"dlm.amazonaws.com"},"Action":"sts:AssumeRole"}}`}).Role
	do[iam.AttachRolePolicyOutput](t, w, as, &iam.AttachRolePolicy{RoleName: role.RoleName,
		PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole"})
	return role.Arn
}

// size is how large a world is.
type size struct{ rows, planned, events, heap int }

// sized is how large a world is now.
func sized(w *model.World) size {
	of := size{planned: w.Planned(), heap: int(heap())}
	for _, rows := range w.Census() {
		of.rows += rows
	}
	for _, region := range kernel.Regions {
		for _, account := range []string{owner.Account, consumer.Account} {
			of.events += len(w.Events(kernel.Scope{Account: account, Region: region}))
		}
	}
	return of
}

// larger returns the larger of two in each respect.
func (s size) larger(o size) size {
	return size{max(s.rows, o.rows), max(s.planned, o.planned), max(s.events, o.events), max(s.heap, o.heap)}
}

// mostEvent is how many bytes an event takes at most here.
const mostEvent = 1024

// staysAsLarge requires that a world is no larger in the second half of its life than it ever was
// in the first, but for events, of which each bus keeps the last: it is looked at so many times.
func staysAsLarge(t *testing.T, w *model.World, times int, live func(n int)) {
	var halves [2]size
	for n := range times {
		live(n)
		half, now := 2*n/times, sized(w)
		halves[half] = halves[half].larger(now)
		t.Logf("%s: %+v", w.Now().Format(time.DateOnly), now)
	}
	t.Logf("at most, in both halves until %s: %+v", w.Now().Format(time.DateOnly), halves)
	assert.Less(t, halves[1].rows, halves[0].rows*9/8, "rows of all stores")
	assert.Less(t, halves[1].planned, halves[0].planned*9/8, "events on the agenda")
	assert.LessOrEqual(t, halves[1].events, (eventbridge.Kept+1024)*w.Census()["eventbridge.Books"], "events")
	assert.Less(t, halves[1].heap, halves[0].heap*9/8+mostEvent*(halves[1].events-halves[0].events), "bytes in use")
	if t.Failed() {
		t.Log(w.Census())
	}
}

func TestAWorldUnderConstantLoadStaysAsLargeAsItIs(t *testing.T) {
	if testing.Short() {
		t.Skip("many calls take seconds")
	}
	l := &load{T: t, w: model.New(model.Options{})}
	l.roles()
	const times = 40
	staysAsLarge(t, l.w, times, func(n int) {
		for l.calls < (n+1)**loadCalls/times {
			l.shares()
			l.organizations()
			l.principals()
			l.keys()
			l.volumes()
			l.databases()
			l.hsms()
			l.policies()
			l.backups()
			l.round++
		}
	})
	require.GreaterOrEqual(t, l.calls, *loadCalls)
}

// plans has policies and plans work: a policy by count and one by age, whose snapshots are shared and
// copied, and a plan, each by the hour or by the day.
func (l *load) plans() {
	do[ebs.CreateVolumeOutput](l, l.w, owner, &ebs.CreateVolume{AvailabilityZone: "us-east-1a", Size: new(int32(1)),
		TagSpecifications: []ebs.TagSpecification{{ResourceType: ebs.VolumeResource,
			Tags: []ebs.Tag{{Key: "k", Value: "v"}}}}})
	hourly, daily := new(int32(1)), new(int32(24))
	for _, s := range []dlm.Schedule{
		{Name: "hourly", CreateRule: &dlm.CreateRule{Interval: hourly, IntervalUnit: "HOURS"},
			RetainRule: &dlm.RetainRule{Count: new(int32(24))}},
		{Name: "daily", CreateRule: &dlm.CreateRule{Interval: daily, IntervalUnit: "HOURS"},
			RetainRule: &dlm.RetainRule{Interval: new(int32(30)), IntervalUnit: "DAYS"},
			ShareRules: []dlm.ShareRule{{TargetAccounts: []string{consumer.Account}, UnshareInterval: new(int32(2)),
				UnshareIntervalUnit: "DAYS"}},
			CrossRegionCopyRules: []dlm.CrossRegionCopyRule{{Target: "eu-west-1", Encrypted: new(false),
				RetainRule: &dlm.CrossRegionCopyRetainRule{Interval: new(int32(10)), IntervalUnit: "DAYS"}}}},
	} {
		do[dlm.CreateLifecyclePolicyOutput](l, l.w, owner, &dlm.CreateLifecyclePolicy{Description: s.Name,
			State: dlm.Enabled, ExecutionRoleArn: l.dlm, PolicyDetails: &dlm.PolicyDetails{ResourceTypes: []string{"VOLUME"},
				TargetTags: []dlm.Tag{{Key: "k", Value: "v"}}, Schedules: []dlm.Schedule{s}}})
	}
	plan := do[backup.CreateBackupPlanOutput](l, l.w, owner, &backup.CreateBackupPlan{BackupPlan: &backup.BackupPlanInput{
		BackupPlanName: "p", Rules: []backup.BackupRuleInput{{RuleName: "r", TargetBackupVaultName: "main",
			ScheduleExpression: "cron(30 */6 * * ? *)", Lifecycle: &backup.Lifecycle{DeleteAfterDays: new(int64(30))}}}}})
	do[backup.CreateBackupSelectionOutput](l, l.w, owner, &backup.CreateBackupSelection{BackupPlanId: plan.BackupPlanId,
		BackupSelection: &backup.BackupSelection{SelectionName: "s", IamRoleArn: l.role,
			Resources: []string{fileSystem(owner, 1)}}})
}

func TestYearsOfPoliciesAndPlansLeaveAWorldAsLargeAsItIs(t *testing.T) {
	if testing.Short() {
		t.Skip("years take seconds")
	}
	l := &load{T: t, w: model.New(model.Options{})}
	l.roles()
	l.plans()
	staysAsLarge(t, l.w, 4**loadYears, func(int) { l.w.Advance(365 * kernel.Day / 4) })
	kept := do[ebs.DescribeSnapshotsOutput](t, l.w, owner, &ebs.DescribeSnapshots{OwnerIds: []string{"self"}})
	assert.Greater(t, len(kept.Snapshots), 24+29)
}
