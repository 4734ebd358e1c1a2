Feature: EventBridge tells accounts what AWS Backup does

  Details have the members that the AWS Backup Developer Guide shows; they come at once, with the time of the world.

  Background:
    Given a backup vault "home" of "owner"

  @rule:BKP-EVT-01 @rule:BKP-EVT-03 @needs:events @needs:file-systems
  Scenario: The account of a backup is told of its vault, its job and its recovery point
    Given a file system "files" of "owner"
    When "owner" backs up file system "files" into vault "home" as "j"
    Then backup job "j" makes recovery point "r"
    And AWS Backup tells "owner" of these changes
      | What           | state     | status    | backupJobId | backupVaultName | resource   | resourceType | isEncrypted | percentDone |
      | Backup Vault   | CREATED   |           |             | home            | {home.arn} |              |             |             |
      | Backup Job     | CREATED   |           | {j}         |                 |            |              |             |             |
      | Backup Job     | PENDING   |           | {j}         | home            |            | EFS          |             | 0           |
      | Backup Job     | RUNNING   |           | {j}         | home            |            | EFS          |             | 0           |
      | Recovery Point |           | COMPLETED |             | home            | {r.arn}    | EFS          | true        |             |
      | Backup Job     | COMPLETED |           | {j}         | home            | {r.arn}    | EFS          |             | 100         |
    And AWS Backup tells "stranger" of these changes
      | What |

  @rule:BKP-EVT-02 @needs:events @needs:file-systems
  Scenario: The account that copies is told of its copy job, in the Region of the source
    Given a backup vault "attic" of "owner"
    And a file system "files" of "owner"
    And a recovery point "r" of file system "files" in vault "home"
    When "owner" copies recovery point "r" into vault "attic" as "c"
    Then copy job "c" makes recovery point "copy"
    And AWS Backup tells "owner" of these changes of copy jobs
      | state     | resource | copyJobId | resourceType | sourceBackupVaultArn | destinationBackupVaultArn | destinationRecoveryPointArn |
      | CREATED   | {r.arn}  |           |              | {home.arn}           | {attic.arn}               |                             |
      | RUNNING   | {r.arn}  | {c}       | EFS          | {home.arn}           | {attic.arn}               | (nothing)                   |
      | COMPLETED | {r.arn}  | {c}       | EFS          | {home.arn}           | {attic.arn}               | {copy.arn}                  |
