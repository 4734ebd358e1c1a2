Feature: Users and their access keys

  @rule:IAM-USR-01 @rule:IAM-USR-02
  Scenario: A user is found by its name in its account
    Given "owner" calls iam CreateUser with
      """
      {UserName: ann, Path: /team/}
      """
    When "owner" calls iam GetUser with
      """
      UserName: ann
      """
    Then the answer shows
      | User.Arn    | arn:aws:iam::{owner}:user/team/ann |
      | User.UserId | AIDA*                              |
    When "consumer" calls iam GetUser with
      """
      UserName: ann
      """
    Then it is refused by IAM-USR-01
    When "owner" calls iam ListUsers with
      """
      PathPrefix: /other/
      """
    Then the answer shows
      | Users | [] |

  @rule:IAM-USR-02
  Scenario: The name of a user is taken once
    Given a user "ann" of "owner"
    When "owner" calls iam CreateUser with
      """
      UserName: ANN
      """
    Then it is refused by IAM-USR-02
    When "consumer" calls iam CreateUser with
      """
      UserName: ann
      """
    Then it succeeds

  @rule:IAM-USR-03
  Scenario: A user with policies or access keys stays
    Given a user "ann" of "owner" who may
      """
      [kms:Decrypt]
      """
    When "owner" calls iam DeleteUser with
      """
      UserName: ann
      """
    Then it is refused by IAM-USR-03
    When "owner" calls iam DeleteUserPolicy with
      """
      {UserName: ann, PolicyName: may}
      """
    And "owner" calls iam DeleteUser with
      """
      UserName: ann
      """
    Then it is refused by IAM-USR-03
    When "owner" calls iam DeleteAccessKey with
      """
      {UserName: ann, AccessKeyId: "{key of ann}"}
      """
    And "owner" calls iam DeleteUser with
      """
      UserName: ann
      """
    And "owner" calls iam GetUser with
      """
      UserName: ann
      """
    Then it is refused by IAM-USR-01

  @rule:IAM-USR-04
  Scenario: Who names no user means itself
    Given a user "ann" of "owner" who may
      """
      [iam:GetUser, iam:CreateAccessKey]
      """
    When "ann" calls iam GetUser
    Then the answer shows
      | User.UserName | ann |
    When "ann" calls iam CreateAccessKey
    Then the answer shows
      | AccessKey.UserName | ann |

  @rule:IAM-INL-01
  Scenario: Inline policies of users
    Given a user "ann" of "owner" who may
      """
      [kms:Decrypt]
      """
    When "owner" calls iam GetUserPolicy with
      """
      {UserName: ann, PolicyName: may}
      """
    Then the answer shows
      | UserName       | ann                        |
      | PolicyDocument | (contains kms%3ADecrypt) |
    When "owner" calls iam ListUserPolicies with
      """
      UserName: ann
      """
    Then the answer shows
      | PolicyNames | [may] |
    When "owner" calls iam GetUserPolicy with
      """
      {UserName: ann, PolicyName: must}
      """
    Then it is refused by IAM-INL-01
    When "owner" calls iam DeleteUserPolicy with
      """
      {UserName: ann, PolicyName: may}
      """
    And "owner" calls iam ListUserPolicies with
      """
      UserName: ann
      """
    Then the answer shows
      | PolicyNames | [] |

  @rule:IAM-ATT-01
  Scenario: Managed policies of users
    Given a user "ann" of "owner"
    And "owner" calls iam AttachUserPolicy with
      """
      {UserName: ann, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    When "owner" calls iam ListAttachedUserPolicies with
      """
      UserName: ann
      """
    Then the answer shows
      | AttachedPolicies.*.PolicyArn | [arn:aws:iam::aws:policy/ReadOnlyAccess] |
    When "owner" calls iam DetachUserPolicy with
      """
      {UserName: ann, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    Then it succeeds
    When "owner" calls iam DetachUserPolicy with
      """
      {UserName: ann, PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"}
      """
    Then it is refused by IAM-ATT-01

  @rule:IAM-QUO-05
  Scenario: A user has two access keys
    Given a user "ann" of "owner"
    When "owner" calls iam CreateAccessKey with
      """
      UserName: ann
      """
    Then the answer shows
      | AccessKey.AccessKeyId     | AKIA* |
      | AccessKey.SecretAccessKey | (any) |
    When "owner" calls iam CreateAccessKey with
      """
      UserName: ann
      """
    Then it is refused by IAM-QUO-05

  @rule:IAM-KEY-01
  Scenario: An access key is found among those of its user
    Given a user "ann" of "owner"
    And a user "bob" of "owner"
    When "owner" calls iam DeleteAccessKey with
      """
      {UserName: bob, AccessKeyId: "{key of ann}"}
      """
    Then it is refused by IAM-KEY-01
    When "owner" calls iam DeleteAccessKey with
      """
      {UserName: ann, AccessKeyId: "{key of ann}"}
      """
    Then it succeeds
    When "owner" calls iam ListAccessKeys with
      """
      UserName: ann
      """
    Then the answer shows
      | AccessKeyMetadata | [] |

  @rule:IAM-KEY-02
  Scenario: An access key is turned off and on
    Given a user "ann" of "owner"
    When "owner" calls iam UpdateAccessKey with
      """
      {UserName: ann, AccessKeyId: "{key of ann}", Status: Inactive}
      """
    And "owner" calls iam ListAccessKeys with
      """
      UserName: ann
      """
    Then the answer shows
      | AccessKeyMetadata.*.Status | [Inactive] |
    When "owner" calls iam UpdateAccessKey with
      """
      {UserName: ann, AccessKeyId: "{key of ann}", Status: Active}
      """
    And "owner" calls iam ListAccessKeys with
      """
      UserName: ann
      """
    Then the answer shows
      | AccessKeyMetadata.*.Status | [Active] |

  @rule:IAM-KEY-03
  Scenario: Nobody sets a key to Expired
    Given a user "ann" of "owner"
    When "owner" calls iam UpdateAccessKey with
      """
      {UserName: ann, AccessKeyId: "{key of ann}", Status: Expired}
      """
    Then it is refused by IAM-KEY-03

  @rule:IAM-QUO-02
  Scenario Outline: The inline policies of a user have up to 2,048 characters together: <outcome>
    Given a user "ann" of "owner" who may
      """
      [kms:Decrypt]
      """
    When "owner" calls iam PutUserPolicy with
      """
      UserName: ann
      PolicyName: p
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Sid":"<sid>","Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    Then it <outcome>

    Examples:
      | sid            | outcome                  |
      | {x times 1800} | succeeds                 |
      | {x times 1950} | is refused by IAM-QUO-02 |

  @rule:IAM-QUO-02
  Scenario Outline: The inline policies of a role have up to 10,240 characters together: <outcome>
    Given a role "Copier" of "owner" that trusts "owner"
    When "owner" calls iam PutRolePolicy with
      """
      RoleName: Copier
      PolicyName: p
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Sid":"<sid>","Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    Then it <outcome>

    Examples:
      | sid             | outcome                  |
      | {x times 10100} | succeeds                 |
      | {x times 10200} | is refused by IAM-QUO-02 |

  @rule:IAM-QUO-03
  Scenario: A managed policy has up to 6,144 characters
    When "owner" calls iam CreatePolicy with
      """
      PolicyName: p
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Sid":"{x times 6100}","Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    Then it is refused by IAM-QUO-03
    When "owner" calls iam CreatePolicy with
      """
      PolicyName: p
      PolicyDocument: '{"Version":"2012-10-17","Statement":{"Sid":"{x times 6000}","Effect":"Allow","Action":"kms:*","Resource":"*"}}'
      """
    Then the answer shows
      | Policy.Arn | arn:aws:iam::{owner}:policy/p |

  @rule:IAM-USR-05 @rule:IAM-USR-02
  Scenario: A renamed user stays who it was
    Given a user "ann" of "owner" who may
      """
      [cloudhsm:DescribeBackups]
      """
    And a user "bob" of "owner"
    When "owner" calls iam UpdateUser with
      """
      {UserName: ann, NewUserName: Bob}
      """
    Then it is refused by IAM-USR-02
    When "owner" calls iam GetUser with
      """
      UserName: ann
      """
    Then "id" names the answer's User.UserId
    When "owner" calls iam UpdateUser with
      """
      {UserName: ann, NewUserName: anna, NewPath: /team/}
      """
    And "owner" calls iam GetUser with
      """
      UserName: anna
      """
    Then the answer shows
      | User.Arn    | arn:aws:iam::{owner}:user/team/anna |
      | User.UserId | {id}                                |
      | User.Path   | /team/                              |
    When "owner" calls iam ListAccessKeys with
      """
      UserName: anna
      """
    Then the answer shows
      | AccessKeyMetadata.*.UserName | [anna] |
    When "owner" calls iam ListUserPolicies with
      """
      UserName: anna
      """
    Then the answer shows
      | PolicyNames | [may] |
    When "owner" calls iam GetUser with
      """
      UserName: ann
      """
    Then it is refused by IAM-USR-01

  @rule:IAM-USR-05
  Scenario: Who renames a user must be allowed to update both names
    Given a user "bob" of "owner"
    And a user "ann" of "owner" who may
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:UpdateUser","Resource":["arn:aws:iam::{owner}:user/bob","arn:aws:iam::{owner}:user/bert"]}]}
      """
    When "ann" calls iam UpdateUser with
      """
      {UserName: bob, NewUserName: root2}
      """
    Then it is refused by IAM-EVA-01
    When "ann" calls iam UpdateUser with
      """
      {UserName: bob, NewUserName: bert}
      """
    Then it succeeds

  @rule:IAM-KEY-04 @rule:IAM-KEY-05
  Scenario: Of a new key nobody knows a last use
    Given a user "ann" of "owner"
    When "owner" calls iam GetAccessKeyLastUsed with
      """
      AccessKeyId: "{key of ann}"
      """
    Then the answer shows
      | UserName                       | ann      |
      | AccessKeyLastUsed.Region       | N/A      |
      | AccessKeyLastUsed.ServiceName  | N/A      |
      | AccessKeyLastUsed.LastUsedDate | (absent) |
    When "consumer" calls iam GetAccessKeyLastUsed with
      """
      AccessKeyId: "{key of ann}"
      """
    Then it is refused by IAM-KEY-04
    And it is refused with AccessDenied

  @rule:IAM-USR-01
  Scenario: No user is in a group
    Given a user "ann" of "owner"
    When "owner" calls iam ListGroupsForUser with
      """
      UserName: ann
      """
    Then the answer shows
      | Groups      | []    |
      | IsTruncated | false |
    When "owner" calls iam ListGroupsForUser with
      """
      UserName: bob
      """
    Then it is refused by IAM-USR-01
