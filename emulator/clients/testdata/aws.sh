#!/usr/bin/env bash
# Plays what people do with the AWS CLI. Prints a line for each play, and one for each
# thing that this CLI is too old for. ENDPOINT, ARN, BACKUP and HOME come from the test.
set -euo pipefail
owner=111111111111 consumer=222222222222 subnet=subnet-0123456789abcdefa
export AWS_PAGER='' AWS_DEFAULT_OUTPUT=text AWS_MAX_ATTEMPTS=1
cd "$HOME"

# as ACCOUNT REGION WORDS... calls as the administrator of an account.
as() {
  local account=$1 region=$2
  shift 2
  AWS_ACCESS_KEY_ID=$account AWS_SECRET_ACCESS_KEY=any "${AWS:-aws}" --endpoint-url "$ENDPOINT" --region "$region" "$@"
}

# is WHAT WANT GOT fails where the two differ.
is() { [ "$2" = "$3" ] || { echo "$1: want '$2', got '$3'"; exit 1; }; }

# refused CODE WORDS... fails unless the call is refused with the code.
refused() {
  local code=$1 said
  shift
  if said=$("$@" 2>&1); then echo "want $code, but it was done: $*"; exit 1; fi
  grep -q "($code)" <<<"$said" || { echo "want $code, got $said"; exit 1; }
}

# knows SERVICE OPERATION [OPTION] reports whether this CLI has it.
knows() {
  local said
  said=$(as $owner us-east-1 "$1" "$2" "${@:3}" 2>&1) || true
  ! grep -qiE 'invalid choice|unknown options' <<<"$said"
}

advance() {
  local at=${ENDPOINT#http://} path=
  local host=${at%%/*}
  case $at in */*) path=/${at#*/} ;; esac
  exec 3<>"/dev/tcp/${host%:*}/${host#*:}"
  printf 'POST %s/_shareproof/advance?by=%s HTTP/1.0\r\n\r\n' "${path%/}" "$1" >&3
  grep -q '200 OK' <&3
  exec 3>&-
}

sharing_a_backup() {
  local share invitation
  if knows cloudhsmv2 put-resource-policy; then
    cat >policy.json <<JSON
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["$consumer"]},
 "Action": ["cloudhsm:CreateCluster", "cloudhsm:DescribeBackups"], "Resource": "$ARN"}]}
JSON
    is put "$ARN" "$(as $owner us-east-1 cloudhsmv2 put-resource-policy --resource-arn "$ARN" \
      --policy file://policy.json --query ResourceArn)"
    is get "$ARN" "$(as $owner us-east-1 cloudhsmv2 get-resource-policy --resource-arn "$ARN" --output json |
      grep -o "$ARN" | head -n 1)"
    share=$(as $owner us-east-1 ram list-resources --resource-owner SELF --resource-arns "$ARN" \
      --query 'resources[0].resourceShareArn')
    as $owner us-east-1 ram promote-resource-share-created-from-policy --resource-share-arn "$share" >/dev/null
    advance 1h
    is promoted STANDARD "$(as $owner us-east-1 ram get-resource-shares --resource-owner SELF \
      --resource-share-arns "$share" --query 'resourceShares[0].featureSet')"
    is shared "$BACKUP" "$(as $consumer us-east-1 cloudhsmv2 describe-backups --shared --query 'Backups[0].BackupId')"
    as $owner us-east-1 cloudhsmv2 delete-resource-policy --resource-arn "$ARN" >/dev/null
    advance 1h
    echo 'played: a backup is shared by a policy, promoted, found and unshared'
  else
    echo 'too old: cloudhsmv2 put-resource-policy, get-resource-policy, delete-resource-policy'
  fi

  share=$(as $owner us-east-1 ram create-resource-share --name backups --resource-arns "$ARN" --principals $consumer \
    --query resourceShare.resourceShareArn)
  advance 1h
  invitation=$(as $consumer us-east-1 ram get-resource-share-invitations \
    --query 'resourceShareInvitations[0].resourceShareInvitationArn')
  as $consumer us-east-1 ram accept-resource-share-invitation --resource-share-invitation-arn "$invitation" >/dev/null
  advance 1h
  if knows cloudhsmv2 describe-backups --shared; then
    is shared "$BACKUP" "$(as $consumer us-east-1 cloudhsmv2 describe-backups --shared --query 'Backups[0].BackupId')"
  else
    echo 'too old: cloudhsmv2 describe-backups --shared'
  fi
  is restored "$BACKUP" "$(as $consumer us-east-1 cloudhsmv2 create-cluster --hsm-type hsm2m.medium \
    --subnet-ids $subnet --source-backup-id "$ARN" --query Cluster.SourceBackupId)"
  as $owner us-east-1 ram disassociate-resource-share --resource-share-arn "$share" --resource-arns "$ARN" >/dev/null
  advance 1h
  refused CloudHsmResourceNotFoundException as $consumer us-east-1 cloudhsmv2 create-cluster --hsm-type hsm2m.medium \
    --subnet-ids $subnet --source-backup-id "$ARN"
  echo 'played: a backup is shared by RAM, restored in another account and unshared'
}

