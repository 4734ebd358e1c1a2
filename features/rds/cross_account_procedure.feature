Feature: The procedure of the Aurora User Guide, "Cross-account cloning with AWS RAM and Amazon Aurora"

  @rule:AUR-XCL-01 @rule:AUR-XCL-02 @rule:AUR-XCL-03 @rule:AUR-XCL-16 @rule:AUR-XCL-18 @rule:AUR-XCL-20
  Scenario: An auditor outside the organization clones a cluster that is encrypted under the default key
    Given an available DB cluster "finance" of "owner" with an instance, encrypted

    # The default key cannot be shared: the cluster is recreated under another.
    Given a key "k" of "owner"
    And an available cluster snapshot "s" of DB cluster "finance"
    When "owner" copies cluster snapshot "s" as "t" under key "k"
    And cluster snapshot "t" becomes available
    And "owner" restores cluster snapshot "t" as "ledger"
    And DB cluster "ledger" becomes available
    And "owner" adds DB instance "ledger-1" to DB cluster "ledger"
    And DB instance "ledger-1" becomes available

    # The owner shares the key and the cluster, and sees with whom.
    Given key "k" is shared with "consumer"
    When "owner" shares DB cluster "ledger" with "consumer" as "audit"
    And 5 minutes pass
    Then share "audit" has these consumers
      | Consumer | Status      | External |
      | consumer | ASSOCIATING | true     |

    # The auditor accepts, and sees a few members of the cluster.
    When "consumer" clones DB cluster "ledger" as "copy" under key "k"
    Then it is refused by AUR-XCL-03
    And "consumer" has these invitations
      | Share | Status  |
      | audit | PENDING |
    When "consumer" accepts the invitation to share "audit"
    And 5 minutes pass
    Then "consumer" sees these DB clusters
      | DB cluster | Owner | Status | Engine       | Encrypted | Cross-account clone |
      | ledger     | owner |        | aurora-mysql | true      |                     |

    # The clone is a cluster without instances: these are made when it is available.
    When "consumer" clones DB cluster "ledger" as "copy" under key "k"
    And "consumer" adds DB instance "copy-1" to DB cluster "copy"
    Then it is refused by AUR-INS-01
    When DB cluster "copy" becomes available
    And "consumer" adds DB instance "copy-1" to DB cluster "copy"
    And DB instance "copy-1" becomes available
    Then "consumer" sees these DB clusters
      | DB cluster | Owner    | Status    | Encrypted | Key | Cross-account clone | Instances |
      | ledger     | owner    |           | true      |     |                     |           |
      | copy       | consumer | available | true      | k   | true                | copy-1*   |

    # The owner ends the sharing. The clone is the auditor's.
    When "owner" deletes share "audit"
    And share "audit" becomes deleted
    And "owner" renames DB cluster "ledger" as "closed-books"
    Then it succeeds
    And "consumer" sees these DB clusters
      | DB cluster | Owner    | Status    | Cross-account clone |
      | copy       | consumer | available | true                |
