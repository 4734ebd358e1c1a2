Feature: CreateCluster restores a cluster from a backup

  @rule:HSM-CLU-05
  Scenario: A restored cluster becomes active by itself, without HSMs
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "owner" restores cluster "clone" from backup "b1"
    Then cluster "clone" becomes active
    When "owner" calls cloudhsmv2 DescribeClusters with
      """
      Filters: {clusterIds: ["{clone}"]}
      """
    Then the answer shows
      | Clusters.0.Hsms | [] |

  @rule:HSM-CLU-06
  Scenario: A restored cluster shows its backup and the certificate of the original
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "consumer" creates cluster "unrelated"
    Then the answer shows
      | Cluster.SourceBackupId                  | (absent) |
      | Cluster.Certificates.ClusterCertificate | (absent) |
    Given backup "b1" is shared with "consumer" as "s"
    When "consumer" restores cluster "clone" from backup "b1"
    Then the answer shows
      | Cluster.State                           | CREATE_IN_PROGRESS |
      | Cluster.SourceBackupId                  | {b1}               |
      | Cluster.Certificates.ClusterCertificate | (any)              |

  @rule:HSM-CLU-20
  Scenario: A restored cluster lives on when the original is deleted
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And an active cluster "clone" of "owner" with backup "b1"
    When "owner" removes HSM "first HSM of vault"
    And HSM "first HSM of vault" becomes gone
    And "owner" deletes cluster "vault"
    Then cluster "vault" becomes deleted
    And cluster "clone" is active

  @rule:HSM-CLU-07 @rule:HSM-FMT-03
  Scenario: Another account's backup is restored by its ARN, not by its ID
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    When "consumer" calls cloudhsmv2 CreateCluster with
      """
      HsmType: hsm2m.medium
      SubnetIds: [subnet-0a1b2c3a]
      SourceBackupId: "{b1}"
      """
    Then it is refused by HSM-CLU-07
    When "consumer" calls cloudhsmv2 CreateCluster with
      """
      HsmType: hsm2m.medium
      SubnetIds: [subnet-0a1b2c3a]
      SourceBackupId: "{b1.arn}"
      """
    Then it succeeds
    When "owner" calls cloudhsmv2 CreateCluster with
      """
      HsmType: hsm2m.medium
      SubnetIds: [subnet-0a1b2c3a]
      SourceBackupId: "{b1}"
      """
    Then it succeeds

  @rule:HSM-FMT-03
  Scenario: A source that is neither an ID nor an ARN is refused
    When "owner" calls cloudhsmv2 CreateCluster with
      """
      HsmType: hsm2m.medium
      SubnetIds: [subnet-0a1b2c3a]
      SourceBackupId: my-backup
      """
    Then it is refused by HSM-FMT-03

  @rule:HSM-CLU-08
  Scenario: An unshared backup and a missing one get the same answer
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "stranger" restores cluster "clone" from backup "b1"
    Then it is refused by HSM-CLU-08
    When "stranger" calls cloudhsmv2 CreateCluster with
      """
      HsmType: hsm2m.medium
      SubnetIds: [subnet-0a1b2c3a]
      SourceBackupId: "arn:aws:cloudhsm:us-east-1:{owner}:backup/backup-aaaaaaaaaaa"
      """
    Then it is refused by HSM-CLU-08
    Given backup "b1" is shared with "stranger" as "s"
    When "stranger" restores cluster "clone" from backup "b1"
    Then it succeeds

  @rule:HSM-CLU-10
  Scenario: A backup whose deletion is pending is not restored
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "owner" deletes backup "b1"
    And "owner" restores cluster "clone" from backup "b1"
    Then it is refused by HSM-CLU-10
    When "owner" restores backup "b1"
    And "owner" restores cluster "clone" from backup "b1"
    Then it succeeds

  @rule:HSM-CLU-12
  Scenario Outline: A <mode> backup is not restored into a <other> cluster
    Given an active cluster "vault" of "owner" with mode <mode>
    And a ready backup "b1" of cluster "vault"
    When "owner" restores cluster "clone" from backup "b1" with mode <other>
    Then it is refused by HSM-CLU-12
    When "owner" restores cluster "clone" from backup "b1" with mode <mode>
    Then it succeeds

    Examples:
      | mode     | other    |
      | FIPS     | NON_FIPS |
      | NON_FIPS | FIPS     |

  @rule:HSM-CLU-19 @needs:clock
  Scenario: A backup is restored into a newer HSM type, not into an older one
    Given an active cluster "old" of "owner" with type hsm1.medium
    And a ready backup "b1" of cluster "old"
    And an active cluster "new" of "owner"
    And a ready backup "b2" of cluster "new"
    When "owner" restores cluster "forward" from backup "b1" with type hsm2m.medium
    Then it succeeds
    When "owner" restores cluster "backward" from backup "b2" with type hsm1.medium
    Then it is refused by HSM-CLU-19

  @rule:HSM-CLU-42
  Scenario: Backups outlive their cluster
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "owner" removes HSM "first HSM of vault"
    And HSM "first HSM of vault" becomes gone
    And "owner" deletes cluster "vault"
    And 100 days pass
    Then backup "b1" is ready
    And cluster "vault" is gone
    When "owner" restores cluster "clone" from backup "b1"
    Then it succeeds

  @rule:HSM-CLU-10 @needs:clock
  Scenario: A backup that is being made is no source yet
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a create in progress backup "b2" of cluster "vault"
    When "owner" restores cluster "clone" from backup "b2"
    Then it is refused by HSM-CLU-10