cross_account_copies() {
  local role=role/AWSDataLifecycleManagerDefaultRole key london volume sharing policy
  as $owner us-east-1 dlm create-default-role --resource-type snapshot --iam-endpoint "$ENDPOINT" >/dev/null
  as $consumer eu-west-2 dlm create-default-role --resource-type snapshot --iam-endpoint "$ENDPOINT" >/dev/null
  key=$(as $owner us-east-1 kms create-key --query KeyMetadata.Arn)
  london=$(as $consumer eu-west-2 kms create-key --query KeyMetadata.Arn)
  volume=$(as $owner us-east-1 ec2 create-volume --availability-zone us-east-1a --size 8 --encrypted --kms-key-id "$key" \
    --tag-specifications 'ResourceType=volume,Tags=[{Key=backup,Value=yes}]' --query VolumeId)
  advance 1h
  sharing=$(as $owner us-east-1 dlm create-lifecycle-policy --description 'Share policy' --state ENABLED \
    --execution-role-arn "arn:aws:iam::$owner:$role" --policy-details '{"ResourceTypes": ["VOLUME"],
      "TargetTags": [{"Key": "backup", "Value": "yes"}], "Schedules": [{"Name": "daily",
      "CreateRule": {"CronExpression": "cron(0 9 * * ? *)"}, "RetainRule": {"Interval": 1, "IntervalUnit": "WEEKS"},
      "ShareRules": [{"TargetAccounts": ["222222222222"]}]}]}' --query PolicyId)

  as $owner us-east-1 kms get-key-policy --policy-name default --key-id "$key" --query Policy >snapshotKey.json
  cat >use.json <<JSON
{"Sid": "Allow use of the key", "Effect": "Allow", "Resource": "*",
 "Principal": {"AWS": ["arn:aws:iam::$owner:$role", "arn:aws:iam::$consumer:root"]},
 "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]},
{"Sid": "Allow attachment of persistent resources", "Effect": "Allow", "Resource": "*",
 "Principal": {"AWS": ["arn:aws:iam::$owner:$role", "arn:aws:iam::$consumer:root"]},
 "Action": ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
 "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}},
JSON
  policy=$(<snapshotKey.json)
  printf '%s' "${policy/\[/[$(<use.json)}" >snapshotKey.json
  as $owner us-east-1 kms put-key-policy --policy-name default --key-id "$key" --policy file://snapshotKey.json

  cat >policyDetails.json <<JSON
{"PolicyType": "EVENT_BASED_POLICY",
 "EventSource": {"Type": "MANAGED_CWE", "Parameters": {"EventType": "shareSnapshot", "SnapshotOwner": ["$owner"],
  "DescriptionRegex": "Created for policy: $sharing.*"}},
 "Actions": [{"Name": "Copy Snapshot to Sao Paulo and London", "CrossRegionCopy": [
  {"Target": "sa-east-1", "EncryptionConfiguration": {"Encrypted": false},
   "RetainRule": {"Interval": 3, "IntervalUnit": "DAYS"}},
  {"Target": "eu-west-2", "EncryptionConfiguration": {"Encrypted": true, "CmkArn": "$london"},
   "RetainRule": {"Interval": 1, "IntervalUnit": "MONTHS"}}]}]}
JSON
  as $consumer us-east-1 dlm create-lifecycle-policy --description 'Copy policy' --state ENABLED \
    --execution-role-arn "arn:aws:iam::$consumer:$role" --policy-details file://policyDetails.json >/dev/null
  cat >CopyPolicy.json <<JSON
{"Version": "2012-10-17", "Statement": [
 {"Effect": "Allow", "Action": ["kms:RevokeGrant", "kms:CreateGrant", "kms:ListGrants"],
  "Resource": ["$key", "$london"], "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}},
 {"Effect": "Allow", "Resource": ["$key", "$london"],
  "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]}]}
JSON
  as $consumer eu-west-2 iam put-role-policy --role-name AWSDataLifecycleManagerDefaultRole --policy-name CopyPolicy \
    --policy-document file://CopyPolicy.json
  advance 30h

  is snapshot "$volume" "$(as $owner us-east-1 ec2 describe-snapshots --owner-ids self --query 'Snapshots[0].VolumeId')"
  is 'the copy in Sao Paulo' completed "$(as $consumer sa-east-1 ec2 describe-snapshots --owner-ids self \
    --query "Snapshots[?State=='completed'] | [0].State")"
  is 'the key in London' "$london" "$(as $consumer eu-west-2 ec2 describe-snapshots --owner-ids self \
    --query "Snapshots[?State=='completed'] | [0].KmsKeyId")"
  echo 'played: a snapshot is made, shared and copied into another account by two lifecycle policies'
}

reading() {
  local i volume
  volume=$(as $owner us-east-1 ec2 create-volume --availability-zone us-east-1a --size 200 --query VolumeId)
  is Attachments '[]' "$(as $owner us-east-1 ec2 describe-volumes --volume-ids "$volume" \
    --query 'Volumes[0].Attachments' --output json)"
  is Iops 600 "$(as $owner us-east-1 ec2 describe-volumes --volume-ids "$volume" --query 'Volumes[0].Iops')"
  for i in 1 2 3; do
    as $owner us-east-1 iam create-user --user-name "user$i" >/dev/null
  done
  is 'three pages' 'user1 user2 user3' "$(as $owner eu-west-1 iam list-users --page-size 1 --query 'Users[].[UserName]' |
    paste -sd' ' -)"
  advance 1h
  as $owner us-east-1 ec2 wait volume-available --volume-ids "$volume"
  refused UnknownOperationException as $owner us-east-1 s3api list-buckets
  echo 'played: empty members, pages, a waiter, and a service that is not there'
}

a_role() {
  as $consumer eu-west-1 iam create-role --role-name Reader --assume-role-policy-document '{"Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "sts:AssumeRole"}}' \
    >/dev/null
  as $consumer eu-west-1 iam put-role-policy --role-name Reader --policy-name read --policy-document '{
    "Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}}'
  printf '[base]\naws_access_key_id = %s\naws_secret_access_key = any\n' $owner >credentials
  printf '[profile job]\nrole_arn = arn:aws:iam::%s:role/Reader\nrole_session_name = nightly\nsource_profile = base\n' \
    $consumer >config
  export AWS_CONFIG_FILE=$HOME/config AWS_SHARED_CREDENTIALS_FILE=$HOME/credentials AWS_ENDPOINT_URL=$ENDPOINT
  job=(env "${AWS:-aws}" --region eu-west-1 --profile job --endpoint-url "$ENDPOINT")
  if [[ $("${job[@]}" sts get-caller-identity 2>&1) =~ (ProxyConnectionError|Failed to connect to proxy) ]]; then
    echo 'too old: AWS_ENDPOINT_URL, and so roles by profile'
    read -r id secret token < <(as $owner eu-west-1 sts assume-role --role-session-name nightly \
      --role-arn "arn:aws:iam::$consumer:role/Reader" \
      --query 'Credentials.[AccessKeyId, SecretAccessKey, SessionToken]')
    job=(env AWS_ACCESS_KEY_ID="$id" AWS_SECRET_ACCESS_KEY="$secret" AWS_SESSION_TOKEN="$token" "${AWS:-aws}"
      --region eu-west-1 --endpoint-url "$ENDPOINT")
  fi
  is session "arn:aws:sts::$consumer:assumed-role/Reader/nightly" "$("${job[@]}" sts get-caller-identity --query Arn)"
  is volumes '[]' "$("${job[@]}" ec2 describe-volumes --query Volumes --output json)"
  refused AccessDeniedException "${job[@]}" kms list-keys
  echo 'played: a role of another account'
}

a_role
reading
sharing_a_backup
cross_account_copies
