package shareproof_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof"
	"github.com/shareproof/shareproof/emulator/faults"
	_ "github.com/shareproof/shareproof/phrases"
)

// halfKey lets the consumer do all with a key that a copy needs but one action.
const halfKey = `{"Version":"2012-10-17","Statement":[
	{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"kms:*","Resource":"*"},
	{"Sid":"Half","Effect":"Allow","Principal":{"AWS":"222222222222"},"Resource":"*",
		"Action":["kms:Decrypt","kms:ReEncrypt*","kms:DescribeKey"]}]}`

// failedCopy is a copy of an encrypted snapshot that ends in error, and its key.
func failedCopy(t *testing.T, cloud *shareproof.Cloud) (snapshot, key string) {
	keys := kms.NewFromConfig(cloud.Config(owner))
	made, err := keys.CreateKey(t.Context(), &kms.CreateKeyInput{Policy: aws.String(halfKey)})
	require.NoError(t, err)
	key = *made.KeyMetadata.Arn
	ours, theirs := ec2.NewFromConfig(cloud.Config(owner)), ec2.NewFromConfig(cloud.Config(consumer))
	volume, err := ours.CreateVolume(t.Context(), &ec2.CreateVolumeInput{AvailabilityZone: aws.String("us-east-1a"),
		Size: aws.Int32(8), Encrypted: aws.Bool(true), KmsKeyId: &key})
	require.NoError(t, err)
	cloud.Advance(time.Minute)
	source, err := ours.CreateSnapshot(t.Context(), &ec2.CreateSnapshotInput{VolumeId: volume.VolumeId})
	require.NoError(t, err)
	cloud.Advance(time.Hour)
	_, err = ours.ModifySnapshotAttribute(t.Context(), &ec2.ModifySnapshotAttributeInput{
		SnapshotId: source.SnapshotId, Attribute: ec2types.SnapshotAttributeNameCreateVolumePermission,
		OperationType: ec2types.OperationTypeAdd, UserIds: []string{consumer},
	})
	require.NoError(t, err)
	copied, err := theirs.CopySnapshot(t.Context(),
		&ec2.CopySnapshotInput{SourceRegion: aws.String("us-east-1"), SourceSnapshotId: source.SnapshotId})
	require.NoError(t, err)
	cloud.Advance(time.Hour)
	return *copied.SnapshotId, key
}

func TestAFailedCopyTellsTheTestWhichActionOnWhichKeyIsMissingAndWhoseStatementLacksIt(t *testing.T) {
	cloud := shareproof.New(t)
	snapshot, key := failedCopy(t, cloud)
	for _, id := range []string{snapshot, "arn:aws:ec2:us-east-1::snapshot/" + snapshot} {
		why := cloud.Why(id)
		assert.Contains(t, why, snapshot+" of 222222222222 in us-east-1 failed: Given key ID is not accessible")
		assert.Contains(t, why, "EBS-SHR-16: Nothing is made of an encrypted snapshot unless its maker may")
		assert.Contains(t, why, "is not authorized to perform: kms:CreateGrant on resource: "+key)
		assert.Contains(t, why, "(Half), resource, Allow: Action does not match kms:CreateGrant")
	}
	assert.Contains(t, cloud.Why("snap-0123456789abcdef0"), "nothing is known to have gone wrong")

	// The caller learns what AWS tells.
	out, err := ec2.NewFromConfig(cloud.Config(consumer)).DescribeSnapshots(t.Context(),
		&ec2.DescribeSnapshotsInput{SnapshotIds: []string{snapshot}})
	require.NoError(t, err)
	assert.Equal(t, "Given key ID is not accessible", *out.Snapshots[0].StateMessage)
}

