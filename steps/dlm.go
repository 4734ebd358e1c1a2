package steps

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

func (s *session) dlmPhrases() []Phrase {
	return []Phrase{
		say(`^the default role for lifecycle policies of {account}$`, `Given the default role for lifecycle policies of "owner"`,
			"CreateRole and AttachRolePolicy, as CreateDefaultRole of the console does: AWSDataLifecycleManagerDefaultRole under /service-role/, with AWS's managed policy. Policies without another role get it by themselves.",
			func(ctx context.Context, account string) error {
				_, err := s.defaultRole(ctx, s.caller(account))
				return err
			}, makes("role default role of $1")),
		say(`^volume {volume} is (tagged|no longer tagged) {tags}$`, `Given volume "v" is tagged backup=yes`, "CreateTags or DeleteTags by the owner.", s.tagsVolume),
		say(`^a schedule policy {new policy} of {account}(?: under the role {role})?$`, "Given a schedule policy \"daily\" of \"owner\"\n  \"\"\"\n  - CreateRule: {Interval: 24, IntervalUnit: HOURS, Times: [\"09:00\"]}\n    RetainRule: {Count: 3}\n    ShareRules: [{TargetAccounts: [\"{consumer}\"]}]\n  \"\"\"",
			"CreateLifecyclePolicy, enabled, for volumes tagged backup=yes, with these Schedules in YAML; those without a Name are named after the policy. {daily} stands for the policy's ID.", s.givenSchedules, makes("role default role of $2"), docString(membersOf[[]dlm.Schedule])),
		say(`^an event policy {new policy} of {account} for what {account} shares(?: matching {filled text})?(?: under the role {role})?$`, "Given an event policy \"copies\" of \"consumer\" for what \"owner\" shares matching \".*production.*\"\n  \"\"\"\n  - {Target: eu-west-2, EncryptionConfiguration: {Encrypted: false}, RetainRule: {Interval: 3, IntervalUnit: DAYS}}\n  \"\"\"",
			"CreateLifecyclePolicy, enabled, of type EVENT_BASED_POLICY, with this CrossRegionCopy in YAML; matching .* if nothing else is said.", s.givenEvent, makes("role default role of $2"), docString(membersOf[[]dlm.CrossRegionCopyAction])),
		say(`^{account} changes policy {policy} to$`, "When \"owner\" changes policy \"daily\" to\n  \"\"\"\n  Schedules:\n    - CreateRule: {CronExpression: \"cron(0 9 * * ? *)\"}\n      RetainRule: {Count: 3}\n  \"\"\"",
			"UpdateLifecyclePolicy with these PolicyDetails in YAML.", s.changesPolicy, answers[dlm.UpdateLifecyclePolicyOutput](), docString(membersOf[dlm.PolicyDetails])),
		say(`^{account} (enables|disables|deletes) policy {policy or value}$`, `When "owner" disables policy "daily"`, "UpdateLifecyclePolicy or DeleteLifecyclePolicy.", s.switchesPolicy),
		say(`^policy {policy} is (enabled|disabled|in error because {text})$`, `Then policy "daily" is in error because "Role provided does not have sufficient permissions"`,
			"Its State, and its StatusMessage in ERROR.", s.policyIs),
		say(`^{account} has these policies$`, "Then \"owner\" has these policies\n  | Policy | State   |\n  | daily  | ENABLED |",
			"The whole listing of GetLifecyclePolicies.", s.hasPolicies, columns(column{"Policy", one("policy")}, column{"State", value[dlm.PolicyState]}, column{"Type", anything}, column{"Description", anything}, column{"Default", truth}, column{"Tags", anything})),
		say(`^{account} keeps no snapshots(?: in {Region})?$`, `Then "owner" keeps no snapshots in eu-west-2`, "None of its own are listed.",
			func(ctx context.Context, account, region string) error {
				return s.keeps(ctx, account, region, none("Snapshot", "State"))
			}),
		say(`^{account} keeps these snapshots(?: in {Region})?$`, "Then \"owner\" keeps these snapshots in eu-west-2\n  | Description                                | Day        |\n  | Created for policy: daily schedule: daily  | 2025-11-01 |",
			"Its own snapshots, all of them. IDs of policies are shown as their names, times as days. Day is when it was begun; Tags are those that users gave, tag NAME is the value of one.", s.keeps, columns(kept...)),
		say(`^the next snapshot of {account} is begun$`, `When the next snapshot of "owner" is begun`,
			"Waits until more of its own snapshots are listed than now, for up to 26 hours.", s.isBegun, quiet()),
		say(`^{account} names the newest snapshot(?: in {Region})? {new snapshot}$`, `When "consumer" names the newest snapshot in eu-west-2 "copy"`,
			"Gives a name to that one of its own snapshots that was begun last.", s.namesNewest, quiet()),
		say(`^{account} has {count} lifecycle policies$`, `Given "owner" has 100 lifecycle policies`, "CreateLifecyclePolicy as often as that.",
			func(ctx context.Context, account string, n int) error {
				for i := range n {
					if err := s.givenSchedules(ctx, fmt.Sprint("policy ", i+1), account, "", &godog.DocString{Content: "- {CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}}"}); err != nil {
						return err
					}
				}
				return nil
			}, makes("role default role of $1")),
	}
}

