Feature: Tags of roles, users and policies

  Background:
    Given a user "ann" of "owner"
    And a role "Copier" of "owner" that trusts "owner"
    And "owner" calls iam CreatePolicy with
      """
      PolicyName: Look
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cloudhsm:DescribeBackups","Resource":"*"}]}'
      """
    And "policy" names the answer's Policy.Arn

  @rule:IAM-TAG-03 @rule:IAM-TAG-04
  Scenario Outline: Tags are given, replaced, listed and taken: <tag>
    Given "owner" calls iam <tag> with
      """
      {<who>, Tags: [{Key: tier, Value: blue}, {Key: team, Value: red}]}
      """
    And "owner" calls iam <tag> with
      """
      {<who>, Tags: [{Key: tier, Value: dark}]}
      """
    When "owner" calls iam <list> with
      """
      {<who>}
      """
    Then the answer shows
      | Tags.*.Key   | [team tier] |
      | Tags.0.Value | red         |
      | Tags.1.Value | dark        |
    When "owner" calls iam <untag> with
      """
      {<who>, TagKeys: [team, nothing]}
      """
    And "owner" calls iam <list> with
      """
      {<who>}
      """
    Then the answer shows
      | Tags.*.Key  | [tier] |
      | IsTruncated | false  |

    Examples:
      | tag       | untag       | list           | who                   |
      | TagRole   | UntagRole   | ListRoleTags   | RoleName: Copier      |
      | TagUser   | UntagUser   | ListUserTags   | UserName: ann         |
      | TagPolicy | UntagPolicy | ListPolicyTags | PolicyArn: "{policy}" |

  @rule:IAM-TAG-03 @rule:IAM-TAG-01
  Scenario Outline: The case of a key counts for policies alone: <tag>
    Given "owner" calls iam <tag> with
      """
      {<who>, Tags: [{Key: team, Value: red}]}
      """
    And "owner" calls iam <tag> with
      """
      {<who>, Tags: [{Key: Team, Value: blue}]}
      """
    When "owner" calls iam <list> with
      """
      {<who>}
      """
    Then the answer shows
      | Tags.*.Key | <keys> |
    When "owner" calls iam <tag> with
      """
      {<who>, Tags: [{Key: a, Value: red}, {Key: A, Value: red}]}
      """
    Then it <outcome>

    Examples:
      | tag       | list           | who                   | keys        | outcome                  |
      | TagRole   | ListRoleTags   | RoleName: Copier      | [Team]      | is refused by IAM-TAG-01 |
      | TagUser   | ListUserTags   | UserName: ann         | [Team]      | is refused by IAM-TAG-01 |
      | TagPolicy | ListPolicyTags | PolicyArn: "{policy}" | [Team team] | succeeds                 |

  @rule:IAM-TAG-02
  Scenario Outline: Keys that begin with aws: are AWS's: <tag>
    When "owner" calls iam <tag> with
      """
      {<who>, Tags: [{Key: "AWS:team", Value: red}]}
      """
    Then it is refused by IAM-TAG-02
    When "owner" calls iam <tag> with
      """
      {<who>, Tags: [{Key: "team:aws", Value: red}]}
      """
    Then it succeeds

    Examples:
      | tag       | who                   |
      | TagRole   | RoleName: Copier      |
      | TagUser   | UserName: ann         |
      | TagPolicy | PolicyArn: "{policy}" |

  @rule:IAM-QUO-07
  Scenario Outline: There are fifty tags: <tag>
    Given "owner" calls iam <tag> with
      """
      {<who>, Tags: [{Key: k01, Value: v}, {Key: k02, Value: v}, {Key: k03, Value: v}, {Key: k04, Value: v}, {Key: k05, Value: v}, {Key: k06, Value: v}, {Key: k07, Value: v}, {Key: k08, Value: v}, {Key: k09, Value: v}, {Key: k10, Value: v}, {Key: k11, Value: v}, {Key: k12, Value: v}, {Key: k13, Value: v}, {Key: k14, Value: v}, {Key: k15, Value: v}, {Key: k16, Value: v}, {Key: k17, Value: v}, {Key: k18, Value: v}, {Key: k19, Value: v}, {Key: k20, Value: v}, {Key: k21, Value: v}, {Key: k22, Value: v}, {Key: k23, Value: v}, {Key: k24, Value: v}, {Key: k25, Value: v}, {Key: k26, Value: v}, {Key: k27, Value: v}, {Key: k28, Value: v}, {Key: k29, Value: v}, {Key: k30, Value: v}, {Key: k31, Value: v}, {Key: k32, Value: v}, {Key: k33, Value: v}, {Key: k34, Value: v}, {Key: k35, Value: v}, {Key: k36, Value: v}, {Key: k37, Value: v}, {Key: k38, Value: v}, {Key: k39, Value: v}, {Key: k40, Value: v}, {Key: k41, Value: v}, {Key: k42, Value: v}, {Key: k43, Value: v}, {Key: k44, Value: v}, {Key: k45, Value: v}, {Key: k46, Value: v}, {Key: k47, Value: v}, {Key: k48, Value: v}, {Key: k49, Value: v}]}
      """
    When "owner" calls iam <tag> with
      """
      {<who>, Tags: [{Key: k50, Value: v}, {Key: k51, Value: v}]}
      """
    Then it is refused by IAM-QUO-07
    When "owner" calls iam <tag> with
      """
      {<who>, Tags: [{Key: k49, Value: w}, {Key: k50, Value: v}]}
      """
    Then it succeeds

    Examples:
      | tag     | who              |
      | TagRole | RoleName: Copier |
      | TagUser | UserName: ann    |

  @rule:IAM-BND-01
  Scenario: The last boundary counts
    Given a user "lib" of "owner" who may
      """
      [iam:CreateUser, iam:ListUsers]
      """
    And "owner" calls iam PutUserPermissionsBoundary with
      """
      {UserName: lib, PermissionsBoundary: "{policy}"}
      """
    When "lib" calls iam ListUsers
    Then it is refused by IAM-EVA-01
    Given "owner" calls iam PutUserPermissionsBoundary with
      """
      {UserName: lib, PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    When "lib" calls iam ListUsers
    Then it succeeds
    When "lib" calls iam CreateUser with
      """
      UserName: bob
      """
    Then it is refused by IAM-EVA-01
    Given "owner" calls iam DeleteUserPermissionsBoundary with
      """
      UserName: lib
      """
    When "lib" calls iam CreateUser with
      """
      UserName: bob
      """
    Then it succeeds
    Given "owner" calls iam PutRolePermissionsBoundary with
      """
      {RoleName: Copier, PermissionsBoundary: "{policy}"}
      """
    When "owner" calls iam GetRole with
      """
      RoleName: Copier
      """
    Then the answer shows
      | Role.PermissionsBoundary.PermissionsBoundaryArn | {policy} |
    Given "owner" calls iam DeleteRolePermissionsBoundary with
      """
      RoleName: Copier
      """
    When "owner" calls iam GetRole with
      """
      RoleName: Copier
      """
    Then the answer shows
      | Role.PermissionsBoundary | (absent) |
    When "owner" calls iam ListInstanceProfilesForRole with
      """
      RoleName: Copier
      """
    Then the answer shows
      | InstanceProfiles | [] |

  @rule:IAM-TAG-05
  Scenario Outline: Who gives tags to what <operation> makes may <tag> it
    Given a user "bob" of "owner" who may
      """
      ["iam:<operation>"]
      """
    And a user "eve" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["iam:<operation>"], Resource: "*"}
        - {Effect: Allow, Action: "iam:<tag>", Resource: "arn:aws:iam::{owner}:<type>/team/*"}
      """
    When "bob" calls iam <operation> with
      """
      {Path: /team/, <name>: first, <members>Tags: [{Key: team, Value: red}]}
      """
    Then it is refused with AccessDenied
    When "eve" calls iam <operation> with
      """
      {Path: /team/, <name>: first, <members>Tags: [{Key: team, Value: red}]}
      """
    Then it succeeds
    When "bob" calls iam <operation> with
      """
      {Path: /team/, <name>: second, <members>Tags: []}
      """
    Then it succeeds

    Examples:
      | operation    | tag       | type   | name       | members                                                                                                                                                      |
      | CreateRole   | TagRole   | role   | RoleName   | AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}', |
      | CreateUser   | TagUser   | user   | UserName   |                                                                                                                                                              |
      | CreatePolicy | TagPolicy | policy | PolicyName | PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:ListKeys","Resource":"*"}]}',                                          |
