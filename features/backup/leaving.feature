Feature: Accounts that leave the organization keep their copies, and get no more

  Background:
    Given an organization of "management" with "owner" and "consumer"
    And cross-account backup is switched on
    And a key "archive" of "consumer"
    And a backup vault "safe" of "consumer" encrypted under "archive"
    And vault "safe" takes copies from "owner"
    And a backup vault "home" of "owner"
    And a volume "v" of "owner"

  @rule:BKP-ORG-01 @rule:BKP-ORG-10 @needs:clock
  Scenario: What was copied stays until its time, and nothing more is copied
    Given a recovery point "r" of volume "v" in vault "home" for 30 days
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" makes recovery point "copy"
    When "consumer" leaves the organization
    And "owner" copies recovery point "r" into vault "safe" as "d"
    Then copy job "d" fails saying "Copy job failed. Both source and destination account must be a member of the same organization."
    And vault "safe" holds these recovery points
      | Recovery point | Status    | Goes | Key     |
      | copy           | COMPLETED | 30   | archive |
    When "consumer" restores recovery point "copy" as "x"
    Then restore job "x" makes volume "w"
    When 29 days pass
    Then recovery point "copy" is available
    When 2 days pass
    Then vault "safe" holds no recovery points

  @rule:BKP-ORG-01 @rule:BKP-ORG-10
  Scenario: An account that is removed gets no more copies, and keeps those that it has
    Given a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" makes recovery point "copy"
    When "management" removes "consumer" from the organization
    And "owner" copies recovery point "r" into vault "safe" as "d"
    Then copy job "d" fails saying "Copy job failed. Both source and destination account must be a member of the same organization."
    And recovery point "copy" is available

  @rule:BKP-ORG-01 @needs:clock
  Scenario: A plan goes on backing up for an account that left, and its copies fail
    Given a backup plan "nightly" of "owner"
      """
      - ScheduleExpression: cron(0 5 ? * * *)
        TargetBackupVaultName: home
        CopyActions: [{DestinationBackupVaultArn: "{safe.arn}"}]
      """
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{v.arn}"]}
      """
    When 1 day passes
    Then vault "safe" holds 1 recovery point
    When "owner" leaves the organization
    And 1 day passes
    Then vault "home" holds 2 recovery points
    And vault "safe" holds 1 recovery point
    When "owner" names the newest copy job "c"
    Then copy job "c" fails saying "Copy job failed. Both source and destination account must be a member of the same organization."

  @rule:IAM-EVA-06
  Scenario: A service control policy keeps the copies in the organization
    Given service control policies are enabled
    And a service control policy "stay" of "consumer"
      """
      {Statement: {Effect: Deny, Action: "organizations:LeaveOrganization", Resource: "*"}}
      """
    When "consumer" leaves the organization
    Then it is refused by IAM-EVA-06

  @rule:BKP-POL-16 @rule:BKP-ORG-07
  Scenario: A service control policy keeps copies out of the vaults that it does not name
    Given a backup vault "elsewhere" of "consumer" encrypted under "archive"
    And vault "elsewhere" takes copies from "owner"
    And a recovery point "r" of volume "v" in vault "home"
    And service control policies are enabled
    And a service control policy "targets" of "owner"
      """
      {Statement: {Effect: Deny, Action: "backup:CopyFromBackupVault", Resource: "*", Condition: {"ForAllValues:ArnNotLike": {backup:CopyTargets: ["{safe.arn}"]}}}}
      """
    When "owner" copies recovery point "r" into vault "elsewhere" as "c"
    Then copy job "c" fails saying "Access Denied trying to call AWS Backup service"
    When "owner" copies recovery point "r" into vault "safe" as "d"
    Then copy job "d" makes recovery point "copy"

  @rule:BKP-POL-16
  Scenario: A service control policy keeps copies in the organizational units that it names
    Given an organizational unit "archives"
    And a recovery point "r" of volume "v" in vault "home"
    And service control policies are enabled
    And a service control policy "targets" of "owner"
      """
      {Statement: {Effect: Deny, Action: "backup:CopyFromBackupVault", Resource: "*", Condition: {"ForAllValues:StringNotLike": {backup:CopyTargetOrgPaths: ["{organization}/{root}/{archives}/*"]}}}}
      """
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "Access Denied trying to call AWS Backup service"
    When "management" moves "consumer" to OU "archives"
    And "owner" copies recovery point "r" into vault "safe" as "d"
    Then copy job "d" makes recovery point "copy"

  @rule:BKP-POL-16
  Scenario: A service control policy keeps copies out of vaults without a tag
    Given a recovery point "r" of volume "v" in vault "home"
    And service control policies are enabled
    And a service control policy "tagged" of "owner"
      """
      {Statement: {Effect: Deny, Action: "backup:CopyIntoBackupVault", Resource: "*", Condition: {"Null": {aws:ResourceTag/DestinationBackupVault: "true"}}}}
      """
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "Access Denied trying to call AWS Backup service"
    When "consumer" calls backup TagResource with
      """
      {ResourceArn: "{safe.arn}", Tags: {DestinationBackupVault: "yes"}}
      """
    And "owner" copies recovery point "r" into vault "safe" as "d"
    Then copy job "d" makes recovery point "copy"
