Feature: Shares and permissions are tagged

  @rule:RAM-TAG-01
  Scenario: A share has at most 50 tags
    Given "owner" shares nothing with nobody as "s"
    When "owner" calls ram TagResource with
      """
      ResourceShareArn: "{s}"
      Tags: [
        {Key: a0}, {Key: a1}, {Key: a2}, {Key: a3}, {Key: a4}, {Key: a5}, {Key: a6}, {Key: a7}, {Key: a8}, {Key: a9},
        {Key: b0}, {Key: b1}, {Key: b2}, {Key: b3}, {Key: b4}, {Key: b5}, {Key: b6}, {Key: b7}, {Key: b8}, {Key: b9},
        {Key: c0}, {Key: c1}, {Key: c2}, {Key: c3}, {Key: c4}, {Key: c5}, {Key: c6}, {Key: c7}, {Key: c8}, {Key: c9},
        {Key: d0}, {Key: d1}, {Key: d2}, {Key: d3}, {Key: d4}, {Key: d5}, {Key: d6}, {Key: d7}, {Key: d8}, {Key: d9},
        {Key: e0}, {Key: e1}, {Key: e2}, {Key: e3}, {Key: e4}, {Key: e5}, {Key: e6}, {Key: e7}, {Key: e8}, {Key: e9}]
      """
    Then it succeeds
    When "owner" calls ram TagResource with
      """
      {ResourceShareArn: "{s}", Tags: [{Key: f0}]}
      """
    Then it is refused by RAM-TAG-01
    When "owner" calls ram TagResource with
      """
      {ResourceShareArn: "{s}", Tags: [{Key: a0, Value: changed}]}
      """
    Then it succeeds

  @rule:RAM-TAG-02
  Scenario: A share is tagged and untagged
    Given "owner" calls ram CreateResourceShare with
      """
      Name: s
      Tags: [{Key: env, Value: test}]
      """
    And "s" names the answer's ResourceShare.ResourceShareArn
    When "owner" calls ram TagResource with
      """
      ResourceShareArn: "{s}"
      Tags: [{Key: env, Value: prod}, {Key: team, Value: keys}]
      """
    And "owner" calls ram UntagResource with
      """
      ResourceShareArn: "{s}"
      TagKeys: [team, colour]
      """
    And "owner" calls ram GetResourceShares with
      """
      ResourceOwner: SELF
      """
    Then the answer shows
      | ResourceShares.0.Tags.*.Key   | [env]  |
      | ResourceShares.0.Tags.*.Value | [prod] |

  @rule:RAM-TAG-02
  Scenario: A permission is tagged
    Given "owner" creates permission "readers" for cloudhsm:DescribeBackups
    When "owner" calls ram TagResource with
      """
      ResourceArn: "{readers}"
      Tags: [{Key: env, Value: prod}]
      """
    And "owner" calls ram GetPermission with
      """
      PermissionArn: "{readers}"
      """
    Then the answer shows
      | Permission.Tags.*.Key   | [env]  |
      | Permission.Tags.*.Value | [prod] |

  @rule:RAM-TAG-02
  Scenario Outline: <operation> is about <wrong>
    Given "owner" shares nothing with nobody as "s"
    And "owner" creates permission "readers" for cloudhsm:DescribeBackups
    When "owner" calls ram <operation> with
      """
      {<members>}
      """
    Then it is refused by RAM-TAG-02

    Examples:
      | operation     | wrong                 | members                                                               |
      | TagResource   | one thing and not two | Tags: [{Key: env}], ResourceShareArn: "{s}", ResourceArn: "{readers}" |
      | TagResource   | something             | Tags: [{Key: env}]                                                    |
      | UntagResource | one thing and not two | TagKeys: [env], ResourceShareArn: "{s}", ResourceArn: "{readers}"     |
      | UntagResource | something             | TagKeys: [env]                                                        |

  @rule:RAM-TAG-04
  Scenario Outline: Who gives tags to what <operation> makes may TagResource it
    Given a user "bob" of "owner" who may
      """
      ["ram:<operation>"]
      """
    And a user "eve" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["ram:<operation>"], Resource: "*"}
        - {Effect: Allow, Action: "ram:TagResource", Resource: "arn:aws:ram:*:{owner}:<type>/*"}
      """
    When "bob" calls ram <operation> with
      """
      {Name: first, <members>Tags: [{Key: team, Value: red}]}
      """
    Then it is refused with AccessDeniedException
    When "eve" calls ram <operation> with
      """
      {Name: first, <members>Tags: [{Key: team, Value: red}]}
      """
    Then it succeeds
    When "bob" calls ram <operation> with
      """
      {Name: second, <members>Tags: []}
      """
    Then it succeeds

    Examples:
      | operation           | type           | members                                                                                                      |
      | CreateResourceShare | resource-share |                                                                                                              |
      | CreatePermission    | permission     | ResourceType: "cloudhsm:Backup", PolicyTemplate: '{"Effect":"Allow","Action":["cloudhsm:DescribeBackups"]}', |
