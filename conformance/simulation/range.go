package simulation

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"

	"github.com/shareproof/shareproof/invariants/catalogue"
	"github.com/shareproof/shareproof/model"
	"github.com/shareproof/shareproof/model/kernel"
	"github.com/shareproof/shareproof/scenarios/history"
)

// Ended is what came of one world, in figures.
type Ended struct {
	Steps     int     `json:"steps"`
	Calls     int     `json:"calls"`
	States    int     `json:"states"`
	Simulated float64 `json:"simulatedSeconds"` // a Duration ends after 292 years
	Digest    string  `json:"digest"`           // of its last state
}

// Part is what came of the worlds of a range of seeds. It can be kept as JSON, but for
// its violations. A Sum adds parts up.
type Part struct {
	Worlds  []Ended `json:"worlds"` // in the order of their seeds
	Covered Covered `json:"covered"`
	// Violations are one for each world in which an invariant was broken.
	Violations []Violation `json:"-"`
}

// Range plays the worlds of the seeds from first to last, PerWorld steps each, one after
// the other, whatever invariants are broken in them. Of the options it heeds Systems and
// Made. It returns the context's error if that ends before the last world does.
func (o Options) Range(ctx context.Context, first, last uint64) (*Part, error) {
	if o.Made == nil {
		o.Made = asItIs
	}
	p := &Part{Worlds: []Ended{}}
	for seed := o.from(first); first <= seed && seed <= last; seed = o.from(seed + 1) {
		w := o.playOrPanic(ctx, seed)
		if w.Digest == "" {
			return nil, ctx.Err()
		}
		p.Worlds = append(p.Worlds, w.Ended)
		(*model.Coverage)(&p.Covered).Add(w.coverage)
		if w.broken != nil {
			p.Violations = append(p.Violations, *w.broken)
		}
	}
	return p, nil
}

// Panicked is in the place of an invariant's ID where a world brought the program down.
const Panicked = "PANIC"

// playOrPanic plays a world. One in which something panics is broken.
func (o Options) playOrPanic(ctx context.Context, seed uint64) (p played) {
	defer func() {
		if r := recover(); r != nil {
			message := fmt.Sprint(r)
			p = played{Ended: Ended{Digest: "panic: " + message}, broken: &Violation{
				Invariant: Panicked, Says: "Nothing that is called makes the program panic.", Message: message,
				Seed: seed, Steps: PerWorld, shrink: func() *history.History { return nil },
			}}
		}
	}()
	return o.play(ctx, seed, PerWorld)
}

// Sum adds up what came of worlds, in the order of their seeds.
type Sum struct {
	report  Report
	digests hash.Hash
}

// NewSum returns the sum of no worlds yet, the first of which will have a seed.
func NewSum(seed uint64) *Sum {
	return &Sum{report: Report{Seed: seed, Violations: []Violation{}}, digests: sha256.New()}
}

// Add adds a part. The parts' seeds have to rise.
func (s *Sum) Add(p *Part) {
	for _, e := range p.Worlds {
		s.world(e)
	}
	s.report.covered.Add(model.Coverage(p.Covered))
	s.report.Violations = append(s.report.Violations, p.Violations...)
}

func (s *Sum) world(e Ended) {
	s.report.Worlds++
	s.report.Steps += e.Steps
	s.report.Calls += e.Calls
	s.report.States += e.States
	s.report.Simulated += e.Simulated
	fmt.Fprintln(s.digests, e.Digest)
	s.report.Digest = hex.EncodeToString(s.digests.Sum(nil))
}

// Report returns what Run reports of the same worlds.
func (s *Sum) Report() Report {
	r := s.report
	r.Coverage = r.covered.Shares()
	return r
}

// Covered is a Coverage that is written in few bytes, as text. Only the version that wrote it
// can read it.
type Covered model.Coverage

// counts returns all that is counted, in an order of its own.
func (c *Covered) counts() (all []*uint64) {
	(*model.Coverage)(c).Add(model.Coverage{}) // makes room
	for _, tallies := range [][]kernel.Tally{c.Rules, c.Operations} {
		for i := range tallies {
			all = append(all, &tallies[i].Accepted, &tallies[i].Refused)
		}
	}
	for i := range c.Rows {
		all = append(all, &c.Rows[i])
	}
	return all
}

// MarshalJSON writes the counts as base64 of varints.
func (c Covered) MarshalJSON() ([]byte, error) {
	var b []byte
	for _, n := range c.counts() {
		b = binary.AppendUvarint(b, *n)
	}
	return json.Marshal(b)
}

// UnmarshalJSON reads what MarshalJSON has written.
func (c *Covered) UnmarshalJSON(text []byte) error {
	var b []byte
	if err := json.Unmarshal(text, &b); err != nil {
		return err
	}
	for _, n := range c.counts() {
		v, read := binary.Uvarint(b)
		if read <= 0 {
			return errors.New("too few counts of coverage, or one too high")
		}
		*n, b = v, b[read:]
	}
	if len(b) > 0 {
		return errors.New("too many counts of coverage")
	}
	return nil
}

// PlayedDigest returns a digest of what callers do and how it is judged: of the invariants, and
// of what some worlds come to. It notices another version, and a machine that calculates
// otherwise, unless none of these shows what differs.
func PlayedDigest() string {
	h := sha256.New()
	for _, i := range catalogue.All() {
		fmt.Fprintln(h, i.ID, i.Says)
	}
	for seed := range uint64(sampled) {
		fmt.Fprintln(h, Options{Made: asItIs}.play(context.Background(), seed, sampledSteps).Ended)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// How many worlds PlayedDigest plays, and how far, in about half a second.
const (
	sampled      = 16
	sampledSteps = 400
)
