Feature: Snapshots are listed

  Background:
    Given a completed snapshot "own" of "consumer"
    And a completed snapshot "shared" of "owner"
    And a completed snapshot "public" of "owner"
    And a completed snapshot "hidden" of "owner"
    And "owner" shares snapshot "shared" with "consumer"
    And "owner" shares snapshot "public" with everybody

  @rule:EBS-DSC-01
  Scenario: Own, shared and public snapshots are listed, each once
    When "owner" shares snapshot "public" with "consumer"
    Then "consumer" sees these snapshots
      | Snapshot | Owner    |
      | own      | consumer |
      | shared   | owner    |
      | public   | owner    |
    And "stranger" sees these snapshots
      | Snapshot | Owner |
      | public   | owner |

  @rule:EBS-DSC-02
  Scenario Outline: Owners <owners> narrow the listing
    When "consumer" calls ec2 DescribeSnapshots with
      """
      OwnerIds: [<owners>]
      """
    Then the answer shows
      | Snapshots.*.SnapshotId | [<found>] |

    Examples:
      | owners          | found                   |
      | self            | {own}                   |
      | "{consumer}"    | {own}                   |
      | "{owner}"       | {shared} {public}       |
      | "{owner}", self | {own} {shared} {public} |
      | "{stranger}"    |                         |
      | amazon          |                         |

  @rule:EBS-DSC-03
  Scenario Outline: For <who>, RestorableBy <by> narrows the listing
    When "<who>" calls ec2 DescribeSnapshots with
      """
      RestorableByUserIds: [<by>]
      """
    Then the answer shows
      | Snapshots.*.SnapshotId | [<found>] |

    Examples:
      | who      | by           | found                      |
      | consumer | self         | {own} {shared}             |
      | consumer | all          | {public}                   |
      | consumer | "{stranger}" |                            |
      | owner    | self         | {shared} {public} {hidden} |
      | owner    | "{consumer}" | {shared}                   |
      | owner    | all          | {public}                   |
      | stranger | self         |                            |

  @rule:EBS-DSC-04
  Scenario Outline: To ask for <what> is refused
    When "consumer" calls ec2 DescribeSnapshots with
      """
      SnapshotIds: ["{own}", "<id>"]
      """
    Then it is refused by EBS-DSC-04

    Examples:
      | what               | id                     |
      | what is not shared | {hidden}               |
      | what is not there  | snap-0123456789abcdef0 |

  @rule:EBS-DSC-04
  Scenario: What is shared is found by its ID
    When "consumer" calls ec2 DescribeSnapshots with
      """
      SnapshotIds: ["{shared}", "{own}"]
      """
    Then the answer shows
      | Snapshots.*.SnapshotId | [{shared} {own}] |

  @rule:EBS-DSC-05
  Scenario: Who has no right on a key sees that it encrypts what is shared with him
    Given a key "k" of "owner"
    And a completed snapshot "s1" of "owner" encrypted under "k"
    And "owner" shares snapshot "s1" with "consumer"
    When "consumer" calls ec2 DescribeSnapshots with
      """
      SnapshotIds: ["{s1}"]
      """
    Then the answer shows
      | Snapshots.0.OwnerId   | {owner} |
      | Snapshots.0.Encrypted | true    |
      | Snapshots.0.KmsKeyId  | {k.arn} |

  @rule:EBS-DSC-07
  Scenario Outline: Snapshots are filtered by <name>
    Given a key "k" of "consumer"
    And a completed snapshot "s1" of "consumer" encrypted under "k"
    And a pending snapshot "s2" of "consumer"
    And "consumer" copies snapshot "own" to us-east-1 as "c1"
    And "consumer" calls ec2 CreateTags with
      """
      {Resources: ["{s1}"], Tags: [{Key: team, Value: red}]}
      """
    When "consumer" calls ec2 DescribeSnapshots with
      """
      {OwnerIds: [self], Filters: [{Name: "<name>", Values: [<values>]}]}
      """
    Then the answer shows
      | Snapshots.*.SnapshotId | [<found>] |

    Examples:
      | name          | values         | found                |
      | description   | s1             | {s1}                 |
      | description   | "s?"           | {s1} {s2}            |
      | encrypted     | "true"         | {s1}                 |
      | owner-alias   | amazon         |                      |
      | owner-id      | "{consumer}"   | {own} {s1} {s2} {c1} |
      | progress      | "100%"         | {own} {s1}           |
      | snapshot-id   | "{s1}", "{s2}" | {s1} {s2}            |
      | start-time    | "20*"          | {own} {s1} {s2} {c1} |
      | status        | pending        | {s2} {c1}            |
      | storage-tier  | archive        |                      |
      | transfer-type | standard       | {c1}                 |
      | tag:team      | "*"            | {s1}                 |
      | tag:team      | blue           |                      |
      | tag-key       | te*            | {s1}                 |
      | volume-id     | vol-ffffffff   | {c1}                 |
      | volume-size   | "8"            | {own} {s1} {s2} {c1} |

  @rule:EBS-DSC-07
  Scenario: Every filter must fit
    When "consumer" calls ec2 DescribeSnapshots with
      """
      Filters:
        - {Name: status, Values: [completed]}
        - {Name: owner-id, Values: ["{owner}"]}
        - {Name: description, Values: ["*a*"]}
      """
    Then the answer shows
      | Snapshots.*.SnapshotId | [{shared}] |

  @rule:EBS-DSC-07
  Scenario Outline: <operation> knows no filter by colour
    When "consumer" calls ec2 <operation> with
      """
      Filters: [{Name: colour, Values: [red]}]
      """
    Then it is refused by EBS-DSC-07

    Examples:
      | operation         |
      | DescribeSnapshots |
      | DescribeVolumes   |
      | DescribeTags      |

  @rule:EBS-DSC-08
  Scenario Outline: <member> takes no <value>
    When "consumer" calls ec2 DescribeSnapshots with
      """
      <member>: ["<value>"]
      """
    Then it is refused by EBS-DSC-08

    Examples:
      | member              | value      |
      | OwnerIds            | somebody   |
      | OwnerIds            | all        |
      | OwnerIds            | 1234567890 |
      | RestorableByUserIds | amazon     |

  @rule:EBS-FMT-02
  Scenario: Pages follow each other through own, shared and public snapshots
    Given a completed snapshot "a" of "consumer"
    And a completed snapshot "b" of "consumer"
    And a completed snapshot "c" of "consumer"
    And a completed snapshot "d" of "consumer"
    When "consumer" calls ec2 DescribeSnapshots with
      """
      MaxResults: 5
      """
    Then the answer shows
      | Snapshots.*.SnapshotId | [{own} {a} {b} {c} {d}] |
    When "next" names the answer's NextToken
    And "consumer" calls ec2 DescribeSnapshots with
      """
      {MaxResults: 5, NextToken: "{next}"}
      """
    Then the answer shows
      | Snapshots.*.SnapshotId | [{shared} {public}] |
      | NextToken              | (absent)            |

  @rule:EBS-FMT-02
  Scenario Outline: <operation> refuses <what>
    When "consumer" calls ec2 <operation> with
      """
      <members>
      """
    Then it is refused by EBS-FMT-02

    Examples:
      | operation         | what              | members           |
      | DescribeSnapshots | small pages       | MaxResults: 4     |
      | DescribeVolumes   | small pages       | MaxResults: 4     |
      | DescribeTags      | small pages       | MaxResults: 4     |
      | DescribeSnapshots | tokens of its own | NextToken: o.AAAA |
      | DescribeSnapshots | tokens of nothing | NextToken: next   |
      | DescribeVolumes   | tokens of nothing | NextToken: next   |
