@needs:events
Feature: EventBridge is told of what shares give

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:RAM-EVT-01
  Scenario: Owner and consumer are told of a share, and nobody else
    Given backup "b1" is shared with "consumer" as "s"
    Then "owner" is told by RAM of a share
    And "consumer" is told by RAM of a share
    And "stranger" is told by RAM of nothing
    And "consumer" is told by RAM of nothing in eu-west-1

  @rule:RAM-EVT-01
  Scenario: Whoever has not accepted yet is told of nothing
    Given "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    Then "owner" is told by RAM of a share
    And "consumer" is told by RAM of nothing
    When "consumer" rejects the invitation to share "s"
    Then "consumer" is told by RAM of nothing

  @rule:RAM-EVT-01 @rule:RAM-EVT-02
  Scenario: Who has access is told what is put into a share and taken out, and of its own coming and going
    Given "owner" shares nothing with "consumer" as "s"
    And "consumer" accepts the invitation to share "s"
    When "owner" adds backup "b1" to share "s"
    And 5 minutes pass
    And "owner" removes backup "b1" from share "s"
    And 5 minutes pass
    And "owner" removes "consumer" from share "s"
    And 5 minutes pass
    And "owner" adds backup "b1" to share "s"
    And 5 minutes pass
    Then "consumer" is told by RAM of these changes
      | Share | Event                      | Status        |
      | s     | Resource Share Association | associated    |
      | s     | Resource Share Association | associated    |
      | s     | Resource Share Association | disassociated |
      | s     | Resource Share Association | disassociated |
    And "owner" is told by RAM of these changes
      | Share | Status        |
      | s     | associated    |
      | s     | associated    |
      | s     | disassociated |
      | s     | disassociated |
      | s     | associated    |

  @rule:RAM-EVT-02
  Scenario: A share that is deleted tells whoever had access
    Given "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    And "consumer" accepts the invitation to share "s"
    And 5 minutes pass
    When "owner" deletes share "s"
    And share "s" becomes deleted
    And 5 minutes pass
    Then "consumer" is told by RAM of these changes
      | Share | Status        |
      | s     | associated    |
      | s     | disassociated |

  @rule:RAM-EVT-03
  Scenario: A policy tells nobody through RAM until its share is promoted
    Given "owner" puts a policy for "consumer" on backup "b1"
    And 5 minutes pass
    Then "owner" is told by RAM of nothing
    And "consumer" is told by RAM of nothing

  @rule:RAM-EVT-04
  Scenario: Each account of a unit is told, and none outside it
    Given an organization of "management" with "owner", "consumer" and "stranger"
    And sharing with the organization is enabled
    And an organizational unit "apps" with "consumer"
    When "owner" shares nothing with OU "apps" as "s"
    And 5 minutes pass
    And "owner" adds backup "b1" to share "s"
    And 5 minutes pass
    Then "consumer" is told by RAM of these changes
      | Share | Status     |
      | s     | associated |
      | s     | associated |
    And "owner" is told by RAM of these changes
      | Share | Status     |
      | s     | associated |
      | s     | associated |
    And "stranger" is told by RAM of nothing
    And "management" is told by RAM of nothing
