Feature: Clusters are snapshotted, and snapshots copied and restored

  @rule:AUR-SNP-01 @rule:AUR-ENC-07 @rule:AUR-INS-10
  Scenario: A snapshot has the key of its cluster
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with encrypted under "k"
    When "owner" snapshots DB cluster "c" as "s"
    Then the answer shows
      | DBClusterSnapshot.Status           | creating |
      | DBClusterSnapshot.PercentProgress  | 0        |
      | DBClusterSnapshot.SnapshotType     | manual   |
      | DBClusterSnapshot.StorageEncrypted | true     |
      | DBClusterSnapshot.KmsKeyId         | {k.arn}  |
    And cluster snapshot "s" becomes available
    When "owner" calls rds DescribeDBClusterSnapshots
    Then the answer shows
      | DBClusterSnapshots.0.PercentProgress | 100 |

  @rule:AUR-SNP-02
  Scenario: A cluster that is not available is not snapshotted
    Given a stopped DB cluster "c" of "owner"
    When "owner" snapshots DB cluster "c" as "s"
    Then it is refused by AUR-SNP-02
    When "owner" starts DB cluster "c"
    And DB cluster "c" becomes available
    And "owner" snapshots DB cluster "c" as "s"
    Then it succeeds

  @rule:AUR-DEL-05
  Scenario: The name of a snapshot is its own
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" calls rds CreateDBClusterSnapshot with
      """
      {DBClusterIdentifier: c, DBClusterSnapshotIdentifier: S}
      """
    Then it is refused by AUR-DEL-05

  @rule:AUR-SNP-03
  Scenario Outline: <name> is no name for a snapshot
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds CreateDBClusterSnapshot with
      """
      {DBClusterIdentifier: c, DBClusterSnapshotIdentifier: "<name>"}
      """
    Then it is refused by AUR-SNP-03

    Examples:
      | name    |
      | rds:c-1 |
      | 1s      |
      | s-      |
      | a--b    |

  @rule:AUR-SNP-04
  Scenario: An account has 100 manual snapshots in a Region
    Given an available DB cluster "c" of "owner"
    And "owner" has 100 snapshots of DB cluster "c"
    When "owner" snapshots DB cluster "c" as "s"
    Then it is refused by AUR-SNP-04 saying "Cannot create more than 100 manual snapshots"

  @rule:AUR-SNP-25
  Scenario: A copy belongs to whoever makes it
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    And "owner" shares cluster snapshot "s" with "consumer"
    When "consumer" copies cluster snapshot "s" as "t"
    Then the answer shows
      | DBClusterSnapshot.SourceDBClusterSnapshotArn | {s.arn} |
      | DBClusterSnapshot.SnapshotType               | manual  |
    And cluster snapshot "t" becomes available
    And "consumer" sees these cluster snapshots
      | Cluster snapshot | Owner    | Status    | Type   |
      | s                | owner    | available | manual |
      | t                | consumer | available | manual |

  @rule:AUR-SNP-13
  Scenario: What is not there, or not yet, is not copied
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds CopyDBClusterSnapshot with
      """
      {SourceDBClusterSnapshotIdentifier: none, TargetDBClusterSnapshotIdentifier: t}
      """
    Then it is refused by AUR-SNP-21
    When "owner" snapshots DB cluster "c" as "s"
    And "owner" copies cluster snapshot "s" as "t"
    Then it is refused by AUR-SNP-13
    When cluster snapshot "s" becomes available
    And "owner" copies cluster snapshot "s" as "t"
    Then it succeeds

  @rule:AUR-ENC-06
  Scenario: A copy is under the same key, or under another
    Given a key "k" of "owner"
    And a key "other" of "owner"
    And an available DB cluster "c" of "owner" with encrypted under "k"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" copies cluster snapshot "s" as "same"
    And "owner" copies cluster snapshot "s" as "rekeyed" under key "other"
    Then "owner" has these cluster snapshots
      | Cluster snapshot | Encrypted | Key   |
      | s                | true      | k     |
      | same             | true      | k     |
      | rekeyed          | true      | other |

  @rule:AUR-ENC-06 @rule:AUR-SNP-15
  Scenario: A copy of another account's encrypted snapshot names a key
    Given a key "k" of "owner"
    And a key "own" of "consumer"
    And key "k" is shared with "consumer"
    And an available DB cluster "c" of "owner" with encrypted under "k"
    And an available cluster snapshot "s" of DB cluster "c"
    And "owner" shares cluster snapshot "s" with "consumer"
    When "consumer" copies cluster snapshot "s" as "t"
    Then it is refused by AUR-SNP-15 saying "Specified KMS key [None] does not exist, is not enabled or you do not have permissions to access it."
    When "consumer" copies cluster snapshot "s" as "t" under key "own"
    Then it succeeds

  @rule:AUR-SNP-14 @rule:KMS-XSV-03
  Scenario: The copier needs the key of the source
    Given a key "k" of "owner"
    And a key "own" of "consumer"
    And an available DB cluster "c" of "owner" with encrypted under "k"
    And an available cluster snapshot "s" of DB cluster "c"
    And "owner" shares cluster snapshot "s" with "consumer"
    When "consumer" copies cluster snapshot "s" as "t" under key "own"
    Then it is refused by AUR-SNP-14 saying "The source snapshot KMS key [{k.arn}] does not exist, is not enabled or you do not have permissions to access it."
    Given key "k" is shared with "consumer"
    When "consumer" copies cluster snapshot "s" as "t" under key "own"
    Then it succeeds

  @rule:AUR-SNP-17
  Scenario Outline: Tags that are given <how> those of the source
    Given an available DB cluster "c" of "owner"
    And "owner" calls rds CreateDBClusterSnapshot with
      """
      {DBClusterIdentifier: c, DBClusterSnapshotIdentifier: s, Tags: [{Key: env, Value: prod}]}
      """
    And 2 hours pass
    When "owner" calls rds CopyDBClusterSnapshot with
      """
      {SourceDBClusterSnapshotIdentifier: s, TargetDBClusterSnapshotIdentifier: t, CopyTags: true<tags>}
      """
    Then the answer shows
      | DBClusterSnapshot.TagList.*.Value | [<shown>] |

    Examples:
      | how                 | tags                               | shown  |
      | go before           | , Tags: [{Key: team, Value: test}] | test   |
      | missing give way to |                                    | prod   |

  @rule:AUR-SNP-16 @rule:AUR-SNP-28
  Scenario: A copy under way is cancelled by deleting it
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" copies cluster snapshot "s" as "t"
    And "owner" deletes cluster snapshot "t"
    Then it succeeds
    And cluster snapshot "t" becomes gone
    And cluster snapshot "s" is available

  @rule:AUR-SNP-28 @rule:AUR-SNP-29
  Scenario: A snapshot is deleted once it is available
    Given an available DB cluster "c" of "owner"
    When "owner" snapshots DB cluster "c" as "s"
    And "owner" deletes cluster snapshot "s"
    Then it is refused by AUR-SNP-28
    When cluster snapshot "s" becomes available
    And "owner" deletes cluster snapshot "s"
    Then it succeeds
    And cluster snapshot "s" becomes gone

  @rule:AUR-SNP-19
  Scenario: Only the owner deletes a snapshot that is shared
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    And "owner" shares cluster snapshot "s" with "consumer"
    When "consumer" calls rds DeleteDBClusterSnapshot with
      """
      {DBClusterSnapshotIdentifier: "{s.arn}"}
      """
    Then it is refused by AUR-SNP-19

  @rule:AUR-ENC-05 @rule:AUR-SNP-20
  Scenario: A restored cluster has the key of the snapshot, or the one that is named
    Given a key "k" of "owner"
    And a key "other" of "owner"
    And an available DB cluster "plain" of "owner"
    And an available DB cluster "sealed" of "owner" with encrypted under "k"
    And an available cluster snapshot "p" of DB cluster "plain"
    And an available cluster snapshot "s" of DB cluster "sealed"
    When "owner" restores cluster snapshot "s" as "same"
    And "owner" restores cluster snapshot "s" as "rekeyed" under key "other"
    And "owner" restores cluster snapshot "p" as "still-plain"
    And "owner" restores cluster snapshot "p" as "encrypted" under key "k"
    Then "owner" has these DB clusters
      | DB cluster  | Encrypted | Key   |
      | plain       | false     |       |
      | sealed      | true      | k     |
      | same        | true      | k     |
      | rekeyed     | true      | other |
      | still-plain | false     |       |
      | encrypted   | true      | k     |

  @rule:AUR-SNP-20 @rule:AUR-ENC-15
  Scenario: A shared snapshot is restored by its ARN, under the owner's key
    Given a key "k" of "owner"
    And key "k" is shared with "consumer"
    And an available DB cluster "c" of "owner" with encrypted under "k"
    And an available cluster snapshot "s" of DB cluster "c"
    And "owner" shares cluster snapshot "s" with "consumer"
    When "consumer" restores cluster snapshot "s" as "d"
    Then the answer shows
      | DBCluster.Status            | creating |
      | DBCluster.KmsKeyId          | {k.arn}  |
      | DBCluster.CrossAccountClone | false    |
    And DB cluster "d" becomes available

  @rule:AUR-SNP-20
  Scenario: Nothing is restored into a cluster that there is
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" restores cluster snapshot "s" as "c"
    Then it is refused with DBClusterAlreadyExistsFault

  @rule:AUR-SNP-21
  Scenario: A snapshot that is not shared is as one that does not exist
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "consumer" restores cluster snapshot "s" as "d"
    Then it is refused by AUR-SNP-21
    When "consumer" calls rds RestoreDBClusterFromSnapshot with
      """
      SnapshotIdentifier: "arn:aws:rds:us-east-1:{owner}:cluster-snapshot:none"
      DBClusterIdentifier: d
      Engine: aurora-mysql
      """
    Then it is refused by AUR-SNP-21
    When "owner" shares cluster snapshot "s" with "consumer"
    And "consumer" restores cluster snapshot "s" as "d"
    Then it succeeds

  @rule:AUR-SNP-22
  Scenario: A snapshot under way is not restored
    Given an available DB cluster "c" of "owner"
    When "owner" snapshots DB cluster "c" as "s"
    And "owner" restores cluster snapshot "s" as "d"
    Then it is refused by AUR-SNP-22
    When cluster snapshot "s" becomes available
    And "owner" restores cluster snapshot "s" as "d"
    Then it succeeds

  @rule:AUR-SNP-20
  Scenario: A snapshot is restored with its engine
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" calls rds RestoreDBClusterFromSnapshot with
      """
      {SnapshotIdentifier: s, DBClusterIdentifier: d, Engine: aurora-postgresql}
      """
    Then it is refused by AUR-SNP-20

  @rule:AUR-ENC-06
  Scenario: An unencrypted snapshot is not encrypted by copying it
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    Then "owner" cannot copy cluster snapshot "s" as "t" under key "k" unencrypted

  @rule:AUR-SNP-13 @rule:AUR-SNP-22 @rule:AUR-SNP-28 @rule:AUR-SNP-06
  Scenario: What is being made is neither copied, restored, shared nor deleted
    Given an available DB cluster "c" of "owner"
    And a creating cluster snapshot "s" of DB cluster "c"
    When "owner" copies cluster snapshot "s" as "t"
    Then it is refused by AUR-SNP-13
    When "owner" restores cluster snapshot "s" as "d"
    Then it is refused by AUR-SNP-22
    When "owner" shares cluster snapshot "s" with "consumer"
    Then it is refused by AUR-SNP-06
    When "owner" deletes cluster snapshot "s"
    Then it is refused by AUR-SNP-28

  @rule:AUR-SNP-29
  Scenario: A snapshot that there is not is not described
    When "owner" calls rds DescribeDBClusterSnapshots with
      """
      {DBClusterSnapshotIdentifier: none}
      """
    Then it is refused by AUR-SNP-29

  @rule:AUR-SNP-28 @rule:AUR-SNP-13 @rule:AUR-SNP-22 @rule:AUR-SNP-06
  Scenario: What is being deleted is neither deleted again, copied, restored nor shared
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" deletes cluster snapshot "s"
    Then cluster snapshot "s" is deleting
    When "owner" deletes cluster snapshot "s"
    Then it is refused by AUR-SNP-28
    When "owner" copies cluster snapshot "s" as "t"
    Then it is refused by AUR-SNP-13
    When "owner" restores cluster snapshot "s" as "d"
    Then it is refused by AUR-SNP-22
    When "owner" shares cluster snapshot "s" with "consumer"
    Then it is refused by AUR-SNP-06
    And cluster snapshot "s" becomes gone

  @rule:AUR-SNP-18 @rule:AUR-SNP-13
  Scenario: A snapshot is copied to another Region, five at a time
    Given an available DB cluster "c" of "owner"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" copies cluster snapshot "s" as "a" to eu-west-1
    And "owner" copies cluster snapshot "s" as "b" to eu-west-1
    And "owner" copies cluster snapshot "s" as "d" to eu-west-1
    And "owner" copies cluster snapshot "s" as "e" to eu-west-1
    And "owner" copies cluster snapshot "s" as "f" to eu-west-1
    And "owner" copies cluster snapshot "s" as "g" to eu-west-1
    Then it is refused by AUR-SNP-18 saying "Cannot copy more than 5 snapshots across regions"
    And cluster snapshot "f" becomes available
    When "owner" copies cluster snapshot "s" as "g" to eu-west-1
    Then it succeeds
    And "owner" has these cluster snapshots
      | Cluster snapshot | Owner |
      | s                | owner |
