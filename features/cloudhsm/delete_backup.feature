Feature: DeleteBackup leaves seven days to think again

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:HSM-BKP-03 @rule:HSM-BKP-13
  Scenario: A deleted backup is pending deletion and tells when it will be gone
    When "owner" deletes backup "b1"
    Then the answer shows
      | Backup.BackupId        | {b1}             |
      | Backup.BackupArn       | {b1.arn}         |
      | Backup.BackupState     | PENDING_DELETION |
      | Backup.DeleteTimestamp | (any)            |

  @rule:HSM-BKP-03
  Scenario: A deleted backup tells to the day when it will be gone
    Given an active HSM "h2" in cluster "vault"
    And a ready backup "b2" of cluster "vault"
    When "owner" deletes backup "b1"
    Then backup "b1" is due to go 7 days after backup "b2" was made

  @rule:HSM-BKP-06
  Scenario: A deleted backup is there for seven days, and then gone for good
    When "owner" deletes backup "b1"
    And 6 days pass
    Then backup "b1" is pending deletion
    When 1 day passes
    Then backup "b1" is gone
    When "owner" restores backup "b1"
    Then it is refused by HSM-BKP-06

  @rule:HSM-BKP-07
  Scenario: A backup is deleted only once
    When "owner" deletes backup "b1"
    Then it succeeds
    When "owner" deletes backup "b1"
    Then it is refused by HSM-BKP-07

  @rule:HSM-BKP-07
  Scenario: A backup that is being made is not deleted
    Given a create in progress backup "b2" of cluster "vault"
    When "owner" deletes backup "b2"
    Then it is refused by HSM-BKP-07

  @rule:HSM-ERR-06
  Scenario: A stranger's DeleteBackup finds nothing
    When "stranger" deletes backup "b1"
    Then it is refused by HSM-ERR-06
    And backup "b1" is ready
    When "owner" deletes backup "b1"
    Then it succeeds

  @rule:HSM-BKP-21
  Scenario Outline: A consumer does not <do> a shared backup, its owner does
    Given backup "b1" is shared with "consumer" as "s"
    When "consumer" <does>
    Then it is refused by HSM-BKP-21
    And "consumer" can restore backup "b1"
    When "owner" <does>
    Then it succeeds

    Examples:
      | do     | does                                |
      | exempt | exempts backup "b1" from retention  |
      | tag    | tags backup "b1" with env=prod      |
      | copy   | copies backup "b1" to eu-west-1 as "b1c" |

  @rule:HSM-BKP-21
  Scenario: A consumer neither deletes a shared backup nor brings it back
    Given backup "b1" is shared with "consumer" as "s"
    When "consumer" deletes backup "b1"
    Then it is refused by HSM-BKP-21
    When "owner" deletes backup "b1"
    And "consumer" restores backup "b1"
    Then it is refused by HSM-BKP-21
    When "owner" restores backup "b1"
    Then it succeeds

  @rule:HSM-ERR-04
  Scenario: A backup that never was is not found
    When "owner" calls cloudhsmv2 DeleteBackup with
      """
      BackupId: backup-aaaaaaaaaaa
      """
    Then it is refused by HSM-ERR-04
    When "owner" deletes backup "b1"
    Then it succeeds
