package backup

import (
	"slices"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// selection assigns resources to a plan. What it points to is never written into.
type selection struct {
	ID      string
	Plan    kernel.Ref
	Created kernel.Time
	Asked   string // CreatorRequestId
	Request string // the accepted call that made it, where it had a token
	Name    string
	Role    string // ARN

	Resources, NotResources []string
	Tags                    []Condition
	Conditions              *Conditions
}

// assigned is the scope in which the selections of a plan are.
func (p *plan) assigned() kernel.Scope { return assignedTo(p.Scope, p.ID) }

func assignedTo(at kernel.Scope, plan string) kernel.Scope {
	return kernel.Scope{Account: arnOf(at, "backup-plan", plan)}
}

// How much a selection may say.
const (
	maxSelections = 100
	maxARNs       = 500
	maxWildARNs   = 30
	maxConditions = 30
)

// The rules of selections.
var (
	SelectionsNameFewARNs = rules.Add(kernel.Rule{
		ID: "BKP-SEL-02", Kind: kernel.Quota, Error: LimitExceeded, Or: []*kernel.ErrorShape{InvalidParameterValue},
		Evidence: kernel.Documented, Source: serviceModel + "; " + quotasGuide,
		Says: "Resources and NotResources hold at most 500 ARNs each, or 30 with wildcards; a selection has at most 30 " +
			"conditions, and a plan at most 100 selections.",
		Operations: []string{"CreateBackupSelection"},
	})
	SelectionsNameResources = rules.Add(kernel.Rule{
		ID: "BKP-SEL-08", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source:     serviceModel,
		Says:       "What a selection names is an ARN, or * for all there is.",
		Operations: []string{"CreateBackupSelection"},
	})
	SelectionsKnowTheirConditions = rules.Add(kernel.Rule{
		ID: "BKP-SEL-03", Kind: kernel.Shaped, Error: InvalidParameterValue, Evidence: kernel.Documented,
		Source: serviceModel + "; AWS Backup Developer Guide, assigning-resources-json",
		Says: "One of the ListOfTags is enough, beside what Resources name, and all Conditions have to be met by what " +
			"these select; ListOfTags know STRINGEQUALS alone, and keys of Conditions begin with aws:ResourceTag/.",
		Worded:     "Invalid value for %s.",
		Operations: []string{"CreateBackupSelection"},
	})
	UnknownSelectionsAreNotFound = rules.Add(kernel.Rule{
		ID: "BKP-SEL-09", Kind: kernel.Refusal, Error: ResourceNotFound, Or: []*kernel.ErrorShape{InvalidParameterValue},
		Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A selection that a plan does not have is not found.",
		Operations: []string{"GetBackupSelection", "DeleteBackupSelection"},
	})
	SelectionsGoWithTheirPlan = rules.Add(kernel.Rule{
		ID: "BKP-SEL-06", Kind: kernel.Refusal, Error: InvalidParameterValue, Or: []*kernel.ErrorShape{ResourceNotFound},
		Evidence: kernel.Observed, Source: terraform,
		Says:       "The selections of a plan that is gone are not shown.",
		Operations: []string{"GetBackupSelection", "ListBackupSelections", "DeleteBackupSelection"},
	})
	SelectionsReadTags = rules.Add(kernel.Rule{
		ID: "BKP-SEL-10", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Observed, Source: terraform,
		Says:       "The role of a selection is allowed to read tags, tag:GetResources.",
		Operations: []string{"CreateBackupSelection"},
	})
)

func (s *Service) createBackupSelection(
	c *kernel.Call, in *CreateBackupSelection,
) (*CreateBackupSelectionOutput, error) {
	p, err := s.planOf(c, in.BackupPlanId)
	if err != nil {
		return nil, err
	}
	given := in.BackupSelection
	if err := checkSelection(c, given); err != nil {
		return nil, err
	}
	if err := c.Require(s.Selections.View(p.assigned()).Len() < maxSelections, SelectionsNameFewARNs,
		"A plan has at most %d selections.", maxSelections); err != nil {
		return nil, err
	}
	if err := s.checkRole(c, given.IamRoleArn, "IAM Role ARN cannot be assumed by AWS Backup"); err != nil {
		return nil, err
	}
	reads := s.allowed(given.IamRoleArn, c.Scope(), "tag:GetResources", "*") == nil
	if err := c.Require(reads, SelectionsReadTags, "IAM Role %s is not authorized to call tag:GetResources",
		given.IamRoleArn); err != nil {
		return nil, err
	}
	sel := &selection{
		ID: c.Mint().UUID(), Plan: kernel.Ref{Scope: p.Scope, ID: p.ID}, Created: c.Now(), Asked: in.CreatorRequestId,
		Name: given.SelectionName, Role: given.IamRoleArn, Resources: slices.Clone(given.Resources),
		NotResources: slices.Clone(given.NotResources), Tags: slices.Clone(given.ListOfTags),
		Conditions: given.Conditions.clone(),
	}
	s.Selections.In(p.assigned()).Put(sel.ID, sel)
	if s.Selections.View(p.assigned()).Len() == 1 {
		s.schedule(p)
	}
	return &CreateBackupSelectionOutput{BackupPlanId: p.ID, CreationDate: sel.Created, SelectionId: sel.ID}, nil
}

// checkSelection refuses a selection that says too much, or what cannot be.
func checkSelection(c *kernel.Call, in *BackupSelection) error {
	for _, list := range [][]string{in.Resources, in.NotResources} {
		wild := 0
		for _, name := range list {
			if strings.Contains(name, "*") {
				wild++
			}
			is := name == "*" || strings.HasPrefix(name, "arn:") &&
				(strings.Count(name, ":") >= 5 || strings.HasSuffix(name, "*"))
			if err := c.Require(is, SelectionsNameResources, "Invalid resource ARN: %s", name); err != nil {
				return err
			}
		}
		if err := c.Require(len(list) <= maxARNs && wild <= maxWildARNs, SelectionsNameFewARNs,
			"Too many ARNs: at most %d, and %d with wildcards.", maxARNs, maxWildARNs); err != nil {
			return err
		}
	}
	conditions := in.Conditions.all()
	if err := c.Require(len(in.ListOfTags)+len(conditions) <= maxConditions, SelectionsNameFewARNs,
		"Too many conditions: at most %d.", maxConditions); err != nil {
		return err
	}
	for _, p := range conditions {
		if err := c.Require(strings.HasPrefix(p.ConditionKey, resourceTag), SelectionsKnowTheirConditions,
			"Invalid condition key: %s", p.ConditionKey); err != nil {
			return err
		}
	}
	return nil
}

// selectionOf returns a selection of a plan of the caller.
func (s *Service) selectionOf(c *kernel.Call, plan, id string) (*selection, error) {
	p, err := s.assigning(c, plan)
	if err != nil {
		return nil, err
	}
	sel := s.Selections.Get(p.assigned(), id)
	if sel == nil {
		return nil, c.Refuse(UnknownSelectionsAreNotFound, "Cannot find Backup selection with ID %s", id)
	}
	return sel, c.Require(true, UnknownSelectionsAreNotFound, "")
}

// assigning returns the plan whose selections the caller asks for.
func (s *Service) assigning(c *kernel.Call, id string) (*plan, error) {
	p := s.Plans.Get(c.Scope(), id)
	if p == nil || p.Deleted != 0 {
		return nil, c.Refuse(SelectionsGoWithTheirPlan, "Cannot find Backup plan with ID %s", id)
	}
	return p, c.Require(true, SelectionsGoWithTheirPlan, "")
}

func (s *Service) getBackupSelection(c *kernel.Call, in *GetBackupSelection) (*GetBackupSelectionOutput, error) {
	sel, err := s.selectionOf(c, in.BackupPlanId, in.SelectionId)
	if err != nil {
		return nil, err
	}
	return &GetBackupSelectionOutput{
		BackupPlanId: sel.Plan.ID, CreationDate: sel.Created, CreatorRequestId: sel.Asked, SelectionId: sel.ID,
		BackupSelection: &BackupSelection{
			IamRoleArn: sel.Role, SelectionName: sel.Name, Conditions: sel.Conditions.clone(),
			ListOfTags: append([]Condition{}, sel.Tags...), NotResources: append([]string{}, sel.NotResources...),
			Resources: append([]string{}, sel.Resources...),
		},
	}, nil
}

func (s *Service) listBackupSelections(
	c *kernel.Call, in *ListBackupSelections,
) (*ListBackupSelectionsOutput, error) {
	p, err := s.assigning(c, in.BackupPlanId)
	if err != nil {
		return nil, err
	}
	page, next, ok := kernel.Page(c.Env, s.Selections.View(p.assigned()), kernel.Query[selection]{
		Of: "selections " + p.ID, Token: in.NextToken, Max: results(in.MaxResults),
	})
	out := &ListBackupSelectionsOutput{BackupSelectionsList: []BackupSelectionsListMember{}, NextToken: next}
	for _, sel := range page {
		out.BackupSelectionsList = append(out.BackupSelectionsList, BackupSelectionsListMember{
			BackupPlanId: p.ID, CreationDate: sel.Created, CreatorRequestId: sel.Asked, IamRoleArn: sel.Role,
			SelectionId: sel.ID, SelectionName: sel.Name,
		})
	}
	return out, continued(c, ok)
}

func (s *Service) deleteBackupSelection(
	c *kernel.Call, in *DeleteBackupSelection,
) (*DeleteBackupSelectionOutput, error) {
	sel, err := s.selectionOf(c, in.BackupPlanId, in.SelectionId)
	if err != nil {
		return nil, err
	}
	p := s.Plans.Find(sel.Plan)
	s.Selections.In(p.assigned()).Delete(sel.ID)
	s.Requests.In(p.Scope).Delete(sel.Request)
	if s.Selections.View(p.assigned()).Len() == 0 {
		s.schedule(p)
	}
	return &DeleteBackupSelectionOutput{}, nil
}
