package organizations

import "github.com/shareproof/shareproof/model/kernel"

// unit is an organizational unit: a box for accounts and further units.
type unit struct {
	ID, ARN      string
	Organization string
	Parent       string // a root or another unit
	Name         string
}

// OrganizationalUnit is an organizational unit as the management account sees it.
type OrganizationalUnit struct {
	Arn  string
	Id   string
	Name string
	Path string
}

// Root is the top of an organization's tree.
type Root struct {
	Arn         string
	Id          string
	Name        string
	PolicyTypes []PolicyTypeSummary
}

// Parent is what an account or unit is directly in.
type Parent struct {
	Id   string
	Type ParentType
}

// CreateOrganizationalUnit creates a unit in a root or another unit.
type CreateOrganizationalUnit struct {
	Name     string `shape:"!OrganizationalUnitName"`
	ParentId string `shape:"!ParentId"`
	Tags     []Tag
}

// CreateOrganizationalUnitOutput shows the unit.
type CreateOrganizationalUnitOutput struct{ OrganizationalUnit *OrganizationalUnit }

// DeleteOrganizationalUnit deletes an empty unit.
type DeleteOrganizationalUnit struct {
	OrganizationalUnitId string `shape:"!OrganizationalUnitId"`
}

// DeleteOrganizationalUnitOutput is empty.
type DeleteOrganizationalUnitOutput struct{}

// ListOrganizationalUnitsForParent lists the units directly in a root or unit.
type ListOrganizationalUnitsForParent struct {
	ParentId   string `shape:"!ParentId"`
	MaxResults *int32 `shape:"MaxResults"`
	NextToken  string `shape:"NextToken"`
}

// ListOrganizationalUnitsForParentOutput is one page of units.
type ListOrganizationalUnitsForParentOutput struct {
	NextToken           string
	OrganizationalUnits []OrganizationalUnit
}

// ListRoots lists the root of the organization.
type ListRoots struct {
	MaxResults *int32 `shape:"MaxResults"`
	NextToken  string `shape:"NextToken"`
}

// ListRootsOutput is one page of roots.
type ListRootsOutput struct {
	NextToken string
	Roots     []Root
}

// ListParents shows what an account or unit is directly in.
type ListParents struct {
	ChildId    string `shape:"!ChildId"`
	MaxResults *int32 `shape:"MaxResults"`
	NextToken  string `shape:"NextToken"`
}

// ListParentsOutput is one page of parents.
type ListParentsOutput struct {
	NextToken string
	Parents   []Parent
}

const deepest = 5

// The rules of organizational units.
var (
	UnitNamesDifferUnderOneParent = rules.Add(kernel.Rule{
		ID: "ORG-OU-01", Kind: kernel.Refusal, Error: DuplicateOrganizationalUnit, Evidence: kernel.Documented,
		Source:     reference("CreateOrganizationalUnit"),
		Says:       "No two organizational units under one parent bear the same name.",
		Operations: []string{"CreateOrganizationalUnit", "UpdateOrganizationalUnit"},
	})
	UnitsNestFiveDeep = rules.Add(kernel.Rule{
		ID: "ORG-OU-02", Kind: kernel.Quota, Error: ConstraintViolation, Evidence: kernel.Documented,
		Source:     reference("CreateOrganizationalUnit"),
		Says:       "Organizational units nest up to five levels deep.",
		Operations: []string{"CreateOrganizationalUnit"},
	})
	OnlyEmptyUnitsAreDeleted = rules.Add(kernel.Rule{
		ID: "ORG-OU-03", Kind: kernel.Refusal, Error: OrganizationalUnitNotEmpty, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "An organizational unit is deleted only once it holds neither accounts nor units.",
		Operations: []string{"DeleteOrganizationalUnit"},
	})
	UnknownParentsAreNotFound = rules.Add(kernel.Rule{
		ID: "ORG-ERR-06", Kind: kernel.Refusal, Error: ParentNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "A root or organizational unit outside the caller's organization is not found as a parent.",
		Operations: []string{"CreateOrganizationalUnit", "ListOrganizationalUnitsForParent", "ListAccountsForParent",
			"ListChildren"},
	})
	UnknownUnitsAreNotFound = rules.Add(kernel.Rule{
		ID: "ORG-ERR-07", Kind: kernel.Refusal, Error: OrganizationalUnitNotFound, Evidence: kernel.SDKModel,
		Source:     serviceModel,
		Says:       "An organizational unit outside the caller's organization is not found.",
		Operations: []string{"DeleteOrganizationalUnit", "DescribeOrganizationalUnit", "UpdateOrganizationalUnit"},
	})
	UnknownChildrenAreNotFound = rules.Add(kernel.Rule{
		ID: "ORG-ERR-08", Kind: kernel.Refusal, Error: ChildNotFound, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "An account or organizational unit outside the caller's organization is not found as a child.",
		Operations: []string{"ListParents"},
	})
)

