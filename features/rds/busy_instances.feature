Feature: Instances change, stop and start with their clusters, and go

  @rule:AUR-INS-15
  Scenario Outline: An instance that is <state> is not modified, and may be deleted
    Given an available DB cluster "c" of "owner" with an instance
    And a <state> DB instance "i" in DB cluster "c"
    When "owner" calls rds ModifyDBInstance with
      """
      {DBInstanceIdentifier: i, PromotionTier: 3, ApplyImmediately: true}
      """
    Then it is refused by AUR-INS-15
    When "owner" deletes DB instance "i"
    Then it succeeds
    And DB instance "i" becomes gone

    Examples:
      | state     |
      | creating  |
      | modifying |
      | stopping  |
      | stopped   |
      | starting  |

  @rule:AUR-INS-15 @rule:AUR-INS-12
  Scenario: An instance that is being deleted is neither modified nor deleted again
    Given an available DB cluster "c" of "owner"
    And a deleting DB instance "i" in DB cluster "c"
    When "owner" calls rds ModifyDBInstance with
      """
      {DBInstanceIdentifier: i, PromotionTier: 3, ApplyImmediately: true}
      """
    Then it is refused by AUR-INS-15
    When "owner" deletes DB instance "i"
    Then it is refused by AUR-INS-12

  @rule:AUR-INS-15
  Scenario: An available instance is modified
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds ModifyDBInstance with
      """
      {DBInstanceIdentifier: c-1, DBInstanceClass: db.r6g.xlarge, PromotionTier: 3, ApplyImmediately: true}
      """
    Then DB instance "c-1" becomes modifying
    And DB instance "c-1" becomes available
    When "owner" calls rds DescribeDBInstances
    Then the answer shows
      | DBInstances.0.DBInstanceClass | db.r6g.xlarge |
      | DBInstances.0.PromotionTier   | 3             |

  @rule:AUR-INS-11
  Scenario: How long backups are kept is not said of an instance
    Given an available DB cluster "c" of "owner" with an instance
    When "owner" calls rds ModifyDBInstance with
      """
      {DBInstanceIdentifier: c-1, BackupRetentionPeriod: 7}
      """
    Then it is refused by AUR-INS-11 saying "The specified DB Instance is a member of a cluster. Modify backup retention for the DB Cluster using the ModifyDbCluster API"
    When "owner" calls rds ModifyDBInstance with
      """
      {DBInstanceIdentifier: c-1, PromotionTier: 7}
      """
    Then it succeeds

  Scenario Outline: When its cluster stops, an instance that is <state> is <then>
    Given an available DB cluster "c" of "owner"
    And a <state> DB instance "i" in DB cluster "c"
    When "owner" stops DB cluster "c"
    Then DB instance "i" is <then>

    Examples:
      | state     | then     |
      | creating  | stopping |
      | modifying | stopping |
      | deleting  | deleting |

  @rule:AUR-INS-14
  Scenario: An instance that is deleted while its cluster stands still does not start with it
    Given a stopped DB cluster "c" of "owner" with an instance
    And DB instance "c-1" becomes stopped
    When "owner" deletes DB instance "c-1"
    And "owner" starts DB cluster "c"
    Then DB instance "c-1" is deleting
    And DB instance "c-1" becomes gone

  Scenario: An instance starts with its cluster
    Given a stopped DB cluster "c" of "owner" with an instance
    And DB instance "c-1" becomes stopped
    When "owner" starts DB cluster "c"
    Then DB instance "c-1" is starting
    And DB instance "c-1" becomes available
    And DB cluster "c" becomes available

  @rule:AUR-ST-06
  Scenario: An instance that is still stopping starts with its cluster
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with an instance, encrypted under "k"
    When "owner" calls kms DisableKey with
      """
      {KeyId: "{k}"}
      """
    Then DB cluster "c" becomes inaccessible-encryption-credentials-recoverable
    When "owner" calls kms EnableKey with
      """
      {KeyId: "{k}"}
      """
    And "owner" starts DB cluster "c"
    Then DB instance "c-1" is starting
    And DB cluster "c" becomes available
