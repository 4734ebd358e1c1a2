Feature: Cross-account clones are limited

  @rule:AUR-XCL-05 @rule:AUR-XCL-24
  Scenario: Fifteen accounts clone a cluster, and the sixteenth does not
    Given an available DB cluster "c" of "owner" with an instance
    And 14 other accounts have clones of DB cluster "c"
    And DB cluster "c" is shared with "consumer" and "stranger" as "s"
    When "consumer" clones DB cluster "c" as "d"
    Then it succeeds
    When "stranger" clones DB cluster "c" as "e"
    Then it is refused by AUR-XCL-05
    And "stranger" sees these DB clusters
      | DB cluster | Owner |
      | c          | owner |
    When "owner" clones DB cluster "c" as "f"
    Then it succeeds

  @rule:AUR-XCL-05
  Scenario: A cluster and its clones are the same for the limit
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "copy"
    And DB cluster "copy" becomes available
    Given an available DB instance "copy-1" in DB cluster "copy"
    And 8 other accounts have clones of DB cluster "c"
    And 7 other accounts have clones of DB cluster "copy"
    And DB cluster "copy" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "copy" as "d"
    Then it is refused by AUR-XCL-05
    When "owner" clones DB cluster "copy" as "again"
    Then it succeeds

  @rule:AUR-XCL-06 @rule:AUR-XCL-07
  Scenario: An account has one clone of a cluster
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    And "consumer" clones DB cluster "c" as "e"
    Then it is refused by AUR-XCL-07
    And "consumer" sees these DB clusters
      | DB cluster | Owner    |
      | c          | owner    |
      | d          | consumer |

  @rule:AUR-XCL-06
  Scenario: An account does not clone both a cluster and its clone
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" clones DB cluster "c" as "copy"
    And DB cluster "copy" becomes available
    Given an available DB instance "copy-1" in DB cluster "copy"
    And DB cluster "c" is shared with "consumer" as "s"
    And DB cluster "copy" is shared with "consumer" and "stranger" as "t"
    When "consumer" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    And "consumer" clones DB cluster "copy" as "e"
    Then it is refused by AUR-XCL-06
    When "stranger" clones DB cluster "copy" as "e"
    Then it succeeds

  @rule:AUR-XCL-07
  Scenario: A second clone under way counts
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d"
    And "consumer" clones DB cluster "c" as "e"
    Then it is refused by AUR-XCL-07

  @rule:AUR-XCL-07
  Scenario: Within its own account a cross-account clone is cloned freely
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    And "consumer" adds DB instance "d-1" to DB cluster "d"
    And DB instance "d-1" becomes available
    And "consumer" clones DB cluster "d" as "e"
    Then it succeeds
    When "consumer" clones DB cluster "d" as "f"
    Then it succeeds

  @rule:AUR-XCL-08
  Scenario: A clone that is deleted makes room for another
    Given an available DB cluster "c" of "owner" with an instance
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    And "consumer" deletes DB cluster "d"
    And DB cluster "d" becomes gone
    And "consumer" clones DB cluster "c" as "e"
    Then it succeeds

  @rule:AUR-CLN-07 @rule:AUR-CLN-08 @needs:storage
  Scenario: Within an account the sixteenth clone is a full copy of its own
    Given an available DB cluster "c" of "owner" with an instance
    And pages 1 to 1000 of DB cluster "c" are written
    And "owner" has 15 clones of DB cluster "c"
    When "owner" clones DB cluster "c" as "d"
    Then DB cluster "d" becomes available
    And 2000 pages in all are charged to "owner"

  @rule:AUR-CLN-07 @rule:AUR-CL-04
  Scenario: Clones count against the quota of clusters
    Given an available DB cluster "c" of "owner" with an instance
    And "owner" has 39 clones of DB cluster "c"
    When "owner" clones DB cluster "c" as "d"
    Then it is refused by AUR-CL-04
