Feature: Who may not, does nothing

  Background:
    Given a volume "v" of "owner"
    And volume "v" is tagged team=red
    And a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    And a user "ann" of "owner" who may
      """
      [ec2:Describe*]
      """

  @rule:EBS-SNP-11
  Scenario Outline: Who may not call <operation> changes no volume and no snapshot, in a dry run or in earnest
    When "ann" calls ec2 <operation> with
      """
      {<members>, DryRun: true}
      """
    Then it is refused with UnauthorizedOperation
    When "ann" calls ec2 <operation> with
      """
      {<members>}
      """
    Then it is refused with UnauthorizedOperation
    And "owner" has these volumes
      | Volume           | State     | Tags     |
      | v                | available | team=red |
      | the volume of s1 | available |          |
    And "owner" has these snapshots
      | Snapshot | State     | Tags |
      | s1       | completed |      |
    And "consumer" sees these snapshots
      | Snapshot | Owner |
      | s1       | owner |
    And "stranger" sees no snapshots
    When "owner" calls ec2 <operation> with
      """
      {<members>, DryRun: true}
      """
    Then it is refused by EBS-SNP-11

    Examples:
      | operation               | members                                                         |
      | CreateVolume            | AvailabilityZone: us-east-1a, Size: 1                           |
      | DeleteVolume            | VolumeId: "{v}"                                                 |
      | CreateSnapshot          | VolumeId: "{v}"                                                 |
      | DeleteSnapshot          | SnapshotId: "{s1}"                                              |
      | CopySnapshot            | SourceRegion: us-east-1, SourceSnapshotId: "{s1}"               |
      | ModifySnapshotAttribute | SnapshotId: "{s1}", OperationType: add, UserIds: ["{stranger}"] |
      | ResetSnapshotAttribute  | SnapshotId: "{s1}", Attribute: createVolumePermission           |
      | CreateTags              | Resources: ["{s1}"], Tags: [{Key: team, Value: blue}]           |
      | DeleteTags              | Resources: ["{v}"]                                              |

  @rule:EBS-SNP-11
  Scenario Outline: Who may not call <operation> changes no setting, in a dry run or in earnest
    Given a key "k" of "owner"
    And "owner" calls ec2 <before> with
      """
      <state>
      """
    When "ann" calls ec2 <operation> with
      """
      {<members> DryRun: true}
      """
    Then it is refused with UnauthorizedOperation
    When "ann" calls ec2 <operation> with
      """
      {<members> DryRun: false}
      """
    Then it is refused with UnauthorizedOperation
    When "owner" calls ec2 <operation> with
      """
      {<members> DryRun: true}
      """
    Then it is refused by EBS-SNP-11
    When "owner" calls ec2 <look>
    Then the answer shows
      | <setting> | <is> |
    When "owner" calls ec2 <operation> with
      """
      {<members> DryRun: false}
      """
    And "owner" calls ec2 <look>
    Then the answer shows
      | <setting> | <becomes> |

    Examples:
      | before                            | state                    | operation                        | members                   | look                              | setting                | is                | becomes           |
      | DisableEbsEncryptionByDefault     |                          | EnableEbsEncryptionByDefault     |                           | GetEbsEncryptionByDefault         | EbsEncryptionByDefault | false             | true              |
      | EnableEbsEncryptionByDefault      |                          | DisableEbsEncryptionByDefault    |                           | GetEbsEncryptionByDefault         | EbsEncryptionByDefault | true              | false             |
      | GetEbsDefaultKmsKeyId             |                          | ModifyEbsDefaultKmsKeyId         | KmsKeyId: "{k}",          | GetEbsDefaultKmsKeyId             | KmsKeyId               | alias/aws/ebs     | {k.arn}           |
      | ModifyEbsDefaultKmsKeyId          | KmsKeyId: "{k}"          | ResetEbsDefaultKmsKeyId          |                           | GetEbsDefaultKmsKeyId             | KmsKeyId               | {k.arn}           | (any)             |
      | GetSnapshotBlockPublicAccessState |                          | EnableSnapshotBlockPublicAccess  | State: block-all-sharing, | GetSnapshotBlockPublicAccessState | State                  | unblocked         | block-all-sharing |
      | EnableSnapshotBlockPublicAccess   | State: block-all-sharing | DisableSnapshotBlockPublicAccess |                           | GetSnapshotBlockPublicAccessState | State                  | block-all-sharing | unblocked         |

  @rule:EBS-VOL-28
  Scenario: Policies allow volumes of a snapshot on the snapshot, too
    Given a user "bob" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ec2:CreateVolume, Resource: "arn:aws:ec2:*:*:volume/*"}
      """
    And a user "eve" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ec2:CreateVolume, Resource: ["arn:aws:ec2:*:*:volume/*", "{s1.arn}"]}
      """
    When "bob" creates volume "w" from snapshot "s1"
    Then it is refused with UnauthorizedOperation
    When "bob" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 8}
      """
    Then it succeeds
    When "eve" creates volume "w" from snapshot "s1"
    Then it succeeds

  @rule:EBS-TAG-06
  Scenario Outline: Who gives tags to what <operation> makes may CreateTags in it
    Given a user "bob" of "owner" who may
      """
      [ec2:<operation>]
      """
    And a user "eve" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ec2:<operation>, Resource: "*"}
        - {Effect: Allow, Action: ec2:CreateTags, Resource: "arn:aws:ec2:*:*:<type>/*"}
      """
    When "bob" calls ec2 <operation> with
      """
      {<members>, TagSpecifications: [{ResourceType: <type>, Tags: [{Key: team, Value: red}]}]}
      """
    Then it is refused with UnauthorizedOperation
    When "eve" calls ec2 <operation> with
      """
      {<members>, TagSpecifications: [{ResourceType: <type>, Tags: [{Key: team, Value: red}]}]}
      """
    Then the answer shows
      | Tags.*.Key | [team] |
    When 1 hour passes
    And "bob" calls ec2 <operation> with
      """
      {<members>}
      """
    Then it succeeds

    Examples:
      | operation      | type     | members                                           |
      | CreateVolume   | volume   | AvailabilityZone: us-east-1a, Size: 1             |
      | CreateSnapshot | snapshot | VolumeId: "{v}"                                   |
      | CopySnapshot   | snapshot | SourceRegion: us-east-1, SourceSnapshotId: "{s1}" |
