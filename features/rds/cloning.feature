Feature: Clusters are cloned within an account

  @rule:AUR-CLN-01 @rule:AUR-CLN-10 @rule:AUR-CLN-16 @rule:AUR-CLN-21 @rule:AUR-CLN-25 @rule:AUR-CLN-06 @rule:AUR-CLN-18 @rule:AUR-MOD-06
  Scenario: A clone is a cluster without instances, in the clone group of its source
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.0.CloneGroupId | (absent) |
    When "owner" clones DB cluster "c" as "d"
    Then the answer shows
      | DBCluster.Status             | creating |
      | DBCluster.CrossAccountClone  | false    |
      | DBCluster.DBClusterMembers.0 | (absent) |
    And "group" names the answer's DBCluster.CloneGroupId
    And DB cluster "d" becomes available
    When "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.*.CloneGroupId | [{group} {group}] |
    And "owner" has these DB clusters
      | DB cluster | Status    | Instances |
      | c          | available | c-1*      |
      | d          | available |           |

  @rule:AUR-CLN-10
  Scenario: A source stays in its clone group when the clone is deleted
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "d"
    And "group" names the answer's DBCluster.CloneGroupId
    And DB cluster "d" becomes available
    And "owner" deletes DB cluster "d"
    And DB cluster "d" becomes gone
    And "owner" clones DB cluster "c" as "e"
    Then the answer shows
      | DBCluster.CloneGroupId | {group} |

  @rule:AUR-CLN-10
  Scenario: The clusters of a clone group are found by it
    Given an available DB cluster "c" of "owner" with an instance
    And an available DB cluster "other" of "owner"
    When "owner" clones DB cluster "c" as "d"
    And "group" names the answer's DBCluster.CloneGroupId
    And "owner" calls rds DescribeDBClusters with
      """
      {Filters: [{Name: clone-group-id, Values: ["{group}"]}]}
      """
    Then the answer shows
      | DBClusters.*.DBClusterIdentifier | [c d] |

  @rule:AUR-CLN-10
  Scenario: A full copy is in the clone group, what is restored from a snapshot is not
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "d"
    And "group" names the answer's DBCluster.CloneGroupId
    And "owner" restores DB cluster "c" as "e"
    Then the answer shows
      | DBCluster.CloneGroupId | {group} |
    Given an available cluster snapshot "s" of DB cluster "c"
    When "owner" restores cluster snapshot "s" as "f"
    Then the answer shows
      | DBCluster.CloneGroupId | (absent) |

  @rule:AUR-CLN-09
  Scenario: A clone is cloned again
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "d"
    And "group" names the answer's DBCluster.CloneGroupId
    And DB cluster "d" becomes available
    And "owner" adds DB instance "d-1" to DB cluster "d"
    And DB instance "d-1" becomes available
    And "owner" clones DB cluster "d" as "e"
    Then the answer shows
      | DBCluster.CloneGroupId | {group} |
    And DB cluster "e" becomes available

  @rule:AUR-CLN-01 @needs:storage
  Scenario Outline: RestoreType <type> gives <what>
    Given an available DB cluster "c" of "owner" with an instance
    And pages 1 to 100 of DB cluster "c" are written
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      {SourceDBClusterIdentifier: c, DBClusterIdentifier: d, UseLatestRestorableTime: true<type>}
      """
    Then it succeeds
    And these pages are charged to "owner"
      | DB cluster | Pages   |
      | c          | 100     |
      | ?          | <pages> |

    Examples:
      | type                         | what        | pages |
      | , RestoreType: copy-on-write | a clone     | 0     |
      | , RestoreType: full-copy     | a full copy | 100   |
      | , RestoreType: ""            | a full copy | 100   |
      |                              | a full copy | 100   |

  @rule:AUR-CLN-01
  Scenario: There is no third RestoreType
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: c
      DBClusterIdentifier: d
      UseLatestRestorableTime: true
      RestoreType: thin-copy
      """
    Then it is refused by AUR-CLN-01

  @rule:AUR-CLN-02
  Scenario Outline: A source is named in one way: <names> is refused
    Given an available DB cluster "c" of "owner" with an instance
    And "owner" calls rds DescribeDBClusters
    And "id" names the answer's DBClusters.0.DbClusterResourceId
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      {<source>DBClusterIdentifier: d, RestoreType: copy-on-write, UseLatestRestorableTime: true}
      """
    Then it is refused by AUR-CLN-02

    Examples:
      | names   | source                                                           |
      | both    | SourceDBClusterIdentifier: c, SourceDbClusterResourceId: "{id}", |
      | neither |                                                                  |

  @rule:AUR-CLN-02
  Scenario: A source is named by its resource ID
    Given an available DB cluster "c" of "owner" with an instance
    And "owner" calls rds DescribeDBClusters
    And "id" names the answer's DBClusters.0.DbClusterResourceId
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDbClusterResourceId: "{id}"
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      """
    Then the answer shows
      | DBCluster.CloneGroupId | (any) |

  @rule:AUR-CLN-03
  Scenario Outline: A moment is named in one way: <names> is refused
    Given an available DB cluster "c" of "owner" with an instance
    When 1 hour passes
    And "owner" calls rds RestoreDBClusterToPointInTime with
      """
      {SourceDBClusterIdentifier: c, DBClusterIdentifier: d, <members>}
      """
    Then it is refused by AUR-CLN-03

    Examples:
      | names                   | members                                                                   |
      | both                    | UseLatestRestorableTime: true, RestoreToTime: "2025-11-01T00:30:00Z"      |
      | neither                 | RestoreType: full-copy                                                    |
      | not the latest          | UseLatestRestorableTime: false                                            |
      | a past moment, to clone | RestoreType: copy-on-write, RestoreToTime: "2025-11-01T00:30:00Z"         |
      | none, to clone          | RestoreType: copy-on-write                                                |

  @rule:AUR-CLN-03 @needs:clock
  Scenario: A full copy is of a past moment
    Given an available DB cluster "c" of "owner" with an instance
    When 2 hours pass
    And "owner" calls rds RestoreDBClusterToPointInTime with
      """
      {SourceDBClusterIdentifier: c, DBClusterIdentifier: d, RestoreToTime: "2025-11-01T01:30:00Z"}
      """
    Then it succeeds

  @rule:AUR-CLN-04
  Scenario: A source that there is not is not cloned
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: none
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      """
    Then it is refused by AUR-CLN-04 saying "The source cluster could not be found or cannot be accessed: none"

  @rule:AUR-CLN-05
  Scenario: A cluster without instances is not cloned
    Given an available DB cluster "c" of "owner"
    When "owner" clones DB cluster "c" as "d"
    Then it is refused by AUR-CLN-05
    Given an available DB instance "c-1" in DB cluster "c"
    When "owner" clones DB cluster "c" as "d"
    Then it succeeds

  @rule:AUR-CLN-06
  Scenario: A clone is in the Region of its source
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    And the Region is eu-west-1
    When "consumer" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: "{c.arn}"
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      """
    Then it is refused by AUR-CLN-06
    And "consumer" sees no DB clusters in eu-west-1

  @rule:AUR-CLN-12 @rule:AUR-CLN-22 @rule:AUR-CLN-11 @rule:AUR-CLN-27
  Scenario: A clone inherits what it is not given
    Given "owner" calls rds CreateDBCluster with
      """
      DBClusterIdentifier: c
      Engine: aurora-postgresql
      MasterUsername: dawn
      MasterUserPassword: attack-at-dawn
      BackupRetentionPeriod: 7
      Port: 6432
      DatabaseName: orders
      """
    And "version" names the answer's DBCluster.EngineVersion
    And 2 hours pass
    And "owner" calls rds CreateDBInstance with
      """
      {DBInstanceIdentifier: c-1, DBClusterIdentifier: c, DBInstanceClass: db.r6g.large, Engine: aurora-postgresql}
      """
    And 2 hours pass
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      {SourceDBClusterIdentifier: c, DBClusterIdentifier: d, RestoreType: copy-on-write, UseLatestRestorableTime: true}
      """
    Then the answer shows
      | DBCluster.Engine                | aurora-postgresql |
      | DBCluster.EngineVersion         | {version}         |
      | DBCluster.BackupRetentionPeriod | 7                 |
      | DBCluster.MasterUsername        | dawn              |
      | DBCluster.Port                  | 6432              |

  @rule:AUR-CLN-22
  Scenario: A clone is given a retention of its own
    Given an available DB cluster "c" of "owner" with an instance, retention of 7 days
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: c
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      BackupRetentionPeriod: 3
      """
    Then the answer shows
      | DBCluster.BackupRetentionPeriod | 3 |

  @rule:AUR-CLN-17
  Scenario: A stopped cluster is not cloned
    Given a stopped DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "d"
    Then it is refused by AUR-CLN-17
    When "owner" starts DB cluster "c"
    And DB cluster "c" becomes available
    And "owner" clones DB cluster "c" as "d"
    Then it succeeds

  @rule:AUR-CLN-18
  Scenario Outline: A restore takes no <members>
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      {SourceDBClusterIdentifier: c, DBClusterIdentifier: d, RestoreType: copy-on-write, UseLatestRestorableTime: true,
       <members>}
      """
    Then it is refused by AUR-CLN-18 saying "You can enable Performance Insights or set the Enhanced Monitoring interval only when restoring from a source Aurora Limitless DB cluster"

    Examples:
      | members                           |
      | EnablePerformanceInsights: true   |
      | EnablePerformanceInsights: false  |
      | MonitoringInterval: 0             |

  @rule:AUR-CLN-15 @rule:AUR-CLN-28
  Scenario Outline: A <mode> cluster is cloned as <as>
    Given an available DB cluster "c" of "owner" with engine aurora-postgresql, version 13.12, mode <mode>, <also>
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: c
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      EngineMode: <as>
      """
    Then the answer shows
      | DBCluster.EngineMode | <as> |

    Examples:
      | mode        | as          | also                   |
      | serverless  | serverless  | encrypted              |
      | serverless  | provisioned | encrypted              |
      | provisioned | serverless  | an instance, encrypted |

  @rule:AUR-CLN-15 @rule:AUR-CLN-28
  Scenario: An unencrypted provisioned cluster is not cloned as Serverless v1
    Given an available DB cluster "c" of "owner" with an instance, engine aurora-postgresql, version 13.12
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: c
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      EngineMode: serverless
      """
    Then it is refused by AUR-CLN-15

  @rule:AUR-CLN-19
  Scenario: The source of a clone may be deleted
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    And "owner" deletes DB instance "c-1"
    And "owner" deletes DB cluster "c"
    Then it succeeds
    And DB cluster "c" becomes gone
    And "owner" has these DB clusters
      | DB cluster | Status    |
      | d          | available |

  @rule:AUR-CL-03
  Scenario: A clone needs a name that is free
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "c"
    Then it is refused by AUR-CL-03

  @rule:AUR-CLN-29
  Scenario: A resource ID that nothing has is not found
    Given an available DB cluster "c" of "stranger" with an instance
    And "stranger" calls rds DescribeDBClusters
    And "id" names the answer's DBClusters.0.DbClusterResourceId
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDbClusterResourceId: "{id}"
      DBClusterIdentifier: d
      UseLatestRestorableTime: true
      """
    Then it is refused by AUR-CLN-29

  @rule:AUR-MOD-06
  Scenario Outline: A restore has network and gateway, or neither: <members> is refused
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      {SourceDBClusterIdentifier: c, DBClusterIdentifier: d, UseLatestRestorableTime: true, <members>}
      """
    Then it is refused by AUR-MOD-06

    Examples:
      | members                           |
      | EnableVPCNetworking: true         |
      | EnableInternetAccessGateway: true |
