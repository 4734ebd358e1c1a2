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
