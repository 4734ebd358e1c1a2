Feature: A policy creates a resource share, which its owner promotes
  The share that a resource policy creates is CREATED_FROM_POLICY. Promotion
  makes it STANDARD, so that it can be managed in RAM and is known to all whom
  it names.

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:RAM-PRM-01
  Scenario: Only its owner sees the share that a policy creates
    When "owner" puts a policy for "consumer" on backup "b1"
    And "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    Then the answer shows
      | ResourceShares.*.FeatureSet | [CREATED_FROM_POLICY] |
      | ResourceShares.*.Status     | [ACTIVE]              |
    And "s" names the answer's ResourceShares.0.ResourceShareArn
    And "consumer" takes part in these shares
      | Share |
    When "owner" calls ram DeleteResourceShare with
      """
      ResourceShareArn: "{s}"
      """
    Then it is refused by RAM-PRM-01

  @rule:RAM-PRM-01
  Scenario Outline: <operation> does not change the share that a policy creates
    Given "owner" puts a policy for "consumer" on backup "b1"
    And "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    And "s" names the answer's ResourceShares.0.ResourceShareArn
    When "owner" calls ram <operation> with
      """
      ResourceShareArn: "{s}"
      <members>
      """
    Then it is refused by RAM-PRM-01

    Examples:
      | operation                 | members                         |
      | UpdateResourceShare       | Name: vault                     |
      | AssociateResourceShare    | Principals: ["{stranger}"]      |
      | DisassociateResourceShare | Principals: ["{consumer}"]      |
      | TagResource               | Tags: [{Key: env, Value: prod}] |

  @rule:RAM-PRM-01 @rule:RAM-PRM-02
  Scenario: A promoted share is managed like any other
    Given "owner" puts a policy for "consumer" on backup "b1"
    When "owner" promotes the share of backup "b1" as "s"
    Then it succeeds
    When "owner" adds "stranger" to share "s"
    Then it succeeds
    When "owner" removes "consumer" from share "s"
    Then it succeeds
    And "consumer" cannot restore backup "b1"

  @rule:RAM-PRM-02
  Scenario: Promotion takes a while, after which all whom the share names see it
    Given "owner" puts a policy for "consumer" on backup "b1"
    And "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    And "s" names the answer's ResourceShares.0.ResourceShareArn
    When "owner" calls ram PromoteResourceShareCreatedFromPolicy with
      """
      ResourceShareArn: "{s}"
      """
    Then the answer shows
      | ReturnValue | true |
    And "owner" owns these shares
      | Feature set           |
      | PROMOTING_TO_STANDARD |
    And "consumer" takes part in these shares
      | Share |
    When 5 minutes pass
    Then "owner" owns these shares
      | Status | Feature set |
      | ACTIVE | STANDARD    |
    And "consumer" takes part in these shares
      | Status | Feature set |
      | ACTIVE | STANDARD    |
    And "consumer" sees these shared backups
      | Backup |
      | b1     |

  @rule:RAM-PRM-03 @rule:RAM-PRM-08
  Scenario: A share is promoted once some managed permission allows exactly what its policy allows
    Given "owner" calls cloudhsmv2 PutResourcePolicy with
      """
      ResourceArn: "{b1.arn}"
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{consumer}"},"Action":"cloudhsm:DescribeBackups","Resource":"{b1.arn}"}]}'
      """
    When "owner" promotes the share of backup "b1" as "s"
    Then it is refused by RAM-PRM-03
    When "owner" calls ram ListResourceSharePermissions with
      """
      ResourceShareArn: "{s}"
      """
    And "original" names the answer's Permissions.0.Arn
    And "owner" calls ram PromotePermissionCreatedFromPolicy with
      """
      PermissionArn: "{original}"
      Name: readers
      """
    Then the answer shows
      | Permission.Name           | readers          |
      | Permission.PermissionType | CUSTOMER_MANAGED |
      | Permission.FeatureSet     | STANDARD         |
    When "owner" promotes the share of backup "b1" as "s"
    Then it succeeds
    And "owner" owns these shares
      | Share | Feature set |
      | s     | STANDARD    |
    And "consumer" sees these shared backups
      | Backup |
      | b1     |
    And "consumer" cannot restore backup "b1"

  @rule:RAM-PRM-08
  Scenario: The permission of a policy goes with the last share that uses it
    Given "owner" calls cloudhsmv2 PutResourcePolicy with
      """
      ResourceArn: "{b1.arn}"
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{consumer}"},"Action":"cloudhsm:DescribeBackups","Resource":"{b1.arn}"}]}'
      """
    And "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    And "s" names the answer's ResourceShares.0.ResourceShareArn
    And "owner" calls ram ListResourceSharePermissions with
      """
      ResourceShareArn: "{s}"
      """
    And "original" names the answer's Permissions.0.Arn
    And "owner" calls ram PromotePermissionCreatedFromPolicy with
      """
      PermissionArn: "{original}"
      Name: readers
      """
    And "readers" names the answer's Permission.Arn
    When "owner" calls ram GetPermission with
      """
      PermissionArn: "{original}"
      """
    Then the answer shows
      | Permission.FeatureSet | CREATED_FROM_POLICY |
    When "owner" promotes the share of backup "b1" as "s"
    And "owner" calls ram ListResourceSharePermissions with
      """
      ResourceShareArn: "{share s}"
      """
    Then the answer shows
      | Permissions.*.Arn | [{readers}] |
    When "owner" calls ram GetPermission with
      """
      PermissionArn: "{original}"
      """
    Then it is refused by RAM-PER-04

  @rule:RAM-PRM-04
  Scenario: The policy of the CloudHSM guide matches the default permission for backups
    Given "owner" puts a policy for "consumer" on backup "b1"
    When "owner" promotes the share of backup "b1" as "s"
    Then it succeeds
    When "owner" calls ram ListResourceSharePermissions with
      """
      ResourceShareArn: "{s}"
      """
    Then the answer shows
      | Permissions.*.IsResourceTypeDefault | [true]        |
      | Permissions.*.PermissionType        | [AWS_MANAGED] |

  @rule:RAM-PRM-05
  Scenario: A share is promoted once
    Given "owner" puts a policy for "consumer" on backup "b1"
    And "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    And "s" names the answer's ResourceShares.0.ResourceShareArn
    When "owner" calls ram PromoteResourceShareCreatedFromPolicy with
      """
      ResourceShareArn: "{s}"
      """
    Then it succeeds
    When "owner" calls ram PromoteResourceShareCreatedFromPolicy with
      """
      ResourceShareArn: "{s}"
      """
    Then it is refused by RAM-PRM-05
    When 5 minutes pass
    And "owner" calls ram PromoteResourceShareCreatedFromPolicy with
      """
      ResourceShareArn: "{s}"
      """
    Then it is refused by RAM-PRM-05

  @rule:RAM-PRM-06
  Scenario: Only its owner promotes a share
    Given "owner" puts a policy for "consumer" on backup "b1"
    And "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    And "s" names the answer's ResourceShares.0.ResourceShareArn
    When "consumer" calls ram PromoteResourceShareCreatedFromPolicy with
      """
      ResourceShareArn: "{s}"
      """
    Then it is refused by RAM-PRM-06
    When "owner" calls ram PromoteResourceShareCreatedFromPolicy with
      """
      ResourceShareArn: "{s}"
      """
    Then it succeeds

  @rule:RAM-PRM-06
  Scenario: A share that does not exist is not promoted
    When "owner" calls ram PromoteResourceShareCreatedFromPolicy with
      """
      ResourceShareArn: "arn:aws:ram:us-east-1:{owner}:resource-share/00000000-0000-4000-8000-000000000000"
      """
    Then it is refused by RAM-PRM-06

  @rule:RAM-PRM-07
  Scenario: Whoever the policy named keeps access through the promotion and is not invited
    Given "owner" puts a policy for "consumer" on backup "b1"
    When "owner" promotes the share of backup "b1" as "s"
    Then "consumer" can restore backup "b1"
    And share "s" has these consumers
      | Consumer | Status     | External |
      | consumer | ASSOCIATED | true     |
    When 1 minute passes
    Then "consumer" has these invitations
      | Share |

  @rule:RAM-PRM-09
  Scenario: A policy that is put again changes the share that it created
    Given "owner" puts a policy for "consumer" on backup "b1"
    When "owner" puts a policy for "consumer" and "stranger" on backup "b1"
    Then "owner" owns these shares
      | Feature set         |
      | CREATED_FROM_POLICY |

  @rule:RAM-PRM-09
  Scenario: A policy creates a share beside those that hold the resource already
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" puts a policy for "stranger" on backup "b1"
    Then "owner" owns these shares
      | Feature set         |
      | CREATED_FROM_POLICY |
      | STANDARD            |

  @rule:RAM-PRM-01
  Scenario: A share that is being promoted cannot be changed yet
    Given "owner" puts a policy for "consumer" on backup "b1"
    And "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    And "s" names the answer's ResourceShares.0.ResourceShareArn
    When "owner" calls ram PromoteResourceShareCreatedFromPolicy with
      """
      ResourceShareArn: "{s}"
      """
    Then it succeeds
    When "owner" calls ram UpdateResourceShare with
      """
      {ResourceShareArn: "{s}", Name: renamed}
      """
    Then it is refused by RAM-PRM-01
