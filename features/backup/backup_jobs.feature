Feature: Backup jobs make recovery points under a role

  Background:
    Given a backup vault "home" of "owner"

  @rule:BKP-JOB-01 @rule:BKP-COPY-24
  Scenario: A volume is backed up as a snapshot
    Given a volume "v" of "owner"
    When "owner" backs up volume "v" into vault "home" as "j" for 30 days
    Then backup job "j" makes recovery point "r"
    When "owner" calls backup DescribeBackupJob with
      """
      BackupJobId: "{j}"
      """
    Then the answer shows
      | State                                  | COMPLETED                              |
      | PercentDone                            | 100.0                                  |
      | ResourceType                           | EBS                                    |
      | ResourceArn                            | {v.arn}                                |
      | BackupVaultArn                         | {home.arn}                             |
      | RecoveryPointArn                       | arn:aws:ec2:us-east-1::snapshot/snap-* |
      | AccountId                              | {owner}                                |
      | BackupSizeInBytes                      | (any)                                  |
      | CompletionDate                         | (any)                                  |
      | RecoveryPointLifecycle.DeleteAfterDays | 30                                     |
      | IamRoleArn                             | {backup role of owner.arn}             |
    When "s" names the snapshot of recovery point "r"
    Then "owner" keeps these snapshots
      | Snapshot | Volume | State     |
      | s        | v      | completed |

  @rule:AUR-SNP-05
  Scenario: A DB cluster is backed up as a cluster snapshot
    Given an available DB cluster "c" of "owner"
    And "owner" has 100 snapshots of DB cluster "c"
    When "owner" backs up DB cluster "c" into vault "home" as "j"
    Then backup job "j" makes recovery point "r"
    When "owner" calls rds DescribeDBClusterSnapshots with
      """
      {SnapshotType: awsbackup}
      """
    Then the answer shows
      | DBClusterSnapshots.0.DBClusterSnapshotArn | {r.arn}   |
      | DBClusterSnapshots.0.DBClusterIdentifier  | c         |
      | DBClusterSnapshots.0.SnapshotType         | awsbackup |
    When "owner" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}"}
      """
    Then the answer shows
      | ResourceType     | Aurora                                                                 |
      | RecoveryPointArn | arn:aws:rds:us-east-1:111111111111:cluster-snapshot:awsbackup:job-* |

  @rule:BKP-FULL-03 @needs:file-systems
  Scenario: A file system is backed up as what AWS Backup alone sees
    Given a file system "files" of "owner"
    When "owner" backs up file system "files" into vault "home" as "j"
    Then the answer shows
      | RecoveryPointArn | arn:aws:backup:us-east-1:111111111111:recovery-point:* |
    And backup job "j" makes recovery point "r"
    When "owner" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}"}
      """
    Then the answer shows
      | ResourceType | EFS  |
      | IsEncrypted  | true |

  Scenario: A job that is not done tells neither size nor recovery point
    Given a volume "v" of "owner"
    When "owner" backs up volume "v" into vault "home" as "j"
    Then the answer shows
      | RecoveryPointArn | (absent) |
      | BackupJobId      | (any)    |
    When "owner" calls backup DescribeBackupJob with
      """
      BackupJobId: "{j}"
      """
    Then the answer shows
      | State             | CREATED  |
      | PercentDone       | 0.0      |
      | StartBy           | (any)    |
      | CompletionDate    | (absent) |
      | BackupSizeInBytes | (absent) |

  @rule:BKP-COPY-08
  Scenario: One job of a resource runs at a time
    Given an available DB cluster "c" of "owner"
    When "owner" backs up DB cluster "c" into vault "home" as "j"
    And "owner" backs up DB cluster "c" into vault "home" as "k"
    And backup job "j" becomes running
    Then backup job "k" is created
    And backup job "j" makes recovery point "r"
    And backup job "k" makes recovery point "q"

  @rule:BKP-JOB-10
  Scenario: A role that AWS Backup cannot assume is refused
    Given a volume "v" of "owner"
    And a role "Strange" of "owner" that trusts ec2.amazonaws.com
    When "owner" backs up volume "v" into vault "home" as "j" under the role "Strange"
    Then it is refused by BKP-JOB-10 saying "The provided role ARN cannot be assumed by AWS Backup."

  @rule:BKP-JOB-10
  Scenario: A role that may do nothing fails its jobs
    Given a volume "v" of "owner"
    And a role "Weak" of "owner" that trusts backup.amazonaws.com
    When "owner" backs up volume "v" into vault "home" as "j" under the role "Weak"
    Then backup job "j" fails saying "IAM Role ARN does not have sufficient permissions to execute the backup."
    And vault "home" holds no recovery points
    And "owner" keeps no snapshots

  @rule:BKP-POL-18
  Scenario: Who backs up may pass the role
    Given a volume "v" of "owner"
    And the default role for backups of "owner"
    And a user "ann" of "owner" who may
      """
      [backup:StartBackupJob]
      """
    And a user "bob" of "owner" who may
      """
      [backup:StartBackupJob, iam:PassRole]
      """
    When "ann" backs up volume "v" into vault "home" as "a"
    Then it is refused by BKP-POL-18
    When "bob" backs up volume "v" into vault "home" as "b"
    Then backup job "b" makes recovery point "r"

  @rule:BKP-JOB-02
  Scenario: A volume's backup is stopped, a DB cluster's is not
    Given a volume "v" of "owner"
    And an available DB cluster "c" of "owner"
    When "owner" backs up volume "v" into vault "home" as "j"
    And "owner" calls backup StopBackupJob with
      """
      BackupJobId: "{j}"
      """
    Then it succeeds
    And backup job "j" becomes aborted
    And vault "home" holds no recovery points
    When "owner" backs up DB cluster "c" into vault "home" as "k"
    And "owner" calls backup StopBackupJob with
      """
      BackupJobId: "{k}"
      """
    Then it is refused by BKP-JOB-02
    And backup job "k" makes recovery point "r"

  @rule:BKP-JOB-02 @needs:file-systems
  Scenario: A running job is stopped, once
    Given a file system "files" of "owner"
    And a running backup job "j" of file system "files" into vault "home"
    When "owner" calls backup StopBackupJob with
      """
      BackupJobId: "{j}"
      """
    Then it succeeds
    When "owner" calls backup StopBackupJob with
      """
      BackupJobId: "{j}"
      """
    Then it is refused by BKP-JOB-02
    And backup job "j" becomes aborted

  @rule:BKP-JOB-02
  Scenario: What is done is not stopped
    Given a volume "v" of "owner"
    When "owner" backs up volume "v" into vault "home" as "j"
    Then backup job "j" makes recovery point "r"
    When "owner" calls backup StopBackupJob with
      """
      BackupJobId: "{j}"
      """
    Then it is refused by BKP-JOB-02

  @rule:BKP-COPY-04
  Scenario: A backup that is asked for again with the same token is started once
    Given a volume "v" of "owner"
    And the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      {BackupVaultName: home, ResourceArn: "{v.arn}", IamRoleArn: "{backup role of owner.arn}", IdempotencyToken: once}
      """
    And "id" names the answer's BackupJobId
    And "owner" calls backup StartBackupJob with
      """
      {BackupVaultName: home, ResourceArn: "{v.arn}", IamRoleArn: "{backup role of owner.arn}", IdempotencyToken: once}
      """
    Then the answer shows
      | BackupJobId | {id} |
    When "owner" calls backup ListBackupJobs
    Then the answer shows
      | BackupJobs.*.BackupJobId | [{id}] |

  Scenario: A job's fate is its account's alone
    Given a volume "v" of "owner"
    When "owner" backs up volume "v" into vault "home" as "j"
    And "stranger" calls backup DescribeBackupJob with
      """
      BackupJobId: "{j}"
      """
    Then it is refused with ResourceNotFoundException
    When "stranger" calls backup ListBackupJobs
    Then the answer shows
      | BackupJobs.0 | (absent) |
    And "owner" has these backup jobs
      | Backup job | Resource | Vault | State   |
      | j          | v        | home  | CREATED |

  @rule:BKP-COPY-19
  Scenario: Another account's volume is not backed up
    Given a volume "v" of "owner"
    And a backup vault "theirs" of "stranger"
    When "stranger" backs up volume "v" into vault "theirs" as "j"
    Then it is refused by BKP-COPY-19
    When "owner" backs up volume "v" into vault "home" as "j"
    Then it succeeds

  @rule:BKP-COPY-19
  Scenario Outline: <what> is no resource that AWS Backup supports
    Given the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      {BackupVaultName: home, ResourceArn: "<arn>", IamRoleArn: "{backup role of owner.arn}"}
      """
    Then it is refused by BKP-COPY-19

    Examples:
      | what                       | arn                                                                                        |
      | A CloudHSM cluster         | arn:aws:cloudhsm:us-east-1:111111111111:cluster/cluster-abcdefghijk                        |
      | A snapshot                 | arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0                                     |
      | A file system without a form | arn:aws:elasticfilesystem:us-east-1:111111111111:file-system/fs-xyz                      |
      | A volume of another Region | arn:aws:ec2:eu-west-1:111111111111:volume/vol-0123456789abcdef0                            |

  @rule:BKP-JOB-07
  Scenario: A volume that is not there fails its backup
    Given the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: arn:aws:ec2:us-east-1:111111111111:volume/vol-0123456789abcdef0
      IamRoleArn: "{backup role of owner.arn}"
      """
    And "owner" names the newest backup job "j"
    Then backup job "j" becomes failed
    And vault "home" holds no recovery points

  @rule:BKP-COPY-34
  Scenario: A recovery point has the tags of its resource and those of the job, which win
    Given a volume "v" of "owner"
    And volume "v" is tagged team=red env=prod
    And the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      RecoveryPointTags: {env: test}
      """
    And "owner" names the newest backup job "j"
    Then backup job "j" makes recovery point "r"
    When "s" names the snapshot of recovery point "r"
    Then "owner" keeps these snapshots
      | Snapshot | tag team | tag env |
      | s        | red      | test    |
    When "owner" calls ec2 DescribeSnapshots with
      """
      Filters: [{Name: "tag:aws:backup:source-resource", Values: ["{v.arn}"]}]
      """
    Then the answer shows
      | Snapshots.*.SnapshotId | [{s}] |

  @needs:file-systems
  Scenario: A file system's recovery point has the tags of its job in AWS Backup
    Given a file system "files" of "owner"
    And the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{files.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      RecoveryPointTags: {env: test}
      """
    And "owner" names the newest backup job "j"
    Then backup job "j" makes recovery point "r"
    When "owner" calls backup ListTags with
      """
      ResourceArn: "{r.arn}"
      """
    Then the answer shows
      | Tags.env | test |

  @needs:clock
  Scenario: Aurora is backed up in its maintenance window too
    Given an available DB cluster "c" of "owner"
    When 7 days pass
    And "owner" backs up DB cluster "c" into vault "home" as "j"
    Then backup job "j" makes recovery point "r"

  @rule:BKP-PLAN-03
  Scenario Outline: A start window of <minutes> minutes is refused
    Given a volume "v" of "owner"
    And the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      StartWindowMinutes: <minutes>
      """
    Then it is refused by BKP-PLAN-03
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      StartWindowMinutes: 60
      """
    Then it succeeds

    Examples:
      | minutes  |
      | 0        |
      | 59       |
      | 52560001 |

  @rule:BKP-JOB-01
  Scenario: There are no jobs of a state that there is not
    Given a volume "v" of "owner"
    When "owner" backs up volume "v" into vault "home" as "j"
    And "owner" calls backup ListBackupJobs with
      """
      ByState: "{x times 4}"
      """
    Then it is refused by BKP-JOB-01
    When "owner" calls backup ListBackupJobs with
      """
      ByState: FAILED
      """
    Then the answer shows
      | BackupJobs.0 | (absent) |

  @rule:BKP-JOB-06
  Scenario: Jobs are listed by the category of their message
    Given a volume "v" of "owner"
    And a role "Weak" of "owner" that trusts backup.amazonaws.com
    When "owner" backs up volume "v" into vault "home" as "j" under the role "Weak"
    Then backup job "j" becomes failed
    When "owner" backs up volume "v" into vault "home" as "k"
    Then backup job "k" becomes completed
    When "owner" calls backup ListBackupJobs with
      """
      ByMessageCategory: AccessDenied
      """
    Then the answer shows
      | BackupJobs.*.BackupJobId     | [{j}]          |
      | BackupJobs.*.MessageCategory | [AccessDenied] |
    When "owner" calls backup ListBackupJobs with
      """
      ByMessageCategory: SUCCESS
      """
    Then the answer shows
      | BackupJobs.*.BackupJobId     | [{k}]     |
      | BackupJobs.*.MessageCategory | [SUCCESS] |
    When "owner" calls backup ListBackupJobs with
      """
      ByMessageCategory: ANY
      """
    Then the answer shows
      | BackupJobs.1 | (any)    |
      | BackupJobs.2 | (absent) |

  @needs:clock
  Scenario: Jobs are listed for 30 days
    Given a volume "v" of "owner"
    When "owner" backs up volume "v" into vault "home" as "j"
    Then backup job "j" makes recovery point "r"
    When 29 days pass
    Then "owner" has these backup jobs
      | Backup job | State     |
      | j          | COMPLETED |
    When 2 days pass
    When "owner" calls backup ListBackupJobs
    Then the answer shows
      | BackupJobs.0 | (absent) |
    And recovery point "r" is available

  @rule:BKP-COPY-24
  Scenario Outline: <operation> knows no job that there is not
    When "owner" calls backup <operation> with
      """
      <member>: 01234567-89ab-cdef-0123-456789abcdef
      """
    Then it is refused by BKP-COPY-24
    And it is refused with ResourceNotFoundException

    Examples:
      | operation             | member       |
      | DescribeBackupJob     | BackupJobId  |
      | StopBackupJob         | BackupJobId  |
      | DescribeRestoreJob    | RestoreJobId |
      | GetRestoreJobMetadata | RestoreJobId |

  @rule:BKP-COPY-20
  Scenario: A recovery point has at most 50 tags
    Given a volume "v" of "owner"
    And the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      RecoveryPointTags: {t0: x, t1: x, t2: x, t3: x, t4: x, t5: x, t6: x, t7: x, t8: x, t9: x, t10: x, t11: x, t12: x, t13: x, t14: x, t15: x, t16: x, t17: x, t18: x, t19: x, t20: x, t21: x, t22: x, t23: x, t24: x, t25: x, t26: x, t27: x, t28: x, t29: x, t30: x, t31: x, t32: x, t33: x, t34: x, t35: x, t36: x, t37: x, t38: x, t39: x, t40: x, t41: x, t42: x, t43: x, t44: x, t45: x, t46: x, t47: x, t48: x, t49: x, t50: x}
      """
    Then it is refused by BKP-COPY-20

  @rule:BKP-PLAN-04 @needs:clock @needs:file-systems
  Scenario: A job that is not done in its window is given up
    Given a file system "files" of "owner"
    And the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{files.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      CompleteWindowMinutes: 1
      """
    And "owner" names the newest backup job "j"
    Then backup job "j" becomes aborted
    And vault "home" holds no recovery points

  @rule:BKP-PLAN-03 @rule:BKP-COPY-08 @needs:clock @needs:file-systems
  Scenario: A job that does not begin in its window expires
    # Each backup takes more than a minute, and the next one waits for it.
    Given a file system "files" of "owner"
    When "owner" backs up file system "files" into vault "home" as "many" 60 times
    And "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{files.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      StartWindowMinutes: 60
      """
    And "id" names the answer's BackupJobId
    And 61 minutes pass
    And "owner" calls backup DescribeBackupJob with
      """
      BackupJobId: "{id}"
      """
    Then the answer shows
      | State            | EXPIRED  |
      | RecoveryPointArn | (absent) |

  @rule:BKP-JOB-02
  Scenario: A job is stopped while it is prepared
    Given a volume "v" of "owner"
    When "owner" backs up volume "v" into vault "home" as "j"
    And backup job "j" becomes pending
    And "owner" calls backup StopBackupJob with
      """
      BackupJobId: "{j}"
      """
    Then it succeeds
    And backup job "j" becomes aborted
    And vault "home" holds no recovery points

  @rule:BKP-TOK-02 @needs:clock
  Scenario: The token of a job is remembered for an hour
    Given a volume "v" of "owner"
    And the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      {BackupVaultName: home, ResourceArn: "{v.arn}", IamRoleArn: "{backup role of owner.arn}", IdempotencyToken: once}
      """
    And "id" names the answer's BackupJobId
    And 50 minutes pass
    And "owner" calls backup StartBackupJob with
      """
      {BackupVaultName: home, ResourceArn: "{v.arn}", IamRoleArn: "{backup role of owner.arn}", IdempotencyToken: once}
      """
    Then the answer shows
      | BackupJobId | {id} |
    When 10 minutes pass
    And "owner" calls backup StartBackupJob with
      """
      {BackupVaultName: home, ResourceArn: "{v.arn}", IamRoleArn: "{backup role of owner.arn}", IdempotencyToken: once}
      """
    And "again" names the answer's BackupJobId
    And "owner" calls backup ListBackupJobs
    Then the answer shows
      | BackupJobs.*.BackupJobId | [{again} {id}] |
