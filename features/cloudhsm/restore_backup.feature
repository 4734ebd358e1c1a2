Feature: RestoreBackup brings a deleted backup back

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:HSM-BKP-04 @rule:HSM-BKP-13
  Scenario: A backup comes back within seven days, without a time of deletion
    When "owner" deletes backup "b1"
    And 6 days pass
    And "owner" restores backup "b1"
    Then the answer shows
      | Backup.BackupState     | READY    |
      | Backup.DeleteTimestamp | (absent) |
    When 7 days pass
    Then backup "b1" is ready

  @rule:HSM-BKP-05
  Scenario: A backup that is ready needs no bringing back
    When "owner" restores backup "b1"
    Then it is refused by HSM-BKP-05
    When "owner" deletes backup "b1"
    And "owner" restores backup "b1"
    Then it succeeds

  @rule:HSM-BKP-05
  Scenario: A backup that is being made needs no bringing back
    Given a create in progress backup "b2" of cluster "vault"
    When "owner" restores backup "b2"
    Then it is refused by HSM-BKP-05

  @rule:HSM-BKP-06
  Scenario: After seven days nothing brings a backup back
    Given a deleted backup "b2" of cluster "vault"
    When "owner" restores backup "b2"
    Then it is refused by HSM-BKP-06
