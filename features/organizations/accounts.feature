Feature: Accounts of an organization

  @rule:ORG-ACC-01
  Scenario: A new account is a member in the root once its creation has succeeded
    Given an organization of "management"
    When "management" calls organizations CreateAccount with
      """
      {AccountName: vault, Email: vault@example.org}
      """
    Then the answer shows
      | CreateAccountStatus.State       | IN_PROGRESS |
      | CreateAccountStatus.AccountName | vault       |
      | CreateAccountStatus.AccountId   | (absent)    |
    And "request" names the answer's CreateAccountStatus.Id
    When 10 minutes pass
    And "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{request}"
      """
    Then the answer shows
      | CreateAccountStatus.State         | SUCCEEDED |
      | CreateAccountStatus.AccountId     | (any)     |
      | CreateAccountStatus.FailureReason | (absent)  |
    And "vault" names the answer's CreateAccountStatus.AccountId
    And the organization has these accounts
      | Account    | Parent   | Joined  |
      | management | the root | INVITED |
      | vault      | the root | CREATED |

  @rule:ORG-ACC-02
  Scenario: An email address serves one account only
    Given an organization of "management"
    And "management" calls organizations CreateAccount with
      """
      {AccountName: vault, Email: vault@example.org}
      """
    And 10 minutes pass
    When "management" calls organizations CreateAccount with
      """
      {AccountName: second vault, Email: vault@example.org}
      """
    And "request" names the answer's CreateAccountStatus.Id
    And 10 minutes pass
    And "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{request}"
      """
    Then the answer shows
      | CreateAccountStatus.State         | FAILED               |
      | CreateAccountStatus.FailureReason | EMAIL_ALREADY_EXISTS |
      | CreateAccountStatus.AccountId     | (absent)             |
    And the organization has these accounts
      | Joined  |
      | INVITED |
      | CREATED |

  @rule:ORG-ERR-05
  Scenario: A request to create an account is known only in its organization
    Given an organization of "management"
    And "management" calls organizations CreateAccount with
      """
      {AccountName: vault, Email: vault@example.org}
      """
    And "request" names the answer's CreateAccountStatus.Id
    And an organization of "stranger"
    When "stranger" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{request}"
      """
    Then it is refused by ORG-ERR-05
    When "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: car-abcdefghijkl
      """
    Then it is refused by ORG-ERR-05
    When "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{request}"
      """
    Then it succeeds

  @rule:ORG-MEM-03
  Scenario: An account that was created here cannot stand alone, one that was invited can
    Given an organization of "management" with "consumer"
    And "management" calls organizations CreateAccount with
      """
      {AccountName: vault, Email: vault@example.org}
      """
    And "request" names the answer's CreateAccountStatus.Id
    And 10 minutes pass
    And "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{request}"
      """
    And "vault" names the answer's CreateAccountStatus.AccountId
    When "management" calls organizations RemoveAccountFromOrganization with
      """
      AccountId: "{vault}"
      """
    Then it is refused by ORG-MEM-03
    When "management" removes "consumer" from the organization
    Then it succeeds
    And the organization has these accounts
      | Account    |
      | management |
      | vault      |

  @rule:ORG-ERR-04
  Scenario Outline: <operation> finds no account outside the organization
    Given the accounts "other management"
    And an organization of "other management" with "stranger"
    And an organization of "management" with "consumer"
    When "management" calls organizations <operation> with
      """
      AccountId: "{stranger}"
      """
    Then it is refused by ORG-ERR-04
    When "management" calls organizations <operation> with
      """
      AccountId: "999999999999"
      """
    Then it is refused by ORG-ERR-04
    When "management" calls organizations <operation> with
      """
      AccountId: "{consumer}"
      """
    Then it succeeds

    Examples:
      | operation                     |
      | DescribeAccount               |
      | RemoveAccountFromOrganization |

  @rule:ORG-ERR-04
  Scenario: MoveAccount finds no account outside the organization
    Given an organization of "management" with "consumer"
    And an organizational unit "apps"
    And an organizational unit "labs" with "consumer"
    When "management" calls organizations MoveAccount with
      """
      AccountId: "{stranger}"
      SourceParentId: "{labs}"
      DestinationParentId: "{apps}"
      """
    Then it is refused by ORG-ERR-04
    When "management" moves "consumer" to OU "apps"
    Then it succeeds

  @rule:ORG-MEM-04
  Scenario: Moving an account names where it is
    Given an organization of "management" with "consumer" and "member"
    And an organizational unit "apps" with "consumer"
    And an organizational unit "labs"
    When "management" calls organizations MoveAccount with
      """
      AccountId: "{member}"
      SourceParentId: "{apps}"
      DestinationParentId: "{labs}"
      """
    Then it is refused by ORG-MEM-04
    When "management" calls organizations MoveAccount with
      """
      AccountId: "{consumer}"
      SourceParentId: "{apps}"
      DestinationParentId: "{labs}"
      """
    Then it succeeds
    And the organization has these accounts
      | Account    | Parent   |
      | management | the root |
      | consumer   | OU labs  |
      | member     | the root |

  @rule:ORG-MEM-06
  Scenario: An account moves to its own organization's units and root only
    Given the accounts "other management"
    And an organization of "other management"
    And an organizational unit "theirs"
    And an organization of "management" with "consumer"
    And an organizational unit "ours"
    When "management" moves "consumer" to OU "theirs"
    Then it is refused by ORG-MEM-06
    When "management" moves "consumer" to OU "ours"
    Then it succeeds
    When "management" moves "consumer" to the root
    Then it succeeds

  @rule:ORG-MEM-06
  Scenario: An account does not move to a unit that is gone
    Given an organization of "management" with "consumer"
    And an organizational unit "apps"
    And "management" calls organizations DeleteOrganizationalUnit with
      """
      OrganizationalUnitId: "{apps}"
      """
    When "management" moves "consumer" to OU "apps"
    Then it is refused by ORG-MEM-06

  @rule:ORG-MEM-07
  Scenario: An account does not move to where it is
    Given an organization of "management" with "consumer"
    And an organizational unit "apps" with "consumer"
    When "management" moves "consumer" to OU "apps"
    Then it is refused by ORG-MEM-07
    When "management" moves "consumer" to the root
    Then it succeeds
    When "management" moves "consumer" to the root
    Then it is refused by ORG-MEM-07

  @rule:ORG-HSK-09 @rule:ORG-ACC-03
  Scenario: Ten accounts are as many as an organization has, invited ones included
    Given an organization of "management" with "consumer"
    And "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "300000000001", Type: ACCOUNT}
      """
    And "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "300000000002", Type: ACCOUNT}
      """
    And "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "300000000003", Type: ACCOUNT}
      """
    And "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "300000000004", Type: ACCOUNT}
      """
    And "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "300000000005", Type: ACCOUNT}
      """
    And "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "300000000006", Type: ACCOUNT}
      """
    And "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "300000000007", Type: ACCOUNT}
      """
    And "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "300000000008", Type: ACCOUNT}
      """
    When "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "300000000099", Type: ACCOUNT}
      """
    Then it is refused by ORG-HSK-09
    When "management" calls organizations CreateAccount with
      """
      {AccountName: audit, Email: audit@example.org}
      """
    Then it succeeds
    And "request" names the answer's CreateAccountStatus.Id
    When 1 hour passes
    And "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{request}"
      """
    Then the answer shows
      | CreateAccountStatus.State         | FAILED                 |
      | CreateAccountStatus.FailureReason | ACCOUNT_LIMIT_EXCEEDED |
    When "management" calls organizations ListCreateAccountStatus with
      """
      States: [FAILED]
      """
    Then the answer shows
      | CreateAccountStatuses.*.AccountName | [audit] |
    When "management" calls organizations ListCreateAccountStatus with
      """
      States: [SUCCEEDED, IN_PROGRESS]
      """
    Then the answer shows
      | CreateAccountStatuses | [] |
    When 15 days pass
    And "management" calls organizations InviteAccountToOrganization with
      """
      Target: {Id: "300000000099", Type: ACCOUNT}
      """
    Then it succeeds

  @rule:ORG-ACC-04 @needs:clock
  Scenario: A request to create an account is known for ninety days after its end, and the account's email address for longer
    Given an organization of "management"
    And "management" calls organizations CreateAccount with
      """
      {AccountName: vault, Email: vault@example.org}
      """
    And "made" names the answer's CreateAccountStatus.Id
    And 10 minutes pass
    And "management" calls organizations CreateAccount with
      """
      {AccountName: second vault, Email: vault@example.org}
      """
    And "failed" names the answer's CreateAccountStatus.Id
    When 89 days pass
    And "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{made}"
      """
    Then the answer shows
      | CreateAccountStatus.State | SUCCEEDED |
    When "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{failed}"
      """
    Then the answer shows
      | CreateAccountStatus.State | FAILED |
    When 2 days pass
    And "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{made}"
      """
    Then it is refused by ORG-ERR-05
    When "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{failed}"
      """
    Then it is refused by ORG-ERR-05
    When "management" calls organizations CreateAccount with
      """
      {AccountName: third vault, Email: vault@example.org}
      """
    And "again" names the answer's CreateAccountStatus.Id
    And 10 minutes pass
    And "management" calls organizations DescribeCreateAccountStatus with
      """
      CreateAccountRequestId: "{again}"
      """
    Then the answer shows
      | CreateAccountStatus.FailureReason | EMAIL_ALREADY_EXISTS |
