package invariants_test

import (
	"testing"
	"time"

	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/stretchr/testify/require"
)

const (
	volumeID   = "vol-01111111111111111"
	snapshotID = "snap-01111111111111111"
	copyID     = "snap-02222222222222222"
	policyID   = "policy-01111111111111111"
	policyARN  = "arn:aws:dlm:us-east-1:222222222222:policy/" + policyID
)

func volume(state ebs.VolumeState, key string) ebs.Volume {
	return ebs.Volume{VolumeId: volumeID, CreateTime: start, State: state, Size: 1, Encrypted: key != "", KmsKeyId: key,
		AvailabilityZone: "us-east-1a"}
}

func snapshot(id, account string, change func(*ebs.Snapshot)) ebs.Snapshot {
	s := ebs.Snapshot{SnapshotId: id, OwnerId: account, StartTime: start, State: ebs.SnapshotCompleted, Progress: "100%",
		VolumeId: volumeID, VolumeSize: 1}
	if change != nil {
		change(&s)
	}
	return s
}

func under(key string) func(*ebs.Snapshot) {
	return func(s *ebs.Snapshot) { s.Encrypted, s.KmsKeyId = key != "", key }
}

func volumeMade(key string) *kernel.Exchange {
	one, yes := int32(1), key != ""
	out := ebs.CreateVolumeOutput(volume(ebs.VolumeCreating, key))
	return call(0, owner, &ebs.CreateVolume{Size: &one, AvailabilityZone: "us-east-1a", Encrypted: &yes, KmsKeyId: key},
		&out)
}

func snapshotMade(key string) *kernel.Exchange {
	out := ebs.CreateSnapshotOutput(snapshot(snapshotID, owner.Account, func(s *ebs.Snapshot) {
		under(key)(s)
		s.State, s.Progress = ebs.SnapshotPending, ""
	}))
	return call(0, owner, &ebs.CreateSnapshot{VolumeId: volumeID}, &out)
}

func snapshots(at time.Duration, as kernel.Caller, shown ...ebs.Snapshot) *kernel.Exchange {
	return call(at, as, &ebs.DescribeSnapshots{}, &ebs.DescribeSnapshotsOutput{Snapshots: shown})
}

func lends(to ebs.CreateVolumePermission) *kernel.Exchange {
	return call(time.Minute, owner,
		&ebs.ModifySnapshotAttribute{SnapshotId: snapshotID,
			CreateVolumePermission: &ebs.CreateVolumePermissionModifications{Add: []ebs.CreateVolumePermission{to}}},
		&ebs.ModifySnapshotAttributeOutput{})
}

func copies() *kernel.Exchange {
	return call(time.Hour, consumer, &ebs.CopySnapshot{SourceRegion: "us-east-1", SourceSnapshotId: snapshotID},
		&ebs.CopySnapshotOutput{SnapshotId: copyID})
}

func copied(key string) *kernel.Exchange {
	return call(2*time.Hour, consumer, &ebs.DescribeSnapshots{SnapshotIds: []string{copyID}},
		&ebs.DescribeSnapshotsOutput{Snapshots: []ebs.Snapshot{
			snapshot(copyID, consumer.Account, func(s *ebs.Snapshot) {
				under(key)(s)
				s.StartTime, s.VolumeId = start.Add(time.Hour), "vol-ffffffff"
			}),
		}})
}

var toConsumer = ebs.CreateVolumePermission{UserId: consumer.Account}

// arrives is a snapshot of the consumer that it did not ask for.
func arrives(at time.Duration, id string, made time.Duration) *kernel.Exchange {
	return call(at, consumer, &ebs.DescribeSnapshots{SnapshotIds: []string{id}},
		&ebs.DescribeSnapshotsOutput{Snapshots: []ebs.Snapshot{
			snapshot(id, consumer.Account, func(s *ebs.Snapshot) { s.StartTime, s.VolumeId = start.Add(made), "vol-ffffffff" }),
		}})
}

