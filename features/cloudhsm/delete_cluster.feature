Feature: DeleteCluster

  @rule:HSM-CLU-41
  Scenario: A cluster is being deleted for a while, then is deleted
    Given an uninitialized cluster "vault" of "owner"
    When "owner" deletes cluster "vault"
    Then the answer shows
      | Cluster.State        | DELETE_IN_PROGRESS        |
      | Cluster.StateMessage | (contains being deleted)  |
    And cluster "vault" becomes deleted

  @rule:HSM-CLU-34
  Scenario: A deleted cluster vanishes within a day
    Given a deleted cluster "vault" of "owner"
    When 1 day passes
    When "owner" calls cloudhsmv2 DescribeClusters
    Then the answer shows
      | Clusters | [] |

  @rule:HSM-CLU-40
  Scenario Outline: HSMs are deleted before their <state> cluster
    Given an <state> cluster "vault" of "owner"
    And an active HSM "h" in cluster "vault"
    When "owner" deletes cluster "vault"
    Then it is refused by HSM-CLU-40

    Examples:
      | state         |
      | uninitialized |
      | active        |

  @rule:HSM-CLU-40
  Scenario: An initialized cluster keeps its HSM until that is deleted
    Given an initialized cluster "vault" of "owner"
    When "owner" deletes cluster "vault"
    Then it is refused by HSM-CLU-40
    When "owner" removes HSM "first HSM of vault"
    And HSM "first HSM of vault" becomes gone
    And "owner" deletes cluster "vault"
    Then it succeeds

  @rule:HSM-CLU-40
  Scenario: A cluster is not deleted while other work is in progress
    Given a create in progress cluster "vault" of "owner"
    When "owner" deletes cluster "vault"
    Then it is refused by HSM-CLU-40

  @rule:HSM-ERR-04
  Scenario: A deleted cluster is not found any more
    Given a deleted cluster "vault" of "owner"
    When "owner" deletes cluster "vault"
    Then it is refused by HSM-ERR-04

  @rule:HSM-ERR-06
  Scenario: Nobody deletes another account's cluster
    Given an uninitialized cluster "vault" of "owner"
    When "stranger" deletes cluster "vault"
    Then it is refused by HSM-ERR-06
    And cluster "vault" is uninitialized
    When "owner" deletes cluster "vault"
    Then it succeeds

  @rule:HSM-CLU-41
  Scenario: An initialized cluster without an HSM is deleted as well
    Given an initialized cluster "vault" of "owner"
    And "owner" removes HSM "first HSM of vault"
    And HSM "first HSM of vault" becomes gone
    When "owner" deletes cluster "vault"
    Then the answer shows
      | Cluster.State | DELETE_IN_PROGRESS |
    And cluster "vault" becomes deleted

  @rule:HSM-CLU-40 @needs:clock
  Scenario Outline: A cluster is not deleted while it is <state>
    Given a <state> cluster "vault" of "owner" with type hsm1.medium
    When "owner" deletes cluster "vault"
    Then it is refused by HSM-CLU-40

    Examples:
      | state                  |
      | initialize in progress |
      | modify in progress     |
      | rollback in progress   |
      | delete in progress     |
