Feature: Keys are tagged, described and rotated

  @rule:KMS-KEY-12
  Scenario: Tags are added, changed and removed
    Given "owner" calls kms CreateKey with
      """
      Tags: [{TagKey: team, TagValue: red}]
      """
    And "k" names the answer's KeyMetadata.KeyId
    When "owner" calls kms TagResource with
      """
      {KeyId: "{k}", Tags: [{TagKey: team, TagValue: blue}, {TagKey: stage}]}
      """
    And "owner" calls kms UntagResource with
      """
      {KeyId: "{k}", TagKeys: [stage, colour]}
      """
    And "owner" calls kms ListResourceTags with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Tags.*.TagKey   | [team] |
      | Tags.*.TagValue | [blue] |
      | Truncated       | false  |

  @rule:KMS-KEY-12
  Scenario Outline: Some tags are refused
    Given a key "k" of "owner"
    When "owner" calls kms TagResource with
      """
      {KeyId: "{k}", Tags: <tags>}
      """
    Then it is refused by KMS-KEY-12 saying "<message>"
    When "owner" calls kms CreateKey with
      """
      {Tags: <tags>}
      """
    Then it is refused by KMS-KEY-12 saying "<message>"

    Examples:
      | tags                                                     | message                              |
      | [{TagKey: a, TagValue: x}, {TagKey: a, TagValue: y}]     | Duplicate tag keys                   |
      | [{TagKey: "aws:team", TagValue: x}]                      | Tags beginning with aws: are reserved |
      | [{TagKey: "AwS:team", TagValue: x}]                      | Tags beginning with aws: are reserved |
      | [{TagKey: a0}, {TagKey: a1}, {TagKey: a2}, {TagKey: a3}, {TagKey: a4}, {TagKey: a5}, {TagKey: a6}, {TagKey: a7}, {TagKey: a8}, {TagKey: a9}, {TagKey: b0}, {TagKey: b1}, {TagKey: b2}, {TagKey: b3}, {TagKey: b4}, {TagKey: b5}, {TagKey: b6}, {TagKey: b7}, {TagKey: b8}, {TagKey: b9}, {TagKey: c0}, {TagKey: c1}, {TagKey: c2}, {TagKey: c3}, {TagKey: c4}, {TagKey: c5}, {TagKey: c6}, {TagKey: c7}, {TagKey: c8}, {TagKey: c9}, {TagKey: d0}, {TagKey: d1}, {TagKey: d2}, {TagKey: d3}, {TagKey: d4}, {TagKey: d5}, {TagKey: d6}, {TagKey: d7}, {TagKey: d8}, {TagKey: d9}, {TagKey: e0}, {TagKey: e1}, {TagKey: e2}, {TagKey: e3}, {TagKey: e4}, {TagKey: e5}, {TagKey: e6}, {TagKey: e7}, {TagKey: e8}, {TagKey: e9}, {TagKey: f0}] | Too many tags |

  @rule:KMS-GEN-02
  Scenario: The value of a tag has at most 256 characters
    Given a key "k" of "owner"
    When "owner" calls kms TagResource with
      """
      KeyId: "{k}"
      Tags:
        - TagKey: team
          TagValue: vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv
      """
    Then it is refused by KMS-GEN-02 saying "1 validation error detected: Value 'vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv' at 'tags.1.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 256"

  @rule:KMS-ST-10
  Scenario: Rotation is switched on and off
    Given a key "k" of "owner"
    When "owner" calls kms GetKeyRotationStatus with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyRotationEnabled   | false    |
      | KeyId                | {k.arn}  |
      | RotationPeriodInDays | (absent) |
    When "owner" calls kms EnableKeyRotation with
      """
      KeyId: "{k}"
      """
    And "owner" calls kms GetKeyRotationStatus with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyRotationEnabled   | true  |
      | RotationPeriodInDays | 365   |
      | NextRotationDate     | (any) |
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
    And "owner" calls kms EnableKeyRotation with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-ST-10 saying "{k.arn} is disabled."

  @rule:KMS-ROT-01
  Scenario: A key that is about to go is not rotated, and is again when it stays
    Given a key "k" of "owner"
    And "owner" calls kms EnableKeyRotation with
      """
      KeyId: "{k}"
      """
    When "owner" calls kms DisableKey with
      """
      KeyId: "{k}"
      """
    And "owner" calls kms GetKeyRotationStatus with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyRotationEnabled | true |
    When "owner" calls kms ScheduleKeyDeletion with
      """
      KeyId: "{k}"
      """
    And "owner" calls kms GetKeyRotationStatus with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyRotationEnabled   | false    |
      | NextRotationDate     | (absent) |
      | RotationPeriodInDays | (absent) |
    When "owner" calls kms CancelKeyDeletion with
      """
      KeyId: "{k}"
      """
    And "owner" calls kms GetKeyRotationStatus with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | KeyRotationEnabled   | true  |
      | NextRotationDate     | (any) |
      | RotationPeriodInDays | 365   |

  @rule:KMS-TAG-01
  Scenario Outline: Who gives tags to a key that <operation> makes may TagResource
    Given a user "bob" of "owner" who may
      """
      ["kms:<operation>"]
      """
    And a user "eve" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["kms:<operation>"], Resource: "*"}
        - {Effect: Allow, Action: "kms:TagResource", Resource: "arn:aws:kms:*:{owner}:key/*"}
      """
    When "bob" calls kms <operation> with
      """
      {Tags: [{TagKey: team, TagValue: red}]}
      """
    Then it is refused with AccessDeniedException
    When "eve" calls kms <operation> with
      """
      {Tags: [{TagKey: team, TagValue: red}]}
      """
    Then it succeeds
    When "bob" calls kms <operation> with
      """
      {Description: mine}
      """
    Then it succeeds

    Examples:
      | operation |
      | CreateKey |
