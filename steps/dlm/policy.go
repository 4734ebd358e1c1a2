package dlm

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cucumber/godog"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/steps/engine"
)

func (s session) givenSchedules(ctx context.Context, alias, owner, role string, schedules *godog.DocString) error {
	d := &dlm.PolicyDetails{ResourceTypes: []string{"VOLUME"}, TargetTags: []dlm.Tag{{Key: "backup", Value: "yes"}}}
	if err := s.readSchedules(alias, schedules.Content, &d.Schedules); err != nil {
		return err
	}
	return s.newPolicy(ctx, alias, s.Caller(owner), role, d)
}

func (s session) readSchedules(alias, text string, into *[]dlm.Schedule) error {
	if err := s.Read(text, into); err != nil {
		return fmt.Errorf("schedules: %w", err)
	}
	for i := range *into {
		if (*into)[i].Name == "" {
			(*into)[i].Name = alias
		}
	}
	return nil
}

// givenMany makes policies until an account has so many.
func (s session) givenMany(ctx context.Context, account string, n int) error {
	daily := &godog.DocString{
		Content: "- {CreateRule: {Interval: 24, IntervalUnit: HOURS}, RetainRule: {Count: 1}}",
	}
	for i := range n {
		if err := s.givenSchedules(ctx, fmt.Sprint("policy ", i+1), account, "", daily); err != nil {
			return err
		}
	}
	return nil
}

func (s session) givenEvent(
	ctx context.Context, alias, account, owner, regex, role string, copies *godog.DocString,
) error {
	if regex == "" {
		regex = ".*"
	}
	regex, err := s.Fill(regex)
	if err != nil {
		return err
	}
	action := dlm.Action{Name: alias}
	if err := s.Read(copies.Content, &action.CrossRegionCopy); err != nil {
		return fmt.Errorf("copies: %w", err)
	}
	return s.newPolicy(ctx, alias, s.Caller(account), role, &dlm.PolicyDetails{
		PolicyType: "EVENT_BASED_POLICY",
		EventSource: &dlm.EventSource{Type: "MANAGED_CWE", Parameters: &dlm.EventParameters{
			EventType: "shareSnapshot", SnapshotOwner: []string{s.Account(owner)}, DescriptionRegex: regex,
		}},
		Actions: []dlm.Action{action},
	})
}

func (s session) newPolicy(
	ctx context.Context, alias string, as kernel.Caller, role string, d *dlm.PolicyDetails,
) error {
	role, err := s.roleFor(ctx, as, role)
	if err != nil {
		return err
	}
	out, err := engine.Ask[dlm.CreateLifecyclePolicyOutput](ctx, s.Session, as, &dlm.CreateLifecyclePolicy{
		Description: "Policy " + alias, State: dlm.Enabled, ExecutionRoleArn: role, PolicyDetails: d,
	})
	if err != nil {
		return err
	}
	s.Remember("policy", alias, engine.Thing{
		Owner: as.Account, Region: as.Region, ID: out.PolicyId, ARN: as.Scope().ARN("dlm", "policy/"+out.PolicyId),
	})
	return nil
}

func (s session) changesPolicy(ctx context.Context, account, alias string, details *godog.DocString) error {
	p, err := s.Recall("policy", alias)
	if err != nil {
		return err
	}
	in := &dlm.UpdateLifecyclePolicy{PolicyId: p.ID, PolicyDetails: &dlm.PolicyDetails{}}
	if err := s.Read(details.Content, in.PolicyDetails); err != nil {
		return fmt.Errorf("details: %w", err)
	}
	for i, schedule := range in.PolicyDetails.Schedules {
		if schedule.Name == "" {
			in.PolicyDetails.Schedules[i].Name = alias
		}
	}
	return s.Call(ctx, s.CallerAt(account, p), in)
}

// policyNamed is a policy that was given a name, by a phrase of its own or from an
// answer.
func (s session) policyNamed(account, alias string) (engine.Thing, error) {
	if t, ok := s.Lookup(engine.Answered, alias); ok {
		return engine.Thing{Owner: s.Account(account), Region: s.Region(), ID: t.ID}, nil
	}
	return s.Recall("policy", alias)
}

func (s session) switchesPolicy(ctx context.Context, account, how, alias string) error {
	p, err := s.policyNamed(account, alias)
	if err != nil {
		return err
	}
	as := s.CallerAt(account, p)
	if how == "deletes" {
		return s.Call(ctx, as, &dlm.DeleteLifecyclePolicy{PolicyId: p.ID})
	}
	state := map[string]dlm.PolicyState{"enables": dlm.Enabled, "disables": dlm.Disabled}[how]
	return s.Call(ctx, as, &dlm.UpdateLifecyclePolicy{PolicyId: p.ID, State: state})
}

func stateOfPolicy(ctx context.Context, on *engine.Session, t engine.Thing) (string, error) {
	p, err := session{on}.seePolicy(ctx, t)
	if err != nil || p == nil {
		return engine.Gone, err
	}
	if p.State != dlm.Error && p.StatusMessage != "" && p.StatusMessage != string(p.State) {
		return "", engine.Mismatch("policy %q is %s, and its StatusMessage is %q", t.Name, p.State, p.StatusMessage)
	}
	return string(p.State), nil
}

// seePolicy asks the owner for a policy; nil if it is not listed.
func (s session) seePolicy(ctx context.Context, t engine.Thing) (*dlm.LifecyclePolicy, error) {
	listed, err := engine.Ask[dlm.GetLifecyclePoliciesOutput](ctx, s.Session, t.Scope(), &dlm.GetLifecyclePolicies{})
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(listed.Policies, func(p dlm.LifecyclePolicySummary) bool { return p.PolicyId == t.ID }) {
		return nil, nil
	}
	in := &dlm.GetLifecyclePolicy{PolicyId: t.ID}
	out, err := engine.Ask[dlm.GetLifecyclePolicyOutput](ctx, s.Session, t.Scope(), in)
	if err != nil {
		return nil, err
	}
	return out.Policy, nil
}

func (s session) isInError(ctx context.Context, alias, why string) error {
	t, err := s.Recall("policy", alias)
	if err != nil {
		return err
	}
	p, err := s.seePolicy(ctx, t)
	switch {
	case err != nil:
		return err
	case p == nil:
		return engine.Mismatch("policy %q is gone", alias)
	case p.State != dlm.Error || p.StatusMessage != why:
		return engine.Mismatch("policy %q is %s %q, not ERROR %q", alias, p.State, p.StatusMessage, why)
	}
	return nil
}

func (s session) hasPolicies(ctx context.Context, account string, want *godog.Table) error {
	in := &dlm.GetLifecyclePolicies{}
	out, err := engine.Ask[dlm.GetLifecyclePoliciesOutput](ctx, s.Session, s.Caller(account), in)
	if err != nil {
		return err
	}
	return engine.Compare(want, len(out.Policies), func(i int, column string) (string, error) {
		p := out.Policies[i]
		switch column {
		case "Policy":
			return s.Called("policy", p.PolicyId), nil
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
