Feature: Clusters are in subnet groups and parameter groups

  @rule:AUR-GRP-01 @rule:AUR-GRP-02 @rule:AUR-GRP-03
  Scenario: A subnet group of two Availability Zones serves a cluster
    When "owner" calls rds CreateDBSubnetGroup with
      """
      {DBSubnetGroupName: Net, DBSubnetGroupDescription: net, SubnetIds: [subnet-0a1b2c3a, subnet-0a1b2c3b]}
      """
    Then the answer shows
      | DBSubnetGroup.DBSubnetGroupName | net |
      | DBSubnetGroup.Subnets.1         | (any) |
    When "owner" calls rds CreateDBCluster with
      """
      DBClusterIdentifier: c
      Engine: aurora-mysql
      MasterUsername: admin
      MasterUserPassword: attack-at-dawn
      DBSubnetGroupName: net
      """
    Then the answer shows
      | DBCluster.DBSubnetGroup | net |
    When "owner" calls rds DescribeDBSubnetGroups with
      """
      {DBSubnetGroupName: net}
      """
    Then the answer shows
      | DBSubnetGroups.*.DBSubnetGroupName | [net] |

  Scenario Outline: A subnet group of <what> is refused
    When "owner" calls rds CreateDBSubnetGroup with
      """
      {DBSubnetGroupName: net, DBSubnetGroupDescription: net, SubnetIds: <subnets>}
      """
    Then it is refused by <rule>

    @rule:AUR-GRP-01
    Examples:
      | what                  | subnets                              | rule       |
      | one subnet            | [subnet-0a1b2c3a]                    | AUR-GRP-01 |
      | one Availability Zone | [subnet-0a1b2c3a, subnet-0a1b2c3a]   | AUR-GRP-01 |

    @rule:AUR-GRP-02
    Examples:
      | what                  | subnets                              | rule       |
      | something else        | [subnet-0a1b2c3a, vpc-0a1b2c3b]      | AUR-GRP-02 |
      | two VPCs              | [subnet-0a1b2c3a, subnet-0f9e8d7b]   | AUR-GRP-02 |

  @rule:AUR-GRP-03
  Scenario: A subnet group that there is not is neither used, described nor deleted
    When "owner" calls rds CreateDBCluster with
      """
      DBClusterIdentifier: c
      Engine: aurora-mysql
      MasterUsername: admin
      MasterUserPassword: attack-at-dawn
      DBSubnetGroupName: none
      """
    Then it is refused by AUR-GRP-03
    When "owner" calls rds DescribeDBSubnetGroups with
      """
      {DBSubnetGroupName: none}
      """
    Then it is refused by AUR-GRP-03
    When "owner" calls rds DeleteDBSubnetGroup with
      """
      {DBSubnetGroupName: none}
      """
    Then it is refused by AUR-GRP-03

  @rule:AUR-GRP-03 @rule:AUR-GRP-04 @rule:AUR-GRP-05
  Scenario: A subnet group has a name of its own, and stays while a cluster uses it
    Given "owner" calls rds CreateDBSubnetGroup with
      """
      {DBSubnetGroupName: net, DBSubnetGroupDescription: net, SubnetIds: [subnet-0a1b2c3a, subnet-0a1b2c3b]}
      """
    When "owner" calls rds CreateDBSubnetGroup with
      """
      {DBSubnetGroupName: NET, DBSubnetGroupDescription: net, SubnetIds: [subnet-0a1b2c3a, subnet-0a1b2c3b]}
      """
    Then it is refused by AUR-GRP-05
    When "owner" calls rds CreateDBCluster with
      """
      DBClusterIdentifier: c
      Engine: aurora-mysql
      MasterUsername: admin
      MasterUserPassword: attack-at-dawn
      DBSubnetGroupName: net
      """
    And "owner" calls rds DeleteDBSubnetGroup with
      """
      {DBSubnetGroupName: net}
      """
    Then it is refused by AUR-GRP-04
    When 1 hour passes
    And "owner" calls rds DeleteDBCluster with
      """
      {DBClusterIdentifier: c, SkipFinalSnapshot: true}
      """
    And 1 hour passes
    And "owner" calls rds DeleteDBSubnetGroup with
      """
      {DBSubnetGroupName: net}
      """
    Then it succeeds
    When "owner" calls rds DescribeDBSubnetGroups with
      """
      {DBSubnetGroupName: net}
      """
    Then it is refused by AUR-GRP-03

  @rule:AUR-CLN-13
  Scenario Outline: A clone is in a subnet group with <how many> of its source's Availability Zones
    Given an available DB cluster "c" of "owner" with an instance
    And "owner" calls rds CreateDBSubnetGroup with
      """
      {DBSubnetGroupName: elsewhere, DBSubnetGroupDescription: elsewhere, SubnetIds: <subnets>}
      """
    When "owner" calls rds RestoreDBClusterToPointInTime with
      """
      SourceDBClusterIdentifier: c
      DBClusterIdentifier: d
      RestoreType: copy-on-write
      UseLatestRestorableTime: true
      DBSubnetGroupName: elsewhere
      """
    Then <outcome>

    Examples:
      | how many | subnets                            | outcome                     |
      | two      | [subnet-0f9e8d7a, subnet-0f9e8d7b] | it succeeds                 |
      | only one | [subnet-0f9e8d7a, subnet-0f9e8d7d] | it is refused by AUR-CLN-13 |

  @rule:AUR-GRP-07 @rule:AUR-GRP-08 @rule:AUR-GRP-10 @rule:AUR-GRP-11
  Scenario: A parameter group is of a family, has a name of its own, and stays while a cluster uses it
    When "owner" calls rds CreateDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned, DBParameterGroupFamily: oracle-ee-19, Description: tuned}
      """
    Then it is refused by AUR-GRP-10
    When "owner" calls rds CreateDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned, DBParameterGroupFamily: aurora-mysql8.0, Description: tuned}
      """
    Then it succeeds
    When "owner" calls rds CreateDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned, DBParameterGroupFamily: aurora-postgresql16, Description: tuned}
      """
    Then it is refused by AUR-GRP-08
    Given an available DB cluster "c" of "owner" with parameter group tuned
    When "owner" calls rds DeleteDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned}
      """
    Then it is refused by AUR-GRP-11
    When "owner" deletes DB cluster "c"
    And DB cluster "c" becomes gone
    And "owner" calls rds DeleteDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned}
      """
    Then it succeeds
    When "owner" calls rds DescribeDBClusterParameterGroups with
      """
      {DBClusterParameterGroupName: tuned}
      """
    Then it is refused by AUR-GRP-07

  @rule:AUR-GRP-07 @rule:AUR-GRP-12 @rule:AUR-GRP-13
  Scenario: What is set in a parameter group is listed until it is reset
    Given "owner" calls rds CreateDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned, DBParameterGroupFamily: aurora-mysql8.0, Description: tuned}
      """
    When "owner" calls rds ModifyDBClusterParameterGroup with
      """
      DBClusterParameterGroupName: tuned
      Parameters:
        - {ParameterName: time_zone, ParameterValue: UTC, ApplyMethod: pending-reboot}
        - {ParameterName: slow_query_log, ParameterValue: "1", ApplyMethod: immediate}
      """
    Then the answer shows
      | DBClusterParameterGroupName | tuned |
    When "owner" calls rds ModifyDBClusterParameterGroup with
      """
      DBClusterParameterGroupName: Tuned
      Parameters: [{ParameterName: time_zone, ParameterValue: Asia/Tokyo, ApplyMethod: pending-reboot}]
      """
    And "owner" calls rds DescribeDBClusterParameters with
      """
      {DBClusterParameterGroupName: tuned, Source: user}
      """
    Then the answer shows
      | Parameters.*.ParameterName  | [slow_query_log time_zone] |
      | Parameters.*.ParameterValue | [1 Asia/Tokyo]            |
      | Parameters.*.Source         | [user user]                |
    When "owner" calls rds ResetDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned, Parameters: [{ParameterName: time_zone, ApplyMethod: pending-reboot}]}
      """
    And "owner" calls rds DescribeDBClusterParameters with
      """
      {DBClusterParameterGroupName: tuned, Source: user}
      """
    Then the answer shows
      | Parameters.*.ParameterName | [slow_query_log] |
    When "owner" calls rds ResetDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned, ResetAllParameters: true}
      """
    And "owner" calls rds DescribeDBClusterParameters with
      """
      {DBClusterParameterGroupName: tuned, Source: user}
      """
    Then the answer shows
      | Parameters.*.ParameterName | [] |
    When "stranger" calls rds DescribeDBClusterParameters with
      """
      {DBClusterParameterGroupName: tuned}
      """
    Then it is refused by AUR-GRP-07
    When "stranger" calls rds ModifyDBClusterParameterGroup with
      """
      DBClusterParameterGroupName: tuned
      Parameters: [{ParameterName: time_zone, ParameterValue: UTC, ApplyMethod: pending-reboot}]
      """
    Then it is refused by AUR-GRP-07

  @rule:AUR-GRP-13
  Scenario: The parameters of a default group stay
    When "owner" calls rds ModifyDBClusterParameterGroup with
      """
      DBClusterParameterGroupName: default.aurora-mysql8.0
      Parameters: [{ParameterName: time_zone, ParameterValue: UTC, ApplyMethod: pending-reboot}]
      """
    Then it is refused by AUR-GRP-13
    When "owner" calls rds ResetDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: default.aurora-mysql8.0, ResetAllParameters: true}
      """
    Then it is refused by AUR-GRP-13
    When "owner" calls rds DescribeDBClusterParameters with
      """
      {DBClusterParameterGroupName: default.aurora-mysql8.0, Source: user}
      """
    Then the answer shows
      | Parameters.*.ParameterName | [] |

  @rule:AUR-GRP-14
  Scenario: One request sets at most 20 parameters
    Given "owner" calls rds CreateDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned, DBParameterGroupFamily: aurora-mysql8.0, Description: tuned}
      """
    When "owner" calls rds ModifyDBClusterParameterGroup with
      """
      DBClusterParameterGroupName: tuned
      Parameters:
        - {ParameterName: p01, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p02, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p03, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p04, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p05, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p06, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p07, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p08, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p09, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p10, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p11, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p12, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p13, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p14, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p15, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p16, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p17, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p18, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p19, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p20, ParameterValue: "1", ApplyMethod: immediate}
      """
    Then it succeeds
    When "owner" calls rds ModifyDBClusterParameterGroup with
      """
      DBClusterParameterGroupName: tuned
      Parameters:
        - {ParameterName: p01, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p02, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p03, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p04, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p05, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p06, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p07, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p08, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p09, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p10, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p11, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p12, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p13, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p14, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p15, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p16, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p17, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p18, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p19, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p20, ParameterValue: "1", ApplyMethod: immediate}
        - {ParameterName: p21, ParameterValue: "1", ApplyMethod: immediate}
      """
    Then it is refused by AUR-GRP-14

  Scenario: The default parameter groups are always there
    When "owner" calls rds DescribeDBClusterParameterGroups with
      """
      {DBClusterParameterGroupName: default.aurora-mysql8.0}
      """
    Then the answer shows
      | DBClusterParameterGroups.*.DBParameterGroupFamily | [aurora-mysql8.0] |

  @rule:AUR-GRP-06
  Scenario: An account has 50 subnet groups in a Region
    Given "owner" has 50 DB subnet groups
    When "owner" calls rds CreateDBSubnetGroup with
      """
      {DBSubnetGroupName: net, DBSubnetGroupDescription: net, SubnetIds: [subnet-0a1b2c3a, subnet-0a1b2c3b]}
      """
    Then it is refused by AUR-GRP-06

  @rule:AUR-GRP-09
  Scenario: An account has 50 cluster parameter groups in a Region
    Given "owner" has 50 DB cluster parameter groups
    When "owner" calls rds CreateDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned, DBParameterGroupFamily: aurora-mysql8.0, Description: tuned}
      """
    Then it is refused by AUR-GRP-09
