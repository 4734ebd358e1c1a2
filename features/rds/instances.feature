Feature: Clusters have instances

  @rule:AUR-INS-01
  Scenario: A clone takes instances once it is available
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "d"
    And "owner" adds DB instance "d-1" to DB cluster "d"
    Then it is refused by AUR-INS-01
    When DB cluster "d" becomes available
    And "owner" adds DB instance "d-1" to DB cluster "d"
    Then it succeeds
    And DB instance "d-1" is creating
    And DB instance "d-1" becomes available

  @rule:AUR-INS-02
  Scenario: An instance needs a cluster that there is
    When "owner" calls rds CreateDBInstance with
      """
      {DBInstanceIdentifier: i, DBClusterIdentifier: none, DBInstanceClass: db.r6g.large, Engine: aurora-mysql}
      """
    Then it is refused by AUR-INS-02

  @rule:AUR-INS-03
  Scenario: An instance has the engine of its cluster
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds CreateDBInstance with
      """
      {DBInstanceIdentifier: i, DBClusterIdentifier: c, DBInstanceClass: db.r6g.large, Engine: aurora-postgresql}
      """
    Then it is refused by AUR-INS-03 saying "The engine name requested for your DB instance (aurora-postgresql) doesn't match the engine name of your DB cluster (aurora-mysql)."
    When "owner" adds DB instance "i" to DB cluster "c"
    Then it succeeds

  @rule:AUR-INS-04
  Scenario Outline: What a cluster has, its instances are not given: <member>
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with encrypted under "k"
    When "owner" calls rds CreateDBInstance with
      """
      DBInstanceIdentifier: i
      DBClusterIdentifier: c
      DBInstanceClass: db.r6g.large
      Engine: aurora-mysql
      <member>: <value>
      """
    Then it is refused by AUR-INS-04

    Examples:
      | member             | value   |
      | KmsKeyId           | {k.arn} |
      | DeletionProtection | true    |

  @rule:AUR-INS-05
  Scenario: The name of an instance is its own
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds CreateDBInstance with
      """
      {DBInstanceIdentifier: C-1, DBClusterIdentifier: c, DBInstanceClass: db.r6g.large, Engine: aurora-mysql}
      """
    Then it is refused by AUR-INS-05

  @rule:AUR-INS-07 @rule:AUR-INS-18
  Scenario: The first instance writes, and the others read
    Given an available DB cluster "c" of "owner"
    And an available DB instance "a" in DB cluster "c"
    And an available DB instance "b" in DB cluster "c"
    Then "owner" has these DB clusters
      | DB cluster | Instances |
      | c          | a* b      |
    When "owner" deletes DB instance "a"
    And DB instance "a" becomes gone
    Then "owner" has these DB clusters
      | DB cluster | Instances |
      | c          | b*        |

  @rule:AUR-INS-08 @rule:AUR-INS-14 @rule:AUR-INS-16
  Scenario: The last instance is deleted, and the cluster stays
    Given an available DB cluster "c" of "owner" with an instance, protection
    When "owner" deletes DB instance "c-1"
    Then the answer shows
      | DBInstance.DBInstanceStatus | deleting |
    And DB instance "c-1" becomes gone
    And DB cluster "c" is available

  @rule:AUR-INS-12
  Scenario: What is being deleted is not deleted again
    Given an available DB cluster "c" of "owner"
    And a deleting DB instance "i" in DB cluster "c"
    When "owner" deletes DB instance "i"
    Then it is refused by AUR-INS-12

  @rule:AUR-INS-16
  Scenario: An instance that there is not is neither described nor deleted
    When "owner" calls rds DescribeDBInstances with
      """
      {DBInstanceIdentifier: none}
      """
    Then it is refused with DBInstanceNotFound
    When "owner" calls rds DeleteDBInstance with
      """
      {DBInstanceIdentifier: none}
      """
    Then it is refused with DBInstanceNotFound

  @rule:AUR-INS-13
  Scenario: A serverless instance needs a cluster with capacities
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds CreateDBInstance with
      """
      {DBInstanceIdentifier: i, DBClusterIdentifier: c, DBInstanceClass: db.serverless, Engine: aurora-mysql}
      """
    Then it is refused by AUR-INS-13
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, ServerlessV2ScalingConfiguration: {MinCapacity: 1, MaxCapacity: 8}, ApplyImmediately: true}
      """
    And DB cluster "c" becomes available
    And "owner" calls rds CreateDBInstance with
      """
      {DBInstanceIdentifier: i, DBClusterIdentifier: c, DBInstanceClass: db.serverless, Engine: aurora-mysql}
      """
    Then it succeeds

  @rule:AUR-INS-10
  Scenario: A member is not snapshotted by itself
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds CreateDBSnapshot with
      """
      {DBInstanceIdentifier: c-1, DBSnapshotIdentifier: s}
      """
    Then it is refused by AUR-INS-10 saying "The specified instance is a member of a cluster and a snapshot cannot be created directly. Please use the CreateDBClusterSnapshot API instead."

  @rule:AUR-INS-17
  Scenario: An account has 40 instances in a Region
    Given an available DB cluster "c" of "owner"
    And DB cluster "c" has 40 DB instances
    When "owner" adds DB instance "i" to DB cluster "c"
    Then it is refused by AUR-INS-17

  @rule:AUR-INS-18
  Scenario: An instance is in a cluster
    When "owner" calls rds CreateDBInstance with
      """
      {DBInstanceIdentifier: i, DBInstanceClass: db.r6g.large, Engine: aurora-mysql}
      """
    Then it is refused by AUR-INS-18

  @rule:AUR-INS-19
  Scenario: A Serverless v1 cluster has no instances
    Given an available DB cluster "c" of "owner" with mode serverless, encrypted
    When "owner" adds DB instance "i" to DB cluster "c"
    Then it is refused by AUR-INS-19

  @rule:AUR-INS-13
  Scenario Outline: An instance in <where> is refused
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds CreateDBInstance with
      """
      DBInstanceIdentifier: i
      DBClusterIdentifier: c
      DBInstanceClass: db.r6g.large
      Engine: aurora-mysql
      <members>
      """
    Then it is refused by AUR-INS-13

    Examples:
      | where                     | members                      |
      | another Availability Zone | AvailabilityZone: us-east-1f |
      | another subnet group      | DBSubnetGroupName: elsewhere |
