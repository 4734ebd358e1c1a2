Feature: GetResourcePolicies shows the policies that RAM writes

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:RAM-POL-01
  Scenario: One policy tells of all shares that hold a resource, and names accounts by their roots
    Given backup "b1" is shared with "consumer" as "s1"
    And backup "b1" is shared with "stranger" as "s2"
    When "owner" calls ram GetResourcePolicies with
      """
      ResourceArns: ["{b1.arn}"]
      """
    Then the answer shows
      | Policies.0 | (contains arn:aws:iam::{consumer}:root) |
      | Policies.0 | (contains arn:aws:iam::{stranger}:root) |
      | Policies.1 | (absent)                                |
    When "owner" removes "consumer" from share "s1"
    And "owner" calls ram GetResourcePolicies with
      """
      ResourceArns: ["{b1.arn}"]
      Principal: "{consumer}"
      """
    Then the answer shows
      | Policies | [] |

  @rule:RAM-POL-01
  Scenario: The policy names the organization by a condition
    Given an organization of "management" with "owner"
    And sharing with the organization is enabled
    And backup "b1" is shared with the organization as "s"
    When "owner" calls ram GetResourcePolicies with
      """
      ResourceArns: ["{b1.arn}"]
      """
    Then the answer shows
      | Policies.0 | (contains aws:PrincipalOrgID) |
      | Policies.0 | (contains {organization})     |
      | Policies.1 | (absent)                      |

  @rule:RAM-POL-04
  Scenario: Policies are shown of resources that the caller owns and shares
    When "owner" calls ram GetResourcePolicies with
      """
      ResourceArns: ["{b1.arn}"]
      """
    Then it is refused by RAM-POL-04
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" calls ram GetResourcePolicies with
      """
      ResourceArns: ["{b1.arn}"]
      """
    Then it succeeds
    When "consumer" calls ram GetResourcePolicies with
      """
      ResourceArns: ["{b1.arn}"]
      """
    Then it is refused by RAM-POL-04
