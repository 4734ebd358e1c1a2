Feature: What is refused is not done
  Whoever may not change something finds it as it was, and so does everybody
  else.

  Background:
    Given a user "ann" of "owner"

  @rule:IAM-EVA-01
  Scenario Outline: Who may not, changes no role: <operation>
    Given a role "Copier" of "owner" that trusts "owner" and may
      """
      [kms:Decrypt]
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    And a role "Spare" of "owner" that trusts "owner"
    When "ann" calls iam <operation> with
      """
      {<members>}
      """
    Then it is refused by IAM-EVA-01
    When "owner" calls iam <look> with
      """
      {<at>}
      """
    Then the answer shows
      | <member> | <value> |

    Examples:
      | operation               | members                                                                                                                                              | look                     | at               | member                        | value              |
      | CreateRole              | RoleName: New, AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}' | ListRoles                |                  | Roles.*.RoleName              | [Copier Spare]     |
      | CreateServiceLinkedRole | AWSServiceName: backup.amazonaws.com                                                                                                                 | ListRoles                |                  | Roles.*.RoleName              | [Copier Spare]     |
      | DeleteRole              | RoleName: Spare                                                                                                                                      | ListRoles                |                  | Roles.*.RoleName              | [Copier Spare]     |
      | UpdateRole              | RoleName: Copier, Description: mine                                                                                                                  | GetRole                  | RoleName: Copier | Role.Description              | (absent)           |
      | UpdateAssumeRolePolicy  | RoleName: Copier, PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}'        | GetRole                  | RoleName: Copier | Role.AssumeRolePolicyDocument | (contains {owner}) |
      | PutRolePolicy           | RoleName: Copier, PolicyName: p, PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'               | ListRolePolicies         | RoleName: Copier | PolicyNames                   | [may]              |
      | DeleteRolePolicy        | RoleName: Copier, PolicyName: may                                                                                                                    | ListRolePolicies         | RoleName: Copier | PolicyNames                   | [may]              |
      | AttachRolePolicy        | RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess"                                                                           | ListAttachedRolePolicies | RoleName: Copier | AttachedPolicies.*.PolicyName | [ReadOnlyAccess]   |
      | DetachRolePolicy        | RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"                                                                                | ListAttachedRolePolicies | RoleName: Copier | AttachedPolicies.*.PolicyName | [ReadOnlyAccess]   |

  @rule:IAM-EVA-01
  Scenario Outline: Who may not, changes no user: <operation>
    Given a user "bob" of "owner" who may
      """
      [kms:Decrypt]
      """
    And "owner" calls iam AttachUserPolicy with
      """
      {UserName: bob, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    And "owner" calls iam CreateUser with
      """
      UserName: spare
      """
    When "ann" calls iam <operation> with
      """
      {<members>}
      """
    Then it is refused by IAM-EVA-01
    When "owner" calls iam <look> with
      """
      {<at>}
      """
    Then the answer shows
      | <member> | <value> |

    Examples:
      | operation        | members                                                                                                                             | look                     | at            | member                          | value            |
      | CreateUser       | UserName: new                                                                                                                       | ListUsers                |               | Users.*.UserName                | [ann bob spare]  |
      | DeleteUser       | UserName: spare                                                                                                                     | ListUsers                |               | Users.*.UserName                | [ann bob spare]  |
      | PutUserPolicy    | UserName: bob, PolicyName: p, PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' | ListUserPolicies         | UserName: bob | PolicyNames                     | [may]            |
      | DeleteUserPolicy | UserName: bob, PolicyName: may                                                                                                      | ListUserPolicies         | UserName: bob | PolicyNames                     | [may]            |
      | AttachUserPolicy | UserName: bob, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess"                                                             | ListAttachedUserPolicies | UserName: bob | AttachedPolicies.*.PolicyName   | [ReadOnlyAccess] |
      | DetachUserPolicy | UserName: bob, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"                                                                  | ListAttachedUserPolicies | UserName: bob | AttachedPolicies.*.PolicyName   | [ReadOnlyAccess] |
      | CreateAccessKey  | UserName: bob                                                                                                                       | ListAccessKeys           | UserName: bob | AccessKeyMetadata.*.AccessKeyId | [{key of bob}]   |
      | UpdateAccessKey  | UserName: bob, AccessKeyId: "{key of bob}", Status: Inactive                                                                        | ListAccessKeys           | UserName: bob | AccessKeyMetadata.*.Status      | [Active]         |
      | DeleteAccessKey  | UserName: bob, AccessKeyId: "{key of bob}"                                                                                          | ListAccessKeys           | UserName: bob | AccessKeyMetadata.*.AccessKeyId | [{key of bob}]   |

  @rule:IAM-EVA-01
  Scenario: Who may not, makes and deletes no managed policy
    When "ann" calls iam CreatePolicy with
      """
      PolicyName: Copy
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    Then it is refused by IAM-EVA-01
    When "owner" calls iam GetPolicy with
      """
      PolicyArn: arn:aws:iam::{owner}:policy/Copy
      """
    Then it is refused by IAM-MAN-01
    Given "owner" calls iam CreatePolicy with
      """
      PolicyName: Copy
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    When "ann" calls iam DeletePolicy with
      """
      PolicyArn: arn:aws:iam::{owner}:policy/Copy
      """
    Then it is refused by IAM-EVA-01
    When "owner" calls iam GetPolicy with
      """
      PolicyArn: arn:aws:iam::{owner}:policy/Copy
      """
    Then the answer shows
      | Policy.PolicyName | Copy |
