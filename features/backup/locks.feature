Feature: A locked vault keeps its recovery points

  Background:
    Given a backup vault "home" of "owner"
    And a volume "v" of "owner"

  @rule:BKP-LOCK-06
  Scenario: A lock in governance mode shows its bounds and no date
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30}
      """
    And "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | Locked           | true     |
      | MinRetentionDays | 7        |
      | MaxRetentionDays | 30       |
      | LockDate         | (absent) |
    When "owner" calls backup DeleteBackupVaultLockConfiguration with
      """
      BackupVaultName: home
      """
    And "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | Locked           | false    |
      | MinRetentionDays | (absent) |
      | MaxRetentionDays | (absent) |

  @rule:BKP-LOCK-01 @rule:BKP-LOCK-06
  Scenario: A lock in compliance mode shows its date
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30, ChangeableForDays: 3}
      """
    And "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | Locked   | true |
      | LockDate | (any) |

  @rule:BKP-LOCK-01
  Scenario Outline: A lock is not taken with <what>
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, <bounds>}
      """
    Then it is refused by BKP-LOCK-01
    When "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | Locked | false |

    Examples:
      | what                        | bounds                                                             |
      | a minimum of no day         | MinRetentionDays: 0, MaxRetentionDays: 30                          |
      | a maximum above 36500       | MinRetentionDays: 7, MaxRetentionDays: 36501                       |
      | a minimum above the maximum | MinRetentionDays: 31, MaxRetentionDays: 30                         |
      | a grace time of two days    | MinRetentionDays: 7, MaxRetentionDays: 30, ChangeableForDays: 2     |
      | a grace time of 36501 days  | MinRetentionDays: 7, MaxRetentionDays: 30, ChangeableForDays: 36501 |

  @rule:BKP-LOCK-02
  Scenario Outline: A backup for <days> days fails in a vault that is locked for 7 to 30
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30}
      """
    And "owner" backs up volume "v" into vault "home" as "j" for <days> days
    Then backup job "j" becomes failed
    And vault "home" holds no recovery points

    Examples:
      | days |
      | 6    |
      | 31   |

  @rule:BKP-LOCK-02
  Scenario Outline: A backup for <days> days is made in a vault that is locked for 7 to 30
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30}
      """
    And "owner" backs up volume "v" into vault "home" as "j" for <days> days
    Then backup job "j" makes recovery point "r"

    Examples:
      | days |
      | 7    |
      | 30   |

  @rule:BKP-LOCK-02
  Scenario: What would stay for ever is too long for a vault with a maximum
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30}
      """
    And "owner" backs up volume "v" into vault "home" as "j"
    Then backup job "j" becomes failed
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7}
      """
    And "owner" backs up volume "v" into vault "home" as "k"
    Then backup job "k" makes recovery point "r"

  @rule:BKP-LOCK-02
  Scenario: A copy out of the bounds of the vault that it goes to fails
    Given a key "k" of "owner"
    And a backup vault "strict" of "owner" encrypted under "k"
    And a recovery point "r" of volume "v" in vault "home" for 90 days
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: strict, MinRetentionDays: 7, MaxRetentionDays: 30}
      """
    And "owner" copies recovery point "r" into vault "strict" as "c"
    Then copy job "c" fails saying "Copy job failed. The retention specified in the job is not within the range specified for the target Backup Vault."
    When "owner" copies recovery point "r" into vault "strict" as "d" for 30 days
    Then copy job "d" makes recovery point "copy"

  @rule:BKP-LOCK-03
  Scenario: In a locked vault nobody deletes a recovery point or changes its lifecycle
    Given a recovery point "r" of volume "v" in vault "home" for 10 days
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30}
      """
    And "owner" deletes recovery point "r"
    Then it is refused by BKP-LOCK-03
    When "owner" calls backup UpdateRecoveryPointLifecycle with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}", Lifecycle: {DeleteAfterDays: 20}}
      """
    Then it is refused by BKP-LOCK-03
    And recovery point "r" is available
    When "owner" calls backup DeleteBackupVaultLockConfiguration with
      """
      BackupVaultName: home
      """
    And "owner" calls backup UpdateRecoveryPointLifecycle with
      """
      {BackupVaultName: home, RecoveryPointArn: "{r.arn}", Lifecycle: {DeleteAfterDays: 20}}
      """
    Then it succeeds
    When "owner" deletes recovery point "r"
    Then recovery point "r" becomes gone

  @rule:BKP-LOCK-03
  Scenario: The grace time of a lock is no grace for its recovery points
    Given a recovery point "r" of volume "v" in vault "home" for 10 days
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30, ChangeableForDays: 3}
      """
    And "owner" deletes recovery point "r"
    Then it is refused by BKP-LOCK-03

  @rule:BKP-LOCK-04 @rule:BKP-LOCK-01 @needs:clock
  Scenario: After its date a lock is neither changed nor removed
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30, ChangeableForDays: 3}
      """
    And 2 days pass
    And "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 8, MaxRetentionDays: 30, ChangeableForDays: 3}
      """
    Then it succeeds
    When 4 days pass
    And "owner" calls backup DeleteBackupVaultLockConfiguration with
      """
      BackupVaultName: home
      """
    Then it is refused by BKP-LOCK-04
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 1, MaxRetentionDays: 30}
      """
    Then it is refused by BKP-LOCK-04 saying "Vault Lock configuration is immutable and cannot be modified"

  @rule:BKP-LOCK-04 @needs:clock
  Scenario: A lock in governance mode, or in its grace time, is removed
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30}
      """
    And 30 days pass
    And "owner" calls backup DeleteBackupVaultLockConfiguration with
      """
      BackupVaultName: home
      """
    Then it succeeds
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30, ChangeableForDays: 3}
      """
    And 2 days pass
    And "owner" calls backup DeleteBackupVaultLockConfiguration with
      """
      BackupVaultName: home
      """
    And "owner" calls backup DescribeBackupVault with
      """
      BackupVaultName: home
      """
    Then the answer shows
      | Locked | false |

  @rule:BKP-LOCK-05 @rule:BKP-VLT-05 @needs:clock
  Scenario: An empty vault is deleted under a lock that nobody can remove
    Given a recovery point "r" of volume "v" in vault "home" for 10 days
    When "owner" calls backup PutBackupVaultLockConfiguration with
      """
      {BackupVaultName: home, MinRetentionDays: 7, MaxRetentionDays: 30, ChangeableForDays: 3}
      """
    And 4 days pass
    And "owner" deletes backup vault "home"
    Then it is refused by BKP-VLT-05
    When 7 days pass
    Then vault "home" holds no recovery points
    When "owner" deletes backup vault "home"
    Then it succeeds
