Feature: The procedure of the AWS Knowledge Center, "How can I copy AWS Backups across AWS accounts?"
  What its steps do in the console are calls here. The source account is the owner,
  the destination account the consumer; the vault's policy is the article's.

  @rule:BKP-POL-18 @rule:BKP-ORG-03 @rule:BKP-ORG-04 @rule:BKP-PLAN-08 @rule:BKP-PLAN-15 @needs:clock
  Scenario: A plan copies an encrypted volume's daily backups into another account's vault, where they outlive the originals
    Given an organization of "management" with "owner" and "consumer"

    # Source account requirements: the key is shared, and the user administers AWS Backup.
    Given a key "production" of "owner"
    And a volume "ledger" of "owner" encrypted under "production"
    And key "production" is shared with "consumer"
    And a user "keeper" of "owner"
    When "owner" calls iam AttachUserPolicy with
      """
      {UserName: keeper, PolicyArn: "arn:aws:iam::aws:policy/AWSBackupFullAccess"}
      """
    Then it succeeds

    # Destination account requirements: a vault under a customer managed key, whose policy
    # allows copies into it.
    Given a key "archive" of "consumer"
    And a backup vault "safe" of "consumer" encrypted under "archive"
    When "consumer" puts this policy on vault "safe"
      """
      {"Version": "2012-10-17","Statement": [{"Sid": "Allow account to copy into backup vault","Effect": "Allow","Action": "backup:CopyIntoBackupVault","Resource": "*","Principal": {"AWS": "arn:aws:iam::111111111111:root"}}]}
      """
    Then it succeeds

    # Allow cross-account backups: with the credentials of the management account only.
    When "owner" calls backup UpdateGlobalSettings with
      """
      GlobalSettings: {isCrossAccountBackupEnabled: "true"}
      """
    Then it is refused by BKP-ORG-03
    When "management" calls backup UpdateGlobalSettings with
      """
      GlobalSettings: {isCrossAccountBackupEnabled: "true"}
      """
    Then it succeeds

    # Schedule cross-account backups, steps 2 to 13: a new plan with one rule, its schedule,
    # the default windows, a local vault, and a copy to the external vault's ARN with a
    # lifecycle of its own.
    Given a backup vault "home" of "owner"
    And the default role for backups of "owner"
    And a backup plan "nightly" of "keeper"
      """
      - RuleName: every-night
        ScheduleExpression: cron(0 5 ? * * *)
        TargetBackupVaultName: home
        Lifecycle: {DeleteAfterDays: 7}
        CopyActions:
          - DestinationBackupVaultArn: "{safe.arn}"
            Lifecycle: {DeleteAfterDays: 35}
      """
    When "keeper" selects for backup plan "nightly" as "disks"
      """
      Resources: ["{ledger.arn}"]
      """
    And "keeper" calls backup GetBackupPlan with
      """
      BackupPlanId: "{nightly}"
      """
    Then the answer shows
      | BackupPlan.Rules.0.CompletionWindowMinutes | 10080 |

    # Each night's backup is copied.
    When 3 days pass
    Then vault "home" holds 3 recovery points
    And vault "safe" holds these recovery points
      | Resource | Status    | Goes | Key     | Rule        |
      | ledger   | COMPLETED | 35   | archive | every-night |
      | ledger   | COMPLETED | 35   | archive | every-night |
      | ledger   | COMPLETED | 35   | archive | every-night |
    And "owner" has these copy jobs
      | Resource | From | Into | State     | Rule        |
      | ledger   | home | safe | COMPLETED | every-night |
      | ledger   | home | safe | COMPLETED | every-night |
      | ledger   | home | safe | COMPLETED | every-night |
    When "consumer" calls backup ListCopyJobs
    Then the answer shows
      | CopyJobs.0 | (absent) |

    # The originals go after a week, the copies stay for five.
    When "keeper" deletes backup selection "disks"
    And 8 days pass
    Then vault "home" holds no recovery points
    And vault "safe" holds 3 recovery points
    When 29 days pass
    Then vault "safe" holds no recovery points
