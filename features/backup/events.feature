Feature: EventBridge is told of what AWS Backup does

  @rule:BKP-EVT-01 @rule:BKP-EVT-03 @needs:events
  Scenario: A backup job, its recovery point and its vault tell of their states
    Given a backup vault "home" of "owner"
    And a volume "v" of "owner"
    And a completed backup job "j" of volume "v" into vault "home"
    Then "owner" is told by AWS Backup of these changes
      | Change                      | State     |
      | Backup Vault State Change   | CREATED   |
      | Backup Job State Change     | CREATED   |
      | Backup Job State Change     | PENDING   |
      | Backup Job State Change     | RUNNING   |
      | Backup Job State Change     | COMPLETED |
      | Recovery Point State Change | COMPLETED |

  @rule:BKP-EVT-02 @needs:events
  Scenario: A copy job tells of its recovery point once there is one
    Given a backup vault "home" of "owner"
    And a key "k" of "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And the Region is eu-west-1
    And a key "far" of "owner"
    And a backup vault "abroad" of "owner" encrypted under "far"
    And the Region is us-east-1
    And a completed copy job "c" of recovery point "r" into vault "abroad"
    Then "owner" is told by AWS Backup of these changes of copy jobs
      | State     | Job | Recovery point |
      | CREATED   |     |                |
      | RUNNING   | c   |                |
      | COMPLETED | c   | there          |
