package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/shareproof/shareproof/conformance/simulation"
	"github.com/shareproof/shareproof/internal/exit"
	"github.com/shareproof/shareproof/scenarios"
	"github.com/shareproof/shareproof/scenarios/history"
)

// result is what came of a range of seeds. It follows from the plan and the range alone.
type result struct {
	Range  uint64 `json:"range"`
	Digest string `json:"digest"` // of the plan
	*simulation.Part
	Found []shrunk `json:"found,omitempty"`
}

// found is an invariant that was broken, in one shape.
type found struct {
	Invariant string `json:"invariant"`
	Says      string `json:"says"`
	Message   string `json:"message"`
	// Seed and Steps make the same violation again.
	Seed  uint64 `json:"seed"`
	Steps int    `json:"steps"`
	// Worlds is how many worlds show it, of which Seed is the first.
	Worlds int `json:"worlds"`
	// Shape is that of the shrunk history, nil where it was not shrunk.
	Shape []string `json:"shape,omitempty"`
}

// shrunk is what was found, with the shrunk history as a scenario in YAML, if there is one.
type shrunk struct {
	found
	Scenario string `json:"scenario,omitempty"`
}

// Bounds of a result. A bug that breaks an invariant in every world would keep workers busy
// with shrinking it, and a result has to fit into one message of a queue, of 1 MiB.
const (
	shrunkPerRange = 3 // violations of one invariant
	scenarioBytes  = 256 << 10
	mostPerRange   = 1000 // seeds
)

// play plays the worlds of a range and shrinks what it finds.
func (p *player) play(ctx context.Context, of *plan, n uint64) (*result, error) {
	first, last := of.seeds(n)
	part, err := simulation.Options{Systems: of.Systems, Made: p.made}.Range(ctx, first, last)
	if err != nil {
		return nil, err
	}
	r := &result{Range: n, Digest: of.Digest, Part: part}
	tried, room := map[string]int{}, scenarioBytes
	for i := range part.Violations {
		v := &part.Violations[i]
		s := shrunk{found: found{
			Invariant: v.Invariant, Says: v.Says, Message: v.Message, Seed: v.Seed, Steps: v.Steps, Worlds: 1,
		}}
		if tried[v.Invariant]++; tried[v.Invariant] <= shrunkPerRange {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if h := shrink(v); h != nil {
				s.Shape = h.Shape()
				if text := string(scenarios.Write(h, v.Says)); len(text) <= room {
					s.Scenario, room = text, room-len(text)
				}
			}
		}
		r.Found = together(r.Found, s)
	}
	return r, nil
}

// together adds what was found to what was found before, or to the same that is among it.
func together(all []shrunk, s shrunk) []shrunk {
	i := slices.IndexFunc(all, func(known shrunk) bool {
		return known.Invariant == s.Invariant && slices.Equal(known.Shape, s.Shape)
	})
	if i < 0 {
		return append(all, s)
	}
	all[i].Worlds += s.Worlds
	return all
}

// shrink returns the fewest calls that break an invariant, nil where the model panics.
func shrink(v *simulation.Violation) (h *history.History) {
	defer func() {
		if recover() != nil {
			h = nil
		}
	}()
	return v.History()
}

// sum adds results up, in the order of their ranges.
type sum struct {
	plan  *plan
	next  uint64 // the range whose result comes next
	parts *simulation.Sum
	found []shrunk
}

func newSum(of *plan) *sum { return &sum{plan: of, parts: simulation.NewSum(of.First)} }

// add adds the result of the next range.
func (s *sum) add(r *result) error {
	if r.Range != s.next || r.Digest != s.plan.Digest || r.Part == nil {
		return exit.Trouble(fmt.Errorf("the result of range %d is not that of %s", s.next, s.plan))
	}
	s.next++
	s.parts.Add(r.Part)
	for _, f := range r.Found {
		if err := checkFound(&f.found); err != nil {
			return err
		}
		s.found = together(s.found, f)
	}
	return nil
}
