package ebs

import (
	"strconv"
	"time"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of events.
var (
	OwnersAreToldOfSnapshots = rules.Add(kernel.Rule{
		ID: "EBS-SNP-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: eventsGuide,
		Says:       "When a snapshot is made, or could not be, EventBridge delivers createSnapshot to its owner.",
		Operations: []string{"CreateSnapshot"},
	})
	CopiersAreTold = rules.Add(kernel.Rule{
		ID: "EBS-CPY-26", Kind: kernel.Effect, Evidence: kernel.Documented, Source: eventsGuide,
		Says: "When a copy is made, or could not be, EventBridge delivers copySnapshot with the cause to the " +
			"account that copies.",
		Operations: []string{"CopySnapshot"},
	})
	SharedAccountsAreTold = rules.Add(kernel.Rule{
		ID: "EBS-SHR-17", Kind: kernel.Effect, Evidence: kernel.Documented, Source: eventsGuide,
		Says: "EventBridge delivers shareSnapshot to each account that a private snapshot is newly shared with, in " +
			"the snapshot's Region; public sharing is told to nobody.",
		Operations: []string{"ModifySnapshotAttribute"},
	})
	MakersAreToldOfVolumes = rules.Add(kernel.Rule{
		ID: "EBS-VOL-17", Kind: kernel.Effect, Evidence: kernel.Documented, Source: eventsGuide,
		Says: "When a volume is made, could not be made, or is deleted, EventBridge delivers createVolume or " +
			"deleteVolume to its account.",
		Operations: []string{"CreateVolume", "DeleteVolume"},
	})
)

// The results of asynchronous work, as events tell them.
const (
	succeeded = "succeeded"
	failed    = "failed"
)

func (s *Service) tellOfVolume(v *volume, event, result string) {
	if !s.env.Applies(true, MakersAreToldOfVolumes) {
		return
	}
	why := v.Failure
	if why == "" && result == failed {
		why = internalError
	}
	s.bus.Put(eventbridge.Event{
		DetailType: "EBS Volume Notification", Source: "aws.ec2", Account: v.Scope.Account, Region: v.Scope.Region,
		Resources: []string{v.Scope.ARN("ec2", "volume/"+v.ID)},
		Detail: `{"event":"` + event + `","result":"` + result + `","cause":` + strconv.Quote(why) +
			`,"request-id":"` + s.env.Mint().UUID() + `"}`,
	})
}

func (s *Service) tellOfSnapshot(sn *snapshot, event, source, more string) {
	if !s.env.Applies(true, OwnersAreToldOfSnapshots) {
		return
	}
	why := sn.Failure
	if sn.Life.State == SnapshotError && why == "" {
		why = internalError
	}
	s.tell(sn, sn.Scope.Account, event, why, source, sn.Started, more)
}

func (s *Service) tellOfCopy(sn *snapshot, job *copying, why string, incremental bool) {
	more := ""
	if incremental && why == "" {
		more = `,"Incremental":"true"`
	}
	if s.env.Applies(true, CopiersAreTold) {
		s.tell(sn, sn.Scope.Account, "copySnapshot", why, arn(job.Source.Scope, "snapshot", job.Source.ID), sn.Started, more)
	}
}

func (s *Service) tellOfShare(sn *snapshot, account string) {
	s.tell(sn, account, "shareSnapshot", "", sn.Scope.Account, s.env.Now(), "")
}

// tell delivers an event about a snapshot, in the shape of the User Guide.
func (s *Service) tell(sn *snapshot, to, event, why, source string, started kernel.Time, more string) {
	result := succeeded
	if why != "" {
		result = failed
	}
	arn := arn(sn.Scope, "snapshot", sn.ID)
	s.bus.Put(eventbridge.Event{
		DetailType: "EBS Snapshot Notification", Source: "aws.ec2", Account: to, Region: sn.Scope.Region,
		Resources: []string{arn},
		Detail: `{"event":"` + event + `","result":"` + result + `","cause":` + strconv.Quote(why) +
			`,"request-id":"","snapshot_id":"` + arn +
			`","source":"` + source + `","startTime":"` + seconds(started) + `","endTime":"` + seconds(s.env.Now()) + `"` +
			more + `}`,
	})
}

func seconds(t kernel.Time) string { return t.Std().Format(time.RFC3339) }
