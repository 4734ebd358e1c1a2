Feature: Organizational units group the accounts of an organization

  Background:
    Given an organization of "management" with "consumer"

  @rule:ORG-OU-01
  Scenario: Units under one parent bear different names
    Given an organizational unit "apps"
    And an organizational unit "labs"
    When "management" calls organizations CreateOrganizationalUnit with
      """
      {Name: billing, ParentId: "{apps}"}
      """
    Then the answer shows
      | OrganizationalUnit.Name | billing |
    When "management" calls organizations CreateOrganizationalUnit with
      """
      {Name: billing, ParentId: "{apps}"}
      """
    Then it is refused by ORG-OU-01
    When "management" calls organizations CreateOrganizationalUnit with
      """
      {Name: billing, ParentId: "{labs}"}
      """
    Then it succeeds

  @rule:ORG-OU-01
  Scenario: A name is free again once its unit is deleted
    Given an organizational unit "apps"
    And an organizational unit "billing" in "apps"
    And "management" calls organizations DeleteOrganizationalUnit with
      """
      OrganizationalUnitId: "{billing}"
      """
    When "management" calls organizations CreateOrganizationalUnit with
      """
      {Name: billing, ParentId: "{apps}"}
      """
    Then it succeeds

  @rule:ORG-OU-02
  Scenario: Units nest five levels deep, not six
    Given an organizational unit "one"
    And an organizational unit "two" in "one"
    And an organizational unit "three" in "two"
    And an organizational unit "four" in "three"
    When "management" calls organizations CreateOrganizationalUnit with
      """
      {Name: five, ParentId: "{four}"}
      """
    Then it succeeds
    And "five" names the answer's OrganizationalUnit.Id
    When "management" calls organizations CreateOrganizationalUnit with
      """
      {Name: six, ParentId: "{five}"}
      """
    Then it is refused by ORG-OU-02

  @rule:ORG-OU-03
  Scenario: A unit that holds an account is not deleted
    Given an organizational unit "apps" with "consumer"
    When "management" calls organizations DeleteOrganizationalUnit with
      """
      OrganizationalUnitId: "{apps}"
      """
    Then it is refused by ORG-OU-03
    When "management" moves "consumer" to the root
    And "management" calls organizations DeleteOrganizationalUnit with
      """
      OrganizationalUnitId: "{apps}"
      """
    Then it succeeds

  @rule:ORG-OU-03
  Scenario: A unit that holds a unit is not deleted
    Given an organizational unit "apps"
    And an organizational unit "billing" in "apps"
    When "management" calls organizations DeleteOrganizationalUnit with
      """
      OrganizationalUnitId: "{apps}"
      """
    Then it is refused by ORG-OU-03
    When "management" calls organizations DeleteOrganizationalUnit with
      """
      OrganizationalUnitId: "{billing}"
      """
    And "management" calls organizations DeleteOrganizationalUnit with
      """
      OrganizationalUnitId: "{apps}"
      """
    Then it succeeds

  @rule:ORG-ERR-06
  Scenario: Units are listed under their parent
    Given an organizational unit "apps"
    And an organizational unit "billing" in "apps"
    And an organizational unit "orders" in "apps"
    When "management" calls organizations ListOrganizationalUnitsForParent with
      """
      ParentId: "{apps}"
      """
    Then the answer shows
      | OrganizationalUnits.*.Id | [{billing} {orders}] |
    When "management" calls organizations ListOrganizationalUnitsForParent with
      """
      ParentId: ou-abcd-12345678
      """
    Then it is refused by ORG-ERR-06

  @rule:ORG-ERR-06
  Scenario Outline: <operation> finds no parent in another organization
    Given an organizational unit "apps"
    And an organization of "stranger"
    When "stranger" calls organizations <operation> with
      """
      <given>
      """
    Then it is refused by ORG-ERR-06
    When "management" calls organizations <operation> with
      """
      <given>
      """
    Then it succeeds

    Examples:
      | operation                        | given                             |
      | CreateOrganizationalUnit         | {Name: inner, ParentId: "{apps}"} |
      | ListOrganizationalUnitsForParent | ParentId: "{apps}"                |

  @rule:ORG-ERR-07
  Scenario: Nobody deletes a unit of another organization
    Given an organizational unit "apps"
    And an organization of "stranger"
    When "stranger" calls organizations DeleteOrganizationalUnit with
      """
      OrganizationalUnitId: "{apps}"
      """
    Then it is refused by ORG-ERR-07
    When "management" calls organizations DeleteOrganizationalUnit with
      """
      OrganizationalUnitId: "{apps}"
      """
    Then it succeeds
    When "management" calls organizations DeleteOrganizationalUnit with
      """
      OrganizationalUnitId: "{apps}"
      """
    Then it is refused by ORG-ERR-07

  @rule:ORG-ERR-08
  Scenario: ListParents shows where an account or a unit is
    Given an organizational unit "apps"
    And an organizational unit "billing" in "apps" with "consumer"
    When "management" calls organizations ListParents with
      """
      ChildId: "{consumer}"
      """
    Then the answer shows
      | Parents.*.Id   | [{billing}]           |
      | Parents.*.Type | [ORGANIZATIONAL_UNIT] |
    When "management" calls organizations ListParents with
      """
      ChildId: "{apps}"
      """
    Then the answer shows
      | Parents.*.Type | [ROOT] |

  @rule:ORG-ERR-08
  Scenario: ListParents finds no child outside the organization
    Given an organizational unit "apps"
    And an organization of "stranger"
    When "stranger" calls organizations ListParents with
      """
      ChildId: "{apps}"
      """
    Then it is refused by ORG-ERR-08
    When "stranger" calls organizations ListParents with
      """
      ChildId: "{consumer}"
      """
    Then it is refused by ORG-ERR-08
    When "stranger" calls organizations ListParents with
      """
      ChildId: "{stranger}"
      """
    Then it succeeds

  @rule:ORG-OU-01 @rule:ORG-ERR-07
  Scenario: A unit is described, and gets another name that none beside it has
    Given an organizational unit "apps"
    And an organizational unit "labs"
    When "management" calls organizations UpdateOrganizationalUnit with
      """
      {OrganizationalUnitId: "{labs}", Name: apps}
      """
    Then it is refused by ORG-OU-01
    When "management" calls organizations UpdateOrganizationalUnit with
      """
      {OrganizationalUnitId: "{labs}", Name: trials}
      """
    Then the answer shows
      | OrganizationalUnit.Name | trials |
      | OrganizationalUnit.Id   | {labs} |
    When "management" calls organizations DescribeOrganizationalUnit with
      """
      OrganizationalUnitId: "{labs}"
      """
    Then the answer shows
      | OrganizationalUnit.Name | trials       |
      | OrganizationalUnit.Arn  | (any)        |
      | OrganizationalUnit.Path | (contains {labs}) |
    When "management" calls organizations DescribeOrganizationalUnit with
      """
      OrganizationalUnitId: ou-zzzz-zzzzzzzz
      """
    Then it is refused by ORG-ERR-07

  @rule:ORG-OU-04 @rule:ORG-ERR-06
  Scenario: What is directly in a unit is listed
    Given an organizational unit "apps" with "consumer"
    And an organizational unit "billing" in "apps"
    When "management" calls organizations ListAccountsForParent with
      """
      ParentId: "{apps}"
      """
    Then the answer shows
      | Accounts.*.Id | [{consumer}] |
    When "management" calls organizations ListAccountsForParent with
      """
      ParentId: "{billing}"
      """
    Then the answer shows
      | Accounts | [] |
    When "management" calls organizations ListChildren with
      """
      {ParentId: "{apps}", ChildType: ORGANIZATIONAL_UNIT}
      """
    Then the answer shows
      | Children.*.Id   | [{billing}]           |
      | Children.*.Type | [ORGANIZATIONAL_UNIT] |
    When "management" calls organizations ListChildren with
      """
      {ParentId: "{apps}", ChildType: ACCOUNT}
      """
    Then the answer shows
      | Children.*.Id | [{consumer}] |
    When "management" calls organizations ListChildren with
      """
      {ParentId: r-zzzz, ChildType: ACCOUNT}
      """
    Then it is refused by ORG-ERR-06
