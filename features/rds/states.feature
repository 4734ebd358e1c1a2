Feature: Clusters stop and start

  @rule:AUR-ST-11 @rule:AUR-ST-14
  Scenario: A cluster stops, and starts again
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" stops DB cluster "c"
    Then DB cluster "c" becomes stopping
    And DB cluster "c" becomes stopped
    When "owner" starts DB cluster "c"
    Then DB cluster "c" becomes starting
    And DB cluster "c" becomes available

  @rule:AUR-ST-11 @needs:clock
  Scenario: A cluster is stopped for seven days at most
    Given a stopped DB cluster "c" of "owner" with an instance
    When "owner" calls rds DescribeDBClusters
    Then the answer shows
      | DBClusters.0.AutomaticRestartTime | (any) |
    When 6 days pass
    Then DB cluster "c" is stopped
    When 1 day passes
    Then DB cluster "c" becomes available

  @rule:AUR-ST-14
  Scenario: A Serverless v1 cluster is not stopped
    Given an available DB cluster "c" of "owner" with mode serverless, encrypted
    When "owner" stops DB cluster "c"
    Then it is refused by AUR-ST-14

  @rule:AUR-ST-07
  Scenario: A cluster that runs is not started
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" starts DB cluster "c"
    Then it is refused by AUR-ST-07
    And DB cluster "c" is available

  @rule:AUR-DEL-03
  Scenario: A stopped cluster is started before it is deleted
    Given a stopped DB cluster "c" of "owner"
    When "owner" deletes DB cluster "c"
    Then it is refused by AUR-DEL-03
    When "owner" starts DB cluster "c"
    And DB cluster "c" becomes available
    And "owner" deletes DB cluster "c"
    Then it succeeds

  @rule:AUR-ST-06 @needs:clock
  Scenario: A cluster is recovered within seven days of the loss of its key
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    When "owner" calls kms DisableKey with
      """
      {KeyId: "{k}"}
      """
    Then DB cluster "c" becomes inaccessible-encryption-credentials-recoverable
    When "owner" starts DB cluster "c"
    Then it is refused by AUR-CL-06
    When "owner" calls kms EnableKey with
      """
      {KeyId: "{k}"}
      """
    And "owner" starts DB cluster "c"
    Then DB cluster "c" becomes available

  @rule:AUR-ST-06 @needs:clock
  Scenario: After seven days a cluster without its key is lost, and its snapshots help
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    And an available cluster snapshot "s" of DB cluster "c"
    When "owner" calls kms DisableKey with
      """
      {KeyId: "{k}"}
      """
    And DB cluster "c" becomes inaccessible-encryption-credentials-recoverable
    And 7 days pass
    Then DB cluster "c" becomes inaccessible-encryption-credentials
    And DB instance "c-1" is stopped
    And "owner" has to wait for DB cluster "c"
    When "owner" calls kms EnableKey with
      """
      {KeyId: "{k}"}
      """
    And "owner" starts DB cluster "c"
    Then it is refused by AUR-ST-07
    When "owner" restores cluster snapshot "s" as "d"
    Then it succeeds

  @rule:AUR-ST-06
  Scenario: A Serverless v1 cluster without its key is lost at once
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with mode serverless, encrypted under "k"
    When "owner" calls kms DisableKey with
      """
      {KeyId: "{k}"}
      """
    Then DB cluster "c" becomes inaccessible-encryption-credentials
