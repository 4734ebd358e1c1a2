Feature: Keys are used from other accounts

  Background:
    Given a key "k" of "owner"
    And "owner" encrypts "attack at dawn" under key "k" as "c"

  @rule:KMS-POL-05 @rule:KMS-POL-17
  Scenario: Another account uses a key that is shared with it
    When "consumer" decrypts "c"
    Then it is refused with AccessDeniedException
    Given key "k" is shared with "consumer"
    When "consumer" decrypts "c"
    Then it succeeds
    When "consumer" encrypts "retreat at dusk" under key "k" as "d"
    And "owner" decrypts "d"
    Then it succeeds
    When "stranger" decrypts "c"
    Then it is refused with AccessDeniedException

  @rule:KMS-POL-05
  Scenario: Another account's users need both sides
    Given a user "ann" of "consumer" who may
      """
      [kms:Decrypt]
      """
    And a user "bob" of "consumer"
    When "ann" decrypts "c"
    Then it is refused with AccessDeniedException
    Given key "k" is shared with "consumer"
    When "ann" decrypts "c"
    Then it succeeds
    When "bob" decrypts "c"
    Then it is refused by KMS-POL-05

  @rule:KMS-POL-05 @rule:KMS-POL-07
  Scenario: What both sides allow is what works
    Given a user "ann" of "consumer" who may
      """
      ["kms:Decrypt", "kms:PutKeyPolicy", "kms:CreateGrant"]
      """
    And key "k" is shared with "consumer"
    When "ann" decrypts "c"
    Then it succeeds
    When "ann" encrypts "retreat at dusk" under key "k" as "d"
    Then it is refused by KMS-POL-05
    When "ann" grants "stranger" Decrypt on key "k" as "g"
    Then it is refused by KMS-POL-03

  @rule:KMS-POL-06 @rule:KMS-POL-03
  Scenario: A policy that names one role of another account lets that account enable no other
    Given a role "Reader" of "consumer" that trusts "consumer" and may
      """
      ["kms:*"]
      """
    And a role "Other" of "consumer" that trusts "consumer" and may
      """
      ["kms:*"]
      """
    And "lib" acts as the role "Reader" of "consumer"
    And "oth" acts as the role "Other" of "consumer"
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: kms:Decrypt, to: "{Reader.arn}"}
      """
    And "lib" decrypts "c"
    Then it succeeds
    When "oth" decrypts "c"
    Then it is refused by KMS-POL-03
    When "consumer" decrypts "c"
    Then it is refused by KMS-POL-03

  @rule:KMS-POL-05
  Scenario: A role of another account that the key policy names still needs a policy of its own
    Given a role "Reader" of "consumer" that trusts "consumer"
    And "lib" acts as the role "Reader" of "consumer"
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "{Reader.arn}"]}
      """
    And "lib" decrypts "c"
    Then it is refused by KMS-POL-05

  @rule:KMS-POL-14 @rule:KMS-POL-05
  Scenario: A key that is open to everybody serves other accounts by their own policies
    Given a user "ann" of "stranger" who may
      """
      [kms:Decrypt]
      """
    And a user "bob" of "stranger"
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "*"}
      """
    And "ann" decrypts "c"
    Then it succeeds
    When "bob" decrypts "c"
    Then it is refused by KMS-POL-05

  @rule:KMS-POL-09 @rule:KMS-POL-08
  Scenario Outline: Some operations work across accounts
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "{consumer}"]}
      """
    And "consumer" calls kms <operation> with
      """
      <members>
      """
    Then it succeeds

    Examples:
      | operation            | members                                                                                             |
      | DescribeKey          | {KeyId: "{k.arn}"}                                                                                  |
      | GetKeyRotationStatus | {KeyId: "{k.arn}"}                                                                                  |
      | ListGrants           | {KeyId: "{k.arn}"}                                                                                  |
      | CreateGrant          | {KeyId: "{k.arn}", GranteePrincipal: "arn:aws:iam::{stranger}:root", Operations: [Decrypt]}         |
      | GenerateDataKey      | {KeyId: "{k.arn}", KeySpec: AES_128}                                                                |
      | ReEncrypt            | {CiphertextBlob: "{c}", DestinationKeyId: "{k.arn}"}                                                |
      | GenerateDataKeyWithoutPlaintext | {KeyId: "{k.arn}", NumberOfBytes: 24}                                                    |

  @rule:KMS-POL-09
  Scenario Outline: Other operations never do, whatever the policy says
    Given "owner" calls kms TagResource with
      """
      {KeyId: "{k}", Tags: [{TagKey: team, TagValue: blue}]}
      """
    And "owner" calls kms EnableKeyRotation with
      """
      KeyId: "{k}"
      """
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "{consumer}"]}
      """
    And "consumer" calls kms <operation> with
      """
      <members>
      """
    Then it is refused by KMS-POL-09
    And key "k" is enabled
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyMetadata.Description | (absent) |
    When "owner" calls kms GetKeyPolicy with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Policy | (contains "{consumer}") |
    When "owner" calls kms ListResourceTags with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Tags.*.TagValue | [blue] |
    When "owner" calls kms GetKeyRotationStatus with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | RotationPeriodInDays | 365 |
    When "owner" calls kms ListAliases with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Aliases | [] |

    Examples:
      | operation            | members                                                                    |
      | GetKeyPolicy         | {KeyId: "{k.arn}"}                                                         |
      | PutKeyPolicy         | {KeyId: "{k.arn}", Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"kms:*","Resource":"*"}]}'} |
      | ListKeyPolicies      | {KeyId: "{k.arn}"}                                                         |
      | DisableKey           | {KeyId: "{k.arn}"}                                                         |
      | ScheduleKeyDeletion  | {KeyId: "{k.arn}"}                                                         |
      | CreateAlias          | {AliasName: alias/theirs, TargetKeyId: "{k.arn}"}                          |
      | TagResource          | {KeyId: "{k.arn}", Tags: [{TagKey: team, TagValue: red}]}                  |
      | UntagResource        | {KeyId: "{k.arn}", TagKeys: [team]}                                        |
      | ListResourceTags     | {KeyId: "{k.arn}"}                                                         |
      | UpdateKeyDescription | {KeyId: "{k.arn}", Description: theirs}                                    |
      | EnableKeyRotation    | {KeyId: "{k.arn}", RotationPeriodInDays: 90}                               |
      | DisableKeyRotation   | {KeyId: "{k.arn}"}                                                         |

  @rule:KMS-POL-09
  Scenario Outline: Another account wakes no key, whatever the policy says
    Given a key "old" of "owner" that is <state>
    When "owner" puts this policy on key "old"
      """
      {Allow: kms:*, to: ["{owner}", "{consumer}"]}
      """
    And "consumer" calls kms <operation> with
      """
      KeyId: "{old.arn}"
      """
    Then it is refused by KMS-POL-09
    And key "old" is <state>

    Examples:
      | operation         | state            |
      | EnableKey         | disabled         |
      | CancelKeyDeletion | pending deletion |

  @rule:KMS-POL-03
  Scenario: A key that is not shared answers like one that does not exist
    When "stranger" calls kms DescribeKey with
      """
      KeyId: "{k.arn}"
      """
    Then it is refused by KMS-POL-03 saying "User: arn:aws:iam::333333333333:root is not authorized to perform: kms:DescribeKey on resource: {k.arn} because no resource-based policy allows the kms:DescribeKey action"
    When "stranger" calls kms DescribeKey with
      """
      KeyId: arn:aws:kms:us-east-1:{owner}:key/8af79514-350d-4c52-bac8-8985e84171c7
      """
    Then it is refused by KMS-POL-03 saying "User: arn:aws:iam::333333333333:root is not authorized to perform: kms:DescribeKey on resource: arn:aws:kms:us-east-1:111111111111:key/8af79514-350d-4c52-bac8-8985e84171c7 because no resource-based policy allows the kms:DescribeKey action"
    When "stranger" calls kms DescribeKey with
      """
      KeyId: arn:aws:kms:us-east-1:{owner}:alias/vault
      """
    Then it is refused by KMS-POL-03
    When "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    And "stranger" calls kms DescribeKey with
      """
      KeyId: arn:aws:kms:us-east-1:{owner}:alias/vault
      """
    Then it is refused by KMS-POL-03 saying "User: arn:aws:iam::333333333333:root is not authorized to perform: kms:DescribeKey on resource: arn:aws:kms:us-east-1:111111111111:alias/vault because no resource-based policy allows the kms:DescribeKey action"
    When "owner" calls kms DescribeKey with
      """
      KeyId: alias/vault
      """
    Then it succeeds

  @rule:KMS-POL-10
  Scenario: What the owner denies another account shows like what he does not allow
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "{consumer}"]}
      {Deny: kms:Decrypt, to: "{consumer}"}
      """
    And "consumer" decrypts "c"
    Then it is refused by KMS-POL-10 saying "User: arn:aws:iam::222222222222:root is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no resource-based policy allows the kms:Decrypt action"
    When "consumer" calls kms DescribeKey with
      """
      KeyId: "{k.arn}"
      """
    Then it succeeds

  @rule:KMS-ALI-07
  Scenario: Another account names a shared key by the ARN of its alias
    Given key "k" is shared with "consumer"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    When "consumer" calls kms DescribeKey with
      """
      KeyId: arn:aws:kms:us-east-1:{owner}:alias/vault
      """
    Then the answer shows
      | KeyMetadata.Arn | {k.arn} |
