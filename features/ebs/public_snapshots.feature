Feature: Snapshots are public or kept from being so

  @rule:EBS-DSC-01
  Scenario: Everybody sees and uses a public snapshot in its Region
    Given a completed snapshot "s1" of "owner"
    When "owner" shares snapshot "s1" with everybody
    Then it succeeds
    And "stranger" sees these snapshots
      | Snapshot | Owner | State     |
      | s1       | owner | completed |
    And "stranger" sees no snapshots in eu-west-1
    When "stranger" creates volume "v" from snapshot "s1"
    Then volume "v" becomes available

  @rule:EBS-SHR-11
  Scenario: The owner sees that a snapshot is public
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    And "owner" shares snapshot "s1" with everybody
    When "owner" calls ec2 DescribeSnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: createVolumePermission}
      """
    Then the answer shows
      | CreateVolumePermissions.0.Group  | all        |
      | CreateVolumePermissions.1.UserId | {consumer} |

  @rule:EBS-SHR-05
  Scenario: An encrypted snapshot is never public
    Given a key "k" of "owner"
    And a completed snapshot "s1" of "owner" encrypted under "k"
    And key "k" is shared with "consumer"
    When "owner" shares snapshot "s1" with everybody
    Then it is refused by EBS-SHR-05
    And "stranger" sees no snapshots

  @rule:EBS-SHR-17 @needs:events
  Scenario: Nobody is told of a public snapshot
    Given a completed snapshot "s1" of "owner"
    When "owner" shares snapshot "s1" with everybody
    And "owner" shares snapshot "s1" with "consumer"
    Then "consumer" is told of nothing
    And "stranger" is told of nothing

  @rule:EBS-SHR-07
  Scenario Outline: Under <state> no snapshot becomes public, and private shares go on
    Given a completed snapshot "s1" of "owner"
    And "owner" calls ec2 EnableSnapshotBlockPublicAccess with
      """
      State: <state>
      """
    When "owner" shares snapshot "s1" with everybody
    Then it is refused by EBS-SHR-07
    When "owner" shares snapshot "s1" with "consumer"
    Then it succeeds
    And "consumer" sees these snapshots
      | Snapshot | Owner | State     |
      | s1       | owner | completed |
    And "stranger" sees no snapshots

    Examples:
      | state             |
      | block-new-sharing |
      | block-all-sharing |

  @rule:EBS-SHR-07
  Scenario: Block-new-sharing leaves what is public
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with everybody
    When "owner" calls ec2 EnableSnapshotBlockPublicAccess with
      """
      State: block-new-sharing
      """
    Then the answer shows
      | State | block-new-sharing |
    And "stranger" sees these snapshots
      | Snapshot | Owner | State     |
      | s1       | owner | completed |

  @rule:EBS-SHR-07
  Scenario: Block-all-sharing hides what is public until it is lifted
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with everybody
    When "owner" calls ec2 EnableSnapshotBlockPublicAccess with
      """
      State: block-all-sharing
      """
    Then the answer shows
      | State | block-all-sharing |
    And "stranger" sees no snapshots
    When "owner" calls ec2 DescribeSnapshotAttribute with
      """
      {SnapshotId: "{s1}", Attribute: createVolumePermission}
      """
    Then the answer shows
      | CreateVolumePermissions.*.Group | [all] |
    When "owner" calls ec2 DisableSnapshotBlockPublicAccess
    Then the answer shows
      | State | unblocked |
    And "stranger" sees these snapshots
      | Snapshot | Owner | State     |
      | s1       | owner | completed |

  @rule:EBS-SHR-07
  Scenario Outline: The setting <set> is of one Region
    Given "owner" calls ec2 EnableSnapshotBlockPublicAccess with
      """
      State: <set>
      """
    When "owner" calls ec2 GetSnapshotBlockPublicAccessState
    Then the answer shows
      | State | <set> |
    When the Region is eu-west-1
    And "owner" calls ec2 GetSnapshotBlockPublicAccessState
    Then the answer shows
      | State | unblocked |

    Examples:
      | set               |
      | block-new-sharing |
      | block-all-sharing |

  @rule:EBS-SHR-07
  Scenario: Unblocked is no state to enable
    When "owner" calls ec2 EnableSnapshotBlockPublicAccess with
      """
      State: unblocked
      """
    Then it is refused by EBS-SHR-07

  @rule:EBS-VOL-03
  Scenario: Of a public snapshot that is hidden no volume is made
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with everybody
    And "owner" calls ec2 EnableSnapshotBlockPublicAccess with
      """
      State: block-all-sharing
      """
    When "stranger" creates volume "v" from snapshot "s1"
    Then it is refused by EBS-VOL-03
