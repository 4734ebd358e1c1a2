Feature: What a stranger is refused is not done

  Background:
    Given a backup vault "home" of "owner"
    And a volume "v" of "owner"
    And the default role for backups of "owner"

  @rule:BKP-VLT-04
  Scenario Outline: <operation> by a stranger leaves a vault as it is
    Given vault "home" takes copies from "consumer"
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7}
      """
    And "owner" calls backup PutBackupVaultNotifications with
      """
      {BackupVaultName: home, SNSTopicArn: "arn:aws:sns:us-east-1:111111111111:ours", BackupVaultEvents: [BACKUP_JOB_STARTED]}
      """
    And "stranger" calls backup <operation> with
      """
      {BackupVaultName: home<given>}
      """
    Then it is refused by BKP-VLT-04
    When "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | Locked           | true |
      | MinRetentionDays | 7    |
    When "owner" calls backup GetBackupVaultNotifications with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | SNSTopicArn | arn:aws:sns:us-east-1:111111111111:ours |
    When "owner" calls backup GetBackupVaultAccessPolicy with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | Policy | (contains CopyIntoBackupVault) |

    Examples:
      | operation                          | given                                                                                          |
      | PutBackupVaultAccessPolicy         | , Policy: '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"backup:DeleteBackupVault","Resource":"*"}}' |
      | DeleteBackupVaultAccessPolicy      |                                                                                                |
      | PutBackupVaultLockConfiguration    | , MinRetentionDays: 9                                                                          |
      | DeleteBackupVaultLockConfiguration |                                                                                                |
      | PutBackupVaultNotifications        | , SNSTopicArn: "arn:aws:sns:us-east-1:111111111111:theirs", BackupVaultEvents: [BACKUP_JOB_STARTED] |
      | DeleteBackupVaultNotifications     |                                                                                                |

  @rule:BKP-COPY-19
  Scenario: A stranger starts no job in a vault
    When "stranger" calls backup StartBackupJob with
      """
      {BackupVaultName: home, ResourceArn: "{v.arn}", IamRoleArn: "{backup role of owner.arn}"}
      """
    Then it is refused by BKP-COPY-19
    When "owner" calls backup ListBackupJobs
    Then the answer shows
      | BackupJobs | [] |

  @rule:BKP-JOB-02
  Scenario: A stranger stops no job
    When "owner" backs up volume "v" into vault "home" as "j"
    And "stranger" calls backup StopBackupJob with
      """
      BackupJobId: "{j}"
      """
    Then it is refused with ResourceNotFoundException
    When "owner" calls backup StopBackupJob with
      """
      BackupJobId: "{j}"
      """
    Then it succeeds

  @rule:BKP-VLT-04
  Scenario: A stranger does nothing with another's recovery point
    Given a recovery point "r" of volume "v" in vault "home"
    When "stranger" calls backup UpdateRecoveryPointLifecycle with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}", Lifecycle: {DeleteAfterDays: 1}}
      """
    Then it is refused by BKP-VLT-04
    When "stranger" calls backup StartCopyJob with
      """
      SourceBackupVaultName: home
      RecoveryPointArn: "{r.arn}"
      DestinationBackupVaultArn: "{home.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      """
    Then it is refused by BKP-VLT-04
    When "owner" calls backup ListCopyJobs
    Then the answer shows
      | CopyJobs | [] |
    When "owner" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}"}
      """
    Then the answer shows
      | Lifecycle.DeleteAfterDays | (absent) |

  @rule:BKP-COPY-25
  Scenario: A stranger restores nothing of another's
    Given a recovery point "r" of volume "v" in vault "home"
    When "stranger" calls backup StartRestoreJob with
      """
      RecoveryPointArn: "{r.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Metadata: {availabilityZone: us-east-1a}
      """
    Then it is refused by BKP-COPY-25
    When "owner" calls backup ListRestoreJobs
    Then the answer shows
      | RestoreJobs | [] |

  @rule:BKP-TAG-01
  Scenario: A stranger tags nothing of another's
    When "owner" calls backup TagResource with
      """
      {ResourceArn: "{home.arn}", Tags: {team: red}}
      """
    And "stranger" calls backup TagResource with
      """
      {ResourceArn: "{home.arn}", Tags: {team: blue}}
      """
    Then it is refused by BKP-TAG-01
    When "stranger" calls backup UntagResource with
      """
      {ResourceArn: "{home.arn}", TagKeyList: [team]}
      """
    Then it is refused by BKP-TAG-01
    When "owner" calls backup ListTags with
      """
      ResourceArn: "{home.arn}"
      """
    Then the answer shows
      | Tags.team | red |
