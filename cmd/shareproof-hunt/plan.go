package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shareproof/shareproof/conformance/simulation"
)

// plan says what a hunt plays. Range n, from 0 on, has the seeds First+n*Size and so on, Size
// of them, the last range maybe fewer.
type plan struct {
	First   uint64   `json:"first"`
	Last    uint64   `json:"last"`
	Size    uint64   `json:"rangeSize"`
	Systems []string `json:"systems,omitempty"`
	// Digest is the identity of the program that began the hunt.
	Digest string `json:"digest"`
}

// Bounds of a plan: JSON numbers are exact up to the highest seed, and a queue has room for
// so many ranges.
const (
	highestSeed = 1<<53 - 1
	mostRanges  = 10_000_000
)

// readSeeds reads FIRST..LAST.
func (p *plan) readSeeds(text string) (err error) {
	first, last, ok := strings.Cut(text, "..")
	if !ok {
		return fmt.Errorf("--seeds: want FIRST..LAST, as in 1..100000, not %q", text)
	}
	for _, bound := range []struct {
		text string
		to   *uint64
	}{{first, &p.First}, {last, &p.Last}} {
		*bound.to, err = strconv.ParseUint(bound.text, 10, 64)
		if err != nil || *bound.to > highestSeed {
			return fmt.Errorf("--seeds: %q is no seed: want a number from 0 to %d", bound.text, uint64(highestSeed))
		}
	}
	if p.Last < p.First {
		return fmt.Errorf("--seeds: %s lies before %s", last, first)
	}
	return nil
}

// check returns what is wrong with the plan besides its seeds.
func (p *plan) check() error {
	if p.Size < 1 || p.Size > mostPerRange {
		return fmt.Errorf("--range: want 1 to %d seeds, not %d", mostPerRange, p.Size)
	}
	if n := p.ranges(); n > mostRanges {
		return fmt.Errorf("--range: %d ranges are more than %d: let each have more seeds", n, mostRanges)
	}
	all := simulation.Systems()
	for _, system := range p.Systems {
		if !slices.Contains(all, system) {
			return fmt.Errorf("--system: %q is no system: want one of %s", system, strings.Join(all, ", "))
		}
	}
	return nil
}

// ranges returns how many ranges there are.
func (p *plan) ranges() uint64 { return (p.Last-p.First)/p.Size + 1 }

// seeds returns the first and the last seed of a range.
func (p *plan) seeds(n uint64) (first, last uint64) {
	first = p.First + n*p.Size
	return first, min(first+p.Size-1, p.Last)
}

func (p *plan) String() string {
	text := fmt.Sprintf("seeds %d..%d in ranges of %d", p.First, p.Last, p.Size)
	if p.Systems != nil {
		text += " of " + strings.Join(p.Systems, ", ")
	}
	return text + ", digest " + p.Digest
}

func (p *plan) encode() []byte {
	text, _ := json.Marshal(p) // it is made of numbers and texts
	return text
}
