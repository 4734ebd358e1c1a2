Feature: Access follows membership of the organization
  Whoever is in the organization or the unit that a share names has access, no
  longer and no shorter.

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And an organization of "management" with "owner" and "member"
    And sharing with the organization is enabled

  @rule:RAM-ORG-05
  Scenario: An account that joins the organization gets access, and loses it by leaving
    Given backup "b1" is shared with the organization as "s"
    And "consumer" cannot restore backup "b1"
    When "consumer" joins the organization
    Then "consumer" can restore backup "b1"
    And "consumer" sees these shared backups
      | Backup |
      | b1     |
    When "consumer" leaves the organization
    Then "consumer" cannot restore backup "b1"
    And "consumer" sees no shared backups
    And "member" can restore backup "b1"

  @rule:RAM-ORG-05
  Scenario: An account that is removed from the organization loses access
    Given "consumer" joins the organization
    And backup "b1" is shared with the organization as "s"
    And "consumer" can restore backup "b1"
    When "management" removes "consumer" from the organization
    Then it succeeds
    And "consumer" cannot restore backup "b1"
    And "consumer" sees no shared backups

  @rule:RAM-ORG-05
  Scenario: An account that changes over to another organization loses access
    Given "consumer" joins the organization
    And backup "b1" is shared with the organization as "s"
    And "consumer" can restore backup "b1"
    Given the accounts "other management"
    And an organization of "other management"
    When "consumer" joins the organization
    Then "consumer" cannot restore backup "b1"
    And "member" can restore backup "b1"

  @rule:RAM-ORG-05
  Scenario: An account that moves into an organizational unit gets access, and loses it by moving out
    Given an organizational unit "apps"
    And an organizational unit "labs" with "member"
    And backup "b1" is shared with OU "apps" as "s"
    And "member" cannot restore backup "b1"
    When "management" moves "member" to OU "apps"
    Then "member" can restore backup "b1"
    And "member" sees these shared backups
      | Backup |
      | b1     |
    When "management" moves "member" to OU "labs"
    Then "member" cannot restore backup "b1"
    And "member" sees no shared backups

  @rule:RAM-ORG-05
  Scenario: An account that moves to the root stays in the organization, but in no unit
    Given an organizational unit "apps" with "member"
    And backup "b1" is shared with OU "apps" as "few"
    And "member" can restore backup "b1"
    When "management" moves "member" to the root
    Then "member" cannot restore backup "b1"
    Given backup "b1" is shared with the organization as "many"
    Then "member" can restore backup "b1"

  @rule:RAM-ORG-05 @rule:RAM-ORG-10
  Scenario: An account that moves between units within a unit keeps access
    Given an organizational unit "apps"
    And an organizational unit "billing" in "apps" with "member"
    And an organizational unit "orders" in "apps"
    And backup "b1" is shared with OU "apps" as "s"
    And "member" can restore backup "b1"
    When "management" moves "member" to OU "orders"
    Then "member" can restore backup "b1"
    When "management" moves "member" to the root
    Then "member" cannot restore backup "b1"

  @rule:RAM-ORG-05
  Scenario: Leaving the organization does no harm to what was restored before
    Given an organizational unit "apps" with "member"
    And backup "b1" is shared with OU "apps" as "s"
    And an active cluster "clone" of "member" with backup "b1"
    When "member" leaves the organization
    Then "member" cannot restore backup "b1"
    And cluster "clone" is active

  @rule:RAM-ORG-06
  Scenario: An account that a share names as a member loses access by leaving
    Given backup "b1" is shared with "member" as "s"
    And "member" can restore backup "b1"
    When "member" leaves the organization
    Then "member" cannot restore backup "b1"
    And "member" sees no shared backups

  @rule:RAM-ORG-06
  Scenario: An account that a share names as a member loses access by being removed
    Given backup "b1" is shared with "member" as "s"
    And "member" can restore backup "b1"
    When "management" removes "member" from the organization
    Then it succeeds
    And "member" cannot restore backup "b1"

  @rule:RAM-ORG-06 @rule:RAM-SHR-15
  Scenario: An account retains access if the share lets it, which it is asked for
    When "owner" shares backup "b1" with "member" as "s" even when they leave
    And 5 minutes pass
    Then "member" has these invitations
      | Share | Status  |
      | s     | PENDING |
    And "member" cannot restore backup "b1"
    When "member" accepts the invitation to share "s"
    Then "member" can restore backup "b1"
    When "member" leaves the organization
    Then "member" can restore backup "b1"
    And "member" sees these shared backups
      | Backup |
      | b1     |

  @rule:RAM-ORG-05
  Scenario: A share that lets accounts retain access does not do so for those that only their unit gave it
    Given an organizational unit "apps" with "member"
    And "owner" shares backup "b1" with OU "apps" as "s" even when they leave
    And 5 minutes pass
    And "member" can restore backup "b1"
    When "management" removes "member" from the organization
    Then it succeeds
    And "member" cannot restore backup "b1"

  @rule:RAM-ORG-07
  Scenario: Whoever accepted an invitation keeps access when it joins and leaves the organization
    Given backup "b1" is shared with "consumer" as "s"
    When "consumer" joins the organization
    Then "consumer" can restore backup "b1"
    When "consumer" leaves the organization
    Then "consumer" can restore backup "b1"

  @rule:RAM-ORG-09
  Scenario: When the owner leaves, its organization loses access
    Given an organizational unit "apps" with "member"
    And backup "b1" is shared with OU "apps" as "few"
    And backup "b1" is shared with "member" as "one"
    And "member" can restore backup "b1"
    When "owner" leaves the organization
    Then "member" cannot restore backup "b1"
    And "member" sees no shared backups

  @rule:RAM-ORG-06
  Scenario: A member that leaves is not associated with the share any more
    Given backup "b1" is shared with "member" as "s"
    When "member" leaves the organization
    Then share "s" has these consumers
      | Consumer | Status        |
      | member   | DISASSOCIATED |

  @rule:RAM-ORG-09 @needs:clock
  Scenario Outline: What was taken out <when> the owner left stays out
    Given backup "b1" is shared with "member" as "s"
    And "owner" removes "member" from share "s"
    And <time> pass
    When "owner" leaves the organization
    Then share "s" has these consumers
      | Consumer | Status        |
      | member   | DISASSOCIATED |

    Examples:
      | when             | time      |
      | just before      | 0 seconds |
      | some time before | 5 minutes |