func waits(state dlm.PolicyState) *kernel.Exchange {
	week := int32(7)
	return call(0, consumer, &dlm.CreateLifecyclePolicy{State: state, PolicyDetails: &dlm.PolicyDetails{
		PolicyType: "EVENT_BASED_POLICY", EventSource: sharesOf(owner.Account), Actions: []dlm.Action{{
			CrossRegionCopy: []dlm.CrossRegionCopyAction{{Target: "us-east-1",
				RetainRule: &dlm.CrossRegionCopyRetainRule{Interval: &week, IntervalUnit: "DAYS"}}},
		}},
	}}, &dlm.CreateLifecyclePolicyOutput{PolicyId: policyID})
}

func sharesOf(account string) *dlm.EventSource {
	return &dlm.EventSource{Type: "MANAGED_CWE",
		Parameters: &dlm.EventParameters{EventType: "shareSnapshot", SnapshotOwner: []string{account},
			DescriptionRegex: ".*"}}
}

func changes(at time.Duration, state dlm.PolicyState, waitsFor *dlm.EventSource) *kernel.Exchange {
	in := &dlm.UpdateLifecyclePolicy{PolicyId: policyID, State: state}
	if waitsFor != nil {
		in.PolicyDetails = &dlm.PolicyDetails{EventSource: waitsFor}
	}
	return call(at, consumer, in, &dlm.UpdateLifecyclePolicyOutput{})
}

func works(at time.Duration) *kernel.Exchange {
	return call(at, consumer, &dlm.GetLifecyclePolicy{PolicyId: policyID},
		&dlm.GetLifecyclePolicyOutput{Policy: &dlm.LifecyclePolicy{PolicyId: policyID, PolicyArn: policyARN,
			DateCreated: start, State: dlm.Enabled}})
}

var ofSnapshots = []tale{
	{"INV-EBS-01", "a copy is made of what is shared, and of its key",
		[]*kernel.Exchange{keyMade(policyFor(consumer.Account)), volumeMade(keyARN), snapshotMade(keyARN), lends(toConsumer),
			copies(), copied("arn:aws:kms:us-east-1:222222222222:key/1")},
		[]*kernel.Exchange{keyMade(policyFor(owner.Account)), volumeMade(keyARN), snapshotMade(keyARN), lends(toConsumer),
			copies(), copied("arn:aws:kms:us-east-1:222222222222:key/1")}},
	{"INV-EBS-02", "a snapshot has the key of its volume",
		[]*kernel.Exchange{volumeMade(keyARN), snapshotMade(keyARN)},
		[]*kernel.Exchange{volumeMade(keyARN), snapshotMade("")}},
	{"INV-EBS-03", "an encrypted snapshot is shared with accounts, not with all",
		[]*kernel.Exchange{keyMade(""), volumeMade(keyARN), snapshotMade(keyARN), lends(toConsumer)},
		[]*kernel.Exchange{keyMade(""), volumeMade(keyARN), snapshotMade(keyARN),
			lends(ebs.CreateVolumePermission{Group: "all"})}},
	{"INV-LIFE-01", "a completed snapshot is not pending again",
		[]*kernel.Exchange{snapshotMade(""), snapshots(time.Minute, owner, snapshot(snapshotID, owner.Account, nil)),
			snapshots(time.Hour, owner, snapshot(snapshotID, owner.Account, nil))},
		[]*kernel.Exchange{snapshotMade(""), snapshots(time.Minute, owner, snapshot(snapshotID, owner.Account, nil)),
			snapshots(time.Hour, owner, snapshot(snapshotID, owner.Account, func(s *ebs.Snapshot) {
				s.State, s.Progress = ebs.SnapshotPending, ""
			}))}},
	{"INV-EBS-04", "who a snapshot is shared with does not see its owner's tags",
		[]*kernel.Exchange{snapshotMade(""), lends(toConsumer),
			snapshots(time.Hour, consumer, snapshot(snapshotID, owner.Account, nil))},
		[]*kernel.Exchange{snapshotMade(""), lends(toConsumer),
			snapshots(time.Hour, consumer, snapshot(snapshotID, owner.Account, func(s *ebs.Snapshot) {
				s.Tags = []ebs.Tag{{Key: "k"}}
			}))}},
	{"INV-DLM-01", "an event policy's copy is gone when its retention is over",
		[]*kernel.Exchange{snapshotMade(""), lends(toConsumer), waits(dlm.Enabled), arrives(time.Hour, copyID, time.Hour),
			works(8 * kernel.Day)},
		[]*kernel.Exchange{snapshotMade(""), lends(toConsumer), waits(dlm.Enabled), arrives(time.Hour, copyID, time.Hour),
			works(8 * kernel.Day), arrives(8*kernel.Day, copyID, time.Hour)}},
	{"INV-DLM-02", "one share makes one copy",
		[]*kernel.Exchange{snapshotMade(""), lends(toConsumer), waits(dlm.Enabled), arrives(time.Hour, copyID, time.Hour)},
		[]*kernel.Exchange{snapshotMade(""), waits(dlm.Enabled), arrives(time.Hour, copyID, time.Hour)}},
	{"INV-DLM-03", "a disabled policy makes no copies",
		[]*kernel.Exchange{snapshotMade(""), lends(toConsumer), waits(dlm.Enabled), arrives(time.Hour, copyID, time.Hour)},
		[]*kernel.Exchange{snapshotMade(""), waits(dlm.Enabled), lends(toConsumer),
			changes(30*time.Minute, dlm.Disabled, nil), arrives(time.Hour, copyID, time.Hour)}},
}

