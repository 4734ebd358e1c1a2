package backup

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// planOperations are those of plans and selections.
var planOperations = []*kernel.Operation{
	kernel.Op(kernel.Once(tokens, (*Service).createBackupPlan)),
	kernel.Op((*Service).getBackupPlan),
	kernel.Op((*Service).updateBackupPlan),
	kernel.Op((*Service).deleteBackupPlan),
	kernel.Op((*Service).listBackupPlans),
	kernel.Op((*Service).listBackupPlanVersions),
	kernel.Op(kernel.Once(tokens, (*Service).createBackupSelection)),
	kernel.Op((*Service).getBackupSelection),
	kernel.Op((*Service).listBackupSelections),
	kernel.Op((*Service).deleteBackupSelection),
}

// plansState is the state of plans. Plans that are deleted stay, since their versions
// do: the last of an account in a Region.
type plansState struct {
	Plans      kernel.Store[plan]
	Selections kernel.Store[selection] // by plan: see assigned
}

func (p *plansState) fork() plansState { return plansState{p.Plans.Fork(), p.Selections.Fork()} }

// plan is a backup plan with all its versions, the last one being in force.
type plan struct {
	ID       string
	Scope    kernel.Scope
	Created  kernel.Time
	Deleted  kernel.Time // 0 while it is in force
	Asked    string      // CreatorRequestId
	Request  string      // the accepted call that made it, where it had a token
	Tags     []tag
	Versions []planVersion
	LastRun  kernel.Time
	// Runs stamps what is on the agenda: runs of another stamp were overtaken.
	Runs uint32
}

// planVersion is what a plan said from a moment on.
type planVersion struct {
	ID       string
	Created  kernel.Time
	Name     string
	Rules    []planRule
	Advanced []advanced
}

// planRule is a rule of a plan. What it points to is never written into.
type planRule struct {
	ID, Name, Vault string
	Schedule, Zone  string
	Start, Complete int64 // minutes
	Continuous      *bool
	Lifecycle       *Lifecycle
	Copies          []CopyAction
	Tags            []tag
}

// advanced is options for a resource type.
type advanced struct {
	Type    string
	Options []tag
}

func (p *plan) arn() string { return arnOf(p.Scope, "backup-plan", p.ID) }

func (p *plan) current() *planVersion { return &p.Versions[len(p.Versions)-1] }

// What an account may have of plans in a Region, and a plan of versions.
const (
	maxPlans    = 300
	maxVersions = 2000
)

// deletedKept is how many deleted plans of an account in a Region are kept at least; there are
// up to twice as many. No source says how long AWS keeps them.
const deletedKept = 300

// The rules of plans.
var (
	UnknownPlansAreNotFound = rules.Add(kernel.Rule{
		ID: "BKP-SEL-05", Kind: kernel.Refusal, Error: ResourceNotFound, Or: []*kernel.ErrorShape{InvalidParameterValue},
		Evidence: kernel.SDKModel, Source: serviceModel + "; " + terraform, Also: []string{"BKP-SEL-07"},
		Says: "A plan of another account or Region, one that was deleted and one that never was are not found (by which " +
			"error differs by operation, and is not documented for all).",
		Operations: []string{"GetBackupPlan", "UpdateBackupPlan", "DeleteBackupPlan", "ListBackupPlanVersions",
			"CreateBackupSelection"},
	})
	PlansDiffer = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-09", Kind: kernel.Refusal, Error: AlreadyExists, Evidence: kernel.Documented,
		Source: serviceModel + "; " + moto,
		Says: "A plan that says the same as one that there is is not made again; a call repeated with its " +
			"CreatorRequestId gives the plan that it made.",
		Operations: []string{"CreateBackupPlan"},
	})
	UpdatesMakeVersions = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: serviceModel + "; " + quotasGuide,
		Says: "An update makes a new version of a plan, of which there are at most 2000; the earlier ones are shown by " +
			"their VersionId, also after the plan is deleted, and a job bears the version that it began with.",
		Operations: []string{"UpdateBackupPlan", "GetBackupPlan", "ListBackupPlanVersions", "DeleteBackupPlan"},
	})
	PlansWithSelectionsStay = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-11", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Observed, Source: terraform,
		Says:       "A plan is deleted only once its selections are.",
		Operations: []string{"DeleteBackupPlan"},
	})
	PointsOutliveTheirPlan = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-12", Kind: kernel.Effect, Evidence: kernel.Recorded,
		Source:     "cloud-custodian/cloud-custodian, issue 9459; " + serviceModel,
		Says:       "Recovery points keep their lifecycle when the plan that made them is deleted, which makes no more.",
		Operations: []string{"DeleteBackupPlan", "DeleteBackupSelection"},
	})
	PlansAreNamedByUUIDs = rules.Add(kernel.Rule{
		ID: "BKP-PLAN-17", Kind: kernel.Effect, Evidence: kernel.Documented, Source: "AWS CLI examples, create-backup-plan",
		Says:       "Plans and rules have UUIDs, and a version that of a text of base64 over one.",
		Operations: []string{"CreateBackupPlan"},
	})
	PlansAreFew = rules.Add(kernel.Rule{
		ID: "BKP-QUO-04", Kind: kernel.Quota, Error: LimitExceeded, Evidence: kernel.Documented, Source: quotasGuide,
		Says:       "An account has at most 300 plans in a Region.",
		Operations: []string{"CreateBackupPlan"},
	})
)

