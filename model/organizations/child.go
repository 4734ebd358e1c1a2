package organizations

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// Child is an account or unit that is directly in a root or unit.
type Child struct {
	Id   string
	Type ChildType
}

// ChildType is what a child is.
type ChildType string

// The types of children.
const (
	AccountChild ChildType = "ACCOUNT"
	UnitChild    ChildType = "ORGANIZATIONAL_UNIT"
)

// Values lists the enumeration.
func (ChildType) Values() []ChildType { return []ChildType{AccountChild, UnitChild} }

// DescribeOrganizationalUnit shows a unit.
type DescribeOrganizationalUnit struct {
	OrganizationalUnitId string `shape:"!OrganizationalUnitId"`
}

// DescribeOrganizationalUnitOutput shows it.
type DescribeOrganizationalUnitOutput struct{ OrganizationalUnit *OrganizationalUnit }

// UpdateOrganizationalUnit gives a unit another name.
type UpdateOrganizationalUnit struct {
	Name                 string `shape:"OrganizationalUnitName"`
	OrganizationalUnitId string `shape:"!OrganizationalUnitId"`
}

// UpdateOrganizationalUnitOutput shows the unit.
type UpdateOrganizationalUnitOutput struct{ OrganizationalUnit *OrganizationalUnit }

// ListAccountsForParent lists the accounts directly in a root or unit.
type ListAccountsForParent struct {
	MaxResults *int32 `shape:"MaxResults"`
	NextToken  string `shape:"NextToken"`
	ParentId   string `shape:"!ParentId"`
}

// ListAccountsForParentOutput is one page of accounts.
type ListAccountsForParentOutput struct {
	Accounts  []Account
	NextToken string
}

// ListChildren lists the accounts, or the units, directly in a root or unit.
type ListChildren struct {
	ChildType  ChildType `shape:"!ChildType"`
	MaxResults *int32    `shape:"MaxResults"`
	NextToken  string    `shape:"NextToken"`
	ParentId   string    `shape:"!ParentId"`
}

// ListChildrenOutput is one page of children.
type ListChildrenOutput struct {
	Children  []Child
	NextToken string
}

// ListCreateAccountStatus lists the requests to create accounts.
type ListCreateAccountStatus struct {
	MaxResults *int32               `shape:"MaxResults"`
	NextToken  string               `shape:"NextToken"`
	States     []CreateAccountState `shape:"CreationStates"`
}

// ListCreateAccountStatusOutput is one page of them.
type ListCreateAccountStatusOutput struct {
	CreateAccountStatuses []CreateAccountStatus
	NextToken             string
}

// ChildrenAreDirect is the rule of listing what a parent holds.
var ChildrenAreDirect = rules.Add(kernel.Rule{
	ID: "ORG-OU-04", Kind: kernel.Effect, Evidence: kernel.Documented,
	Source: reference("ListAccountsForParent, ListChildren"),
	Says: "Of a root or unit the accounts, or the units, are listed that are directly in it, and not those further " +
		"below.",
	Operations: []string{"ListAccountsForParent", "ListChildren"},
})

// ownUnit returns a unit of the organization that the caller manages.
func (s *Service) ownUnit(c *kernel.Call, id string) (*organization, *unit, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, nil, err
	}
	u := s.Units.Get(global, id)
	if u == nil || u.Organization != o.ID {
		return nil, nil, c.Refuse(UnknownUnitsAreNotFound, "You specified an organizational unit that doesn't exist.")
	}
	return o, u, c.Require(true, UnknownUnitsAreNotFound, "")
}

func (s *Service) describeOrganizationalUnit(
	c *kernel.Call, in *DescribeOrganizationalUnit,
) (*DescribeOrganizationalUnitOutput, error) {
	o, u, err := s.ownUnit(c, in.OrganizationalUnitId)
	if err != nil {
		return nil, err
	}
	shown := s.shownUnit(o, u)
	return &DescribeOrganizationalUnitOutput{&shown}, nil
}

func (s *Service) updateOrganizationalUnit(
	c *kernel.Call, in *UpdateOrganizationalUnit,
) (*UpdateOrganizationalUnitOutput, error) {
	o, u, err := s.ownUnit(c, in.OrganizationalUnitId)
	if err != nil {
		return nil, err
	}
	if in.Name != "" {
		if err := s.nameIsFree(c, u, in.Name); err != nil {
			return nil, err
		}
		u.Name = in.Name
	}
	shown := s.shownUnit(o, u)
	return &UpdateOrganizationalUnitOutput{&shown}, nil
}

// nameIsFree refuses a name that another unit beside a unit has.
func (s *Service) nameIsFree(c *kernel.Call, u *unit, name string) error {
	namesake := false
	for other := range s.Units.View(global).All {
		namesake = namesake || other.Organization == u.Organization && other.Parent == u.Parent && other.Name == name &&
			other.ID != u.ID
	}
	return c.Require(!namesake, UnitNamesDifferUnderOneParent, "An OU with the same name already exists.")
}

func (s *Service) listAccountsForParent(
	c *kernel.Call, in *ListAccountsForParent,
) (*ListAccountsForParentOutput, error) {
	o, err := s.managedParent(c, in.ParentId)
	if err != nil {
		return nil, err
	}
	all := []Account{}
	for m := range s.Members.View(global).All {
		if m.Organization == o.ID && s.isIn(c, m.Parent, in.ParentId) {
			all = append(all, s.account(o, m))
		}
	}
	page, next, ok := kernel.PageOf(c.Env, all, "ListAccountsForParent "+in.ParentId, in.NextToken, most(in.MaxResults))
	return &ListAccountsForParentOutput{page, next}, listed(c, ok)
}

// isIn reports whether a listing of a parent shows what another parent holds.
func (s *Service) isIn(c *kernel.Call, parent, of string) bool {
	return !c.Applies(parent != of, ChildrenAreDirect)
}

func (s *Service) listChildren(c *kernel.Call, in *ListChildren) (*ListChildrenOutput, error) {
	o, err := s.managedParent(c, in.ParentId)
	if err != nil {
		return nil, err
	}
	all := []Child{}
	if in.ChildType == AccountChild {
		for m := range s.Members.View(global).All {
			if m.Organization == o.ID && s.isIn(c, m.Parent, in.ParentId) {
				all = append(all, Child{m.Account, AccountChild})
			}
		}
	} else {
		for u := range s.Units.View(global).All {
			if u.Organization == o.ID && s.isIn(c, u.Parent, in.ParentId) {
				all = append(all, Child{u.ID, UnitChild})
			}
		}
	}
	of := "ListChildren " + in.ParentId + string(in.ChildType)
	page, next, ok := kernel.PageOf(c.Env, all, of, in.NextToken, most(in.MaxResults))
	return &ListChildrenOutput{page, next}, listed(c, ok)
}

func (s *Service) listCreateAccountStatus(
	c *kernel.Call, in *ListCreateAccountStatus,
) (*ListCreateAccountStatusOutput, error) {
	o, err := s.managed(c, OnlyTheManagementAccountManages)
	if err != nil {
		return nil, err
	}
	all := []CreateAccountStatus{}
	for n := range s.Creations.View(global).All {
		if n.Organization == o.ID && (len(in.States) == 0 || slices.Contains(in.States, n.Life.State)) {
			all = append(all, *n.status())
		}
	}
	of := "ListCreateAccountStatus " + o.ID
	for _, state := range in.States {
		of += string(state)
	}
	page, next, ok := kernel.PageOf(c.Env, all, of, in.NextToken, most(in.MaxResults))
	return &ListCreateAccountStatusOutput{page, next}, listed(c, ok)
}
