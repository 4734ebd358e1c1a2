Feature: Roots, units, accounts and policies have tags

  Background:
    Given an organization of "management" with "consumer"
    And an organizational unit "apps"

  @rule:ORG-TAG-01 @rule:ORG-TAG-04
  Scenario Outline: Tags are given, replaced and taken: <what>
    Given "management" calls organizations TagResource with
      """
      {ResourceId: "{<what>}", Tags: [{Key: team, Value: red}, {Key: tier, Value: gold}]}
      """
    And "management" calls organizations TagResource with
      """
      {ResourceId: "{<what>}", Tags: [{Key: team, Value: blue}]}
      """
    When "management" calls organizations ListTagsForResource with
      """
      ResourceId: "{<what>}"
      """
    Then the answer shows
      | Tags.*.Key   | [team tier] |
      | Tags.*.Value | [blue gold] |
    Given "management" calls organizations UntagResource with
      """
      {ResourceId: "{<what>}", TagKeys: [team, nothing]}
      """
    When "management" calls organizations ListTagsForResource with
      """
      ResourceId: "{<what>}"
      """
    Then the answer shows
      | Tags.*.Key | [tier] |

    Examples:
      | what     |
      | apps     |
      | consumer |

  @rule:ORG-TAG-01
  Scenario Outline: What is not in the organization has no tags: <id>
    When "management" calls organizations ListTagsForResource with
      """
      ResourceId: "<id>"
      """
    Then it is refused by ORG-TAG-01
    When "management" calls organizations TagResource with
      """
      {ResourceId: "<id>", Tags: [{Key: team, Value: red}]}
      """
    Then it is refused by ORG-TAG-01
    When "management" calls organizations UntagResource with
      """
      {ResourceId: "<id>", TagKeys: [team]}
      """
    Then it is refused by ORG-TAG-01

    Examples:
      | id               |
      | 999999999999     |
      | ou-zzzz-zzzzzzzz |
      | p-zzzzzzzz       |

  @rule:ORG-TAG-02
  Scenario: Keys are given once, and none is AWS's
    When "management" calls organizations TagResource with
      """
      {ResourceId: "{apps}", Tags: [{Key: team, Value: red}, {Key: team, Value: blue}]}
      """
    Then it is refused by ORG-TAG-02
    When "management" calls organizations TagResource with
      """
      {ResourceId: "{apps}", Tags: [{Key: "aws:team", Value: red}]}
      """
    Then it is refused by ORG-TAG-02
    When "management" calls organizations TagResource with
      """
      {ResourceId: "{apps}", Tags: [{Key: team, Value: red}, {Key: Team, Value: blue}]}
      """
    Then it succeeds

  @rule:ORG-TAG-03
  Scenario: There are fifty tags
    Given "management" calls organizations TagResource with
      """
      ResourceId: "{apps}"
      Tags: [{Key: k00, Value: v}, {Key: k01, Value: v}, {Key: k02, Value: v}, {Key: k03, Value: v}, {Key: k04, Value: v}, {Key: k05, Value: v}, {Key: k06, Value: v}, {Key: k07, Value: v}, {Key: k08, Value: v}, {Key: k09, Value: v}, {Key: k10, Value: v}, {Key: k11, Value: v}, {Key: k12, Value: v}, {Key: k13, Value: v}, {Key: k14, Value: v}, {Key: k15, Value: v}, {Key: k16, Value: v}, {Key: k17, Value: v}, {Key: k18, Value: v}, {Key: k19, Value: v}, {Key: k20, Value: v}, {Key: k21, Value: v}, {Key: k22, Value: v}, {Key: k23, Value: v}, {Key: k24, Value: v}, {Key: k25, Value: v}, {Key: k26, Value: v}, {Key: k27, Value: v}, {Key: k28, Value: v}, {Key: k29, Value: v}, {Key: k30, Value: v}, {Key: k31, Value: v}, {Key: k32, Value: v}, {Key: k33, Value: v}, {Key: k34, Value: v}, {Key: k35, Value: v}, {Key: k36, Value: v}, {Key: k37, Value: v}, {Key: k38, Value: v}, {Key: k39, Value: v}, {Key: k40, Value: v}, {Key: k41, Value: v}, {Key: k42, Value: v}, {Key: k43, Value: v}, {Key: k44, Value: v}, {Key: k45, Value: v}, {Key: k46, Value: v}, {Key: k47, Value: v}, {Key: k48, Value: v}, {Key: k49, Value: v}]
      """
    When "management" calls organizations TagResource with
      """
      {ResourceId: "{apps}", Tags: [{Key: more, Value: v}]}
      """
    Then it is refused by ORG-TAG-03
    When "management" calls organizations TagResource with
      """
      {ResourceId: "{apps}", Tags: [{Key: k49, Value: w}]}
      """
    Then it succeeds

  @rule:ORG-TAG-05
  Scenario: What is made with tags has them
    When "management" calls organizations CreateOrganizationalUnit with
      """
      {Name: labs, ParentId: "{apps}", Tags: [{Key: team, Value: red}]}
      """
    Then "labs" names the answer's OrganizationalUnit.Id
    When "management" calls organizations ListTagsForResource with
      """
      ResourceId: "{labs}"
      """
    Then the answer shows
      | Tags.*.Key | [team] |
    When "management" calls organizations InviteAccountToOrganization with
      """
      {Target: {Id: "{owner}", Type: ACCOUNT}, Tags: [{Key: tier, Value: gold}]}
      """
    Then "h" names the answer's Handshake.Id
    When "owner" accepts handshake "h"
    And "management" calls organizations ListTagsForResource with
      """
      ResourceId: "{owner}"
      """
    Then the answer shows
      | Tags.*.Key | [tier] |
    When "management" removes "owner" from the organization
    And "owner" joins the organization
    And "management" calls organizations ListTagsForResource with
      """
      ResourceId: "{owner}"
      """
    Then the answer shows
      | Tags | [] |

  @rule:ORG-TAG-06
  Scenario Outline: Who gives tags to what <operation> makes or invites may TagResource it
    Given a user "bob" of "management" who may
      """
      ["organizations:<operation>"]
      """
    And a user "eve" of "management" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["organizations:<operation>"], Resource: "*"}
        - {Effect: Allow, Action: "organizations:TagResource", Resource: "arn:aws:organizations::{management}:<type>/o-*"}
      """
    When "bob" calls organizations <operation> with
      """
      {<first>, Tags: [{Key: team, Value: red}]}
      """
    Then it is refused with AccessDeniedException
    When "eve" calls organizations <operation> with
      """
      {<first>, Tags: [{Key: team, Value: red}]}
      """
    Then it succeeds
    When "bob" calls organizations <operation> with
      """
      {<second>}
      """
    Then it succeeds

    Examples:
      | operation                   | type    | first                                                                                                                                                          | second                                                                                                                                                          |
      | CreateAccount               | account | AccountName: a, Email: a@example.org                                                                                                                           | AccountName: b, Email: b@example.org                                                                                                                            |
      | CreateOrganizationalUnit    | ou      | ParentId: "{apps}", Name: first                                                                                                                                | ParentId: "{apps}", Name: second                                                                                                                                |
      | InviteAccountToOrganization | account | Target: {Id: "{stranger}", Type: ACCOUNT}                                                                                                                      | Target: {Id: "{owner}", Type: ACCOUNT}                                                                                                                          |
      | CreatePolicy                | policy  | Name: first, Description: d, Type: SERVICE_CONTROL_POLICY, Content: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:*","Resource":"*"}]}' | Name: second, Description: d, Type: SERVICE_CONTROL_POLICY, Content: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:*","Resource":"*"}]}' |
