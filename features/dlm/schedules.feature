Feature: Schedules
  A policy makes snapshots of the volumes that have one of its target tags, each
  time that one of its schedules is due.

  Background:
    Given a volume "v" of "owner"
    And volume "v" is tagged backup=yes

  @rule:DLM-SCH-06 @rule:DLM-TAG-03 @needs:clock
  Scenario: A run starts within an hour after its time, and again after each interval
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 12, IntervalUnit: HOURS, Times: ["03:00"]}
        RetainRule: {Count: 5}
      """
    When 2 hours pass
    Then "owner" keeps no snapshots
    When 2 hours pass
    Then "owner" keeps these snapshots
      | Description                       | Volume | Day        |
      | Created for policy: p schedule: p | v      | 2025-11-01 |
    When 4 hours pass
    Then "owner" keeps these snapshots
      | Description                       | Volume | Day        | State     |
      | Created for policy: p schedule: p | v      | 2025-11-01 | completed |
    When 20 hours pass
    Then "owner" keeps these snapshots
      | Volume | Day        |
      | v      | 2025-11-01 |
      | v      | 2025-11-01 |
      | v      | 2025-11-02 |

  @rule:DLM-SCH-06 @needs:clock
  Scenario: Without a time the service picks one within 24 hours
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS}
        RetainRule: {Count: 1}
      """
    When 26 hours pass
    Then "owner" keeps these snapshots
      | Volume |
      | v      |

  @rule:DLM-SCH-07 @needs:clock
  Scenario: A cron expression is due on its days only
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {CronExpression: "cron(0 9 ? * MON-FRI *)"}
        RetainRule: {Count: 9}
      """
    When 4 days pass
    Then "owner" keeps these snapshots
      | Day        |
      | 2025-11-03 |
      | 2025-11-04 |

  @rule:DLM-SCH-03 @needs:clock
  Scenario: Any target tag selects a volume, key and value as they are spelt
    Given a volume "w" of "owner"
    And volume "w" is tagged tier=gold
    And a volume "x" of "owner"
    And volume "x" is tagged Tier=gold backup=YES
    And the default role for lifecycle policies of "owner"
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Two tags
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails:
        ResourceTypes: [VOLUME]
        TargetTags: [{Key: backup, Value: "yes"}, {Key: tier, Value: gold}, {Key: backup, Value: "*"}]
        Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["03:00"]}, RetainRule: {Count: 5}}]
      """
    And 4 hours pass
    Then "owner" keeps these snapshots
      | Volume |
      | v      |
      | w      |

  @rule:DLM-SCH-10 @needs:clock
  Scenario: By count, the oldest goes once there are more than the count
    Given a volume "w" of "owner"
    And volume "w" is tagged backup=yes
    And a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 2}
      """
    When 4 days pass
    Then "owner" keeps these snapshots
      | Volume | Day        |
      | v      | 2025-11-03 |
      | v      | 2025-11-04 |
      | w      | 2025-11-03 |
      | w      | 2025-11-04 |

  @rule:DLM-SCH-08 @rule:DLM-SCH-11 @needs:clock
  Scenario: By age, the newest is kept until there is another
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {CronExpression: "cron(0 9 ? * SUN *)"}
        RetainRule: {Interval: 1, IntervalUnit: DAYS}
      """
    When 7 days pass
    Then "owner" keeps these snapshots
      | Day        |
      | 2025-11-02 |
    When 2 days pass
    Then "owner" keeps these snapshots
      | Day        |
      | 2025-11-09 |

  @rule:DLM-SCH-12 @needs:clock
  Scenario: A new age is for new snapshots
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Interval: 10, IntervalUnit: DAYS}
      """
    When 1 day passes
    And "owner" changes policy "p" to
      """
      Schedules:
        - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
          RetainRule: {Interval: 2, IntervalUnit: DAYS}
      """
    And 4 days pass
    Then "owner" keeps these snapshots
      | Day        |
      | 2025-11-01 |
      | 2025-11-04 |
      | 2025-11-05 |
    When 7 days pass
    Then "owner" keeps these snapshots
      | Day        |
      | 2025-11-11 |
      | 2025-11-12 |

  @rule:DLM-SCH-13 @needs:clock
  Scenario: Schedules that are due together make one snapshot
    Given a schedule policy "p" of "owner"
      """
      - Name: short
        CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Interval: 1, IntervalUnit: DAYS}
        TagsToAdd: [{Key: a, Value: one}]
        CrossRegionCopyRules:
          - {Target: eu-west-2, Encrypted: false, RetainRule: {Interval: 1, IntervalUnit: DAYS}}
      - Name: long
        CreateRule: {CronExpression: "cron(0 9 * * ? *)"}
        RetainRule: {Interval: 2, IntervalUnit: DAYS}
        TagsToAdd: [{Key: b, Value: two}]
        CrossRegionCopyRules:
          - {Target: eu-west-2, Encrypted: false, RetainRule: {Interval: 2, IntervalUnit: DAYS}}
          - {Target: sa-east-1, Encrypted: false, RetainRule: {Interval: 1, IntervalUnit: DAYS}}
      """
    When 38 hours pass
    Then "owner" keeps these snapshots
      | Description                          | Day        | Tags        |
      | Created for policy: p schedule: long | 2025-11-01 | a=one b=two |
      | Created for policy: p schedule: long | 2025-11-02 | a=one b=two |
    And "owner" keeps these snapshots in eu-west-2
      | Day        |
      | 2025-11-01 |
      | 2025-11-02 |
    And "owner" keeps these snapshots in sa-east-1
      | Day        |
      | 2025-11-02 |

  @rule:DLM-SCH-19 @needs:clock
  Scenario: What a renamed schedule made before stays
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Interval: 1, IntervalUnit: DAYS}
      """
    When 1 day passes
    And "owner" changes policy "p" to
      """
      Schedules:
        - Name: renamed
          CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
          RetainRule: {Interval: 1, IntervalUnit: DAYS}
      """
    And 4 days pass
    Then "owner" keeps these snapshots
      | Description                             | Day        |
      | Created for policy: p schedule: p       | 2025-11-01 |
      | Created for policy: p schedule: renamed | 2025-11-05 |

  @rule:DLM-SCH-19 @needs:clock
  Scenario: Snapshots of a volume that has lost the target tag stay
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Interval: 3, IntervalUnit: DAYS}
      """
    When 2 days pass
    And volume "v" is no longer tagged backup=yes
    And 9 days pass
    Then "owner" keeps these snapshots
      | Day        |
      | 2025-11-01 |
      | 2025-11-02 |

  @rule:DLM-SCH-10 @needs:clock
  Scenario: When its volume is deleted, snapshots by count stay
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 2}
      """
    When 2 days pass
    And "owner" deletes volume "v"
    And 9 days pass
    Then "owner" keeps these snapshots
      | Day        |
      | 2025-11-01 |
      | 2025-11-02 |

  @rule:DLM-SCH-20 @needs:clock
  Scenario: When its volume is deleted, snapshots by age go on expiring but for the last
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Interval: 3, IntervalUnit: DAYS}
      """
    When 2 days pass
    And "owner" deletes volume "v"
    And 9 days pass
    Then "owner" keeps these snapshots
      | Day        |
      | 2025-11-02 |

  @rule:DLM-SCH-21 @needs:clock
  Scenario: Several policies look after one volume
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["03:00"]}
        RetainRule: {Count: 1}
      """
    And a schedule policy "q" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 2}
      """
    When 2 days pass
    Then "owner" keeps these snapshots
      | Description                       | Day        |
      | Created for policy: p schedule: p | 2025-11-02 |
      | Created for policy: q schedule: q | 2025-11-01 |
      | Created for policy: q schedule: q | 2025-11-02 |

  @rule:DLM-SCH-23 @needs:clock
  Scenario: A schedule adds tags, and copies those of the volume where it says so
    Given volume "v" is tagged tier=gold
    And a schedule policy "p" of "owner"
      """
      - Name: plain
        CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["03:00"]}
        RetainRule: {Count: 1}
        TagsToAdd: [{Key: made, Value: daily}]
      - Name: copying
        CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 1}
        CopyTags: true
        TagsToAdd: [{Key: made, Value: daily}, {Key: tier, Value: silver}]
      """
    When 1 day passes
    Then "owner" keeps these snapshots
      | Description                             | Tags                              |
      | Created for policy: p schedule: plain   | made=daily                        |
      | Created for policy: p schedule: copying | backup=yes made=daily tier=silver |

  @rule:DLM-TAG-01 @needs:clock
  Scenario: System tags tell the policy, the schedule and, by age, the expiry
    Given a schedule policy "aged" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["03:00"]}
        RetainRule: {Interval: 1, IntervalUnit: MONTHS}
      """
    And a schedule policy "counted" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 1}
      """
    When 1 day passes
    Then "owner" keeps these snapshots
      | tag aws:dlm:lifecycle-policy-id | tag aws:dlm:lifecycle-schedule-name | tag aws:dlm:expirationTime |
      | aged                            | aged                                | 2025-12-01                 |
      | counted                         | counted                             |                            |

  @rule:DLM-TAG-02 @needs:clock
  Scenario: The mark of managed snapshots has no prefix
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["03:00"]}
        RetainRule: {Count: 1}
      """
    When 1 day passes
    Then "owner" keeps these snapshots
      | tag dlm:managed | tag aws:dlm:managed |
      | true            |                     |
