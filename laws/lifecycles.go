package laws

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

var (
	// NothingOutlivesItsRetention is the law of what lifecycle policies make.
	NothingOutlivesItsRetention = add(Law{
		ID: "LAW-37", Services: []string{"ec2"},
		Says:     "No snapshot and no copy that a lifecycle policy made outlives its retention, be it a count or an age, while the policy works unchanged; the newest of a schedule may.",
		accepted: retained,
	})
	// EventsFireOnce is the law of event policies.
	EventsFireOnce = add(Law{
		ID: "LAW-38", Services: []string{"ec2"},
		Says:     "An event policy makes at most one copy of a shared snapshot for each target and sharing, and copies nothing but what an account that it listed then shared with its account while it was at work.",
		accepted: once,
	})
	// RestingPoliciesDoNothing is the law of policies that do not work.
	RestingPoliciesDoNothing = add(Law{
		ID: "LAW-39", Services: []string{"ec2"},
		Says:     "A snapshot that nobody asked for was made by a lifecycle policy of its account that was neither disabled nor deleted then.",
		accepted: awake,
	})
)

// unasked calls look with the caller's snapshots that no call has made.
func (b *books) unasked(r *reply, look func(*ebs.Snapshot) string) string {
	out, ok := r.Out.(*ebs.DescribeSnapshotsOutput)
	if !ok || len(r.In.(*ebs.DescribeSnapshots).SnapshotIds) > 1 { // who asks twice may be told twice
		return ""
	}
	return each(out.Snapshots, func(s *ebs.Snapshot) string {
		if s.OwnerId != r.As.Account || b.snapshots.of(s.SnapshotId).made != 0 {
			return ""
		}
		return look(s)
	})
}

// overdue is by how much a deletion may be late.
const overdue = patience

func retained(b *books, r *reply) string {
	counts := map[string]int32{}
	return b.unasked(r, func(s *ebs.Snapshot) string {
		id := b.copier(s)
		p, known := b.policies.find(id)
		switch {
		case s.State != ebs.SnapshotCompleted:
			return ""
		case id == "" && s.VolumeId == unmarked:
			return b.copyRetained(r, s)
		case !known || !p.whole || p.made == 0 || p.changed > s.StartTime:
			return ""
		case s.VolumeId == unmarked:
			if kept, ends := p.keptFor(r.As.Region); ends && late(r, s, kept) && p.steady(s.StartTime, s.StartTime.Add(kept+overdue)) {
				return s.SnapshotId + " is a copy of " + id + " and outlives its retention"
			}
			return ""
		}
		return b.originalRetained(r, s, &p, counts)
	})
}

func late(r *reply, s *ebs.Snapshot, kept time.Duration) bool {
	return r.At > s.StartTime.Add(kept+overdue)
}

// originalRetained looks at a snapshot of a volume, and counts it.
func (b *books) originalRetained(r *reply, s *ebs.Snapshot, p *policy, counts map[string]int32) string {
	name := tagOf(s, "aws:dlm:lifecycle-schedule-name")
	schedule := p.schedule(name)
	if schedule == nil || schedule.RetainRule == nil {
		return ""
	}
	series := policyOf(s) + "/" + name + "/" + s.VolumeId
	counts[series]++
	switch rule := schedule.RetainRule; {
	case rule.Count != nil:
		if counts[series] > *rule.Count+1 {
			return s.SnapshotId + " is one more than its schedule keeps"
		}
	case rule.Interval != nil:
		kept := spanOf(*rule.Interval, rule.IntervalUnit)
		v := b.volumes.of(s.VolumeId)
		targeted := v.shown != nil && v.deleted == 0 && v.tagged < s.StartTime
		if late(r, s, kept) && targeted && p.steady(s.StartTime, s.StartTime.Add(kept+overdue)) && b.succeeded(r, s, name) {
			return s.SnapshotId + " outlives the age that its schedule keeps"
		}
	}
	return ""
}

