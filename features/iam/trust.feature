Feature: Trust policies

  @rule:IAM-TRU-01
  Scenario Outline: A trust policy is well-formed: <what>
    When "owner" calls iam CreateRole with
      """
      RoleName: Copier
      AssumeRolePolicyDocument: '<document>'
      """
    Then it <outcome>
    When "owner" calls iam ListRoles
    Then the answer shows
      | Roles.*.RoleName | <roles> |

    Examples:
      | what                | document                                                                                                                                              | outcome                                 | roles    |
      | it is               | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}                                               | succeeds                                | [Copier] |
      | no JSON             | {"Version":                                                                                                                                            | is refused by IAM-TRU-01 saying "This policy contains invalid Json" | []       |
      | no principal        | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}                                                                      | is refused by IAM-TRU-01                | []       |
      | no action           | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"}}}                                                                        | is refused by IAM-TRU-01                | []       |
      | a resource          | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Resource":"*"}}                               | is refused by IAM-TRU-01 saying "Has prohibited field Resource" | []       |
      | an unknown operator | {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"Like":{"sts:ExternalId":"x"}}}} | is refused by IAM-TRU-01                | []       |

  @rule:IAM-TRU-02
  Scenario Outline: A trust policy is about assuming the role: <actions>
    Given a role "Copier" of "owner" that trusts "owner"
    When "owner" calls iam UpdateAssumeRolePolicy with
      """
      RoleName: Copier
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":<actions>}]}'
      """
    Then it <outcome>

    Examples:
      | actions                                     | outcome                                                                                        |
      | ["sts:AssumeRole","sts:TagSession"]         | succeeds                                                                                       |
      | ["sts:SetSourceIdentity","sts:SetContext"]  | succeeds                                                                                       |
      | "kms:Decrypt"                               | is refused by IAM-TRU-02 saying "AssumeRole policy may only specify STS AssumeRole actions."   |
      | "sts:BadAssumeRole"                         | is refused by IAM-TRU-02 saying "AssumeRole policy may only specify STS AssumeRole actions."   |
      | ["sts:AssumeRole","sts:GetCallerIdentity"]  | is refused by IAM-TRU-02 saying "AssumeRole policy may only specify STS AssumeRole actions."   |

  @rule:IAM-TRU-03
  Scenario Outline: A trust policy names those who exist: <principal>
    Given a user "ann" of "consumer"
    And a role "Reader" of "consumer" that trusts "consumer"
    When "owner" calls iam CreateRole with
      """
      RoleName: Copier
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"<kind>":"<principal>"},"Action":"sts:AssumeRole"}]}'
      """
    Then it <outcome>

    Examples:
      | kind    | principal                                           | outcome                  |
      | AWS     | 222222222222                                        | succeeds                 |
      | AWS     | arn:aws:iam::222222222222:root                      | succeeds                 |
      | AWS     | arn:aws:iam::222222222222:user/ann                  | succeeds                 |
      | AWS     | arn:aws:iam::222222222222:role/Reader               | succeeds                 |
      | AWS     | arn:aws:sts::222222222222:assumed-role/Reader/night | succeeds                 |
      | AWS     | arn:aws:iam::222222222222:user/bob                  | is refused by IAM-TRU-03 |
      | AWS     | arn:aws:iam::222222222222:role/Nobody               | is refused by IAM-TRU-03 |
      | AWS     | arn:aws:iam::222222222222:role/*                    | is refused by IAM-TRU-03 |
      | AWS     | ann                                                 | is refused by IAM-TRU-03 |
      | Service | dlm.amazonaws.com                                   | succeeds                 |
      | Service | dlm                                                 | is refused by IAM-TRU-03 |

  @rule:IAM-TRU-04
  Scenario: A trust policy shows who is gone by the ID, and does not trust a namesake
    Given a user "ann" of "consumer" who may
      """
      [sts:AssumeRole]
      """
    And a role "Copier" of "owner" that trusts "ann"
    When "ann" assumes the role "Copier" of "owner" as "before"
    Then it succeeds
    When "consumer" calls iam DeleteUserPolicy with
      """
      {UserName: ann, PolicyName: may}
      """
    And "consumer" calls iam DeleteAccessKey with
      """
      {UserName: ann, AccessKeyId: "{key of ann}"}
      """
    And "consumer" calls iam DeleteUser with
      """
      UserName: ann
      """
    And "owner" calls iam GetRole with
      """
      RoleName: Copier
      """
    Then the answer shows
      | Role.AssumeRolePolicyDocument | (contains %22AIDA) |
    Given a user "ann" of "consumer" who may
      """
      [sts:AssumeRole]
      """
    When "ann" assumes the role "Copier" of "owner" as "after"
    Then it is refused by STS-ASM-01

  @rule:IAM-QUO-01
  Scenario Outline: A trust policy has up to 2048 characters: <outcome>
    Given a role "Copier" of "owner" that trusts "owner"
    When "owner" calls iam UpdateAssumeRolePolicy with
      """
      RoleName: Copier
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Sid":"<long>","Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},{"Sid":"<long>1","Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},{"Sid":"<long>2","Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},{"Sid":"<long>3","Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
      """
    Then it <outcome>
    When "stranger" assumes the role "Copier" of "owner" as "lib"
    Then it <then>

    Examples:
      | long          | outcome                  | then                     |
      | a             | succeeds                 | succeeds                 |
      | {x times 470} | is refused by IAM-QUO-01 | is refused by STS-ASM-01 |
