Feature: Clusters and backups are tagged

  @rule:HSM-TAG-01
  Scenario: Clusters and backups have tags, HSMs have none
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    When "owner" tags cluster "vault" with env=prod
    Then it succeeds
    When "owner" tags backup "b1" with env=prod
    Then it succeeds
    When "owner" calls cloudhsmv2 TagResource with
      """
      ResourceId: "{first HSM of vault}"
      TagList: [{Key: env, Value: prod}]
      """
    Then it is refused by HSM-TAG-01

  @rule:HSM-TAG-01
  Scenario: A tag that was taken away is no longer listed
    Given an uninitialized cluster "vault" of "owner" with tags env=test team=keys
    When "owner" untags cluster "vault" from env
    And "owner" calls cloudhsmv2 ListTags with
      """
      ResourceId: "{vault}"
      """
    Then the answer shows
      | TagList.*.Key | [team] |

  @rule:HSM-TAG-02
  Scenario: A key has one value, the last one given
    Given an uninitialized cluster "vault" of "owner" with tags env=test
    When "owner" tags cluster "vault" with env=prod team=keys
    And "owner" calls cloudhsmv2 ListTags with
      """
      ResourceId: "{vault}"
      """
    Then the answer shows
      | TagList.*.Key   | [env team]  |
      | TagList.*.Value | [prod keys] |

  @rule:HSM-TAG-02
  Scenario Outline: <wrong> is refused
    Given an uninitialized cluster "vault" of "owner"
    When "owner" calls cloudhsmv2 TagResource with
      """
      ResourceId: "{vault}"
      TagList: <tags>
      """
    Then it is refused by HSM-TAG-02

    Examples:
      | wrong                      | tags                             |
      | An empty list              | []                               |
      | A character outside        | [{Key: "a#b", Value: x}]         |

  @rule:HSM-TAG-03
  Scenario: A resource has at most 50 tags
    Given an uninitialized cluster "vault" of "owner"
    When "owner" tags cluster "vault" with a1=x a2=x a3=x a4=x a5=x a6=x a7=x a8=x a9=x b1=x b2=x b3=x b4=x b5=x b6=x b7=x b8=x b9=x c1=x c2=x c3=x c4=x c5=x c6=x c7=x c8=x c9=x d1=x d2=x d3=x d4=x d5=x d6=x d7=x d8=x d9=x e1=x e2=x e3=x e4=x e5=x e6=x e7=x e8=x e9=x f1=x f2=x f3=x f4=x f5=x
    Then it succeeds
    When "owner" tags cluster "vault" with one=more
    Then it is refused by HSM-TAG-03

  @rule:HSM-TAG-04
  Scenario: Keys that are not there are ignored, and some key has to be given
    Given an uninitialized cluster "vault" of "owner" with tags env=prod team=keys
    When "owner" untags cluster "vault" from team colour
    Then it succeeds
    When "owner" calls cloudhsmv2 ListTags with
      """
      ResourceId: "{vault}"
      """
    Then the answer shows
      | TagList.*.Key | [env] |
    When "owner" calls cloudhsmv2 UntagResource with
      """
      {ResourceId: "{vault}", TagKeyList: []}
      """
    Then it is refused by HSM-TAG-04

  @rule:HSM-TAG-05
  Scenario: Tags are listed page by page
    Given an uninitialized cluster "vault" of "owner" with tags a=1 b=2
    When "owner" calls cloudhsmv2 ListTags with
      """
      {ResourceId: "{vault}", MaxResults: 1}
      """
    Then the answer shows
      | TagList.*.Key | [a] |
    And "page" names the answer's NextToken
    When "owner" calls cloudhsmv2 ListTags with
      """
      {ResourceId: "{vault}", MaxResults: 1, NextToken: "{page}"}
      """
    Then the answer shows
      | TagList.*.Key | [b]      |
      | NextToken     | (absent) |
    Given an uninitialized cluster "plain" of "owner"
    When "owner" calls cloudhsmv2 ListTags with
      """
      ResourceId: "{plain}"
      """
    Then the answer shows
      | TagList | [] |

  @rule:HSM-CLU-31
  Scenario: A page of no tags is refused
    Given an uninitialized cluster "vault" of "owner"
    When "owner" calls cloudhsmv2 ListTags with
      """
      {ResourceId: "{vault}", MaxResults: 0}
      """
    Then it is refused by HSM-CLU-31

  @rule:HSM-TAG-06
  Scenario Outline: Who gives tags to what <operation> makes may TagResource it
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"
    And a user "bob" of "owner" who may
      """
      ["cloudhsm:<operation>"]
      """
    And a user "eve" of "owner" who may
      """
      Version: "2012-10-17"
      Statement:
        - {Effect: Allow, Action: ["cloudhsm:<operation>"], Resource: "*"}
        - {Effect: Allow, Action: "cloudhsm:TagResource", Resource: "arn:aws:cloudhsm:<Region>:{owner}:<type>/*"}
      """
    When "bob" calls cloudhsmv2 <operation> with
      """
      {<members>, TagList: [{Key: team, Value: red}]}
      """
    Then it is refused with CloudHsmAccessDeniedException
    When "eve" calls cloudhsmv2 <operation> with
      """
      {<members>, TagList: [{Key: team, Value: red}]}
      """
    Then it succeeds
    When "bob" calls cloudhsmv2 <operation> with
      """
      {<members>}
      """
    Then it succeeds

    Examples:
      | operation          | type    | Region    | members                                             |
      | CreateCluster      | cluster | us-east-1 | HsmType: hsm2m.medium, SubnetIds: [subnet-0a1b2c3a] |
      | CopyBackupToRegion | backup  | eu-west-1 | BackupId: "{b1}", DestinationRegion: eu-west-1      |
