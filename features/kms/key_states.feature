Feature: Keys are disabled, enabled and deleted

  @rule:KMS-ST-02 @rule:KMS-ST-03
  Scenario: A key is disabled and enabled, and asking twice does no harm
    Given a key "k" of "owner"
    When "owner" calls kms EnableKey with
      """
      KeyId: "{k}"
      """
    Then key "k" is enabled
    When "owner" calls kms DisableKey with
      """
      KeyId: "{k}"
      """
    Then key "k" is disabled
    When "owner" calls kms DisableKey with
      """
      KeyId: "{k.arn}"
      """
    Then key "k" is disabled
    When "owner" calls kms EnableKey with
      """
      KeyId: "{k.arn}"
      """
    Then key "k" is enabled

  @rule:KMS-ST-04
  Scenario: A key that waits for its deletion is neither enabled nor disabled
    Given a key "k" of "owner" that is pending deletion
    When "owner" calls kms EnableKey with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-ST-04 saying "{k.arn} is pending deletion."
    When "owner" calls kms DisableKey with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-ST-04 saying "{k.arn} is pending deletion."
    And key "k" is pending deletion

  @rule:KMS-ST-04
  Scenario: A key that waits for its material is neither enabled nor disabled
    Given a key "k" of "owner" that is pending import
    When "owner" calls kms EnableKey with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-ST-04 saying "{k.arn} is pending import."
    When "owner" calls kms DisableKey with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-ST-04 saying "{k.arn} is pending import."

  @rule:KMS-ST-04
  Scenario: An enabled key is disabled
    Given a key "k" of "owner" that is disabled
    Then key "k" is disabled

  @rule:KMS-ST-05
  Scenario Outline: A key in any state is deleted, after a while
    Given a key "k" of "owner" that is <state>
    When "owner" calls kms ScheduleKeyDeletion with
      """
      {KeyId: "{k}", PendingWindowInDays: 7}
      """
    Then the answer shows
      | KeyId               | {k.arn}         |
      | KeyState            | PendingDeletion |
      | PendingWindowInDays | 7               |
      | DeletionDate        | (any)           |
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyMetadata.KeyState     | PendingDeletion |
      | KeyMetadata.Enabled      | false           |
      | KeyMetadata.DeletionDate | (any)           |

    Examples:
      | state          |
      | enabled        |
      | disabled       |
      | pending import |

  @rule:KMS-ST-06
  Scenario: A deletion waits for 7 to 30 days
    Given a key "k" of "owner"
    When "owner" calls kms ScheduleKeyDeletion with
      """
      {KeyId: "{k}", PendingWindowInDays: 6}
      """
    Then it is refused by KMS-ST-06
    When "owner" calls kms ScheduleKeyDeletion with
      """
      {KeyId: "{k}", PendingWindowInDays: 31}
      """
    Then it is refused by KMS-ST-06
    And key "k" is enabled
    When "owner" calls kms ScheduleKeyDeletion with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | PendingWindowInDays | 30 |

  @rule:KMS-ST-07
  Scenario: A waiting period is not changed
    Given a key "k" of "owner"
    And "owner" calls kms ScheduleKeyDeletion with
      """
      {KeyId: "{k}", PendingWindowInDays: 10}
      """
    When "owner" calls kms ScheduleKeyDeletion with
      """
      {KeyId: "{k}", PendingWindowInDays: 7}
      """
    Then it is refused by KMS-ST-07 saying "{k.arn} is pending deletion."
    When 8 days pass
    Then key "k" is pending deletion

  @rule:KMS-ST-08
  Scenario: A deletion that is cancelled leaves the key disabled
    Given a key "k" of "owner" that is pending deletion
    When "owner" calls kms CancelKeyDeletion with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyId | {k.arn} |
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyMetadata.KeyState     | Disabled |
      | KeyMetadata.Enabled      | false    |
      | KeyMetadata.DeletionDate | (absent) |
    When 31 days pass
    Then key "k" is disabled

  @rule:KMS-ST-09
  Scenario Outline: There is nothing to cancel on a key that is not pending deletion
    Given a key "k" of "owner" that is <state>
    When "owner" calls kms CancelKeyDeletion with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-ST-09 saying "{k.arn} is not pending deletion."

    Examples:
      | state          |
      | enabled        |
      | disabled       |
      | pending import |

  @rule:KMS-ST-09
  Scenario: A pending deletion is cancelled
    Given a key "k" of "owner" that is pending deletion
    When "owner" calls kms CancelKeyDeletion with
      """
      KeyId: "{k}"
      """
    Then key "k" is disabled

  @rule:KMS-ST-10
  Scenario: A disabled key is not used
    Given a key "k" of "owner"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds
    When "owner" calls kms DisableKey with
      """
      KeyId: "{k}"
      """
    And "owner" decrypts "c"
    Then it is refused by KMS-ST-10 saying "{k.arn} is disabled."
    When "owner" encrypts "attack at dawn" under key "k" as "c2"
    Then it is refused by KMS-ST-10 saying "{k.arn} is disabled."
    When "owner" grants "consumer" Decrypt on key "k" as "g"
    Then it is refused by KMS-ST-10 saying "{k.arn} is disabled."
    When "owner" calls kms GenerateDataKey with
      """
      {KeyId: "{k}", KeySpec: AES_256}
      """
    Then it is refused by KMS-ST-10
    When "owner" calls kms ReEncrypt with
      """
      {CiphertextBlob: "{c}", DestinationKeyId: "{k}"}
      """
    Then it is refused by KMS-ST-10
    When "owner" calls kms EnableKeyRotation with
      """
      {KeyId: "{k}"}
      """
    Then it is refused by KMS-ST-10
    When "owner" calls kms EnableKey with
      """
      KeyId: "{k}"
      """
    And "owner" decrypts "c"
    Then it succeeds
    And key "k" is enabled

  @rule:KMS-ST-11
  Scenario: A key that waits for its deletion is not used
    Given a key "k" of "owner"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds
    When "owner" calls kms ScheduleKeyDeletion with
      """
      KeyId: "{k}"
      """
    And "owner" decrypts "c"
    Then it is refused by KMS-ST-11 saying "{k.arn} is pending deletion."
    When "owner" grants "consumer" Decrypt on key "k" as "g"
    Then it is refused by KMS-ST-11 saying "{k.arn} is pending deletion."

  @rule:KMS-ST-12
  Scenario: A key of external origin waits for its material
    Given a key "k" of "owner" that is pending import
    Then key "k" is pending import
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    Then it is refused by KMS-ST-12 saying "{k.arn} is pending import."
    When "owner" grants "consumer" Decrypt on key "k" as "g"
    Then it is refused by KMS-ST-12 saying "{k.arn} is pending import."

  @rule:KMS-ST-14
  Scenario: A key that waits for its deletion is looked at, and not changed
    Given a key "k" of "owner"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    And "owner" has granted "consumer" Decrypt on key "k" as "g"
    And "owner" has granted "consumer" Encrypt on key "k" as "h"
    And "owner" calls kms ScheduleKeyDeletion with
      """
      KeyId: "{k}"
      """
    When "owner" calls kms CreateAlias with
      """
      {AliasName: alias/other, TargetKeyId: "{k}"}
      """
    Then it is refused by KMS-ST-14 saying "{k.arn} is pending deletion."
    When "owner" calls kms TagResource with
      """
      {KeyId: "{k}", Tags: [{TagKey: team, TagValue: red}]}
      """
    Then it is refused by KMS-ST-14 saying "{k.arn} is pending deletion."
    When "owner" calls kms UntagResource with
      """
      {KeyId: "{k}", TagKeys: [team]}
      """
    Then it is refused by KMS-ST-14
    When "owner" calls kms UpdateKeyDescription with
      """
      {KeyId: "{k}", Description: dying}
      """
    Then it is refused by KMS-ST-14
    When "owner" calls kms GetKeyPolicy with
      """
      KeyId: "{k}"
      """
    Then it succeeds
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{owner}"}
      """
    Then it succeeds
    When "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants.*.GrantId | [{g} {h}] |
    When "owner" revokes grant "g"
    Then it succeeds
    When "owner" retires grant "h"
    Then it succeeds
    When "owner" calls kms ListResourceTags with
      """
      KeyId: "{k}"
      """
    Then it succeeds
    When "owner" calls kms DeleteAlias with
      """
      AliasName: alias/vault
      """
    Then it succeeds

  @rule:KMS-ST-14
  Scenario Outline: A key in another state is described, tagged and named
    Given a key "k" of "owner" that is <state>
    When "owner" calls kms UpdateKeyDescription with
      """
      {KeyId: "{k}", Description: changed}
      """
    And "owner" calls kms TagResource with
      """
      {KeyId: "{k}", Tags: [{TagKey: team, TagValue: red}]}
      """
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    And "owner" calls kms DescribeKey with
      """
      KeyId: alias/vault
      """
    Then the answer shows
      | KeyMetadata.Description | changed |
      | KeyMetadata.KeyState    | <shown> |

    Examples:
      | state          | shown         |
      | enabled        | Enabled       |
      | disabled       | Disabled      |
      | pending import | PendingImport |

  @rule:KMS-ST-15
  Scenario: An alias moves away from a dying key, and not to one
    Given a key "old" of "owner"
    And a key "new" of "owner"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{old}"}
      """
    And "owner" calls kms ScheduleKeyDeletion with
      """
      KeyId: "{old}"
      """
    When "owner" calls kms UpdateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{new}"}
      """
    Then it succeeds
    And key "new" is enabled
    When "owner" calls kms UpdateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{old}"}
      """
    Then it is refused by KMS-ST-15 saying "{old.arn} is pending deletion."

  @rule:KMS-ST-15
  Scenario Outline: An alias moves to a key in any other state
    Given a key "old" of "owner"
    And a key "new" of "owner" that is <state>
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{old}"}
      """
    When "owner" calls kms UpdateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{new}"}
      """
    And "owner" calls kms DescribeKey with
      """
      KeyId: alias/vault
      """
    Then the answer shows
      | KeyMetadata.KeyId | {new} |
    And key "new" is <state>

    Examples:
      | state          |
      | disabled       |
      | pending import |

  @rule:KMS-ST-16 @needs:clock
  Scenario: When its waiting period is over a key is gone
    Given a key "k" of "owner"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    And "owner" calls kms ScheduleKeyDeletion with
      """
      {KeyId: "{k}", PendingWindowInDays: 7}
      """
    And 6 days pass
    Then key "k" is pending deletion
    When 2 days pass
    Then key "k" is gone
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-KEY-09 saying "Key '{k.arn}' does not exist"
    When "owner" calls kms DescribeKey with
      """
      KeyId: alias/vault
      """
    Then it is refused with NotFoundException
    When "owner" decrypts "c"
    Then it is refused with NotFoundException
