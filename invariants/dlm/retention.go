package dlm

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/invariants"
	ebsfacts "github.com/shareproof/shareproof/invariants/ebs"
	"github.com/shareproof/shareproof/model/ebs"
)

var (
	// NothingOutlivesItsRetention is the invariant of what lifecycle policies make.
	NothingOutlivesItsRetention = &invariants.Invariant{
		ID: "INV-DLM-01", Hears: hears,
		Says: "No snapshot and no copy that a lifecycle policy made outlives its retention, be it a count or an age, " +
			"while the policy works unchanged; the newest of a schedule may.",
		Accepted: retained,
	}
	// EventsFireOnce is the invariant of event policies.
	EventsFireOnce = &invariants.Invariant{
		ID: "INV-DLM-02", Hears: hears,
		Says: "An event policy makes at most one copy of a shared snapshot for each target and sharing, and copies " +
			"nothing but what an account that it listed then shared with its account while it was at work.",
		Accepted: once,
	}
	// RestingPoliciesDoNothing is the invariant of policies that do not work.
	RestingPoliciesDoNothing = &invariants.Invariant{
		ID: "INV-DLM-03", Hears: hears,
		Says: "A snapshot that nobody asked for was made by a lifecycle policy of its account that was neither " +
			"disabled nor deleted then.",
		Accepted: awake,
	}
)

// overdue is by how much a deletion may be late.
const overdue = 2 * time.Hour

// byBackup is the tag of snapshots that AWS Backup makes.
const byBackup = "aws:backup:source-resource"

// unasked calls look with the caller's snapshots that neither a call nor AWS Backup
// has made.
func unasked(c *invariants.Call, look func(*ebs.Snapshot) string) string {
	out, ok := c.Out.(*ebs.DescribeSnapshotsOutput)
	if !ok || len(c.In.(*ebs.DescribeSnapshots).SnapshotIds) > 1 { // who asks twice may be told twice
		return ""
	}
	snapshots := ebsfacts.Of(c)
	return invariants.Each(out.Snapshots, func(s *ebs.Snapshot) string {
		if s.OwnerId != c.As.Account || snapshots.Asked(s.SnapshotId) || tagOf(s, byBackup) != "" {
			return ""
		}
		return look(s)
	})
}

func retained(c *invariants.Call) string {
	f, counts := Of(c), map[string]int32{}
	return unasked(c, func(s *ebs.Snapshot) string {
		id := f.copier(s)
		p, known := f.policies.Find(id)
		switch {
		case s.State != ebs.SnapshotCompleted:
			return ""
		case id == "" && s.VolumeId == unmarked:
			return f.copyRetained(c, s)
		case !known || !p.whole || p.made == 0 || p.changed > s.StartTime:
			return ""
		case s.VolumeId == unmarked:
			kept, ends := p.keptFor(c.As.Region)
			if ends && late(c, s, kept) && p.steady(s.StartTime, s.StartTime.Add(kept+overdue)) {
				return s.SnapshotId + " is a copy of " + id + " and outlives its retention"
			}
			return ""
		}
		return originalRetained(c, s, &p, counts)
	})
}

func late(c *invariants.Call, s *ebs.Snapshot, kept time.Duration) bool {
	return c.At > s.StartTime.Add(kept+overdue)
}

// originalRetained looks at a snapshot of a volume, and counts it.
func originalRetained(c *invariants.Call, s *ebs.Snapshot, p *policy, counts map[string]int32) string {
	name := scheduleOf(s)
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
		targeted := ebsfacts.Of(c).Untouched(s.VolumeId, s.StartTime)
		if late(c, s, kept) && targeted && p.steady(s.StartTime, s.StartTime.Add(kept+overdue)) && succeeded(c, s) {
			return s.SnapshotId + " outlives the age that its schedule keeps"
		}
	}
	return ""
}

// succeeded reports whether a listing shows a newer snapshot of the same volume
// and schedule.
func succeeded(c *invariants.Call, s *ebs.Snapshot) bool {
	return slices.ContainsFunc(c.Out.(*ebs.DescribeSnapshotsOutput).Snapshots, func(o ebs.Snapshot) bool {
		return o.VolumeId == s.VolumeId && o.StartTime > s.StartTime && c.At > o.StartTime.Add(overdue) &&
			policyOf(&o) == policyOf(s) && scheduleOf(&o) == scheduleOf(s)
	})
}

// copyRetained looks at a copy that some event policy of the account must have
// made.
func (f *Facts) copyRetained(c *invariants.Call, s *ebs.Snapshot) string {
	longest, some, sure := time.Duration(0), false, true
	f.each(c.As.Account, func(p *policy) {
		switch {
		case !p.awake(s.StartTime):
		case !p.waits() || !p.whole:
			sure = false
		case slices.Contains(p.targets, c.As.Region):
			kept, ends := p.keptFor(c.As.Region)
			sure = sure && ends && p.steady(s.StartTime, s.StartTime.Add(kept+overdue))
			longest, some = max(longest, kept), true
		}
	})
	if sure && some && late(c, s, longest) {
		return s.SnapshotId + " outlives the retention of any policy that may have copied it"
	}
	return ""
}

func awake(c *invariants.Call) string {
	f := Of(c)
	return unasked(c, func(s *ebs.Snapshot) string {
		if id := f.copier(s); id != "" {
			if p, known := f.policies.Find(id); known && !p.awake(s.StartTime) {
				return s.SnapshotId + " was made by " + id + ", which was not at work then"
			}
			return ""
		}
		working := false
		f.each(c.As.Account, func(p *policy) { working = working || p.awake(s.StartTime) })
		if !working {
			return s.SnapshotId + " was made by nobody"
		}
		return ""
	})
}

func once(c *invariants.Call) string {
	f, copies := Of(c), map[string]int{}
	return unasked(c, func(s *ebs.Snapshot) string {
		if s.VolumeId != unmarked || f.copier(s)+f.describer(s) != "" || s.State == ebs.SnapshotError {
			return ""
		}
		if strings.HasPrefix(s.Description, byPolicy) {
			if !f.sharing.Of(c.As.Account) && len(ebsfacts.Of(c).Reached(c.As.Account, s.Description)) == 0 {
				return s.SnapshotId + " is a copy of what no policy shared with the account"
			}
			return ""
		}
		copies[s.Description]++
		if copies[s.Description] > f.mayCopy(c, s.Description) {
			return s.SnapshotId + " is one copy more than there were shares to be copied"
		}
		return ""
	})
}

// mayCopy returns how many copies of snapshots of a description event policies
// may have made in the caller's Region at most.
func (f *Facts) mayCopy(c *invariants.Call, description string) int {
	most := 0
	for _, shared := range ebsfacts.Of(c).Reached(c.As.Account, description) {
		f.each(c.As.Account, func(p *policy) {
			if !p.hears(shared) {
				return
			}
			for _, region := range p.targets {
				if region == c.As.Region {
					most++
				}
			}
		})
	}
	return most
}
