package shareproof_test

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dlm"
	dlmtypes "github.com/aws/aws-sdk-go-v2/service/dlm/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/shareproof/shareproof"
)

// Sharing a snapshot that is encrypted is not enough: the account that copies it
// needs the key too, and learns of that only after CopySnapshot was accepted.
func Example_sharedSnapshot() {
	ctx := context.TODO()
	cloud := shareproof.New(t)
	owner, target := cloud.Config("111111111111"), cloud.Config("222222222222")
	ours, theirs := ec2.NewFromConfig(owner), ec2.NewFromConfig(target)
	keys := kms.NewFromConfig(owner)

	key, _ := keys.CreateKey(ctx, &kms.CreateKeyInput{})
	volume, _ := ours.CreateVolume(ctx, &ec2.CreateVolumeInput{
		AvailabilityZone: aws.String("us-east-1a"), Size: aws.Int32(8), Encrypted: aws.Bool(true),
		KmsKeyId: key.KeyMetadata.Arn,
	})
	cloud.Advance(time.Minute)
	snapshot, _ := ours.CreateSnapshot(ctx, &ec2.CreateSnapshotInput{VolumeId: volume.VolumeId})
	cloud.Advance(time.Hour)
	_, _ = ours.ModifySnapshotAttribute(ctx, &ec2.ModifySnapshotAttributeInput{
		SnapshotId: snapshot.SnapshotId, Attribute: ec2types.SnapshotAttributeNameCreateVolumePermission,
		CreateVolumePermission: &ec2types.CreateVolumePermissionModifications{
			Add: []ec2types.CreateVolumePermission{{UserId: aws.String("222222222222")}},
		},
	})

	outcome := func() ec2types.SnapshotState {
		copied, _ := theirs.CopySnapshot(ctx, &ec2.CopySnapshotInput{
			SourceRegion: aws.String("us-east-1"), SourceSnapshotId: snapshot.SnapshotId, Encrypted: aws.Bool(true),
		})
		cloud.Advance(time.Hour)
		out, _ := theirs.DescribeSnapshots(ctx, &ec2.DescribeSnapshotsInput{SnapshotIds: []string{*copied.SnapshotId}})
		return out.Snapshots[0].State
	}
	fmt.Println("Without the key the copy ends as", outcome())

	_, _ = keys.PutKeyPolicy(ctx,
		&kms.PutKeyPolicyInput{KeyId: key.KeyMetadata.KeyId, Policy: aws.String(`{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "kms:*", "Resource": "*"},
		{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::222222222222:root"}, "Resource": "*",
			"Action": ["kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey", "kms:CreateGrant"]}
	]}`)})
	fmt.Println("With the key the copy ends as", outcome())
	// Output:
	// Without the key the copy ends as error
	// With the key the copy ends as completed
}

// A lifecycle policy makes a snapshot a day and keeps three: after a year there
// are three.
func Example_lifecyclePolicy() {
	ctx := context.TODO()
	cloud := shareproof.New(t)
	config := cloud.Config("111111111111")
	volumes, policies := ec2.NewFromConfig(config), dlm.NewFromConfig(config)

	backup := []ec2types.Tag{{Key: aws.String("backup"), Value: aws.String("yes")}}
	_, _ = volumes.CreateVolume(ctx, &ec2.CreateVolumeInput{
		AvailabilityZone: aws.String("us-east-1a"), Size: aws.Int32(8),
		TagSpecifications: []ec2types.TagSpecification{{ResourceType: ec2types.ResourceTypeVolume, Tags: backup}},
	})
	defaultRole(config)
	_, err := policies.CreateLifecyclePolicy(ctx, &dlm.CreateLifecyclePolicyInput{
		Description: aws.String("daily"), State: dlmtypes.SettablePolicyStateValuesEnabled,
		ExecutionRoleArn: aws.String("arn:aws:iam::111111111111:role/service-role/AWSDataLifecycleManagerDefaultRole"),
		PolicyDetails: &dlmtypes.PolicyDetails{
			ResourceTypes: []dlmtypes.ResourceTypeValues{dlmtypes.ResourceTypeValuesVolume},
			TargetTags:    []dlmtypes.Tag{{Key: aws.String("backup"), Value: aws.String("yes")}},
			Schedules: []dlmtypes.Schedule{{
				Name: aws.String("daily"),
				CreateRule: &dlmtypes.CreateRule{Interval: aws.Int32(24), IntervalUnit: dlmtypes.IntervalUnitValuesHours,
					Times: []string{"09:00"}},
				RetainRule: &dlmtypes.RetainRule{Count: aws.Int32(3)},
			}},
		},
	})
	cloud.Advance(365 * 24 * time.Hour)
	out, _ := volumes.DescribeSnapshots(ctx, &ec2.DescribeSnapshotsInput{OwnerIds: []string{"self"}})
	fmt.Println("Error:", err, "- snapshots after a year:", len(out.Snapshots))
	// Output:
	// Error: <nil> - snapshots after a year: 3
}

// defaultRole makes the role that Data Lifecycle Manager's console makes.
func defaultRole(config aws.Config) {
	roles := iam.NewFromConfig(config)
	_, _ = roles.CreateRole(context.TODO(), &iam.CreateRoleInput{
		RoleName: aws.String("AWSDataLifecycleManagerDefaultRole"), Path: aws.String("/service-role/"),
		AssumeRolePolicyDocument: aws.String(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "dlm.amazonaws.com"}, "Action": "sts:AssumeRole"}}`),
	})
	_, _ = roles.AttachRolePolicy(context.TODO(), &iam.AttachRolePolicyInput{
		RoleName:  aws.String("AWSDataLifecycleManagerDefaultRole"),
		PolicyArn: aws.String("arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole"),
	})
}
