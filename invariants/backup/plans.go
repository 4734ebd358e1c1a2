package backup

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/invariants"
	ebsfacts "github.com/shareproof/shareproof/invariants/ebs"
	"github.com/shareproof/shareproof/model/backup"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
)

// plan is what the history says of a backup plan.
type plan struct {
	arn      string
	scope    kernel.Scope
	since    kernel.Time
	made     bool
	versions []version
	chosen   []string // its selections, by ID
	targets  []string // accounts to which any version copies
	deleted  kernel.Time
}

// version is what a plan says from a time on.
type version struct {
	id   string
	from kernel.Time
	says *backup.BackupPlanInput // nil where the history does not tell
}

// selection is what a plan was to back up.
type selection struct {
	plan, id string
	says     *backup.BackupSelection
	from, to kernel.Time // to is 0 while it is there
}

func (p *plan) copiesTo(account string) bool { return slices.Contains(p.targets, account) }

func (p *plan) latest() *version {
	if len(p.versions) == 0 {
		return &version{}
	}
	return &p.versions[len(p.versions)-1]
}

// version returns the version of an ID, and until when it was the plan's last, 0 for now.
func (p *plan) version(id string) (v version, until kernel.Time, known bool) {
	for i := range p.versions {
		if p.versions[i].id == id {
			if i+1 < len(p.versions) {
				until = p.versions[i+1].from
			}
			return p.versions[i], until, true
		}
	}
	return v, 0, false
}

func (f *Facts) learnPlans(c *invariants.Call) {
	at := c.As.Scope()
	switch in := c.In.(type) {
	case *backup.CreateBackupPlan:
		out := c.Out.(*backup.CreateBackupPlanOutput)
		if _, known := f.plans.Find(out.BackupPlanId); known {
			return // a repeated request
		}
		p := plan{arn: out.BackupPlanArn, scope: at, since: c.At, made: true}
		f.tags.Put(out.BackupPlanArn, in.BackupPlanTags)
		f.owns(at, func(own *owned) { own.plans = invariants.With(own.plans, out.BackupPlanId) })
		f.write(c, out.BackupPlanId, p, version{out.VersionId, c.At, in.BackupPlan})
	case *backup.UpdateBackupPlan:
		out := c.Out.(*backup.UpdateBackupPlanOutput)
		p, known := f.plans.Find(in.BackupPlanId)
		if !known {
			p = plan{arn: out.BackupPlanArn, scope: at, since: c.At}
		}
		f.write(c, in.BackupPlanId, p, version{out.VersionId, c.At, in.BackupPlan})
	case *backup.DeleteBackupPlan:
		f.plans.Change(in.BackupPlanId, func(p *plan) { p.deleted = cmp.Or(p.deleted, max(c.At, 1)) })
	case *backup.CreateBackupSelection:
		id := c.Out.(*backup.CreateBackupSelectionOutput).SelectionId
		if _, known := f.selections.Find(id); known {
			return
		}
		f.selections.Put(id, selection{plan: in.BackupPlanId, id: id, says: in.BackupSelection, from: c.At})
		f.plans.Change(in.BackupPlanId, func(p *plan) { p.chosen = invariants.With(p.chosen, id) })
	case *backup.DeleteBackupSelection:
		f.selections.Change(in.SelectionId, func(s *selection) { s.to = cmp.Or(s.to, max(c.At, 1)) })
	case *iam.DeleteRole:
		f.touch(c, in.RoleName)
	case *iam.DetachRolePolicy:
		f.touch(c, in.RoleName)
	case *iam.DeleteRolePolicy:
		f.touch(c, in.RoleName)
	case *iam.PutRolePolicy:
		f.touch(c, in.RoleName)
	case *iam.AttachRolePolicy:
		f.touch(c, in.RoleName)
	case *iam.UpdateAssumeRolePolicy:
		f.touch(c, in.RoleName)
	}
}

// write enters a version of a plan.
func (f *Facts) write(c *invariants.Call, id string, p plan, v version) {
	p.versions = after(p.versions, v)
	ebsfacts.Of(c).MakesSnapshots(c.As.Account)
	if v.says != nil {
		for _, r := range v.says.Rules {
			for _, action := range r.CopyActions {
				into, _ := invariants.ScopeOf(action.DestinationBackupVaultArn)
				p.targets = invariants.With(p.targets, into.Account)
				f.mayShare(c, action.DestinationBackupVaultArn)
			}
		}
	}
	f.plans.Put(id, p)
}

