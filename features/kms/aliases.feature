Feature: Aliases name keys

  @rule:KMS-ALI-01
  Scenario: The name of an alias begins with alias/
    Given a key "k" of "owner"
    When "owner" calls kms CreateAlias with
      """
      {AliasName: vault, TargetKeyId: "{k}"}
      """
    Then it is refused by KMS-ALI-01 saying "Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"
    When "owner" calls kms CreateAlias with
      """
      {AliasName: "alias/my:vault", TargetKeyId: "{k}"}
      """
    Then it is refused by KMS-ALI-01 saying "alias/my:vault contains invalid characters for an alias"
    When "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    Then it succeeds

  @rule:KMS-ALI-02
  Scenario: The names of services are reserved
    Given a key "k" of "owner"
    When "owner" calls kms CreateAlias with
      """
      {AliasName: alias/aws/mine, TargetKeyId: "{k}"}
      """
    Then it is refused by KMS-ALI-02
    When "owner" calls kms DeleteAlias with
      """
      AliasName: alias/aws/ebs
      """
    Then it is refused by KMS-ALI-02
    When "owner" calls kms CreateAlias with
      """
      {AliasName: alias/awsome, TargetKeyId: "{k}"}
      """
    Then it succeeds

  @rule:KMS-ALI-03
  Scenario: An alias is unique in its account and Region
    Given a key "k" of "owner"
    And a key "other" of "owner"
    And a key "theirs" of "consumer"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    When "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{other}"}
      """
    Then it is refused by KMS-ALI-03 saying "An alias with the name arn:aws:kms:us-east-1:111111111111:alias/vault already exists"
    When "consumer" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{theirs}"}
      """
    Then it succeeds

  @rule:KMS-ALI-04
  Scenario: A key has at most 50 aliases
    Given a key "k" of "owner"
    And a key "other" of "owner"
    And key "k" has 50 aliases
    And key "other" has 1 aliases
    When "owner" calls kms CreateAlias with
      """
      {AliasName: alias/more, TargetKeyId: "{k}"}
      """
    Then it is refused by KMS-ALI-04
    When "owner" calls kms UpdateAlias with
      """
      {AliasName: alias/other-1, TargetKeyId: "{k}"}
      """
    Then it is refused by KMS-ALI-04
    When "owner" calls kms UpdateAlias with
      """
      {AliasName: alias/k-1, TargetKeyId: "{k}"}
      """
    Then it succeeds

  @rule:KMS-ALI-05
  Scenario: An alias moves between keys of one kind
    Given a key "k" of "owner"
    And a key "other" of "owner"
    And "owner" calls kms CreateKey with
      """
      {KeySpec: HMAC_256, KeyUsage: GENERATE_VERIFY_MAC}
      """
    And "mac" names the answer's KeyMetadata.KeyId
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    When "owner" calls kms UpdateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{mac}"}
      """
    Then it is refused by KMS-ALI-05
    When "owner" calls kms UpdateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{other}"}
      """
    Then it succeeds

  @rule:KMS-ALI-06
  Scenario: Deleting an alias leaves the key alone
    Given a key "k" of "owner"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    When "owner" calls kms DeleteAlias with
      """
      AliasName: alias/vault
      """
    Then it succeeds
    And key "k" is enabled
    When "owner" calls kms DeleteAlias with
      """
      AliasName: alias/vault
      """
    Then it is refused by KMS-ALI-06 saying "Alias arn:aws:kms:us-east-1:111111111111:alias/vault is not found."
    When "owner" calls kms DescribeKey with
      """
      KeyId: alias/vault
      """
    Then it is refused by KMS-ALI-06

  @rule:KMS-ALI-07
  Scenario: An alias leads to the key that it names now
    Given a key "k1" of "owner"
    And a key "k2" of "owner"
    And "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k1}"}
      """
    When "owner" calls kms Encrypt with
      """
      {KeyId: "arn:aws:kms:us-east-1:{owner}:alias/vault", Plaintext: c2VjcmV0}
      """
    Then the answer shows
      | KeyId | {k1.arn} |
    Given "c" names the answer's CiphertextBlob
    When "owner" calls kms UpdateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k2}"}
      """
    And "owner" calls kms DescribeKey with
      """
      KeyId: alias/vault
      """
    Then the answer shows
      | KeyMetadata.Arn | {k2.arn} |
    When "owner" calls kms Decrypt with
      """
      CiphertextBlob: "{c}"
      """
    Then the answer shows
      | KeyId | {k1.arn} |

  @rule:KMS-ALI-06
  Scenario: An alias is listed with the key that it names
    Given a key "k" of "owner"
    And key "k" has 2 aliases
    When "owner" calls kms ListAliases with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Aliases.*.AliasName   | [alias/k-1 alias/k-2] |
      | Aliases.*.TargetKeyId | [{k} {k}]             |
      | Truncated             | false                 |
    When "owner" calls kms ListAliases with
      """
      Limit: 4
      """
    Then the answer shows
      | Aliases.*.AliasName | [alias/aws/backup alias/aws/ebs alias/aws/rds alias/k-1] |
      | Truncated           | true                                                     |
    Given "m" names the answer's NextMarker
    When "owner" calls kms ListAliases with
      """
      {Limit: 4, Marker: "{m}"}
      """
    Then the answer shows
      | Aliases.*.AliasName | [alias/k-2] |
    When "owner" calls kms DeleteAlias with
      """
      AliasName: alias/k-1
      """
    Then it succeeds

  @rule:KMS-POL-02
  Scenario: Naming a key takes permission for the name and for the key
    Given a user "ann" of "owner"
    And a user "bob" of "owner" who may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "kms:*", Resource: "arn:aws:kms:us-east-1:{owner}:alias/*"}]}
      """
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: ["{owner}", "{ann.arn}"]}
      """
    When "ann" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    Then it is refused by KMS-POL-02
    When "bob" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    Then it is refused by KMS-POL-02
    When "owner" calls kms CreateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{k}"}
      """
    Then it succeeds
    Given a key "other" of "owner" with the policy
      """
      {Allow: kms:*, to: ["{owner}", "{ann.arn}"]}
      """
    When "ann" calls kms UpdateAlias with
      """
      {AliasName: alias/vault, TargetKeyId: "{other}"}
      """
    Then it is refused by KMS-POL-02
    When "ann" calls kms DeleteAlias with
      """
      AliasName: alias/vault
      """
    Then it is refused by KMS-POL-02
    When "owner" calls kms ListAliases with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Aliases.*.AliasName | [alias/vault] |
