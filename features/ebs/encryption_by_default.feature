Feature: Accounts encrypt by default

  @rule:EBS-ENC-01
  Scenario: What is new is encrypted, what exists stays as it is
    Given a volume "old" of "owner"
    And a completed snapshot "before" of "owner"
    When "owner" calls ec2 EnableEbsEncryptionByDefault
    Then the answer shows
      | EbsEncryptionByDefault | true |
    Given a volume "new" of "owner"
    And "owner" creates volume "made" from snapshot "before"
    And "owner" copies snapshot "before" to us-east-1 as "c1"
    Then "owner" has these volumes
      | Volume               | Source | Key     |
      | the volume of before |        |         |
      | old                  |        |         |
      | new                  |        | aws/ebs |
      | made                 | before | aws/ebs |
    And "owner" has these snapshots
      | Snapshot | Key     |
      | before   |         |
      | c1       | aws/ebs |

  @rule:EBS-ENC-01
  Scenario: No request opts out
    Given "owner" calls ec2 EnableEbsEncryptionByDefault
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, Encrypted: false}
      """
    Then the answer shows
      | Encrypted | true |

  @rule:EBS-ENC-01
  Scenario: The switch is of one account and Region, and goes off again
    Given "owner" calls ec2 EnableEbsEncryptionByDefault
    When "owner" calls ec2 GetEbsEncryptionByDefault
    Then the answer shows
      | EbsEncryptionByDefault | true |
    When "consumer" calls ec2 GetEbsEncryptionByDefault
    Then the answer shows
      | EbsEncryptionByDefault | false |
    When the Region is eu-west-1
    And "owner" calls ec2 GetEbsEncryptionByDefault
    Then the answer shows
      | EbsEncryptionByDefault | false |
    When the Region is us-east-1
    And "owner" calls ec2 DisableEbsEncryptionByDefault
    Then the answer shows
      | EbsEncryptionByDefault | false |
    Given a volume "v" of "owner"
    Then "owner" has these volumes
      | Volume | Key |
      | v      |     |

  @rule:EBS-ENC-02
  Scenario: At first the default key is AWS's
    When "owner" calls ec2 GetEbsDefaultKmsKeyId
    Then the answer shows
      | KmsKeyId | alias/aws/ebs |
    Given a volume "v" of "owner" encrypted
    Then "owner" has these volumes
      | Volume | Key     |
      | v      | aws/ebs |

  @rule:EBS-ENC-03
  Scenario Outline: The default key is chosen by <how>
    Given a key "k" of "owner"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/data, TargetKeyId: "{k}"}
      """
    When "owner" calls ec2 ModifyEbsDefaultKmsKeyId with
      """
      KmsKeyId: "<name>"
      """
    Then the answer shows
      | KmsKeyId | {k.arn} |
    When "owner" calls ec2 GetEbsDefaultKmsKeyId
    Then the answer shows
      | KmsKeyId | {k.arn} |
    Given a volume "v" of "owner" encrypted
    Then "owner" has these volumes
      | Volume | Key |
      | v      | k   |

    Examples:
      | how        | name                                     |
      | ID         | {k}                                      |
      | ARN        | {k.arn}                                  |
      | alias      | alias/data                               |
      | alias' ARN | arn:aws:kms:us-east-1:{owner}:alias/data |

  @rule:EBS-ENC-03
  Scenario: That a key is of no use shows only later
    When "owner" calls ec2 ModifyEbsDefaultKmsKeyId with
      """
      KmsKeyId: alias/nothing
      """
    Then it succeeds
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, Encrypted: true}
      """
    Then the answer shows
      | Encrypted | true |
    When 1 day passes
    Then "owner" has no volumes

  @rule:EBS-ENC-05
  Scenario: A default key that is disabled later lets everything fail
    Given a key "k" of "owner"
    And a completed snapshot "s1" of "owner"
    And "owner" calls ec2 ModifyEbsDefaultKmsKeyId with
      """
      KmsKeyId: "{k}"
      """
    And "owner" calls kms DisableKey with
      """
      KeyId: "{k}"
      """
    When "owner" calls ec2 GetEbsDefaultKmsKeyId
    Then the answer shows
      | KmsKeyId | {k.arn} |
    When "owner" copies snapshot "s1" to us-east-1 as "c1" encrypted
    And "owner" creates volume "v" from snapshot "s1" encrypted
    Then volume "v" becomes failed
    And snapshot "c1" ends in error because "Given key ID is not accessible"

  @rule:EBS-ENC-04
  Scenario: A reset brings AWS's key back, and what is encrypted keeps its key
    Given a key "k" of "owner"
    And "owner" calls ec2 ModifyEbsDefaultKmsKeyId with
      """
      KmsKeyId: "{k}"
      """
    And a volume "v" of "owner" encrypted
    When "owner" calls ec2 ResetEbsDefaultKmsKeyId
    Then the answer shows
      | KmsKeyId | arn:aws:kms:us-east-1:{owner}:key/* |
    Given a volume "w" of "owner" encrypted
    Then "owner" has these volumes
      | Volume | Key     |
      | v      | k       |
      | w      | aws/ebs |
