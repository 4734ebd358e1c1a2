Feature: A share names accounts, and the organization and its units

  @rule:RAM-RES-02
  Scenario Outline: <principal> does not take part in a share of backups
    When "owner" calls ram CreateResourceShare with
      """
      Name: s
      Principals: ["<id>"]
      """
    Then it is refused by RAM-RES-02

    Examples:
      | principal   | id                                     |
      | An IAM user | arn:aws:iam::{consumer}:user/restorer  |
      | An IAM role | arn:aws:iam::{consumer}:role/restoring |
      | A service   | cloudhsm.amazonaws.com                 |

  @rule:RAM-RES-02
  Scenario: Accounts, the organization and its units take part
    Given an organization of "management" with "owner"
    And an organizational unit "apps"
    And sharing with the organization is enabled
    When "owner" shares nothing with "consumer" and OU "apps" and the organization as "s"
    Then it succeeds
    When 3 minutes pass
    Then share "s" has these consumers
      | Consumer         | Status      |
      | consumer         | ASSOCIATING |
      | OU apps          | ASSOCIATED  |
      | the organization | ASSOCIATED  |

  @rule:RAM-ERR-04
  Scenario: The organization is named by its ARN
    Given an organization of "management" with "owner"
    And sharing with the organization is enabled
    When "owner" calls ram CreateResourceShare with
      """
      {Name: s, Principals: ["{organization.arn}"]}
      """
    Then it succeeds

  @rule:RAM-ERR-04
  Scenario Outline: <name> is no principal
    Given an organization of "management" with "owner"
    And sharing with the organization is enabled
    When "owner" calls ram CreateResourceShare with
      """
      {Name: s, Principals: ["<id>"]}
      """
    Then it is refused by RAM-ERR-04

    Examples:
      | name                                 | id                  |
      | The bare ID of the organization      | {organization}      |
      | An account number of a digit too few | 11111111111         |
      | A name                               | consumer            |
      | The ARN of something else            | arn:aws:s3:::bucket |

  @rule:RAM-ERR-05
  Scenario: An organizational unit that does not exist cannot be found
    Given an organization of "management" with "owner"
    And an organizational unit "apps"
    And sharing with the organization is enabled
    When "owner" shares nothing with OU "apps" as "s"
    Then it succeeds
    When "owner" calls ram CreateResourceShare with
      """
      Name: lost
      Principals: ["arn:aws:organizations::{management}:ou/{organization}/ou-ab12-abcdefgh"]
      """
    Then it is refused by RAM-ERR-05

  @rule:RAM-ERR-06
  Scenario: A share that is closed to outsiders names no account outside the organization
    Given an organization of "management" with "owner" and "member"
    And sharing with the organization is enabled
    When "owner" shares nothing with "stranger" as "refused" inside the organization only
    Then it is refused by RAM-ERR-06
    When "owner" shares nothing with "member" as "s" inside the organization only
    Then it succeeds
    When "owner" adds "stranger" to share "s"
    Then it is refused by RAM-ERR-06

  @rule:RAM-ERR-07
  Scenario: A share is closed only where sharing with the organization is enabled
    Given an organization of "management" with "owner"
    When "owner" shares nothing with nobody as "refused" inside the organization only
    Then it is refused by RAM-ERR-07
    Given "owner" shares nothing with nobody as "open"
    When "owner" calls ram UpdateResourceShare with
      """
      {ResourceShareArn: "{open}", AllowExternalPrincipals: false}
      """
    Then it is refused by RAM-ERR-07
    Given sharing with the organization is enabled
    When "owner" shares nothing with nobody as "closed" inside the organization only
    Then it succeeds

  @rule:RAM-ERR-07
  Scenario: An account without an organization closes no share
    When "owner" shares nothing with nobody as "s" inside the organization only
    Then it is refused by RAM-ERR-07
