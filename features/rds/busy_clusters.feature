Feature: Clusters that are busy are left alone

  @rule:AUR-ST-08 @rule:AUR-ST-13 @rule:AUR-ST-07 @rule:AUR-DEL-08
  @rule:AUR-CLN-17 @rule:AUR-INS-01 @rule:AUR-SNP-02 @rule:AUR-XCL-12
  Scenario Outline: A cluster that is <state> is left alone
    Given a <state> DB cluster "c" of "owner"
    Then "owner" has to wait for DB cluster "c"
    When "owner" starts DB cluster "c"
    Then it is refused by AUR-ST-07
    When "owner" deletes DB cluster "c"
    Then it is refused by AUR-DEL-08
    And DB cluster "c" is <state>

    Examples:
      | state     |
      | creating  |
      | modifying |
      | stopping  |
      | starting  |
      | deleting  |

  @rule:AUR-ST-08 @rule:AUR-ST-13 @rule:AUR-ST-07 @rule:AUR-DEL-08
  @rule:AUR-CLN-17 @rule:AUR-INS-01 @rule:AUR-SNP-02 @rule:AUR-XCL-12
  Scenario Outline: A cluster is <state> while <what> changes, and is left alone
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds ModifyDBCluster with
      """
      {DBClusterIdentifier: c, ApplyImmediately: true, <change>}
      """
    Then the answer shows
      | DBCluster.Status | <state> |
    And "owner" has to wait for DB cluster "c"
    When "owner" starts DB cluster "c"
    Then it is refused by AUR-ST-07
    When "owner" deletes DB instance "c-1"
    And "owner" deletes DB cluster "c"
    Then it is refused by AUR-DEL-08
    And DB cluster "c" becomes available

    Examples:
      | state                        | what                | change                                 |
      | resetting-master-credentials | its password        | MasterUserPassword: attack-at-dusk     |
      | update-iam-db-auth           | who may connect     | EnableIAMDatabaseAuthentication: true  |
      | upgrading                    | its version         | EngineVersion: 8.0.mysql_aurora.3.10.1 |

  @rule:AUR-ST-08 @rule:AUR-ST-13 @rule:AUR-ST-07 @rule:AUR-DEL-08
  @rule:AUR-CLN-17 @rule:AUR-INS-01 @rule:AUR-SNP-02 @rule:AUR-XCL-12
  Scenario: A cluster is renaming while its name changes, and is left alone
    Given an available DB cluster "b" of "owner"
    When "owner" renames DB cluster "b" as "c"
    Then DB cluster "c" is renaming
    And "owner" has to wait for DB cluster "c"
    When "owner" starts DB cluster "c"
    Then it is refused by AUR-ST-07
    When "owner" deletes DB cluster "c"
    Then it is refused by AUR-DEL-08
    And DB cluster "c" becomes available

  @rule:AUR-ST-13 @rule:AUR-ST-08 @rule:AUR-SNP-02 @rule:AUR-INS-01 @rule:AUR-CLN-17 @rule:AUR-XCL-12
  Scenario: A cluster that stands still is started before anything else
    Given a stopped DB cluster "c" of "owner"
    Then "owner" has to wait for DB cluster "c"
    When "owner" starts DB cluster "c"
    Then it succeeds

  @rule:AUR-ST-06 @rule:AUR-ST-08 @rule:AUR-ST-13
  Scenario: A cluster that lost its key can only be deleted, or be started once the key works
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with encrypted under "k"
    When "owner" calls kms DisableKey with
      """
      {KeyId: "{k}"}
      """
    Then DB cluster "c" becomes inaccessible-encryption-credentials-recoverable
    And "owner" has to wait for DB cluster "c"
    When "owner" deletes DB cluster "c"
    Then it succeeds
    And DB cluster "c" becomes gone

  @rule:AUR-ST-06
  Scenario: A cluster that lost its key for good can only be deleted
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with engine aurora-postgresql, mode serverless, encrypted under "k"
    When "owner" calls kms DisableKey with
      """
      {KeyId: "{k}"}
      """
    Then DB cluster "c" becomes inaccessible-encryption-credentials
    When "owner" calls kms EnableKey with
      """
      {KeyId: "{k}"}
      """
    And "owner" starts DB cluster "c"
    Then it is refused by AUR-ST-07
    When "owner" snapshots DB cluster "c" as "s"
    Then it is refused by AUR-SNP-02
    When "owner" deletes DB cluster "c"
    Then it succeeds
    And DB cluster "c" becomes gone