func TestARefusalTellsTheTestItsRuleAndTheStatement(t *testing.T) {
	cloud := shareproof.New(t)
	_, key := failedCopy(t, cloud)
	_, err := kms.NewFromConfig(cloud.Config(consumer)).GenerateDataKey(t.Context(),
		&kms.GenerateDataKeyInput{KeyId: &key, NumberOfBytes: aws.Int32(32)})
	require.Error(t, err)
	why := cloud.WhyRefused(err)
	assert.Contains(t, why, "KMS-POL-03: ")
	assert.Contains(t, why, "(Half), resource, Allow: Action does not match kms:GenerateDataKey")

	calls := cloud.Calls()
	last := calls[len(calls)-1]
	assert.Equal(t, "KMS-POL-03", last.Rule)
	assert.Equal(t, "kms", last.Service)
	assert.Equal(t, "GenerateDataKey", last.Operation)
	assert.Equal(t, consumer, last.Account)
	assert.EqualValues(t, len(calls), last.Number)
	assert.Equal(t, cloud.Now(), last.At)
	assert.Contains(t, last.Command, "aws kms generate-data-key --key-id "+key)
	assert.NotContains(t, err.Error(), "KMS-POL-03", "the client learns nothing of it")

	assert.Contains(t, cloud.WhyRefused(fmt.Errorf("waiter state transitioned to Failure")), "Given key ID is not accessible")
	assert.Contains(t, shareproof.New(t).WhyRefused(fmt.Errorf("mine")), "nothing has failed")
}

// doomed is a test that has failed as soon as it says so.
type doomed struct {
	*testing.T
	failed   bool
	told     []string
	cleanups []func()
}

func (f *doomed) Failed() bool { return f.failed }

func (f *doomed) Logf(format string, args ...any) {
	f.told = append(f.told, fmt.Sprintf(format, args...))
}

func (f *doomed) Cleanup(do func()) { f.cleanups = append(f.cleanups, do) }

func (f *doomed) Errorf(string, ...any) { f.failed = true }

func (f *doomed) end() string {
	for _, do := range f.cleanups {
		do()
	}
	return strings.Join(f.told, "\n")
}

func TestATestThatFailsPrintsItsCallsAndWhatFailed(t *testing.T) {
	f := &doomed{T: t}
	cloud := shareproof.New(f, shareproof.Faults(faults.Plan{Script: []faults.Scripted{
		{At: faults.Place{Call: "kms.CreateKey"}, Fault: faults.Fault{Kind: faults.Throttling}}}}))
	snapshot, _ := failedCopy(t, cloud)
	f.failed = true
	told := f.end()
	assert.Contains(t, told, "the calls of this test:\n   1  2025-11-01T00:00:00Z  111111111111  aws kms create-key")
	assert.Contains(t, told, "400 ThrottlingException: Rate exceeded (fault: throttling)")
	assert.Contains(t, told, "aws ec2 copy-snapshot")
	assert.Contains(t, told, "what failed:\n      2025-11-01T")
	assert.Contains(t, told, snapshot+" of 222222222222")
	assert.Contains(t, told, "call 1, kms.CreateKey of 111111111111: throttling")

	held := &doomed{T: t}
	failedCopy(t, shareproof.New(held))
	assert.Empty(t, held.end(), "one that holds is silent")
}

func TestOfManyCloudsThoseOfTheFailureAreTold(t *testing.T) {
	f := &doomed{T: t}
	for seed := range uint64(20) {
		cloud := shareproof.New(f, shareproof.WithSeed(seed))
		_, err := ec2.NewFromConfig(cloud.Config(owner)).CreateVolume(t.Context(), &ec2.CreateVolumeInput{
			AvailabilityZone: aws.String("us-east-1a"), Size: aws.Int32(int32(seed + 1))})
		require.NoError(t, err)
		f.failed = f.failed || seed == 10
	}
	told := f.end()
	assert.Contains(t, told, "--size 11 ")
	assert.NotContains(t, told, "--size 12 ")
	assert.NotContains(t, told, "--size 8 ")
}

