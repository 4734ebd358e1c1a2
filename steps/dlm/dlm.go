// Package dlm is the vocabulary of Amazon Data Lifecycle Manager: lifecycle policies.
package dlm

import (
	"slices"

	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/steps/engine"
)

// Vocabulary is what features say of DLM.
var Vocabulary = engine.Vocabulary{
	System: "dlm", Scenarios: 191,
	Kinds: []engine.Kind{{
		Name:   "policy",
		States: []string{string(dlm.Enabled), string(dlm.Disabled), string(dlm.Error)},
		Words:  map[string][]string{"in error": {string(dlm.Error)}},
		State:  stateOfPolicy,
	}},
	Arguments: map[string]engine.Argument{
		"policy or value": {Pattern: engine.Quoted, Check: engine.Each(func(r *engine.Rehearsal, name string) error {
			return r.Use(name, "policy", engine.Answered)
		})},
	},
	Phrases: func(on *engine.Session) []engine.Phrase {
		s := session{on}
		return slices.Concat(s.makingPhrases(), s.policyPhrases())
	},
}

// session is a scenario with the steps of this vocabulary.
type session struct{ *engine.Session }

var columns = []engine.Column{
	{Heading: "Policy", Cell: engine.One("policy")},
	{Heading: "State", Cell: engine.Value[dlm.PolicyState]},
	{Heading: "Type", Cell: engine.Anything},
	{Heading: "Description", Cell: engine.Anything},
	{Heading: "Default", Cell: engine.Truth},
	{Heading: "Tags", Cell: engine.Anything},
}

func (s session) makingPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^the default role for lifecycle policies of {account}$`,
			Example:    `Given the default role for lifecycle policies of "owner"`,
			Doc: "CreateRole and AttachRolePolicy, as CreateDefaultRole of the console does: " +
				"AWSDataLifecycleManagerDefaultRole under /service-role/, with AWS's managed policy. " +
				"Policies without another role get it by themselves.",
			Do:    s.givenDefaultRole,
			Makes: []engine.Name{{Kind: "role", Name: "default role of $1"}},
		},
		{
			Expression: `^a schedule policy {new policy} of {account}(?: under the role {role})?$`,
			Example: "Given a schedule policy \"daily\" of \"owner\"\n" +
				"  \"\"\"\n" +
				"  - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: [\"09:00\"]}\n" +
				"    RetainRule: {Count: 3}\n" +
				"    ShareRules: [{TargetAccounts: [\"{consumer}\"]}]\n" +
				"  \"\"\"",
			Doc: "CreateLifecyclePolicy, enabled, for volumes tagged backup=yes, with these Schedules in " +
				"YAML; those without a Name are named after the policy. {daily} stands for the policy's " +
				"ID.",
			Do:        s.givenSchedules,
			Makes:     []engine.Name{{Kind: "role", Name: "default role of $2"}},
			DocString: engine.MembersOf[[]dlm.Schedule],
		},
		{
			Expression: `^an event policy {new policy} of {account} for what {account} shares` +
				`(?: matching {filled text})?(?: under the role {role})?$`,
			Example: "Given an event policy \"copies\" of \"consumer\" for what \"owner\" shares " +
				"matching \".*production.*\"\n" +
				"  \"\"\"\n" +
				"  - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}, " +
				"RetainRule: {Interval: 3, IntervalUnit: DAYS}}\n" +
				"  \"\"\"",
			Doc: "CreateLifecyclePolicy, enabled, of type EVENT_BASED_POLICY, with this CrossRegionCopy " +
				"in YAML; matching .* if nothing else is said.",
			Do:        s.givenEvent,
			Makes:     []engine.Name{{Kind: "role", Name: "default role of $2"}},
			DocString: engine.MembersOf[[]dlm.CrossRegionCopyAction],
		},
		{
			Expression: `^{account} has {count} lifecycle policies$`,
			Example:    `Given "owner" has 100 lifecycle policies`,
			Doc:        "CreateLifecyclePolicy as often as that.",
			Do:         s.givenMany,
			Makes:      []engine.Name{{Kind: "role", Name: "default role of $1"}},
		},
	}
}

func (s session) policyPhrases() []engine.Phrase {
	return []engine.Phrase{
		{
			Expression: `^{account} changes policy {policy} to$`,
			Example: "When \"owner\" changes policy \"daily\" to\n" +
				"  \"\"\"\n" +
				"  Schedules:\n" +
				"    - CreateRule: {CronExpression: \"cron(0 9 * * ? *)\"}\n" +
				"      RetainRule: {Count: 3}\n" +
				"  \"\"\"",
			Doc:       "UpdateLifecyclePolicy with these PolicyDetails in YAML.",
			Do:        s.changesPolicy,
			Answer:    engine.Answers[dlm.UpdateLifecyclePolicyOutput](),
			DocString: engine.MembersOf[dlm.PolicyDetails],
		},
		{
			Expression: `^{account} (enables|disables|deletes) policy {policy or value}$`,
			Example:    `When "owner" disables policy "daily"`,
			Doc:        "UpdateLifecyclePolicy or DeleteLifecyclePolicy.",
			Do:         s.switchesPolicy,
		},
		{
			Expression: `^{account} has these policies$`,
			Example:    "Then \"owner\" has these policies\n  | Policy | State   |\n  | daily  | ENABLED |",
			Doc:        "The whole listing of GetLifecyclePolicies.",
			Do:         s.hasPolicies,
			Tables:     engine.Columns(columns...),
		},
		{
			Expression: `^policy {policy} is in error because {text}$`,
			Example:    `Then policy "daily" is in error because "Role provided does not have sufficient permissions"`,
			Doc:        "Its State is ERROR, and this its StatusMessage.",
			Do:         s.isInError,
		},
	}
}
