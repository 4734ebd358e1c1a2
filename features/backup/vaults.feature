Feature: Vaults hold recovery points under a key

  @rule:BKP-VLT-01
  Scenario Outline: A vault may be called <name>
    When "owner" calls backup CreateBackupVault with
      """
      BackupVaultName: "<name>"
      """
    Then the answer shows
      | BackupVaultName | <name>                                                    |
      | BackupVaultArn  | arn:aws:backup:us-east-1:111111111111:backup-vault:<name> |

    Examples:
      | name                                               |
      | ab                                                 |
      | Nightly-2_x                                        |
      | aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee |

  @rule:BKP-VLT-01
  Scenario Outline: A vault may not be called "<name>"
    When "owner" calls backup CreateBackupVault with
      """
      BackupVaultName: "<name>"
      """
    Then it is refused by BKP-VLT-01
    And it is refused with InvalidParameterValueException

    Examples:
      | name                                                |
      | a                                                   |
      | two words                                           |
      | dotted.name                                         |
      | aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeef |

  @rule:BKP-VLT-01 @rule:BKP-VLT-13
  Scenario: Names of vaults are compared with regard to case
    Given a backup vault "prod" of "owner"
    When "owner" calls backup CreateBackupVault with
      """
      BackupVaultName: Prod
      """
    Then the answer shows
      | BackupVaultName | Prod |

  @rule:BKP-VLT-13
  Scenario: A name is used once in an account and Region
    Given a backup vault "home" of "owner"
    When "owner" calls backup CreateBackupVault with
      """
      BackupVaultName: home
      """
    Then it is refused by BKP-VLT-13 saying "Backup vault with the same name already exists"
    When "consumer" calls backup CreateBackupVault with
      """
      BackupVaultName: home
      """
    Then it succeeds
    Given the Region is eu-west-1
    When "owner" calls backup CreateBackupVault with
      """
      BackupVaultName: home
      """
    Then it succeeds

  @rule:BKP-VLT-13
  Scenario: The name of a deleted vault is free
    Given a backup vault "home" of "owner"
    When "owner" deletes backup vault "home"
    And "owner" calls backup CreateBackupVault with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | BackupVaultName | home |

  @rule:BKP-COPY-04
  Scenario: A vault that is asked for again with the same CreatorRequestId is there once
    When "owner" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, CreatorRequestId: once}
      """
    And "arn" names the answer's BackupVaultArn
    And "owner" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, CreatorRequestId: once}
      """
    Then the answer shows
      | BackupVaultArn | {arn} |
    When "owner" calls backup ListBackupVaults
    Then the answer shows
      | BackupVaultList.*.BackupVaultName | [home] |

  @rule:BKP-TOK-01
  Scenario: A CreatorRequestId is of one request
    When "owner" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, CreatorRequestId: once}
      """
    And "owner" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, CreatorRequestId: once}
      """
    Then it succeeds
    When "owner" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, CreatorRequestId: once, BackupVaultTags: {team: red}}
      """
    Then it is refused by BKP-TOK-01

  @rule:BKP-VLT-04
  Scenario Outline: <operation> of a vault that is not there is refused as if it were forbidden
    When "owner" calls backup <operation> with
      """
      BackupVaultName: nowhere
      """
    Then it is refused by BKP-VLT-04 saying "Insufficient privileges to perform this action."
    And it is refused with AccessDeniedException

    Examples:
      | operation                          |
      | DescribeBackupVault                |
      | DeleteBackupVault                  |
      | GetBackupVaultAccessPolicy         |
      | DeleteBackupVaultAccessPolicy      |
      | DeleteBackupVaultLockConfiguration |
      | ListRecoveryPointsByBackupVault    |

  @rule:BKP-VLT-04
  Scenario: Another account's vault, and one of another Region, are as good as not there
    Given a backup vault "home" of "owner"
    When "stranger" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then it is refused by BKP-VLT-04
    When "stranger" calls backup DescribeBackupVault with
      """
      {BackupVaultName: home, BackupVaultAccountId: "{owner}"}
      """
    Then it is refused by BKP-VLT-04
    Given the Region is eu-west-1
    When "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then it is refused by BKP-VLT-04

  @rule:BKP-KEY-01 @rule:BKP-VLT-04
  Scenario: A vault shows its key and what it holds
    Given a key "k" of "owner"
    And a backup vault "home" of "owner" encrypted under "k"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | BackupVaultArn         | {home.arn}               |
      | EncryptionKeyArn       | {k.arn}                  |
      | EncryptionKeyType      | CUSTOMER_MANAGED_KMS_KEY |
      | NumberOfRecoveryPoints | 1                        |
      | VaultType              | BACKUP_VAULT             |
      | VaultState             | AVAILABLE                |
      | Locked                 | false                    |
      | LockDate               | (absent)                 |
      | MinRetentionDays       | (absent)                 |

  Scenario: A vault without a key of its own has AWS's
    Given a backup vault "home" of "owner"
    When "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | EncryptionKeyType | AWS_OWNED_KMS_KEY                           |
      | EncryptionKeyArn  | (contains arn:aws:kms:us-east-1:{owner}:key) |

  @rule:BKP-KEY-01
  Scenario Outline: A vault's key is not named by <form>
    Given a key "k" of "owner"
    When "owner" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, EncryptionKeyArn: "<name>"}
      """
    Then it is refused by BKP-KEY-01

    Examples:
      | form                   | name                                                                        |
      | an alias               | arn:aws:kms:us-east-1:111111111111:alias/k                                  |
      | its ID                 | {k}                                                                         |
      | that of another Region | arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab |

  @rule:BKP-KEY-11
  Scenario Outline: A key of <whose> that does not exist is as good as one that may not be used
    When "owner" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, EncryptionKeyArn: "arn:aws:kms:us-east-1:<account>:key/1234abcd-12ab-34cd-56ef-1234567890ab"}
      """
    Then it is refused by BKP-KEY-11

    Examples:
      | whose             | account      |
      | the account's own | 111111111111 |
      | another account   | 333333333333 |

  @rule:BKP-KEY-01 @rule:BKP-KEY-11
  Scenario: A vault may have another account's key that was shared
    Given a key "k" of "consumer"
    When "owner" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, EncryptionKeyArn: "{k.arn}"}
      """
    Then it is refused by BKP-KEY-11
    Given key "k" is shared with "owner"
    And a key "open" of "consumer" with the policy
      """
      {Allow: kms:*, to: ["{consumer}", "{owner}"]}
      """
    When "owner" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, EncryptionKeyArn: "{open.arn}"}
      """
    Then it succeeds

  @rule:BKP-KEY-11
  Scenario: Who makes a vault may use its key and AWS Backup's storage
    Given a key "k" of "owner"
    And a user "ann" of "owner" who may
      """
      [backup:CreateBackupVault, backup-storage:MountCapsule]
      """
    And a user "bob" of "owner" who may
      """
      [backup:CreateBackupVault, kms:CreateGrant, kms:GenerateDataKey, kms:Decrypt, kms:RetireGrant, kms:DescribeKey]
      """
    And a user "eve" of "owner" who may
      """
      [backup:CreateBackupVault, backup-storage:MountCapsule,
       kms:CreateGrant, kms:GenerateDataKey, kms:Decrypt, kms:RetireGrant, kms:DescribeKey]
      """
    When "ann" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, EncryptionKeyArn: "{k.arn}"}
      """
    Then it is refused by BKP-KEY-11
    When "bob" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, EncryptionKeyArn: "{k.arn}"}
      """
    Then it is refused by BKP-KEY-11
    When "eve" calls backup CreateBackupVault with
      """
      {BackupVaultName: home, EncryptionKeyArn: "{k.arn}"}
      """
    Then it succeeds

  @rule:BKP-VLT-05
  Scenario: A vault that holds recovery points is not deleted
    Given a backup vault "home" of "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" deletes backup vault "home"
    Then it is refused by BKP-VLT-05 saying "Backup vault cannot be deleted because it contains recovery points."
    And it is refused with InvalidRequestException
    When "owner" deletes recovery point "r"
    And recovery point "r" becomes gone
    And 10 minutes pass
    And "owner" deletes backup vault "home"
    Then it succeeds
    When "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then it is refused by BKP-VLT-04

  @rule:BKP-VLT-09
  Scenario: Vaults are listed by their type
    Given a backup vault "home" of "owner"
    When "owner" calls backup ListBackupVaults with
      """
      ByVaultType: BACKUP_VAULT
      """
    Then the answer shows
      | BackupVaultList.*.BackupVaultName | [home] |
    When "owner" calls backup ListBackupVaults with
      """
      ByVaultType: LOGICALLY_AIR_GAPPED_BACKUP_VAULT
      """
    Then the answer shows
      | BackupVaultList.0 | (absent) |
    When "owner" calls backup ListBackupVaults with
      """
      ByVaultType: "{x times 4}"
      """
    Then it is refused by BKP-VLT-09

  @rule:BKP-COPY-29
  Scenario: A vault notifies an SNS topic
    Given a backup vault "home" of "owner"
    When "owner" calls backup GetBackupVaultNotifications with
      """
      BackupVaultName: home
      """
    Then it is refused with ResourceNotFoundException
    When "owner" calls backup PutBackupVaultNotifications with
      """
      BackupVaultName: home
      SNSTopicArn: arn:aws:sns:us-east-1:111111111111:backups
      BackupVaultEvents: [COPY_JOB_STARTED, COPY_JOB_SUCCESSFUL, COPY_JOB_FAILED]
      """
    And "owner" calls backup GetBackupVaultNotifications with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | BackupVaultArn    | {home.arn}                                               |
      | SNSTopicArn       | arn:aws:sns:us-east-1:111111111111:backups               |
      | BackupVaultEvents | [COPY_JOB_STARTED COPY_JOB_SUCCESSFUL COPY_JOB_FAILED]   |
    When "owner" calls backup DeleteBackupVaultNotifications with
      """
      BackupVaultName: home
      """
    And "owner" calls backup GetBackupVaultNotifications with
      """
      BackupVaultName: home
      """
    Then it is refused with ResourceNotFoundException

  @rule:BKP-COPY-29
  Scenario Outline: A vault does not notify <what>
    Given a backup vault "home" of "owner"
    When "owner" calls backup PutBackupVaultNotifications with
      """
      {BackupVaultName: home, SNSTopicArn: "<topic>", BackupVaultEvents: [<event>]}
      """
    Then it is refused by BKP-COPY-29

    Examples:
      | what                  | topic                                      | event           |
      | a bucket              | arn:aws:s3:::bucket                        | COPY_JOB_FAILED |
      | of an event of no kind | arn:aws:sns:us-east-1:111111111111:backups | "{x times 4}"  |

  @rule:BKP-PAG-01
  Scenario: A listing has pages
    Given a backup vault "one" of "owner"
    And a backup vault "two" of "owner"
    When "owner" calls backup ListBackupVaults with
      """
      MaxResults: 1
      """
    Then the answer shows
      | BackupVaultList.1 | (absent) |
      | NextToken         | (any)    |
    When "page" names the answer's NextToken
    And "owner" calls backup ListBackupVaults with
      """
      {MaxResults: 1, NextToken: "{page}"}
      """
    Then the answer shows
      | BackupVaultList.1 | (absent) |
      | NextToken         | (absent) |
    When "stranger" calls backup ListBackupVaults with
      """
      {MaxResults: 1, NextToken: "{page}"}
      """
    Then it is refused by BKP-PAG-01
    When "owner" calls backup ListBackupVaults with
      """
      MaxResults: 1001
      """
    Then it is refused by BKP-PAG-01

  @rule:BKP-COPY-01
  Scenario Outline: <operation> names <member>
    When "owner" calls backup <operation> with
      """
      {}
      """
    Then it is refused by BKP-COPY-01
    And it is refused with MissingParameterValueException

    Examples:
      | operation        | member      |
      | StartBackupJob   | ResourceArn |
      | StartCopyJob     | IamRoleArn  |
      | StartRestoreJob  | Metadata    |
      | CreateBackupPlan | BackupPlan  |

  @rule:BKP-QUO-01
  Scenario: An account has 300 vaults in a Region
    Given "owner" has 300 backup vaults
    When "owner" calls backup CreateBackupVault with
      """
      BackupVaultName: more
      """
    Then it is refused by BKP-QUO-01
    Given the Region is eu-west-1
    When "owner" calls backup CreateBackupVault with
      """
      BackupVaultName: more
      """
    Then it succeeds

  Scenario: A new account has no Default vault
    When "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: Default
      """
    Then it is refused by BKP-VLT-04
    Given a volume "v" of "owner"
    And the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      {BackupVaultName: Default, ResourceArn: "{v.arn}", IamRoleArn: "{backup role of owner.arn}"}
      """
    Then it is refused by BKP-VLT-04

  @rule:BKP-VLT-12 @needs:console
  Scenario: The first look at the console makes the Default vault, and so does the next one after it was deleted
    When "owner" visits the console of AWS Backup
    And "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: Default
      """
    Then the answer shows
      | BackupVaultArn    | arn:aws:backup:us-east-1:111111111111:backup-vault:Default |
      | EncryptionKeyType | AWS_OWNED_KMS_KEY                                          |
    When "owner" visits the console of AWS Backup
    And "owner" calls backup DeleteBackupVault with
      """
      BackupVaultName: Default
      """
    Then it succeeds
    When "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: Default
      """
    Then it is refused by BKP-VLT-04
    When "owner" visits the console of AWS Backup
    And "owner" calls backup ListBackupVaults
    Then the answer shows
      | BackupVaultList.*.BackupVaultName | [Default] |
    Given the Region is eu-west-1
    When "owner" calls backup ListBackupVaults
    Then the answer shows
      | BackupVaultList.0 | (absent) |

  @rule:BKP-TAG-02
  Scenario Outline: Who gives tags to what <operation> makes may TagResource it
    Given a backup vault "home" of "owner"
    And a user "bob" of "owner" who may
      """
      ["backup:<operation>", "backup-storage:MountCapsule", "kms:*"]
      """
    And a user "eve" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["backup:<operation>", "backup-storage:MountCapsule", "kms:*"], Resource: "*"}
        - {Effect: Allow, Action: "backup:TagResource", Resource: "arn:aws:backup:*:{owner}:<type>:*"}
      """
    When "bob" calls backup <operation> with
      """
      {<first>, <tags>: {team: red}}
      """
    Then it is refused with AccessDeniedException
    When "eve" calls backup <operation> with
      """
      {<first>, <tags>: {team: red}}
      """
    Then it succeeds
    When "bob" calls backup <operation> with
      """
      {<second>}
      """
    Then it succeeds

    Examples:
      | operation         | type         | tags            | first                                                                                        | second                                                                                        |
      | CreateBackupVault | backup-vault | BackupVaultTags | BackupVaultName: first                                                                       | BackupVaultName: second                                                                       |
      | CreateBackupPlan  | backup-plan  | BackupPlanTags  | BackupPlan: {BackupPlanName: first, Rules: [{RuleName: early, TargetBackupVaultName: home}]} | BackupPlan: {BackupPlanName: second, Rules: [{RuleName: early, TargetBackupVaultName: home}]} |