func TestTheEmulatorTellsItsOperatorWhy(t *testing.T) {
	cloud := shareproof.New(t)
	snapshot, key := failedCopy(t, cloud)
	url := cloud.Serve()
	assert.Equal(t, url, cloud.Serve())
	var why struct {
		Failures []struct{ Resource, Rule string }
	}
	get(t, url+"/_shareproof/why?about="+snapshot, &why)
	require.Len(t, why.Failures, 1)
	assert.Equal(t, "EBS-SHR-16", why.Failures[0].Rule)
	var calls struct{ Calls []struct{ Operation string } }
	get(t, url+"/_shareproof/calls?account="+consumer+"&last=1", &calls)
	require.Len(t, calls.Calls, 1)
	assert.Equal(t, "CopySnapshot", calls.Calls[0].Operation)
	var explained struct {
		Allowed bool
		Why     string
	}
	get(t, url+"/_shareproof/explain?as="+consumer+"&action=kms:GenerateDataKey&resource="+key, &explained)
	assert.False(t, explained.Allowed)
	assert.Contains(t, explained.Why, "no resource-based policy allows the kms:GenerateDataKey action")
}

func TestARoleActsByItsARN(t *testing.T) {
	try := func(t *testing.T, cloud *shareproof.Cloud, pass func(time.Duration)) {
		people := iam.NewFromConfig(cloud.Config(owner))
		trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}]}`
		role, err := people.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("job"),
			AssumeRolePolicyDocument: &trust})
		require.NoError(t, err)
		job := ec2.NewFromConfig(cloud.ConfigAs(*role.Role.Arn))
		_, err = job.DescribeVolumes(t.Context(), &ec2.DescribeVolumesInput{})
		require.ErrorContains(t, err, "UnauthorizedOperation")
		assert.Contains(t, cloud.WhyRefused(err), "no statement allows anything")
		_, err = people.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: aws.String("job"),
			PolicyName:     aws.String("p"),
			PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}`)})
		require.NoError(t, err)
		for range 5 {
			_, err = job.DescribeVolumes(t.Context(), &ec2.DescribeVolumesInput{})
			require.NoError(t, err)
			pass(50 * time.Minute)
		}
	}
	t.Run("by hand", func(t *testing.T) {
		cloud := shareproof.New(t)
		try(t, cloud, cloud.Advance)
	})
	t.Run("by a clock", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { try(t, shareproof.New(t, shareproof.WithClock(time.Now)), time.Sleep) })
	})
	t.Run("that does not trust its account", func(t *testing.T) {
		cloud := shareproof.New(t)
		trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
		role, err := iam.NewFromConfig(cloud.Config(owner)).CreateRole(t.Context(),
			&iam.CreateRoleInput{RoleName: aws.String("job"), AssumeRolePolicyDocument: &trust})
		require.NoError(t, err)
		_, err = ec2.NewFromConfig(cloud.ConfigAs(*role.Role.Arn)).DescribeVolumes(t.Context(), &ec2.DescribeVolumesInput{})
		require.ErrorContains(t, err, "Principal does not name arn:aws:iam::111111111111:root")
	})
}

func TestPhrasesAndClientsMeetInOneWorld(t *testing.T) {
	cloud := shareproof.New(t)
	b1 := cloud.Given(`
		Given an active cluster "vault" of "owner"
		And a ready backup "b1" of cluster "vault"`)
	assert.Regexp(t, "^backup-", b1.ID)
	assert.Equal(t, owner, b1.Account)
	assert.Equal(t, b1, cloud.Named("b1"))
	assert.Regexp(t, "^cluster-", cloud.Named("vault").ID)

	snapshot := cloud.Given(`a completed snapshot "s1" of "owner"`)
	ours := ec2.NewFromConfig(cloud.Config(owner))
	_, err := ours.ModifySnapshotAttribute(t.Context(), &ec2.ModifySnapshotAttributeInput{
		SnapshotId: &snapshot.ID, Attribute: ec2types.SnapshotAttributeNameCreateVolumePermission,
		OperationType: ec2types.OperationTypeAdd, UserIds: []string{consumer},
	})
	require.NoError(t, err)
	cloud.Given(`
		Then "consumer" sees these snapshots
		  | Snapshot | Owner |
		  | s1       | owner |
		When "stranger" copies snapshot "s1" to eu-west-1 as "copy"
		And 1 hour passes
		Then snapshot "copy" ends in error because "Source snapshot is not found"`)
	cloud.Given(`
		When "stranger" deletes snapshot "s1"
		Then it is refused with InvalidSnapshot.NotFound`)
}

