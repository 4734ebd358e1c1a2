Feature: GetResourceShares lists shares

  @rule:RAM-SHR-04
  Scenario Outline: Shares are listed by the status <status>
    When "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      ResourceShareStatus: <status>
      """
    Then the answer shows
      | ResourceShares | [] |

    Examples:
      | status   |
      | PENDING  |
      | ACTIVE   |
      | FAILED   |
      | DELETING |
      | DELETED  |

  @rule:RAM-SHR-04
  Scenario: A share has no other status
    When "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      ResourceShareStatus: SUSPENDED
      """
    Then it is refused by RAM-SHR-04

  @rule:RAM-SHR-13
  Scenario: Each side of sharing knows its own shares
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    When "consumer" calls ram GetResourceShares with
      """
      {ResourceOwner: OTHER-ACCOUNTS, ResourceShareArns: ["{s}"]}
      """
    Then the answer shows
      | ResourceShares.*.OwningAccountId | [{owner}] |
    When "consumer" calls ram GetResourceShares with
      """
      {ResourceOwner: SELF, ResourceShareArns: ["{s}"]}
      """
    Then it is refused by RAM-SHR-13
    When "owner" calls ram GetResourceShares with
      """
      {ResourceOwner: OTHER-ACCOUNTS, ResourceShareArns: ["{s}"]}
      """
    Then it is refused by RAM-SHR-13

  @rule:RAM-SHR-13
  Scenario Outline: <listing> does not know <share>
    Given "owner" shares nothing with "consumer" as "invited"
    When "consumer" calls ram <listing> with
      """
      ResourceOwner: OTHER-ACCOUNTS
      ResourceShareArns: ["<arn>"]
      """
    Then it is refused by RAM-SHR-13

    Examples:
      | listing           | share                                    | arn                                                                               |
      | GetResourceShares | a share that has only sent an invitation | {invited}                                                                         |
      | ListResources     | a share that has only sent an invitation | {invited}                                                                         |
      | GetResourceShares | a share that does not exist              | arn:aws:ram:us-east-1:{owner}:resource-share/00000000-0000-4000-8000-000000000000 |
      | ListPrincipals    | a share that does not exist              | arn:aws:ram:us-east-1:{owner}:resource-share/00000000-0000-4000-8000-000000000000 |

  @rule:RAM-SHR-14
  Scenario Outline: Shares are found by <what>
    Given "owner" calls ram CreateResourceShare with
      """
      Name: keys
      Tags: [{Key: env, Value: prod}]
      """
    And "keys" names the answer's ResourceShare.ResourceShareArn
    And "owner" shares nothing with nobody as "other"
    When "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      <filter>
      """
    Then the answer shows
      | ResourceShares.*.ResourceShareArn | [<found>] |

    Examples:
      | what                    | filter                                             | found          |
      | ARN                     | ResourceShareArns: ["{keys}"]                      | {keys}         |
      | name                    | Name: other                                        | {other}        |
      | the key of a tag        | TagFilters: [{TagKey: env}]                        | {keys}         |
      | the value of a tag      | TagFilters: [{TagKey: env, TagValues: [prod, qa]}] | {keys}         |
      | no other value of a tag | TagFilters: [{TagKey: env, TagValues: [qa]}]       |                |
      | status                  | ResourceShareStatus: ACTIVE                        | {keys} {other} |
      | no other status         | ResourceShareStatus: DELETED                       |                |

  @rule:RAM-SHR-14
  Scenario: Shares are found by the permission that they give
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And "owner" shares backup "b1" with nobody as "s"
    And "owner" shares nothing with nobody as "empty"
    When "owner" calls ram ListResourceSharePermissions with
      """
      ResourceShareArn: "{s}"
      """
    And "default" names the answer's Permissions.0.Arn
    And "owner" calls ram GetResourceShares with
      """
      {ResourceOwner: SELF, PermissionArn: "{default}", PermissionVersion: 1}
      """
    Then the answer shows
      | ResourceShares.*.ResourceShareArn | [{s}] |
