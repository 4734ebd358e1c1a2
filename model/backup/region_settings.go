package backup

import (
	"maps"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

var regionSettingsOperations = []*kernel.Operation{
	kernel.Op((*Service).updateRegionSettings),
	kernel.Op((*Service).describeRegionSettings),
	kernel.Op((*Service).getSupportedResourceTypes),
}

// regionSettings are what an account chose in a Region besides what holds anyway.
type regionSettings struct {
	Out    []string // the types that it is not opted in to, in their order
	Unkept []string // the types whose backups AWS Backup does not manage wholly
}

// supportedTypes are the resource types of AWS Backup in the order of their names.
// CloudHSM is none.
var supportedTypes = []string{
	Aurora, "DocumentDB", "DynamoDB", EBS, "EC2", EFS, "FSx", "Neptune", "RDS", "S3", "Storage Gateway", "VirtualMachine",
}

var managedTypes = []string{"DynamoDB", EFS}

// TypesAreOptedIn is the rule of Region settings.
var TypesAreOptedIn = rules.Add(kernel.Rule{
	ID: "BKP-ORG-12", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Observed, Source: terraform,
	Says: "An account is opted in to twelve resource types in each Region until it says otherwise, type by type; the " +
		"types that AWS Backup may manage wholly are DynamoDB and EFS; CloudHSM is no type of AWS Backup.",
	Operations: []string{"UpdateRegionSettings", "DescribeRegionSettings", "GetSupportedResourceTypes"},
})

func (s *Service) updateRegionSettings(c *kernel.Call, in *UpdateRegionSettings) (*UpdateRegionSettingsOutput, error) {
	for _, given := range []struct {
		choices map[string]bool
		known   []string
	}{
		{in.ResourceTypeOptInPreference, supportedTypes}, {in.ResourceTypeManagementPreference, managedTypes},
	} {
		for _, name := range slices.Sorted(maps.Keys(given.choices)) {
			if err := c.Require(slices.Contains(given.known, name), TypesAreOptedIn, "Invalid resource type: %s",
				name); err != nil {
				return nil, err
			}
		}
	}
	r := s.RegionSettings.Get(c.Scope(), c.Region)
	if r == nil {
		r = &regionSettings{}
		s.RegionSettings.In(c.Scope()).Put(c.Region, r)
	}
	r.Out = chosen(r.Out, in.ResourceTypeOptInPreference)
	r.Unkept = chosen(r.Unkept, in.ResourceTypeManagementPreference)
	s.tellOfRegion(c.Scope(), in.ResourceTypeOptInPreference)
	return &UpdateRegionSettingsOutput{}, nil
}

// chosen returns the types that are not wanted, after some choices.
func chosen(unwanted []string, choices map[string]bool) []string {
	next := slices.DeleteFunc(slices.Clone(unwanted), func(name string) bool { return choices[name] })
	for _, name := range slices.Sorted(maps.Keys(choices)) {
		if !choices[name] && !slices.Contains(next, name) {
			next = append(next, name)
		}
	}
	slices.Sort(next)
	return next
}

// optedIn reports whether an account is opted in to a resource type in a Region.
func (s *Service) optedIn(at kernel.Scope, name string) bool {
	r := s.RegionSettings.See(at, at.Region)
	return r == nil || !slices.Contains(r.Out, name)
}

func (s *Service) describeRegionSettings(
	c *kernel.Call, _ *DescribeRegionSettings,
) (*DescribeRegionSettingsOutput, error) {
	out := &DescribeRegionSettingsOutput{
		ResourceTypeManagementPreference: map[string]bool{}, ResourceTypeOptInPreference: map[string]bool{},
	}
	r := s.RegionSettings.See(c.Scope(), c.Region)
	if r == nil {
		r = &regionSettings{}
	}
	for _, name := range supportedTypes {
		out.ResourceTypeOptInPreference[name] = !slices.Contains(r.Out, name)
	}
	for _, name := range managedTypes {
		out.ResourceTypeManagementPreference[name] = !slices.Contains(r.Unkept, name)
	}
	return out, nil
}

func (s *Service) getSupportedResourceTypes(
	*kernel.Call, *GetSupportedResourceTypes,
) (*GetSupportedResourceTypesOutput, error) {
	return &GetSupportedResourceTypesOutput{slices.Clone(supportedTypes)}, nil
}
