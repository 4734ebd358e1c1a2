package backup

import (
	"github.com/shareproof/shareproof/model/kernel"
)

// always is the number of days that stands for no end.
const always = -1

const (
	coldDays      = 90
	mostDays      = 36500
	continuousMax = 35
)

// The rules of lifecycles as requests and plans give them.
var (
	ColdStorageLastsNinetyDays = rules.Add(kernel.Rule{
		ID: "BKP-LC-01", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Recorded,
		Source: "hashicorp/terraform-provider-aws, pull request 7350; " + serviceModel,
		Also:   []string{"BKP-LC-03", "BKP-LC-11"},
		Says: "DeleteAfterDays is at least 90 days more than MoveToColdStorageAfterDays where both are given; a value 0 " +
			"is given, only one left out is none.",
		Operations: []string{"StartBackupJob", "StartCopyJob", "UpdateRecoveryPointLifecycle"},
	})
	RetentionIsBounded = rules.Add(kernel.Rule{
		ID: "BKP-LC-02", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source:     "AWS Backup Developer Guide, point-in-time-recovery; a recorded message",
		Says:       "DeleteAfterDays is 1 to 36500, and 1 to 35 of a continuous backup; -1 stands for ever.",
		Operations: []string{"StartBackupJob", "StartCopyJob", "UpdateRecoveryPointLifecycle"},
	})
	ContinuousBackupsStayWarm = rules.Add(kernel.Rule{
		ID: "BKP-LC-04", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Recorded,
		Source:     "lgallard/terraform-aws-backup, issue 40",
		Says:       "A continuous backup has no MoveToColdStorageAfterDays.",
		Operations: []string{"StartBackupJob", "StartCopyJob", "UpdateRecoveryPointLifecycle"},
	})
	EventsAreNotGiven = rules.Add(kernel.Rule{
		ID: "BKP-LC-10", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source:     serviceModel,
		Says:       "DeleteAfterEvent is shown and not given.",
		Operations: []string{"StartBackupJob", "StartCopyJob", "UpdateRecoveryPointLifecycle"},
	})
)

// objection is what is wrong with a lifecycle: the rule, its text, and the internal
// code that AWS shows with it, "" where none was seen.
type objection struct {
	rule       *kernel.Rule
	text, code string
}

// objections lists what is to be asked of a lifecycle: each with whether it is so.
// Plans word the first that is as they do.
func objections(l *Lifecycle, continuous bool) (all []struct {
	objection
	wrong bool
}) {
	if l == nil {
		l = &Lifecycle{}
	}
	add := func(wrong bool, r *kernel.Rule, text, code string) {
		all = append(all, struct {
			objection
			wrong bool
		}{objection{r, text, code}, wrong})
	}
	cold, days, most := l.MoveToColdStorageAfterDays, l.DeleteAfterDays, int64(mostDays)
	if continuous {
		most = continuousMax
	}
	add(continuous && cold != nil, ContinuousBackupsStayWarm,
		"Invalid lifecycle. MoveToColdStorageAfterDays is unavailable", "ERROR_3015")
	add(days != nil && *days != always && (*days < 1 || *days > most), RetentionIsBounded,
		"Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more than 36500 days", "")
	near := cold != nil && days != nil && *days != always && *cold != always && *days-*cold < coldDays
	add(near || cold != nil && *cold < always, ColdStorageLastsNinetyDays,
		"Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays", "")
	add(l.DeleteAfterEvent != "", EventsAreNotGiven, "Invalid lifecycle. DeleteAfterEvent is not a valid input", "")
	return all
}

// checkLifecycle refuses a lifecycle that contradicts itself.
func checkLifecycle(c *kernel.Call, l *Lifecycle, continuous bool) error {
	for _, o := range objections(l, continuous) {
		if err := c.Require(!o.wrong, o.rule, "%s", o.text); err != nil {
			if o.code != "" {
				return coded(err, o.code, "")
			}
			return err
		}
	}
	return nil
}

// The rules of what lifecycles do.
var (
	NegativeDaysAreForEver = rules.Add(kernel.Rule{
		ID: "BKP-LC-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel,
		Says: "-1 for MoveToColdStorageAfterDays and DeleteAfterDays takes a lifecycle away: the recovery point is kept " +
			"for ever, a copy no longer than its source.",
		Operations: []string{"StartBackupJob", "StartCopyJob", "UpdateRecoveryPointLifecycle"},
	})
	WarmTypesStayWarm = rules.Add(kernel.Rule{
		ID: "BKP-FULL-05", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel,
		Says:       "Of types that do not go cold, as EBS volumes and Aurora clusters, MoveToColdStorageAfterDays is ignored.",
		Operations: []string{"StartBackupJob", "StartCopyJob", "UpdateRecoveryPointLifecycle"},
	})
)

// ends is when what was made at a moment expires, 0 for never.
func (l *Lifecycle) ends(made kernel.Time) kernel.Time {
	if n := l.retention(); n > 0 {
		return made.Add(days(n))
	}
	return 0
}

// isForEver reports whether a lifecycle says in so many words that there is no end.
func (l *Lifecycle) isForEver() bool {
	return l != nil && l.DeleteAfterDays != nil && *l.DeleteAfterDays == always
}

// retention is for how many days something is kept, 0 for ever.
func (l *Lifecycle) retention() int64 {
	if l == nil || l.DeleteAfterDays == nil || *l.DeleteAfterDays < 0 {
		return 0
	}
	return *l.DeleteAfterDays
}

// cools is when what was made at a moment moves to cold storage, 0 for never.
func (l *Lifecycle) cools(made kernel.Time) kernel.Time {
	if l == nil || l.MoveToColdStorageAfterDays == nil || *l.MoveToColdStorageAfterDays < 0 {
		return 0
	}
	return made.Add(days(*l.MoveToColdStorageAfterDays))
}
