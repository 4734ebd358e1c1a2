package ram

import (
	"slices"
	"strings"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/policy"
)

// share gives the principals that it names access to the resources that it
// holds. It lives in one Region and holds only resources from there.
type share struct {
	Scope    kernel.Scope
	ID, ARN  string
	Name     string
	Ordinal  uint64
	External bool // also accounts outside the owner's organization may be principals
	Retain   bool // accounts keep their access when they leave the organization
	Status   kernel.Life[ResourceShareStatus]
	Features kernel.Life[ResourceShareFeatureSet]
	Grants   []grant
	Policy   policy.Document // what it was created from, until it is STANDARD
	Tags     []Tag
	Created  kernel.Time
	Updated  kernel.Time

	Resources, Principals int // of these, how many count against the quotas
}

// grant says by which permission a share gives access to a type of resource.
type grant struct{ ResourceType, Permission string }

// ResourceShareStatus is the status of a share.
type ResourceShareStatus string

// The statuses of a share. A share is ACTIVE at once, so the model never shows
// PENDING; nothing documents what makes a share FAILED.
const (
	Pending  ResourceShareStatus = "PENDING"
	Active   ResourceShareStatus = "ACTIVE"
	Failed   ResourceShareStatus = "FAILED"
	Deleting ResourceShareStatus = "DELETING"
	Deleted  ResourceShareStatus = "DELETED"

	shareVanished ResourceShareStatus = "vanished"
)

// Values lists the enumeration.
func (ResourceShareStatus) Values() []ResourceShareStatus {
	return []ResourceShareStatus{Pending, Active, Failed, Deleting, Deleted}
}

// modification is any change of a share by its owner, save its deletion.
const modification = "modification"

var shareLifecycle = kernel.NewLifecycle(kernel.Lifecycle[ResourceShareStatus, share]{
	Name: "RAM resource share", Start: Active, Final: []ResourceShareStatus{shareVanished},
	Rows: []kernel.Row[ResourceShareStatus, share]{
		{From: Active, On: modification, To: Active},
		{On: modification, To: kernel.Refused, Rule: UnknownSharesAreNotFound},

		{From: Active, On: "DeleteResourceShare", To: Deleting, Rule: DeletionEndsAllAccess},
		{On: "DeleteResourceShare", To: kernel.Refused, Rule: SharesAreDeletedOnce},

		{From: Deleting, On: kernel.Elapsed, To: Deleted, After: stateChange},
		{From: Deleted, On: kernel.Elapsed, To: shareVanished, After: kernel.Exactly(2*time.Hour, DeletedSharesVanish)},
	},
})

// stateChange is how long RAM takes to put a change into effect.
var stateChange = &kernel.Timing{Name: "a change of state", Earliest: 2 * time.Second, Typical: 5 * time.Second,
	Latest: 3 * time.Minute, Rule: ChangesTakeAWhile}

// The rules of a share's life.
var (
	SharesHaveFiveStatuses = rules.Add(kernel.Rule{
		ID: "RAM-SHR-04", Kind: kernel.Shaped, Error: InvalidParameter, Evidence: kernel.SDKModel, Source: serviceModel,
		Says:       "A share is PENDING, ACTIVE, FAILED, DELETING or DELETED, and can be listed by that.",
		Operations: []string{"GetResourceShares"},
	})
	DeletionEndsAllAccess = rules.Add(kernel.Rule{
		ID: "RAM-SHR-10", Kind: kernel.Effect, Evidence: kernel.Documented, Source: deletingGuide,
		Says: "Deleting a share takes it through DELETING to DELETED and ends everybody's access at once; the " +
			"resources stay as they are.",
		Operations: []string{"DeleteResourceShare"},
	})
	DeletedSharesVanish = rules.Add(kernel.Rule{
		ID: "RAM-SHR-11", Kind: kernel.Timed, Evidence: kernel.Documented, Source: deletingGuide,
		Says:       "A deleted share stays visible as DELETED for two hours, then it is gone for good.",
		Operations: []string{"GetResourceShares"},
	})
	SharesAreDeletedOnce = rules.Add(kernel.Rule{
		ID: "RAM-SHR-12", Kind: kernel.Refusal, Error: InvalidStateTransition, Or: []*kernel.ErrorShape{UnknownResource},
		Evidence: kernel.Inferred, Source: serviceModel,
		Says:       "A share that is being deleted or has been deleted cannot be deleted again.",
		Operations: []string{"DeleteResourceShare"},
	})
	ChangesTakeAWhile = rules.Add(kernel.Rule{
		ID: "RAM-ASC-13", Kind: kernel.Timed, Evidence: kernel.Observed, Source: terraform,
		Says:       "A share passes through DELETING and an association through DISASSOCIATING for seconds to a few minutes.",
		Operations: []string{"DeleteResourceShare", "DisassociateResourceShare", "GetResourceShareAssociations"},
	})
)

// begin brings a share into being, without a feature set.
func (s *Service) begin(sh *share) {
	sh.ID = s.env.Mint().UUID()
	sh.ARN = sh.Scope.ARN("ram", "resource-share/"+sh.ID)
	sh.Ordinal, sh.Created, sh.Updated = s.next(), s.env.Now(), s.env.Now()
	s.Shares.In(sh.Scope).Put(sh.ID, sh)
	s.shareMachine.Begin(sh)
	s.use(sh.Scope).Shares++
}

func (s *Service) shareEntered(sh *share, _ ResourceShareStatus) {
	sh.Updated = s.env.Now()
	switch sh.Status.State {
	case Deleting:
		s.use(sh.Scope).Shares--
		for a := range s.Associations.Of(within(sh.ID)).All {
			if a.live() {
				_ = s.associationMachine.Fire(a, "DisassociateResourceShare")
			}
		}
	case shareVanished:
		for _, a := range slices.Collect(s.Associations.Of(within(sh.ID)).All) {
			s.drop(a)
		}
		s.Shares.In(sh.Scope).Delete(sh.ID)
	}
}

// own returns the caller's share that an ARN names.
func (s *Service) own(c *kernel.Call, arn string) (*share, error) {
	scope, id, err := s.shareID(c, arn)
	if err != nil {
		return nil, err
	}
	sh := s.Shares.Get(scope, id)
	if sh == nil || sh.Scope != c.Scope() {
		return nil, c.Refuse(UnknownSharesAreNotFound, "ResourceShare %s could not be found.", arn)
	}
	return sh, c.Require(true, UnknownSharesAreNotFound, "")
}

// modifiable returns the caller's share if it may be changed now.
func (s *Service) modifiable(c *kernel.Call, arn string) (*share, error) {
	sh, err := s.own(c, arn)
	if err != nil {
		return nil, err
	}
	if err := s.shareMachine.Fire(sh, modification); err != nil {
		return nil, err
	}
	return sh, s.featureMachine.Fire(sh, modification)
}

// shareID takes the ARN of a share apart.
func (s *Service) shareID(c *kernel.Call, text string) (kernel.Scope, string, error) {
	arn, err := kernel.ParseARN(text)
	id, ok := strings.CutPrefix(arn.Resource, "resource-share/")
	if err != nil || !ok || arn.Service != "ram" {
		return kernel.Scope{}, "",
			c.Refuse(ARNsAreWellFormed, "The specified resource share ARN is not valid. Verify the ARN and try again.")
	}
	return arn.Scope(), id, c.Require(true, ARNsAreWellFormed, "")
}
