// Package ram observes the calls of AWS Resource Access Manager.
package ram

import (
	"strings"
	"time"

	"github.com/shareproof/shareproof/invariants"
	"github.com/shareproof/shareproof/model/kernel"
	orgs "github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
)

// Service is RAM as the invariants look at it. Its shares change when accounts
// join and leave organizations.
var Service = invariants.Register(&invariants.Service{
	APIs: []*kernel.API{ram.API}, Hears: []*kernel.API{orgs.API},
	Facts: &facts, Learn: learn,
	Kinds: []*invariants.Kind{shareKind, featureKind, associationKind, invitationKind, permissionKind},
	Shown: shown, Named: named, Alike: true, Tokens: &tokens,
	Page: page, Listed: listed, Filtered: filtered, Written: written, Quotas: quotas,
	Invariants: []*invariants.Invariant{InvitationsEndOnce, ListingsShowParts},
})

var tokens = invariants.Tokens{
	Last: func(any) time.Duration { return kernel.Day },
	Silent: func(out any) bool {
		switch out.(type) {
		case *ram.AssociateResourceSharePermissionOutput, *ram.DisassociateResourceSharePermissionOutput,
			*ram.DeletePermissionOutput, *ram.DeleteResourceShareOutput:
			return true
		}
		return false
	},
}

// How long RAM takes at most to associate, promote and deliver.
const (
	association = 3 * time.Minute
	promotion   = 5 * time.Minute
	delivery    = time.Minute
)

// The kinds of resources. An invitation is at scope with its receiver. The feature
// set of a share has a life of its own.
var (
	shareKind = &invariants.Kind{
		Name: "resource share", Path: "resource-share/",
		Next: map[string][]string{
			"PENDING": {"ACTIVE", "FAILED"}, "ACTIVE": {"DELETING"}, "FAILED": {"DELETING"}, "DELETING": {"DELETED"},
		},
		Same: invariants.Same(func(_ *invariants.Call, was, is *ram.ResourceShare) bool {
			return was.CreationTime == is.CreationTime && was.OwningAccountId == is.OwningAccountId
		}),
		Hidden: shareHidden, Caused: shareCaused, Due: shareDue,
		Shared: func(c *invariants.Call, arn string) bool {
			if in, leaves := c.In.(*ram.DisassociateResourceShare); leaves {
				return Of(c).leaving(c, in)
			}
			return Of(c).mayTakePart(c, arn)
		},
		Unknown: func(c *invariants.Call, n *invariants.Name) bool {
			_, spokenOf := Of(c).shares.Find(n.ID)
			return spokenOf || n.Scope.Account == c.As.Account && Of(c).policies.Of(c.As.Scope())
		},
	}
	featureKind = &invariants.Kind{
		Name: "feature set", Undated: true,
		Next:   map[string][]string{"CREATED_FROM_POLICY": {"PROMOTING_TO_STANDARD"}, "PROMOTING_TO_STANDARD": {"STANDARD"}},
		Caused: featureCaused,
		Due: func(c *invariants.Call, r *invariants.Resource) kernel.Time {
			if s := Of(c).shares.Of(r.ID); r.State == string(ram.PromotingToStandard) && s.promoted != 0 {
				return s.promoted.Add(promotion)
			}
			return 0
		},
	}
	associationKind = &invariants.Kind{Name: "association", Caused: associationCaused, Due: associationDue}
	invitationKind  = &invariants.Kind{
		Name: "invitation",
		Next: map[string][]string{"PENDING": {"ACCEPTED", "REJECTED", "EXPIRED"}},
		Same: invariants.Same(func(_ *invariants.Call, was, is *ram.ResourceShareInvitation) bool {
			return was.InvitationTimestamp == is.InvitationTimestamp && was.SenderAccountId == is.SenderAccountId &&
				was.ResourceShareArn == is.ResourceShareArn
		}),
		Hidden: invariants.OwnOnly,
		Unknown: func(c *invariants.Call, n *invariants.Name) bool {
			_, invited := Of(c).named.Find(c.As.Account)
			sender, ok := invariants.ScopeOf(n.Text)
			return ok && sender.Account != c.As.Account || invited
		},
		Ended: func(c *invariants.Call, r *invariants.Resource) string {
			if ended := string(Of(c).invitations.Of(r.ID).ended); ended != "" && r.State != ended {
				return r.ID + " is " + r.State + " after it was " + ended
			}
			return ""
		},
	}
	permissionKind = &invariants.Kind{
		Name: "permission", Path: "permission/",
		Hidden: func(c *invariants.Call, r *invariants.Resource) string {
			if scope, ok := invariants.ScopeOf(r.ARN); ok && scope.Account != c.As.Account && scope.Account != "aws" {
				return "the permission " + r.ARN + " is shown"
			}
			return ""
		},
		Ended: func(c *invariants.Call, r *invariants.Resource) string {
			if Of(c).permissions.Of(r.ID).gone {
				return r.ID + " is listed though it was deleted"
			}
			return ""
		},
	}
)

