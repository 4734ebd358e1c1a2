Feature: Session policies, session tags and source identities
  A session has the rights of its role, less what its session policies do not allow. Its tags
  and its source identity are in the context of what it asks.

  Background:
    Given a role "Keeper" of "owner" that trusts "owner" and may
      """
      [iam:GetRole, iam:ListRoles, kms:*]
      """
    And "lib" acts as the role "Keeper" of "owner"

  @rule:STS-SPO-02
  Scenario: A session policy takes from a session what it does not allow, and adds nothing
    When "lib" calls iam ListRoles
    Then it succeeds
    Given "owner" calls sts AssumeRole with
      """
      RoleArn: "{Keeper.arn}"
      RoleSessionName: lib
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:GetRole","iam:ListUsers"],"Resource":"*"}]}'
      """
    When "lib" calls iam GetRole with
      """
      RoleName: Keeper
      """
    Then it succeeds
    When "lib" calls iam ListRoles
    Then it is refused by STS-SPO-02 saying "User: arn:aws:sts::{owner}:assumed-role/Keeper/lib is not authorized to perform: iam:ListRoles on resource: * because no session policy allows the iam:ListRoles action"
    When "lib" calls iam ListUsers
    Then it is refused by IAM-EVA-01
    Given "owner" calls sts AssumeRole with
      """
      RoleArn: "{Keeper.arn}"
      RoleSessionName: lib
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:GetRole","Resource":"*"}]}'
      """
    When "lib" calls iam GetRole with
      """
      RoleName: Keeper
      """
    Then it is refused by STS-SPO-02
    When "lib" calls iam ListRoles
    Then it succeeds

  @rule:STS-SPO-02
  Scenario: A managed policy is a session policy too
    Given "owner" calls sts AssumeRole with
      """
      RoleArn: "{Keeper.arn}"
      RoleSessionName: lib
      PolicyArns: [{Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}]
      """
    When "lib" calls iam ListRoles
    Then it succeeds
    When "lib" calls kms CreateKey with
      """
      {}
      """
    Then it is refused with AccessDeniedException

  @rule:STS-SPO-01
  Scenario Outline: A session policy is an identity policy: <member>
    When "owner" calls sts AssumeRole with
      """
      RoleArn: "{Keeper.arn}"
      RoleSessionName: lib
      <member>
      """
    Then it <outcome>

    Examples:
      | member                                                                                                                | outcome                                                          |
      | Policy: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}'                     | succeeds                                                         |
      | Policy: '{"Version"'                                                                                                  | is refused by STS-SPO-01                                         |
      | Policy: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}}'     | is refused by STS-SPO-01                                         |
      | PolicyArns: [{Arn: "arn:aws:iam::aws:policy/AdministratorAccess"}]                                                    | succeeds                                                         |
      | PolicyArns: [{Arn: "arn:aws:iam::111111111111:policy/nobody"}]                                                        | is refused by STS-SPO-01                                         |

  @rule:STS-SPO-03 @rule:STS-SPO-02
  Scenario Outline: A key policy gives a session what its session policy lacks, and not by the name of the role
    Given a key "k" of "owner"
    And "owner" calls sts AssumeRole with
      """
      RoleArn: "{Keeper.arn}"
      RoleSessionName: lib
      Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"}]}'
      """
    And "owner" puts this policy on key "k"
      """
      {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"kms:*","Resource":"*"},
        {"Effect":"Allow","Principal":{"AWS":"<principal>"},"Action":"kms:DescribeKey","Resource":"*"}]}
      """
    When "lib" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it <outcome>

    Examples:
      | principal                                        | outcome                  |
      | arn:aws:sts::{owner}:assumed-role/Keeper/lib     | succeeds                 |
      | {Keeper.arn}                                     | is refused by STS-SPO-02 |

  @rule:STS-SPO-04
  Scenario Outline: Session policies are short: <count> managed ones
    When "owner" calls sts AssumeRole with
      """
      RoleArn: "{Keeper.arn}"
      RoleSessionName: lib
      PolicyArns: [<policies>]
      """
    Then it <outcome>

    Examples:
      | count | policies | outcome |
      | ten | {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"} | succeeds |
      | eleven | {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}, {Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess"} | is refused by STS-SPO-04 |

  @rule:STS-TAG-01 @rule:STS-SID-01
  Scenario Outline: Tags and source identities of a session need the role's consent: <actions>
    Given "owner" calls iam UpdateAssumeRolePolicy with
      """
      RoleName: Keeper
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":[<actions>]}]}'
      """
    When "owner" calls sts AssumeRole with
      """
      {RoleArn: "{Keeper.arn}", RoleSessionName: lib, Tags: [{Key: team, Value: red}]}
      """
    Then it <tagging>
    When "owner" calls sts AssumeRole with
      """
      {RoleArn: "{Keeper.arn}", RoleSessionName: lib, SourceIdentity: ann}
      """
    Then it <naming>

    Examples:
      | actions                                                  | tagging                  | naming                   |
      | "sts:AssumeRole"                                         | is refused by STS-TAG-01 | is refused by STS-SID-01 |
      | "sts:AssumeRole","sts:TagSession"                        | succeeds                 | is refused by STS-SID-01 |
      | "sts:AssumeRole","sts:SetSourceIdentity"                 | is refused by STS-TAG-01 | succeeds                 |

  @rule:STS-TAG-01
  Scenario Outline: A trust policy may ask for tags: <value>
    Given "owner" calls iam UpdateAssumeRolePolicy with
      """
      RoleName: Keeper
      PolicyDocument: |
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"sts:AssumeRole"},
         {"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"sts:TagSession","Condition":{
          "StringEquals":{"aws:RequestTag/team":["red","blue"]},"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}}}]}
      """
    When "owner" calls sts AssumeRole with
      """
      {RoleArn: "{Keeper.arn}", RoleSessionName: lib, Tags: [{Key: <key>, Value: <value>}]}
      """
    Then it <outcome>

    Examples:
      | key  | value | outcome                  |
      | team | red   | succeeds                 |
      | team | green | is refused by STS-TAG-01 |
      | tier | red   | is refused by STS-TAG-01 |

  @rule:STS-TAG-02
  Scenario: Session tags are the principal's, before those of its role, and the transitive ones those of the next session
    Given "owner" calls iam CreateRole with
      """
      RoleName: Tagged
      Tags: [{Key: team, Value: red}, {Key: tier, Value: gold}]
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":["sts:AssumeRole","sts:TagSession"]}]}'
      """
    And "owner" calls iam PutRolePolicy with
      """
      RoleName: Tagged
      PolicyName: p
      PolicyDocument: |
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Action":"iam:ListRoles","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}},
          {"Effect":"Allow","Action":"iam:ListUsers","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/Team":"blue"}}},
          {"Effect":"Allow","Action":"sts:*","Resource":"*"},
          {"Effect":"Allow","Action":"iam:GetRole","Resource":"arn:aws:iam::*:role/${aws:PrincipalTag/role}"}]}
      """
    And "tim" acts as the role "Tagged" of "owner"
    When "tim" calls iam ListRoles
    Then it succeeds
    When "tim" calls iam ListUsers
    Then it is refused by IAM-EVA-01
    Given "owner" calls sts AssumeRole with
      """
      RoleArn: "arn:aws:iam::{owner}:role/Tagged"
      RoleSessionName: tim
      Tags: [{Key: Team, Value: blue}, {Key: role, Value: Keeper}]
      TransitiveTagKeys: [Team]
      """
    When "tim" calls iam ListRoles
    Then it is refused by IAM-EVA-01
    When "tim" calls iam ListUsers
    Then it succeeds
    When "tim" calls iam GetRole with
      """
      RoleName: Keeper
      """
    Then it succeeds
    When "tim" assumes the role "Tagged" of "owner" as "tom"
    And "tom" calls iam ListUsers
    Then it succeeds
    When "tom" calls iam GetRole with
      """
      RoleName: Keeper
      """
    Then it is refused by IAM-EVA-01

  @rule:STS-TAG-03
  Scenario Outline: Session tags have their form: <tags> with <transitive>
    Given "owner" calls iam UpdateAssumeRolePolicy with
      """
      RoleName: Keeper
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":["sts:AssumeRole","sts:TagSession"]}]}'
      """
    When "owner" calls sts AssumeRole with
      """
      {RoleArn: "{Keeper.arn}", RoleSessionName: lib, Tags: [<tags>], TransitiveTagKeys: [<transitive>]}
      """
    Then it <outcome>

    Examples:
      | tags                                             | transitive | outcome                                                                                                              |
      | {Key: team, Value: red}, {Key: tier, Value: red} | team       | succeeds                                                                                                             |
      | {Key: team, Value: red}, {Key: Team, Value: red} |            | is refused by STS-TAG-03 saying "Duplicate tag keys found. Please note that Tag keys are case insensitive."          |
      | {Key: team, Value: red}                          | tier       | is refused by STS-TAG-03 saying "The specified transitive tag key must be included in the requested tags."           |

  @rule:STS-SID-02
  Scenario: A source identity stays with all sessions of a chain
    Given "owner" calls iam CreateRole with
      """
      RoleName: Chain
      AssumeRolePolicyDocument: |
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":["sts:AssumeRole","sts:SetSourceIdentity"],
           "Condition":{"StringEqualsIfExists":{"aws:SourceIdentity":"ann"}}}]}
      """
    And "owner" calls iam PutRolePolicy with
      """
      RoleName: Chain
      PolicyName: p
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}'
      """
    And "tim" acts as the role "Chain" of "owner"
    And "owner" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Chain", RoleSessionName: tim, SourceIdentity: ann}
      """
    When "tim" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Chain", RoleSessionName: tom, SourceIdentity: ann}
      """
    Then the answer shows
      | SourceIdentity | ann |
    When "tim" calls sts AssumeRole with
      """
      {RoleArn: "arn:aws:iam::{owner}:role/Chain", RoleSessionName: tom, SourceIdentity: bob}
      """
    Then it is refused by STS-SID-02

  @rule:STS-MFA-01
  Scenario: A trust policy may ask for a device
    Given a user "ann" of "owner" who may
      """
      [sts:AssumeRole]
      """
    And "owner" calls iam UpdateAssumeRolePolicy with
      """
      RoleName: Keeper
      PolicyDocument: |
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"sts:AssumeRole",
          "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"60"}}}]}
      """
    When "ann" calls sts AssumeRole with
      """
      {RoleArn: "{Keeper.arn}", RoleSessionName: lib, SerialNumber: "arn:aws:iam::111111111111:mfa/ann", TokenCode: "123456"}
      """
    Then it succeeds

  @rule:STS-ASM-01
  Scenario: Without a device a trust policy that asks for one trusts nobody
    Given "owner" calls iam UpdateAssumeRolePolicy with
      """
      RoleName: Keeper
      PolicyDocument: |
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"sts:AssumeRole",
          "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}
      """
    When "owner" calls sts AssumeRole with
      """
      {RoleArn: "{Keeper.arn}", RoleSessionName: lib}
      """
    Then it is refused by STS-ASM-01

  @rule:STS-GST-01 @rule:STS-GST-02
  Scenario: A user gets credentials that end, and a session none
    Given a user "ann" of "owner"
    When "ann" calls sts GetSessionToken with
      """
      DurationSeconds: 900
      """
    Then the answer shows
      | Credentials.AccessKeyId  | ASIA* |
      | Credentials.SessionToken | (any) |
      | Credentials.Expiration   | (any) |
    When "lib" calls sts GetSessionToken with
      """
      {}
      """
    Then it is refused by STS-GST-01 saying "Cannot call GetSessionToken with session credentials"
