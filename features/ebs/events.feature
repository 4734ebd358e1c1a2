@needs:events
Feature: EventBridge tells of volumes and snapshots

  @rule:EBS-SNP-10
  Scenario: The owner is told that a snapshot is made
    Given a volume "v" of "owner"
    When "owner" snapshots volume "v" as "s1"
    And snapshot "s1" becomes completed
    Then "owner" is told of these events
      | detail-type               | event          | result    | cause | snapshot | source |
      | EBS Volume Notification   | createVolume   | available |       | *        |        |
      | EBS Snapshot Notification | createSnapshot | succeeded |       | s1       | v      |

  @rule:EBS-CPY-26
  Scenario: Who copies is told how it ended, in the copy's Region
    Given a completed snapshot "s1" of "owner"
    And "owner" shares snapshot "s1" with "consumer"
    And a completed snapshot "s2" of "stranger"
    When "consumer" copies snapshot "s1" to eu-west-1 as "c1"
    And "consumer" copies snapshot "s2" to eu-west-1 as "c2"
    And "consumer" copies snapshot "s1" to eu-west-1 as "c3" encrypted under the key alias/nothing
    And 1 hour passes
    Then "consumer" is told of these events in eu-west-1
      | detail-type               | event        | result    | cause                           | request-id | snapshot | source |
      | EBS Snapshot Notification | copySnapshot | succeeded |                                 |            | c1       | s1     |
      | EBS Snapshot Notification | copySnapshot | failed    | Source snapshot ID is not valid |            | c2       | s2     |
      | EBS Snapshot Notification | copySnapshot | failed    | Given key ID is not accessible  |            | c3       | s1     |
    And "owner" is told of nothing in eu-west-1

  @rule:EBS-CPY-22
  Scenario: Copies are incremental if earlier ones have the same key
    Given a key "k" of "owner"
    And a volume "v" of "owner"
    And "owner" snapshots volume "v" as "s1"
    And snapshot "s1" becomes completed
    And 15 seconds pass
    And "owner" snapshots volume "v" as "s2"
    And snapshot "s2" becomes completed
    When "owner" copies snapshot "s1" to eu-west-1 as "c1"
    And snapshot "c1" becomes completed
    And "owner" copies snapshot "s2" to eu-west-1 as "c2"
    And snapshot "c2" becomes completed
    And "owner" copies snapshot "s2" to eu-west-1 as "c3" encrypted
    And snapshot "c3" becomes completed
    And "owner" copies snapshot "s2" to eu-west-1 as "c4"
    And snapshot "c4" becomes completed
    And "owner" deletes snapshot "c3"
    And "owner" copies snapshot "s2" to eu-west-1 as "c5"
    And snapshot "c5" becomes completed
    Then "owner" is told of these events in eu-west-1
      | snapshot | Incremental |
      | c1       |             |
      | c2       | true        |
      | c3       |             |
      | c4       |             |
      | c5       | true        |

  @rule:EBS-CPY-22
  Scenario: A copy in its account and Region under the same key is incremental
    Given the Region is eu-west-1
    And a completed snapshot "s1" of "owner"
    When "owner" copies snapshot "s1" to eu-west-1 as "c1"
    And snapshot "c1" becomes completed
    Then "owner" is told of these events in eu-west-1
      | event          | snapshot | Incremental |
      | createVolume   | *        |             |
      | createSnapshot | s1       |             |
      | copySnapshot   | c1       | true        |

  @rule:EBS-SHR-17
  Scenario: Only who gains a private share is told, and in its Region
    Given a completed snapshot "s1" of "owner"
    When "owner" shares snapshot "s1" with "consumer"
    And "owner" shares snapshot "s1" with "consumer" and "stranger"
    And "owner" unshares snapshot "s1" from "consumer"
    And "owner" shares snapshot "s1" with "consumer"
    Then "consumer" is told of these events
      | detail-type               | event         | result    | cause | request-id | snapshot | source |
      | EBS Snapshot Notification | shareSnapshot | succeeded |       |            | s1       | owner  |
      | EBS Snapshot Notification | shareSnapshot | succeeded |       |            | s1       | owner  |
    And "stranger" is told of these events
      | event         | snapshot | source |
      | shareSnapshot | s1       | owner  |
    And "consumer" is told of nothing in eu-west-1

  @rule:EBS-VOL-17
  Scenario: Who makes and deletes volumes is told
    Given a key "k" of "owner" that is disabled
    And a completed snapshot "s1" of "stranger"
    And "stranger" shares snapshot "s1" with "owner"
    And "owner" creates volume "v" from snapshot "s1"
    And volume "v" becomes available
    And "owner" creates volume "w" from snapshot "s1" encrypted under "k"
    And volume "w" becomes gone
    When "owner" deletes volume "v"
    And volume "v" becomes gone
    Then "owner" is told of these events
      | event         | result    | volume | cause                |
      | shareSnapshot | succeeded | *      |                      |
      | createVolume  | available | v      |                      |
      | createVolume  | failed    | w      | {k.arn} is disabled. |
      | deleteVolume  | deleted   | v      |                      |
