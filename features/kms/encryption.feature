Feature: Keys encrypt

  @rule:KMS-KEY-14
  Scenario: What a key encrypts it decrypts
    Given a key "k" of "owner"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    Then the answer shows
      | KeyId               | {k.arn}           |
      | EncryptionAlgorithm | SYMMETRIC_DEFAULT |
    When "owner" decrypts "c"
    Then the answer shows
      | KeyId               | {k.arn}              |
      | Plaintext           | YXR0YWNrIGF0IGRhd24= |
      | EncryptionAlgorithm | SYMMETRIC_DEFAULT    |
      | KeyMaterialId       | (any)                |

  @rule:KMS-KEY-14
  Scenario: A ciphertext stays with its encryption context
    Given a key "k" of "owner"
    When "owner" encrypts "attack at dawn" under key "k" in the context team=red stage=test as "c"
    And "owner" decrypts "c" in the context stage=test team=red
    Then it succeeds
    When "owner" decrypts "c"
    Then it is refused by KMS-KEY-14 saying ""
    When "owner" decrypts "c" in the context team=red
    Then it is refused with InvalidCiphertextException

  @rule:KMS-KEY-14
  Scenario: A ciphertext stays with its key
    Given a key "k" of "owner"
    And a key "other" of "owner"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    And "owner" calls kms Decrypt with
      """
      {CiphertextBlob: "{c}", KeyId: "{other}"}
      """
    Then it is refused by KMS-KEY-14 saying "The key ID in the request does not identify a CMK that can perform this operation."
    When "owner" calls kms ReEncrypt with
      """
      {CiphertextBlob: "{c}", SourceKeyId: "{other}", DestinationKeyId: "{other}"}
      """
    Then it is refused with IncorrectKeyException
    When "owner" calls kms Decrypt with
      """
      {CiphertextBlob: "{c}", KeyId: "{k}"}
      """
    Then it succeeds

  @rule:KMS-KEY-14
  Scenario: What is no ciphertext is refused
    Given a key "k" of "owner"
    When "owner" calls kms Decrypt with
      """
      CiphertextBlob: bm8gY2lwaGVydGV4dA==
      """
    Then it is refused with InvalidCiphertextException
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    And "owner" decrypts "c" in the context team=red
    Then it is refused with InvalidCiphertextException

  @rule:KMS-KEY-14
  Scenario: A ciphertext is encrypted again under another account's key
    Given a key "k" of "owner"
    And a key "theirs" of "consumer"
    And key "k" is shared with "consumer"
    When "owner" encrypts "attack at dawn" under key "k" in the context team=red as "c"
    And "consumer" calls kms ReEncrypt with
      """
      {CiphertextBlob: "{c}", SourceEncryptionContext: {team: red}, DestinationKeyId: "{theirs}", DestinationEncryptionContext: {team: blue}}
      """
    Then the answer shows
      | SourceKeyId | {k.arn}      |
      | KeyId       | {theirs.arn} |
    Given "d" names the answer's CiphertextBlob
    When "consumer" calls kms Decrypt with
      """
      {CiphertextBlob: "{d}", EncryptionContext: {team: blue}}
      """
    Then the answer shows
      | Plaintext | YXR0YWNrIGF0IGRhd24= |
    When "owner" calls kms Decrypt with
      """
      {CiphertextBlob: "{d}", EncryptionContext: {team: blue}}
      """
    Then it is refused with AccessDeniedException
    When "consumer" calls kms Decrypt with
      """
      {CiphertextBlob: "{d}"}
      """
    Then it is refused with InvalidCiphertextException

  @rule:KMS-KEY-14
  Scenario: A data key decrypts to itself
    Given a key "k" of "owner"
    When "owner" calls kms GenerateDataKey with
      """
      {KeyId: "{k}", KeySpec: AES_256, EncryptionContext: {team: red}}
      """
    Then the answer shows
      | KeyId          | {k.arn} |
      | CiphertextBlob | (any)   |
    Given "plain" names the answer's Plaintext
    And "sealed" names the answer's CiphertextBlob
    When "owner" calls kms Decrypt with
      """
      {CiphertextBlob: "{sealed}", EncryptionContext: {team: red}}
      """
    Then the answer shows
      | Plaintext | {plain} |
    When "owner" calls kms Decrypt with
      """
      {CiphertextBlob: "{sealed}"}
      """
    Then it is refused by KMS-KEY-14 saying ""
    When "owner" calls kms GenerateDataKeyWithoutPlaintext with
      """
      {KeyId: "{k}", NumberOfBytes: 64}
      """
    Then the answer shows
      | KeyId          | {k.arn} |
      | CiphertextBlob | (any)   |
    When "owner" calls kms GenerateDataKey with
      """
      KeyId: "{k}"
      """
    Then it is refused with ValidationException

  @rule:KMS-KEY-13
  Scenario: A key that signs does not encrypt
    Given "owner" calls kms CreateKey with
      """
      {KeySpec: RSA_2048, KeyUsage: SIGN_VERIFY}
      """
    And "k" names the answer's KeyMetadata.Arn
    When "owner" calls kms Encrypt with
      """
      {KeyId: "{k}", Plaintext: c2VjcmV0}
      """
    Then it is refused by KMS-KEY-13 saying "{k} key usage is SIGN_VERIFY which is not valid for Encrypt."
    When "owner" calls kms GenerateDataKey with
      """
      {KeyId: "{k}", KeySpec: AES_128}
      """
    Then it is refused by KMS-KEY-13 saying "{k} key usage is SIGN_VERIFY which is not valid for GenerateDataKey."

  @rule:KMS-KEY-13
  Scenario: A key that encrypts encrypts
    Given a key "k" of "owner"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds

  @rule:KMS-GEN-02
  Scenario: A plaintext has at most 4,096 bytes, and an error does not repeat it
    Given a key "k" of "owner"
    And "owner" calls kms CreateKey with
      """
      Description: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
      """
    And "short" names the answer's KeyMetadata.Description
    And "owner" calls kms CreateKey with
      """
      Description: "{short}{short}{short}{short}{short}{short}{short}{short}{short}{short}"
      """
    And "long" names the answer's KeyMetadata.Description
    When "owner" calls kms Encrypt with
      """
      {KeyId: "{k}", Plaintext: "{long}{long}{long}{long}{long}{long}{long}"}
      """
    Then it is refused by KMS-GEN-02 saying "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096"
    When "owner" calls kms Encrypt with
      """
      {KeyId: "{k}", Plaintext: "{long}{long}{long}{long}{long}{long}"}
      """
    Then it succeeds

  @rule:KMS-GEN-03
  Scenario: A dry run that would succeed says so and changes nothing
    Given a key "k" of "owner"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    And "owner" calls kms Encrypt with
      """
      {KeyId: "{k}", Plaintext: c2VjcmV0, DryRun: true}
      """
    Then it is refused by KMS-GEN-03 saying "The request would have succeeded, but the DryRun option is set."
    When "owner" calls kms Decrypt with
      """
      {CiphertextBlob: "{c}", DryRun: true}
      """
    Then it is refused by KMS-GEN-03
    When "owner" calls kms ReEncrypt with
      """
      {CiphertextBlob: "{c}", DestinationKeyId: "{k}", DryRun: true}
      """
    Then it is refused by KMS-GEN-03
    When "owner" calls kms GenerateDataKey with
      """
      {KeyId: "{k}", KeySpec: AES_256, DryRun: true}
      """
    Then it is refused by KMS-GEN-03
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt], DryRun: true}
      """
    Then it is refused by KMS-GEN-03
    When "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants | [] |
    When "owner" grants "consumer" Decrypt on key "k" as "g"
    And "owner" calls kms RevokeGrant with
      """
      {KeyId: "{k}", GrantId: "{g}", DryRun: true}
      """
    Then it is refused by KMS-GEN-03
    When "owner" calls kms RetireGrant with
      """
      {KeyId: "{k.arn}", GrantId: "{g}", DryRun: true}
      """
    Then it is refused by KMS-GEN-03
    When "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants.*.GrantId | [{g}] |

  @rule:KMS-GEN-03
  Scenario: A dry run that would fail fails as it would
    Given a key "k" of "owner" that is disabled
    When "owner" calls kms Encrypt with
      """
      {KeyId: "{k}", Plaintext: c2VjcmV0, DryRun: true}
      """
    Then it is refused with DisabledException
    When "owner" calls kms EnableKey with
      """
      KeyId: "{k}"
      """
    And "owner" calls kms Encrypt with
      """
      {KeyId: "{k}", Plaintext: c2VjcmV0, DryRun: false}
      """
    Then it succeeds
