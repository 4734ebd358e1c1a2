Feature: A backup is shared with an organization and its units
  Once the management account has enabled sharing through RAM, accounts share
  with their organization and its units, and nobody there is asked.

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And an organization of "management" with "owner", "consumer" and "member"

  @rule:RAM-ORG-01 @rule:RAM-ORG-04
  Scenario: The organization has access once sharing is enabled
    When "owner" shares backup "b1" with the organization as "s"
    Then it is refused by RAM-ORG-04
    And "consumer" cannot restore backup "b1"
    When "management" calls ram EnableSharingWithAwsOrganization
    Then the answer shows
      | ReturnValue | true |
    Given backup "b1" is shared with the organization as "s"
    Then "consumer" can restore backup "b1"
    And "member" can restore backup "b1"
    And "stranger" cannot restore backup "b1"
    And "consumer" sees these shared backups
      | Backup |
      | b1     |
    And "consumer" has these invitations
      | Share | Status |

  @rule:RAM-ORG-01
  Scenario: Enabling sharing gives RAM trusted access
    When "management" calls ram EnableSharingWithAwsOrganization
    And "management" calls organizations ListAWSServiceAccessForOrganization
    Then the answer shows
      | EnabledServicePrincipals.*.ServicePrincipal | [ram.amazonaws.com] |

  @rule:RAM-ORG-11
  Scenario: Enabling sharing makes RAM's role in the management account
    When "management" calls iam GetRole with
      """
      RoleName: AWSServiceRoleForResourceAccessManager
      """
    Then it is refused with NoSuchEntity
    When "management" calls ram EnableSharingWithAwsOrganization
    And "management" calls iam GetRole with
      """
      RoleName: AWSServiceRoleForResourceAccessManager
      """
    Then the answer shows
      | Role.Path | /aws-service-role/ram.amazonaws.com/ |
    And "role" names the answer's Role.RoleId
    When "management" calls ram EnableSharingWithAwsOrganization
    And "management" calls iam GetRole with
      """
      RoleName: AWSServiceRoleForResourceAccessManager
      """
    Then the answer shows
      | Role.RoleId | {role} |
    When "owner" calls iam GetRole with
      """
      RoleName: AWSServiceRoleForResourceAccessManager
      """
    Then it is refused with NoSuchEntity

  @rule:RAM-ORG-02
  Scenario: Who may not enable sharing is told what Organizations says
    When "owner" calls ram EnableSharingWithAwsOrganization
    Then it is refused by RAM-ORG-02 saying "Unable to enable sharing with AWS Organizations. Received AccessDeniedException from AWSOrganizations with the following error message: You don't have permissions to access this resource."

  @rule:RAM-ORG-01
  Scenario: Sharing is enabled in all Regions at once
    Given sharing with the organization is enabled
    And "owner" copies backup "b1" to eu-west-1 as "b1c"
    And backup "b1c" becomes ready
    When the Region is eu-west-1
    And backup "b1c" is shared with the organization as "s"
    Then "consumer" can restore backup "b1c"

  @rule:RAM-ORG-02
  Scenario: Only the management account enables sharing
    When "owner" calls ram EnableSharingWithAwsOrganization
    Then it is refused by RAM-ORG-02
    When "stranger" calls ram EnableSharingWithAwsOrganization
    Then it is refused by RAM-ORG-02
    When "management" calls ram EnableSharingWithAwsOrganization
    Then it succeeds

  @rule:RAM-ORG-02
  Scenario: An organization without all features cannot enable sharing
    When "stranger" calls organizations CreateOrganization with
      """
      FeatureSet: CONSOLIDATED_BILLING
      """
    And "stranger" calls ram EnableSharingWithAwsOrganization
    Then it is refused by RAM-ORG-02

  @rule:RAM-ORG-03
  Scenario: Trusted access that was enabled through Organizations is not enough
    Given an organizational unit "apps" with "consumer"
    When "management" calls organizations EnableAWSServiceAccess with
      """
      ServicePrincipal: ram.amazonaws.com
      """
    And "owner" shares backup "b1" with OU "apps" as "s"
    Then it is refused by RAM-ORG-03
    When "owner" shares backup "b1" with the organization as "s"
    Then it is refused by RAM-ORG-03
    And "consumer" cannot restore backup "b1"
    When "management" calls ram EnableSharingWithAwsOrganization
    Given backup "b1" is shared with OU "apps" as "s"
    Then "consumer" can restore backup "b1"

  @rule:RAM-ORG-04
  Scenario: Where sharing is not enabled single accounts of the organization are shared with, its units are not
    Given an organizational unit "apps" with "consumer"
    When "owner" shares backup "b1" with OU "apps" as "s"
    Then it is refused by RAM-ORG-04
    When "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    And "consumer" accepts the invitation to share "s"
    Then "consumer" can restore backup "b1"

  @rule:RAM-ORG-04
  Scenario: Neither the organization nor a unit is added to a share where sharing is not enabled
    Given an organizational unit "apps" with "consumer"
    And "owner" shares backup "b1" with nobody as "s"
    When "owner" adds OU "apps" to share "s"
    Then it is refused by RAM-ORG-04
    When "owner" adds the organization to share "s"
    Then it is refused by RAM-ORG-04
    Given sharing with the organization is enabled
    When "owner" adds OU "apps" to share "s"
    Then it succeeds

  @rule:RAM-ORG-05
  Scenario: An organizational unit has access, other accounts of the organization have not
    Given sharing with the organization is enabled
    And an organizational unit "apps" with "consumer"
    And backup "b1" is shared with OU "apps" as "s"
    Then "consumer" can restore backup "b1"
    And "consumer" sees these shared backups
      | Backup | State |
      | b1     | READY |
    And "member" cannot restore backup "b1"
    And "member" sees no shared backups

  @rule:RAM-ORG-10
  Scenario: An organizational unit stands also for the units within it
    Given sharing with the organization is enabled
    And an organizational unit "apps"
    And an organizational unit "billing" in "apps" with "consumer"
    And backup "b1" is shared with OU "apps" as "s"
    Then "consumer" can restore backup "b1"
    And "consumer" sees these shared backups
      | Backup |
      | b1     |
    And "member" cannot restore backup "b1"

  @rule:RAM-ORG-10
  Scenario: An organization stands also for the units within it
    Given sharing with the organization is enabled
    And an organizational unit "apps"
    And an organizational unit "billing" in "apps" with "consumer"
    And backup "b1" is shared with the organization as "s"
    Then "consumer" can restore backup "b1"
    And "member" can restore backup "b1"

  @rule:RAM-ORG-08
  Scenario: Disabling trusted access takes the organization and its units out of all shares
    Given sharing with the organization is enabled
    And an organizational unit "apps" with "consumer"
    And backup "b1" is shared with OU "apps" as "few"
    And backup "b1" is shared with the organization as "many"
    And "consumer" can restore backup "b1"
    And "member" can restore backup "b1"
    When sharing with the organization is disabled
    Then "consumer" cannot restore backup "b1"
    And "consumer" sees no shared backups
    And "member" cannot restore backup "b1"
    When "owner" shares backup "b1" with OU "apps" as "again"
    Then it is refused by RAM-ORG-04

  @rule:RAM-ORG-08
  Scenario: Disabling trusted access leaves outsiders alone
    Given sharing with the organization is enabled
    And backup "b1" is shared with "stranger" and the organization as "s"
    When sharing with the organization is disabled
    Then "stranger" can restore backup "b1"
    And "consumer" cannot restore backup "b1"

  @rule:RAM-ORG-08
  Scenario: What disabling trusted access took out is shared again by hand
    Given sharing with the organization is enabled
    And backup "b1" is shared with the organization as "s"
    When sharing with the organization is disabled
    And sharing with the organization is enabled
    Then "consumer" cannot restore backup "b1"
    When "owner" adds the organization to share "s"
    And 5 minutes pass
    Then "consumer" can restore backup "b1"

  @rule:RAM-ASC-11
  Scenario: Another organization and its units are not found
    Given sharing with the organization is enabled
    And an organizational unit "ours" with "consumer"
    And the accounts "other management"
    And an organization of "other management" with "stranger"
    And sharing with the organization is enabled
    And an organizational unit "theirs" with "stranger"
    When "owner" shares backup "b1" with OU "theirs" as "s"
    Then it is refused by RAM-ASC-11
    When "owner" shares backup "b1" with the organization as "s"
    Then it is refused by RAM-ASC-11
    And "stranger" cannot restore backup "b1"
    When "owner" shares backup "b1" with OU "ours" as "s"
    Then it succeeds

  @rule:RAM-ASC-11
  Scenario: An account without an organization shares with none
    Given an active cluster "safe" of "stranger"
    And a ready backup "b2" of cluster "safe"
    When "stranger" shares backup "b2" with the organization as "s"
    Then it is refused by RAM-ASC-11
    And "consumer" cannot restore backup "b2"
