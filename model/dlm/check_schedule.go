package dlm

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// The rules of what schedules say.
var (
	PoliciesHaveOneToFourSchedules = shaped(kernel.Rule{
		ID:   "DLM-SCH-01",
		Says: "A policy of type EBS_SNAPSHOT_MANAGEMENT, which is the default, has one to four schedules.",
	})
	OneKindIsTargeted = shaped(kernel.Rule{
		ID:   "DLM-SCH-02",
		Says: "A schedule policy names one resource type, VOLUME or INSTANCE, and at most one resource location.",
	})
	CreationIsByCronOrInterval = shaped(kernel.Rule{
		ID: "DLM-SCH-04",
		Says: "A schedule's CreateRule has either a CronExpression or an Interval with its unit, and Times only with the " +
			"latter.",
	})
	IntervalsDivideTheDay = shaped(kernel.Rule{
		ID:   "DLM-SCH-05",
		Says: "A schedule's interval is 1, 2, 3, 4, 6, 8, 12 or 24 HOURS.",
	})
	CronExpressionsAreExact = shaped(kernel.Rule{
		ID: "DLM-SCH-07",
		Says: "A CronExpression is cron() around six fields in UTC, 17 to 106 characters in all, due no more often than " +
			"hourly and at least once a year.",
	})
	RetentionIsCountOrAge = shaped(kernel.Rule{
		ID: "DLM-SCH-08",
		Says: "A RetainRule has either a Count from 1 to 1000 or an Interval of up to 100 years with its unit (a Count of " +
			"0 is for archiving).",
	})
	RetentionIsOfOneKind = shaped(kernel.Rule{
		ID: "DLM-SCH-09", Evidence: kernel.Documented, Source: guide,
		Says: "The schedules of a policy all retain by count or all by age.",
	})
	CopiesGoToThreeRegions = shaped(kernel.Rule{
		ID: "DLM-SCH-14",
		Says: "A schedule has at most three CrossRegionCopyRules; each says whether it is Encrypted and names its Target, " +
			"or its TargetRegion in a policy for images.",
	})
	KeysAreNamedByARN = shaped(kernel.Rule{
		ID:   "DLM-SCH-16",
		Says: "A CmkArn is the ARN of a KMS key, not of an alias.",
	})
	SharesNameAccounts = shaped(kernel.Rule{
		ID:   "DLM-SHR-01",
		Says: "A schedule has at most one ShareRule, with at least one account of twelve digits.",
	})
	MembersAreOfTheirType = shaped(kernel.Rule{
		ID: "DLM-SCH-24",
		Says: "A policy for images is about instances, shares nothing and says no place of what it makes; a default policy " +
			"and an event policy say no place of what they look after.",
	})
	UnsharingPrecedesDeletion = shaped(kernel.Rule{
		ID: "DLM-SHR-02", Evidence: kernel.Documented, Source: guide,
		Says: "Snapshots are unshared before their retention ends, be it by age or by count.",
	})
)

// scheduled checks a policy with schedules.
func (k *check) scheduled(d *PolicyDetails) {
	k.that(d.EventSource == nil && d.Actions == nil, EventPoliciesHaveNoSchedules, "PolicyDetails.EventSource")
	k.notDefault(d)
	k.has(d.ResourceTypes != nil, OneKindIsTargeted, "PolicyDetails.ResourceTypes")
	k.that(d.kind() != images || !slices.Contains(d.ResourceTypes, volume), MembersAreOfTheirType,
		"PolicyDetails.ResourceTypes")
	k.has(d.TargetTags != nil, AnyTargetTagSelects, "PolicyDetails.TargetTags")
	for i, t := range d.TargetTags {
		k.that(t.Key != "" && !strings.ContainsAny(t.Key, `\=`), AnyTargetTagSelects,
			at("PolicyDetails.TargetTags", i, "Key"))
	}
	k.has(d.Schedules != nil, PoliciesHaveOneToFourSchedules, "PolicyDetails.Schedules")
	for i := range d.Schedules {
		k.schedule(d, &d.Schedules[i], func(member string) string { return at("PolicyDetails.Schedules", i, member) })
	}
	for i := range d.Schedules {
		k.that(d.Schedules[i].byAge() == d.Schedules[0].byAge(), RetentionIsOfOneKind,
			at("PolicyDetails.Schedules", i, "RetainRule"))
	}
}

