Feature: Accounts tag volumes and snapshots

  @rule:EBS-DSC-06
  Scenario: Each account sees its own tags alone
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    And "owner" calls ec2 CreateTags with
      """
      {Resources: ["{s1}"], Tags: [{Key: team, Value: red}]}
      """
    When "consumer" calls ec2 CreateTags with
      """
      {Resources: ["{s1}"], Tags: [{Key: use, Value: restore}]}
      """
    Then it succeeds
    And "owner" sees these snapshots
      | Snapshot | Tags     |
      | s1       | team=red |
    And "consumer" sees these snapshots
      | Snapshot | Tags        |
      | s1       | use=restore |
    When "consumer" calls ec2 DescribeTags
    Then the answer shows
      | Tags.*.Key          | [use]      |
      | Tags.*.Value        | [restore]  |
      | Tags.*.ResourceId   | [{s1}]     |
      | Tags.*.ResourceType | [snapshot] |

  @rule:EBS-DSC-06
  Scenario: The tags on what is no longer shared are not listed
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    And "consumer" calls ec2 CreateTags with
      """
      {Resources: ["{s1}"], Tags: [{Key: use, Value: restore}]}
      """
    When "owner" unshares snapshot "s1" from "consumer"
    And "consumer" calls ec2 DescribeTags
    Then the answer shows
      | Tags | [] |
    When "consumer" calls ec2 DeleteTags with
      """
      Resources: ["{s1}"]
      """
    Then it is refused by EBS-VOL-03

  @rule:EBS-TAG-01
  Scenario: What is made takes tags of its kind
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, TagSpecifications: [{ResourceType: snapshot, Tags: [{Key: team, Value: red}]}]}
      """
    Then it is refused by EBS-TAG-01
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, TagSpecifications: [{ResourceType: volume, Tags: [{Key: team, Value: red}]}]}
      """
    Then the answer shows
      | Tags.*.Key   | [team] |
      | Tags.*.Value | [red]  |

  @rule:EBS-TAG-05
  Scenario Outline: <operation> with <specification> is refused
    Given a completed snapshot "s1" of "owner"
    And a volume "v" of "owner"
    When "owner" calls ec2 <operation> with
      """
      {<members>, TagSpecifications: [<specification>]}
      """
    Then it is refused by EBS-TAG-05 saying "<text>"
    When "owner" calls ec2 <operation> with
      """
      {<members>, TagSpecifications: [{ResourceType: <type>, Tags: [{Key: team, Value: red}]}]}
      """
    Then the answer shows
      | Tags.*.Key | [team] |

    Examples:
      | operation      | members                                           | type     | specification                       | text                                              |
      | CopySnapshot   | SourceRegion: us-east-1, SourceSnapshotId: "{s1}" | snapshot | {Tags: [{Key: team, Value: red}]}   | Tag specification resource type must have a value |
      | CreateSnapshot | VolumeId: "{v}"                                   | snapshot | {Tags: [{Key: team, Value: red}]}   | Tag specification resource type must have a value |
      | CreateVolume   | AvailabilityZone: us-east-1a, Size: 1             | volume   | {Tags: [{Key: team, Value: red}]}   | Tag specification resource type must have a value |
      | CreateVolume   | AvailabilityZone: us-east-1a, Size: 1             | volume   | {ResourceType: volume}              | Tag specification must have at least one tag      |
      | CopySnapshot   | SourceRegion: us-east-1, SourceSnapshotId: "{s1}" | snapshot | {ResourceType: snapshot, Tags: []}  | Tag specification must have at least one tag      |

  @rule:EBS-TAG-01
  Scenario Outline: A tag with <what> is refused
    Given a volume "v" of "owner"
    When "owner" calls ec2 CreateTags with
      """
      {Resources: ["{v}"], Tags: [{Key: "<key>", Value: "<value>"}]}
      """
    Then it is refused by EBS-TAG-01

    Examples:
      | what         | key                                                                                                                              | value                                                                                                                                                                                                                                                            |
      | a long key   | 01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567 | x                                                                                                                                                                                                                                                                |
      | a long value | k                                                                                                                                | 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345 |

  @rule:EBS-TAG-03
  Scenario Outline: <id> cannot be tagged
    When "owner" calls ec2 <operation> with
      """
      {Resources: [<id>], Tags: [{Key: team, Value: red}]}
      """
    Then it is refused by EBS-TAG-03

    Examples:
      | operation  | id                  |
      | CreateTags | i-0123456789abcdef0 |
      | DeleteTags | nightly             |

  @rule:EBS-TAG-03
  Scenario: Tags are changed and deleted, by key or by value
    Given a volume "v" of "owner"
    And "owner" calls ec2 CreateTags with
      """
      {Resources: ["{v}"], Tags: [{Key: a, Value: "1"}, {Key: b, Value: "2"}, {Key: c, Value: "3"}]}
      """
    When "owner" calls ec2 CreateTags with
      """
      {Resources: ["{v}"], Tags: [{Key: a, Value: "9"}]}
      """
    And "owner" calls ec2 DeleteTags with
      """
      {Resources: ["{v}"], Tags: [{Key: b}, {Key: c, Value: "4"}]}
      """
    Then "owner" has these volumes
      | Volume | Tags    |
      | v      | a=9 c=3 |
    When "owner" calls ec2 DeleteTags with
      """
      Resources: ["{v}"]
      """
    Then "owner" has these volumes
      | Volume | Tags |
      | v      |      |

  @rule:EBS-TAG-02
  Scenario: A volume has fifty tags
    Given a volume "v" of "owner"
    When "owner" calls ec2 CreateTags with
      """
      {Resources: ["{v}"], Tags: [{Key: k0, Value: v}, {Key: k1, Value: v}, {Key: k2, Value: v}, {Key: k3, Value: v}, {Key: k4, Value: v}, {Key: k5, Value: v}, {Key: k6, Value: v}, {Key: k7, Value: v}, {Key: k8, Value: v}, {Key: k9, Value: v}, {Key: k10, Value: v}, {Key: k11, Value: v}, {Key: k12, Value: v}, {Key: k13, Value: v}, {Key: k14, Value: v}, {Key: k15, Value: v}, {Key: k16, Value: v}, {Key: k17, Value: v}, {Key: k18, Value: v}, {Key: k19, Value: v}, {Key: k20, Value: v}, {Key: k21, Value: v}, {Key: k22, Value: v}, {Key: k23, Value: v}, {Key: k24, Value: v}, {Key: k25, Value: v}, {Key: k26, Value: v}, {Key: k27, Value: v}, {Key: k28, Value: v}, {Key: k29, Value: v}, {Key: k30, Value: v}, {Key: k31, Value: v}, {Key: k32, Value: v}, {Key: k33, Value: v}, {Key: k34, Value: v}, {Key: k35, Value: v}, {Key: k36, Value: v}, {Key: k37, Value: v}, {Key: k38, Value: v}, {Key: k39, Value: v}, {Key: k40, Value: v}, {Key: k41, Value: v}, {Key: k42, Value: v}, {Key: k43, Value: v}, {Key: k44, Value: v}, {Key: k45, Value: v}, {Key: k46, Value: v}, {Key: k47, Value: v}, {Key: k48, Value: v}, {Key: k49, Value: v}]}
      """
    Then it succeeds
    When "owner" calls ec2 CreateTags with
      """
      {Resources: ["{v}"], Tags: [{Key: more, Value: v}]}
      """
    Then it is refused by EBS-TAG-02

  @rule:EBS-TAG-04
  Scenario Outline: <operation> leaves the tags of AWS alone
    Given a volume "v" of "owner"
    When "owner" calls ec2 <operation> with
      """
      {Resources: ["{v}"], Tags: [{Key: <key>, Value: x}]}
      """
    Then it is refused by EBS-TAG-04
    And "owner" has these volumes
      | Volume | Tags |
      | v      |      |

    Examples:
      | operation  | key                         |
      | CreateTags | aws:dlm:lifecycle-policy-id |
      | CreateTags | AWS:team                    |
      | DeleteTags | aws:dlm:lifecycle-policy-id |

  @rule:EBS-TAG-04 @needs:clock
  Scenario: A lifecycle policy tags what it makes, and nobody untags that
    Given the default role for lifecycle policies of "owner"
    And a volume "v" of "owner"
    And volume "v" is tagged backup=yes
    And a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 5}
      """
    When 1 day passes
    And "owner" calls ec2 DescribeSnapshots with
      """
      OwnerIds: [self]
      """
    And "made" names the answer's Snapshots.0.SnapshotId
    And "owner" calls ec2 DeleteTags with
      """
      Resources: ["{made}"]
      """
    And "owner" calls ec2 DescribeTags with
      """
      Filters: [{Name: key, Values: ["aws:dlm:lifecycle-policy-id"]}]
      """
    Then the answer shows
      | Tags.*.ResourceId | [{made}] |
