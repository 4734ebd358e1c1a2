Feature: DescribeBackups lists backups

  @rule:HSM-BKP-14
  Scenario: Backups are found by cluster, ID, state and exemption
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a pending deletion backup "b2" of cluster "vault"
    When "owner" calls cloudhsmv2 DescribeBackups with
      """
      Filters: {states: [PENDING_DELETION], clusterIds: ["{vault}"], neverExpires: ["false"]}
      """
    Then the answer shows
      | Backups.*.BackupId | [{b2}] |
    When "owner" calls cloudhsmv2 DescribeBackups with
      """
      Filters: {backupIds: ["{b1}", "{b2}"]}
      SortAscending: true
      """
    Then the answer shows
      | Backups.*.BackupId | [{b1} {b2}] |

  @rule:HSM-BKP-14
  Scenario: Unknown IDs give an empty list, unknown filters are refused
    When "owner" calls cloudhsmv2 DescribeBackups with
      """
      Filters: {backupIds: [backup-aaaaaaaaaaa]}
      """
    Then the answer shows
      | Backups   | []       |
      | NextToken | (absent) |
    When "owner" calls cloudhsmv2 DescribeBackups with
      """
      Filters: {colour: [red]}
      """
    Then it is refused by HSM-BKP-14
    When "owner" calls cloudhsmv2 DescribeBackups with
      """
      Filters: {"": [red]}
      """
    Then it is refused by HSM-BKP-14

  @rule:HSM-BKP-13
  Scenario: A backup shows of what it is
    Given an active cluster "vault" of "owner" with mode NON_FIPS
    And a ready backup "b1" of cluster "vault"
    When "owner" calls cloudhsmv2 DescribeBackups
    Then the answer shows
      | Backups.0.BackupId        | {b1}        |
      | Backups.0.BackupArn       | {b1.arn}    |
      | Backups.0.ClusterId       | {vault}     |
      | Backups.0.BackupState     | READY       |
      | Backups.0.Mode            | NON_FIPS    |
      | Backups.0.HsmType         | hsm2m.medium |
      | Backups.0.NeverExpires    | false       |
      | Backups.0.CreateTimestamp | (any)       |
      | Backups.0.CopyTimestamp   | (absent)    |
      | Backups.0.SourceBackup    | (absent)    |
      | Backups.0.DeleteTimestamp | (absent)    |

  @rule:HSM-BKP-15
  Scenario: Backups are listed page by page, the oldest first if asked
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a ready backup "b2" of cluster "vault"
    When "owner" calls cloudhsmv2 DescribeBackups with
      """
      MaxResults: 1
      SortAscending: true
      """
    Then the answer shows
      | Backups.*.BackupId | [{b1}] |
    And "page" names the answer's NextToken
    When "owner" calls cloudhsmv2 DescribeBackups with
      """
      MaxResults: 1
      SortAscending: true
      NextToken: "{page}"
      """
    Then the answer shows
      | Backups.*.BackupId | [{b2}]   |
      | NextToken          | (absent) |

  @rule:HSM-BKP-15
  Scenario Outline: A page of <wrong> is refused
    When "owner" calls cloudhsmv2 DescribeBackups with
      """
      <asked>
      """
    Then it is refused by HSM-BKP-15

    Examples:
      | wrong             | asked              |
      | no backups        | MaxResults: 0      |
      | 51 backups        | MaxResults: 51     |
      | an invented token | NextToken: onwards |

  @rule:HSM-BKP-15
  Scenario: A token continues only the listing that gave it
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a ready backup "b2" of cluster "vault"
    When "owner" calls cloudhsmv2 DescribeBackups with
      """
      MaxResults: 1
      """
    And "page" names the answer's NextToken
    And "stranger" calls cloudhsmv2 DescribeBackups with
      """
      MaxResults: 1
      NextToken: "{page}"
      """
    Then it is refused by HSM-BKP-15

  @rule:HSM-BKP-18
  Scenario: Nobody sees the backups of others
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    Then "stranger" has no backups
    And "stranger" sees no shared backups
    And "owner" has these backups
      | Backup | State | Cluster | Mode |
      | b1     | READY | vault   | FIPS |

  @rule:HSM-BKP-15
  Scenario: Shared backups are paged as well
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a ready backup "b2" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s1"
    And backup "b2" is shared with "consumer" as "s2"
    When "consumer" calls cloudhsmv2 DescribeBackups with
      """
      Shared: true
      MaxResults: 1
      """
    Then the answer shows
      | Backups.*.BackupId | [{b2}] |
    And "page" names the answer's NextToken
    When "consumer" calls cloudhsmv2 DescribeBackups with
      """
      Shared: true
      MaxResults: 1
      NextToken: "{page}"
      """
    Then the answer shows
      | Backups.*.BackupId | [{b1}]   |
      | NextToken          | (absent) |
