package backup

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// planRun is the topic of the runs of a rule on the agenda.
const planRun = "Backup plan rule"

// The rules of the runs of plans.
var (
	PlansRunTheirRules = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-06", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Also: []string{"BKP-PLAN-07"},
		Says: "At each run of a rule a backup job begins for each resource that is assigned to its plan then; each copy " +
			"action makes a copy job of a completed one, with its own lifecycle and outcome. The jobs show plan, version and " +
			"rule.",
		Operations: []string{"CreateBackupPlan", "CreateBackupSelection"},
	})
	LongerRetentionWins = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-14", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "AWS Backup Developer Guide, plan-options-and-configuration",
		Says: "A run of a rule that falls into the start window of a rule of the same plan with a longer retention is " +
			"left out.",
		Operations: []string{"CreateBackupPlan"},
	})
	PreviewsShowRuns = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-13", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.SDKModel,
		Source: serviceModel,
		Says: "GetBackupPlan shows up to 10 runs to come with the kind of backup, SNAPSHOTS or, with continuous backup " +
			"on, CONTINUOUS_AND_SNAPSHOTS.",
		Operations: []string{"GetBackupPlan"},
	})
)

// schedule puts the next run of each rule of a plan on the agenda, in the place of those
// that were there. Plans without selections do not run.
func (s *Service) schedule(p *plan) {
	p.Runs++
	if p.Deleted != 0 || s.Selections.View(p.assigned()).Len() == 0 {
		return
	}
	v := p.current()
	for i := range v.Rules {
		s.planRuleRun(p, &v.Rules[i])
	}
}

// planRuleRun puts the next run of a rule on the agenda.
func (s *Service) planRuleRun(p *plan, r *planRule) {
	if at, ok := s.nextRun(p.current(), r, s.env.Now()); ok {
		wait := at.Std().Sub(s.env.Now().Std())
		s.env.Schedule(wait, planRun, kernel.Ref{Scope: p.Scope, ID: p.ID + "/" + r.ID}, p.Runs)
	}
}

const schedulesKept = 1000 // expressions, then they are read anew

// nextRun is when a rule of a version runs next after a moment.
func (s *Service) nextRun(v *planVersion, r *planRule, after kernel.Time) (kernel.Time, bool) {
	plans, zone := s.schedules[r.Schedule], s.zones.named(r.Zone)
	if plans == nil {
		if len(s.schedules) >= schedulesKept {
			clear(s.schedules)
		}
		plans, _ = parseSchedule(r.Schedule)
		s.schedules[r.Schedule] = plans
	}
	if plans == nil || zone == nil || after >= kernel.End { // by a rule that is switched off
		return 0, false
	}
	at, ok := plans.next(v.Created.Std(), after.Std(), zone)
	return kernel.At(at), ok
}

// planRunning returns the plan of a run that is due, nil where that was overtaken.
func (s *Service) planRunning(due kernel.Event) *plan {
	id, _, _ := strings.Cut(due.Subject.ID, "/")
	p := s.Plans.Get(due.Subject.Scope, id)
	if p == nil || p.Runs != due.Stamp || p.Deleted != 0 {
		return nil
	}
	return p
}

// planDue runs a rule, and reports whether the event is of a plan.
func (s *Service) planDue(due kernel.Event) bool {
	if due.Topic != planRun {
		return false
	}
	p := s.planRunning(due)
	if p == nil {
		return true
	}
	_, rule, _ := strings.Cut(due.Subject.ID, "/")
	v := p.current()
	i := slices.IndexFunc(v.Rules, func(r planRule) bool { return r.ID == rule })
	if i < 0 {
		return true
	}
	r := &v.Rules[i]
	if !s.env.Applies(s.isLeftOut(v, r), LongerRetentionWins) && s.env.Applies(true, PlansRunTheirRules) {
		p.LastRun = s.env.Now()
		s.runRule(p, v, r)
	}
	s.planRuleRun(p, r)
	return true
}

// isLeftOut reports whether a run now falls into the start window of a rule with a
// longer retention.
func (s *Service) isLeftOut(v *planVersion, r *planRule) bool {
	now := s.env.Now()
	for i := range v.Rules {
		other := &v.Rules[i]
		if other.ID == r.ID || !other.Lifecycle.isLonger(r.Lifecycle) {
			continue
		}
		since := max(now.Add(-time.Duration(other.Start)*time.Minute), v.Created)
		if at, ok := s.nextRun(v, other, since); ok && at <= now {
			return true
		}
	}
	return false
}

// isLonger reports whether a lifecycle keeps longer than another.
func (l *Lifecycle) isLonger(than *Lifecycle) bool {
	a, b := l.retention(), than.retention()
	return b != 0 && (a == 0 || a > b)
}

// runRule begins the jobs of a run.
func (s *Service) runRule(p *plan, v *planVersion, r *planRule) {
	by := &RecoveryPointCreator{
		BackupPlanArn: p.arn(), BackupPlanId: p.ID, BackupPlanName: v.Name, BackupPlanVersion: v.ID,
		BackupRuleCron: r.Schedule, BackupRuleId: r.ID, BackupRuleName: r.Name, BackupRuleTimezone: r.Zone,
	}
	begun := map[string]bool{}
	for sel := range s.Selections.View(p.assigned()).All {
		for _, resource := range s.selected(sel) {
			if begun[resource] {
				continue
			}
			begun[resource] = true
			s.begin(&order{
				At: p.Scope, Vault: r.Vault, Resource: resource, Role: sel.Role, Lifecycle: r.Lifecycle, Tags: r.Tags, By: by,
				Scheduled: s.env.Now(), Start: time.Duration(r.Start) * time.Minute,
				Complete: time.Duration(r.Complete) * time.Minute, Copies: r.Copies,
			})
		}
	}
}

const maxPreview = 10

// preview lists the next runs of a version.
func (s *Service) preview(c *kernel.Call, p *plan, v *planVersion, n int32) ([]ScheduledPlanExecutionMember, error) {
	if err := c.Require(n >= 0 && n <= maxPreview, PreviewsShowRuns,
		"MaxScheduledRunsPreview must be between 0 and %d.", maxPreview); err != nil || p.Deleted != 0 {
		return nil, err
	}
	n = min(max(n, 0), maxPreview)
	var all []ScheduledPlanExecutionMember
	for i := range v.Rules {
		kind := RuleExecutionType("SNAPSHOTS")
		if kernel.Value(v.Rules[i].Continuous) {
			kind = "CONTINUOUS_AND_SNAPSHOTS"
		}
		at, ok := s.nextRun(v, &v.Rules[i], c.Now())
		for left := n; ok && left > 0; left-- {
			all = append(all, ScheduledPlanExecutionMember{at, kind, v.Rules[i].ID})
			at, ok = s.nextRun(v, &v.Rules[i], at)
		}
	}
	slices.SortStableFunc(all, func(a, b ScheduledPlanExecutionMember) int {
		return int(a.ExecutionTime - b.ExecutionTime)
	})
	return all[:min(len(all), int(n))], nil
}
