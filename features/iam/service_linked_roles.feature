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
      | PutRolePermissionsBoundary | PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess" |
      | UpdateRoleDescription | Description: none |
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

  @rule:IAM-SLR-09
  Scenario Outline: A service-linked role has the policy of its service: <service>
    Given "consumer" calls iam CreateServiceLinkedRole with
      """
      AWSServiceName: <service>
      """
    When "consumer" calls iam ListAttachedRolePolicies with
      """
      RoleName: <role>
      """
    Then the answer shows
      | AttachedPolicies.*.PolicyArn | [arn:aws:iam::aws:policy/aws-service-role/<policy>] |

    Examples:
      | service                   | role                                   | policy                                    |
      | autoscaling.amazonaws.com | AWSServiceRoleForAutoScaling           | AutoScalingServiceRolePolicy              |
      | backup.amazonaws.com      | AWSServiceRoleForBackup                | AWSBackupServiceLinkedRolePolicyForBackup |
      | ram.amazonaws.com         | AWSServiceRoleForResourceAccessManager | AWSResourceAccessManagerServiceRolePolicy |
      | rds.amazonaws.com         | AWSServiceRoleForRDS                   | AmazonRDSServiceRolePolicy                |

  @rule:IAM-SLR-07 @rule:IAM-SLR-08
  Scenario: A service-linked role is deleted by a task, and can be made again
    Given "consumer" calls iam CreateServiceLinkedRole with
      """
      AWSServiceName: ram.amazonaws.com
      """
    When "consumer" calls iam DeleteServiceLinkedRole with
      """
      RoleName: AWSServiceRoleForResourceAccessManager
      """
    Then the answer shows
      | DeletionTaskId | task/aws-service-role/ram.amazonaws.com/AWSServiceRoleForResourceAccessManager/* |
    And "task" names the answer's DeletionTaskId
    When 1 hour passes
    And "consumer" calls iam GetServiceLinkedRoleDeletionStatus with
      """
      DeletionTaskId: "{task}"
      """
    Then the answer shows
      | Status | SUCCEEDED |
      | Reason | (absent)  |
    When "consumer" calls iam GetRole with
      """
      RoleName: AWSServiceRoleForResourceAccessManager
      """
    Then it is refused by IAM-ROL-01
    When "owner" calls iam GetServiceLinkedRoleDeletionStatus with
      """
      DeletionTaskId: "{task}"
      """
    Then it is refused by IAM-SLR-08
    When "consumer" calls iam CreateServiceLinkedRole with
      """
      AWSServiceName: ram.amazonaws.com
      """
    Then it succeeds

  @rule:IAM-SLR-06
  Scenario: Other roles are deleted otherwise
    Given a role "Copier" of "consumer" that trusts "consumer"
    When "consumer" calls iam DeleteServiceLinkedRole with
      """
      RoleName: Copier
      """
    Then it is refused by IAM-SLR-06
    Given "consumer" calls iam CreateServiceLinkedRole with
      """
      AWSServiceName: backup.amazonaws.com
      """
    When "consumer" calls iam DeleteServiceLinkedRole with
      """
      RoleName: AWSServiceRoleForBackup
      """
    Then it succeeds

  @rule:IAM-SLR-11 @rule:IAM-SLR-10
  Scenario: Accounts of an organization have its role, which cannot be deleted there
    Given an organization of "management" with "consumer"
    When "consumer" calls iam GetRole with
      """
      RoleName: AWSServiceRoleForOrganizations
      """
    Then the answer shows
      | Role.Path | /aws-service-role/organizations.amazonaws.com/ |
    When "consumer" calls iam DeleteServiceLinkedRole with
      """
      RoleName: AWSServiceRoleForOrganizations
      """
    Then "task" names the answer's DeletionTaskId
    When 1 hour passes
    And "consumer" calls iam GetServiceLinkedRoleDeletionStatus with
      """
      DeletionTaskId: "{task}"
      """
    Then the answer shows
      | Status        | FAILED |
      | Reason.Reason | (any)  |
    When "consumer" leaves the organization
    And "consumer" calls iam GetRole with
      """
      RoleName: AWSServiceRoleForOrganizations
      """
    Then it succeeds
    When "consumer" calls iam DeleteServiceLinkedRole with
      """
      RoleName: AWSServiceRoleForOrganizations
      """
    And "consumer" calls iam GetRole with
      """
      RoleName: AWSServiceRoleForOrganizations
      """
    Then it is refused by IAM-ROL-01

  @rule:IAM-SLR-11
  Scenario: An organization for bills alone makes no roles
    Given "management" calls organizations CreateOrganization with
      """
      FeatureSet: CONSOLIDATED_BILLING
      """
    When "management" calls iam ListRoles
    Then the answer shows
      | Roles | [] |

  @rule:IAM-SLR-10
  Scenario: RAM's role stays while RAM works with the organization
    Given an organization of "management" with "consumer"
    And "management" calls ram EnableSharingWithAwsOrganization
    When "management" calls iam DeleteServiceLinkedRole with
      """
      RoleName: AWSServiceRoleForResourceAccessManager
      """
    Then "task" names the answer's DeletionTaskId
    When 1 hour passes
    And "management" calls iam GetServiceLinkedRoleDeletionStatus with
      """
      DeletionTaskId: "{task}"
      """
    Then the answer shows
      | Status | FAILED |
    Given "management" calls organizations DisableAWSServiceAccess with
      """
      ServicePrincipal: ram.amazonaws.com
      """
    When "management" calls iam DeleteServiceLinkedRole with
      """
      RoleName: AWSServiceRoleForResourceAccessManager
      """
    And "management" calls iam GetRole with
      """
      RoleName: AWSServiceRoleForResourceAccessManager
      """
    Then it is refused by IAM-ROL-01

  @rule:IAM-SLR-12 @needs:clock
  Scenario: The deletion of a service-linked role is found for a week
    Given "consumer" calls iam CreateServiceLinkedRole with
      """
      AWSServiceName: ram.amazonaws.com
      """
    And "consumer" calls iam DeleteServiceLinkedRole with
      """
      RoleName: AWSServiceRoleForResourceAccessManager
      """
    And "task" names the answer's DeletionTaskId
    When 6 days pass
    And "consumer" calls iam GetServiceLinkedRoleDeletionStatus with
      """
      DeletionTaskId: "{task}"
      """
    Then the answer shows
      | Status | SUCCEEDED |
    When 1 day passes
    And "consumer" calls iam GetServiceLinkedRoleDeletionStatus with
      """
      DeletionTaskId: "{task}"
      """
    Then it is refused by IAM-SLR-08
