Feature: Accounts are closed
  The management account closes members of its organization. A closed account stays a
  member for 90 days, in which nobody can use it.

  @rule:ORG-BKP-11 @rule:ORG-CLS-03 @rule:ORG-CLS-04 @rule:ORG-CLS-07
  Scenario: A closed account is pending, then suspended
    Given an organization of "management" with "owner" and "consumer"
    When "management" closes account "consumer"
    Then it succeeds
    When "management" calls organizations DescribeAccount with
      """
      AccountId: "{consumer}"
      """
    Then the answer shows
      | Account.State  | PENDING_CLOSURE |
      | Account.Status | PENDING_CLOSURE |
    When "management" closes account "consumer"
    Then it is refused by ORG-CLS-03
    When 30 minutes pass
    And "management" calls organizations DescribeAccount with
      """
      AccountId: "{consumer}"
      """
    Then the answer shows
      | Account.State  | CLOSED    |
      | Account.Status | SUSPENDED |
    When "management" closes account "consumer"
    Then it is refused by ORG-CLS-04
    When "management" calls organizations ListAccounts
    Then the answer shows
      | Accounts.*.Id     | [{management} {owner} {consumer}] |
      | Accounts.*.State  | [ACTIVE ACTIVE CLOSED]              |
      | Accounts.*.Status | [ACTIVE ACTIVE SUSPENDED]           |

  @rule:ORG-CLS-01 @rule:ORG-DEL-01 @needs:clock
  Scenario: A closed account is a member for 90 days
    Given an organization of "management" with "consumer"
    And "management" closes account "consumer"
    When 89 days pass
    Then the organization has these accounts
      | Account    |
      | management |
      | consumer   |
    When "management" calls organizations DeleteOrganization
    Then it is refused by ORG-DEL-01
    When 25 hours pass
    Then the organization has these accounts
      | Account    |
      | management |
    When "management" calls organizations DescribeAccount with
      """
      AccountId: "{consumer}"
      """
    Then it is refused by ORG-ERR-04
    When "management" closes account "consumer"
    Then it is refused by ORG-ERR-04
    When "management" calls organizations DeleteOrganization
    Then it succeeds

  @rule:ORG-CLS-02 @rule:ORG-ERR-03 @rule:ORG-ERR-04
  Scenario: The management account closes members, and not itself
    Given an organization of "management" with "owner" and "consumer"
    When "management" closes account "management"
    Then it is refused by ORG-CLS-02
    When "management" closes account "stranger"
    Then it is refused by ORG-ERR-04
    When "owner" closes account "consumer"
    Then it is refused by ORG-ERR-03
    When "owner" closes account "owner"
    Then it is refused by ORG-ERR-03
    When "management" calls organizations ListAccounts
    Then the answer shows
      | Accounts.*.State | [ACTIVE ACTIVE ACTIVE] |
    When "management" closes account "consumer"
    Then it succeeds

  @rule:ORG-CLS-07
  Scenario: An organization for consolidated billing closes no accounts
    Given "management" calls organizations CreateOrganization with
      """
      FeatureSet: CONSOLIDATED_BILLING
      """
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
    When "management" calls organizations CloseAccount with
      """
      AccountId: "{vault}"
      """
    Then it is refused by ORG-CLS-07
    When "management" calls organizations DescribeAccount with
      """
      AccountId: "{vault}"
      """
    Then the answer shows
      | Account.State | ACTIVE |

  @rule:ORG-CLS-05 @rule:ORG-CLS-11
  Scenario: An account administers a service, or it is closed
    Given an organization of "management" with "owner" and "consumer"
    And "management" calls organizations EnableAWSServiceAccess with
      """
      ServicePrincipal: backup.amazonaws.com
      """
    And "management" calls organizations RegisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: backup.amazonaws.com}
      """
    When "management" closes account "owner"
    Then it is refused by ORG-CLS-05
    When "management" calls organizations DeregisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: backup.amazonaws.com}
      """
    And "management" closes account "owner"
    Then it succeeds
    When 30 minutes pass
    And "management" calls organizations RegisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: backup.amazonaws.com}
      """
    Then it is refused by ORG-CLS-11
    When "management" calls organizations RegisterDelegatedAdministrator with
      """
      {AccountId: "{consumer}", ServicePrincipal: backup.amazonaws.com}
      """
    Then it succeeds

  @rule:ORG-CLS-06
  Scenario: Three accounts are closed at a time
    Given the accounts "auditor"
    And an organization of "management" with "owner", "consumer", "stranger" and "auditor"
    And "management" closes account "owner"
    And "management" closes account "consumer"
    And "management" closes account "stranger"
    When "management" closes account "auditor"
    Then it is refused by ORG-CLS-06
    And it is refused with ConstraintViolationException
    When "management" calls organizations DescribeAccount with
      """
      AccountId: "{auditor}"
      """
    Then the answer shows
      | Account.State | ACTIVE |
    When 30 minutes pass
    And "management" closes account "auditor"
    Then it succeeds

  @rule:ORG-CLS-10
  Scenario: A closed account is not removed, but moves
    Given an organization of "management" with "owner" and "consumer"
    And an organizational unit "closed"
    And "management" closes account "consumer"
    And 30 minutes pass
    When "management" removes "consumer" from the organization
    Then it is refused by ORG-CLS-10
    When "management" moves "consumer" to OU "closed"
    Then it succeeds
    And the organization has these accounts
      | Account    | Parent    |
      | management | the root  |
      | owner      | the root  |
      | consumer   | OU closed |
    When "management" removes "owner" from the organization
    Then it succeeds

  @rule:ORG-ACC-02 @needs:clock
  Scenario: The email address of a closed account serves no other one
    Given an organization of "management"
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
    And "management" calls organizations CloseAccount with
      """
      AccountId: "{vault}"
      """
    And 91 days pass
    When "management" calls organizations CreateAccount with
      """
      {AccountName: vault, Email: vault@example.org}
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
