Feature: Recovery points are copied into other vaults of their account

  Background:
    Given a backup vault "home" of "owner"
    And a key "k" of "owner"
    And a backup vault "other" of "owner" encrypted under "k"
    And a volume "v" of "owner"

  @rule:BKP-COPY-32
  Scenario: In one account neither an organization nor a policy is needed
    Given a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "other" as "c"
    Then copy job "c" makes recovery point "copy"
    And vault "other" holds these recovery points
      | Recovery point | Resource | Status    | Key |
      | copy           | v        | COMPLETED | k   |

  @rule:BKP-COPY-32
  Scenario: A recovery point is copied into a vault of another Region
    Given a recovery point "r" of volume "v" in vault "home"
    And the Region is eu-west-1
    And a key "far" of "owner"
    And a backup vault "abroad" of "owner" encrypted under "far"
    When "owner" copies recovery point "r" into vault "abroad" as "c"
    Then copy job "c" makes recovery point "copy"
    And vault "abroad" holds these recovery points
      | Recovery point | Key | Source vault |
      | copy           | far | home         |

  @rule:BKP-COPY-11 @needs:clock
  Scenario: A copy's clock is its source's
    Given a recovery point "r" of volume "v" in vault "home" for 30 days
    When 10 days pass
    And "owner" copies recovery point "r" into vault "other" as "c"
    Then copy job "c" makes recovery point "copy"
    When "owner" copies recovery point "r" into vault "other" as "d" for 60 days
    Then copy job "d" makes recovery point "longer"
    And vault "other" holds these recovery points
      | Recovery point | Goes |
      | copy           | 30   |
      | longer         | 60   |
    When 21 days pass
    Then vault "home" holds no recovery points
    And vault "other" holds these recovery points
      | Recovery point | Goes |
      | longer         | 60   |

  @rule:BKP-COPY-11
  Scenario: A copy that is asked to stay for ever outlives its source by no day
    Given a recovery point "r" of volume "v" in vault "home" for 30 days
    And the default role for backups of "owner"
    When "owner" calls backup StartCopyJob with
      """
      RecoveryPointArn: "{r.arn}"
      SourceBackupVaultName: home
      DestinationBackupVaultArn: "{other.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Lifecycle: {DeleteAfterDays: -1, MoveToColdStorageAfterDays: -1}
      """
    And "owner" names the newest copy job "c"
    Then copy job "c" makes recovery point "copy"
    And vault "other" holds these recovery points
      | Recovery point | Goes |
      | copy           | 30   |

  @rule:BKP-COPY-08
  Scenario: One job of a resource runs at a time
    Given a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "other" as "first"
    And "owner" copies recovery point "r" into vault "other" as "second"
    And copy job "first" becomes running
    Then copy job "second" is created
    And copy job "first" makes recovery point "one"
    And copy job "second" makes recovery point "two"

  @rule:BKP-COPY-04
  Scenario: A copy that is asked for again with the same token is started once
    Given a recovery point "r" of volume "v" in vault "home"
    And the default role for backups of "owner"
    When "owner" calls backup StartCopyJob with
      """
      RecoveryPointArn: "{r.arn}"
      SourceBackupVaultName: home
      DestinationBackupVaultArn: "{other.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      IdempotencyToken: once
      """
    And "id" names the answer's CopyJobId
    And "owner" calls backup StartCopyJob with
      """
      RecoveryPointArn: "{r.arn}"
      SourceBackupVaultName: home
      DestinationBackupVaultArn: "{other.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      IdempotencyToken: once
      """
    Then the answer shows
      | CopyJobId | {id} |
    When "owner" calls backup ListCopyJobs
    Then the answer shows
      | CopyJobs.*.CopyJobId | [{id}] |

  @rule:BKP-TOK-01
  Scenario: The token of a copy is of one request
    Given a recovery point "r" of volume "v" in vault "home"
    And the default role for backups of "owner"
    When "owner" calls backup StartCopyJob with
      """
      RecoveryPointArn: "{r.arn}"
      SourceBackupVaultName: home
      DestinationBackupVaultArn: "{other.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      IdempotencyToken: once
      """
    And "owner" calls backup StartCopyJob with
      """
      RecoveryPointArn: "{r.arn}"
      SourceBackupVaultName: home
      DestinationBackupVaultArn: "{home.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      IdempotencyToken: once
      """
    Then it is refused by BKP-TOK-01

  @rule:BKP-COPY-09 @needs:clock @needs:file-systems
  Scenario: What is in cold storage is not copied
    Given a file system "files" of "owner"
    And the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{files.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      Lifecycle: {MoveToColdStorageAfterDays: 1, DeleteAfterDays: 91}
      """
    And "owner" names the newest backup job "j"
    Then backup job "j" makes recovery point "r"
    When 1 hour passes
    And "owner" copies recovery point "r" into vault "other" as "c"
    Then copy job "c" makes recovery point "copy"
    When 2 days pass
    And "owner" copies recovery point "r" into vault "other" as "d"
    Then copy job "d" becomes failed

  @rule:BKP-COPY-34
  Scenario: A copy carries the tags of its source
    Given volume "v" is tagged team=red env=prod
    And the default role for backups of "owner"
    When "owner" calls backup StartBackupJob with
      """
      BackupVaultName: home
      ResourceArn: "{v.arn}"
      IamRoleArn: "{backup role of owner.arn}"
      RecoveryPointTags: {env: test, by: hand}
      """
    And "owner" names the newest backup job "j"
    Then backup job "j" makes recovery point "r"
    When "owner" copies recovery point "r" into vault "other" as "c"
    Then copy job "c" makes recovery point "copy"
    When "s" names the snapshot of recovery point "r"
    And "t" names the snapshot of recovery point "copy"
    Then "owner" keeps these snapshots
      | Snapshot | tag team | tag env | tag by |
      | s        | red      | test    | hand   |
      | t        | red      | test    | hand   |

  @rule:BKP-COPY-05 @rule:BKP-COPY-03
  Scenario: There are no copy jobs of a state that there is not
    Given a recovery point "r" of volume "v" in vault "home"
    And a running copy job "c" of recovery point "r" into vault "other"
    When "owner" calls backup ListCopyJobs with
      """
      ByState: "{x times 4}"
      """
    Then it is refused by BKP-COPY-05
    When "owner" calls backup ListCopyJobs with
      """
      ByDestinationVaultArn: "{other.arn}"
      """
    Then the answer shows
      | CopyJobs.*.CopyJobId | [{c}] |
    When "owner" calls backup ListCopyJobs with
      """
      ByDestinationVaultArn: "{home.arn}"
      """
    Then the answer shows
      | CopyJobs.0 | (absent) |

  @rule:BKP-QUO-02
  Scenario: Of a resource 30 copies wait at most
    Given a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "other" as "many" 31 times
    And "owner" names the newest copy job "c"
    Then copy job "c" is created
    When "owner" copies recovery point "r" into vault "other" as "d"
    Then copy job "d" fails saying "There are too many copy jobs running for resource."
