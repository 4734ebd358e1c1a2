package dlm

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// run is one run of schedules that are due together.
type run struct {
	ID        string
	Scope     kernel.Scope
	Policy    string
	Plan      uint32
	Schedules []int32     // of the policy
	At        kernel.Time // when they were due
	Begun     bool
	Volumes   []string // that have no snapshot yet, once it has begun
}

// series is the snapshots of a volume by a schedule, oldest first.
type series struct {
	ID        string // the policy's, the schedule's name and the volume's ID
	Scope     kernel.Scope
	Policy    string
	Volume    string
	Snapshots []string
}

const (
	retryCreation = 15 * time.Minute
	creationLimit = time.Hour // after the scheduled time
)

// The rules of runs.
var (
	AnyTargetTagSelects = rules.Add(kernel.Rule{
		ID: "DLM-SCH-03", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.Documented, Source: elements,
		Worded: named,
		Says: "A policy has 1 to 50 target tags without backslash or equals sign in their keys, and targets the " +
			"volumes that have any of them, key and value as they are written.",
		Operations: []string{"CreateLifecyclePolicy", "UpdateLifecyclePolicy"},
	})
	CreationIsRetriedForAnHour = rules.Add(kernel.Rule{
		ID: "DLM-SCH-18", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "EC2 User Guide of 2023, monitor-dlm-cw-metrics",
		Says: "A snapshot that cannot be made is tried again until an hour after its scheduled time, and a copy for " +
			"24 hours; then it counts as failed.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	PoliciesActIndependently = rules.Add(kernel.Rule{
		ID: "DLM-SCH-21", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide,
		Says:       "Several policies may target one volume, and each makes its own snapshots.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	SystemTagsTellTheOrigin = rules.Add(kernel.Rule{
		ID: "DLM-TAG-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: elements,
		Says: "A policy's snapshots have the tags aws:dlm:lifecycle-policy-id, aws:dlm:lifecycle-schedule-name and, " +
			"by age, aws:dlm:expirationTime.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	ManagedSnapshotsSaySo = rules.Add(kernel.Rule{
		ID: "DLM-TAG-02", Kind: kernel.Effect, Evidence: kernel.Observed, Source: elements + "; tags seen in public",
		Says:       "The tag that marks managed snapshots is dlm:managed, without the prefix aws:.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	DescriptionsTellThePolicy = rules.Add(kernel.Rule{
		ID: "DLM-TAG-03", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "the seed; SDK documentation of EventParameters", Seed: seed,
		Says: "The description of a policy's snapshot begins with Created for policy: and the policy's ID (how it " +
			"goes on, with schedule: and the name, is a habit seen elsewhere).",
		Operations: []string{"CreateLifecyclePolicy"},
	})
)

// attempt makes the snapshots that a run still lacks.
func (s *Service) attempt(r *run) {
	p := s.Policies.Get(r.Scope, r.Policy)
	if p == nil || p.State != Enabled || p.Plan != r.Plan {
		s.Runs.In(r.Scope).Delete(r.ID)
		return
	}
	order := s.order(p, r)
	failure := s.begin(p, r)
	var left []string
	for _, v := range r.Volumes {
		if err := s.snapshot(p, v, order); err != nil && !isGone(err) {
			left, failure = append(left, v), err
		}
	}
	r.Volumes = left
	again := s.env.Now().Add(retryCreation)
	switch {
	case failure != nil && again <= r.At.Add(creationLimit) && s.env.Applies(true, CreationIsRetriedForAnHour):
		s.env.Schedule(retryCreation, starting, kernel.Ref{Scope: r.Scope, ID: r.ID}, 0)
		return
	case failure != nil:
		s.fail(p, failure)
	}
	s.Runs.In(r.Scope).Delete(r.ID)
}

// begin finds out for which volumes a run makes snapshots.
func (s *Service) begin(p *lifecyclePolicy, r *run) error {
	if r.Begun {
		return nil
	}
	volumes, err := s.targets(p)
	if err == nil {
		r.Begun, r.Volumes = true, volumes
	}
	return err
}