// broken plays a history and returns the invariant that its last call breaks, "" if it
// breaks none.
func broken(t *testing.T, history ...*kernel.Exchange) string {
	checker := catalogue.NewChecker()
	for i, c := range history {
		if v := checker.See(c); v != nil {
			require.Equal(t, len(history)-1, i, v.Error())
			return v.Invariant.ID
		}
	}
	return ""
}

func TestNothingIsMadeOfWhatWasSharedOrCompletedAfterItWasAskedFor(t *testing.T) {
	later := lends(toConsumer)
	later.At = start.Add(90 * time.Minute)
	require.Equal(t, "INV-EBS-01", broken(t, snapshotMade(""), copies(), later, copied("")))
	pending := snapshots(61*time.Minute, owner, snapshot(snapshotID, owner.Account, func(s *ebs.Snapshot) {
		s.State, s.Progress = ebs.SnapshotPending, ""
	}))
	require.Equal(t, "INV-EBS-01", broken(t, snapshotMade(""), lends(toConsumer), copies(), pending, copied("")))
	failed := snapshots(61*time.Minute, owner, snapshot(snapshotID, owner.Account, func(s *ebs.Snapshot) {
		s.State, s.Progress = ebs.SnapshotError, ""
	}))
	require.Equal(t, "INV-EBS-01", broken(t, snapshotMade(""), lends(toConsumer), copies(), failed, copied("")))
	done := snapshots(61*time.Minute, owner, snapshot(snapshotID, owner.Account, nil))
	require.Empty(t, broken(t, snapshotMade(""), lends(toConsumer), copies(), done, copied("")))
}

func TestAnEventPolicyCopiesWhatIsSharedWhileItListsTheOwnerAndIsAtWork(t *testing.T) {
	arrived := arrives(time.Hour, copyID, time.Hour)
	again := changes(45*time.Minute, dlm.Enabled, nil)
	for name, before := range map[string]*kernel.Exchange{
		"asleep":        changes(30*time.Second, dlm.Disabled, nil),
		"another owner": changes(30*time.Second, "", sharesOf("333333333333")),
	} {
		require.Equal(t, "INV-DLM-02", broken(t, snapshotMade(""), waits(dlm.Enabled), before, lends(toConsumer), again,
			arrived), name)
	}
	require.Empty(t, broken(t, snapshotMade(""), waits(dlm.Enabled), lends(toConsumer),
		changes(2*time.Minute, "", sharesOf("333333333333")), again, arrived))
}
