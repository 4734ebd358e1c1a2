package dlm

import "github.com/shareproof/shareproof/model/kernel"

// PolicyDetails say what a policy does.
type PolicyDetails struct {
	Actions                []Action                `shape:"Actions"`
	CopyTags               *bool                   // of default policies, as are the next three
	CreateInterval         *int32                  // in days
	CrossRegionCopyTargets []CrossRegionCopyTarget `shape:"CopyTargets"`
	Exclusions             *Exclusions
	EventSource            *EventSource
	ExtendDeletion         *bool
	PolicyLanguage         string     `shape:"PolicyLanguage"`
	PolicyType             string     `shape:"PolicyType" sent:"set"`
	ResourceLocations      []string   `shape:"Locations" sent:"set"`
	ResourceType           string     `shape:"ResourceType"`
	ResourceTypes          []string   `shape:"ResourceTypes" sent:"set"`
	RetainInterval         *int32     // in days
	Schedules              []Schedule `shape:"Schedules" sent:"set"`
	TargetTags             []Tag      `shape:"TargetTags" sent:"set"`
}

// Schedule says when snapshots are made, and what becomes of them.
type Schedule struct {
	CopyTags             *bool                 `sent:"set"`
	CreateRule           *CreateRule           `sent:"always"`
	CrossRegionCopyRules []CrossRegionCopyRule `shape:"CopyRules"`
	Name                 string                `shape:"ScheduleName" sent:"always"`
	RetainRule           *RetainRule           `sent:"always"`
	ShareRules           []ShareRule           `shape:"ShareRules"`
	TagsToAdd            []Tag                 `shape:"TagsToAdd"`
	VariableTags         []Tag                 `shape:"TagsToAdd"`
}

// CreateRule says when a schedule is due.
type CreateRule struct {
	CronExpression string   `shape:"CronExpression"`
	Interval       *int32   `sent:"set"` // in IntervalUnit
	IntervalUnit   string   `shape:"IntervalUnit" sent:"set"`
	Location       string   `shape:"Location"`
	Times          []string `shape:"Times" sent:"set"` // hh:mm, UTC
}

// RetainRule says how many snapshots are kept, or how long.
type RetainRule struct {
	Count        *int32 `shape:"RetainCount" sent:"set"`
	Interval     *int32 `shape:"RetainInterval"` // in IntervalUnit
	IntervalUnit string `shape:"PeriodUnit"`
}

// ShareRule says with whom snapshots are shared, and how long.
type ShareRule struct {
	TargetAccounts      []string `shape:"ShareTargets" sent:"always,model"`
	UnshareInterval     *int32   `shape:"UnshareInterval"` // in UnshareIntervalUnit
	UnshareIntervalUnit string   `shape:"UnshareUnit"`
}

// CrossRegionCopyRule says where a schedule's snapshots are copied to.
type CrossRegionCopyRule struct {
	CmkArn       string `shape:"CmkArn"`
	CopyTags     *bool
	Encrypted    *bool `sent:"always,model"`
	RetainRule   *CrossRegionCopyRetainRule
	Target       string
	TargetRegion string
}

// CrossRegionCopyRetainRule says how long a copy is kept.
type CrossRegionCopyRetainRule struct {
	Interval     *int32 // in IntervalUnit
	IntervalUnit string `shape:"PeriodUnit"`
}

// EventSource is what an event policy waits for.
type EventSource struct {
	Parameters *EventParameters
	Type       string `shape:"EventSource" sent:"always,model"`
}

// EventParameters select events.
type EventParameters struct {
	DescriptionRegex string   `shape:"Regex" sent:"always,model"`
	EventType        string   `shape:"EventType" sent:"always,model"`
	SnapshotOwner    []string `shape:"Owners" sent:"always,model"`
}

// Action is what an event policy does.
type Action struct {
	CrossRegionCopy []CrossRegionCopyAction `shape:"CopyActions" sent:"always,model"`
	Name            string                  `shape:"ActionName" sent:"always,model"`
}

// CrossRegionCopyAction is one copy that an event policy makes.
type CrossRegionCopyAction struct {
	EncryptionConfiguration *EncryptionConfiguration `sent:"always,model"`
	RetainRule              *CrossRegionCopyRetainRule
	Target                  string `sent:"always,model"` // a Region
}

// EncryptionConfiguration says how a copy is encrypted.
type EncryptionConfiguration struct {
	CmkArn    string `shape:"CmkArn"`
	Encrypted *bool  `sent:"always,model"`
}

// CrossRegionCopyTarget is a Region that a default policy copies to.
type CrossRegionCopyTarget struct{ TargetRegion string }

// Exclusions are volumes that a default policy leaves alone.
type Exclusions struct {
	ExcludeBootVolumes *bool
	ExcludeTags        []Tag
	ExcludeVolumeTypes []string
}

// Tag selects volumes or labels snapshots.
type Tag struct {
	Key   string `sent:"always,model"`
	Value string `wire:",always" sent:"always,model"`
}

// The types of policies.
const (
	snapshots = "EBS_SNAPSHOT_MANAGEMENT"
	images    = "IMAGE_MANAGEMENT"
	events    = "EVENT_BASED_POLICY"
)

const (
	volume   = "VOLUME"
	instance = "INSTANCE"
)

// The units of periods.
const (
	days   = "DAYS"
	weeks  = "WEEKS"
	months = "MONTHS"
	years  = "YEARS"
)

const shareSnapshot = "shareSnapshot"

// kind is the type of a policy, that of snapshots where it says none.
func (d *PolicyDetails) kind() string {
	if d.PolicyType == "" {
		return snapshots
	}
	return d.PolicyType
}

// parameters select the events of an event policy, none where it says nothing.
func (d *PolicyDetails) parameters() *EventParameters {
	if d.EventSource == nil || d.EventSource.Parameters == nil {
		return &EventParameters{}
	}
	return d.EventSource.Parameters
}

// after returns the time a number of units later, by the calendar: a month after
// the last of January is the last of February.
func after(t kernel.Time, n int32, unit string) kernel.Time {
	at, by := t.Std(), int(n)
	switch unit {
	case days:
		return kernel.At(at.AddDate(0, 0, by))
	case weeks:
		return kernel.At(at.AddDate(0, 0, 7*by))
	case years:
		by *= 12
	}
	first := at.AddDate(0, by, 1-at.Day())
	last := first.AddDate(0, 1, -1).Day()
	return kernel.At(first.AddDate(0, 0, min(at.Day(), last)-1))
}
