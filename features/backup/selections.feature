Feature: Selections say what a plan backs up

  Background:
    Given a backup vault "home" of "owner"
    And a volume "v" of "owner"
    And a volume "w" of "owner"
    And volume "v" is tagged backup=yes env=prod
    And volume "w" is tagged backup=no env=prod
    And a backup plan "nightly" of "owner"
      """
      - TargetBackupVaultName: home
      """

  @rule:BKP-PLAN-01
  Scenario: A selection has a name of its form
    When "owner" selects for backup plan "nightly" as "two words"
      """
      Resources: ["{v.arn}"]
      """
    Then it is refused by BKP-PLAN-01
    When "owner" selects for backup plan "nightly" as "two.words"
      """
      Resources: ["{v.arn}"]
      """
    Then it succeeds

  @rule:BKP-COPY-01
  Scenario: A selection has a role
    When "owner" calls backup CreateBackupSelection with
      """
      {BackupPlanId: "{nightly}", BackupSelection: {SelectionName: disks, Resources: ["{v.arn}"]}}
      """
    Then it is refused by BKP-COPY-01

  @needs:clock
  Scenario Outline: A plan backs up what is selected by <what>
    When "owner" selects for backup plan "nightly" as "disks"
      """
      <members>
      """
    Then it succeeds
    When 1 day passes
    Then "owner" has these backup jobs
      | Resource   | State     |
      | <resource> | COMPLETED |

    Examples:
      | what                         | resource | members                                                                                                                                                                                        |
      | its ARN                      | v        | {Resources: ["{v.arn}"]}                                                                                                                                                                       |
      | a tag                        | v        | {ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: "yes"}]}                                                                                                     |
      | a condition                  | v        | {Resources: ["*"], Conditions: {StringEquals: [{ConditionKey: aws:ResourceTag/backup, ConditionValue: "yes"}]}}                                                                                |
      | a condition that excludes    | w        | {Resources: ["*"], Conditions: {StringNotEquals: [{ConditionKey: aws:ResourceTag/backup, ConditionValue: "yes"}]}}                                                                             |
      | a condition with a wildcard  | v        | {Resources: ["*"], Conditions: {StringLike: [{ConditionKey: aws:ResourceTag/backup, ConditionValue: "y*"}]}}                                                                                   |
      | one that excludes with one   | w        | {Resources: ["*"], Conditions: {StringNotLike: [{ConditionKey: aws:ResourceTag/backup, ConditionValue: "y*"}]}}                                                                                |
      | two conditions               | w        | {Resources: ["*"], Conditions: {StringEquals: [{ConditionKey: aws:ResourceTag/env, ConditionValue: prod}], StringNotEquals: [{ConditionKey: aws:ResourceTag/backup, ConditionValue: "yes"}]}} |
      | all but an ARN               | w        | {Resources: ["*"], NotResources: ["{v.arn}"]}                                                                                                                                                  |

  @rule:BKP-SEL-03 @needs:clock
  Scenario: Tags of a list are joined by OR, and those that are tagged later are backed up too
    When "owner" selects for backup plan "nightly" as "disks"
      """
      ListOfTags:
        - {ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: "yes"}
        - {ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: "no"}
      """
    And 1 day passes
    Then vault "home" holds 2 recovery points
    Given a volume "x" of "owner"
    And volume "x" is tagged backup=yes
    And volume "w" is no longer tagged backup=no
    When 1 day passes
    Then vault "home" holds 4 recovery points

  @rule:BKP-SEL-08
  Scenario: A selection names ARNs
    When "owner" selects for backup plan "nightly" as "disks"
      """
      Resources: [volumes]
      """
    Then it is refused by BKP-SEL-08
    When "owner" selects for backup plan "nightly" as "disks"
      """
      NotResources: [volumes]
      """
    Then it is refused by BKP-SEL-08

  @rule:BKP-SEL-02 @rule:BKP-SEL-08 @needs:clock
  Scenario: A wildcard may stand at the end of an ARN
    When "owner" selects for backup plan "nightly" as "disks"
      """
      Resources: ["arn:aws:ec2:us-east-1:111111111111:volume/*"]
      """
    Then it succeeds
    When 1 day passes
    Then vault "home" holds 2 recovery points

  @rule:BKP-SEL-02
  Scenario: A selection has at most 30 ARNs with wildcards
    When "owner" selects for backup plan "nightly" as "disks"
      """
      Resources: ["arn:aws:ec2:us-east-1:111111111111:volume/vol-00*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-01*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-02*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-03*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-04*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-05*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-06*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-07*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-08*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-09*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-10*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-11*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-12*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-13*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-14*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-15*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-16*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-17*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-18*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-19*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-20*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-21*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-22*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-23*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-24*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-25*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-26*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-27*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-28*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-29*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-30*"]
      """
    Then it is refused by BKP-SEL-02
    When "owner" selects for backup plan "nightly" as "disks"
      """
      Resources: ["arn:aws:ec2:us-east-1:111111111111:volume/vol-00*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-01*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-02*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-03*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-04*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-05*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-06*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-07*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-08*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-09*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-10*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-11*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-12*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-13*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-14*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-15*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-16*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-17*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-18*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-19*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-20*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-21*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-22*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-23*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-24*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-25*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-26*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-27*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-28*", "arn:aws:ec2:us-east-1:111111111111:volume/vol-29*"]
      """
    Then it succeeds

  @rule:BKP-SEL-02
  Scenario: A selection has at most 30 conditions
    When "owner" selects for backup plan "nightly" as "disks"
      """
      ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: k0, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k1, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k2, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k3, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k4, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k5, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k6, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k7, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k8, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k9, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k10, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k11, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k12, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k13, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k14, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k15, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k16, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k17, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k18, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k19, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k20, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k21, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k22, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k23, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k24, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k25, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k26, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k27, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k28, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k29, ConditionValue: v}, {ConditionType: STRINGEQUALS, ConditionKey: k30, ConditionValue: v}]
      """
    Then it is refused by BKP-SEL-02

  @rule:BKP-SEL-03
  Scenario Outline: A selection knows no <what>
    When "owner" selects for backup plan "nightly" as "disks"
      """
      <members>
      """
    Then it is refused by BKP-SEL-03

    Examples:
      | what                        | members                                                                                                     |
      | key without a prefix        | {Resources: ["*"], Conditions: {StringEquals: [{ConditionKey: backup, ConditionValue: "yes"}]}}             |
      | key of another kind         | {Resources: ["*"], Conditions: {StringLike: [{ConditionKey: aws:PrincipalOrgID, ConditionValue: "o-*"}]}}   |

  @rule:BKP-SEL-09
  Scenario: A selection that a plan does not have is not found
    When "owner" calls backup GetBackupSelection with
      """
      {BackupPlanId: "{nightly}", SelectionId: 01234567-89ab-cdef-0123-456789abcdef}
      """
    Then it is refused by BKP-SEL-09
    When "owner" calls backup DeleteBackupSelection with
      """
      {BackupPlanId: "{nightly}", SelectionId: 01234567-89ab-cdef-0123-456789abcdef}
      """
    Then it is refused by BKP-SEL-09

  @rule:BKP-JOB-10 @rule:BKP-SEL-10
  Scenario: A role that AWS Backup cannot assume selects nothing
    Given a role "Strange" of "owner" that trusts ec2.amazonaws.com
    And a role "Weak" of "owner" that trusts backup.amazonaws.com
    When "owner" selects for backup plan "nightly" as "disks"
      """
      {IamRoleArn: "{Strange.arn}", Resources: ["{v.arn}"]}
      """
    Then it is refused by BKP-JOB-10
    When "owner" selects for backup plan "nightly" as "disks"
      """
      {IamRoleArn: "{Weak.arn}", ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: "yes"}]}
      """
    Then it is refused by BKP-SEL-10
    When "owner" selects for backup plan "nightly" as "disks"
      """
      {Resources: ["{v.arn}"]}
      """
    Then it succeeds

  @rule:BKP-POL-18
  Scenario: Who selects may pass the role
    Given the default role for backups of "owner"
    And a user "ann" of "owner" who may
      """
      [backup:CreateBackupSelection]
      """
    When "ann" selects for backup plan "nightly" as "disks"
      """
      Resources: ["{v.arn}"]
      """
    Then it is refused by BKP-POL-18

  @rule:BKP-SEL-06
  Scenario: The selections of a plan that is not there are not found
    When "owner" selects for backup plan "nightly" as "disks"
      """
      Resources: ["{v.arn}"]
      """
    And "owner" calls backup GetBackupSelection with
      """
      {BackupPlanId: "{nightly}", SelectionId: "{disks}"}
      """
    Then the answer shows
      | BackupSelection.SelectionName | disks     |
      | BackupSelection.Resources     | [{v.arn}] |
    When "owner" calls backup ListBackupSelections with
      """
      BackupPlanId: "{nightly}"
      """
    Then the answer shows
      | BackupSelectionsList.*.SelectionId | [{disks}] |
    When "stranger" calls backup GetBackupSelection with
      """
      {BackupPlanId: "{nightly}", SelectionId: "{disks}"}
      """
    Then it is refused by BKP-SEL-06
    When "stranger" calls backup DeleteBackupSelection with
      """
      {BackupPlanId: "{nightly}", SelectionId: "{disks}"}
      """
    Then it is refused by BKP-SEL-06
    When "owner" calls backup GetBackupSelection with
      """
      {BackupPlanId: "{nightly}", SelectionId: "{disks}"}
      """
    Then it succeeds
    When "owner" deletes backup selection "disks"
    And "owner" deletes backup plan "nightly"
    And "owner" calls backup GetBackupSelection with
      """
      {BackupPlanId: "{nightly}", SelectionId: "{disks}"}
      """
    Then it is refused by BKP-SEL-06

  @rule:BKP-SEL-05
  Scenario: A stranger selects nothing for another's plan
    Given the default role for backups of "owner"
    When "stranger" calls backup CreateBackupSelection with
      """
      BackupPlanId: "{nightly}"
      BackupSelection: {SelectionName: disks, IamRoleArn: "{backup role of owner.arn}", Resources: ["{v.arn}"]}
      """
    Then it is refused by BKP-SEL-05
    When "owner" calls backup ListBackupSelections with
      """
      BackupPlanId: "{nightly}"
      """
    Then the answer shows
      | BackupSelectionsList | [] |

  @rule:BKP-SEL-05
  Scenario: Nothing is selected for a plan that is not there
    Given the default role for backups of "owner"
    When "owner" calls backup CreateBackupSelection with
      """
      BackupPlanId: 01234567-89ab-cdef-0123-456789abcdef
      BackupSelection: {SelectionName: disks, IamRoleArn: "{backup role of owner.arn}", Resources: ["{v.arn}"]}
      """
    Then it is refused by BKP-SEL-05

  @rule:BKP-FULL-04 @needs:clock
  Scenario: A DB cluster is backed up by a plan only where the account opted in to Aurora
    Given an available DB cluster "c" of "owner"
    And "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{c.arn}"]}
      """
    When "owner" calls backup UpdateRegionSettings with
      """
      ResourceTypeOptInPreference: {Aurora: false, EBS: false}
      """
    And 1 day passes
    When "owner" calls backup ListBackupJobs
    Then the answer shows
      | BackupJobs.0 | (absent) |
    When "owner" calls backup UpdateRegionSettings with
      """
      ResourceTypeOptInPreference: {Aurora: true}
      """
    And 1 day passes
    Then "owner" has these backup jobs
      | Resource | State     |
      | c        | COMPLETED |

  @rule:BKP-FULL-04 @needs:clock
  Scenario: A volume that is named by its ARN is backed up without the account opting in, by a tag it is not
    Given "owner" selects for backup plan "nightly" as "selected"
      """
      {Resources: ["{w.arn}"]}
      """
    When "owner" selects for backup plan "nightly" as "tagged"
      """
      ListOfTags: [{ConditionType: STRINGEQUALS, ConditionKey: backup, ConditionValue: "yes"}]
      """
    And "owner" calls backup UpdateRegionSettings with
      """
      ResourceTypeOptInPreference: {EBS: false}
      """
    And 1 day passes
    Then "owner" has these backup jobs
      | Resource | State     |
      | w        | COMPLETED |
