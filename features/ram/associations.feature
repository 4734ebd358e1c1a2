Feature: Associations tie backups and accounts to a share

  Background:
    Given an active cluster "vault" of "owner"
    And a ready backup "b1" of cluster "vault"

  @rule:RAM-ASC-01
  Scenario: Adding answers with the associations that it touched
    Given "owner" shares nothing with nobody as "s"
    When "owner" adds "consumer" to share "s"
    Then the answer shows
      | ResourceShareAssociations.*.AssociatedEntity | [{consumer}] |
      | ResourceShareAssociations.0.AssociationType  | PRINCIPAL    |
      | ResourceShareAssociations.0.ResourceShareArn | {s.arn}      |
      | ResourceShareAssociations.0.Status           | ASSOCIATING  |
    When "owner" adds backup "b1" to share "s"
    Then the answer shows
      | ResourceShareAssociations.*.AssociatedEntity | [{b1.arn}]  |
      | ResourceShareAssociations.0.AssociationType  | RESOURCE    |
      | ResourceShareAssociations.0.Status           | ASSOCIATING |

  @rule:RAM-ASC-01
  Scenario: Removing answers with the associations that it touched
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" removes "consumer" from share "s"
    Then the answer shows
      | ResourceShareAssociations.*.AssociatedEntity | [{consumer}]   |
      | ResourceShareAssociations.0.Status           | DISASSOCIATING |
    When "owner" removes backup "b1" from share "s"
    Then the answer shows
      | ResourceShareAssociations.*.AssociatedEntity | [{b1.arn}]     |
      | ResourceShareAssociations.0.Status           | DISASSOCIATING |

  @rule:RAM-ASC-02
  Scenario Outline: Associations are listed by the status <status>
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" calls ram GetResourceShareAssociations with
      """
      AssociationType: PRINCIPAL
      AssociationStatus: <status>
      """
    Then the answer shows
      | ResourceShareAssociations.*.AssociatedEntity | <found> |

    Examples:
      | status         | found        |
      | ASSOCIATING    | []           |
      | ASSOCIATED     | [{consumer}] |
      | FAILED         | []           |
      | DISASSOCIATING | []           |
      | DISASSOCIATED  | []           |
      | SUSPENDED      | []           |
      | SUSPENDING     | []           |
      | RESTORING      | []           |

  @rule:RAM-ASC-02
  Scenario: There are no pending associations
    When "owner" calls ram GetResourceShareAssociations with
      """
      AssociationType: PRINCIPAL
      AssociationStatus: PENDING
      """
    Then it is refused by RAM-ASC-02

  @rule:RAM-ASC-03
  Scenario Outline: <type> associations are listed by <its>, not by <other>
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" calls ram GetResourceShareAssociations with
      """
      {AssociationType: <type>, <other>: "<unfit>"}
      """
    Then it is refused by RAM-ASC-03
    When "owner" calls ram GetResourceShareAssociations with
      """
      {AssociationType: <type>, <its>: "<fit>"}
      """
    Then the answer shows
      | ResourceShareAssociations.*.AssociatedEntity | [<fit>] |

    Examples:
      | type      | its         | fit        | other       | unfit      |
      | PRINCIPAL | Principal   | {consumer} | ResourceArn | {b1.arn}   |
      | RESOURCE  | ResourceArn | {b1.arn}   | Principal   | {consumer} |

  @rule:RAM-ASC-06
  Scenario: A consumer has access to what is put into the share later
    Given a ready backup "b2" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    And "consumer" cannot restore backup "b2"
    When "owner" adds backup "b2" to share "s"
    And 5 minutes pass
    Then "consumer" can restore backup "b2"
    And "consumer" sees these shared backups
      | Backup |
      | b1     |
      | b2     |

  @rule:RAM-ASC-06
  Scenario: A newcomer has access to what is in the share already
    Given an organization of "management" with "owner" and "consumer"
    And sharing with the organization is enabled
    And "owner" shares backup "b1" with nobody as "s"
    And 5 minutes pass
    When "owner" adds "consumer" to share "s"
    And 5 minutes pass
    Then "consumer" can restore backup "b1"
    And "consumer" sees these shared backups
      | Backup |
      | b1     |

  @rule:RAM-ASC-06
  Scenario: An account that other shares reach has no access to what only this one holds
    Given a ready backup "b2" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s1"
    And backup "b2" is shared with "stranger" as "s2"
    When "owner" adds backup "b2" to share "s1"
    And 5 minutes pass
    Then "consumer" can restore backup "b2"
    And "stranger" sees these shared backups
      | Backup |
      | b2     |
    And "stranger" cannot restore backup "b1"

  @rule:RAM-ASC-10
  Scenario: Outsiders are external, members and the organization are not
    Given an organization of "management" with "owner" and "consumer"
    And sharing with the organization is enabled
    And backup "b1" is shared with "consumer" and "stranger" and the organization as "s"
    Then share "s" has these consumers
      | Consumer         | External |
      | consumer         | false    |
      | stranger         | true     |
      | the organization | false    |

  @rule:RAM-ASC-10
  Scenario: ListPrincipals tells outsiders from members
    Given an organization of "management" with "owner" and "consumer"
    And sharing with the organization is enabled
    And backup "b1" is shared with "consumer" and "stranger" as "s"
    When "owner" calls ram ListPrincipals with
      """
      ResourceOwner: SELF
      Principals: ["{stranger}"]
      """
    Then the answer shows
      | Principals.*.External | [true] |
    When "owner" calls ram ListPrincipals with
      """
      ResourceOwner: SELF
      Principals: ["{consumer}"]
      """
    Then the answer shows
      | Principals.*.External | [false] |

  @rule:RAM-ASC-12
  Scenario: An owner may share with itself and is not invited
    When "owner" shares backup "b1" with "owner" as "s"
    And 5 minutes pass
    Then share "s" has these consumers
      | Consumer | Status     | External |
      | owner    | ASSOCIATED | false    |
    And "owner" has these invitations
      | Share | Status |
    And "owner" has these backups
      | Backup |
      | b1     |

  @rule:RAM-ASC-12
  Scenario: An owner may share with itself and with a unit that it is in
    Given an organization of "management" with "owner" and "consumer"
    And an organizational unit "apps" with "owner" and "consumer"
    And sharing with the organization is enabled
    When "owner" shares backup "b1" with OU "apps" and "owner" as "s"
    And 5 minutes pass
    Then share "s" has these consumers
      | Consumer | Status     |
      | OU apps  | ASSOCIATED |
      | owner    | ASSOCIATED |
    And "consumer" can restore backup "b1"

  @rule:RAM-ASC-04
  Scenario: An account that is invited is associated once it accepts
    When "owner" shares backup "b1" with "consumer" as "s"
    And 5 minutes pass
    Then share "s" has these consumers
      | Consumer | Status      |
      | consumer | ASSOCIATING |
    When "consumer" accepts the invitation to share "s"
    Then share "s" has these consumers
      | Consumer | Status     |
      | consumer | ASSOCIATED |

  @rule:RAM-ASC-05 @needs:clock
  Scenario: What was taken out of a share stays visible for some time
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" removes "consumer" from share "s"
    And 5 minutes pass
    Then share "s" has these consumers
      | Consumer | Status        |
      | consumer | DISASSOCIATED |
    When 1 day passes
    Then share "s" has these consumers
      | Consumer | Status |

  @rule:RAM-ASC-05 @needs:clock
  Scenario: An account that let its invitation expire stays visible for some time
    Given "owner" shares backup "b1" with "consumer" as "s"
    When 5 minutes pass
    And 12 hours pass
    Then share "s" has these consumers
      | Consumer | Status        |
      | consumer | DISASSOCIATED |
    When 1 day passes
    Then share "s" has these consumers
      | Consumer | Status |

  @rule:RAM-ASC-13 @needs:clock
  Scenario: Taking out takes a while
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" removes backup "b1" from share "s"
    Then share "s" has these resources
      | Resource | Status         |
      | b1       | DISASSOCIATING |
    When 5 minutes pass
    Then share "s" has these resources
      | Resource | Status        |
      | b1       | DISASSOCIATED |

  @rule:RAM-ASC-07
  Scenario: Adding what is in the share already changes nothing
    Given backup "b1" is shared with "consumer" as "s"
    When "owner" adds "consumer" to share "s"
    Then it succeeds
    And share "s" has these consumers
      | Consumer | Status     |
      | consumer | ASSOCIATED |
    And "consumer" can restore backup "b1"

  @rule:RAM-ASC-08
  Scenario: Taking an account out ends its access at once, and is done once
    Given backup "b1" is shared with "consumer" and "stranger" as "s"
    And "consumer" can restore backup "b1"
    When "owner" removes "consumer" from share "s"
    Then it succeeds
    And "consumer" cannot restore backup "b1"
    And "consumer" sees no shared backups
    And "stranger" can restore backup "b1"
    When "owner" removes "consumer" from share "s"
    Then it is refused by RAM-ASC-08

  @rule:RAM-ASC-08
  Scenario: Taking a backup out ends everybody's access to it at once
    Given backup "b1" is shared with "consumer" and "stranger" as "s"
    When "owner" removes backup "b1" from share "s"
    Then it succeeds
    And "consumer" cannot restore backup "b1"
    And "stranger" sees no shared backups

  @rule:RAM-ASC-08
  Scenario: What is not in a share is not taken out
    Given a ready backup "b2" of cluster "vault"
    And backup "b1" is shared with "consumer" as "s"
    When "owner" removes "stranger" from share "s"
    Then it is refused by RAM-ASC-08
    When "owner" removes backup "b2" from share "s"
    Then it is refused by RAM-ASC-08
    And "consumer" can restore backup "b1"

  @rule:RAM-ASC-08
  Scenario: What was taken out is not taken out again once it is disassociated
    Given backup "b1" is shared with "consumer" as "s"
    And "owner" removes "consumer" from share "s"
    And 5 minutes pass
    When "owner" removes "consumer" from share "s"
    Then it is refused by RAM-ASC-08

  @rule:RAM-ASC-04 @needs:clock
  Scenario: Whoever is put back before it is disassociated has to accept again
    Given backup "b1" is shared with "consumer" as "s"
    And "owner" removes "consumer" from share "s"
    When "owner" adds "consumer" to share "s"
    Then share "s" has these consumers
      | Consumer | Status      |
      | consumer | ASSOCIATING |
    And "consumer" cannot restore backup "b1"
    When 5 minutes pass
    And "consumer" accepts the invitation to share "s"
    Then share "s" has these consumers
      | Consumer | Status     |
      | consumer | ASSOCIATED |

  @rule:RAM-ASC-14
  Scenario: Changes show associations in part
    Given "owner" shares nothing with nobody as "s"
    When "owner" adds "consumer" to share "s"
    Then the answer shows
      | ResourceShareAssociations.0.External          | true     |
      | ResourceShareAssociations.0.CreationTime      | (absent) |
      | ResourceShareAssociations.0.LastUpdatedTime   | (absent) |
      | ResourceShareAssociations.0.ResourceShareName | (absent) |
      | ClientToken                                   | (absent) |
    When "owner" calls ram GetResourceShareAssociations with
      """
      AssociationType: PRINCIPAL
      """
    Then the answer shows
      | ResourceShareAssociations.0.CreationTime      | (any) |
      | ResourceShareAssociations.0.LastUpdatedTime   | (any) |
      | ResourceShareAssociations.0.ResourceShareName | s     |
    When "owner" removes "consumer" from share "s"
    Then the answer shows
      | ResourceShareAssociations.0.CreationTime      | (absent) |
      | ResourceShareAssociations.0.ResourceShareName | (absent) |
      | ClientToken                                   | (absent) |

  @rule:RAM-ASC-03
  Scenario Outline: RAM says which filter does not go with <type>
    When "owner" calls ram GetResourceShareAssociations with
      """
      {AssociationType: <type>, <members>}
      """
    Then it is refused by RAM-ASC-03 saying "<text>"

    Examples:
      | type      | members                 | text                                                                       |
      | PRINCIPAL | ResourceArn: "{b1.arn}" | You cannot specify a resource ARN when the association type is PRINCIPAL. |
      | RESOURCE  | Principal: "{consumer}" | You cannot specify a principal when the association type is RESOURCE.     |

  @rule:RAM-ERR-03
  Scenario: RAM says which ARN it does not take
    When "owner" calls ram CreateResourceShare with
      """
      {Name: s, ResourceArns: [inalid-arn]}
      """
    Then it is refused by RAM-ERR-03 saying "The specified resource ARN inalid-arn is not valid. Verify the ARN and try again."
    When "owner" calls ram CreateResourceShare with
      """
      {Name: s, ResourceArns: ["arn:aws:iam::{owner}:role/Copier"]}
      """
    Then it is refused by RAM-ERR-03 saying "You cannot share the selected resource type."
    When "owner" calls ram GetResourceShareAssociations with
      """
      {AssociationType: PRINCIPAL, ResourceShareArns: [nothing]}
      """
    Then it is refused by RAM-ERR-03 saying "The specified resource share ARN is not valid. Verify the ARN and try again."

  @rule:RAM-ERR-04
  Scenario: An account's root is no principal
    When "owner" calls ram CreateResourceShare with
      """
      {Name: s, Principals: ["arn:aws:iam::{consumer}:root"]}
      """
    Then it is refused by RAM-ERR-04 saying "Principal ID arn:aws:iam::{consumer}:root is malformed. Verify the ID and try again."
