package ram

import "github.com/shareproof/shareproof/model/kernel"

// found says how what calls have made is found without their answers.
var found = []kernel.Undoing{
	kernel.Find[CreateResourceShare, CreateResourceShareOutput](
		func(key string) any {
			return &GetResourceShares{ResourceOwner: Self, TagFilters: []TagFilter{{TagKey: key}}}
		},
		func(list *GetResourceSharesOutput) (all []kernel.Shown) {
			for _, s := range list.ResourceShares {
				if s.Status != Deleted && s.Status != Deleting {
					all = append(all, kernel.Shown{In: &CreateResourceShare{}, Of: s,
						Out: &CreateResourceShareOutput{ResourceShare: &ResourceShare{ResourceShareArn: s.ResourceShareArn}}})
				}
			}
			return all
		}),
	kernel.Find[CreatePermission, CreatePermissionOutput](
		func(string) any { return &ListPermissions{PermissionType: PermissionTypeFilter(CustomerManaged)} },
		func(list *ListPermissionsOutput) (all []kernel.Shown) {
			for _, p := range list.Permissions {
				if p.Status != string(PermissionDeleted) && p.Status != "DELETING" {
					all = append(all, kernel.Shown{In: &CreatePermission{}, Of: p,
						Out: &CreatePermissionOutput{Permission: &ResourceSharePermissionSummary{Arn: p.Arn}}})
				}
			}
			return all
		}),
	kernel.Lost[PromotePermissionCreatedFromPolicy]("what it makes bears no tag"),
}
