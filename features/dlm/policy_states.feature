Feature: States of policies
  A policy works while it is ENABLED. What would expire while it does not is kept.

  Background:
    Given a volume "v" of "owner"
    And volume "v" is tagged backup=yes

  @rule:DLM-STA-02 @rule:DLM-ROL-02 @needs:clock
  Scenario: A policy whose role lacks rights makes nothing and goes into ERROR until it is enabled again
    Given a role "Weak" of "owner" that trusts dlm.amazonaws.com and may
      """
      [ec2:DescribeVolumes]
      """
    And a schedule policy "p" of "owner" under the role "Weak"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 5}
      """
    When 9 hours pass
    Then policy "p" is enabled
    When 2 hours pass
    Then policy "p" is in error because "Role provided does not have sufficient permissions"
    And "owner" keeps no snapshots
    And "owner" is told of these events
      | detail-type             | event        | state | cause                                              |
      | EBS Volume Notification | createVolume |       |                                                    |
      | DLM Policy State Change |              | ERROR | Role provided does not have sufficient permissions |
    When "owner" enables policy "p"
    Then policy "p" is enabled

  @rule:DLM-ROL-02 @rule:STS-ASM-03 @needs:clock
  Scenario: The rights that a policy needs may come from anywhere
    Given a role "Strong" of "owner" that trusts dlm.amazonaws.com and may
      """
      [ec2:DescribeVolumes, ec2:CreateSnapshot, ec2:CreateTags]
      """
    And a schedule policy "p" of "owner" under the role "Strong"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 5}
      """
    When 1 day passes
    Then policy "p" is enabled
    And "owner" keeps these snapshots
      | Volume |
      | v      |

  @rule:DLM-ROL-01 @rule:STS-ASM-03 @needs:clock
  Scenario: A role that does not trust the service is of no use to it
    Given a role "Closed" of "owner" that trusts "owner" and may
      """
      [ec2:*]
      """
    And a schedule policy "p" of "owner" under the role "Closed"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 5}
      """
    When 1 day passes
    Then "owner" keeps no snapshots
    And policy "p" is in error because "Role provided does not have sufficient permissions"

  @rule:DLM-ROL-01 @rule:STS-ASM-03 @needs:clock
  Scenario Outline: A role may trust the service for policies of one account alone
    Given a role "Guarded" of "owner" that trusts dlm.amazonaws.com and may
      """
      [ec2:*]
      """
    And "owner" calls iam UpdateAssumeRolePolicy with
      """
      RoleName: Guarded
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"{<whose>}"},"ArnLike":{"aws:SourceArn":"arn:aws:dlm:us-east-1:{<whose>}:policy/*"}}}]}'
      """
    And a schedule policy "p" of "owner" under the role "Guarded"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 5}
      """
    When 1 day passes
    Then policy "p" <outcome>

    Examples:
      | whose    | outcome                                                                  |
      | owner    | is enabled                                                               |
      | consumer | is in error because "Role provided does not have sufficient permissions" |

  @rule:DLM-ROL-01 @needs:clock
  Scenario: The default role trusts the service
    Given the default role for lifecycle policies of "owner"
    And a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 5}
      """
    When "owner" calls dlm GetLifecyclePolicy with
      """
      PolicyId: "{p}"
      """
    Then the answer shows
      | Policy.ExecutionRoleArn | arn:aws:iam::{owner}:role/service-role/AWSDataLifecycleManagerDefaultRole |
    When 1 day passes
    Then "owner" keeps these snapshots
      | Volume |
      | v      |

  @rule:DLM-SCH-18 @needs:clock
  Scenario: A snapshot that cannot be made is tried again for an hour
    Given a role "Late" of "owner" that trusts dlm.amazonaws.com and may
      """
      [ec2:DescribeVolumes]
      """
    And a schedule policy "p" of "owner" under the role "Late"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 5}
      """
    When 570 minutes pass
    Then "owner" keeps no snapshots
    When "owner" calls iam PutRolePolicy with
      """
      {RoleName: Late, PolicyName: may, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}'}
      """
    And 4 hours pass
    Then "owner" keeps these snapshots
      | Day        | State     |
      | 2025-11-01 | completed |
    And policy "p" is enabled

  @rule:DLM-STA-01 @rule:DLM-STA-03 @needs:clock
  Scenario: What would expire while the policy is disabled is kept for ever
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Interval: 4, IntervalUnit: DAYS}
      """
    When 3 days pass
    And "owner" disables policy "p"
    Then policy "p" is disabled
    When 3 days pass
    And "owner" enables policy "p"
    And 4 days pass
    Then "owner" keeps these snapshots
      | Day        |
      | 2025-11-01 |
      | 2025-11-02 |
      | 2025-11-07 |
      | 2025-11-08 |
      | 2025-11-09 |
      | 2025-11-10 |

  @rule:DLM-STA-04 @needs:clock
  Scenario: What would expire while the policy is in ERROR is kept
    Given a role "Failing" of "owner" that trusts dlm.amazonaws.com and may
      """
      [ec2:*]
      """
    And a schedule policy "p" of "owner" under the role "Failing"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Interval: 3, IntervalUnit: DAYS}
      """
    When 2 days pass
    And "owner" calls iam PutRolePolicy with
      """
      {RoleName: Failing, PolicyName: may, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"ec2:CreateSnapshot","Resource":"*"}]}'}
      """
    And 9 days pass
    Then policy "p" is in error because "Role provided does not have sufficient permissions"
    And "owner" keeps these snapshots
      | Day        |
      | 2025-11-01 |
      | 2025-11-02 |

  @rule:DLM-STA-05 @rule:DLM-API-15 @needs:clock
  Scenario: What a deleted policy made stays, and nothing is added
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Interval: 3, IntervalUnit: DAYS}
        CrossRegionCopyRules: [{Target: eu-west-2, Encrypted: false, RetainRule: {Interval: 3, IntervalUnit: DAYS}}]
      """
    When 2 days pass
    And "owner" deletes policy "p"
    And 9 days pass
    Then "owner" keeps these snapshots
      | Day        |
      | 2025-11-01 |
      | 2025-11-02 |
    And "owner" keeps these snapshots in eu-west-2
      | Day        |
      | 2025-11-01 |
      | 2025-11-02 |
    When "owner" calls dlm GetLifecyclePolicy with
      """
      PolicyId: "{p}"
      """
    Then it is refused by DLM-API-07

  @rule:DLM-STA-07 @needs:clock
  Scenario: A disabled policy does nothing until it is enabled
    Given the default role for lifecycle policies of "owner"
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Asleep
      State: DISABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails:
        ResourceTypes: [VOLUME]
        TargetTags: [{Key: backup, Value: "yes"}]
        Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}, RetainRule: {Count: 5}}]
      """
    And 2 days pass
    Then "owner" keeps no snapshots
