Feature: Sending parcels

  @rule:PRC-LIF-01
  Scenario: A parcel arrives within two hours
    Given a parcel "p" of "owner"
    Then parcel "p" is on its way
    And parcel "p" becomes arrived

  @rule:PRC-ERR-01
  Scenario: A parcel is known only to the account that sent it
    Given a parcel "p" of "owner" that is arrived
    When "stranger" looks for parcel "p"
    Then it is refused by PRC-ERR-01
    When "owner" looks for parcel "p"
    Then the answer shows
      | Parcel.To | north |
