package parcels

import "github.com/shareproof/shareproof/model/kernel"

// workload says how callers use Parcels.
var workload = kernel.Workload[*Service]{
	Often: map[string]int{"DescribeParcel": 20},
	Words: map[string]func(*Service, *kernel.Draw) string{
		"To":       kernel.Among[*Service]("north", "south"),
		"ParcelId": (*Service).someParcel,
	},
}

func (s *Service) someParcel(d *kernel.Draw) string {
	if p := s.parcelMachine.Some(d, &s.Parcels); p != nil {
		return p.ID
	}
	return ""
}
