package dlm

import (
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
)

// copying is a copy on its way: asked for, or being made.
type copying struct {
	ID          string
	Scope       kernel.Scope // of the policy
	Policy      string
	Source      string // a snapshot
	From        string // its Region
	Owner       string // who shared it, while an event policy considers it
	Description string
	To          wanted
	Until       kernel.Time // when it is tried for the last time
	Failed      string      // the copy that the last attempt left behind
}

const (
	retryCopy = 6 * time.Hour
	copyLimit = 24 * time.Hour // after the scheduled time, or the event
)

// The rules of copying by a schedule.
var (
	CopiesAreEncryptedAsTold = rules.Add(kernel.Rule{
		ID: "DLM-SCH-15", Kind: kernel.Effect, Evidence: kernel.Documented, Source: guide,
		Says: "A cross-Region copy is encrypted where the rule says so or its source is or encryption is the " +
			"default, under the CmkArn, on which the role needs rights, or else the Region's default key.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
)

// ask puts a copy on the agenda.
func (s *Service) ask(p *lifecyclePolicy, c *copying, topic string, wait time.Duration) {
	c.ID, c.Scope, c.Policy = s.env.Mint().Hex("copy-"), p.Scope, p.ID
	s.Copies.In(c.Scope).Put(c.ID, c)
	s.env.Schedule(wait, topic, kernel.Ref{Scope: c.Scope, ID: c.ID}, 0)
}

// copy copies a snapshot, or tries again.
func (s *Service) copy(c *copying) {
	p := s.Policies.Get(c.Scope, c.Policy)
	if p == nil || p.State != Enabled {
		s.Copies.In(c.Scope).Delete(c.ID)
		return
	}
	if c.Failed != "" {
		_, _ = perform[ebs.DeleteSnapshotOutput](s, p, c.To.Region, &ebs.DeleteSnapshot{SnapshotId: c.Failed})
		c.Failed = ""
	}
	in, err := s.request(p, c)
	if err != nil {
		s.retry(p, c, copied, err)
		return
	}
	out, err := perform[ebs.CopySnapshotOutput](s, p, c.To.Region, in)
	if err != nil {
		s.retry(p, c, copied, err)
		return
	}
	sn := &snapshot{
		Scope: kernel.Scope{Account: p.Scope.Account, Region: c.To.Region}, ID: out.SnapshotId,
		Policy: p.ID, Region: p.Scope.Region, At: s.env.Now(), Copying: c.ID,
	}
	s.Snapshots.In(sn.Scope).Put(sn.ID, sn)
	if c.To.Interval > 0 {
		sn.Expires = after(s.env.Now(), c.To.Interval, c.To.Unit)
		s.env.Schedule(sn.Expires.Sub(s.env.Now()), expiry, sn.ref(), 0)
	}
}

// request spells a copy for the EC2 API.
func (s *Service) request(p *lifecyclePolicy, c *copying) (*ebs.CopySnapshot, error) {
	in := &ebs.CopySnapshot{SourceRegion: c.From, SourceSnapshotId: c.Source, Description: c.Description}
	rule := CopiesAreEncryptedAsTold
	if p.Details.kind() == events {
		rule = EventCopiesAreEncryptedAsTold
	}
	if s.env.Applies(c.To.Encrypted || c.To.Key != "", rule) {
		encrypted := true
		in.Encrypted, in.KmsKeyId = &encrypted, c.To.Key
	}
	if c.To.CopyTags {
		source, err := s.see(p, c)
		if err != nil {
			return nil, err
		}
		var tags []ebs.Tag
		for _, t := range source.Tags {
			if !strings.HasPrefix(t.Key, "aws:") && t.Key != "dlm:managed" {
				tags = append(tags, t)
			}
		}
		if len(tags) > 0 {
			in.TagSpecifications = []ebs.TagSpecification{{ResourceType: ebs.SnapshotResource, Tags: tags}}
		}
	}
	return in, nil
}

// see returns the source of a copy as its policy sees it.
func (s *Service) see(p *lifecyclePolicy, c *copying) (*ebs.Snapshot, error) {
	out, err := perform[ebs.DescribeSnapshotsOutput](s, p, c.From, &ebs.DescribeSnapshots{SnapshotIds: []string{c.Source}})
	if err != nil {
		return nil, err
	}
	if len(out.Snapshots) != 1 {
		return nil, kernel.NewError(ebs.InvalidSnapshotNotFound, c.Source+" is not found")
	}
	return &out.Snapshots[0], nil
}

// retry puts off what failed, or gives it up: when it is too late, or the source
// is gone.
func (s *Service) retry(p *lifecyclePolicy, c *copying, topic string, err error) {
	limit := CreationIsRetriedForAnHour
	if p.Details.kind() == events {
		limit = EventCopiesAreRetried
	}
	again := s.env.Now().Add(retryCopy)
	if !isGone(err) && again <= c.Until && s.env.Applies(true, limit) {
		s.env.Schedule(retryCopy, topic, kernel.Ref{Scope: c.Scope, ID: c.ID}, 0)
		return
	}
	s.Copies.In(c.Scope).Delete(c.ID)
	s.fail(p, err)
}

// arrived does what follows when a copy is made, or cannot be.
func (s *Service) arrived(sn *snapshot, succeeded bool) {
	c := s.Copies.Get(sn.policy().Scope, sn.Copying)
	switch {
	case c == nil:
	case succeeded:
		s.Copies.In(c.Scope).Delete(c.ID)
	default:
		s.Snapshots.In(sn.Scope).Delete(sn.ID)
		if p := s.Policies.Get(c.Scope, c.Policy); p != nil {
			c.Failed = sn.ID
			s.retry(p, c, copied, nil)
		}
	}
}
