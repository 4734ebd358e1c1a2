Feature: Clusters are made, described and changed

  @rule:AUR-CL-01 @rule:AUR-ST-03 @rule:AUR-CL-07 @rule:AUR-CL-12 @rule:AUR-CL-09
  Scenario: A new cluster has no instances and the documented defaults
    When "owner" creates DB cluster "c"
    Then the answer shows
      | DBCluster.Status                | creating                                     |
      | DBCluster.DBClusterIdentifier   | c                                            |
      | DBCluster.DBClusterArn          | arn:aws:rds:us-east-1:{owner}:cluster:c      |
      | DBCluster.DbClusterResourceId   | cluster-*                                    |
      | DBCluster.DBClusterMembers.0    | (absent)                                     |
      | DBCluster.BackupRetentionPeriod | 1                                            |
      | DBCluster.DeletionProtection    | false                                        |
      | DBCluster.StorageEncrypted      | false                                        |
      | DBCluster.EngineMode            | provisioned                                  |
    And DB cluster "c" becomes available

  @rule:AUR-CL-02 @rule:AUR-ERR-08
  Scenario Outline: <name> is no identifier
    When "owner" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: "<name>", Engine: aurora-mysql, MasterUsername: admin, MasterUserPassword: attack-at-dawn}
      """
    Then it is refused by AUR-CL-02 saying "The parameter DBClusterIdentifier is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens."
    And "owner" has no DB clusters

    Examples:
      | name         |
      | 1c           |
      | c-           |
      | a--b         |
      | a_b          |
      | a b          |
      | ärger        |
      | {x times 64} |

  @rule:AUR-CL-02
  Scenario: Identifiers are kept and compared in lower case
    When "owner" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: Orders-1, Engine: aurora-mysql, MasterUsername: admin, MasterUserPassword: attack-at-dawn}
      """
    Then the answer shows
      | DBCluster.DBClusterIdentifier | orders-1                                       |
      | DBCluster.DBClusterArn        | arn:aws:rds:us-east-1:{owner}:cluster:orders-1 |
    When "owner" calls rds DescribeDBClusters with
      """
      {DBClusterIdentifier: ORDERS-1}
      """
    Then the answer shows
      | DBClusters.*.DBClusterIdentifier | [orders-1] |

  @rule:AUR-CL-02
  Scenario: An identifier has up to 63 characters
    When "owner" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: "{x times 63}", Engine: aurora-mysql, MasterUsername: admin, MasterUserPassword: attack-at-dawn}
      """
    Then the answer shows
      | DBCluster.DBClusterIdentifier | xxxxxxxxxxxxxxxx* |

  @rule:AUR-CL-03 @rule:AUR-LIM-05
  Scenario: A name is of one cluster in its account and Region
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: C, Engine: aurora-postgresql, MasterUsername: admin, MasterUserPassword: attack-at-dawn}
      """
    Then it is refused by AUR-CL-03
    When "consumer" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: c, Engine: aurora-mysql, MasterUsername: admin, MasterUserPassword: attack-at-dawn}
      """
    Then it succeeds
    Given the Region is eu-west-1
    When "owner" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: c, Engine: aurora-mysql, MasterUsername: admin, MasterUserPassword: attack-at-dawn}
      """
    Then it succeeds

  @rule:AUR-CL-07
  Scenario Outline: A cluster needs the name of a master user
    When "owner" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: c, Engine: aurora-mysql, MasterUserPassword: attack-at-dawn<user>}
      """
    Then it is refused by AUR-CL-07 saying "The parameter MasterUsername must be provided and must not be blank."

    Examples:
      | user                 |
      |                      |
      | , MasterUsername: "" |

  @rule:AUR-CL-10
  Scenario Outline: Backups are kept for 1 to 35 days: <days> is refused
    When "owner" calls rds CreateDBCluster with
      """
      DBClusterIdentifier: c
      Engine: aurora-mysql
      MasterUsername: admin
      MasterUserPassword: attack-at-dawn
      BackupRetentionPeriod: <days>
      """
    Then it is refused by AUR-CL-10

    Examples:
      | days |
      | 0    |
      | 36   |
      | -1   |

  @rule:AUR-CL-10
  Scenario: Backups are kept for 35 days
    When "owner" creates DB cluster "c" with retention of 35 days
    Then the answer shows
      | DBCluster.BackupRetentionPeriod | 35 |

  @rule:AUR-CL-04 @rule:AUR-LIM-01
  Scenario: An account has 40 clusters in a Region
    Given "owner" has 40 DB clusters
    When "owner" creates DB cluster "c"
    Then it is refused by AUR-CL-04
    Given the Region is eu-west-1
    When "owner" creates DB cluster "c"
    Then it succeeds

  @rule:AUR-ST-10
  Scenario: A cluster can be restored to a moment once it is made
    Given a creating DB cluster "c" of "owner"
    When "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.0.EarliestRestorableTime | (absent) |
      | DBClusters.0.LatestRestorableTime   | (absent) |
    When "owner" restores DB cluster "c" as "d"
    Then it is refused by AUR-ST-10
    When DB cluster "c" becomes available
    And "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.0.EarliestRestorableTime | (any) |
      | DBClusters.0.LatestRestorableTime   | (any) |

  @rule:AUR-MOD-01 @rule:AUR-MOD-04 @rule:AUR-ST-08
  Scenario: A cluster is renamed
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds DescribeDBClusters
    And "id" names the answer's DBClusters.0.DbClusterResourceId
    And "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, NewDBClusterIdentifier: Renamed, ApplyImmediately: true}
      """
    Then it succeeds
    When 2 hours pass
    And "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.*.DBClusterIdentifier | [renamed]                                       |
      | DBClusters.*.DBClusterArn        | [arn:aws:rds:us-east-1:{owner}:cluster:renamed] |
      | DBClusters.*.DbClusterResourceId | [{id}]                                          |
      | DBClusters.*.Status              | [available]                                     |

  @rule:AUR-MOD-01
  Scenario: A cluster does not take a name that is taken
    Given an available DB cluster "c" of "owner"
    And an available DB cluster "d" of "owner"
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, NewDBClusterIdentifier: d, ApplyImmediately: true}
      """
    Then it is refused by AUR-CL-03
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, NewDBClusterIdentifier: 2fast, ApplyImmediately: true}
      """
    Then it is refused by AUR-CL-02

  @rule:AUR-ST-08
  Scenario: While a cluster is being changed it is not changed again
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, MasterUserPassword: attack-at-dusk, ApplyImmediately: true}
      """
    And DB cluster "c" becomes resetting-master-credentials
    And "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, BackupRetentionPeriod: 7, ApplyImmediately: true}
      """
    Then it is refused by AUR-ST-08
    When DB cluster "c" becomes available
    And "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, BackupRetentionPeriod: 7, ApplyImmediately: true}
      """
    Then it succeeds

  @rule:AUR-MOD-02
  Scenario: A version changes where there is a writer
    Given an available DB cluster "c" of "owner" with version 8.0.mysql_aurora.3.08.2
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, EngineVersion: 8.0.mysql_aurora.3.10.1, ApplyImmediately: true}
      """
    Then it is refused by AUR-MOD-02
    Given an available DB instance "c-1" in DB cluster "c"
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, EngineVersion: 8.0.mysql_aurora.3.10.1, ApplyImmediately: true}
      """
    Then DB cluster "c" becomes upgrading
    And DB cluster "c" becomes available

  @rule:AUR-MOD-05
  Scenario Outline: A change of <what> is <when>
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, <member>: <value><apply>}
      """
    And 2 hours pass
    And "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.0.<member> | <shown> |

    Examples:
      | what       | when         | member                | value | apply                    | shown |
      | protection | made at once | DeletionProtection    | true  |                          | true  |
      | retention  | made at once | BackupRetentionPeriod | 9     | , ApplyImmediately: true | 9     |

  @rule:AUR-LIM-02
  Scenario Outline: A page has 20 to 100 entries: <records> is refused
    When "owner" calls rds <operation> with
      """
      {MaxRecords: <records>}
      """
    Then it is refused by AUR-LIM-02

    Examples:
      | operation                  | records |
      | DescribeDBClusters         | 19      |
      | DescribeDBClusters         | 101     |
      | DescribeDBClusterSnapshots | 0       |
      | DescribeDBInstances        | 101     |

  @rule:AUR-LIM-02
  Scenario: Clusters are listed by pages
    Given "owner" has 21 DB clusters
    When "owner" calls rds DescribeDBClusters with
      """
      {MaxRecords: 20}
      """
    Then the answer shows
      | DBClusters.19.Status | (any)    |
      | DBClusters.20.Status | (absent) |
    And "marker" names the answer's Marker
    When "owner" calls rds DescribeDBClusters with
      """
      {MaxRecords: 20, Marker: "{marker}"}
      """
    Then the answer shows
      | DBClusters.0.Status | (any)    |
      | DBClusters.1.Status | (absent) |
      | Marker              | (absent) |

  @rule:AUR-LIM-04 @rule:AUR-DEL-07
  Scenario Outline: A cluster is described by <what>
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds DescribeDBClusters with
      """
      {DBClusterIdentifier: "<name>"}
      """
    Then the answer shows
      | DBClusters.*.DBClusterIdentifier | [c] |

    Examples:
      | what           | name    |
      | its identifier | c       |
      | its ARN        | {c.arn} |

  @rule:AUR-LIM-04
  Scenario: What there is not is not described
    When "owner" calls rds DescribeDBClusters with
      """
      {DBClusterIdentifier: none}
      """
    Then it is refused by AUR-LIM-04

  @rule:AUR-MOD-05 @needs:clock
  Scenario: Another name waits for the maintenance window
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, NewDBClusterIdentifier: renamed}
      """
    Then the answer shows
      | DBCluster.DBClusterIdentifier                       | c       |
      | DBCluster.PendingModifiedValues.DBClusterIdentifier | renamed |
    When 2 hours pass
    Then DB cluster "c" is available
    When 8 days pass
    And "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.*.DBClusterIdentifier | [renamed]   |
      | DBClusters.*.Status              | [available] |

  @rule:AUR-MOD-05 @needs:clock
  Scenario: Another version waits for the maintenance window
    Given an available DB cluster "c" of "owner" with an instance, version 8.0.mysql_aurora.3.08.2
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, EngineVersion: 8.0.mysql_aurora.3.10.1}
      """
    And 2 hours pass
    And "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.0.EngineVersion                       | 8.0.mysql_aurora.3.08.2 |
      | DBClusters.0.PendingModifiedValues.EngineVersion | 8.0.mysql_aurora.3.10.1 |
    When 8 days pass
    And "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.0.EngineVersion | 8.0.mysql_aurora.3.10.1 |

  @rule:AUR-CL-01
  Scenario Outline: A request without <what> is refused
    When "owner" calls rds CreateDBCluster with
      """
      {<members>, MasterUsername: admin, MasterUserPassword: attack-at-dawn}
      """
    Then it is refused by AUR-CL-01
    And "owner" has no DB clusters

    Examples:
      | what          | members                |
      | an identifier | Engine: aurora-mysql   |
      | an engine     | DBClusterIdentifier: c |

  Scenario Outline: <what> is refused
    When "owner" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: c, MasterUsername: admin, MasterUserPassword: attack-at-dawn, <members>}
      """
    Then it is refused by <rule>
    And "owner" has no DB clusters

    @rule:AUR-CL-12
    Examples:
      | what             | members           | rule      |
      | Another engine   | Engine: oracle-ee | AUR-CL-12 |
      | The first Aurora | Engine: aurora    | AUR-CL-12 |

    @rule:AUR-CL-13
    Examples:
      | what                        | members                                                                  | rule      |
      | A version that there is not | Engine: aurora-mysql, EngineVersion: "1.0"                               | AUR-CL-13 |
      | A version of another engine | Engine: aurora-mysql, EngineVersion: "16.6"                              | AUR-CL-13 |
      | A version without the mode  | Engine: aurora-postgresql, EngineVersion: "16.6", EngineMode: serverless | AUR-CL-13 |
      | A mode that there is not    | Engine: aurora-mysql, EngineMode: parallel                               | AUR-CL-13 |

  @rule:AUR-FMT-01
  Scenario Outline: <operation> knows no other filters
    When "owner" calls rds <operation> with
      """
      {Filters: [{Name: colour, Values: [blue]}]}
      """
    Then it is refused by AUR-FMT-01

    Examples:
      | operation                  |
      | DescribeDBClusters         |
      | DescribeDBClusterSnapshots |
      | DescribeDBInstances        |

  @rule:AUR-FMT-01
  Scenario: Clusters are filtered by engine and by name
    Given an available DB cluster "a" of "owner"
    And an available DB cluster "b" of "owner" with engine aurora-postgresql
    And an available DB cluster "c" of "owner" with engine aurora-postgresql
    When "owner" calls rds DescribeDBClusters with
      """
      {Filters: [{Name: engine, Values: [aurora-postgresql]}, {Name: db-cluster-id, Values: [a, b]}]}
      """
    Then the answer shows
      | DBClusters.*.DBClusterIdentifier | [b] |

  @rule:AUR-ERR-07
  Scenario: There are no global clusters
    When "owner" calls rds DescribeGlobalClusters
    Then the answer shows
      | GlobalClusters.0 | (absent) |
    When "owner" calls rds DescribeGlobalClusters with
      """
      {GlobalClusterIdentifier: world}
      """
    Then it is refused by AUR-ERR-07

  @rule:AUR-XCL-29
  Scenario Outline: Another account's cluster is not there for <operation>
    Given an available DB cluster "c" of "owner"
    When "stranger" calls rds <operation> with
      """
      <members>
      """
    Then it is refused by AUR-XCL-29
    And DB cluster "c" is available

    Examples:
      | operation               | members                                                                        |
      | DescribeDBClusters      | {DBClusterIdentifier: "{c.arn}"}                                               |
      | ModifyDBCluster         | {DBClusterIdentifier: "{c.arn}", DeletionProtection: true}                     |
      | DeleteDBCluster         | {DBClusterIdentifier: "{c.arn}", SkipFinalSnapshot: true}                      |
      | StopDBCluster           | {DBClusterIdentifier: "{c.arn}"}                                               |
      | StartDBCluster          | {DBClusterIdentifier: "{c.arn}"}                                               |
      | CreateDBClusterSnapshot | {DBClusterIdentifier: "{c.arn}", DBClusterSnapshotIdentifier: s}               |
