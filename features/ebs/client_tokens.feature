Feature: A client token makes one volume

  Background:
    Given "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, ClientToken: once}
      """
    And "v" names the answer's VolumeId

  @rule:EBS-VOL-18
  Scenario: A call repeated with its client token makes no second volume
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, ClientToken: once}
      """
    Then the answer shows
      | VolumeId | {v} |
      | Size     | 1   |
    When "owner" calls ec2 DescribeVolumes
    Then the answer shows
      | Volumes.*.VolumeId | [{v}] |

  @rule:EBS-VOL-18
  Scenario: A repeated call shows the volume as it is by now
    When 10 minutes pass
    And "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, ClientToken: once}
      """
    Then the answer shows
      | VolumeId | {v}       |
      | State    | available |

  @rule:EBS-VOL-18
  Scenario Outline: With another <member> a client token is refused
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, <parameters>, ClientToken: once}
      """
    Then it is refused by EBS-VOL-18 saying "Parameters on this idempotent request are inconsistent with parameters used in previous request(s)"
    When "owner" calls ec2 DescribeVolumes
    Then the answer shows
      | Volumes.*.VolumeId | [{v}] |

    Examples:
      | member | parameters               |
      | size   | Size: 2                  |
      | type   | Size: 1, VolumeType: gp3 |
      | key    | Size: 1, Encrypted: true |

  @rule:EBS-VOL-18
  Scenario: Another token, and none, make further volumes
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, ClientToken: twice}
      """
    And "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1}
      """
    And "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1}
      """
    And "owner" calls ec2 DescribeVolumes
    Then the answer shows
      | Volumes.*.Size | [1 1 1 1] |

  @rule:EBS-VOL-18
  Scenario: Accounts and Regions do not share client tokens
    When "consumer" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 2, ClientToken: once}
      """
    Then the answer shows
      | OwnerId | {consumer} |
      | Size    | 2          |
    When the Region is eu-west-1
    And "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: eu-west-1a, Size: 2, ClientToken: once}
      """
    Then the answer shows
      | OwnerId | {owner} |
      | Size    | 2       |

  @rule:EBS-VOL-18
  Scenario: A refused call uses up no client token
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, ClientToken: again}
      """
    Then it is refused by EBS-VOL-01
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 3, ClientToken: again}
      """
    Then the answer shows
      | Size | 3 |

  @rule:EBS-SNP-11 @rule:EBS-VOL-18
  Scenario: A dry run neither uses up a client token nor repeats a call
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, ClientToken: dry, DryRun: true}
      """
    Then it is refused by EBS-SNP-11
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 2, ClientToken: dry}
      """
    Then the answer shows
      | Size | 2 |
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, ClientToken: once, DryRun: true}
      """
    Then it is refused by EBS-SNP-11

  @rule:EBS-VOL-19
  Scenario: The client token of a deleted volume makes no other
    When 10 minutes pass
    And "owner" calls ec2 DeleteVolume with
      """
      VolumeId: "{v}"
      """
    And 10 minutes pass
    Then "owner" has no volumes
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, ClientToken: once}
      """
    Then it is refused by EBS-VOL-19 saying "The client token you have provided is associated with a resource that is already deleted. Please use a different client token."

  @rule:EBS-VOL-20
  Scenario: A client token has at most 64 characters
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, ClientToken: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}
      """
    Then the answer shows
      | Size | 1 |
    When "owner" calls ec2 CreateVolume with
      """
      {AvailabilityZone: us-east-1a, Size: 1, ClientToken: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0}
      """
    Then it is refused by EBS-VOL-20 saying "Client token must be less than or equal to 64 characters"
