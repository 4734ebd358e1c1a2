package simulation

import (
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/model/services"
)

// swarm is what a seed draws for a whole world: how it is set up, and how those
// who call it behave. Different worlds so come to different places.
type swarm struct {
	options  model.Options
	accounts []string
	regions  []string
	illegal  int             // percent of the calls that are meant to be refused
	waiting  int             // percent of the steps that let time pass
	spans    []time.Duration // how much
	repeated int             // percent of the calls that are made again as they were
	personal int             // percent of the calls that a user or a session of a role makes, where there is one
	// overtaken is the percent of the calls that begin work and are followed by
	// changes of what that is about.
	overtaken int
	failing   int           // percent of the calls whose asynchronous work fails, where it can
	prepared  []*kernel.API // each account has what the callers of these need
	often     weights
}

// The spans of time that mean something to some rule, and those around them.
var spans = []time.Duration{
	time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 11 * time.Hour,
	13 * time.Hour,
	kernel.Day, 6 * kernel.Day, 7 * kernel.Day, 8 * kernel.Day, 15 * kernel.Day, 30 * kernel.Day, 91 * kernel.Day,
}

// groups are the services that work together, by the system whose worlds have the
// callers of them, and no others, so that they get far.
var groups = func() map[string][]*kernel.API {
	all := map[string][]*kernel.API{}
	for _, first := range services.All {
		if first.WorksWith == nil {
			continue
		}
		for _, api := range services.All {
			if api == first || slices.Contains(first.WorksWith, api.Service) {
				all[first.System] = append(all[first.System], api)
			}
		}
	}
	return all
}()

// group returns the services that are called in worlds about a system, or all.
func group(system string) []*kernel.API {
	if system == "" {
		return services.All
	}
	return groups[system]
}

// Systems returns what worlds can be chosen by, in order.
func Systems() (all []string) {
	for _, api := range services.All {
		all = append(all, api.System)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Services returns how many services are called in the world of a seed.
func Services(seed uint64) int { return len(group(drawSystem(seed))) }

// called reports whether a world of a seed has callers of one of the systems.
func called(systems []string, seed uint64) bool {
	return slices.ContainsFunc(group(drawSystem(seed)), func(api *kernel.API) bool {
		return slices.Contains(systems, api.System)
	})
}

// oneInAll is how many worlds there are for one in which all services are called.
const oneInAll = 8

// drawSystem draws the system that a world is about, or none if all are called. Each
// system bids by itself, so that a new one takes its worlds and leaves the others as
// they are.
func drawSystem(seed uint64) (system string) {
	if (chance{rand.NewPCG(seed, 0x416c6c)}).IntN(oneInAll) == 0 {
		return ""
	}
	highest := uint64(0)
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		h := fnv.New64a()
		h.Write([]byte(name))
		if bid := rand.NewPCG(seed, h.Sum64()).Uint64(); bid >= highest {
			highest, system = bid, name
		}
	}
	return system
}

var everybody = []string{"111111111111", "222222222222", "333333333333", "444444444444", "555555555555", "666666666666"}

func drawSwarm(seed uint64, c kernel.Chance) swarm {
	s := swarm{
		overtaken: drawHaste(seed),
		options:   model.Options{Seed: seed, Pace: kernel.Paces[c.IntN(len(kernel.Paces))], Quotas: drawQuotas(seed)},
		accounts:  everybody[:2+c.IntN(len(everybody)-1)],
		regions:   []string{"us-east-1"},
		illegal:   10 + c.IntN(21),
		waiting:   5 + c.IntN(20),
		repeated:  c.IntN(8),
		personal:  []int{0, 0, 5, 10, 20}[c.IntN(5)],
	}
	if c.IntN(3) == 0 {
		s.regions = []string{"us-east-1", "us-east-1", "eu-west-1"}
	}
	system := drawSystem(seed)
	for _, api := range group(system) {
		if api.Prepare != nil && system != "" && c.IntN(4) > 0 {
			s.prepared = append(s.prepared, api)
		}
		service := []int{1, 1, 3}[c.IntN(3)]
		for _, op := range api.Operations {
			s.often.add(op, service*[]int{0, 1, 2, 2, 4}[c.IntN(5)]*api.Generator.Often(op, s.overtaken > 0))
		}
	}
	most := len(spans)
	if s.prepared != nil {
		most -= 2 // lifecycle policies fill a world in months
	}
	for range 4 {
		s.spans = append(s.spans, spans[min(c.IntN(most), c.IntN(most))])
	}
	return s
}

// newDoom returns the chance by which work fails, and how much of it does. Most
// worlds have no failing work. It is drawn apart, so that they go on as they did
// without it.
func newDoom(seed uint64) (doom chance, failing int) {
	doom = chance{rand.NewPCG(seed, 0x446f6f6d)}
	return doom, []int{0, 0, 0, 0, 0, 0, 10, 40}[doom.IntN(8)]
}

// drawHaste draws how much of the work is overtaken by changes. Most worlds have
// patient callers. It is drawn apart, so that these go on as they did without it.
func drawHaste(seed uint64) (overtaken int) {
	return []int{0, 0, 0, 20, 50}[chance{rand.NewPCG(seed, 0x4861737465)}.IntN(5)]
}

// drawQuotas draws how many clusters and clones there may be. Most worlds have fewer
// than AWS allows, which few callers would use up. It is drawn apart, so that worlds
// go on as they did without it.
func drawQuotas(seed uint64) model.Quotas {
	c := chance{rand.NewPCG(seed, 0x51756f746173)}
	return model.Quotas{
		Clusters: []int{0, 0, 0, 6}[c.IntN(4)], CrossAccountClones: []int{0, 1, 2, 2, 3}[c.IntN(5)],
		CopyOnWriteClones: []int{0, 1, 2, 3}[c.IntN(4)],
	}
}

// weights pick operations as often as they should be.
type weights struct {
	operations []*kernel.Operation
	sums       []int
	sum        int
}

func (w *weights) add(op *kernel.Operation, weight int) {
	if weight == 0 {
		return
	}
	w.sum += weight
	w.operations, w.sums = append(w.operations, op), append(w.sums, w.sum)
}

func (w *weights) pick(c kernel.Chance) *kernel.Operation {
	return w.operations[sort.SearchInts(w.sums, c.IntN(w.sum)+1)]
}

// chance is a kernel.Chance that a seed decides.
type chance struct{ *rand.PCG }

func newChance(seed uint64) chance { return chance{rand.NewPCG(seed, 0x53686172)} }

// IntN returns a number from 0 to n-1. The bias of the remainder is below one
// in 2^50 for any n that is used here.
func (c chance) IntN(n int) int { return int(c.Uint64() % uint64(n)) }
