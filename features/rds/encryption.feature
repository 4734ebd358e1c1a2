Feature: Clusters are encrypted, and so are their clones

  @rule:AUR-CL-05
  Scenario: A cluster is encrypted under the key that is named, or under the default key
    Given a key "k" of "owner"
    And an available DB cluster "plain" of "owner"
    And an available DB cluster "default" of "owner" with encrypted
    And an available DB cluster "own" of "owner" with encrypted under "k"
    Then "owner" has these DB clusters
      | DB cluster | Encrypted | Key     |
      | plain      | false     |         |
      | default    | true      | aws/rds |
      | own        | true      | k       |

  @rule:AUR-CL-06
  Scenario Outline: A key that <cannot> gives no cluster
    Given <a key>
    When "owner" calls rds CreateDBCluster with
      """
      DBClusterIdentifier: c
      Engine: aurora-mysql
      MasterUsername: admin
      MasterUserPassword: attack-at-dawn
      StorageEncrypted: true
      KmsKeyId: "<key>"
      """
    Then it is refused by AUR-CL-06 saying "The specified KMS key [<key>] does not exist, is not enabled or you do not have permissions to access it."
    And "owner" has no DB clusters

    Examples:
      | cannot           | a key                                            | key                                                                         |
      | does not exist   | a key "k" of "owner"                             | arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab |
      | is disabled      | a key "k" of "owner" that is disabled            | {k.arn}                                                                     |
      | is to be deleted | a key "k" of "owner" that is pending deletion    | {k.arn}                                                                     |

  @rule:AUR-CL-08 @rule:AUR-CL-06
  Scenario: A key of another account is named by its ARN
    Given a key "k" of "owner"
    And key "k" is shared with "consumer"
    When "consumer" calls rds CreateDBCluster with
      """
      DBClusterIdentifier: c
      Engine: aurora-mysql
      MasterUsername: admin
      MasterUserPassword: attack-at-dawn
      StorageEncrypted: true
      KmsKeyId: "{k}"
      """
    Then it is refused by AUR-CL-08
    When "consumer" calls rds CreateDBCluster with
      """
      DBClusterIdentifier: c
      Engine: aurora-mysql
      MasterUsername: admin
      MasterUserPassword: attack-at-dawn
      StorageEncrypted: true
      KmsKeyId: "{k.arn}"
      """
    Then the answer shows
      | DBCluster.KmsKeyId | {k.arn} |

  @rule:AUR-ENC-01 @rule:AUR-ENC-02 @rule:AUR-ENC-04
  Scenario: An own encrypted cluster gives clones under its key, or under another
    Given a key "k" of "owner"
    And a key "other" of "owner"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    When "owner" clones DB cluster "c" as "same"
    And "owner" clones DB cluster "c" as "rekeyed" under key "other"
    And "owner" restores DB cluster "c" as "full"
    And "owner" restores DB cluster "c" as "full-rekeyed" under key "other"
    Then "owner" has these DB clusters
      | DB cluster   | Encrypted | Key   |
      | c            | true      | k     |
      | same         | true      | k     |
      | rekeyed      | true      | other |
      | full         | true      | k     |
      | full-rekeyed | true      | other |

  Scenario: An unencrypted cluster gives unencrypted clones
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "d"
    And "owner" restores DB cluster "c" as "e"
    Then "owner" has these DB clusters
      | DB cluster | Encrypted | Key |
      | c          | false     |     |
      | d          | false     |     |
      | e          | false     |     |

  @rule:AUR-ENC-04
  Scenario: An unencrypted cluster is not cloned under a key
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "d" under key "k"
    Then it is refused by AUR-ENC-04
    When "owner" restores DB cluster "c" as "d" under key "k"
    Then it is refused by AUR-ENC-04

  @rule:AUR-XCL-14 @rule:KMS-XSV-01
  Scenario: A cluster under the default key is not cloned by another account
    Given a key "own" of "consumer"
    And an available DB cluster "c" of "owner" with an instance, encrypted
    Then "consumer" cannot be given a clone of DB cluster "c" under key "own"

  @rule:AUR-ENC-08 @rule:KMS-XSV-01
  Scenario: A cluster under the default key is recreated under a key that can be shared
    Given a key "k" of "owner"
    And key "k" is shared with "consumer"
    And an available DB cluster "c" of "owner" with an instance, encrypted
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" copies cluster snapshot "s" as "t" under key "k"
    And cluster snapshot "t" becomes available
    And "owner" restores cluster snapshot "t" as "d"
    Then the answer shows
      | DBCluster.KmsKeyId     | {k.arn}  |
      | DBCluster.CloneGroupId | (absent) |
    And DB cluster "d" becomes available
    When "owner" adds DB instance "d-1" to DB cluster "d"
    Then DB instance "d-1" becomes available
    When "owner" deletes DB instance "c-1"
    And "owner" deletes DB cluster "c"
    And "owner" deletes cluster snapshot "s"
    Then cluster snapshot "s" becomes gone
    Given DB cluster "d" is shared with "consumer" as "share"
    When "consumer" clones DB cluster "d" as "e" under key "k"
    Then it succeeds

  Scenario: Within an account a clone leaves the default key behind
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with an instance, encrypted
    When "owner" clones DB cluster "c" as "d" under key "k"
    Then the answer shows
      | DBCluster.KmsKeyId     | {k.arn} |
      | DBCluster.CloneGroupId | (any)   |

  @rule:AUR-XCL-16 @rule:KMS-XSV-02 @rule:AUR-XCL-14
  Scenario Outline: A shared encrypted cluster is cloned under <whose>
    Given a key "k" of "owner"
    And a key "own" of "consumer"
    And key "k" is shared with "consumer"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d" under key "<key>"
    Then DB cluster "d" becomes available
    And "consumer" sees these DB clusters
      | DB cluster | Encrypted | Key   |
      | c          | true      |       |
      | d          | true      | <key> |

    Examples:
      | whose            | key |
      | the owner's key  | k   |
      | a key of its own | own |

  @rule:AUR-XCL-15
  Scenario: A shared encrypted cluster never gives an unencrypted clone
    Given a key "k" of "owner"
    And key "k" is shared with "consumer"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    And DB cluster "c" is shared with "consumer" as "s"
    Then "consumer" cannot clone DB cluster "c" as "d" unencrypted

  @rule:AUR-XCL-16 @rule:KMS-XSV-02
  Scenario Outline: Without permission for the owner's key nothing is cloned, under <whose> either
    Given a key "k" of "owner"
    And a key "own" of "consumer"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d" under key "<key>"
    Then it is refused by AUR-XCL-16
    Given key "k" is shared with "consumer"
    When "consumer" clones DB cluster "c" as "d" under key "<key>"
    Then it succeeds

    Examples:
      | whose            | key |
      | the owner's key  | k   |
      | a key of its own | own |

  @rule:AUR-XCL-17 @rule:AUR-ENC-11
  Scenario Outline: A key policy without <action> is not enough
    Given a key "own" of "consumer"
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: [<allowed>], to: "{consumer}"}
      """
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d" under key "own"
    Then it is refused by AUR-XCL-16

    Examples:
      | action          | allowed                                                                             |
      | kms:CreateGrant | kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey*, kms:DescribeKey     |
      | kms:DescribeKey | kms:CreateGrant, kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey*     |

  @rule:AUR-ENC-11
  Scenario: The key is checked with the rights of whoever calls
    Given a key "k" of "owner"
    And a user "ann" of "owner" who may
      """
      ["rds:*", "kms:DescribeKey"]
      """
    And a user "bob" of "owner" who may
      """
      ["rds:*", "kms:DescribeKey", "kms:CreateGrant"]
      """
    When "ann" creates DB cluster "c" with encrypted under "k"
    Then it is refused by AUR-ENC-11
    When "bob" creates DB cluster "c" with encrypted under "k"
    Then it succeeds
    When "owner" calls kms ListGrants with
      """
      {KeyId: "{k}"}
      """
    Then the answer shows
      | Grants.0.GrantId | (any)    |
      | Grants.1.GrantId | (absent) |

  @rule:AUR-XCL-37
  Scenario: A key policy that names a user who does not exist is refused as a whole
    Given a key "k" of "owner"
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: [kms:CreateGrant, kms:DescribeKey], to: ["arn:aws:iam::{consumer}:user/KeyUser", "{consumer}"]}
      """
    Then it is refused with MalformedPolicyDocumentException

  Scenario: A clone keeps its key when its account is taken off the policy
    Given a key "k" of "owner"
    And key "k" is shared with "consumer"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d" under key "k"
    And DB cluster "d" becomes available
    And "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{owner}"}
      """
    And 1 day passes
    Then DB cluster "d" is available
    When "consumer" adds DB instance "d-1" to DB cluster "d"
    Then DB instance "d-1" becomes available

  @rule:AUR-ENC-12 @rule:AUR-ST-06 @needs:clock
  Scenario: A disabled key reaches every cluster under it, in all accounts
    Given a key "k" of "owner"
    And a key "own" of "consumer"
    And key "k" is shared with "consumer"
    And key "k" is shared with "stranger"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    And DB cluster "c" is shared with "consumer" and "stranger" as "s"
    When "stranger" clones DB cluster "c" as "d" under key "k"
    Then DB cluster "d" becomes available
    When "owner" calls kms DisableKey with
      """
      {KeyId: "{k}"}
      """
    Then DB cluster "c" becomes inaccessible-encryption-credentials-recoverable
    And DB cluster "d" becomes inaccessible-encryption-credentials-recoverable
    When "owner" calls kms EnableKey with
      """
      {KeyId: "{k}"}
      """
    And "owner" starts DB cluster "c"
    Then DB cluster "c" becomes available
    When 8 days pass
    Then DB cluster "d" becomes inaccessible-encryption-credentials
    When "stranger" starts DB cluster "d"
    Then it is refused by AUR-ST-07

  @rule:AUR-ENC-12
  Scenario: A clone under a key of its own does not care for the owner's
    Given a key "k" of "owner"
    And a key "own" of "consumer"
    And key "k" is shared with "consumer"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d" under key "own"
    And DB cluster "d" becomes available
    And "owner" calls kms DisableKey with
      """
      {KeyId: "{k}"}
      """
    And DB cluster "c" becomes inaccessible-encryption-credentials-recoverable
    Then DB cluster "d" is available

  @rule:AUR-ENC-13
  Scenario: A key policy may be for one service alone
    Given a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: [kms:CreateGrant, kms:DescribeKey], to: "{consumer}", if: {StringEquals: {kms:ViaService: rds.us-east-1.amazonaws.com}}}
      """
    When "consumer" creates DB cluster "c" with encrypted under "k"
    Then it succeeds
    When "consumer" calls kms DescribeKey with
      """
      {KeyId: "{k.arn}"}
      """
    Then it is refused with AccessDeniedException

  @rule:AUR-ENC-13
  Scenario: A key policy for another service does not serve Aurora
    Given a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: [kms:CreateGrant, kms:DescribeKey], to: "{consumer}", if: {StringEquals: {kms:ViaService: ec2.us-east-1.amazonaws.com}}}
      """
    When "consumer" creates DB cluster "c" with encrypted under "k"
    Then it is refused by AUR-ENC-11

  @rule:AUR-CL-11 @rule:AUR-ENC-10
  Scenario: Before 18 February 2026 a cluster may be without encryption
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.0.StorageEncrypted      | false    |
      | DBClusters.0.StorageEncryptionType | none     |
      | DBClusters.0.KmsKeyId              | (absent) |

  @rule:AUR-CL-11 @rule:AUR-ENC-10 @needs:clock
  Scenario: Since 18 February 2026 new clusters are encrypted, and clones of older ones are not
    Given an available DB cluster "old" of "owner" with an instance
    And an available cluster snapshot "s" of DB cluster "old"
    When 110 days pass
    And "owner" creates DB cluster "new"
    Then the answer shows
      | DBCluster.StorageEncrypted      | false    |
      | DBCluster.StorageEncryptionType | sse-rds  |
      | DBCluster.KmsKeyId              | (absent) |
    When "owner" clones DB cluster "old" as "clone"
    Then the answer shows
      | DBCluster.StorageEncryptionType | none |
    When "owner" restores DB cluster "old" as "full"
    Then the answer shows
      | DBCluster.StorageEncryptionType | sse-rds |
    When "owner" restores cluster snapshot "s" as "restored"
    Then the answer shows
      | DBCluster.StorageEncryptionType | sse-rds |

  @rule:AUR-ENC-03 @needs:clock
  Scenario: A cluster under AWS's own key is shared and cloned like one without encryption
    When 110 days pass
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d"
    Then the answer shows
      | DBCluster.StorageEncrypted      | false   |
      | DBCluster.StorageEncryptionType | sse-rds |

  @rule:AUR-ENC-13
  Scenario: A key policy may be for clusters alone
    Given a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: kms:DescribeKey, to: "{consumer}"}
      {Allow: kms:CreateGrant, to: "{consumer}", if: {StringLike: {"kms:EncryptionContext:aws:rds:dbc-id": cluster-*}}}
      """
    When "consumer" creates DB cluster "c" with encrypted under "k"
    Then it succeeds
    When "consumer" calls kms CreateGrant with
      """
      {KeyId: "{k.arn}", GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt]}
      """
    Then it is refused with AccessDeniedException
