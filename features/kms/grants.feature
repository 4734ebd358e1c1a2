Feature: Grants let principals use keys

  @rule:KMS-GRT-01
  Scenario: A grant has an ID, and a token that is shown once
    Given a key "k" of "owner"
    When "owner" grants "consumer" Decrypt, DescribeKey on key "k" as "g"
    Then the answer shows
      | GrantId    | {g}       |
      | GrantToken | {g.token} |
    When "owner" grants "consumer" Decrypt, DescribeKey on key "k" as "h"
    And "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants.*.GrantId          | [{g} {h}]                                                                       |
      | Grants.0.KeyId            | {k.arn}                                                                         |
      | Grants.0.GranteePrincipal | arn:aws:iam::222222222222:root                                                  |
      | Grants.0.RetiringPrincipal | arn:aws:iam::111111111111:root                                                 |
      | Grants.0.IssuingAccount   | arn:aws:iam::111111111111:root                                                  |
      | Grants.0.Operations       | [Decrypt DescribeKey]                                                           |

  @rule:KMS-GRT-02
  Scenario: A grant allows its operations on its key until it is revoked
    Given a user "ann" of "owner"
    And a key "k" of "owner"
    And a key "other" of "owner"
    And "owner" has granted "ann" Encrypt on key "k" as "g"
    When "ann" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds
    When "ann" decrypts "c"
    Then it is refused with AccessDeniedException
    When "ann" encrypts "attack at dawn" under key "other" as "d"
    Then it is refused with AccessDeniedException
    When "owner" revokes grant "g"
    And "ann" encrypts "attack at dawn" under key "k" as "e"
    Then it is refused with AccessDeniedException

  @rule:KMS-GRT-12
  Scenario: A grant to a role of another account needs no policy anywhere
    Given a role "Reader" of "consumer" that trusts "consumer"
    And "lib" acts as the role "Reader" of "consumer"
    And a key "k" of "owner"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    And "lib" decrypts "c"
    Then it is refused with AccessDeniedException
    Given "owner" has granted "Reader" Decrypt on key "k" as "g"
    When "lib" decrypts "c"
    Then it succeeds
    When "consumer" decrypts "c"
    Then it is refused with AccessDeniedException

  @rule:KMS-GRT-12
  Scenario: A grant to an account still needs a policy there
    Given a user "ann" of "consumer"
    And a user "bob" of "consumer" who may
      """
      [kms:Decrypt]
      """
    And a key "k" of "owner"
    And "owner" has granted "consumer" Decrypt on key "k" as "g"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    And "bob" decrypts "c"
    Then it succeeds
    When "consumer" decrypts "c"
    Then it succeeds
    When "ann" decrypts "c"
    Then it is refused with AccessDeniedException

  @rule:KMS-GRT-03
  Scenario Outline: A grantee is somebody who exists
    Given a key "k" of "owner"
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "<who>", Operations: [Decrypt]}
      """
    Then it is refused by KMS-GRT-03 saying "ARN does not refer to a valid principal: <who>"

    Examples:
      | who                                                         |
      | arn:aws:iam::222222222222:role/Nobody                       |
      | arn:aws:iam::222222222222:group/admins                      |
      | arn:aws:organizations::111111111111:organization/o-aaaaaaaaaa |
      | ec2.amazonaws.com                                           |

  @rule:KMS-GRT-03
  Scenario: A session of a role is a grantee
    Given a role "Reader" of "consumer" that trusts "consumer"
    And "lib" acts as the role "Reader" of "consumer"
    And "bat" acts as the role "Reader" of "consumer"
    And a key "k" of "owner"
    And "owner" has granted "lib" Encrypt on key "k" as "g"
    When "lib" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds
    When "bat" encrypts "attack at dawn" under key "k" as "d"
    Then it is refused with AccessDeniedException

  @rule:KMS-GRT-04
  Scenario: A grant has one grantee, and one for a service names its purpose
    Given a key "k" of "owner"
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", Operations: [Decrypt]}
      """
    Then it is refused by KMS-GRT-04
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", Operations: [Decrypt], GranteePrincipal: "arn:aws:iam::{consumer}:root", GranteeServicePrincipal: ec2.amazonaws.com}
      """
    Then it is refused by KMS-GRT-04
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", Operations: [Decrypt], GranteeServicePrincipal: ec2.amazonaws.com}
      """
    Then it is refused by KMS-GRT-04
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", Operations: [Decrypt], GranteeServicePrincipal: ec2.amazonaws.com, RetiringServicePrincipal: ec2.amazonaws.com, Constraints: {SourceArn: "arn:aws:ec2:us-east-1:{owner}:volume/vol-0a1b2c3a"}}
      """
    Then it succeeds
    When "owner" calls kms ListGrants with
      """
      {KeyId: "{k}", GranteeServicePrincipal: ec2.amazonaws.com}
      """
    Then the answer shows
      | Grants.0.GranteeServicePrincipal | ec2.amazonaws.com                                     |
      | Grants.0.GranteePrincipal        | (absent)                                              |
      | Grants.0.Constraints.SourceArn   | arn:aws:ec2:us-east-1:111111111111:volume/vol-0a1b2c3a |

  @rule:KMS-GRT-05
  Scenario: A grant allows what its key can do
    Given a key "k" of "owner"
    And "owner" calls kms CreateKey with
      """
      {KeySpec: ECC_NIST_P256, KeyUsage: SIGN_VERIFY}
      """
    And "signer" names the answer's KeyMetadata.KeyId
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Sign]}
      """
    Then it is refused by KMS-GRT-05
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{signer}", GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Sign, Decrypt]}
      """
    Then it is refused by KMS-GRT-05
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Steal]}
      """
    Then it is refused with ValidationException
    When "owner" grants "consumer" Decrypt on key "k" as "g"
    Then it succeeds

  @rule:KMS-GRT-06
  Scenario: A grant has one encryption context constraint
    Given a key "k" of "owner"
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt], Constraints: {EncryptionContextEquals: {team: red}, EncryptionContextSubset: {team: red}}}
      """
    Then it is refused by KMS-GRT-06 saying "More than one constraint supplied"
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt], Constraints: {EncryptionContextEquals: {a: x, b: x, c: x, d: x, e: x, f: x, g: x, h: x, i: x}}}
      """
    Then it is refused by KMS-GRT-06
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt], Constraints: {EncryptionContextEquals: {a: x, b: x, c: x, d: x, e: x, f: x, g: x, h: x}}}
      """
    Then it succeeds

  @rule:KMS-GRT-07
  Scenario: A grant for a context serves no other
    Given a user "ann" of "owner"
    And a key "k" of "owner"
    And "owner" has granted "ann" Encrypt, Decrypt, DescribeKey on key "k" in the context team=red as "g"
    When "ann" encrypts "attack at dawn" under key "k" in the context team=red stage=test as "c"
    Then it succeeds
    When "ann" encrypts "attack at dawn" under key "k" in the context team=Red as "d"
    Then it is refused with AccessDeniedException
    When "ann" encrypts "attack at dawn" under key "k" as "d"
    Then it is refused with AccessDeniedException
    When "ann" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it succeeds
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "{ann.arn}", Operations: [Encrypt], Constraints: {EncryptionContextEquals: {team: blue, stage: test}}}
      """
    And 5 minutes pass
    And "ann" encrypts "attack at dawn" under key "k" in the context stage=test team=blue as "d"
    Then it succeeds
    When "ann" encrypts "attack at dawn" under key "k" in the context stage=test team=blue tier=one as "e"
    Then it is refused with AccessDeniedException

  @rule:KMS-GRT-08 @rule:KMS-GRT-09
  Scenario: A name makes a grant idempotent
    Given a key "k" of "owner"
    And a key "other" of "owner"
    And "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", Name: readers, GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt]}
      """
    And "g" names the answer's GrantId
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{k.arn}", Name: readers, GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt]}
      """
    Then the answer shows
      | GrantId | {g} |
    When "owner" calls kms CreateGrant with
      """
      {KeyId: "{other}", Name: readers, GranteePrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt]}
      """
    And "h" names the answer's GrantId
    And "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants.*.GrantId | [{g}] |
    When "owner" calls kms ListGrants with
      """
      KeyId: "{other}"
      """
    Then the answer shows
      | Grants.*.GrantId | [{h}]   |
      | Grants.0.Name    | readers |

  @rule:KMS-GRT-10 @rule:KMS-GRT-11
  Scenario: A grantee passes on no more than it has, unless a policy lets it
    Given a user "ann" of "owner"
    And a user "bob" of "owner"
    And a user "eve" of "owner" who may
      """
      [kms:CreateGrant]
      """
    And a key "k" of "owner"
    And "owner" has granted "ann" CreateGrant, Decrypt on key "k" in the context team=red as "g"
    When "ann" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "{bob.arn}", Operations: [Encrypt], Constraints: {EncryptionContextSubset: {team: red}}}
      """
    Then it is refused by KMS-GRT-10
    When "ann" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "{bob.arn}", Operations: [Decrypt]}
      """
    Then it is refused by KMS-GRT-10
    When "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants.*.GrantId | [{g}] |
    When "ann" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "{bob.arn}", Operations: [Decrypt], Constraints: {EncryptionContextEquals: {team: red, stage: test}}}
      """
    Then it succeeds
    When "eve" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "{bob.arn}", Operations: [Encrypt]}
      """
    Then it succeeds

  @rule:KMS-GRT-13
  Scenario: With its token a new grant works at once
    Given a user "ann" of "owner"
    And a key "k" of "owner"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    And "owner" grants "ann" Decrypt on key "k" as "g"
    And "ann" calls kms Decrypt with
      """
      {CiphertextBlob: "{c}", GrantTokens: ["{g.token}"]}
      """
    Then it succeeds
    When "ann" calls kms Decrypt with
      """
      {CiphertextBlob: "{c}", GrantTokens: [bm8gdG9rZW4]}
      """
    Then it is refused with InvalidGrantTokenException
    When 5 minutes pass
    And "ann" decrypts "c"
    Then it succeeds

  @rule:KMS-GRT-13
  Scenario: What is no token is refused
    Given a key "k" of "owner"
    When "owner" calls kms RetireGrant with
      """
      GrantToken: bm8gdG9rZW4
      """
    Then it is refused by KMS-GRT-13

  @rule:KMS-GRT-16
  Scenario: A grant is retired by those for whom it was made
    Given a user "ann" of "consumer"
    And a user "bob" of "consumer"
    And a user "eve" of "owner"
    And a key "k" of "owner"
    And "owner" has granted "ann" Decrypt, RetireGrant on key "k" as "g"
    And "owner" has granted "ann" Decrypt on key "k" as "h"
    When "bob" retires grant "g"
    Then it is refused by KMS-GRT-16
    When "ann" retires grant "h"
    Then it is refused by KMS-GRT-16
    When "eve" retires grant "h"
    Then it is refused by KMS-GRT-16
    When "stranger" retires grant "g"
    Then it is refused by KMS-GRT-16
    When "ann" retires grant "g"
    Then it succeeds
    When "owner" retires grant "h"
    Then it succeeds
    When "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants | [] |

  @rule:KMS-GRT-16
  Scenario: A key policy cannot let somebody retire grants, but keep him from it
    Given a user "ann" of "owner"
    And a user "bob" of "owner"
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: kms:RetireGrant, to: "{ann.arn}"}
      {Deny: kms:RetireGrant, to: "{bob.arn}"}
      """
    And "owner" has granted "bob" Decrypt, RetireGrant on key "k" as "g"
    When "ann" retires grant "g"
    Then it is refused by KMS-GRT-16
    When "bob" retires grant "g"
    Then it is refused by KMS-GRT-16

  @rule:KMS-GRT-16
  Scenario: The retiring principal lists and retires its grants, on whosever keys
    Given a key "k" of "owner"
    And "owner" calls kms CreateGrant with
      """
      {KeyId: "{k}", GranteePrincipal: "arn:aws:iam::{stranger}:root", RetiringPrincipal: "arn:aws:iam::{consumer}:root", Operations: [Decrypt]}
      """
    And "g" names the answer's GrantId
    And "t" names the answer's GrantToken
    When "consumer" calls kms ListRetirableGrants with
      """
      RetiringPrincipal: arn:aws:iam::{consumer}:root
      """
    Then the answer shows
      | Grants.*.GrantId | [{g}]     |
      | Grants.*.KeyId   | [{k.arn}] |
    When "stranger" calls kms ListRetirableGrants with
      """
      RetiringPrincipal: arn:aws:iam::{consumer}:root
      """
    Then it is refused with InvalidArnException
    When "stranger" calls kms RetireGrant with
      """
      GrantToken: "{t}"
      """
    Then it is refused by KMS-GRT-16
    When "consumer" calls kms RetireGrant with
      """
      GrantToken: "{t}"
      """
    Then it succeeds
    When "consumer" calls kms ListRetirableGrants with
      """
      RetiringPrincipal: arn:aws:iam::{consumer}:root
      """
    Then the answer shows
      | Grants | [] |

  @rule:KMS-GRT-17
  Scenario: A grant to retire is named by its token, or with the ARN of its key
    Given a key "k" of "owner"
    And "owner" grants "consumer" Decrypt on key "k" as "g"
    When "owner" calls kms RetireGrant with
      """
      {KeyId: "{k}", GrantId: "{g}"}
      """
    Then it is refused by KMS-GRT-17 saying "Invalid arn {k}"
    When "owner" calls kms RetireGrant with
      """
      GrantId: "{g}"
      """
    Then it is refused by KMS-GRT-17
    When "owner" retires grant "g"
    Then it succeeds

  @rule:KMS-GRT-18 @rule:KMS-GRT-23
  Scenario: Revoking one of two equal grants leaves the permission
    Given a user "ann" of "owner"
    And a key "k" of "owner"
    And "owner" has granted "ann" Encrypt on key "k" as "g"
    And "owner" has granted "ann" Encrypt on key "k" as "h"
    When "owner" revokes grant "g"
    And "ann" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds
    When "owner" revokes grant "g"
    Then it is refused by KMS-GRT-18
    When "owner" retires grant "g"
    Then it is refused by KMS-GRT-18
    When "ann" revokes grant "h"
    Then it is refused with AccessDeniedException
    When "ann" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds
    When "owner" revokes grant "h"
    And "ann" encrypts "attack at dawn" under key "k" as "c"
    Then it is refused with AccessDeniedException

  @rule:KMS-GRT-19
  Scenario: Grants are listed in pages, by ID and by grantee
    Given a key "k" of "owner"
    And "owner" grants "consumer" Decrypt on key "k" as "g1"
    And "owner" grants "stranger" Decrypt on key "k" as "g2"
    And "owner" grants "consumer" Encrypt on key "k" as "g3"
    When "owner" calls kms ListGrants with
      """
      {KeyId: "{k}", Limit: 2}
      """
    Then the answer shows
      | Grants.*.GrantId | [{g1} {g2}] |
      | Truncated        | true        |
    Given "m" names the answer's NextMarker
    When "owner" calls kms ListGrants with
      """
      {KeyId: "{k}", Limit: 2, Marker: "{m}"}
      """
    Then the answer shows
      | Grants.*.GrantId | [{g3}] |
      | Truncated        | false  |
    When "owner" calls kms ListGrants with
      """
      {KeyId: "{k}", GranteePrincipal: "arn:aws:iam::{consumer}:root"}
      """
    Then the answer shows
      | Grants.*.GrantId | [{g1} {g3}] |
    When "owner" calls kms ListGrants with
      """
      {KeyId: "{k}", GrantId: "{g2}"}
      """
    Then the answer shows
      | Grants.*.GrantId | [{g2}] |

  @rule:KMS-GRT-19
  Scenario: Another account that may lists the grants by the key's ARN
    Given a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: [kms:CreateGrant, kms:ListGrants, kms:RevokeGrant], to: "{consumer}"}
      """
    And "consumer" grants "consumer" Decrypt on key "k" as "g"
    When "consumer" calls kms ListGrants with
      """
      KeyId: "{k.arn}"
      """
    Then the answer shows
      | Grants.*.GrantId        | [{g}]                            |
      | Grants.*.IssuingAccount | [arn:aws:iam::222222222222:root] |
    When "consumer" revokes grant "g"
    Then it succeeds

  @rule:KMS-POL-26
  Scenario: A grant stays with the role for which it was made
    Given a role "Vault" of "owner" that trusts "owner"
    And a key "k" of "owner"
    And "owner" has granted "Vault" Encrypt on key "k" as "g"
    And "owner" calls iam DeleteRole with
      """
      RoleName: Vault
      """
    When "owner" calls kms ListGrants with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Grants.0.GranteePrincipal | {Vault} |
    Given a role "Vault" of "owner" that trusts "owner"
    And "impostor" acts as the role "Vault" of "owner"
    When "impostor" encrypts "attack at dawn" under key "k" as "c"
    Then it is refused with AccessDeniedException
