Feature: AWS manages a key for each service

  @rule:KMS-KEY-04
  Scenario: The key of a service appears when the service first needs it
    When "owner" calls kms ListAliases
    Then the answer shows
      | Aliases.*.AliasName   | [alias/aws/backup alias/aws/ebs alias/aws/rds]         |
      | Aliases.1.AliasArn    | arn:aws:kms:us-east-1:111111111111:alias/aws/ebs |
      | Aliases.1.TargetKeyId | (absent)                                         |
    Given a volume "v" of "owner" encrypted
    When "owner" calls kms ListAliases
    Then the answer shows
      | Aliases.0.TargetKeyId | (absent) |
      | Aliases.1.TargetKeyId | (any)    |
    Given "k" names the answer's Aliases.1.TargetKeyId
    And a volume "w" of "owner" encrypted
    When "owner" calls kms ListAliases with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Aliases.*.AliasName | [alias/aws/ebs] |
    When "owner" calls kms ListKeys
    Then the answer shows
      | Keys.*.KeyId | [{k}] |

  @rule:KMS-KEY-04
  Scenario: To describe the key of a service by its alias makes it
    Given a user "ann" of "owner"
    When "ann" calls kms DescribeKey with
      """
      KeyId: alias/aws/rds
      """
    Then it is refused with AccessDeniedException
    When "owner" calls kms ListAliases
    Then the answer shows
      | Aliases.2.TargetKeyId | (absent) |
    When "owner" calls kms DescribeKey with
      """
      KeyId: arn:aws:kms:us-east-1:{owner}:alias/aws/rds
      """
    Then the answer shows
      | KeyMetadata.KeyManager | AWS     |
      | KeyMetadata.KeyState   | Enabled |
    Given "k" names the answer's KeyMetadata.KeyId
    When "owner" calls kms ListAliases
    Then the answer shows
      | Aliases.1.TargetKeyId | (absent) |
      | Aliases.2.TargetKeyId | {k}      |
    When "owner" calls kms DescribeKey with
      """
      KeyId: alias/aws/rds
      """
    Then the answer shows
      | KeyMetadata.KeyId | {k} |
    When "owner" calls kms DescribeKey with
      """
      KeyId: alias/aws/other
      """
    Then it is refused with NotFoundException

  @rule:KMS-KEY-02
  Scenario: A key that AWS manages says so, whatever it is called
    Given a volume "v" of "owner" encrypted
    When "owner" calls kms DescribeKey with
      """
      KeyId: alias/aws/ebs
      """
    Then the answer shows
      | KeyMetadata.KeyManager | AWS |
    Given a key "k" of "owner"
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyMetadata.KeyManager | CUSTOMER |

  @rule:KMS-KEY-03
  Scenario Outline: Nobody alters a key that AWS manages
    Given a volume "v" of "owner" encrypted
    And "owner" calls kms DescribeKey with
      """
      KeyId: alias/aws/ebs
      """
    And "k" names the answer's KeyMetadata.KeyId
    When "owner" calls kms <operation> with
      """
      <members>
      """
    Then it is refused by KMS-KEY-03
    When "owner" calls kms GetKeyPolicy with
      """
      KeyId: "{k}"
      """
    Then it succeeds

    Examples:
      | operation            | members                                                       |
      | PutKeyPolicy         | {KeyId: "{k}", Policy: "{}"}                                  |
      | DisableKey           | {KeyId: "{k}"}                                                |
      | ScheduleKeyDeletion  | {KeyId: "{k}"}                                                |
      | UpdateKeyDescription | {KeyId: "{k}", Description: mine}                             |
      | TagResource          | {KeyId: "{k}", Tags: [{TagKey: team, TagValue: red}]}         |
      | EnableKeyRotation    | {KeyId: "{k}"}                                                |
      | CreateAlias          | {AliasName: alias/mine, TargetKeyId: "{k}"}                   |

  @rule:KMS-KEY-03
  Scenario: A key that the customer manages is altered
    Given a key "k" of "owner"
    When "owner" calls kms TagResource with
      """
      {KeyId: "{k}", Tags: [{TagKey: team, TagValue: red}, {TagKey: stage, TagValue: test}]}
      """
    And "owner" calls kms UntagResource with
      """
      {KeyId: "{k}", TagKeys: [stage]}
      """
    And "owner" calls kms ListResourceTags with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Tags.*.TagKey | [team] |
    When "owner" calls kms EnableKeyRotation with
      """
      {KeyId: "{k}", RotationPeriodInDays: 90}
      """
    And "owner" calls kms GetKeyRotationStatus with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | RotationPeriodInDays | 90 |
    When "owner" calls kms DisableKeyRotation with
      """
      KeyId: "{k}"
      """
    And "owner" calls kms GetKeyRotationStatus with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyRotationEnabled | false |
    When "owner" calls kms DisableKey with
      """
      KeyId: "{k}"
      """
    Then key "k" is disabled

  @rule:KMS-KEY-05
  Scenario: A key that AWS manages serves its account, through its service alone
    Given a volume "v" of "owner" encrypted
    Then volume "v" becomes available
    When "owner" calls kms Encrypt with
      """
      {KeyId: alias/aws/ebs, Plaintext: c2VjcmV0}
      """
    Then it is refused with AccessDeniedException
    When "owner" calls kms DescribeKey with
      """
      KeyId: alias/aws/ebs
      """
    Then it succeeds
    Given "k" names the answer's KeyMetadata.Arn
    When "consumer" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it is refused with AccessDeniedException
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt]}
      """
    Then it is refused with AccessDeniedException

  @rule:KMS-POL-20
  Scenario: A service that uses a key for somebody is named in conditions
    Given a user "ann" of "owner" who may
      """
      ["ec2:*"]
      """
    And a key "k" of "owner"
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: kms:*, to: "{ann.arn}", if: {StringEquals: {kms:ViaService: ec2.us-east-1.amazonaws.com}}}
      """
    And "ann" encrypts "attack at dawn" under key "k" as "c"
    Then it is refused with AccessDeniedException
    Given a volume "v" of "ann" encrypted under "k"
    Then volume "v" becomes available

  @rule:KMS-POL-15
  Scenario: A service makes a grant where its user may not
    Given a user "ann" of "owner" who may
      """
      ["ec2:*"]
      """
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: [kms:DescribeKey, kms:GenerateDataKey*, kms:ReEncrypt*, kms:Decrypt], to: "*"}
      {Allow: [kms:CreateGrant, kms:ListGrants], to: "*", if: {Bool: {kms:GrantIsForAWSResource: true}}}
      """
    When "ann" grants "consumer" Decrypt on key "k" as "g"
    Then it is refused with AccessDeniedException
    When "ann" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then it is refused with AccessDeniedException
    Given a completed snapshot "s1" of "owner"
    When "ann" copies snapshot "s1" to us-east-1 as "c1" encrypted under "k"
    Then snapshot "c1" becomes completed

  @rule:KMS-GRT-21
  Scenario: A service borrows a key while it works
    Given a key "k" of "owner"
    And a completed snapshot "s1" of "owner" encrypted under "k"
    When "owner" copies snapshot "s1" to us-east-1 as "c1" encrypted under "k"
    And "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants.0.GranteePrincipal | ec2.amazonaws.com              |
      | Grants.0.IssuingAccount   | arn:aws:iam::111111111111:root |
    And snapshot "c1" becomes completed
    When "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants | [] |

  @rule:KMS-GRT-19
  Scenario: Sharing a snapshot makes no grant
    Given a key "k" of "owner"
    And a completed snapshot "s1" of "owner" encrypted under "k"
    When "owner" shares snapshot "s1" with "consumer"
    And "owner" grants "consumer" Decrypt on key "k" as "g"
    And "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants.*.GrantId | [{g}] |
