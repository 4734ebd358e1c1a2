"""Asks boto3 each question that the model answers, of an account that has something of
everything, and reads each member that AWS always sends. A missing one is a KeyError."""

import json
import os
import time
import urllib.request

import boto3
from botocore import xform_name
from botocore.config import Config

ENDPOINT, ARN = os.environ["ENDPOINT"], os.environ["ARN"]
OWNER, CONSUMER, MANAGEMENT = "111111111111", "222222222222", "333333333333"
CONFIG = Config(retries={"max_attempts": 0})


def client(service, account=OWNER):
    return boto3.client(service, endpoint_url=ENDPOINT, region_name="us-east-1", config=CONFIG,
                        aws_access_key_id=account, aws_secret_access_key="any")


def advance(by):
    urllib.request.urlopen(urllib.request.Request(f"{ENDPOINT}/_shareproof/advance?by={by}", method="POST"))


def policy(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def accounts(known):
    """An organization of two accounts, one made and one invited, with a unit and a policy."""
    organizations = client("organizations", MANAGEMENT)
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name="unit")["OrganizationalUnit"]["Id"]
    organizations.enable_aws_service_access(ServicePrincipal="ram.amazonaws.com")
    invited = organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "444444444444"})
    made = organizations.create_account(Email="a@example.com", AccountName="a")["CreateAccountStatus"]["Id"]
    advance("1h")
    made = organizations.describe_create_account_status(CreateAccountRequestId=made)["CreateAccountStatus"]
    organizations.register_delegated_administrator(AccountId=made["AccountId"], ServicePrincipal="ram.amazonaws.com")
    known.update(CreateAccountRequestId=made["Id"], AccountId=made["AccountId"], ChildId=made["AccountId"],
                 ParentId=root, OrganizationalUnitId=unit, HandshakeId=invited["Handshake"]["Id"], TargetId=root,
                 Filter="SERVICE_CONTROL_POLICY", ChildType="ACCOUNT")
    known["organizations.PolicyId"] = "p-FullAWSAccess"
    known["organizations.ResourceId"] = unit


def principals(known):
    iam = client("iam")
    trust = policy(Principal={"Service": ["dlm.amazonaws.com", "backup.amazonaws.com"]}, Action="sts:AssumeRole")
    role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    for name in ("service-role/AWSDataLifecycleManagerServiceRole", "service-role/AWSBackupServiceRolePolicyForBackup",
                 "service-role/AWSBackupServiceRolePolicyForRestores"):
        iam.attach_role_policy(RoleName="worker", PolicyArn="arn:aws:iam::aws:policy/" + name)
    iam.put_role_policy(RoleName="worker", PolicyName="inline", PolicyDocument=policy(Action="kms:*", Resource="*"))
    iam.create_user(UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="inline", PolicyDocument=policy(Action="kms:*", Resource="*"))
    arn = iam.create_policy(PolicyName="own", PolicyDocument=policy(Action="kms:*", Resource="*"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="ann", PolicyArn=arn)
    key = iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    iam.create_service_linked_role(AWSServiceName="rds.amazonaws.com")
    task = iam.delete_service_linked_role(RoleName="AWSServiceRoleForRDS")["DeletionTaskId"]
    known.update(DeletionTaskId=task, RoleName="worker", UserName="ann", PolicyName="inline", AccessKeyId=key, VersionId="v1")
    known["iam.PolicyArn"] = arn
    known["iam.GetUser.UserName"] = known["iam.ListAccessKeys.UserName"] = "ann"
    return role


def volumes(known, role):
    kms, ec2 = client("kms"), client("ec2")
    key = kms.create_key(Tags=[{"TagKey": "k", "TagValue": ""}])["KeyMetadata"]
    kms.create_alias(AliasName="alias/walk", TargetKeyId=key["KeyId"])
    consumer = f"arn:aws:iam::{CONSUMER}:root"
    kms.create_grant(KeyId=key["KeyId"], GranteePrincipal=consumer, RetiringPrincipal=f"arn:aws:iam::{OWNER}:root",
                     Operations=["Decrypt"])
    known.update(KeyId=key["KeyId"], RetiringPrincipal=f"arn:aws:iam::{OWNER}:root")
    tags = [{"ResourceType": "volume", "Tags": [{"Key": "backup", "Value": ""}]}]
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8, TagSpecifications=tags)["VolumeId"]
    advance("1h")
    snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    ec2.modify_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add",
                                  UserIds=[CONSUMER])
    known.update(SnapshotId=snapshot, Attribute="createVolumePermission")
    dlm = client("dlm").create_lifecycle_policy(
        Description="walk", State="ENABLED", ExecutionRoleArn=role, Tags={"k": ""}, PolicyDetails={
            "ResourceTypes": ["VOLUME"], "TargetTags": [{"Key": "backup", "Value": ""}], "Schedules": [{
                "Name": "daily", "CreateRule": {"Interval": 24, "IntervalUnit": "HOURS"}, "RetainRule": {"Count": 1}}]})
    known["dlm.PolicyId"] = dlm["PolicyId"]
    known["dlm.ResourceArn"] = client("dlm").get_lifecycle_policy(PolicyId=dlm["PolicyId"])["Policy"]["PolicyArn"]
    return f"arn:aws:ec2:us-east-1:{OWNER}:volume/{volume}"


