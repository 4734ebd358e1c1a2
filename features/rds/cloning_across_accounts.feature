Feature: Clusters are cloned by other accounts

  @rule:AUR-XCL-02 @rule:AUR-CLN-04
  Scenario: A shared cluster is named by its full ARN
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: "{c}"
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      """
    Then it is refused by AUR-XCL-02 saying "The source cluster could not be found or cannot be accessed: {c}"
    When "consumer" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: "{c.arn}"
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      """
    Then the answer shows
      | DBCluster.Status            | creating |
      | DBCluster.CrossAccountClone | true     |

  Scenario Outline: A cluster that <is so> is as one that does not exist
    Given an available DB cluster "c" of "owner" with an instance
    When "stranger" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: "<source>"
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      """
    Then it is refused by <rule> saying "The source cluster could not be found or cannot be accessed: <source>"

    @rule:AUR-XCL-03 @rule:RAM-RDS-02
    Examples:
      | is so         | rule       | source  |
      | is not shared | AUR-XCL-03 | {c.arn} |

    @rule:AUR-CLN-04
    Examples:
      | is so              | rule       | source                                          |
      | does not exist     | AUR-CLN-04 | arn:aws:rds:us-east-1:111111111111:cluster:none |
      | is of nobody known | AUR-CLN-04 | arn:aws:rds:us-east-1:987654321098:cluster:none |

  @rule:AUR-XCL-18 @rule:AUR-XCL-20 @rule:AUR-XCL-36
  Scenario: A shared cluster is listed with a few members only
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" calls rds DescribeDBClusters with
      """
      {IncludeShared: true}
      """
    Then the answer shows
      | DBClusters.*.DBClusterArn          | [{c.arn}]      |
      | DBClusters.*.Engine                | [aurora-mysql] |
      | DBClusters.0.EngineVersion         | (any)          |
      | DBClusters.0.StorageEncrypted      | false          |
      | DBClusters.0.DBClusterIdentifier   | (absent)       |
      | DBClusters.0.Status                | (absent)       |
      | DBClusters.0.Endpoint              | (absent)       |
      | DBClusters.0.ReaderEndpoint        | (absent)       |
      | DBClusters.0.MasterUsername        | (absent)       |
      | DBClusters.0.DbClusterResourceId   | (absent)       |
      | DBClusters.0.CrossAccountClone     | (absent)       |
      | DBClusters.0.CloneGroupId          | (absent)       |
      | DBClusters.0.DBClusterMembers.0    | (absent)       |
      | DBClusters.0.TagList.0             | (absent)       |
      | DBClusters.0.LatestRestorableTime  | (absent)       |
      | DBClusters.0.BackupRetentionPeriod | (absent)       |

  @rule:AUR-XCL-19
  Scenario Outline: Without asking for what is shared, an account sees its own only
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    And an available DB cluster "own" of "consumer"
    When "consumer" calls rds DescribeDBClusters with
      """
      <members>
      """
    Then the answer shows
      | DBClusters.*.DBClusterIdentifier | [own] |

    Examples:
      | members                |
      | {}                     |
      | {IncludeShared: false} |

  @rule:AUR-XCL-29
  Scenario Outline: A shared cluster is not described by <name>
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" calls rds DescribeDBClusters with
      """
      {DBClusterIdentifier: "<source>", IncludeShared: <shared>}
      """
    Then it is refused by AUR-XCL-29

    Examples:
      | name                     | source  | shared |
      | its ARN                  | {c.arn} | true   |
      | its ARN, not asking more | {c.arn} | false  |

  @rule:AUR-XCL-20
  Scenario: A clone says whether its source is of another account
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d"
    And "owner" clones DB cluster "c" as "e"
    And DB cluster "d" becomes available
    And DB cluster "e" becomes available
    Then "owner" has these DB clusters
      | DB cluster | Cross-account clone |
      | c          | false               |
      | e          | false               |
    And "consumer" sees these DB clusters
      | DB cluster | Cross-account clone |
      | c          |                     |
      | d          | true                |

  @rule:AUR-XCL-11
  Scenario: A Serverless v1 cluster is not cloned by another account
    Given a key "k" of "owner"
    And key "k" is shared with "consumer"
    And an available DB cluster "c" of "owner" with mode serverless, encrypted under "k"
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d" under key "k"
    Then it is refused by AUR-XCL-11
    And "consumer" sees these DB clusters
      | DB cluster | Owner |
      | c          | owner |

  @rule:AUR-XCL-11
  Scenario: A Serverless v2 cluster is cloned by another account
    Given "owner" calls rds CreateDBCluster with
      """
      DBClusterIdentifier: c
      Engine: aurora-postgresql
      MasterUsername: postgres
      MasterUserPassword: attack-at-dawn
      ServerlessV2ScalingConfiguration: {MinCapacity: 0.5, MaxCapacity: 4}
      """
    And "arn" names the answer's DBCluster.DBClusterArn
    And 2 hours pass
    And "owner" calls rds CreateDBInstance with
      """
      {DBInstanceIdentifier: c-1, DBClusterIdentifier: c, DBInstanceClass: db.serverless, Engine: aurora-postgresql}
      """
    And 2 hours pass
    And "owner" calls ram CreateResourceShare with
      """
      {Name: audit, ResourceArns: ["{arn}"], Principals: ["{consumer}"]}
      """
    And "share" names the answer's ResourceShare.ResourceShareArn
    When 5 minutes pass
    And "consumer" calls ram GetResourceShareInvitations
    And "invitation" names the answer's ResourceShareInvitations.0.ResourceShareInvitationArn
    And "consumer" calls ram AcceptResourceShareInvitation with
      """
      {ResourceShareInvitationArn: "{invitation}"}
      """
    And 5 minutes pass
    And "consumer" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: "{arn}"
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      """
    Then the answer shows
      | DBCluster.Engine            | aurora-postgresql |
      | DBCluster.CrossAccountClone | true              |

  @rule:AUR-XCL-25
  Scenario: Sharing is for clones: a full copy of a shared cluster is not made
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" restores DB cluster "c" as "d"
    Then it is refused by AUR-XCL-25
    When "consumer" clones DB cluster "c" as "d"
    Then it succeeds

  @rule:AUR-CLN-20
  Scenario: A cluster with a parameter group of its own is cloned with one that is named
    Given "owner" calls rds CreateDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned, DBParameterGroupFamily: aurora-mysql8.0, Description: tuned}
      """
    And "consumer" calls rds CreateDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: mine, DBParameterGroupFamily: aurora-mysql8.0, Description: mine}
      """
    And an available DB cluster "c" of "owner" with an instance, parameter group tuned
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d"
    Then it is refused by AUR-CLN-20 saying "The cluster parameter group name is required when the source cluster uses a custom parameter group."
    When "consumer" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: "{c.arn}"
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      DBClusterParameterGroupName: mine
      """
    Then the answer shows
      | DBCluster.DBClusterParameterGroup | mine |

  Scenario: What is wrong with a request tells nothing about a cluster that is not shared
    Given a creating DB cluster "c" of "owner"
    And an available DB cluster "d" of "stranger"
    When "stranger" clones DB cluster "c" as "d"
    Then it is refused by AUR-XCL-03
    When "stranger" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: "{c.arn}"
      DBClusterIdentifier: e
      RestoreType: copy-on-write
      RestoreToTime: "2025-11-01T00:00:00Z"
      """
    Then it is refused by AUR-XCL-03

  @rule:AUR-CLN-19 @rule:AUR-XCL-21
  Scenario: A clone outlives its source
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    And "owner" deletes DB instance "c-1"
    And "owner" deletes DB cluster "c"
    Then DB cluster "c" becomes gone
    And "consumer" sees these DB clusters
      | DB cluster | Status    | Cross-account clone |
      | d          | available | true                |
    When "consumer" adds DB instance "d-1" to DB cluster "d"
    Then DB instance "d-1" becomes available

  Scenario: A clone stays when its owner leaves the organization
    Given an organization of "management" with "member"
    And sharing with the organization is enabled
    And an available DB cluster "c" of "management" with an instance
    And DB cluster "c" is shared with the organization as "s"
    When "member" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    And "member" leaves the organization
    And 5 minutes pass
    Then "member" sees these DB clusters
      | DB cluster | Status    | Cross-account clone |
      | d          | available | true                |
