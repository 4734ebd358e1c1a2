package dlm

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/invariants"
	ebsfacts "github.com/shareproof/shareproof/invariants/ebs"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// Facts are what a history says of lifecycle policies.
type Facts struct {
	policies invariants.Map[string, policy]
	own      invariants.Map[kernel.Scope, []string]
	sharing  invariants.Map[string, bool] // accounts with which policies share, or shared
}

var facts invariants.Facts[Facts]

// Of returns the facts of a call's history.
func Of(c *invariants.Call) *Facts { return facts.Of(c) }

// policy is what the history says of a lifecycle policy.
type policy struct {
	scope       kernel.Scope
	description string
	state       dlm.PolicyState // written last
	tags        map[string]string
	made        kernel.Time // by a call
	changed     kernel.Time // by another one since, 0 if by none
	details     *dlm.PolicyDetails
	whole       bool     // the details are all there are
	targets     []string // the Regions of all copies that events ever were to lead to
	waiting     []waiting
	rests       []span
	deleted     kernel.Time
	enabled     kernel.Time // it was seen ENABLED last
}

// waiting lists for whose shares an event policy waited, from a time on.
type waiting struct {
	from   kernel.Time
	owners []string
}

// span is from when to when a policy rested; it still does where it has no end.
type span struct{ from, to kernel.Time }

// eventual is the type of policies that wait for events.
const eventual = "EVENT_BASED_POLICY"

func (p *policy) waits() bool { return p.details != nil && p.details.PolicyType == eventual }

// awake reports whether a policy may have worked at a time.
func (p *policy) awake(at kernel.Time) bool {
	if at < p.made || p.deleted != 0 && at > p.deleted {
		return false
	}
	return !slices.ContainsFunc(p.rests, func(s span) bool { return s.from < at && (s.to == 0 || at < s.to) })
}

// hears reports whether an event policy may have heard of a share: it was at work
// in the snapshot's Region and listed the owner.
func (p *policy) hears(s ebsfacts.Share) bool {
	if p.scope.Region != s.Owner.Region || !p.awake(s.At) {
		return false
	}
	for i, w := range p.waiting {
		over := i+1 < len(p.waiting) && p.waiting[i+1].from < s.At
		if w.from <= s.At && !over && slices.Contains(w.owners, s.Owner.Account) {
			return true
		}
	}
	return false
}

// await notes for whose shares a policy waits from now on, where the details say.
func (p *policy) await(at kernel.Time, d *dlm.PolicyDetails) {
	if d != nil && d.EventSource != nil && d.EventSource.Parameters != nil {
		p.waiting = append(slices.Clip(p.waiting), waiting{at, d.EventSource.Parameters.SnapshotOwner})
	}
}

// steady reports whether a policy has surely worked, unchanged, from one time to
// another.
func (p *policy) steady(from, to kernel.Time) bool {
	return p.whole && p.made != 0 && p.made <= from && p.changed <= from && p.deleted == 0 && p.enabled >= to
}

func learn(c *invariants.Call) {
	f := Of(c)
	switch in := c.In.(type) {
	case *dlm.CreateLifecyclePolicy:
		f.create(c, in)
	case *dlm.UpdateLifecyclePolicy:
		f.policies.Change(in.PolicyId, func(p *policy) { p.update(c, in) })
		if p, ok := f.policies.Find(in.PolicyId); ok {
			f.share(c, p.scope, in.PolicyDetails)
		}
	case *dlm.DeleteLifecyclePolicy:
		f.policies.Change(in.PolicyId, func(p *policy) { p.deleted = c.At })
	case *dlm.TagResource:
		f.policies.Change(idOf(in.ResourceArn), func(p *policy) { p.tags = tagged(p.tags, in.Tags) })
	case *dlm.UntagResource:
		f.policies.Change(idOf(in.ResourceArn), func(p *policy) {
			p.tags = maps.Clone(p.tags)
			for _, key := range in.TagKeys {
				delete(p.tags, key)
			}
		})
	case *dlm.GetLifecyclePolicy:
		if shown := c.Out.(*dlm.GetLifecyclePolicyOutput).Policy; shown != nil {
			f.see(c.At, shown.PolicyId, shown.State)
		}
	case *dlm.GetLifecyclePolicies:
		for _, shown := range c.Out.(*dlm.GetLifecyclePoliciesOutput).Policies {
			f.see(c.At, shown.PolicyId, shown.State)
		}
	}
}

func (f *Facts) see(at kernel.Time, id string, state dlm.PolicyState) {
	if state == dlm.Enabled {
		f.policies.Change(id, func(p *policy) { p.enabled = at })
	}
}

func (f *Facts) create(c *invariants.Call, in *dlm.CreateLifecyclePolicy) {
	id, scope := c.Out.(*dlm.CreateLifecyclePolicyOutput).PolicyId, c.As.Scope()
	p := policy{
		scope: scope, description: in.Description, state: in.State, tags: in.Tags, made: c.At, details: in.PolicyDetails,
		whole:   in.DefaultPolicy == "" && in.PolicyDetails != nil && in.PolicyDetails.PolicyLanguage == "",
		targets: targets(in.PolicyDetails),
	}
	if in.State == dlm.Disabled {
		p.rests = []span{{from: c.At}}
	}
	p.await(c.At, in.PolicyDetails)
	f.policies.Put(id, p)
	f.own.Put(scope, invariants.With(f.own.Of(scope), id))
	f.share(c, scope, in.PolicyDetails)
	ebsfacts.Of(c).MakesSnapshots(scope.Account)
}

