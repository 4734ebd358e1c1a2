Feature: Cluster snapshots are shared by their attribute

  @rule:AUR-SNP-06 @rule:AUR-SNP-11 @rule:AUR-SNP-12 @rule:AUR-SNP-08
  Scenario: A manual snapshot is shared with accounts
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" shares cluster snapshot "s" with "consumer" and "stranger"
    Then the answer shows
      | DBClusterSnapshotAttributesResult.DBClusterSnapshotIdentifier                   | s                     |
      | DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes.0.AttributeName   | restore               |
      | DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes.0.AttributeValues | (contains {consumer}) |
      | DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes.0.AttributeValues | (contains {stranger}) |
    And "consumer" sees these cluster snapshots
      | Cluster snapshot | Owner | Status    |
      | s                | owner | available |
    And "member" sees no cluster snapshots
    When "owner" unshares cluster snapshot "s" from "consumer"
    Then "consumer" sees no cluster snapshots
    When "owner" calls rds DescribeDBClusterSnapshotAttributes with
      """
      {DBClusterSnapshotIdentifier: s}
      """
    Then the answer shows
      | DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes.0.AttributeValues.0 | {stranger} |
      | DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes.0.AttributeValues.1 | (absent)   |

  @rule:AUR-SNP-06 @needs:clock
  Scenario: An automated snapshot is copied before it is shared
    Given an available DB cluster "c" of "owner"
    When 2 days pass
    And "owner" calls rds DescribeDBClusterSnapshots with
      """
      {SnapshotType: automated}
      """
    And "automated" names the answer's DBClusterSnapshots.0.DBClusterSnapshotIdentifier
    And "owner" calls rds ModifyDBClusterSnapshotAttribute with
      """
      {DBClusterSnapshotIdentifier: "{automated}", AttributeName: restore, ValuesToAdd: ["{consumer}"]}
      """
    Then it is refused by AUR-SNP-06
    When "owner" calls rds CopyDBClusterSnapshot with
      """
      {SourceDBClusterSnapshotIdentifier: "{automated}", TargetDBClusterSnapshotIdentifier: s}
      """
    And 2 hours pass
    And "owner" calls rds ModifyDBClusterSnapshotAttribute with
      """
      {DBClusterSnapshotIdentifier: s, AttributeName: restore, ValuesToAdd: ["{consumer}"]}
      """
    Then it succeeds

  @rule:AUR-SNP-07
  Scenario Outline: A snapshot is shared with <many> accounts
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" calls rds ModifyDBClusterSnapshotAttribute with
      """
      DBClusterSnapshotIdentifier: s
      AttributeName: restore
      ValuesToAdd: [
        "900000000001", "900000000002", "900000000003", "900000000004", "900000000005", "900000000006", "900000000007",
        "900000000008", "900000000009", "900000000010", "900000000011", "900000000012", "900000000013", "900000000014",
        "900000000015", "900000000016", "900000000017", "900000000018", "900000000019", <more>]
      """
    Then <outcome>

    Examples:
      | many         | more                           | outcome                     |
      | 20           | "900000000020"                 | it succeeds                 |
      | not 21       | "900000000020", "900000000021" | it is refused by AUR-SNP-07 |

  @rule:AUR-SNP-08
  Scenario: A snapshot under the default key is not shared
    Given an available DB cluster "c" of "owner" with encrypted
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" shares cluster snapshot "s" with "consumer"
    Then it is refused by AUR-SNP-08

  @rule:AUR-SNP-09
  Scenario: An unencrypted snapshot is made public
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" shares cluster snapshot "s" with everybody
    And "owner" shares cluster snapshot "s" with "consumer"
    And "stranger" calls rds DescribeDBClusterSnapshots with
      """
      {SnapshotType: public}
      """
    Then the answer shows
      | DBClusterSnapshots.*.DBClusterSnapshotArn | [{s.arn}] |
    When "owner" unshares cluster snapshot "s" from everybody
    And "stranger" calls rds DescribeDBClusterSnapshots with
      """
      {IncludePublic: true}
      """
    Then the answer shows
      | DBClusterSnapshots.0 | (absent) |
    And "consumer" sees these cluster snapshots
      | Cluster snapshot | Owner |
      | s                | owner |

  @rule:AUR-SNP-09
  Scenario: An encrypted snapshot is not made public
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with encrypted under "k"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" shares cluster snapshot "s" with everybody
    Then it is refused by AUR-SNP-09
    When "owner" shares cluster snapshot "s" with "consumer"
    Then it succeeds

  @rule:AUR-SNP-10
  Scenario Outline: <what> is refused
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" calls rds ModifyDBClusterSnapshotAttribute with
      """
      {DBClusterSnapshotIdentifier: s, <members>}
      """
    Then it is refused by AUR-SNP-10

    Examples:
      | what                   | members                                                                                      |
      | Another attribute      | AttributeName: copy, ValuesToAdd: ["222222222222"]                                           |
      | To add and take away   | AttributeName: restore, ValuesToAdd: ["222222222222"], ValuesToRemove: ["222222222222"]      |

  @rule:AUR-SNP-12
  Scenario Outline: <caller> asks for <what>
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    And an available DB cluster "d" of "consumer"
    And an available cluster snapshot "t" of DB cluster "d"
    And "owner" shares cluster snapshot "s" with "consumer"
    When "consumer" calls rds DescribeDBClusterSnapshots with
      """
      <members>
      """
    Then the answer shows
      | DBClusterSnapshots.*.DBClusterSnapshotIdentifier | <shown> |

    Examples:
      | caller   | what                    | members                                     | shown   |
      | consumer | one by its name         | {DBClusterSnapshotIdentifier: t}            | [t]     |
      | consumer | what is shared          | {SnapshotType: shared}                      | (any)   |
      | consumer | manual ones             | {SnapshotType: manual}                      | [t]     |
      | consumer | manual ones, and shared | {SnapshotType: manual, IncludeShared: true} | [t]     |

  @rule:AUR-SNP-23
  Scenario: A copy stays when the snapshot is no longer shared
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    And "owner" shares cluster snapshot "s" with "consumer"
    When "consumer" copies cluster snapshot "s" as "t"
    And cluster snapshot "t" becomes available
    And "owner" unshares cluster snapshot "s" from "consumer"
    And "consumer" copies cluster snapshot "s" as "u"
    Then it is refused by AUR-SNP-21
    And "consumer" sees these cluster snapshots
      | Cluster snapshot | Owner    | Status    |
      | t                | consumer | available |
