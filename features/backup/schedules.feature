Feature: Plans back up by their schedules

  Background: The clock begins on Saturday, 2025-11-01, at midnight
    Given a backup vault "home" of "owner"
    And a volume "v" of "owner"

  @rule:BKP-PLAN-02 @rule:BKP-PLAN-06 @needs:clock
  Scenario: Without a schedule of its own a rule runs at five in the morning
    Given a backup plan "nightly" of "owner"
      """
      - TargetBackupVaultName: home
      """
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{v.arn}"]}
      """
    When 4 hours pass
    Then vault "home" holds no recovery points
    When 20 hours pass
    Then vault "home" holds 1 recovery point
    When 6 days pass
    Then vault "home" holds 7 recovery points

  @rule:BKP-PLAN-02 @needs:clock
  Scenario: A schedule is in its time zone, on both sides of a change of the clock
    Given a backup plan "nightly" of "owner"
      """
      - TargetBackupVaultName: home
        ScheduleExpression: cron(0 5 ? * * *)
        ScheduleExpressionTimezone: America/New_York
        StartWindowMinutes: 60
      """
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{v.arn}"]}
      """
    # Five in New York is nine in UTC before 2025-11-02, and ten from then on.
    When 8 hours pass
    Then vault "home" holds no recovery points
    When 5 hours pass
    Then vault "home" holds 1 recovery point
    When 1230 minutes pass
    Then vault "home" holds 1 recovery point
    When 270 minutes pass
    Then vault "home" holds 2 recovery points

  @rule:BKP-PLAN-06 @rule:BKP-LC-09 @needs:clock
  Scenario: What a plan makes shows the rule, and goes by its lifecycle
    Given a backup plan "nightly" of "owner"
      """
      - RuleName: short
        TargetBackupVaultName: home
        Lifecycle: {DeleteAfterDays: 3}
      """
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{v.arn}"]}
      """
    When 1 day passes
    Then vault "home" holds these recovery points
      | Resource | Status    | Goes | Rule  |
      | v        | COMPLETED | 3    | short |
    And "owner" has these backup jobs
      | Resource | Vault | State     | Rule  |
      | v        | home  | COMPLETED | short |
    When 30 days pass
    Then vault "home" holds 3 recovery points

  @rule:BKP-PLAN-06 @rule:BKP-COPY-23 @needs:clock
  Scenario: Each copy action makes a copy job for each backup, and one that fails leaves the backup
    Given a key "k" of "owner"
    And a backup vault "other" of "owner" encrypted under "k"
    And a backup plan "nightly" of "owner"
      """
      - RuleName: nightly
        TargetBackupVaultName: home
        CopyActions:
          - {DestinationBackupVaultArn: "{other.arn}", Lifecycle: {DeleteAfterDays: 90}}
          - {DestinationBackupVaultArn: "arn:aws:backup:us-east-1:222222222222:backup-vault:nowhere"}
      """
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{v.arn}"]}
      """
    When 1 day passes
    Then vault "home" holds these recovery points
      | Resource | Status    | Goes |
      | v        | COMPLETED |      |
    And vault "other" holds these recovery points
      | Resource | Status    | Goes |
      | v        | COMPLETED | 90   |
    And "owner" has these copy jobs
      | Resource | From | Into  | State     | Rule    |
      | v        | home | other | COMPLETED | nightly |
      | v        | home | ?     | FAILED    | nightly |
    When "owner" calls backup ListCopyJobs with
      """
      ByState: COMPLETED
      """
    Then the answer shows
      | CopyJobs.0.CreatedByBackupJobId       | (any)   |
      | CopyJobs.0.CreatedBy.BackupPlanArn    | {nightly.arn} |
      | CopyJobs.0.CreatedBy.BackupRuleName   | nightly |

  @needs:clock
  Scenario: A backup that failed makes no copy
    Given a key "k" of "owner"
    And a backup vault "other" of "owner" encrypted under "k"
    And a role "Weak" of "owner" that trusts backup.amazonaws.com and may
      """
      [tag:GetResources]
      """
    And a backup plan "nightly" of "owner"
      """
      - TargetBackupVaultName: home
        CopyActions: [{DestinationBackupVaultArn: "{other.arn}"}]
      """
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{v.arn}"], IamRoleArn: "{Weak.arn}"}
      """
    When 1 day passes
    Then "owner" has these backup jobs
      | Resource | State  |
      | v        | FAILED |
    When "owner" calls backup ListCopyJobs
    Then the answer shows
      | CopyJobs.0 | (absent) |

  @rule:BKP-PLAN-14 @needs:clock
  Scenario: Of rules whose windows overlap, the one that keeps longer backs up
    # In a day, two of the one and two of the other, and four are left out for its windows.
    When 690 minutes pass
    Given a backup plan "both" of "owner"
      """
      - RuleName: four-hourly
        TargetBackupVaultName: home
        ScheduleExpression: cron(30 2/4 * * ? *)
        StartWindowMinutes: 60
        Lifecycle: {DeleteAfterDays: 2}
      - RuleName: half-daily
        TargetBackupVaultName: home
        ScheduleExpression: cron(0 0/12 * * ? *)
        StartWindowMinutes: 480
        Lifecycle: {DeleteAfterDays: 7}
      """
    And "owner" selects for backup plan "both" as "selected"
      """
      {Resources: ["{v.arn}"]}
      """
    When 24 hours pass
    And "owner" calls backup DeleteBackupSelection with
      """
      {BackupPlanId: "{both}", SelectionId: "{selected}"}
      """
    And 4 hours pass
    Then vault "home" holds these recovery points
      | Goes | Rule        |
      | 2    | four-hourly |
      | 2    | four-hourly |
      | 7    | half-daily  |
      | 7    | half-daily  |

  @rule:BKP-PLAN-10 @needs:clock
  Scenario: A changed plan runs by its new version
    Given a backup plan "nightly" of "owner"
      """
      - {RuleName: old, TargetBackupVaultName: home}
      """
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{v.arn}"]}
      """
    When 1 day passes
    And "owner" calls backup UpdateBackupPlan with
      """
      {BackupPlanId: "{nightly}", BackupPlan: {BackupPlanName: nightly, Rules: [{RuleName: new, TargetBackupVaultName: home, Lifecycle: {DeleteAfterDays: 9}}]}}
      """
    And 1 day passes
    Then vault "home" holds these recovery points
      | Goes | Rule |
      |      | old  |
      | 9    | new  |

  @rule:BKP-PLAN-12 @needs:clock
  Scenario: A deleted plan makes no more, and leaves what it made
    Given a backup plan "nightly" of "owner"
      """
      - {TargetBackupVaultName: home, Lifecycle: {DeleteAfterDays: 5}}
      """
    When "owner" selects for backup plan "nightly" as "disks"
      """
      Resources: ["{v.arn}"]
      """
    And 1 day passes
    And "owner" deletes backup selection "disks"
    And "owner" deletes backup plan "nightly"
    And 3 days pass
    Then vault "home" holds these recovery points
      | Resource | Goes | Rule    |
      | v        | 5    | nightly |
    When 3 days pass
    Then vault "home" holds no recovery points

  @rule:BKP-VLT-08 @needs:clock
  Scenario: A plan whose vault was deleted goes on, and its jobs fail
    Given a backup plan "nightly" of "owner"
      """
      - TargetBackupVaultName: home
      """
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{v.arn}"]}
      """
    When "owner" deletes backup vault "home"
    And 1 day passes
    Then "owner" has these backup jobs
      | Resource | State  |
      | v        | FAILED |
    When "owner" calls backup ListBackupJobs
    Then the answer shows
      | BackupJobs.*.StatusMessage | [Could not find cryopod home] |
    When "owner" calls backup CreateBackupVault with
      """
      BackupVaultName: home
      """
    And 1 day passes
    Then vault "home" holds 1 recovery point

  @rule:BKP-PLAN-06 @needs:clock
  Scenario: What a plan backs up has the tags of its rule
    Given volume "v" is tagged team=red env=prod
    And a backup plan "nightly" of "owner"
      """
      - {TargetBackupVaultName: home, RecoveryPointTags: {env: backup}}
      """
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{v.arn}"]}
      """
    When 1 day passes
    And "owner" names the newest backup job "j"
    Then backup job "j" makes recovery point "r"
    When "s" names the snapshot of recovery point "r"
    Then "owner" keeps these snapshots
      | Snapshot | tag team | tag env |
      | s        | red      | backup  |

  @rule:BKP-PLAN-03 @needs:clock
  Scenario: A job that begins in its window is done
    Given a backup plan "nightly" of "owner"
      """
      - {TargetBackupVaultName: home, StartWindowMinutes: 60}
      """
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{v.arn}"]}
      """
    When 1 day passes
    Then "owner" has these backup jobs
      | Resource | State     |
      | v        | COMPLETED |
