Feature: Users and roles call services
  An administrator may do everything in its account. A user or the session of a
  role may do what its policies allow, and nothing that any of them denies.

  @rule:IAM-EVA-01
  Scenario: A role may do what its policy allows, and nothing else
    Given an active cluster "vault" of "owner"
    And a role "Reader" of "owner" that trusts "owner" and may
      """
      [cloudhsm:DescribeBackups]
      """
    And "reader" acts as the role "Reader" of "owner"
    When "reader" calls cloudhsmv2 DescribeBackups
    Then it succeeds
    When "reader" calls cloudhsmv2 DescribeClusters
    Then it is refused by IAM-EVA-01
    When "reader" deletes cluster "vault"
    Then it is refused by IAM-EVA-01
    When "reader" calls iam ListRoles
    Then it is refused by IAM-EVA-01
    When "reader" calls organizations ListAccounts
    Then it is refused with AccessDeniedException

  @rule:IAM-EVA-01
  Scenario: A policy is about the resources that it names
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a ready backup "b2" of cluster "vault"
    And a user "ann" of "owner" who may
      """
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Action: "cloudhsm:*", Resource: "{b1.arn}"}]
      """
    When "ann" deletes backup "b2"
    Then it is refused by IAM-EVA-01
    When "ann" deletes backup "b1"
    Then it succeeds

  @rule:IAM-EVA-02
  Scenario: A deny wins over all that allows
    Given an active cluster "vault" of "owner"
    And a user "ann" of "owner" who may
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"cloudhsm:Delete*","Resource":"*"}]}
      """
    And "owner" calls iam AttachUserPolicy with
      """
      {UserName: ann, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess"}
      """
    When "ann" calls cloudhsmv2 DescribeClusters
    Then it succeeds
    When "ann" deletes cluster "vault"
    Then it is refused by IAM-EVA-02

  @rule:IAM-EVA-03
  Scenario Outline: Beyond its permissions boundary a role may do nothing: <boundary>
    Given "owner" calls iam CreateRole with
      """
      RoleName: Reader
      PermissionsBoundary: arn:aws:iam::aws:policy/<boundary>
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}]}'
      """
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Reader, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess"}
      """
    And "reader" acts as the role "Reader" of "owner"
    When "reader" calls iam CreateUser with
      """
      UserName: ann
      """
    Then it <outcome>

    Examples:
      | boundary            | outcome                  |
      | AdministratorAccess | succeeds                 |
      | ReadOnlyAccess      | is refused by IAM-EVA-01 |

  @rule:IAM-EVA-03
  Scenario: A permissions boundary by itself allows nothing
    Given "owner" calls iam CreateRole with
      """
      RoleName: Reader
      PermissionsBoundary: arn:aws:iam::aws:policy/AdministratorAccess
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}]}'
      """
    And "reader" acts as the role "Reader" of "owner"
    When "reader" calls iam ListUsers
    Then it is refused by IAM-EVA-01

  @rule:IAM-EVA-04
  Scenario: What is attached counts, and what is detached does not
    Given a role "Reader" of "owner" that trusts "owner"
    And "reader" acts as the role "Reader" of "owner"
    When "reader" calls cloudhsmv2 DescribeBackups
    Then it is refused by IAM-EVA-01
    When "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Reader, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    And "reader" calls cloudhsmv2 DescribeBackups
    Then it succeeds
    When "owner" calls iam DetachRolePolicy with
      """
      {RoleName: Reader, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    And "reader" calls cloudhsmv2 DescribeBackups
    Then it is refused by IAM-EVA-01

  @rule:RAM-POL-03 @rule:RAM-ERR-08
  Scenario: What is shared with an account its users use only as their own policies allow
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    And a user "ann" of "consumer" who may
      """
      [cloudhsm:DescribeBackups]
      """
    And a user "bob" of "consumer" who may
      """
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Action: "cloudhsm:CreateCluster", Resource: "{b1.arn}"}]
      """
    Then "ann" sees these shared backups
      | Backup | State |
      | b1     | READY |
    And "bob" can restore backup "b1"
    When "ann" restores cluster "clone" from backup "b1"
    Then it is refused by IAM-EVA-01
    When "ann" calls ram GetResourceShares with
      """
      ResourceOwner: OTHER-ACCOUNTS
      """
    Then it is refused by IAM-EVA-01
    And it is refused with AccessDeniedException
