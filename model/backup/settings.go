package backup

import (
	"maps"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

var settingsOperations = []*kernel.Operation{
	kernel.Op((*Service).updateGlobalSettings),
	kernel.Op((*Service).describeGlobalSettings),
}

// global is the scope of what no Region has.
var global kernel.Scope

// settings are those of an organization.
type settings struct {
	Organization string
	Values       []tag // as they were set, in the order of their keys
	Updated      kernel.Time
	// Tail is until when copies across accounts may still begin after they were
	// switched off.
	Tail kernel.Time
}

const crossAccount = "isCrossAccountBackupEnabled"

var settingKeys = []string{crossAccount, "isDelegatedAdministratorEnabled", "isMpaEnabled"}

// The rules of the settings of an organization.
var (
	ManagementAccountsSwitch = rules.Add(kernel.Rule{
		ID: "BKP-ORG-03", Kind: kernel.Refusal, Error: InvalidRequest,
		Or:       []*kernel.ErrorShape{InvalidParameterValue, MissingParameterValue, AccessDenied},
		Evidence: kernel.Documented, Source: serviceModel + "; " + crossGuide, Seed: seed,
		Says: "Only the management account of an organization switches cross-account backup on and off; the settings " +
			"stay as they are whoever else asks, a member or an account outside any organization.",
		Operations: []string{"UpdateGlobalSettings"},
	})
	SettingsAreTexts = rules.Add(kernel.Rule{
		ID: "BKP-ORG-04", Kind: kernel.Refusal, Error: InvalidParameterValue,
		Or: []*kernel.ErrorShape{InvalidRequest, MissingParameterValue}, Evidence: kernel.Documented, Source: serviceModel,
		Says: "The settings are isCrossAccountBackupEnabled, isMpaEnabled and isDelegatedAdministratorEnabled, each the " +
			"text true or false, for all accounts and Regions of the organization; they are shown as they were set.",
		Operations: []string{"UpdateGlobalSettings", "DescribeGlobalSettings"},
	})
	OutsidersHaveNoSettings = rules.Add(kernel.Rule{
		ID: "BKP-ORG-05", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Recorded,
		Source: "cloudquery/cq-provider-aws, issue 817; " + serviceModel,
		Says:   "An account outside any organization has no global settings.", Operations: []string{"DescribeGlobalSettings"},
	})
	MembersSeeTheSettings = rules.Add(kernel.Rule{
		ID: "BKP-ORG-06", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel,
		Says:       "Every account of the organization sees its settings and when they were changed.",
		Operations: []string{"DescribeGlobalSettings"},
	})
	CopiesMayStartAWhileLonger = rules.Add(kernel.Rule{
		ID: "BKP-ORG-08", Kind: kernel.Timed, Evidence: kernel.Documented, Source: "the seed; " + crossGuide, Seed: seed,
		Says: "For up to 15 minutes after cross-account backup was switched off copies across accounts may still begin, " +
			"and either outcome is right; afterwards they fail.",
		Operations: []string{"UpdateGlobalSettings", "StartCopyJob"},
	})
)

// tail is how long copies across accounts go on when they are switched off.
var tail = &kernel.Timing{Name: "switching cross-account backup off", Typical: 5 * time.Minute, Latest: 15 * time.Minute,
	Promise: 15 * time.Minute, Rule: CopiesMayStartAWhileLonger}

func (s *Service) updateGlobalSettings(c *kernel.Call, in *UpdateGlobalSettings) (*UpdateGlobalSettingsOutput, error) {
	of := s.Organizations.Membership(c.Account)
	if err := c.Require(of.Manages, ManagementAccountsSwitch,
		"Only the management account of an organization may change its global settings."); err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(in.GlobalSettings)) {
		value := in.GlobalSettings[key]
		ok := slices.Contains(settingKeys, key) && (value == "true" || value == "false")
		if err := c.Require(ok, SettingsAreTexts, "Invalid global setting %s: %s", key, value); err != nil {
			return nil, err
		}
	}
	g := s.Settings.Get(global, of.Organization)
	if g == nil {
		g = &settings{Organization: of.Organization}
		s.Settings.In(global).Put(g.Organization, g)
	}
	was := g.crossAccount()
	all := tagMap(g.Values)
	maps.Copy(all, in.GlobalSettings)
	g.Values, g.Updated = tagList(all), c.Now()
	if was && !g.crossAccount() {
		g.Tail = c.Now().Add(c.Duration(tail))
	}
	return &UpdateGlobalSettingsOutput{}, nil
}

func (g *settings) crossAccount() bool {
	return g != nil && slices.Contains(g.Values, tag{crossAccount, "true"})
}

// copiesAcross reports whether copies across the accounts of an organization begin now.
func (s *Service) copiesAcross(organization string) bool {
	g := s.Settings.See(global, organization)
	return g.crossAccount() || g != nil && s.env.Now() < g.Tail
}

func (s *Service) describeGlobalSettings(
	c *kernel.Call, _ *DescribeGlobalSettings,
) (*DescribeGlobalSettingsOutput, error) {
	of := s.Organizations.Membership(c.Account)
	if of.Organization == "" {
		return nil, coded(c.Refuse(OutsidersHaveNoSettings, "Your account is not a member of an organization."),
			"ERROR_9601", "")
	}
	c.Applies(true, OutsidersHaveNoSettings)
	out := &DescribeGlobalSettingsOutput{GlobalSettings: map[string]string{crossAccount: "false"}}
	g := s.Settings.See(global, of.Organization)
	if c.Applies(g != nil, MembersSeeTheSettings) {
		out.GlobalSettings, out.LastUpdateTime = tagMap(g.Values), g.Updated
	}
	return out, nil
}
