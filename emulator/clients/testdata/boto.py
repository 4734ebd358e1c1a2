"""Plays what people do with boto3. Prints a line for each play, and one for each thing
that this boto3 is too old for."""

import json
import os
import threading
import time
import urllib.request

import boto3
import botocore
from botocore.config import Config

ENDPOINT, ARN, BACKUP = os.environ["ENDPOINT"], os.environ["ARN"], os.environ["BACKUP"]
OWNER, CONSUMER, SUBNET = "111111111111", "222222222222", "subnet-0123456789abcdefa"
CONFIG = Config(retries={"max_attempts": 0})


def client(service, account=OWNER, region="us-east-1"):
    return boto3.client(service, endpoint_url=ENDPOINT, region_name=region, config=CONFIG, aws_access_key_id=account,
                        aws_secret_access_key="any")


def advance(by):
    urllib.request.urlopen(urllib.request.Request(f"{ENDPOINT}/_shareproof/advance?by={by}", method="POST"))


def refused(code, call, **members):
    try:
        call(**members)
    except botocore.exceptions.ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        return
    raise AssertionError(f"want {code}, but it was done")


def trusting(principal):
    return json.dumps({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}})


def a_role():
    iam = client("iam", CONSUMER, "eu-west-1")
    role = iam.create_role(RoleName="Reader", AssumeRolePolicyDocument=trusting({"AWS": f"arn:aws:iam::{OWNER}:root"}))
    iam.put_role_policy(RoleName="Reader", PolicyName="read", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}}))
    assert iam.get_role(RoleName="Reader")["Role"]["RoleLastUsed"] == {}
    with open("credentials", "w") as f:
        f.write(f"[base]\naws_access_key_id = {OWNER}\naws_secret_access_key = any\n")
    with open("config", "w") as f:
        f.write(f"[profile job]\nrole_arn = {role['Role']['Arn']}\nrole_session_name = nightly\nsource_profile = base\n")
    os.environ.update(AWS_CONFIG_FILE=os.path.abspath("config"), AWS_ENDPOINT_URL=ENDPOINT,
                      AWS_SHARED_CREDENTIALS_FILE=os.path.abspath("credentials"), AWS_MAX_ATTEMPTS="1")
    session = boto3.Session(profile_name="job", region_name="eu-west-1")
    try:
        who = session.client("sts", endpoint_url=ENDPOINT).get_caller_identity()
    except botocore.exceptions.ProxyConnectionError:
        print("too old: AWS_ENDPOINT_URL, and so roles by profile")
        credentials = client("sts").assume_role(RoleArn=role["Role"]["Arn"], RoleSessionName="nightly")["Credentials"]
        session = boto3.Session(credentials["AccessKeyId"], credentials["SecretAccessKey"],
                                credentials["SessionToken"], region_name="eu-west-1")
        who = session.client("sts", endpoint_url=ENDPOINT).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{CONSUMER}:assumed-role/Reader/nightly", who
    assert session.client("ec2", endpoint_url=ENDPOINT).describe_volumes()["Volumes"] == []
    refused("AccessDeniedException", session.client("kms", endpoint_url=ENDPOINT).list_keys)
    print("played: a role of another account")


