Feature: Snapshots are made of volumes

  @rule:EBS-SNP-01
  Scenario: A snapshot is pending at first and completed later
    Given a volume "v" of "owner"
    When "owner" snapshots volume "v" as "s1"
    Then the answer shows
      | SnapshotId | {s1}     |
      | State      | pending  |
      | VolumeId   | {v}      |
      | VolumeSize | 8        |
      | OwnerId    | {owner}  |
      | Encrypted  | false    |
      | KmsKeyId   | (absent) |
    And snapshot "s1" becomes completed
    And "owner" sees these snapshots
      | Snapshot | Volume | State     | Size | Description |
      | s1       | v      | completed | 8    | s1          |

  @rule:EBS-SNP-01
  Scenario: A snapshot is encrypted as its volume is
    Given a key "k" of "owner"
    And a volume "v" of "owner" encrypted under "k"
    When "owner" snapshots volume "v" as "s1"
    Then the answer shows
      | Encrypted | true    |
      | KmsKeyId  | {k.arn} |
    And snapshot "s1" becomes completed

  @rule:EBS-SNP-02
  Scenario: Progress is told in percent
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 DescribeSnapshots with
      """
      SnapshotIds: ["{s1}"]
      """
    Then the answer shows
      | Snapshots.0.Progress | 100% |

  @rule:EBS-SNP-04
  Scenario: The snapshots of a volume lie fifteen seconds apart
    Given a volume "v" of "owner"
    And a volume "w" of "owner"
    When "owner" snapshots volume "v" as "s1"
    And "owner" snapshots volume "v" as "s2"
    Then it is refused by EBS-SNP-04
    When "owner" snapshots volume "w" as "s3"
    Then it succeeds
    When 15 seconds pass
    And "owner" snapshots volume "v" as "s2"
    Then it succeeds

  @rule:EBS-SNP-05 @needs:clock
  Scenario: Five snapshots of a volume are made at once
    Given a volume "v" of "owner"
    When "owner" snapshots volume "v" as "s1"
    Then "owner" has at most 5 pending snapshots of volume "v"
    When snapshot "s1" becomes completed
    And 15 seconds pass
    And "owner" snapshots volume "v" as "s2"
    Then it succeeds

  @rule:EBS-SNP-05
  Scenario: Of a cold disk one snapshot is made at once
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 125, VolumeType: sc1}
      """
    And "v" names the answer's VolumeId
    And 10 minutes pass
    Then "owner" has at most 1 pending snapshot of volume "v"

  @rule:EBS-SNP-06
  Scenario Outline: <whose> volume cannot be snapshotted
    Given a volume "v" of "stranger"
    When "owner" calls ec2 CreateSnapshot with
      """
      VolumeId: <volume>
      """
    Then it is refused by EBS-SNP-06

    Examples:
      | whose     | volume                |
      | Another's | "{v}"                 |
      | A missing | vol-00000000000000000 |

  @rule:EBS-SNP-06 @rule:EBS-VOL-13
  Scenario: An own volume can be snapshotted
    Given a volume "v" of "owner"
    When "owner" snapshots volume "v" as "s1"
    Then it succeeds

  @rule:EBS-SNP-06
  Scenario: A volume of another Region cannot be snapshotted
    Given a volume "v" of "owner"
    And the Region is eu-west-1
    When "owner" calls ec2 CreateSnapshot with
      """
      VolumeId: "{v}"
      """
    Then it is refused by EBS-SNP-06

  @rule:EBS-VOL-14
  Scenario Outline: A volume that is <state> cannot be <used>
    Given a volume "v" of "owner"
    And "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1}
      """
    And "creating" names the answer's VolumeId
    And "owner" deletes volume "v"
    When "owner" calls ec2 <operation> with
      """
      VolumeId: "{<volume>}"
      """
    Then it is refused by EBS-VOL-14

    Examples:
      | state         | used        | operation      | volume   |
      | being made    | snapshotted | CreateSnapshot | creating |
      | being made    | deleted     | DeleteVolume   | creating |
      | being deleted | snapshotted | CreateSnapshot | v        |
      | being deleted | deleted     | DeleteVolume   | v        |

  @rule:EBS-SNP-08
  Scenario: Snapshots of a volume show its data key
    Given a key "k" of "owner"
    And a volume "v" of "owner" encrypted under "k"
    And "owner" snapshots volume "v" as "s1"
    And "data" names the answer's DataEncryptionKeyId
    And snapshot "s1" becomes completed
    And 15 seconds pass
    When "owner" snapshots volume "v" as "s2"
    Then the answer shows
      | DataEncryptionKeyId | {data} |
    When snapshot "s2" becomes completed
    And "owner" creates volume "w" from snapshot "s1"
    And volume "w" becomes available
    And "owner" snapshots volume "w" as "s3"
    Then the answer shows
      | DataEncryptionKeyId | {data} |

  @rule:EBS-SNP-08
  Scenario: An unencrypted snapshot shows no data key
    Given a volume "v" of "owner"
    When "owner" snapshots volume "v" as "s1"
    Then the answer shows
      | DataEncryptionKeyId | (absent) |

  @rule:EBS-CPY-21
  Scenario: A description has up to 255 characters
    Given a volume "v" of "owner"
    When "owner" calls ec2 CreateSnapshot with
      """
      {VolumeId: "{v}", Description: "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345"}
      """
    Then it is refused by EBS-CPY-21

  @rule:EBS-DEL-03
  Scenario: A deleted snapshot is gone, and nothing that was made of it
    Given a completed snapshot "s1" of "owner"
    And "owner" creates volume "v" from snapshot "s1"
    And "owner" copies snapshot "s1" to eu-west-1 as "c1"
    And snapshot "c1" becomes completed
    When "owner" deletes snapshot "s1"
    Then it succeeds
    And "owner" sees no snapshots
    And volume "v" becomes available
    And snapshot "c1" is completed

  @rule:EBS-VOL-03
  Scenario: A deleted snapshot answers as one that never was
    Given a completed snapshot "s1" of "owner"
    And "owner" deletes snapshot "s1"
    When "owner" creates volume "w" from snapshot "s1"
    Then it is refused by EBS-VOL-03

  @rule:EBS-DEL-03
  Scenario: Those it was shared with lose a deleted snapshot
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    When "owner" deletes snapshot "s1"
    Then it succeeds
    And "consumer" sees no snapshots

  @rule:EBS-DEL-02
  Scenario: A pending snapshot that is deleted goes when it is done
    Given a pending snapshot "s1" of "owner"
    When "owner" deletes snapshot "s1"
    Then it succeeds
    And snapshot "s1" is pending
    And snapshot "s1" becomes gone

  @rule:EBS-DEL-02 @needs:clock
  Scenario: Deleted snapshots that are still pending count
    Given a volume "v" of "owner"
    When "owner" snapshots volume "v" as "s1"
    And "owner" deletes snapshot "s1"
    Then "owner" has at most 5 pending snapshots of volume "v"
    And snapshot "s1" becomes gone

  @rule:EBS-DEL-06
  Scenario Outline: Nobody deletes a snapshot of another account, <shared> or not
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "<shared>"
    When "consumer" deletes snapshot "s1"
    Then it is refused by EBS-DEL-06
    And snapshot "s1" is completed

    Examples:
      | shared   |
      | consumer |
      | stranger |

  @rule:EBS-SNP-09
  Scenario Outline: <id> is no ID of a snapshot
    When "owner" calls ec2 <operation> with
      """
      {<member>: <id>, <more>}
      """
    Then it is refused by EBS-SNP-09

    Examples:
      | operation                 | member           | id                     | more                                        |
      | DeleteSnapshot            | SnapshotId       | snap-1                 | DryRun: false                               |
      | DeleteSnapshot            | SnapshotId       | vol-0123456789abcdef0  | DryRun: false                               |
      | DescribeSnapshotAttribute | SnapshotId       | snap-0123456789abcdefg | Attribute: createVolumePermission           |
      | ResetSnapshotAttribute    | SnapshotId       | nightly                | Attribute: createVolumePermission           |
      | ModifySnapshotAttribute   | SnapshotId       | nightly                | OperationType: add, UserIds: ["{consumer}"] |
      | CreateVolume              | SnapshotId       | snap-XYZ               | AvailabilityZone: us-east-1a                |
      | CopySnapshot              | SourceSnapshotId | snap-12                | SourceRegion: us-east-1                     |

  @rule:EBS-SHR-08
  Scenario: An old ID of eight digits is unknown, not malformed
    When "owner" calls ec2 DeleteSnapshot with
      """
      SnapshotId: snap-01234567
      """
    Then it is refused by EBS-SHR-08

  @rule:EBS-SNP-11
  Scenario: A dry run deletes nothing
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 DeleteSnapshot with
      """
      {SnapshotId: "{s1}", DryRun: true}
      """
    Then it is refused by EBS-SNP-11
    And snapshot "s1" is completed

  @rule:EBS-FMT-01
  Scenario Outline: <operation> without <member> is refused
    When "owner" calls ec2 <operation> with
      """
      <given>
      """
    Then it is refused by EBS-FMT-01

    Examples:
      | operation                 | member       | given                           |
      | CreateSnapshot            | VolumeId     | Description: nightly            |
      | CopySnapshot              | SourceRegion | SourceSnapshotId: snap-01234567 |
      | DescribeSnapshotAttribute | Attribute    | SnapshotId: snap-01234567       |
      | DeleteVolume              | VolumeId     | DryRun: false                   |
