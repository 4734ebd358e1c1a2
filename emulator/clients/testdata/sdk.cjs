// Plays what people do with the SDK for JavaScript, version 3. Prints a line for each
// play, and one for each thing that the installed clients are too old for.
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const hsm = require('@aws-sdk/client-cloudhsm-v2');
const dlm = require('@aws-sdk/client-dlm');
const ec2 = require('@aws-sdk/client-ec2');
const iam = require('@aws-sdk/client-iam');
const kms = require('@aws-sdk/client-kms');
const ram = require('@aws-sdk/client-ram');
const { fromIni } = require('@aws-sdk/credential-providers');

const { ENDPOINT: endpoint, ARN: arn, BACKUP: backup } = process.env;
const owner = '111111111111', consumer = '222222222222', subnet = 'subnet-0123456789abcdefa';

const client = (of, account = owner, region = 'us-east-1') =>
  new of({ endpoint, region, maxAttempts: 1, credentials: { accessKeyId: account, secretAccessKey: 'any' } });

const advance = async (by) => {
  const answer = await fetch(`${endpoint}/_shareproof/advance?by=${by}`, { method: 'POST' });
  assert.equal(answer.status, 200);
};

const refused = (code, call) => assert.rejects(call, (e) => e.name === code || assert.fail(`want ${code}, got ${e.name}`));

