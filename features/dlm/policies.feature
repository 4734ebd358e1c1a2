Feature: Lifecycle policies
  A policy belongs to an account in a Region.

  Background:
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Count: 5}
        TagsToAdd: [{Key: made, Value: daily}]
      """

  @rule:DLM-API-02 @rule:DLM-API-04 @rule:DLM-API-06
  Scenario: A request that is repeated makes a second policy
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Twice
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails:
        ResourceTypes: [VOLUME]
        TargetTags: [{Key: backup, Value: "yes"}]
        Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}, RetainRule: {Count: 5}}]
      """
    Then the answer shows
      | PolicyId | policy-0* |
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Twice
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails:
        ResourceTypes: [VOLUME]
        TargetTags: [{Key: backup, Value: "yes"}]
        Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}, RetainRule: {Count: 5}}]
      """
    Then "owner" has these policies
      | Policy | Description | State   | Type                    | Default |
      | p      | Policy p    | ENABLED | EBS_SNAPSHOT_MANAGEMENT | false   |
      | ?      | Twice       | ENABLED | EBS_SNAPSHOT_MANAGEMENT | false   |
      | ?      | Twice       | ENABLED | EBS_SNAPSHOT_MANAGEMENT | false   |

  @rule:DLM-API-07 @rule:DLM-API-13
  Scenario: GetLifecyclePolicy shows all of a policy
    When "owner" calls dlm GetLifecyclePolicy with
      """
      PolicyId: "{p}"
      """
    Then the answer shows
      | Policy.PolicyId                                      | {p}                                           |
      | Policy.PolicyArn                                     | arn:aws:dlm:us-east-1:{owner}:policy/{p}      |
      | Policy.Description                                   | Policy p                                      |
      | Policy.State                                         | ENABLED                                       |
      | Policy.DateCreated                                   | (any)                                         |
      | Policy.DateModified                                  | (any)                                         |
      | Policy.ExecutionRoleArn                              | {default role of owner.arn}                   |
      | Policy.DefaultPolicy                                 | false                                         |
      | Policy.PolicyDetails.ResourceTypes.0                 | VOLUME                                        |
      | Policy.PolicyDetails.TargetTags.0.Key                | backup                                        |
      | Policy.PolicyDetails.Schedules.0.Name                | p                                             |
      | Policy.PolicyDetails.Schedules.0.CreateRule.Interval | 24                                            |
      | Policy.PolicyDetails.Schedules.0.CreateRule.Times.0  | 09:00                                         |
      | Policy.PolicyDetails.Schedules.0.RetainRule.Count    | 5                                             |

  @rule:DLM-API-07 @rule:DLM-API-13
  Scenario Outline: <operation> finds no policy that is not there
    When "owner" calls dlm <operation> with
      """
      PolicyId: policy-01234567890abcdef
      """
    Then it is refused by DLM-API-07
    And it is refused with ResourceNotFoundException

    Examples:
      | operation             |
      | GetLifecyclePolicy    |
      | UpdateLifecyclePolicy |
      | DeleteLifecyclePolicy |

  @rule:DLM-API-13
  Scenario: A policy is unknown in another Region and to another account
    Given the Region is eu-west-1
    When "owner" calls dlm GetLifecyclePolicy with
      """
      PolicyId: "{p}"
      """
    Then it is refused by DLM-API-13
    And "owner" has these policies
      | Policy |
    Given the Region is us-east-1
    When "stranger" calls dlm DeleteLifecyclePolicy with
      """
      PolicyId: "{p}"
      """
    Then it is refused by DLM-API-13
    And "owner" has these policies
      | Policy |
      | p      |

  @rule:DLM-API-07 @rule:DLM-API-13
  Scenario Outline: Another account does not change the tags of a policy by <operation>
    Given "owner" calls dlm TagResource with
      """
      {ResourceArn: "{p.arn}", Tags: {team: red}}
      """
    When "stranger" calls dlm <operation> with
      """
      {ResourceArn: "{p.arn}", <members>}
      """
    Then it is refused by DLM-API-07
    And "owner" has these policies
      | Policy | Tags     |
      | p      | team=red |

    Examples:
      | operation     | members            |
      | TagResource   | Tags: {team: blue} |
      | UntagResource | TagKeys: [team]    |

  @rule:DLM-API-08
  Scenario Outline: The listing is filtered by <filter>
    Given an event policy "e" of "owner" for what "stranger" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    When "owner" disables policy "e"
    And "owner" calls dlm GetLifecyclePolicies with
      """
      {<filter>: <fits>}
      """
    Then the answer shows
      | Policies.0.PolicyId | {<shown>} |
      | Policies.1          | (absent)  |
    When "owner" calls dlm GetLifecyclePolicies with
      """
      {<filter>: <nothing>}
      """
    Then the answer shows
      | Policies.0 | (absent) |

    Examples:
      | filter            | fits          | shown | nothing          |
      | State             | DISABLED      | e     | ERROR            |
      | ResourceTypes     | [VOLUME]      | p     | [INSTANCE]       |
      | TargetTags        | [backup=yes]  | p     | [backup=no]      |
      | TagsToAdd         | [made=daily]  | p     | [made=weekly]    |

  @rule:DLM-API-08
  Scenario: The listing shows the policies that are asked for, and refuses an ID that names none
    Given an event policy "e" of "owner" for what "stranger" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    When "owner" calls dlm GetLifecyclePolicies with
      """
      PolicyIds: ["{e}"]
      """
    Then the answer shows
      | Policies.0.PolicyId   | {e}                |
      | Policies.0.PolicyType | EVENT_BASED_POLICY |
      | Policies.1            | (absent)           |
    When "owner" calls dlm GetLifecyclePolicies with
      """
      PolicyIds: ["{p}", policy-01234567890abcdef]
      """
    Then it is refused by DLM-API-08

  @rule:DLM-API-09
  Scenario: An update leaves alone what it does not name
    When "owner" calls dlm UpdateLifecyclePolicy with
      """
      {PolicyId: "{p}", Description: Changed, PolicyDetails: {TargetTags: [{Key: tier, Value: gold}]}}
      """
    And "owner" calls dlm GetLifecyclePolicy with
      """
      PolicyId: "{p}"
      """
    Then the answer shows
      | Policy.Description                                | Changed                     |
      | Policy.State                                      | ENABLED                     |
      | Policy.ExecutionRoleArn                           | {default role of owner.arn} |
      | Policy.PolicyDetails.TargetTags.0.Key             | tier                        |
      | Policy.PolicyDetails.TargetTags.1                 | (absent)                    |
      | Policy.PolicyDetails.Schedules.0.RetainRule.Count | 5                           |

  @rule:DLM-API-09
  Scenario Outline: An update does not change the type of <what>
    When "owner" calls dlm UpdateLifecyclePolicy with
      """
      {PolicyId: "{p}", PolicyDetails: {<member>}}
      """
    Then it is refused by DLM-API-09

    Examples:
      | what          | member                         |
      | the policy    | PolicyType: IMAGE_MANAGEMENT   |
      | its resources | ResourceTypes: [INSTANCE]      |

  @rule:DLM-API-10
  Scenario: Retention by count does not become retention by age
    When "owner" changes policy "p" to
      """
      Schedules:
        - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
          RetainRule: {Interval: 5, IntervalUnit: DAYS}
      """
    Then it is refused by DLM-API-10
    When "owner" changes policy "p" to
      """
      Schedules:
        - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
          RetainRule: {Count: 3}
      """
    Then it succeeds

  @rule:DLM-API-11
  Scenario: A policy is tagged by its ARN
    When "owner" calls dlm TagResource with
      """
      {ResourceArn: "{p.arn}", Tags: {team: red, tier: gold}}
      """
    And "owner" calls dlm TagResource with
      """
      {ResourceArn: "{p.arn}", Tags: {team: blue}}
      """
    And "owner" calls dlm ListTagsForResource with
      """
      ResourceArn: "{p.arn}"
      """
    Then the answer shows
      | Tags.team | blue |
      | Tags.tier | gold |
    When "owner" calls dlm UntagResource with
      """
      {ResourceArn: "{p.arn}", TagKeys: [team, absent]}
      """
    Then "owner" has these policies
      | Policy | Tags      |
      | p      | tier=gold |

  @rule:DLM-API-11
  Scenario Outline: <what> is refused
    When "owner" calls dlm TagResource with
      """
      {ResourceArn: "<arn>", Tags: {"<key>": red}}
      """
    Then it is refused by DLM-API-11

    Examples:
      | what                     | arn     | key      |
      | a key of AWS             | {p.arn} | aws:team |
      | an empty key             | {p.arn} |          |
      | what is no policy's ARN  | {p}     | team     |

  @rule:DLM-API-11
  Scenario: A policy has up to 45 tags
    When "owner" calls dlm TagResource with
      """
      ResourceArn: "{p.arn}"
      Tags: {a: x, b: x, c: x, d: x, e: x, f: x, g: x, h: x, i: x, j: x, k: x, l: x, m: x, n: x, o: x, p: x, q: x, r: x, s: x, t: x, u: x, v: x, w: x, x: x, y: x, z: x,
        aa: x, ab: x, ac: x, ad: x, ae: x, af: x, ag: x, ah: x, ai: x, aj: x, ak: x, al: x, am: x, an: x, ao: x, ap: x, aq: x, ar: x, as: x}
      """
    And "owner" calls dlm TagResource with
      """
      {ResourceArn: "{p.arn}", Tags: {a: new}}
      """
    Then it succeeds
    When "owner" calls dlm TagResource with
      """
      {ResourceArn: "{p.arn}", Tags: {az: x}}
      """
    Then it is refused by DLM-API-11

  @rule:DLM-API-12
  Scenario: An account has a hundred policies in a Region
    Given "stranger" has 100 lifecycle policies
    When "stranger" calls dlm CreateLifecyclePolicy with
      """
      Description: One more
      State: ENABLED
      ExecutionRoleArn: "{default role of stranger.arn}"
      PolicyDetails:
        ResourceTypes: [VOLUME]
        TargetTags: [{Key: backup, Value: "yes"}]
        Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}, RetainRule: {Count: 5}}]
      """
    Then it is refused by DLM-API-12
    And it is refused with LimitExceededException

  @rule:DLM-API-05
  Scenario: A role of another account cannot be passed
    Given the default role for lifecycle policies of "stranger"
    When "owner" calls dlm UpdateLifecyclePolicy with
      """
      {PolicyId: "{p}", ExecutionRoleArn: "{default role of stranger.arn}"}
      """
    Then it is refused by DLM-API-05 saying "Cross-account pass role is not allowed."

  @rule:DLM-API-05
  Scenario: Whoever passes a role needs iam:PassRole on it
    Given a user "ann" of "owner" who may
      """
      ["dlm:*"]
      """
    And a user "bob" of "owner" who may
      """
      ["dlm:*", "iam:PassRole"]
      """
    When "ann" calls dlm UpdateLifecyclePolicy with
      """
      {PolicyId: "{p}", ExecutionRoleArn: "{default role of owner.arn}", Description: Changed}
      """
    Then it is refused by DLM-API-05
    When "ann" calls dlm CreateLifecyclePolicy with
      """
      Description: Another one
      State: DISABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails:
        ResourceTypes: [VOLUME]
        TargetTags: [{Key: backup, Value: "yes"}]
        Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 5}}]
      """
    Then it is refused by DLM-API-05
    And "owner" has these policies
      | Policy | Description | State   |
      | p      | Policy p    | ENABLED |
    When "bob" calls dlm UpdateLifecyclePolicy with
      """
      {PolicyId: "{p}", ExecutionRoleArn: "{default role of owner.arn}"}
      """
    Then it succeeds

  @rule:DLM-API-16
  Scenario: A policy shows what its maker left out
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Short
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails:
        ResourceTypes: [VOLUME]
        TargetTags: [{Key: backup, Value: "yes"}]
        Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 5}}]
      """
    And "short" names the answer's PolicyId
    And "owner" calls dlm GetLifecyclePolicy with
      """
      PolicyId: "{short}"
      """
    Then the answer shows
      | Policy.StatusMessage                                 | ENABLED                 |
      | Policy.PolicyDetails.PolicyType                      | EBS_SNAPSHOT_MANAGEMENT |
      | Policy.PolicyDetails.PolicyLanguage                  | STANDARD                |
      | Policy.PolicyDetails.ResourceLocations               | [CLOUD]                 |
      | Policy.PolicyDetails.Schedules.0.CopyTags            | false                   |
      | Policy.PolicyDetails.Schedules.0.CreateRule.Location | CLOUD                   |
      | Policy.PolicyDetails.Schedules.0.CreateRule.Times.0  | (any)                   |
      | Policy.PolicyDetails.Schedules.0.CreateRule.Times.1  | (absent)                |
      | Policy.PolicyDetails.Schedules.0.RetainRule.Interval | 0                       |
    When "owner" calls dlm UpdateLifecyclePolicy with
      """
      PolicyId: "{short}"
      State: DISABLED
      PolicyDetails:
        PolicyType: EBS_SNAPSHOT_MANAGEMENT
        PolicyLanguage: STANDARD
        ResourceLocations: [CLOUD]
        ResourceTypes: [VOLUME]
        TargetTags: [{Key: backup, Value: "yes"}]
        Schedules:
          - Name: s
            CopyTags: false
            CreateRule: {Interval: 12, IntervalUnit: HOURS, Location: CLOUD, Times: ["09:00"]}
            RetainRule: {Count: 5, Interval: 0}
      """
    Then it succeeds
    When "owner" calls dlm GetLifecyclePolicy with
      """
      PolicyId: "{short}"
      """
    Then the answer shows
      | Policy.State                                         | DISABLED |
      | Policy.PolicyDetails.Schedules.0.CreateRule.Interval | 12       |
      | Policy.PolicyDetails.Schedules.0.CreateRule.Times    | [09:00]  |
      | Policy.PolicyDetails.Schedules.0.RetainRule.Interval | 0        |

  @rule:DLM-API-16
  Scenario: A policy by events and one by age show no more than they have
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Aged
      State: DISABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails:
        ResourceTypes: [VOLUME]
        TargetTags: [{Key: backup, Value: "yes"}]
        Schedules: [{Name: s, CreateRule: {CronExpression: "cron(0 9 * * ? *)"}, RetainRule: {Interval: 5, IntervalUnit: DAYS}}]
      """
    And "aged" names the answer's PolicyId
    And "owner" calls dlm GetLifecyclePolicy with
      """
      PolicyId: "{aged}"
      """
    Then the answer shows
      | Policy.PolicyDetails.Schedules.0.CreateRule.Location | CLOUD    |
      | Policy.PolicyDetails.Schedules.0.CreateRule.Times    | (absent) |
      | Policy.PolicyDetails.Schedules.0.RetainRule.Count    | (absent) |
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Events
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails:
        PolicyType: EVENT_BASED_POLICY
        EventSource: {Type: MANAGED_CWE, Parameters: {EventType: shareSnapshot, SnapshotOwner: ["222222222222"], DescriptionRegex: .*}}
        Actions: [{Name: copy, CrossRegionCopy: [{Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}]}]
      """
    And "events" names the answer's PolicyId
    And "owner" calls dlm GetLifecyclePolicy with
      """
      PolicyId: "{events}"
      """
    Then the answer shows
      | Policy.StatusMessage                   | ENABLED            |
      | Policy.PolicyDetails.PolicyType        | EVENT_BASED_POLICY |
      | Policy.PolicyDetails.PolicyLanguage    | STANDARD           |
      | Policy.PolicyDetails.ResourceLocations | (absent)           |

  @rule:DLM-TAG-04
  Scenario Outline: Who gives tags to the policy that <operation> makes may TagResource
    Given a user "bob" of "owner" who may
      """
      ["dlm:<operation>", "iam:PassRole"]
      """
    And a user "eve" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["dlm:<operation>", "iam:PassRole"], Resource: "*"}
        - {Effect: Allow, Action: "dlm:TagResource", Resource: "arn:aws:dlm:*:{owner}:policy/*"}
      """
    When "bob" calls dlm <operation> with
      """
      {<members>, Tags: {team: red}}
      """
    Then it is refused with AccessDeniedException
    When "eve" calls dlm <operation> with
      """
      {<members>, Tags: {team: red}}
      """
    Then it succeeds
    When "bob" calls dlm <operation> with
      """
      {<members>}
      """
    Then it succeeds

    Examples:
      | operation             | members                                                                                                                                                                                                                                                                          |
      | CreateLifecyclePolicy | Description: Another one, State: DISABLED, ExecutionRoleArn: "{default role of owner.arn}", PolicyDetails: {ResourceTypes: [VOLUME], TargetTags: [{Key: backup, Value: "yes"}], Schedules: [{Name: s, CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 5}}]} |