// defaultRole is the default role of an account, which is made when it is first
// needed.
func (s *session) defaultRole(ctx context.Context, as kernel.Caller) (string, error) {
	alias := "default role of " + s.nameOfAccount(as.Account)
	if t, ok := s.things["role "+alias]; ok {
		return t.ARN, nil
	}
	role, err := ask[iam.CreateRoleOutput](ctx, s, as, &iam.CreateRole{
		RoleName: "AWSDataLifecycleManagerDefaultRole", Path: "/service-role/",
		AssumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"sts:AssumeRole"}]}`,
	})
	if err != nil {
		return "", err
	}
	_, err = ask[iam.AttachRolePolicyOutput](ctx, s, as, &iam.AttachRolePolicy{
		RoleName: role.Role.RoleName, PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole",
	})
	s.remember("role", alias, thing{Owner: as.Account, Region: as.Region, ID: role.Role.RoleId, ARN: role.Role.Arn})
	return role.Role.Arn, err
}

// roleFor is the role that a phrase names, or else the default one.
func (s *session) roleFor(ctx context.Context, as kernel.Caller, role string) (string, error) {
	if role == "" {
		return s.defaultRole(ctx, as)
	}
	t, err := s.recall("role", role)
	return t.ARN, err
}

func (s *session) tagsVolume(ctx context.Context, alias, how, text string) error {
	v, err := s.recall("volume", alias)
	if err != nil {
		return err
	}
	tags, err := parseTags(text)
	if err != nil {
		return err
	}
	var labels []ebs.Tag
	for _, t := range tags {
		labels = append(labels, ebs.Tag{Key: t.key, Value: t.value})
	}
	if how == "tagged" {
		_, err = ask[ebs.CreateTagsOutput](ctx, s, v.home(), &ebs.CreateTags{Resources: []string{v.ID}, Tags: labels})
	} else {
		_, err = ask[ebs.DeleteTagsOutput](ctx, s, v.home(), &ebs.DeleteTags{Resources: []string{v.ID}, Tags: labels})
	}
	return err
}

// read reads YAML in which references stand for what they name.
func (s *session) read(text string, into any) error {
	filled, err := s.fill(text)
	if err != nil {
		return err
	}
	return decode(filled, reflect.ValueOf(into).Elem())
}

func (s *session) givenSchedules(ctx context.Context, alias, owner, role string, schedules *godog.DocString) error {
	d := &dlm.PolicyDetails{ResourceTypes: []string{"VOLUME"}, TargetTags: []dlm.Tag{{Key: "backup", Value: "yes"}}}
	if err := s.readSchedules(alias, schedules.Content, &d.Schedules); err != nil {
		return err
	}
	return s.newPolicy(ctx, alias, s.caller(owner), role, d)
}

func (s *session) readSchedules(alias, text string, into *[]dlm.Schedule) error {
	if err := s.read(text, into); err != nil {
		return fmt.Errorf("schedules: %w", err)
	}
	for i := range *into {
		if (*into)[i].Name == "" {
			(*into)[i].Name = alias
		}
	}
	return nil
}

func (s *session) givenEvent(ctx context.Context, alias, account, owner, regex, role string, copies *godog.DocString) error {
	if regex == "" {
		regex = ".*"
	}
	regex, err := s.fill(regex)
	if err != nil {
		return err
	}
	action := dlm.Action{Name: alias}
	if err := s.read(copies.Content, &action.CrossRegionCopy); err != nil {
		return fmt.Errorf("copies: %w", err)
	}
	return s.newPolicy(ctx, alias, s.caller(account), role, &dlm.PolicyDetails{
		PolicyType: "EVENT_BASED_POLICY",
		EventSource: &dlm.EventSource{Type: "MANAGED_CWE", Parameters: &dlm.EventParameters{
			EventType: "shareSnapshot", SnapshotOwner: []string{s.account(owner)}, DescriptionRegex: regex,
		}},
		Actions: []dlm.Action{action},
	})
}

func (s *session) newPolicy(ctx context.Context, alias string, as kernel.Caller, role string, d *dlm.PolicyDetails) error {
	role, err := s.roleFor(ctx, as, role)
	if err != nil {
		return err
	}
	out, err := ask[dlm.CreateLifecyclePolicyOutput](ctx, s, as, &dlm.CreateLifecyclePolicy{
		Description: "Policy " + alias, State: dlm.Enabled, ExecutionRoleArn: role, PolicyDetails: d,
	})
	if err != nil {
		return err
	}
	s.remember("policy", alias, thing{Owner: as.Account, Region: as.Region, ID: out.PolicyId, ARN: as.Home().ARN("dlm", "policy/"+out.PolicyId)})
	return nil
}

func (s *session) changesPolicy(ctx context.Context, account, alias string, details *godog.DocString) error {
	p, err := s.recall("policy", alias)
	if err != nil {
		return err
	}
	in := &dlm.UpdateLifecyclePolicy{PolicyId: p.ID, PolicyDetails: &dlm.PolicyDetails{}}
	if err := s.read(details.Content, in.PolicyDetails); err != nil {
		return fmt.Errorf("details: %w", err)
	}
	for i, schedule := range in.PolicyDetails.Schedules {
		if schedule.Name == "" {
			in.PolicyDetails.Schedules[i].Name = alias
		}
	}
	return s.do(ctx, s.callerAt(account, p), in)
}

// policyNamed is a policy that was given a name, by a phrase of its own or from an
// answer.
func (s *session) policyNamed(account, alias string) (thing, error) {
	if t, ok := s.things["value "+alias]; ok {
		return thing{Owner: s.account(account), Region: s.region, ID: t.ID}, nil
	}
	return s.recall("policy", alias)
}

func (s *session) switchesPolicy(ctx context.Context, account, how, alias string) error {
	p, err := s.policyNamed(account, alias)
	if err != nil {
		return err
	}
	as := s.callerAt(account, p)
	if how == "deletes" {
		return s.do(ctx, as, &dlm.DeleteLifecyclePolicy{PolicyId: p.ID})
	}
	state := map[string]dlm.PolicyState{"enables": dlm.Enabled, "disables": dlm.Disabled}[how]
	return s.do(ctx, as, &dlm.UpdateLifecyclePolicy{PolicyId: p.ID, State: state})
}

func (s *session) policyIs(ctx context.Context, alias, want, why string) error {
	p, err := s.recall("policy", alias)
	if err != nil {
		return err
	}
	out, err := ask[dlm.GetLifecyclePolicyOutput](ctx, s, p.home(), &dlm.GetLifecyclePolicy{PolicyId: p.ID})
	if err != nil {
		return err
	}
	state := dlm.PolicyState(strings.ToUpper(want))
	if why != "" {
		state = dlm.Error
	}
	if got := out.Policy; got.State != state || got.StatusMessage != why {
		return mismatch("policy %q is %s %q, not %s %q", alias, got.State, got.StatusMessage, state, why)
	}
	return nil
}

func (s *session) hasPolicies(ctx context.Context, account string, want *godog.Table) error {
	out, err := ask[dlm.GetLifecyclePoliciesOutput](ctx, s, s.caller(account), &dlm.GetLifecyclePolicies{})
	if err != nil {
		return err
	}
	return compare(want, len(out.Policies), func(i int, column string) (string, error) {
		p := out.Policies[i]
		switch column {
		case "Policy":
			return s.called("policy", p.PolicyId), nil
		case "State":
			return string(p.State), nil
		case "Type":
			return p.PolicyType, nil
		case "Description":
			return p.Description, nil
		case "Default":
			return fmt.Sprint(p.DefaultPolicy), nil
		case "Tags":
			var tags []string
			for _, key := range slices.Sorted(maps.Keys(p.Tags)) {
				tags = append(tags, key+"="+p.Tags[key])
			}
			return strings.Join(tags, " "), nil
		}
		return "", fmt.Errorf("policies have no column %q", column)
	})
}

func (s *session) keeps(ctx context.Context, account, region string, want *godog.Table) error {
	as := s.inRegion(account, region)
	own, err := s.ownSnapshots(ctx, as)
	if err != nil {
		return err
	}
	return compare(want, len(own), func(i int, column string) (string, error) {
		sn := &own[i]
		if key, ok := strings.CutPrefix(column, "tag "); ok {
			return s.namePolicies(tagOf(sn.Tags, key)), nil
		}
		switch column {
		case "Tags":
			own := slices.DeleteFunc(slices.Clone(sn.Tags), func(t ebs.Tag) bool { return strings.Contains(t.Key, "dlm:") })
			return tagWords(own), nil
		case "Day":
			return sn.StartTime.Std().Format(time.DateOnly), nil
		case "Shared with":
			return s.sharedWith(ctx, as, sn.SnapshotId)
		default:
			cell, err := s.snapshotCell(ctx, sn, column)
			return s.namePolicies(cell), err
		}
	})
}

func (s *session) ownSnapshots(ctx context.Context, as kernel.Caller) ([]ebs.Snapshot, error) {
	out, err := ask[ebs.DescribeSnapshotsOutput](ctx, s, as, &ebs.DescribeSnapshots{OwnerIds: []string{"self"}})
	if err != nil {
		return nil, err
	}
	return out.Snapshots, nil
}

func (s *session) isBegun(ctx context.Context, account string) error {
	before, err := s.ownSnapshots(ctx, s.caller(account))
	if err != nil {
		return err
	}
	return s.awaitFor(ctx, 26*time.Hour, 15*time.Minute, "the next snapshot of "+account, func() (bool, string, error) {
		now, err := s.ownSnapshots(ctx, s.caller(account))
		return len(now) > len(before), fmt.Sprintf("%d of them", len(now)), err
	})
}

func (s *session) namesNewest(ctx context.Context, account, region, alias string) error {
	as := s.inRegion(account, region)
	own, err := s.ownSnapshots(ctx, as)
	if err != nil {
		return err
	}
	var newest ebs.Snapshot
	for _, sn := range own {
		if sn.StartTime > newest.StartTime {
			newest = sn
		}
	}
	if newest.SnapshotId == "" {
		return mismatch("%q has no snapshots in %s", account, as.Region)
	}
	s.rememberSnapshot(alias, as, newest.SnapshotId)
	return nil
}

// tagOf is the value of a tag, by its day if it is a time.
func tagOf(tags []ebs.Tag, key string) string {
	for _, t := range tags {
		if at, err := time.Parse(time.RFC3339, t.Value); t.Key == key && err == nil {
			return at.Format(time.DateOnly)
		}
		if t.Key == key {
			return t.Value
		}
	}
	return ""
}

// sharedWith names the accounts that a snapshot is shared with.
func (s *session) sharedWith(ctx context.Context, as kernel.Caller, id string) (string, error) {
	out, err := ask[ebs.DescribeSnapshotAttributeOutput](ctx, s, as, &ebs.DescribeSnapshotAttribute{SnapshotId: id, Attribute: ebs.CreateVolumePermissionAttribute})
	if err != nil {
		return "", err
	}
	var accounts []string
	for _, p := range out.CreateVolumePermissions {
		accounts = append(accounts, s.accountCalled(p.UserId))
	}
	slices.Sort(accounts)
	return strings.Join(accounts, " "), nil
}

// namePolicies puts the names of policies in place of their IDs.
func (s *session) namePolicies(text string) string {
	for kind, alias := range s.named {
		if kind == "policy" {
			text = strings.ReplaceAll(text, s.things["policy "+alias].ID, alias)
		}
	}
	return text
}
