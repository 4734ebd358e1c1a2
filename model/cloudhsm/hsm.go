package cloudhsm

import (
	"fmt"
	"slices"
	"time"

	"github.com/shareproof/shareproof/model/kernel"
)

// hsm is one hardware security module of a cluster.
type hsm struct {
	Scope   kernel.Scope
	ID      string
	Cluster string
	Life    kernel.Life[HsmState]
	Type    string
	Subnet  subnet
	ENI     string
	IP      string
	IPv6    string
}

// HsmState is the state of an HSM.
type HsmState string

// The states of an HSM. A creation that fails ends in DEGRADED (HSM-HSM-06).
const (
	HsmCreateInProgress HsmState = "CREATE_IN_PROGRESS"
	HsmActive           HsmState = "ACTIVE"
	HsmDegraded         HsmState = "DEGRADED"
	HsmDeleteInProgress HsmState = "DELETE_IN_PROGRESS"
	HsmDeleted          HsmState = "DELETED"
)

// Values lists the enumeration (HSM-HSM-06).
func (HsmState) Values() []HsmState {
	return []HsmState{HsmCreateInProgress, HsmActive, HsmDegraded, HsmDeleteInProgress, HsmDeleted}
}

var hsmLifecycle = kernel.NewLifecycle(kernel.Lifecycle[HsmState, hsm]{
	Name: "CloudHSM HSM", Start: HsmCreateInProgress, Final: []HsmState{HsmDeleted},
	Like: map[HsmState]HsmState{HsmDegraded: HsmActive},
	Rows: []kernel.Row[HsmState, hsm]{
		{From: HsmCreateInProgress, On: kernel.Elapsed, To: HsmActive, After: hsmCreation, Rule: HsmsComeAndGo,
			Fails: HsmDegraded},
		{From: HsmDeleteInProgress, On: kernel.Elapsed, To: HsmDeleted, After: hsmDeletion, Rule: HsmsComeAndGo},

		{From: HsmCreateInProgress, On: "DeleteHsm", To: HsmDeleteInProgress, Rule: HsmsLinger},
		{From: HsmActive, On: "DeleteHsm", To: HsmDeleteInProgress, Rule: HsmsLinger},
		{From: HsmDeleteInProgress, On: "DeleteHsm", To: HsmDeleteInProgress, Rule: HsmsLinger},
	},
})

var (
	hsmCreation = &kernel.Timing{Name: "HSM creation", Earliest: 3 * time.Minute, Typical: 6 * time.Minute,
		Latest: 2 * time.Hour, Rule: HsmCreationTakesMinutes}
	hsmDeletion = &kernel.Timing{Name: "HSM deletion", Earliest: time.Minute, Typical: 2 * time.Minute, Latest: time.Hour,
		Rule: HsmDeletionTakesMinutes}
)

// CreateHsm adds an HSM to a cluster.
type CreateHsm struct {
	AvailabilityZone string `shape:"!AvailabilityZone"`
	ClusterId        string `shape:"!ClusterId" resource:"cluster"`
	IpAddress        string `shape:"IpAddress"`
}

// CreateHsmOutput shows the new HSM.
type CreateHsmOutput struct{ Hsm *Hsm }

// DeleteHsm removes the HSM that one of its IDs or its address names.
type DeleteHsm struct {
	ClusterId string `shape:"!ClusterId" resource:"cluster"`
	EniId     string `shape:"EniId"`
	EniIp     string `shape:"IpAddress"`
	HsmId     string `shape:"HsmId"`
}

// DeleteHsmOutput names the HSM.
type DeleteHsmOutput struct{ HsmId string }

// Hsm is an HSM as its owner sees it.
type Hsm struct {
	AvailabilityZone string
	ClusterId        string
	EniId            string
	EniIp            string
	EniIpV6          string
	HsmId            string `sent:"always,model"`
	HsmType          string
	State            HsmState
	StateMessage     string `sent:"set"`
	SubnetId         string
}

const hsmGuide = "CloudHSM User Guide, create-hsm"

