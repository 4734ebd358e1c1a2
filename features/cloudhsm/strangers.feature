Feature: A stranger changes nothing

  @rule:HSM-ERR-06
  Scenario Outline: A stranger's <operation> is refused and leaves the cluster as it was
    Given an active cluster "vault" of "owner" with retention of 30 days, tags env=prod
    When "stranger" calls cloudhsmv2 <operation> with
      """
      <members>
      """
    Then it is refused by HSM-ERR-06
    When "owner" calls cloudhsmv2 DescribeClusters
    Then the answer shows
      | Clusters.0.State                       | ACTIVE   |
      | Clusters.0.Hsms.*.State                | [ACTIVE] |
      | Clusters.0.TagList.*.Value             | [prod]   |
      | Clusters.0.BackupRetentionPolicy.Value | 30       |

    Examples:
      | operation     | members                                                                    |
      | TagResource   | {ResourceId: "{vault}", TagList: [{Key: env, Value: test}]}                |
      | UntagResource | {ResourceId: "{vault}", TagKeyList: [env]}                                 |
      | ModifyCluster | {ClusterId: "{vault}", BackupRetentionPolicy: {Type: DAYS, Value: "7"}}    |
      | CreateHsm     | {ClusterId: "{vault}", AvailabilityZone: us-east-1b}                       |
      | DeleteHsm     | {ClusterId: "{vault}", HsmId: "{first HSM of vault}"}                      |
