Feature: ModifyCluster changes retention and HSM type

  @rule:HSM-CLU-44
  Scenario: Retention is changed within its bounds
    Given an active cluster "vault" of "owner"
    When "owner" changes cluster "vault" to retention of 30 days
    Then the answer shows
      | Cluster.BackupRetentionPolicy.Value | 30 |
    When "owner" changes cluster "vault" to retention of 6 days
    Then it is refused by HSM-CLU-44

  @rule:HSM-CLU-46
  Scenario: Retention is changed while the cluster is settled
    Given a create in progress cluster "vault" of "owner"
    When "owner" changes cluster "vault" to retention of 30 days
    Then it is refused by HSM-CLU-46
    And cluster "vault" becomes uninitialized
    When "owner" changes cluster "vault" to retention of 30 days
    Then it succeeds

  @rule:HSM-CLU-45 @needs:clock
  Scenario: A cluster migrates to hsm2m.medium with a backup before each HSM, and may go back for a day
    Given an active cluster "vault" of "owner" with type hsm1.medium
    And a ready backup "b1" of cluster "vault"
    When "owner" changes cluster "vault" to type hsm2m.medium
    Then the answer shows
      | Cluster.State                     | MODIFY_IN_PROGRESS |
      | Cluster.HsmTypeRollbackExpiration | (any)              |
    And cluster "vault" becomes active
    And "owner" has these backups
      | Backup | Type        |
      | b1     | hsm1.medium |
      | ?      | hsm1.medium |
    When "owner" changes cluster "vault" to type hsm1.medium
    Then the answer shows
      | Cluster.State   | ROLLBACK_IN_PROGRESS |
      | Cluster.HsmType | hsm2m.medium         |
    And cluster "vault" becomes active
    When "owner" calls cloudhsmv2 DescribeClusters
    Then the answer shows
      | Clusters.0.HsmType        | hsm1.medium |
      | Clusters.0.Hsms.0.HsmType | hsm1.medium |

  @rule:HSM-CLU-45 @needs:clock
  Scenario: After a day there is no way back
    Given an active cluster "vault" of "owner" with type hsm1.medium
    When "owner" changes cluster "vault" to type hsm2m.medium
    Then it succeeds
    When 24 hours pass
    And "owner" changes cluster "vault" to type hsm1.medium
    Then it is refused by HSM-CLU-45

  @rule:HSM-CLU-45 @needs:clock
  Scenario: A migration takes half an hour for each HSM
    Given an active cluster "vault" of "owner" with type hsm1.medium
    And an active HSM "h2" in cluster "vault"
    When "owner" changes cluster "vault" to type hsm2m.medium
    And 35 minutes pass
    Then cluster "vault" is modify in progress
    And cluster "vault" becomes active

  @rule:HSM-CLU-45 @needs:clock
  Scenario: Only an active cluster migrates
    Given an uninitialized cluster "vault" of "owner" with type hsm1.medium
    When "owner" changes cluster "vault" to type hsm2m.medium
    Then it is refused by HSM-CLU-45

  @rule:HSM-CLU-43
  Scenario: Nothing but the cluster has to be given
    Given an active cluster "vault" of "owner"
    When "owner" calls cloudhsmv2 ModifyCluster with
      """
      ClusterId: "{vault}"
      """
    Then the answer shows
      | Cluster.ClusterId | {vault} |

  @rule:HSM-CLU-46
  Scenario Outline: A change of retention leaves a cluster <state>
    Given an <state> cluster "vault" of "owner"
    When "owner" changes cluster "vault" to retention of 30 days
    Then it succeeds
    And cluster "vault" is <state>

    Examples:
      | state         |
      | uninitialized |
      | initialized   |
      | active        |

  @rule:HSM-CLU-46 @needs:clock
  Scenario Outline: Retention is not changed while the cluster is <state>
    Given a <state> cluster "vault" of "owner" with type hsm1.medium
    When "owner" changes cluster "vault" to retention of 30 days
    Then it is refused by HSM-CLU-46

    Examples:
      | state                  |
      | initialize in progress |
      | modify in progress     |
      | rollback in progress   |
      | delete in progress     |

  @rule:HSM-CLU-45 @needs:clock
  Scenario: An initialized cluster does not migrate before it is claimed
    Given an initialized cluster "vault" of "owner" with type hsm1.medium
    When "owner" changes cluster "vault" to type hsm2m.medium
    Then it is refused by HSM-CLU-45

  @rule:HSM-CLU-45 @needs:clock
  Scenario: The way back takes half an hour for each HSM, too
    Given an active cluster "vault" of "owner" with type hsm1.medium
    And an active HSM "h2" in cluster "vault"
    When "owner" changes cluster "vault" to type hsm2m.medium
    Then cluster "vault" becomes active
    When "owner" changes cluster "vault" to type hsm1.medium
    And 35 minutes pass
    Then cluster "vault" is rollback in progress
    And cluster "vault" becomes active
