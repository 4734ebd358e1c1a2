Feature: A volume has what its type may have

  @rule:EBS-VOL-21
  Scenario Outline: A <type> volume has <size> GiB
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, VolumeType: <type>, Size: <size> <more>}
      """
    Then the answer shows
      | VolumeType | <type> |
      | Size       | <size> |

    Examples:
      | type     | size  | more        |
      | standard | 1     |             |
      | standard | 1024  |             |
      | gp2      | 16384 |             |
      | gp3      | 65536 |             |
      | io1      | 4     | , Iops: 100 |
      | io1      | 16384 | , Iops: 100 |
      | io2      | 65536 | , Iops: 100 |
      | st1      | 16384 |             |
      | sc1      | 125   |             |

  @rule:EBS-VOL-21
  Scenario Outline: No <type> volume has <size> GiB
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, VolumeType: <type>, Size: <size> <more>}
      """
    Then it is refused by EBS-VOL-21 saying "<text>"
    And "owner" has no volumes

    Examples:
      | type     | size  | more        | text                                                                                                                                                    |
      | gp2      | 0     |             | The volume size is invalid for gp2 volumes: 0 GiB. gp2 volumes must be at least 1 GiB in size. Please specify a volume size above the minimum limit.     |
      | gp2      | 70000 |             | Volume of 70000GiB is too large for volume type gp2; maximum is 16384GiB                                                                                 |
      | gp3      | 65537 |             | Volume of 65537GiB is too large for volume type gp3; maximum is 65536GiB                                                                                 |
      | standard | 20000 |             | Volume of 20000GiB is too large for volume type standard; maximum is 1024GiB                                                                             |
      | st1      | 8     |             | The volume size is invalid for st1 volumes: 8 GiB. st1 volumes must be at least 125 GiB in size. Please specify a volume size above the minimum limit.   |
      | sc1      | 16385 |             | Volume of 16385GiB is too large for volume type sc1; maximum is 16384GiB                                                                                 |
      | io1      | 3     | , Iops: 100 | The volume size is invalid for io1 volumes: 3 GiB. io1 volumes must be at least 4 GiB in size. Please specify a volume size above the minimum limit.     |
      | io1      | 16385 | , Iops: 100 | Volume of 16385GiB is too large for volume type io1; maximum is 16384GiB                                                                                 |
      | io2      | 2     | , Iops: 100 | The volume size is invalid for io2 volumes: 2 GiB. io2 volumes must be at least 4 GiB in size. Please specify a volume size above the minimum limit.     |

  @rule:EBS-VOL-21
  Scenario: A snapshot is too small for some types
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, SnapshotId: "{s1}", VolumeType: st1}
      """
    Then it is refused by EBS-VOL-21
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, SnapshotId: "{s1}", VolumeType: st1, Size: 125}
      """
    Then the answer shows
      | Size | 125 |

  @rule:EBS-VOL-22
  Scenario Outline: A <type> volume with <members> is refused
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, VolumeType: <type>, Size: 200, <members>}
      """
    Then it is refused by EBS-VOL-22 saying "The parameter <text>"

    Examples:
      | type     | members                    | text                                         |
      | gp2      | Iops: 100                  | iops is not supported for gp2 volumes.       |
      | st1      | Iops: 100                  | iops is not supported for st1 volumes.       |
      | sc1      | Iops: 100                  | iops is not supported for sc1 volumes.       |
      | standard | Iops: 100                  | iops is not supported for standard volumes.  |
      | io1      | MultiAttachEnabled: false  | iops must be specified for io1 volumes.      |
      | io2      | MultiAttachEnabled: true   | iops must be specified for io2 volumes.      |
      | gp2      | Throughput: 125            | throughput is not supported for gp2 volumes. |
      | io1      | Iops: 100, Throughput: 125 | throughput is not supported for io1 volumes. |
      | st1      | Throughput: 500            | throughput is not supported for st1 volumes. |

  @rule:EBS-VOL-22 @rule:EBS-VOL-23
  Scenario Outline: A <type> volume of <size> GiB with <members> is made
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, VolumeType: <type>, Size: <size>, <members>}
      """
    Then the answer shows
      | Iops       | <iops>       |
      | Throughput | <throughput> |

    Examples:
      | type | size | members                      | iops   | throughput |
      | gp3  | 1    | Iops: 3000                   | 3000   | 125        |
      | gp3  | 8    | Iops: 4000                   | 4000   | 125        |
      | gp3  | 160  | Iops: 80000, Throughput: 2000 | 80000 | 2000       |
      | gp3  | 8    | Throughput: 750              | 3000   | 750        |
      | io1  | 4    | Iops: 200                    | 200    | (absent)   |
      | io1  | 1280 | Iops: 64000                  | 64000  | (absent)   |
      | io2  | 256  | Iops: 256000                 | 256000 | (absent)   |

  @rule:EBS-VOL-23
  Scenario Outline: A <type> volume of <size> GiB with <members> is too <much>
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, VolumeType: <type>, Size: <size>, <members>}
      """
    Then it is refused by EBS-VOL-23 saying "<text>"

    Examples:
      | type | size  | members                     | much | text                                                                                          |
      | io1  | 8     | Iops: 99                    | slow | Volume iops of 99 is too low; minimum is 100.                                                  |
      | gp3  | 8     | Iops: 2999                  | slow | Volume iops of 2999 is too low; minimum is 3000.                                               |
      | io1  | 2000  | Iops: 64001                 | fast | Volume iops of 64001 is too high; maximum is 64000.                                            |
      | io2  | 2000  | Iops: 256001                | fast | Volume iops of 256001 is too high; maximum is 256000.                                          |
      | gp3  | 2000  | Iops: 80001                 | fast | Volume iops of 80001 is too high; maximum is 80000.                                            |
      | io1  | 4     | Iops: 201                   | fast | Iops to volume size ratio of 50.250000 is too high; maximum is 50                              |
      | gp3  | 20    | Iops: 15000                 | fast | Iops to volume size ratio of 750.000000 is too high; maximum is 500                            |
      | io2  | 4     | Iops: 4001                  | fast | Iops to volume size ratio of 1000.250000 is too high; maximum is 1000                          |
      | gp3  | 8     | Throughput: 124             | slow | Volume throughput of 124 is too low; minimum is 125.                                           |
      | gp3  | 200   | Iops: 16000, Throughput: 2001 | fast | Volume throughput of 2001 is too high; maximum is 2000.                                      |
      | gp3  | 8     | Throughput: 751             | fast | Throughput (MiBps) to iops ratio of 0.250333 is too high; maximum is 0.250000 MiBps per iops. |

  @rule:EBS-VOL-24
  Scenario Outline: Multi-Attach of a <type> volume
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, VolumeType: <type>, Size: 200, MultiAttachEnabled: true <more>}
      """
    Then it is refused by EBS-VOL-24
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, VolumeType: <type>, Size: 200, MultiAttachEnabled: false <more>}
      """
    Then the answer shows
      | MultiAttachEnabled | false |
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, VolumeType: <other>, Size: 200, Iops: 100, MultiAttachEnabled: true}
      """
    Then the answer shows
      | MultiAttachEnabled | true |

    Examples:
      | type     | other | more         |
      | gp2      | io1   |              |
      | gp3      | io2   | , Iops: 3000 |
      | standard | io1   |              |
      | st1      | io2   |              |

  @rule:EBS-VOL-25
  Scenario: A rate of initialization is for what is made of a snapshot
    Given a completed snapshot "s1" of "owner"
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 8, VolumeInitializationRate: 100}
      """
    Then it is refused by EBS-VOL-25
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, SnapshotId: "{s1}", VolumeInitializationRate: 301}
      """
    Then it is refused by EBS-VOL-25
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, SnapshotId: "{s1}", VolumeInitializationRate: 300}
      """
    Then the answer shows
      | VolumeInitializationRate | 300 |
