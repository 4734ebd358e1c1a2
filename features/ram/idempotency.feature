Feature: Client tokens make calls repeatable

  @rule:RAM-SHR-16
  Scenario: A call repeated with its client token changes nothing and gives the same answer
    When "owner" calls ram CreateResourceShare with
      """
      {Name: vault, ClientToken: once}
      """
    Then the answer shows
      | ClientToken | once |
    And "s" names the answer's ResourceShare.ResourceShareArn
    When "owner" calls ram CreateResourceShare with
      """
      {Name: vault, ClientToken: once}
      """
    Then the answer shows
      | ClientToken                    | once |
      | ResourceShare.ResourceShareArn | {s}  |
    And "owner" owns these shares
      | Name  |
      | vault |

  @rule:RAM-SHR-16
  Scenario: A client token serves no other call
    Given "owner" calls ram CreateResourceShare with
      """
      {Name: vault, ClientToken: once}
      """
    When "owner" calls ram CreateResourceShare with
      """
      {Name: other, ClientToken: once}
      """
    Then it is refused by RAM-SHR-16
    And "owner" owns these shares
      | Name  |
      | vault |

  @rule:RAM-SHR-16
  Scenario: A deletion that is repeated with its client token succeeds again
    Given "owner" shares nothing with nobody as "s"
    When "owner" calls ram DeleteResourceShare with
      """
      {ResourceShareArn: "{s}", ClientToken: once}
      """
    And "owner" calls ram DeleteResourceShare with
      """
      {ResourceShareArn: "{s}", ClientToken: once}
      """
    Then the answer shows
      | ReturnValue | true |
      | ClientToken | once |

  @rule:RAM-SHR-16
  Scenario: Accounts do not share client tokens
    Given "owner" calls ram CreateResourceShare with
      """
      {Name: vault, ClientToken: once}
      """
    When "consumer" calls ram CreateResourceShare with
      """
      {Name: other, ClientToken: once}
      """
    Then the answer shows
      | ResourceShare.OwningAccountId | {consumer} |

  @rule:RAM-TOK-01 @needs:clock
  Scenario: A client token is remembered for a day
    Given "owner" calls ram CreateResourceShare with
      """
      {Name: vault, ClientToken: once}
      """
    When 23 hours pass
    And "owner" calls ram CreateResourceShare with
      """
      {Name: other, ClientToken: once}
      """
    Then it is refused by RAM-SHR-16
    When 1 hour passes
    And "owner" calls ram CreateResourceShare with
      """
      {Name: other, ClientToken: once}
      """
    Then it succeeds
    And "owner" owns these shares
      | Name  |
      | vault |
      | other |
