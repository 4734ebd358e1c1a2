package dlm

import (
	"fmt"

	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// workload are how callers use Data Lifecycle Manager.
var workload = kernel.Workload[*Service]{
	Often: map[string]int{
		"CreateLifecyclePolicy": 40, "UpdateLifecyclePolicy": 20, "DeleteLifecyclePolicy": 5, "GetLifecyclePolicy": 20,
		"GetLifecyclePolicies": 20,
		"TagResource":          4, "UntagResource": 3, "ListTagsForResource": 3,
	},
	Sweeping: []string{"UpdateLifecyclePolicy", "DeleteLifecyclePolicy"},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"PolicyId":    (*Service).somePolicyID,
		"PolicyArn":   (*Service).somePolicyARN,
		"PolicyIds":   (*Service).somePolicyID,
		"TagKey":      among("team", "tier"),
		"TargetTags":  among("backup=nightly", "backup=hourly"),
		"TagsToAdd":   among("made=nightly"),
		"ResourceArn": (*Service).somePolicyARN,
	},
	Inputs: []kernel.Input{
		kernel.Whole((*Service).someNewPolicy),
		kernel.Whole((*Service).someUpdate),
		kernel.Whole(func(s *Service, d *kernel.Draw) *TagResource {
			arn := s.somePolicyARN(d)
			if arn == "" {
				return nil
			}
			return &TagResource{ResourceArn: arn, Tags: map[string]string{d.OneOf("team", "tier"): d.OneOf("red", "blue")}}
		}),
	},
}

var among = kernel.Among[*Service]

func (s *Service) somePolicy(d *kernel.Draw) *lifecyclePolicy {
	return kernel.Some(d, s.Policies.All, func(p *lifecyclePolicy) bool { return !d.Legal || p.Scope == d.Caller.Scope() })
}

func (s *Service) somePolicyID(d *kernel.Draw) string {
	if p := s.somePolicy(d); p != nil {
		return p.ID
	}
	return ""
}

func (s *Service) somePolicyARN(d *kernel.Draw) string {
	if p := s.somePolicy(d); p != nil {
		return p.arn()
	}
	return ""
}

// someRole names a role of the caller's that the service may assume; where there
// is none, or by mistake, one that does not exist or is another account's.
func (s *Service) someRole(d *kernel.Draw) string {
	if role := s.iam.SomeRole(d, principal); role != "" && d.Legal {
		return role
	}
	account := d.Caller.Account
	if !d.Legal {
		account = d.OneOf(d.Accounts...)
	}
	return fmt.Sprintf("arn:%s:iam::%s:role/lifecycle", kernel.Partition(d.Caller.Region), account)
}

func (s *Service) someNewPolicy(d *kernel.Draw) *CreateLifecyclePolicy {
	in := &CreateLifecyclePolicy{
		Description: d.Text("policy ", 4), ExecutionRoleArn: s.someRole(d), State: Enabled,
		Tags: map[string]string{"team": d.OneOf("red", "blue")},
	}
	switch d.IntN(6) {
	case 0, 1:
		in.PolicyDetails = someEventDetails(d)
	case 2:
		in.DefaultPolicy, in.ExtendDeletion = volume, new(d.Percent(50))
		in.CreateInterval, in.RetainInterval = new(int32(1+d.IntN(7))), new(int32(5+d.IntN(8)))
	default:
		in.PolicyDetails = someScheduleDetails(d)
	}
	if d.Percent(10) {
		in.State = Disabled
	}
	if !d.Legal {
		spoil(d, in)
	}
	return in
}

// spoil makes a mistake in what a request says outside the details, or inside.
func spoil(d *kernel.Draw, in *CreateLifecyclePolicy) {
	switch d.IntN(6) {
	case 0:
		in.Description = "policy: " + in.Description
	case 1:
		in.State = Error
	case 2:
		in.PolicyDetails = &PolicyDetails{PolicyType: events}
	default:
		if in.PolicyDetails != nil {
			spoilDetails(d, in.PolicyDetails)
		}
	}
}

func spoilDetails(d *kernel.Draw, details *PolicyDetails) {
	mistakes := mistakesInSchedules
	if details.kind() == events {
		mistakes = mistakesInEvents
	}
	mistakes[d.IntN(len(mistakes))](details)
}

