Feature: What the statements of a policy match
  A statement that does not match allows nothing, and one that denies wins over
  all that allow: what each element matches decides.

  @rule:IAM-EVA-02
  Scenario Outline: A variable without a value is unlike everything: <operator>
    Given a user "ann" of "owner" who may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "cloudhsm:*", Resource: "*"}, {Effect: Deny, Action: "cloudhsm:DescribeClusters", Resource: "*", Condition: {<operator>: {"aws:PrincipalArn": "<like>"}}}]}
      """
    And a role "Reader" of "owner" that trusts "owner" and may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "cloudhsm:*", Resource: "*"}, {Effect: Deny, Action: "cloudhsm:DescribeClusters", Resource: "*", Condition: {<operator>: {"aws:PrincipalArn": "<like>"}}}]}
      """
    And "reader" acts as the role "Reader" of "owner"
    When "ann" calls cloudhsmv2 DescribeClusters
    Then it succeeds
    When "reader" calls cloudhsmv2 DescribeClusters
    Then it is refused by IAM-EVA-02
    When "reader" calls cloudhsmv2 DescribeBackups
    Then it succeeds

    Examples:
      | operator                     | like                                      |
      | StringNotLike                | *:user/${aws:username}                    |
      | StringNotEquals              | arn:aws:iam::111111111111:user/${aws:username} |
      | StringNotEqualsIgnoreCase    | ARN:aws:iam::111111111111:user/${aws:username} |
      | ArnNotEquals                 | arn:aws:iam::*:user/${aws:username}       |
      | ArnNotLike                   | arn:aws:iam::*:user/${aws:username}       |
      | StringNotLikeIfExists        | *:user/${aws:username}                    |
      | ForAllValues:StringNotLike   | *:user/${aws:username}                    |
      | ForAnyValue:StringNotEquals  | arn:aws:iam::111111111111:user/${aws:username} |

  Scenario Outline: A resource with a variable that has no value is no resource: <effect> by <element>
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a role "Reader" of "owner" that trusts "owner" and may
      """
      {Version: "2012-10-17", Statement: [{Effect: <effect>, Action: "cloudhsm:DeleteBackup", <element>: "arn:aws:cloudhsm:*:*:backup/*${aws:username}"}, {Effect: Allow, Action: "<else>", Resource: "*"}]}
      """
    And "reader" acts as the role "Reader" of "owner"
    When "reader" deletes backup "b1"
    Then it <outcome>

    @rule:IAM-EVA-01
    Examples:
      | effect | element     | else         | outcome                  |
      | Allow  | Resource    | kms:*        | is refused by IAM-EVA-01 |

    @rule:IAM-EVA-01 @rule:IAM-EVA-02
    Examples:
      | effect | element     | else         | outcome                  |
      | Deny   | Resource    | cloudhsm:*   | succeeds                 |

    @rule:IAM-EVA-02
    Examples:
      | effect | element     | else         | outcome                  |
      | Deny   | NotResource | cloudhsm:*   | is refused by IAM-EVA-02 |

  @rule:IAM-EVA-01 @needs:numbers
  Scenario Outline: A wildcard matches within a segment of an ARN: <pattern>
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a user "ann" of "owner" who may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "cloudhsm:*", Resource: "<pattern>"}]}
      """
    When "ann" deletes backup "b1"
    Then it <outcome>

    Examples:
      | pattern                                       | outcome                  |
      | arn:aws:cloudhsm:us*1:1*1:backup/*            | succeeds                 |
      | arn:aws:cloudhsm:us?east?1:1111?????111:*     | succeeds                 |
      | arn:aws:cloudhsm:us*1:1*1:111111111111:backup/* | is refused by IAM-EVA-01 |
      | arn:aws:cloudhsm:us-east-1:?:backup/*         | is refused by IAM-EVA-01 |

  @rule:IAM-EVA-05
  Scenario Outline: A key of several values needs a set operator: <operator>
    Given an organization of "owner"
    And a user "ann" of "owner" who may
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "cloudhsm:*", Resource: "*", Condition: {<operator>: {"aws:PrincipalOrgPaths": "<value>"}}}]}
      """
    When "ann" calls cloudhsmv2 DescribeClusters
    Then it <outcome>

    Examples:
      | operator                     | value   | outcome                  |
      | StringLike                   | o-*     | is refused by IAM-EVA-05 |
      | StringLikeIfExists           | o-*     | is refused by IAM-EVA-05 |
      | StringNotEquals              | o-none/ | is refused by IAM-EVA-05 |
      | ForAnyValue:StringLike       | o-*     | succeeds                 |
      | ForAllValues:StringLike      | o-*     | succeeds                 |
      | ForAnyValue:StringNotEquals  | o-none/ | succeeds                 |
      | ForAnyValue:StringLike       | x-*     | is refused by IAM-EVA-01 |

  @rule:IAM-EVA-05
  Scenario: A role does not trust by a condition that lacks its set operator
    Given an organization of "consumer"
    And "owner" calls iam CreateRole with
      """
      RoleName: Reader
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{"StringLike":{"aws:PrincipalOrgPaths":"o-*"}}}]}'
      """
    When "consumer" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Reader", RoleSessionName: night}
      """
    Then it is refused by IAM-EVA-05
    When "owner" calls iam UpdateAssumeRolePolicy with
      """
      RoleName: Reader
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-*"}}}]}'
      """
    And "consumer" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Reader", RoleSessionName: night}
      """
    Then it succeeds
