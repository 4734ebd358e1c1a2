Feature: The management account writes policies and attaches them

  Background:
    Given an organization of "management" with "consumer"

  @rule:ORG-SCP-01
  Scenario Outline: <operation> is for the management account
    Given service control policies are enabled
    And an organizational unit "apps"
    And a service control policy "open" of OU "apps"
      """
      ["*"]
      """
    When "consumer" calls organizations <operation> with
      """
      <given>
      """
    Then it is refused by ORG-SCP-01
    When "management" calls organizations <operation> with
      """
      <given>
      """
    Then it succeeds

    Examples:
      | operation             | given                                                                                                                                      |
      | CreatePolicy          | {Name: more, Description: "", Type: SERVICE_CONTROL_POLICY, Content: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'} |
      | DescribePolicy        | PolicyId: "{open}"                                                                                                                         |
      | UpdatePolicy          | {PolicyId: "{open}", Name: wide}                                                                                                           |
      | ListPolicies          | Filter: SERVICE_CONTROL_POLICY                                                                                                             |
      | AttachPolicy          | {PolicyId: "{open}", TargetId: "{root}"}                                                                                                   |
      | DetachPolicy          | {PolicyId: "{open}", TargetId: "{apps}"}                                                                                                   |
      | ListPoliciesForTarget | {Filter: SERVICE_CONTROL_POLICY, TargetId: "{root}"}                                                                                       |
      | ListTargetsForPolicy  | PolicyId: "{open}"                                                                                                                         |
      | DisablePolicyType     | {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}                                                                                     |

  @rule:ORG-SCP-01
  Scenario: What a member may not do is not done
    When "management" calls organizations ListRoots
    And "top" names the answer's Roots.0.Id
    And "consumer" calls organizations EnablePolicyType with
      """
      {RootId: "{top}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then it is refused by ORG-SCP-01
    When "management" calls organizations ListRoots
    Then the answer shows
      | Roots.0.PolicyTypes | [] |
    Given service control policies are enabled
    And an organizational unit "apps"
    And a service control policy "open" of OU "apps"
      """
      ["*"]
      """
    When "consumer" calls organizations UpdatePolicy with
      """
      {PolicyId: "{open}", Description: theirs}
      """
    Then it is refused by ORG-SCP-01
    When "management" calls organizations DetachPolicy with
      """
      {PolicyId: "{open}", TargetId: "{apps}"}
      """
    And "consumer" calls organizations DeletePolicy with
      """
      PolicyId: "{open}"
      """
    Then it is refused by ORG-SCP-01
    When "management" calls organizations DescribePolicy with
      """
      PolicyId: "{open}"
      """
    Then the answer shows
      | Policy.PolicySummary.Description | of the scenario |

  @rule:ORG-SCP-02 @rule:ORG-SCP-07
  Scenario: A policy is deleted once it is attached to nothing, and is known no more
    Given service control policies are enabled
    And a service control policy "open" of the root
      """
      ["*"]
      """
    When "management" calls organizations DeletePolicy with
      """
      PolicyId: "{open}"
      """
    Then it is refused by ORG-SCP-07
    When "management" calls organizations DetachPolicy with
      """
      {PolicyId: "{open}", TargetId: "{root}"}
      """
    And "management" calls organizations DeletePolicy with
      """
      PolicyId: "{open}"
      """
    Then it succeeds
    When "management" calls organizations DescribePolicy with
      """
      PolicyId: "{open}"
      """
    Then it is refused by ORG-SCP-02

  @rule:ORG-SCP-02
  Scenario: Nobody finds a policy of another organization
    Given service control policies are enabled
    And a service control policy "open" of the root
      """
      ["*"]
      """
    And an organization of "stranger"
    When "stranger" calls organizations DescribePolicy with
      """
      PolicyId: "{open}"
      """
    Then it is refused by ORG-SCP-02
    When "stranger" calls organizations DescribePolicy with
      """
      PolicyId: p-FullAWSAccess
      """
    Then the answer shows
      | Policy.PolicySummary.Name       | FullAWSAccess                                                                       |
      | Policy.PolicySummary.AwsManaged | true                                                                                |
      | Policy.PolicySummary.Arn        | arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess |
    When "stranger" calls organizations ListPolicies with
      """
      Filter: SERVICE_CONTROL_POLICY
      """
    Then the answer shows
      | Policies.*.Id | [p-FullAWSAccess] |
    When "stranger" calls organizations ListPolicies with
      """
      Filter: BACKUP_POLICY
      """
    Then the answer shows
      | Policies | [] |

  @rule:ORG-SCP-03 @rule:ORG-SCP-04 @rule:ORG-SCP-05
  Scenario Outline: A policy is written anew: <wrong>
    Given service control policies are enabled
    And a service control policy "open" of the root
      """
      ["*"]
      """
    And a service control policy "wide" of the root
      """
      ["*"]
      """
    When "management" calls organizations UpdatePolicy with
      """
      {PolicyId: "{open}", <wrong>}
      """
    Then it is refused by <rule>
    When "management" calls organizations UpdatePolicy with
      """
      {PolicyId: "{open}", Name: narrow, Description: no more, Content: '{"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'}
      """
    Then the answer shows
      | Policy.PolicySummary.Name        | narrow                                                                 |
      | Policy.PolicySummary.Description | no more                                                                |
      | Policy.Content                   | {"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}} |
    When "consumer" calls cloudhsmv2 DescribeBackups
    Then it succeeds

    Examples:
      | wrong                                                                                                          | rule       |
      | Name: wide                                                                                                     | ORG-SCP-03 |
      | Name: FullAWSAccess                                                                                            | ORG-SCP-03 |
      | Content: '{"Statement":{"Effect":"Allow","Action":"*"}}'                                                 | ORG-SCP-04 |
      | Content: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}'      | ORG-SCP-04 |
      | Content: '{"Statement":{"Effect":"Allow","Action":"Decrypt","Resource":"*"}}'                      | ORG-SCP-04 |
      | Content: none                                                                                                  | ORG-SCP-04 |
      | Content: '{"Statement":{"Sid":"{x times 5120}","Effect":"Allow","Action":"*","Resource":"*"}}' | ORG-SCP-05 |

  @rule:ORG-SCP-06
  Scenario: Nobody changes or deletes FullAWSAccess
    Given service control policies are enabled
    And a service control policy "open" of the root
      """
      ["*"]
      """
    When "management" calls organizations UpdatePolicy with
      """
      {PolicyId: p-FullAWSAccess, Name: mine}
      """
    Then it is refused by ORG-SCP-06
    When "management" calls organizations DeletePolicy with
      """
      PolicyId: p-FullAWSAccess
      """
    Then it is refused by ORG-SCP-06
    When "management" calls organizations UpdatePolicy with
      """
      {PolicyId: "{open}", Name: mine}
      """
    And "management" calls organizations DescribePolicy with
      """
      PolicyId: "{open}"
      """
    Then the answer shows
      | Policy.PolicySummary.Name | mine |

  @rule:ORG-SCP-08
  Scenario: Policies are of a type that the organization can have
    When "management" calls organizations CreatePolicy with
      """
      {Name: p, Description: "", Type: S3_POLICY, Content: "{}"}
      """
    Then it is refused by ORG-SCP-08
    When "management" calls organizations CreatePolicy with
      """
      {Name: p, Description: "", Type: SERVICE_CONTROL_POLICY, Content: '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}'}
      """
    Then the answer shows
      | Policy.PolicySummary.Type       | SERVICE_CONTROL_POLICY |
      | Policy.PolicySummary.AwsManaged | false                  |
    When "id" names the answer's Policy.PolicySummary.Id
    And "management" calls organizations DescribePolicy with
      """
      PolicyId: "{id}"
      """
    Then the answer shows
      | Policy.PolicySummary.Name | p |
    When "consumer" calls kms ListKeys
    Then it succeeds

  @rule:ORG-SCP-08
  Scenario: An organization for billing alone has no policies
    When "stranger" calls organizations CreateOrganization with
      """
      FeatureSet: CONSOLIDATED_BILLING
      """
    And "stranger" calls organizations ListRoots
    Then "root" names the answer's Roots.0.Id
    When "stranger" calls organizations EnablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then it is refused by ORG-SCP-08

  @rule:ORG-SCP-10 @rule:ORG-SCP-11 @rule:ORG-SCP-12
  Scenario: A type of policies is enabled once, and disabled once it is
    When "management" calls organizations ListRoots
    Then "root" names the answer's Roots.0.Id
    When "management" calls organizations DisablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then it is refused by ORG-SCP-12
    When "management" calls organizations EnablePolicyType with
      """
      {RootId: r-1234, PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then it is refused by ORG-SCP-10
    When "management" calls organizations EnablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then it succeeds
    When "management" calls organizations EnablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then it is refused by ORG-SCP-11
    When "management" calls organizations DisablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then it succeeds

  @rule:ORG-SCP-12
  Scenario: A policy is attached only where its type is enabled
    Given service control policies are enabled
    And a service control policy "open" of the root
      """
      ["*"]
      """
    When "management" calls organizations DisablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    And "management" calls organizations AttachPolicy with
      """
      {PolicyId: "{open}", TargetId: "{consumer}"}
      """
    Then it is refused by ORG-SCP-12

  @rule:ORG-SCP-20 @rule:ORG-SCP-21 @rule:ORG-SCP-22
  Scenario: A policy is attached once to what there is, and detached from what has it
    Given service control policies are enabled
    And a service control policy "open" of "consumer"
      """
      ["*"]
      """
    When "management" calls organizations AttachPolicy with
      """
      {PolicyId: "{open}", TargetId: "{stranger}"}
      """
    Then it is refused by ORG-SCP-20
    When "management" calls organizations AttachPolicy with
      """
      {PolicyId: "{open}", TargetId: "{consumer}"}
      """
    Then it is refused by ORG-SCP-21
    When "management" calls organizations DetachPolicy with
      """
      {PolicyId: "{open}", TargetId: "{root}"}
      """
    Then it is refused by ORG-SCP-22
    When "management" calls organizations DetachPolicy with
      """
      {PolicyId: "{open}", TargetId: "{consumer}"}
      """
    Then it succeeds
    When "management" calls organizations ListTargetsForPolicy with
      """
      PolicyId: "{open}"
      """
    Then the answer shows
      | Targets | [] |

  @rule:ORG-SCP-23
  Scenario: A target has at most five policies
    Given service control policies are enabled
    And a service control policy "two" of the root
      """
      ["*"]
      """
    And a service control policy "three" of the root
      """
      ["*"]
      """
    And a service control policy "four" of the root
      """
      ["*"]
      """
    And a service control policy "five" of the root
      """
      ["*"]
      """
    And a service control policy "six" of "consumer"
      """
      ["*"]
      """
    When "management" calls organizations AttachPolicy with
      """
      {PolicyId: "{six}", TargetId: "{root}"}
      """
    Then it is refused by ORG-SCP-23

  @rule:ORG-SCP-24
  Scenario: A target keeps one policy
    Given service control policies are enabled
    When "management" calls organizations DetachPolicy with
      """
      {PolicyId: p-FullAWSAccess, TargetId: "{consumer}"}
      """
    Then it is refused by ORG-SCP-24
    Given a service control policy "open" of "consumer"
      """
      ["*"]
      """
    When "management" calls organizations DetachPolicy with
      """
      {PolicyId: p-FullAWSAccess, TargetId: "{consumer}"}
      """
    Then it succeeds
    When "management" calls organizations DetachPolicy with
      """
      {PolicyId: "{open}", TargetId: "{consumer}"}
      """
    Then it is refused by ORG-SCP-24
