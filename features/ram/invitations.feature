Feature: Outsiders are invited to a resource share
  Whoever is outside the owner's organization is asked before it has access. An
  invitation to backups stays open for twelve hours.

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:RAM-INV-01 @rule:RAM-INV-04
  Scenario: An outsider is invited and has access once it accepts
    When "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    Then "consumer" has these invitations
      | Share | Status  |
      | s     | PENDING |
    And "consumer" cannot restore backup "b1"
    And "consumer" sees no shared backups
    When "consumer" accepts the invitation to share "s"
    Then the answer shows
      | ResourceShareInvitation.Status | ACCEPTED |
    And "consumer" can restore backup "b1"
    And "consumer" sees these shared backups
      | Backup | State |
      | b1     | READY |

  @rule:RAM-INV-01
  Scenario: A member of an organization that has not enabled sharing is invited like an outsider
    Given an organization of "management" with "owner" and "consumer"
    When "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    Then "consumer" has these invitations
      | Share | Status  |
      | s     | PENDING |
    And "consumer" cannot restore backup "b1"
    When "consumer" accepts the invitation to share "s"
    Then "consumer" can restore backup "b1"

  @rule:RAM-INV-01
  Scenario: A member of an organization that has enabled sharing is not asked, an outsider is
    Given an organization of "management" with "owner" and "consumer"
    And sharing with the organization is enabled
    When "owner" shares backup "b1" with "consumer" and "stranger" as "s"
    And 5 minutes pass
    Then "consumer" has these invitations
      | Share | Status |
    And "consumer" can restore backup "b1"
    And "stranger" has these invitations
      | Share | Status  |
      | s     | PENDING |
    And "stranger" cannot restore backup "b1"

  @rule:RAM-INV-02
  Scenario: Only the receiver lists an invitation, whose ARN names the sender
    When "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    And "consumer" calls ram GetResourceShareInvitations
    Then the answer shows
      | ResourceShareInvitations.0.ResourceShareArn           | {s.arn}                                                   |
      | ResourceShareInvitations.0.ResourceShareName          | s                                                         |
      | ResourceShareInvitations.0.ResourceShareInvitationArn | arn:aws:ram:us-east-1:{owner}:resource-share-invitation/* |
      | ResourceShareInvitations.0.SenderAccountId            | {owner}                                                   |
      | ResourceShareInvitations.0.ReceiverAccountId          | {consumer}                                                |
    And "owner" has these invitations
      | Share | Status |
    And "stranger" has these invitations
      | Share | Status |

  @rule:RAM-INV-14
  Scenario: That an invitation is pending is its own status, not that of an association
    When "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    And "consumer" calls ram GetResourceShareInvitations
    Then the answer shows
      | ResourceShareInvitations.0.Status                    | PENDING  |
      | ResourceShareInvitations.0.ResourceShareAssociations | (absent) |

  @rule:RAM-INV-03 @needs:clock
  Scenario: Invitations stay listed whatever became of them
    Given "owner" shares backup "b1" with "consumer" as "late"
    And 13 hours pass
    And "owner" shares backup "b1" with "consumer" as "welcome"
    And "owner" shares backup "b1" with "consumer" as "unwelcome"
    And "owner" shares backup "b1" with "consumer" as "open"
    When "consumer" accepts the invitation to share "welcome"
    And "consumer" rejects the invitation to share "unwelcome"
    And 5 minutes pass
    Then "consumer" has these invitations
      | Share     | Status   |
      | late      | EXPIRED  |
      | welcome   | ACCEPTED |
      | unwelcome | REJECTED |
      | open      | PENDING  |

  @rule:RAM-INV-05
  Scenario: An invitation that was rejected gives no access and cannot be answered again
    Given "owner" shares backup "b1" with "consumer" as "s"
    When "consumer" rejects the invitation to share "s"
    Then the answer shows
      | ResourceShareInvitation.Status | REJECTED |
    And "consumer" cannot restore backup "b1"
    When "consumer" accepts the invitation to share "s"
    Then it is refused by RAM-INV-05
    When "consumer" rejects the invitation to share "s"
    Then it is refused by RAM-INV-05
    And "consumer" cannot restore backup "b1"

  @rule:RAM-INV-05 @rule:RAM-INV-04
  Scenario: Whoever rejected is invited again by sharing again
    Given "owner" shares backup "b1" with "consumer" as "s"
    And "consumer" rejects the invitation to share "s"
    When "owner" adds "consumer" to share "s"
    And 5 minutes pass
    Then "consumer" has these invitations
      | Share | Status   |
      | s     | REJECTED |
      | s     | PENDING  |
    When "consumer" accepts the invitation to share "s"
    Then "consumer" can restore backup "b1"

  @rule:RAM-INV-06
  Scenario: An invitation is accepted only once, and then not rejected
    Given "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    When "consumer" accepts the invitation to share "s"
    Then it succeeds
    When "consumer" accepts the invitation to share "s"
    Then it is refused by RAM-INV-06
    When "consumer" rejects the invitation to share "s"
    Then it is refused by RAM-INV-06
    And "consumer" can restore backup "b1"

  @rule:RAM-INV-07
  Scenario Outline: <operation> finds no invitation that was sent to somebody else, or to nobody
    Given "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    When "consumer" calls ram GetResourceShareInvitations
    And "i" names the answer's ResourceShareInvitations.0.ResourceShareInvitationArn
    When "stranger" calls ram <operation> with
      """
      <member>
      """
    Then it is refused by RAM-INV-07
    When "owner" calls ram <operation> with
      """
      <member>
      """
    Then it is refused by RAM-INV-07
    When "consumer" calls ram <operation> with
      """
      <unknown>
      """
    Then it is refused by RAM-INV-07
    When "consumer" calls ram <operation> with
      """
      <member>
      """
    Then it succeeds
    And "stranger" cannot restore backup "b1"

    Examples:
      | operation                      | member                               | unknown                                                                                                                       |
      | AcceptResourceShareInvitation  | ResourceShareInvitationArn: "{i}"    | ResourceShareInvitationArn: "arn:aws:ram:us-east-1:{owner}:resource-share-invitation/00000000-0000-4000-8000-000000000000"    |
      | RejectResourceShareInvitation  | ResourceShareInvitationArn: "{i}"    | ResourceShareInvitationArn: "arn:aws:ram:us-east-1:{owner}:resource-share-invitation/00000000-0000-4000-8000-000000000000"    |
      | ListPendingInvitationResources | ResourceShareInvitationArn: "{i}"    | ResourceShareInvitationArn: "arn:aws:ram:us-east-1:{owner}:resource-share-invitation/00000000-0000-4000-8000-000000000000"    |
      | GetResourceShareInvitations    | ResourceShareInvitationArns: ["{i}"] | ResourceShareInvitationArns: ["arn:aws:ram:us-east-1:{owner}:resource-share-invitation/00000000-0000-4000-8000-000000000000"] |

  @rule:RAM-INV-08 @needs:clock
  Scenario: An invitation to a backup can be accepted for twelve hours
    Given "owner" shares backup "b1" with "consumer" as "s"
    When 11 hours pass
    And "consumer" accepts the invitation to share "s"
    Then it succeeds
    And "consumer" can restore backup "b1"

  @rule:RAM-INV-08 @rule:RAM-INV-09 @needs:clock
  Scenario: After twelve hours an invitation to a backup has expired
    Given "owner" shares backup "b1" with "consumer" as "s"
    When 5 minutes pass
    And 12 hours pass
    Then "consumer" has these invitations
      | Share | Status  |
      | s     | EXPIRED |
    When "consumer" accepts the invitation to share "s"
    Then it is refused by RAM-INV-09
    And "consumer" cannot restore backup "b1"

  @rule:RAM-INV-09 @rule:RAM-INV-04 @needs:clock
  Scenario: Whoever let an invitation expire is invited again by sharing again
    Given "owner" shares backup "b1" with "consumer" as "s"
    And 13 hours pass
    When "consumer" rejects the invitation to share "s"
    Then it is refused by RAM-INV-09
    When "owner" adds "consumer" to share "s"
    And 5 minutes pass
    Then "consumer" has these invitations
      | Share | Status  |
      | s     | EXPIRED |
      | s     | PENDING |
    When "consumer" accepts the invitation to share "s"
    Then "consumer" can restore backup "b1"

  @rule:RAM-INV-12
  Scenario: A pending invitation shows the resources of the share, an accepted one does not
    Given "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    And "consumer" calls ram GetResourceShareInvitations
    And "i" names the answer's ResourceShareInvitations.0.ResourceShareInvitationArn
    When "consumer" calls ram ListPendingInvitationResources with
      """
      ResourceShareInvitationArn: "{i}"
      """
    Then the answer shows
      | Resources.*.Arn              | [{b1.arn}]      |
      | Resources.0.Type             | cloudhsm:Backup |
      | Resources.0.ResourceShareArn | {s.arn}         |
    When "consumer" accepts the invitation to share "s"
    And "consumer" calls ram ListPendingInvitationResources with
      """
      ResourceShareInvitationArn: "{i}"
      """
    Then it is refused by RAM-INV-12

  @rule:RAM-INV-05
  Scenario: A rejected invitation shows no resources
    Given "owner" shares backup "b1" with "consumer" as "s"
    And "consumer" rejects the invitation to share "s"
    And "i" names the answer's ResourceShareInvitation.ResourceShareInvitationArn
    When "consumer" calls ram ListPendingInvitationResources with
      """
      ResourceShareInvitationArn: "{i}"
      """
    Then it is refused by RAM-INV-05

  @rule:RAM-INV-09 @needs:clock
  Scenario: An expired invitation shows no resources
    Given "owner" shares backup "b1" with "consumer" as "s"
    And 13 hours pass
    And "consumer" calls ram GetResourceShareInvitations
    And "i" names the answer's ResourceShareInvitations.0.ResourceShareInvitationArn
    When "consumer" calls ram ListPendingInvitationResources with
      """
      ResourceShareInvitationArn: "{i}"
      """
    Then it is refused by RAM-INV-09

  @rule:RAM-INV-10 @needs:clock
  Scenario: After seven days an invitation is forgotten, but not the access that it gave
    Given backup "b1" is shared with "consumer" as "s"
    When 6 days pass
    Then "consumer" has these invitations
      | Share | Status   |
      | s     | ACCEPTED |
    When 1 day passes
    Then "consumer" has these invitations
      | Share | Status |
    And "consumer" can restore backup "b1"

  @rule:RAM-INV-11 @needs:clock
  Scenario: An invitation arrives a moment after sharing
    When "owner" shares backup "b1" with "consumer" as "s"
    Then "consumer" has these invitations
      | Share | Status |
    When 1 minute passes
    Then "consumer" has these invitations
      | Share | Status  |
      | s     | PENDING |

  @rule:RAM-INV-13
  Scenario: Taking the account out of the share ends its open invitation
    Given "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    When "owner" removes "consumer" from share "s"
    Then it succeeds
    And "consumer" has these invitations
      | Share | Status  |
      | s     | EXPIRED |
    And "consumer" cannot restore backup "b1"

  @rule:RAM-INV-13
  Scenario: Deleting the share ends its open invitations
    Given "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    When "owner" deletes share "s"
    Then it succeeds
    And "consumer" has these invitations
      | Share | Status  |
      | s     | EXPIRED |

  @rule:RAM-INV-15 @needs:clock
  Scenario: An invitation to an empty share expires after twelve hours
    Given "owner" shares nothing with "consumer" as "s"
    When 11 hours pass
    Then "consumer" has these invitations
      | Share | Status  |
      | s     | PENDING |
    When 2 hours pass
    Then "consumer" has these invitations
      | Share | Status  |
      | s     | EXPIRED |

  @rule:RAM-INV-13 @needs:clock
  Scenario: Taking the account out at once holds its invitation back
    Given "owner" shares backup "b1" with "consumer" as "s"
    When "owner" removes "consumer" from share "s"
    And 5 minutes pass
    Then "consumer" has these invitations
      | Share | Status |

  @rule:RAM-INV-03
  Scenario: An accepted invitation stays accepted when the account is taken out
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" removes "consumer" from share "s"
    And 5 minutes pass
    Then "consumer" has these invitations
      | Share | Status   |
      | s     | ACCEPTED |

  @rule:RAM-INV-10 @needs:clock
  Scenario: Invitations that led to nothing are forgotten after seven days, too
    Given "owner" shares backup "b1" with "consumer" as "late"
    And "owner" shares backup "b1" with "consumer" as "unwelcome"
    When "consumer" rejects the invitation to share "unwelcome"
    And 6 days pass
    Then "consumer" has these invitations
      | Share     | Status   |
      | late      | EXPIRED  |
      | unwelcome | REJECTED |
    When 25 hours pass
    Then "consumer" has these invitations
      | Share | Status |
