Feature: Backups are made and purged by the service

  @rule:HSM-BKP-01
  Scenario: An active cluster with HSMs is backed up on activation and every day
    Given an active cluster "vault" of "owner"
    Then "owner" has these backups
      | Backup | State              | Cluster |
      | ?      | CREATE_IN_PROGRESS | vault   |
    When 3 days pass
    Then "owner" has these backups
      | Backup | State | Cluster |
      | ?      | READY | vault   |
      | ?      | READY | vault   |
      | ?      | READY | vault   |
      | ?      | READY | vault   |

  @rule:HSM-BKP-01
  Scenario: A cluster without HSMs is not backed up
    Given an uninitialized cluster "vault" of "owner"
    When 3 days pass
    Then "owner" has no backups

  @rule:HSM-BKP-01
  Scenario: Removing an HSM from an active cluster makes a backup
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "owner" removes HSM "first HSM of vault"
    Then "owner" has these backups
      | Backup | State              |
      | b1     | READY              |
      | ?      | CREATE_IN_PROGRESS |

  @rule:HSM-TIM-04
  Scenario: Adding an HSM to an active cluster makes a backup a minute later
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "owner" adds HSM "h2" to cluster "vault"
    And 30 seconds pass
    Then "owner" has these backups
      | Backup |
      | b1     |
    When 1 minute passes
    Then "owner" has these backups
      | Backup |
      | b1     |
      | ?      |

  @rule:HSM-TIM-04
  Scenario: No backup is made for an HSM that joins when all others have gone
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "owner" adds HSM "h2" to cluster "vault"
    And "owner" removes HSM "first HSM of vault"
    And 90 seconds pass
    Then "owner" has these backups
      | Backup |
      | b1     |
      | ?      |

  @rule:HSM-BKP-17
  Scenario: A backup carries the tags that its cluster has then
    Given an active cluster "vault" of "owner" with tags env=prod
    And a ready backup "b1" of cluster "vault"
    When "owner" tags cluster "vault" with env=test
    Then "owner" has these backups
      | Backup | Tags     |
      | b1     | env=prod |

  @rule:HSM-BKP-08
  Scenario: Backups older than the retention are pending deletion, for seven days
    Given an active cluster "vault" of "owner" with retention of 7 days
    And a ready backup "b1" of cluster "vault"
    When 7 days pass
    Then backup "b1" is ready
    When 2 days pass
    Then backup "b1" is pending deletion
    When 8 days pass
    Then backup "b1" is gone

  @rule:HSM-BKP-08
  Scenario: The last backup of a cluster is never purged
    Given an active cluster "vault" of "owner" with retention of 7 days
    And a ready backup "b1" of cluster "vault"
    When "owner" removes HSM "first HSM of vault"
    And 100 days pass
    Then "owner" has these backups
      | Backup | State |
      | ?      | READY |

  @rule:HSM-BKP-09
  Scenario: Backups are retained for 90 days by default
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When 89 days pass
    Then backup "b1" is ready
    When 3 days pass
    Then backup "b1" is pending deletion

  @rule:HSM-BKP-12
  Scenario: A purged backup that was brought back is purged again
    Given an active cluster "vault" of "owner" with retention of 7 days
    And a ready backup "b1" of cluster "vault"
    When 10 days pass
    And "owner" restores backup "b1"
    Then backup "b1" is ready
    When 1 day passes
    Then backup "b1" is pending deletion
