Feature: Customers make keys

  @rule:KMS-KEY-01
  Scenario: A key without further wishes is symmetric, the customer's own, and usable at once
    When "owner" calls kms CreateKey
    Then the answer shows
      | KeyMetadata.AWSAccountId          | 111111111111                              |
      | KeyMetadata.Arn                   | arn:aws:kms:us-east-1:111111111111:key/*  |
      | KeyMetadata.KeyManager            | CUSTOMER                                  |
      | KeyMetadata.KeyState              | Enabled                                   |
      | KeyMetadata.Enabled               | true                                      |
      | KeyMetadata.KeySpec               | SYMMETRIC_DEFAULT                         |
      | KeyMetadata.CustomerMasterKeySpec | SYMMETRIC_DEFAULT                         |
      | KeyMetadata.KeyUsage              | ENCRYPT_DECRYPT                           |
      | KeyMetadata.EncryptionAlgorithms  | [SYMMETRIC_DEFAULT]                       |
      | KeyMetadata.Origin                | AWS_KMS                                   |
      | KeyMetadata.MultiRegion           | false                                     |
      | KeyMetadata.Description           | (absent)                                  |
      | KeyMetadata.CurrentKeyMaterialId  | (any)                                     |
      | KeyMetadata.DeletionDate          | (absent)                                  |

  @rule:KMS-KEY-01
  Scenario: A key of external origin is not enabled
    When "owner" calls kms CreateKey with
      """
      {Origin: EXTERNAL, Description: ours}
      """
    Then the answer shows
      | KeyMetadata.KeyState             | PendingImport |
      | KeyMetadata.Enabled              | false         |
      | KeyMetadata.Origin               | EXTERNAL      |
      | KeyMetadata.Description          | ours          |
      | KeyMetadata.CurrentKeyMaterialId | (absent)      |

  @rule:KMS-KEY-02
  Scenario: A key tells who manages it
    Given a key "k" of "owner"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/ebs, TargetKeyId: "{k}"}
      """
    When "owner" calls kms DescribeKey with
      """
      KeyId: alias/ebs
      """
    Then the answer shows
      | KeyMetadata.KeyManager | CUSTOMER |

  @rule:KMS-KEY-09
  Scenario: A key that does not exist is named by its whole ARN
    When "owner" calls kms DescribeKey with
      """
      KeyId: 8af79514-350d-4c52-bac8-8985e84171c7
      """
    Then it is refused by KMS-KEY-09 saying "Key 'arn:aws:kms:us-east-1:111111111111:key/8af79514-350d-4c52-bac8-8985e84171c7' does not exist"
    When "owner" calls kms DescribeKey with
      """
      KeyId: arn:aws:kms:us-east-1:111111111111:key/8af79514-350d-4c52-bac8-8985e84171c7
      """
    Then it is refused by KMS-KEY-09 saying "Key 'arn:aws:kms:us-east-1:111111111111:key/8af79514-350d-4c52-bac8-8985e84171c7' does not exist"
    When "owner" calls kms DescribeKey with
      """
      KeyId: mrk-d3b95762d3b95762d3b95762d3b95762
      """
    Then it is refused by KMS-KEY-09 saying "Key 'arn:aws:kms:us-east-1:111111111111:key/mrk-d3b95762d3b95762d3b95762d3b95762' does not exist"
    When "owner" calls kms ListGrants with
      """
      KeyId: 8af79514-350d-4c52-bac8-8985e84171c7
      """
    Then it is refused by KMS-KEY-09

  @rule:KMS-KEY-09 @rule:KMS-KEY-10
  Scenario: A key is found by its ID and by its ARN
    Given a key "k" of "owner"
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyMetadata.Arn | {k.arn} |
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k.arn}"
      """
    Then the answer shows
      | KeyMetadata.KeyId | {k} |

  @rule:KMS-KEY-10
  Scenario Outline: What is no key ID is told apart from a key that does not exist
    When "owner" calls kms DescribeKey with
      """
      KeyId: "<id>"
      """
    Then it is refused by KMS-KEY-10 saying "Invalid keyId '<id>'"

    Examples:
      | id                               |
      | fake-key-id                      |
      | 134f2428cec14b25a1ae9048164dba47 |
      | mrk-fake-key-id                  |

  @rule:KMS-KEY-11
  Scenario: The ARN of a key in another Region is invalid
    Given a key "k" of "owner"
    And the Region is eu-west-1
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k.arn}"
      """
    Then it is refused by KMS-KEY-11 saying "Invalid arn us-east-1"
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it is refused with NotFoundException
    Given the Region is us-east-1
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k.arn}"
      """
    Then it succeeds

  @rule:KMS-KEY-09
  Scenario: A key ID is one of the caller's own account
    Given a key "k" of "owner"
    And key "k" is shared with "consumer"
    When "consumer" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it is refused with NotFoundException
    When "consumer" calls kms DescribeKey with
      """
      KeyId: "{k.arn}"
      """
    Then it succeeds

  @rule:KMS-KEY-08
  Scenario: An alias names a key only to cryptographic operations and DescribeKey
    Given a key "k" of "owner"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    When "owner" calls kms ListGrants with
      """
      KeyId: alias/vault
      """
    Then it is refused by KMS-KEY-08 saying "Key Aliases are not supported for this operation."
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "arn:aws:kms:us-east-1:{owner}:alias/vault", GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt]}
      """
    Then it is refused by KMS-KEY-08
    When "owner" calls kms Encrypt with
      """
      {KeyId: "arn:aws:kms:us-east-1:{owner}:alias/vault", Plaintext: c2VjcmV0}
      """
    Then the answer shows
      | KeyId | {k.arn} |

  @rule:KMS-GEN-02
  Scenario Outline: A member out of shape is refused in one sentence that names it
    When "owner" calls kms <operation> with
      """
      <members>
      """
    Then it is refused by KMS-GEN-02 saying "1 validation error detected: Value <value> at '<member>' failed to satisfy constraint: Member must <constraint>"

    Examples:
      | operation       | members                                                 | value      | member      | constraint                                  |
      | DescribeKey     | {}                                                      | null      | keyId       | not be null                                 |
      | ListKeys        | {Limit: 0}                                              | '0'       | limit       | have value greater than or equal to 1       |
      | ListKeys        | {Limit: 1001}                                           | '1001'    | limit       | have value less than or equal to 1000       |
      | GenerateDataKey | {KeyId: alias/x, NumberOfBytes: 1025}                   | '1025'    | numberOfBytes | have value less than or equal to 1024     |
      | CreateAlias     | {AliasName: "alias/a b", TargetKeyId: x}                | 'alias/a b' | aliasName | satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$ |
      | ListRetirableGrants | {RetiringPrincipal: "who is this"}                  | 'who is this' | retiringPrincipal | satisfy regular expression pattern: ^[\\w+=,.@:/-]+$ |

  @rule:KMS-GEN-02
  Scenario: Members in their shape pass
    Given a key "k" of "owner"
    When "owner" calls kms ListKeys with
      """
      Limit: 1000
      """
    Then the answer shows
      | Keys.*.KeyId | [{k}]    |
      | Truncated    | false    |
      | NextMarker   | (absent) |

  @rule:KMS-KEY-01
  Scenario: Keys are listed in pages
    Given a key "k1" of "owner"
    And a key "k2" of "owner"
    And a key "k3" of "owner"
    And a key "other" of "stranger"
    When "owner" calls kms ListKeys with
      """
      Limit: 2
      """
    Then the answer shows
      | Keys.*.KeyId | [{k1} {k2}] |
      | Truncated    | true        |
    Given "m" names the answer's NextMarker
    When "owner" calls kms ListKeys with
      """
      {Limit: 2, Marker: "{m}"}
      """
    Then the answer shows
      | Keys.*.KeyArn | [{k3.arn}] |
      | Truncated     | false      |
      | NextMarker    | (absent)   |
    When "owner" calls kms ListKeys with
      """
      Marker: made-up
      """
    Then it is refused with InvalidMarkerException
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k1}"
      """
    Then it succeeds
