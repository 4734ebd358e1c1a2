Feature: The management account gives services trusted access

  Background:
    Given an organization of "management" with "consumer"

  @rule:ORG-SVC-01
  Scenario: Trusted access is given and taken service by service
    When "management" calls organizations EnableAWSServiceAccess with
      """
      ServicePrincipal: ram.amazonaws.com
      """
    And "management" calls organizations EnableAWSServiceAccess with
      """
      ServicePrincipal: backup.amazonaws.com
      """
    And "management" calls organizations ListAWSServiceAccessForOrganization
    Then the answer shows
      | EnabledServicePrincipals.*.ServicePrincipal | [ram.amazonaws.com backup.amazonaws.com] |
    When "management" calls organizations DisableAWSServiceAccess with
      """
      ServicePrincipal: ram.amazonaws.com
      """
    And "management" calls organizations ListAWSServiceAccessForOrganization
    Then the answer shows
      | EnabledServicePrincipals.*.ServicePrincipal | [backup.amazonaws.com] |

  @rule:ORG-SVC-01
  Scenario Outline: <operation> is for the management account
    When "consumer" calls organizations <operation> with
      """
      <given>
      """
    Then it is refused by ORG-SVC-01
    When "management" calls organizations <operation> with
      """
      <given>
      """
    Then it succeeds

    Examples:
      | operation                           | given                               |
      | EnableAWSServiceAccess              | ServicePrincipal: ram.amazonaws.com |
      | DisableAWSServiceAccess             | ServicePrincipal: ram.amazonaws.com |
      | ListAWSServiceAccessForOrganization | {}                                  |

  @rule:ORG-SVC-01
  Scenario: Enabling access twice is like once
    When "management" calls organizations EnableAWSServiceAccess with
      """
      ServicePrincipal: ram.amazonaws.com
      """
    And "management" calls organizations EnableAWSServiceAccess with
      """
      ServicePrincipal: ram.amazonaws.com
      """
    And "management" calls organizations ListAWSServiceAccessForOrganization
    Then the answer shows
      | EnabledServicePrincipals.*.ServicePrincipal | [ram.amazonaws.com] |

  @rule:ORG-SVC-02
  Scenario Outline: Services are named that work with Organizations: <operation>
    When "management" calls organizations <operation> with
      """
      ServicePrincipal: moto.amazonaws.com
      """
    Then it is refused by ORG-SVC-02 saying "You specified an unrecognized service principal."
    When "management" calls organizations <operation> with
      """
      ServicePrincipal: backup.amazonaws.com
      """
    Then it succeeds

    Examples:
      | operation                   |
      | EnableAWSServiceAccess      |
      | DisableAWSServiceAccess     |
      | ListDelegatedAdministrators |
