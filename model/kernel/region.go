package kernel

import (
	"slices"
	"strconv"
	"strings"
)

// Region is a Region of AWS.
type Region struct {
	Name string
	// Short is what the IDs of its Availability Zones begin with, as in "use1".
	Short string
	// Zones are the letters of its Availability Zones, in the order of their IDs.
	Zones string
	// OptIn is true of a Region that accounts have only where they ask for it. No
	// account of a world does.
	OptIn bool
}

// AllRegions are the Regions of AWS, in the order of their names.
var AllRegions = []Region{
	{Name: "af-south-1", Short: "afs1", Zones: "abc", OptIn: true},
	{Name: "ap-east-1", Short: "ape1", Zones: "abc", OptIn: true},
	{Name: "ap-east-2", Short: "ape2", Zones: "abc", OptIn: true},
	{Name: "ap-northeast-1", Short: "apne1", Zones: "acd"},
	{Name: "ap-northeast-2", Short: "apne2", Zones: "abcd"},
	{Name: "ap-northeast-3", Short: "apne3", Zones: "abc"},
	{Name: "ap-south-1", Short: "aps1", Zones: "abc"},
	{Name: "ap-south-2", Short: "aps2", Zones: "abc", OptIn: true},
	{Name: "ap-southeast-1", Short: "apse1", Zones: "abc"},
	{Name: "ap-southeast-2", Short: "apse2", Zones: "abc"},
	{Name: "ap-southeast-3", Short: "apse3", Zones: "abc", OptIn: true},
	{Name: "ap-southeast-4", Short: "apse4", Zones: "abc", OptIn: true},
	{Name: "ap-southeast-5", Short: "apse5", Zones: "abc", OptIn: true},
	{Name: "ap-southeast-6", Short: "apse6", Zones: "abc", OptIn: true},
	{Name: "ap-southeast-7", Short: "apse7", Zones: "abc", OptIn: true},
	{Name: "ca-central-1", Short: "cac1", Zones: "abd"},
	{Name: "ca-west-1", Short: "caw1", Zones: "abc", OptIn: true},
	{Name: "eu-central-1", Short: "euc1", Zones: "abc"},
	{Name: "eu-central-2", Short: "euc2", Zones: "abc", OptIn: true},
	{Name: "eu-north-1", Short: "eun1", Zones: "abc"},
	{Name: "eu-south-1", Short: "eus1", Zones: "abc", OptIn: true},
	{Name: "eu-south-2", Short: "eus2", Zones: "abc", OptIn: true},
	{Name: "eu-west-1", Short: "euw1", Zones: "abc"},
	{Name: "eu-west-2", Short: "euw2", Zones: "abc"},
	{Name: "eu-west-3", Short: "euw3", Zones: "abc"},
	{Name: "il-central-1", Short: "ilc1", Zones: "abc", OptIn: true},
	{Name: "me-central-1", Short: "mec1", Zones: "abc", OptIn: true},
	{Name: "me-south-1", Short: "mes1", Zones: "abc", OptIn: true},
	{Name: "mx-central-1", Short: "mxc1", Zones: "abc", OptIn: true},
	{Name: "sa-east-1", Short: "sae1", Zones: "abc"},
	{Name: "us-east-1", Short: "use1", Zones: "abcdef"},
	{Name: "us-east-2", Short: "use2", Zones: "abc"},
	{Name: "us-gov-east-1", Short: "usge1", Zones: "abc"},
	{Name: "us-gov-west-1", Short: "usgw1", Zones: "abc"},
	{Name: "us-west-1", Short: "usw1", Zones: "abc"},
	{Name: "us-west-2", Short: "usw2", Zones: "abcd"},
}

// Regions lists the names of the Regions that a world has: those that every account
// has without asking.
var Regions = regionsOfAWorld()

func regionsOfAWorld() (names []string) {
	for i := range AllRegions {
		if !AllRegions[i].OptIn {
			names = append(names, AllRegions[i].Name)
		}
	}
	return names
}

// RegionOf returns the Region of a name, or nil.
func RegionOf(name string) *Region {
	i, ok := slices.BinarySearchFunc(AllRegions, name, func(r Region, name string) int {
		return strings.Compare(r.Name, name)
	})
	if !ok {
		return nil
	}
	return &AllRegions[i]
}

// Partition returns the partition of the Region.
func (r *Region) Partition() string { return Partition(r.Name) }

// Zone is an Availability Zone: its name in an account, and its ID in all. In a world
// all accounts have the same names.
type Zone struct{ Name, ID string }

// All returns the Region's Availability Zones.
func (r *Region) All() []Zone {
	zones := make([]Zone, len(r.Zones))
	for i, letter := range r.Zones {
		zones[i] = Zone{r.Name + string(letter), r.Short + "-az" + strconv.Itoa(i+1)}
	}
	return zones
}

// Zone returns the Availability Zone of a name or an ID, false where there is none.
func (r *Region) Zone(named string) (Zone, bool) {
	all := r.All()
	i := slices.IndexFunc(all, func(z Zone) bool { return z.Name == named || z.ID == named })
	if i < 0 {
		return Zone{}, false
	}
	return all[i], true
}
