Feature: An owner deletes resource shares

  @rule:RAM-SHR-10
  Scenario: Deleting a share ends access to its resources, which stay as they are
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    When "owner" deletes share "s"
    Then the answer shows
      | ReturnValue | true |
    And "consumer" cannot restore backup "b1"
    And "consumer" sees no shared backups
    And "consumer" takes part in these shares
      | Share |
    And backup "b1" is ready

  @rule:RAM-SHR-10
  Scenario: A share is deleting and then deleted
    Given "owner" shares nothing with "consumer" as "s"
    When "owner" deletes share "s"
    Then "owner" owns these shares
      | Share | Status   |
      | s     | DELETING |
    When 3 minutes pass
    Then "owner" owns these shares
      | Share | Status  |
      | s     | DELETED |

  @rule:RAM-SHR-11
  Scenario: A deleted share is visible for two hours
    Given "owner" shares nothing with "consumer" as "s"
    When "owner" deletes share "s"
    And 90 minutes pass
    Then "owner" owns these shares
      | Share | Status  |
      | s     | DELETED |
    When 1 hour passes
    Then "owner" owns these shares
      | Share |

  @rule:RAM-SHR-12
  Scenario: A share is deleted once
    Given "owner" shares nothing with "consumer" as "s"
    When "owner" deletes share "s"
    Then it succeeds
    When "owner" deletes share "s"
    Then it is refused by RAM-SHR-12
    When 3 minutes pass
    And "owner" deletes share "s"
    Then it is refused by RAM-SHR-12

  @rule:RAM-ERR-02
  Scenario: A deleted share is not changed any more
    Given "owner" shares nothing with "consumer" as "s"
    When "owner" deletes share "s"
    And 3 minutes pass
    And "owner" calls ram UpdateResourceShare with
      """
      {ResourceShareArn: "{s.arn}", Name: renamed}
      """
    Then it is refused by RAM-ERR-02

  @rule:RAM-ERR-02
  Scenario Outline: Nobody is added to a share that is <state>
    Given a <state> share "s" of "owner"
    When "owner" adds "consumer" to share "s"
    Then it is refused by RAM-ERR-02
    And share "s" is <state>

    Examples:
      | state    |
      | deleting |
      | deleted  |
