Feature: Recovery points are copied into the vaults of other accounts of the organization

  Background: The owner backs up, and copies into a vault of the consumer's
    Given an organization of "management" with "owner" and "consumer"
    And cross-account backup is switched on
    And a key "archive" of "consumer"
    And a backup vault "safe" of "consumer" encrypted under "archive"
    And a backup vault "home" of "owner"

  @rule:BKP-POL-01 @rule:BKP-RP-11 @rule:BKP-KEY-08
  Scenario: The copy is the other account's, under the key of its vault
    Given vault "safe" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home" for 30 days
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" makes recovery point "copy"
    And vault "safe" holds these recovery points
      | Recovery point | Resource | Status    | Goes | Key     | Source vault |
      | copy           | v        | COMPLETED | 30   | archive | home         |
    And vault "home" holds these recovery points
      | Recovery point | Resource | Status    | Goes | Key | Source vault |
      | r              | v        | COMPLETED | 30   |     |              |
    When "consumer" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: safe, RecoveryPointArn: "{copy.arn}"}
      """
    Then the answer shows
      | BackupVaultName      | safe       |
      | ResourceType         | EBS        |
      | IsEncrypted          | true       |
      | SourceBackupVaultArn | {home.arn} |
    When "owner" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: safe, RecoveryPointArn: "{copy.arn}"}
      """
    Then it is refused by BKP-VLT-04

  @rule:BKP-COPY-22 @rule:BKP-COPY-23
  Scenario: A copy job shows both sides
    Given vault "safe" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" makes recovery point "copy"
    When "owner" calls backup DescribeCopyJob with
      """
      CopyJobId: "{c}"
      """
    Then the answer shows
      | CopyJob.AccountId                   | {owner}                    |
      | CopyJob.SourceBackupVaultArn        | {home.arn}                 |
      | CopyJob.SourceRecoveryPointArn      | {r.arn}                    |
      | CopyJob.DestinationBackupVaultArn   | {safe.arn}                 |
      | CopyJob.DestinationRecoveryPointArn | {copy.arn}                 |
      | CopyJob.DestinationEncryptionKeyArn | {archive.arn}              |
      | CopyJob.DestinationVaultType        | BACKUP_VAULT               |
      | CopyJob.ResourceArn                 | {v.arn}                    |
      | CopyJob.ResourceType                | EBS                        |
      | CopyJob.IamRoleArn                  | {backup role of owner.arn} |
      | CopyJob.CreatedByBackupJobId        | (absent)                   |
    When "consumer" calls backup DescribeCopyJob with
      """
      CopyJobId: "{c}"
      """
    Then it is refused by BKP-COPY-24

  @rule:BKP-COPY-24
  Scenario: A copy job that is not there is not found
    When "owner" calls backup DescribeCopyJob with
      """
      CopyJobId: 01234567-89AB-CDEF-0123-456789ABCDEF
      """
    Then it is refused by BKP-COPY-24
    And it is refused with ResourceNotFoundException

  @rule:BKP-ORG-01
  Scenario: Between accounts of different organizations nothing is copied
    Given a backup vault "far" of "stranger"
    And vault "far" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "far" as "c"
    Then copy job "c" fails saying "Copy job failed. Both source and destination account must be a member of the same organization."
    And vault "far" holds no recovery points

  @rule:BKP-ORG-01
  Scenario: A policy for everybody lets nobody in from outside the organization
    Given a backup vault "outside" of "stranger"
    And a volume "v" of "stranger"
    And a recovery point "r" of volume "v" in vault "outside"
    When "consumer" puts this policy on vault "safe"
      """
      {Allow: backup:CopyIntoBackupVault, to: "*"}
      """
    And "stranger" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "Copy job failed. Both source and destination account must be a member of the same organization."
    Given a volume "w" of "owner"
    And a recovery point "r2" of volume "w" in vault "home"
    When "owner" copies recovery point "r2" into vault "safe" as "d"
    Then copy job "d" makes recovery point "copy"

  @rule:BKP-ORG-07 @rule:BKP-ORG-08 @needs:clock
  Scenario: Switched off, copies may go on for 15 minutes, and then fail
    Given vault "safe" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And cross-account backup is switched off
    When "owner" copies recovery point "r" into vault "safe" as "tail"
    Then copy job "tail" is completed, or fails saying "Copy job failed. Cross-account copy feature is not enabled for the current organization."
    When 15 minutes pass
    And "owner" copies recovery point "r" into vault "safe" as "late"
    Then copy job "late" fails saying "Copy job failed. Cross-account copy feature is not enabled for the current organization."
    Given cross-account backup is switched on
    When "owner" copies recovery point "r" into vault "safe" as "again"
    Then copy job "again" makes recovery point "copy"

  @rule:BKP-ORG-07
  Scenario: In an organization that never switched it on, nothing is copied across accounts
    Given vault "safe" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And cross-account backup is switched off
    When 20 minutes pass
    And "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "Copy job failed. Cross-account copy feature is not enabled for the current organization."

  @rule:BKP-POL-01 @rule:BKP-COPY-02
  Scenario: A vault without a policy takes no copies of others
    Given a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "Access Denied trying to call AWS Backup service."
    And vault "safe" holds no recovery points

  @rule:BKP-POL-01
  Scenario: A vault that takes copies of one account takes none of another
    Given vault "safe" takes copies from "management"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "Access Denied trying to call AWS Backup service"

  @rule:BKP-POL-01
  Scenario: A vault takes copies of an organization by its ID
    Given a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "consumer" puts this policy on vault "safe"
      """
      {Allow: backup:CopyIntoBackupVault, to: "*", if: {StringEquals: {aws:PrincipalOrgID: o-0123456789}}}
      """
    And "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "Access Denied trying to call AWS Backup service"
    When "consumer" puts this policy on vault "safe"
      """
      {Allow: backup:CopyIntoBackupVault, to: "*", if: {StringEquals: {aws:PrincipalOrgID: "{organization}"}}}
      """
    And "owner" copies recovery point "r" into vault "safe" as "d"
    Then copy job "d" makes recovery point "copy"

  @rule:BKP-POL-01
  Scenario: A vault takes copies of an organizational unit by its path
    Given an organizational unit "apps"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "management" calls organizations ListRoots
    And "root" names the answer's Roots.0.Id
    And "consumer" puts this policy on vault "safe"
      """
      {Allow: backup:CopyIntoBackupVault, to: "*", if: {"ForAnyValue:StringLike": {aws:PrincipalOrgPaths: ["{organization}/{root}/{apps}/*"]}}}
      """
    And "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "Access Denied trying to call AWS Backup service"
    When "management" moves "owner" to OU "apps"
    And "owner" copies recovery point "r" into vault "safe" as "d"
    Then copy job "d" makes recovery point "copy"
    When "management" moves "owner" to the root
    And "owner" copies recovery point "r" into vault "safe" as "e"
    Then copy job "e" fails saying "Access Denied trying to call AWS Backup service"

  @rule:BKP-POL-16
  Scenario: The role of a copy may copy out of the one vault and into the other
    Given vault "safe" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And a role "Reader" of "owner" that trusts backup.amazonaws.com and may
      """
      [backup:CopyFromBackupVault, ec2:*, kms:*]
      """
    And a role "Copier" of "owner" that trusts backup.amazonaws.com and may
      """
      [backup:CopyFromBackupVault, backup:CopyIntoBackupVault, ec2:*, kms:*, backup:TagResource, backup:ListTags]
      """
    When "owner" copies recovery point "r" into vault "safe" as "c" under the role "Reader"
    Then copy job "c" fails saying "Access Denied trying to call AWS Backup service"
    When "owner" copies recovery point "r" into vault "safe" as "d" under the role "Copier"
    Then copy job "d" makes recovery point "copy"

  @rule:BKP-POL-18
  Scenario: Who copies may start copy jobs and pass the role
    Given vault "safe" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And the default role for backups of "owner"
    And a user "ann" of "owner" who may
      """
      [iam:PassRole]
      """
    And a user "bob" of "owner" who may
      """
      [backup:StartCopyJob]
      """
    And a user "eve" of "owner"
    When "ann" copies recovery point "r" into vault "safe" as "a"
    Then it is refused with AccessDeniedException
    When "bob" copies recovery point "r" into vault "safe" as "b"
    Then it is refused by BKP-POL-18
    When "owner" calls iam AttachUserPolicy with
      """
      {UserName: eve, PolicyArn: "arn:aws:iam::aws:policy/AWSBackupFullAccess"}
      """
    And "eve" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" makes recovery point "copy"

  @rule:BKP-POL-01
  Scenario: What was copied is copied back under the same conditions
    Given vault "safe" takes copies from "owner"
    And a key "k" of "owner"
    And a backup vault "back" of "owner" encrypted under "k"
    And key "archive" is shared with "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" makes recovery point "copy"
    When "consumer" copies recovery point "copy" into vault "back" as "d"
    Then copy job "d" fails saying "Access Denied trying to call AWS Backup service"
    Given vault "back" takes copies from "consumer"
    When "consumer" copies recovery point "copy" into vault "back" as "e"
    Then copy job "e" makes recovery point "returned"
    And vault "back" holds these recovery points
      | Recovery point | Key |
      | returned       | k   |

  @rule:BKP-COPY-15
  Scenario: A volume's snapshot is shared with the other account only while it is copied
    Given vault "safe" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And "s" names the snapshot of recovery point "r"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    And copy job "c" becomes running
    Then "owner" keeps these snapshots
      | Snapshot | Shared with |
      | s        | consumer    |
    And copy job "c" makes recovery point "copy"
    And "owner" keeps these snapshots
      | Snapshot | Shared with |
      | s        |             |
    When "t" names the snapshot of recovery point "copy"
    Then "consumer" sees these snapshots
      | Snapshot | Owner    | State     | Key     |
      | t        | consumer | completed | archive |

  @rule:BKP-COPY-14
  Scenario: When the role is deleted in mid-copy, the snapshot stays shared
    Given vault "safe" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And "s" names the snapshot of recovery point "r"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    And copy job "c" becomes running
    And "owner" calls iam DetachRolePolicy with
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
    Then copy job "c" is completed or failed, saying "Failed to unshare snapshot"
    And "owner" keeps these snapshots
      | Snapshot | Shared with |
      | s        | consumer    |
    And vault "safe" holds these recovery points
      | Resource | Status    | Key     |
      | v        | COMPLETED | archive |

  Scenario: One recovery point is copied into vaults of several accounts
    Given a key "k2" of "management"
    And a backup vault "vault-2" of "management" encrypted under "k2"
    And vault "safe" takes copies from "owner"
    And vault "vault-2" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    And "owner" copies recovery point "r" into vault "vault-2" as "d"
    Then copy job "c" makes recovery point "one"
    And copy job "d" makes recovery point "two"

  @rule:BKP-COPY-21
  Scenario Outline: What is not there is not copied: <what>
    Given vault "safe" takes copies from "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And a backup vault "other" of "owner"
    And the default role for backups of "owner"
    When "owner" calls backup StartCopyJob with
      """
      RecoveryPointArn: "<recovery point>"
      SourceBackupVaultName: <source>
      DestinationBackupVaultArn: "<destination>"
      IamRoleArn: "{backup role of owner.arn}"
      """
    Then it is refused by BKP-COPY-21

    Examples:
      | what                                | recovery point                                     | source | destination |
      | a recovery point of another vault   | {r.arn}                                            | other  | {safe.arn}  |
      | a recovery point that never was     | arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0 | home   | {safe.arn}  |

  @rule:BKP-COPY-22
  Scenario Outline: A copy does not go to <what>
    Given a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And the default role for backups of "owner"
    When "owner" calls backup StartCopyJob with
      """
      RecoveryPointArn: "{r.arn}"
      SourceBackupVaultName: home
      DestinationBackupVaultArn: "<destination>"
      IamRoleArn: "{backup role of owner.arn}"
      """
    Then it is refused by BKP-COPY-22

    Examples:
      | what            | destination                                         |
      | a vault's name  | safe                                                |
      | a plan          | arn:aws:backup:us-east-1:222222222222:backup-plan:x |
      | a bucket        | arn:aws:s3:::safe                                   |

  @rule:BKP-COPY-02
  Scenario Outline: A copy into a vault of <whose> that is not there fails
    Given a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And the default role for backups of "owner"
    When "owner" calls backup StartCopyJob with
      """
      RecoveryPointArn: "{r.arn}"
      SourceBackupVaultName: home
      DestinationBackupVaultArn: "arn:aws:backup:us-east-1:<account>:backup-vault:nowhere"
      IamRoleArn: "{backup role of owner.arn}"
      """
    Then it succeeds
    When "owner" names the newest copy job "c"
    Then copy job "c" fails saying "<message>"

    Examples:
      | whose                | account      | message                                        |
      | the account's own    | 111111111111 | Could not find cryopod                         |
      | another account      | 222222222222 | Access Denied trying to call AWS Backup service |
