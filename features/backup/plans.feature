Feature: Plans have rules, and a version for each document

  Background:
    Given a backup vault "home" of "owner"

  @rule:BKP-PLAN-15 @rule:BKP-PLAN-02 @rule:BKP-SEL-05
  Scenario: A plan shows its rules, and what is used where they say nothing
    Given a backup plan "nightly" of "owner"
      """
      - TargetBackupVaultName: home
      """
    When "owner" calls backup GetBackupPlan with
      """
      BackupPlanId: "{nightly}"
      """
    Then the answer shows
      | BackupPlanArn                              | arn:aws:backup:us-east-1:111111111111:backup-plan:{nightly} |
      | BackupPlan.BackupPlanName                  | nightly                                                     |
      | BackupPlan.Rules.0.RuleName                | nightly                                                     |
      | BackupPlan.Rules.0.RuleId                  | (any)                                                       |
      | BackupPlan.Rules.0.ScheduleExpression      | cron(0 5 ? * * *)                                           |
      | BackupPlan.Rules.0.StartWindowMinutes      | 480                                                         |
      | BackupPlan.Rules.0.CompletionWindowMinutes | 10080                                                       |
      | VersionId                                  | (any)                                                       |

  @rule:BKP-PLAN-17
  Scenario: Plans of one name have IDs of their own
    When "owner" calls backup CreateBackupPlan with
      """
      {BackupPlan: {BackupPlanName: nightly, Rules: [{RuleName: early, TargetBackupVaultName: home}]}}
      """
    And "first" names the answer's BackupPlanId
    And "owner" calls backup CreateBackupPlan with
      """
      {BackupPlan: {BackupPlanName: nightly, Rules: [{RuleName: late, TargetBackupVaultName: home}]}}
      """
    And "owner" calls backup ListBackupPlans
    Then the answer shows
      | BackupPlansList.*.BackupPlanName | [nightly nightly] |
    When "owner" calls backup GetBackupPlan with
      """
      BackupPlanId: "{first}"
      """
    Then the answer shows
      | BackupPlan.Rules.0.RuleName | early |

  @rule:BKP-PLAN-01
  Scenario Outline: A plan is refused with <what>
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          <rules>
      """
    Then it is refused by BKP-PLAN-01
    When "owner" calls backup ListBackupPlans
    Then the answer shows
      | BackupPlansList.0 | (absent) |

    Examples:
      | what                          | rules                                                                                            |
      | no rule                       | []                                                                                               |
      | blanks in the name of a rule  | [{RuleName: every night, TargetBackupVaultName: home}]                                           |
      | a rule's name of 51 letters   | [{RuleName: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, TargetBackupVaultName: home}]   |

  @rule:BKP-PLAN-01
  Scenario: A plan's rules may have dots and dashes in their names
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: every-night_1.0, TargetBackupVaultName: home}
      """
    Then the answer shows
      | BackupPlanId | (any) |

  @rule:BKP-COPY-01
  Scenario: A rule without a vault is refused
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: nightly}
      """
    Then it is refused by BKP-COPY-01

  @rule:BKP-PLAN-02
  Scenario Outline: The schedule <schedule> is none
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: nightly, TargetBackupVaultName: home, ScheduleExpression: "<schedule>"}
      """
    Then it is refused by BKP-PLAN-02

    Examples:
      | schedule                |
      | every night             |
      | cron(0 5 * * *)         |
      | cron(0 25 ? * * *)      |
      | cron(0 5 * * * *)       |
      | cron(61 5 ? * * *)      |

  @rule:BKP-PLAN-02
  Scenario Outline: A plan may have the schedule <schedule>
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: nightly, TargetBackupVaultName: home, ScheduleExpression: "<schedule>"}
      """
    Then the answer shows
      | BackupPlanId | (any) |

    Examples:
      | schedule                |
      | cron(0 5 ? * * *)       |
      | cron(0/30 * * * ? *)    |
      | cron(0 5 1 * ? *)       |
      | cron(15 10 ? * 6L *)    |

  @rule:BKP-PLAN-02
  Scenario: A schedule may have a time zone, if there is one of the name
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: nightly, TargetBackupVaultName: home, ScheduleExpression: "cron(0 5 ? * * *)", ScheduleExpressionTimezone: Mars/Olympus}
      """
    Then it is refused by BKP-PLAN-02
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: nightly, TargetBackupVaultName: home, ScheduleExpression: "cron(0 5 ? * * *)", ScheduleExpressionTimezone: Europe/Berlin}
      """
    Then it succeeds

  @rule:BKP-PLAN-03
  Scenario Outline: A rule with a start window of <minutes> minutes is refused
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: nightly, TargetBackupVaultName: home, StartWindowMinutes: <minutes>}
      """
    Then it is refused by BKP-PLAN-03

    Examples:
      | minutes  |
      | 0        |
      | 59       |
      | 52560001 |

  @rule:BKP-PLAN-03
  Scenario: A rule's completion window has at least a minute
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: nightly, TargetBackupVaultName: home, StartWindowMinutes: 120, CompletionWindowMinutes: 0}
      """
    Then it is refused by BKP-PLAN-03
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: nightly, TargetBackupVaultName: home, StartWindowMinutes: 60, CompletionWindowMinutes: 180}
      """
    Then it succeeds

  @rule:BKP-LC-01 @rule:BKP-PLAN-19
  Scenario: A lifecycle that contradicts itself refuses the plan
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: one, TargetBackupVaultName: home, Lifecycle: {MoveToColdStorageAfterDays: 30, DeleteAfterDays: 60}}
      """
    Then it is refused by BKP-LC-01 saying "Error in rule one : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays"
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: one, TargetBackupVaultName: home, Lifecycle: {MoveToColdStorageAfterDays: 30, DeleteAfterDays: 60}}
          - {RuleName: two, TargetBackupVaultName: home, Lifecycle: {MoveToColdStorageAfterDays: 30, DeleteAfterDays: 60}}
      """
    Then it is refused by BKP-LC-01 saying "Error in some rules due to : Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays"

  @rule:BKP-LC-04
  Scenario: What is backed up continuously never gets cold
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: one, TargetBackupVaultName: home, EnableContinuousBackup: true, Lifecycle: {MoveToColdStorageAfterDays: 30}}
      """
    Then it is refused by BKP-LC-04 saying "Error in rule one : Invalid lifecycle. MoveToColdStorageAfterDays is unavailable"

  @rule:BKP-LC-02 @rule:BKP-LC-04
  Scenario: What is backed up continuously is kept for 35 days at most
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: one, TargetBackupVaultName: home, EnableContinuousBackup: true, Lifecycle: {DeleteAfterDays: 84}}
      """
    Then it is refused by BKP-LC-02
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - {RuleName: one, TargetBackupVaultName: home, EnableContinuousBackup: true, Lifecycle: {DeleteAfterDays: 35}}
      """
    Then it succeeds

  @rule:BKP-PLAN-05
  Scenario Outline: A plan has at most <most>
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          <rules>
      """
    Then it is refused by BKP-PLAN-05

    Examples:
      | most                  | rules                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                        |
      | 10 rules              | [{RuleName: r1, TargetBackupVaultName: home}, {RuleName: r2, TargetBackupVaultName: home}, {RuleName: r3, TargetBackupVaultName: home}, {RuleName: r4, TargetBackupVaultName: home}, {RuleName: r5, TargetBackupVaultName: home}, {RuleName: r6, TargetBackupVaultName: home}, {RuleName: r7, TargetBackupVaultName: home}, {RuleName: r8, TargetBackupVaultName: home}, {RuleName: r9, TargetBackupVaultName: home}, {RuleName: r10, TargetBackupVaultName: home}, {RuleName: r11, TargetBackupVaultName: home}] |
      | 5 copy actions a rule | [{RuleName: r1, TargetBackupVaultName: home, CopyActions: [{DestinationBackupVaultArn: "arn:aws:backup:us-east-1:222222222222:backup-vault:a1"}, {DestinationBackupVaultArn: "arn:aws:backup:us-east-1:222222222222:backup-vault:a2"}, {DestinationBackupVaultArn: "arn:aws:backup:us-east-1:222222222222:backup-vault:a3"}, {DestinationBackupVaultArn: "arn:aws:backup:us-east-1:222222222222:backup-vault:a4"}, {DestinationBackupVaultArn: "arn:aws:backup:us-east-1:222222222222:backup-vault:a5"}, {DestinationBackupVaultArn: "arn:aws:backup:us-east-1:222222222222:backup-vault:a6"}]}] |

  @rule:BKP-PLAN-08
  Scenario: A plan may copy into a vault that takes no copies, or is not there yet
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: nightly
        Rules:
          - RuleName: nightly
            TargetBackupVaultName: home
            CopyActions: [{DestinationBackupVaultArn: "arn:aws:backup:us-east-1:222222222222:backup-vault:to-come"}]
      """
    Then it succeeds
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: wrong
        Rules:
          - RuleName: wrong
            TargetBackupVaultName: home
            CopyActions: [{DestinationBackupVaultArn: "arn:aws:s3:::bucket"}]
      """
    Then it is refused by BKP-PLAN-08

  @rule:BKP-PLAN-09
  Scenario: The same document makes no second plan, unless the request is the same
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan: {BackupPlanName: nightly, Rules: [{RuleName: r, TargetBackupVaultName: home}]}
      CreatorRequestId: once
      """
    And "id" names the answer's BackupPlanId
    And "owner" calls backup CreateBackupPlan with
      """
      BackupPlan: {BackupPlanName: nightly, Rules: [{RuleName: r, TargetBackupVaultName: home}]}
      CreatorRequestId: once
      """
    Then the answer shows
      | BackupPlanId | {id} |
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan: {BackupPlanName: nightly, Rules: [{RuleName: r, TargetBackupVaultName: home}]}
      """
    Then it is refused by BKP-PLAN-09
    And it is refused with AlreadyExistsException
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan: {BackupPlanName: weekly, Rules: [{RuleName: r, TargetBackupVaultName: home}]}
      """
    Then it succeeds

  @rule:BKP-PLAN-10
  Scenario: A change makes a new version, and the old ones stay
    Given a backup plan "nightly" of "owner"
      """
      - {TargetBackupVaultName: home, Lifecycle: {DeleteAfterDays: 7}}
      """
    When "owner" calls backup GetBackupPlan with
      """
      BackupPlanId: "{nightly}"
      """
    And "first" names the answer's VersionId
    And "owner" calls backup UpdateBackupPlan with
      """
      {BackupPlanId: "{nightly}", BackupPlan: {BackupPlanName: nightly, Rules: [{RuleName: nightly, TargetBackupVaultName: home, Lifecycle: {DeleteAfterDays: 14}}]}}
      """
    And "second" names the answer's VersionId
    And "owner" calls backup GetBackupPlan with
      """
      BackupPlanId: "{nightly}"
      """
    Then the answer shows
      | VersionId                                    | {second} |
      | BackupPlan.Rules.0.Lifecycle.DeleteAfterDays | 14       |
    When "owner" calls backup GetBackupPlan with
      """
      {BackupPlanId: "{nightly}", VersionId: "{first}"}
      """
    Then the answer shows
      | BackupPlan.Rules.0.Lifecycle.DeleteAfterDays | 7 |
    When "owner" calls backup ListBackupPlanVersions with
      """
      BackupPlanId: "{nightly}"
      """
    Then the answer shows
      | BackupPlanVersionsList.1 | (any)    |
      | BackupPlanVersionsList.2 | (absent) |
    When "owner" calls backup GetBackupPlan with
      """
      {BackupPlanId: "{nightly}", VersionId: nonsense}
      """
    Then it is refused by BKP-SEL-05

  @rule:BKP-PLAN-13
  Scenario: A plan shows its next runs, ten at most
    Given a backup plan "nightly" of "owner"
      """
      - {TargetBackupVaultName: home, ScheduleExpression: "cron(0 5 ? * * *)"}
      """
    When "owner" calls backup GetBackupPlan with
      """
      {BackupPlanId: "{nightly}", MaxScheduledRunsPreview: 2}
      """
    Then the answer shows
      | ScheduledRunsPreview.*.RuleExecutionType | [SNAPSHOTS SNAPSHOTS] |
    When "owner" calls backup GetBackupPlan with
      """
      {BackupPlanId: "{nightly}", MaxScheduledRunsPreview: 11}
      """
    Then it is refused by BKP-PLAN-13

  @rule:BKP-PLAN-11 @rule:BKP-SEL-09
  Scenario: A plan is deleted after its selections
    Given a backup plan "nightly" of "owner"
      """
      - TargetBackupVaultName: home
      """
    And a volume "v" of "owner"
    When "owner" selects for backup plan "nightly" as "disks"
      """
      Resources: ["{v.arn}"]
      """
    And "owner" deletes backup plan "nightly"
    Then it is refused by BKP-PLAN-11
    When "owner" deletes backup selection "disks"
    And "owner" deletes backup plan "nightly"
    Then it succeeds
    When "owner" calls backup ListBackupPlans
    Then the answer shows
      | BackupPlansList.0 | (absent) |
    When "owner" calls backup ListBackupPlans with
      """
      IncludeDeleted: true
      """
    Then the answer shows
      | BackupPlansList.0.BackupPlanId | {nightly} |
      | BackupPlansList.0.DeletionDate | (any)     |

  @rule:BKP-PLAN-10
  Scenario: The versions of a deleted plan remain
    Given a backup plan "nightly" of "owner"
      """
      - TargetBackupVaultName: home
      """
    When "owner" deletes backup plan "nightly"
    And "version" names the answer's VersionId
    And "owner" calls backup GetBackupPlan with
      """
      {BackupPlanId: "{nightly}", VersionId: "{version}"}
      """
    Then the answer shows
      | DeletionDate              | (any)   |
      | BackupPlan.BackupPlanName | nightly |

  @rule:BKP-SEL-05
  Scenario Outline: <operation> of a plan that is another's finds none
    Given a backup plan "nightly" of "owner"
      """
      - TargetBackupVaultName: home
      """
    When "stranger" calls backup <operation> with
      """
      <given>
      """
    Then it is refused by BKP-SEL-05
    When "owner" calls backup GetBackupPlan with
      """
      BackupPlanId: "{nightly}"
      """
    Then the answer shows
      | BackupPlan.BackupPlanName | nightly  |
      | DeletionDate              | (absent) |

    Examples:
      | operation              | given                                                                                                       |
      | GetBackupPlan          | {BackupPlanId: "{nightly}"}                                                                                 |
      | DeleteBackupPlan       | {BackupPlanId: "{nightly}"}                                                                                 |
      | ListBackupPlanVersions | {BackupPlanId: "{nightly}"}                                                                                 |
      | UpdateBackupPlan       | {BackupPlanId: "{nightly}", BackupPlan: {BackupPlanName: x, Rules: [{RuleName: r, TargetBackupVaultName: home}]}} |

  @rule:BKP-QUO-04
  Scenario: An account has 300 plans in a Region
    Given "owner" has 300 backup plans
    When "owner" calls backup CreateBackupPlan with
      """
      BackupPlan:
        BackupPlanName: more
        Rules:
          - RuleName: more
            TargetBackupVaultName: home
      """
    Then it is refused by BKP-QUO-04
