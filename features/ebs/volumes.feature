Feature: Volumes are made, of snapshots too

  @rule:EBS-VOL-01
  Scenario: A volume is made of a size or of a snapshot
    When "owner" calls ec2 CreateVolume with
      """
      AvailabilityZone: us-east-1a
      """
    Then it is refused by EBS-VOL-01 saying "The request must contain the parameter size/snapshot"

  @rule:EBS-VOL-01 @rule:EBS-VOL-15 @rule:EBS-VOL-16
  Scenario: A volume is as large as its maker says
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 125, VolumeType: st1}
      """
    Then the answer shows
      | Size       | 125 |
      | VolumeType | st1 |

  @rule:EBS-VOL-02
  Scenario Outline: Of a snapshot of 8 GiB, a volume of <asked> is <size>
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, SnapshotId: "{s1}", <member>}
      """
    Then the answer shows
      | Size       | <size> |
      | SnapshotId | {s1}   |

    Examples:
      | asked         | member        | size |
      | no given size | DryRun: false | 8    |
      | the same size | Size: 8       | 8    |
      | more          | Size: 100     | 100  |

  @rule:EBS-VOL-02
  Scenario Outline: A volume is not made <small>
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, <members>}
      """
    Then it is refused by EBS-VOL-02

    Examples:
      | small                     | members                     |
      | smaller than its snapshot | Size: 7, SnapshotId: "{s1}" |
      | of less than nothing      | Size: -1                    |

  @rule:EBS-VOL-03
  Scenario Outline: Of <whose> snapshot no volume is made
    Given a completed snapshot "s1" of "stranger"
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, SnapshotId: <id>}
      """
    Then it is refused by EBS-VOL-03

    Examples:
      | whose     | id                     |
      | another's | "{s1}"                 |
      | a missing | snap-00000000000000000 |

  @rule:EBS-VOL-04
  Scenario: A volume is made of a completed snapshot only
    Given a pending snapshot "s1" of "owner"
    When "owner" creates volume "v" from snapshot "s1"
    Then it is refused by EBS-VOL-04
    When snapshot "s1" becomes completed
    And "owner" creates volume "v" from snapshot "s1"
    Then it succeeds

  @rule:EBS-VOL-04
  Scenario: Of a copy that failed no volume is made
    Given a completed snapshot "s1" of "stranger"
    And "owner" copies snapshot "s1" to us-east-1 as "c1"
    And snapshot "c1" becomes in error
    When "owner" creates volume "v" from snapshot "c1"
    Then it is refused by EBS-VOL-04

  @rule:EBS-VOL-05
  Scenario: A key is given with encryption
    Given a key "k" of "owner"
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, KmsKeyId: "{k}"}
      """
    Then it is refused by EBS-VOL-05
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, KmsKeyId: "{k}", Encrypted: true}
      """
    Then the answer shows
      | KmsKeyId | {k.arn} |

  @rule:EBS-VOL-06
  Scenario: Encryption is not taken off
    Given a key "k" of "owner"
    And a completed snapshot "s1" of "owner" encrypted under "k"
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, SnapshotId: "{s1}", Encrypted: false}
      """
    Then it is refused by EBS-VOL-06
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, SnapshotId: "{s1}"}
      """
    Then the answer shows
      | Encrypted | true |

  @rule:EBS-VOL-07
  Scenario Outline: Of <whose> snapshot <source>, the volume is <key>
    Given a key "ours" of "owner"
    And key "ours" is shared with "consumer"
    And a key "mine" of "consumer"
    And a key "default" of "consumer"
    And "consumer" calls ec2 ModifyEbsDefaultKmsKeyId with
      """
      KmsKeyId: "{default}"
      """
    And a completed snapshot "s1" of "<whose>" <source>
    And "<whose>" shares snapshot "s1" with "consumer"
    And "consumer" calls ec2 <by default>EbsEncryptionByDefault
    When "consumer" creates volume "v" from snapshot "s1" <asked>
    Then volume "v" becomes available
    When "consumer" calls ec2 DescribeVolumes with
      """
      VolumeIds: ["{v}"]
      """
    Then the answer shows
      | Volumes.0.KmsKeyId | <key> |

    Examples:
      | whose    | source                 | by default | asked                  | key           |
      | owner    | unencrypted            | Disable    | asking for nothing     | (absent)      |
      | owner    | unencrypted            | Disable    | encrypted              | {default.arn} |
      | owner    | unencrypted            | Enable     | asking for nothing     | {default.arn} |
      | owner    | unencrypted            | Enable     | encrypted under "mine" | {mine.arn}    |
      | owner    | encrypted under "ours" | Disable    | asking for nothing     | {default.arn} |
      | owner    | encrypted under "ours" | Disable    | encrypted under "mine" | {mine.arn}    |
      | owner    | encrypted under "ours" | Enable     | asking for nothing     | {default.arn} |
      | consumer | encrypted under "mine" | Disable    | asking for nothing     | {mine.arn}    |
      | consumer | encrypted under "mine" | Disable    | encrypted              | {mine.arn}    |
      | consumer | encrypted under "mine" | Enable     | asking for nothing     | {mine.arn}    |
      | consumer | encrypted under "mine" | Enable     | encrypted under "ours" | {ours.arn}    |

  @rule:EBS-VOL-08
  Scenario Outline: A volume under <key> fails later
    Given a key "disabled" of "owner" that is disabled
    And a key "foreign" of "stranger"
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, Encrypted: true, KmsKeyId: "<key>"}
      """
    And "v" names the answer's VolumeId
    Then the answer shows
      | State | creating |
    When 1 day passes
    Then "owner" has no volumes

    Examples:
      | key            |
      | alias/nothing  |
      | nonsense       |
      | {disabled.arn} |
      | {foreign.arn}  |

  @rule:EBS-VOL-10
  Scenario: Keys for signatures encrypt no volume and no copy
    Given a completed snapshot "s1" of "owner"
    And "owner" calls kms CreateKey with
      """
      {KeySpec: RSA_2048, KeyUsage: SIGN_VERIFY}
      """
    And "rsa" names the answer's KeyMetadata.Arn
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, Encrypted: true, KmsKeyId: "{rsa}"}
      """
    And "v" names the answer's VolumeId
    And "owner" calls ec2 CopySnapshot with
      """
      {SourceRegion: us-east-1, SourceSnapshotId: "{s1}", Encrypted: true, KmsKeyId: "{rsa}"}
      """
    And "c" names the answer's SnapshotId
    And 1 day passes
    And "owner" calls ec2 DescribeSnapshots with
      """
      SnapshotIds: ["{c}"]
      """
    Then the answer shows
      | Snapshots.0.State        | error                          |
      | Snapshots.0.StateMessage | Given key ID is not accessible |
    When "owner" calls ec2 DescribeVolumes with
      """
      VolumeIds: ["{v}"]
      """
    Then it is refused by EBS-SNP-06

  @rule:EBS-VOL-11
  Scenario Outline: Who makes a volume must be allowed <what> with its key
    Given a completed snapshot "s1" of "owner"
    And a key "k" of "owner"
    And a user "ann" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ec2:*", "kms:*"], Resource: "*"}
        - {Effect: Deny, Action: "kms:<what>", Resource: "*"}
      """
    When "ann" creates volume "v" from snapshot "s1" encrypted under "k"
    Then volume "v" becomes failed
    When "ann" creates volume "w" from snapshot "s1"
    Then volume "w" becomes available

    Examples:
      | what                            |
      | GenerateDataKeyWithoutPlaintext |
      | Decrypt                         |

  @rule:EBS-VOL-27
  Scenario Outline: An empty volume is made by who may <what> with its key
    Given a key "k" of "owner"
    And a user "ann" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ec2:*"], Resource: "*"}
        - {Effect: Allow, Action: [<actions>], Resource: "{k.arn}"}
      """
    When "ann" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 8, Encrypted: true, KmsKeyId: "{k}"}
      """
    And "v" names the answer's VolumeId
    And 1 hour passes
    And "owner" calls ec2 DescribeVolumes with
      """
      VolumeIds: ["{v}"]
      """
    Then the answer shows
      | Volumes.0.State | available |

    Examples:
      | what                                | actions                                                                                                          |
      | what it takes                       | "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"                                                             |
      | what drivers for containers ask for | "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:DescribeKey", "kms:CreateGrant"                       |
      | what the user guide lists           | "kms:DescribeKey", "kms:CreateGrant", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*", "kms:Decrypt"     |

  @rule:EBS-VOL-27
  Scenario: A volume of a snapshot under the same key takes no more
    Given a key "k" of "owner"
    And a completed snapshot "s1" of "owner" encrypted under "k"
    And a user "ann" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ec2:*"], Resource: "*"}
        - {Effect: Allow, Action: ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"], Resource: "{k.arn}"}
      """
    When "ann" creates volume "v" from snapshot "s1"
    Then volume "v" becomes available

  @rule:EBS-VOL-26
  Scenario: A volume under another key than its snapshot's is encrypted anew
    Given a key "old" of "owner"
    And a key "new" of "owner"
    And a completed snapshot "s1" of "owner" encrypted under "old"
    And a user "ann" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ec2:*", "kms:*"], Resource: "*"}
        - {Effect: Deny, Action: "kms:ReEncryptFrom", Resource: "{old.arn}"}
      """
    When "ann" creates volume "v" from snapshot "s1" encrypted under "new"
    Then volume "v" becomes failed
    When "ann" creates volume "w" from snapshot "s1" encrypted under "old"
    Then volume "w" becomes available

  @rule:EBS-VOL-12
  Scenario: A volume is being made and being deleted for a while
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1b, Size: 1, Iops: 3000, Throughput: 125, VolumeType: gp3}
      """
    And "v" names the answer's VolumeId
    Then the answer shows
      | State            | creating   |
      | AvailabilityZone | us-east-1b |
      | VolumeType       | gp3        |
      | Iops             | 3000       |
      | Throughput       | 125        |
      | Size             | 1          |
      | SnapshotId       | (absent)   |
    When 10 minutes pass
    And "owner" calls ec2 DescribeVolumes with
      """
      VolumeIds: ["{v}"]
      """
    Then the answer shows
      | Volumes.0.State | available |
    When "owner" calls ec2 DeleteVolume with
      """
      VolumeId: "{v}"
      """
    And "owner" calls ec2 DescribeVolumes with
      """
      VolumeIds: ["{v}"]
      """
    Then the answer shows
      | Volumes.0.State | deleting |
    When 10 minutes pass
    Then "owner" has no volumes

  @rule:EBS-VOL-12
  Scenario: Snapshots outlive their volume
    Given a volume "v" of "owner"
    And "owner" snapshots volume "v" as "s1"
    When "owner" deletes volume "v"
    Then volume "v" becomes gone
    And snapshot "s1" becomes completed

  @rule:EBS-VOL-14 @needs:clock
  Scenario: A volume that failed is deleted, too, but not snapshotted
    Given a key "k" of "owner" that is disabled
    And a completed snapshot "s1" of "owner"
    And "owner" creates volume "v" from snapshot "s1" encrypted under "k"
    When volume "v" becomes failed
    Then "owner" can only delete volume "v"

  @rule:EBS-VOL-13
  Scenario Outline: <id> is no ID of a volume
    When "owner" calls ec2 <operation> with
      """
      <member>: <id>
      """
    Then it is refused by EBS-VOL-13

    Examples:
      | operation       | member    | id                     |
      | DeleteVolume    | VolumeId  | vol-1                  |
      | DeleteVolume    | VolumeId  | snap-0123456789abcdef0 |
      | CreateSnapshot  | VolumeId  | vol-0123456789abcdefg  |
      | DescribeVolumes | VolumeIds | [data]                 |

  @rule:EBS-SNP-06
  Scenario Outline: <operation> finds own volumes only
    Given a volume "v" of "stranger"
    When "owner" calls ec2 <operation> with
      """
      <member>
      """
    Then it is refused by EBS-SNP-06

    Examples:
      | operation       | member                                           |
      | DeleteVolume    | VolumeId: "{v}"                                  |
      | DescribeVolumes | VolumeIds: ["{v}"]                               |
      | CreateTags      | {Resources: ["{v}"], Tags: [{Key: a, Value: b}]} |

  @rule:EBS-VOL-15
  Scenario Outline: A volume is not in the zone <zone>
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: "<zone>", Size: 1}
      """
    Then it is refused by EBS-VOL-15

    Examples:
      | zone       |
      | eu-west-1a |
      | us-east-1  |
      |            |

  @rule:EBS-VOL-16
  Scenario: A volume is of a documented type
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, VolumeType: ssd}
      """
    Then it is refused by EBS-VOL-16
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1}
      """
    Then the answer shows
      | VolumeType | gp2 |

  @rule:EBS-SNP-11
  Scenario: A dry run makes nothing
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, DryRun: true}
      """
    Then it is refused by EBS-SNP-11
    And "owner" has no volumes
