Feature: Working with shared backups
  An owner shares a backup so that another account can restore a cluster from
  it. A policy makes the backup usable at once; promoting the resource share
  that RAM made of the policy makes it known as well.

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:HSM-POL-06 @rule:HSM-POL-07 @rule:HSM-BKP-19 @rule:RAM-PRM-02 @rule:HSM-POL-10 @rule:HSM-CLU-09
  Scenario: A backup is shared by policy, promoted, identified, used and unshared
    When "owner" puts a policy for "consumer" on backup "b1"
    Then it succeeds
    And "consumer" sees no shared backups
    When "consumer" restores cluster "before promotion" from backup "b1"
    Then it succeeds
    When "owner" promotes the share of backup "b1" as "s"
    Then it succeeds
    And "owner" owns these shares
      | Share | Status | Feature set |
      | s     | ACTIVE | STANDARD    |
    And "consumer" sees these shared backups
      | Backup | State | Cluster |
      | b1     | READY | vault   |
    When "consumer" restores cluster "after promotion" from backup "b1"
    Then it succeeds
    When "owner" deletes the policy of backup "b1"
    Then it succeeds
    And "consumer" sees no shared backups
    When "consumer" restores cluster "too late" from backup "b1"
    Then it is refused by HSM-CLU-09
    And cluster "before promotion" becomes active

  @rule:HSM-BKP-19
  Scenario: A backup in a RAM share is listed for its consumers
    Given backup "b1" is shared with "consumer" as "s"
    Then "consumer" sees these shared backups
      | Backup | State |
      | b1     | READY |

  @rule:HSM-BKP-20
  Scenario: A policy that names one user makes a promoted backup known to the whole account
    When "owner" calls cloudhsmv2 PutResourcePolicy with
      """
      ResourceArn: "{b1.arn}"
      Policy: |
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
         "Principal":{"AWS":"arn:aws:iam::{consumer}:user/restorer"},
         "Action":["cloudhsm:CreateCluster","cloudhsm:DescribeBackups"],
         "Resource":"{b1.arn}"}]}
      """
    And "owner" promotes the share of backup "b1" as "s"
    Then "consumer" sees these shared backups
      | Backup |
      | b1     |

  @rule:HSM-CLU-09
  Scenario: A consumer that was taken out of the share restores nothing more, and keeps what it restored
    Given backup "b1" is shared with "consumer" as "s"
    And an active cluster "clone" of "consumer" with backup "b1"
    When "owner" removes "consumer" from share "s"
    And "consumer" restores cluster "second" from backup "b1"
    Then it is refused by HSM-CLU-09
    And cluster "clone" is active
    And "consumer" sees no shared backups

  @rule:HSM-CLU-08
  Scenario: An account with which a backup is not shared learns nothing of it
    Given backup "b1" is shared with "consumer" as "s"
    Then "stranger" cannot restore backup "b1"
    And "stranger" sees no shared backups
    And "consumer" can restore backup "b1"

  @rule:HSM-BKP-18
  Scenario: Own backups and shared backups are listed apart
    Given an active cluster "own" of "consumer"
    And a ready backup "b2" of cluster "own"
    And backup "b1" is shared with "consumer" as "s"
    Then "consumer" has these backups
      | Backup | Cluster |
      | b2     | own     |
    And "consumer" sees these shared backups
      | Backup | Cluster |
      | b1     | vault   |
    And "owner" sees no shared backups

  @rule:HSM-BKP-22
  Scenario: The owner sees no difference in a backup that is shared
    Given backup "b1" is shared with "consumer" as "s"
    Then "owner" has these backups
      | Backup | State | Source |
      | b1     | READY |        |

  @rule:HSM-BKP-23
  Scenario: A shared backup that the owner deletes is no longer listed for its consumers
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" deletes backup "b1"
    Then it succeeds
    And "consumer" sees no shared backups
    When "owner" restores backup "b1"
    Then "consumer" sees these shared backups
      | Backup |
      | b1     |
