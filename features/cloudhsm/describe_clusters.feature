Feature: DescribeClusters lists the caller's clusters

  Background:
    Given an uninitialized cluster "c1" of "owner"
    And an uninitialized cluster "foreign" of "consumer"
    And a create in progress cluster "c2" of "owner"

  @rule:HSM-CLU-30
  Scenario: Clusters are found by ID, VPC and state
    When "owner" calls cloudhsmv2 DescribeClusters with
      """
      Filters: {states: [UNINITIALIZED]}
      """
    Then the answer shows
      | Clusters.*.ClusterId | [{c1}] |
    When "owner" calls cloudhsmv2 DescribeClusters with
      """
      Filters: {vpcIds: [vpc-00000000]}
      """
    Then the answer shows
      | Clusters | [] |
    When "owner" calls cloudhsmv2 DescribeClusters with
      """
      Filters: {clusterIds: ["{foreign}"]}
      """
    Then the answer shows
      | Clusters | [] |

  @rule:HSM-CLU-30
  Scenario: Unknown filters are refused
    When "owner" calls cloudhsmv2 DescribeClusters with
      """
      Filters: {colour: [red]}
      """
    Then it is refused by HSM-CLU-30
    When "owner" calls cloudhsmv2 DescribeClusters with
      """
      Filters: {"": [red]}
      """
    Then it is refused by HSM-CLU-30

  @rule:HSM-CLU-31
  Scenario: Clusters are listed page by page
    When "owner" calls cloudhsmv2 DescribeClusters with
      """
      MaxResults: 1
      """
    Then the answer shows
      | Clusters.*.ClusterId | [{c1}] |
    And "page" names the answer's NextToken
    When "owner" calls cloudhsmv2 DescribeClusters with
      """
      {MaxResults: 1, NextToken: "{page}"}
      """
    Then the answer shows
      | Clusters.*.ClusterId | [{c2}]   |
      | NextToken            | (absent) |

  @rule:HSM-CLU-31
  Scenario Outline: A page of <wrong> is refused
    When "owner" calls cloudhsmv2 DescribeClusters with
      """
      <asked>
      """
    Then it is refused by HSM-CLU-31

    Examples:
      | wrong             | asked              |
      | no clusters       | MaxResults: 0      |
      | 26 clusters       | MaxResults: 26     |
      | an invented token | NextToken: onwards |

  @rule:HSM-FMT-01
  Scenario: An ID of digits that no ID has is refused
    When "owner" calls cloudhsmv2 DeleteCluster with
      """
      ClusterId: cluster-01890189018
      """
    Then it is refused by HSM-FMT-01
    When "owner" deletes cluster "c1"
    Then it succeeds
