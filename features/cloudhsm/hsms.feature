Feature: HSMs come and go

  @rule:HSM-HSM-01
  Scenario: A new HSM has an address in its zone
    Given an uninitialized cluster "vault" of "owner"
    When "owner" adds HSM "h1" to cluster "vault" in zone us-east-1b
    Then the answer shows
      | Hsm.HsmId            | {h1}               |
      | Hsm.State            | CREATE_IN_PROGRESS |
      | Hsm.ClusterId        | {vault}            |
      | Hsm.AvailabilityZone | us-east-1b         |
      | Hsm.SubnetId         | subnet-0a1b2c3b    |
      | Hsm.EniId            | (any)              |
      | Hsm.EniIp            | (any)              |
      | Hsm.EniIpV6          | (absent)           |

  @rule:HSM-CLU-18
  Scenario: HSMs of a DUALSTACK cluster have IPv6 addresses too
    Given an uninitialized cluster "vault" of "owner" with network DUALSTACK
    When "owner" adds HSM "h1" to cluster "vault"
    Then the answer shows
      | Hsm.EniIpV6 | (any) |

  @rule:HSM-HSM-06
  Scenario: An HSM becomes active, and leaves its cluster once deleted
    Given an uninitialized cluster "vault" of "owner"
    When "owner" adds HSM "h1" to cluster "vault"
    Then HSM "h1" is create in progress
    And HSM "h1" becomes active
    When "owner" removes HSM "h1"
    Then HSM "h1" becomes gone

  @rule:HSM-HSM-02
  Scenario: An HSM is put where its cluster has a subnet
    Given an uninitialized cluster "vault" of "owner"
    When "owner" adds HSM "h1" to cluster "vault" in zone us-east-1f
    Then it is refused by HSM-HSM-02
    When "owner" adds HSM "h1" to cluster "vault" in zone us-east-1a
    Then it succeeds

  @rule:HSM-HSM-03
  Scenario Outline: An address that is <wrong> is refused
    Given an active cluster "vault" of "owner"
    When "owner" adds HSM "h2" to cluster "vault" at address 10.0.0.77
    Then the answer shows
      | Hsm.EniIp | 10.0.0.77 |
    When "owner" adds HSM "h3" to cluster "vault" at address <address>
    Then it is refused by HSM-HSM-03

    Examples:
      | wrong              | address     |
      | taken              | 10.0.0.77   |
      | of another network | 192.168.1.9 |
      | kept by AWS        | 10.0.0.1    |

  @rule:HSM-HSM-04
  Scenario Outline: A cluster that is <state> takes no second HSM
    Given an <state> cluster "vault" of "owner"
    And <first>
    When "owner" adds HSM "h2" to cluster "vault"
    Then it is refused by HSM-HSM-04

    Examples:
      | state         | first                                  |
      | uninitialized | an active HSM "h1" in cluster "vault"  |
      | initialized   | cluster "vault" is initialized         |

  @rule:HSM-HSM-04 @rule:HSM-HSM-05
  Scenario: An active cluster takes further HSMs
    Given an active cluster "vault" of "owner"
    When "owner" adds HSM "h2" to cluster "vault"
    Then it succeeds

  @rule:HSM-HSM-05
  Scenario Outline: A cluster that is <state> takes no HSM
    Given a <state> cluster "vault" of "owner"
    When "owner" adds HSM "h1" to cluster "vault"
    Then it is refused by HSM-HSM-05

    Examples:
      | state                  |
      | create in progress     |
      | initialize in progress |
      | delete in progress     |

  @rule:HSM-HSM-07
  Scenario: An HSM is named in exactly one way
    Given an uninitialized cluster "vault" of "owner"
    And an active HSM "h1" in cluster "vault"
    When "owner" calls cloudhsmv2 DescribeClusters
    And "eni" names the answer's Clusters.0.Hsms.0.EniId
    And "ip" names the answer's Clusters.0.Hsms.0.EniIp
    When "owner" calls cloudhsmv2 DeleteHsm with
      """
      ClusterId: "{vault}"
      """
    Then it is refused by HSM-HSM-07
    When "owner" calls cloudhsmv2 DeleteHsm with
      """
      {ClusterId: "{vault}", HsmId: "{h1}", EniIp: "{ip}"}
      """
    Then it is refused by HSM-HSM-07
    When "owner" calls cloudhsmv2 DeleteHsm with
      """
      {ClusterId: "{vault}", EniId: "{eni}"}
      """
    Then the answer shows
      | HsmId | {h1} |

  @rule:HSM-HSM-08
  Scenario: An HSM that is not there is not found
    Given an uninitialized cluster "vault" of "owner"
    When "owner" calls cloudhsmv2 DeleteHsm with
      """
      {ClusterId: "{vault}", HsmId: hsm-aaaaaaaaaaa}
      """
    Then it is refused by HSM-HSM-08
    Given an active HSM "h1" in cluster "vault"
    When "owner" removes HSM "h1"
    Then it succeeds

  @rule:HSM-HSM-09
  Scenario: A deleted HSM lingers, and its cluster stays active without it
    Given an active cluster "vault" of "owner"
    When "owner" removes HSM "first HSM of vault"
    Then HSM "first HSM of vault" is delete in progress
    When "owner" removes HSM "first HSM of vault"
    Then it succeeds
    And HSM "first HSM of vault" becomes gone
    And cluster "vault" is active

  @rule:HSM-TIM-02 @rule:HSM-TIM-03
  Scenario: HSMs take minutes to come and to go
    Given an uninitialized cluster "vault" of "owner"
    When "owner" adds HSM "h1" to cluster "vault"
    And 2 minutes pass
    Then HSM "h1" is create in progress
    And HSM "h1" becomes active
    When "owner" removes HSM "h1"
    And 30 seconds pass
    Then HSM "h1" is delete in progress

  @rule:HSM-CLU-16
  Scenario: A seventh HSM in one Region is refused
    Given an active cluster "vault" of "owner"
    When "owner" adds HSM "h2" to cluster "vault"
    And "owner" adds HSM "h3" to cluster "vault"
    And "owner" adds HSM "h4" to cluster "vault"
    And "owner" adds HSM "h5" to cluster "vault"
    And "owner" adds HSM "h6" to cluster "vault"
    Then it succeeds
    When "owner" adds HSM "h7" to cluster "vault"
    Then it is refused by HSM-CLU-16

  @rule:HSM-ERR-06
  Scenario: Nobody adds an HSM to another account's cluster
    Given an active cluster "vault" of "owner"
    When "stranger" adds HSM "h2" to cluster "vault"
    Then it is refused by HSM-ERR-06
    When "owner" adds HSM "h2" to cluster "vault"
    Then it succeeds

  @rule:HSM-HSM-05 @needs:clock
  Scenario Outline: A cluster that is <state> to another type takes no HSM
    Given a <state> cluster "vault" of "owner" with type hsm1.medium
    When "owner" adds HSM "h2" to cluster "vault"
    Then it is refused by HSM-HSM-05

    Examples:
      | state                |
      | modify in progress   |
      | rollback in progress |

  @rule:HSM-HSM-05
  Scenario: An initialized cluster that lost its HSM takes no other
    Given an initialized cluster "vault" of "owner"
    When "owner" removes HSM "first HSM of vault"
    Then HSM "first HSM of vault" becomes gone
    When "owner" adds HSM "h2" to cluster "vault"
    Then it is refused by HSM-HSM-05

  @rule:HSM-HSM-09
  Scenario: An HSM is deleted even while it is being made
    Given an active cluster "vault" of "owner"
    And a create in progress HSM "h2" in cluster "vault"
    When "owner" removes HSM "h2"
    Then it succeeds
    And HSM "h2" is delete in progress
    And HSM "h2" becomes gone
