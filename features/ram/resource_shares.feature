Feature: An owner makes and changes resource shares

  @rule:RAM-SHR-01
  Scenario: A share needs a name and nothing else
    When "owner" shares nothing with nobody as "s"
    Then it succeeds
    And "owner" owns these shares
      | Share | Status | Feature set | Name |
      | s     | ACTIVE | STANDARD    | s    |

  @rule:RAM-SHR-01
  Scenario: Several shares may bear the same name
    When "owner" calls ram CreateResourceShare with
      """
      Name: keys
      """
    And "owner" calls ram CreateResourceShare with
      """
      Name: keys
      """
    Then "owner" owns these shares
      | Name |
      | keys |
      | keys |

  @rule:RAM-SHR-01
  Scenario: A share without a name is refused
    When "owner" calls ram CreateResourceShare with
      """
      Principals: ["{consumer}"]
      """
    Then it is refused by RAM-SHR-01
    And "owner" owns these shares
      | Name |

  @rule:RAM-SHR-02
  Scenario: A share is open to accounts outside the organization unless its owner says otherwise
    Given an organization of "management" with "owner"
    And sharing with the organization is enabled
    When "owner" shares nothing with "stranger" as "open"
    Then the answer shows
      | ResourceShare.AllowExternalPrincipals | true |
    When "owner" shares nothing with nobody as "closed" inside the organization only
    Then the answer shows
      | ResourceShare.AllowExternalPrincipals | false |

  @rule:RAM-SHR-03
  Scenario: A new share is active at once, but what is put into it is associating for a while
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "owner" shares backup "b1" with nobody as "s"
    Then the answer shows
      | ResourceShare.Status          | ACTIVE   |
      | ResourceShare.OwningAccountId | {owner}  |
      | ResourceShare.FeatureSet      | (absent) |
    And share "s" has these resources
      | Resource | Status      |
      | b1       | ASSOCIATING |
    When 3 minutes pass
    Then share "s" has these resources
      | Resource | Status     |
      | b1       | ASSOCIATED |

  @rule:RAM-SHR-05
  Scenario: A share holds only what is in its Region
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And the Region is eu-west-1
    When "owner" shares backup "b1" with "consumer" as "far"
    Then it is refused by RAM-SHR-05
    Given the Region is us-east-1
    When "owner" shares backup "b1" with "consumer" as "near"
    Then it succeeds

  @rule:RAM-SHR-05
  Scenario: A share is seen only in its Region
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    And the Region is eu-west-1
    Then "owner" owns these shares
      | Share |
    And "consumer" takes part in these shares
      | Share |

  @rule:RAM-SHR-06
  Scenario: What is shared with an account cannot be shared on
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    When "consumer" shares backup "b1" with "stranger" as "on"
    Then it is refused by RAM-SHR-06
    And "stranger" cannot restore backup "b1"
    When "owner" shares backup "b1" with "stranger" as "another"
    Then it succeeds

  @rule:RAM-SHR-06
  Scenario: What does not exist is as unknown as what others own
    When "owner" calls ram CreateResourceShare with
      """
      Name: s
      ResourceArns: ["arn:aws:cloudhsm:us-east-1:{owner}:backup/backup-aaaaaaaaaaa"]
      """
    Then it is refused by RAM-SHR-06

  @rule:RAM-SHR-07
  Scenario: A backup is shared while it is ready
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "owner" shares backup "b1" with "consumer" as "s"
    Then it succeeds

  @rule:RAM-SHR-07
  Scenario Outline: A backup that is <state> is not shared
    Given an active cluster "vault" of "owner"
    And a <state> backup "b1" of cluster "vault"
    When "owner" shares backup "b1" with "consumer" as "s"
    Then it is refused by RAM-SHR-07
    When "owner" shares nothing with "consumer" as "empty"
    And "owner" adds backup "b1" to share "empty"
    Then it is refused by RAM-SHR-07

    Examples:
      | state              |
      | create in progress |
      | pending deletion   |

  @rule:RAM-SHR-08
  Scenario: An owner renames a share
    Given "owner" shares nothing with "consumer" as "s"
    When "owner" calls ram UpdateResourceShare with
      """
      ResourceShareArn: "{s}"
      Name: vault
      """
    Then the answer shows
      | ResourceShare.ResourceShareArn        | {s}      |
      | ResourceShare.Name                    | vault    |
      | ResourceShare.AllowExternalPrincipals | true     |
      | ResourceShare.FeatureSet              | (absent) |
    And "owner" owns these shares
      | Share | Name  |
      | s     | vault |

  @rule:RAM-SHR-08
  Scenario: An owner closes a share to outsiders and opens it again
    Given an organization of "management" with "owner"
    And sharing with the organization is enabled
    And "owner" shares nothing with nobody as "s"
    When "owner" calls ram UpdateResourceShare with
      """
      ResourceShareArn: "{s}"
      AllowExternalPrincipals: false
      """
    Then the answer shows
      | ResourceShare.AllowExternalPrincipals | false |
      | ResourceShare.Name                    | s     |
    When "owner" calls ram UpdateResourceShare with
      """
      ResourceShareArn: "{s}"
      AllowExternalPrincipals: true
      """
    Then the answer shows
      | ResourceShare.AllowExternalPrincipals | true |

  @rule:RAM-SHR-09
  Scenario: A share that names outsiders is not closed to them
    Given an organization of "management" with "owner" and "member"
    And sharing with the organization is enabled
    And "owner" shares nothing with "stranger" as "outside"
    And "owner" shares nothing with "member" as "inside"
    When "owner" calls ram UpdateResourceShare with
      """
      ResourceShareArn: "{outside}"
      AllowExternalPrincipals: false
      """
    Then it is refused by RAM-SHR-09
    When "owner" calls ram UpdateResourceShare with
      """
      ResourceShareArn: "{inside}"
      AllowExternalPrincipals: false
      """
    Then it succeeds

  @rule:RAM-SHR-15
  Scenario: A share that lets leavers keep their access invites members of the organization too
    Given an organization of "management" with "owner" and "member"
    And sharing with the organization is enabled
    When "owner" shares nothing with "member" as "s" even when they leave
    Then the answer shows
      | ResourceShare.ResourceShareConfiguration.RetainSharingOnAccountLeaveOrganization | true |
    When 1 minute passes
    Then "member" has these invitations
      | Share | Status  |
      | s     | PENDING |

  @rule:RAM-SHR-17
  Scenario: An account has at most 20 pending invitations
    When "owner" calls ram CreateResourceShare with
      """
      Name: s
      Principals: ["{consumer}",
        "900000000001", "900000000002", "900000000003", "900000000004", "900000000005",
        "900000000006", "900000000007", "900000000008", "900000000009", "900000000010",
        "900000000011", "900000000012", "900000000013", "900000000014", "900000000015",
        "900000000016", "900000000017", "900000000018", "900000000019"]
      """
    Then it succeeds
    When "owner" shares nothing with "stranger" as "one more"
    Then it is refused by RAM-SHR-17
    And "owner" owns these shares
      | Name |
      | s    |
