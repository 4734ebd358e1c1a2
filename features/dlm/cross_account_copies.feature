Feature: Automate cross-account snapshot copies
  Copies of an account's snapshots in an isolated account protect its data, if the
  source account is lost. The source account's policy makes snapshots and shares
  them, the target account's copies what is shared; keys and roles have to be
  right on both sides. The documents are those of the EBS User Guide; only the
  keys that they name are the scenario's.

  Background: The owner is the source account, the consumer the target account
    Given the default role for lifecycle policies of "owner"
    And the default role for lifecycle policies of "consumer"
    And a key "k" of "owner"
    And a volume "v" of "owner" encrypted under "k"
    And volume "v" is tagged backup=yes
    And the Region is eu-west-2
    And a key "london" of "consumer"
    And the Region is us-east-1

  @rule:DLM-EVT-25 @rule:DLM-EVT-16 @rule:DLM-EVT-14 @rule:DLM-SHR-06 @needs:clock
  Scenario: Snapshots under the source account's key are copied under the target account's own, and survive
    # Step 1: the source account makes snapshots and shares them with the target account.
    Given a schedule policy "daily" of "owner"
      """
      - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}
        RetainRule: {Interval: 5, IntervalUnit: DAYS}
        ShareRules: [{TargetAccounts: ["222222222222"], UnshareInterval: 2, UnshareIntervalUnit: DAYS}]
      """

    # Step 2: the source account shares the key with its own role and the target account.
    When "owner" puts this policy on key "k"
      """
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid" : "Enable IAM User Permissions",
            "Effect" : "Allow",
            "Principal" : {"AWS" : "arn:aws:iam::111111111111:root"},
            "Action" : "kms:*",
            "Resource" : "*"
          },
          {
            "Sid" : "Allow use of the key",
            "Effect" : "Allow",
            "Principal" : {
              "AWS" : [
                "arn:aws:iam::111111111111:role/service-role/AWSDataLifecycleManagerDefaultRole",
                "arn:aws:iam::222222222222:root"
              ]
            },
            "Action" : [
              "kms:Encrypt",
              "kms:Decrypt",
              "kms:ReEncrypt*",
              "kms:GenerateDataKey*",
              "kms:DescribeKey"
            ],
            "Resource" : "*"
          },
          {
            "Sid" : "Allow attachment of persistent resources",
            "Effect" : "Allow",
            "Principal" : {
              "AWS" : [
                "arn:aws:iam::111111111111:role/service-role/AWSDataLifecycleManagerDefaultRole",
                "arn:aws:iam::222222222222:root"
              ]
            },
            "Action" : [
              "kms:CreateGrant",
              "kms:ListGrants",
              "kms:RevokeGrant"
            ],
            "Resource" : "*",
            "Condition" : {
              "Bool" : {
                "kms:GrantIsForAWSResource" : "true"
              }
            }
          }
        ]
      }
      """

    # Step 3: the target account copies what the source account shares.
    And "consumer" calls dlm CreateLifecyclePolicy with
      """
      Description: Copy policy
      State: ENABLED
      ExecutionRoleArn: arn:aws:iam::222222222222:role/service-role/AWSDataLifecycleManagerDefaultRole
      PolicyDetails:
        {
        "PolicyType" : "EVENT_BASED_POLICY",
        "EventSource" : {
        "Type" : "MANAGED_CWE",
        "Parameters": {
        "EventType" : "shareSnapshot",
        "SnapshotOwner": ["111111111111"],
        "DescriptionRegex": "Created for policy: {daily}.*"
        }
        },
        "Actions" : [{
        "Name" :"Copy Snapshot to Sao Paulo and London",
        "CrossRegionCopy" : [{
        "Target" : "sa-east-1",
        "EncryptionConfiguration" : {
        "Encrypted" : false
        },
        "RetainRule" : {
        "Interval" : 3,
        "IntervalUnit" : "DAYS"
        }
        },
        {
        "Target" : "eu-west-2",
        "EncryptionConfiguration" : {
        "Encrypted" : true,
        "CmkArn" : "{london.arn}"
        },
        "RetainRule" : {
        "Interval" : 1,
        "IntervalUnit" : "MONTHS"
        }
        }]
        }]
        }
      """

    # Step 4: the target account allows its role to use both keys.
    And "consumer" calls iam PutRolePolicy with
      """
      RoleName: AWSDataLifecycleManagerDefaultRole
      PolicyName: CopyPolicy
      PolicyDocument: |
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": [
                "kms:RevokeGrant",
                "kms:CreateGrant",
                "kms:ListGrants"
              ],
              "Resource": [
                "{k.arn}",
                "{london.arn}"
              ],
              "Condition": {
                "Bool": {
                  "kms:GrantIsForAWSResource": "true"
                }
              }
            },
            {
              "Effect": "Allow",
              "Action": [
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:DescribeKey"
              ],
              "Resource": [
                "{k.arn}",
                "{london.arn}"
              ]
            }
          ]
        }
      """

    And 14 hours pass
    Then "owner" keeps these snapshots
      | Description                               | Day        | State     | Key | Shared with |
      | Created for policy: daily schedule: daily | 2025-11-01 | completed | k   | consumer    |
    And "consumer" keeps these snapshots in sa-east-1
      | Description                               | Day        | State     | Key     | Shared with |
      | Created for policy: daily schedule: daily | 2025-11-01 | completed | aws/ebs |             |
    And "consumer" keeps these snapshots in eu-west-2
      | Description                               | Day        | State     | Key    | Shared with |
      | Created for policy: daily schedule: daily | 2025-11-01 | completed | london |             |

    # Snapshots are unshared after 2 days; copies expire after 3 days and after a month.
    When 4 days pass
    Then "owner" keeps these snapshots
      | Day        | Shared with |
      | 2025-11-01 |             |
      | 2025-11-02 |             |
      | 2025-11-03 |             |
      | 2025-11-04 | consumer    |
      | 2025-11-05 | consumer    |
    And "consumer" keeps these snapshots in sa-east-1
      | Day        | State     | Key     |
      | 2025-11-03 | completed | aws/ebs |
      | 2025-11-04 | completed | aws/ebs |
      | 2025-11-05 | completed | aws/ebs |
    And "consumer" keeps these snapshots in eu-west-2
      | Day        | State     | Key    |
      | 2025-11-01 | completed | london |
      | 2025-11-02 | completed | london |
      | 2025-11-03 | completed | london |
      | 2025-11-04 | completed | london |
      | 2025-11-05 | completed | london |

    # The source account loses its key. What was shared is of no use; the copies are.
    When "owner" names the newest snapshot "shared"
    And "consumer" names the newest snapshot in eu-west-2 "copy"
    And "owner" calls kms DisableKey with
      """
      KeyId: "{k}"
      """
    And "consumer" creates volume "lost" from snapshot "shared"
    Then volume "lost" becomes failed
    When "consumer" creates volume "saved" from snapshot "copy"
    Then volume "saved" becomes available

    # Without new snapshots the last copies go as well.
    When "owner" disables policy "daily"
    And 40 days pass
    Then "consumer" keeps no snapshots in eu-west-2
    And "consumer" keeps no snapshots in sa-east-1

  @rule:DLM-EVT-05
  Scenario: The guide's own example lacks the description filter that its text calls mandatory
    When "consumer" calls dlm CreateLifecyclePolicy with
      """
      Description: Copy policy
      State: ENABLED
      ExecutionRoleArn: arn:aws:iam::222222222222:role/service-role/AWSDataLifecycleManagerDefaultRole
      PolicyDetails:
        {
        "PolicyType" : "EVENT_BASED_POLICY",
        "EventSource" : {
        "Type" : "MANAGED_CWE",
        "Parameters": {
        "EventType" : "shareSnapshot",
        "SnapshotOwner": ["111111111111"]
        }
        },
        "Actions" : [{
        "Name" :"Copy Snapshot to Sao Paulo and London",
        "CrossRegionCopy" : [{
        "Target" : "sa-east-1",
        "EncryptionConfiguration" : {
        "Encrypted" : false
        },
        "RetainRule" : {
        "Interval" : 3,
        "IntervalUnit" : "DAYS"
        }
        },
        {
        "Target" : "eu-west-2",
        "EncryptionConfiguration" : {
        "Encrypted" : true,
        "CmkArn" : "arn:aws:kms:eu-west-2:222222222222:key/8af79514-350d-4c52-bac8-8985e84171c7"
        },
        "RetainRule" : {
        "Interval" : 1,
        "IntervalUnit" : "MONTHS"
        }
        }]
        }]
        }
      """
    Then it is refused by DLM-EVT-05
    And "consumer" has these policies
      | Policy |

  @rule:EBS-SHR-22 @needs:clock
  Scenario: Unless the source account's role may use the key, nothing is shared
    Given a schedule policy "daily" of "owner"
      """
      - {CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}, RetainRule: {Count: 5}, ShareRules: [{TargetAccounts: ["{consumer}"]}]}
      """
    And "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "{consumer}"]}
      """
    When 14 hours pass
    Then "owner" keeps these snapshots
      | State     | Key | Shared with |
      | completed | k   |             |
    And "consumer" is told of nothing

  @rule:DLM-EVT-16 @needs:clock
  Scenario: Unless the source account shares its key, no copy can be made
    Given a schedule policy "daily" of "owner"
      """
      - {CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}, RetainRule: {Count: 5}, ShareRules: [{TargetAccounts: ["{consumer}"]}]}
      """
    And an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: true, CmkArn: "{london.arn}"}}
      """
    And "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "{default role of owner.arn}"]}
      """
    When "consumer" calls iam PutRolePolicy with
      """
      {RoleName: AWSDataLifecycleManagerDefaultRole, PolicyName: CopyPolicy, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    And 14 hours pass
    Then "owner" keeps these snapshots
      | State     | Shared with |
      | completed | consumer    |
    And "consumer" keeps these snapshots in eu-west-2
      | State |
      | error |
    When "consumer" names the newest snapshot in eu-west-2 "copy"
    Then snapshot "copy" ends in error because "Given key ID is not accessible"

  @rule:DLM-EVT-16 @needs:clock
  Scenario Outline: Unless the target account's role may use <the keys>, no copy can be made
    Given a schedule policy "daily" of "owner"
      """
      - {CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}, RetainRule: {Count: 5}, ShareRules: [{TargetAccounts: ["{consumer}"]}]}
      """
    And an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: true, CmkArn: "{london.arn}"}}
      """
    And "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "{default role of owner.arn}", "{consumer}"]}
      """
    When "consumer" calls iam PutRolePolicy with
      """
      {RoleName: AWSDataLifecycleManagerDefaultRole, PolicyName: CopyPolicy, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"<allowed>"}]}'}
      """
    And 14 hours pass
    Then "consumer" keeps these snapshots in eu-west-2
      | State   |
      | <state> |

    Examples:
      | the keys             | allowed      | state |
      | the source's key     | {london.arn} | error |
      | its own key          | {k.arn}      | error |

  @rule:DLM-EVT-16 @needs:clock
  Scenario: With both keys the copy is made
    Given a schedule policy "daily" of "owner"
      """
      - {CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}, RetainRule: {Count: 5}, ShareRules: [{TargetAccounts: ["{consumer}"]}]}
      """
    And an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: true, CmkArn: "{london.arn}"}}
      """
    And "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "{default role of owner.arn}", "{consumer}"]}
      """
    When "consumer" calls iam PutRolePolicy with
      """
      {RoleName: AWSDataLifecycleManagerDefaultRole, PolicyName: CopyPolicy, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":["{k.arn}","{london.arn}"]}]}'}
      """
    And 14 hours pass
    Then "consumer" keeps these snapshots in eu-west-2
      | State     | Key    |
      | completed | london |

  @rule:DLM-EVT-09 @needs:clock
  Scenario: The description filter of another policy lets nothing through
    Given a schedule policy "daily" of "owner"
      """
      - {CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}, RetainRule: {Count: 5}, ShareRules: [{TargetAccounts: ["{consumer}"]}]}
      """
    And an event policy "copies" of "consumer" for what "owner" shares matching "Created for policy: policy-0123456789abcdef0.*"
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: true, CmkArn: "{london.arn}"}}
      """
    And "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "{default role of owner.arn}", "{consumer}"]}
      """
    When 14 hours pass
    Then "owner" keeps these snapshots
      | State     | Shared with |
      | completed | consumer    |
    And "consumer" keeps no snapshots in eu-west-2

  @rule:DLM-EVT-08 @needs:clock
  Scenario: A policy for another source account copies nothing
    Given a schedule policy "daily" of "owner"
      """
      - {CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: ["09:00"]}, RetainRule: {Count: 5}, ShareRules: [{TargetAccounts: ["{consumer}"]}]}
      """
    And an event policy "copies" of "consumer" for what "stranger" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: true, CmkArn: "{london.arn}"}}
      """
    And "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: ["{owner}", "{default role of owner.arn}", "{consumer}"]}
      """
    When 14 hours pass
    Then "owner" keeps these snapshots
      | State     | Shared with |
      | completed | consumer    |
    And "consumer" keeps no snapshots in eu-west-2
