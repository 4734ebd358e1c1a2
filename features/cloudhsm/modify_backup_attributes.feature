Feature: ModifyBackupAttributes exempts a backup from retention

  Background:
    Given an active cluster "vault" of "owner" with retention of 7 days
    And a ready backup "b1" of cluster "vault"

  @rule:HSM-BKP-10
  Scenario: A backup that never expires outlives its cluster's retention
    When "owner" exempts backup "b1" from retention
    Then the answer shows
      | Backup.NeverExpires | true |
    When 20 days pass
    Then backup "b1" is ready

  @rule:HSM-BKP-10
  Scenario: A backup that may expire again is purged
    When "owner" exempts backup "b1" from retention
    And 20 days pass
    And "owner" no longer exempts backup "b1" from retention
    Then the answer shows
      | Backup.NeverExpires | false |
    When 2 days pass
    Then backup "b1" is pending deletion

  @rule:HSM-BKP-11
  Scenario: A backup whose deletion is pending is not modified
    When "owner" deletes backup "b1"
    And "owner" exempts backup "b1" from retention
    Then it is refused by HSM-BKP-11
    When "owner" restores backup "b1"
    And "owner" exempts backup "b1" from retention
    Then it succeeds

  @rule:HSM-CLU-01
  Scenario: ModifyBackupAttributes says whether the backup expires
    When "owner" calls cloudhsmv2 ModifyBackupAttributes with
      """
      BackupId: "{b1}"
      """
    Then it is refused by HSM-CLU-01

  @rule:HSM-BKP-11 @needs:clock
  Scenario: A backup is exempted once it is ready, and stays ready
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a create in progress backup "b2" of cluster "vault"
    When "owner" exempts backup "b2" from retention
    Then it is refused by HSM-BKP-11
    When "owner" exempts backup "b1" from retention
    Then it succeeds
    And backup "b1" is ready