// planOf returns a plan of the caller that is in force.
func (s *Service) planOf(c *kernel.Call, id string) (*plan, error) {
	p := s.Plans.Get(c.Scope(), id)
	if p == nil || p.Deleted != 0 {
		return nil, c.Refuse(UnknownPlansAreNotFound, "Cannot find Backup plan with ID %s", id)
	}
	return p, c.Require(true, UnknownPlansAreNotFound, "")
}

func (s *Service) createBackupPlan(c *kernel.Call, in *CreateBackupPlan) (*CreateBackupPlanOutput, error) {
	v, err := s.version(c, in.BackupPlan)
	if err != nil {
		return nil, err
	}
	tags, err := tagged(c, in.BackupPlanTags)
	if err != nil {
		return nil, err
	}
	count := 0
	for other := range s.Plans.View(c.Scope()).All {
		if other.Deleted != 0 {
			continue
		}
		count++
		if err := c.Require(!other.current().says(v), PlansDiffer,
			"Backup plan with the same plan document already exists"); err != nil {
			return nil, exists(err, other.arn(), other.Asked)
		}
	}
	if err := c.Require(count < maxPlans, PlansAreFew, "The number of backup plans is limited to %d.",
		maxPlans); err != nil {
		return nil, err
	}
	v.name(c, nil)
	p := &plan{
		ID: c.Mint().UUID(), Scope: c.Scope(), Created: c.Now(), Asked: in.CreatorRequestId, Tags: tags,
		Versions: []planVersion{*v},
	}
	if !c.Applies(true, PlansAreNamedByUUIDs) {
		p.ID = "" // and nobody finds it
	}
	s.Plans.In(p.Scope).Put(p.ID, p)
	s.tellOfPlan(p, "CREATED", "creationDate")
	return &CreateBackupPlanOutput{
		AdvancedBackupSettings: v.advanced(), BackupPlanArn: p.arn(), BackupPlanId: p.ID, CreationDate: p.Created,
		VersionId: v.ID,
	}, nil
}

// version reads a plan into a new version, without IDs yet.
func (s *Service) version(c *kernel.Call, in *BackupPlanInput) (*planVersion, error) {
	v := &planVersion{Created: c.Now(), Name: in.BackupPlanName}
	if err := s.checkPlan(c, in); err != nil {
		return nil, err
	}
	for i := range in.Rules {
		r, err := s.planRule(c, &in.Rules[i])
		if err != nil {
			return nil, err
		}
		v.Rules = append(v.Rules, *r)
	}
	for _, a := range in.AdvancedBackupSettings {
		v.Advanced = append(v.Advanced, advanced{a.ResourceType, tagList(a.BackupOptions)})
	}
	return v, nil
}

// name gives a version and its rules their IDs. Rules keep those that the rules of
// their name had.
func (v *planVersion) name(c *kernel.Call, before *planVersion) {
	for i := range v.Rules {
		id := before.idOf(v.Rules[i].Name)
		if id == "" || slices.ContainsFunc(v.Rules[:i], func(r planRule) bool { return r.ID == id }) {
			id = c.Mint().UUID()
		}
		v.Rules[i].ID = id
	}
	v.ID = c.Made(base64.StdEncoding.EncodeToString([]byte(c.Mint().UUID())))
}

