Feature: Snapshots are shared with accounts

  @rule:EBS-SHR-01
  Scenario: A snapshot is shared in either of two forms
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 ModifySnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: createVolumePermission, OperationType: add, UserIds: ["{consumer}"]}
      """
    Then it succeeds
    When "owner" calls ec2 ModifySnapshotAttribute with
      """
      {SnapshotId: "{s1}", CreateVolumePermission: {Add: [{UserId: "{stranger}"}]}}
      """
    Then it succeeds
    When "owner" calls ec2 DescribeSnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: createVolumePermission}
      """
    Then the answer shows
      | SnapshotId                       | {s1}                    |
      | CreateVolumePermissions.*.UserId | [{consumer} {stranger}] |

  @rule:EBS-SHR-01
  Scenario: A snapshot is unshared in either of two forms
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer" and "stranger" and "member"
    When "owner" calls ec2 ModifySnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: createVolumePermission, OperationType: remove, UserIds: ["{consumer}"]}
      """
    And "owner" calls ec2 ModifySnapshotAttribute with
      """
      {SnapshotId: "{s1}", CreateVolumePermission: {Remove: [{UserId: "{stranger}"}]}}
      """
    Then it succeeds
    When "owner" calls ec2 DescribeSnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: createVolumePermission}
      """
    Then the answer shows
      | CreateVolumePermissions.*.UserId | [{member}] |

  @rule:EBS-SHR-01
  Scenario Outline: <what> is refused
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 ModifySnapshotAttribute with
      """
      {SnapshotId: "{s1}", <members>}
      """
    Then it is refused by EBS-SHR-01

    Examples:
      | what                    | members                                                                    |
      | Nothing to do           | Attribute: createVolumePermission                                          |
      | No accounts             | OperationType: add                                                         |
      | No operation            | UserIds: ["222222222222"]                                                  |
      | Another operation       | OperationType: replace, UserIds: ["222222222222"]                          |
      | Another attribute       | Attribute: productCodes, OperationType: add, UserIds: ["222222222222"]     |
      | An attribute of nothing | Attribute: launchPermission, OperationType: add, UserIds: ["222222222222"] |

  @rule:EBS-SHR-02
  Scenario Outline: One request does not add and remove
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 ModifySnapshotAttribute with
      """
      {SnapshotId: "{s1}", <members>}
      """
    Then it is refused by EBS-SHR-02

    Examples:
      | members                                                                                                     |
      | CreateVolumePermission: {Add: [{UserId: "222222222222"}], Remove: [{UserId: "333333333333"}]}               |
      | OperationType: add, UserIds: ["222222222222"], CreateVolumePermission: {Remove: [{UserId: "333333333333"}]} |

  @rule:EBS-SHR-09
  Scenario Outline: A snapshot is not shared with <whom>
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 ModifySnapshotAttribute with
      """
      {SnapshotId: "{s1}", OperationType: add, <members>}
      """
    Then it is refused by EBS-SHR-09

    Examples:
      | whom                  | members                                       |
      | what is no account    | UserIds: ["22222222222"]                      |
      | a role                | UserIds: ["arn:aws:iam::222222222222:role/x"] |
      | a group of some other | GroupNames: [everybody]                       |

  @rule:EBS-SHR-10
  Scenario: To share again, to unshare what is not shared and to name the owner changes nothing
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    When "owner" shares snapshot "s1" with "consumer" and "owner"
    Then it succeeds
    When "owner" unshares snapshot "s1" from "stranger"
    Then it succeeds
    When "owner" calls ec2 DescribeSnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: createVolumePermission}
      """
    Then the answer shows
      | CreateVolumePermissions.*.UserId | [{consumer}] |

  @rule:EBS-SHR-08
  Scenario Outline: Whether it is shared with him or not, <operation> is not for <who>
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    When "<who>" calls ec2 <operation> with
      """
      {SnapshotId: "{s1}", Attribute: createVolumePermission, <more>}
      """
    Then it is refused by EBS-SHR-08

    Examples:
      | who      | operation                 | more                                        |
      | consumer | ModifySnapshotAttribute   | OperationType: add, UserIds: ["{stranger}"] |
      | stranger | ModifySnapshotAttribute   | OperationType: add, UserIds: ["{stranger}"] |
      | consumer | DescribeSnapshotAttribute | DryRun: false                               |
      | stranger | DescribeSnapshotAttribute | DryRun: false                               |
      | consumer | ResetSnapshotAttribute    | DryRun: false                               |
      | stranger | ResetSnapshotAttribute    | DryRun: false                               |

  @rule:EBS-SHR-14
  Scenario: Who a snapshot is shared with passes on only a copy
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    When "consumer" shares snapshot "s1" with "stranger"
    Then it is refused by EBS-SHR-14
    When "consumer" copies snapshot "s1" to us-east-1 as "c1"
    And snapshot "c1" becomes completed
    And "consumer" shares snapshot "c1" with "stranger"
    Then it succeeds
    And "stranger" sees these snapshots
      | Snapshot | Owner    | State     |
      | c1       | consumer | completed |

  @rule:EBS-SHR-13
  Scenario: A share holds in the snapshot's Region
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    And "consumer" sees no snapshots in eu-west-1
    And the Region is eu-west-1
    When "consumer" calls ec2 CreateVolume with
      """
      {AvailabilityZone: eu-west-1a, SnapshotId: "{s1}"}
      """
    Then it is refused by EBS-SHR-13
    When the Region is us-east-1
    And "consumer" creates volume "v" from snapshot "s1"
    Then volume "v" becomes available

  @rule:EBS-SHR-12
  Scenario: A reset unshares a snapshot from everybody
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    And "owner" shares snapshot "s1" with everybody
    When "owner" calls ec2 ResetSnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: createVolumePermission}
      """
    Then it succeeds
    And "consumer" sees no snapshots
    And "stranger" sees no snapshots
    When "owner" calls ec2 DescribeSnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: createVolumePermission}
      """
    Then the answer shows
      | CreateVolumePermissions | [] |

  @rule:EBS-SHR-12
  Scenario: Only permissions are reset
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 ResetSnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: productCodes}
      """
    Then it is refused by EBS-SHR-12

  @rule:EBS-SHR-11
  Scenario: There are no product codes
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 DescribeSnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: productCodes}
      """
    Then the answer shows
      | ProductCodes | [] |

  @rule:EBS-SHR-18
  Scenario: An account that a snapshot is no longer shared with keeps what it made of it
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    And "consumer" copies snapshot "s1" to us-east-1 as "c1"
    And "consumer" creates volume "v" from snapshot "s1"
    And snapshot "c1" becomes completed
    And volume "v" becomes available
    When "owner" unshares snapshot "s1" from "consumer"
    Then it succeeds
    And "consumer" sees these snapshots
      | Snapshot | Owner    | State     |
      | c1       | consumer | completed |
    And "consumer" sees these volumes
      | Volume | State     |
      | v      | available |
    When "consumer" creates volume "w" from snapshot "s1"
    Then it is refused by EBS-VOL-03
    When "consumer" copies snapshot "s1" to us-east-1 as "c2"
    Then snapshot "c2" ends in error because "Source snapshot is not found"

  @rule:EBS-SHR-15
  Scenario: A snapshot is shared with who may not use its key
    Given a key "k" of "owner"
    And a completed snapshot "s1" of "owner" encrypted under "k"
    When "owner" shares snapshot "s1" with "consumer"
    Then it succeeds
    And "consumer" sees these snapshots
      | Snapshot | Owner | State     | Key |
      | s1       | owner | completed | k   |

  @rule:EBS-SHR-16
  Scenario: A shared snapshot is used once its key is shared, too
    Given a key "k" of "owner"
    And a completed snapshot "s1" of "owner" encrypted under "k"
    And "owner" shares snapshot "s1" with "consumer"
    When "consumer" copies snapshot "s1" to us-east-1 as "c1"
    Then it succeeds
    And snapshot "c1" ends in error because "Given key ID is not accessible"
    Given key "k" is shared with "consumer"
    When "consumer" copies snapshot "s1" to us-east-1 as "c2"
    Then snapshot "c2" becomes completed

  @rule:EBS-VOL-09
  Scenario: Without its key a shared snapshot becomes no volume
    Given a key "k" of "owner"
    And a key "own" of "consumer"
    And a completed snapshot "s1" of "owner" encrypted under "k"
    And "owner" shares snapshot "s1" with "consumer"
    When "consumer" creates volume "v" from snapshot "s1" encrypted under "own"
    Then it succeeds
    And volume "v" becomes failed
    Given key "k" is shared with "consumer"
    When "consumer" creates volume "w" from snapshot "s1" encrypted under "own"
    Then volume "w" becomes available

  @rule:EBS-SHR-04
  Scenario: A snapshot under AWS's key is shared with nobody
    Given a completed snapshot "s1" of "owner" encrypted
    When "owner" shares snapshot "s1" with "consumer"
    Then it is refused by EBS-SHR-04
    And "consumer" sees no snapshots

  @rule:EBS-ENC-06
  Scenario: Encryption by default makes snapshots that cannot be shared
    Given "owner" calls ec2 EnableEbsEncryptionByDefault
    And a completed snapshot "s1" of "owner"
    When "owner" shares snapshot "s1" with "consumer"
    Then it is refused by EBS-ENC-06

  @rule:EBS-SHR-22
  Scenario: Who shares an encrypted snapshot must be allowed to use its key
    Given a key "k" of "owner" with the policy
      """
      {Allow: "kms:*", to: ["{owner}"]}
      """
    And a completed snapshot "s1" of "owner" encrypted under "k"
    And a completed snapshot "plain" of "owner"
    And a user "ann" of "owner" who may
      """
      [ec2:*]
      """
    When "ann" shares snapshot "plain" with "consumer"
    Then it succeeds
    When "ann" shares snapshot "s1" with "consumer"
    Then it is refused by EBS-SHR-22
    And "consumer" sees these snapshots
      | Snapshot | Owner | State     |
      | plain    | owner | completed |
