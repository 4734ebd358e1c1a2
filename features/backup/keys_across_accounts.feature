Feature: A copy needs the source's key opened to the destination, and a key of the destination vault that serves

  Background:
    Given an organization of "management" with "owner" and "consumer"
    And cross-account backup is switched on
    And a key "archive" of "consumer"
    And a backup vault "safe" of "consumer" encrypted under "archive"
    And vault "safe" takes copies from "owner"
    And a backup vault "home" of "owner"
    And a backup vault "plain" of "consumer"
    And vault "plain" takes copies from "owner"

  @rule:BKP-KEY-06
  Scenario: The key of a volume has to be shared with the destination account
    Given a key "k" of "owner"
    And a volume "v" of "owner" encrypted under "k"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "Given key ID is not accessible"
    And vault "safe" holds no recovery points
    Given key "k" is shared with "consumer"
    When "owner" copies recovery point "r" into vault "safe" as "d"
    Then copy job "d" makes recovery point "copy"
    And vault "safe" holds these recovery points
      | Recovery point | Key     |
      | copy           | archive |

  Scenario: The key of a DB cluster has to be shared with the destination account
    Given a key "k" of "owner"
    And an available DB cluster "c" of "owner" with encrypted under "k"
    And a recovery point "r" of DB cluster "c" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "j"
    Then copy job "j" fails saying "The source snapshot KMS key [{k.arn}] does not exist, is not enabled or you do not have permissions to access it."
    Given key "k" is shared with "consumer"
    When "owner" copies recovery point "r" into vault "safe" as "j2"
    Then copy job "j2" makes recovery point "copy"
    And vault "safe" holds these recovery points
      | Recovery point | Resource | Key     |
      | copy           | c        | archive |

  @rule:BKP-KEY-05
  Scenario: A volume under AWS's key is not copied to another account
    Given a volume "v" of "owner" encrypted
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "Encrypted snapshots with Amazon EBS default key cannot be shared"

  @rule:BKP-KEY-05
  Scenario: A DB cluster under AWS's key is not copied to another account
    Given an available DB cluster "c" of "owner" with encrypted
    And a recovery point "r" of DB cluster "c" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "j"
    Then copy job "j" fails saying "Snapshots encrypted with the AWS managed key can't be shared. Specify another snapshot."

  @rule:BKP-KEY-02
  Scenario: A vault under AWS Backup's own key takes no volumes of another account
    Given a volume "v" of "owner"
    And a recovery point "r" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "plain" as "c"
    Then copy job "c" fails saying "Copy job failed because the destination Backup vault is encrypted with the default Backup service managed key. The contents of this vault cannot be copied. Only the contents of a Backup vault encrypted by an AWS KMS key may be copied."
    When "owner" copies recovery point "r" into vault "safe" as "d"
    Then copy job "d" makes recovery point "copy"

  @rule:BKP-KEY-08 @rule:BKP-FULL-03 @needs:file-systems
  Scenario: A file system is copied into a vault under AWS Backup's own key
    Given a file system "files" of "owner"
    And a recovery point "r" of file system "files" in vault "home"
    When "owner" copies recovery point "r" into vault "plain" as "c"
    Then copy job "c" makes recovery point "copy"
    And vault "plain" holds these recovery points
      | Recovery point | Resource | Key        |
      | copy           | files    | aws/backup |

  @rule:BKP-KEY-08 @needs:file-systems
  Scenario: A file system's recovery points have the keys of their vaults
    Given a file system "files" of "owner"
    And a recovery point "r" of file system "files" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" makes recovery point "copy"
    And vault "home" holds these recovery points
      | Recovery point | Key        |
      | r              | aws/backup |
    And vault "safe" holds these recovery points
      | Recovery point | Key     |
      | copy           | archive |

  @rule:BKP-KEY-07
  Scenario: A volume's recovery points have the key of the volume, or none
    Given a key "k" of "owner"
    And a key "other" of "owner"
    And a backup vault "locked" of "owner" encrypted under "other"
    And a volume "v" of "owner" encrypted under "k"
    And a volume "w" of "owner"
    And a recovery point "r" of volume "v" in vault "locked"
    And a recovery point "q" of volume "w" in vault "locked"
    Then vault "locked" holds these recovery points
      | Recovery point | Key |
      | r              | k   |
      | q              |     |

  @rule:BKP-KEY-08
  Scenario: A copy of an unencrypted DB cluster stays unencrypted, that of a volume does not
    Given an available DB cluster "c" of "owner"
    And a volume "v" of "owner"
    And a recovery point "r" of DB cluster "c" in vault "home"
    And a recovery point "q" of volume "v" in vault "home"
    When "owner" copies recovery point "r" into vault "safe" as "j"
    And "owner" copies recovery point "q" into vault "safe" as "i"
    Then copy job "j" makes recovery point "copy of r"
    And copy job "i" makes recovery point "copy of q"
    And vault "safe" holds these recovery points
      | Recovery point | Resource | Key     |
      | copy of r      | c        |         |
      | copy of q      | v        | archive |

  @rule:BKP-KEY-09 @needs:file-systems
  Scenario: A vault's key that is disabled fails the jobs that need it
    Given a file system "files" of "owner"
    And a recovery point "r" of file system "files" in vault "home"
    When "consumer" calls kms DisableKey with
      """
      KeyId: "{archive}"
      """
    And "owner" copies recovery point "r" into vault "safe" as "c"
    Then copy job "c" fails saying "KMS key is either disabled or pending deletion or access to KMS key is denied"
    When "consumer" calls kms EnableKey with
      """
      KeyId: "{archive}"
      """
    And "owner" copies recovery point "r" into vault "safe" as "d"
    Then copy job "d" makes recovery point "copy"

  @rule:BKP-COPY-18
  Scenario Outline: <what> is copied into another Region and another account at once
    Given the Region is eu-west-1
    And a key "far" of "consumer"
    And a backup vault "abroad" of "consumer" encrypted under "far"
    And vault "abroad" takes copies from "owner"
    And the Region is us-east-1
    And <given> of "owner"
    And a recovery point "r" of <kind> "x" in vault "home"
    When "owner" copies recovery point "r" into vault "abroad" as "j"
    Then copy job "j" makes recovery point "copy"
    And vault "abroad" holds these recovery points
      | Recovery point | Resource | Status    |
      | copy           | x        | COMPLETED |

    Examples:
      | what         | kind       | given                       |
      | A volume     | volume     | a volume "x"                |
      | A DB cluster | DB cluster | an available DB cluster "x" |
