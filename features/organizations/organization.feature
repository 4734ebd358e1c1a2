Feature: An organization has one management account

  @rule:ORG-MEM-01
  Scenario: Whoever creates an organization manages it, with all features
    When "management" calls organizations CreateOrganization
    And "o" names the answer's Organization.Id
    Then the answer shows
      | Organization.FeatureSet       | ALL                                                          |
      | Organization.MasterAccountId  | {management}                                                 |
      | Organization.Arn              | arn:aws:organizations::{management}:organization/{o}         |
      | Organization.MasterAccountArn | arn:aws:organizations::{management}:account/{o}/{management} |
    When "management" calls organizations DescribeOrganization
    Then the answer shows
      | Organization.Id              | {o}          |
      | Organization.MasterAccountId | {management} |

  @rule:ORG-MEM-01
  Scenario: An organization may be one for consolidated billing only
    When "management" calls organizations CreateOrganization with
      """
      FeatureSet: CONSOLIDATED_BILLING
      """
    Then the answer shows
      | Organization.FeatureSet | CONSOLIDATED_BILLING |

  @rule:ORG-MEM-01
  Scenario: An account is in one organization at most
    Given an organization of "management" with "consumer"
    When "management" calls organizations CreateOrganization
    Then it is refused by ORG-MEM-01
    When "consumer" calls organizations CreateOrganization
    Then it is refused by ORG-MEM-01
    When "consumer" leaves the organization
    And "consumer" calls organizations CreateOrganization
    Then it succeeds

  @rule:ORG-MEM-02
  Scenario: Members leave, the management account stays
    Given an organization of "management" with "consumer" and "member"
    When "management" leaves the organization
    Then it is refused by ORG-MEM-02
    When "consumer" leaves the organization
    Then it succeeds
    And the organization has these accounts
      | Account    |
      | management |
      | member     |

  @rule:ORG-MEM-02
  Scenario: Members are removed, the management account is not
    Given an organization of "management" with "consumer" and "member"
    When "management" removes "management" from the organization
    Then it is refused by ORG-MEM-02
    When "management" removes "consumer" from the organization
    Then it succeeds
    And the organization has these accounts
      | Account    |
      | management |
      | member     |

  @rule:ORG-DEL-01
  Scenario: An organization is deleted once it has no members but its management account
    Given an organization of "management" with "consumer"
    When "management" calls organizations DeleteOrganization
    Then it is refused by ORG-DEL-01
    When "consumer" leaves the organization
    And "management" calls organizations DeleteOrganization
    Then it succeeds
    When "management" calls organizations CreateOrganization
    Then it succeeds

  @rule:ORG-DEL-01
  Scenario: Deleting an organization takes its open invitations back
    Given an organization of "management"
    And "management" invites "consumer" to the organization as "h"
    When "management" calls organizations DeleteOrganization
    And "consumer" calls organizations DescribeHandshake with
      """
      HandshakeId: "{h}"
      """
    Then the answer shows
      | Handshake.State | CANCELED |

  @rule:ORG-ERR-02
  Scenario Outline: <operation> tells an account without an organization that Organizations is not in use
    Given an organization of "management" with "consumer"
    When "stranger" calls organizations <operation>
    Then it is refused by ORG-ERR-02
    When "<other>" calls organizations <operation>
    Then it succeeds

    Examples:
      | operation                           | other      |
      | DescribeOrganization                | consumer   |
      | LeaveOrganization                   | consumer   |
      | ListAccounts                        | management |
      | ListRoots                           | management |
      | ListAWSServiceAccessForOrganization | management |

  @rule:ORG-ERR-02
  Scenario: Whoever left has no organization any more
    Given an organization of "management" with "consumer"
    When "consumer" leaves the organization
    And "consumer" calls organizations DescribeOrganization
    Then it is refused by ORG-ERR-02
    When "management" calls organizations DescribeOrganization
    Then it succeeds

  @rule:ORG-ERR-03
  Scenario Outline: <operation> is for the management account, not for members
    Given an organization of "management" with "consumer" and "member"
    And an organizational unit "apps"
    When "consumer" calls organizations <operation> with
      """
      <given>
      """
    Then it is refused by ORG-ERR-03
    When "management" calls organizations <operation> with
      """
      <given>
      """
    Then it succeeds

    Examples:
      | operation                        | given                                          |
      | ListAccounts                     | {}                                             |
      | ListRoots                        | {}                                             |
      | ListParents                      | ChildId: "{member}"                            |
      | DescribeAccount                  | AccountId: "{consumer}"                        |
      | RemoveAccountFromOrganization    | AccountId: "{member}"                          |
      | InviteAccountToOrganization      | Target: {Id: "{stranger}", Type: ACCOUNT}      |
      | CreateAccount                    | {AccountName: vault, Email: vault@example.org} |
      | CreateOrganizationalUnit         | {Name: inner, ParentId: "{apps}"}              |
      | ListOrganizationalUnitsForParent | ParentId: "{apps}"                             |
      | DeleteOrganizationalUnit         | OrganizationalUnitId: "{apps}"                 |

  @rule:ORG-ERR-03
  Scenario: A member neither moves accounts nor deletes the organization
    Given an organization of "management" with "consumer"
    And an organizational unit "apps"
    When "consumer" moves "consumer" to OU "apps"
    Then it is refused by ORG-ERR-03
    When "consumer" calls organizations DeleteOrganization
    Then it is refused by ORG-ERR-03
    When "management" moves "consumer" to OU "apps"
    Then it succeeds

  @rule:ORG-MEM-08
  Scenario Outline: An organization shows the types of policies that it can have: <features>
    When "management" calls organizations CreateOrganization with
      """
      FeatureSet: <features>
      """
    Then the answer shows
      | Organization.AvailablePolicyTypes.*.Type | <types> |
    When "management" calls organizations DescribeOrganization
    Then the answer shows
      | Organization.AvailablePolicyTypes.*.Type | <types> |
    When "management" calls organizations ListRoots
    Then the answer shows
      | Roots.0.PolicyTypes | [] |

    Examples:
      | features             | types                    |
      | ALL                  | [SERVICE_CONTROL_POLICY] |
      | CONSOLIDATED_BILLING | []                       |