func (k *check) schedule(d *PolicyDetails, s *Schedule, at func(string) string) {
	k.creation(s.CreateRule, at)
	k.that(s.CreateRule == nil || s.CreateRule.Location == "" || d.kind() == snapshots, MembersAreOfTheirType,
		at("CreateRule.Location"))
	k.retention(s.RetainRule, at)
	for _, t := range slices.Concat(s.TagsToAdd, s.VariableTags) {
		k.that(t.Key != "" && !strings.HasPrefix(t.Key, "aws:"), SnapshotsAreTagged, at("TagsToAdd"))
	}
	k.that(s.VariableTags == nil || slices.Contains(d.ResourceTypes, instance), SnapshotsAreTagged, at("VariableTags"))
	for _, rule := range s.CrossRegionCopyRules {
		k.has(rule.Encrypted != nil, CopiesGoToThreeRegions, at("CrossRegionCopyRules.Encrypted"))
		target, other := rule.Target, rule.TargetRegion
		if d.kind() == images {
			target, other = other, target
		}
		k.that(other == "" && k.isRegion(target), CopiesGoToThreeRegions, at("CrossRegionCopyRules.Target"))
		k.period(rule.RetainRule, CopiesExpire, at("CrossRegionCopyRules.RetainRule"))
	}
	k.that(s.ShareRules == nil || d.kind() == snapshots, MembersAreOfTheirType, at("ShareRules"))
	for _, rule := range s.ShareRules {
		k.has(rule.TargetAccounts != nil, SharesNameAccounts, at("ShareRules.TargetAccounts"))
		if rule.UnshareInterval == nil && rule.UnshareIntervalUnit == "" {
			continue
		}
		k.has(rule.UnshareInterval != nil && rule.UnshareIntervalUnit != "", UnsharingPrecedesDeletion,
			at("ShareRules.UnshareInterval"))
		if k.err == nil && rule.UnshareInterval != nil {
			unshared := after(k.Now(), *rule.UnshareInterval, rule.UnshareIntervalUnit)
			k.that(unshared < s.kept(k.Now()), UnsharingPrecedesDeletion, at("ShareRules.UnshareInterval"))
		}
	}
}

// isRegion reports whether copies can go there: Outposts are not in this world.
func (k *check) isRegion(name string) bool {
	return slices.Contains(kernel.Regions, name) && kernel.Partition(name) == kernel.Partition(k.Region)
}

func (k *check) creation(r *CreateRule, at func(string) string) {
	k.has(r != nil, CreationIsByCronOrInterval, at("CreateRule"))
	if r == nil {
		return
	}
	every := r.Interval != nil || r.IntervalUnit != "" || r.Times != nil
	k.oneOf(!every || r.CronExpression == "", CreationIsByCronOrInterval, at("CreateRule.CronExpression"),
		at("CreateRule.Interval"))
	if r.CronExpression != "" {
		expression, err := parseCron(r.CronExpression)
		k.that(err == nil && expression.isPaced(k.Now()), CronExpressionsAreExact, at("CreateRule.CronExpression"))
		return
	}
	k.has(r.Interval != nil && r.IntervalUnit != "", CreationIsByCronOrInterval, at("CreateRule.Interval"))
	if r.Interval != nil {
		k.that(slices.Contains([]int32{1, 2, 3, 4, 6, 8, 12, 24}, *r.Interval), IntervalsDivideTheDay,
			at("CreateRule.Interval"))
	}
}

func (k *check) retention(r *RetainRule, at func(string) string) {
	k.has(r != nil && (r.Count != nil || r.Interval != nil), RetentionIsCountOrAge, at("RetainRule"))
	if r == nil {
		return
	}
	k.oneOf(r.Count == nil || kernel.Value(r.Interval) == 0 && r.IntervalUnit == "", RetentionIsCountOrAge,
		at("RetainRule.Count"), at("RetainRule.Interval"))
	if r.Count != nil {
		r.Interval = nil // of 0, as policies are shown
		k.that(*r.Count > 0, RetentionIsCountOrAge, at("RetainRule.Count"))
		return
	}
	k.period(&CrossRegionCopyRetainRule{r.Interval, r.IntervalUnit}, RetentionIsCountOrAge, at("RetainRule"))
}

// The longest period in each unit.
var longest = map[string]int32{days: 36500, weeks: 5200, months: 1200, years: 100}

// period checks how long something is kept.
func (k *check) period(r *CrossRegionCopyRetainRule, rule *kernel.Rule, at string) {
	if r == nil {
		return
	}
	k.has(r.Interval != nil, rule, at+".Interval")
	k.has(r.IntervalUnit != "", rule, at+".IntervalUnit")
	if r.Interval != nil {
		k.that(*r.Interval > 0 && *r.Interval <= longest[r.IntervalUnit], rule, at+".Interval")
	}
}

// kept returns when a snapshot made now is deleted: by count, once as many others
// have been made.
func (s *Schedule) kept(now kernel.Time) kernel.Time {
	switch r := s.RetainRule; {
	case r == nil:
		return now
	case r.Interval != nil:
		return after(now, *r.Interval, r.IntervalUnit)
	case s.CreateRule.CronExpression == "":
		return now.Add(time.Duration(*r.Count) * s.CreateRule.every())
	}
	expression, err := parseCron(s.CreateRule.CronExpression)
	for i := int32(0); err == nil && i < *s.RetainRule.Count; i++ {
		next, ok := expression.next(now)
		if !ok {
			break
		}
		now = next
	}
	return now
}

// byAge reports whether the schedule's snapshots are retained by age.
func (s *Schedule) byAge() bool { return s.RetainRule != nil && s.RetainRule.Interval != nil }

// byAge reports whether the policy's snapshots are retained by age.
func (p *lifecyclePolicy) byAge() bool {
	return len(p.Details.Schedules) > 0 && p.Details.Schedules[0].byAge()
}
