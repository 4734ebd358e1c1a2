Feature: Requests are taken as clients send them

  Scenario: Empty members are as members left out
    When "owner" calls rds CreateDBCluster with
      """
      DBClusterIdentifier: c
      Engine: aurora-mysql
      MasterUsername: admin
      MasterUserPassword: attack-at-dawn
      CopyTagsToSnapshot: false
      DeletionProtection: false
      Tags: []
      AvailabilityZones: []
      VpcSecurityGroupIds: []
      EnableCloudwatchLogsExports: []
      """
    Then it succeeds
    And "owner" has these DB clusters
      | DB cluster | Status   |
      | ?          | creating |

  Scenario: A provider asks for global clusters, and there are none
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds DescribeGlobalClusters with
      """
      {Filters: [{Name: db-cluster-id, Values: ["{c.arn}"]}]}
      """
    Then the answer shows
      | GlobalClusters.0 | (absent) |

  Scenario: What a provider reads of an instance is there
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds DescribeDBInstances with
      """
      {DBInstanceIdentifier: c-1}
      """
    Then the answer shows
      | DBInstances.*.DBClusterIdentifier | [c]            |
      | DBInstances.*.Engine              | [aurora-mysql] |
      | DBInstances.*.DBInstanceStatus    | [available]    |
    When "owner" calls rds DescribeDBClusters with
      """
      {DBClusterIdentifier: c}
      """
    Then the answer shows
      | DBClusters.0.DBClusterMembers.*.DBInstanceIdentifier | [c-1]  |
      | DBClusters.0.DBClusterMembers.*.IsClusterWriter      | [true] |

  @rule:AUR-CLN-11
  Scenario: What a clone is asked for again is what Aurora made of it
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k", retention of 7 days
    When "owner" clones DB cluster "c" as "d"
    And "owner" calls rds DescribeDBClusters with
      """
      {DBClusterIdentifier: d}
      """
    Then the answer shows
      | DBClusters.*.StorageEncrypted      | [true]    |
      | DBClusters.*.KmsKeyId              | [{k.arn}] |
      | DBClusters.*.BackupRetentionPeriod | [7]       |
