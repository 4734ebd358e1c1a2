package dlm_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/dlm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

var (
	source = kernel.Caller{Account: "111111111111", Region: "us-east-1"}
	target = kernel.Caller{Account: "222222222222", Region: "us-east-1"}
)

func ptr[T any](v T) *T { return &v }

func do[Out any](t testing.TB, w *model.World, as kernel.Caller, in any) *Out {
	t.Helper()
	out, err := w.Do(as, in)
	require.NoError(t, err)
	return out.(*Out)
}

// defaultRole makes the service's default role and names it.
func defaultRole(t testing.TB, w *model.World, as kernel.Caller) string {
	out := do[iam.CreateRoleOutput](t, w, as, &iam.CreateRole{
		RoleName: "AWSDataLifecycleManagerDefaultRole", Path: "/service-role/",
		AssumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"sts:AssumeRole"}]}`,
	})
	do[iam.AttachRolePolicyOutput](t, w, as, &iam.AttachRolePolicy{
		RoleName: out.Role.RoleName, PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole",
	})
	return out.Role.Arn
}

// volume makes a volume that policies target.
func volume(t testing.TB, w *model.World, as kernel.Caller) string {
	out := do[ebs.CreateVolumeOutput](t, w, as, &ebs.CreateVolume{
		AvailabilityZone: as.Region + "a", Size: ptr(int32(8)),
		TagSpecifications: []ebs.TagSpecification{{ResourceType: "volume", Tags: []ebs.Tag{{Key: "backup", Value: "yes"}}}},
	})
	w.Advance(time.Minute)
	return out.VolumeId
}

// scheduled makes a policy with one schedule, which change can alter.
func scheduled(t testing.TB, w *model.World, as kernel.Caller, role string, change func(*dlm.Schedule)) string {
	s := dlm.Schedule{
		Name:       "daily",
		CreateRule: &dlm.CreateRule{Interval: ptr(int32(24)), IntervalUnit: "HOURS", Times: []string{"09:00"}},
		RetainRule: &dlm.RetainRule{Interval: ptr(int32(3)), IntervalUnit: "DAYS"},
	}
	change(&s)
	return do[dlm.CreateLifecyclePolicyOutput](t, w, as, &dlm.CreateLifecyclePolicy{
		Description: "Backup", State: dlm.Enabled, ExecutionRoleArn: role,
		PolicyDetails: &dlm.PolicyDetails{
			ResourceTypes: []string{"VOLUME"}, TargetTags: []dlm.Tag{{Key: "backup", Value: "yes"}},
			Schedules: []dlm.Schedule{s},
		},
	}).PolicyId
}

func own(t testing.TB, w *model.World, as kernel.Caller) []ebs.Snapshot {
	return do[ebs.DescribeSnapshotsOutput](t, w, as, &ebs.DescribeSnapshots{OwnerIds: []string{"self"}}).Snapshots
}

func TestASnapshotADayIsMadeAndKeptForThree(t *testing.T) {
	w := model.New(model.Options{})
	role := defaultRole(t, w, source)
	volume(t, w, source)
	id := scheduled(t, w, source, role, func(*dlm.Schedule) {})
	w.Advance(10 * time.Hour)
	all := own(t, w, source)
	require.Len(t, all, 1)
	assert.Equal(t, "Created for policy: "+id+" schedule: daily", all[0].Description)
	assert.Equal(t, ebs.SnapshotCompleted, all[0].State)
	w.Advance(9 * kernel.Day)
	assert.Len(t, own(t, w, source), 3)
}

func TestWhatIsSharedIsCopied(t *testing.T) {
	w := model.New(model.Options{})
	volume(t, w, source)
	scheduled(t, w, source, defaultRole(t, w, source), func(s *dlm.Schedule) {
		s.ShareRules = []dlm.ShareRule{{TargetAccounts: []string{target.Account}}}
	})
	copying(t, w, []string{"eu-west-2"}, &dlm.CrossRegionCopyRetainRule{Interval: ptr(int32(2)), IntervalUnit: "DAYS"})
	london := target
	london.Region = "eu-west-2"
	w.Advance(10 * time.Hour)
	assert.Len(t, own(t, w, london), 1)
	w.Advance(9 * kernel.Day)
	assert.Len(t, own(t, w, london), 2)
	assert.Empty(t, own(t, w, target))
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	w := model.New(model.Options{})
	role := defaultRole(t, w, source)
	for _, c := range []struct {
		change  func(*dlm.CreateLifecyclePolicy)
		message string
		members []kernel.Member
	}{
		{func(in *dlm.CreateLifecyclePolicy) { in.Description = "a/b" },
			"The following parameter(s) are invalid: Description", nil},
		{func(in *dlm.CreateLifecyclePolicy) {
			in.PolicyDetails.Schedules[0].Name = "a/b"
		}, "The following parameter(s) are invalid: PolicyDetails.Schedules.1.Name", nil},
		{
			func(in *dlm.CreateLifecyclePolicy) { in.PolicyDetails.Schedules[0].CreateRule = nil },
			"The following required parameter(s) are missing: {CreateRule}",
			[]kernel.Member{{Name: "RequiredParameters", Values: []string{"PolicyDetails.Schedules.1.CreateRule"}}},
		},
		{
			func(in *dlm.CreateLifecyclePolicy) { in.PolicyDetails.Schedules[0].RetainRule.Interval = ptr(int32(1)) },
			"The following parameter(s) are mutually exclusive: PolicyDetails.Schedules.1.RetainRule.Count, " +
				"PolicyDetails.Schedules.1.RetainRule.Interval",
			[]kernel.Member{{Name: "MutuallyExclusiveParameters",
				Values: []string{"PolicyDetails.Schedules.1.RetainRule.Count", "PolicyDetails.Schedules.1.RetainRule.Interval"}}},
		},
	} {
		in := &dlm.CreateLifecyclePolicy{
			Description: "Backup", State: dlm.Enabled, ExecutionRoleArn: role,
			PolicyDetails: &dlm.PolicyDetails{
				ResourceTypes: []string{"VOLUME"}, TargetTags: []dlm.Tag{{Key: "backup", Value: "yes"}},
				Schedules: []dlm.Schedule{{
					Name: "daily", CreateRule: &dlm.CreateRule{Interval: ptr(int32(24)), IntervalUnit: "HOURS"},
					RetainRule: &dlm.RetainRule{Count: ptr(int32(1))},
				}},
			},
		}
		c.change(in)
		_, err := w.Do(source, in)
		var refusal *kernel.Error
		require.ErrorAs(t, err, &refusal)
		assert.Equal(t, c.message, refusal.Message)
		assert.Equal(t, c.members, refusal.Members)
	}
}

func TestWhatAPolicySaysIsItsOwn(t *testing.T) {
	w := model.New(model.Options{})
	name := "daily"
	accounts := []string{target.Account}
	id := scheduled(t, w, source, defaultRole(t, w, source), func(s *dlm.Schedule) {
		s.ShareRules = []dlm.ShareRule{{TargetAccounts: accounts}}
	})
	accounts[0] = "333333333333"
	shown := do[dlm.GetLifecyclePolicyOutput](t, w, source, &dlm.GetLifecyclePolicy{PolicyId: id}).Policy.PolicyDetails
	assert.Equal(t, target.Account, shown.Schedules[0].ShareRules[0].TargetAccounts[0])
	shown.Schedules[0].Name, *shown.Schedules[0].RetainRule.Interval = "changed", 99
	again := do[dlm.GetLifecyclePolicyOutput](t, w, source, &dlm.GetLifecyclePolicy{PolicyId: id}).Policy.PolicyDetails
	assert.Equal(t, name, again.Schedules[0].Name)
	assert.EqualValues(t, 3, *again.Schedules[0].RetainRule.Interval)
}

func TestAForkWorksAsItsOrigin(t *testing.T) {
	w := model.New(model.Options{Seed: 5, Pace: kernel.Sampled})
	volume(t, w, source)
	scheduled(t, w, source, defaultRole(t, w, source), func(s *dlm.Schedule) {
		s.ShareRules = []dlm.ShareRule{{TargetAccounts: []string{target.Account}, UnshareInterval: ptr(int32(1)),
			UnshareIntervalUnit: "DAYS"}}
		s.CrossRegionCopyRules = []dlm.CrossRegionCopyRule{{Target: "eu-west-2", Encrypted: ptr(true)}}
	})
	w.Advance(5 * kernel.Day)
	before := w.Digest()
	f := w.Fork()
	f.Advance(9 * kernel.Day)
	assert.Equal(t, before, w.Digest(), "what a fork does is its own")
	w.Advance(9 * kernel.Day)
	assert.Equal(t, w.Digest(), f.Digest())
	assert.Equal(t, w.Key(), f.Key())
}

func TestAnEventIsCopiedOncePerEntryAtAnyPace(t *testing.T) {
	for _, pace := range kernel.Paces {
		w := model.New(model.Options{Pace: pace})
		volume(t, w, source)
		scheduled(t, w, source, defaultRole(t, w, source), func(s *dlm.Schedule) {
			s.RetainRule = &dlm.RetainRule{Count: ptr(int32(100))}
			s.ShareRules = []dlm.ShareRule{{TargetAccounts: []string{target.Account}}}
		})
		copying(t, w, []string{"eu-west-1", "eu-west-2"}, nil)
		w.Advance(10*kernel.Day + 20*time.Hour)
		assert.Len(t, own(t, w, source), 11, pace)
		for _, region := range []string{"eu-west-1", "eu-west-2"} {
			there := target
			there.Region = region
			assert.Len(t, own(t, w, there), 11, pace)
		}
	}
}

// copying makes an event policy of the target account.
func copying(t testing.TB, w *model.World, regions []string, keep *dlm.CrossRegionCopyRetainRule) {
	action := dlm.Action{Name: "copy"}
	for _, region := range regions {
		action.CrossRegionCopy = append(action.CrossRegionCopy, dlm.CrossRegionCopyAction{
			Target: region, EncryptionConfiguration: &dlm.EncryptionConfiguration{Encrypted: ptr(false)}, RetainRule: keep,
		})
	}
	do[dlm.CreateLifecyclePolicyOutput](t, w, target, &dlm.CreateLifecyclePolicy{
		Description: "Copy", State: dlm.Enabled, ExecutionRoleArn: defaultRole(t, w, target),
		PolicyDetails: &dlm.PolicyDetails{
			PolicyType: "EVENT_BASED_POLICY",
			EventSource: &dlm.EventSource{Type: "MANAGED_CWE", Parameters: &dlm.EventParameters{
				EventType: "shareSnapshot", SnapshotOwner: []string{source.Account}, DescriptionRegex: ".*",
			}},
			Actions: []dlm.Action{action},
		},
	})
}

// A snapshot an hour, each shared with an account that copies it to three
// Regions; all of it expires after a week.
func BenchmarkAYearOfSnapshots(b *testing.B) {
	week := &dlm.CrossRegionCopyRetainRule{Interval: ptr(int32(1)), IntervalUnit: "WEEKS"}
	regions := []string{"eu-west-1", "eu-west-2", "sa-east-1"}
	for b.Loop() {
		w := model.New(model.Options{})
		volume(b, w, source)
		scheduled(b, w, source, defaultRole(b, w, source), func(s *dlm.Schedule) {
			s.CreateRule.Interval = ptr(int32(1))
			s.RetainRule = &dlm.RetainRule{Interval: week.Interval, IntervalUnit: week.IntervalUnit}
			s.ShareRules = []dlm.ShareRule{{TargetAccounts: []string{target.Account}}}
		})
		copying(b, w, regions, week)
		w.Advance(365 * kernel.Day)
		for _, region := range regions {
			there := target
			there.Region = region
			require.Len(b, own(b, w, there), 7*24)
		}
		require.Len(b, own(b, w, source), 7*24)
	}
}