func (p *policy) update(c *invariants.Call, in *dlm.UpdateLifecyclePolicy) {
	p.changed = c.At
	p.rest(c.At, in.State)
	if in.State != "" {
		p.state = in.State
	}
	if in.Description != "" {
		p.description = in.Description
	}
	if in.PolicyDetails != nil {
		p.whole = false
		p.targets = slices.Concat(p.targets, targets(in.PolicyDetails))
		p.await(c.At, in.PolicyDetails)
	}
}

// rest notes that a policy begins to rest, or ceases to.
func (p *policy) rest(at kernel.Time, state dlm.PolicyState) {
	last := len(p.rests) - 1
	resting := last >= 0 && p.rests[last].to == 0
	switch {
	case state == dlm.Disabled && !resting:
		p.rests = append(slices.Clip(p.rests), span{from: at})
	case state == dlm.Enabled && resting:
		p.rests = slices.Clone(p.rests)
		p.rests[last].to = max(at, 1)
	}
}

// targets are the Regions of the copies that events lead to, each as often as it
// is named.
func targets(d *dlm.PolicyDetails) (regions []string) {
	if d == nil {
		return nil
	}
	for _, a := range d.Actions {
		for _, c := range a.CrossRegionCopy {
			regions = append(regions, c.Target)
		}
	}
	return regions
}

// share notes with whom a policy shares what it makes.
func (f *Facts) share(c *invariants.Call, scope kernel.Scope, d *dlm.PolicyDetails) {
	if d == nil {
		return
	}
	for _, s := range d.Schedules {
		for _, rule := range s.ShareRules {
			for _, account := range rule.TargetAccounts {
				ebsfacts.Of(c).SharesSnapshots(scope, account)
				f.sharing.Put(account, true)
			}
		}
	}
}

// each calls look with the policies that an account ever had, and where.
func (f *Facts) each(account string, look func(*policy)) {
	for _, region := range kernel.Regions {
		for _, id := range f.own.Of(kernel.Scope{Account: account, Region: region}) {
			p := f.policies.Of(id)
			look(&p)
		}
	}
}

// schedule returns the schedule of a name, nil where there is none or several.
func (p *policy) schedule(name string) *dlm.Schedule {
	var found *dlm.Schedule
	if p.details == nil {
		return nil
	}
	for i := range p.details.Schedules {
		if p.details.Schedules[i].Name == name {
			if found != nil {
				return nil
			}
			found = &p.details.Schedules[i]
		}
	}
	return found
}

// spanOf is how long a number of units is at most.
func spanOf(n int32, unit string) time.Duration {
	days := map[string]int{"DAYS": 1, "WEEKS": 7, "MONTHS": 31, "YEARS": 366}[unit]
	return time.Duration(n) * time.Duration(days) * kernel.Day
}

// keptFor is how long copies in a Region are kept at most; false where that is
// for ever, or not known.
func (p *policy) keptFor(region string) (longest time.Duration, ends bool) {
	keep := func(r *dlm.CrossRegionCopyRetainRule) bool {
		ends = true
		if r == nil || r.Interval == nil {
			return false
		}
		longest = max(longest, spanOf(*r.Interval, r.IntervalUnit))
		return true
	}
	for _, a := range p.details.Actions {
		for _, c := range a.CrossRegionCopy {
			if c.Target == region && !keep(c.RetainRule) {
				return 0, false
			}
		}
	}
	for _, s := range p.details.Schedules {
		for _, c := range s.CrossRegionCopyRules {
			if (c.Target == region || c.TargetRegion == region) && !keep(c.RetainRule) {
				return 0, false
			}
		}
	}
	return longest, ends
}

// unmarked is the volume that copies show.
const unmarked = "vol-ffffffff"

const byPolicy = "Created for policy: "

// copier returns the ID of the policy by whose schedule a snapshot of its own
// account was made or copied, "" if it is none of such, or may be an event
// policy's copy that came back.
func (f *Facts) copier(s *ebs.Snapshot) string {
	if id := policyOf(s); id != "" {
		return id
	}
	waiting := false
	f.each(s.OwnerId, func(p *policy) { waiting = waiting || p.waits() })
	if !waiting && s.VolumeId == unmarked {
		return f.describer(s)
	}
	return ""
}

// describer returns the ID of the policy that a snapshot's description names, if
// it is its own account's.
func (f *Facts) describer(s *ebs.Snapshot) string {
	rest, ok := strings.CutPrefix(s.Description, byPolicy)
	id, _, _ := strings.Cut(rest, " ")
	if p, known := f.policies.Find(id); ok && known && p.scope.Account == s.OwnerId {
		return id
	}
	return ""
}

// policyOf returns the ID of the lifecycle policy that a snapshot's tags name.
func policyOf(s *ebs.Snapshot) string { return tagOf(s, "aws:dlm:lifecycle-policy-id") }

func scheduleOf(s *ebs.Snapshot) string { return tagOf(s, "aws:dlm:lifecycle-schedule-name") }

func tagOf(s *ebs.Snapshot, key string) string {
	for i := range s.Tags {
		if s.Tags[i].Key == key {
			return s.Tags[i].Value
		}
	}
	return ""
}

// idOf returns the ID at the end of a policy's ARN.
func idOf(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

func tagged(tags, more map[string]string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, tags)
	maps.Copy(all, more)
	return all
}

func sameTags(a, b map[string]string) bool { return maps.Equal(a, b) }
