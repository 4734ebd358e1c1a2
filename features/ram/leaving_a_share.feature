Feature: An account leaves a share by itself
  Whoever was invited may leave again, as long as all that the share holds is of
  types that can be left. Backups of CloudHSM clusters are not.

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:RAM-ASC-09
  Scenario: An account that was invited leaves an empty share
    Given "owner" shares nothing with "consumer" as "s"
    And "consumer" accepts the invitation to share "s"
    And "consumer" takes part in these shares
      | Share |
      | s     |
    When "consumer" leaves share "s"
    Then the answer shows
      | ResourceShareAssociations.*.AssociatedEntity | [{consumer}]   |
      | ResourceShareAssociations.0.Status           | DISASSOCIATING |
    And "consumer" takes part in these shares
      | Share |

  @rule:RAM-ASC-09
  Scenario: Whoever left has no access to what is put into the share later
    Given "owner" shares nothing with "consumer" and "stranger" as "s"
    And "consumer" accepts the invitation to share "s"
    And "stranger" accepts the invitation to share "s"
    When "consumer" leaves share "s"
    And "owner" adds backup "b1" to share "s"
    And 5 minutes pass
    Then "consumer" cannot restore backup "b1"
    And "stranger" can restore backup "b1"

  @rule:RAM-ASC-09
  Scenario: Whoever left is invited again by sharing again
    Given "owner" shares nothing with "consumer" as "s"
    And "consumer" accepts the invitation to share "s"
    And "consumer" leaves share "s"
    And 5 minutes pass
    When "owner" adds "consumer" to share "s"
    And "owner" adds backup "b1" to share "s"
    And 5 minutes pass
    Then "consumer" cannot restore backup "b1"
    When "consumer" accepts the invitation to share "s"
    Then "consumer" can restore backup "b1"

  @rule:RAM-ASC-09
  Scenario: A share that holds a backup is not left
    Given backup "b1" is shared with "consumer" as "s"
    When "consumer" leaves share "s"
    Then it is refused by RAM-ASC-09
    And "consumer" can restore backup "b1"

  @rule:RAM-ASC-09
  Scenario: A member of the organization that was not invited does not leave
    Given an organization of "management" with "owner" and "consumer"
    And sharing with the organization is enabled
    And "owner" shares nothing with "consumer" as "s"
    And 5 minutes pass
    When "consumer" leaves share "s"
    Then it is refused by RAM-ASC-09
    And "consumer" takes part in these shares
      | Share |
      | s     |

  @rule:RAM-ASC-09
  Scenario: An account does not leave a share that names its unit
    Given an organization of "management" with "owner"
    And "consumer" joins the organization
    And sharing with the organization is enabled
    And an organizational unit "apps" with "consumer"
    And "owner" shares nothing with OU "apps" as "s"
    And 5 minutes pass
    When "consumer" leaves share "s"
    Then it is refused by RAM-ASC-09

  @rule:RAM-ASC-09
  Scenario: A consumer takes nobody but itself out
    Given "owner" shares nothing with "consumer" and "stranger" as "s"
    And "consumer" accepts the invitation to share "s"
    And "stranger" accepts the invitation to share "s"
    When "consumer" removes "stranger" from share "s"
    Then it is refused by RAM-ASC-09
    And "stranger" takes part in these shares
      | Share |
      | s     |