var mistakesInEvents = []func(*PolicyDetails){
	func(p *PolicyDetails) { p.TargetTags = []Tag{{"team", "red"}} },
	func(p *PolicyDetails) { p.EventSource.Type = "CRON" },
	func(p *PolicyDetails) { p.EventSource.Parameters.EventType = "copySnapshot" },
	func(p *PolicyDetails) { p.EventSource.Parameters.SnapshotOwner = []string{"everybody"} },
	func(p *PolicyDetails) { p.EventSource.Parameters.DescriptionRegex = "(.*" },
	func(p *PolicyDetails) { p.Actions[0].Name = "" },
	func(p *PolicyDetails) {
		copies := p.Actions[0].CrossRegionCopy
		p.Actions[0].CrossRegionCopy = append(copies, copies[0])
	},
	func(p *PolicyDetails) { p.Actions[0].CrossRegionCopy[0].EncryptionConfiguration = nil },
	func(p *PolicyDetails) {
		p.Actions[0].CrossRegionCopy[0].RetainRule = &CrossRegionCopyRetainRule{new(int32(101)), years}
	},
}

var mistakesInSchedules = []func(*PolicyDetails){
	func(p *PolicyDetails) { p.EventSource = &EventSource{Type: "MANAGED_CWE"} },
	func(p *PolicyDetails) { p.TargetTags = []Tag{{"team=", "red"}} },
	func(p *PolicyDetails) { p.Schedules[0].CreateRule = nil },
	func(p *PolicyDetails) {
		p.Schedules[0].CreateRule = &CreateRule{Interval: new(int32(5)), IntervalUnit: "HOURS"}
	},
	func(p *PolicyDetails) {
		p.Schedules[0].CreateRule = &CreateRule{Interval: new(int32(24)), IntervalUnit: "HOURS", Times: []string{"24:00"}}
	},
	func(p *PolicyDetails) {
		p.Schedules[0].CreateRule = &CreateRule{CronExpression: "cron(0/30 9 * * ? *)"}
	},
	func(p *PolicyDetails) { p.Schedules[0].RetainRule = &RetainRule{Count: new(int32(0))} },
	func(p *PolicyDetails) {
		other := p.Schedules[0]
		other.RetainRule = &RetainRule{Count: new(int32(9))}
		if !p.Schedules[0].byAge() {
			other.RetainRule = &RetainRule{Interval: new(int32(9)), IntervalUnit: days}
		}
		p.Schedules = append(p.Schedules, other)
	},
	func(p *PolicyDetails) {
		p.Schedules[0].CrossRegionCopyRules = []CrossRegionCopyRule{{Target: "eu-west-1"}}
	},
	func(p *PolicyDetails) {
		p.Schedules[0].CrossRegionCopyRules = []CrossRegionCopyRule{{Target: "eu-west-1", Encrypted: new(true),
			CmkArn: "alias/backup"}}
	},
	func(p *PolicyDetails) {
		p.Schedules[0].CrossRegionCopyRules = []CrossRegionCopyRule{{
			Target: "eu-west-1", Encrypted: new(false), RetainRule: &CrossRegionCopyRetainRule{new(int32(101)), years},
		}}
	},
	func(p *PolicyDetails) {
		p.Schedules[0].ShareRules = []ShareRule{{TargetAccounts: []string{"everybody"}}}
	},
	func(p *PolicyDetails) {
		p.Schedules[0].ShareRules = []ShareRule{{TargetAccounts: []string{"222222222222"}, UnshareInterval: new(int32(50)),
			UnshareIntervalUnit: years}}
	},
}

func someScheduleDetails(d *kernel.Draw) *PolicyDetails {
	details := &PolicyDetails{ResourceTypes: []string{volume},
		TargetTags: []Tag{{"team", d.OneOf("red", "green", "blue")}}}
	byAge := d.Percent(60)
	for i := range 1 + d.IntN(2)*d.IntN(2) {
		details.Schedules = append(details.Schedules, someSchedule(d, fmt.Sprint("schedule ", i+1), byAge))
	}
	return details
}