func shown(c *invariants.Call, show func(invariants.Resource)) {
	for s := range shares(c.Out) {
		_, makes := c.In.(*ram.CreateResourceShare)
		_, updates := c.In.(*ram.UpdateResourceShare)
		scope := kernel.Scope{Account: s.OwningAccountId, Region: c.As.Region}
		show(invariants.Resource{
			Kind: shareKind, ID: s.ResourceShareArn, ARN: s.ResourceShareArn, Scope: scope, State: string(s.Status),
			Created: s.CreationTime, Updated: s.LastUpdatedTime, Made: makes, Touched: updates, Shown: s,
		})
		if s.FeatureSet != "" {
			show(invariants.Resource{Kind: featureKind, ID: s.ResourceShareArn, State: string(s.FeatureSet), Shown: s})
		}
	}
	for a := range associations(c.Out) {
		show(invariants.Resource{
			Kind: associationKind, ID: a.AssociatedEntity, Of: a.ResourceShareArn, State: string(a.Status),
			Created: a.CreationTime, Updated: a.LastUpdatedTime, Shown: a,
		})
	}
	for i := range invitations(c.Out) {
		scope := kernel.Scope{Account: i.ReceiverAccountId, Region: c.As.Region}
		show(invariants.Resource{
			Kind: invitationKind, ID: i.ResourceShareInvitationArn, Scope: scope, State: string(i.Status),
			Created: i.InvitationTimestamp, Shown: i,
		})
	}
	if out, ok := c.Out.(*ram.ListPermissionsOutput); ok {
		for i := range out.Permissions {
			p := &out.Permissions[i]
			show(invariants.Resource{
				Kind: permissionKind, ID: p.Arn, ARN: p.Arn, Created: p.CreationTime, Updated: p.LastUpdatedTime, Shown: p,
			})
		}
	}
}

// none yields nothing.
func none[T any](func(*T) bool) {}

// all yields the elements of a list, and one more where it is not nil.
func all[T any](list []T, one *T) func(func(*T) bool) {
	return func(yield func(*T) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
		if one != nil {
			yield(one)
		}
	}
}

func shares(out any) func(func(*ram.ResourceShare) bool) {
	switch out := out.(type) {
	case *ram.GetResourceSharesOutput:
		return all(out.ResourceShares, nil)
	case *ram.CreateResourceShareOutput:
		return all(nil, out.ResourceShare)
	case *ram.UpdateResourceShareOutput:
		return all(nil, out.ResourceShare)
	}
	return none[ram.ResourceShare]
}

func associations(out any) func(func(*ram.ResourceShareAssociation) bool) {
	switch out := out.(type) {
	case *ram.GetResourceShareAssociationsOutput:
		return all(out.ResourceShareAssociations, nil)
	case *ram.AssociateResourceShareOutput:
		return all(out.ResourceShareAssociations, nil)
	case *ram.DisassociateResourceShareOutput:
		return all(out.ResourceShareAssociations, nil)
	}
	return none[ram.ResourceShareAssociation]
}

