package cloudhsm

import (
	"fmt"
	"strings"

	"github.com/shareproof/shareproof/model/kernel"
)

// subnet is where an HSM's network interface lives. No VPC is modelled:
// every subnet ID exists, and its digits tell where. The last digit stands for
// the Availability Zone (a to f for zones a to f, 0 to 9 for zones a to c in
// turn), all digits before it for the VPC.
type subnet struct{ ID, VPC, Zone, Prefix string }

func locate(region, id string) subnet {
	digits := strings.TrimPrefix(strings.ToLower(id), "subnet-")
	last := digits[len(digits)-1]
	zone := last
	if last <= '9' {
		zone = 'a' + (last-'0')%3
	}
	return subnet{
		ID: id, VPC: "vpc-" + digits[:len(digits)-1] + "0",
		Zone: region + string(zone), Prefix: "10.0." + string('0'+zone-'a') + ".",
	}
}

// The rules of where HSMs live.
var (
	SubnetsAreOfOneVPC = rules.Add(kernel.Rule{
		ID: "HSM-CLU-02", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented,
		Source:     "API reference of CreateCluster",
		Says:       "A cluster's subnets are of one VPC, at most one in each Availability Zone.",
		Operations: []string{"CreateCluster"},
	})
	HsmsLiveInTheClustersZones = rules.Add(kernel.Rule{
		ID: "HSM-HSM-02", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Inferred,
		Source:     "API reference of CreateHsm",
		Says:       "An HSM is put into an Availability Zone in which its cluster has a subnet.",
		Operations: []string{"CreateHsm"},
	})
	AddressesAreFreeOnesOfTheSubnet = rules.Add(kernel.Rule{
		ID: "HSM-HSM-03", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented,
		Source:     "API reference of CreateHsm",
		Says:       "An IpAddress asked for is a free one of the subnet; without one the service picks it.",
		Operations: []string{"CreateHsm"},
	})
)

func place(c *kernel.Call, ids []string) ([]subnet, error) {
	var placed []subnet
	for _, id := range ids {
		n := locate(c.Region, id)
		for _, other := range placed {
			if err := c.Require(n.VPC == other.VPC, SubnetsAreOfOneVPC, "Subnets %s and %s are of different VPCs.", n.ID,
				other.ID); err != nil {
				return nil, err
			}
			if err := c.Require(n.Zone != other.Zone, SubnetsAreOfOneVPC, "Subnets %s and %s are both in %s.", n.ID, other.ID,
				n.Zone); err != nil {
				return nil, err
			}
		}
		placed = append(placed, n)
	}
	return placed, nil
}

// address returns the wanted address of the subnet if it is free, or any free
// one.
func (s *Service) address(c *kernel.Call, n subnet, wanted string) (string, error) {
	taken := map[string]bool{}
	for h := range s.Hsms.View(c.Scope()).All {
		if h.Subnet.VPC == n.VPC {
			taken[h.IP] = true
		}
	}
	if wanted != "" {
		var host int
		_, err := fmt.Sscanf(wanted, n.Prefix+"%d", &host)
		free := err == nil && host >= 4 && host <= 254 && !taken[wanted]
		return wanted, c.Require(free, AddressesAreFreeOnesOfTheSubnet, "%s is not a free address of %s.", wanted, n.ID)
	}
	// AWS keeps the first four addresses of a subnet to itself.
	for host := 4; ; host++ {
		if ip := fmt.Sprint(n.Prefix, host); !taken[ip] {
			return ip, nil
		}
	}
}
