Feature: Default policies
  A default policy looks after all volumes of an account in a Region and is told
  hardly anything.

  Background:
    Given a volume "v" of "owner"
    And the default role for lifecycle policies of "owner"

  @rule:DLM-API-14 @needs:clock
  Scenario: A default policy makes a snapshot a day of each volume and keeps it for a week
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Default
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      DefaultPolicy: VOLUME
      """
    And "p" names the answer's PolicyId
    And "owner" calls dlm GetLifecyclePolicy with
      """
      PolicyId: "{p}"
      """
    Then the answer shows
      | Policy.DefaultPolicy                | true       |
      | Policy.PolicyDetails.PolicyLanguage | SIMPLIFIED |
      | Policy.PolicyDetails.ResourceType   | VOLUME     |
      | Policy.PolicyDetails.CreateInterval | 1          |
      | Policy.PolicyDetails.RetainInterval | 7          |
    When the next snapshot of "owner" is begun
    And 180 hours pass
    Then "owner" keeps these snapshots
      | Volume |
      | v      |
      | v      |
      | v      |
      | v      |
      | v      |
      | v      |
      | v      |

  @rule:DLM-API-14
  Scenario: An account has one default policy for volumes in a Region
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      {Description: Default, State: ENABLED, ExecutionRoleArn: "{default role of owner.arn}", DefaultPolicy: VOLUME}
      """
    And "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Another one
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      PolicyDetails: {PolicyLanguage: SIMPLIFIED, ResourceType: VOLUME}
      """
    Then it is refused by DLM-API-14
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      {Description: For images, State: ENABLED, ExecutionRoleArn: "{default role of owner.arn}", DefaultPolicy: INSTANCE}
      """
    Then it succeeds

  @rule:DLM-API-14
  Scenario Outline: A default policy <how> is refused
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      {Description: Default, State: ENABLED, ExecutionRoleArn: "{default role of owner.arn}", DefaultPolicy: VOLUME, <members>}
      """
    Then it is refused by DLM-API-14

    Examples:
      | how                                           | members                                                          |
      | that makes snapshots every 8 days             | CreateInterval: 8                                                |
      | that keeps snapshots for 15 days              | RetainInterval: 15                                               |
      | that keeps them only until the next are made  | CreateInterval: 3, RetainInterval: 3                             |
      | that says one thing in two places             | CreateInterval: 1, PolicyDetails: {CreateInterval: 1}            |
      | with schedules                                | PolicyDetails: {Schedules: [{Name: s}]}                          |
      | that copies to a Region that does not exist   | CrossRegionCopyTargets: [{TargetRegion: mars-north-1}]           |
      | of instances in its details                   | PolicyDetails: {PolicyLanguage: SIMPLIFIED, ResourceType: INSTANCE} |

  @rule:DLM-STA-06 @needs:clock
  Scenario Outline: With ExtendDeletion snapshots go on expiring when <what>
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Default
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      DefaultPolicy: VOLUME
      CreateInterval: 1
      RetainInterval: 2
      ExtendDeletion: true
      CrossRegionCopyTargets: [{TargetRegion: eu-west-2}]
      """
    And "p" names the answer's PolicyId
    And 36 hours pass
    And <happening>
    And 4 days pass
    Then "owner" keeps no snapshots
    And "owner" keeps no snapshots in eu-west-2

    Examples:
      | what                   | happening                                                                   |
      | the policy is disabled | "owner" disables policy "p" |
      | the policy is deleted  | "owner" deletes policy "p"  |

  @rule:DLM-STA-06 @needs:clock
  Scenario: Without ExtendDeletion they are kept when the policy is deleted
    When "owner" calls dlm CreateLifecyclePolicy with
      """
      Description: Default
      State: ENABLED
      ExecutionRoleArn: "{default role of owner.arn}"
      DefaultPolicy: VOLUME
      CreateInterval: 2
      RetainInterval: 3
      """
    And "p" names the answer's PolicyId
    And 36 hours pass
    And "owner" deletes policy "p"
    And 4 days pass
    Then "owner" keeps these snapshots
      | Volume |
      | v      |