const trusting = (principal) => JSON.stringify({ Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' } });

async function aRole() {
  const roles = client(iam.IAMClient, consumer, 'eu-west-1');
  const { Role } = await roles.send(new iam.CreateRoleCommand({ RoleName: 'Reader',
    AssumeRolePolicyDocument: trusting({ AWS: `arn:aws:iam::${owner}:root` }) }));
  await roles.send(new iam.PutRolePolicyCommand({ RoleName: 'Reader', PolicyName: 'read', PolicyDocument: JSON.stringify(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' } }) }));
  const filepath = path.resolve('credentials'), configFilepath = path.resolve('config');
  fs.writeFileSync(filepath, `[base]\naws_access_key_id = ${owner}\naws_secret_access_key = any\n`);
  fs.writeFileSync(configFilepath,
    `[profile job]\nrole_arn = ${Role.Arn}\nrole_session_name = nightly\nsource_profile = base\n`);
  process.env.AWS_ENDPOINT_URL = endpoint; // where the role is assumed
  const credentials = fromIni({ profile: 'job', filepath, configFilepath, clientConfig: { region: 'eu-west-1' } });
  const job = { endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 };
  assert.deepEqual((await new ec2.EC2Client(job).send(new ec2.DescribeVolumesCommand({}))).Volumes, []);
  await refused('AccessDeniedException', () => new kms.KMSClient(job).send(new kms.ListKeysCommand({})));
  console.log('played: a role of another account');
}

async function reading() {
  const volumes = client(ec2.EC2Client), users = client(iam.IAMClient, owner, 'eu-west-1');
  const { VolumeId } = await volumes.send(new ec2.CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 8 }));
  const [shown] = (await volumes.send(new ec2.DescribeVolumesCommand({ VolumeIds: [VolumeId] }))).Volumes;
  assert.deepEqual([shown.Attachments, shown.SnapshotId, shown.Iops], [[], '', 100]);
  setTimeout(() => advance('1h'), 500); // somebody lets time pass while the waiter asks
  const waited = await ec2.waitUntilVolumeAvailable({ client: volumes, minDelay: 1, maxDelay: 1, maxWaitTime: 30 },
    { VolumeIds: [VolumeId] });
  assert.equal(waited.state, 'SUCCESS');
  for (const UserName of ['user0', 'user1', 'user2']) {
    await users.send(new iam.CreateUserCommand({ UserName }));
  }
  const names = [];
  for await (const page of iam.paginateListUsers({ client: users, pageSize: 1 }, {})) {
    assert(page.Users.length <= 1);
    names.push(...page.Users.map((u) => u.UserName));
  }
  assert.deepEqual(names, ['user0', 'user1', 'user2']);
  console.log('played: empty members, pages and a waiter');
}

async function sharingABackup() {
  const own = client(hsm.CloudHSMV2Client), other = client(hsm.CloudHSMV2Client, consumer);
  const shares = client(ram.RAMClient), invited = client(ram.RAMClient, consumer);
  if (hsm.PutResourcePolicyCommand) {
    const put = await own.send(new hsm.PutResourcePolicyCommand({ ResourceArn: arn, Policy: JSON.stringify({
      Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: [consumer] }, Resource: arn,
        Action: ['cloudhsm:CreateCluster', 'cloudhsm:DescribeBackups'] }] }) }));
    assert.equal(put.ResourceArn, arn);
    const { Policy } = await own.send(new hsm.GetResourcePolicyCommand({ ResourceArn: arn }));
    assert(Policy.includes(arn));
    const { resources } = await shares.send(new ram.ListResourcesCommand({ resourceOwner: 'SELF', resourceArns: [arn] }));
    const { resourceShareArn } = resources[0];
    await shares.send(new ram.PromoteResourceShareCreatedFromPolicyCommand({ resourceShareArn }));
    await advance('1h');
    const found = await other.send(new hsm.DescribeBackupsCommand({ Shared: true }));
    assert.equal(found.Backups[0].BackupId, backup);
    await own.send(new hsm.DeleteResourcePolicyCommand({ ResourceArn: arn }));
    await advance('1h');
    console.log('played: a backup is shared by a policy, promoted, found and unshared');
  } else {
    console.log('too old: PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy and Shared of DescribeBackups');
  }

  const { resourceShare } = await shares.send(new ram.CreateResourceShareCommand(
    { name: 'backups', resourceArns: [arn], principals: [consumer] }));
  await advance('1h');
  const { resourceShareInvitations } = await invited.send(new ram.GetResourceShareInvitationsCommand({}));
  await invited.send(new ram.AcceptResourceShareInvitationCommand(
    { resourceShareInvitationArn: resourceShareInvitations[0].resourceShareInvitationArn }));
  await advance('1h');
  const restore = new hsm.CreateClusterCommand({ HsmType: 'hsm2m.medium', SubnetIds: [subnet], SourceBackupId: arn });
  assert.equal((await other.send(restore)).Cluster.SourceBackupId, backup);
  await shares.send(new ram.DisassociateResourceShareCommand(
    { resourceShareArn: resourceShare.resourceShareArn, resourceArns: [arn] }));
  await advance('1h');
  await refused('CloudHsmResourceNotFoundException', () => other.send(restore));
  console.log('played: a backup is shared by RAM, restored in another account and unshared');
}

async function crossAccountCopies() {
  const RoleName = 'AWSDataLifecycleManagerDefaultRole', roles = {};
  for (const account of [owner, consumer]) {
    const own = client(iam.IAMClient, account, 'eu-west-2');
    const { Role } = await own.send(new iam.CreateRoleCommand({ RoleName, Path: '/service-role/',
      AssumeRolePolicyDocument: trusting({ Service: 'dlm.amazonaws.com' }) }));
    roles[account] = Role.Arn;
    await own.send(new iam.AttachRolePolicyCommand({ RoleName,
      PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole' }));
  }
  const keys = client(kms.KMSClient), volumes = client(ec2.EC2Client);
  const key = (await keys.send(new kms.CreateKeyCommand({}))).KeyMetadata.Arn;
  const london = (await client(kms.KMSClient, consumer, 'eu-west-2').send(new kms.CreateKeyCommand({}))).KeyMetadata.Arn;
  const { VolumeId } = await volumes.send(new ec2.CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 8,
    Encrypted: true, KmsKeyId: key,
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'backup', Value: 'yes' }] }] }));
  await advance('1h');
  const { PolicyId } = await client(dlm.DLMClient).send(new dlm.CreateLifecyclePolicyCommand({
    Description: 'Share policy', State: 'ENABLED', ExecutionRoleArn: roles[owner], PolicyDetails: {
      ResourceTypes: ['VOLUME'], TargetTags: [{ Key: 'backup', Value: 'yes' }], Schedules: [{ Name: 'daily',
        CreateRule: { CronExpression: 'cron(0 9 * * ? *)' }, RetainRule: { Interval: 1, IntervalUnit: 'WEEKS' },
        ShareRules: [{ TargetAccounts: [consumer] }] }] } }));

  const use = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
  const grants = ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'];
  const Condition = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };
  const users = { AWS: [roles[owner], `arn:aws:iam::${consumer}:root`] };
  const policy = JSON.parse((await keys.send(new kms.GetKeyPolicyCommand({ KeyId: key, PolicyName: 'default' }))).Policy);
  policy.Statement.push({ Effect: 'Allow', Principal: users, Action: use, Resource: '*' },
    { Effect: 'Allow', Principal: users, Action: grants, Resource: '*', Condition });
  await keys.send(new kms.PutKeyPolicyCommand({ KeyId: key, PolicyName: 'default', Policy: JSON.stringify(policy) }));
  await client(dlm.DLMClient, consumer).send(new dlm.CreateLifecyclePolicyCommand({
    Description: 'Copy policy', State: 'ENABLED', ExecutionRoleArn: roles[consumer], PolicyDetails: {
      PolicyType: 'EVENT_BASED_POLICY',
      EventSource: { Type: 'MANAGED_CWE', Parameters: { EventType: 'shareSnapshot', SnapshotOwner: [owner],
        DescriptionRegex: `Created for policy: ${PolicyId}.*` } },
      Actions: [{ Name: 'Copy Snapshot to Sao Paulo and London', CrossRegionCopy: [
        { Target: 'sa-east-1', EncryptionConfiguration: { Encrypted: false },
          RetainRule: { Interval: 3, IntervalUnit: 'DAYS' } },
        { Target: 'eu-west-2', EncryptionConfiguration: { Encrypted: true, CmkArn: london },
          RetainRule: { Interval: 1, IntervalUnit: 'MONTHS' } }] }] } }));
  await client(iam.IAMClient, consumer).send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: 'CopyPolicy',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [
      { Effect: 'Allow', Action: grants, Resource: [key, london], Condition },
      { Effect: 'Allow', Action: use, Resource: [key, london] }] }) }));
  await advance('30h');

  const { Snapshots } = await volumes.send(new ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'],
    Filters: [{ Name: 'volume-id', Values: [VolumeId] }] }));
  assert(Snapshots[0].Description.startsWith(`Created for policy: ${PolicyId}`));
  for (const region of ['sa-east-1', 'eu-west-2']) {
    const all = await client(ec2.EC2Client, consumer, region).send(new ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    const [copy] = all.Snapshots.filter((s) => s.State === 'completed');
    assert(copy && copy.Encrypted, region);
    assert(region !== 'eu-west-2' || copy.KmsKeyId === london);
  }
  console.log('played: a snapshot is made, shared and copied into another account by two lifecycle policies');
}

(async () => {
  await aRole();
  await reading();
  await sharingABackup();
  await crossAccountCopies();
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