func (s *Service) createOrganizationalUnit(
	c *kernel.Call, in *CreateOrganizationalUnit,
) (*CreateOrganizationalUnitOutput, error) {
	o, err := s.managedParent(c, in.ParentId)
	if err != nil {
		return nil, err
	}
	u := &unit{Organization: o.ID, Parent: in.ParentId, Name: in.Name}
	if err := s.nameIsFree(c, u, in.Name); err != nil {
		return nil, err
	}
	if err := s.checkTags(c, in.Tags); err != nil {
		return nil, err
	}
	if err := c.Require(s.depth(in.ParentId) < deepest, UnitsNestFiveDeep,
		"OU_DEPTH_LIMIT_EXCEEDED: organizational units nest up to %d levels.", deepest); err != nil {
		return nil, err
	}
	u.ID = c.Mint().Lower("ou-"+o.Root[2:]+"-", 8)
	u.ARN = o.arn("ou/" + o.ID + "/" + u.ID)
	s.Units.In(global).Put(u.ID, u)
	s.label(u.ID, in.Tags)
	shown := s.shownUnit(o, u)
	return &CreateOrganizationalUnitOutput{&shown}, nil
}

func (s *Service) deleteOrganizationalUnit(
	c *kernel.Call, in *DeleteOrganizationalUnit,
) (*DeleteOrganizationalUnitOutput, error) {
	if _, _, err := s.ownUnit(c, in.OrganizationalUnitId); err != nil {
		return nil, err
	}
	if err := c.Require(!s.holds(in.OrganizationalUnitId), OnlyEmptyUnitsAreDeleted,
		"Organizational unit %s is not empty.", in.OrganizationalUnitId); err != nil {
		return nil, err
	}
	s.Units.In(global).Delete(in.OrganizationalUnitId)
	s.forget(in.OrganizationalUnitId)
	s.setTags(in.OrganizationalUnitId, nil)
	return &DeleteOrganizationalUnitOutput{}, nil
}

func (s *Service) listOrganizationalUnitsForParent(
	c *kernel.Call, in *ListOrganizationalUnitsForParent,
) (*ListOrganizationalUnitsForParentOutput, error) {
	o, err := s.managedParent(c, in.ParentId)
	if err != nil {
		return nil, err
	}
	page, next, ok := kernel.Page(c.Env, s.Units.View(global), kernel.Query[unit]{
		Of: "ListOrganizationalUnitsForParent " + o.ID + in.ParentId, Token: in.NextToken, Max: most(in.MaxResults),
		Match: func(u *unit) bool { return u.Organization == o.ID && u.Parent == in.ParentId },
	})
	out := &ListOrganizationalUnitsForParentOutput{OrganizationalUnits: []OrganizationalUnit{}, NextToken: next}
	for _, u := range page {
		out.OrganizationalUnits = append(out.OrganizationalUnits, s.shownUnit(o, u))
	}
	return out, listed(c, ok)
}

func (s *Service) listRoots(c *kernel.Call, in *ListRoots) (*ListRootsOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	page, next, ok := kernel.PageOf(c.Env, []Root{o.shownRoot()}, "ListRoots "+o.ID, in.NextToken, most(in.MaxResults))
	return &ListRootsOutput{Roots: page, NextToken: next}, listed(c, ok)
}

func (s *Service) listParents(c *kernel.Call, in *ListParents) (*ListParentsOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	parent := ""
	if m := s.Members.Get(global, in.ChildId); m != nil && m.Organization == o.ID {
		parent = m.Parent
	} else if u := s.Units.Get(global, in.ChildId); u != nil && u.Organization == o.ID {
		parent = u.Parent
	} else {
		return nil, c.Refuse(UnknownChildrenAreNotFound, "There is no account or organizational unit %s.", in.ChildId)
	}
	_ = c.Require(true, UnknownChildrenAreNotFound, "")
	shown := Parent{Id: parent, Type: "ORGANIZATIONAL_UNIT"}
	if parent == o.Root {
		shown.Type = "ROOT"
	}
	page, next, ok := kernel.PageOf(c.Env, []Parent{shown}, "ListParents "+in.ChildId, in.NextToken, most(in.MaxResults))
	return &ListParentsOutput{Parents: page, NextToken: next}, listed(c, ok)
}

// managedParent returns the organization that the caller manages, if the parent
// belongs to it.
func (s *Service) managedParent(c *kernel.Call, parent string) (*organization, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	if !s.isParent(o, parent) {
		return nil, c.Refuse(UnknownParentsAreNotFound, "You specified parent that doesn't exist.")
	}
	return o, c.Require(true, UnknownParentsAreNotFound, "")
}

func (s *Service) isParent(o *organization, id string) bool {
	u := s.Units.Get(global, id)
	return id == o.Root || u != nil && u.Organization == o.ID
}

func (s *Service) holds(parent string) bool {
	for m := range s.Members.Of(global).All {
		if m.Parent == parent {
			return true
		}
	}
	for u := range s.Units.Of(global).All {
		if u.Parent == parent {
			return true
		}
	}
	return false
}

// depth counts the units from a parent up to the root.
func (s *Service) depth(parent string) int {
	depth := 0
	for u := s.Units.Get(global, parent); u != nil; u = s.Units.Get(global, u.Parent) {
		depth++
	}
	return depth
}

// path spells where a parent is: o-…/r-…/ou-…/, from the root down.
func (s *Service) path(o *organization, parent string) string {
	below := ""
	for u := s.Units.Get(global, parent); u != nil; u = s.Units.Get(global, u.Parent) {
		below = u.ID + "/" + below
	}
	return o.ID + "/" + o.Root + "/" + below
}

func (s *Service) shownUnit(o *organization, u *unit) OrganizationalUnit {
	return OrganizationalUnit{Arn: u.ARN, Id: u.ID, Name: u.Name, Path: s.path(o, u.ID)}
}
