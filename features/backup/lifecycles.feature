Feature: Recovery points move to cold storage and go by their lifecycle

  Background:
    Given a backup vault "home" of "owner"
    And a volume "v" of "owner"
    And the default role for backups of "owner"

  @rule:BKP-LC-01
  Scenario Outline: A lifecycle of <cold> days until cold storage and <days> in all is refused
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Lifecycle: {MoveToColdStorageAfterDays: <cold>, DeleteAfterDays: <days>}
      """
    Then it is refused by BKP-LC-01
    And it is refused with InvalidParameterValueException

    Examples:
      | cold | days |
      | 30   | 119  |
      | 30   | 20   |
      | 0    | 15   |

  @rule:BKP-LC-01 @rule:BKP-LC-10
  Scenario Outline: A lifecycle of <cold> days until cold storage and <days> in all is taken
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Lifecycle: {MoveToColdStorageAfterDays: <cold>, DeleteAfterDays: <days>}
      """
    Then it succeeds

    Examples:
      | cold | days |
      | 30   | 120  |
      | 1    | 91   |

  @rule:BKP-LC-02
  Scenario Outline: To be deleted after <days> days is out of bounds
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Lifecycle: {DeleteAfterDays: <days>}
      """
    Then it is refused by BKP-LC-02 saying "Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Lifecycle: {DeleteAfterDays: 36500}
      """
    Then it succeeds

    Examples:
      | days  |
      | 0     |
      | 36501 |
      | -5    |

  @rule:BKP-LC-10
  Scenario: An event that ends a recovery point is no input
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Lifecycle: {DeleteAfterDays: 5, DeleteAfterEvent: DELETE_AFTER_COPY}
      """
    Then it is refused by BKP-LC-10

  Scenario: A volume's recovery point tells when it goes, and never gets cold
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Lifecycle: {MoveToColdStorageAfterDays: 10, DeleteAfterDays: 100}
      """
    And "owner" names the newest backup job "j"
    Then backup job "j" makes recovery point "r"
    And vault "home" holds these recovery points
      | Recovery point | Goes | Cold |
      | r              | 100  |      |

  @rule:BKP-FULL-05 @needs:clock @needs:file-systems
  Scenario: A file system's recovery point moves to cold storage
    Given a file system "files" of "owner"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{files.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Lifecycle: {MoveToColdStorageAfterDays: 10, DeleteAfterDays: 100}
      """
    And "owner" names the newest backup job "j"
    Then backup job "j" makes recovery point "r"
    And vault "home" holds these recovery points
      | Recovery point | Goes | Cold |
      | r              | 100  | 10   |
    When 9 days pass
    And "owner" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}"}
      """
    Then the answer shows
      | StorageClass | WARM |
    When 2 days pass
    And "owner" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}"}
      """
    Then the answer shows
      | StorageClass | COLD |

  @rule:BKP-LC-07 @rule:BKP-LC-09 @needs:clock
  Scenario: A recovery point goes within eight hours after its time, and its snapshot with it
    Given a recovery point "r" of volume "v" in vault "home" for 2 days
    And "s" names the snapshot of recovery point "r"
    When 47 hours pass
    Then vault "home" holds 1 recovery point
    When 10 hours pass
    Then vault "home" holds no recovery points
    And "owner" keeps no snapshots

  @needs:clock
  Scenario: What has no lifecycle stays
    Given a recovery point "r" of volume "v" in vault "home"
    When 3650 days pass
    Then vault "home" holds these recovery points
      | Recovery point | Goes |
      | r              |      |

  @rule:BKP-LC-08 @needs:clock
  Scenario: What cannot be deleted at its time is marked, and stays
    Given a recovery point "r" of volume "v" in vault "home" for 2 days
    When "owner" calls iam DetachRolePolicy with
      """
      {RoleName: AWSBackupDefaultServiceRole, PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"}
      """
    And "owner" calls iam DetachRolePolicy with
      """
      {RoleName: AWSBackupDefaultServiceRole, PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores"}
      """
    And "owner" calls iam DeleteRole with
      """
      RoleName: AWSBackupDefaultServiceRole
      """
    And 57 hours pass
    Then recovery point "r" is expired
    And "owner" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}"}
      """
    And the answer shows
      | Status | EXPIRED |

  @rule:BKP-LC-06 @needs:clock
  Scenario: A lifecycle is changed
    Given a recovery point "r" of volume "v" in vault "home" for 2 days
    When "owner" calls backup UpdateRecoveryPointLifecycle with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}", Lifecycle: {DeleteAfterDays: 60}}
      """
    Then the answer shows
      | Lifecycle.DeleteAfterDays | 60 |
    When 50 days pass
    Then vault "home" holds these recovery points
      | Recovery point | Goes |
      | r              | 60   |
    When 11 days pass
    Then vault "home" holds no recovery points

  @rule:BKP-LC-06 @needs:clock @needs:file-systems
  Scenario: When it gets cold is not changed for what is cold
    Given a file system "files" of "owner"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{files.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Lifecycle: {MoveToColdStorageAfterDays: 1, DeleteAfterDays: 100}
      """
    And "owner" names the newest backup job "j"
    Then backup job "j" makes recovery point "r"
    When "owner" calls backup UpdateRecoveryPointLifecycle with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}", Lifecycle: {MoveToColdStorageAfterDays: 2, DeleteAfterDays: 100}}
      """
    Then it succeeds
    When 3 days pass
    And "owner" calls backup UpdateRecoveryPointLifecycle with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}", Lifecycle: {MoveToColdStorageAfterDays: 50, DeleteAfterDays: 200}}
      """
    Then it is refused by BKP-LC-06

  @rule:BKP-LC-01
  Scenario: A new lifecycle is checked as the first one is
    Given a recovery point "r" of volume "v" in vault "home" for 2 days
    When "owner" calls backup UpdateRecoveryPointLifecycle with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}", Lifecycle: {MoveToColdStorageAfterDays: 10, DeleteAfterDays: 50}}
      """
    Then it is refused by BKP-LC-01
    And vault "home" holds these recovery points
      | Recovery point | Goes |
      | r              | 2    |

  @rule:BKP-LC-05 @needs:clock
  Scenario: A lifecycle is taken away
    Given a recovery point "r" of volume "v" in vault "home" for 2 days
    When "owner" calls backup UpdateRecoveryPointLifecycle with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}", Lifecycle: {DeleteAfterDays: -1, MoveToColdStorageAfterDays: -1}}
      """
    Then it succeeds
    When 100 days pass
    Then vault "home" holds these recovery points
      | Recovery point | Goes |
      | r              |      |