func TestAPhraseThatFailsFailsTheTest(t *testing.T) {
	for phrase, want := range map[string]string{
		`a compleet snapshot "s1" of "owner"`: "the nearest are",
		`a completed snapshot "s1" of "ownr"`: `there is no account "ownr"`,
		`"owner" deletes snapshot "s9"`:       `no snapshot is named "s9"`,
		"":                                    "no phrase is said",
		`Then "owner" sees no snapshots` + "\n  | a |":                                   "takes neither a table nor a doc string",
		"a completed snapshot \"s1\" of \"owner\"\nThen \"owner\" sees no snapshots":     "wanted",
		"a completed snapshot \"s2\" of \"owner\"\n\"stranger\" deletes snapshot \"s2\"": "refused: InvalidSnapshot.NotFound",
	} {
		f := &failing{}
		shareproof.New(f).Given(phrase)
		assert.Contains(t, f.why, want, phrase)
	}
	f := &failing{}
	shareproof.New(f).Named("x")
	assert.Equal(t, `shareproof: no phrase has named "x"`, f.why)
}

func get(t *testing.T, url string, into any) {
	t.Helper()
	body := fetched(t, url)
	require.NoError(t, json.Unmarshal(body, into), "%s", body)
}

func TestWorkOfEBSFailsByAPlan(t *testing.T) {
	for call, lost := range map[string]string{"ec2.CreateVolume": "vol-", "ec2.CreateSnapshot": "snap-", "ec2.CopySnapshot": "snap-"} {
		cloud := shareproof.New(t, shareproof.Faults(faults.Plan{Script: []faults.Scripted{
			{At: faults.Place{Call: call}, Fault: faults.Fault{Kind: faults.FailingJob}}}}))
		ours := ec2.NewFromConfig(cloud.Config(owner))
		cloud.Given(`
			Given an available volume "v" of "owner"
			When "owner" snapshots volume "v" as "s1"
			And 1 hour passes`)
		volume, source := cloud.Named("v").ID, cloud.Named("s1").ID
		var err error
		switch call {
		case "ec2.CreateVolume":
			_, err = ours.CreateVolume(t.Context(),
				&ec2.CreateVolumeInput{AvailabilityZone: aws.String("us-east-1a"), Size: aws.Int32(2)})
		case "ec2.CreateSnapshot":
			_, err = ours.CreateSnapshot(t.Context(), &ec2.CreateSnapshotInput{VolumeId: &volume})
		default:
			_, err = ours.CopySnapshot(t.Context(),
				&ec2.CopySnapshotInput{SourceRegion: aws.String("us-east-1"), SourceSnapshotId: &source})
		}
		require.NoError(t, err)
		cloud.Advance(24 * time.Hour)
		told := cloud.WhyRefused(fmt.Errorf("a waiter's"))
		assert.Contains(t, told, lost, call)
		assert.Contains(t, told, "the work was made to fail on purpose", call)
	}
}

// What is doomed and cannot be done anyhow ends in error, and not never.
func TestDoomedWorkThatCannotBeDoneAnyhowEnds(t *testing.T) {
	cloud := shareproof.New(t, shareproof.Faults(faults.Plan{Script: []faults.Scripted{
		{At: faults.Place{Call: "ec2.CopySnapshot"}, Fault: faults.Fault{Kind: faults.FailingJob}}}}))
	snapshot, _ := failedCopy(t, cloud)
	out, err := ec2.NewFromConfig(cloud.Config(consumer)).DescribeSnapshots(t.Context(),
		&ec2.DescribeSnapshotsInput{SnapshotIds: []string{snapshot}})
	require.NoError(t, err)
	assert.Equal(t, ec2types.SnapshotStateError, out.Snapshots[0].State)
}
