Feature: Requests to Organizations have the documented form

  Background:
    Given an organization of "management" with "consumer"
    And an organizational unit "apps"

  @rule:ORG-FMT-01
  Scenario: IDs and ARNs are spelt as documented
    When "management" calls organizations ListRoots
    And "root" names the answer's Roots.0.Id
    Then the answer shows
      | Roots.0.Id  | r-*                                                            |
      | Roots.0.Arn | arn:aws:organizations::{management}:root/{organization}/{root} |
    When "management" calls organizations ListOrganizationalUnitsForParent with
      """
      ParentId: "{root}"
      """
    Then the answer shows
      | OrganizationalUnits.0.Id  | ou-*                                                         |
      | OrganizationalUnits.0.Arn | arn:aws:organizations::{management}:ou/{organization}/{apps} |
    When "management" calls organizations DescribeAccount with
      """
      AccountId: "{consumer}"
      """
    Then the answer shows
      | Account.Arn | arn:aws:organizations::{management}:account/{organization}/{consumer} |
    When "management" calls organizations DescribeOrganization
    Then the answer shows
      | Organization.Id  | o-*                                                             |
      | Organization.Arn | arn:aws:organizations::{management}:organization/{organization} |

  @rule:ORG-FMT-01
  Scenario: A handshake's ID and ARN are spelt as documented
    When "management" invites "stranger" to the organization as "h"
    Then the answer shows
      | Handshake.Id  | h-*                                                                     |
      | Handshake.Arn | arn:aws:organizations::{management}:handshake/{organization}/invite/{h} |
    When "stranger" accepts handshake "h"
    Then it succeeds

  @rule:ORG-FMT-01
  Scenario Outline: <operation> refuses a malformed <member>
    When "management" calls organizations <operation> with
      """
      <member>: "<value>"
      """
    Then it is refused by ORG-FMT-01

    Examples:
      | operation                        | member                 | value           |
      | DescribeAccount                  | AccountId              | 12345           |
      | RemoveAccountFromOrganization    | AccountId              | o-abcdefghij    |
      | ListParents                      | ChildId                | r-abcd          |
      | ListOrganizationalUnitsForParent | ParentId               | {consumer}      |
      | ListOrganizationalUnitsForParent | ParentId               | {apps.arn}      |
      | DeleteOrganizationalUnit         | OrganizationalUnitId   | ou-abcd-1234567 |
      | DescribeHandshake                | HandshakeId            | h-1234567       |
      | DescribeCreateAccountStatus      | CreateAccountRequestId | {consumer}      |

  @rule:ORG-FMT-01
  Scenario: Moving an account names its parents by their IDs
    When "management" calls organizations MoveAccount with
      """
      AccountId: "{consumer}"
      SourceParentId: root
      DestinationParentId: "{apps}"
      """
    Then it is refused by ORG-FMT-01
    When "management" moves "consumer" to OU "apps"
    Then it succeeds

  @rule:ORG-FMT-02
  Scenario Outline: <operation> refuses <what>
    When "management" calls organizations <operation> with
      """
      <given>
      """
    Then it is refused by ORG-FMT-02

    Examples:
      | operation                   | what                       | given                                                                                    |
      | CreateOrganization          | an unknown feature set     | FeatureSet: SOME                                                                         |
      | CreateAccount               | what is no email address   | {AccountName: vault, Email: nobody}                                                      |
      | CreateAccount               | a name of 51 letters       | {AccountName: aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeef, Email: v@example.org} |
      | CreateAccount               | a malformed role           | {AccountName: vault, Email: v@example.org, RoleName: "a role"}                           |
      | CreateAccount               | an unknown kind of billing | {AccountName: vault, Email: v@example.org, IamUserAccessToBilling: MAYBE}                |
      | EnableAWSServiceAccess      | a malformed service        | ServicePrincipal: "ram amazonaws com"                                                    |
      | InviteAccountToOrganization | an unknown kind of party   | Target: {Id: "{stranger}", Type: USER}                                                   |

  @rule:ORG-FMT-02
  Scenario: Names, email addresses and services that satisfy their constraints are accepted
    When "management" calls organizations CreateAccount with
      """
      {AccountName: The vault, Email: v@example.org, RoleName: Administrators, IamUserAccessToBilling: DENY, Tags: [{Key: env, Value: prod}]}
      """
    Then it succeeds
    When "management" calls organizations EnableAWSServiceAccess with
      """
      ServicePrincipal: ram.amazonaws.com
      """
    Then it succeeds

  @rule:ORG-FMT-03
  Scenario: A listing continues from its own token
    When "management" calls organizations ListAccounts with
      """
      MaxResults: 1
      """
    Then the answer shows
      | Accounts.*.Id | [{management}] |
      | NextToken     | (any)          |
    And "next" names the answer's NextToken
    When "management" calls organizations ListAccounts with
      """
      MaxResults: 1
      NextToken: "{next}"
      """
    Then the answer shows
      | Accounts.*.Id | [{consumer}] |
      | NextToken     | (absent)     |
    When "management" calls organizations ListRoots with
      """
      NextToken: "{next}"
      """
    Then it is refused by ORG-FMT-03

  @rule:ORG-FMT-03
  Scenario Outline: A page of <n> is refused
    When "management" calls organizations ListAccounts with
      """
      MaxResults: <n>
      """
    Then it is refused by ORG-FMT-03
    When "management" calls organizations ListAccounts with
      """
      MaxResults: 20
      """
    Then it succeeds

    Examples:
      | n  |
      | 0  |
      | 21 |

  @rule:ORG-ERR-01
  Scenario Outline: <operation> without <member> is refused
    When "management" calls organizations <operation> with
      """
      <given>
      """
    Then it is refused by ORG-ERR-01

    Examples:
      | operation                        | member                 | given                                                    |
      | DescribeAccount                  | AccountId              | {}                                                       |
      | RemoveAccountFromOrganization    | AccountId              | {}                                                       |
      | MoveAccount                      | DestinationParentId    | {AccountId: "{consumer}", SourceParentId: "{apps}"}      |
      | MoveAccount                      | SourceParentId         | {AccountId: "{consumer}", DestinationParentId: "{apps}"} |
      | CreateAccount                    | Email                  | AccountName: vault                                       |
      | CreateAccount                    | AccountName            | Email: v@example.org                                     |
      | DescribeCreateAccountStatus      | CreateAccountRequestId | {}                                                       |
      | CreateOrganizationalUnit         | Name                   | ParentId: "{apps}"                                       |
      | CreateOrganizationalUnit         | ParentId               | Name: billing                                            |
      | DeleteOrganizationalUnit         | OrganizationalUnitId   | {}                                                       |
      | ListOrganizationalUnitsForParent | ParentId               | {}                                                       |
      | ListParents                      | ChildId                | {}                                                       |
      | InviteAccountToOrganization      | Target                 | Notes: welcome                                           |
      | InviteAccountToOrganization      | Target.Type            | Target: {Id: "{stranger}"}                               |
      | AcceptHandshake                  | HandshakeId            | {}                                                       |
      | DeclineHandshake                 | HandshakeId            | {}                                                       |
      | CancelHandshake                  | HandshakeId            | {}                                                       |
      | DescribeHandshake                | HandshakeId            | {}                                                       |
      | EnableAWSServiceAccess           | ServicePrincipal       | {}                                                       |
      | DisableAWSServiceAccess          | ServicePrincipal       | {}                                                       |

  @rule:ORG-ERR-01
  Scenario: The members that the service model requires are enough
    When "management" calls organizations CreateOrganizationalUnit with
      """
      {Name: billing, ParentId: "{apps}"}
      """
    Then it succeeds
