Feature: Permissions say what the principals of a share may do

  @rule:RAM-RES-05
  Scenario: A share gives another permission only if it takes the place of the former
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    And "owner" creates permission "readers" for cloudhsm:DescribeBackups
    When "owner" calls ram AssociateResourceSharePermission with
      """
      ResourceShareArn: "{s}"
      PermissionArn: "{readers}"
      """
    Then it is refused by RAM-RES-05
    And "consumer" can restore backup "b1"
    When "owner" calls ram AssociateResourceSharePermission with
      """
      ResourceShareArn: "{s}"
      PermissionArn: "{readers}"
      Replace: true
      """
    Then it succeeds
    And "consumer" cannot restore backup "b1"
    When "owner" calls ram ListResourceSharePermissions with
      """
      ResourceShareArn: "{s}"
      """
    Then the answer shows
      | Permissions.*.Arn | [{readers}] |

  @rule:RAM-RES-05
  Scenario: A new share has one permission for a type of resource
    Given "owner" creates permissions "readers" and "restorers" for cloudhsm:DescribeBackups
    When "owner" calls ram CreateResourceShare with
      """
      Name: s
      PermissionArns: ["{readers}", "{restorers}"]
      """
    Then it is refused by RAM-RES-05
    When "owner" calls ram CreateResourceShare with
      """
      Name: s
      PermissionArns: ["{readers}"]
      """
    Then it succeeds

  @rule:RAM-PER-01
  Scenario: No two permissions bear the same name
    Given "owner" creates permission "readers" for cloudhsm:DescribeBackups
    When "owner" creates permission "readers" for cloudhsm:CreateCluster
    Then it is refused by RAM-PER-01
    When "consumer" creates permission "readers" for cloudhsm:DescribeBackups
    Then it succeeds

  @rule:RAM-PER-01
  Scenario: A name is free again once its permission is deleted, and in another Region
    Given "owner" creates permission "readers" for cloudhsm:DescribeBackups
    When "owner" calls ram DeletePermission with
      """
      PermissionArn: "{readers}"
      """
    And "owner" creates permission "readers" for cloudhsm:CreateCluster
    Then it succeeds
    Given the Region is eu-west-1
    When "owner" creates permission "readers" for cloudhsm:DescribeBackups
    Then it succeeds

  @rule:RAM-PER-02
  Scenario: A permission is not deleted while a share gives it
    Given "owner" creates permission "readers" for cloudhsm:DescribeBackups
    And "owner" shares nothing with "consumer" as "s"
    And "owner" calls ram AssociateResourceSharePermission with
      """
      {ResourceShareArn: "{s}", PermissionArn: "{readers}"}
      """
    When "owner" calls ram DeletePermission with
      """
      PermissionArn: "{readers}"
      """
    Then it is refused by RAM-PER-02
    When "owner" calls ram DisassociateResourceSharePermission with
      """
      {ResourceShareArn: "{s}", PermissionArn: "{readers}"}
      """
    Then it succeeds
    When "owner" calls ram DeletePermission with
      """
      PermissionArn: "{readers}"
      """
    Then the answer shows
      | ReturnValue      | true    |
      | PermissionStatus | DELETED |

  @rule:RAM-PER-02
  Scenario: A permission is not taken from a share that holds resources of its type
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And "owner" shares backup "b1" with "consumer" as "s"
    And "owner" calls ram ListResourceSharePermissions with
      """
      ResourceShareArn: "{s}"
      """
    And "default" names the answer's Permissions.0.Arn
    When "owner" calls ram DisassociateResourceSharePermission with
      """
      {ResourceShareArn: "{s}", PermissionArn: "{default}"}
      """
    Then it is refused by RAM-PER-02
    When "owner" removes backup "b1" from share "s"
    And "owner" calls ram DisassociateResourceSharePermission with
      """
      {ResourceShareArn: "{s}", PermissionArn: "{default}"}
      """
    Then it succeeds

  @rule:RAM-PER-03
  Scenario Outline: A template that <wrong> is refused
    When "owner" calls ram CreatePermission with
      """
      Name: readers
      ResourceType: cloudhsm:Backup
      PolicyTemplate: '<template>'
      """
    Then it is refused by RAM-PER-03

    Examples:
      | wrong             | template                                                                                |
      | denies            | {"Effect":"Deny","Action":"cloudhsm:DescribeBackups"}                                   |
      | names a principal | {"Effect":"Allow","Principal":{"AWS":"{consumer}"},"Action":"cloudhsm:DescribeBackups"} |
      | names a resource  | {"Effect":"Allow","Action":"cloudhsm:DescribeBackups","Resource":"*"}                   |
      | has no actions    | {"Effect":"Allow"}                                                                      |
      | is no JSON        | everything                                                                              |

  @rule:RAM-PER-03
  Scenario Outline: AWS says what it does not take in a template: <text>
    When "owner" calls ram CreatePermission with
      """
      Name: readers
      ResourceType: cloudhsm:Backup
      PolicyTemplate: '<template>'
      """
    Then it is refused by RAM-PER-03 saying "<text>"
    And it is refused with InvalidPolicyException

    Examples:
      | template                                                              | text                                                                                    |
      | {"Effect":"Deny","Action":"cloudhsm:DescribeBackups"}                 | InvalidPolicy: Only the Allow effect is supported                                       |
      | {"Effect":"Allow","action":"cloudhsm:DescribeBackups"}                | InvalidPolicy: Invalid policy format.                                                   |
      | {"Effect":"Allow","Action":"cloudhsm:DescribeBackups","Resource":"*"} | InvalidPolicy: Only effect, action, and condition blocks can exist in permission policy |

  @rule:RAM-RES-01
  Scenario: A type that RAM does not share has no permissions
    When "owner" calls ram CreatePermission with
      """
      {Name: readers, ResourceType: "ec2:Instance", PolicyTemplate: '{"Effect":"Allow","Action":"ec2:DescribeInstances"}'}
      """
    Then it is refused by RAM-RES-01 saying "Invalid resource type: ec2:Instance"

  @rule:RAM-PER-01
  Scenario: The name is looked at before the type
    Given "owner" calls ram CreatePermission with
      """
      {Name: readers, ResourceType: "cloudhsm:Backup", PolicyTemplate: '{"Effect":"Allow","Action":"cloudhsm:DescribeBackups"}'}
      """
    When "owner" calls ram CreatePermission with
      """
      {Name: readers, ResourceType: "cloudhsm:backup", PolicyTemplate: '{"Effect":"Allow","Action":"cloudhsm:DescribeBackups"}'}
      """
    Then it is refused by RAM-PER-01

  @rule:RAM-PER-03
  Scenario: A template may have conditions
    When "owner" calls ram CreatePermission with
      """
      Name: readers
      ResourceType: cloudhsm:Backup
      PolicyTemplate: '{"Effect":"Allow","Action":"cloudhsm:DescribeBackups","Condition":{"StringEquals":{"aws:PrincipalAccount":"{consumer}"}}}'
      """
    Then the answer shows
      | Permission.Name                  | readers          |
      | Permission.PermissionType        | CUSTOMER_MANAGED |
      | Permission.IsResourceTypeDefault | false            |

  @rule:RAM-PER-04
  Scenario Outline: <operation> knows only the caller's permissions
    Given "owner" creates permission "readers" for cloudhsm:DescribeBackups
    When "consumer" calls ram <operation> with
      """
      PermissionArn: "{readers}"
      """
    Then it is refused by RAM-PER-04
    When "owner" calls ram <operation> with
      """
      PermissionArn: "arn:aws:ram:us-east-1:{owner}:permission/writers"
      """
    Then it is refused by RAM-PER-04
    When "owner" calls ram <operation> with
      """
      PermissionArn: "{readers}"
      """
    Then it succeeds

    Examples:
      | operation              |
      | GetPermission          |
      | ListPermissionVersions |
      | DeletePermission       |

  @rule:RAM-PER-04
  Scenario: A permission that was deleted is unknown
    Given "owner" creates permission "readers" for cloudhsm:DescribeBackups
    When "owner" calls ram DeletePermission with
      """
      PermissionArn: "{readers}"
      """
    Then it succeeds
    When "owner" calls ram GetPermission with
      """
      PermissionArn: "{readers}"
      """
    Then it is refused by RAM-PER-04

  @rule:RAM-PER-04
  Scenario: A share is given only permissions that its owner knows
    Given "owner" creates permission "readers" for cloudhsm:DescribeBackups
    When "consumer" calls ram CreateResourceShare with
      """
      {Name: s, PermissionArns: ["{readers}"]}
      """
    Then it is refused by RAM-PER-04
    When "owner" calls ram CreateResourceShare with
      """
      {Name: s, PermissionArns: ["{readers}"]}
      """
    Then it succeeds

  @rule:RAM-PER-05
  Scenario: An account has at most ten permissions of its own for a type of resource
    When "owner" creates permissions "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9" and "p10" for cloudhsm:DescribeBackups
    Then it succeeds
    When "owner" creates permission "p11" for cloudhsm:DescribeBackups
    Then it is refused by RAM-PER-05