def reading():
    ec2, iam = client("ec2"), client("iam", OWNER, "eu-west-1")
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8, VolumeType="gp3")
    assert (volume["SnapshotId"], volume["Tags"]) == ("", [])
    shown = ec2.describe_volumes(VolumeIds=[volume["VolumeId"]])["Volumes"][0]
    assert (shown["Attachments"], shown["SnapshotId"], shown["Iops"]) == ([], "", 3000), shown
    assert shown["Throughput"] == 125
    # Somebody lets time pass while the waiter asks.
    threading.Timer(0.5, advance, ["1h"]).start()
    ec2.get_waiter("volume_available").wait(VolumeIds=[volume["VolumeId"]], WaiterConfig={"Delay": 1})
    snapshot = ec2.create_snapshot(VolumeId=volume["VolumeId"])
    assert (snapshot["Description"], snapshot["Tags"]) == ("", [])
    assert ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"][0]["Description"] == ""
    resource = boto3.resource("ec2", endpoint_url=ENDPOINT, region_name="us-east-1", aws_access_key_id=OWNER,
                              aws_secret_access_key="any").Volume(volume["VolumeId"])
    assert (resource.attachments, resource.iops) == ([], 3000)
    key = client("kms").create_key()["KeyMetadata"]
    assert key["Description"] == ""

    organizations = client("organizations", "333333333333", "eu-west-1")
    types = organizations.create_organization()["Organization"]["AvailablePolicyTypes"]
    assert [t["Type"] for t in types] == ["SERVICE_CONTROL_POLICY"], types
    assert organizations.list_roots()["Roots"][0]["PolicyTypes"] == []

    for i in range(3):
        iam.create_user(UserName=f"user{i}")
    pages = list(iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 1}))
    assert [p["Users"][0]["UserName"] for p in pages if p["Users"]] == ["user0", "user1", "user2"], pages
    refused("UnknownOperationException", client("s3").list_buckets)
    print("played: empty members, pages, a waiter, and a service that is not there")


def sharing_a_backup():
    owner, consumer = client("cloudhsmv2"), client("cloudhsmv2", CONSUMER)
    shares, invited = client("ram"), client("ram", CONSUMER)
    shared = "Shared" in consumer.meta.service_model.operation_model("DescribeBackups").input_shape.members
    if hasattr(owner, "put_resource_policy"):
        assert owner.get_resource_policy(ResourceArn=ARN)["Policy"] == "{}"
        put = owner.put_resource_policy(ResourceArn=ARN, Policy=json.dumps({
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"AWS": [CONSUMER]}, "Resource": ARN,
                "Action": ["cloudhsm:CreateCluster", "cloudhsm:DescribeBackups"]}]}))
        assert put["ResourceArn"] == ARN and ARN in owner.get_resource_policy(ResourceArn=ARN)["Policy"]
        assert owner.describe_backups()["Backups"][0]["BackupArn"] == ARN
        assert consumer.describe_backups(Shared=True)["Backups"] == []
        share = shares.list_resources(resourceOwner="SELF", resourceArns=[ARN])["resources"][0]["resourceShareArn"]
        shares.promote_resource_share_created_from_policy(resourceShareArn=share)
        advance("1h")
        promoted = shares.get_resource_shares(resourceOwner="SELF", resourceShareArns=[share])["resourceShares"][0]
        assert promoted["featureSet"] == "STANDARD", promoted
        assert consumer.describe_backups(Shared=True)["Backups"][0]["BackupId"] == BACKUP
        assert owner.delete_resource_policy(ResourceArn=ARN)["ResourceArn"] == ARN
        advance("1h")
        assert consumer.describe_backups(Shared=True)["Backups"] == []
        print("played: a backup is shared by a policy, promoted, found and unshared")
    else:
        print("too old: cloudhsmv2 put_resource_policy, get_resource_policy, delete_resource_policy")

    share = shares.create_resource_share(name="backups", resourceArns=[ARN], principals=[CONSUMER])["resourceShare"]
    advance("1h")
    invitation = invited.get_resource_share_invitations()["resourceShareInvitations"][0]
    invited.accept_resource_share_invitation(resourceShareInvitationArn=invitation["resourceShareInvitationArn"])
    advance("1h")
    if shared:
        assert consumer.describe_backups(Shared=True)["Backups"][0]["BackupId"] == BACKUP
    else:
        print("too old: cloudhsmv2 describe_backups(Shared=True)")
    restore = {"HsmType": "hsm2m.medium", "SubnetIds": [SUBNET], "SourceBackupId": ARN}
    assert consumer.create_cluster(**restore)["Cluster"]["SourceBackupId"] == BACKUP
    shares.disassociate_resource_share(resourceShareArn=share["resourceShareArn"], resourceArns=[ARN])
    advance("1h")
    refused("CloudHsmResourceNotFoundException", consumer.create_cluster, **restore)
    print("played: a backup is shared by RAM, restored in another account and unshared")


