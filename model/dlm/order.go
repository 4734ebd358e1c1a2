package dlm

import (
	"slices"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// order is what schedules that are due together want of a snapshot.
type order struct {
	Schedule    string // the name of that with the longest retention
	Description string
	At          kernel.Time // when it was due
	Expires     kernel.Time // 0 where snapshots are counted
	Count       int32
	CopyTags    bool
	Tags        []ebs.Tag
	Shares      []share
	Copies      []wanted
}

// share is an account that a snapshot is shared with, and until when; 0 is for
// as long as it exists.
type share struct {
	Account string
	Until   kernel.Time
}

// wanted is a copy that a policy wants of a snapshot.
type wanted struct {
	Region    string
	Encrypted bool
	Key       string
	CopyTags  bool
	Interval  int32 // for which it is kept, in Unit; 0 is for ever
	Unit      string
}

// The rules of what schedules want.
var (
	SchedulesDueTogetherMakeOne = rules.Add(kernel.Rule{
		ID: "DLM-SCH-13", Kind: kernel.Effect, Evidence: kernel.Documented, Source: elements,
		Says: "Schedules due at the same moment make one snapshot, with the longest retention and the tags of all, " +
			"and copies in all their Regions, each kept for the longest time.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	SnapshotsAreTagged = rules.Add(kernel.Rule{
		ID: "DLM-SCH-23", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel, Source: serviceModel,
		Worded: named,
		Says: "A schedule adds up to 45 tags to its snapshots and, with CopyTags, those that users gave the volume; " +
			"variable tags are for instances only.",
		Operations: []string{"CreateLifecyclePolicy", "UpdateLifecyclePolicy"},
	})
)

// order returns what the schedules of a run want now.
func (s *Service) order(p *lifecyclePolicy, r *run) *order {
	o := &order{At: r.At}
	now, schedules := s.env.Now(), p.schedules()
	for n, i := range r.Schedules {
		schedule := &schedules[i]
		o.CopyTags = o.CopyTags || schedule.CopyTags != nil && s.env.Applies(*schedule.CopyTags, SnapshotsAreTagged)
		for _, t := range schedule.TagsToAdd {
			if s.env.Applies(true, SnapshotsAreTagged) {
				o.Tags = withTags(o.Tags, []ebs.Tag{{Key: t.Key, Value: t.Value}})
			}
		}
		count, expires := schedule.keeps(now)
		if n == 0 || count > o.Count || expires > o.Expires {
			o.Schedule, o.Count, o.Expires = schedule.Name, count, expires
		}
		o.share(schedule.ShareRules, s.sharedUntil)
		o.copy(schedule.CrossRegionCopyRules, now)
	}
	s.sign(o, p)
	return o
}

// keeps returns how many snapshots a schedule keeps, or until when.
func (s *Schedule) keeps(now kernel.Time) (count int32, until kernel.Time) {
	switch {
	case s.RetainRule == nil:
		return 0, 0
	case s.RetainRule.Count != nil:
		return *s.RetainRule.Count, 0
	}
	return 0, s.kept(now)
}

// share adds the accounts of a schedule. Who is named twice sees the snapshot for
// the longer time.
func (o *order) share(rules []ShareRule, end func(ShareRule) kernel.Time) {
	for _, rule := range rules {
		until := end(rule)
		for _, account := range rule.TargetAccounts {
			i := slices.IndexFunc(o.Shares, func(s share) bool { return s.Account == account })
			switch {
			case i < 0:
				o.Shares = append(o.Shares, share{account, until})
			case until == 0 || o.Shares[i].Until != 0 && until > o.Shares[i].Until:
				o.Shares[i].Until = until
			}
		}
	}
}

// sharedUntil returns when a share that begins now ends, 0 if never.
func (s *Service) sharedUntil(r ShareRule) kernel.Time {
	switch {
	case r.UnshareInterval != nil:
		return after(s.env.Now(), *r.UnshareInterval, r.UnshareIntervalUnit)
	case !s.env.Applies(true, SharesLast):
		return s.env.Now().Add(kernel.Day)
	}
	return 0
}

// copy adds the copies of a schedule, one to a Region.
func (o *order) copy(rules []CrossRegionCopyRule, now kernel.Time) {
	for _, rule := range rules {
		w := wanted{Region: rule.Target, Encrypted: kernel.Value(rule.Encrypted), Key: rule.CmkArn,
			CopyTags: kernel.Value(rule.CopyTags)}
		w.keep(rule.RetainRule)
		i := slices.IndexFunc(o.Copies, func(c wanted) bool { return c.Region == w.Region })
		if i < 0 {
			o.Copies = append(o.Copies, w)
			continue
		}
		if c := &o.Copies[i]; c.Interval != 0 &&
			(w.Interval == 0 || after(now, w.Interval, w.Unit) > after(now, c.Interval, c.Unit)) {
			c.Interval, c.Unit = w.Interval, w.Unit
		}
	}
}

// keep says for how long a copy is kept.
func (w *wanted) keep(r *CrossRegionCopyRetainRule) {
	if r != nil && r.Interval != nil {
		w.Interval, w.Unit = *r.Interval, r.IntervalUnit
	}
}

// sign describes the snapshot and gives it its system tags.
func (s *Service) sign(o *order, p *lifecyclePolicy) {
	if s.env.Applies(true, DescriptionsTellThePolicy) {
		o.Description = described(p, o.Schedule)
	}
	if s.env.Applies(true, SystemTagsTellTheOrigin) {
		o.Tags = append(o.Tags, ebs.Tag{Key: "aws:dlm:lifecycle-policy-id", Value: p.ID},
			ebs.Tag{Key: "aws:dlm:lifecycle-schedule-name", Value: o.Schedule})
		if o.Expires != 0 {
			o.Tags = append(o.Tags, ebs.Tag{Key: "aws:dlm:expirationTime", Value: o.Expires.String()})
		}
	}
	managed := "dlm:managed"
	if !s.env.Applies(true, ManagedSnapshotsSaySo) {
		managed = "aws:" + managed
	}
	o.Tags = append(o.Tags, ebs.Tag{Key: managed, Value: "true"})
}

// described is the description of a schedule's snapshots.
func described(p *lifecyclePolicy, schedule string) string {
	return "Created for policy: " + p.ID + " schedule: " + schedule
}