// touch notes that what a role may do has changed.
func (f *Facts) touch(c *invariants.Call, role string) {
	f.roles.Put(c.As.Account+"/"+role, max(c.At, 1))
}

// roleGone reports whether the role of a copy job may have changed since the job began.
func (f *Facts) roleGone(j *copyJob) bool {
	role := ""
	if j.shown != nil {
		role = j.shown.IamRoleArn
	}
	return f.roles.Of(j.scope.Account+"/"+role[strings.LastIndexByte(role, '/')+1:]) >= max(j.since, 1)
}

// PlansAreFollowed is the invariant of what plans start.
var PlansAreFollowed = &invariants.Invariant{
	ID: "INV-BKP-09",
	Says: "What a plan starts is by a rule of the version that the plan had then: into the rule's vault, within its " +
		"window, with its lifecycle, at a moment of its schedule, for a resource that a selection of the plan chose " +
		"then; and each such resource is backed up.",
	Accepted: followed,
}

func followed(c *invariants.Call) string {
	f := Of(c)
	for shown := range jobs(c.Out) {
		if by := shown.CreatedBy; by != nil {
			if wrong := f.byPlan(c, shown, by); wrong != "" {
				return shown.BackupJobId + wrong
			}
		}
		if j := f.backups.Of(shown.BackupJobId); j.in != nil && shown.CreatedBy != nil {
			return shown.BackupJobId + " was asked for and shows a plan that started it"
		}
	}
	for shown := range copies(c.Out) {
		by := shown.CreatedBy
		if by == nil {
			continue
		}
		if r, known := f.ruleOf(by); known && !slices.ContainsFunc(r.CopyActions, func(a backup.CopyAction) bool {
			return a.DestinationBackupVaultArn == shown.DestinationBackupVaultArn
		}) {
			return shown.CopyJobId + " copies elsewhere than " + by.BackupPlanId + " says"
		}
	}
	return f.all(c)
}

// ruleOf returns the rule that something was made by, false where the history does not tell.
func (f *Facts) ruleOf(by *backup.RecoveryPointCreator) (backup.BackupRuleInput, bool) {
	p := f.plans.Of(by.BackupPlanId)
	v, _, known := p.version(by.BackupPlanVersion)
	if !known || v.says == nil {
		return backup.BackupRuleInput{}, false
	}
	for _, r := range v.says.Rules {
		if by.BackupRuleName == "" && len(v.says.Rules) == 1 || r.RuleName == by.BackupRuleName {
			return r, true
		}
	}
	return backup.BackupRuleInput{}, false
}

// byPlan holds a job against the plan that started it.
func (f *Facts) byPlan(c *invariants.Call, shown *backup.BackupJob, by *backup.RecoveryPointCreator) string {
	p, known := f.plans.Find(by.BackupPlanId)
	if !known {
		return ""
	}
	v, until, known := p.version(by.BackupPlanVersion)
	begun := shown.CreationDate
	switch {
	case p.scope != c.As.Scope():
		return " was started by a plan of another account"
	case p.made && !known:
		return " was started by a version that its plan never had"
	case p.deleted != 0 && begun > p.deleted:
		return " was started by a plan that was deleted"
	case known && begun < v.from, known && until != 0 && begun > until:
		return " was started by a version that its plan did not have then"
	}
	if r, known := f.ruleOf(by); known {
		if wrong := byRule(shown, &r); wrong != "" {
			return wrong
		}
	} else if v.says != nil && by.BackupRuleName != "" {
		return " was started by a rule that its plan does not have"
	}
	if p.made && !f.chose(c, &p, shown.ResourceArn, begun) {
		return " backs up what no selection of its plan chose"
	}
	return ""
}

func byRule(shown *backup.BackupJob, r *backup.BackupRuleInput) string {
	var lifecycle backup.Lifecycle
	if shown.RecoveryPointLifecycle != nil {
		lifecycle = *shown.RecoveryPointLifecycle
	}
	var want backup.Lifecycle
	if r.Lifecycle != nil {
		want = *r.Lifecycle
	}
	switch {
	case shown.BackupVaultName != "" && shown.BackupVaultName != r.TargetBackupVaultName:
		return " backs up into another vault than its rule says"
	case shown.StartBy != 0 && shown.StartBy > shown.CreationDate.Add(window(r.StartWindowMinutes, startWindow)):
		return " may start later than the window of its rule"
	case shown.RecoveryPointLifecycle != nil && !sameDays(lifecycle.DeleteAfterDays, want.DeleteAfterDays):
		return " has another lifecycle than its rule"
	case !fires(r, shown.CreationDate):
		return " was started when its rule does not say"
	}
	return ""
}

