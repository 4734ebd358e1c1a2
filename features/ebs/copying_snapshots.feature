Feature: Snapshots are copied

  @rule:EBS-CPY-01
  Scenario: A copy is called for in its own Region and is its maker's own
    Given a completed snapshot "s1" of "owner"
    When "owner" copies snapshot "s1" to eu-west-1 as "c1"
    Then the answer shows
      | SnapshotId | {c1} |
    And snapshot "c1" is pending
    And snapshot "c1" becomes completed
    And "owner" sees these snapshots in eu-west-1
      | Snapshot | Owner | State     | Size |
      | c1       | owner | completed | 8    |

  @rule:EBS-CPY-27
  Scenario: A completed copy needs its source no more
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    And "consumer" copies snapshot "s1" to eu-west-1 as "c1"
    And snapshot "c1" becomes completed
    When "owner" unshares snapshot "s1" from "consumer"
    And "owner" deletes snapshot "s1"
    And "consumer" creates volume "v" from snapshot "c1"
    Then volume "v" becomes available

  @rule:EBS-CPY-02
  Scenario: Own, shared and public snapshots are copied
    Given a completed snapshot "own" of "consumer"
    And a completed snapshot "shared" of "owner"
    And a completed snapshot "public" of "owner"
    And "owner" shares snapshot "shared" with "consumer"
    And "owner" shares snapshot "public" with everybody
    When "consumer" copies snapshot "own" to eu-west-1 as "c1"
    And "consumer" copies snapshot "shared" to eu-west-1 as "c2"
    And "consumer" copies snapshot "public" to eu-west-1 as "c3"
    Then snapshot "c1" becomes completed
    And snapshot "c2" becomes completed
    And snapshot "c3" becomes completed

  @rule:EBS-CPY-02 @needs:clock
  Scenario: The copy of a pending snapshot fails
    Given a pending snapshot "s1" of "owner"
    When "owner" copies snapshot "s1" to eu-west-1 as "c1"
    Then it succeeds
    And snapshot "c1" ends in error because "Source snapshot is not complete"

  @rule:EBS-CPY-02 @needs:clock
  Scenario: A copy that was asked for while its source was pending fails, though that is shared and completed before the copy would be made
    Given a pending snapshot "s1" of "owner"
    And "owner" copies snapshot "s1" to eu-west-1 as "c1"
    And "consumer" copies snapshot "s1" to eu-west-1 as "c2"
    When "owner" shares snapshot "s1" with "consumer"
    And snapshot "s1" becomes completed
    Then snapshot "c1" ends in error because "Source snapshot is not complete"
    And snapshot "c2" ends in error because "Source snapshot is not found"
    When "consumer" copies snapshot "s1" to eu-west-1 as "c3"
    Then snapshot "c3" becomes completed

  @rule:EBS-CPY-03
  Scenario: The copy of what is not shared fails as that of what does not exist
    Given a completed snapshot "s1" of "owner"
    When "consumer" copies snapshot "s1" to eu-west-1 as "c1"
    Then it succeeds
    And snapshot "c1" ends in error because "Source snapshot is not found"
    When the Region is eu-west-1
    And "consumer" calls ec2 CopySnapshot with
      """
      {SourceRegion: us-east-1, SourceSnapshotId: snap-0123456789abcdef0}
      """
    And "c2" names the answer's SnapshotId
    And 15 minutes pass
    And "consumer" calls ec2 DescribeSnapshots with
      """
      SnapshotIds: ["{c2}"]
      """
    Then the answer shows
      | Snapshots.0.State        | error                        |
      | Snapshots.0.StateMessage | Source snapshot is not found |

  @rule:EBS-CPY-03
  Scenario: The copy of a snapshot that is unshared meanwhile fails
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    When "consumer" copies snapshot "s1" to eu-west-1 as "c1"
    And "owner" unshares snapshot "s1" from "consumer"
    Then snapshot "c1" ends in error because "Source snapshot is not found"

  @rule:EBS-CPY-03
  Scenario: A copy that was asked for before its source was shared fails, and one that is asked for afterwards is made
    Given a completed snapshot "s1" of "owner"
    And "consumer" copies snapshot "s1" to eu-west-1 as "early"
    When "owner" shares snapshot "s1" with "consumer"
    And "consumer" copies snapshot "s1" to eu-west-1 as "late"
    Then snapshot "early" ends in error because "Source snapshot is not found"
    And snapshot "late" becomes completed

  @rule:EBS-CPY-03
  Scenario: A copy that was asked for before its source was public fails
    Given a completed snapshot "s1" of "owner"
    And "consumer" copies snapshot "s1" to eu-west-1 as "early"
    When "owner" shares snapshot "s1" with everybody
    Then snapshot "early" ends in error because "Source snapshot is not found"

  @rule:EBS-CPY-03
  Scenario: The source is looked for in the Region that the request names
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 CopySnapshot with
      """
      {SourceRegion: eu-west-1, SourceSnapshotId: "{s1}"}
      """
    And "c1" names the answer's SnapshotId
    And 15 minutes pass
    And "owner" calls ec2 DescribeSnapshots with
      """
      SnapshotIds: ["{c1}"]
      """
    Then the answer shows
      | Snapshots.0.State | error |

  @rule:EBS-SNP-03
  Scenario: Only what failed has a message
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 DescribeSnapshots with
      """
      SnapshotIds: ["{s1}"]
      """
    Then the answer shows
      | Snapshots.0.StateMessage | (absent) |

  @rule:EBS-CPY-30
  Scenario: A failed copy stays until it is deleted
    Given a key "k" of "owner"
    And a completed snapshot "s1" of "owner" encrypted under "k"
    And "owner" shares snapshot "s1" with "consumer"
    And "consumer" copies snapshot "s1" to us-east-1 as "c1"
    And snapshot "c1" ends in error because "Given key ID is not accessible"
    And key "k" is shared with "consumer"
    When 1 day passes
    Then snapshot "c1" ends in error because "Given key ID is not accessible"
    When "consumer" deletes snapshot "c1"
    Then snapshot "c1" becomes gone

  @rule:EBS-CPY-16
  Scenario: Twenty copies into a Region are under way at once
    Given a completed snapshot "s1" of "owner"
    When "owner" copies snapshot "s1" to eu-west-1 as "c01"
    And "owner" copies snapshot "s1" to eu-west-1 as "c02"
    And "owner" copies snapshot "s1" to eu-west-1 as "c03"
    And "owner" copies snapshot "s1" to eu-west-1 as "c04"
    And "owner" copies snapshot "s1" to eu-west-1 as "c05"
    And "owner" copies snapshot "s1" to eu-west-1 as "c06"
    And "owner" copies snapshot "s1" to eu-west-1 as "c07"
    And "owner" copies snapshot "s1" to eu-west-1 as "c08"
    And "owner" copies snapshot "s1" to eu-west-1 as "c09"
    And "owner" copies snapshot "s1" to eu-west-1 as "c10"
    And "owner" copies snapshot "s1" to eu-west-1 as "c11"
    And "owner" copies snapshot "s1" to eu-west-1 as "c12"
    And "owner" copies snapshot "s1" to eu-west-1 as "c13"
    And "owner" copies snapshot "s1" to eu-west-1 as "c14"
    And "owner" copies snapshot "s1" to eu-west-1 as "c15"
    And "owner" copies snapshot "s1" to eu-west-1 as "c16"
    And "owner" copies snapshot "s1" to eu-west-1 as "c17"
    And "owner" copies snapshot "s1" to eu-west-1 as "c18"
    And "owner" copies snapshot "s1" to eu-west-1 as "c19"
    And "owner" copies snapshot "s1" to eu-west-1 as "c20"
    And "owner" copies snapshot "s1" to eu-west-1 as "c21"
    Then it is refused by EBS-CPY-16
    When "owner" copies snapshot "s1" to eu-west-2 as "d01"
    Then it succeeds
    When snapshot "c01" becomes completed
    And "owner" copies snapshot "s1" to eu-west-1 as "c21"
    Then it succeeds

  @rule:EBS-CPY-17 @rule:EBS-SNP-09 @rule:EBS-FMT-01
  Scenario: A snapshot is copied from another Region
    Given a completed snapshot "s1" of "owner"
    When "owner" copies snapshot "s1" to eu-west-1 as "c1"
    Then it succeeds

  @rule:EBS-CPY-17
  Scenario Outline: There are no sources in <region>
    When "owner" calls ec2 CopySnapshot with
      """
      {SourceRegion: <region>, SourceSnapshotId: snap-0123456789abcdef0}
      """
    Then it is refused by EBS-CPY-17

    Examples:
      | region        |
      | mars-east-1   |
      | us-gov-west-1 |

  @rule:EBS-CPY-18
  Scenario: A copy has the tags of the request alone
    Given a completed snapshot "s1" of "owner"
    And "owner" calls ec2 CreateTags with
      """
      {Resources: ["{s1}"], Tags: [{Key: stage, Value: prod}]}
      """
    When "owner" calls ec2 CopySnapshot with
      """
      SourceRegion: us-east-1
      SourceSnapshotId: "{s1}"
      TagSpecifications: [{ResourceType: snapshot, Tags: [{Key: team, Value: red}]}]
      """
    Then the answer shows
      | Tags.*.Key   | [team] |
      | Tags.*.Value | [red]  |
    And "owner" sees these snapshots
      | Snapshot | Tags       |
      | s1       | stage=prod |
      | ?        | team=red   |

  @rule:EBS-CPY-19
  Scenario: A copy shows no volume
    Given a completed snapshot "s1" of "owner"
    When "owner" copies snapshot "s1" to eu-west-1 as "c1"
    Then "owner" sees these snapshots in eu-west-1
      | Snapshot | Volume       |
      | c1       | vol-ffffffff |

  @rule:EBS-CPY-20
  Scenario: A copy is shared with nobody
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    When "owner" copies snapshot "s1" to us-east-1 as "c1"
    Then snapshot "c1" becomes completed
    And "consumer" sees these snapshots
      | Snapshot | Owner |
      | s1       | owner |

  @rule:EBS-CPY-21
  Scenario Outline: A copy is described as the request says, <how>
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 CopySnapshot with
      """
      {SourceRegion: us-east-1, SourceSnapshotId: "{s1}", <more>}
      """
    Then it succeeds
    And "owner" sees these snapshots
      | Snapshot | Description |
      | s1       | s1          |
      | ?        | <shown>     |

    Examples:
      | how            | more                   | shown     |
      | with its words | Description: for later | for later |
      | without any    | DryRun: false          |           |

  @rule:EBS-CPY-23 @needs:clock
  Scenario: Copies of one snapshot are made one after the other
    Given a completed snapshot "s1" of "owner"
    And a completed snapshot "s2" of "owner"
    When "owner" copies snapshot "s1" to eu-west-1 as "c1"
    And "owner" copies snapshot "s1" to eu-west-1 as "c2"
    And "owner" copies snapshot "s2" to eu-west-1 as "c3"
    Then snapshot "c2" is completed after snapshot "c1"
    And snapshot "c3" becomes completed

  @rule:EBS-CPY-23 @needs:clock
  Scenario: A copy that fails does not hold up the next
    Given a completed snapshot "s1" of "owner"
    And a key "k" of "owner" that is disabled
    When "owner" copies snapshot "s1" to us-east-1 as "c1" encrypted under "k"
    And "owner" copies snapshot "s1" to us-east-1 as "c2"
    Then snapshot "c1" ends in error because "Given key ID is not accessible"
    And snapshot "c2" becomes completed

  @rule:EBS-CPY-25
  Scenario Outline: A copy is not made in <minutes> minutes
    When "owner" calls ec2 CopySnapshot with
      """
      {SourceRegion: us-east-1, SourceSnapshotId: snap-0123456789abcdef0, CompletionDurationMinutes: <minutes>}
      """
    Then it is refused by EBS-CPY-25

    Examples:
      | minutes |
      | 0       |
      | 20      |
      | 2895    |

  @rule:EBS-CPY-25
  Scenario: A time-based copy says so
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 CopySnapshot with
      """
      {SourceRegion: us-east-1, SourceSnapshotId: "{s1}", CompletionDurationMinutes: 30}
      """
    And "c1" names the answer's SnapshotId
    And "owner" calls ec2 DescribeSnapshots with
      """
      SnapshotIds: ["{c1}"]
      """
    Then the answer shows
      | Snapshots.0.TransferType              | time-based |
      | Snapshots.0.CompletionDurationMinutes | 30         |
    When 30 minutes pass
    And "owner" calls ec2 DescribeSnapshots with
      """
      {Filters: [{Name: transfer-type, Values: [time-based]}, {Name: status, Values: [completed]}]}
      """
    Then the answer shows
      | Snapshots.*.SnapshotId | [{c1}] |

  @rule:EBS-CPY-29
  Scenario: Policies allow copying on both snapshots
    Given a completed snapshot "s1" of "owner"
    And a completed snapshot "s2" of "owner"
    And a user "ann" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ec2:CopySnapshot, Resource: ["arn:aws:ec2:eu-west-1::snapshot/*", "{s1.arn}"]}
      """
    When "ann" copies snapshot "s1" to eu-west-1 as "c1"
    Then it succeeds
    When "ann" copies snapshot "s2" to eu-west-1 as "c2"
    Then it is refused with UnauthorizedOperation
