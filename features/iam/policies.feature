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
      | no JSON             | {"Version"                                                                                                          | is refused by IAM-POL-01 saying "Syntax errors in policy." |
      | an unknown version  | {"Version":"2020-01-01","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}                             | is refused by IAM-POL-01 |
      | no resource         | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*"}}                                            | is refused by IAM-POL-01 |
      | no action           | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Resource":"*"}}                                              | is refused by IAM-POL-01 |
      | a principal         | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*"}}     | is refused by IAM-POL-01 |
      | an unknown operator | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Is":{"aws:x":"y"}}}} | is refused by IAM-POL-01 |
      | another case        | {"Version":"2012-10-17","Statement":{"Effect":"allow","Action":"*","Resource":"*"}}                                 | is refused by IAM-POL-01 saying "The policy failed legacy parsing" |
      | no date             | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"234-13"}}}} | is refused by IAM-POL-01 saying "The policy failed legacy parsing" |
      | a short date        | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":["01T","2016-12-13t2:00:00.593194+23"]}}}} | succeeds |
      | no values           | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":[]}}}} | succeeds |
      | another's key       | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringLike":{"s3:prefix":"home/*"}}}} | succeeds |
      | a documented key    | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*","Condition":{"ArnEquals":{"ec2:SourceInstanceARN":"arn:aws:ec2:*:*:instance/i-1"}}}} | succeeds |

  @rule:IAM-POL-02
  Scenario Outline: Actions and resources are spelt out: <action> on <resource>
    When "owner" calls iam CreatePolicy with
      """
      PolicyName: p
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"<action>","Resource":"<resource>"}}'
      """
    Then it <outcome>

    Examples:
      | action      | resource                              | outcome                                                                                                     |
      | *           | *                                     | succeeds                                                                                                    |
      | kms:Decrypt | arn:aws:kms:*:111111111111:key/*      | succeeds                                                                                                    |
      | kms:Decrypt | arn:aws:kms                           | succeeds                                                                                                    |
      | kms:Decrypt | arn:aws:kms:us-east-1:111111111111    | succeeds                                                                                                    |
      | Decrypt     | *                                     | is refused by IAM-POL-02 saying "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc." |
      | a a:Decrypt | *                                     | is refused by IAM-POL-02 saying "Vendor a a is not valid"                                                   |
      | k*:Decrypt  | *                                     | is refused by IAM-POL-02 saying "Vendor k* is not valid"                                                    |
      | k?s:Decrypt | *                                     | is refused by IAM-POL-02 saying "Vendor k?s is not valid"                                                   |
      | *:Decrypt   | *                                     | is refused by IAM-POL-02 saying "Vendor * is not valid"                                                     |
      | kms:De:c    | *                                     | is refused by IAM-POL-02 saying "Actions/Condition can contain only one colon."                             |
      | kms:Decrypt | key/*                                 | is refused by IAM-POL-02                                                                                    |
      | kms:Decrypt | arn:aws:k*s:us-east-1:1:key/x         | is refused by IAM-POL-02 saying "Resource vendor must be fully qualified and cannot contain regexes."       |
      | kms:Decrypt | arn:aws                               | is refused by IAM-POL-02 saying "Resource vendor must be fully qualified and cannot contain regexes."       |
      | kms:Decrypt | arn:foo:s3:::b                        | is refused by IAM-POL-02                                                                                    |

  @rule:IAM-POL-03
  Scenario Outline: A managed policy has the version of today: <version>
    When "owner" calls iam CreatePolicy with
      """
      PolicyName: p
      PolicyDocument: '{<version>"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    Then it <outcome>
    When "owner" calls iam PutRolePolicy with
      """
      RoleName: Copier
      PolicyName: p
      PolicyDocument: '{<version>"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    Then it succeeds

    Examples:
      | version                 | outcome                                                                                          |
      | "Version":"2012-10-17", | succeeds                                                                                         |
      | "Version":"2008-10-17", | is refused by IAM-POL-03 saying "Policy document must be version 2012-10-17 or greater."         |
      |                         | is refused by IAM-POL-03 saying "Policy document must be version 2012-10-17 or greater."         |

  @rule:IAM-POL-04
  Scenario Outline: Statements are called differently: <one> and <other>
    When "owner" calls iam PutRolePolicy with
      """
      RoleName: Copier
      PolicyName: p
      PolicyDocument: |
        {"Version":"2012-10-17","Statement":[{"Sid":"<one>","Effect":"Allow","Action":"kms:*","Resource":"*"},
         {"Sid":"<other>","Effect":"Deny","Action":"kms:Decrypt","Resource":"*"}]}
      """
    Then it <outcome>
    When "owner" calls iam UpdateAssumeRolePolicy with
      """
      RoleName: Copier
      PolicyDocument: |
        {"Version":"2012-10-17","Statement":[{"Sid":"<one>","Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"},
         {"Sid":"<other>","Effect":"Deny","Principal":{"AWS":"111111111111"},"Action":"sts:TagSession"}]}
      """
    Then it <outcome>

    Examples:
      | one | other | outcome                                                                                   |
      | A   | B     | succeeds                                                                                  |
      |     |       | succeeds                                                                                  |
      | A   | A     | is refused by IAM-POL-04 saying "Statement IDs (SID) in a single policy must be unique."  |
      | A   | two B | is refused by IAM-POL-04                                                                  |

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
