Feature: What a policy may say
  A policy that is not as it should be is refused, and the answer names the
  member.

  Background:
    Given the default role for lifecycle policies of "owner"

  Scenario Outline: A schedule with <schedule> is refused by <rule>
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Backup
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails:
        ResourceTypes: [VOLUME]
        TargetTags: [{Key: backup, Value: "yes"}]
        Schedules:
          - {Name: s, <schedule>}
      """
    Then it is refused by <rule>
    And it is refused with InvalidRequestException

    @rule:DLM-SCH-04
    Examples: When
      | rule       | schedule                                                                                                       |
      | DLM-SCH-04 | RetainRule: {Count: 1}                                                                                         |
      | DLM-SCH-04 | RetainRule: {Count: 1}, CreateRule: {Times: ["09:00"]}                                                         |
      | DLM-SCH-04 | RetainRule: {Count: 1}, CreateRule: {Interval: 24, IntervalUnit: HOURS, CronExpression: "cron(0 9 * * ? *)"}     |
      | DLM-SCH-04 | RetainRule: {Count: 1}, CreateRule: {Interval: 24}                                                             |

    @rule:DLM-SCH-05
    Examples: Intervals
      | rule       | schedule                                                                                                       |
      | DLM-SCH-05 | RetainRule: {Count: 1}, CreateRule: {Interval: 5, IntervalUnit: HOURS}                                         |
      | DLM-SCH-05 | RetainRule: {Count: 1}, CreateRule: {Interval: 0, IntervalUnit: HOURS}                                         |
      | DLM-SCH-05 | RetainRule: {Count: 1}, CreateRule: {Interval: 1, IntervalUnit: DAYS}                                          |

    @rule:DLM-SCH-06
    Examples: Times
      | rule       | schedule                                                                                                       |
      | DLM-SCH-06 | RetainRule: {Count: 1}, CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["24:00"]}                      |
      | DLM-SCH-06 | RetainRule: {Count: 1}, CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00", "10:00"]}             |

    @rule:DLM-SCH-07
    Examples: Cron expressions
      | rule       | schedule                                                                                                       |
      | DLM-SCH-07 | RetainRule: {Count: 1}, CreateRule: {CronExpression: "rate(1 day)"}                                              |
      | DLM-SCH-07 | RetainRule: {Count: 1}, CreateRule: {CronExpression: "cron(0 9 * * * *)"}                                        |
      | DLM-SCH-07 | RetainRule: {Count: 1}, CreateRule: {CronExpression: "cron(0/30 * * * ? *)"}                                     |
      | DLM-SCH-07 | RetainRule: {Count: 1}, CreateRule: {CronExpression: "cron(0 0 29 2 ? *)"}                                       |
      | DLM-SCH-07 | RetainRule: {Count: 1}, CreateRule: {CronExpression: "cron(0 0 1 1 ? 2020)"}                                     |

    @rule:DLM-SCH-08
    Examples: Retention
      | rule       | schedule                                                                                                       |
      | DLM-SCH-08 | CreateRule: {Interval: 24, IntervalUnit: HOURS}                                                                |
      | DLM-SCH-08 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 0}                                        |
      | DLM-SCH-08 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1001}                                     |
      | DLM-SCH-08 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1, Interval: 1, IntervalUnit: DAYS}       |
      | DLM-SCH-08 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Interval: 1}                                     |
      | DLM-SCH-08 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Interval: 101, IntervalUnit: YEARS}              |
      | DLM-SCH-08 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Interval: 36501, IntervalUnit: DAYS}             |

    @rule:DLM-SCH-14
    Examples: Copies
      | rule       | schedule                                                                                                       |
      | DLM-SCH-14 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, CrossRegionCopyRules: [{Target: eu-west-2}] |
      | DLM-SCH-14 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, CrossRegionCopyRules: [{TargetRegion: eu-west-2, Encrypted: false}] |
      | DLM-SCH-14 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, CrossRegionCopyRules: [{Target: mars-north-1, Encrypted: false}] |
      | DLM-SCH-14 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, CrossRegionCopyRules: [{Target: eu-west-1, Encrypted: false}, {Target: eu-west-2, Encrypted: false}, {Target: eu-west-3, Encrypted: false}, {Target: us-west-1, Encrypted: false}] |

    @rule:DLM-SCH-16
    Examples: Keys
      | rule       | schedule                                                                                                       |
      | DLM-SCH-16 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, CrossRegionCopyRules: [{Target: eu-west-2, Encrypted: true, CmkArn: "arn:aws:kms:eu-west-2:111111111111:alias/backup"}] |

    @rule:DLM-SCH-17
    Examples: Retention of copies
      | rule       | schedule                                                                                                       |
      | DLM-SCH-17 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, CrossRegionCopyRules: [{Target: eu-west-2, Encrypted: false, RetainRule: {Interval: 5201, IntervalUnit: WEEKS}}] |

    @rule:DLM-SCH-23
    Examples: Tags
      | rule       | schedule                                                                                                       |
      | DLM-SCH-23 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, VariableTags: [{Key: of, Value: $(instance-id)}] |

    @rule:DLM-SCH-02
    Examples: Places
      | rule       | schedule                                                                                                       |
      | DLM-SCH-02 | CreateRule: {Interval: 24, IntervalUnit: HOURS, Location: MARS}, RetainRule: {Count: 1}                        |

    @rule:DLM-SHR-01
    Examples: Shares
      | rule       | schedule                                                                                                       |
      | DLM-SHR-01 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, ShareRules: [{}]                      |
      | DLM-SHR-01 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, ShareRules: [{TargetAccounts: []}]    |
      | DLM-SHR-01 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, ShareRules: [{TargetAccounts: [everybody]}] |
      | DLM-SHR-01 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, ShareRules: [{TargetAccounts: ["222222222222"]}, {TargetAccounts: ["333333333333"]}] |

    @rule:DLM-SHR-02
    Examples: Unsharing
      | rule       | schedule                                                                                                       |
      | DLM-SHR-02 | CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Interval: 5, IntervalUnit: DAYS}, ShareRules: [{TargetAccounts: ["222222222222"], UnshareInterval: 5, UnshareIntervalUnit: DAYS}] |
      | DLM-SHR-02 | CreateRule: {Interval: 12, IntervalUnit: HOURS}, RetainRule: {Count: 10}, ShareRules: [{TargetAccounts: ["222222222222"], UnshareInterval: 5, UnshareIntervalUnit: DAYS}] |
      | DLM-SHR-02 | CreateRule: {CronExpression: "cron(0 9 * * ? *)"}, RetainRule: {Count: 4}, ShareRules: [{TargetAccounts: ["222222222222"], UnshareInterval: 5, UnshareIntervalUnit: DAYS}] |
      | DLM-SHR-02 | CreateRule: {Interval: 12, IntervalUnit: HOURS}, RetainRule: {Count: 10}, ShareRules: [{TargetAccounts: ["222222222222"], UnshareInterval: 5}] |

  Scenario Outline: A policy with <details> is refused by <rule>
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Backup
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails: {<details>}
      """
    Then it is refused by <rule>
    And it is refused with InvalidRequestException

    @rule:DLM-SCH-01
    Examples: Numbers of schedules
      | rule       | details                                                                                                        |
      | DLM-SCH-01 | ResourceTypes: [VOLUME], TargetTags: [{Key: a, Value: b}]                                                      |
      | DLM-SCH-01 | ResourceTypes: [VOLUME], TargetTags: [{Key: a, Value: b}], Schedules: []                                       |
      | DLM-SCH-01 | ResourceTypes: [VOLUME], TargetTags: [{Key: a, Value: b}], Schedules: [{}, {}, {}, {}, {}]                     |
      | DLM-SCH-01 | PolicyType: DATABASE_MANAGEMENT                                                                                |

    @rule:DLM-SCH-02
    Examples: Targets
      | rule       | details                                                                                                        |
      | DLM-SCH-02 | TargetTags: [{Key: a, Value: b}]                                                                               |
      | DLM-SCH-02 | ResourceTypes: [VOLUME, INSTANCE]                                                                              |
      | DLM-SCH-02 | ResourceTypes: [DATABASE]                                                                                      |
      | DLM-SCH-02 | ResourceTypes: [VOLUME], ResourceLocations: [CLOUD, OUTPOST]                                                   |

    @rule:DLM-SCH-03
    Examples: Target tags
      | rule       | details                                                                                                        |
      | DLM-SCH-03 | ResourceTypes: [VOLUME]                                                                                        |
      | DLM-SCH-03 | ResourceTypes: [VOLUME], TargetTags: []                                                                        |
      | DLM-SCH-03 | ResourceTypes: [VOLUME], TargetTags: [{Key: a=b, Value: c}]                                                    |

    @rule:DLM-SCH-24
    Examples: Members of policies of another type
      | rule       | details                                                                                                        |
      | DLM-SCH-24 | PolicyType: IMAGE_MANAGEMENT, ResourceTypes: [VOLUME], TargetTags: [{Key: a, Value: b}], Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}}] |
      | DLM-SCH-24 | PolicyType: IMAGE_MANAGEMENT, ResourceTypes: [INSTANCE], TargetTags: [{Key: a, Value: b}], Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}, ShareRules: [{TargetAccounts: ["222222222222"]}]}] |
      | DLM-SCH-24 | PolicyType: IMAGE_MANAGEMENT, ResourceTypes: [INSTANCE], TargetTags: [{Key: a, Value: b}], Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS, Location: CLOUD}, RetainRule: {Count: 1}}] |
      | DLM-SCH-24 | PolicyType: EVENT_BASED_POLICY, ResourceLocations: [CLOUD]                                                      |
      | DLM-SCH-24 | PolicyLanguage: SIMPLIFIED, ResourceType: VOLUME, ResourceLocations: [CLOUD]                                    |

    @rule:DLM-SCH-09
    Examples: Two kinds of retention
      | rule       | details                                                                                                        |
      | DLM-SCH-09 | ResourceTypes: [VOLUME], TargetTags: [{Key: a, Value: b}], Schedules: [{Name: x, CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}}, {Name: y, CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Interval: 1, IntervalUnit: DAYS}}] |

    @rule:DLM-EVT-01
    Examples: Events and schedules
      | rule       | details                                                                                                        |
      | DLM-EVT-01 | PolicyType: EVENT_BASED_POLICY, ResourceTypes: [VOLUME]                                                        |
      | DLM-EVT-01 | PolicyType: EVENT_BASED_POLICY, TargetTags: [{Key: a, Value: b}]                                               |
      | DLM-EVT-01 | PolicyType: EVENT_BASED_POLICY, Schedules: [{Name: s}]                                                         |
      | DLM-EVT-01 | ResourceTypes: [VOLUME], TargetTags: [{Key: a, Value: b}], Actions: [{Name: copy}]                             |

    @rule:DLM-EVT-02
    Examples: Sources of events
      | rule       | details                                                                                                        |
      | DLM-EVT-02 | PolicyType: EVENT_BASED_POLICY                                                                                 |
      | DLM-EVT-02 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: CRON}                                                      |

    @rule:DLM-EVT-03
    Examples: Parameters of events
      | rule       | details                                                                                                        |
      | DLM-EVT-03 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE}                                               |
      | DLM-EVT-03 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {SnapshotOwner: ["222222222222"], DescriptionRegex: .*}} |
      | DLM-EVT-03 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, DescriptionRegex: .*}} |
      | DLM-EVT-03 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: copySnapshot, SnapshotOwner: ["222222222222"], DescriptionRegex: .*}} |

    @rule:DLM-EVT-04
    Examples: Owners
      | rule       | details                                                                                                        |
      | DLM-EVT-04 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: [everybody], DescriptionRegex: .*}} |

    @rule:DLM-EVT-05
    Examples: Expressions
      | rule       | details                                                                                                        |
      | DLM-EVT-05 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: ["222222222222"]}} |
      | DLM-EVT-05 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: ["222222222222"], DescriptionRegex: "(.*"}} |

    @rule:DLM-EVT-06
    Examples: Actions
      | rule       | details                                                                                                        |
      | DLM-EVT-06 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: ["222222222222"], DescriptionRegex: .*}} |
      | DLM-EVT-06 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: ["222222222222"], DescriptionRegex: .*}}, Actions: [{CrossRegionCopy: []}] |
      | DLM-EVT-06 | PolicyType: EVENT_BASED_POLICY, Actions: [{Name: one, CrossRegionCopy: []}, {Name: two, CrossRegionCopy: []}]  |
      | DLM-EVT-06 | PolicyType: EVENT_BASED_POLICY, Actions: [{Name: one/two, CrossRegionCopy: []}]                                |

    @rule:DLM-EVT-07
    Examples: Copies
      | rule       | details                                                                                                        |
      | DLM-EVT-07 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: ["222222222222"], DescriptionRegex: .*}}, Actions: [{Name: copy}] |
      | DLM-EVT-07 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: ["222222222222"], DescriptionRegex: .*}}, Actions: [{Name: copy, CrossRegionCopy: [{Target: eu-west-2}]}] |
      | DLM-EVT-07 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: ["222222222222"], DescriptionRegex: .*}}, Actions: [{Name: copy, CrossRegionCopy: [{Target: mars-north-1, EncryptionConfiguration: {Encrypted: false}}]}] |
      | DLM-EVT-07 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: ["222222222222"], DescriptionRegex: .*}}, Actions: [{Name: copy, CrossRegionCopy: [{Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}, {Target: eu-west-2, EncryptionConfiguration: {Encrypted: true}}]}] |

    @rule:DLM-EVT-18
    Examples: Retention of copies
      | rule       | details                                                                                                        |
      | DLM-EVT-18 | PolicyType: EVENT_BASED_POLICY, EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: ["222222222222"], DescriptionRegex: .*}}, Actions: [{Name: copy, CrossRegionCopy: [{Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}, RetainRule: {Interval: 0, IntervalUnit: DAYS}}]}] |

    @rule:DLM-API-14
    Examples: Members of default policies
      | rule       | details                                                                                                        |
      | DLM-API-14 | ResourceType: VOLUME, ResourceTypes: [VOLUME]                                                                  |
      | DLM-API-14 | CreateInterval: 1, ResourceTypes: [VOLUME]                                                                     |
      | DLM-API-14 | PolicyLanguage: SIMPLIFIED                                                                                     |

  @rule:DLM-SCH-24
  Scenario: A policy for images says what it may
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Images
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails:
        PolicyType: IMAGE_MANAGEMENT
        ResourceLocations: [CLOUD]
        ResourceTypes: [INSTANCE]
        TargetTags: [{Key: a, Value: b}]
        Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["23:45"]}, RetainRule: {Count: 7}, CopyTags: true}]
      """
    Then it succeeds

  Scenario Outline: A request with <members> is refused by <rule>
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      {<members>, PolicyDetails: {ResourceTypes: [VOLUME], TargetTags: [{Key: backup, Value: "yes"}], Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}}]}}
      """
    Then it is refused by <rule>
    And it is refused with InvalidRequestException

    @rule:DLM-API-02
    Examples: Without what is required
      | rule       | members                                                                           |
      | DLM-API-02 | Description: Backup, State: ENABLED                                               |
      | DLM-API-02 | Description: Backup, ExecutionRoleArn: "{default role of owner.arn}"              |
      | DLM-API-02 | State: ENABLED, ExecutionRoleArn: "{default role of owner.arn}"                   |
      | DLM-API-02 | Description: Backup, State: ENABLED, ExecutionRoleArn: Default                    |

    @rule:DLM-API-04
    Examples: Descriptions
      | rule       | members                                                                           |
      | DLM-API-04 | Description: Backup!, State: ENABLED, ExecutionRoleArn: "{default role of owner.arn}" |

    @rule:DLM-STA-01
    Examples: States
      | rule       | members                                                                           |
      | DLM-STA-01 | Description: Backup, State: ERROR, ExecutionRoleArn: "{default role of owner.arn}" |
