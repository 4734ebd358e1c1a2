Feature: Roles
  A role is what others act as. Its trust policy says who.

  @rule:IAM-ROL-01 @rule:IAM-ROL-04
  Scenario: A role is found by its name, whatever its path
    When "owner" calls iam CreateRole with
      """
      RoleName: Copier
      Path: /service-role/
      Description: copies snapshots
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
      """
    Then the answer shows
      | Role.Arn                      | arn:aws:iam::{owner}:role/service-role/Copier |
      | Role.RoleId                   | AROA*                                         |
      | Role.AssumeRolePolicyDocument | %7B%22Version%22%3A%222012-10-17%22*          |
    When "owner" calls iam GetRole with
      """
      RoleName: Copier
      """
    Then the answer shows
      | Role.Arn                | arn:aws:iam::{owner}:role/service-role/Copier |
      | Role.Description        | copies snapshots                              |
      | Role.MaxSessionDuration | 3600                                          |

  @rule:IAM-ROL-01
  Scenario Outline: <operation> finds no role that is not there
    When "owner" calls iam <operation> with
      """
      {RoleName: Nobody, <members>}
      """
    Then it is refused by IAM-ROL-01
    And it is refused with NoSuchEntity

    Examples:
      | operation                | members                                                                                                               |
      | GetRole                  |                                                                                                                       |
      | ListRoleTags             |                                                                                                                       |
      | TagRole                  | Tags: [{Key: team, Value: red}]                                                                                       |
      | UntagRole                | TagKeys: [team]                                                                                                       |
      | UpdateRoleDescription    | Description: none                                                                                                     |
      | DeleteServiceLinkedRole  |                                                                                                                       |
      | UpdateRole               |                                                                                                                       |
      | DeleteRole               |                                                                                                                       |
      | ListRolePolicies         |                                                                                                                       |
      | ListAttachedRolePolicies |                                                                                                                       |
      | GetRolePolicy            | PolicyName: p                                                                                                         |
      | DeleteRolePolicy         | PolicyName: p                                                                                                         |
      | AttachRolePolicy         | PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"                                                                   |
      | DetachRolePolicy         | PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess"                                                                   |
      | PutRolePolicy            | PolicyName: p, PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' |

  @rule:IAM-ROL-01
  Scenario: Another account's role is not there
    Given a role "Copier" of "owner" that trusts everybody
    When "stranger" calls iam GetRole with
      """
      RoleName: Copier
      """
    Then it is refused by IAM-ROL-01

  @rule:IAM-ROL-02
  Scenario Outline: A name is taken once, whatever its case and path
    Given a role "Copier" of "owner" that trusts "owner"
    When "<who>" calls iam CreateRole with
      """
      RoleName: <name>
      Path: /team/
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
      """
    Then it <outcome>

    Examples:
      | who      | name    | outcome                  |
      | owner    | Copier  | is refused by IAM-ROL-02 |
      | owner    | copier  | is refused by IAM-ROL-02 |
      | owner    | Copier2 | succeeds                 |
      | consumer | Copier  | succeeds                 |

  @rule:IAM-ROL-03
  Scenario: A role with an inline policy stays
    Given a role "Copier" of "owner" that trusts "owner" and may
      """
      [kms:Decrypt]
      """
    When "owner" calls iam DeleteRole with
      """
      RoleName: Copier
      """
    Then it is refused by IAM-ROL-03
    When "owner" calls iam DeleteRolePolicy with
      """
      {RoleName: Copier, PolicyName: may}
      """
    And "owner" calls iam DeleteRole with
      """
      RoleName: Copier
      """
    Then it succeeds
    When "owner" calls iam ListRoles
    Then the answer shows
      | Roles | [] |

  @rule:IAM-ROL-03
  Scenario: A role with an attached policy stays
    Given a role "Copier" of "owner" that trusts "owner"
    And "owner" calls iam AttachRolePolicy with
      """
      {RoleName: Copier, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess"}
      """
    When "owner" calls iam DeleteRole with
      """
      RoleName: Copier
      """
    Then it is refused by IAM-ROL-03

  @rule:IAM-ROL-04
  Scenario: A role's sessions last an hour at most, where nobody says otherwise
    When "owner" calls iam CreateRole with
      """
      RoleName: Night
      MaxSessionDuration: 7200
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
      """
    And "owner" calls iam GetRole with
      """
      RoleName: Night
      """
    Then the answer shows
      | Role.MaxSessionDuration | 7200 |
    Given a role "Day" of "owner" that trusts everybody
    When "owner" calls iam GetRole with
      """
      RoleName: Day
      """
    Then the answer shows
      | Role.MaxSessionDuration | 3600 |

  @rule:IAM-ROL-05
  Scenario: An update changes what it says, and leaves the rest
    Given "owner" calls iam CreateRole with
      """
      RoleName: Night
      Description: by night
      MaxSessionDuration: 7200
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
      """
    And "owner" calls iam UpdateRole with
      """
      RoleName: Night
      """
    When "owner" calls iam GetRole with
      """
      RoleName: Night
      """
    Then the answer shows
      | Role.MaxSessionDuration | 7200     |
      | Role.Description        | by night |
    Given "owner" calls iam UpdateRole with
      """
      {RoleName: Night, MaxSessionDuration: 3600, Description: by day}
      """
    When "owner" calls iam GetRole with
      """
      RoleName: Night
      """
    Then the answer shows
      | Role.MaxSessionDuration | 3600   |
      | Role.Description        | by day |
    When "owner" calls iam UpdateRoleDescription with
      """
      {RoleName: Night, Description: whenever}
      """
    Then the answer shows
      | Role.Description        | whenever |
      | Role.MaxSessionDuration | (absent) |
    When "owner" calls iam GetRole with
      """
      RoleName: Night
      """
    Then the answer shows
      | Role.MaxSessionDuration | 3600     |
      | Role.Description        | whenever |

  @rule:IAM-ROL-06
  Scenario: Only GetRole tells all of a role
    When "owner" calls iam CreateRole with
      """
      RoleName: Copier
      Description: copies snapshots
      PermissionsBoundary: arn:aws:iam::aws:policy/ReadOnlyAccess
      Tags: [{Key: team, Value: red}]
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
      """
    Then the answer shows
      | Role.Description                                 | (absent)                                |
      | Role.MaxSessionDuration                          | (absent)                                |
      | Role.RoleLastUsed                                | (absent)                                |
      | Role.Tags.*.Key                                  | [team]                                  |
      | Role.PermissionsBoundary.PermissionsBoundaryArn  | arn:aws:iam::aws:policy/ReadOnlyAccess  |
      | Role.PermissionsBoundary.PermissionsBoundaryType | Policy                                  |
    When "owner" calls iam GetRole with
      """
      RoleName: Copier
      """
    Then the answer shows
      | Role.Description               | copies snapshots |
      | Role.MaxSessionDuration        | 3600             |
      | Role.RoleLastUsed              | (any)            |
      | Role.RoleLastUsed.LastUsedDate | (absent)         |
      | Role.Tags.*.Key                | [team]           |
    When "owner" calls iam ListRoles
    Then the answer shows
      | Roles.0.Description         | copies snapshots |
      | Roles.0.MaxSessionDuration  | 3600             |
      | Roles.0.RoleLastUsed        | (absent)         |
      | Roles.0.Tags                | (absent)         |
      | Roles.0.PermissionsBoundary | (absent)         |

  @rule:IAM-VAL-03
  Scenario: Roles are listed page by page
    Given a role "A" of "owner" that trusts "owner"
    And a role "B" of "owner" that trusts "owner"
    And a role "C" of "owner" that trusts "owner"
    When "owner" calls iam ListRoles with
      """
      MaxItems: 2
      """
    Then the answer shows
      | Roles.*.RoleName | [A B] |
      | IsTruncated      | true  |
    And "page" names the answer's Marker
    When "owner" calls iam ListRoles with
      """
      {MaxItems: 2, Marker: "{page}"}
      """
    Then the answer shows
      | Roles.*.RoleName | [C]      |
      | IsTruncated      | false    |
      | Marker           | (absent) |
    When "owner" calls iam ListUsers with
      """
      Marker: "{page}"
      """
    Then it is refused by IAM-VAL-03

  @rule:IAM-VAL-01
  Scenario: A role needs a trust policy
    When "owner" calls iam CreateRole with
      """
      RoleName: Copier
      """
    Then it is refused by IAM-VAL-01
    When "owner" calls iam CreateRole with
      """
      RoleName: Copier
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
      """
    Then it succeeds

  @rule:IAM-VAL-02
  Scenario Outline: What does not have its shape is refused
    When "owner" calls iam CreateRole with
      """
      RoleName: <name>
      Path: <path>
      MaxSessionDuration: <seconds>
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
      """
    Then it <outcome>
    When "owner" calls iam ListRoles
    Then the answer shows
      | Roles.*.RoleName | <roles> |

    Examples:
      | name    | path  | seconds | outcome                  | roles     |
      | Co+pi=1 | /a/b/ | 43200   | succeeds                 | [Co+pi=1] |
      | Co pier | /     | 3600    | is refused by IAM-VAL-02 | []        |
      | Copier  | a/    | 3600    | is refused by IAM-VAL-02 | []        |
      | Copier  | /     | 3599    | is refused by IAM-VAL-02 | []        |
      | Copier  | /     | 43201   | is refused by IAM-VAL-02 | []        |

  @rule:IAM-TAG-01
  Scenario: A key of a tag stands once, whatever its case
    When "owner" calls iam CreateUser with
      """
      UserName: ann
      Tags: [{Key: team, Value: red}, {Key: Team, Value: blue}]
      """
    Then it is refused by IAM-TAG-01
    When "owner" calls iam CreateUser with
      """
      UserName: ann
      Tags: [{Key: team, Value: red}, {Key: tier, Value: blue}]
      """
    Then the answer shows
      | User.Tags.*.Key | [team tier] |
