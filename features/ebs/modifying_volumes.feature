Feature: Volumes grow, and change type and performance

  @rule:EBS-MOD-01 @rule:EBS-MOD-05 @needs:clock
  Scenario: A volume is modified, optimized and done
    Given a volume "v" of "owner"
    When "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", Size: 20}
      """
    Then the answer shows
      | VolumeModification.VolumeId           | {v}       |
      | VolumeModification.ModificationState  | modifying |
      | VolumeModification.Progress           | 0         |
      | VolumeModification.OriginalSize       | 8         |
      | VolumeModification.OriginalVolumeType | gp2       |
      | VolumeModification.OriginalIops       | 100       |
      | VolumeModification.TargetSize         | 20        |
      | VolumeModification.TargetVolumeType   | gp2       |
      | VolumeModification.TargetIops         | 100       |
      | VolumeModification.EndTime            | (absent)  |
    When 1 day passes
    And "owner" calls ec2 DescribeVolumesModifications with
      """
      {VolumeIds: ["{v}"], Filters: [{Name: modification-state, Values: [completed]}]}
      """
    Then the answer shows
      | VolumesModifications.*.VolumeId | [{v}] |
      | VolumesModifications.0.Progress | 100   |
      | VolumesModifications.0.EndTime  | (any) |
    When "owner" calls ec2 DescribeVolumes with
      """
      VolumeIds: ["{v}"]
      """
    Then the answer shows
      | Volumes.0.Size  | 20        |
      | Volumes.0.State | available |
    When "owner" calls ec2 DescribeVolumesModifications
    Then the answer shows
      | VolumesModifications.*.VolumeId | [{v}] |
    When "stranger" calls ec2 DescribeVolumesModifications
    Then the answer shows
      | VolumesModifications | [] |

  @rule:EBS-MOD-05
  Scenario Outline: A <from> volume that becomes <to> has <iops> IOPS
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 200, VolumeType: <from>}
      """
    And "v" names the answer's VolumeId
    And 1 hour passes
    And "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", <members>}
      """
    Then the answer shows
      | VolumeModification.TargetVolumeType | <to>         |
      | VolumeModification.TargetIops       | <iops>       |
      | VolumeModification.TargetThroughput | <throughput> |
      | VolumeModification.TargetSize       | 200          |

    Examples:
      | from                              | to  | members                           | iops     | throughput |
      | gp2                               | gp3 | VolumeType: gp3                   | 3000     | 125        |
      | gp2                               | io1 | VolumeType: io1                   | 3000     | (absent)   |
      | gp2                               | gp2 | Size: 200                         | 600      | (absent)   |
      | gp3, Iops: 4000, Throughput: 250  | gp3 | Size: 200                         | 4000     | 250        |
      | gp3, Iops: 4000, Throughput: 250  | gp2 | VolumeType: gp2                   | 600      | (absent)   |
      | io1, Iops: 500                    | io1 | Size: 200                         | 500      | (absent)   |
      | io1, Iops: 500                    | gp3 | VolumeType: gp3, Throughput: 500  | 3000     | 500        |
      | gp2                               | st1 | VolumeType: st1                   | (absent) | (absent)   |

  @rule:EBS-MOD-02 @rule:EBS-MOD-03 @needs:clock
  Scenario: A volume is modified at most every six hours, and not while it is being modified
    Given a volume "v" of "owner"
    And "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", Size: 20}
      """
    When "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", Size: 30}
      """
    Then it is refused by EBS-MOD-02
    When 1 minute passes
    And "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", Size: 30}
      """
    Then it is refused by EBS-MOD-02
    When 330 minutes pass
    And "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", Size: 30}
      """
    Then it is refused by EBS-MOD-03 saying "You've reached the maximum modification rate per volume limit. Wait at least 6 hours between modifications per EBS volume."
    When 1 day passes
    And "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", Size: 30}
      """
    Then the answer shows
      | VolumeModification.ModificationState | modifying |
      | VolumeModification.OriginalSize      | 20        |
      | VolumeModification.TargetSize        | 30        |

  @rule:EBS-MOD-04
  Scenario: A volume does not shrink
    Given a volume "v" of "owner"
    When "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", Size: 7}
      """
    Then it is refused by EBS-MOD-04 saying "New size cannot be smaller than existing size"
    When "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", Size: 9}
      """
    Then it succeeds

  @rule:EBS-MOD-06
  Scenario: A volume that was never modified has no modification
    Given a volume "v" of "owner"
    When "owner" calls ec2 DescribeVolumesModifications with
      """
      VolumeIds: ["{v}"]
      """
    Then it is refused by EBS-MOD-06 saying "Modification for volume '{v}' does not exist."
    When "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", VolumeType: gp3}
      """
    And "owner" calls ec2 DescribeVolumesModifications with
      """
      VolumeIds: ["{v}"]
      """
    Then the answer shows
      | VolumesModifications.*.VolumeId | [{v}] |

  Scenario Outline: A modified volume keeps to the bounds of its type: <rule>
    Given a volume "v" of "owner"
    When "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", <members>}
      """
    Then it is refused by <rule>

    @rule:EBS-VOL-21
    Examples: Sizes
      | rule       | members         |
      | EBS-VOL-21 | Size: 16385     |
      | EBS-VOL-21 | VolumeType: st1 |

    @rule:EBS-VOL-22
    Examples: Members
      | rule       | members         |
      | EBS-VOL-22 | Iops: 3000      |
      | EBS-VOL-22 | Throughput: 125 |

    @rule:EBS-VOL-23
    Examples: Performance
      | rule       | members                     |
      | EBS-VOL-23 | VolumeType: io1             |
      | EBS-VOL-23 | VolumeType: gp3, Iops: 4001 |

    @rule:EBS-VOL-16
    Examples: Types
      | rule       | members         |
      | EBS-VOL-16 | VolumeType: ssd |

    @rule:EBS-VOL-24
    Examples: Multi-Attach
      | rule       | members                  |
      | EBS-VOL-24 | MultiAttachEnabled: true |

  @rule:EBS-VOL-14
  Scenario: A volume is modified when it is there
    Given a creating volume "v" of "owner"
    When "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", Size: 20}
      """
    Then it is refused by EBS-VOL-14

  @rule:EBS-VOL-14
  Scenario: A volume that is being deleted is not modified
    Given a deleting volume "v" of "owner"
    When "owner" calls ec2 ModifyVolume with
      """
      {VolumeId: "{v}", Size: 20}
      """
    Then it is refused by EBS-VOL-14

  @rule:EBS-SNP-06
  Scenario Outline: Nobody else's volume is modified, nor its modification seen
    Given a volume "v" of "stranger"
    When "owner" calls ec2 <operation> with
      """
      {<member>}
      """
    Then it is refused by EBS-SNP-06

    Examples:
      | operation                    | member                   |
      | ModifyVolume                 | VolumeId: "{v}", Size: 9 |
      | DescribeVolumesModifications | VolumeIds: ["{v}"]       |
