Feature: Member accounts administer services for their organization

  Background:
    Given an organization of "management" with "owner" and "consumer"
    And "management" calls organizations EnableAWSServiceAccess with
      """
      ServicePrincipal: backup.amazonaws.com
      """

  @rule:ORG-DEL-02 @rule:ORG-DEL-03 @rule:ORG-DEL-04 @rule:ORG-DEL-05
  Scenario: An account is registered and deregistered, service by service
    When "management" calls organizations RegisterDelegatedAdministrator with
      """
      {AccountId: "{management}", ServicePrincipal: backup.amazonaws.com}
      """
    Then it is refused by ORG-DEL-02
    When "management" calls organizations RegisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: config.amazonaws.com}
      """
    Then it is refused by ORG-DEL-03
    When "management" calls organizations RegisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: backup.amazonaws.com}
      """
    Then it succeeds
    When "management" calls organizations RegisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: backup.amazonaws.com}
      """
    Then it is refused by ORG-DEL-04
    When "management" calls organizations ListDelegatedAdministrators
    Then the answer shows
      | DelegatedAdministrators.*.Id                    | [{owner}] |
      | DelegatedAdministrators.0.DelegationEnabledDate | (any)     |
    When "management" calls organizations ListDelegatedServicesForAccount with
      """
      AccountId: "{owner}"
      """
    Then the answer shows
      | DelegatedServices.*.ServicePrincipal | [backup.amazonaws.com] |
    When "management" calls organizations ListDelegatedAdministrators with
      """
      ServicePrincipal: config.amazonaws.com
      """
    Then the answer shows
      | DelegatedAdministrators | [] |
    When "management" calls organizations DeregisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: backup.amazonaws.com}
      """
    Then it succeeds
    When "management" calls organizations DeregisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: backup.amazonaws.com}
      """
    Then it is refused by ORG-DEL-05
    When "management" calls organizations ListDelegatedServicesForAccount with
      """
      AccountId: "{owner}"
      """
    Then it is refused by ORG-DEL-05

  @rule:ORG-DEL-06
  Scenario: An account that administers a service stays
    Given "management" calls organizations RegisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: backup.amazonaws.com}
      """
    When "owner" leaves the organization
    Then it is refused by ORG-DEL-06
    When "management" removes "owner" from the organization
    Then it is refused by ORG-DEL-06
    When "management" removes "consumer" from the organization
    Then it succeeds
    Given "management" calls organizations DeregisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: backup.amazonaws.com}
      """
    When "owner" leaves the organization
    Then it succeeds

  @rule:ORG-DEL-07 @rule:ORG-ERR-03
  Scenario: An account that administers a service looks, and changes nothing
    Given "management" calls organizations RegisterDelegatedAdministrator with
      """
      {AccountId: "{owner}", ServicePrincipal: backup.amazonaws.com}
      """
    When "owner" calls organizations ListAccounts
    Then the answer shows
      | Accounts.*.Id | [{management} {owner} {consumer}] |
    When "owner" calls organizations ListDelegatedAdministrators
    Then the answer shows
      | DelegatedAdministrators.*.Id | [{owner}] |
    When "consumer" calls organizations ListAccounts
    Then it is refused by ORG-ERR-03
    When "owner" calls organizations RemoveAccountFromOrganization with
      """
      AccountId: "{consumer}"
      """
    Then it is refused by ORG-ERR-03
