#!/usr/bin/env bash
# Plays with the AWS CLI and its profiles against an emulator that is as strict as AWS.
set -euo pipefail
export AWS_PAGER='' AWS_DEFAULT_OUTPUT=text AWS_MAX_ATTEMPTS=1
as() { "${AWS:-aws}" --endpoint-url "$ENDPOINT" --profile "$@"; }

other=$(as consumer sts get-caller-identity --query Account)
volume=$(as owner ec2 create-volume --availability-zone us-east-1a --size 1 --query VolumeId)
for _ in $(seq 20); do # the emulator's clock runs
  snapshot=$(as owner ec2 create-snapshot --volume-id "$volume" --description 'a b+c/d=é' --query SnapshotId) && break
  sleep 0.5
done
as owner ec2 modify-snapshot-attribute --snapshot-id "$snapshot" --attribute createVolumePermission \
  --operation-type add --user-ids "$other"
for _ in $(seq 20); do
  shared=$(as consumer ec2 describe-snapshots --restorable-by-user-ids self --filters Name=status,Values=completed \
    --query 'Snapshots[].SnapshotId')
  [ "$shared" = "$snapshot" ] && break
  sleep 0.5
done
[ "$shared" = "$snapshot" ] || { echo "want $snapshot, got $shared"; exit 1; }
if said=$(AWS_SECRET_ACCESS_KEY=any AWS_ACCESS_KEY_ID=$other "${AWS:-aws}" --endpoint-url "$ENDPOINT" --region us-east-1 \
  sts get-caller-identity 2>&1); then
  echo "an account number is no key: $said"
  exit 1
fi
grep -q InvalidClientTokenId <<<"$said"
echo "the AWS CLI signs as AWS wants it"
