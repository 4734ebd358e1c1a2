package eventbridge

import (
	"maps"
	"slices"

	"github.com/shareproof/shareproof/model/kernel"
)

// kept are the events of all buses that can be read.
type kept struct{ Buses []keptBus }

// keptBus are the events of a bus, oldest first: those of its youngest part, and those before.
type keptBus struct {
	Scope      kernel.Scope
	Old, Young []Event
}

// Carried returns the events: the state has only their books.
func (s *Service) Carried() any {
	all := &kept{}
	for _, at := range slices.SortedFunc(maps.Keys(s.buses), kernel.Scope.Compare) {
		b := s.buses[at]
		all.Buses = append(all.Buses, keptBus{at, listed(b.parts[1:]), listed(b.parts[:1])})
	}
	return all
}

// Carry takes them back. Earlier versions had larger parts.
func (s *Service) Carry(carried any) {
	for _, k := range carried.(*kept).Buses {
		all, b := slices.Concat(k.Old, k.Young), bus{}
		if len(k.Young) > 0 {
			b.count = (len(k.Young)-1)%part + 1
		}
		for i, size := 0, b.count; i < len(b.parts); i, size = i+1, part {
			from := max(0, len(all)-size)
			b.parts[i], all = chained(all[from:]), all[:from]
		}
		s.buses[k.Scope] = b
	}
}

// listed lists the events of parts, oldest first.
func listed(parts []*delivered) (all []Event) {
	for _, last := range parts {
		for d := last; d != nil; d = d.before {
			all = append(all, d.Event)
		}
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
