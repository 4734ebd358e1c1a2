Feature: InitializeCluster and activation make a cluster one's own

  @rule:HSM-CLU-32
  Scenario: The CSR is there once the first HSM is, and gone once the cluster is initialized
    Given an uninitialized cluster "vault" of "owner"
    When "owner" calls cloudhsmv2 DescribeClusters
    Then the answer shows
      | Clusters.0.Certificates.ClusterCsr | (absent) |
    Given an active HSM "h1" in cluster "vault"
    When "owner" calls cloudhsmv2 DescribeClusters
    Then the answer shows
      | Clusters.0.Certificates.ClusterCsr                      | (any)    |
      | Clusters.0.Certificates.HsmCertificate                  | (any)    |
      | Clusters.0.Certificates.AwsHardwareCertificate          | (any)    |
      | Clusters.0.Certificates.ManufacturerHardwareCertificate | (any)    |
      | Clusters.0.Certificates.ClusterCertificate              | (absent) |
    When "owner" initializes cluster "vault"
    Then it succeeds
    And cluster "vault" becomes initialized
    When "owner" calls cloudhsmv2 DescribeClusters
    Then the answer shows
      | Clusters.0.Certificates.ClusterCsr         | (absent) |
      | Clusters.0.Certificates.HsmCertificate     | (absent) |
      | Clusters.0.Certificates.ClusterCertificate | (any)    |

  @rule:HSM-INI-02
  Scenario: A signed cluster initializes for a while, then is initialized
    Given an uninitialized cluster "vault" of "owner"
    And an active HSM "h1" in cluster "vault"
    When "owner" initializes cluster "vault"
    Then the answer shows
      | State        | INITIALIZE_IN_PROGRESS |
      | StateMessage | (any)                  |
    And cluster "vault" becomes initialized

  @rule:HSM-INI-01
  Scenario: Certificates are PEM
    Given an uninitialized cluster "vault" of "owner"
    And an active HSM "h1" in cluster "vault"
    When "owner" initializes cluster "vault" with text that is no certificate
    Then it is refused by HSM-INI-01
    And cluster "vault" is uninitialized
    When "owner" initializes cluster "vault"
    Then it succeeds

  @rule:HSM-INI-04
  Scenario Outline: <how> does not initialize a cluster
    Given an uninitialized cluster "vault" of "owner"
    And an active HSM "h1" in cluster "vault"
    When "owner" initializes cluster "vault" with <how>
    Then it is refused by HSM-INI-04
    And cluster "vault" is uninitialized
    When "owner" initializes cluster "vault"
    Then it succeeds

    Examples:
      | how                                 |
      | a certificate of another key        |
      | a trust anchor that did not issue it |
      | a trust anchor of another kind      |

  @rule:HSM-INI-03
  Scenario: A cluster without an HSM has nothing to be signed
    Given an uninitialized cluster "vault" of "owner"
    When "owner" initializes cluster "vault" with a certificate of another key
    Then it is refused by HSM-INI-03

  @rule:HSM-INI-03
  Scenario: A cluster is initialized once
    Given an initialized cluster "vault" of "owner"
    When "owner" initializes cluster "vault" with a certificate of another key
    Then it is refused by HSM-INI-03

  @rule:HSM-INI-05 @needs:activation
  Scenario: An initialized cluster waits for its crypto officer
    Given an initialized cluster "vault" of "owner"
    When 1 day passes
    Then cluster "vault" is initialized
    When the crypto officer activates cluster "vault"
    Then cluster "vault" is active

  @rule:HSM-INI-05 @needs:activation
  Scenario: A cluster that is not initialized has nothing to be claimed
    Given an uninitialized cluster "vault" of "owner"
    When the crypto officer activates cluster "vault"
    Then it is refused by HSM-INI-05

  @rule:HSM-TIM-05
  Scenario: Initialization takes a while
    Given an uninitialized cluster "vault" of "owner"
    And an active HSM "h1" in cluster "vault"
    When "owner" initializes cluster "vault"
    And 30 seconds pass
    Then cluster "vault" is initialize in progress
    And cluster "vault" becomes initialized

  @rule:HSM-INI-03 @needs:clock
  Scenario Outline: A cluster that is <state> is not initialized
    Given a <state> cluster "vault" of "owner" with type hsm1.medium
    When "owner" initializes cluster "vault" with a certificate of another key
    Then it is refused by HSM-INI-03

    Examples:
      | state                  |
      | create in progress     |
      | initialize in progress |
      | active                 |
      | modify in progress     |
      | rollback in progress   |
      | delete in progress     |

  @rule:HSM-INI-05 @needs:activation @needs:clock
  Scenario Outline: A cluster that is <state> is not claimed
    Given a <state> cluster "vault" of "owner" with type hsm1.medium
    When the crypto officer activates cluster "vault"
    Then it is refused by HSM-INI-05

    Examples:
      | state                  |
      | create in progress     |
      | initialize in progress |
      | active                 |
      | modify in progress     |
      | rollback in progress   |
      | delete in progress     |