// idOf is the ID of the rule of a name, "" where there is none.
func (v *planVersion) idOf(name string) string {
	if v != nil {
		for i := range v.Rules {
			if v.Rules[i].Name == name {
				return v.Rules[i].ID
			}
		}
	}
	return ""
}

// says reports whether two versions say the same, by what is shown of them but for IDs.
func (v *planVersion) says(other *planVersion) bool {
	a, b := v.show(), other.show()
	if a.BackupPlanName != b.BackupPlanName || len(a.Rules) != len(b.Rules) {
		return false
	}
	for i := range a.Rules {
		a.Rules[i].RuleId, b.Rules[i].RuleId = "", ""
	}
	return spelt(a) == spelt(b)
}

func (s *Service) getBackupPlan(c *kernel.Call, in *GetBackupPlan) (*GetBackupPlanOutput, error) {
	p := s.Plans.Get(c.Scope(), in.BackupPlanId)
	if p == nil || p.Deleted != 0 && in.VersionId == "" {
		return nil, c.Refuse(UnknownPlansAreNotFound, "Cannot find Backup plan with ID %s", in.BackupPlanId)
	}
	_ = c.Require(true, UnknownPlansAreNotFound, "")
	v := p.current()
	if in.VersionId != "" {
		i := slices.IndexFunc(p.Versions, func(v planVersion) bool { return v.ID == in.VersionId })
		if !c.Applies(i >= 0, UpdatesMakeVersions) {
			return nil, c.Refuse(UnknownPlansAreNotFound, "Failed reading Backup plan with provided version")
		}
		v = &p.Versions[i]
	}
	preview, err := s.preview(c, p, v, in.MaxScheduledRunsPreview)
	if err != nil {
		return nil, err
	}
	return &GetBackupPlanOutput{
		AdvancedBackupSettings: v.advanced(), BackupPlan: v.show(), BackupPlanArn: p.arn(), BackupPlanId: p.ID,
		CreationDate: v.Created, CreatorRequestId: p.Asked, DeletionDate: p.Deleted, LastExecutionDate: p.LastRun,
		ScheduledRunsPreview: preview, VersionId: v.ID,
	}, nil
}

func (s *Service) updateBackupPlan(c *kernel.Call, in *UpdateBackupPlan) (*UpdateBackupPlanOutput, error) {
	p, err := s.planOf(c, in.BackupPlanId)
	if err != nil {
		return nil, err
	}
	v, err := s.version(c, in.BackupPlan)
	if err != nil {
		return nil, err
	}
	if err := c.Require(len(p.Versions) < maxVersions, PlansAreFew, "The number of versions is limited to %d.",
		maxVersions); err != nil {
		return nil, err
	}
	v.name(c, p.current())
	earlier := slices.Clone(p.Versions)
	if !c.Applies(true, UpdatesMakeVersions) {
		earlier = nil
	}
	p.Versions = append(earlier, *v)
	s.schedule(p)
	s.tellOfPlan(p, "MODIFIED", "modifiedAt")
	return &UpdateBackupPlanOutput{
		AdvancedBackupSettings: v.advanced(), BackupPlanArn: p.arn(), BackupPlanId: p.ID, CreationDate: v.Created,
		VersionId: v.ID,
	}, nil
}

func (s *Service) deleteBackupPlan(c *kernel.Call, in *DeleteBackupPlan) (*DeleteBackupPlanOutput, error) {
	p, err := s.planOf(c, in.BackupPlanId)
	if err != nil {
		return nil, err
	}
	if err := c.Require(s.Selections.View(p.assigned()).Len() == 0, PlansWithSelectionsStay,
		"Related backup plan selections must be deleted prior to backup plan deletion"); err != nil {
		return nil, err
	}
	p.Deleted = c.Now()
	s.forgetPlans(p.Scope)
	if !c.Applies(true, PointsOutliveTheirPlan) {
		s.orphan(p)
	}
	s.schedule(p)
	s.Requests.In(p.Scope).Delete(p.Request)
	s.tellOfPlan(p, "DELETED", "deletionDate")
	return &DeleteBackupPlanOutput{
		BackupPlanArn: p.arn(), BackupPlanId: p.ID, DeletionDate: p.Deleted, VersionId: p.current().ID,
	}, nil
}