// chose reports whether a selection of a plan may have chosen a resource at a time.
func (f *Facts) chose(c *invariants.Call, p *plan, resource string, at kernel.Time) bool {
	for _, id := range p.chosen {
		s := f.selections.Of(id)
		if s.from <= at && (s.to == 0 || at <= s.to) && f.mayChoose(c, s.says, resource, at) {
			return true
		}
	}
	return false
}

// mayChoose reports whether a selection may choose a resource. What tags it had is known where they have not changed
// since.
func (f *Facts) mayChoose(c *invariants.Call, s *backup.BackupSelection, resource string, at kernel.Time) bool {
	if s == nil {
		return true
	}
	listed := func(patterns []string) bool {
		return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, resource) })
	}
	tags, known := f.tagsThen(c, resource, at)
	is := func(t backup.Condition) bool {
		v, has := tags[strings.TrimPrefix(t.ConditionKey, tagPrefix)]
		return has && v == t.ConditionValue
	}
	named := len(s.Resources)+len(s.ListOfTags) == 0 || listed(s.Resources) ||
		len(s.ListOfTags) > 0 && (!known || slices.ContainsFunc(s.ListOfTags, is))
	return named && !listed(s.NotResources) && (!known || s.Conditions == nil || fit(s.Conditions, tags))
}

// tagsThen returns the tags that a resource had at a time, false where that is not known.
func (f *Facts) tagsThen(c *invariants.Call, resource string, at kernel.Time) (map[string]string, bool) {
	switch typeOf(resource) {
	case "EBS":
		scope, _ := invariants.ScopeOf(resource)
		return ebsfacts.Of(c).TagsSince(scope.Account, resource[strings.LastIndexByte(resource, '/')+1:], at)
	case "EFS":
		return nil, true // file systems have none
	}
	return nil, false
}

// matches reports whether an ARN is meant by one that may end with a wildcard, or have some.
func matches(pattern, arn string) bool {
	if pattern == "*" {
		return true
	}
	head, tail, wild := strings.Cut(pattern, "*")
	if !wild {
		return pattern == arn
	}
	return strings.HasPrefix(arn, head) && (tail == "" || strings.HasSuffix(arn, strings.TrimLeft(tail, "*")) ||
		strings.Contains(tail, "*"))
}

const tagPrefix = "aws:ResourceTag/"

// fit reports whether tags fit all conditions.
func fit(c *backup.Conditions, tags map[string]string) bool {
	all := func(list []backup.ConditionParameter, ok func(value, want string, has bool) bool) bool {
		return !slices.ContainsFunc(list, func(p backup.ConditionParameter) bool {
			value, has := tags[strings.TrimPrefix(p.ConditionKey, tagPrefix)]
			return !ok(value, p.ConditionValue, has)
		})
	}
	return all(c.StringEquals, func(v, want string, has bool) bool { return has && v == want }) &&
		all(c.StringLike, func(v, want string, has bool) bool { return has && matches(want, v) }) &&
		all(c.StringNotEquals, func(v, want string, has bool) bool { return !has || v != want }) &&
		all(c.StringNotLike, func(v, want string, has bool) bool { return !has || !matches(want, v) })
}

// moment is when a simple schedule fires: at a minute of every so many hours, or of one hour of the day.
type moment struct{ minute, hour, every int }

// momentOf reads a schedule that fires every day, in UTC; false for any other.
func momentOf(r *backup.BackupRuleInput) (m moment, simple bool) {
	expression := cmp.Or(r.ScheduleExpression, "cron(0 5 ? * * *)")
	if zone := r.ScheduleExpressionTimezone; zone != "" && zone != "UTC" && zone != "Etc/UTC" {
		return m, false
	}
	fields := strings.Fields(strings.TrimSuffix(strings.TrimPrefix(expression, "cron("), ")"))
	if len(fields) != 6 || strings.Trim(fields[2]+fields[3]+fields[4]+fields[5], "*?") != "" {
		return m, false
	}
	minute, ok := number(fields[0])
	if !ok {
		return m, false
	}
	m.minute = minute
	switch hour, every, by := cutNumber(fields[1]); {
	case fields[1] == "*":
		m.every = 1
	case by:
		m.hour, m.every = hour, every
	default:
		h, ok := number(fields[1])
		if !ok {
			return m, false
		}
		m.hour, m.every = h, 24
	}
	return m, true
}

