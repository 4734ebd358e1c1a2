Feature: Clusters are shared through resource shares

  @rule:AUR-XCL-01 @rule:RAM-RDS-02 @rule:AUR-XCL-27 @rule:AUR-XCL-32 @rule:AUR-XCL-23
  Scenario: An account outside the organization accepts first, and clones then
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" shares DB cluster "c" with "consumer" as "s"
    And 5 minutes pass
    Then "consumer" has these invitations
      | Share | Status  |
      | s     | PENDING |
    When "consumer" clones DB cluster "c" as "d"
    Then it is refused by AUR-XCL-04
    When "consumer" accepts the invitation to share "s"
    Then it succeeds
    When "consumer" clones DB cluster "c" as "d"
    Then it succeeds
    And DB cluster "d" becomes available
    And "consumer" has these invitations
      | Share | Status   |
      | s     | ACCEPTED |

  @rule:AUR-XCL-04
  Scenario: A rejected invitation is no way to a cluster
    Given an available DB cluster "c" of "owner" with an instance
    And "owner" shares DB cluster "c" with "consumer" as "s"
    When "consumer" rejects the invitation to share "s"
    Then it succeeds
    When "consumer" clones DB cluster "c" as "d"
    Then it is refused by AUR-XCL-04
    And "consumer" has these invitations
      | Share | Status   |
      | s     | REJECTED |

  @rule:AUR-XCL-04 @needs:clock
  Scenario: An invitation to clusters alone waits for seven days, and is forgotten then
    Given an available DB cluster "c" of "owner" with an instance
    And "owner" shares DB cluster "c" with "consumer" as "s"
    When 6 days pass
    Then "consumer" has these invitations
      | Share | Status  |
      | s     | PENDING |
    When 25 hours pass
    Then "consumer" has these invitations
      | Share | Status |
    When "consumer" clones DB cluster "c" as "d"
    Then it is refused by AUR-XCL-04

  @rule:AUR-XCL-04
  Scenario Outline: A share that is taken back admits no new clone, and leaves the one that there is
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" and "stranger" as "s"
    When "consumer" clones DB cluster "c" as "d"
    Then DB cluster "d" becomes available
    When "owner" <takes back>
    Then it succeeds
    When 5 minutes pass
    And "stranger" clones DB cluster "c" as "e"
    Then it is refused by AUR-XCL-04
    And "consumer" has these DB clusters
      | DB cluster | Owner    | Status    | Cross-account clone |
      | d          | consumer | available | true                |

    Examples:
      | takes back                                       |
      | removes "consumer" and "stranger" from share "s" |
      | removes DB cluster "c" from share "s"            |
      | deletes share "s"                                |

  @rule:AUR-XCL-01
  Scenario: Accounts of the organization need no invitation
    Given an organization of "management" with "member"
    And sharing with the organization is enabled
    And an available DB cluster "c" of "management" with an instance
    And DB cluster "c" is shared with "member" as "s"
    When "member" clones DB cluster "c" as "d"
    Then it succeeds
    And "member" sees these DB clusters
      | DB cluster | Owner      | Cross-account clone |
      | c          | management |                     |
      | d          | member     | true                |

  @rule:AUR-XCL-26
  Scenario: A share for the organization only takes no account outside
    Given an organization of "management" with "owner" and "member"
    And sharing with the organization is enabled
    And an available DB cluster "c" of "owner" with an instance
    When "owner" shares DB cluster "c" with "consumer" as "s" inside the organization only
    Then it is refused by AUR-XCL-26
    And "consumer" sees no DB clusters

  @rule:RAM-RDS-01 @rule:AUR-XCL-09
  Scenario: What was shared with an account is not shared on by it
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" shares DB cluster "c" with "stranger" as "t"
    Then it is refused by AUR-XCL-09
    When "owner" shares DB cluster "c" with "stranger" as "t"
    Then it succeeds

  Scenario: What was shared with an account is not added to a share of its own
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    And "consumer" shares nothing with "stranger" as "t"
    When "consumer" adds DB cluster "c" to share "t"
    Then it is refused by AUR-XCL-09

  @rule:AUR-XCL-10 @rule:AUR-XCL-33
  Scenario: An auditor outside gets a clone, and never sees the original
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "copy"
    And DB cluster "copy" becomes available
    And "owner" adds DB instance "copy-1" to DB cluster "copy"
    And DB instance "copy-1" becomes available
    And DB cluster "copy" is shared with "stranger" as "s"
    Then "stranger" sees these DB clusters
      | DB cluster | Owner |
      | copy       | owner |
    When "stranger" clones DB cluster "c" as "e"
    Then it is refused by AUR-XCL-03
    When "stranger" clones DB cluster "copy" as "e"
    Then it succeeds
    And DB cluster "e" becomes available

  @rule:AUR-XCL-12 @rule:AUR-ST-09 @rule:RAM-RDS-01
  Scenario: Only an available cluster is shared
    Given a creating DB cluster "c" of "owner"
    When "owner" shares DB cluster "c" with "consumer" as "s"
    Then it is refused by AUR-XCL-12
    When DB cluster "c" becomes available
    And "owner" shares DB cluster "c" with "consumer" as "s"
    Then it succeeds

  @rule:AUR-XCL-12
  Scenario: A stopped cluster is not added to a share
    Given a stopped DB cluster "c" of "owner" with an instance
    And "owner" shares nothing with "consumer" as "s"
    When "owner" adds DB cluster "c" to share "s"
    Then it is refused by AUR-XCL-12
    When "owner" starts DB cluster "c"
    And DB cluster "c" becomes available
    And "owner" adds DB cluster "c" to share "s"
    Then it succeeds

  @rule:AUR-XCL-13 @rule:AUR-MOD-04 @rule:RAM-RDS-03
  Scenario: A shared cluster keeps its name until it is no longer shared
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "owner" renames DB cluster "c" as "d"
    Then it is refused by AUR-XCL-13
    When "owner" deletes share "s"
    And share "s" becomes deleted
    And "owner" renames DB cluster "c" as "d"
    Then it succeeds
    And DB cluster "d" becomes available
    And "owner" has these DB clusters
      | DB cluster | Instances |
      | d          | c-1*      |

  @rule:AUR-XCL-30
  Scenario: Nothing tells whether an account outside exists
    Given an available DB cluster "c" of "owner"
    When "owner" calls ram CreateResourceShare with
      """
      {Name: audit, ResourceArns: ["{c.arn}"], Principals: ["{consumer}", "987654321098"]}
      """
    Then the answer shows
      | ResourceShare.Status                  | ACTIVE |
      | ResourceShare.AllowExternalPrincipals | true   |
    And "s" names the answer's ResourceShare.ResourceShareArn
    When "owner" calls ram GetResourceShareAssociations with
      """
      {AssociationType: PRINCIPAL, ResourceShareArns: ["{s}"]}
      """
    Then the answer shows
      | ResourceShareAssociations.*.Status | [ASSOCIATING ASSOCIATING] |

  @rule:AUR-XCL-22 @rule:AUR-XCL-31
  Scenario: The owner sees who may clone
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" and "stranger" as "s"
    When "owner" calls ram ListPrincipals with
      """
      {ResourceOwner: SELF, ResourceArn: "{c.arn}"}
      """
    Then the answer shows
      | Principals.*.Id | [{consumer} {stranger}] |
    When "owner" calls ram ListPrincipals with
      """
      {ResourceArn: "{c.arn}", Principals: ["{owner}"]}
      """
    Then it is refused by RAM-VAL-01

  @rule:AUR-XCL-35
  Scenario: A share of a cluster gets the permission of clusters
    Given an available DB cluster "c" of "owner"
    And "owner" shares DB cluster "c" with "consumer" as "s"
    When "owner" calls ram ListResourceSharePermissions with
      """
      {ResourceShareArn: "{s}"}
      """
    Then the answer shows
      | Permissions.*.Arn          | [arn:aws:ram::aws:permission/AWSRAMDefaultPermissionRDSCluster] |
      | Permissions.*.ResourceType | [rds:Cluster]                                                   |
      | Permissions.*.Version      | [1]                                                             |
    When 5 minutes pass
    And "owner" calls ram ListResources with
      """
      {ResourceOwner: SELF, ResourceType: "rds:Cluster"}
      """
    Then the answer shows
      | Resources.*.Arn | [{c.arn}] |

  @rule:AUR-XCL-38
  Scenario: One share holds several clusters for several accounts
    Given an available DB cluster "a" of "owner" with an instance
    And an available DB cluster "b" of "owner" with an instance
    And DB cluster "a" is shared with "consumer" and "stranger" as "s"
    When "owner" adds DB cluster "b" to share "s"
    And 5 minutes pass
    Then "stranger" sees these DB clusters
      | DB cluster | Owner |
      | a          | owner |
      | b          | owner |
    When "consumer" clones DB cluster "a" as "a2"
    Then it succeeds
    When "consumer" clones DB cluster "b" as "b2"
    Then it succeeds

  @rule:AUR-DEL-09
  Scenario: A shared cluster may be deleted, and its sharing ends with it
    Given an available DB cluster "c" of "owner"
    And DB cluster "c" is shared with "consumer" as "s"
    When "owner" deletes DB cluster "c"
    Then it succeeds
    And DB cluster "c" becomes gone
    And "consumer" sees no DB clusters
    When 5 minutes pass
    And "owner" calls ram ListResources with
      """
      {ResourceOwner: SELF, ResourceType: "rds:Cluster"}
      """
    Then the answer shows
      | Resources.0 | (absent) |
