Feature: The management account switches cross-account backup, and accounts opt in

  @rule:BKP-ORG-04 @rule:BKP-ORG-06
  Scenario: The switch is one for the whole organization, and every member reads it
    Given an organization of "management" with "owner" and "consumer"
    And cross-account backup is switched on
    When "owner" calls backup DescribeGlobalSettings
    Then the answer shows
      | GlobalSettings.isCrossAccountBackupEnabled | true  |
      | LastUpdateTime                             | (any) |
    Given the Region is eu-west-1
    When "consumer" calls backup DescribeGlobalSettings
    Then the answer shows
      | GlobalSettings.isCrossAccountBackupEnabled | true |
    Given cross-account backup is switched off
    When "management" calls backup DescribeGlobalSettings
    Then the answer shows
      | GlobalSettings.isCrossAccountBackupEnabled | false |

  @rule:BKP-ORG-03
  Scenario: Who is not the management account does not switch
    Given an organization of "management" with "owner"
    And cross-account backup is switched on
    When "owner" calls backup UpdateGlobalSettings with
      """
      GlobalSettings: {isCrossAccountBackupEnabled: "false"}
      """
    Then it is refused by BKP-ORG-03
    And it is refused with InvalidRequestException
    When "stranger" calls backup UpdateGlobalSettings with
      """
      GlobalSettings: {isCrossAccountBackupEnabled: "false"}
      """
    Then it is refused by BKP-ORG-03
    When "owner" calls backup DescribeGlobalSettings
    Then the answer shows
      | GlobalSettings.isCrossAccountBackupEnabled | true |

  @rule:BKP-ORG-05
  Scenario: Outside an organization there are no settings
    When "stranger" calls backup DescribeGlobalSettings
    Then it is refused by BKP-ORG-05 saying "Your account is not a member of an organization."
    And it is refused with InvalidRequestException
    Given an organization of "management" with "stranger"
    When "stranger" calls backup DescribeGlobalSettings
    Then it succeeds

  @rule:BKP-ORG-04
  Scenario Outline: The settings know no <what>
    Given an organization of "management"
    When "management" calls backup UpdateGlobalSettings with
      """
      GlobalSettings: {<setting>}
      """
    Then it is refused by BKP-ORG-04
    When "management" calls backup UpdateGlobalSettings with
      """
      GlobalSettings: {isCrossAccountBackupEnabled: "true", isMpaEnabled: "false", isDelegatedAdministratorEnabled: "false"}
      """
    Then it succeeds

    Examples:
      | what        | setting                              |
      | other value | isCrossAccountBackupEnabled: "maybe" |
      | other key   | isEverythingEnabled: "true"          |

  @rule:BKP-ORG-12
  Scenario: An account opts in to resource types Region by Region
    When "owner" calls backup DescribeRegionSettings
    Then the answer shows
      | ResourceTypeOptInPreference.EBS    | true |
      | ResourceTypeOptInPreference.Aurora | true |
      | ResourceTypeOptInPreference.EFS    | true |
    When "owner" calls backup UpdateRegionSettings with
      """
      ResourceTypeOptInPreference: {Aurora: false}
      """
    And "owner" calls backup DescribeRegionSettings
    Then the answer shows
      | ResourceTypeOptInPreference.EBS    | true  |
      | ResourceTypeOptInPreference.Aurora | false |
    Given the Region is eu-west-1
    When "owner" calls backup DescribeRegionSettings
    Then the answer shows
      | ResourceTypeOptInPreference.Aurora | true |
    When "consumer" calls backup DescribeRegionSettings
    Then the answer shows
      | ResourceTypeOptInPreference.Aurora | true |

  @rule:BKP-ORG-12
  Scenario: CloudHSM is no resource type
    When "owner" calls backup UpdateRegionSettings with
      """
      ResourceTypeOptInPreference: {CloudHSM: true}
      """
    Then it is refused by BKP-ORG-12
    When "owner" calls backup GetSupportedResourceTypes
    Then the answer shows
      | ResourceTypes | (contains EBS) |
