Feature: Regions and their zones

  @rule:EBS-RGN-01
  Scenario: An account sees the Regions that it has, and those that it would have to ask for
    When "owner" calls ec2 DescribeRegions with
      """
      Filters: [{Name: region-name, Values: ["eu-south-*", "eu-west-1"]}]
      """
    Then the answer shows
      | Regions.*.RegionName  | [eu-west-1]                   |
      | Regions.*.OptInStatus | [opt-in-not-required]         |
      | Regions.*.Endpoint    | [ec2.eu-west-1.amazonaws.com] |
    When "owner" calls ec2 DescribeRegions with
      """
      {AllRegions: true, Filters: [{Name: region-name, Values: ["eu-south-*", "eu-west-1"]}]}
      """
    Then the answer shows
      | Regions.*.RegionName  | [eu-south-1 eu-south-2 eu-west-1]                 |
      | Regions.*.OptInStatus | [not-opted-in not-opted-in opt-in-not-required]   |
    When "owner" calls ec2 DescribeRegions with
      """
      RegionNames: [af-south-1]
      """
    Then the answer shows
      | Regions.*.OptInStatus | [not-opted-in] |

  Scenario: Each partition has Regions of its own
    Given the Region is us-gov-west-1
    When "owner" calls ec2 DescribeRegions
    Then the answer shows
      | Regions.*.RegionName | [us-gov-east-1 us-gov-west-1]  |

  @rule:EBS-RGN-02
  Scenario Outline: <operation> knows no <member>
    When "owner" calls ec2 <operation> with
      """
      <member>
      """
    Then it is refused by EBS-RGN-02

    Examples:
      | operation                 | member                        |
      | DescribeRegions           | RegionNames: [mars-north-1]   |
      | DescribeRegions           | RegionNames: [us-gov-west-1]  |
      | DescribeAvailabilityZones | ZoneNames: [us-east-1z]       |
      | DescribeAvailabilityZones | ZoneIds: [euw1-az1]           |

  @rule:EBS-RGN-03 @needs:numbers
  Scenario: A Region has its zones
    Given the Region is eu-west-1
    When "owner" calls ec2 DescribeAvailabilityZones with
      """
      Filters: [{Name: opt-in-status, Values: [opt-in-not-required]}, {Name: state, Values: [available]}]
      """
    Then the answer shows
      | AvailabilityZones.*.ZoneName   | [eu-west-1a eu-west-1b eu-west-1c]   |
      | AvailabilityZones.0.RegionName | eu-west-1                            |
      | AvailabilityZones.0.State      | available                            |
      | AvailabilityZones.0.ZoneType   | availability-zone                    |
    When "owner" calls ec2 DescribeAvailabilityZones with
      """
      ZoneIds: [euw1-az2]
      """
    Then the answer shows
      | AvailabilityZones.*.ZoneName | [eu-west-1b] |

  @rule:EBS-DSC-07
  Scenario Outline: <operation> has no filter <name>
    When "owner" calls ec2 <operation> with
      """
      Filters: [{Name: "<name>", Values: [x]}]
      """
    Then it is refused by EBS-DSC-07

    Examples:
      | operation                    | name     |
      | DescribeRegions              | tag:team |
      | DescribeAvailabilityZones    | colour   |
      | DescribeVolumesModifications | tag-key  |

  @rule:EBS-VOL-15 @rule:EBS-VOL-29 @needs:numbers
  Scenario: A volume is in a zone, by its name or by its ID
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZoneId: use1-az2, Size: 1}
      """
    Then the answer shows
      | AvailabilityZone   | us-east-1b |
      | AvailabilityZoneId | use1-az2   |
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZoneId: euw1-az2, Size: 1}
      """
    Then it is refused by EBS-VOL-15
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1z, Size: 1}
      """
    Then it is refused by EBS-VOL-15
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1b, AvailabilityZoneId: use1-az2, Size: 1}
      """
    Then it is refused by EBS-VOL-29

  @rule:EBS-CPY-17
  Scenario Outline: Nothing is copied from <region>, <what>
    When "owner" calls ec2 CopySnapshot with
      """
      {SourceRegion: <region>, SourceSnapshotId: snap-0123456789abcdef0}
      """
    Then it is refused by EBS-CPY-17

    Examples:
      | region        | what                          |
      | af-south-1    | a Region that nobody asked for |
      | us-gov-west-1 | a Region of another partition |
