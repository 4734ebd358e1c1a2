Feature: Clusters, instances and snapshots have tags

  @rule:AUR-TAG-03 @rule:AUR-TAG-02 @rule:AUR-TAG-01
  Scenario: A cluster is tagged, and the tags are listed
    Given an available DB cluster "c" of "owner" with tags env=prod
    When "owner" calls rds AddTagsToResource with
      """
      {ResourceName: "{c.arn}", Tags: [{Key: team, Value: orders}]}
      """
    And "owner" calls rds RemoveTagsFromResource with
      """
      {ResourceName: "{c.arn}", TagKeys: [env]}
      """
    And "owner" calls rds ListTagsForResource with
      """
      {ResourceName: "{c.arn}"}
      """
    Then the answer shows
      | TagList.*.Key   | [team]   |
      | TagList.*.Value | [orders] |

  @rule:AUR-TAG-01
  Scenario Outline: A tag with <what> is refused
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds AddTagsToResource with
      """
      {ResourceName: "{c.arn}", Tags: [{Key: "<key>", Value: "<value>"}]}
      """
    Then it is refused by AUR-TAG-01

    Examples:
      | what            | key           | value         |
      | no key          |               | x             |
      | a key of AWS's  | aws:team      | x             |
      | a long key      | {x times 129} | x             |
      | a long value    | x             | {x times 257} |

  @rule:AUR-TAG-02
  Scenario: What is tagged is named by its ARN
    Given an available DB cluster "c" of "owner"
    When "owner" calls rds ListTagsForResource with
      """
      {ResourceName: c}
      """
    Then it is refused by AUR-TAG-02

  @rule:AUR-TAG-03
  Scenario Outline: The tags of <whose> are unknown to an account that it is shared with
    Given an available DB cluster "c" of "owner" with an instance, tags env=prod
    And an available cluster snapshot "s" of DB cluster "c"
    And DB cluster "c" is shared with "consumer" as "share"
    And "owner" shares cluster snapshot "s" with "consumer"
    When "consumer" calls rds ListTagsForResource with
      """
      {ResourceName: "<arn>"}
      """
    Then it is refused by AUR-TAG-03
    When "consumer" calls rds AddTagsToResource with
      """
      {ResourceName: "<arn>", Tags: [{Key: mine, Value: now}]}
      """
    Then it is refused by AUR-TAG-03
    When "owner" calls rds ListTagsForResource with
      """
      {ResourceName: "<arn>"}
      """
    Then it succeeds

    Examples:
      | whose                   | arn       |
      | another's cluster       | {c.arn}   |
      | another's instance      | {c-1.arn} |
      | another's snapshot      | {s.arn}   |
