package iam

import (
	"fmt"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// amazon is the account in the ARNs of AWS's managed policies.
const amazon = "aws"

// awsPolicies are those of AWS's managed policies that the model knows, by ARN.
// The documents are those of the AWS Managed Policy Reference Guide.
var awsPolicies = func() map[string]*managedPolicy {
	all := map[string]*managedPolicy{}
	for _, partition := range []string{"aws", "aws-us-gov"} {
		for _, known := range []struct{ path, name, version, description, document string }{
			{"/", "AdministratorAccess", "v1", "Provides full access to AWS services and resources.", administratorAccess},
			{"/", "ReadOnlyAccess", "v1", "Provides read-only access to AWS services and resources.", readOnlyAccess},
			{"/", "AWSCloudHSMFullAccess", "v1", "Provides full access to all CloudHSM resources.", allowing(`"cloudhsm:*"`)},
			{"/", "AWSCloudHSMReadOnlyAccess", "v1", "Provides read only access to all CloudHSM resources.",
				allowing(`["cloudhsm:Get*","cloudhsm:List*","cloudhsm:Describe*"]`)},
			{"/", "AWSKeyManagementServicePowerUser", "v2", "Provides access to AWS Key Management Service (KMS).",
				allowing(`["kms:CreateAlias","kms:CreateKey","kms:DeleteAlias","kms:Describe*","kms:GenerateRandom","kms:Get*","kms:List*","kms:TagResource","kms:UntagResource","iam:ListGroups","iam:ListRoles","iam:ListUsers"]`)},
			{"/", "AWSResourceAccessManagerFullAccess", "v1", "Provides full access to AWS Resource Access Manager",
				allowing(`"ram:*"`)},
			{"/", "AWSResourceAccessManagerReadOnlyAccess", "v1", "Provides read only access to AWS Resource Access Manager.",
				allowing(`["ram:Get*","ram:List*"]`)},
			{"/aws-service-role/", "AWSResourceAccessManagerServiceRolePolicy", "v1", "Policy containing Read-only AWS " +
				"Resource Access Manager access to customers' Organizations structure. It also contains IAM permissions to " +
				"self-delete the role.", resourceAccessManager},
			{"/service-role/", "AWSDataLifecycleManagerServiceRole", "v8",
				"Provides appropriate permissions to AWS Data Lifecycle Manager to take actions on AWS resources",
				dataLifecycleManager},
			{"/", "AWSBackupFullAccess", "v19", "This policy is for backup administrators, granting full access to AWS " +
				"Backup operations, including creating or editing backup plans, assigning AWS resources to backup plans, " +
				"deleting backups, and restoring backups.", backupFullAccess},
			{"/service-role/", "AWSBackupServiceRolePolicyForBackup", "v20",
				"Provides AWS Backup permission to create backups on your behalf across AWS services", backupForBackup},
			{"/service-role/", "AWSBackupServiceRolePolicyForRestores", "v24",
				"Provides AWS Backup permission to perform restores on your behalf across AWS services.", backupForRestores},
			{"/aws-service-role/", "AWSBackupServiceLinkedRolePolicyForBackup", "v19",
				"Provides AWS Backup permission to create backups on your behalf across AWS services", backupLinkedRole},
		} {
			p := &managedPolicy{
				Scope: kernel.Scope{Account: amazon, Region: partition}, Path: known.path, Name: known.name, ID: awsID(known.name),
				Description: known.description, Version: known.version,
				Created: moment(madeOn[known.name].created), Updated: moment(madeOn[known.name].edited),
				Document: strings.ReplaceAll(known.document, "arn:aws:", "arn:"+partition+":"),
			}
			all[p.arn()] = p
		}
	}
	return all
}()

// madeOn tells when AWS made each of its managed policies, and edited what the model has
// of it, by the AWS Managed Policy Reference Guide. Where it does not tell the latter of
// the version, the policy counts as unedited.
var madeOn = map[string]struct{ created, edited string }{
	"AdministratorAccess":                       {"2015-02-06T18:39:46Z", "2015-02-06T18:39:46Z"},
	"ReadOnlyAccess":                            {"2015-02-06T18:39:00Z", "2015-02-06T18:39:00Z"},
	"AWSCloudHSMFullAccess":                     {"2015-02-06T18:39:00Z", "2015-02-06T18:39:00Z"},
	"AWSCloudHSMReadOnlyAccess":                 {"2015-02-06T18:39:00Z", "2015-02-06T18:39:00Z"},
	"AWSKeyManagementServicePowerUser":          {"2015-02-06T18:40:00Z", "2017-03-07T00:55:00Z"},
	"AWSResourceAccessManagerFullAccess":        {"2019-06-04T17:28:00Z", "2019-06-04T17:28:00Z"},
	"AWSResourceAccessManagerReadOnlyAccess":    {"2019-12-09T20:58:00Z", "2019-12-09T20:58:00Z"},
	"AWSResourceAccessManagerServiceRolePolicy": {"2018-11-14T19:28:00Z", "2018-11-14T19:28:00Z"},
	"AWSDataLifecycleManagerServiceRole":        {"2018-07-06T19:34:00Z", "2024-12-16T17:37:00Z"},
	"AWSBackupFullAccess":                       {"2019-11-18T22:21:00Z", "2019-11-18T22:21:00Z"},
	"AWSBackupServiceRolePolicyForBackup":       {"2019-01-10T21:01:00Z", "2019-01-10T21:01:00Z"},
	"AWSBackupServiceRolePolicyForRestores":     {"2019-01-12T00:23:00Z", "2019-01-12T00:23:00Z"},
	"AWSBackupServiceLinkedRolePolicyForBackup": {"2020-06-02T23:08:00Z", "2025-05-22T00:37:00Z"},
}

// moment reads a time of the table above.
func moment(text string) kernel.Time {
	t, err := kernel.ParseMoment(text)
	if err != nil {
		panic("iam: " + err.Error())
	}
	return kernel.At(t)
}

// awsID is an ID in AWS's shape that is always that of the policy.
func awsID(name string) string {
	k := kernel.NewKeyer()
	k.Text(name)
	return kernel.Fixed(k.Key()).Capital("ANPA", 17)
}

// allowing allows actions on everything.
func allowing(actions string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":%s,"Resource":"*"}]}`, actions)
}

var administratorAccess = allowing(`"*"`)

// readOnlyAccess is what the policy says about services of the model; about
// thousand other actions are left out.
var readOnlyAccess = allowing(`["cloudhsm:Describe*","cloudhsm:Get*","cloudhsm:List*","dlm:Get*","dlm:List*","ec2:Describe*","ec2:Get*","ec2:List*","events:Describe*","events:List*","iam:Get*","iam:List*","kms:Describe*","kms:Get*","kms:List*","organizations:Describe*","organizations:List*","ram:Get*","ram:List*","sts:GetCallerIdentity"]`)

const resourceAccessManager = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "organizations:DescribeAccount",
        "organizations:DescribeOrganization",
        "organizations:DescribeOrganizationalUnit",
        "organizations:ListAccounts",
        "organizations:ListAccountsForParent",
        "organizations:ListChildren",
        "organizations:ListOrganizationalUnitsForParent",
        "organizations:ListParents",
        "organizations:ListRoots"
      ],
      "Resource": "*"
    },
    {
      "Sid": "AllowDeletionOfServiceLinkedRoleForResourceAccessManager",
      "Effect": "Allow",
      "Action": ["iam:DeleteRole"],
      "Resource": ["arn:aws:iam::*:role/aws-service-role/ram.amazonaws.com/*"]
    }
  ]
}`

const dataLifecycleManager = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "ec2:CreateSnapshot",
        "ec2:CreateSnapshots",
        "ec2:DeleteSnapshot",
        "ec2:DescribeInstances",
        "ec2:DescribeVolumes",
        "ec2:DescribeSnapshots",
        "ec2:EnableFastSnapshotRestores",
        "ec2:DescribeFastSnapshotRestores",
        "ec2:DisableFastSnapshotRestores",
        "ec2:CopySnapshot",
        "ec2:ModifySnapshotAttribute",
        "ec2:DescribeSnapshotAttribute",
        "ec2:DescribeSnapshotTierStatus",
        "ec2:ModifySnapshotTier",
        "ec2:DescribeAvailabilityZones"
      ],
      "Resource": "*"
    },
    {
      "Effect": "Allow",
      "Action": ["ec2:CreateTags"],
      "Resource": "arn:aws:ec2:*::snapshot/*"
    },
    {
      "Effect": "Allow",
      "Action": [
        "events:PutRule",
        "events:DeleteRule",
        "events:DescribeRule",
        "events:EnableRule",
        "events:DisableRule",
        "events:ListTargetsByRule",
        "events:PutTargets",
        "events:RemoveTargets"
      ],
      "Resource": "arn:aws:events:*:*:rule/AwsDataLifecycleRule.managed-cwe.*"
    }
  ]
}`