func invitations(out any) func(func(*ram.ResourceShareInvitation) bool) {
	switch out := out.(type) {
	case *ram.GetResourceShareInvitationsOutput:
		return all(out.ResourceShareInvitations, nil)
	case *ram.AcceptResourceShareInvitationOutput:
		return all(nil, out.ResourceShareInvitation)
	case *ram.RejectResourceShareInvitationOutput:
		return all(nil, out.ResourceShareInvitation)
	}
	return none[ram.ResourceShareInvitation]
}

func named(c *invariants.Call, name func(invariants.Name)) {
	share := func(arn string, owners, sole bool) {
		scope, _ := invariants.ScopeOf(arn)
		name(invariants.Name{Kind: shareKind, ID: arn, Text: arn, Scope: scope, Owners: owners, Sole: sole})
	}
	invitation := func(arn string, sole bool) {
		scope, _ := invariants.ScopeOf(arn)
		if _, shown := c.Seen(invitationKind, arn); !shown {
			scope = kernel.Scope{} // the receiver's is not known
		}
		name(invariants.Name{Kind: invitationKind, ID: arn, Text: arn, Scope: scope, Owners: true, Sole: sole})
	}
	switch in := c.In.(type) {
	case *ram.UpdateResourceShare:
		share(in.ResourceShareArn, true, false)
	case *ram.DeleteResourceShare:
		share(in.ResourceShareArn, true, true)
	case *ram.PromoteResourceShareCreatedFromPolicy:
		share(in.ResourceShareArn, true, true)
	case *ram.AssociateResourceShare:
		share(in.ResourceShareArn, true, false)
		resources(in.ResourceArns, name)
	case *ram.CreateResourceShare:
		resources(in.ResourceArns, name)
	case *ram.DisassociateResourceShare:
		share(in.ResourceShareArn, !Of(c).leaving(c, in), false)
	case *ram.AssociateResourceSharePermission:
		share(in.ResourceShareArn, true, false)
	case *ram.DisassociateResourceSharePermission:
		share(in.ResourceShareArn, true, false)
	case *ram.TagResource:
		share(in.ResourceShareArn+in.ResourceArn, true, false)
	case *ram.UntagResource:
		share(in.ResourceShareArn+in.ResourceArn, true, false)
	case *ram.DeletePermission:
		share(in.PermissionArn, true, false)
	case *ram.ListResourceSharePermissions:
		share(in.ResourceShareArn, false, false)
	case *ram.GetResourcePolicies:
		resources(in.ResourceArns, name)
	case *ram.AcceptResourceShareInvitation:
		invitation(in.ResourceShareInvitationArn, true)
	case *ram.RejectResourceShareInvitation:
		invitation(in.ResourceShareInvitationArn, true)
	case *ram.ListPendingInvitationResources:
		invitation(in.ResourceShareInvitationArn, in.NextToken == "" && in.MaxResults == nil)
	}
}

// resources names what only its owner shares.
func resources(arns []string, name func(invariants.Name)) {
	for _, arn := range arns {
		scope, _ := invariants.ScopeOf(arn)
		name(invariants.Name{Kind: shareKind, ID: arn, Text: arn, Scope: scope, Owners: true})
	}
}

// isBackup reports whether an ARN names a backup of CloudHSM, which waits for
// invitations to be answered for less long than other resources.
func isBackup(arn string) bool {
	return strings.Contains(arn, ":cloudhsm:") && strings.Contains(arn, ":backup/")
}

// isCluster reports whether an ARN names a DB cluster of RDS.
func isCluster(arn string) bool {
	return strings.Contains(arn, ":rds:") && strings.Contains(arn, ":cluster:")
}
