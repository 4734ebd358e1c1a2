Feature: A permissions boundary and what resources allow
  What a resource's policy allows to a role, the role's boundary limits; what it
  allows to a session, to a user or to everybody, no boundary does. Who is only
  of the account that is named needs both policies of his own and the boundary.

  Background:
    Given "owner" calls iam CreatePolicy with
      """
      PolicyName: OnlySTS
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:GetCallerIdentity","Resource":"*"},{"Effect":"Deny","Action":"kms:GetKeyPolicy","Resource":"*"}]}'
      """
    And "owner" calls iam CreateRole with
      """
      RoleName: Bound
      PermissionsBoundary: arn:aws:iam::{owner}:policy/OnlySTS
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"sts:AssumeRole"}]}'
      """
    And "owner" calls iam CreateRole with
      """
      RoleName: Free
      PermissionsBoundary: arn:aws:iam::aws:policy/AdministratorAccess
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{owner}"},"Action":"sts:AssumeRole"}]}'
      """
    And "bound" acts as the role "Bound" of "owner"
    And "free" acts as the role "Free" of "owner"
    And a key "k" of "owner"

  @rule:KMS-POL-32 @rule:IAM-EVA-03
  Scenario: A key policy that names a role gives it no more than its boundary allows
    Given "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: kms:DescribeKey, to: ["arn:aws:iam::{owner}:role/Bound", "arn:aws:iam::{owner}:role/Free"]}
      """
    When "bound" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-POL-32 saying "User: {bound.arn} is not authorized to perform: kms:DescribeKey on resource: {k.arn} because no permissions boundary allows the kms:DescribeKey action"
    When "free" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it succeeds

  @rule:KMS-POL-32
  Scenario Outline: A key policy that names <whom> gives more than a boundary allows
    Given "owner" puts this policy on key "k"
      """
      {Allow: kms:*, to: "{owner}"}
      {Allow: [kms:DescribeKey, kms:GetKeyPolicy], to: ["arn:aws:iam::{owner}:role/Bound", <name>]}
      """
    When "bound" calls kms DescribeKey with
      """
      KeyId: "{k}"
      """
    Then it succeeds
    When "bound" calls kms GetKeyPolicy with
      """
      KeyId: "{k}"
      """
    Then it is refused by KMS-POL-10

    Examples:
      | whom        | name          |
      | the session | "{bound.arn}" |
      | everybody   | "*"           |

  @rule:STS-ASM-02
  Scenario: A role that a trust policy names assumes another within its boundary only
    Given "owner" calls iam CreateRole with
      """
      RoleName: Next
      AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::{owner}:role/Bound","arn:aws:iam::{owner}:role/Free"]},"Action":"sts:AssumeRole"}]}'
      """
    When "bound" assumes the role "Next" of "owner" as "one"
    Then it is refused by STS-ASM-02
    When "free" assumes the role "Next" of "owner" as "two"
    Then it succeeds
