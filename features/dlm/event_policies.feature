Feature: Event policies
  An event policy copies what other accounts share with its account.

  @rule:DLM-EVT-02 @rule:DLM-EVT-08 @rule:DLM-EVT-11 @rule:DLM-EVT-18 @needs:clock
  Scenario: What a listed account shares is copied, and the copy expires
    Given an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}, RetainRule: {Interval: 3, IntervalUnit: DAYS}}
      """
    And a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 1 hour passes
    Then "consumer" keeps these snapshots in eu-west-2
      | Description | State     | Key | Shared with | Day        |
      | s           | completed |     |             | 2025-11-01 |
    And "consumer" keeps no snapshots
    When 4 days pass
    Then "consumer" keeps no snapshots in eu-west-2

  @rule:DLM-EVT-04 @rule:DLM-EVT-08 @needs:clock
  Scenario: What others share, and what is public, is not copied
    Given an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    And a completed snapshot "foreign" of "stranger"
    And a completed snapshot "public" of "owner"
    When "stranger" shares snapshot "foreign" with "consumer"
    And "owner" shares snapshot "public" with everybody
    And 1 hour passes
    Then "consumer" keeps no snapshots in eu-west-2

  @rule:DLM-EVT-08 @needs:clock
  Scenario: Owner and description are by what the policy says when it runs
    Given an event policy "copies" of "consumer" for what "owner" shares matching "of production.*"
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    And a completed snapshot "of tests" of "owner"
    When "owner" shares snapshot "of tests" with "consumer"
    And "consumer" changes policy "copies" to
      """
      EventSource:
        Type: MANAGED_CWE
        Parameters: {EventType: shareSnapshot, SnapshotOwner: ["{stranger}"], DescriptionRegex: ".*"}
      """
    And 1 hour passes
    Then "consumer" keeps no snapshots in eu-west-2

  @rule:DLM-EVT-09 @needs:clock
  Scenario: The description has to match as well
    Given an event policy "copies" of "consumer" for what "owner" shares matching ".*production.*"
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    And a completed snapshot "of production, nightly" of "owner"
    And a completed snapshot "of tests, nightly" of "owner"
    When "owner" shares snapshot "of production, nightly" with "consumer"
    And "owner" shares snapshot "of tests, nightly" with "consumer"
    And 1 hour passes
    Then "consumer" keeps these snapshots in eu-west-2
      | Description            |
      | of production, nightly |

  @rule:DLM-EVT-10 @needs:clock
  Scenario: The description has to match as a whole
    Given an event policy "copies" of "consumer" for what "owner" shares matching "production|test"
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    And a completed snapshot "production" of "owner"
    And a completed snapshot "production, nightly" of "owner"
    When "owner" shares snapshot "production" with "consumer"
    And "owner" shares snapshot "production, nightly" with "consumer"
    And 1 hour passes
    Then "consumer" keeps these snapshots in eu-west-2
      | Description |
      | production  |

  @rule:DLM-EVT-12 @needs:clock
  Scenario: An event policy runs for its own Region only
    Given the Region is eu-west-1
    And an event policy "elsewhere" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    And the Region is us-east-1
    And a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 1 hour passes
    Then "consumer" keeps no snapshots in eu-west-2

  @rule:DLM-EVT-07 @rule:DLM-EVT-13 @needs:clock
  Scenario: Each entry is a copy that stays when its source is unshared and deleted
    Given an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-1, EncryptionConfiguration: {Encrypted: false}, RetainRule: {Interval: 1, IntervalUnit: YEARS}}
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}, RetainRule: {Interval: 1, IntervalUnit: MONTHS}}
      - {Target: us-east-1, EncryptionConfiguration: {Encrypted: false}, RetainRule: {Interval: 1, IntervalUnit: WEEKS}}
      """
    And a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 1 hour passes
    And "owner" unshares snapshot "s" from "consumer"
    And "owner" deletes snapshot "s"
    And 1 day passes
    Then "consumer" keeps these snapshots in eu-west-1
      | Description | State     |
      | s           | completed |
    And "consumer" keeps these snapshots in eu-west-2
      | Description | State     |
      | s           | completed |
    And "consumer" keeps these snapshots in us-east-1
      | Description | State     |
      | s           | completed |
    When 7 days pass
    Then "consumer" keeps no snapshots in us-east-1
    And "consumer" keeps these snapshots in eu-west-1
      | Description | State     |
      | s           | completed |

  @rule:DLM-EVT-17 @needs:clock
  Scenario: A copy that is tried again does not find a source that was unshared
    Given a role "Copier" of "consumer" that trusts dlm.amazonaws.com and may
      """
      [ec2:*, events:*]
      """
    And the Region is sa-east-1
    And a key "k" of "consumer"
    And the Region is us-east-1
    And an event policy "copies" of "consumer" for what "owner" shares under the role "Copier"
      """
      - {Target: sa-east-1, EncryptionConfiguration: {Encrypted: true, CmkArn: "{k.arn}"}}
      """
    And a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 1 hour passes
    And "owner" unshares snapshot "s" from "consumer"
    And "consumer" calls iam PutRolePolicy with
      """
      {RoleName: Copier, PolicyName: keys, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    And 1 day passes
    Then "consumer" keeps these snapshots in sa-east-1
      | State | Description |
      | error | s           |

  @rule:DLM-EVT-14 @needs:clock
  Scenario: Copies are encrypted as the entry says
    Given an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-1, EncryptionConfiguration: {Encrypted: false}}
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: true}}
      """
    And a role "Copier" of "consumer" that trusts dlm.amazonaws.com and may
      """
      [ec2:*, kms:*, events:*]
      """
    And the Region is sa-east-1
    And a key "k" of "consumer"
    And the Region is us-east-1
    And an event policy "sealed" of "consumer" for what "owner" shares under the role "Copier"
      """
      - {Target: sa-east-1, EncryptionConfiguration: {Encrypted: true, CmkArn: "{k.arn}"}}
      """
    And a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 1 hour passes
    Then "consumer" keeps these snapshots in eu-west-1
      | State     | Key |
      | completed |     |
    And "consumer" keeps these snapshots in eu-west-2
      | State     | Key     |
      | completed | aws/ebs |
    And "consumer" keeps these snapshots in sa-east-1
      | State     | Key |
      | completed | k   |

  @rule:DLM-EVT-14 @needs:clock
  Scenario: Where encryption is the default, copies are encrypted even with Encrypted false
    Given an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-1, EncryptionConfiguration: {Encrypted: false}}
      """
    And a completed snapshot "s" of "owner"
    And the Region is eu-west-1
    When "consumer" calls ec2 EnableEbsEncryptionByDefault
    And "owner" shares snapshot "s" with "consumer"
    And 1 hour passes
    Then "consumer" keeps these snapshots in eu-west-1
      | State     | Key     |
      | completed | aws/ebs |

  @rule:DLM-EVT-17 @needs:clock
  Scenario: A copy that fails is tried again within a day
    Given a role "Copier" of "consumer" that trusts dlm.amazonaws.com and may
      """
      [ec2:*, events:*]
      """
    And the Region is sa-east-1
    And a key "k" of "consumer"
    And the Region is us-east-1
    And an event policy "copies" of "consumer" for what "owner" shares under the role "Copier"
      """
      - {Target: sa-east-1, EncryptionConfiguration: {Encrypted: true, CmkArn: "{k.arn}"}}
      """
    And a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 1 hour passes
    Then "consumer" keeps these snapshots in sa-east-1
      | State | Description |
      | error | s           |
    When "consumer" calls iam PutRolePolicy with
      """
      {RoleName: Copier, PolicyName: keys, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'}
      """
    And 1 day passes
    Then "consumer" keeps these snapshots in sa-east-1
      | State     | Description | Key |
      | completed | s           | k   |

  @rule:DLM-EVT-16 @needs:clock
  Scenario: The role needs the right to copy
    Given a role "Copier" of "consumer" that trusts dlm.amazonaws.com and may
      """
      [ec2:Describe*, events:*]
      """
    And an event policy "copies" of "consumer" for what "owner" shares under the role "Copier"
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    And a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 2 days pass
    Then "consumer" keeps no snapshots in eu-west-2
    And policy "copies" is in error because "Role provided does not have sufficient permissions"

  @rule:DLM-EVT-19 @needs:clock
  Scenario: A copy without a RetainRule is kept
    Given an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    And a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 400 days pass
    Then "consumer" keeps these snapshots in eu-west-2
      | Description | Day        |
      | s           | 2025-11-01 |

  @rule:DLM-EVT-21 @needs:clock
  Scenario: What was shared before the policy existed is not copied
    Given a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 1 hour passes
    Given an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    When 1 hour passes
    Then "consumer" keeps no snapshots in eu-west-2

  @rule:DLM-STA-07 @needs:clock
  Scenario: What was shared while the policy was disabled is not copied afterwards
    Given an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    And a completed snapshot "missed" of "owner"
    And a completed snapshot "seen" of "owner"
    When "consumer" disables policy "copies"
    And "owner" shares snapshot "missed" with "consumer"
    And 1 hour passes
    And "consumer" enables policy "copies"
    And "owner" shares snapshot "seen" with "consumer"
    And 1 hour passes
    Then "consumer" keeps these snapshots in eu-west-2
      | Description |
      | seen        |

  @rule:DLM-EVT-22 @needs:clock
  Scenario: Without the right to make EventBridge rules the policy is in ERROR
    Given a role "Copier" of "consumer" that trusts dlm.amazonaws.com and may
      """
      [ec2:*]
      """
    And an event policy "copies" of "consumer" for what "owner" shares under the role "Copier"
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    When 1 minute passes
    Then policy "copies" is in error because "Role provided does not have sufficient permissions"

  @rule:DLM-EVT-22 @needs:clock
  Scenario: The default role has the right to make EventBridge rules
    Given an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    When 1 minute passes
    Then policy "copies" is enabled

  @rule:DLM-EVT-23 @needs:clock
  Scenario: Each policy that matches makes its own copies
    Given an event policy "one" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}}
      """
    And an event policy "two" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: true}}
      """
    And a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 1 hour passes
    Then "consumer" keeps these snapshots in eu-west-2
      | Description | State     | Key     |
      | s           | completed |         |
      | s           | completed | aws/ebs |

  @needs:clock
  Scenario Outline: A copy that would expire when its policy is <what> is kept
    Given an event policy "copies" of "consumer" for what "owner" shares
      """
      - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}, RetainRule: {Interval: 3, IntervalUnit: DAYS}}
      """
    And a completed snapshot "s" of "owner"
    When "owner" shares snapshot "s" with "consumer"
    And 1 hour passes
    And "consumer" <does> policy "copies"
    And 9 days pass
    Then "consumer" keeps these snapshots in eu-west-2
      | Description | State     |
      | s           | completed |

    @rule:DLM-EVT-24
    Examples:
      | what     | does     |
      | disabled | disables |

    @rule:DLM-STA-05
    Examples:
      | what    | does    |
      | deleted | deletes |
