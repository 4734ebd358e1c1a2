Feature: What schedules do with their snapshots
  A schedule can share its snapshots with accounts and copy them to Regions.

  @rule:DLM-SHR-01 @rule:DLM-SHR-03 @rule:DLM-SHR-04 @needs:clock
  Scenario: Snapshots are shared until they are deleted
    Given a volume "v" of "owner"
    And volume "v" is tagged backup=yes
    And a schedule policy "p" of "owner"
      """
      - CreateRule: {CronExpression: "cron(0 9 1 * ? *)"}
        RetainRule: {Count: 5}
        ShareRules: [{TargetAccounts: ["{consumer}", "{stranger}"]}]
      """
    When 20 days pass
    Then "owner" keeps these snapshots
      | Day        | Shared with       |
      | 2025-11-01 | consumer stranger |
    And "consumer" is told of these events
      | event         | result    | source |
      | shareSnapshot | succeeded | owner  |

  @rule:DLM-SHR-02 @needs:clock
  Scenario: With an unshare interval they are unshared before
    Given a volume "v" of "owner"
    And volume "v" is tagged backup=yes
    And a schedule policy "p" of "owner"
      """
      - CreateRule: {CronExpression: "cron(0 9 1 * ? *)"}
        RetainRule: {Interval: 5, IntervalUnit: WEEKS}
        ShareRules: [{TargetAccounts: ["{consumer}"], UnshareInterval: 4, UnshareIntervalUnit: DAYS}]
      """
    When 4 days pass
    Then "owner" keeps these snapshots
      | Day        | Shared with |
      | 2025-11-01 | consumer    |
    When 1 day passes
    Then "owner" keeps these snapshots
      | Day        | Shared with |
      | 2025-11-01 |             |

  @rule:DLM-SHR-05 @needs:clock
  Scenario: Snapshots under the key of AWS are made and stay private
    Given a volume "v" of "owner" encrypted
    And volume "v" is tagged backup=yes
    And a schedule policy "p" of "owner"
      """
      - CreateRule: {CronExpression: "cron(0 9 1 * ? *)"}
        RetainRule: {Count: 5}
        ShareRules: [{TargetAccounts: ["{consumer}"]}]
      """
    When 1 day passes
    Then "owner" keeps these snapshots
      | Day        | State     | Key     | Shared with |
      | 2025-11-01 | completed | aws/ebs |             |
    And policy "p" is enabled
    And "consumer" is told of nothing

  @rule:DLM-SCH-14 @rule:DLM-SCH-17 @needs:clock
  Scenario: Copies are kept for their own time, whatever becomes of the source
    Given a volume "v" of "owner"
    And volume "v" is tagged backup=yes
    And a schedule policy "p" of "owner"
      """
      - CreateRule: {CronExpression: "cron(0 9 1 * ? *)"}
        RetainRule: {Count: 5}
        TagsToAdd: [{Key: made, Value: monthly}]
        CrossRegionCopyRules:
          - {Target: eu-west-2, Encrypted: false, CopyTags: true, RetainRule: {Interval: 1, IntervalUnit: WEEKS}}
          - {Target: sa-east-1, Encrypted: false}
      """
    When 7 days pass
    Then "owner" keeps these snapshots in eu-west-2
      | Description                       | Day        | State     | Tags         | Shared with |
      | Created for policy: p schedule: p | 2025-11-01 | completed | made=monthly |             |
    When 1 day passes
    Then "owner" keeps no snapshots in eu-west-2
    And "owner" keeps these snapshots in sa-east-1
      | Day        | Tags |
      | 2025-11-01 |      |
    And "owner" keeps these snapshots
      | Day        | Tags         |
      | 2025-11-01 | made=monthly |

  @rule:DLM-SCH-15 @rule:DLM-SCH-16 @needs:clock
  Scenario: Copies are encrypted as the rule says
    Given a volume "v" of "owner"
    And volume "v" is tagged backup=yes
    And the Region is eu-west-2
    And a key "k" of "owner"
    And the Region is us-east-1
    And a role "Keeper" of "owner" that trusts dlm.amazonaws.com and may
      """
      [ec2:*, kms:*]
      """
    And a schedule policy "p" of "owner" under the role "Keeper"
      """
      - CreateRule: {CronExpression: "cron(0 9 1 * ? *)"}
        RetainRule: {Count: 5}
        CrossRegionCopyRules:
          - {Target: eu-west-1, Encrypted: false}
          - {Target: eu-west-2, Encrypted: true, CmkArn: "{k.arn}"}
          - {Target: sa-east-1, Encrypted: true}
      """
    When 1 day passes
    Then "owner" keeps these snapshots in eu-west-1
      | State     | Key |
      | completed |     |
    And "owner" keeps these snapshots in eu-west-2
      | State     | Key |
      | completed | k   |
    And "owner" keeps these snapshots in sa-east-1
      | State     | Key     |
      | completed | aws/ebs |

  @rule:DLM-SCH-18 @needs:clock
  Scenario: A copy that fails is tried again for a day
    Given a volume "v" of "owner"
    And volume "v" is tagged backup=yes
    And the Region is eu-west-2
    And a key "k" of "owner"
    And the Region is us-east-1
    And a role "Keeper" of "owner" that trusts dlm.amazonaws.com and may
      """
      [ec2:*]
      """
    And a schedule policy "p" of "owner" under the role "Keeper"
      """
      - CreateRule: {CronExpression: "cron(0 9 1 * ? *)"}
        RetainRule: {Count: 5}
        CrossRegionCopyRules: [{Target: eu-west-2, Encrypted: true, CmkArn: "{k.arn}"}]
      """
    When 14 hours pass
    Then "owner" keeps these snapshots in eu-west-2
      | State |
      | error |
    When "owner" calls iam PutRolePolicy with
      """
      {RoleName: Keeper, PolicyName: keys, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    And 1 day passes
    Then "owner" keeps these snapshots in eu-west-2
      | State     | Key |
      | completed | k   |
