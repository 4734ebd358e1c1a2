Feature: Clusters are deleted

  @rule:AUR-ST-05 @rule:AUR-DEL-04
  Scenario: The answer to a deletion still shows the former status
    Given an available DB cluster "c" of "owner"
    When "owner" deletes DB cluster "c"
    Then the answer shows
      | DBCluster.Status | available |
    And DB cluster "c" is deleting
    And DB cluster "c" becomes gone

  @rule:AUR-ST-05 @rule:AUR-DEL-04 @rule:AUR-DEL-06
  Scenario: A cluster is available while its final snapshot is taken
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds DeleteDBCluster with
      """
      {DBClusterIdentifier: c, FinalDBSnapshotIdentifier: last}
      """
    Then the answer shows
      | DBCluster.Status | available |
    And DB cluster "c" is available
    And DB cluster "c" becomes gone
    And "owner" has these cluster snapshots
      | Status    | Type   |
      | available | manual |

  @rule:AUR-ST-08 @rule:AUR-ST-13 @rule:AUR-DEL-08 @rule:AUR-INS-01
  Scenario: A cluster whose final snapshot is taken goes, whatever else is asked
    Given an available DB cluster "c" of "owner"
    And "owner" calls rds DeleteDBCluster with
      """
      {DBClusterIdentifier: c, FinalDBSnapshotIdentifier: last}
      """
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, BackupRetentionPeriod: 7}
      """
    Then it is refused by AUR-ST-08
    When "owner" calls rds StopDBCluster with
      """
      {DBClusterIdentifier: c}
      """
    Then it is refused by AUR-ST-13
    When "owner" deletes DB cluster "c"
    Then it is refused by AUR-DEL-08
    When "owner" calls rds CreateDBInstance with
      """
      {DBClusterIdentifier: c, DBInstanceIdentifier: c-1, DBInstanceClass: db.r6g.large, Engine: aurora-mysql}
      """
    Then it is refused by AUR-INS-01
    And DB cluster "c" becomes gone

  @rule:AUR-DEL-01
  Scenario: A cluster with an instance is not deleted until that is being deleted
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" deletes DB cluster "c"
    Then it is refused by AUR-DEL-01 saying "Cluster cannot be deleted, it still contains DB instances in non-deleting state."
    When "owner" deletes DB instance "c-1"
    And "owner" deletes DB cluster "c"
    Then it succeeds
    And DB cluster "c" becomes gone

  @rule:AUR-DEL-02
  Scenario: A protected cluster is not deleted
    Given an available DB cluster "c" of "owner" with protection
    When "owner" deletes DB cluster "c"
    Then it is refused by AUR-DEL-02 saying "Cannot delete protected Cluster, please disable deletion protection and try again."
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, DeletionProtection: false}
      """
    And DB cluster "c" becomes available
    And "owner" deletes DB cluster "c"
    Then it succeeds

  @rule:AUR-DEL-04
  Scenario Outline: A deletion says whether there is a final snapshot: <what> is refused
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds DeleteDBCluster with
      """
      {DBClusterIdentifier: c<members>}
      """
    Then it is refused by AUR-DEL-04

    Examples:
      | what    | members                                                      |
      | nothing |                                                              |
      | no name | , SkipFinalSnapshot: false                                   |
      | both    | , SkipFinalSnapshot: true, FinalDBSnapshotIdentifier: last   |

  @rule:AUR-DEL-05
  Scenario: A final snapshot needs a name that is free
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" calls rds DeleteDBCluster with
      """
      {DBClusterIdentifier: c, FinalDBSnapshotIdentifier: s}
      """
    Then it is refused by AUR-DEL-05
    And DB cluster "c" is available

  @rule:AUR-DEL-06 @needs:clock @rule:AUR-SNP-24
  Scenario: Automated snapshots go with the cluster, manual ones stay
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When 2 days pass
    And "owner" calls rds DescribeDBClusterSnapshots with
      """
      {SnapshotType: automated}
      """
    Then the answer shows
      | DBClusterSnapshots.0.DBClusterSnapshotIdentifier | rds:c-* |
    When "owner" deletes DB cluster "c"
    And DB cluster "c" becomes gone
    Then "owner" has these cluster snapshots
      | Cluster snapshot | Status    | Type   |
      | s                | available | manual |

  @rule:AUR-DEL-07
  Scenario Outline: <whose> cluster is not deleted
    Given an available DB cluster "c" of "owner"
    When "<caller>" calls rds DeleteDBCluster with
      """
      {DBClusterIdentifier: <name>, SkipFinalSnapshot: true}
      """
    Then it is refused by AUR-DEL-07
    And DB cluster "c" is available

    Examples:
      | whose     | caller   | name |
      | No        | owner    | none |
      | Another's | stranger | c    |

  @rule:AUR-DEL-08
  Scenario: A cluster is not deleted while it is being changed
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, MasterUserPassword: attack-at-dusk, ApplyImmediately: true}
      """
    And DB cluster "c" becomes resetting-master-credentials
    And "owner" deletes DB cluster "c"
    Then it is refused by AUR-DEL-08
    When DB cluster "c" becomes available
    And "owner" deletes DB cluster "c"
    Then it succeeds

  @rule:AUR-DEL-10 @needs:clock @rule:AUR-CLN-29 @rule:AUR-SNP-24
  Scenario: Automated backups are kept if asked for, and found by the resource ID
    Given an available DB cluster "c" of "owner" with an instance
    And "owner" calls rds DescribeDBClusters
    And "id" names the answer's DBClusters.0.DbClusterResourceId
    When 1 day passes
    And "owner" deletes DB instance "c-1"
    And "owner" calls rds DeleteDBCluster with
      """
      {DBClusterIdentifier: c, SkipFinalSnapshot: true, DeleteAutomatedBackups: false}
      """
    And DB cluster "c" becomes gone
    And "owner" calls rds RestoreDBClusterToPointInTime with
      """
      {SourceDbClusterResourceId: "{id}", DBClusterIdentifier: d, UseLatestRestorableTime: true}
      """
    Then it succeeds

  @rule:AUR-DEL-10
  Scenario: Retained backups are listed, and kept for as long as they are
    Given an available DB cluster "c" of "owner" with retention of 3 days
    When "owner" calls rds DeleteDBCluster with
      """
      {DBClusterIdentifier: c, SkipFinalSnapshot: true, DeleteAutomatedBackups: false}
      """
    And DB cluster "c" becomes gone
    And "owner" calls rds DescribeDBClusterAutomatedBackups
    Then the answer shows
      | DBClusterAutomatedBackups.*.DBClusterIdentifier | [c]        |
      | DBClusterAutomatedBackups.*.Status              | [retained] |
    When 4 days pass
    And "owner" calls rds DescribeDBClusterAutomatedBackups
    Then the answer shows
      | DBClusterAutomatedBackups.0 | (absent) |

  @rule:AUR-DEL-10
  Scenario: The backups of 40 deleted clusters are retained
    Given "owner" has 40 retained backups of DB clusters
    When 1 hour passes
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds DeleteDBCluster with
      """
      {DBClusterIdentifier: c, SkipFinalSnapshot: true, DeleteAutomatedBackups: false}
      """
    Then it is refused by AUR-DEL-10
    And DB cluster "c" is available