def databases(known):
    rds = client("rds")
    rds.create_db_cluster(DBClusterIdentifier="walk", Engine="aurora-mysql", MasterUsername="admin",
                          MasterUserPassword="secret-secret", Tags=[{"Key": "k", "Value": ""}])
    advance("1h")
    rds.create_db_instance(DBInstanceIdentifier="walk-1", DBClusterIdentifier="walk", Engine="aurora-mysql",
                           DBInstanceClass="db.r6g.large")
    rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="walk", DBClusterIdentifier="walk")
    rds.create_db_subnet_group(DBSubnetGroupName="walk", DBSubnetGroupDescription="walk",
                               SubnetIds=["subnet-0123456789abcdefa", "subnet-0123456789abcdefb"])
    rds.create_db_cluster_parameter_group(DBClusterParameterGroupName="walk", Description="walk",
                                          DBParameterGroupFamily="aurora-mysql8.0")
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName="walk", Parameters=[
        {"ParameterName": "time_zone", "ParameterValue": "UTC", "ApplyMethod": "immediate"}])
    advance("1h")
    known.update(DBClusterSnapshotIdentifier="walk", DBClusterParameterGroupName="walk", Engine="aurora-mysql",
                 ResourceName=f"arn:aws:rds:us-east-1:{OWNER}:cluster:walk")


def backups(known, role, volume):
    backup, kms = client("backup"), client("kms")
    for vault in ("walk", "copies"):
        backup.create_backup_vault(BackupVaultName=vault, BackupVaultTags={"k": ""}, EncryptionKeyArn=kms.create_key(
            )["KeyMetadata"]["Arn"])
    vault = f"arn:aws:backup:us-east-1:{OWNER}:backup-vault:"
    backup.put_backup_vault_access_policy(BackupVaultName="walk", Policy=policy(
        Principal={"AWS": CONSUMER}, Action="backup:CopyIntoBackupVault", Resource="*"))
    backup.put_backup_vault_notifications(BackupVaultName="walk", BackupVaultEvents=["BACKUP_JOB_COMPLETED"],
                                          SNSTopicArn=f"arn:aws:sns:us-east-1:{OWNER}:walk")
    plan = backup.create_backup_plan(BackupPlan={"BackupPlanName": "walk", "Rules": [
        {"RuleName": "daily", "TargetBackupVaultName": "walk"}]})
    selection = backup.create_backup_selection(BackupPlanId=plan["BackupPlanId"], BackupSelection={
        "SelectionName": "walk", "IamRoleArn": role, "Resources": [volume]})["SelectionId"]
    job = backup.start_backup_job(BackupVaultName="walk", ResourceArn=volume, IamRoleArn=role)["BackupJobId"]
    advance("6h")
    point = backup.describe_backup_job(BackupJobId=job)["RecoveryPointArn"]
    copy = backup.start_copy_job(RecoveryPointArn=point, SourceBackupVaultName="walk", IamRoleArn=role,
                                 DestinationBackupVaultArn=vault + "copies")["CopyJobId"]
    restore = backup.start_restore_job(RecoveryPointArn=point, IamRoleArn=role, Metadata={
        "availabilityZone": "us-east-1a", "volumeType": "gp3", "encrypted": "false"}, ResourceType="EBS")["RestoreJobId"]
    advance("6h")
    known.update(BackupVaultName="walk", BackupJobId=job, CopyJobId=copy, RestoreJobId=restore, RecoveryPointArn=point,
                 BackupPlanId=plan["BackupPlanId"], SelectionId=selection)
    known["backup.ResourceArn"], known["backup.ListTags.ResourceArn"] = volume, vault + "walk"