// succeeded tells whether a listing shows a newer snapshot of the same volume and
// schedule.
func (b *books) succeeded(r *reply, s *ebs.Snapshot, schedule string) bool {
	for i := range r.Out.(*ebs.DescribeSnapshotsOutput).Snapshots {
		o := &r.Out.(*ebs.DescribeSnapshotsOutput).Snapshots[i]
		if o.VolumeId == s.VolumeId && o.StartTime > s.StartTime && r.At > o.StartTime.Add(overdue) && policyOf(o) == policyOf(s) && tagOf(o, "aws:dlm:lifecycle-schedule-name") == schedule {
			return true
		}
	}
	return false
}

// copyRetained looks at a copy that some event policy of the account must have
// made.
func (b *books) copyRetained(r *reply, s *ebs.Snapshot) string {
	longest, some := time.Duration(0), false
	for _, region := range kernel.Regions {
		for _, id := range b.own.of(kernel.Home{Account: r.As.Account, Region: region}).policies {
			p := b.policies.of(id)
			if !p.awake(s.StartTime) {
				continue
			}
			if !p.waits() || !p.whole {
				return ""
			}
			if !slices.Contains(p.targets, r.As.Region) {
				continue
			}
			kept, ends := p.keptFor(r.As.Region)
			if !ends || !p.steady(s.StartTime, s.StartTime.Add(kept+overdue)) {
				return ""
			}
			longest, some = max(longest, kept), true
		}
	}
	if some && late(r, s, longest) {
		return s.SnapshotId + " outlives the retention of any policy that may have copied it"
	}
	return ""
}

// eachPolicy calls look with the policies that an account ever had, and where.
func (b *books) eachPolicy(account string, look func(*policy)) {
	for _, region := range kernel.Regions {
		for _, id := range b.own.of(kernel.Home{Account: account, Region: region}).policies {
			p := b.policies.of(id)
			look(&p)
		}
	}
}

func awake(b *books, r *reply) string {
	return b.unasked(r, func(s *ebs.Snapshot) string {
		if id := b.copier(s); id != "" {
			if p, known := b.policies.find(id); known && !p.awake(s.StartTime) {
				return s.SnapshotId + " was made by " + id + ", which was not at work then"
			}
			return ""
		}
		working := false
		b.eachPolicy(r.As.Account, func(p *policy) { working = working || p.awake(s.StartTime) })
		if !working {
			return s.SnapshotId + " was made by nobody"
		}
		return ""
	})
}

func once(b *books, r *reply) string {
	copies := map[string]int{}
	return b.unasked(r, func(s *ebs.Snapshot) string {
		if s.VolumeId != unmarked || b.copier(s)+b.describer(s) != "" || s.State == ebs.SnapshotError {
			return ""
		}
		if strings.HasPrefix(s.Description, byPolicy) {
			if !b.sharing.of(place{"", r.As.Account}) && len(b.reached(r.As.Account, s.Description)) == 0 {
				return s.SnapshotId + " is a copy of what no policy shared with the account"
			}
			return ""
		}
		copies[s.Description]++
		if copies[s.Description] > b.mayCopy(r.As.Home(), s.Description) {
			return s.SnapshotId + " is one copy more than there were shares to be copied"
		}
		return ""
	})
}

// reached returns the shares of snapshots of a description with an account.
func (b *books) reached(account, description string) []telling {
	return slices.Concat(b.shared.of(place{account, description}), b.shared.of(place{account, undescribed}))
}

// mayCopy returns how many copies of snapshots of a description event policies
// may have made in a home at most.
func (b *books) mayCopy(home kernel.Home, description string) int {
	most := 0
	for _, t := range b.reached(home.Account, description) {
		b.eachPolicy(home.Account, func(p *policy) {
			if !p.hears(t) {
				return
			}
			for _, region := range p.targets {
				if region == home.Region {
					most++
				}
			}
		})
	}
	return most
}
