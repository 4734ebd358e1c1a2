"""Plays with boto3 against an emulator that is as strict as AWS: all that boto3 signs is taken,
in every protocol and with what is odd in paths, queries and bodies, and wrong keys are refused."""

import json
import os

import boto3
import botocore
from botocore.config import Config

CONFIG = Config(retries={"max_attempts": 0})
OWNER, CONSUMER = (boto3.Session(profile_name=name) for name in ("owner", "consumer"))
ODD = "a b+c/d=é%20~*(')&ü"


def client(service, session=OWNER, **more):
    return session.client(service, endpoint_url=os.environ["ENDPOINT"], config=CONFIG, **more)


def refused(codes, call, **members):
    try:
        call(**members)
    except botocore.exceptions.ClientError as e:
        assert e.response["Error"]["Code"] in codes, e
        return
    raise AssertionError(f"want {codes}, but it was done")


def every_service():
    for service, call in {"cloudhsmv2": "describe_clusters", "kms": "list_keys", "organizations": "describe_organization",
                          "ram": "get_resource_share_invitations", "dlm": "get_lifecycle_policies", "iam": "list_roles",
                          "backup": "list_backup_vaults", "sts": "get_caller_identity", "rds": "describe_db_clusters",
                          "ec2": "describe_volumes"}.items():
        try:
            getattr(client(service), call)()
        except botocore.exceptions.ClientError as e:
            assert e.response["Error"]["Code"] == "AWSOrganizationsNotInUseException", e


def what_is_odd():
    vaults = client("backup")
    vault = vaults.create_backup_vault(BackupVaultName="odd_vault-1", BackupVaultTags={"team": "a b+c/d=é~"})
    assert vaults.list_tags(ResourceArn=vault["BackupVaultArn"])["Tags"] == {"team": "a b+c/d=é~"}
    vaults.untag_resource(ResourceArn=vault["BackupVaultArn"], TagKeyList=["team"])
    refused(["InvalidParameterValueException", "ResourceNotFoundException", "AccessDeniedException", "ValidationException"],
            vaults.describe_backup_vault, BackupVaultName=ODD)
    key = client("kms").create_key(Description=ODD)["KeyMetadata"]
    assert client("kms").describe_key(KeyId=key["KeyId"])["KeyMetadata"]["Description"] == ODD
    role = client("iam").create_role(RoleName="odd", Description="a b+c/d=~", AssumeRolePolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}}))
    ram = client("ram")
    share = ram.create_resource_share(name="odd", tags=[{"key": "team", "value": "a b+c/d=é~"}])["resourceShare"]
    ram.delete_resource_share(resourceShareArn=share["resourceShareArn"], clientToken="a b+c~")
    return role["Role"]["Arn"]


def sessions(role):
    given = client("sts").assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]
    keys = {"aws_access_key_id": given["AccessKeyId"], "aws_secret_access_key": given["SecretAccessKey"]}
    who = client("sts", **keys, aws_session_token=given["SessionToken"]).get_caller_identity()["Arn"]
    assert who.endswith(":assumed-role/odd/me"), who
    refused(["InvalidClientTokenId"], client("sts", **keys).get_caller_identity)
    refused(["UnrecognizedClientException"], client("kms", **keys, aws_session_token="another").list_keys)
    refused(["AuthFailure"], client("ec2", **keys, aws_session_token="another").describe_volumes)
    keys["aws_secret_access_key"] = "another"
    refused(["SignatureDoesNotMatch"],
            client("sts", **keys, aws_session_token=given["SessionToken"]).get_caller_identity)


def accounts():
    numbers = {client("sts", s).get_caller_identity()["Account"] for s in (OWNER, CONSUMER)}
    assert len(numbers) == 2, numbers
    for number in numbers:
        refused(["InvalidClientTokenId"],
                client("sts", aws_access_key_id=number, aws_secret_access_key="any").get_caller_identity)


every_service()
sessions(what_is_odd())
accounts()
print("boto3", boto3.__version__, "signs as AWS wants it")
