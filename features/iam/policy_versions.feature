Feature: Versions of managed policies

  Background:
    Given "owner" calls iam CreatePolicy with
      """
      PolicyName: Look
      Description: looks around
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cloudhsm:DescribeBackups","Resource":"*"}]}'
      """
    And "policy" names the answer's Policy.Arn

  @rule:IAM-MAN-10 @rule:IAM-MAN-04
  Scenario: A policy says what its default version says
    Given a user "ann" of "owner"
    And "owner" calls iam AttachUserPolicy with
      """
      {UserName: ann, PolicyArn: "{policy}"}
      """
    When "ann" calls cloudhsmv2 DescribeBackups
    Then it succeeds
    When "owner" calls iam CreatePolicyVersion with
      """
      PolicyArn: "{policy}"
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cloudhsm:DescribeClusters","Resource":"*"}]}'
      """
    Then the answer shows
      | PolicyVersion.VersionId        | v2       |
      | PolicyVersion.IsDefaultVersion | false    |
      | PolicyVersion.Document         | (absent) |
    When "ann" calls cloudhsmv2 DescribeBackups
    Then it succeeds
    When "owner" calls iam SetDefaultPolicyVersion with
      """
      {PolicyArn: "{policy}", VersionId: v2}
      """
    And "ann" calls cloudhsmv2 DescribeBackups
    Then it is refused by IAM-EVA-01
    When "ann" calls cloudhsmv2 DescribeClusters
    Then it succeeds
    When "owner" calls iam CreatePolicyVersion with
      """
      PolicyArn: "{policy}"
      SetAsDefault: true
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cloudhsm:ListTags","Resource":"*"}]}'
      """
    Then the answer shows
      | PolicyVersion.VersionId        | v3   |
      | PolicyVersion.IsDefaultVersion | true |
    When "ann" calls cloudhsmv2 DescribeClusters
    Then it is refused by IAM-EVA-01
    When "owner" calls iam GetPolicy with
      """
      PolicyArn: "{policy}"
      """
    Then the answer shows
      | Policy.DefaultVersionId | v3 |
    When "owner" calls iam GetPolicyVersion with
      """
      {PolicyArn: "{policy}", VersionId: v2}
      """
    Then the answer shows
      | PolicyVersion.IsDefaultVersion | false                       |
      | PolicyVersion.Document         | (contains DescribeClusters) |

  @rule:IAM-MAN-04
  Scenario Outline: A version that was never made is not there: <operation>
    When "owner" calls iam <operation> with
      """
      {PolicyArn: "{policy}", VersionId: v9}
      """
    Then it is refused by IAM-MAN-04

    Examples:
      | operation               |
      | GetPolicyVersion        |
      | SetDefaultPolicyVersion |
      | DeletePolicyVersion     |

  @rule:IAM-QUO-06 @rule:IAM-MAN-11 @rule:IAM-MAN-09 @rule:IAM-MAN-08
  Scenario: A policy has five versions, numbered on
    Given "owner" calls iam CreatePolicyVersion with
      """
      {PolicyArn: "{policy}", PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    And "owner" calls iam CreatePolicyVersion with
      """
      {PolicyArn: "{policy}", PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    And "owner" calls iam CreatePolicyVersion with
      """
      {PolicyArn: "{policy}", PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    And "owner" calls iam CreatePolicyVersion with
      """
      {PolicyArn: "{policy}", PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    When "owner" calls iam ListPolicyVersions with
      """
      PolicyArn: "{policy}"
      """
    Then the answer shows
      | Versions.*.VersionId        | [v5 v4 v3 v2 v1]                 |
      | Versions.*.IsDefaultVersion | [false false false false true] |
    When "owner" calls iam CreatePolicyVersion with
      """
      {PolicyArn: "{policy}", PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    Then it is refused by IAM-QUO-06
    When "owner" calls iam DeletePolicyVersion with
      """
      {PolicyArn: "{policy}", VersionId: v1}
      """
    Then it is refused by IAM-MAN-09
    When "owner" calls iam DeletePolicyVersion with
      """
      {PolicyArn: "{policy}", VersionId: v2}
      """
    Then it succeeds
    When "owner" calls iam CreatePolicyVersion with
      """
      {PolicyArn: "{policy}", PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    Then the answer shows
      | PolicyVersion.VersionId | v6 |
    When "owner" calls iam DeletePolicy with
      """
      PolicyArn: "{policy}"
      """
    Then it is refused by IAM-MAN-08

  @rule:IAM-MAN-08
  Scenario: With its default version alone a policy is deleted
    Given "owner" calls iam CreatePolicyVersion with
      """
      {PolicyArn: "{policy}", SetAsDefault: true, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    When "owner" calls iam DeletePolicy with
      """
      PolicyArn: "{policy}"
      """
    Then it is refused by IAM-MAN-08
    When "owner" calls iam DeletePolicyVersion with
      """
      {PolicyArn: "{policy}", VersionId: v1}
      """
    And "owner" calls iam DeletePolicy with
      """
      PolicyArn: "{policy}"
      """
    Then it succeeds

  @rule:IAM-MAN-05
  Scenario Outline: Nobody changes a policy of AWS: <operation>
    When "owner" calls iam <operation> with
      """
      {PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess", <members>}
      """
    Then it is refused by IAM-MAN-05

    Examples:
      | operation               | members                                                                                                                     |
      | CreatePolicyVersion     | PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}' |
      | SetDefaultPolicyVersion | VersionId: v1                                                                                                               |
      | DeletePolicyVersion     | VersionId: v1                                                                                                               |
      | TagPolicy               | Tags: [{Key: team, Value: red}]                                                                                             |
      | UntagPolicy             | TagKeys: [team]                                                                                                             |

  @rule:IAM-MAN-07
  Scenario: Only GetPolicy tells a policy's description and tags
    When "owner" calls iam CreatePolicy with
      """
      PolicyName: Copy
      Description: copies
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'
      """
    Then the answer shows
      | Policy.Description | (absent) |
    When "owner" calls iam GetPolicy with
      """
      PolicyArn: "{policy}"
      """
    Then the answer shows
      | Policy.Description | looks around |
      | Policy.Tags        | []           |
    When "owner" calls iam ListPolicies with
      """
      Scope: Local
      """
    Then the answer shows
      | Policies.*.PolicyName  | [Look Copy] |
      | Policies.0.Description | (absent)    |
      | Policies.0.Tags        | (absent)    |

  @rule:IAM-MAN-12
  Scenario Outline: Policies are listed by use: <filter>
    Given a user "ann" of "owner"
    And "owner" calls iam AttachUserPolicy with
      """
      {UserName: ann, PolicyArn: "{policy}"}
      """
    And "owner" calls iam CreatePolicy with
      """
      PolicyName: Copy
      Path: /team/
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'
      """
    And "owner" calls iam PutUserPermissionsBoundary with
      """
      {UserName: ann, PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    When "owner" calls iam ListPolicies with
      """
      {<filter>}
      """
    Then the answer shows
      | Policies.*.PolicyName | <names> |

    Examples:
      | filter                                 | names                 |
      | Scope: Local                           | [Look Copy]           |
      | Scope: Local, PathPrefix: /team/       | [Copy]                |
      | OnlyAttached: true                     | [Look ReadOnlyAccess] |
      | PolicyUsageFilter: PermissionsPolicy   | [Look]                |
      | PolicyUsageFilter: PermissionsBoundary | [ReadOnlyAccess]      |
      | Scope: AWS, OnlyAttached: true         | [ReadOnlyAccess]      |

  @rule:IAM-MAN-13
  Scenario Outline: Who has a policy is listed: <filter>
    Given a user "ann" of "owner"
    And a role "Copier" of "owner" that trusts "owner"
    And "owner" calls iam AttachUserPolicy with
      """
      {UserName: ann, PolicyArn: "{policy}"}
      """
    And "owner" calls iam PutRolePermissionsBoundary with
      """
      {RoleName: Copier, PermissionsBoundary: "{policy}"}
      """
    When "owner" calls iam ListEntitiesForPolicy with
      """
      {PolicyArn: "{policy}", <filter>}
      """
    Then the answer shows
      | PolicyUsers.*.UserName | <users> |
      | PolicyRoles.*.RoleName | <roles> |
      | PolicyGroups           | []      |

    Examples:
      | filter                                 | users | roles    |
      |                                        | [ann] | [Copier] |
      | EntityFilter: Role                     | []    | [Copier] |
      | PathPrefix: /team/                     | []    | []       |
      | PolicyUsageFilter: PermissionsPolicy   | [ann] | []       |
      | PolicyUsageFilter: PermissionsBoundary | []    | [Copier] |

  @rule:IAM-MAN-06
  Scenario Outline: What names a policy is the ARN of one: <operation>
    Given a user "ann" of "owner"
    And a role "Copier" of "owner" that trusts "owner"
    When "owner" calls iam <operation> with
      """
      {<member>: longpolicynamebutnoarn, <members>}
      """
    Then it is refused by IAM-MAN-06
    When "owner" calls iam <operation> with
      """
      {<member>: "arn:aws:iam::{owner}:not_a_policy/invalid", <members>}
      """
    Then it is refused by IAM-MAN-06
    When "owner" calls iam <operation> with
      """
      {<member>: "arn:aws:iam::{owner}:policy/Nothing", <members>}
      """
    Then it is refused with NoSuchEntity

    Examples:
      | operation                  | member              | members                                                                                                                                               |
      | AttachRolePolicy           | PolicyArn           | RoleName: Copier                                                                                                                                      |
      | AttachUserPolicy           | PolicyArn           | UserName: ann                                                                                                                                         |
      | DetachRolePolicy           | PolicyArn           | RoleName: Copier                                                                                                                                      |
      | DetachUserPolicy           | PolicyArn           | UserName: ann                                                                                                                                         |
      | GetPolicy                  | PolicyArn           |                                                                                                                                                       |
      | GetPolicyVersion           | PolicyArn           | VersionId: v1                                                                                                                                         |
      | ListPolicyVersions         | PolicyArn           |                                                                                                                                                       |
      | ListEntitiesForPolicy      | PolicyArn           |                                                                                                                                                       |
      | ListPolicyTags             | PolicyArn           |                                                                                                                                                       |
      | TagPolicy                  | PolicyArn           | Tags: [{Key: team, Value: red}]                                                                                                                       |
      | DeletePolicy               | PolicyArn           |                                                                                                                                                       |
      | PutUserPermissionsBoundary | PermissionsBoundary | UserName: ann                                                                                                                                         |
      | PutRolePermissionsBoundary | PermissionsBoundary | RoleName: Copier                                                                                                                                      |
      | CreateUser                 | PermissionsBoundary | UserName: bob                                                                                                                                         |
