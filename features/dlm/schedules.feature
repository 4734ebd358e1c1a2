Feature: Schedules
  A policy makes snapshots of the volumes that have one of its target tags, each
  time that one of its schedules is due.

  Background:
    Given a volume "v" of "owner"
    And volume "v" is tagged backup=yes

  @rule:DLM-SCH-06 @rule:DLM-TAG-03 @needs:clock
  Scenario: A run starts within an hour after its time, and again after each interval
    Given a schedule policy "p" of "owner"
      """
      - CreateRule: {Interval: 12, IntervalUnit: HOURS, Times: ["03:00"]}
        RetainRule: {Count: 5}
      """
    When 3 hours pass
    And 59 minutes pass
    Then "owner" keeps these snapshots
      | Description                        | Volume | Day        |
      | Created for policy: p schedule: p* | v      | 2025-11-01 |
