package laws

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// policy is what the history says of a lifecycle policy.
type policy struct {
	home    kernel.Home
	made    kernel.Time // by a call
	changed kernel.Time // by another one since, 0 if by none
	details *dlm.PolicyDetails
	whole   bool     // the details are all there are
	targets []string // the Regions of all copies that events ever were to lead to
	waiting []waiting
	rests   []span
	deleted kernel.Time
	enabled kernel.Time // it was seen ENABLED last
}

// waiting is for whose shares an event policy waited, from a moment on.
type waiting struct {
	from   kernel.Time
	owners []string
}

// span is from when to when a policy rested; it still does where it has no end.
type span struct{ from, to kernel.Time }

// eventual is the type of policies that wait for events.
const eventual = "EVENT_BASED_POLICY"

func (p *policy) waits() bool { return p.details != nil && p.details.PolicyType == eventual }

// awake tells whether a policy may have worked at a moment.
func (p *policy) awake(at kernel.Time) bool {
	if at < p.made || p.deleted != 0 && at > p.deleted {
		return false
	}
	return !slices.ContainsFunc(p.rests, func(s span) bool { return s.from < at && (s.to == 0 || at < s.to) })
}

// hears tells whether an event policy may have heard of a share: it was at work
// in the snapshot's Region and listed the owner.
func (p *policy) hears(t telling) bool {
	if p.home.Region != t.owner.Region || !p.awake(t.at) {
		return false
	}
	for i, w := range p.waiting {
		over := i+1 < len(p.waiting) && p.waiting[i+1].from < t.at
		if w.from <= t.at && !over && slices.Contains(w.owners, t.owner.Account) {
			return true
		}
	}
	return false
}

// steady tells whether a policy has surely worked, unchanged, from one moment to
// another.
func (p *policy) steady(from, to kernel.Time) bool {
	return p.whole && p.made != 0 && p.made <= from && p.changed <= from && p.deleted == 0 && p.enabled >= to
}

func (b *books) learnDLM(r *reply) {
	switch in := r.In.(type) {
	case *dlm.CreateLifecyclePolicy:
		id := r.Out.(*dlm.CreateLifecyclePolicyOutput).PolicyId
		p := policy{home: r.As.Home(), made: r.At, details: in.PolicyDetails, whole: in.DefaultPolicy == "" && in.PolicyDetails != nil && in.PolicyDetails.PolicyLanguage == ""}
		if in.State == dlm.Disabled {
			p.rests = []span{{from: r.At}}
		}
		p.targets = targets(in.PolicyDetails)
		p.await(r.At, in.PolicyDetails)
		b.policies.put(id, p)
		b.learnShares(&p)
		e := b.own.of(p.home)
		e.policies = b.with(e.policies, id)
		b.own.put(p.home, e)
	case *dlm.UpdateLifecyclePolicy:
		p, ok := b.policies.find(in.PolicyId)
		if !ok {
			return
		}
		p.changed = r.At
		p.rest(r.At, in.State)
		if in.PolicyDetails != nil {
			p.whole = false
			p.targets = slices.Concat(p.targets, targets(in.PolicyDetails))
			p.await(r.At, in.PolicyDetails)
			b.learnShares(&policy{home: p.home, details: in.PolicyDetails})
		}
		b.policies.put(in.PolicyId, p)
	case *dlm.DeleteLifecyclePolicy:
		if p, ok := b.policies.find(in.PolicyId); ok {
			p.deleted = r.At
			b.policies.put(in.PolicyId, p)
		}
	case *dlm.GetLifecyclePolicy:
		if shown := r.Out.(*dlm.GetLifecyclePolicyOutput).Policy; shown != nil && shown.State == dlm.Enabled {
			b.seeEnabled(r.At, shown.PolicyId)
		}
	case *dlm.GetLifecyclePolicies:
		for _, shown := range r.Out.(*dlm.GetLifecyclePoliciesOutput).Policies {
			if shown.State == dlm.Enabled {
				b.seeEnabled(r.At, shown.PolicyId)
			}
		}
	}
}

func (b *books) seeEnabled(at kernel.Time, id string) {
	if p, ok := b.policies.find(id); ok {
		p.enabled = at
		b.policies.put(id, p)
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

// await notes for whose shares a policy waits from now on, where the details say.
func (p *policy) await(at kernel.Time, d *dlm.PolicyDetails) {
	if d != nil && d.EventSource != nil && d.EventSource.Parameters != nil {
		p.waiting = append(slices.Clip(p.waiting), waiting{at, d.EventSource.Parameters.SnapshotOwner})
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

// learnShares notes with whom a policy shares what it makes.
func (b *books) learnShares(p *policy) {
	if p.details == nil {
		return
	}
	for _, s := range p.details.Schedules {
		for _, rule := range s.ShareRules {
			for _, account := range rule.TargetAccounts {
				b.sharing.put(place{p.home.Account + p.home.Region, account}, true)
				b.sharing.put(place{"", account}, true)
			}
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
func (b *books) copier(s *ebs.Snapshot) string {
	if id := policyOf(s); id != "" {
		return id
	}
	waiting := false
	b.eachPolicy(s.OwnerId, func(p *policy) { waiting = waiting || p.waits() })
	if id := b.describer(s); !waiting && s.VolumeId == unmarked {
		return id
	}
	return ""
}

// describer returns the ID of the policy that a snapshot's description names, if
// it is its own account's.
func (b *books) describer(s *ebs.Snapshot) string {
	rest, ok := strings.CutPrefix(s.Description, byPolicy)
	id, _, _ := strings.Cut(rest, " ")
	if p, known := b.policies.find(id); ok && known && p.home.Account == s.OwnerId {
		return id
	}
	return ""
}