func number(text string) (n int, ok bool) {
	for _, r := range text {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = 10*n + int(r-'0')
	}
	return n, text != ""
}

// cutNumber reads "0/4" and "*/4".
func cutNumber(text string) (from, every int, ok bool) {
	first, step, by := strings.Cut(text, "/")
	if from, ok = number(first); first == "*" {
		from, ok = 0, true
	}
	every, fine := number(step)
	return from, every, by && ok && fine && every > 0
}

// fires reports whether a rule may fire at a time.
func fires(r *backup.BackupRuleInput, at kernel.Time) bool {
	m, simple := momentOf(r)
	if !simple {
		return true
	}
	t := at.Std()
	return t.Minute() == m.minute && t.Second() == 0 && t.Hour() >= m.hour && (t.Hour()-m.hour)%m.every == 0
}

// last returns when a schedule fired last before a time.
func (m moment) last(at kernel.Time) kernel.Time {
	t := at.Std().Truncate(time.Hour).Add(time.Duration(m.minute) * time.Minute)
	if !t.Before(at.Std()) {
		t = t.Add(-time.Hour)
	}
	for t.Hour() < m.hour || (t.Hour()-m.hour)%m.every != 0 {
		t = t.Add(-time.Hour)
	}
	return kernel.At(t)
}

// all wants, of a listing of all jobs, one for each resource that a plan surely chose when its rule fired last.
func (f *Facts) all(c *invariants.Call) string {
	if _, lists := c.In.(*backup.ListBackupJobs); !lists || !c.Paged || !c.Page.Whole || c.Page.Token+c.Page.Next != "" {
		return ""
	}
	for _, id := range f.own.Of(c.As.Scope()).plans {
		p := f.plans.Of(id)
		if p.deleted != 0 || !p.made || p.latest().says == nil || len(p.latest().says.Rules) != 1 {
			continue
		}
		v := p.latest()
		m, simple := momentOf(&v.says.Rules[0])
		if !simple {
			continue
		}
		at := m.last(c.At)
		for _, chosen := range p.chosen {
			s := f.selections.Of(chosen)
			if v.from >= at || s.from >= at || s.to != 0 || c.At > at.Add(remembered) {
				continue
			}
			if missing := f.missing(c, id, s.says, at); missing != "" {
				return "plan " + id + " did not back up " + missing + " at " + at.String()
			}
		}
	}
	return ""
}

// missing returns a resource that a selection names and no job of its plan at a time backs up.
func (f *Facts) missing(c *invariants.Call, plan string, s *backup.BackupSelection, at kernel.Time) string {
	for _, resource := range s.Resources {
		kind := typeOf(resource)
		scope, _ := invariants.ScopeOf(resource)
		if strings.Contains(resource, "*") || kind != "EFS" && kind != "EBS" || scope != c.As.Scope() ||
			!f.surely(c, s, resource, at) || f.roles.Of(c.As.Account+"/"+nameOf(s.IamRoleArn)) != 0 &&
			f.roles.Of(c.As.Account+"/"+nameOf(s.IamRoleArn)) >= f.selectedSince(plan) {
			continue
		}
		found := false
		for shown := range jobs(c.Out) {
			found = found || shown.ResourceArn == resource && shown.CreationDate == at && shown.CreatedBy != nil &&
				shown.CreatedBy.BackupPlanId == plan
		}
		if !found {
			return resource
		}
	}
	return ""
}

// selectedSince is when a plan was made.
func (f *Facts) selectedSince(plan string) kernel.Time { return f.plans.Of(plan).since }

// surely reports whether a selection that names a resource surely chooses it, and it is surely there.
func (f *Facts) surely(c *invariants.Call, s *backup.BackupSelection, resource string, at kernel.Time) bool {
	if _, known := f.tagsThen(c, resource, at); !known {
		return false
	}
	id := resource[strings.LastIndexByte(resource, '/')+1:]
	return f.mayChoose(c, s, resource, at) && (typeOf(resource) != "EBS" || ebsfacts.Of(c).Untouched(id, at))
}

// nameOf is what stands behind the last slash of an ARN.
func nameOf(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
