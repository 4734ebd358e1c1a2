Feature: Service-linked roles

  @rule:IAM-SLR-05 @rule:IAM-SLR-01
  Scenario: A service-linked role trusts its service alone
    When "consumer" calls iam CreateServiceLinkedRole with
      """
      AWSServiceName: backup.amazonaws.com
      """
    Then the answer shows
      | Role.Arn                      | arn:aws:iam::{consumer}:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup |
      | Role.AssumeRolePolicyDocument | (contains backup.amazonaws.com)                                                            |
    When "consumer" calls sts AssumeRole with
      """
      RoleArn: arn:aws:iam::{consumer}:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup
      RoleSessionName: night
      """
    Then it is refused by STS-ASM-01
    When "consumer" calls iam CreateServiceLinkedRole with
      """
      AWSServiceName: nothing.amazonaws.com
      """
    Then it is refused by IAM-SLR-01

  @rule:IAM-SLR-02
  Scenario: A service has one
    Given "consumer" calls iam CreateServiceLinkedRole with
      """
      AWSServiceName: backup.amazonaws.com
      """
    When "consumer" calls iam CreateServiceLinkedRole with
      """
      AWSServiceName: backup.amazonaws.com
      """
    Then it is refused by IAM-SLR-02

  @rule:IAM-SLR-03
  Scenario Outline: Only some take suffixes: <service>
    When "consumer" calls iam CreateServiceLinkedRole with
      """
      {AWSServiceName: <service>, CustomSuffix: night}
      """
    Then it <outcome>
    When "consumer" calls iam ListRoles
    Then the answer shows
      | Roles.*.RoleName | <roles> |

    Examples:
      | service                   | outcome                  | roles                                 |
      | autoscaling.amazonaws.com | succeeds                 | [AWSServiceRoleForAutoScaling_night] |
      | backup.amazonaws.com      | is refused by IAM-SLR-03 | []                                    |

  @rule:IAM-SLR-04
  Scenario Outline: Only the service changes its role: <operation>
    Given "consumer" calls iam CreateServiceLinkedRole with
      """
      AWSServiceName: backup.amazonaws.com
      """
    When "consumer" calls iam <operation> with
      """
      {RoleName: AWSServiceRoleForBackup, <members>}
      """
    Then it is refused by IAM-SLR-04

    Examples:
      | operation        | members                                                                                                                |
      | DeleteRole       |                                                                                                                        |
      | UpdateRole       |                                                                                                                        |
      | AttachRolePolicy | PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"                                                                    |
      | PutRolePolicy    | PolicyName: p, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' |

  @rule:IAM-SLR-04
  Scenario: Other roles are their account's
    Given a role "Copier" of "consumer" that trusts "consumer"
    When "consumer" calls iam UpdateRole with
      """
      {RoleName: Copier, Description: copies at night}
      """
    Then it succeeds
