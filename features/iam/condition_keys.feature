Feature: What conditions can ask
  A condition compares what the resource, the request and whoever asks are like. A key that a
  request does not have is like nothing.

  @rule:IAM-EVA-08
  Scenario Outline: Conditions compare the tags of resources of every service: <operation>, <team>
    Given a user "ann" of "owner" who may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "*", Resource: "*",
        Condition: {StringEquals: {"aws:ResourceTag/Team": red}}}]}
      """
    And an active cluster "hsms" of "owner" with mode NON_FIPS, tags team=<team>
    And a key "k" of "owner"
    And a volume "v" of "owner"
    And volume "v" is tagged team=<team>
    And an active share "s" of "owner"
    And an available DB cluster "c" of "owner"
    And the default role for lifecycle policies of "owner"
    And a schedule policy "daily" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Interval: 5, IntervalUnit: DAYS}
      """
    And "owner" calls kms TagResource with
      """
      {KeyId: "{k}", Tags: [{TagKey: team, TagValue: <team>}]}
      """
    And "owner" calls ram TagResource with
      """
      {ResourceShareArn: "{s.arn}", Tags: [{Key: team, Value: <team>}]}
      """
    And "owner" calls rds AddTagsToResource with
      """
      {ResourceName: "{c.arn}", Tags: [{Key: team, Value: <team>}]}
      """
    And "owner" calls dlm TagResource with
      """
      {ResourceArn: "{daily.arn}", Tags: {team: <team>}}
      """
    And "owner" calls iam CreateRole with
      """
      RoleName: Tagged
      Tags: [{Key: team, Value: <team>}]
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"sts:AssumeRole"}]}'
      """
    When "ann" calls <operation> with
      """
      <members>
      """
    Then it <outcome>

    Examples:
      | operation                   | members                                               | team | outcome                   |
      | cloudhsmv2 ListTags         | ResourceId: "{hsms}"                                  | red  | succeeds                  |
      | cloudhsmv2 ListTags         | ResourceId: "{hsms}"                                  | blue | is refused by IAM-EVA-01  |
      | kms ListResourceTags        | KeyId: "{k}"                                          | red  | succeeds                  |
      | kms ListResourceTags        | KeyId: "{k}"                                          | blue | is refused by KMS-POL-02  |
      | ec2 CreateSnapshot          | VolumeId: "{v}"                                       | blue | is refused by IAM-EVA-01  |
      | ec2 DeleteVolume            | VolumeId: "{v}"                                       | red  | succeeds                  |
      | ec2 DeleteVolume            | VolumeId: "{v}"                                       | blue | is refused by IAM-EVA-01  |
      | ram DeleteResourceShare     | ResourceShareArn: "{s.arn}"                           | red  | succeeds                  |
      | ram DeleteResourceShare     | ResourceShareArn: "{s.arn}"                           | blue | is refused by IAM-EVA-01  |
      | rds ListTagsForResource     | ResourceName: "{c.arn}"                               | red  | succeeds                  |
      | rds ListTagsForResource     | ResourceName: "{c.arn}"                               | blue | is refused by IAM-EVA-01  |
      | dlm GetLifecyclePolicy      | PolicyId: "{daily}"                                   | red  | succeeds                  |
      | dlm GetLifecyclePolicy      | PolicyId: "{daily}"                                   | blue | is refused by IAM-EVA-01  |
      | iam GetRole                 | RoleName: Tagged                                      | red  | succeeds                  |
      | iam GetRole                 | RoleName: Tagged                                      | blue | is refused by IAM-EVA-01  |

  @rule:IAM-EVA-08
  Scenario Outline: EC2 tells of volumes and snapshots: <operation> if <condition>
    Given a volume "v" of "owner"
    And volume "v" is tagged team=red
    And a completed snapshot "s" of "owner"
    And a user "ann" of "owner" who may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "*", Resource: "*", Condition: <condition>}]}
      """
    When "ann" calls ec2 <operation> with
      """
      <members>
      """
    Then it <outcome>

    Examples:
      | operation               | members                                                                                   | condition                                                | outcome                  |
      | DeleteVolume            | VolumeId: "{v}"                                                                           | {StringEquals: {"ec2:ResourceTag/team": red}}            | succeeds                 |
      | DeleteVolume            | VolumeId: "{v}"                                                                           | {StringEquals: {"ec2:ResourceTag/team": blue}}           | is refused by IAM-EVA-01 |
      | DeleteVolume            | VolumeId: "{v}"                                                                           | {StringEquals: {"ec2:Region": us-east-1}}                | succeeds                 |
      | DeleteVolume            | VolumeId: "{v}"                                                                           | {StringEquals: {"ec2:Region": eu-west-1}}                | is refused by IAM-EVA-01 |
      | CreateVolume            | {AvailabilityZone: us-east-1a, Size: 8, VolumeType: gp3}                                  | {NumericLessThan: {"ec2:VolumeSize": 10}}                | succeeds                 |
      | CreateVolume            | {AvailabilityZone: us-east-1a, Size: 10, VolumeType: gp3}                                 | {NumericLessThan: {"ec2:VolumeSize": 10}}                | is refused by IAM-EVA-01 |
      | CreateVolume            | {AvailabilityZone: us-east-1a, Size: 8, VolumeType: gp3}                                  | {StringEquals: {"ec2:VolumeType": gp3}}                  | succeeds                 |
      | CreateVolume            | {AvailabilityZone: us-east-1a, Size: 8}                                                   | {StringEquals: {"ec2:VolumeType": gp3}}                  | is refused by IAM-EVA-01 |
      | CreateVolume            | {AvailabilityZone: us-east-1a, Size: 8}                                                   | {Bool: {"ec2:Encrypted": true}}                          | is refused by IAM-EVA-01 |
      | ModifySnapshotAttribute | {SnapshotId: "{s}", Attribute: createVolumePermission, OperationType: add, UserIds: ["{consumer}"]} | {StringEquals: {"ec2:Add/userId": "{consumer}"}}         | succeeds                 |
      | ModifySnapshotAttribute | {SnapshotId: "{s}", Attribute: createVolumePermission, OperationType: add, UserIds: ["{stranger}"]} | {StringEquals: {"ec2:Add/userId": "{consumer}"}}         | is refused by IAM-EVA-01 |

  @rule:IAM-EVA-02
  Scenario Outline: A key that a request does not have is like nothing: <effect> if <condition>
    Given a user "ann" of "owner" who may
      """
      {Version: "2012-10-17", Statement: [
        {Effect: <allow>, Action: "iam:ListRoles", Resource: "*"},
        {Effect: <effect>, Action: "iam:ListRoles", Resource: "*", Condition: <condition>}]}
      """
    When "ann" calls iam ListRoles
    Then it <outcome>

    Examples:
      | allow | effect | condition                                               | outcome                  |
      | Allow | Deny   | {StringEquals: {"s3:prefix": "a"}}                      | succeeds                 |
      | Allow | Deny   | {StringNotEquals: {"s3:prefix": "a"}}                   | is refused by IAM-EVA-02 |
      | Allow | Deny   | {BoolIfExists: {"aws:MultiFactorAuthPresent": "false"}} | is refused by IAM-EVA-02 |
      | Allow | Deny   | {Bool: {"aws:MultiFactorAuthPresent": "false"}}         | succeeds                 |
