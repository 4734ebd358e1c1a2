Feature: GetResourcePolicy shows the owner with whom a backup is shared

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:HSM-POL-08
  Scenario: A backup without a policy reads as an empty one
    When "owner" reads the policy of backup "b1"
    Then the answer shows
      | Policy | {} |

  @rule:HSM-POL-03
  Scenario: A policy that was put is read as it was written
    Given "owner" puts a policy for "consumer" on backup "b1"
    When "owner" reads the policy of backup "b1"
    Then the answer shows
      | Policy | {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["222222222222"]},"Action":["cloudhsm:CreateCluster","cloudhsm:DescribeBackups"],"Resource":"{b1.arn}"}]} |

  @rule:HSM-POL-03
  Scenario: A policy is not read without saying of what
    When "owner" calls cloudhsmv2 GetResourcePolicy
    Then it is refused by HSM-POL-03

  @rule:HSM-POL-12 @rule:RAM-POL-01
  Scenario: The policy of a backup in a RAM share is the one that RAM wrote
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" reads the policy of backup "b1"
    And "p" names the answer's Policy
    And "owner" calls ram GetResourcePolicies with
      """
      ResourceArns: ["{b1.arn}"]
      """
    Then the answer shows
      | Policies.0 | {p} |

  @rule:HSM-POL-13
  Scenario: Consumers see a shared backup, but not its policy
    Given backup "b1" is shared with "consumer" as "s"
    When "consumer" reads the policy of backup "b1"
    Then it is refused by HSM-POL-13
    When "owner" reads the policy of backup "b1"
    Then it succeeds

  @rule:HSM-POL-09
  Scenario: The policy of a backup whose deletion is pending is not read
    When "owner" deletes backup "b1"
    And "owner" reads the policy of backup "b1"
    Then it is refused by HSM-POL-09
    When "owner" restores backup "b1"
    And "owner" reads the policy of backup "b1"
    Then it succeeds

  @rule:HSM-POL-01
  Scenario: A cluster has no policy to be read
    When "owner" calls cloudhsmv2 GetResourcePolicy with
      """
      ResourceArn: "{vault.arn}"
      """
    Then it is refused by HSM-POL-01
    When "owner" reads the policy of backup "b1"
    Then it succeeds

  @rule:HSM-POL-09 @needs:clock
  Scenario: A backup that is being made shows no policy
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a create in progress backup "b2" of cluster "vault"
    When "owner" reads the policy of backup "b2"
    Then it is refused by HSM-POL-09
