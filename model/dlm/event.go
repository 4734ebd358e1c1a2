package dlm

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

var reaction = &kernel.Timing{Name: "the start of an event policy's run", Typical: time.Minute,
	Latest: 15 * time.Minute}

// The rules of event policies at work.
var (
	OnlyListedOwnersCount = rules.Add(kernel.Rule{
		ID: "DLM-EVT-08", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "the seed; EC2 User Guide of 2023, ebs-cloud-watch-events", Seed: seed,
		Says: "An event policy runs only when an account that it lists shares a snapshot with its own account, not " +
			"with everybody.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	DescriptionsMatchToo = rules.Add(kernel.Rule{
		ID: "DLM-EVT-09", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed", Seed: seed,
		Says: "Of what a listed account shares, only snapshots are copied whose description matches the " +
			"DescriptionRegex.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	DescriptionsMatchWhole = rules.Add(kernel.Rule{
		ID: "DLM-EVT-10", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: "the examples of the seed and the SDK",
		Seed:       seed,
		Says:       "The expression matches a description as a whole, not a part of it.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	SharesByHandCount = rules.Add(kernel.Rule{
		ID: "DLM-EVT-11", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed", Seed: seed,
		Says:       "It does not matter who or what made and shared a snapshot: what people share by hand is copied as well.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	EventsStayInTheirRegion = rules.Add(kernel.Rule{
		ID: "DLM-EVT-12", Kind: kernel.Effect, Evidence: kernel.Documented, Source: eventPolicies,
		Says:       "An event policy runs for snapshots of its own Region only, wherever its copies go.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	EachEntryIsACopy = rules.Add(kernel.Rule{
		ID: "DLM-EVT-13", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "the seed; EC2 User Guide of 2023, service-role", Seed: seed, Also: []string{"DLM-EVT-20"},
		Says: "For each entry of CrossRegionCopy one copy is made under the policy's role; it is the account's own " +
			"and stays when the source is unshared (the latter from how copies work).",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	EventCopiesAreEncryptedAsTold = rules.Add(kernel.Rule{
		ID: "DLM-EVT-14", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "the seed", Seed: seed,
		Says: "A copy is encrypted where the entry says so, and also with Encrypted false where its source is or " +
			"encryption is the default; under the CmkArn, or else the Region's default key.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	EventRolesNeedTheKeys = rules.Add(kernel.Rule{
		ID: "DLM-EVT-16", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: "the seed; EC2 User Guide of 2023, monitor-dlm-cw-metrics", Seed: seed,
		Also: []string{"DLM-EVT-25", "DLM-SHR-06"},
		Says: "To copy an encrypted snapshot the policy's role needs the source account's key and the " +
			"destination's, by its own policies as well as by the keys'; where anything lacks, the copy ends in error, and " +
			"where nothing does it no longer depends on the source account.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	EventCopiesAreRetried = rules.Add(kernel.Rule{
		ID: "DLM-EVT-17", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source:     "EC2 User Guide of 2023, monitor-dlm-cw-metrics",
		Says:       "A copy that fails is tried again within 24 hours before it counts as failed.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	EventCopiesExpire = rules.Add(kernel.Rule{
		ID: "DLM-EVT-18", Kind: kernel.Shaped, Error: InvalidRequest, Evidence: kernel.SDKModel,
		Source: "SDK documentation of CrossRegionCopyRetainRule", Seed: seed, Worded: named,
		Says:       "A copy is deleted when its RetainRule's interval, of up to 100 years, has passed since it was made.",
		Operations: []string{"CreateLifecyclePolicy", "UpdateLifecyclePolicy"},
	})
	CopiesWithoutRetentionStay = rules.Add(kernel.Rule{
		ID: "DLM-EVT-19", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source:     "RetainRule is optional in the service model",
		Says:       "A copy without a RetainRule is kept for ever.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	EachPolicyMakesItsCopies = rules.Add(kernel.Rule{
		ID: "DLM-EVT-23", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: "no source describes it",
		Says:       "Where several event policies match one share, each makes its own copies.",
		Operations: []string{"CreateLifecyclePolicy"},
	})
	DisabledPoliciesKeepCopies = rules.Add(kernel.Rule{
		ID: "DLM-EVT-24", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: modifying + ", on schedule policies",
		Says:       "A copy that would expire while its event policy is disabled or after it was deleted is kept.",
		Operations: []string{"UpdateLifecyclePolicy", "DeleteLifecyclePolicy"},
	})
)

// notification is what EBS tells of a snapshot.
type notification struct {
	Event, Result string
	Source        string // of a share, the owner's account
}

// notified reads an event of EBS about a snapshot, false if it is another.
func notified(e *eventbridge.Event) (n notification, id string, ok bool) {
	if e.Source != "aws.ec2" || e.DetailType != "EBS Snapshot Notification" {
		return n, "", false
	}
	arn := member(e.Detail, `"snapshot_id":"`)
	return notification{
		Event: member(e.Detail, `"event":"`), Result: member(e.Detail, `"result":"`), Source: member(e.Detail, `"source":"`),
	}, arn[strings.LastIndexByte(arn, '/')+1:], true
}

// member returns the text behind a name in the detail of an event of EBS. A decoder of JSON
// takes ten times as long, and a quote within a text of it is escaped: no name begins there.
func member(detail, name string) string {
	_, after, _ := strings.Cut(detail, name)
	text, _, _ := strings.Cut(after, `"`)
	return text
}

// OnEvent is told of every event. What follows is put on the agenda: whoever
// sent the event is not done yet.
func (s *Service) OnEvent(e *eventbridge.Event) {
	if !s.concerns(e) {
		return
	}
	n, id, ok := notified(e)
	if !ok {
		return
	}
	at := kernel.Scope{Account: e.Account, Region: e.Region}
	sn := s.Snapshots.Get(at, id)
	switch {
	case n.Event == shareSnapshot:
		s.sharedWith(at, n, id)
	case sn == nil:
	case n.Event == "createSnapshot" && n.Result == "succeeded":
		s.env.Schedule(0, completed, sn.ref(), 0)
	case n.Event == "copySnapshot":
		s.arrived(sn, n.Result == "succeeded")
	}
}

// concerns reports whether an event may be about a share, or a snapshot of a policy: most
// need not be read.
func (s *Service) concerns(e *eventbridge.Event) bool {
	at := kernel.Scope{Account: e.Account, Region: e.Region}
	return strings.Contains(e.Detail, shareSnapshot) || slices.ContainsFunc(e.Resources, func(arn string) bool {
		return s.Snapshots.See(at, arn[strings.LastIndexByte(arn, '/')+1:]) != nil
	})
}

// sharedWith starts the event policies of an account.
func (s *Service) sharedWith(at kernel.Scope, n notification, id string) {
	started := false
	for _, region := range kernel.Regions {
		if s.env.Applies(region != at.Region, EventsStayInTheirRegion) {
			continue
		}
		for p := range s.Policies.View(kernel.Scope{Account: at.Account, Region: region}).All {
			if started && !s.env.Applies(true, EachPolicyMakesItsCopies) {
				return
			}
			started = s.trigger(p, at.Region, n, id) || started
		}
	}
}

// trigger starts an event policy, if it waits for shares of the snapshot's owner.
func (s *Service) trigger(p *lifecyclePolicy, region string, n notification, id string) bool {
	if p.State != Enabled || p.Details.kind() != events {
		return false
	}
	if !s.waitsFor(p, n.Source) {
		return false
	}
	s.ask(p, &copying{Source: id, Owner: n.Source, From: region, Until: s.env.Now().Add(copyLimit)}, shared,
		s.env.Duration(reaction))
	return true
}

// waitsFor reports whether a policy copies what an account shares.
func (s *Service) waitsFor(p *lifecyclePolicy, owner string) bool {
	return !s.env.Applies(!slices.Contains(p.Details.parameters().SnapshotOwner, owner), OnlyListedOwnersCount)
}

// consider copies a snapshot that was shared, if its description matches. The
// policy may say something else by now than when it heard of the share: owner,
// description and copies are all by what it says now.
func (s *Service) consider(c *copying) {
	p := s.Policies.Get(c.Scope, c.Policy)
	if p == nil || p.State != Enabled {
		s.Copies.In(c.Scope).Delete(c.ID)
		return
	}
	source, err := s.see(p, c)
	if err != nil {
		s.retry(p, c, shared, err)
		return
	}
	s.Copies.In(c.Scope).Delete(c.ID)
	if !s.waitsFor(p, c.Owner) || !s.matches(p, source.Description) {
		return
	}
	for _, action := range p.Details.Actions {
		for i, entry := range action.CrossRegionCopy {
			if i > 0 && !s.env.Applies(true, EachEntryIsACopy) {
				return
			}
			s.ask(p, &copying{Source: c.Source, From: c.From, Description: source.Description, To: s.wanted(entry),
				Until: c.Until}, copied, 0)
		}
	}
}

// matches reports whether a policy copies a snapshot of the description.
func (s *Service) matches(p *lifecyclePolicy, description string) bool {
	if isByHand(description) && !s.env.Applies(true, SharesByHandCount) {
		return false
	}
	e := s.expressions.of(p.Details.parameters().DescriptionRegex)
	switch {
	case e == nil:
		return false
	case e.whole.MatchString(description):
		return true
	case e.part.MatchString(description):
		return !s.env.Applies(true, DescriptionsMatchWhole)
	}
	return !s.env.Applies(true, DescriptionsMatchToo)
}

func (s *Service) wanted(a CrossRegionCopyAction) wanted {
	w := wanted{Region: a.Target}
	if e := a.EncryptionConfiguration; e != nil {
		w.Encrypted, w.Key = kernel.Value(e.Encrypted), e.CmkArn
	}
	w.keep(a.RetainRule)
	if a.RetainRule == nil && !s.env.Applies(true, CopiesWithoutRetentionStay) {
		w.Interval, w.Unit = 1, days
	}
	return w
}

// isByHand reports whether a description is not one of a policy's snapshot.
func isByHand(description string) bool {
	return !strings.HasPrefix(description, "Created for policy: ")
}
