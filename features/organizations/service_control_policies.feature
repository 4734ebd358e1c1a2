Feature: Service control policies limit what members of an organization do

  Background:
    Given an organization of "management" with "consumer" and "owner"

  @rule:IAM-EVA-06
  Scenario: What a policy denies, not even the administrator of the account does
    Given the service control policy "no-keys" on account "consumer"
      """
      {Deny: kms:CreateKey}
      """
    When "consumer" calls kms CreateKey
    Then it is refused by IAM-EVA-06
    When "consumer" calls kms ListKeys
    Then it succeeds
    When "owner" calls kms CreateKey
    Then it succeeds
    When "management" detaches policy "no-keys" from account "consumer"
    And "consumer" calls kms CreateKey
    Then it succeeds

  @rule:IAM-EVA-06
  Scenario: A policy on a unit limits the accounts in it, wherever they come from
    Given an organizational unit "apps" with "consumer"
    And the service control policy "no-keys" on OU "apps"
      """
      {Deny: kms:CreateKey}
      """
    When "consumer" calls kms CreateKey
    Then it is refused by IAM-EVA-06
    When "owner" calls kms CreateKey
    Then it succeeds
    When "management" moves "owner" to OU "apps"
    And "owner" calls kms CreateKey
    Then it is refused by IAM-EVA-06
    When "management" moves "consumer" to the root
    And "consumer" calls kms CreateKey
    Then it succeeds

  @rule:IAM-EVA-06
  Scenario: A policy on the root limits every member, and not the management account
    Given the service control policy "no-keys" on the root
      """
      {Deny: kms:CreateKey}
      """
    When "consumer" calls kms CreateKey
    Then it is refused by IAM-EVA-06
    When "management" calls kms CreateKey
    Then it succeeds
    When "stranger" calls kms CreateKey
    Then it succeeds

  @rule:IAM-EVA-06 @rule:ORG-SCP-25 @rule:ORG-SCP-24
  Scenario: What not every level allows is denied
    Given the service control policy "keys-only" on account "consumer"
      """
      {Allow: "kms:*"}
      """
    When "consumer" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    Then it succeeds
    When "management" calls organizations DetachPolicy with
      """
      {PolicyId: p-FullAWSAccess, TargetId: "{consumer}"}
      """
    And "consumer" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    Then it is refused by IAM-EVA-06
    When "consumer" calls kms CreateKey
    Then it succeeds
    When "management" detaches policy "keys-only" from account "consumer"
    Then it is refused by ORG-SCP-24

  @rule:ORG-SCP-01
  Scenario Outline: <operation> is for the management account
    Given the service control policy "stay" on account "consumer"
      """
      {Deny: organizations:LeaveOrganization}
      """
    When "owner" calls organizations <operation> with
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
      | operation             | given                                                                                                                                                               |
      | CreatePolicy          | {Name: other, Description: "", Type: SERVICE_CONTROL_POLICY, Content: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"kms:*","Resource":"*"}]}'} |
      | DescribePolicy        | {PolicyId: "{stay}"}                                                                                                                                                |
      | UpdatePolicy          | {PolicyId: "{stay}", Name: renamed}                                                                                                                                 |
      | ListPolicies          | {Filter: SERVICE_CONTROL_POLICY}                                                                                                                                    |
      | AttachPolicy          | {PolicyId: "{stay}", TargetId: "{owner}"}                                                                                                                           |
      | DetachPolicy          | {PolicyId: "{stay}", TargetId: "{consumer}"}                                                                                                                        |
      | ListPoliciesForTarget | {Filter: SERVICE_CONTROL_POLICY, TargetId: "{consumer}"}                                                                                                            |
      | ListTargetsForPolicy  | {PolicyId: "{stay}"}                                                                                                                                                |

  @rule:ORG-SCP-02
  Scenario Outline: <operation> knows no policy that is not the organization's
    When "management" calls organizations <operation> with
      """
      <given>
      """
    Then it is refused by ORG-SCP-02
    And it is refused with PolicyNotFoundException

    Examples:
      | operation            | given                                         |
      | DescribePolicy       | {PolicyId: p-01234567}                        |
      | UpdatePolicy         | {PolicyId: p-01234567, Name: other}           |
      | DeletePolicy         | {PolicyId: p-01234567}                        |
      | AttachPolicy         | {PolicyId: p-01234567, TargetId: "{consumer}"} |
      | DetachPolicy         | {PolicyId: p-01234567, TargetId: "{consumer}"} |
      | ListTargetsForPolicy | {PolicyId: p-01234567}                        |

  @rule:ORG-SCP-02 @rule:ORG-SCP-06
  Scenario: FullAWSAccess is AWS's, and known to all
    When "management" calls organizations DescribePolicy with
      """
      PolicyId: p-FullAWSAccess
      """
    Then the answer shows
      | Policy.PolicySummary.AwsManaged | true          |
      | Policy.PolicySummary.Name       | FullAWSAccess |
    When "management" calls organizations UpdatePolicy with
      """
      {PolicyId: p-FullAWSAccess, Name: Mine}
      """
    Then it is refused by ORG-SCP-06
    When "management" calls organizations DeletePolicy with
      """
      PolicyId: p-FullAWSAccess
      """
    Then it is refused by ORG-SCP-06

  @rule:ORG-SCP-03 @rule:ORG-SCP-06 @rule:ORG-SCP-07
  Scenario: A name is used once, and what is attached is not deleted
    Given the service control policy "stay" on account "consumer"
      """
      {Deny: organizations:LeaveOrganization}
      """
    And the service control policy "other" on account "consumer"
      """
      {Deny: kms:CreateKey}
      """
    When "management" calls organizations UpdatePolicy with
      """
      {PolicyId: "{other}", Name: stay}
      """
    Then it is refused by ORG-SCP-03
    When "management" calls organizations DeletePolicy with
      """
      PolicyId: "{stay}"
      """
    Then it is refused by ORG-SCP-07
    When "management" detaches policy "stay" from account "consumer"
    And "management" calls organizations DeletePolicy with
      """
      PolicyId: "{stay}"
      """
    Then it succeeds
    When "management" calls organizations UpdatePolicy with
      """
      {PolicyId: "{other}", Name: stay}
      """
    Then the answer shows
      | Policy.PolicySummary.Name | stay |

  @rule:ORG-SCP-04
  Scenario Outline: A service control policy is not <what>
    When "management" calls organizations CreatePolicy with
      """
      {Name: bad, Description: "", Type: SERVICE_CONTROL_POLICY, Content: '<content>'}
      """
    Then it is refused by ORG-SCP-04
    When "management" calls organizations ListPolicies with
      """
      Filter: SERVICE_CONTROL_POLICY
      """
    Then the answer shows
      | Policies.*.Name | [FullAWSAccess] |

    Examples:
      | what                       | content                                                                                                |
      | some text                  | nonsense                                                                                               |
      | one that names a principal | {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]} |
      | one without an action      | {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Resource":"*"}]}                               |

  @rule:ORG-SCP-05
  Scenario: A service control policy has at most 5,120 characters
    When "management" calls organizations CreatePolicy with
      """
      {Name: long, Description: "", Type: SERVICE_CONTROL_POLICY, Content: '{"Version":"2012-10-17","Statement":[{"Sid":"{x times 5100}","Effect":"Deny","Action":"*","Resource":"*"}]}'}
      """
    Then it is refused by ORG-SCP-05
    When "management" calls organizations CreatePolicy with
      """
      {Name: short, Description: "", Type: SERVICE_CONTROL_POLICY, Content: '{"Version":"2012-10-17","Statement":[{"Sid":"{x times 5000}","Effect":"Deny","Action":"*","Resource":"*"}]}'}
      """
    Then it succeeds

  @rule:ORG-SCP-08
  Scenario: Of the types of policies, service control policies are modelled
    When "management" calls organizations CreatePolicy with
      """
      {Name: backups, Description: "", Type: BACKUP_POLICY, Content: "{}"}
      """
    Then it is refused by ORG-SCP-08
    When "management" calls organizations ListRoots
    And "root" names the answer's Roots.0.Id
    And "management" calls organizations EnablePolicyType with
      """
      {RootId: "{root}", PolicyType: BACKUP_POLICY}
      """
    Then it is refused by ORG-SCP-08

  @rule:ORG-SCP-10 @rule:ORG-SCP-11 @rule:ORG-SCP-12 @rule:ORG-SCP-13
  Scenario: The type is enabled once, and disabled it leaves nothing attached
    When "management" calls organizations EnablePolicyType with
      """
      {RootId: r-0000, PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then it is refused by ORG-SCP-10
    When "management" calls organizations ListRoots
    And "root" names the answer's Roots.0.Id
    And "management" calls organizations DisablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then it is refused by ORG-SCP-12
    Given the service control policy "no-keys" on account "consumer"
      """
      {Deny: kms:CreateKey}
      """
    When "management" calls organizations EnablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then it is refused by ORG-SCP-11
    When "consumer" calls kms CreateKey
    Then it is refused by IAM-EVA-06
    When "management" calls organizations DisablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    And "consumer" calls kms CreateKey
    Then it succeeds
    When "management" calls organizations AttachPolicy with
      """
      {PolicyId: "{no-keys}", TargetId: "{consumer}"}
      """
    Then it is refused by ORG-SCP-12
    When "management" calls organizations EnablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    And "management" calls organizations ListPoliciesForTarget with
      """
      {Filter: SERVICE_CONTROL_POLICY, TargetId: "{consumer}"}
      """
    Then the answer shows
      | Policies.*.Name | [FullAWSAccess] |

  @rule:ORG-SCP-20 @rule:ORG-SCP-21 @rule:ORG-SCP-22
  Scenario: A policy is attached to what is the organization's, once
    Given the service control policy "no-keys" on account "consumer"
      """
      {Deny: kms:CreateKey}
      """
    When "management" calls organizations AttachPolicy with
      """
      {PolicyId: "{no-keys}", TargetId: "{stranger}"}
      """
    Then it is refused by ORG-SCP-20
    When "management" calls organizations AttachPolicy with
      """
      {PolicyId: "{no-keys}", TargetId: "{consumer}"}
      """
    Then it is refused by ORG-SCP-21
    When "management" detaches policy "no-keys" from account "owner"
    Then it is refused by ORG-SCP-22
    When "management" calls organizations ListTargetsForPolicy with
      """
      PolicyId: "{no-keys}"
      """
    Then the answer shows
      | Targets.*.TargetId | [{consumer}] |

  @rule:ORG-SCP-23
  Scenario: An account has at most five policies
    Given the service control policy "one" on account "consumer"
      """
      {Deny: kms:CreateKey}
      """
    And the service control policy "two" on account "consumer"
      """
      {Deny: kms:CreateAlias}
      """
    And the service control policy "three" on account "consumer"
      """
      {Deny: kms:CreateGrant}
      """
    And the service control policy "four" on account "consumer"
      """
      {Deny: kms:DisableKey}
      """
    And the service control policy "five" on account "owner"
      """
      {Deny: kms:EnableKey}
      """
    When "management" calls organizations AttachPolicy with
      """
      {PolicyId: "{five}", TargetId: "{consumer}"}
      """
    Then it is refused by ORG-SCP-23

  @rule:IAM-EVA-06
  Scenario: A policy that denies leaving keeps a member in the organization
    Given the service control policy "stay" on account "consumer"
      """
      {Deny: organizations:LeaveOrganization}
      """
    When "consumer" leaves the organization
    Then it is refused by IAM-EVA-06
    When "owner" leaves the organization
    Then it succeeds
    When "management" detaches policy "stay" from account "consumer"
    And "consumer" leaves the organization
    Then it succeeds