func someSchedule(d *kernel.Draw, name string, byAge bool) Schedule {
	schedule := Schedule{Name: name, CopyTags: new(d.Percent(30)), TagsToAdd: []Tag{{"made", "nightly"}}}
	if d.Percent(40) {
		schedule.CreateRule = &CreateRule{CronExpression: d.OneOf("cron(0 9 * * ? *)", "cron(30 */6 ? * MON-FRI *)",
			"cron(0 0 L * ? *)")}
	} else {
		schedule.CreateRule = &CreateRule{Interval: new(int32(12 + 12*d.IntN(2))), IntervalUnit: "HOURS",
			Times: []string{d.OneOf("03:00", "09:30")}}
	}
	schedule.RetainRule = &RetainRule{Count: new(int32(8 + d.IntN(4)))}
	if byAge {
		schedule.RetainRule = &RetainRule{Interval: new(int32(3 + d.IntN(3))), IntervalUnit: days}
	}
	if d.Percent(70) {
		rule := ShareRule{TargetAccounts: []string{d.OneOf(d.Accounts...)}}
		if d.Percent(40) {
			rule.UnshareInterval, rule.UnshareIntervalUnit = new(int32(1)), days
		}
		schedule.ShareRules = []ShareRule{rule}
	}
	if d.Percent(30) {
		schedule.CrossRegionCopyRules = []CrossRegionCopyRule{{
			Target: d.OneOf(d.Regions...), Encrypted: new(d.Percent(50)), CopyTags: new(d.Percent(50)),
			RetainRule: somePeriod(d),
		}}
	}
	return schedule
}

func someEventDetails(d *kernel.Draw) *PolicyDetails {
	owners := []string{d.OneOf(d.Accounts...)}
	if another := d.OneOf(d.Accounts...); another != owners[0] {
		owners = append(owners, another)
	}
	return &PolicyDetails{
		PolicyType: events,
		EventSource: &EventSource{Type: "MANAGED_CWE", Parameters: &EventParameters{
			EventType: shareSnapshot, SnapshotOwner: owners,
			DescriptionRegex: d.OneOf(".*", ".*", "Created for policy: policy-.*", ".*nightly.*", "nightly|before"),
		}},
		Actions: []Action{{Name: "copy", CrossRegionCopy: someCopies(d)}},
	}
}

func someCopies(d *kernel.Draw) (all []CrossRegionCopyAction) {
	for range 2 {
		target := d.OneOf(d.Regions...)
		if len(all) == 0 || all[0].Target != target {
			all = append(all, CrossRegionCopyAction{
				Target: target, EncryptionConfiguration: &EncryptionConfiguration{Encrypted: new(d.Percent(50))},
				RetainRule: somePeriod(d),
			})
		}
	}
	return all
}

func somePeriod(d *kernel.Draw) *CrossRegionCopyRetainRule {
	if d.Percent(20) {
		return nil
	}
	return &CrossRegionCopyRetainRule{new(int32(1 + d.IntN(3))), d.OneOf(days, days, weeks)}
}

// someUpdate turns a policy on or off, or changes what it says.
func (s *Service) someUpdate(d *kernel.Draw) *UpdateLifecyclePolicy {
	p := s.somePolicy(d)
	if p == nil {
		return nil
	}
	in := &UpdateLifecyclePolicy{PolicyId: p.ID}
	switch {
	case d.Percent(40):
		in.State = Enabled
	case d.Percent(50):
		in.State = Disabled
	case p.Default != "":
		in.ExtendDeletion = new(d.Percent(50))
	case p.Details.kind() == events && d.Hasty && d.Percent(50):
		in.PolicyDetails = &PolicyDetails{EventSource: someEventDetails(d).EventSource}
	case p.Details.kind() == events:
		in.PolicyDetails = &PolicyDetails{Actions: someEventDetails(d).Actions}
	default:
		in.PolicyDetails = &PolicyDetails{Schedules: []Schedule{someSchedule(d, d.Text("schedule ", 2),
			p.byAge() == (d.Legal || d.Percent(50)))}}
	}
	if !d.Legal && d.Percent(50) {
		in.PolicyDetails = &PolicyDetails{PolicyType: d.OneOf(images, events, snapshots)}
	}
	return in
}

// prepare returns the calls by which an account gets what lifecycle policies
// need: volumes with tags, and a role that may do everything.
func prepare(at kernel.Scope) (calls []any) {
	size := int32(1)
	for _, team := range []string{"red", "green", "blue"} {
		calls = append(calls, &ebs.CreateVolume{
			AvailabilityZone: at.Region + "a", Size: &size,
			TagSpecifications: []ebs.TagSpecification{
				{ResourceType: ebs.VolumeResource, Tags: []ebs.Tag{{Key: "team", Value: team}}},
			},
		})
	}
	return append(calls,
		&iam.CreateRole{RoleName: "lifecycle",
			AssumeRolePolicyDocument: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"dlm.amazonaws.com"},"Action":"sts:AssumeRole"}]}`},
		&iam.AttachRolePolicy{RoleName: "lifecycle", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess"},
	)
}
