Feature: Accounts join an organization by accepting its invitation

  Background:
    Given an organization of "management" with "member"

  @rule:ORG-MEM-05
  Scenario: An account that accepts is a member in the root
    When "management" invites "consumer" to the organization as "h"
    Then the answer shows
      | Handshake.State          | REQUESTED                   |
      | Handshake.Action         | INVITE                      |
      | Handshake.Parties.*.Id   | [{organization} {consumer}] |
      | Handshake.Parties.*.Type | [ORGANIZATION ACCOUNT]      |
    And the organization has these accounts
      | Account    |
      | management |
      | member     |
    When "consumer" accepts handshake "h"
    Then the answer shows
      | Handshake.State | ACCEPTED |
    And the organization has these accounts
      | Account    | Parent   | Joined  |
      | management | the root | INVITED |
      | member     | the root | INVITED |
      | consumer   | the root | INVITED |

  @rule:ORG-MEM-05
  Scenario: A member changes over to another organization by accepting its invitation
    Given an organizational unit "apps" with "member"
    And an organization of "stranger"
    When "stranger" invites "member" to the organization as "h"
    And "member" accepts handshake "h"
    Then the organization has these accounts
      | Account  | Parent   |
      | stranger | the root |
      | member   | the root |
    When "management" calls organizations ListAccounts
    Then the answer shows
      | Accounts.*.Id | [{management}] |

  @rule:ORG-HSK-01
  Scenario: Whoever was invited may decline
    Given "management" invites "consumer" to the organization as "h"
    When "consumer" declines handshake "h"
    Then the answer shows
      | Handshake.State | DECLINED |
    And the organization has these accounts
      | Account    |
      | management |
      | member     |

  @rule:ORG-HSK-01
  Scenario: Whoever invited may cancel
    Given "management" invites "consumer" to the organization as "h"
    When "management" cancels handshake "h"
    Then the answer shows
      | Handshake.State | CANCELED |
    When "consumer" accepts handshake "h"
    Then it is refused by ORG-HSK-05
    And the organization has these accounts
      | Account    |
      | management |
      | member     |

  @rule:ORG-HSK-02 @needs:clock
  Scenario: An invitation can be accepted for fifteen days
    Given "management" invites "consumer" to the organization as "h"
    When 14 days pass
    And "consumer" accepts handshake "h"
    Then it succeeds
    And the organization has these accounts
      | Account    |
      | management |
      | member     |
      | consumer   |

  @rule:ORG-HSK-02 @rule:ORG-HSK-05 @needs:clock
  Scenario: After fifteen days an invitation has expired
    Given "management" invites "consumer" to the organization as "h"
    When 15 days pass
    And "consumer" accepts handshake "h"
    Then it is refused by ORG-HSK-05
    When "consumer" calls organizations DescribeHandshake with
      """
      HandshakeId: "{h}"
      """
    Then the answer shows
      | Handshake.State | EXPIRED |
    And the organization has these accounts
      | Account    |
      | management |
      | member     |

  @rule:ORG-HSK-10
  Scenario: An organization lists the handshakes that it has sent
    Given "management" invites "consumer" to the organization as "other"
    And "stranger" calls organizations CreateOrganization
    And "stranger" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "{consumer}", Type: ACCOUNT}
      """
    And "h" names the answer's Handshake.Id
    When "stranger" calls organizations ListHandshakesForOrganization
    Then the answer shows
      | Handshakes.*.Id    | [{h}]       |
      | Handshakes.*.State | [REQUESTED] |
    When "stranger" calls organizations ListHandshakesForOrganization with
      """
      Filter: {ActionType: ENABLE_ALL_FEATURES}
      """
    Then the answer shows
      | Handshakes | [] |
    When "consumer" declines handshake "h"
    And "stranger" calls organizations ListHandshakesForOrganization with
      """
      Filter: {ActionType: INVITE}
      """
    Then the answer shows
      | Handshakes.*.Id    | [{h}]      |
      | Handshakes.*.State | [DECLINED] |
    When "consumer" calls organizations ListHandshakesForOrganization
    Then it is refused by ORG-ERR-02
    When "member" calls organizations ListHandshakesForOrganization
    Then it is refused by ORG-ERR-03

  @rule:ORG-HSK-03 @needs:clock
  Scenario: A handshake is shown for thirty days after its end
    Given "management" invites "consumer" to the organization as "h"
    And "consumer" declines handshake "h"
    When 29 days pass
    And "consumer" calls organizations ListHandshakesForAccount
    Then the answer shows
      | Handshakes.*.Id    | [{h}]      |
      | Handshakes.*.State | [DECLINED] |
    When 1 day passes
    And "consumer" calls organizations ListHandshakesForAccount
    Then the answer shows
      | Handshakes | [] |
    When "management" calls organizations DescribeHandshake with
      """
      HandshakeId: "{h}"
      """
    Then it is refused by ORG-ERR-09

  @rule:ORG-HSK-04
  Scenario Outline: What was <done> is not <done> again
    Given "management" invites "consumer" to the organization as "h"
    When "<who>" <does> handshake "h"
    Then it succeeds
    When "<who>" <does> handshake "h"
    Then it is refused by ORG-HSK-04

    Examples:
      | done     | who        | does     |
      | accepted | consumer   | accepts  |
      | declined | consumer   | declines |
      | canceled | management | cancels  |

  @rule:ORG-HSK-05
  Scenario Outline: An invitation that "<first>" <one> is over when "<second>" <other> it
    Given "management" invites "consumer" to the organization as "h"
    When "<first>" <one> handshake "h"
    Then it succeeds
    When "<second>" <other> handshake "h"
    Then it is refused by ORG-HSK-05

    Examples:
      | first      | one      | second     | other    |
      | consumer   | accepts  | consumer   | declines |
      | consumer   | accepts  | management | cancels  |
      | consumer   | declines | consumer   | accepts  |
      | consumer   | declines | management | cancels  |
      | management | cancels  | consumer   | accepts  |
      | management | cancels  | consumer   | declines |

  @rule:ORG-HSK-06
  Scenario Outline: Only an account is invited, not <what>
    When "management" calls organizations InviteAccountToOrganization with
      """
      Target: <target>
      """
    Then it is refused by ORG-HSK-06
    When "management" invites "consumer" to the organization as "h"
    Then it succeeds

    Examples:
      | what                   | target                                     |
      | an organization        | {Id: "{organization}", Type: ORGANIZATION} |
      | a number of few digits | {Id: "12345", Type: ACCOUNT}               |

  @rule:ORG-HSK-06
  Scenario: An account may be invited by its email address
    Given an organization of "stranger"
    And "stranger" calls organizations DescribeOrganization
    And "address" names the answer's Organization.MasterAccountEmail
    And "stranger" calls organizations DeleteOrganization
    When "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "{address}", Type: EMAIL}
      """
    Then the answer shows
      | Handshake.Parties.1.Type | EMAIL     |
      | Handshake.Parties.1.Id   | {address} |
    And "h" names the answer's Handshake.Id
    When "stranger" accepts handshake "h"
    Then it succeeds
    When "management" calls organizations ListAccounts
    Then the answer shows
      | Accounts.*.Id | [{management} {member} {stranger}] |

  @rule:ORG-HSK-07
  Scenario: An account is not invited twice at a time
    Given "management" invites "consumer" to the organization as "first"
    When "management" invites "consumer" to the organization as "second"
    Then it is refused by ORG-HSK-07
    When "consumer" declines handshake "first"
    And "management" invites "consumer" to the organization as "second"
    Then it succeeds

  @rule:ORG-HSK-07
  Scenario: Two organizations may invite an account at the same time
    Given "management" invites "consumer" to the organization as "first"
    And an organization of "stranger"
    When "stranger" invites "consumer" to the organization as "second"
    Then it succeeds

  @rule:ORG-HSK-08
  Scenario: Members are not invited
    When "management" invites "member" to the organization as "h"
    Then it is refused by ORG-HSK-08
    When "member" leaves the organization
    And "management" invites "member" to the organization as "h"
    Then it succeeds

  @rule:ORG-HSK-08
  Scenario: A management account does not change over to another organization
    Given an organization of "stranger"
    And "management" invites "stranger" to the organization as "h"
    When "stranger" accepts handshake "h"
    Then it is refused by ORG-HSK-08
    When "stranger" calls organizations DeleteOrganization
    And "stranger" accepts handshake "h"
    Then it succeeds

  @rule:ORG-ERR-09
  Scenario: A handshake is known to its two parties
    Given "management" invites "consumer" to the organization as "h"
    When "stranger" calls organizations DescribeHandshake with
      """
      HandshakeId: "{h}"
      """
    Then it is refused by ORG-ERR-09
    When "consumer" calls organizations DescribeHandshake with
      """
      HandshakeId: "{h}"
      """
    Then it succeeds
    When "management" calls organizations DescribeHandshake with
      """
      HandshakeId: "{h}"
      """
    Then it succeeds

  @rule:ORG-ERR-09
  Scenario Outline: "<who>" <does> no handshake of "consumer"
    Given "management" invites "consumer" to the organization as "h"
    When "<who>" <does> handshake "h"
    Then it is refused by ORG-ERR-09
    When "consumer" accepts handshake "h"
    Then it succeeds

    Examples:
      | who        | does     |
      | stranger   | accepts  |
      | stranger   | declines |
      | stranger   | cancels  |
      | management | accepts  |
      | management | declines |
      | consumer   | cancels  |

  @rule:ORG-HSK-03 @needs:clock
  Scenario Outline: A handshake that was <ended> is gone thirty days later
    Given "management" invites "consumer" to the organization as "h"
    When "<who>" <does> handshake "h"
    And 29 days pass
    And "management" calls organizations DescribeHandshake with
      """
      HandshakeId: "{h}"
      """
    Then the answer shows
      | Handshake.State | <state> |
    When 1 day passes
    And "management" calls organizations DescribeHandshake with
      """
      HandshakeId: "{h}"
      """
    Then it is refused by ORG-ERR-09

    Examples:
      | ended    | who        | does    | state    |
      | accepted | consumer   | accepts | ACCEPTED |
      | canceled | management | cancels | CANCELED |

  @rule:ORG-HSK-03 @needs:clock
  Scenario: A handshake that expired is gone thirty days later
    Given "management" invites "consumer" to the organization as "h"
    When 44 days pass
    And "management" calls organizations DescribeHandshake with
      """
      HandshakeId: "{h}"
      """
    Then the answer shows
      | Handshake.State | EXPIRED |
    When 1 day passes
    And "management" calls organizations DescribeHandshake with
      """
      HandshakeId: "{h}"
      """
    Then it is refused by ORG-ERR-09

  @rule:ORG-HSK-05 @needs:clock
  Scenario Outline: An invitation that expired is over when "<who>" <answers> it
    Given "management" invites "consumer" to the organization as "h"
    When 15 days pass
    And "<who>" <answers> handshake "h"
    Then it is refused by ORG-HSK-05

    Examples:
      | who        | answers  |
      | consumer   | declines |
      | management | cancels  |
