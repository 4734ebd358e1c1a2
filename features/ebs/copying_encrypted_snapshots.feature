Feature: How copies of snapshots are encrypted

  Background:
    Given a key "ours" of "owner"
    And key "ours" is shared with "consumer"
    And a key "mine" of "consumer"
    And a key "default" of "consumer"
    And "consumer" calls ec2 ModifyEbsDefaultKmsKeyId with
      """
      KmsKeyId: "{default}"
      """

  Scenario Outline: A snapshot <source> is copied <asked>, encryption by default <by default>d
    Given a completed snapshot "s1" of "owner" <source>
    And "owner" shares snapshot "s1" with "consumer"
    And "consumer" calls ec2 <by default>EbsEncryptionByDefault
    When "consumer" copies snapshot "s1" to us-east-1 as "c1" <asked>
    Then snapshot "c1" becomes completed
    When "owner" unshares snapshot "s1" from "consumer"
    Then "consumer" sees these snapshots
      | Snapshot | Owner    | Key   |
      | c1       | consumer | <key> |

    @rule:EBS-CPY-06
    Examples: an unencrypted snapshot
      | source      | by default | asked              | key |
      | unencrypted | Disable    | asking for nothing |     |

    @rule:EBS-CPY-07
    Examples: a snapshot that shall be encrypted
      | source      | by default | asked                  | key     |
      | unencrypted | Disable    | encrypted              | default |
      | unencrypted | Disable    | encrypted under "mine" | mine    |
      | unencrypted | Disable    | encrypted under "ours" | ours    |
      | encrypted under "ours" | Disable    | encrypted under "mine" | mine    |

    @rule:EBS-CPY-08
    Examples: an unencrypted snapshot, with encryption by default
      | source      | by default | asked                  | key     |
      | unencrypted | Enable     | asking for nothing     | default |
      | unencrypted | Enable     | encrypted              | default |
      | unencrypted | Enable     | encrypted under "mine" | mine    |

    @rule:EBS-CPY-09
    Examples: an encrypted snapshot, with encryption by default
      | source                 | by default | asked                  | key     |
      | encrypted under "ours" | Enable     | asking for nothing     | default |
      | encrypted under "ours" | Enable     | encrypted              | default |
      | encrypted under "ours" | Enable     | encrypted under "mine" | mine    |

    @rule:EBS-CPY-10
    Examples: an encrypted snapshot
      | source                 | by default | asked                  | key     |
      | encrypted under "ours" | Disable    | asking for nothing     | aws/ebs |
      | encrypted under "ours" | Disable    | encrypted              | aws/ebs |

  @rule:EBS-SHR-04
  Scenario: A copy without a key is not the source owner's to open
    Given a completed snapshot "s1" of "owner" encrypted under "ours"
    And "owner" shares snapshot "s1" with "consumer"
    And "consumer" copies snapshot "s1" to us-east-1 as "c1"
    And snapshot "c1" becomes completed
    When "consumer" shares snapshot "c1" with "owner"
    Then it is refused by EBS-SHR-04

  @rule:EBS-CPY-10
  Scenario: An own encrypted snapshot is copied under AWS's key, too
    Given a completed snapshot "s1" of "owner" encrypted under "ours"
    When "owner" copies snapshot "s1" to us-east-1 as "c1"
    Then "owner" sees these snapshots
      | Snapshot | Key     |
      | s1       | ours    |
      | c1       | aws/ebs |

  @rule:EBS-CPY-15
  Scenario: Copying in turn never takes encryption off
    Given a completed snapshot "s1" of "owner" encrypted under "ours"
    And "owner" copies snapshot "s1" to eu-west-1 as "c1"
    And snapshot "c1" becomes completed
    When "owner" copies snapshot "c1" to us-east-1 as "c2"
    Then "owner" sees these snapshots
      | Snapshot | Key     |
      | s1       | ours    |
      | c2       | aws/ebs |

  @rule:EBS-CPY-12
  Scenario Outline: <what> is refused
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 CopySnapshot with
      """
      {SourceRegion: us-east-1, SourceSnapshotId: "{s1}", <members>}
      """
    Then it is refused by EBS-CPY-12

    Examples:
      | what                     | members                              |
      | Encrypted that is false  | Encrypted: false                     |
      | A key without encryption | KmsKeyId: "{ours}"                   |
      | A key and no encryption  | Encrypted: false, KmsKeyId: "{ours}" |

  @rule:EBS-CPY-04 @rule:EBS-CPY-13
  Scenario Outline: A copy under <key> fails later
    Given a completed snapshot "s1" of "owner"
    And a key "disabled" of "owner" that is disabled
    And a key "going" of "owner" that is pending deletion
    And a key "foreign" of "stranger"
    When "owner" copies snapshot "s1" to us-east-1 as "c1" encrypted under <key>
    Then it succeeds
    And snapshot "c1" is pending
    And snapshot "c1" ends in error because "Given key ID is not accessible"

    Examples:
      | key                                          |
      | the key alias/nothing                        |
      | the key 1234abcd-12ab-34cd-56ef-1234567890ab |
      | the key nonsense                             |
      | "disabled"                                   |
      | "going"                                      |
      | "foreign"                                    |

  @rule:EBS-CPY-07
  Scenario: Keys are named by ID, alias or ARN
    Given a completed snapshot "s1" of "owner"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/data, TargetKeyId: "{ours}"}
      """
    When "owner" copies snapshot "s1" to us-east-1 as "c1" encrypted under the key alias/data
    And "owner" copies snapshot "s1" to us-east-1 as "c2" encrypted under "ours"
    And "owner" copies snapshot "s1" to us-east-1 as "c3" encrypted under the key alias/aws/ebs
    Then snapshot "c3" becomes completed
    And "owner" sees these snapshots
      | Snapshot | State     | Key     |
      | s1       | completed |         |
      | c1       | completed | ours    |
      | c2       | completed | ours    |
      | c3       | completed | aws/ebs |

  @rule:EBS-CPY-28
  Scenario: A key of another Region encrypts nothing
    Given a completed snapshot "s1" of "owner"
    When "owner" copies snapshot "s1" to eu-west-1 as "c1" encrypted under "ours"
    Then snapshot "c1" ends in error because "Given key ID is not accessible"

  @rule:EBS-CPY-28
  Scenario: The source's key stays where the source is
    Given the Region is eu-west-1
    And a key "there" of "consumer"
    And the Region is us-east-1
    And a completed snapshot "s1" of "owner" encrypted under "ours"
    And "owner" shares snapshot "s1" with "consumer"
    When "consumer" copies snapshot "s1" to eu-west-1 as "c1" encrypted under "there"
    Then snapshot "c1" becomes completed
    And "consumer" sees these snapshots in eu-west-1
      | Snapshot | Key   |
      | c1       | there |

  @rule:EBS-CPY-14
  Scenario Outline: Who copies must be allowed <what> with the copy's key
    Given a completed snapshot "s1" of "owner"
    And a user "ann" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ec2:*", "kms:*"], Resource: "*"}
        - {Effect: Deny, Action: "kms:<what>", Resource: "{ours.arn}"}
      """
    When "ann" copies snapshot "s1" to us-east-1 as "c1" encrypted under "ours"
    Then snapshot "c1" ends in error because "Given key ID is not accessible"
    When "owner" copies snapshot "s1" to us-east-1 as "c2" encrypted under "ours"
    Then snapshot "c2" becomes completed

    Examples:
      | what        |
      | DescribeKey |
      | CreateGrant |
      | Decrypt     |

  @rule:EBS-SHR-16
  Scenario Outline: Who copies must be allowed <what> with the source's key
    Given a completed snapshot "s1" of "owner" encrypted under "ours"
    And "owner" shares snapshot "s1" with "consumer"
    And a user "ann" of "consumer" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ec2:*", "kms:*"], Resource: "*"}
        - {Effect: Deny, Action: "kms:<what>", Resource: "{ours.arn}"}
      """
    When "ann" copies snapshot "s1" to us-east-1 as "c1" encrypted under "mine"
    Then snapshot "c1" ends in error because "Given key ID is not accessible"
    When "consumer" copies snapshot "s1" to us-east-1 as "c2" encrypted under "mine"
    Then snapshot "c2" becomes completed

    Examples:
      | what        |
      | DescribeKey |
      | CreateGrant |
      | Decrypt     |

  @rule:EBS-VOL-27
  Scenario: A shared snapshot is copied with what recipes for sharing give
    Given a completed snapshot "s1" of "owner" encrypted under "ours"
    And "owner" shares snapshot "s1" with "consumer"
    And a user "ann" of "consumer" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ec2:*"], Resource: "*"}
        - {Effect: Allow, Action: "kms:*", Resource: ["{mine.arn}", "{default.arn}"]}
        - {Effect: Allow, Action: ["kms:DescribeKey", "kms:ReEncrypt*", "kms:CreateGrant", "kms:Decrypt"], Resource: "{ours.arn}"}
      """
    When "ann" copies snapshot "s1" to us-east-1 as "c1" encrypted under "mine"
    Then snapshot "c1" becomes completed

  @rule:EBS-VOL-26
  Scenario Outline: What is copied under another key is encrypted anew, with <which> key
    Given a completed snapshot "s1" of "owner" encrypted under "ours"
    And "owner" shares snapshot "s1" with "consumer"
    And a user "ann" of "consumer" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ec2:*", "kms:*"], Resource: "*"}
        - {Effect: Deny, Action: [<actions>], Resource: "{<key>.arn}"}
      """
    When "ann" copies snapshot "s1" to us-east-1 as "c1" encrypted under "mine"
    Then snapshot "c1" ends in error because "Given key ID is not accessible"

    Examples:
      | which      | key  | actions                                  |
      | the old    | ours | "kms:ReEncryptFrom"                      |
      | the copy's | mine | "kms:ReEncryptTo", "kms:GenerateDataKey*" |

  @rule:EBS-CPY-14
  Scenario: Who copies needs grants only through the service
    Given a completed snapshot "s1" of "owner"
    And a user "ann" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ec2:*", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"], Resource: "*"}
        - {Effect: Allow, Action: "kms:CreateGrant", Resource: "*", Condition: {Bool: {"kms:GrantIsForAWSResource": "true"}}}
      """
    When "ann" copies snapshot "s1" to us-east-1 as "c1" encrypted under "ours"
    Then snapshot "c1" becomes completed

  @rule:EBS-SHR-16
  Scenario: Who copies must be allowed to use the source's key by its owner and by its own account
    Given a completed snapshot "s1" of "owner" encrypted under "ours"
    And "owner" shares snapshot "s1" with "consumer"
    And a user "ann" of "consumer" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: "ec2:*", Resource: "*"}
        - {Effect: Allow, Action: "kms:*", Resource: "{mine.arn}"}
        - {Effect: Allow, Action: "kms:DescribeKey", Resource: "{default.arn}"}
      """
    And a user "bob" of "consumer" who may
      """
      [ec2:*, kms:*]
      """
    When "ann" copies snapshot "s1" to us-east-1 as "c1" encrypted under "mine"
    Then snapshot "c1" ends in error because "Given key ID is not accessible"
    When "bob" copies snapshot "s1" to us-east-1 as "c2" encrypted under "mine"
    Then snapshot "c2" becomes completed

  @rule:EBS-SHR-16 @rule:EBS-CPY-15
  Scenario: Who asks for a copy before the snapshot is shared gets no data without its key
    Given a completed snapshot "s1" of "owner" encrypted under "ours"
    And "consumer" copies snapshot "s1" to us-east-1 as "c1"
    When "owner" shares snapshot "s1" with "consumer"
    And 1 hour passes
    Then "consumer" sees these snapshots in us-east-1
      | Snapshot | Owner    | State     |
      | s1       | owner    | completed |
      | c1       | consumer | error     |

  @rule:EBS-CPY-05
  Scenario: Who copies must be allowed to describe the default key
    Given a completed snapshot "s1" of "consumer"
    And a user "ann" of "consumer" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ec2:*", "kms:*"], Resource: "*"}
        - {Effect: Deny, Action: "kms:DescribeKey", Resource: "{default.arn}"}
      """
    When "ann" copies snapshot "s1" to us-east-1 as "c1" encrypted under "mine"
    Then snapshot "c1" ends in error because "Given key ID is not accessible. You must have DescribeKey permissions on the default CMK"
    When "ann" copies snapshot "s1" to us-east-1 as "c2"
    Then snapshot "c2" becomes completed

  @rule:EBS-SNP-08
  Scenario: Under another key a copy shows a data key of its own
    Given a volume "v" of "owner" encrypted under "ours"
    And a key "other" of "owner"
    And "owner" snapshots volume "v" as "s1"
    And "data" names the answer's DataEncryptionKeyId
    And snapshot "s1" becomes completed
    When "owner" copies snapshot "s1" to us-east-1 as "same" encrypted under "ours"
    And "owner" copies snapshot "s1" to us-east-1 as "new" encrypted under "other"
    And snapshot "same" becomes completed
    And snapshot "new" becomes completed
    And "owner" creates volume "same" from snapshot "same"
    And "owner" creates volume "new" from snapshot "new"
    And volume "same" becomes available
    And volume "new" becomes available
    And "owner" snapshots volume "same" as "s2"
    Then the answer shows
      | DataEncryptionKeyId | {data} |
    When "owner" snapshots volume "new" as "s3"
    And "anew" names the answer's DataEncryptionKeyId
    And "owner" calls ec2 DescribeSnapshots with
      """
      SnapshotIds: ["{snapshot new}"]
      """
    Then the answer shows
      | Snapshots.0.DataEncryptionKeyId | {anew} |

  @rule:EBS-SNP-07
  Scenario Outline: A key that is only for <what> encrypts <what>
    Given a completed snapshot "s1" of "owner"
    And a key "bound" of "owner" with the policy
      """
      {Allow: ["kms:DescribeKey", "kms:CreateGrant", "kms:PutKeyPolicy"], to: ["{owner}"]}
      {Allow: ["kms:GenerateDataKey*", "kms:Decrypt", "kms:ReEncrypt*"], to: ["{owner}"], if: {StringLike: {"kms:EncryptionContext:aws:ebs:id": "<prefix>-*"}}}
      """
    When "owner" creates volume "v" from snapshot "s1" encrypted under "bound"
    And "owner" copies snapshot "s1" to us-east-1 as "c1" encrypted under "bound"
    Then volume "v" becomes <volume>
    And snapshot "c1" becomes <copy>

    Examples:
      | what    | prefix | volume    | copy      |
      | volumes | vol    | available | in error  |
      | copies  | snap   | failed    | completed |
