Feature: CopyBackupToRegion copies a backup within its account

  Background:
    Given an active cluster "vault" of "owner" with tags env=prod
    And a ready backup "b1" of cluster "vault"

  @rule:HSM-CPY-01 @rule:HSM-CPY-02 @rule:HSM-BKP-13
  Scenario: A copy is found by its source and becomes ready
    When "owner" copies backup "b1" to eu-west-1 as "b1c"
    Then the answer shows
      | DestinationBackup.SourceBackup  | {b1}      |
      | DestinationBackup.SourceCluster | {vault}   |
      | DestinationBackup.SourceRegion  | us-east-1 |
    And backup "b1c" is create in progress
    And backup "b1c" becomes ready
    Given the Region is eu-west-1
    When "owner" calls cloudhsmv2 DescribeBackups
    Then the answer shows
      | Backups.0.SourceBackup  | {b1}      |
      | Backups.0.SourceCluster | {vault}   |
      | Backups.0.SourceRegion  | us-east-1 |
      | Backups.0.CopyTimestamp | (any)     |

  @rule:HSM-CPY-01
  Scenario: Other sources find no copy
    When "owner" copies backup "b1" to eu-west-1 as "b1c"
    Given the Region is eu-west-1
    When "owner" calls cloudhsmv2 DescribeBackups with
      """
      Filters: {sourceBackupIds: ["{b1c}"]}
      """
    Then the answer shows
      | Backups | [] |

  @rule:HSM-CPY-03
  Scenario: A backup whose deletion is pending is not copied
    When "owner" deletes backup "b1"
    And "owner" copies backup "b1" to eu-west-1 as "b1c"
    Then it is refused by HSM-CPY-03
    When "owner" restores backup "b1"
    And "owner" copies backup "b1" to eu-west-1 as "b1c"
    Then it succeeds

  @rule:HSM-CPY-04
  Scenario: A copy is as old as its source
    When "owner" calls cloudhsmv2 DescribeBackups
    And "made" names the answer's Backups.0.CreateTimestamp
    And 3 hours pass
    And "owner" copies backup "b1" to eu-west-1 as "b1c"
    Then the answer shows
      | DestinationBackup.CreateTimestamp | {made} |
    Given the Region is eu-west-1
    When "owner" calls cloudhsmv2 DescribeBackups
    Then the answer shows
      | Backups.0.CreateTimestamp | {made} |

  @rule:HSM-CPY-05
  Scenario: A copy takes its source's tags, or exactly those given
    When "owner" copies backup "b1" to eu-west-1 as "b1c"
    And "owner" copies backup "b1" to eu-west-1 as "b1d" with tags team=keys
    Given the Region is eu-west-1
    Then "owner" has these backups
      | Backup | Tags      |
      | b1c    | env=prod  |
      | b1d    | team=keys |

  @rule:HSM-CPY-06 @needs:clock
  Scenario: Retention does not touch a copy, even one in the Region of its cluster
    Given "owner" copies backup "b1" to eu-west-1 as "b1c"
    And backup "b1c" becomes ready
    And "owner" copies backup "b1c" to us-east-1 as "b1r"
    When "owner" changes cluster "vault" to retention of 7 days
    And 20 days pass
    Then backup "b1r" is ready
    And backup "b1c" is ready
    And backup "b1" is deleted

  @rule:HSM-CPY-07
  Scenario: A backup does not leave its partition
    When "owner" copies backup "b1" to us-gov-west-1 as "b1c"
    Then it is refused by HSM-CPY-07
    When "owner" copies backup "b1" to us-west-2 as "b1c"
    Then it succeeds

  @rule:HSM-CPY-09
  Scenario: A backup is not copied to where it is
    When "owner" copies backup "b1" to us-east-1 as "b1c"
    Then it is refused by HSM-CPY-09
    When "owner" copies backup "b1" to us-east-2 as "b1c"
    Then it succeeds

  @rule:HSM-CPY-08
  Scenario: A consumer does not copy a shared backup
    Given backup "b1" is shared with "consumer" as "s"
    When "consumer" copies backup "b1" to eu-west-1 as "b1c"
    Then it is refused by HSM-CPY-08
    When "owner" copies backup "b1" to eu-west-1 as "b1c"
    Then it succeeds

  @rule:HSM-CLU-01
  Scenario: A copy needs a destination
    When "owner" calls cloudhsmv2 CopyBackupToRegion with
      """
      BackupId: "{b1}"
      """
    Then it is refused by HSM-CLU-01