def shares(known):
    ram = client("ram")
    share = ram.create_resource_share(name="walk", resourceArns=[ARN], principals=[CONSUMER], tags=[
        {"key": "k", "value": ""}])["resourceShare"]["resourceShareArn"]
    advance("1h")
    invitation = client("ram", CONSUMER).get_resource_share_invitations()["resourceShareInvitations"][0]
    known.update(resourceOwner="SELF", associationType="PRINCIPAL", resourceArns=[ARN], resourceShareArn=share,
                 resourceShareInvitationArn=invitation["resourceShareInvitationArn"],
                 permissionArn="arn:aws:ram::aws:permission/AWSRAMDefaultPermissionCloudHSMBackup")
    known["cloudhsmv2.GetResourcePolicy.ResourceArn"] = ARN
    known["cloudhsmv2.ResourceId"] = os.environ["BACKUP"]


# Whoever else than the owner has something to ask.
ASKS = {"organizations": MANAGEMENT, "backup.DescribeGlobalSettings": MANAGEMENT, "ram.GetResourceShareInvitations": CONSUMER,
        "ram.ListPendingInvitationResources": CONSUMER}


def inputs(model, name, known):
    """What a call has to say. The account's own names are known by their members."""
    service = name.split(".")[0]
    shape = model.input_shape
    members = {}
    for member in shape.required_members if shape else ():
        for known_as in (f"{name}.{member}", f"{service}.{member}", member):
            if known_as in known:
                members[member] = known[known_as]
                break
        else:
            raise SystemExit(f"{name} needs {member}, for which walk.py has no value")
    for known_as, value in known.items():  # what the client need not say
        if known_as.startswith(name + "."):
            members[known_as.rsplit(".", 1)[1]] = value
    return members


def spelled(member, holder):
    """RAM spells members with a lower-case letter."""
    return member if member in holder else member[0].lower() + member[1:]


def holders(value, path):
    """What has the last member of a path, wherever the answer has it."""
    if isinstance(value, list):
        return [holder for element in value for holder in holders(element, path)]
    if len(path) == 1:
        return [value]
    return holders(value.get(spelled(path[0], value), []), path[1:])


def walk(reads, known):
    asked, members = 0, 0
    for name, always in sorted(reads.items()):
        service, operation = name.split(".")
        boto = client(service, ASKS.get(name, ASKS.get(service, OWNER)))
        if operation not in boto.meta.service_model.operation_names:
            print(f"too old: {name}")
            continue
        model = boto.meta.service_model.operation_model(operation)
        answer = getattr(boto, xform_name(operation))(**inputs(model, name, known))
        asked += 1
        for path in (path.split(".") for path in always):
            for holder in holders(answer, path):
                if spelled(path[-1], holder) not in holder:
                    raise KeyError(f"{name} lacks {'.'.join(path)}: {holder}")
                members += 1
    return asked, members


begun, known = time.time(), {}
accounts(known)
worker = principals(known)
taken = volumes(known, worker)
databases(known)
backups(known, worker, taken)
shares(known)
with open(os.environ["READS"]) as f:
    asked, members = walk(json.load(f), known)
print(f"walked: {asked} operations that read, {members} members that AWS always sends")
print(f"boto3 {boto3.__version__}, {time.time() - begun:.1f} s")
