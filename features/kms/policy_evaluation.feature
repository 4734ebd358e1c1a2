Feature: What the statements of a key policy match

  @rule:KMS-POL-10
  Scenario Outline: A variable without a value is unlike everything: <operator>
    Given a user "ann" of "owner"
    And a role "Reader" of "owner" that trusts "owner"
    And "reader" acts as the role "Reader" of "owner"
    And a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: kms:DescribeKey, to: ["{ann.arn}", "{Reader.arn}"]}
      {Deny: kms:DescribeKey, to: "*", if: {<operator>: {"aws:PrincipalArn": "arn:aws:iam::{owner}:user/${aws:username}"}}}
      """
    When "ann" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it succeeds
    When "reader" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-POL-10

    Examples:
      | operator        |
      | StringNotEquals |
      | StringNotLike   |
      | ArnNotLike      |

  @rule:KMS-POL-33
  Scenario Outline: A condition on the operations of a grant needs a set operator: <operator>
    Given a key "k" of "owner" with the policy
      """
      {Allow: [kms:PutKeyPolicy, kms:DescribeKey, kms:RevokeGrant], to: "{owner}"}
      {Allow: kms:CreateGrant, to: "{owner}", if: {<operator>: {"kms:GrantOperations": <operations>}}}
      """
    When "owner" grants "consumer" Decrypt, Encrypt on key "k" as "g"
    Then it <outcome>

    Examples:
      | operator                  | operations         | outcome                  |
      | StringEquals              | Decrypt            | is refused by KMS-POL-33 |
      | StringEquals              | [Decrypt, Encrypt] | is refused by KMS-POL-33 |
      | StringNotEquals           | CreateGrant        | is refused by KMS-POL-33 |
      | StringLikeIfExists        | "*"                | is refused by KMS-POL-33 |
      | ForAllValues:StringEquals | [Decrypt, Encrypt] | succeeds                 |
      | ForAnyValue:StringEquals  | Decrypt            | succeeds                 |
      | ForAllValues:StringEquals | Decrypt            | is refused by KMS-POL-03 |

  @rule:KMS-POL-33
  Scenario: An identity policy needs a set operator as well, from whichever account
    Given a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: ["{owner}", "{consumer}"]}
      """
    And a user "ann" of "consumer" who may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "kms:CreateGrant", Resource: "*", Condition: {StringEquals: {"kms:GrantOperations": Decrypt}}}]}
      """
    And a user "bob" of "owner" who may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "kms:CreateGrant", Resource: "*", Condition: {StringEquals: {"kms:GrantOperations": Decrypt}}}]}
      """
    And a user "cat" of "consumer" who may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "kms:CreateGrant", Resource: "*", Condition: {"ForAnyValue:StringEquals": {"kms:GrantOperations": Decrypt}}}]}
      """
    When "ann" grants "consumer" Decrypt, Encrypt on key "k" as "g"
    Then it is refused by KMS-POL-33
    When "bob" grants "consumer" Decrypt, Encrypt on key "k" as "g"
    Then it is refused by KMS-POL-33
    When "cat" grants "consumer" Decrypt, Encrypt on key "k" as "g"
    Then it succeeds

  @needs:numbers
  Scenario Outline: A wildcard reaches over a colon only at the end of its segment: <pattern>
    Given a user "ann" of "owner"
    And a key "k" of "owner" with the policy
      """
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {AWS: "{owner}"}, Action: "kms:*", Resource: "*"}, {Effect: Allow, Principal: {AWS: "{ann.arn}"}, Action: "kms:DescribeKey", Resource: "<pattern>"}]
      """
    When "ann" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it <allowed>
    When "owner" puts this policy on key "k"
      """
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: "*", Action: "kms:*", Resource: "*"}, {Effect: Deny, Principal: {AWS: "{ann.arn}"}, Action: "kms:DescribeKey", Resource: "<pattern>"}]
      """
    And "ann" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it <denied>

    @rule:KMS-POL-02 @rule:KMS-POL-10
    Examples:
      | pattern                              | allowed                  | denied                   |
      | arn:aws:kms:us*1:key/*               | is refused by KMS-POL-02 | succeeds                 |
      | arn:aws:kms:*key/*                   | is refused by KMS-POL-02 | succeeds                 |
      | arn:aws:kms:us-east-1?111111111111:* | is refused by KMS-POL-02 | succeeds                 |

    @rule:KMS-POL-10
    Examples:
      | pattern                              | allowed                  | denied                   |
      | arn:aws:kms:us*1:1*1:key/*           | succeeds                 | is refused by KMS-POL-10 |
      | arn:aws:kms:us-*:key/*               | succeeds                 | is refused by KMS-POL-10 |
      | arn:aws:kms:*                        | succeeds                 | is refused by KMS-POL-10 |

  @rule:KMS-POL-25
  Scenario Outline: A key policy names services as they are spelt: <service>
    Given a key "k" of "owner"
    When "owner" puts this policy on key "k"
      """
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {AWS: "{owner}"}, Action: "kms:*", Resource: "*"}, {Effect: Allow, Principal: {Service: "<service>"}, Action: "kms:Decrypt", Resource: "*"}]
      """
    Then it <outcome>

    Examples:
      | service                      | outcome                  |
      | .amazonaws.com               | is refused by KMS-POL-25 |
      | logs..amazonaws.com          | is refused by KMS-POL-25 |
      | dlm                          | is refused by KMS-POL-25 |
      | dlm.amazonaws.com            | succeeds                 |
      | logs.us-east-1.amazonaws.com | succeeds                 |
