Feature: DeleteResourcePolicy unshares a backup

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:HSM-POL-10
  Scenario: The backup leaves every share, and the answer repeats the policy
    Given backup "b1" is shared with "consumer" as "s1"
    And backup "b1" is shared with "stranger" as "s2"
    When "owner" deletes the policy of backup "b1"
    Then the answer shows
      | ResourceArn | {b1.arn} |
      | Policy      | (any)    |
    And "consumer" cannot restore backup "b1"
    And "stranger" cannot restore backup "b1"

  @rule:HSM-POL-10
  Scenario: Clusters made from the backup are left alone
    Given "owner" puts a policy for "consumer" on backup "b1"
    And an active cluster "clone" of "consumer" with backup "b1"
    When "owner" deletes the policy of backup "b1"
    Then it succeeds
    And cluster "clone" is active
    And "consumer" cannot restore backup "b1"

  @rule:HSM-POL-11
  Scenario: Deleting the policy of a backup that has none succeeds
    When "owner" deletes the policy of backup "b1"
    Then the answer shows
      | Policy | {} |

  @rule:HSM-POL-13
  Scenario: A consumer does not unshare
    Given backup "b1" is shared with "consumer" as "s"
    When "consumer" deletes the policy of backup "b1"
    Then it is refused by HSM-POL-13
    And "consumer" can restore backup "b1"
    When "owner" deletes the policy of backup "b1"
    Then it succeeds

  @rule:HSM-POL-01
  Scenario: A cluster has no policy to be deleted
    When "owner" calls cloudhsmv2 DeleteResourcePolicy with
      """
      ResourceArn: "{vault.arn}"
      """
    Then it is refused by HSM-POL-01
    When "owner" deletes the policy of backup "b1"
    Then it succeeds
