Feature: Policies of roles and users

  Background:
    Given a role "Copier" of "owner" that trusts "owner"

  @rule:IAM-POL-01
  Scenario Outline: An identity policy is well-formed: <what>
    When "owner" calls iam PutRolePolicy with
      """
      RoleName: Copier
      PolicyName: p
      PolicyDocument: '<document>'
      """
    Then it <outcome>

    Examples:
      | what                | document                                                                                                            | outcome                  |
      | it is               | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}                             | succeeds                 |
      | no JSON             | {"Version"                                                                                                          | is refused by IAM-POL-01 |
      | an unknown version  | {"Version":"2020-01-01","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}                             | is refused by IAM-POL-01 |
      | no resource         | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*"}}                                            | is refused by IAM-POL-01 |
      | no action           | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*"}}                                              | is refused by IAM-POL-01 |
      | a principal         | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*"}}     | is refused by IAM-POL-01 |
      | an unknown operator | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Is":{"aws:x":"y"}}}} | is refused by IAM-POL-01 |

  @rule:IAM-POL-02
  Scenario Outline: Actions and resources are spelt out: <action> on <resource>
    When "owner" calls iam CreatePolicy with
      """
      PolicyName: p
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"<action>","Resource":"<resource>"}}'
      """
    Then it <outcome>

    Examples:
      | action      | resource                                 | outcome                  |
      | *           | *                                        | succeeds                 |
      | kms:Decrypt | arn:aws:kms:*:111111111111:key/*         | succeeds                 |
      | Decrypt     | *                                        | is refused by IAM-POL-02 |
      | kms:Decrypt | key/*                                    | is refused by IAM-POL-02 |

  @rule:IAM-INL-01
  Scenario: An inline policy is found by its name
    Given "owner" calls iam PutRolePolicy with
      """
      RoleName: Copier
      PolicyName: CopyPolicy
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    When "owner" calls iam GetRolePolicy with
      """
      {RoleName: Copier, PolicyName: CopyPolicy}
      """
    Then the answer shows
      | RoleName       | Copier               |
      | PolicyName     | CopyPolicy           |
      | PolicyDocument | (contains kms%3A%2A) |
    When "owner" calls iam GetRolePolicy with
      """
      {RoleName: Copier, PolicyName: Other}
      """
    Then it is refused by IAM-INL-01
    When "owner" calls iam DeleteRolePolicy with
      """
      {RoleName: Copier, PolicyName: Other}
      """
    Then it is refused by IAM-INL-01
    When "owner" calls iam DeleteRolePolicy with
      """
      {RoleName: Copier, PolicyName: CopyPolicy}
      """
    And "owner" calls iam ListRolePolicies with
      """
      RoleName: Copier
      """
    Then the answer shows
      | PolicyNames | [] |

  @rule:IAM-INL-02
  Scenario: Putting an inline policy again replaces it
    Given "owner" calls iam PutRolePolicy with
      """
      RoleName: Copier
      PolicyName: CopyPolicy
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    When "owner" calls iam PutRolePolicy with
      """
      RoleName: Copier
      PolicyName: CopyPolicy
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}'
      """
    And "owner" calls iam ListRolePolicies with
      """
      RoleName: Copier
      """
    Then the answer shows
      | PolicyNames | [CopyPolicy] |
    When "owner" calls iam GetRolePolicy with
      """
      {RoleName: Copier, PolicyName: CopyPolicy}
      """
    Then the answer shows
      | PolicyDocument | (contains ec2%3A%2A) |

  @rule:IAM-MAN-01
  Scenario: A managed policy is found by its ARN in its account
    Given "owner" calls iam CreatePolicy with
      """
      PolicyName: Copy
      Path: /team/
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::{owner}:policy/team/Copy"}
      """
    When "owner" calls iam GetPolicy with
      """
      PolicyArn: arn:aws:iam::{owner}:policy/team/Copy
      """
    Then the answer shows
      | Policy.PolicyId         | ANPA* |
      | Policy.DefaultVersionId | v1    |
      | Policy.AttachmentCount  | 1     |
    When "consumer" calls iam GetPolicy with
      """
      PolicyArn: arn:aws:iam::{owner}:policy/team/Copy
      """
    Then it is refused by IAM-MAN-01
    When "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::{owner}:policy/Copy"}
      """
    Then it is refused by IAM-MAN-01

  @rule:IAM-MAN-02
  Scenario: The name of a managed policy is taken once
    Given "owner" calls iam CreatePolicy with
      """
      PolicyName: Copy
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    When "owner" calls iam CreatePolicy with
      """
      PolicyName: copy
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    Then it is refused by IAM-MAN-02

  @rule:IAM-MAN-03
  Scenario: A managed policy in use stays
    Given "owner" calls iam CreatePolicy with
      """
      PolicyName: Copy
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::{owner}:policy/Copy"}
      """
    When "owner" calls iam DeletePolicy with
      """
      PolicyArn: arn:aws:iam::{owner}:policy/Copy
      """
    Then it is refused by IAM-MAN-03
    When "owner" calls iam DetachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::{owner}:policy/Copy"}
      """
    And "owner" calls iam DeletePolicy with
      """
      PolicyArn: arn:aws:iam::{owner}:policy/Copy
      """
    And "owner" calls iam GetPolicy with
      """
      PolicyArn: arn:aws:iam::{owner}:policy/Copy
      """
    Then it is refused by IAM-MAN-01

  @rule:IAM-MAN-04
  Scenario: The role of Data Lifecycle Manager has a policy of AWS
    When "owner" calls iam GetPolicyVersion with
      """
      PolicyArn: arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole
      VersionId: v8
      """
    Then the answer shows
      | PolicyVersion.IsDefaultVersion | true                            |
      | PolicyVersion.Document         | (contains ec2%3AModifySnapshot) |
    When "owner" calls iam GetPolicyVersion with
      """
      PolicyArn: arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole
      VersionId: v99
      """
    Then it is refused by IAM-MAN-04

  @rule:IAM-MAN-05
  Scenario: Nobody deletes a policy of AWS
    When "owner" calls iam DeletePolicy with
      """
      PolicyArn: arn:aws:iam::aws:policy/AdministratorAccess
      """
    Then it is refused by IAM-MAN-05
    Given "owner" calls iam CreatePolicy with
      """
      PolicyName: Copy
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    When "owner" calls iam DeletePolicy with
      """
      PolicyArn: arn:aws:iam::{owner}:policy/Copy
      """
    Then it succeeds

  @rule:IAM-ATT-01
  Scenario: Only what is attached is detached
    When "owner" calls iam DetachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    Then it is refused by IAM-ATT-01
    When "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    And "owner" calls iam ListAttachedRolePolicies with
      """
      RoleName: Copier
      """
    Then the answer shows
      | AttachedPolicies.*.PolicyName | [ReadOnlyAccess] |
    When "owner" calls iam DetachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    And "owner" calls iam ListAttachedRolePolicies with
      """
      RoleName: Copier
      """
    Then the answer shows
      | AttachedPolicies | [] |

  @rule:IAM-ATT-02
  Scenario: Attaching again changes nothing
    Given "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    When "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    And "owner" calls iam ListAttachedRolePolicies with
      """
      RoleName: Copier
      """
    Then the answer shows
      | AttachedPolicies.*.PolicyName | [ReadOnlyAccess] |

  @rule:IAM-QUO-04
  Scenario: Ten managed policies are attached to a role, not eleven
    Given "owner" calls iam CreatePolicy with
      """
      {PolicyName: p1, PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'}
      """
    And "owner" calls iam CreatePolicy with
      """
      {PolicyName: p2, PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'}
      """
    And "owner" calls iam CreatePolicy with
      """
      {PolicyName: p3, PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'}
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::{owner}:policy/p1"}
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::{owner}:policy/p2"}
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::{owner}:policy/p3"}
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess"}
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/AWSCloudHSMFullAccess"}
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/AWSCloudHSMReadOnlyAccess"}
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/AWSResourceAccessManagerFullAccess"}
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/AWSResourceAccessManagerReadOnlyAccess"}
      """
    When "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole"}
      """
    Then it succeeds
    When "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/AWSKeyManagementServicePowerUser"}
      """
    Then it is refused by IAM-QUO-04
