Feature: Service control policies limit what member accounts may do
  They allow nothing by themselves. What one of them denies is denied, and every
  level from the root down to the account has to allow what is to be allowed.

  Background:
    Given an organization of "management" with "owner" and "consumer"
    And service control policies are enabled

  @rule:IAM-EVA-06
  Scenario: An account that may not leave keeps its copies in the organization
    Given a service control policy "stay" of "consumer"
      """
      {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "organizations:LeaveOrganization", Resource: "*"}]}
      """
    When "consumer" leaves the organization
    Then it is refused by IAM-EVA-06 saying "User: arn:aws:iam::{consumer}:root is not authorized to perform: organizations:LeaveOrganization on resource: * with an explicit deny in a service control policy"
    When "owner" leaves the organization
    Then it succeeds
    When "management" calls organizations DetachPolicy with
      """
      {PolicyId: "{stay}", TargetId: "{consumer}"}
      """
    And "consumer" leaves the organization
    Then it succeeds

  @rule:IAM-EVA-06
  Scenario Outline: A policy of <where> limits the accounts below it
    Given an organizational unit "apps"
    And an organizational unit "inner" in "apps" with "consumer"
    And a service control policy "closed" of <where>
      """
      {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "cloudhsm:Describe*", Resource: "*"}]}
      """
    And a user "ann" of "consumer" who may
      """
      ["*"]
      """
    When "ann" calls cloudhsmv2 DescribeBackups
    Then it is refused by IAM-EVA-06
    When "consumer" calls cloudhsmv2 DescribeBackups
    Then it is refused by IAM-EVA-06
    When "consumer" calls kms ListKeys
    Then it succeeds
    When "management" calls cloudhsmv2 DescribeBackups
    Then it succeeds

    Examples:
      | where      |
      | the root   |
      | OU "apps"  |
      | OU "inner" |
      | "consumer" |

  @rule:IAM-EVA-06
  Scenario: Each level has to allow what the account may do
    Given an organizational unit "apps" with "consumer"
    And a service control policy "least" of OU "apps"
      """
      {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["kms:*", "organizations:*"], Resource: "*"}]}
      """
    When "consumer" calls cloudhsmv2 DescribeBackups
    Then it succeeds
    When "management" calls organizations DetachPolicy with
      """
      {PolicyId: p-FullAWSAccess, TargetId: "{apps}"}
      """
    And "consumer" calls cloudhsmv2 DescribeBackups
    Then it is refused by IAM-EVA-06 saying "User: arn:aws:iam::{consumer}:root is not authorized to perform: cloudhsm:DescribeBackups on resource: * because no service control policy allows the cloudhsm:DescribeBackups action"
    When "consumer" calls kms ListKeys
    Then it succeeds
    When "owner" calls cloudhsmv2 DescribeBackups
    Then it succeeds

  @rule:IAM-EVA-06
  Scenario: They allow nothing by themselves
    Given a user "ann" of "consumer"
    When "ann" calls kms ListKeys
    Then it is refused by IAM-EVA-01

  @rule:IAM-EVA-06
  Scenario: Neither a key policy nor a grant lets a member use what they deny
    Given a key "k" of "owner" with the policy
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: [kms:Encrypt, kms:DescribeKey], to: "{consumer}"}
      """
    And a service control policy "unread" of "consumer"
      """
      {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "kms:DescribeKey", Resource: "*"}]}
      """
    When "consumer" calls kms DescribeKey with
      """
      KeyId: "{k.arn}"
      """
    Then it is refused by IAM-EVA-06
    When "owner" calls kms DescribeKey with
      """
      KeyId: "{k.arn}"
      """
    Then it succeeds
    Given a role "Worker" of "consumer" that trusts "consumer"
    And a service control policy "unassumed" of "consumer"
      """
      {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "sts:AssumeRole", Resource: "*"}]}
      """
    When "consumer" calls sts AssumeRole with
      """
      {RoleArn: "{Worker.arn}", RoleSessionName: one}
      """
    Then it is refused by IAM-EVA-06

  @rule:IAM-EVA-06
  Scenario: Whose the resource is counts as far as a condition says
    Given a completed snapshot "s" of "consumer"
    And a service control policy "guarded" of "consumer"
      """
      {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "ec2:DeleteSnapshot", Resource: "*", Condition: {StringEquals: {"aws:ResourceTag/keep": "yes"}}}, {Effect: Deny, Action: "ec2:CreateTags", Resource: "*", Condition: {"ForAnyValue:StringEquals": {"aws:TagKeys": "secret"}}}]}
      """
    When "consumer" calls ec2 CreateTags with
      """
      {Resources: ["{s}"], Tags: [{Key: keep, Value: "yes"}]}
      """
    Then it succeeds
    When "consumer" calls ec2 CreateTags with
      """
      {Resources: ["{s}"], Tags: [{Key: secret, Value: "yes"}]}
      """
    Then it is refused by IAM-EVA-06
    When "consumer" calls ec2 DeleteSnapshot with
      """
      SnapshotId: "{s}"
      """
    Then it is refused by IAM-EVA-06
    When "consumer" calls ec2 DeleteTags with
      """
      {Resources: ["{s}"], Tags: [{Key: keep}]}
      """
    And "consumer" calls ec2 DeleteSnapshot with
      """
      SnapshotId: "{s}"
      """
    Then it succeeds

  @rule:ORG-SCP-25
  Scenario: Everything has FullAWSAccess until somebody detaches it
    Given an organizational unit "apps" with "consumer"
    When "management" calls organizations ListTargetsForPolicy with
      """
      PolicyId: p-FullAWSAccess
      """
    Then the answer shows
      | Targets.*.TargetId | [{root} {apps} {management} {owner} {consumer}]             |
      | Targets.*.Type     | [ROOT ORGANIZATIONAL_UNIT ACCOUNT ACCOUNT ACCOUNT] |
    When "management" calls organizations ListPoliciesForTarget with
      """
      {TargetId: "{apps}", Filter: SERVICE_CONTROL_POLICY}
      """
    Then the answer shows
      | Policies.*.Id         | [p-FullAWSAccess] |
      | Policies.0.AwsManaged | true              |
    When "consumer" calls kms ListKeys
    Then it succeeds

  @rule:ORG-SCP-13
  Scenario: Policies that were disabled come back with FullAWSAccess alone
    Given a service control policy "closed" of "consumer"
      """
      {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "kms:*", Resource: "*"}]}
      """
    When "consumer" calls kms ListKeys
    Then it is refused by IAM-EVA-06
    When "management" calls organizations DisablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then the answer shows
      | Root.PolicyTypes | [] |
    When "consumer" calls kms ListKeys
    Then it succeeds
    When "management" calls organizations EnablePolicyType with
      """
      {RootId: "{root}", PolicyType: SERVICE_CONTROL_POLICY}
      """
    Then the answer shows
      | Root.PolicyTypes.*.Type   | [SERVICE_CONTROL_POLICY] |
      | Root.PolicyTypes.*.Status | [ENABLED]                |
    When "consumer" calls kms ListKeys
    Then it succeeds
    When "management" calls organizations ListPoliciesForTarget with
      """
      {TargetId: "{consumer}", Filter: SERVICE_CONTROL_POLICY}
      """
    Then the answer shows
      | Policies.*.Id | [p-FullAWSAccess] |

  @rule:IAM-EVA-06
  Scenario: Who leaves is free, and who comes back has FullAWSAccess alone
    Given a service control policy "closed" of "consumer"
      """
      {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "kms:*", Resource: "*"}]}
      """
    When "consumer" calls kms ListKeys
    Then it is refused by IAM-EVA-06
    When "consumer" leaves the organization
    And "consumer" calls kms ListKeys
    Then it succeeds
    When "consumer" joins the organization
    And "consumer" calls kms ListKeys
    Then it succeeds

  @rule:IAM-EVA-07
  Scenario: What depends on where an account is changes when the account moves
    Given an organizational unit "apps"
    And a service control policy "placed" of the root
      """
      {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "cloudhsm:*", Resource: "*", Condition: {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "{organization}/{root}/{apps}/*"}}}]}
      """
    When "consumer" calls cloudhsmv2 DescribeBackups
    Then it succeeds
    When "management" moves "consumer" to OU "apps"
    And "consumer" calls cloudhsmv2 DescribeBackups
    Then it is refused by IAM-EVA-06
    When "management" moves "consumer" to the root
    And "consumer" calls cloudhsmv2 DescribeBackups
    Then it succeeds
