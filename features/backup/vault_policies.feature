Feature: A vault's policy says who copies into it, and what nobody does in it

  Background:
    Given an organization of "management" with "owner" and "consumer"
    And a key "k" of "consumer"
    And a backup vault "safe" of "consumer" encrypted under "k"

  Scenario: The policy of the article is taken and given back, blanks in its Sid included
    When "consumer" puts this policy on vault "safe"
      """
      {"Version": "2012-10-17","Statement": [{"Sid": "Allow account to copy into backup vault","Effect": "Allow","Action": "backup:CopyIntoBackupVault","Resource": "*","Principal": {"AWS": "arn:aws:iam::111111111111:root"}}]}
      """
    And "consumer" calls backup GetBackupVaultAccessPolicy with
      """
      BackupVaultName: safe
      """
    Then the answer shows
      | BackupVaultName | safe                                               |
      | BackupVaultArn  | {safe.arn}                                         |
      | Policy          | (contains Allow account to copy into backup vault) |
      | Policy          | (contains arn:aws:iam::111111111111:root)          |

  @rule:BKP-POL-19
  Scenario: A policy replaces the former one as a whole
    Given vault "safe" takes copies from "owner"
    When "consumer" puts this policy on vault "safe"
      """
      {Allow: backup:CopyIntoBackupVault, to: "arn:aws:iam::333333333333:root"}
      """
    And "consumer" calls backup GetBackupVaultAccessPolicy with
      """
      BackupVaultName: safe
      """
    Then the answer shows
      | Policy | (contains 333333333333) |
    When "consumer" calls backup DeleteBackupVaultAccessPolicy with
      """
      BackupVaultName: safe
      """
    And "consumer" calls backup GetBackupVaultAccessPolicy with
      """
      BackupVaultName: safe
      """
    Then it is refused with ResourceNotFoundException

  @rule:BKP-POL-10
  Scenario: A vault without a policy answers that there is none
    When "consumer" calls backup GetBackupVaultAccessPolicy with
      """
      BackupVaultName: safe
      """
    Then it is refused by BKP-POL-10
    And it is refused with ResourceNotFoundException
    Given vault "safe" takes copies from "owner"
    When "consumer" calls backup GetBackupVaultAccessPolicy with
      """
      BackupVaultName: safe
      """
    Then it succeeds

  @rule:BKP-POL-06
  Scenario Outline: <who> may be let do nothing but copy into a vault
    When "consumer" puts this policy on vault "safe"
      """
      {Allow: <action>, to: "<principal>"}
      """
    Then it is refused by BKP-POL-06 saying "The specified policy cannot be added to the vault due to cross-account sharing restrictions. Amend the policy or the vault's settings, then retry request"
    And it is refused with AccessDeniedException

    Examples:
      | who             | action                                                       | principal                      |
      | Another account | backup:DescribeBackupVault                                   | arn:aws:iam::111111111111:root |
      | Another account | [backup:CopyIntoBackupVault, backup:DescribeRecoveryPoint]   | arn:aws:iam::111111111111:root |
      | Everybody       | backup:DeleteRecoveryPoint                                   | *                              |

  @rule:BKP-POL-06
  Scenario: The vault's own account may be let do more
    When "consumer" puts this policy on vault "safe"
      """
      {Allow: backup:DeleteRecoveryPoint, to: "arn:aws:iam::222222222222:root"}
      """
    Then it succeeds

  @rule:BKP-POL-08 @rule:BKP-POL-06
  Scenario: Everybody may be denied anything
    When "consumer" puts this policy on vault "safe"
      """
      {Deny: backup:DeleteRecoveryPoint, to: "*", if: {ArnNotEquals: {aws:PrincipalArn: "arn:aws:iam::222222222222:role/Keeper"}}}
      """
    Then it succeeds

  @rule:BKP-POL-06
  Scenario Outline: A vault may be opened to <whom>
    Given a role "Copier" of "owner" that trusts "owner"
    And a user "ann" of "owner"
    When "consumer" puts this policy on vault "safe"
      """
      <statement>
      """
    Then it succeeds

    Examples:
      | whom                   | statement                                                                                                               |
      | an account             | {Allow: backup:CopyIntoBackupVault, to: "arn:aws:iam::111111111111:root"}                                               |
      | an account's number    | {Allow: backup:CopyIntoBackupVault, to: "111111111111"}                                                                 |
      | a role                 | {Allow: backup:CopyIntoBackupVault, to: "{Copier.arn}"}                                                                 |
      | a user                 | {Allow: backup:CopyIntoBackupVault, to: "{ann.arn}"}                                                                    |
      | an organization        | {Allow: backup:CopyIntoBackupVault, to: "*", if: {StringEquals: {aws:PrincipalOrgID: "{organization}"}}}                |
      | organizational units   | {Allow: backup:CopyIntoBackupVault, to: "*", if: {"ForAnyValue:StringLike": {aws:PrincipalOrgPaths: ["{organization}/*"]}}} |

  @rule:BKP-POL-08
  Scenario Outline: A vault's policy has no <action>
    When "consumer" puts this policy on vault "safe"
      """
      {Allow: "<action>", to: "arn:aws:iam::222222222222:root"}
      """
    Then it is refused by BKP-POL-08

    Examples:
      | action        |
      | backup:*      |
      | backup:Copy*  |
      | *             |

  @rule:BKP-POL-09
  Scenario: A principal that does not exist is refused
    When "consumer" puts this policy on vault "safe"
      """
      {Allow: backup:CopyIntoBackupVault, to: "arn:aws:iam::111111111111:role/Nobody"}
      """
    Then it is refused by BKP-POL-09
    And it is refused with InvalidParameterValueException
    Given a role "Nobody" of "owner" that trusts "owner"
    When "consumer" puts this policy on vault "safe"
      """
      {Allow: backup:CopyIntoBackupVault, to: "arn:aws:iam::111111111111:role/Nobody"}
      """
    Then it succeeds

  @rule:BKP-POL-12
  Scenario: What the policy denies, not even the owner's administrator does
    When "consumer" puts this policy on vault "safe"
      """
      {Deny: backup:DeleteBackupVault, to: "*"}
      """
    And "consumer" deletes backup vault "safe"
    Then it is refused by BKP-POL-12
    And it is refused with AccessDeniedException
    When "consumer" calls backup DescribeBackupVault with
      """
      BackupVaultName: safe
      """
    Then it succeeds

  @rule:BKP-POL-12 @rule:BKP-POL-08
  Scenario: A recovery point is kept from everybody but a role
    Given a role "Keeper" of "consumer" that trusts "consumer" and may
      """
      [backup:*, ec2:*]
      """
    And a volume "v" of "consumer"
    And a recovery point "r" of volume "v" in vault "safe"
    And "lib" acts as the role "Keeper" of "consumer"
    When "consumer" puts this policy on vault "safe"
      """
      {Deny: backup:DeleteRecoveryPoint, to: "*", if: {ArnNotEquals: {aws:PrincipalArn: "{Keeper.arn}"}}}
      """
    And "consumer" deletes recovery point "r"
    Then it is refused by BKP-POL-12
    When "lib" deletes recovery point "r"
    Then it succeeds

  @rule:BKP-POL-12 @rule:BKP-POL-08
  Scenario: A recovery point is kept from everybody but an account's own IDs
    Given a volume "v" of "consumer"
    And a recovery point "r" of volume "v" in vault "safe"
    And a user "ann" of "consumer" who may
      """
      [backup:*, ec2:*]
      """
    When "consumer" puts this policy on vault "safe"
      """
      {Deny: backup:DeleteRecoveryPoint, to: "*", if: {StringNotEquals: {aws:userId: ["{consumer}"]}}}
      """
    And "ann" deletes recovery point "r"
    Then it is refused by BKP-POL-12
    When "consumer" deletes recovery point "r"
    Then it succeeds

  @rule:BKP-POL-12
  Scenario: What the policy denies about a vault, EC2 does to its snapshots
    Given a volume "v" of "consumer"
    And a recovery point "r" of volume "v" in vault "safe"
    And "s" names the snapshot of recovery point "r"
    When "consumer" puts this policy on vault "safe"
      """
      {Deny: [backup:DescribeRecoveryPoint, backup:StartRestoreJob], to: "*"}
      """
    And "consumer" calls backup DescribeRecoveryPoint with
      """
      {BackupVaultName: safe, RecoveryPointArn: "{r.arn}"}
      """
    Then it is refused by BKP-POL-12
    When "consumer" shares snapshot "s" with "owner"
    Then it succeeds
    And "owner" sees these snapshots
      | Snapshot | Owner    |
      | s        | consumer |