// forgetPlans drops the half of the deleted plans that was deleted first, where there are many.
func (s *Service) forgetPlans(at kernel.Scope) {
	var deleted []*plan
	for p := range s.Plans.View(at).All {
		if p.Deleted != 0 {
			deleted = append(deleted, p)
		}
	}
	if len(deleted) < 2*deletedKept {
		return
	}
	slices.SortStableFunc(deleted, func(a, b *plan) int { return cmp.Compare(a.Deleted, b.Deleted) })
	for _, p := range deleted[:deletedKept] {
		s.Plans.In(at).Delete(p.ID)
	}
}

// orphan takes recovery points from their plan, where rules do not keep it from that.
func (s *Service) orphan(p *plan) {
	for point := range s.Points.All {
		if point.By != nil && point.By.BackupPlanId == p.ID {
			point.By = nil
		}
	}
}

func (s *Service) listBackupPlans(c *kernel.Call, in *ListBackupPlans) (*ListBackupPlansOutput, error) {
	deleted := kernel.Value(in.IncludeDeleted)
	page, next, ok := kernel.Page(c.Env, s.Plans.View(c.Scope()), kernel.Query[plan]{
		Of: fmt.Sprint("plans ", c.Account, c.Region, deleted), Token: in.NextToken, Max: results(in.MaxResults),
		Match: func(p *plan) bool { return deleted || p.Deleted == 0 },
	})
	out := &ListBackupPlansOutput{BackupPlansList: []BackupPlansListMember{}, NextToken: next}
	for _, p := range page {
		out.BackupPlansList = append(out.BackupPlansList, p.entry(p.current()))
	}
	return out, continued(c, ok)
}

func (s *Service) listBackupPlanVersions(
	c *kernel.Call, in *ListBackupPlanVersions,
) (*ListBackupPlanVersionsOutput, error) {
	p := s.Plans.Get(c.Scope(), in.BackupPlanId)
	if p == nil {
		return nil, c.Refuse(UnknownPlansAreNotFound, "Cannot find Backup plan with ID %s", in.BackupPlanId)
	}
	_ = c.Require(true, UnknownPlansAreNotFound, "")
	page, next, ok := kernel.PageOf(c.Env, p.Versions, "versions "+p.ID, in.NextToken, results(in.MaxResults))
	out := &ListBackupPlanVersionsOutput{BackupPlanVersionsList: []BackupPlansListMember{}, NextToken: next}
	for i := range page {
		out.BackupPlanVersionsList = append(out.BackupPlanVersionsList, p.entry(&page[i]))
	}
	return out, continued(c, ok)
}

func (p *plan) entry(v *planVersion) BackupPlansListMember {
	return BackupPlansListMember{
		AdvancedBackupSettings: v.advanced(), BackupPlanArn: p.arn(), BackupPlanId: p.ID, BackupPlanName: v.Name,
		CreationDate: v.Created, CreatorRequestId: p.Asked, DeletionDate: p.Deleted, LastExecutionDate: p.LastRun,
		VersionId: v.ID,
	}
}

func (v *planVersion) advanced() (all []AdvancedBackupSetting) {
	for _, a := range v.Advanced {
		all = append(all, AdvancedBackupSetting{tagMap(a.Options), a.Type})
	}
	return all
}

func (v *planVersion) show() *BackupPlan {
	shown := &BackupPlan{BackupPlanName: v.Name, Rules: []BackupRule{}, AdvancedBackupSettings: v.advanced()}
	for i := range v.Rules {
		shown.Rules = append(shown.Rules, v.Rules[i].show())
	}
	return shown
}

// tagsOfPlan finds where the tags of a plan are.
func (s *Service) tagsOfPlan(at kernel.Scope, arn kernel.ARN) *[]tag {
	id, isPlan := strings.CutPrefix(arn.Resource, "backup-plan:")
	if p := s.Plans.Get(at, id); isPlan && p != nil && p.Deleted == 0 {
		return &p.Tags
	}
	return nil
}
