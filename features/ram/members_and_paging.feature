Feature: Requests have their members, and listings their pages

  @rule:RAM-VAL-01
  Scenario Outline: <operation> without <member> is refused
    When "owner" calls ram <operation> with
      """
      {<members>}
      """
    Then it is refused by RAM-VAL-01

    Examples:
      | operation                             | member                     | members                                     |
      | GetResourceShares                     | ResourceOwner              |                                             |
      | ListResources                         | ResourceOwner              | ResourceType: "rds:Cluster"                 |
      | ListPrincipals                        | ResourceOwner              |                                             |
      | GetResourceShareAssociations          | AssociationType            |                                             |
      | GetResourcePolicies                   | ResourceArns               |                                             |
      | UpdateResourceShare                   | ResourceShareArn           | Name: vault                                 |
      | DeleteResourceShare                   | ResourceShareArn           |                                             |
      | AssociateResourceShare                | ResourceShareArn           | Principals: ["{consumer}"]                  |
      | PromoteResourceShareCreatedFromPolicy | ResourceShareArn           |                                             |
      | AcceptResourceShareInvitation         | ResourceShareInvitationArn |                                             |
      | CreatePermission                      | ResourceType               | Name: readers, PolicyTemplate: "everything" |
      | GetPermission                         | PermissionArn              |                                             |

  @rule:RAM-VAL-01
  Scenario: A request that has its members passes
    When "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    Then the answer shows
      | ResourceShares | []       |
      | NextToken      | (absent) |

  @rule:RAM-VAL-02
  Scenario Outline: <value> is refused
    When "owner" calls ram <operation> with
      """
      {<members>}
      """
    Then it is refused by RAM-VAL-02

    Examples:
      | value                             | operation                    | members                                                                                           |
      | An owner that is nobody           | GetResourceShares            | ResourceOwner: MINE                                                                               |
      | A page of no shares               | GetResourceShares            | ResourceOwner: SELF, MaxResults: 0                                                                |
      | A page of 501 shares              | GetResourceShares            | ResourceOwner: SELF, MaxResults: 501                                                              |
      | An association of another type    | GetResourceShareAssociations | AssociationType: PERMISSION                                                                       |
      | Another scope                     | ListResources                | ResourceOwner: SELF, ResourceRegionScope: ZONAL                                                   |
      | A permission's name with a blank  | CreatePermission             | Name: "the readers", ResourceType: "cloudhsm:Backup", PolicyTemplate: "x"                         |
      | A permission's name of 37 letters | CreatePermission             | Name: abcdefghijklmnopqrstuvwxyzabcdefghijk, ResourceType: "cloudhsm:Backup", PolicyTemplate: "x" |

  @rule:RAM-VAL-02
  Scenario Outline: A page of <most> is accepted
    Given "owner" shares nothing with nobody as "a"
    When "owner" calls ram GetResourceShares with
      """
      {ResourceOwner: SELF, MaxResults: <most>}
      """
    Then the answer shows
      | ResourceShares.0.Name | a |

    Examples:
      | most |
      | 1    |
      | 500  |

  @rule:RAM-VAL-03
  Scenario: A listing continues from its token to its end
    Given "owner" shares nothing with nobody as "a"
    And "owner" shares nothing with nobody as "b"
    When "owner" calls ram GetResourceShares with
      """
      {ResourceOwner: SELF, MaxResults: 1}
      """
    Then the answer shows
      | ResourceShares.*.ResourceShareArn | [{a}] |
    And "page" names the answer's NextToken
    When "owner" calls ram GetResourceShares with
      """
      {ResourceOwner: SELF, MaxResults: 1, NextToken: "{page}"}
      """
    Then the answer shows
      | ResourceShares.*.ResourceShareArn | [{b}]    |
      | NextToken                         | (absent) |

  @rule:RAM-VAL-03
  Scenario: A token continues only the listing that gave it
    Given "owner" shares nothing with nobody as "a"
    And "owner" shares nothing with nobody as "b"
    And "owner" calls ram GetResourceShares with
      """
      {ResourceOwner: SELF, MaxResults: 1}
      """
    And "page" names the answer's NextToken
    When "owner" calls ram GetResourceShares with
      """
      {ResourceOwner: SELF, Name: b, MaxResults: 1, NextToken: "{page}"}
      """
    Then it is refused by RAM-VAL-03
    When "stranger" calls ram GetResourceShares with
      """
      {ResourceOwner: SELF, MaxResults: 1, NextToken: "{page}"}
      """
    Then it is refused by RAM-VAL-03

  @rule:RAM-VAL-03
  Scenario Outline: <operation> refuses an invented token
    When "owner" calls ram <operation> with
      """
      {<members>, NextToken: onwards}
      """
    Then it is refused by RAM-VAL-03

    Examples:
      | operation                    | members                    |
      | GetResourceShares            | ResourceOwner: SELF        |
      | GetResourceShareAssociations | AssociationType: PRINCIPAL |
      | GetResourceShareInvitations  | MaxResults: 1              |
      | ListResources                | ResourceOwner: SELF        |
      | ListPrincipals               | ResourceOwner: SELF        |
      | ListPermissions              | MaxResults: 1              |

  @rule:RAM-VAL-02
  Scenario Outline: RAM says which value it does not know: <members>
    When "owner" calls ram <operation> with
      """
      {<members>}
      """
    Then it is refused by RAM-VAL-02 saying "<text>"

    Examples:
      | operation                    | members                                           | text                                                                                                 |
      | GetResourceShares            | ResourceOwner: invalid                            | invalid is not a valid resource owner. Specify either SELF or OTHER-ACCOUNTS and try again.          |
      | ListPrincipals               | ResourceOwner: invalid                            | invalid is not a valid resource owner. Specify either SELF or OTHER-ACCOUNTS and try again.          |
      | ListResources                | ResourceOwner: invalid                            | invalid is not a valid resource owner. Specify either SELF or OTHER-ACCOUNTS and try again.          |
      | GetResourceShareAssociations | AssociationType: INVALID                          | INVALID is not a valid association type. Specify either PRINCIPAL or RESOURCE and try again.         |
      | ListResourceTypes            | ResourceRegionScope: INVALID                      | INVALID is not a valid resource region scope value. Specify a valid value and try again.             |
      | ListResources                | ResourceOwner: SELF, ResourceRegionScope: INVALID | INVALID is not a valid resource region scope value. Specify a valid value and try again.             |

  @rule:RAM-PER-06
  Scenario Outline: Permissions are listed by who looks after them: <filter>
    Given "owner" calls ram CreatePermission with
      """
      {Name: readers, ResourceType: "cloudhsm:Backup", PolicyTemplate: '{"Effect":"Allow","Action":"cloudhsm:DescribeBackups"}'}
      """
    When "owner" calls ram ListPermissions with
      """
      {ResourceType: "cloudhsm:Backup", PermissionType: <filter>}
      """
    Then the answer shows
      | Permissions.*.Name | <names> |

    Examples:
      | filter           | names                                           |
      | ALL              | [AWSRAMDefaultPermissionCloudHSMBackup readers] |
      | AWS              | [AWSRAMDefaultPermissionCloudHSMBackup]         |
      | AWS_MANAGED      | [AWSRAMDefaultPermissionCloudHSMBackup]         |
      | LOCAL            | [readers]                                       |
      | CUSTOMER_MANAGED | [readers]                                       |

  @rule:RAM-PER-06
  Scenario: Other scopes of permissions are none
    When "owner" calls ram ListPermissions with
      """
      PermissionType: XYZ
      """
    Then it is refused by RAM-PER-06 saying "XYZ is not a valid scope. Must be one of: ALL, AWS, LOCAL."

  @rule:RAM-TAG-03
  Scenario: A new share shows its tags, and a changed one does not
    When "owner" calls ram CreateResourceShare with
      """
      Name: bare
      """
    Then the answer shows
      | ResourceShare.Tags | []       |
      | ClientToken        | (absent) |
    When "owner" calls ram CreateResourceShare with
      """
      {Name: tagged, Tags: [{Key: team, Value: red}]}
      """
    Then the answer shows
      | ResourceShare.Tags.*.Key | [team] |
    And "share" names the answer's ResourceShare.ResourceShareArn
    When "owner" calls ram UpdateResourceShare with
      """
      {ResourceShareArn: "{share}", Name: renamed}
      """
    Then the answer shows
      | ResourceShare.Tags | (absent) |
      | ResourceShare.Name | renamed  |
      | ClientToken        | (absent) |
