Feature: A key's policy decides who may use it

  @rule:KMS-POL-01
  Scenario: The default policy leaves a key to its account
    Given a key "k" of "owner"
    When "owner" calls kms GetKeyPolicy with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | PolicyName | default |
      | Policy     | {"Version":"2012-10-17","Id":"key-default-1","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"}]} |
    When "owner" calls kms ListKeyPolicies with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | PolicyNames | [default] |

  @rule:KMS-POL-02 @rule:KMS-POL-12
  Scenario: A policy that names the account leaves the rest to the account's own policies
    Given a user "ann" of "owner" who may
      """
      [kms:Encrypt]
      """
    And a key "k" of "owner"
    When "ann" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds
    When "ann" decrypts "c"
    Then it is refused by KMS-POL-02
    When "owner" decrypts "c"
    Then it succeeds
    When "ann" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-POL-02 saying "User: {ann.arn} is not authorized to perform: kms:DescribeKey on resource: {k.arn} because no identity-based policy allows the kms:DescribeKey action"

  @rule:KMS-POL-03 @rule:KMS-POL-11
  Scenario: Without the key policy nobody's own permissions are worth anything
    Given a user "ann" of "owner" who may
      """
      ["kms:*"]
      """
    And a user "bob" of "owner"
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      """
    When "ann" puts this policy on key "k"
      """
      {Allow: ["kms:PutKeyPolicy", "kms:GetKeyPolicy"], to: "{ann.arn}"}
      """
    Then it succeeds
    When "ann" calls kms GetKeyPolicy with
      """
      KeyId: "{k}"
      """
    Then it succeeds
    When "ann" encrypts "attack at dawn" under key "k" as "c"
    Then it is refused by KMS-POL-03 saying "User: {ann.arn} is not authorized to perform: kms:Encrypt on resource: {k.arn} because no resource-based policy allows the kms:Encrypt action"
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-POL-03 saying "User: arn:aws:iam::111111111111:root is not authorized to perform: kms:DescribeKey on resource: {k.arn} because no resource-based policy allows the kms:DescribeKey action"

  @rule:KMS-POL-04 @rule:KMS-POL-14
  Scenario: A user whom the policy names needs no policy of his own
    Given a user "ann" of "owner"
    And a user "bob" of "owner"
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: kms:Encrypt, to: "{ann.arn}"}
      {Allow: kms:DescribeKey, to: "*"}
      """
    When "ann" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds
    When "bob" encrypts "attack at dawn" under key "k" as "d"
    Then it is refused with AccessDeniedException
    When "bob" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it succeeds

  @rule:KMS-POL-04
  Scenario: A role whom the policy names needs no policy of its own
    Given a role "Vault" of "owner" that trusts "owner"
    And "guard" acts as the role "Vault" of "owner"
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: [kms:Encrypt, kms:Decrypt], to: "{Vault.arn}"}
      """
    When "guard" encrypts "attack at dawn" under key "k" as "c"
    And "guard" decrypts "c"
    Then it succeeds

  @rule:KMS-POL-10
  Scenario: One deny beats all that allow
    Given a user "ann" of "owner" who may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "kms:*", Resource: "*"}, {Effect: Deny, Action: "kms:Encrypt", Resource: "*"}]}
      """
    And a user "bob" of "owner" who may
      """
      ["kms:*"]
      """
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: ["{owner}", "{ann.arn}"]}
      {Deny: kms:DescribeKey, to: "{bob.arn}"}
      """
    When "ann" encrypts "attack at dawn" under key "k" as "c"
    Then it is refused by KMS-POL-10
    When "bob" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds
    When "bob" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-POL-10
    When "ann" calls kms CreateAlias with
      """
      {AliasName: alias/ann, TargetKeyId: "{k}"}
      """
    Then it succeeds

  @rule:KMS-POL-10 @rule:KMS-GRT-02
  Scenario: A deny beats a grant
    Given a user "ann" of "owner"
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Deny: kms:Decrypt, to: "{ann.arn}"}
      """
    And "owner" has granted "ann" Encrypt, Decrypt on key "k" as "g"
    When "ann" encrypts "attack at dawn" under key "k" as "c"
    Then it succeeds
    When "ann" decrypts "c"
    Then it is refused by KMS-POL-10

  @rule:KMS-POL-13
  Scenario: Who may not decrypt does not learn under which key
    Given a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: ["{owner}", "{consumer}"]}
      """
    And a user "ann" of "consumer"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    And "ann" decrypts "c"
    Then it is refused by KMS-POL-05 saying "User: {ann.arn} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action"
    When "ann" calls kms Decrypt with
      """
      {CiphertextBlob: "{c}", KeyId: "{k.arn}"}
      """
    Then it is refused by KMS-POL-05 saying "User: {ann.arn} is not authorized to perform: kms:Decrypt on resource: {k.arn} because no identity-based policy allows the kms:Decrypt action"
    When "stranger" decrypts "c"
    Then it is refused by KMS-POL-03 saying "User: arn:aws:iam::333333333333:root is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no resource-based policy allows the kms:Decrypt action"

  @rule:KMS-POL-13
  Scenario: Whom the key policy refuses decryption learns nothing of the key
    Given a key "k" of "owner"
    When "owner" encrypts "attack at dawn" under key "k" as "c"
    And "stranger" decrypts "c"
    Then it is refused by KMS-POL-03

  @rule:KMS-POL-15 @rule:KMS-POL-16
  Scenario Outline: A direct call makes no grant where policies only let services make them
    Given a key "k" of "owner" with the policy
      """
      {Allow: [kms:PutKeyPolicy, kms:GetKeyPolicy], to: "{owner}"}
      {Allow: kms:CreateGrant, to: "{owner}", if: {Bool: {kms:GrantIsForAWSResource: <truth>}}}
      """
    When "owner" grants "consumer" Decrypt on key "k" as "g"
    Then it is refused with AccessDeniedException
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{owner}", if: {Bool: {kms:GrantIsForAWSResource: <truth>}}}
      {Allow: [kms:PutKeyPolicy, kms:CreateGrant], to: "{owner}"}
      """
    And "owner" grants "consumer" Decrypt on key "k" as "g"
    Then it succeeds

    Examples:
      | truth  |
      | true   |
      | "true" |

  @rule:KMS-POL-21
  Scenario: kms:CallerAccount tells one account from all others
    Given a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: kms:DescribeKey, to: "*", if: {StringEquals: {kms:CallerAccount: "{consumer}"}}}
      """
    When "consumer" calls kms DescribeKey with
      """
      KeyId: "{k.arn}"
      """
    Then it succeeds
    When "stranger" calls kms DescribeKey with
      """
      KeyId: "{k.arn}"
      """
    Then it is refused with AccessDeniedException

  @rule:KMS-POL-20
  Scenario: A direct call comes through no service
    Given a key "k" of "owner" with the policy
      """
      {Allow: [kms:PutKeyPolicy, kms:GetKeyPolicy], to: "{owner}"}
      {Allow: kms:*, to: "{owner}", if: {StringEquals: {kms:ViaService: ec2.us-east-1.amazonaws.com}}}
      """
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it is refused with AccessDeniedException
    When "owner" calls kms GetKeyPolicy with
      """
      KeyId: "{k}"
      """
    Then it succeeds

  @rule:KMS-POL-22 @rule:KMS-POL-23
  Scenario: Nobody locks himself out unless he insists
    Given a key "k" of "owner"
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{consumer}"}
      """
    Then it is refused by KMS-POL-22 saying "The new key policy will not allow you to update the key policy in the future."
    When "owner" calls kms CreateKey with
      """
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{consumer}"},"Action":"kms:*","Resource":"*"}]}'
      """
    Then it is refused by KMS-POL-22
    When "owner" calls kms PutKeyPolicy with
      """
      KeyId: "{k}"
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{consumer}"},"Action":"kms:*","Resource":"*"}]}'
      BypassPolicyLockoutSafetyCheck: true
      """
    Then it succeeds
    When "owner" calls kms GetKeyPolicy with
      """
      KeyId: "{k}"
      """
    Then it is refused with AccessDeniedException

  @rule:KMS-POL-22 @rule:KMS-POL-23
  Scenario: Insisting skips no other check
    Given a key "k" of "owner"
    When "owner" calls kms PutKeyPolicy with
      """
      {KeyId: "{k}", Policy: "no policy", BypassPolicyLockoutSafetyCheck: true}
      """
    Then it is refused with MalformedPolicyDocumentException
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{owner}"}
      """
    Then it succeeds

  @rule:KMS-POL-24
  Scenario: kms:CreateKey alone makes a key
    Given a user "ann" of "owner" who may
      """
      [kms:CreateKey]
      """
    And a user "bob" of "owner"
    When "ann" calls kms CreateKey
    Then it succeeds
    Given "k" names the answer's KeyMetadata.KeyId
    When "bob" calls kms CreateKey
    Then it is refused with AccessDeniedException
    When "owner" calls kms ListKeys
    Then the answer shows
      | Keys.*.KeyId | [{k}] |

  @rule:KMS-POL-25
  Scenario: A policy names only users and roles that exist
    Given a user "ann" of "owner"
    And a key "k" of "owner"
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "arn:aws:iam::{consumer}:role/Nobody"]}
      """
    Then it is refused by KMS-POL-25 saying "Policy contains a statement with one or more invalid principals."
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "arn:aws:iam::{owner}:group/admins"]}
      """
    Then it is refused by KMS-POL-25
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "arn:aws:iam::{stranger}:root", "{ann.arn}", "*"]}
      """
    Then it succeeds

  @rule:KMS-POL-26
  Scenario: A policy stays with the role that it named
    Given a role "Vault" of "owner" that trusts "owner"
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: [kms:Encrypt, kms:Decrypt], to: "{Vault.arn}"}
      """
    When "owner" calls iam DeleteRole with
      """
      RoleName: Vault
      """
    And "owner" calls kms GetKeyPolicy with
      """
      KeyId: "{k}"
      """
    Then the answer shows
      | Policy | (contains "{Vault}") |
    Given a role "Vault" of "owner" that trusts "owner"
    And "impostor" acts as the role "Vault" of "owner"
    When "impostor" encrypts "attack at dawn" under key "k" as "c"
    Then it is refused with AccessDeniedException

  @rule:KMS-POL-28
  Scenario: A policy has at most 32,768 bytes
    Given a key "k" of "owner"
    And "owner" calls kms CreateKey with
      """
      Description: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      """
    And "short" names the answer's KeyMetadata.Description
    And "owner" calls kms CreateKey with
      """
      Description: "{short}{short}{short}{short}{short}{short}{short}{short}{short}{short}"
      """
    And "long" names the answer's KeyMetadata.Description
    And "owner" calls kms CreateKey with
      """
      Description: "{long}{long}{long}{long}{long}{long}{long}{long}{long}{long}"
      """
    And "longest" names the answer's KeyMetadata.Description
    When "owner" puts this policy on key "k"
      """
      {"Version":"2012-10-17","Statement":[{"Sid":"{longest}{longest}{longest}{longest}{longest}","Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"kms:*","Resource":"*"}]}
      """
    Then it is refused by KMS-POL-28
    When "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{owner}"}
      """
    Then it succeeds

  @rule:KMS-POL-29
  Scenario: The only policy is called default
    Given a key "k" of "owner"
    When "owner" calls kms GetKeyPolicy with
      """
      {KeyId: "{k}", PolicyName: default}
      """
    Then it succeeds
    When "owner" calls kms GetKeyPolicy with
      """
      {KeyId: "{k}", PolicyName: other}
      """
    Then it is refused by KMS-POL-29 saying "No such policy exists"

  @rule:KMS-POL-30
  Scenario Outline: A document that is no key policy is refused
    Given a key "k" of "owner"
    When "owner" puts this policy on key "k"
      """
      <document>
      """
    Then it is refused by KMS-POL-30

    Examples:
      | document |
      | no JSON at all |
      | {"Version":"2012-10-17"} |
      | {"Version":"2010-01-01","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"kms:*","Resource":"*"}]} |
      | {"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Principal":{"AWS":"111111111111"},"Action":"kms:*","Resource":"*"}]} |
      | {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]} |
      | {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"kms:*","Resource":"*","Condition":{"StringSounds":{"kms:CallerAccount":"x"}}}]} |

  @rule:KMS-POL-30 @rule:KMS-POL-34 @rule:KMS-POL-27
  Scenario Outline: A statement needs an action, and the key as its resource: <rest>
    Given a key "k" of "owner"
    When "owner" puts this policy on key "k"
      """
      {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"kms:*","Resource":"*"},
        {"Effect":"Deny","Principal":{"AWS":"{consumer}"},<rest>}]}
      """
    Then it <outcome>

    Examples:
      | rest                                                                                            | outcome                  |
      | "Action":"kms:DescribeKey","Resource":"*"                                                       | succeeds                 |
      | "NotAction":"kms:DescribeKey","Resource":["*"]                                                  | succeeds                 |
      | "Resource":"*"                                                                                  | is refused by KMS-POL-34 |
      | "Action":"kms:DescribeKey"                                                                      | is refused by KMS-POL-34 |
      | "Action":"kms:DescribeKey","Resource":"arn:aws:s3:::bucket"                                     | is refused by KMS-POL-34 |
      | "Action":"kms:DescribeKey","NotResource":"arn:aws:s3:::bucket"                                  | is refused by KMS-POL-34 |
