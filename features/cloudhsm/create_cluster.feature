Feature: CreateCluster makes a cluster afresh

  @rule:HSM-CLU-03 @rule:HSM-BKP-09
  Scenario: A new cluster is shown at once
    When "owner" creates cluster "vault"
    Then the answer shows
      | Cluster.ClusterId                   | {vault}            |
      | Cluster.State                       | CREATE_IN_PROGRESS |
      | Cluster.BackupPolicy                | DEFAULT            |
      | Cluster.BackupRetentionPolicy.Type  | DAYS               |
      | Cluster.BackupRetentionPolicy.Value | 90                 |
      | Cluster.SecurityGroup               | (any)              |
      | Cluster.VpcId                       | (any)              |
      | Cluster.SubnetMapping.us-east-1a    | subnet-0a1b2c3a    |
      | Cluster.SubnetMapping.us-east-1b    | subnet-0a1b2c3b    |
      | Cluster.Hsms                        | []                 |
      | Cluster.Certificates                | map[]              |

  @rule:HSM-CLU-04
  Scenario: A new cluster becomes uninitialized by itself
    When "owner" creates cluster "vault"
    Then cluster "vault" is create in progress
    And cluster "vault" becomes uninitialized

  @rule:HSM-TIM-01
  Scenario: A new cluster takes a while
    When "owner" creates cluster "vault"
    And 30 seconds pass
    Then cluster "vault" is create in progress
    And cluster "vault" becomes uninitialized

  @rule:HSM-CLU-01
  Scenario Outline: A cluster without <member> is refused
    When "owner" calls cloudhsmv2 CreateCluster with
      """
      <given>
      """
    Then it is refused by HSM-CLU-01

    Examples:
      | member       | given                                         |
      | an HSM type  | SubnetIds: [subnet-0a1b2c3a]                  |
      | subnets      | HsmType: hsm2m.medium                         |
      | any subnet   | {HsmType: hsm2m.medium, SubnetIds: []}        |

  @rule:HSM-CLU-01
  Scenario: HSM type and subnets are enough for a cluster
    When "owner" calls cloudhsmv2 CreateCluster with
      """
      HsmType: hsm2m.medium
      SubnetIds: [subnet-0a1b2c3a]
      """
    Then the answer shows
      | Cluster.HsmType | hsm2m.medium       |
      | Cluster.State   | CREATE_IN_PROGRESS |

  @rule:HSM-CLU-02
  Scenario Outline: Subnets <wrong> are refused
    When "owner" creates cluster "vault" with subnets <subnets>
    Then it is refused by HSM-CLU-02

    Examples:
      | wrong                | subnets                         |
      | of two VPCs          | subnet-0a1b2c3a subnet-0fffff3b |
      | in one zone together | subnet-0a1b2c3a subnet-0a1b2c30 |

  @rule:HSM-CLU-02
  Scenario: Subnets of one VPC in different zones are accepted
    When "owner" creates cluster "vault" with subnets subnet-0a1b2c3a subnet-0a1b2c3b subnet-0a1b2c3c
    Then it succeeds

  @rule:HSM-CLU-11
  Scenario: There are no NON_FIPS clusters of hsm1.medium
    When "owner" creates cluster "vault" with mode NON_FIPS, type hsm1.medium
    Then it is refused by HSM-CLU-11
    When "owner" creates cluster "vault" with mode NON_FIPS, type hsm2m.medium
    Then it succeeds

  @rule:HSM-CLU-14
  Scenario: A cluster for which no mode is given is a FIPS cluster
    When "owner" creates cluster "vault" with mode default
    Then the answer shows
      | Cluster.Mode | FIPS |

  @rule:HSM-CLU-13 @needs:clock
  Scenario: hsm1.medium was available until 1 December 2025
    When "owner" creates cluster "old" with type hsm1.medium
    Then it succeeds
    When 30 days pass
    And "owner" creates cluster "new" with type hsm1.medium
    Then it is refused by HSM-CLU-13 saying "Provided HsmType is not supported."

  @rule:HSM-CLU-16
  Scenario: A fifth cluster in one Region is refused
    When "owner" creates cluster "c1"
    And "owner" creates cluster "c2"
    And "owner" creates cluster "c3"
    And "owner" creates cluster "c4"
    Then it succeeds
    When "owner" creates cluster "c5"
    Then it is refused by HSM-CLU-16
    When "consumer" creates cluster "c6"
    Then it succeeds

  @rule:HSM-CLU-16
  Scenario: The limit holds in each Region for itself
    When "owner" creates cluster "c1"
    And "owner" creates cluster "c2"
    And "owner" creates cluster "c3"
    And "owner" creates cluster "c4"
    Given the Region is eu-west-1
    When "owner" creates cluster "c5"
    Then it succeeds

  @rule:HSM-CLU-18
  Scenario: DUALSTACK is for hsm2m.medium
    When "owner" creates cluster "old" with network DUALSTACK, type hsm1.medium
    Then it is refused by HSM-CLU-18
    When "owner" creates cluster "new" with network DUALSTACK
    Then the answer shows
      | Cluster.NetworkType | DUALSTACK |
    When "owner" creates cluster "plain"
    Then the answer shows
      | Cluster.NetworkType | IPV4 |

  @rule:HSM-CLU-44
  Scenario Outline: Backups are retained for 7 to 379 days, not <days>
    When "owner" calls cloudhsmv2 CreateCluster with
      """
      HsmType: hsm2m.medium
      SubnetIds: [subnet-0a1b2c3a]
      BackupRetentionPolicy: {Type: DAYS, Value: "<days>"}
      """
    Then it is refused by HSM-CLU-44

    Examples:
      | days |
      | 6    |
      | 380  |
      | 1000 |
      | many |

  @rule:HSM-CLU-44
  Scenario Outline: Backups may be retained for <days> days
    When "owner" creates cluster "vault" with retention of <days> days
    Then the answer shows
      | Cluster.BackupRetentionPolicy.Value | <days> |

    Examples:
      | days |
      | 7    |
      | 379  |

  @rule:HSM-FMT-04
  Scenario Outline: A malformed <member> is refused
    When "owner" calls cloudhsmv2 CreateCluster with
      """
      {HsmType: hsm2m.medium, SubnetIds: [subnet-0a1b2c3a], <member>: <value>}
      """
    Then it is refused by HSM-FMT-04

    Examples:
      | member      | value    |
      | Mode        | STRICT   |
      | NetworkType | IPV6     |

  @rule:HSM-FMT-04
  Scenario: A malformed subnet ID is refused, a well-formed one is not
    When "owner" creates cluster "vault" with subnets subnet-XYZ
    Then it is refused by HSM-FMT-04
    When "owner" creates cluster "vault" with subnets subnet-0a1b2c3a
    Then it succeeds
