package ebs

import (
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// DescribeRegions lists the Regions that the account has.
type DescribeRegions struct {
	AllRegions  *bool
	DryRun      *bool
	Filters     []Filter `query:"Filter"`
	RegionNames []string `query:"RegionName"`
}

// DescribeRegionsOutput is the whole list.
type DescribeRegionsOutput struct {
	Regions []Region `wire:"regionInfo"`
}

// Region is a Region as an account sees it.
type Region struct {
	Endpoint    string            `wire:"regionEndpoint" sent:"always"`
	Geography   []RegionGeography `wire:"geographySet"`
	OptInStatus string            `sent:"always"`
	RegionName  string            `sent:"always"`
}

// RegionGeography is where a Region is, which the model does not know.
type RegionGeography struct{ Name string }

// DescribeAvailabilityZones lists the Availability Zones of the Region.
type DescribeAvailabilityZones struct {
	AllAvailabilityZones *bool
	DryRun               *bool
	Filters              []Filter `query:"Filter"`
	ZoneIds              []string `query:"ZoneId"`
	ZoneNames            []string `query:"ZoneName"`
}

// DescribeAvailabilityZonesOutput is the whole list.
type DescribeAvailabilityZonesOutput struct {
	AvailabilityZones []AvailabilityZone `wire:"availabilityZoneInfo"`
}

// AvailabilityZone is a zone as an account sees it.
type AvailabilityZone struct {
	Geography          []AvailabilityZoneGeography `wire:"geographySet"`
	GroupLongName      string
	GroupName          string
	Messages           []AvailabilityZoneMessage `wire:"messageSet"`
	NetworkBorderGroup string
	OptInStatus        AvailabilityZoneOptInStatus
	ParentZoneId       string
	ParentZoneName     string
	RegionName         string
	State              AvailabilityZoneState          `wire:"zoneState"`
	SubGeography       []AvailabilityZoneSubGeography `wire:"subGeographySet"`
	ZoneId             string
	ZoneName           string
	ZoneType           string
}

// AvailabilityZoneMessage is about a zone; there is none.
type AvailabilityZoneMessage struct{ Message string }

// AvailabilityZoneGeography is where a zone is, which the model does not know.
type AvailabilityZoneGeography struct{ Name string }

// AvailabilityZoneSubGeography is where a zone is, which the model does not know.
type AvailabilityZoneSubGeography struct{ Name string }

// AvailabilityZoneOptInStatus is whether an account asked for a zone.
type AvailabilityZoneOptInStatus string

// The states of what an account may ask for.
const (
	OptInNotRequired AvailabilityZoneOptInStatus = "opt-in-not-required"
	optedIn          AvailabilityZoneOptInStatus = "opted-in"
	NotOptedIn       AvailabilityZoneOptInStatus = "not-opted-in"
)

// Values lists the enumeration.
func (AvailabilityZoneOptInStatus) Values() []AvailabilityZoneOptInStatus {
	return []AvailabilityZoneOptInStatus{OptInNotRequired, optedIn, NotOptedIn}
}

// AvailabilityZoneState is the state of a zone, which is always available.
type AvailabilityZoneState string

const zoneAvailable AvailabilityZoneState = "available"

// Values lists the enumeration.
func (AvailabilityZoneState) Values() []AvailabilityZoneState {
	return []AvailabilityZoneState{zoneAvailable, "information", "impaired", "unavailable", "constrained"}
}

// The rules of Regions and zones.
var (
	AccountsHaveTheirRegions = rules.Add(kernel.Rule{
		ID: "EBS-RGN-01", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "DescribeRegions lists the Regions of the caller's partition that the account has, and with AllRegions, or " +
			"by their names, those that it would have to ask for.",
		Operations: []string{"DescribeRegions"},
	})
	RegionsAreNamed = rules.Add(kernel.Rule{
		ID: "EBS-RGN-02", Kind: kernel.Refusal, Error: InvalidParameterValue, Evidence: kernel.Inferred,
		Source:     "follows from the names being those of Regions and zones; which error is not known",
		Says:       "Who asks for a Region or zone by a name or ID that none has is refused.",
		Operations: []string{"DescribeRegions", "DescribeAvailabilityZones"},
	})
	ZonesAreOfTheirRegion = rules.Add(kernel.Rule{
		ID: "EBS-RGN-03", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel,
		Says: "DescribeAvailabilityZones lists the zones of the Region that is called, each with its name and the ID that " +
			"all accounts have for it.",
		Operations: []string{"DescribeAvailabilityZones"},
	})
)

var regionFilters = filters[Region]{
	"endpoint":      func(r *Region) string { return r.Endpoint },
	"opt-in-status": func(r *Region) string { return r.OptInStatus },
	"region-name":   func(r *Region) string { return r.RegionName },
}

var zoneFilters = filters[AvailabilityZone]{
	"group-long-name": func(z *AvailabilityZone) string { return z.GroupLongName },
	"group-name":      func(z *AvailabilityZone) string { return z.GroupName },
	"message":         nothing[AvailabilityZone], "parent-zone-id": nothing[AvailabilityZone],
	"parent-zone-name": nothing[AvailabilityZone],
	"opt-in-status":    func(z *AvailabilityZone) string { return string(z.OptInStatus) },
	"region-name":      func(z *AvailabilityZone) string { return z.RegionName },
	"state":            func(z *AvailabilityZone) string { return string(z.State) },
	"zone-id":          func(z *AvailabilityZone) string { return z.ZoneId },
	"zone-name":        func(z *AvailabilityZone) string { return z.ZoneName },
	"zone-type":        func(z *AvailabilityZone) string { return z.ZoneType },
}

func showRegion(r *kernel.Region) Region {
	out := Region{Endpoint: "ec2." + r.Name + ".amazonaws.com", OptInStatus: string(OptInNotRequired), RegionName: r.Name}
	if r.OptIn {
		out.OptInStatus = string(NotOptedIn)
	}
	return out
}

func (s *Service) describeRegions(c *kernel.Call, in *DescribeRegions) (*DescribeRegionsOutput, error) {
	fits, err := untagged(s, c, in.Filters, regionFilters)
	if err != nil {
		return nil, err
	}
	partition := kernel.Partition(c.Region)
	for _, name := range in.RegionNames {
		r := kernel.RegionOf(name)
		if err := c.Require(r != nil && r.Partition() == partition, RegionsAreNamed, "Invalid region: '%s'",
			name); err != nil {
			return nil, err
		}
	}
	out := &DescribeRegionsOutput{Regions: []Region{}}
	for i := range kernel.AllRegions {
		r := &kernel.AllRegions[i]
		named := slices.Contains(in.RegionNames, r.Name)
		asked := !r.OptIn || named || kernel.Value(in.AllRegions)
		if r.Partition() != partition || len(in.RegionNames) > 0 && !named ||
			!asked && c.Applies(true, AccountsHaveTheirRegions) {
			continue
		}
		if shown := showRegion(r); fits(&shown) {
			out.Regions = append(out.Regions, shown)
		}
	}
	return out, nil
}

func (s *Service) describeAvailabilityZones(
	c *kernel.Call, in *DescribeAvailabilityZones,
) (*DescribeAvailabilityZonesOutput, error) {
	fits, err := untagged(s, c, in.Filters, zoneFilters)
	if err != nil {
		return nil, err
	}
	region := kernel.RegionOf(c.Region)
	if !c.Applies(true, ZonesAreOfTheirRegion) {
		region = &kernel.AllRegions[0]
	}
	for _, name := range slices.Concat(in.ZoneNames, in.ZoneIds) {
		_, known := region.Zone(name)
		if err := c.Require(known, RegionsAreNamed, "Invalid availability zone: [%s]", name); err != nil {
			return nil, err
		}
	}
	out := &DescribeAvailabilityZonesOutput{AvailabilityZones: []AvailabilityZone{}}
	for _, z := range region.All() {
		if len(in.ZoneNames) > 0 && !slices.Contains(in.ZoneNames, z.Name) ||
			len(in.ZoneIds) > 0 && !slices.Contains(in.ZoneIds, z.ID) {
			continue
		}
		shown := AvailabilityZone{
			GroupName: region.Name + "-zg-1", NetworkBorderGroup: region.Name, OptInStatus: OptInNotRequired,
			Messages: []AvailabilityZoneMessage{}, RegionName: region.Name, State: zoneAvailable, ZoneId: z.ID,
			ZoneName: z.Name, ZoneType: "availability-zone",
		}
		if fits(&shown) {
			out.AvailabilityZones = append(out.AvailabilityZones, shown)
		}
	}
	return out, nil
}