// targets lists the volumes that a policy is about.
func (s *Service) targets(p *lifecyclePolicy) ([]string, error) {
	if p.Details.kind() == images || p.Default == instance || slices.Contains(p.Details.ResourceTypes, instance) {
		return nil, nil // there are no instances in this world
	}
	if p.Default != "" {
		return s.volumes(p, nil)
	}
	var all []string
	tags := p.Details.TargetTags
	if !s.env.Applies(true, AnyTargetTagSelects) {
		tags = tags[:min(1, len(tags))]
	}
	for _, t := range tags {
		tagged, err := s.volumes(p, &t)
		if err != nil {
			return nil, err
		}
		for _, v := range tagged {
			if !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	return all, nil
}

// volumes lists the volumes with a tag, or all where there is none.
func (s *Service) volumes(p *lifecyclePolicy, tag *Tag) (ids []string, err error) {
	in := &ebs.DescribeVolumes{}
	if tag != nil {
		in.Filters = []ebs.Filter{{Name: "tag:" + tag.Key, Values: []string{tag.Value}}}
	}
	out, err := perform[ebs.DescribeVolumesOutput](s, p, p.Scope.Region, in)
	if err != nil {
		return nil, err
	}
	for _, v := range out.Volumes {
		// A filter takes * and ? for more than themselves.
		if (tag == nil || hasTag(v, *tag)) && !excluded(p.Details.Exclusions, v) {
			ids = append(ids, v.VolumeId)
		}
	}
	return ids, nil
}

func hasTag(v ebs.Volume, tag Tag) bool {
	return slices.Contains(v.Tags, ebs.Tag{Key: tag.Key, Value: tag.Value})
}

// excluded reports whether a default policy leaves a volume alone.
func excluded(e *Exclusions, v ebs.Volume) bool {
	if e == nil {
		return false
	}
	return slices.Contains(e.ExcludeVolumeTypes, string(v.VolumeType)) ||
		slices.ContainsFunc(e.ExcludeTags, func(t Tag) bool { return hasTag(v, t) })
}

// isGone reports whether a call failed for want of its volume or snapshot.
func isGone(err error) bool {
	var refusal *kernel.Error
	return errors.As(err, &refusal) &&
		(refusal.ErrorShape == ebs.InvalidVolumeNotFound || refusal.ErrorShape == ebs.InvalidSnapshotNotFound)
}

// snapshot makes a snapshot of a volume and looks after those before it.
func (s *Service) snapshot(p *lifecyclePolicy, volume string, o *order) error {
	if s.isOthers(p, volume) && !s.env.Applies(true, PoliciesActIndependently) {
		return nil
	}
	tags := o.Tags
	if o.CopyTags {
		of, err := s.tagsOf(p, volume)
		if err != nil {
			return err
		}
		tags = withTags(of, tags)
	}
	in := &ebs.CreateSnapshot{
		VolumeId: volume, Description: o.Description,
		TagSpecifications: []ebs.TagSpecification{{ResourceType: "snapshot", Tags: tags}},
	}
	out, err := perform[ebs.CreateSnapshotOutput](s, p, p.Scope.Region, in)
	if err != nil {
		return err
	}
	sn := &snapshot{
		Scope: p.Scope, ID: out.SnapshotId, Policy: p.ID, Region: p.Scope.Region, Schedule: o.Schedule, Volume: volume,
		Expires: o.Expires, Shares: o.Shares, Copies: o.Copies, At: o.At,
	}
	s.Snapshots.In(p.Scope).Put(sn.ID, sn)
	s.follow(p, sn, o)
	return nil
}

// tagsOf returns the tags that users gave a volume.
func (s *Service) tagsOf(p *lifecyclePolicy, volume string) (tags []ebs.Tag, err error) {
	out, err := perform[ebs.DescribeVolumesOutput](s, p, p.Scope.Region, &ebs.DescribeVolumes{VolumeIds: []string{volume}})
	if err != nil {
		return nil, err
	}
	for _, v := range out.Volumes {
		tags = append(tags, v.Tags...)
	}
	return slices.DeleteFunc(tags, func(t ebs.Tag) bool { return strings.HasPrefix(t.Key, "aws:") }), nil
}

// withTags returns tags with others added, which replace those of the same keys.
func withTags(tags, others []ebs.Tag) []ebs.Tag {
	out := slices.DeleteFunc(slices.Clone(tags), func(t ebs.Tag) bool {
		return slices.ContainsFunc(others, func(o ebs.Tag) bool { return o.Key == t.Key })
	})
	return append(out, others...)
}

// isOthers reports whether another policy has made snapshots of a volume.
func (s *Service) isOthers(p *lifecyclePolicy, volume string) bool {
	for other := range s.Series.View(p.Scope).All {
		if other.Volume == volume && other.Policy != p.ID {
			return true
		}
	}
	return false
}
