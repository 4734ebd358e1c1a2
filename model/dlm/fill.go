package dlm

import (
	"cmp"
	"fmt"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// LeftOutMembersAreShown is what a custom policy shows of what its maker left out.
var LeftOutMembersAreShown = rules.Add(kernel.Rule{
	ID: "DLM-API-16", Kind: kernel.Effect, Evidence: kernel.Recorded,
	Source: "cloud-custodian, recordings of GetLifecyclePolicy; cdk-real-drift, issues 1471 and 1663",
	Says: "A custom policy shows what its maker left out: its type and language, CLOUD as the place of what it looks " +
		"after and of its snapshots, tags that are not copied, an Interval of 0 beside a Count, the time that the " +
		"service picked, and in StatusMessage its state.",
	Operations: []string{"CreateLifecyclePolicy", "UpdateLifecyclePolicy", "GetLifecyclePolicy"},
})

const cloud = "CLOUD"

// fill puts into a custom policy what its maker left out.
func (s *Service) fill(d *PolicyDetails) {
	if !s.env.Applies(true, LeftOutMembersAreShown) {
		return
	}
	d.PolicyType, d.PolicyLanguage = d.kind(), "STANDARD"
	if d.kind() == events {
		return
	}
	if d.ResourceLocations == nil {
		d.ResourceLocations = []string{cloud}
	}
	for i := range d.Schedules {
		schedule := &d.Schedules[i]
		schedule.CopyTags = or(schedule.CopyTags, false)
		if r := schedule.CreateRule; r != nil {
			s.fillRule(r, d.kind() == snapshots)
		}
	}
}

// fillRule picks the time of a rule that has an interval and none, and the place of
// snapshots.
func (s *Service) fillRule(r *CreateRule, placed bool) {
	if placed {
		r.Location = cmp.Or(r.Location, cloud)
	}
	if r.CronExpression != "" || len(r.Times) > 0 {
		return
	}
	now := s.env.Now().Std()
	at := now.Add(s.env.Duration(chosenTime)).Truncate(time.Minute)
	if !at.After(now) {
		at = at.Add(time.Minute)
	}
	r.Times = []string{fmt.Sprintf("%02d:%02d", at.Hour(), at.Minute())}
}

// shown returns the details of a policy as callers see them.
func (s *Service) shown(p *lifecyclePolicy) *PolicyDetails {
	d := clone(p.Details)
	if !s.env.Applies(true, LeftOutMembersAreShown) {
		return &d
	}
	for i := range d.Schedules {
		if r := d.Schedules[i].RetainRule; r != nil && r.Count != nil {
			r.Interval = or(r.Interval, 0)
		}
	}
	return &d
}

// status is the message about a policy's state: what is wrong, or the state itself.
func (s *Service) status(p *lifecyclePolicy) string {
	if p.Message == "" && s.env.Applies(true, LeftOutMembersAreShown) {
		return string(p.State)
	}
	return p.Message
}
