Feature: Nobody of a closed account can call
  With which error services turn such callers away is not documented, nor how soon.

  @rule:STS-CLS-01 @rule:STS-CLS-02 @needs:clock
  Scenario: The administrator of a closed account can do nothing
    Given an organization of "management" with "owner" and "consumer"
    When "management" closes account "owner"
    When "owner" calls ec2 DescribeSnapshots
    Then it is refused by STS-CLS-02
    When 30 minutes pass
    And "owner" calls ec2 DescribeSnapshots
    Then it is refused by STS-CLS-01
    When "owner" calls sts GetCallerIdentity
    Then it is refused by STS-CLS-01
    When "owner" calls organizations LeaveOrganization
    Then it is refused by STS-CLS-01
    When "consumer" calls ec2 DescribeSnapshots
    Then it succeeds
    When 91 days pass
    And "owner" calls kms ListKeys
    Then it is refused by STS-CLS-01

  @rule:STS-CLS-01 @rule:STS-CLS-02
  Scenario: Users and sessions of a closed account can do nothing
    Given an organization of "management" with "owner" and "consumer"
    And a user "ann" of "owner" who may
      """
      [sts:*]
      """
    And a role "Copier" of "owner" that trusts "owner"
    And "lib" acts as the role "Copier" of "owner"
    When "ann" calls sts GetCallerIdentity
    Then it succeeds
    When "lib" calls sts GetCallerIdentity
    Then it succeeds
    When "management" closes account "owner"
    And "lib" calls sts GetCallerIdentity
    Then it is refused by STS-CLS-02
    When 30 minutes pass
    And "ann" calls sts GetCallerIdentity
    Then it is refused by STS-CLS-01
    And "lib" calls sts GetCallerIdentity
    Then it is refused by STS-CLS-01

  @rule:STS-CLS-03
  Scenario: Nobody assumes a role of a closed account
    Given an organization of "management" with "owner" and "consumer"
    And a role "Copier" of "owner" that trusts "management"
    And a role "Copier" of "consumer" that trusts "management"
    When "management" assumes the role "Copier" of "owner" as "before"
    Then it succeeds
    When "management" closes account "owner"
    And "management" assumes the role "Copier" of "owner" as "pending"
    Then it is refused by STS-CLS-03
    When 30 minutes pass
    And "management" assumes the role "Copier" of "owner" as "closed"
    Then it is refused by STS-CLS-03
    And it is refused with AccessDenied
    When "management" assumes the role "Copier" of "consumer" as "other"
    Then it succeeds