// The rules of HSMs.
var (
	NewHsmsAreShown = rules.Add(kernel.Rule{
		ID: "HSM-HSM-01", Kind: kernel.Effect, Evidence: kernel.Documented, Source: hsmGuide,
		Says:       "CreateHsm answers with the HSM in CREATE_IN_PROGRESS, its network interface and its address.",
		Operations: []string{"CreateHsm"},
	})
	OneHsmUntilActive = rules.Add(kernel.Rule{
		ID: "HSM-HSM-04", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Observed,
		Source:     "terraform-provider-aws issue 7437",
		Says:       "A cluster that has its first HSM takes no second one before it is ACTIVE.",
		Operations: []string{"CreateHsm"},
	})
	HsmsJoinSettledClusters = rules.Add(kernel.Rule{
		ID: "HSM-HSM-05", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Observed,
		Source: hsmGuide + "; alchemy-run/alchemy",
		Says: "The first HSM joins an UNINITIALIZED cluster, further ones an ACTIVE cluster, and none a cluster " +
			"with other work in progress.",
		Operations: []string{"CreateHsm"},
	})
	HsmsComeAndGo = rules.Add(kernel.Rule{
		ID: "HSM-HSM-06", Kind: kernel.Effect, Evidence: kernel.SDKModel, Source: serviceModel, Also: []string{"HSM-CLU-33"},
		Says: "An HSM goes from CREATE_IN_PROGRESS to ACTIVE and from DELETE_IN_PROGRESS out of its cluster, where " +
			"alone it is seen.",
		Operations: []string{"CreateHsm", "DeleteHsm", "DescribeClusters"},
	})
	HsmsAreNamedOneWay = rules.Add(kernel.Rule{
		ID: "HSM-HSM-07", Kind: kernel.Refusal, Error: InvalidRequest, Evidence: kernel.Documented,
		Source:     "API reference of DeleteHsm",
		Says:       "DeleteHsm names the HSM by exactly one of HsmId, EniId and EniIp, and answers with the HsmId.",
		Operations: []string{"DeleteHsm"},
	})
	HsmsLinger = rules.Add(kernel.Rule{
		ID: "HSM-HSM-09", Kind: kernel.Effect, Evidence: kernel.Observed,
		Source: "RadiumGu/pix-proxy-samples, measured on a real cluster", Also: []string{"HSM-HSM-12"},
		Says: "A deleted HSM stays in its cluster as DELETE_IN_PROGRESS for some minutes, and the cluster stays as " +
			"it is, even without HSMs.",
		Operations: []string{"DeleteHsm", "DescribeClusters"},
	})
	HsmCreationTakesMinutes = rules.Add(kernel.Rule{
		ID: "HSM-TIM-02", Kind: kernel.Timed, Evidence: kernel.Observed,
		Source:     "RadiumGu/pix-proxy-samples, measured on a real cluster",
		Says:       "Creating an HSM takes 5 to 20 minutes, hardly ever more than two hours.",
		Operations: []string{"CreateHsm"},
	})
	HsmDeletionTakesMinutes = rules.Add(kernel.Rule{
		ID: "HSM-TIM-03", Kind: kernel.Timed, Evidence: kernel.Observed,
		Source:     "RadiumGu/pix-proxy-samples, measured on a real cluster",
		Says:       "Deleting an HSM takes about two minutes.",
		Operations: []string{"DeleteHsm"},
	})
)

