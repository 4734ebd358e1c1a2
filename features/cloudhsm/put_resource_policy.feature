Feature: PutResourcePolicy shares a backup by policy

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:HSM-POL-04 @rule:HSM-POL-07
  Scenario: The policy of the user guide shares a backup with one account and no other
    When "owner" puts a policy for "consumer" on backup "b1"
    Then it succeeds
    And "consumer" can restore backup "b1"
    And "stranger" cannot restore backup "b1"

  @rule:HSM-POL-04
  Scenario: A policy that allows more than restoring and describing is refused
    When "owner" calls cloudhsmv2 PutResourcePolicy with
      """
      ResourceArn: "{b1.arn}"
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{consumer}"},"Action":"cloudhsm:DeleteBackup","Resource":"{b1.arn}"}]}'
      """
    Then it is refused by HSM-POL-04
    And "consumer" cannot restore backup "b1"

  @rule:HSM-POL-04
  Scenario: A policy about another resource is refused
    When "owner" calls cloudhsmv2 PutResourcePolicy with
      """
      ResourceArn: "{b1.arn}"
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{consumer}"},"Action":"cloudhsm:CreateCluster","Resource":"*"}]}'
      """
    Then it is refused by HSM-POL-04

  @rule:HSM-POL-04
  Scenario: A policy that allows all but something is refused
    When "owner" calls cloudhsmv2 PutResourcePolicy with
      """
      ResourceArn: "{b1.arn}"
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{consumer}"},"NotAction":"cloudhsm:DeleteBackup","Resource":"{b1.arn}"}]}'
      """
    Then it is refused by HSM-POL-04

  @rule:HSM-POL-05
  Scenario Outline: A policy that is <wrong> is refused
    When "owner" calls cloudhsmv2 PutResourcePolicy with
      """
      ResourceArn: "{b1.arn}"
      Policy: '<policy>'
      """
    Then it is refused by HSM-POL-05
    And "consumer" cannot restore backup "b1"

    Examples:
      | wrong                | policy                                                                                                                                                        |
      | no JSON              | share it, please                                                                                                                                              |
      | without statements   | {"Version":"2012-10-17"}                                                                                                                                      |
      | without principals   | {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"cloudhsm:CreateCluster"}]}                                                                    |
      | for everybody        | {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"cloudhsm:CreateCluster"}]}                                                     |
      | for a malformed name | {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"somebody"},"Action":"cloudhsm:CreateCluster"}]}                                      |
      | for a service        | {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"cloudhsm:CreateCluster"}]}                         |
      | of unknown elements  | {"Version":"2012-10-17","Statment":[]}                                                                                                                         |

  @rule:HSM-POL-03
  Scenario: A policy replaces the one before, and the answer repeats it
    Given "owner" puts a policy for "consumer" on backup "b1"
    When "owner" puts a policy for "stranger" on backup "b1"
    Then the answer shows
      | ResourceArn | {b1.arn} |
      | Policy      | (any)    |
    And "stranger" can restore backup "b1"
    And "consumer" cannot restore backup "b1"

  @rule:HSM-POL-03
  Scenario Outline: PutResourcePolicy without <member> is refused
    When "owner" calls cloudhsmv2 PutResourcePolicy with
      """
      <given>
      """
    Then it is refused by HSM-POL-03

    Examples:
      | member      | given                    |
      | ResourceArn | Policy: "{}"             |
      | Policy      | ResourceArn: "{b1.arn}"  |

  @rule:HSM-POL-01
  Scenario: A cluster has no policy
    When "owner" calls cloudhsmv2 PutResourcePolicy with
      """
      ResourceArn: "{vault.arn}"
      Policy: '{}'
      """
    Then it is refused by HSM-POL-01

  @rule:HSM-POL-01
  Scenario: A backup has a policy
    When "owner" puts a policy for "consumer" on backup "b1"
    Then it succeeds

  @rule:HSM-POL-02
  Scenario: A backup is shared while it is ready
    When "owner" puts a policy for "consumer" on backup "b1"
    Then it succeeds
    When "owner" deletes backup "b1"
    And "owner" puts a policy for "stranger" on backup "b1"
    Then it is refused by HSM-POL-02

  @rule:HSM-POL-02
  Scenario: A backup that is being made is not shared yet
    Given a create in progress backup "b2" of cluster "vault"
    When "owner" puts a policy for "consumer" on backup "b2"
    Then it is refused by HSM-POL-02

  @rule:HSM-POL-13
  Scenario: A consumer does not share a shared backup on
    Given backup "b1" is shared with "consumer" as "s"
    When "consumer" puts a policy for "stranger" on backup "b1"
    Then it is refused by HSM-POL-13
    And "stranger" cannot restore backup "b1"
    When "owner" reads the policy of backup "b1"
    Then it succeeds

  @rule:HSM-POL-06
  Scenario: RAM creates a share of a policy, which the owner finds by the backup's ARN
    When "owner" puts a policy for "consumer" on backup "b1"
    And "owner" calls ram ListResources with
      """
      ResourceOwner: SELF
      ResourceArns: ["{b1.arn}"]
      """
    Then the answer shows
      | Resources.0.Arn  | {b1.arn}        |
      | Resources.0.Type | cloudhsm:Backup |
    And "s" names the answer's Resources.0.ResourceShareArn
    When "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      ResourceShareArns: ["{s}"]
      """
    Then the answer shows
      | ResourceShares.0.FeatureSet | CREATED_FROM_POLICY |

  @rule:HSM-FMT-02
  Scenario Outline: A ResourceArn that is <wrong> is refused
    When "owner" calls cloudhsmv2 PutResourcePolicy with
      """
      ResourceArn: "<arn>"
      Policy: '{}'
      """
    Then it is refused by HSM-FMT-02

    Examples:
      | wrong                  | arn                                                            |
      | no ARN                 | backup-abcdefghijk                                             |
      | of another service     | arn:aws:ec2:us-east-1:111111111111:backup/backup-abcdefghijk   |
      | of another partition   | arn:aws-cn:cloudhsm:cn-north-1:111111111111:backup/backup-abcdefghijk |
      | of a digit too few     | arn:aws:cloudhsm:us-east-1:11111111111:backup/backup-abcdefghijk |

  @rule:HSM-FMT-02
  Scenario: The ARN of a backup is accepted
    When "owner" puts a policy for "consumer" on backup "b1"
    Then it succeeds