def cross_account_copies():
    name, managed = "AWSDataLifecycleManagerDefaultRole", "service-role/AWSDataLifecycleManagerServiceRole"
    roles = {}
    for account in (OWNER, CONSUMER):
        iam = client("iam", account, "eu-west-2")
        roles[account] = iam.create_role(RoleName=name, Path="/service-role/", AssumeRolePolicyDocument=trusting(
            {"Service": "dlm.amazonaws.com"}))["Role"]["Arn"]
        iam.attach_role_policy(RoleName=name, PolicyArn="arn:aws:iam::aws:policy/" + managed)
    kms, ec2 = client("kms"), client("ec2")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    london = client("kms", CONSUMER, "eu-west-2").create_key()["KeyMetadata"]["Arn"]
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8, Encrypted=True, KmsKeyId=key, TagSpecifications=[
        {"ResourceType": "volume", "Tags": [{"Key": "backup", "Value": "yes"}]}])["VolumeId"]
    advance("1h")
    sharing = client("dlm").create_lifecycle_policy(
        Description="Share policy", State="ENABLED", ExecutionRoleArn=roles[OWNER], PolicyDetails={
            "ResourceTypes": ["VOLUME"], "TargetTags": [{"Key": "backup", "Value": "yes"}], "Schedules": [{
                "Name": "daily", "CreateRule": {"CronExpression": "cron(0 9 * * ? *)"},
                "RetainRule": {"Interval": 1, "IntervalUnit": "WEEKS"},
                "ShareRules": [{"TargetAccounts": [CONSUMER]}]}]})["PolicyId"]

    use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
    grants = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]
    for_resources = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    users = {"AWS": [roles[OWNER], f"arn:aws:iam::{CONSUMER}:root"]}
    policy["Statement"] += [
        {"Effect": "Allow", "Principal": users, "Action": use, "Resource": "*"},
        {"Effect": "Allow", "Principal": users, "Action": grants, "Resource": "*", "Condition": for_resources}]
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))
    client("dlm", CONSUMER).create_lifecycle_policy(
        Description="Copy policy", State="ENABLED", ExecutionRoleArn=roles[CONSUMER], PolicyDetails={
            "PolicyType": "EVENT_BASED_POLICY",
            "EventSource": {"Type": "MANAGED_CWE", "Parameters": {
                "EventType": "shareSnapshot", "SnapshotOwner": [OWNER],
                "DescriptionRegex": f"Created for policy: {sharing}.*"}},
            "Actions": [{"Name": "Copy Snapshot to Sao Paulo and London", "CrossRegionCopy": [
                {"Target": "sa-east-1", "EncryptionConfiguration": {"Encrypted": False},
                 "RetainRule": {"Interval": 3, "IntervalUnit": "DAYS"}},
                {"Target": "eu-west-2", "EncryptionConfiguration": {"Encrypted": True, "CmkArn": london},
                 "RetainRule": {"Interval": 1, "IntervalUnit": "MONTHS"}}]}]})
    client("iam", CONSUMER).put_role_policy(RoleName=name, PolicyName="CopyPolicy", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": grants, "Resource": [key, london], "Condition": for_resources},
            {"Effect": "Allow", "Action": use, "Resource": [key, london]}]}))
    advance("30h")

    made = ec2.describe_snapshots(OwnerIds=["self"], Filters=[{"Name": "volume-id", "Values": [volume]}])["Snapshots"]
    assert made and made[0]["Description"].startswith(f"Created for policy: {sharing}"), made
    for region in ("sa-east-1", "eu-west-2"):
        copies = client("ec2", CONSUMER, region).describe_snapshots(OwnerIds=["self"])["Snapshots"]
        copies = [c for c in copies if c["State"] == "completed"]
        assert copies and copies[0]["Encrypted"], (region, copies)
        assert region != "eu-west-2" or copies[0]["KmsKeyId"] == london, copies
    print("played: a snapshot is made, shared and copied into another account by two lifecycle policies")


begun = time.time()
a_role()
reading()
sharing_a_backup()
cross_account_copies()
print(f"boto3 {boto3.__version__}, {time.time() - begun:.1f} s")
