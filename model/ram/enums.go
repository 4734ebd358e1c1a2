package ram

// ResourceOwner tells whose resources a listing is about.
type ResourceOwner string

// The two sides of sharing.
const (
	Self          ResourceOwner = "SELF"
	OtherAccounts ResourceOwner = "OTHER-ACCOUNTS"
)

// Values lists the enumeration.
func (ResourceOwner) Values() []ResourceOwner { return []ResourceOwner{Self, OtherAccounts} }

// ResourceRegionScope reports whether a type's resources live in one Region.
type ResourceRegionScope string

// The scopes.
const (
	Regional ResourceRegionScope = "REGIONAL"
	Global   ResourceRegionScope = "GLOBAL"
)

// Values lists the enumeration.
func (ResourceRegionScope) Values() []ResourceRegionScope {
	return []ResourceRegionScope{Regional, Global}
}

// ResourceRegionScopeFilter picks types by scope.
type ResourceRegionScopeFilter string

// Values lists the enumeration.
func (ResourceRegionScopeFilter) Values() []ResourceRegionScopeFilter {
	return []ResourceRegionScopeFilter{"ALL", "REGIONAL", "GLOBAL"}
}

// picks reports whether the filter lets a scope pass.
func (f ResourceRegionScopeFilter) picks(scope ResourceRegionScope) bool {
	return f == "" || f == "ALL" || string(f) == string(scope)
}

// ResourceStatus is how far a shared resource can be used.
type ResourceStatus string

// The statuses that the model shows.
const (
	Available   ResourceStatus = "AVAILABLE"
	Unavailable ResourceStatus = "UNAVAILABLE"
)

// Values lists the enumeration.
func (ResourceStatus) Values() []ResourceStatus {
	return []ResourceStatus{Available, "ZONAL_RESOURCE_INACCESSIBLE", "LIMIT_EXCEEDED", Unavailable, "PENDING"}
}

// PermissionFeatureSet is what a permission can do.
type PermissionFeatureSet string

// The feature sets of permissions that the model shows.
const (
	PermissionFromPolicy PermissionFeatureSet = "CREATED_FROM_POLICY"
	PermissionStandard   PermissionFeatureSet = "STANDARD"
)

// Values lists the enumeration.
func (PermissionFeatureSet) Values() []PermissionFeatureSet {
	return []PermissionFeatureSet{PermissionFromPolicy, "PROMOTING_TO_STANDARD", PermissionStandard}
}

// PermissionStatus is the status of a permission.
type PermissionStatus string

// The statuses of permissions that the model shows.
const (
	Attachable        PermissionStatus = "ATTACHABLE"
	PermissionDeleted PermissionStatus = "DELETED"
)

// Values lists the enumeration.
func (PermissionStatus) Values() []PermissionStatus {
	return []PermissionStatus{Attachable, "UNATTACHABLE", "DELETING", PermissionDeleted}
}

// PermissionType tells who looks after a permission.
type PermissionType string

// The types of permissions.
const (
	CustomerManaged PermissionType = "CUSTOMER_MANAGED"
	AWSManaged      PermissionType = "AWS_MANAGED"
)

// Values lists the enumeration.
func (PermissionType) Values() []PermissionType {
	return []PermissionType{CustomerManaged, AWSManaged}
}

// PermissionTypeFilter picks permissions by type.
type PermissionTypeFilter string

// Values lists the enumeration.
func (PermissionTypeFilter) Values() []PermissionTypeFilter {
	return []PermissionTypeFilter{"ALL", "AWS_MANAGED", "CUSTOMER_MANAGED"}
}
