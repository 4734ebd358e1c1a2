Feature: Clones share pages with their source, and whoever changes one pays for it

  @rule:AUR-STO-01 @rule:AUR-STO-03 @rule:AUR-STO-05 @needs:storage @rule:AUR-CLN-19
  Scenario: The documented example: a clone that changes 100 of 1000 pages
    Given an available DB cluster "c" of "owner" with an instance
    And pages 1 to 1000 of DB cluster "c" are written
    When "owner" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    Then these pages are charged to "owner"
      | DB cluster | Pages |
      | c          | 1000  |
      | d          | 0     |
    When pages 1 to 100 of DB cluster "d" are written
    Then these pages are charged to "owner"
      | DB cluster | Pages |
      | c          | 1000  |
      | d          | 100   |
    When "owner" deletes DB instance "c-1"
    And "owner" deletes DB cluster "c"
    And DB cluster "c" becomes gone
    Then these pages are charged to "owner"
      | DB cluster | Pages |
      | d          | 1000  |

  @rule:AUR-STO-02 @rule:AUR-STO-04 @rule:AUR-STO-06 @needs:storage
  Scenario: What a deleted source leaves is split over the clones, across accounts
    Given an available DB cluster "c" of "owner" with an instance
    And pages 1 to 1000 of DB cluster "c" are written
    And DB cluster "c" is shared with "consumer" and "stranger" as "s"
    When "consumer" clones DB cluster "c" as "d"
    And "stranger" clones DB cluster "c" as "e"
    And DB cluster "d" becomes available
    And DB cluster "e" becomes available
    And "consumer" adds DB instance "d-1" to DB cluster "d"
    And DB instance "d-1" becomes available
    And "owner" deletes DB instance "c-1"
    And "owner" deletes DB cluster "c"
    And DB cluster "c" becomes gone
    Then these pages are charged to "consumer"
      | DB cluster | Pages |
      | d          | 500   |
    And these pages are charged to "stranger"
      | DB cluster | Pages |
      | e          | 500   |
    When "stranger" deletes DB cluster "e"
    And DB cluster "e" becomes gone
    Then these pages are charged to "consumer"
      | DB cluster | Pages |
      | d          | 1000  |

  @rule:AUR-STO-04 @rule:AUR-STO-06 @needs:storage
  Scenario: A page is handed on only to the clones that still have it
    Given an available DB cluster "c" of "owner" with an instance
    And pages 1 to 1000 of DB cluster "c" are written
    And DB cluster "c" is shared with "consumer" as "s"
    When "owner" clones DB cluster "c" as "e"
    And "consumer" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    And DB cluster "e" becomes available
    And pages 1 to 200 of DB cluster "d" are written
    And "owner" deletes DB instance "c-1"
    And "owner" deletes DB cluster "c"
    And DB cluster "c" becomes gone
    Then these pages are charged to "consumer"
      | DB cluster | Pages |
      | d          | 600   |
    And these pages are charged to "owner"
      | DB cluster | Pages |
      | e          | 600   |

  @rule:AUR-STO-07 @needs:storage
  Scenario: A page that the source replaces is still stored for the clone
    Given an available DB cluster "c" of "owner" with an instance
    And pages 1 to 1000 of DB cluster "c" are written
    When "owner" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    And pages 1 to 100 of DB cluster "c" are written
    Then 1100 pages in all are charged to "owner"
    When "owner" deletes DB cluster "d"
    And DB cluster "d" becomes gone
    Then 1000 pages in all are charged to "owner"

  @rule:AUR-STO-05 @needs:storage
  Scenario: What a clone adds is its own
    Given an available DB cluster "c" of "owner" with an instance
    And pages 1 to 100 of DB cluster "c" are written
    And DB cluster "c" is shared with "consumer" as "s"
    When "consumer" clones DB cluster "c" as "d"
    And DB cluster "d" becomes available
    And pages 101 to 150 of DB cluster "d" are written
    Then these pages are charged to "consumer"
      | DB cluster | Pages |
      | d          | 50    |
    And these pages are charged to "owner"
      | DB cluster | Pages |
      | c          | 100   |

  @rule:AUR-STO-01 @needs:storage
  Scenario: A full copy shares nothing
    Given an available DB cluster "c" of "owner" with an instance
    And pages 1 to 100 of DB cluster "c" are written
    When "owner" restores DB cluster "c" as "d"
    And DB cluster "d" becomes available
    Then these pages are charged to "owner"
      | DB cluster | Pages |
      | c          | 100   |
      | d          | 100   |
