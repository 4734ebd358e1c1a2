Feature: Recovery points are restored in the account that holds them

  Background:
    Given a backup vault "home" of "owner"

  @rule:BKP-JOB-05
  Scenario: A volume is restored
    Given a key "k" of "owner"
    And a volume "v" of "owner" encrypted under "k"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" restores recovery point "r" as "x"
    Then restore job "x" makes volume "w"
    And "owner" has these volumes
      | Volume | State     | Key | Size |
      | v      | available | k   | 8    |
      | w      | available | k   | 8    |

  @rule:BKP-RP-12
  Scenario: A DB cluster is restored with what its recovery point tells
    Given an available DB cluster "c" of "owner"
    And a recovery point "r" of DB cluster "c" in vault "home"
    When "owner" calls backup GetRecoveryPointRestoreMetadata with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}"}
      """
    Then the answer shows
      | RestoreMetadata.Engine | aurora-mysql |
    When "owner" restores recovery point "r" as "restored"
    Then restore job "restored" makes DB cluster "d"
    And DB cluster "d" is available

  @rule:BKP-JOB-05 @needs:file-systems
  Scenario: A file system is restored
    Given a file system "files" of "owner"
    And a recovery point "r" of file system "files" in vault "home"
    When "owner" restores recovery point "r" as "x"
    Then restore job "x" becomes completed

  @rule:BKP-JOB-10
  Scenario: A role that AWS Backup cannot assume restores nothing
    Given a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And a role "Strange" of "owner" that trusts ec2.amazonaws.com
    When "owner" restores recovery point "r" as "x" under the role "Strange"
    Then it is refused by BKP-JOB-10 saying "IAM Role cannot be assumed by AWS Backup"

  @rule:BKP-COPY-25
  Scenario: A recovery point is not restored into another account, its copy there is
    Given an organization of "management" with "owner" and "consumer"
    And cross-account backup is switched on
    And a key "archive" of "consumer"
    And a backup vault "safe" of "consumer" encrypted under "archive"
    And vault "safe" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "consumer" restores recovery point "r" as "x"
    Then it is refused by BKP-COPY-25
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" makes recovery point "copy"
    When "consumer" restores recovery point "copy" as "y"
    Then restore job "y" makes volume "w"
    And "consumer" has these volumes
      | Volume | State     | Key     |
      | w      | available | archive |

  Scenario: A restore job is its account's, and tells what it was started with
    Given a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" restores recovery point "r" as "x"
    And "owner" calls backup DescribeRestoreJob with
      """
      RestoreJobId: "{x}"
      """
    Then the answer shows
      | RecoveryPointArn | {r.arn} |
      | ResourceType     | EBS     |
      | AccountId        | {owner} |
    When "owner" calls backup GetRestoreJobMetadata with
      """
      RestoreJobId: "{x}"
      """
    Then the answer shows
      | RestoreJobId | {x} |
    When "stranger" calls backup DescribeRestoreJob with
      """
      RestoreJobId: "{x}"
      """
    Then it is refused with ResourceNotFoundException
    When "owner" calls backup ListRestoreJobs
    Then the answer shows
      | RestoreJobs.*.RestoreJobId | [{x}] |

  @rule:BKP-JOB-05
  Scenario: There are no restore jobs of a state that there is not
    Given a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And a completed restore job "x" of recovery point "r"
    When "owner" calls backup ListRestoreJobs with
      """
      ByStatus: "{x times 4}"
      """
    Then it is refused by BKP-JOB-05
    When "owner" calls backup ListRestoreJobs with
      """
      ByStatus: COMPLETED
      """
    Then the answer shows
      | RestoreJobs.*.RestoreJobId | [{x}] |

  @rule:BKP-JOB-13
  Scenario: A role that may not restore fails its job
    Given a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And a role "Weak" of "owner" that trusts backup.amazonaws.com
    When "owner" restores recovery point "r" as "x" under the role "Weak"
    Then restore job "x" becomes failed
    And "owner" has these volumes
      | Volume |
      | v      |

  @rule:BKP-COPY-25
  Scenario: A recovery point that is not there is not restored
    Given the default role for backups of "owner"
    When "owner" calls backup StartRestoreJob with
      """
      RecoveryPointArn: arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0
      Metadata: {volumeSize: "8"}
      IamRoleArn: "{backup role of owner.arn}"
      """
    Then it is refused by BKP-COPY-25
