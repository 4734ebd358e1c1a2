Feature: Recovery points are AWS Backup's, and their account's

  Background:
    Given a backup vault "home" of "owner"
    And a volume "v" of "owner"

  @rule:BKP-RP-01 @rule:BKP-RP-11
  Scenario: A recovery point shows what it is of
    Given a key "k" of "owner"
    And a volume "w" of "owner" encrypted under "k"
    And a recovery point "r" of volume "w" in vault "home"
    When "owner" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}"}
      """
    Then the answer shows
      | RecoveryPointArn     | {r.arn}                    |
      | BackupVaultArn       | {home.arn}                 |
      | ResourceArn          | {w.arn}                    |
      | ResourceType         | EBS                        |
      | IsEncrypted          | true                       |
      | EncryptionKeyArn     | {k.arn}                    |
      | StorageClass         | WARM                       |
      | IamRoleArn           | (any)                      |
      | SourceBackupVaultArn | (absent)                   |
      | CompletionDate       | (any)                      |
      | VaultType            | BACKUP_VAULT               |

  @rule:BKP-RP-07 @rule:BKP-RP-08
  Scenario: A recovery point is deleted with its snapshot
    Given a recovery point "r" of volume "v" in vault "home"
    And "s" names the snapshot of recovery point "r"
    When "owner" deletes recovery point "r"
    Then it succeeds
    And recovery point "r" becomes gone
    And "owner" keeps no snapshots
    When "owner" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}"}
      """
    Then it is refused by BKP-COPY-21
    And it is refused with ResourceNotFoundException

  @rule:EBS-DEL-04
  Scenario: A snapshot of AWS Backup's is not deleted through EC2
    Given a recovery point "r" of volume "v" in vault "home"
    And "s" names the snapshot of recovery point "r"
    When "owner" deletes snapshot "s"
    Then it is refused by EBS-DEL-04 saying "This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs. If you wish to delete this snapshot, please do so via the Backup console."
    And recovery point "r" is available
    When "owner" deletes recovery point "r"
    Then recovery point "r" becomes gone
    And snapshot "s" is gone

  @rule:BKP-RP-09
  Scenario: A cluster snapshot of AWS Backup's is not deleted through RDS
    Given an available DB cluster "c" of "owner"
    And a recovery point "r" of DB cluster "c" in vault "home"
    And "s" names the cluster snapshot of recovery point "r"
    When "owner" deletes cluster snapshot "s"
    Then it is refused by BKP-RP-09
    And recovery point "r" is available
    When "owner" deletes recovery point "r"
    Then recovery point "r" becomes gone
    And cluster snapshot "s" becomes gone

  @rule:BKP-RP-04
  Scenario: Without the role's rights a deletion is taken, and nothing is deleted
    Given a role "Saver" of "owner" that trusts backup.amazonaws.com and may
      """
      [ec2:*, backup:*, kms:*, tag:GetResources]
      """
    When "owner" backs up volume "v" into vault "home" as "j" under the role "Saver"
    Then backup job "j" makes recovery point "r"
    When "s" names the snapshot of recovery point "r"
    And "owner" calls iam DeleteRolePolicy with
      """
      {RoleName: Saver, PolicyName: may}
      """
    And "owner" deletes recovery point "r"
    Then it succeeds
    And recovery point "r" becomes expired
    And snapshot "s" is completed
    When "owner" deletes recovery point "r"
    Then it succeeds
    And recovery point "r" is expired
    When "owner" calls iam PutRolePolicy with
      """
      {RoleName: Saver, PolicyName: may, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]}'}
      """
    And "owner" deletes recovery point "r"
    Then recovery point "r" becomes gone
    And snapshot "s" is gone

  @rule:BKP-RP-05 @needs:file-systems
  Scenario: A recovery point that is being made is not deleted
    Given a file system "files" of "owner"
    And a creating recovery point "r" of file system "files" in vault "home"
    When "owner" deletes recovery point "r"
    Then it is refused by BKP-RP-05
    And recovery point "r" becomes completed

  @rule:BKP-RP-05
  Scenario: A recovery point that is being copied is not deleted
    Given a key "k" of "owner"
    And a backup vault "other" of "owner" encrypted under "k"
    And a recovery point "r" of volume "v" in vault "home"
    And a running copy job "c" of recovery point "r" into vault "other"
    When "owner" deletes recovery point "r"
    Then it is refused by BKP-RP-05
    And copy job "c" makes recovery point "copy"
    When "owner" deletes recovery point "r"
    Then it succeeds

  @rule:BKP-RP-05
  Scenario: A recovery point that is being deleted is not deleted again
    Given a recovery point "r" of volume "v" in vault "home"
    When "owner" deletes recovery point "r"
    Then recovery point "r" is deleting
    When "owner" deletes recovery point "r"
    Then it is refused by BKP-RP-05
    And it is refused with InvalidResourceStateException

  @rule:BKP-COPY-21
  Scenario: What is in no vault of the caller's is not found
    Given a recovery point "r" of volume "v" in vault "home"
    And a backup vault "theirs" of "stranger"
    When "stranger" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: theirs, RecoveryPointArn: "{r.arn}"}
      """
    Then it is refused by BKP-COPY-21
    When "stranger" calls backup DeleteRecoveryPoint with
      """
      {BackupVaultName: theirs, RecoveryPointArn: "{r.arn}"}
      """
    Then it is refused by BKP-COPY-21
    And recovery point "r" is available

  @rule:BKP-RP-08
  Scenario: A recovery point that is no continuous one is not handed back to its service
    Given a recovery point "r" of volume "v" in vault "home"
    When "owner" calls backup DisassociateRecoveryPoint with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}"}
      """
    Then it is refused by BKP-RP-08
    And recovery point "r" is available

  @rule:BKP-RP-13
  Scenario: The recovery points of a resource are listed for its own account
    Given a recovery point "r" of volume "v" in vault "home"
    When "owner" calls backup ListRecoveryPointsByResource with
      """
      ResourceArn: "{v.arn}"
      """
    Then the answer shows
      | RecoveryPoints.*.RecoveryPointArn | [{r.arn}] |
      | RecoveryPoints.*.BackupVaultName  | [home]    |
    When "stranger" calls backup ListRecoveryPointsByResource with
      """
      ResourceArn: "{v.arn}"
      """
    Then it is refused by BKP-RP-13

  @rule:BKP-RP-10
  Scenario: What was backed up is listed
    Given a recovery point "r" of volume "v" in vault "home"
    When "owner" calls backup ListProtectedResources
    Then the answer shows
      | Results.*.ResourceArn          | [{v.arn}]    |
      | Results.*.ResourceType         | [EBS]        |
      | Results.*.LastBackupVaultArn   | [{home.arn}] |
      | Results.*.LastRecoveryPointArn | [{r.arn}]    |
    When "owner" calls backup DescribeProtectedResource with
      """
      ResourceArn: "{v.arn}"
      """
    Then the answer shows
      | ResourceArn  | {v.arn} |
      | ResourceType | EBS     |
    When "owner" calls backup ListProtectedResourcesByBackupVault with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | Results.*.ResourceArn | [{v.arn}] |
    When "stranger" calls backup ListProtectedResources
    Then the answer shows
      | Results.0 | (absent) |

  @rule:BKP-RP-10
  Scenario: What was never backed up is not found
    When "owner" calls backup DescribeProtectedResource with
      """
      ResourceArn: "{v.arn}"
      """
    Then it is refused by BKP-RP-10

  @rule:BKP-PAG-01
  Scenario: Recovery points are listed page by page, and by resource
    Given a volume "w" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And a recovery point "q" of volume "w" in vault "home"
    When "owner" calls backup ListRecoveryPointsByBackupVault with
      """
      {BackupVaultName: home, MaxResults: 1}
      """
    Then the answer shows
      | RecoveryPoints.1 | (absent) |
      | NextToken        | (any)    |
    When "owner" calls backup ListRecoveryPointsByBackupVault with
      """
      {BackupVaultName: home, ByResourceArn: "{w.arn}"}
      """
    Then the answer shows
      | RecoveryPoints.*.RecoveryPointArn | [{q.arn}] |
    When "owner" calls backup ListRecoveryPointsByBackupVault with
      """
      {BackupVaultName: home, ByResourceType: EFS}
      """
    Then the answer shows
      | RecoveryPoints.0 | (absent) |

  @rule:BKP-COPY-20 @rule:BKP-TAG-01
  Scenario: Vaults and recovery points are tagged
    Given a recovery point "r" of volume "v" in vault "home"
    When "owner" calls backup TagResource with
      """
      {ResourceArn: "{home.arn}", Tags: {team: red}}
      """
    And "owner" calls backup ListTags with
      """
      ResourceArn: "{home.arn}"
      """
    Then the answer shows
      | Tags.team | red |
    When "owner" calls backup UntagResource with
      """
      {ResourceArn: "{home.arn}", TagKeyList: [team]}
      """
    And "owner" calls backup ListTags with
      """
      ResourceArn: "{home.arn}"
      """
    Then the answer shows
      | Tags.team | (absent) |
    When "owner" calls backup TagResource with
      """
      {ResourceArn: "{home.arn}", Tags: {"aws:team": red}}
      """
    Then it is refused by BKP-COPY-20
    When "stranger" calls backup ListTags with
      """
      ResourceArn: "{home.arn}"
      """
    Then it is refused with ResourceNotFoundException
