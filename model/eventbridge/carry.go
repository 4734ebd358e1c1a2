package eventbridge

import (
	"maps"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// kept are the events of all buses that can be read.
type kept struct{ Buses []keptBus }

// keptBus are the events of a bus, oldest first.
type keptBus struct {
	Scope      kernel.Scope
	Old, Young []Event
}

// Carried returns the events: the state has only their books.
func (s *Service) Carried() any {
	all := &kept{}
	for _, at := range slices.SortedFunc(maps.Keys(s.buses), kernel.Scope.Compare) {
		b := s.buses[at]
		all.Buses = append(all.Buses, keptBus{at, listed(b.old), listed(b.young)})
	}
	return all
}

// Carry takes them back.
func (s *Service) Carry(carried any) {
	for _, b := range carried.(*kept).Buses {
		s.buses[b.Scope] = bus{young: chained(b.Young), old: chained(b.Old), count: len(b.Young)}
	}
}

func listed(last *delivered) (all []Event) {
	for d := last; d != nil; d = d.before {
		all = append(all, d.Event)
	}
	slices.Reverse(all)
	return all
}

func chained(all []Event) (last *delivered) {
	for _, e := range all {
		last = &delivered{e, last}
	}
	return last
}
