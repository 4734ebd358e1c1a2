package dlm

import (
	"slices"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// snapshot is a snapshot that a policy made of a volume or copied, and looks
// after.
type snapshot struct {
	Scope    kernel.Scope // where it is
	ID       string
	Policy   string
	Region   string      // of the policy
	Schedule string      // by which it was made; empty of an event policy's copy
	Volume   string      // empty of a copy
	Expires  kernel.Time // 0 where it does not
	Shares   []share
	Copies   []wanted
	At       kernel.Time // when the schedule was due, or the event happened
	Copying  string      // by which it is being copied
}

func (sn *snapshot) ref() kernel.Ref { return kernel.Ref{Scope: sn.Scope, ID: sn.ID} }

// policy is where the policy of the snapshot is.
func (sn *snapshot) policy() kernel.Ref {
	return kernel.Ref{Scope: kernel.Scope{Account: sn.Scope.Account, Region: sn.Region}, ID: sn.Policy}
}

// The rules of retention.
var (
	CountedSnapshotsGo = rules.Add(kernel.Rule{
		ID: "DLM-SCH-10", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: "SDK documentation of RetainRule",
		Says:       "By count, the oldest snapshot of a volume and schedule is deleted once there are more than the count.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	TheNewestIsKept = rules.Add(kernel.Rule{
		ID: "DLM-SCH-11", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide + "; " + elements,
		Says: "By age, each snapshot expires at the time that was set when it was made, but the newest of a volume " +
			"and schedule is kept until there is another.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	NewAgesAreForNewSnapshots = rules.Add(kernel.Rule{
		ID: "DLM-SCH-12", Kind: kernel.Effect, Evidence: kernel.Documented, Source: modifying,
		Says:       "A new age is for snapshots made from then on; those before keep their expiry.",
		Operations: []string{"UpdateLifecyclePolicy"},
	})
	OrphansStay = rules.Add(kernel.Rule{
		ID: "DLM-SCH-19", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide + "; " + modifying,
		Says: "Snapshots whose volume has lost the target tag, or whose schedule has been renamed, are kept until " +
			"somebody deletes them.",
		Operations: []string{"UpdateLifecyclePolicy"},
	})
	SnapshotsOutliveVolumes = rules.Add(kernel.Rule{
		ID: "DLM-SCH-20", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide,
		Says:       "When its volume is deleted, snapshots by age go on expiring but for the last, and those by count stay.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	DisabledPoliciesKeep = rules.Add(kernel.Rule{
		ID: "DLM-STA-03", Kind: kernel.Effect, Evidence: kernel.Documented, Source: modifying,
		Says: "A snapshot that would expire while its policy is DISABLED is kept for ever; once enabled the policy " +
			"deletes what expires from then on.",
		Operations: []string{"UpdateLifecyclePolicy"},
	})
	FailedPoliciesKeep = rules.Add(kernel.Rule{
		ID: "DLM-STA-04", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide,
		Says:       "A snapshot that would expire while its policy is in ERROR is kept, as under a DISABLED one.",
		Operations: []string{"UpdateLifecyclePolicy"},
	})
	DeletedPoliciesKeep = rules.Add(kernel.Rule{
		ID: "DLM-STA-05", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     "EC2 User Guide of 2023, view-modify-delete",
		Says:       "What a deleted policy made stays, unmanaged.",
		Operations: []string{"DeleteLifecyclePolicy"},
	})
	CopiesExpire = rules.Add(kernel.Rule{
		ID: "DLM-SCH-17", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel,
		Source: "SDK documentation of CrossRegionCopyRetainRule", Worded: named,
		Says: "A cross-Region copy is kept for up to 100 years and deleted then, whether its source is still there " +
			"or not.",
		Operations: []string{"CreateLifecyclePolicy", "UpdateLifecyclePolicy"},
	})
)

// follow enters a new snapshot into its series, and deletes what has to make room.
func (s *Service) follow(p *lifecyclePolicy, sn *snapshot, o *order) {
	id := p.ID + "/" + o.Schedule + "/" + sn.Volume
	all := s.Series.In(p.Scope)
	in := all.Get(id)
	if in == nil {
		in = &series{ID: id, Scope: p.Scope, Policy: p.ID, Volume: sn.Volume}
		all.Put(id, in)
	}
	before := in.Snapshots
	in.Snapshots = append(before[:len(before):len(before)], sn.ID)
	if sn.Expires != 0 {
		s.env.Schedule(sn.Expires.Sub(s.env.Now()), expiry, sn.ref(), 0)
		for _, older := range before {
			if old := s.Snapshots.Get(sn.Scope, older); old != nil && old.Expires <= s.env.Now() {
				s.expire(old)
			}
		}
		return
	}
	for o.Count > 0 && s.env.Applies(len(in.Snapshots) > int(o.Count), CountedSnapshotsGo) {
		oldest := in.Snapshots[0]
		in.Snapshots = in.Snapshots[1:]
		if old := s.Snapshots.Get(sn.Scope, oldest); old != nil {
			s.remove(p, old)
		}
	}
}

// remove deletes a snapshot, which then is no longer looked after.
func (s *Service) remove(p *lifecyclePolicy, sn *snapshot) {
	s.release(sn)
	_, err := perform[ebs.DeleteSnapshotOutput](s, p, sn.Scope.Region, &ebs.DeleteSnapshot{SnapshotId: sn.ID})
	s.fail(p, err)
}

// release leaves a snapshot to itself.
func (s *Service) release(sn *snapshot) {
	s.Snapshots.In(sn.Scope).Delete(sn.ID)
	at := sn.policy().Scope
	if in := s.Series.Get(at, sn.series()); in != nil {
		in.Snapshots = slices.DeleteFunc(slices.Clone(in.Snapshots), func(id string) bool { return id == sn.ID })
		if len(in.Snapshots) == 0 {
			s.Series.In(at).Delete(in.ID)
		}
	}
	if s.Deleted.See(at, sn.Policy) != nil && !s.looksAfter(sn.policy()) {
		s.Deleted.In(at).Delete(sn.Policy)
	}
}

// looksAfter reports whether there are snapshots that a policy looks after.
func (s *Service) looksAfter(policy kernel.Ref) bool {
	for _, region := range kernel.Regions {
		for sn := range s.Snapshots.View(kernel.Scope{Account: policy.Scope.Account, Region: region}).All {
			if sn.policy() == policy {
				return true
			}
		}
	}
	return false
}

func (sn *snapshot) series() string { return sn.Policy + "/" + sn.Schedule + "/" + sn.Volume }

// expire does what is due when a snapshot's time is over.
func (s *Service) expire(sn *snapshot) {
	p := s.Policies.Find(sn.policy())
	if p == nil {
		p = s.Deleted.Find(sn.policy())
	}
	switch {
	case p == nil:
		s.release(sn)
	case s.extends(p):
		s.remove(p, sn)
	case s.rests(p):
		s.release(sn)
	case sn.Volume == "":
		s.expireCopy(p, sn)
	default:
		s.expireOriginal(p, sn)
	}
}

// rests reports whether a policy does not delete what expires now.
func (s *Service) rests(p *lifecyclePolicy) bool {
	disabled := DisabledPoliciesKeep
	if p.Details.kind() == events {
		disabled = DisabledPoliciesKeepCopies
	}
	return s.env.Applies(p.State == Disabled, disabled) || s.env.Applies(p.State == Error, FailedPoliciesKeep)
}

func (s *Service) expireOriginal(p *lifecyclePolicy, sn *snapshot) {
	if s.env.Applies(s.isOrphan(p, sn), OrphansStay) {
		s.release(sn)
		return
	}
	in := s.Series.See(p.Scope, sn.series())
	newest := in != nil && in.Snapshots[len(in.Snapshots)-1] == sn.ID
	if !s.env.Applies(newest, TheNewestIsKept) {
		s.remove(p, sn)
	}
}

// isOrphan reports whether the policy has lost sight of a snapshot.
func (s *Service) isOrphan(p *lifecyclePolicy, sn *snapshot) bool {
	if p.Default != "" {
		return false
	}
	if !slices.ContainsFunc(p.Details.Schedules, func(schedule Schedule) bool { return schedule.Name == sn.Schedule }) {
		return true
	}
	out, err := perform[ebs.DescribeVolumesOutput](s, p, sn.Scope.Region,
		&ebs.DescribeVolumes{VolumeIds: []string{sn.Volume}})
	if err != nil || len(out.Volumes) != 1 {
		return isGone(err) && !s.env.Applies(true, SnapshotsOutliveVolumes)
	}
	return !slices.ContainsFunc(p.Details.TargetTags, func(t Tag) bool { return hasTag(out.Volumes[0], t) })
}

func (s *Service) expireCopy(p *lifecyclePolicy, sn *snapshot) {
	rule := CopiesExpire
	if p.Details.kind() == events {
		rule = EventCopiesExpire
	}
	if s.env.Applies(true, rule) {
		s.remove(p, sn)
	}
}

// reconsider sets the expiry of what a policy has made as if it were made now.
func (s *Service) reconsider(p *lifecyclePolicy) {
	for _, sn := range collect(&s.Snapshots, p.Scope, func(sn *snapshot) bool {
		return sn.Policy == p.ID && sn.Expires != 0
	}) {
		for i := range p.Details.Schedules {
			if schedule := &p.Details.Schedules[i]; schedule.Name == sn.Schedule {
				s.env.Schedule(schedule.kept(s.env.Now()).Sub(s.env.Now()), expiry, sn.ref(), 0)
			}
		}
	}
}

// forget ends the work of a policy that is deleted.
func (s *Service) forget(p *lifecyclePolicy) {
	p.Plan++
	for _, r := range collect(&s.Runs, p.Scope, func(r *run) bool { return r.Policy == p.ID }) {
		s.Runs.In(p.Scope).Delete(r.ID)
	}
	for _, c := range collect(&s.Copies, p.Scope, func(c *copying) bool { return c.Policy == p.ID }) {
		s.Copies.In(p.Scope).Delete(c.ID)
	}
	if s.extends(p) {
		if !s.looksAfter(p.ref()) {
			return
		}
		gone := *p
		gone.State = Disabled
		s.Deleted.In(p.Scope).Put(p.ID, &gone)
		return
	}
	for _, region := range kernel.Regions {
		at := kernel.Scope{Account: p.Scope.Account, Region: region}
		for _, sn := range collect(&s.Snapshots, at, func(sn *snapshot) bool { return sn.policy() == p.ref() }) {
			if s.env.Applies(true, DeletedPoliciesKeep) {
				s.release(sn)
			} else {
				s.remove(p, sn)
			}
		}
	}
	for _, in := range collect(&s.Series, p.Scope, func(in *series) bool { return in.Policy == p.ID }) {
		s.Series.In(p.Scope).Delete(in.ID)
	}
}

// collect lists the resources of a scope that fit.
func collect[R any](all *kernel.Store[R], at kernel.Scope, fits func(*R) bool) (found []*R) {
	for r := range all.View(at).All {
		if fits(r) {
			found = append(found, r)
		}
	}
	return found
}
