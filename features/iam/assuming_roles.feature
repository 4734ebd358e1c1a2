Feature: Assuming a role
  Both sides have to agree: the role trusts who assumes it, and whoever assumes
  it is allowed to by its own account.

  @rule:STS-ASM-01
  Scenario: Only whom a role trusts can assume it
    Given a role "Copier" of "owner" that trusts "consumer"
    When "consumer" assumes the role "Copier" of "owner" as "lib"
    Then the answer shows
      | AssumedRoleUser.Arn       | arn:aws:sts::{owner}:assumed-role/Copier/lib |
      | Credentials.AccessKeyId   | ASIA*                                        |
      | Credentials.SessionToken  | (any)                                        |
    When "stranger" assumes the role "Copier" of "owner" as "other"
    Then it is refused by STS-ASM-01
    And it is refused with AccessDenied

  @rule:STS-ASM-01
  Scenario: A role that does not exist is one that trusts nobody
    When "consumer" assumes the role "Nobody" of "owner" as "lib"
    Then it is refused by STS-ASM-01

  @rule:STS-ASM-02
  Scenario: Across accounts the caller's own policies must allow it too
    Given a user "ann" of "consumer"
    And a user "bob" of "consumer" who may
      """
      [sts:AssumeRole]
      """
    And a role "Copier" of "owner" that trusts "ann" and "bob"
    When "ann" assumes the role "Copier" of "owner" as "by-name"
    Then it is refused by STS-ASM-02
    When "bob" assumes the role "Copier" of "owner" as "by-account"
    Then it succeeds

  @rule:STS-ASM-02
  Scenario: Within an account it is enough to be named
    Given a user "ann" of "owner"
    And a role "Copier" of "owner" that trusts "ann"
    And a role "Keeper" of "owner" that trusts "owner"
    When "ann" assumes the role "Copier" of "owner" as "by-name"
    Then it succeeds
    When "ann" assumes the role "Keeper" of "owner" as "by-account"
    Then it is refused by STS-ASM-02

  @rule:STS-ASM-04
  Scenario Outline: A trust policy may ask for an external ID: <what> will not do
    Given "owner" calls iam CreateRole with
      """
      RoleName: Copier
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"12345"}}}]}'
      """
    When "consumer" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Copier", RoleSessionName: night, <given>}
      """
    Then it is refused by STS-ASM-01
    When "consumer" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Copier", RoleSessionName: night, ExternalId: "12345"}
      """
    Then the answer shows
      | AssumedRoleUser.Arn | arn:aws:sts::{owner}:assumed-role/Copier/night |

    Examples:
      | what    | given               |
      | another | ExternalId: "54321" |
      | none    |                     |

  @rule:STS-ASM-05
  Scenario: A session lasts no longer than its role allows
    Given "owner" calls iam CreateRole with
      """
      RoleName: Copier
      MaxSessionDuration: 7200
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}]}'
      """
    When "consumer" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Copier", RoleSessionName: night, DurationSeconds: 7201}
      """
    Then it is refused by STS-ASM-05
    When "consumer" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Copier", RoleSessionName: night, DurationSeconds: 7200}
      """
    Then the answer shows
      | AssumedRoleUser.Arn | arn:aws:sts::{owner}:assumed-role/Copier/night |

  @rule:STS-ASM-06
  Scenario: A session that a session begins lasts an hour at most
    Given "owner" calls iam CreateRole with
      """
      RoleName: Copier
      MaxSessionDuration: 7200
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}]}'
      """
    And a role "First" of "consumer" that trusts "consumer" and may
      """
      [sts:AssumeRole]
      """
    And "first" acts as the role "First" of "consumer"
    When "first" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Copier", RoleSessionName: night, DurationSeconds: 7200}
      """
    Then it is refused by STS-ASM-06
    When "first" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Copier", RoleSessionName: night, DurationSeconds: 3600}
      """
    Then it succeeds

  @rule:STS-ASM-07 @rule:STS-SES-02 @needs:clock
  Scenario: A session lasts an hour where nobody says otherwise
    Given "owner" calls iam CreateRole with
      """
      RoleName: Copier
      MaxSessionDuration: 43200
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}]}'
      """
    And "consumer" assumes the role "Copier" of "owner" as "lib"
    When 59 minutes pass
    And "lib" calls sts GetCallerIdentity
    Then it succeeds
    When 2 minutes pass
    And "lib" calls sts GetCallerIdentity
    Then it is refused by STS-SES-02

  @rule:STS-SES-02 @needs:clock
  Scenario: A session is prolonged by assuming the role again under its name
    Given a role "Copier" of "owner" that trusts "consumer"
    And "consumer" assumes the role "Copier" of "owner" as "lib"
    When 40 minutes pass
    And "consumer" assumes the role "Copier" of "owner" as "lib"
    And 40 minutes pass
    And "lib" calls sts GetCallerIdentity
    Then it succeeds

  @rule:STS-ASM-01 @rule:STS-SES-02 @needs:clock
  Scenario: Who may not assume a role prolongs none of its sessions
    Given a role "Copier" of "owner" that trusts "consumer"
    And "consumer" assumes the role "Copier" of "owner" as "lib"
    When 40 minutes pass
    And "stranger" assumes the role "Copier" of "owner" as "lib"
    Then it is refused by STS-ASM-01
    When 40 minutes pass
    And "lib" calls sts GetCallerIdentity
    Then it is refused by STS-SES-02

  @rule:STS-SES-01
  Scenario: A session ends with its role, and a namesake does not revive it
    Given a role "Copier" of "owner" that trusts "owner"
    And "lib" acts as the role "Copier" of "owner"
    When "owner" calls iam DeleteRole with
      """
      RoleName: Copier
      """
    And "lib" calls sts GetCallerIdentity
    Then it is refused by STS-SES-01
    Given a role "Copier" of "owner" that trusts "owner"
    When "lib" calls sts GetCallerIdentity
    Then it is refused by STS-SES-01

  @rule:STS-SES-01
  Scenario: A user that is deleted can no longer call
    Given a user "ann" of "owner"
    When "ann" calls sts GetCallerIdentity
    Then it succeeds
    When "owner" calls iam DeleteAccessKey with
      """
      {UserName: ann, AccessKeyId: "{key of ann}"}
      """
    And "owner" calls iam DeleteUser with
      """
      UserName: ann
      """
    And "ann" calls sts GetCallerIdentity
    Then it is refused by STS-SES-01

  @rule:STS-GCI-01
  Scenario: Everybody may ask who it is
    Given a role "Copier" of "owner" that trusts "owner" and may
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}
      """
    And "lib" acts as the role "Copier" of "owner"
    When "lib" calls sts GetCallerIdentity
    Then the answer shows
      | Account | {owner}                                      |
      | Arn     | arn:aws:sts::{owner}:assumed-role/Copier/lib |
      | UserId  | {lib}                                        |
    When "owner" calls sts GetCallerIdentity
    Then the answer shows
      | Arn | arn:aws:iam::{owner}:root |

  @rule:STS-VAL-01
  Scenario: A session needs a name
    Given a role "Copier" of "owner" that trusts "owner"
    When "owner" calls sts AssumeRole with
      """
      RoleArn: arn:aws:iam::{owner}:role/Copier
      """
    Then it is refused by STS-VAL-01

  @rule:STS-VAL-02
  Scenario Outline: What does not have its shape is refused
    Given a role "Copier" of "owner" that trusts "owner"
    When "owner" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Copier", RoleSessionName: <name>, DurationSeconds: <seconds>}
      """
    Then it <outcome>

    Examples:
      | name    | seconds | outcome                  |
      | a@b.com | 900     | succeeds                 |
      | a b     | 900     | is refused by STS-VAL-02 |
      | a       | 900     | is refused by STS-VAL-02 |
      | night   | 899     | is refused by STS-VAL-02 |
      | night   | 43201   | is refused by STS-VAL-02 |

  @rule:STS-VAL-03
  Scenario: A role is named by its ARN
    When "owner" calls sts AssumeRole with
      """
      {RoleArn: role/of/some/sort/Copier, RoleSessionName: night}
      """
    Then it is refused by STS-VAL-03
