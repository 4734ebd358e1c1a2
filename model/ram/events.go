package ram

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/model/eventbridge"
	"github.com/shareproof/shareproof/model/kernel"
)

const eventsGuide = "RAM User Guide, using-eventbridge"

// The rules of events.
var (
	SharesTellOfChanges = rules.Add(kernel.Rule{
		ID: "RAM-EVT-01", Kind: kernel.Effect, Evidence: kernel.Documented,
		Source: eventsGuide + "; EventBridge Events Reference, events-ref-ram",
		Says: "When a resource or principal of a share is associated, fails to be or is taken out, EventBridge delivers " +
			"Resource Sharing State Change to the share's owner and to the accounts that have access, at best effort (here " +
			"at once and always).",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare", "DisassociateResourceShare",
			"DeleteResourceShare", acceptance},
	})
	EventsTellTheOutcome = rules.Add(kernel.Rule{
		ID: "RAM-EVT-02", Kind: kernel.Effect, Evidence: kernel.Inferred,
		Source: eventsGuide + ", whose one example is of the status failed",
		Says: "An event names the share in resources and the outcome in status: associated, failed or disassociated. Of " +
			"what is still under way nothing is told.",
		Operations: []string{"AssociateResourceShare", "DisassociateResourceShare"},
	})
	PolicySharesTellNothing = rules.Add(kernel.Rule{
		ID: "RAM-EVT-03", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: noSource,
		Says:       "Shares that resource policies create tell of nothing until they are STANDARD.",
		Operations: []string{promotion},
	})
	MembersOfGroupsAreTold = rules.Add(kernel.Rule{
		ID: "RAM-EVT-04", Kind: kernel.Effect, Evidence: kernel.Inferred, Source: eventsGuide,
		Says: "Where a share names an organization or organizational unit, each account in it is told as if the share " +
			"named it.",
		Operations: []string{"CreateResourceShare", "AssociateResourceShare"},
	})
)

// outcomes are the statuses of which events tell.
var outcomes = []ResourceShareAssociationStatus{Associated, AssociationFailed, Disassociated}

// tell delivers what became of an association to the owner of its share and to those
// who may know, unless it is as before.
func (s *Service) tell(a *association, from ResourceShareAssociationStatus) {
	if a.Life.State == from || a.Life.State == associationVanished ||
		s.env.Applies(!slices.Contains(outcomes, a.Life.State), EventsTellTheOutcome) {
		return
	}
	sh := s.Shares.See(a.Scope, a.Share)
	if s.env.Applies(sh.Features.State != Standard, PolicySharesTellNothing) ||
		!s.env.Applies(true, SharesTellOfChanges) {
		return
	}
	for _, account := range append([]string{a.Scope.Account}, s.audience(sh, a)...) {
		s.bus.Put(eventbridge.Event{
			DetailType: "Resource Sharing State Change", Source: "aws.ram", Account: account, Region: sh.Scope.Region,
			Resources: []string{sh.ARN},
			Detail: `{"event":"Resource Share Association","status":` +
				strconv.Quote(strings.ToLower(string(a.Life.State))) + `}`,
		})
	}
}

// audience lists the accounts other than the owner's that are told of an association:
// of a principal its own, if it has access or had it, and of a resource all that have
// access.
func (s *Service) audience(sh *share, a *association) []string {
	var out []string
	if a.Type == PrincipalAssociation {
		if a.Reached {
			out = s.accounts(a.Entity)
		}
	} else {
		for _, p := range s.associations(sh, PrincipalAssociation) {
			if p.Life.State == Associated {
				out = append(out, s.accounts(p.Entity)...)
			}
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(account string) bool { return account == sh.Scope.Account })
}

// accounts lists the accounts that a principal stands for.
func (s *Service) accounts(principal string) []string {
	if kernel.IsAccount(principal) {
		return []string{principal}
	}
	arn, _ := kernel.ParseARN(principal)
	group, _ := s.org.Group(arn)
	if !s.env.Applies(group.Path != "", MembersOfGroupsAreTold) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.org.Accounts(group.Organization)), func(account string) bool {
		return !strings.HasPrefix(s.org.Path(account), group.Path)
	})
}
