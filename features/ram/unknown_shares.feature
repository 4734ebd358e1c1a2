Feature: What a caller may not see is unknown, and what is no ARN is malformed

  @rule:RAM-ERR-02
  Scenario Outline: <operation> knows only the caller's shares
    Given "owner" shares nothing with "consumer" as "s"
    When "stranger" calls ram <operation> with
      """
      ResourceShareArn: "{s}"
      <members>
      """
    Then it is refused by RAM-ERR-02
    And share "s" has these consumers
      | Consumer |
      | consumer |
    When "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    Then the answer shows
      | ResourceShares.*.Name   | [s]      |
      | ResourceShares.*.Status | [ACTIVE] |
      | ResourceShares.0.Tags   | (absent) |
    When "owner" calls ram <operation> with
      """
      ResourceShareArn: "arn:aws:ram:us-east-1:{owner}:resource-share/00000000-0000-4000-8000-000000000000"
      <members>
      """
    Then it is refused by RAM-ERR-02
    When "owner" calls ram <operation> with
      """
      ResourceShareArn: "{s}"
      <members>
      """
    Then it succeeds

    Examples:
      | operation                    | members                    |
      | UpdateResourceShare          | Name: vault                |
      | DeleteResourceShare          |                            |
      | AssociateResourceShare       | Principals: ["{member}"]   |
      | DisassociateResourceShare    | Principals: ["{consumer}"] |
      | ListResourceSharePermissions |                            |
      | TagResource                  | Tags: [{Key: env}]         |
      | UntagResource                | TagKeys: [env]             |

  @rule:RAM-ERR-02
  Scenario: A deleted share is not changed any more
    Given "owner" shares nothing with "consumer" as "s"
    When "owner" deletes share "s"
    And "owner" adds "stranger" to share "s"
    Then it is refused by RAM-ERR-02

  @rule:RAM-ERR-03
  Scenario Outline: <what> is not the ARN of a share
    When "owner" calls ram DeleteResourceShare with
      """
      ResourceShareArn: "<arn>"
      """
    Then it is refused by RAM-ERR-03

    Examples:
      | what                    | arn                                                      |
      | A name                  | vault                                                    |
      | The ARN of a permission | arn:aws:ram:us-east-1:{owner}:permission/readers         |
      | The ARN of a backup     | arn:aws:cloudhsm:us-east-1:{owner}:backup/backup-abcdefg |

  @rule:RAM-ERR-03
  Scenario Outline: <what> is not shared
    When "owner" calls ram CreateResourceShare with
      """
      Name: s
      ResourceArns: ["<arn>"]
      """
    Then it is refused by RAM-ERR-03

    Examples:
      | what           | arn                                                        |
      | What is no ARN | backup-abcdefghijk                                         |
      | An HSM cluster | arn:aws:cloudhsm:us-east-1:{owner}:cluster/cluster-abcdefg |

  @rule:RAM-ERR-03
  Scenario: The ARN of a share is well formed
    Given "owner" shares nothing with nobody as "s"
    When "owner" deletes share "s"
    Then it succeeds
