package laws

import (
	"cmp"

	"github.com/shareproof/shareproof/model/cloudhsm"
	"github.com/shareproof/shareproof/model/ebs"
	"github.com/shareproof/shareproof/model/iam"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/kms"
	"github.com/shareproof/shareproof/model/organizations"
	"github.com/shareproof/shareproof/model/ram"
	"github.com/shareproof/shareproof/model/services"
)

// entry names what a page shows, so that no two things have the same.
type entry struct {
	id, of string
	at     kernel.Time
}

// listing is one page as the laws of listings look at it.
type listing struct {
	token, next string
	most        int
	whole       bool // nothing is filtered out but by ID
	order       int  // of the entries' times: 1 rising, -1 falling, 0 none
	places      bool // the token counts places, which move when something changes
	entries     []entry
}

func pageOf[T any](l listing, token, next string, max *int32, otherwise int, shown []T, name func(*T) entry) (listing, bool) {
	l.token, l.next, l.most = token, next, otherwise
	if max != nil {
		l.most = int(*max)
	}
	l.entries = make([]entry, len(shown))
	for i := range shown {
		l.entries[i] = name(&shown[i])
	}
	return l, true
}

// byIDs tells whether filters leave out nothing, or only what has other IDs.
func byIDs(filters map[string][]string, name string) bool {
	return len(filters) == 0 || len(filters) == 1 && len(filters[name]) > 0
}

// made is when a backup came into being where it is.
func made(b *cloudhsm.Backup) kernel.Time { return cmp.Or(b.CopyTimestamp, b.CreateTimestamp) }

// listingOf returns the page that a call got.
func listingOf(call *Call) (l listing, ok bool) {
	switch in := call.In.(type) {
	case *cloudhsm.DescribeClusters:
		out := call.Out.(*cloudhsm.DescribeClustersOutput)
		return pageOf(listing{whole: byIDs(in.Filters, "clusterIds"), order: 1}, in.NextToken, out.NextToken, in.MaxResults, 25, out.Clusters,
			func(c *cloudhsm.Cluster) entry { return entry{id: c.ClusterId, at: c.CreateTimestamp} })
	case *cloudhsm.DescribeBackups:
		out, order := call.Out.(*cloudhsm.DescribeBackupsOutput), -1
		if kernel.Value(in.SortAscending) {
			order = 1
		}
		return pageOf(listing{whole: byIDs(in.Filters, "backupIds"), order: order}, in.NextToken, out.NextToken, in.MaxResults, 50, out.Backups,
			func(b *cloudhsm.Backup) entry { return entry{id: b.BackupId, at: made(b)} })
	case *cloudhsm.ListTags:
		out := call.Out.(*cloudhsm.ListTagsOutput)
		return pageOf(listing{whole: true, places: true}, in.NextToken, out.NextToken, in.MaxResults, 100, out.TagList,
			func(t *cloudhsm.Tag) entry { return entry{id: t.Key} })
	case *ram.GetResourceShares:
		out := call.Out.(*ram.GetResourceSharesOutput)
		whole := in.Name == "" && in.PermissionArn == "" && in.PermissionVersion == nil && len(in.ResourceShareArns) == 0 && in.ResourceShareStatus == "" && len(in.TagFilters) == 0
		return pageOf(listing{whole: whole, order: 1}, in.NextToken, out.NextToken, in.MaxResults, 500, out.ResourceShares,
			func(s *ram.ResourceShare) entry { return entry{id: s.ResourceShareArn, at: s.CreationTime} })
	case *ram.GetResourceShareAssociations:
		out := call.Out.(*ram.GetResourceShareAssociationsOutput)
		whole := in.AssociationStatus == "" && in.Principal == "" && in.ResourceArn == "" && len(in.ResourceShareArns) == 0
		return pageOf(listing{whole: whole, order: 1}, in.NextToken, out.NextToken, in.MaxResults, 500, out.ResourceShareAssociations,
			func(a *ram.ResourceShareAssociation) entry {
				return entry{a.AssociatedEntity, a.ResourceShareArn, a.CreationTime}
			})
	case *ram.GetResourceShareInvitations:
		out := call.Out.(*ram.GetResourceShareInvitationsOutput)
		return pageOf(listing{whole: len(in.ResourceShareArns)+len(in.ResourceShareInvitationArns) == 0}, in.NextToken, out.NextToken, in.MaxResults, 500, out.ResourceShareInvitations,
			func(i *ram.ResourceShareInvitation) entry {
				return entry{id: i.ResourceShareInvitationArn, of: i.ResourceShareArn}
			})
	case *ram.ListResources:
		out := call.Out.(*ram.ListResourcesOutput)
		whole := in.Principal == "" && in.ResourceType == "" && len(in.ResourceArns)+len(in.ResourceShareArns) == 0 && (in.ResourceRegionScope == "" || in.ResourceRegionScope == "ALL")
		return pageOf(listing{whole: whole, order: 1}, in.NextToken, out.NextToken, in.MaxResults, 500, out.Resources,
			func(e *ram.Resource) entry { return entry{e.Arn, e.ResourceShareArn, e.CreationTime} })
	case *ram.ListPrincipals:
		out := call.Out.(*ram.ListPrincipalsOutput)
		return pageOf(listing{order: 1}, in.NextToken, out.NextToken, in.MaxResults, 500, out.Principals,
			func(p *ram.Principal) entry { return entry{p.Id, p.ResourceShareArn, p.CreationTime} })
	case *ram.ListPermissions:
		out := call.Out.(*ram.ListPermissionsOutput)
		return pageOf(listing{places: true}, in.NextToken, out.NextToken, in.MaxResults, 500, out.Permissions,
			func(p *ram.ResourceSharePermissionSummary) entry { return entry{id: p.Arn} })
	case *organizations.ListAccounts:
		out := call.Out.(*organizations.ListAccountsOutput)
		return pageOf(listing{whole: true, order: 1}, in.NextToken, out.NextToken, in.MaxResults, 20, out.Accounts,
			func(a *organizations.Account) entry { return entry{id: a.Id, at: a.JoinedTimestamp} })
	case *organizations.ListOrganizationalUnitsForParent:
		out := call.Out.(*organizations.ListOrganizationalUnitsForParentOutput)
		return pageOf(listing{whole: true}, in.NextToken, out.NextToken, in.MaxResults, 20, out.OrganizationalUnits,
			func(u *organizations.OrganizationalUnit) entry { return entry{id: u.Id} })
	case *organizations.ListHandshakesForAccount:
		out := call.Out.(*organizations.ListHandshakesForAccountOutput)
		return pageOf(listing{whole: in.Filter == nil, order: 1}, in.NextToken, out.NextToken, in.MaxResults, 20, out.Handshakes,
			func(h *organizations.Handshake) entry { return entry{id: h.Id, at: h.RequestedTimestamp} })
	}
	switch services.OperationOf(call.In).API.Service {
	case kms.API.Service:
		return keyListing(call)
	case ebs.API.Service:
		return snapshotListing(call)
	case iam.API.Service:
		return identityListing(call)
	}
	return listing{}, false
}
