Feature: What is shared, and with whom, is listed

  @rule:RAM-RES-01
  Scenario: Aurora clusters are Regional, and customers write no permissions for them
    When "owner" calls ram ListResourceTypes with
      """
      ResourceRegionScope: GLOBAL
      """
    Then the answer shows
      | ResourceTypes | [] |
    When "owner" calls ram CreatePermission with
      """
      Name: readers
      ResourceType: rds:Cluster
      PolicyTemplate: '{"Effect":"Allow","Action":"rds:DescribeDBClusters"}'
      """
    Then it is refused by RAM-RES-01
    When "owner" creates permission "readers" for cloudhsm:DescribeBackups
    Then it succeeds

  @rule:RAM-RES-03
  Scenario: A share gives the default permission for a resource where none is named
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "owner" shares backup "b1" with "consumer" as "s"
    And "owner" calls ram ListResourceSharePermissions with
      """
      ResourceShareArn: "{s}"
      """
    Then the answer shows
      | Permissions.*.IsResourceTypeDefault | [true]        |
      | Permissions.*.DefaultVersion        | [true]        |
      | Permissions.*.PermissionType        | [AWS_MANAGED] |
      | Permissions.*.Status                | [ATTACHABLE]  |

  @rule:RAM-RES-03
  Scenario: An empty share gives no permission until a resource is put into it
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And "owner" shares nothing with "consumer" as "s"
    When "owner" calls ram ListResourceSharePermissions with
      """
      ResourceShareArn: "{s}"
      """
    Then the answer shows
      | Permissions | [] |
    When "owner" adds backup "b1" to share "s"
    And "owner" calls ram ListResourceSharePermissions with
      """
      ResourceShareArn: "{s}"
      """
    Then the answer shows
      | Permissions.*.IsResourceTypeDefault | [true] |

  @rule:RAM-RES-04
  Scenario: The default permission for backups allows to describe them and to restore clusters from them
    When "owner" calls ram ListPermissions with
      """
      ResourceType: cloudhsm:Backup
      PermissionType: AWS_MANAGED
      """
    Then the answer shows
      | Permissions.*.Name | [AWSRAMDefaultPermissionCloudHSMBackup] |
    And "default" names the answer's Permissions.0.Arn
    When "owner" calls ram GetPermission with
      """
      PermissionArn: "{default}"
      """
    Then the answer shows
      | Permission.Arn        | arn:aws:ram::aws:permission/AWSRAMDefaultPermissionCloudHSMBackup |
      | Permission.Permission | (contains cloudhsm:CreateCluster)                                 |
      | Permission.Permission | (contains cloudhsm:DescribeBackups)                               |

  @rule:RAM-RES-06
  Scenario Outline: Shared resources are found by <what>
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a ready backup "b2" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s1"
    And backup "b2" is shared with "stranger" as "s2"
    When "owner" calls ram ListResources with
      """
      ResourceOwner: SELF
      <filter>
      """
    Then the answer shows
      | Resources.*.Arn | [<found>] |

    Examples:
      | what           | filter                        | found             |
      | principal      | Principal: "{consumer}"       | {b1.arn}          |
      | ARN            | ResourceArns: ["{b2.arn}"]    | {b2.arn}          |
      | share          | ResourceShareArns: ["{s1}"]   | {b1.arn}          |
      | type           | ResourceType: rds:Cluster     |                   |
      | Regional scope | ResourceRegionScope: REGIONAL | {b1.arn} {b2.arn} |
      | global scope   | ResourceRegionScope: GLOBAL   |                   |

  @rule:RAM-RES-06
  Scenario: A resource is listed once for each share that holds it
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s1"
    And backup "b1" is shared with "stranger" as "s2"
    When "owner" calls ram ListResources with
      """
      ResourceOwner: SELF
      """
    Then the answer shows
      | Resources.*.Arn              | [{b1.arn} {b1.arn}] |
      | Resources.*.ResourceShareArn | [{s1} {s2}]         |
      | Resources.0.Status           | (absent)            |
    When "consumer" calls ram ListResources with
      """
      ResourceOwner: OTHER-ACCOUNTS
      """
    Then the answer shows
      | Resources.*.Arn              | [{b1.arn}]  |
      | Resources.*.ResourceShareArn | [{s1}]      |
      | Resources.*.Status           | [AVAILABLE] |

  @rule:RAM-RES-07
  Scenario: Resources are listed by a type only if RAM knows it
    When "owner" calls ram ListResources with
      """
      {ResourceOwner: SELF, ResourceType: "rds:Cluster"}
      """
    Then the answer shows
      | Resources | [] |
    When "owner" calls ram ListResources with
      """
      {ResourceOwner: SELF, ResourceType: "example:Thing"}
      """
    Then it is refused by RAM-RES-07

  @rule:RAM-RES-08
  Scenario Outline: An owner finds by <what> whom it shares with
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a ready backup "b2" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s1"
    And backup "b2" is shared with "stranger" as "s2"
    When "owner" calls ram ListPrincipals with
      """
      ResourceOwner: SELF
      <filter>
      """
    Then the answer shows
      | Principals.*.Id               | [<id>]    |
      | Principals.*.ResourceShareArn | [<share>] |

    Examples:
      | what      | filter                      | id         | share |
      | resource  | ResourceArn: "{b1.arn}"     | {consumer} | {s1}  |
      | principal | Principals: ["{stranger}"]  | {stranger} | {s2}  |
      | share     | ResourceShareArns: ["{s1}"] | {consumer} | {s1}  |
      | type      | ResourceType: rds:Cluster   |            |       |

  @rule:RAM-RES-08
  Scenario: A consumer finds who shares with it
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    When "consumer" calls ram ListPrincipals with
      """
      ResourceOwner: OTHER-ACCOUNTS
      """
    Then the answer shows
      | Principals.*.Id               | [{owner}] |
      | Principals.*.ResourceShareArn | [{s}]     |
    When "consumer" calls ram ListPrincipals with
      """
      {ResourceOwner: OTHER-ACCOUNTS, ResourceType: "rds:Cluster"}
      """
    Then the answer shows
      | Principals | [] |

  @rule:RAM-RES-09
  Scenario: A shared backup that its owner deletes is unavailable
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    When "owner" deletes backup "b1"
    Then it succeeds
    When "consumer" calls ram ListResources with
      """
      ResourceOwner: OTHER-ACCOUNTS
      """
    Then the answer shows
      | Resources.*.Arn    | [{b1.arn}]    |
      | Resources.*.Status | [UNAVAILABLE] |
    When "owner" restores backup "b1"
    And "consumer" calls ram ListResources with
      """
      ResourceOwner: OTHER-ACCOUNTS
      """
    Then the answer shows
      | Resources.*.Status | [AVAILABLE] |
