package backup

import "github.com/shareproof/shareproof/model/kernel"

// UpdateGlobalSettings changes the settings of the organization.
type UpdateGlobalSettings struct {
	_              struct{} `http:"PUT /global-settings"`
	GlobalSettings map[string]string
}

// UpdateGlobalSettingsOutput is empty.
type UpdateGlobalSettingsOutput struct{}

// DescribeGlobalSettings asks for the settings of the organization.
type DescribeGlobalSettings struct {
	_ struct{} `http:"GET /global-settings"`
}

// DescribeGlobalSettingsOutput is the settings, whose values are the texts true
// and false.
type DescribeGlobalSettingsOutput struct {
	GlobalSettings map[string]string
	LastUpdateTime kernel.Time
}

// UpdateRegionSettings opts an account in and out of resource types in a
// Region.
type UpdateRegionSettings struct {
	_                                struct{} `http:"PUT /account-settings"`
	ResourceTypeManagementPreference map[string]bool
	ResourceTypeOptInPreference      map[string]bool
}

// UpdateRegionSettingsOutput is empty.
type UpdateRegionSettingsOutput struct{}

// DescribeRegionSettings asks for the resource types that an account has opted
// in to in a Region.
type DescribeRegionSettings struct {
	_ struct{} `http:"GET /account-settings"`
}

// DescribeRegionSettingsOutput tells them.
type DescribeRegionSettingsOutput struct {
	ResourceTypeManagementPreference map[string]bool
	ResourceTypeOptInPreference      map[string]bool
}

// GetSupportedResourceTypes asks for the resource types that AWS Backup
// supports.
type GetSupportedResourceTypes struct {
	_ struct{} `http:"GET /supported-resource-types"`
}

// GetSupportedResourceTypesOutput lists them.
type GetSupportedResourceTypesOutput struct {
	ResourceTypes []string
}
