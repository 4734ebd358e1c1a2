Feature: What policies of users must allow of Aurora

  @rule:AUR-AUT-01
  Scenario: A restored cluster is allowed on the snapshot, too
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    And a user "ann" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: rds:RestoreDBClusterFromSnapshot, Resource: "arn:aws:rds:*:*:cluster:*"}
      """
    And a user "bob" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: rds:RestoreDBClusterFromSnapshot, Resource: ["arn:aws:rds:*:*:cluster:*", "{s.arn}"]}
      """
    When "ann" restores cluster snapshot "s" as "d"
    Then it is refused with AccessDenied
    When "bob" restores cluster snapshot "s" as "d"
    Then it succeeds

  @rule:AUR-AUT-01
  Scenario Outline: A cluster is allowed on its <group> group, too
    Given a user "ann" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: rds:CreateDBCluster, Resource: "arn:aws:rds:*:*:cluster:*"}
      """
    And a user "bob" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: rds:CreateDBCluster, Resource: ["arn:aws:rds:*:*:cluster:*", "arn:aws:rds:*:*:<kind>:*"]}
      """
    And "owner" calls rds CreateDBSubnetGroup with
      """
      {DBSubnetGroupName: net, DBSubnetGroupDescription: net, SubnetIds: [subnet-0a1b2c3a, subnet-0a1b2c3b]}
      """
    And "owner" calls rds CreateDBClusterParameterGroup with
      """
      {DBClusterParameterGroupName: tuned, DBParameterGroupFamily: aurora-postgresql16, Description: tuned}
      """
    When "ann" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: c, Engine: aurora-postgresql, MasterUsername: postgres, MasterUserPassword: attack-at-dawn, <member>}
      """
    Then it is refused with AccessDenied
    When "bob" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: c, Engine: aurora-postgresql, MasterUsername: postgres, MasterUserPassword: attack-at-dawn, <member>}
      """
    Then it succeeds

    Examples:
      | group     | kind       | member                             |
      | subnet    | subgrp     | DBSubnetGroupName: net             |
      | parameter | cluster-pg | DBClusterParameterGroupName: tuned |

  @rule:AUR-AUT-02
  Scenario Outline: Who gives tags to what <operation> makes may AddTagsToResource to it
    Given an available DB cluster "c" of "owner" with an instance
    And a user "ann" of "owner" who may
      """
      [rds:<operation>]
      """
    And a user "bob" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: rds:<operation>, Resource: "*"}
        - {Effect: Allow, Action: rds:AddTagsToResource, Resource: "arn:aws:rds:*:*:<made>"}
      """
    When "ann" calls rds <operation> with
      """
      {<members>, Tags: [{Key: team, Value: red}]}
      """
    Then it is refused with AccessDenied
    When "bob" calls rds <operation> with
      """
      {<members>, Tags: [{Key: team, Value: red}]}
      """
    Then it succeeds

    Examples:
      | operation                     | made               | members                                                                                                                        |
      | CreateDBCluster               | cluster:d          | DBClusterIdentifier: d, Engine: aurora-postgresql, MasterUsername: postgres, MasterUserPassword: attack-at-dawn                |
      | CreateDBClusterSnapshot       | cluster-snapshot:s | DBClusterIdentifier: "{c}", DBClusterSnapshotIdentifier: s                                                                     |
      | RestoreDBClusterToPointInTime | cluster:d          | DBClusterIdentifier: d, SourceDBClusterIdentifier: "{c}", UseLatestRestorableTime: true, RestoreType: copy-on-write            |
      | CreateDBInstance              | db:i               | DBInstanceIdentifier: i, DBClusterIdentifier: "{c}", DBInstanceClass: db.r6g.large, Engine: aurora-mysql                       |
      | CreateDBSubnetGroup           | subgrp:net         | DBSubnetGroupName: net, DBSubnetGroupDescription: net, SubnetIds: [subnet-0a1b2c3a, subnet-0a1b2c3b]                           |

  @rule:AUR-AUT-02
  Scenario: Who makes something without tags needs no more
    Given a user "ann" of "owner" who may
      """
      [rds:CreateDBCluster]
      """
    When "ann" calls rds CreateDBCluster with
      """
      {DBClusterIdentifier: d, Engine: aurora-postgresql, MasterUsername: postgres, MasterUserPassword: attack-at-dawn}
      """
    Then it succeeds