func (s *Service) createHsm(c *kernel.Call, in *CreateHsm) (*CreateHsmOutput, error) {
	cl, err := s.ownCluster(c, in.ClusterId)
	if err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Check(cl, "CreateHsm"); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(cl.Subnets, func(n subnet) bool { return n.Zone == in.AvailabilityZone })
	if err := c.Require(at >= 0, HsmsLiveInTheClustersZones, "Cluster %s has no subnet in %s.", cl.ID,
		in.AvailabilityZone); err != nil {
		return nil, err
	}
	n := cl.Subnets[max(at, 0)]
	ip, err := s.address(c, n, in.IpAddress)
	if err != nil {
		return nil, err
	}
	if err := c.Require(s.Hsms.View(c.Scope()).Len() < maxHsms, ClustersAndHsmsAreFew,
		"The limit of %d HSMs in this Region is reached.", maxHsms); err != nil {
		return nil, err
	}
	if err := s.clusterMachine.Fire(cl, "CreateHsm"); err != nil {
		return nil, err
	}

	h := &hsm{
		Scope: c.Scope(), ID: c.Mint().Base32("hsm-"), Cluster: cl.ID, Type: cl.Type,
		Subnet: n, ENI: c.Mint().Hex("eni-"), IP: ip,
	}
	if cl.Network == DualStack {
		h.IPv6 = fmt.Sprintf("2600:1f18:0:%s::%s", n.Zone[len(n.Zone)-1:], ip[len(n.Prefix):])
	}
	s.Hsms.In(c.Scope()).Put(h.ID, h)
	s.hsmMachine.Begin(h)
	cl.Hsms = append(slices.Clone(cl.Hsms), h.ID)
	if s.env.Applies(cl.Life.State == ClusterActive && cl.ActiveHsms > 0, BackupsAreMadeByTheService) {
		s.env.Schedule(s.env.Duration(joiningBackup), joinBackup, kernel.Ref{Scope: cl.Scope, ID: cl.ID}, 0)
	}
	out := h.show()
	if !c.Applies(true, NewHsmsAreShown) {
		out.EniId, out.EniIp = "", ""
	}
	return &CreateHsmOutput{out}, nil
}

func (s *Service) deleteHsm(c *kernel.Call, in *DeleteHsm) (*DeleteHsmOutput, error) {
	cl, err := s.ownCluster(c, in.ClusterId)
	if err != nil {
		return nil, err
	}
	given := 0
	for _, name := range []string{in.HsmId, in.EniId, in.EniIp} {
		if name != "" {
			given++
		}
	}
	if err := c.Require(given == 1, HsmsAreNamedOneWay, "Give exactly one of HsmId, EniId and EniIp, not %d.",
		given); err != nil {
		return nil, err
	}
	for _, id := range cl.Hsms {
		h := s.Hsms.Get(cl.Scope, id)
		if h.ID == in.HsmId || h.ENI == in.EniId || h.IP == in.EniIp {
			return s.removeHsm(cl, h)
		}
	}
	return nil, c.Refuse(UnknownIDsAreNotFound, "HSM %s%s%s is not found in cluster %s.", in.HsmId, in.EniId, in.EniIp,
		cl.ID)
}

func (s *Service) removeHsm(cl *cluster, h *hsm) (*DeleteHsmOutput, error) {
	if h.Life.State == HsmActive {
		if s.env.Applies(cl.Life.State == ClusterActive, BackupsAreMadeByTheService) {
			s.backUp(cl)
		}
		cl.ActiveHsms--
	}
	return &DeleteHsmOutput{h.ID}, s.hsmMachine.Fire(h, "DeleteHsm")
}

// hsmEntered is what else happens when an HSM reaches a state.
func (s *Service) hsmEntered(h *hsm, _ HsmState) {
	cl := s.Clusters.Get(h.Scope, h.Cluster)
	switch {
	case cl != nil && h.Life.State == HsmActive:
		cl.ActiveHsms++
	case h.Life.State == HsmDeleted:
		if cl != nil {
			cl.Hsms = without(cl.Hsms, h.ID)
		}
		s.Hsms.In(h.Scope).Delete(h.ID)
	}
}

func (h *hsm) show() *Hsm {
	message := ""
	if h.Life.State == HsmActive {
		message = "HSM created."
	}
	return &Hsm{
		AvailabilityZone: h.Subnet.Zone, ClusterId: h.Cluster, EniId: h.ENI, EniIp: h.IP, EniIpV6: h.IPv6,
		HsmId: h.ID, HsmType: h.Type, State: h.Life.State, StateMessage: message,
		SubnetId: h.Subnet.ID,
	}
}
